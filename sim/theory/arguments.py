"""What an argument must be, said in one sentence when it is not."""

from __future__ import annotations

import math


def need_positive(**values: float) -> None:
    """Raise ValueError unless each named value is a finite number above zero."""
    for name, value in values.items():
        if not (math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a number above zero, not {value!r}")


def need_not_negative(**values: float) -> None:
    """Raise ValueError unless each named value is a finite number, zero or above."""
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be a number that is not negative, not {value!r}")


def need_share(**values: float) -> None:
    """Raise ValueError unless each named value lies in 0 … 1."""
    for name, value in values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} must be a share between 0 and 1, not {value!r}")


def need_count(least: int = 1, **values: float) -> None:
    """Raise ValueError unless each named value is a whole number, `least` or more."""
    for name, value in values.items():
        if isinstance(value, bool) or value != math.floor(value) or value < least:
            raise ValueError(f"{name} must be a whole number, {least} or more, not {value!r}")


def need_stable(load: float) -> None:
    """Raise ValueError unless the load of each server is below one: otherwise the queue grows without end."""
    if not load < 1:
        raise ValueError(f"the servers must be able to keep up (load below 1), but the load of each is {load:.6g}")


def need_smoothing(**values: float) -> None:
    """Raise ValueError unless each named smoothing constant is above 0 and at most 1."""
    for name, value in values.items():
        if not 0 < value <= 1:
            raise ValueError(f"{name} must be above 0 and at most 1, not {value!r}")
