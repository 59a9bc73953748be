# Thin: dev.py does the work, so that Windows has the same commands (python dev.py test).
PYTHON ?= python3

.PHONY: demo drivers test check bench golden verify mutants

demo drivers test check bench golden verify mutants:
	@$(PYTHON) dev.py $@
