"""What agents are to reach: so many callers answered within so long, or so few who give up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import UsageError
from sim.units import Hours, Share

_IN_TIME = re.compile(r"(?P<share>[\d.]+ ?%?) (?:in|within) (?P<time>.+)")
_LOST = re.compile(r"abandonment ?(?:<=|=|:|of|below)? ?(?P<share>[\d.]+ ?%?)")
_EXPECTED = "expected a target like '80 % in 20 s' (callers answered in that time) or 'abandonment <= 3 %'"


@dataclass(frozen=True)
class Target:
    """A share of callers answered within a time, or at most a share of them who give up."""

    share: float
    within: float | None = None
    """hours; None: the share is of those who give up"""

    def met(self, value: float) -> bool:
        """Whether a figure is good enough."""
        return value <= self.share if self.within is None else value >= self.share

    def shortfall(self, value: float) -> float:
        """Share of the agents to add where a figure is not good enough: as much as it lacks, at most as many again."""
        if self.within is None:
            return min(1.0, value - self.share)
        return min(1.0, self.share / value - 1.0) if value else 1.0

    @property
    def words(self) -> str:
        """The target as one says it."""
        share = f"{100 * self.share:g} %"
        return f"at most {share} give up" if self.within is None else f"{share} answered within {duration(self.within)}"


def duration(hours: float) -> str:
    """A wait as people say it: 20 s, 5 min, 4 h."""
    unit, length = next(((unit, length) for unit, length in (("h", 1.0), ("min", 1 / 60)) if hours >= length), ("s", 1 / 3600))
    return f"{round(hours / length, 2):g} {unit}"


def read_target(text: str) -> Target:
    """A target as the command line says it; raises :class:`UsageError` with what was expected."""
    words = " ".join(text.lower().split())
    in_time, lost = _IN_TIME.fullmatch(words), _LOST.fullmatch(words)
    if in_time:
        return Target(_share(in_time["share"]), _read(Hours, in_time["time"], "a time like '20 s'"))
    if lost:
        return Target(_share(lost["share"]))
    raise UsageError(f"{_EXPECTED}, found '{text[:60]}'")


def _share(text: str) -> float:
    share = _read(
        Share, text if "%" in text else float(text) if text.count(".") < 2 and text != "." else text, "a share like '80 %'"
    )
    if not 0.0 < share < 1.0:
        raise UsageError(f"expected a share above 0 % and below 100 %, found '{text}'")
    return share


def _read(kind: Any, value: Any, expected: str) -> float:
    try:
        return float(TypeAdapter(kind).validate_python(value, context={"currency": "EUR"}))
    except ValidationError:
        raise UsageError(f"{_EXPECTED}: expected {expected}, found '{str(value)[:60]}'") from None
