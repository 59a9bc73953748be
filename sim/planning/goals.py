"""What a plan is for: a target that it must reach, or money that it may take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import UsageError, nearest
from sim.units import Money, Share

TARGETS = {
    "availability": "share of the machines that do not wait for a part",
    "fix_rate": "share of the visits whose van holds all parts that they need",
}
"""Figure that a target may name -> meaning."""

_TARGET = re.compile(r"\s*([A-Za-z_ -]+?)\s*=\s*(.+?)\s*", re.DOTALL)
_SHARE: TypeAdapter[Any] = TypeAdapter(Share)
_MONEY: TypeAdapter[Any] = TypeAdapter(Money)


@dataclass(frozen=True)
class Goal:
    """A target for a figure, a budget, or neither: then what the money that lies on the shelves today could do."""

    figure: str = "availability"
    target: float | None = None
    budget: float | None = None

    @property
    def word(self) -> str:
        """What its options are called by."""
        return "target" if self.target is not None else "budget" if self.budget is not None else "same money"


def read_goal(target: str | None, budget: str | float | None, currency: str) -> Goal:
    """A goal as the command line says it; raises :class:`UsageError` with what was expected."""
    if target is not None and budget is not None:
        raise UsageError("a plan has a target or a budget, not both")
    if target is not None:
        return _target(target)
    if budget is not None:
        return Goal(budget=_money(budget, currency))
    return Goal()


def _target(text: str) -> Goal:
    match = _TARGET.fullmatch(text)
    if not match:
        raise UsageError(f"expected a target like 'availability=97%' or 'fix_rate=85%', found '{text[:60]}'")
    figure = match[1].replace("-", "_").replace(" ", "_")
    if figure not in TARGETS:
        near = nearest(figure, TARGETS)
        hint = f" (did you mean '{near}'?)" if near else ""
        raise UsageError(f"there is no target '{match[1][:60]}'; known: {', '.join(TARGETS)}{hint}")
    try:
        share = float(_SHARE.validate_python(_number(match[2]), context={"currency": "EUR"}))
    except ValidationError:
        raise UsageError(f"{figure}: expected a share like '97%' or 0.97, found '{match[2][:60]}'") from None
    if not 0.0 < share < 1.0:
        raise UsageError(f"{figure}: expected a share above 0 % and below 100 %, found '{match[2][:60]}'")
    return Goal(figure, target=share)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _money(value: str | float, currency: str) -> float:
    try:
        context = {"currency": currency} if isinstance(value, str) else {}
        return float(_MONEY.validate_python(value, context=context))
    except ValidationError:
        raise UsageError(f"expected a budget like '50000 {currency}', found '{str(value)[:60]}'") from None
