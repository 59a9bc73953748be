"""When a customer who orders parts is told that he will have them: one rule per stream of orders, asked for every line of an order.

A rule sees one line: whether the location has its units for the taking, when units will have come in that nobody else has been promised, and
how long it takes from the shelf to the customer. It knows mean times, not what will happen.
"""

from __future__ import annotations

from typing import Protocol

from pydantic import Field

from sim.registry import Member, family, register
from sim.units import Hours

family("promise", "promise rule", rule=True)


class LineView(Protocol):
    """What a rule may see of one line of an order. All times are hours from now."""

    def on_hand(self) -> bool:
        """Its units are here, and neither kept nor promised to somebody else."""

    def available(self) -> float:
        """Until its units are here by what is on hand and on order and nobody else has been promised; infinite if they never are."""

    def replenishment(self) -> float:
        """Until what is ordered now is here, on average; infinite if nobody makes it any more."""

    def delivered(self, ready: float) -> float:
        """Until the customer has units that are ready so long from now: door, picking, departure and way, and not before he wants them."""


class PromiseRule(Member):
    """A rule of promises. A new one needs `promise`."""

    def promise(self, line: LineView) -> float:
        """Hours from now until the customer is told that he will have the line; infinite if he is told that he will not."""
        raise NotImplementedError


@register("promise", "available_to_promise")
class AvailableToPromise(PromiseRule):
    """Available to promise: stock that nobody else is waiting for, else the first replenishment whose units are not promised to others."""

    buffer: Hours = Field(0.0, description="added to every promise")

    def promise(self, line: LineView) -> float:
        """From stock, the pipeline, or a new order."""
        return line.delivered(line.available()) + float(self.buffer)


@register("promise", "standard_lead_time")
class StandardLeadTime(PromiseRule):
    """From stock where the units are on hand, else after the mean time of a new replenishment order, whatever is on its way."""

    buffer: Hours = Field(0.0, description="added to every promise")

    def promise(self, line: LineView) -> float:
        """From stock, or a new order."""
        return line.delivered(0.0 if line.on_hand() else line.replenishment()) + float(self.buffer)


@register("promise", "fixed")
class FixedPromise(PromiseRule):
    """The same promise to everybody, whatever the stock."""

    lead_time: Hours = Field(description="time promised from order to delivery")

    def promise(self, line: LineView) -> float:
        """Always the same."""
        del line
        return float(self.lead_time)
