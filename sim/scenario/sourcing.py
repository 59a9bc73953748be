"""What may be said about where a part comes from that the van does not hold."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from sim.scenario.values import Count, Law, Section
from sim.units import Hours, Money, Share


class SourcingStep(Section):
    """One step of the sourcing cascade."""

    source: Literal["depot", "lateral", "upstream", "emergency", "vans", "cannibalise"] = Field(
        alias="from",
        description="where to look; vans: those of colleagues with the same home, the nearest first; "
        "cannibalise: out of a machine at the site that is down and waits for another part, which then needs this one, too",
    )
    time: Law | None = Field(
        None, description="time until the technician has it; a depot or a colleague's van without time: he drives there and back"
    )
    cost: Money = Field(0.0, description="cost of one such supply, per part")
    supplier: str | None = Field(
        None,
        description="with 'from: emergency': who supplies, and cannot while he is disrupted; somebody who always can if left out",
    )
    carrier: str | None = Field(
        None, description="carrier of such a supply, instead of 'time' and 'cost'; each supply of a part is a shipment of its own"
    )
    chance: Share = Field(1.0, description="chance that this step can help at all with a part that a job needs")
    hold_back: Count = Field(0, description="units of a part that who helps out keeps for himself; for laterals and vans")
    repair_factor: float = Field(
        1.0, gt=0, le=100, description="factor on the hands-on time of a repair with such a part; with several parts the largest"
    )

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Sourcing(Section):
    """Where a part comes from that the van does not hold."""

    wait_limit: Hours = Field(0.0, description="the technician waits on site this long for a part, else he comes back")
    predicted_parts: Literal["at_visit", "take_along", "wait_for"] = Field(
        "at_visit",
        description="parts that triage named: looked for on site, taken along from the technician's depot if it has them, "
        "or set aside at the site's depot before anybody is sent",
    )
    to_be_safe: Count = Field(
        0,
        description="with 'predicted_parts: take_along': so many further faults, the likeliest after what was named, whose parts are taken along, too",
    )
    owed_by: Literal["home", "group"] = Field(
        "home",
        description="who owes a part that nobody has: the technician's home, or the home and its laterals together, "
        "so that the first unit to arrive at any of them goes to whoever waits longest",
    )
    steps: list[SourcingStep] = Field(default_factory=list, description="tried in this order after the own van")
