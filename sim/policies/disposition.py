"""What becomes of a returned core once it has been inspected."""

from __future__ import annotations

from typing import Protocol

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
        """Cost of one repair in the shop, money."""

    @property
    def no_fault_found(self) -> bool:
        """Inspection recognised that nothing is wrong with it."""


class DispositionRule(Member):
    """A rule of disposition. A new one needs `decide`."""

    def decide(self, core: CoreView) -> str:
        """'repair', 'restock' (it goes back on the shelf as it is) or 'scrap'."""
        raise NotImplementedError


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
