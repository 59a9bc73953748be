"""Numbers in sentences: rounded to what their interval can tell, with the unit as one says it."""

from __future__ import annotations

import math
from dataclasses import dataclass

MINUS, NO_DATA = "−", "no data"
_PER = {"y": "a year", "h": "an hour", "d": "a day", "call": "a call"}
_BARE = {"count", "ratio", "number", "1", "-", ""}
_DIGITS = 3
"""Digits of a number that has no interval."""


@dataclass(frozen=True)
class Said:
    """How numbers of one figure are said: `unit` is the figure's own ('share', 'h', 'money/y', ...), `currency` what money is counted in."""

    unit: str
    currency: str = "EUR"

    def amount(self, number: float, half_width: float = math.nan) -> str:
        """'1,230,000 EUR a year', '87.3 %', '3.4 h'; rounded to a tenth of the half-width, where there is one."""
        return self._with_unit(self._digits(number, self._decimals(number, half_width)), difference=False)

    def difference(self, number: float, half_width: float = math.nan) -> str:
        """'+2.1 points', '−3,400 EUR a year'."""
        return self._with_unit(self._digits(number, self._decimals(number, half_width), signed=True), difference=True)

    def give_or_take(self, number: float, half_width: float) -> str:
        """'87.3 % ± 0.5 points', '994,000 ± 13,000 EUR a year'; without an interval the amount alone."""
        if not math.isfinite(half_width) or not math.isfinite(number):
            return self.amount(number)
        shown = (
            self.amount(number, half_width) if self.unit == "share" else self._digits(number, self._decimals(number, half_width))
        )
        return f"{shown} ± {self.width(half_width)}"

    def difference_give_or_take(self, number: float, half_width: float) -> str:
        """'+2.1 ± 0.5 points'; without an interval the difference alone."""
        if not math.isfinite(half_width) or not math.isfinite(number):
            return self.difference(number)
        return f"{self._digits(number, self._decimals(number, half_width), signed=True)} ± {self.width(half_width)}"

    def width(self, half_width: float) -> str:
        """What stands behind the ±, with its unit."""
        return self._with_unit(self._digits(half_width, self._decimals(half_width, half_width)), difference=True)

    def range(self, low: float, high: float) -> str:
        """'3,300 to 10,500 EUR a year', '42 to 81 %', of amounts; empty when there is none."""
        digits = self.between(low, high, signed=False)
        return self._with_unit(digits, difference=False) if digits else ""

    def between(self, low: float, high: float, *, signed: bool = True, unit: bool = False) -> str:
        """'−4,100 to −2,700', as stands in brackets behind a difference; empty when there is no interval."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return ""
        decimals = self._decimals(max(abs(low), abs(high)), (high - low) / 2)
        end = self._digits(high, decimals, signed=signed)
        return f"{self._digits(low, decimals, signed=signed)} to {self._with_unit(end, difference=True) if unit else end}"

    def stated(self, number: float, *, difference: bool = False) -> str:
        """What somebody has stated, with all its digits: '97 %', a difference '0.2 points'."""
        return self._with_unit(f"{number * self._factor:,.10g}", difference=difference)

    @property
    def _factor(self) -> float:
        return 100.0 if self.unit == "share" else 1.0

    def _decimals(self, number: float, half_width: float) -> int:
        """Digits after the point: two digits of the half-width, three of a number without."""
        size, digits = (half_width, 2) if math.isfinite(half_width) and half_width > 0 else (abs(number), _DIGITS)
        if not math.isfinite(size) or size == 0:
            return 0
        return digits - 1 - math.floor(math.log10(size * self._factor))

    def _digits(self, number: float, decimals: int, *, signed: bool = False) -> str:
        if not math.isfinite(number):
            return NO_DATA
        text = f"{abs(round(number * self._factor, decimals)):,.{max(decimals, 0)}f}"
        if not text.strip("0.,"):
            return text
        return (MINUS if number < 0 else "+" if signed else "") + text

    def _with_unit(self, digits: str, *, difference: bool) -> str:
        if digits == NO_DATA:
            return digits
        if self.unit == "share":
            return f"{digits} {'points' if difference else '%'}"
        head, _, below = self.unit.partition("/")
        unit = self.currency if head == "money" else "" if head in _BARE else head
        per = _PER.get(below, f"per {below}") if below else ""
        return " ".join(word for word in (digits, unit, per) if word)


def said(figure: str, currency: str = "EUR") -> Said:
    """How the numbers of a figure are said; a figure that is not registered has no unit."""
    from sim.errors import UsageError
    from sim.kpi import member_of

    try:
        return Said(member_of(figure).unit, currency)
    except UsageError:
        return Said("", currency)


def span(hours: float) -> str:
    """'35 days', '6 hours'."""
    number, unit = (hours / 24, "day") if hours >= 48 else (hours, "hour")
    return f"{number:,.4g} {unit}{'' if number == 1 else 's'}"
