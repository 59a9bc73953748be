"""Searching what may be decided for the best way to run: where to begin, where to step, what was tried and what came of it."""
