"""What may be said about the way back of defective parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from sim.nature.calendars import ALWAYS
from sim.nature.costs import FixedCost
from sim.policies.disposition import RepairAll
from sim.policies.shop import FirstCome, Push
from sim.scenario.values import NOTHING, Cost, Disposition, Hours_of_week, Law, PositiveCount, Queue, Release, Section
from sim.units import Money, PositiveHours, Share

COMMON_SHOP = "shop"
"""Name of the shop of all parts that name no other."""


class Shop(Section):
    """Repair shop for cores."""

    location: str = Field(description="location that it stands at and whose shelf takes the repaired parts")
    transit: Law = Field(
        NOTHING,
        description="time on the way here from the shop before, for cores that come from one; for those from inspection nothing",
    )
    benches: PositiveCount = Field(1, description="cores worked on at once")
    repair: Law = Field(description="time on the bench")
    test: Law = Field(NOTHING, description="time of the test after each repair")
    test_benches: PositiveCount | None = Field(None, description="cores tested at once, the others queue; unlimited if left out")
    rework: Annotated[Share, Field(lt=1)] = Field(
        0.0, description="chance that a repaired core fails its test in a way that sends it back to the tail of the bench queue"
    )
    repair_success: Share = Field(1.0, description="chance that a core which is not reworked is good; else it is scrapped")
    cost: Cost = Field(
        FixedCost(amount=0.0),
        description="cost of one repair, good or not; a law draws it for each core, whose inspection shows it",
    )
    hours: Hours_of_week = Field(
        ALWAYS,
        description="when there is work on benches and tests; what is not done by closing time goes on when the shop opens again",
    )
    queue: Queue = Field(FirstCome(), description="which of the waiting cores a free bench takes up")
    release: Release = Field(Push(), description="whether cores are repaired as they come, or as the stock needs them")
    most_waiting: PositiveCount | None = Field(
        None, description="cores of one part here at once, waiting or in work; those that come beyond are disposed of"
    )


class Grade(Section):
    """A condition that cores come back in, seen at inspection."""

    share: Share = Field(
        description="share of the cores that are of it, those found without fault aside; all grades add up to 100 %"
    )
    repair_success: Share = Field(1.0, description="factor on the chance that a repair is good")
    repair_time: float = Field(1.0, ge=0, le=100, description="factor on the time on a bench")
    cost: float = Field(1.0, ge=0, le=100, description="factor on the cost of a repair")
    value: float = Field(1.0, ge=0, le=100, description="factor on what the core earns when it is sold as it is")


class Returns(Section):
    """The way back of defective parts."""

    removal: Literal["exchange", "diagnosis"] = Field(
        "exchange", description="the defective unit is free when the new one goes in, or as soon as the fault is found"
    )
    late: Share = Field(0.0, description="share of the cores that come back late")
    late_by: Law = Field(NOTHING, description="time from removal until a late core is handed in")
    given_up_after: PositiveHours | None = Field(
        None,
        description="time from removal after which a core that has not been received is expected no longer, so that the shop's shelf "
        "orders a new unit; when it comes all the same it is expected again; never if left out",
    )
    handed_in: Literal["at_once", "shift_end"] = Field(
        "at_once", description="when a core reaches the technician's home: on removal, or in his van at the end of the shift"
    )
    ship_every: PositiveHours | None = Field(
        None, description="cores wait at the technician's home and leave together, every so often counted from the start"
    )
    ship_units: PositiveCount | None = Field(
        None, description="cores wait at the technician's home and leave together as soon as there are so many"
    )
    transit: Law = Field(
        NOTHING, description="time on the way to where cores are received; cores that leave together take the same"
    )
    freight: Money = Field(0.0, description="cost of sending one core back; of one shipment where they leave together")
    receiving: Law = Field(NOTHING, description="time to unpack and book in one core that has arrived")
    receivers: PositiveCount | None = Field(
        None, description="cores received at once, the others queue, first come first served; unlimited if left out"
    )
    deposit_window: PositiveHours | None = Field(
        None,
        description="time from removal within which a core must be received for its deposit to be refunded; no limit if left out",
    )
    deposit_halves: Annotated[Money, Field(gt=0)] | None = Field(
        None,
        description="deposit at which half of the otherwise missing cores come back, a quarter is missing at twice as much, and so on: "
        "missing × 2^(−deposit ÷ this); deposits bring none back if left out",
    )
    inspection: Law = Field(NOTHING, description="time of inspection")
    inspectors: PositiveCount | None = Field(
        None, description="cores inspected at once, the others queue, first come first served; unlimited if left out"
    )
    inspection_cost: Money = Field(0.0, description="cost of one inspection")
    detection: Share = Field(1.0, description="chance that a core without fault is recognised as such")
    missed_faults: Share = Field(0.0, description="chance that a defective core is taken for one without fault")
    grades: dict[str, Grade] = Field(default_factory=dict, description="conditions that cores come back in, by name")
    disposition: Disposition = Field(RepairAll(), description="what is done with an inspected core")
    harvest: Law = Field(NOTHING, description="time to take a core apart for the parts in it; no queue")
    harvest_cost: Money = Field(0.0, description="cost of taking one core apart")
    local_repair: Law | None = Field(
        None,
        description="time from removal until a unit repaired at the technician's home lies on its shelf; no queue, no failure",
    )
    local_repair_cost: Money = Field(0.0, description="cost of one local repair")
    shop: Shop = Field(description="repair shop of all parts that name no other")
    shops: dict[str, Shop] = Field(
        default_factory=dict, description="further repair shops; parts name those that their cores pass"
    )
    cores_count: Literal["removed", "released", "never"] = Field(
        "removed",
        description="from when on a core counts as on order at the shelf that it will lie on: from its removal, from when a bench takes "
        "it up, or not before it lies there",
    )

    @property
    def keeps_stays(self) -> bool:
        """Whether each stay of a core in a shop is a record of its own: several shops, cores that wait for the stock, or repairs that are quoted."""
        return bool(self.shops) or self.shop.release.pulls or self.shop.cost.sampler() is not None

    def every_shop(self) -> dict[str, Shop]:
        """All repair shops by name."""
        return {COMMON_SHOP: self.shop, **self.shops}

    def route(self, names: Iterable[str]) -> list[Shop]:
        """The shops that the cores of a part pass, those that exist; the common one where the part names none."""
        shops = self.every_shop()
        return [shops[name] for name in names if name in shops] or [self.shop]
