"""What may be said about the carriers that bring parts from one place to the next."""

from __future__ import annotations

from pydantic import Field

from sim.nature.departures import Departures
from sim.scenario.values import Law, Section
from sim.units import Hours, Money, MoneyPerKg


class Carrier(Section):
    """A way to ship: standard, express, courier, a truck that leaves at set times."""

    time: Law = Field(description="time from leaving the source until the goods are at the door of who ordered them")
    freight: Money = Field(0.0, description="cost of one shipment, whatever is in it")
    per_kg: MoneyPerKg = Field(0.0, description="cost of each kilogram in it besides; what parts weigh stands with the parts")
    departures: Departures | None = Field(
        None,
        description="times of the week at which it leaves, but not on holidays; all orders of one source and one destination that leave together "
        "are one shipment; if left out, each order leaves alone as soon as it is picked",
    )
    cut_off: Hours = Field(
        0.0, description="so long before a departure an order must be picked; later ones take the next departure"
    )
