"""What a scenario says of the end of a machine's life: when it is replaced, or refurbished before."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.values import NOTHING, Law, PositiveCount, Section
from sim.units import Money, PositiveHours, Share

REPLACEMENT, REFURBISHMENT = "replacement", "refurbishment"
"""Names of the planned work that ends a machine's life, or prolongs it."""


class Refurbishment(Section):
    """An overhaul that a machine gets instead of being replaced."""

    cost: Money = Field(description="what it costs, besides the hours of who does it")
    leaves: Share = Field(
        0.0, description="share of its age that it leaves a machine, in all failure modes that age and in its own account"
    )
    duration: Law = Field(NOTHING, description="hands-on time; the machine stands still meanwhile")
    times: PositiveCount = Field(1, description="how often a machine is refurbished before it is replaced")


class EndOfLife(Section):
    """When a machine is replaced by a new one: by the first of these that applies."""

    at_age: PositiveHours | None = Field(
        None, description="age, in calendar time since it was new, its 'age' at the start included"
    )
    after_cost: Annotated[Money, Field(gt=0)] | None = Field(
        None,
        description="what its faults have cost since it was new: parts at their price, and technicians' hours on the road and on site at theirs",
    )
    after_faults: PositiveCount | None = Field(None, description="faults within the last year; requests are none")
    below: Share | None = Field(
        None, description="share of the last year in which no fault kept it down; time before it was new counts as up"
    )
    price: Money = Field(0.0, description="what a new machine costs")
    lead_time: Law = Field(NOTHING, description="time from the decision until it can be exchanged; the old one runs on meanwhile")
    duration: Law = Field(NOTHING, description="hands-on time of the exchange; the machine stands still meanwhile")
    refurbish: Refurbishment | None = Field(
        None, description="what is done first instead; machines are replaced at once if left out"
    )
