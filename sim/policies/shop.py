"""What a repair shop works on next, and whether it works on anything now."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Protocol

from pydantic import Field

from sim.policies.replenishment import StockView
from sim.registry import Member, family, register

family("shop_queue", "rule of a repair shop's queue", rule=True)
family("release", "release rule", rule=True)

Urgency = tuple[float, ...]
"""What goes first in order: the smallest; on a tie, who came first."""


class WaitingCore(Protocol):
    """What a rule may see of a core that waits for a bench."""

    @property
    def hours(self) -> float:
        """Time that its repair will take on a bench, as its inspection has shown."""

    @property
    def stock(self) -> StockView:
        """The shelf that it will lie on."""

    @property
    def levels(self) -> int:
        """The most units that the rule of that shelf would have on hand and on order."""


class ShopQueue(Member):
    """A rule of a repair shop's queue. A new one needs `urgency`."""

    looks_at_stock: ClassVar[bool] = False
    """The order changes with the stock, for all cores of a part at once."""

    def urgency(self, core: WaitingCore) -> Urgency:
        """The smallest goes first."""
        raise NotImplementedError


@register("shop_queue", "first_come")
class FirstCome(ShopQueue):
    """First come, first served."""

    def urgency(self, core: WaitingCore) -> Urgency:
        """All alike."""
        del core
        return ()


@register("shop_queue", "shortest")
class Shortest(ShopQueue):
    """The shortest repair first."""

    def urgency(self, core: WaitingCore) -> Urgency:
        """Its hours on the bench."""
        return (core.hours,)


@register("shop_queue", "most_needed")
class MostNeeded(ShopQueue):
    """The part that most units are owed of first; then the one whose inventory position is furthest below what its rule aims at."""

    looks_at_stock: ClassVar[bool] = True

    def urgency(self, core: WaitingCore) -> Urgency:
        """Backorders, then the gap, at the shelf that it will lie on."""
        return (-core.stock.backorders, core.stock.position - core.levels)


class ReleaseRule(Member):
    """A rule of release. A new one needs `wants`."""

    pulls: ClassVar[bool] = True
    """Cores may have to wait for the rule though a bench is free."""

    def wants(self, stock: StockView, in_work: int) -> bool:
        """Whether one more core should be taken up; `in_work` counts those that are on their way through the shops to that shelf."""
        raise NotImplementedError


@register("release", "push")
class Push(ReleaseRule):
    """Repair cores as they come."""

    pulls: ClassVar[bool] = False

    def wants(self, stock: StockView, in_work: int) -> bool:
        """Always."""
        del stock, in_work
        return True


@register("release", "pull")
class Pull(ReleaseRule):
    """Repair cores as the stock needs them: a bench takes one up only while there are fewer units than `below`; the others wait as cores."""

    below: Annotated[int, Field(ge=1, le=10_000_000)] = Field(description="work while there are fewer units than this")
    counting: Literal["serviceable", "position"] = Field(
        "serviceable",
        description="which units: those on the shelf less those owed, and cores in work; or the shelf's inventory position, where purchases and "
        "cores count as far as they are on order",
    )

    def wants(self, stock: StockView, in_work: int) -> bool:
        """Fewer than `below`."""
        if self.counting == "position":
            return stock.position < self.below
        return stock.on_hand - stock.backorders + in_work < self.below
