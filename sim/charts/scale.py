"""Numbers as a manager reads them: '1.23 M EUR', '87.3 %', '+2.1 points', '3.5 h', '12,345 km'.

A :class:`Scale` is chosen once for numbers that are read together (one column, one axis, one sentence), so that they share a unit.
Decimals grow until an interval that excludes zero also prints without zero: a verdict never contradicts the digits beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

MINUS = "−"
NO_DATA = "no data"
_MOST_DECIMALS = 6
_PER = {"y": "a year", "year": "a year", "h": "an hour", "day": "a day", "call": "a call", "asset-year": "per asset-year"}


@dataclass(frozen=True)
class Scale:
    """A unit to print in: shown number = number × factor."""

    factor: float
    unit: str
    """Printed after a number: 'M EUR', '%', 'h', or empty."""
    difference_unit: str
    """Printed after a difference: 'points' for shares, else the unit."""
    decimals: int
    """Digits after the point; −3 rounds to thousands."""
    per: str = ""
    """'a year' and the like: said once on an axis or in a heading, not after each number."""

    @property
    def axis(self) -> str:
        """The unit as an axis label says it, without brackets."""
        return f"{self.unit} {self.per}".strip()

    def digits(self, number: float, *, signed: bool = False) -> str:
        """The bare number: '1.23', '12,345', '−0.31', with a plus sign for gains if `signed`."""
        if not math.isfinite(number):
            return NO_DATA
        text = f"{abs(round(number * self.factor, self.decimals)):,.{max(self.decimals, 0)}f}"
        if float(text.replace(",", "")) == 0.0:
            return text
        return (MINUS if number < 0 else "+" if signed else "") + text

    def amount(self, number: float) -> str:
        """Number and unit: '1.23 M EUR'."""
        digits = self.digits(number)
        return digits if digits == NO_DATA or not self.unit else f"{digits} {self.unit}"

    def difference(self, number: float, *, signed: bool = True) -> str:
        """Difference and its unit: '+2.1 points'."""
        digits = self.digits(number, signed=signed)
        return digits if digits == NO_DATA or not self.difference_unit else f"{digits} {self.difference_unit}"

    def interval(self, low: float, high: float, *, signed: bool = False) -> str:
        """'1.20 to 1.26'; empty when there is no interval."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return ""
        return f"{self.digits(low, signed=signed)} to {self.digits(high, signed=signed)}"

    def finer(self, numbers: Iterable[float]) -> Scale:
        """The same scale with decimals enough that none of the numbers other than zero prints as zero."""
        decimals = self.decimals
        wanted = [abs(number * self.factor) for number in numbers if math.isfinite(number) and number != 0.0]
        while decimals < _MOST_DECIMALS and any(round(number, decimals) == 0.0 for number in wanted):
            decimals += 1
        return replace(self, decimals=decimals)

    def resolving(self, half_width: float) -> Scale:
        """The same scale with decimals enough to show the first digit of an interval's half-width."""
        if not math.isfinite(half_width) or half_width <= 0.0:
            return self
        wanted = -math.floor(math.log10(half_width * self.factor))
        return replace(self, decimals=max(self.decimals, min(wanted, _MOST_DECIMALS)))


def scale_for(unit: str, numbers: Iterable[float], currency: str = "EUR") -> Scale:
    """The scale for numbers of that unit which are read together.

    Money from a million on is said in millions, below it is rounded to three digits. `unit` is a figure's own: 'share', 'h', 'money',
    'money/y', 'km', ...; anything unknown is printed as it stands.
    """
    finite = [abs(number) for number in numbers if math.isfinite(number)]
    size = max(finite, default=0.0)
    head, _, denominator = (piece.strip() for piece in unit.partition("/"))
    per = _PER.get(denominator, f"per {denominator}") if denominator else ""
    if unit in {"share", "%"}:
        return Scale(100.0, "%", "points", 1)
    if head in {"money", currency}:
        if size >= 1e6:
            return Scale(1e-6, f"M {currency}", f"M {currency}", 2 if size < 1e8 else 1, per)
        return Scale(1.0, currency, currency, -3 if size >= 1e5 else -2 if size >= 1e4 else 0 if size >= 100 else 2, per)
    if unit in {"h", "hours", "hour"}:
        return Scale(1.0, "h", "h", 1 if size >= 1 else 2)
    if head in {"count", "ratio", "number", "1", "-", ""}:
        head = ""
    return Scale(1.0, head, head, 0 if size >= 1000 else 1 if size >= 100 else 2, per)
