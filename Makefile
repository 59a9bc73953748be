# Thin: dev.py does the work, so that Windows has the same commands (python dev.py test).
PYTHON ?= python3

.PHONY: demo test check bench golden verify

demo test check bench golden verify:
	@$(PYTHON) dev.py $@
