"""What strategies are judged by: a figure to make as small or as large as can be, and limits on others."""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.values import Section
from sim.units import TIME_UNITS, number_and_unit

_EXPECTED = "a number with the unit of the figure, like '75 %', '12 h', '500000 EUR/y' or 1.2"


class Amount(NamedTuple):
    """A number in the internal unit (shares of one, hours, money), and which unit that is: 'share', 'h', 'money/y', ''."""

    number: float
    unit: str
    text: str
    """As it was written."""


def _amount(value: Any, info: ValidationInfo) -> Amount:
    """Read '75 %'; which unit a figure wants is known where figures are."""
    if isinstance(value, Amount):
        return value
    found = number_and_unit(value)
    if found is None:
        raise PydanticCustomError(
            "amount", "expected {expected}, found {found}", {"expected": _EXPECTED, "found": repr(value)[:40]}
        )
    number, unit = found[0], re.sub(r"\s*/\s*", "/", found[1])
    unit = re.sub(r"/year$", "/y", unit)
    if unit == "%":
        number, unit = number / 100, "share"
    elif unit in TIME_UNITS:
        number, unit = number * TIME_UNITS[unit], "h"
    elif re.match(r"[A-Z]{3}(/|$)", unit):
        currency = (info.context or {}).get("currency", "EUR")
        if unit[:3] != currency:
            words = {"currency": currency, "found": repr(value)[:40]}
            raise PydanticCustomError("amount", "expected the scenario's currency {currency}, found {found}", words)
        unit = "money" + unit[3:]
    return Amount(number, unit, str(value))


Bound = Annotated[
    Amount,
    BeforeValidator(_amount),
    PlainSerializer(lambda amount: amount.text),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "description": _EXPECTED}),
]


class Goals(Section):
    """What everything that is compared is judged by, today's way among it."""

    minimise: str | None = Field(None, description="figure that should be as small as can be, such as `cost`")
    maximise: str | None = Field(None, description="figure that should be as large as can be, such as `margin`")
    at_least: dict[str, Bound] = Field(
        default_factory=dict, description="figures whose mean must not be less, with the unit of the figure: `75 %`, `12 h`"
    )
    at_most: dict[str, Bound] = Field(default_factory=dict, description="figures whose mean must not be more, likewise")
