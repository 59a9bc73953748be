"""What may be said about parts."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from sim.scenario.lifecycle import Discontinued, Supersession
from sim.scenario.refurbish import Refurbished, Surplus
from sim.scenario.suppliers import Terms
from sim.scenario.values import Disposition, Law, PositiveCount, Section
from sim.scenario.warranty import SupplierWarranty
from sim.units import Hours, Kg, Money, PerYear, Share


class RepairPart(Section):
    """A module that may have failed in a unit, and is replaced when that is repaired."""

    probability: Share = Field(1.0, description="chance that it has failed, in a unit that is not without fault")
    quantity: PositiveCount = Field(1, description="units of it to be replaced then")


class Part(Section):
    """A stock-keeping unit."""

    price: Money = Field(0.0, description="purchase price of one unit")
    holding: PerYear = Field(0.0, description="yearly holding cost as a share of the price")
    lead_time: Law | None = Field(None, description="a supplier's lead time for this part, instead of the supplier's own")
    shrinkage: PerYear = Field(
        0.0,
        description="units on hand that go missing, a year, as a share of those on hand: theft, damage, wrong places; on every shelf and in "
        "every van, where the books count them on until somebody notices",
    )
    weight: Kg = Field(0.0, description="weight of one unit; carriers may charge for it")
    suppliers: dict[str, Terms] = Field(
        default_factory=dict,
        description="supplier -> his terms for this part; once some are named, nobody else supplies it (emergency supply aside)",
    )
    discontinued: Discontinued | None = Field(
        None, description="suppliers stop making it at a stated time; they make it for ever if left out"
    )
    contains: dict[str, PositiveCount] = Field(
        default_factory=dict,
        description="a kit: units of the parts in it; it is opened where one of them is asked for and does not lie loose",
    )
    opened: Literal["loose", "scrap"] = Field(
        "loose", description="what is left of an opened kit lies loose on the shelf, or is thrown away"
    )
    fits: list[str] = Field(
        default_factory=list,
        description="revisions of machines that it fits, where work may need it; at others the work does without it. It fits all if left out",
    )
    introduced: Hours = Field(
        0.0,
        description="when its rules of stock come into force, counted from the start; its shelves are empty and pass orders through before",
    )
    superseded_by: Supersession | None = Field(None, description="another part takes its place at a stated time")
    repairable: bool = Field(False, description="the defective unit travels back as a core")
    no_fault_found: Share = Field(0.0, description="share of the returned cores that are not defective at all")
    missing: Share = Field(
        0.0, description="share of the defective units due that never come back: kept, lost or thrown away on site"
    )
    deposit: Money = Field(
        0.0,
        description="paid by the customer with each exchange and refunded when the defective unit is received; nothing for local repairs",
    )
    condemned: Share = Field(
        0.0, description="share of the inspected cores that are beyond repair; those found without fault aside"
    )
    repair_limit: Share | None = Field(
        None,
        description="share of the price that the repair of a core may cost, in all shops on its way together; those for which more is quoted "
        "are condemned; no limit if left out",
    )
    refurbished: Refurbished | None = Field(
        None,
        description="units that come back are another part from then on; they are as good as new under its own name if left out",
    )
    sold: Surplus | None = Field(
        None, description="units that come back beyond what is wanted are sold; they stay on the shelf if left out"
    )
    core_value: Share = Field(
        0.0,
        description="what a core is worth from its receipt until it is on a shelf or gone, as a share of the price; held at the part's holding rate",
    )
    shops: list[str] = Field(
        default_factory=list,
        description="repair shops that its cores pass, one after the other; the last one's shelf takes them; `returns.shop` if left out",
    )
    salvage: Money = Field(0.0, description="what a core earns when it is sold as it is")
    supplier_credit: Money = Field(0.0, description="what the supplier credits for a core that is returned to him")
    supplier_warranty: SupplierWarranty | None = Field(
        None, description="what the supplier pays for units that fail early; nothing if left out"
    )
    harvest: dict[str, Share] = Field(
        default_factory=dict,
        description="other parts that a core yields when it is taken apart -> chance that the one inside is fit for use",
    )
    disposition: Disposition | None = Field(
        None, description="what is done with its inspected cores, instead of the disposition of `returns`"
    )
    repair_parts: dict[str, RepairPart] = Field(
        default_factory=dict,
        description="parts that may have failed in it (LRU and SRU): its first shop takes them out, each a core of its own if it is repairable, and "
        "replaces them from the shelf of its location before it goes on",
    )
    one_repair_part: bool = Field(
        False, description="at most one of them has failed, so that the probabilities add up; else each for itself"
    )
    repaired_locally: Share = Field(
        0.0, description="share of the defective units that are repaired at the technician's home instead of travelling back"
    )
    criticality: Literal["vital", "essential", "desirable"] | None = Field(
        None, description="how badly it is missed; `stock` and `van` may state one rule for all parts of a criticality"
    )
    stated_class: str | None = Field(
        None, alias="class", description="a class of your own; `stock` and `van` may state one rule for all its parts"
    )

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def comes_back_as(self, name: str) -> str:
        """The part that its units are once they have come back, under its own name this one."""
        return name if self.refurbished is None else self.refurbished.part
