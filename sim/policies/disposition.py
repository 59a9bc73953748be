"""What becomes of a returned core once it has been inspected."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

from pydantic import Field

from sim.registry import Member, family, register
from sim.units import Share

family("disposition", "disposition rule", rule=True)


class CoreView(Protocol):
    """What a rule may see of an inspected core."""

    @property
    def price(self) -> float:
        """Price of a new unit, money."""

    @property
    def repair_cost(self) -> float:
        """Cost of one repair in every shop on its way, at its grade, money."""

    @property
    def no_fault_found(self) -> bool:
        """Inspection found nothing wrong with it."""

    @property
    def grade(self) -> str:
        """Name of its grade; '' where there are no grades, or no fault was found."""

    @property
    def repair_success(self) -> float:
        """Chance that a repair is good, at its grade."""

    @property
    def salvage(self) -> float:
        """What it earns when it is sold as it is, at its grade, money."""

    @property
    def supplier_credit(self) -> float:
        """What the supplier credits for it, money."""

    @property
    def harvest_value(self) -> float:
        """Price of the parts in it by the chance that they are fit for use, less the cost of taking it apart, money."""

    @property
    def net_stock(self) -> int:
        """Units on hand less units owed at the shelf that it would go to."""


class DispositionRule(Member):
    """A rule of disposition. A new one needs `decide`."""

    def decide(self, core: CoreView) -> str:
        """'repair', 'restock' (on the shelf as it is), 'scrap', 'harvest' (take apart), 'supplier return' or 'sell'."""
        raise NotImplementedError


Elsewhere = Literal["scrap", "harvest", "supplier_return", "sell"]
"""What becomes of a core that is not repaired."""
Grades = Annotated[tuple[str, ...], Field(max_length=100)]


@register("disposition", "repair_all")
class RepairAll(DispositionRule):
    """Repair every core, but put those without fault straight back on the shelf."""

    def decide(self, core: CoreView) -> str:
        """Restock what has no fault, repair the rest."""
        return "restock" if core.no_fault_found else "repair"


@register("disposition", "scrap_all")
class ScrapAll(DispositionRule):
    """Scrap every core, even those without fault."""

    def decide(self, core: CoreView) -> str:
        """Always scrap."""
        del core
        return "scrap"


@register("disposition", "repair_if_cheaper")
class RepairIfCheaper(DispositionRule):
    """Repair only what costs little against a new unit; put cores without fault back on the shelf, and scrap the rest."""

    share: Share = Field(0.65, description="repair when it costs at most this share of the price of a new unit")

    def decide(self, core: CoreView) -> str:
        """Restock what has no fault, repair what is worth it, scrap the rest."""
        if core.no_fault_found:
            return "restock"
        return "repair" if core.repair_cost <= self.share * core.price else "scrap"


@register("disposition", "by_grade")
class ByGrade(DispositionRule):
    """By the grade that inspection gave the core; without fault it goes back on the shelf, and grades listed nowhere are scrapped."""

    repair: Grades = Field((), description="grades that are repaired")
    harvest: Grades = Field((), description="grades that are taken apart for the parts in them")
    supplier_return: Grades = Field((), description="grades that go back to the supplier for a credit")
    sell: Grades = Field((), description="grades that are sold as they are")

    @property
    def named(self) -> list[tuple[str, str]]:
        """(what is done, grade) for every grade that stands somewhere."""
        return [(key, grade) for key in ("repair", "harvest", "supplier_return", "sell") for grade in getattr(self, key)]

    def decide(self, core: CoreView) -> str:
        """The first list that has its grade."""
        if core.no_fault_found:
            return "restock"
        return next((key for key, grade in self.named if grade == core.grade), "scrap").replace("_", " ")


@register("disposition", "by_value")
class ByValue(DispositionRule):
    """What leaves most money: a repair is worth the price of a new unit by its chance to be good, less its cost; without fault back on the shelf."""

    margin: Share = Field(0.0, description="a repair must be worth at least this share of the price more than anything else")

    def decide(self, core: CoreView) -> str:
        """The most valuable; of equals the first of repair, supplier return, harvest, sell, scrap."""
        if core.no_fault_found:
            return "restock"
        values = {
            "repair": core.repair_success * core.price - core.repair_cost - self.margin * core.price,
            "supplier return": core.supplier_credit,
            "harvest": core.harvest_value,
            "sell": core.salvage,
            "scrap": 0.0,
        }
        best = max(values.values())
        return next(word for word, value in values.items() if value == best)


@register("disposition", "if_needed")
class IfNeeded(DispositionRule):
    """Repair only while the shelf is low, and dispose of cores while it is full; without fault back on the shelf."""

    above: Annotated[int, Field(ge=-1, le=10_000_000)] = Field(
        description="no repair while more units than this lie on the shelf, less those owed; -1: only while units are owed"
    )
    instead: Elsewhere = Field("scrap", description="what becomes of the core then")

    def decide(self, core: CoreView) -> str:
        """Repair up to the limit."""
        if core.no_fault_found:
            return "restock"
        return "repair" if core.net_stock <= self.above else self.instead.replace("_", " ")
