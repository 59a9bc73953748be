"""Replications and what they say: comparisons, drivers, statistics.

The package can be called: `sim.study("experiments/x.yaml")` conducts the study of an experiment file and returns its table; see
:func:`sim.experiment.study.study`, a floor above.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    """Lets the package be called."""

    def __call__(self, experiment: Any, *more: Any, **options: Any) -> Any:
        return importlib.import_module("sim.experiment.study").study(experiment, *more, **options)


sys.modules[__name__].__class__ = _Callable
