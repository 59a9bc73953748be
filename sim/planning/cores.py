"""What the way back of defective units means for supply: the share that comes back good, and how long that takes.

Queues at receiving, inspection, benches and test benches are left out, and so is work put aside until the stock needs it. A unit that never comes
back is ordered anew when it is given up, or at once where nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, prod
from typing import TYPE_CHECKING

from sim.scenario.returns import Grade

if TYPE_CHECKING:
    from sim.scenario.parts import Part
    from sim.scenario.returns import Returns, Shop


_QUOTES = 50
"""Points at which laws of cost are looked at."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """The cores of one part at the shop."""

    good: float
    """Share of the cores that end on the shelf."""
    hours_good: float
    """Mean hours from removal until such a unit lies there."""
    hours_lost: float
    """Mean hours from removal until one that is scrapped has been given up, and a new one is ordered."""
    mended: float
    """Share of the cores that come to the shop defective."""

    def lead_time(self, purchase: float, cores: float = 1.0) -> float:
        """Mean hours until a unit taken from the shop's shelf is replaced, where so many cores come for each unit taken."""
        back = min(cores, 1.0)
        return back * (self.good * self.hours_good + (1 - self.good) * (self.hours_lost + purchase)) + (1 - back) * purchase


@dataclass(frozen=True, slots=True)
class _Core:
    """What a disposition rule may see; the stock that it would go to is taken as neither short nor long."""

    price: float
    repair_cost: float
    no_fault_found: bool
    grade: str
    repair_success: float
    salvage: float
    supplier_credit: float
    harvest_value: float = 0.0
    net_stock: int = 0


def way_back(returns: Returns, part: Part) -> WayBack:
    """Follow a core of a part through inspection, disposition and shop."""
    shops = returns.route(part.shops)
    missing = part.missing if returns.deposit_halves is None else part.missing * 0.5 ** (part.deposit / returns.deposit_halves)
    arrived = returns.late * returns.late_by.mean + (returns.ship_every or 0.0) / 2 + returns.transit.mean
    seen = arrived + returns.receiving.mean + returns.inspection.mean
    recognised = part.no_fault_found * returns.detection
    come = 1.0 - missing
    kept = come * (1.0 - recognised) * (1.0 - part.condemned)
    healthy = (part.no_fault_found - recognised) / (1.0 - recognised) if recognised < 1.0 else 0.0
    ways = [_Way(missing, returns.given_up_after or 0.0, good=False)]
    ways.append(_Way(come * (1.0 - recognised) * part.condemned, seen, good=False))
    mended = 0.0
    limit = inf if part.repair_limit is None else part.repair_limit * part.price
    quotes = list(_quotes(shops))
    usual = sum(shop.cost.mean for shop in shops)
    graded = [(come * recognised, True, "", Grade(share=1.0), usual)]
    for name, grade in (returns.grades or {"": Grade(share=1.0)}).items():
        graded += [(kept * grade.share / len(quotes), False, name, grade, cost) for cost in quotes]
    for share, no_fault, name, grade, cost in graded:
        if not no_fault and cost * grade.cost > limit:
            ways.append(_Way(share, seen, good=False))
            continue
        salvage, success = part.salvage * grade.value, grade.repair_success * prod(shop.repair_success for shop in shops)
        core = _Core(part.price, cost * grade.cost, no_fault, name, success, salvage, part.supplier_credit)
        decided = (part.disposition or returns.disposition).decide(core)
        if decided == "repair":
            well = 1.0 if no_fault else healthy
            mended += share * (1.0 - well)
            ways += _through(shops, share * well, seen, grade, defective=False)
            ways += _through(shops, share * (1.0 - well), seen, grade, defective=True)
        else:
            ways.append(_Way(share, seen, good=decided == "restock"))
    good = [way for way in ways if way.good]
    lost = [way for way in ways if not way.good]
    return WayBack(sum(way.share for way in good), _mean_hours(good), _mean_hours(lost), mended)


def _quotes(shops: list[Shop]) -> Iterator[float]:
    """What a repair in all shops may cost, each as likely; quotes that are drawn are taken to be high and low together."""
    laws = [shop.cost.sampler() for shop in shops]
    points = _QUOTES if any(laws) else 1
    for nth in range(points):
        u = (nth + 0.5) / points
        yield sum(shop.cost.mean if law is None else law(u) for shop, law in zip(shops, laws, strict=True))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way a core may go: how often, how long until it ends, and whether on the shelf."""

    share: float
    hours: float
    good: bool


def _through(shops: list[Shop], share: float, hours: float, grade: Grade, *, defective: bool) -> Iterator[_Way]:
    """The ends of a core that passes shops one after the other; one without fault is never reworked and always good."""
    for step, shop in enumerate(shops):
        hours += shop.transit.mean if step else 0.0
        passes = 1.0 / (1.0 - shop.rework) if defective else 1.0
        hours += passes * (shop.repair.mean * grade.repair_time + shop.test.mean)
        if defective:
            success = shop.repair_success * grade.repair_success
            yield _Way(share * (1.0 - success), hours, good=False)
            share *= success
    yield _Way(share, hours, good=True)


def _mean_hours(ways: list[_Way]) -> float:
    total = sum(way.share for way in ways)
    return sum(way.share * way.hours for way in ways) / total if total else 0.0
