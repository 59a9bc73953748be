"""When to reorder and how much: one rule per part at a stocking location.

A rule sees the stock of its part at its place and answers with the units to order now. It is asked after every change of that stock,
or, if it reviews periodically, at its reviews only.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Protocol, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.registry import Member, family, register
from sim.units import PositiveHours, Share

Units = Annotated[int, Field(ge=0, le=10_000_000)]
SomeUnits = Annotated[int, Field(ge=1, le=10_000_000)]
Point = Annotated[int, Field(ge=-1, le=10_000_000)]
"""A reorder point; -1 orders only when units are owed."""

family("stock", "stock rule", rule=True)


class StockView(Protocol):
    """What a rule may see: one part at one place."""

    @property
    def on_hand(self) -> int:
        """Units on the shelf."""

    @property
    def on_order(self) -> int:
        """Units ordered and not yet received."""

    @property
    def backorders(self) -> int:
        """Units owed."""

    @property
    def position(self) -> int:
        """Inventory position: on hand + on order - backorders."""

    @property
    def level(self) -> int:
        """Order-up-to level of the last review, where the rule has it worked out; else 0."""


class StockRule(Member):
    """A rule of replenishment. A new one needs `levels` and `order`."""

    initial: Units | None = Field(None, description="units on the shelf at the start; as many as the rule aims at if left out")

    @property
    def review(self) -> float | None:
        """Hours between two reviews; None when the rule looks after every change."""
        return None

    @property
    def continuous(self) -> bool:
        """The rule looks after every change, too or only."""
        return self.review is None

    @property
    def enough(self) -> float:
        """Inventory position from which on it orders nothing, whatever else it sees; infinite where there is none, so that it is always asked."""
        return math.inf

    @property
    def levels(self) -> int:
        """The most units that the rule would ever have on hand and on order, backorders aside."""
        raise NotImplementedError

    def opening(self) -> int:
        """Units on the shelf at the start."""
        return self.levels if self.initial is None else self.initial

    def order(self, view: StockView) -> int:
        """Units to order now; 0 for none."""
        raise NotImplementedError


@register("stock", "base_stock")
class BaseStock(StockRule):
    """Base stock (S-1, S): each unit used is ordered at once, one for one."""

    level: Units = Field(description="inventory position to keep; 0 orders only what is owed")

    @property
    def enough(self) -> float:
        """The level."""
        return self.level

    @property
    def levels(self) -> int:
        """The level."""
        return self.level

    def order(self, view: StockView) -> int:
        """Up to the level."""
        wanted = self.level - view.position
        return wanted if wanted > 0 else 0


class _MinMax(StockRule):
    """A reorder point and a level to fill up to."""

    min: Point = Field(description="order when the inventory position is at or below this; -1: only when units are owed")
    max: Units = Field(description="order up to this inventory position")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min >= self.max:
            raise PydanticCustomError("parameters", "expected min below max")
        return self

    @property
    def enough(self) -> float:
        """One above the lower level."""
        return self.min + 1

    @property
    def levels(self) -> int:
        """The upper level."""
        return self.max

    def order(self, view: StockView) -> int:
        """Up to the upper level, when at or below the lower one."""
        position = view.position
        return self.max - position if position <= self.min else 0


@register("stock", "min_max")
class MinMax(_MinMax):
    """Min-max (s, S): at or below min, order up to max."""


@register("stock", "reorder")
class Reorder(StockRule):
    """Reorder point (s, Q): at or below the point, order one fixed quantity."""

    point: Point = Field(description="order when the inventory position is at or below this; -1: only when units are owed")
    quantity: SomeUnits = Field(description="units per order")

    @property
    def enough(self) -> float:
        """One above the point."""
        return self.point + 1

    @property
    def levels(self) -> int:
        """Reorder point plus one quantity."""
        return self.point + self.quantity

    def order(self, view: StockView) -> int:
        """One quantity, when at or below the point."""
        return self.quantity if view.position <= self.point else 0


@register("stock", "reorder_multiple")
class ReorderMultiple(StockRule):
    """Reorder point in multiples (s, nQ): at or below the point, order as many quantities as bring the position above it."""

    point: Point = Field(description="order when the inventory position is at or below this; -1: only when units are owed")
    quantity: SomeUnits = Field(description="order in multiples of this")

    @property
    def enough(self) -> float:
        """One above the point."""
        return self.point + 1

    @property
    def levels(self) -> int:
        """Reorder point plus one quantity."""
        return self.point + self.quantity

    def order(self, view: StockView) -> int:
        """The least multiple that brings the position above the point."""
        position = view.position
        return ((self.point - position) // self.quantity + 1) * self.quantity if position <= self.point else 0


@register("stock", "periodic")
class Periodic(StockRule):
    """Periodic review (R, S): at each review, order up to the level."""

    every: PositiveHours = Field(description="time between two reviews")
    level: Units = Field(description="order up to this inventory position")

    @property
    def review(self) -> float:
        """Hours between two reviews."""
        return float(self.every)

    @property
    def levels(self) -> int:
        """The level."""
        return self.level

    def order(self, view: StockView) -> int:
        """Up to the level."""
        wanted = self.level - view.position
        return wanted if wanted > 0 else 0


@register("stock", "periodic_min_max")
class PeriodicMinMax(_MinMax):
    """Periodic min-max (R, s, S): at each review, if at or below min, order up to max."""

    every: PositiveHours = Field(description="time between two reviews")

    @property
    def review(self) -> float:
        """Hours between two reviews."""
        return float(self.every)


@register("stock", "two_bin")
class TwoBin(StockRule):
    """Two bins: when one is empty it is ordered, and work goes on from the other; at most one bin is on order."""

    bin: SomeUnits = Field(description="units per bin")

    @property
    def levels(self) -> int:
        """Two bins."""
        return 2 * self.bin

    def order(self, view: StockView) -> int:
        """One bin, when no more than one is left and none is on its way."""
        return self.bin if view.on_hand <= self.bin and view.on_order == 0 else 0


@register("stock", "kanban")
class Kanban(StockRule):
    """Kanban: each card belongs to one container; it travels as an order when its container is opened (or emptied) and returns with the refill."""

    cards: int = Field(ge=1, le=10_000, description="number of cards, and so of containers")
    container: int = Field(ge=1, le=100_000, description="units per container")
    release: Literal["opened", "emptied"] = Field(
        "opened", description="the card leaves when its container is opened, or when it is empty"
    )
    loss: Share = Field(
        0.0, description="chance that a card gets lost whenever it leaves: nobody knows, and its container is not filled"
    )
    audit: PositiveHours | None = Field(
        None, description="time between two audits, which find the cards that got lost and replace them; never if left out"
    )

    @model_validator(mode="after")
    def _something_to_find(self) -> Self:
        if self.audit is not None and not self.loss:
            raise PydanticCustomError("parameters", "an audit finds cards that got lost; expected a loss above 0 with it")
        return self

    @property
    def levels(self) -> int:
        """All containers full."""
        return self.cards * self.container

    def order(self, view: StockView) -> int:
        """A container for each free card that is not on its way yet."""
        resting = view.on_hand // self.container if self.release == "opened" else -(-view.on_hand // self.container)
        return max(0, self.container * (self.cards - resting) - view.on_order)
