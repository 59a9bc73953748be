"""From whom to buy: one rule per location that may buy a part from several suppliers.

A rule sees one offer per supplier for what is to be ordered now, in the order of the scenario, and the stock of the part; it answers with
the number of the offer that gets the order. All of an order goes to one supplier.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sim.policies.replenishment import StockView
from sim.registry import Member, family, register
from sim.units import Share

family("purchase", "purchase rule", rule=True)


class OfferView(Protocol):
    """What a rule may see of one supplier and what is to be ordered from him."""

    @property
    def name(self) -> str:
        """The supplier."""

    @property
    def quantity(self) -> int:
        """Units that he would deliver: what is wanted, raised to his minimum and his multiple."""

    @property
    def unit_price(self) -> float:
        """What he asks for one of so many, money."""

    @property
    def lead_time(self) -> float:
        """Mean hours until they are here, without waiting for his capacity."""

    @property
    def disrupted(self) -> bool:
        """Nothing leaves him now."""

    @property
    def bought(self) -> int:
        """Units of the part that this location has ordered from him so far."""


Offers = Sequence[OfferView]


class PurchaseRule(Member):
    """A rule of purchase. A new one needs `choose`."""

    def choose(self, stock: StockView, offers: Offers) -> int:
        """Number of the offer that gets the order, from 0."""
        raise NotImplementedError

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Suppliers that the rule knows by name."""
        return ()


def _cheapest(offers: Offers) -> int:
    return min(range(len(offers)), key=lambda nth: offers[nth].unit_price)


def _quickest(offers: Offers) -> int:
    return min(range(len(offers)), key=lambda nth: offers[nth].lead_time)


@register("purchase", "first")
class First(PurchaseRule):
    """The first supplier gets every order: 'source', where he supplies the part."""

    def choose(self, stock: StockView, offers: Offers) -> int:
        """Always the first."""
        del stock, offers
        return 0


@register("purchase", "cheapest")
class Cheapest(PurchaseRule):
    """Who asks least for one unit of so many gets the order; of equals the first."""

    def choose(self, stock: StockView, offers: Offers) -> int:
        """By unit price, breaks included."""
        del stock
        return _cheapest(offers)


@register("purchase", "quickest")
class Quickest(PurchaseRule):
    """Who delivers in the shortest mean time gets the order; of equals the first."""

    def choose(self, stock: StockView, offers: Offers) -> int:
        """By mean lead time."""
        del stock
        return _quickest(offers)


@register("purchase", "standby")
class Standby(PurchaseRule):
    """The first supplier whom no disruption holds up gets the order; if all are held up, the first of all."""

    def choose(self, stock: StockView, offers: Offers) -> int:
        """The first one that ships."""
        del stock
        return next((nth for nth, offer in enumerate(offers) if not offer.disrupted), 0)


def _all_of_it(shares: dict[str, float]) -> dict[str, float]:
    if not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-9):
        raise PydanticCustomError("parameters", "expected shares that add up to 100 %")
    return shares


@register("purchase", "shares")
class Shares(PurchaseRule):
    """Dual sourcing by shares: who is furthest below his share of the units ordered so far, this order included, gets it."""

    shares: Annotated[dict[str, Share], AfterValidator(_all_of_it)] = Field(
        description="supplier -> share of the units of each part; where some do not supply a part, in proportion among the others"
    )

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Those with a share."""
        return tuple(self.shares)

    def choose(self, stock: StockView, offers: Offers) -> int:
        """The one furthest below; of equals the first."""
        del stock
        shares = [self.shares.get(offer.name, 0.0) for offer in offers]
        whole, bought = sum(shares), sum(offer.bought for offer in offers)
        if not whole:
            return 0
        below = [
            share / whole * (bought + offer.quantity) - offer.bought if share else -math.inf
            for share, offer in zip(shares, offers, strict=True)
        ]
        return below.index(max(below))

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.shares.items())))


@register("purchase", "urgent")
class Urgent(PurchaseRule):
    """A quick supplier for what is urgent: below a net stock the quickest gets the order, else the cheapest."""

    below: int = Field(
        ge=-10_000_000,
        le=10_000_000,
        description="net stock (on hand less owed, without what is on order) below which time counts",
    )

    def choose(self, stock: StockView, offers: Offers) -> int:
        """By mean lead time while net stock is below the level, else by unit price."""
        return _quickest(offers) if stock.on_hand - stock.backorders < self.below else _cheapest(offers)
