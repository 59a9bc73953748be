"""Kinds of values in a scenario: laws and rules by their word, places, dates, hours, counts; and the base of all sections."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

import sim.nature.requests
import sim.policies.forecast_stock
import sim.policies.route_plan  # noqa: F401
from sim.nature.calendars import OpeningHours
from sim.nature.costs import CostLaw
from sim.nature.durations import Constant, DurationLaw
from sim.nature.failures import FailureLaw
from sim.nature.quantities import QuantityLaw
from sim.nature.travel import TravelLaw
from sim.policies.dispatch import DispatchRule
from sim.policies.disposition import DispositionRule
from sim.policies.promise import PromiseRule
from sim.policies.purchase import PurchaseRule
from sim.policies.replenishment import StockRule
from sim.policies.shop import ReleaseRule, ShopQueue
from sim.registry import OneOf

Law = Annotated[DurationLaw, OneOf("duration")]
Failure = Annotated[FailureLaw, OneOf("failure")]
Quantity = Annotated[QuantityLaw, OneOf("quantity")]
Cost = Annotated[CostLaw, OneOf("cost")]
Travel = Annotated[TravelLaw, OneOf("travel")]
Stock = Annotated[StockRule, OneOf("stock")]
Purchase = Annotated[PurchaseRule, OneOf("purchase")]
Promise = Annotated[PromiseRule, OneOf("promise")]
Dispatch = Annotated[DispatchRule, OneOf("dispatch")]
Disposition = Annotated[DispositionRule, OneOf("disposition")]
Queue = Annotated[ShopQueue, OneOf("shop_queue")]
Release = Annotated[ReleaseRule, OneOf("release")]

NOTHING = Constant(time=0.0)


def _place(value: Any) -> Any:
    """Check a [latitude, longitude] pair."""
    ok = (
        isinstance(value, (list, tuple))
        and len(value) == 2
        and all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in value)
        and -90 <= value[0] <= 90
        and -180 <= value[1] <= 180
    )
    if not ok:
        raise PydanticCustomError("place", "expected [latitude, longitude] in degrees, found {found}", {"found": str(value)[:40]})
    return (float(value[0]), float(value[1]))


def _date(value: Any) -> Any:
    """Check a date; pydantic alone would take a bare number for seconds since 1970."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    if type(value) is dt.date:
        return value
    raise PydanticCustomError(
        "date", "expected {expected}, found {found}", {"expected": "a date like '2026-01-05'", "found": str(value)[:40]}
    )


def _hours_text(value: str) -> str:
    """Check hours of the week that stand as a key."""
    OpeningHours.read(value)
    return value


Date = Annotated[dt.date, BeforeValidator(_date)]
Place = Annotated[tuple[float, float], BeforeValidator(_place)]
Hours_of_week = Annotated[OpeningHours, BeforeValidator(OpeningHours.read)]
Hours_text = Annotated[str, AfterValidator(_hours_text)]
Level = Annotated[int, Field(ge=1, le=9)]
Priority = Annotated[int, Field(ge=1, le=9)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
PositiveCount = Annotated[int, Field(ge=1, le=10_000_000)]


class Section(BaseModel):
    """Base of all sections: frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
