"""What may be said about parts: what they are, where they wait, where a missing one comes from, and the way back of defective ones."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from sim.policies.disposition import RepairAll
from sim.scenario.values import NOTHING, Disposition, Law, Place, PositiveCount, Priority, Section, Stock
from sim.units import Hours, Money, PerYear, Share


class Part(Section):
    """A stock-keeping unit."""

    price: Money = Field(0.0, description="purchase price of one unit")
    holding: PerYear = Field(0.0, description="yearly holding cost as a share of the price")
    lead_time: Law | None = Field(None, description="a supplier's lead time for this part, instead of the supplier's own")
    repairable: bool = Field(False, description="the defective unit travels back as a core")
    no_fault_found: Share = Field(0.0, description="share of the returned cores that are not defective at all")
    condemned: Share = Field(
        0.0, description="share of the inspected cores that are beyond repair; those found without fault aside"
    )
    repaired_locally: Share = Field(
        0.0, description="share of the defective units that are repaired at the technician's home instead of travelling back"
    )


class Reserve(Section):
    """The last units of a part, kept for urgent calls."""

    units: PositiveCount = Field(description="so many units are kept")
    priority: Priority = Field(1, description="calls of this urgency or more may take them; others find the shelf empty")


class Location(Section):
    """Anywhere parts wait; vans are declared with their technicians."""

    at: Place | None = Field(None, description="[latitude, longitude]")
    supplier: bool = Field(False, description="supply from outside, of all parts at all times")
    capacity: PositiveCount | None = Field(
        None,
        description="a supplier's: orders it works on at once, each for the lead time, the others queue; a stated transit comes on top; "
        "unlimited if left out",
    )
    source: str | None = Field(None, description="the next echelon up, which refills this location")
    lead_time: Law = Field(NOTHING, description="time from leaving this location to arrival at whoever it supplies")
    transit: Law | None = Field(None, description="time from the source to here, instead of the source's lead time")
    orders_may_cross: bool = Field(False, description="a later order may arrive before an earlier one of the same part")
    order_cost: Money = Field(0.0, description="cost of placing one replenishment order here")
    freight: Money = Field(0.0, description="cost of one replenishment shipment to here")
    laterals: list[str] = Field(default_factory=list, description="locations that may help out, in order of preference")
    stock: dict[str, Stock] = Field(default_factory=dict, description="replenishment rule per part")
    reserve: dict[str, Reserve] = Field(
        default_factory=dict,
        description="per part: the last units, for urgent calls only; refills of lower echelons are least urgent",
    )


class SourcingStep(Section):
    """One step of the sourcing cascade."""

    source: Literal["depot", "lateral", "upstream", "emergency"] = Field(alias="from", description="where to look")
    time: Law | None = Field(None, description="time until the technician has it; a depot without time: he drives there and back")
    cost: Money = Field(0.0, description="cost of one such supply, per part")
    chance: Share = Field(1.0, description="chance that this step can help at all with a part that a job needs")
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
    steps: list[SourcingStep] = Field(default_factory=list, description="tried in this order after the own van")


class Shop(Section):
    """Repair shop for cores."""

    location: str = Field(description="location that it stands at and whose shelf takes the repaired parts")
    benches: PositiveCount = Field(1, description="cores worked on at once")
    repair: Law = Field(description="time on the bench")
    test: Law = Field(NOTHING, description="time of the test after each repair")
    test_benches: PositiveCount | None = Field(None, description="cores tested at once, the others queue; unlimited if left out")
    rework: Annotated[Share, Field(lt=1)] = Field(
        0.0, description="chance that a repaired core fails its test in a way that sends it back to the tail of the bench queue"
    )
    repair_success: Share = Field(1.0, description="chance that a core which is not reworked is good; else it is scrapped")
    cost: Money = Field(0.0, description="cost of one repair, good or not")


class Returns(Section):
    """The way back of defective parts."""

    removal: Literal["exchange", "diagnosis"] = Field(
        "exchange", description="the defective unit is free when the new one goes in, or as soon as the fault is found"
    )
    transit: Law = Field(NOTHING, description="time from removal to receipt for inspection")
    freight: Money = Field(0.0, description="cost of sending one core back")
    inspection: Law = Field(NOTHING, description="time of inspection")
    inspectors: PositiveCount | None = Field(
        None, description="cores inspected at once, the others queue, first come first served; unlimited if left out"
    )
    inspection_cost: Money = Field(0.0, description="cost of one inspection")
    detection: Share = Field(1.0, description="chance that a core without fault is recognised as such")
    disposition: Disposition = Field(RepairAll(), description="what is done with an inspected core")
    local_repair: Law | None = Field(
        None,
        description="time from removal until a unit repaired at the technician's home lies on its shelf; no queue, no failure",
    )
    local_repair_cost: Money = Field(0.0, description="cost of one local repair")
    shop: Shop = Field(description="repair shop")
