"""Numbers with the unit they are written with, and how a number between two of them is written."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.units import number_and_unit

FINENESS = 4
"""Digits after the first to which a drawn number is written."""


def _single(value: Any) -> Any:
    """Refuse what is no value of a scenario's key; nothing takes away what stands there."""
    if value is None or isinstance(value, (str, bool, int, dict)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    expected = "a word, a number, a quantity like '4 h', or a rule like {rule: base_stock, level: 2}"
    raise PydanticCustomError("single", "expected {expected}, found {found}", {"expected": expected, "found": repr(value)[:40]})


Value = Annotated[str | int | float | bool | dict[str, Any] | None, BeforeValidator(_single)]
"""What a factor puts into the scenario: a word, a quantity as text, a number, yes or no, a rule or law; nothing takes away what stands there."""

_EXPECTED = "a number, with its unit where the scenario wants one, like 4, '4 h', '5 %' or '120 EUR'"


class Measure(NamedTuple):
    """A number and its unit as written."""

    number: float
    unit: str
    """'h', 'EUR', '%', '/y' or empty."""
    whole: bool
    """A bare whole number: 4, not 4.0, '4' or '4 h'."""
    text: str

    def __str__(self) -> str:
        return self.text


def _measure(value: Any) -> Measure:
    """Read 4 or '4 h'."""
    if isinstance(value, Measure):
        return value
    found = number_and_unit(value)
    if found is None:
        raise PydanticCustomError(
            "measure", "expected {expected}, found {found}", {"expected": _EXPECTED, "found": repr(value)[:40]}
        )
    return Measure(*found, isinstance(value, int), str(value))


Measured = Annotated[
    Measure,
    BeforeValidator(_measure),
    PlainSerializer(lambda measure: measure.text),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "description": _EXPECTED}),
]


def written(number: float, unit: str, spread: float, *, whole: bool = False) -> Value:
    """The number as a scenario takes it: text where there is a unit, a number otherwise.

    It has `FINENESS` digits after the first one of itself, or of the spread it comes from if these go further; no digit before the point is
    lost. 3.271843 between 2 and 10 is 3.2718.
    """
    if whole:
        return worded(float(round(number)), unit, whole=True)
    sizes = [size for size in (abs(number), abs(spread)) if size > 0 and math.isfinite(size)]
    return worded(round(number, max(FINENESS - math.floor(math.log10(min(sizes, default=1.0))), 0)), unit)


def worded(number: float, unit: str, *, whole: bool = False) -> Value:
    """The number with its unit, no digit more than doubles are sure of."""
    exact = float(f"{number:.14g}")
    if unit:
        return f"{exact:.14g} {unit}"
    return int(exact) if whole else exact
