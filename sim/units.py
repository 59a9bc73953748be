"""Quantities as people write them ('4 h', '450 EUR', '20 %/y') and the one internal unit of each.

Inside: hours, kilometres, kilograms, shares of one, money in the scenario's currency, rates per hour. The conversion happens
here, at the boundary, and nowhere else. In a scenario file a bare number where a unit is needed is an error; in Python a
bare number is taken in the internal unit.

Simulated time is counted in whole ticks of 2**-20 hours (3.4 ms): sums of tick-rounded times are exact in double
precision, so downtime splits add up to the last bit, and the last bit of a platform's logarithm cannot move a record.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

HOURS_PER_DAY = 24.0
HOURS_PER_WEEK = 168.0
HOURS_PER_YEAR = 8760.0
"""A year of 365 days, the convention of rates such as 'per year'."""

TICKS_PER_HOUR = 1048576.0
TICK = 1.0 / TICKS_PER_HOUR
FOREVER = 1e9
"""Hours; longer draws are cut here (114,000 years), so that a heavy tail cannot overflow."""

TIME_UNITS: Mapping[str, float] = {
    "s": 1 / 3600,
    "sec": 1 / 3600,
    "second": 1 / 3600,
    "seconds": 1 / 3600,
    "min": 1 / 60,
    "minute": 1 / 60,
    "minutes": 1 / 60,
    "h": 1.0,
    "hour": 1.0,
    "hours": 1.0,
    "d": 24.0,
    "day": 24.0,
    "days": 24.0,
    "w": 168.0,
    "week": 168.0,
    "weeks": 168.0,
    "mo": 730.0,
    "month": 730.0,
    "months": 730.0,
    "y": 8760.0,
    "year": 8760.0,
    "years": 8760.0,
}
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(rf"^\s*({_NUMBER})\s*(\S.*?)?\s*$")
_LONGEST_TIME = 1000 * HOURS_PER_YEAR
_MOST_MONEY = 1e15


def to_tick(hours: float) -> float:
    """Round a span of hours to the simulated clock's tick."""
    if hours >= FOREVER:
        return FOREVER
    return int(hours * TICKS_PER_HOUR + 0.5) * TICK


def _fault(message: str, **context: Any) -> PydanticCustomError:
    return PydanticCustomError("quantity", message, context)


def _show(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _split(value: Any, expected: str) -> tuple[float, str]:
    """Return number and unit text of '4 h'; raise in the words of `expected` otherwise."""
    if not isinstance(value, str):
        raise _fault("expected {expected}, found {found}", expected=expected, found=_show(value))
    match = _QUANTITY.match(value)
    if not match:
        raise _fault("expected {expected}, found {found}", expected=expected, found=_show(value))
    return float(match.group(1)), (match.group(2) or "").strip()


def number_and_unit(value: Any) -> tuple[float, str] | None:
    """4, '4' or '4 h' as a finite number and the unit as written, which may be empty; None for anything else, yes and no among them."""
    match = _QUANTITY.match(str(value)) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None
    number = float(match.group(1)) if match else math.nan
    return (number, (match.group(2) or "").strip()) if match and math.isfinite(number) else None


def percent(share: float) -> str:
    """'95 %'."""
    return f"{100 * share:.4g} %"


def _bounded(number: float, low: float, high: float, expected: str, found: Any) -> float:
    if number > high:
        raise _fault("expected {expected}, found {found}, which is too large", expected=expected, found=_show(found), excess=True)
    if not number >= low:
        raise _fault("expected {expected}, found {found}", expected=expected, found=_show(found))
    return number


Parse = Callable[[Any, str, str], float]


def _parse_time(value: Any, expected: str, currency: str) -> float:
    del currency
    number, unit = _split(value, expected)
    if unit not in TIME_UNITS:
        raise _fault("expected {expected}, found {found}", expected=expected, found=_show(value))
    return number * TIME_UNITS[unit]


def _fixed_unit(units: Mapping[str, float]) -> Parse:
    def parse(value: Any, expected: str, currency: str) -> float:
        del currency
        number, unit = _split(value, expected)
        if unit not in units:
            raise _fault("expected {expected}, found {found}", expected=expected, found=_show(value))
        return number * units[unit]

    return parse


def _money(per: Mapping[str, float]) -> Parse:
    """Money, or money per something, in the scenario's currency."""

    def parse(value: Any, expected: str, currency: str) -> float:
        number, unit = _split(value, expected)
        code, slash, denominator = (piece.strip() for piece in unit.partition("/"))
        wanted = "" if not slash else denominator
        if not re.fullmatch(r"[A-Z]{3}", code) or wanted not in per:
            raise _fault("expected {expected}, found {found}", expected=expected, found=_show(value))
        if code != currency:
            raise _fault(
                "expected the scenario's currency {currency}, found {found}",
                currency=currency,
                found=_show(value),
            )
        return number / per[wanted]

    return parse


def _parse_share(value: Any, expected: str, currency: str) -> float:
    del currency
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    number, unit = _split(value, expected)
    if unit not in {"%", ""}:
        raise _fault("expected {expected}, found {found}", expected=expected, found=_show(value))
    return number / 100 if unit == "%" else number


def _quantity(parse: Parse, expected: str, low: float, high: float, pattern: str, unit: str) -> Any:
    """Build the annotated float type of one kind of quantity."""

    def validate(value: Any, info: ValidationInfo) -> float:
        context = info.context or {}
        if not context and isinstance(value, (int, float)) and not isinstance(value, bool):
            return _bounded(float(value), low, high, expected, value)
        number = parse(value, expected, context.get("currency", "EUR"))
        return _bounded(number, low, high, expected, value)

    schema: dict[str, Any] = {"type": "string", "pattern": pattern, "description": expected, "x-unit": unit}
    if parse is _parse_share:
        schema = {
            "anyOf": [{"type": "number", "minimum": low, "maximum": high}, {"type": "string", "pattern": pattern}],
            "description": expected,
            "x-unit": unit,
        }
    return Annotated[float, BeforeValidator(validate), WithJsonSchema(schema), PlainSerializer(float)]


_TIME_PATTERN = rf"^\s*{_NUMBER}\s*({'|'.join(sorted(TIME_UNITS, key=len, reverse=True))})\s*$"
_MONEY_PATTERN = rf"^\s*{_NUMBER}\s*[A-Z]{{3}}"
_TINY = 1e-12

Hours = _quantity(_parse_time, "a time like '4 h' or '3 days'", 0.0, _LONGEST_TIME, _TIME_PATTERN, "h")
PositiveHours = _quantity(_parse_time, "a time above zero like '4 h' or '3 days'", _TINY, _LONGEST_TIME, _TIME_PATTERN, "h")
Money = _quantity(_money({"": 1.0}), "an amount of money like '450 EUR'", 0.0, _MOST_MONEY, _MONEY_PATTERN + r"\s*$", "money")
MoneyPerHour = _quantity(
    _money({"h": 1.0}), "an hourly rate like '38 EUR/h'", 0.0, _MOST_MONEY, _MONEY_PATTERN + r"\s*/\s*h\s*$", "money/h"
)
MoneyPerKm = _quantity(
    _money({"km": 1.0}), "a rate like '0.45 EUR/km'", 0.0, _MOST_MONEY, _MONEY_PATTERN + r"\s*/\s*km\s*$", "money/km"
)
MoneyPerKg = _quantity(
    _money({"kg": 1.0, "t": 1000.0}),
    "a rate like '0.30 EUR/kg'",
    0.0,
    _MOST_MONEY,
    _MONEY_PATTERN + r"\s*/\s*(kg|t)\s*$",
    "money/kg",
)
MoneyPerYear = _quantity(
    _money({"y": 1.0, "year": 1.0}),
    "a yearly amount like '1200 EUR/y'",
    0.0,
    _MOST_MONEY,
    _MONEY_PATTERN + r"\s*/\s*y(ear)?\s*$",
    "money/y",
)
Kg = _quantity(
    _fixed_unit({"kg": 1.0, "g": 0.001, "t": 1000.0}), "a weight like '2.5 kg'", 0.0, 1e9, rf"^\s*{_NUMBER}\s*(kg|g|t)\s*$", "kg"
)
Km = _quantity(_fixed_unit({"km": 1.0, "m": 0.001}), "a distance like '120 km'", 0.0, 1e6, rf"^\s*{_NUMBER}\s*k?m\s*$", "km")
Speed = _quantity(_fixed_unit({"km/h": 1.0}), "a speed like '60 km/h'", 1e-3, 1e5, rf"^\s*{_NUMBER}\s*km/h\s*$", "km/h")
Share = _quantity(_parse_share, "a share like '55 %' or 0.55", 0.0, 1.0, rf"^\s*{_NUMBER}\s*%\s*$", "share")
Markup = _quantity(_parse_share, "a markup like '30 %' or 0.3", 0.0, 100.0, rf"^\s*{_NUMBER}\s*%\s*$", "share")
PerYear = _quantity(
    _fixed_unit({"%/y": 0.01, "%/year": 0.01}),
    "a yearly rate like '20 %/y'",
    0.0,
    100.0,
    rf"^\s*{_NUMBER}\s*%/y(ear)?\s*$",
    "1/y",
)
Rate = _quantity(
    _fixed_unit({f"/{unit}": 1 / hours for unit, hours in TIME_UNITS.items()}),
    "a rate like '42 /h' or '3 /day'",
    1e-12,
    1e5,
    rf"^\s*{_NUMBER}\s*/({'|'.join(sorted(TIME_UNITS, key=len, reverse=True))})\s*$",
    "/h",
)
KgPerKm = _quantity(
    _fixed_unit({"kg/km": 1.0, "g/km": 0.001}),
    "an emission factor like '180 g/km'",
    0.0,
    1e3,
    rf"^\s*{_NUMBER}\s*k?g/km\s*$",
    "kg/km",
)


def describe_hours(hours: float) -> str:
    """Write a span of hours the way a person would: '30 min', '4 h', '10 d', '1 y'."""
    for size, unit in ((HOURS_PER_YEAR, "y"), (24.0, "d"), (1.0, "h"), (1 / 60, "min")):
        if hours >= size and abs(hours / size - round(hours / size, 2)) < 1e-9:
            return f"{hours / size:g} {unit}"
    return f"{hours:g} h"
