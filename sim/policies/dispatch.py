"""Dispatch rules: which waiting work order goes to which technician.

A rule says how urgent an order is and how well a technician fits it; the dispatcher keeps the queues and applies the rule. When a
technician becomes free and orders wait, a rule that is led by *urgency* takes the most urgent order he may do; one led by *fit* weighs every
waiting order against him. When an order finds several technicians free, the best fit goes; a tie goes to who has been free longest.
A *joint* rule collects orders and matches all of them with all free technicians at once. One that *plans* (route_plan.py) makes routes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar, Literal, Protocol

from pydantic import Field

from sim.registry import Member, family, register
from sim.units import Hours, PositiveHours

family("dispatch", "dispatch rule", rule=True)

Rank = float | tuple[float, ...]


class OrderView(Protocol):
    """What a dispatch rule may see of a waiting work order."""

    created: float
    """when the work order was written, hours"""
    asked: float
    """when it last began to wait, hours; later than created once there was a visit"""
    queued: float
    """when it joined the tail of the queue, hours; work that a shift's end or an absence broke off keeps its place"""
    due: float
    """the earliest promise still open (the response, or where none is promised the restoration), hours; infinite without one"""
    priority: int
    """1 is the most urgent"""
    spot: Any
    """where it is"""

    @property
    def expected_work(self) -> float:
        """Mean hands-on hours of the fault that triage named."""

    @property
    def skill(self) -> str | None:
        """Skill wanted."""

    @property
    def predicted_parts(self) -> tuple[tuple[int, int], ...]:
        """(part, units) that the fault may need and that have not been found yet."""


class TechnicianView(Protocol):
    """What a dispatch rule may see of a technician in respect of an order."""

    def hours_to(self, order: OrderView) -> float:
        """Hours of travel from where he is; 0 where travel is drawn by chance."""

    def km_to(self, order: OrderView) -> float:
        """Kilometres from where he is."""

    def missing_parts(self, order: OrderView) -> int:
        """Units of the predicted parts that he does not carry."""

    def level(self, skill: str | None) -> int:
        """Level of a skill; 0 without it."""

    def preference(self, order: OrderView) -> int:
        """His place in the list of who is wanted at the site; after everybody listed where he is not."""


class DispatchRule(Member):
    """Base of dispatch rules; the neutral answers are those of first come first served."""

    leads: ClassVar[Literal["urgency", "fit", "joint", "plan"]] = "urgency"
    uses_fit: ClassVar[bool] = False
    """True when `fit` looks at the technician; the dispatcher saves the work otherwise."""
    looks_at: ClassVar[Literal["all", "near", "list"]] = "all"
    """Whom it must look at to find the best: everybody; only those near, since `fit` is hours of travel (under 1000) and `besides`;
    or only those whom the site lists. The dispatcher then saves looking at thousands."""

    def may_look_at(self) -> Literal["all", "near", "list"]:
        """`looks_at`, or everybody where a class derived from a rule changes what fits without a word on that."""
        for cls in type(self).__mro__:
            if "looks_at" in vars(cls):
                break
            if not vars(cls).keys().isdisjoint(("fit", "rank")):
                return "all"
        return self.looks_at

    def urgency(self, order: OrderView) -> Rank:
        """Smaller goes first; must not change while the order waits."""
        return order.queued

    def fit(self, order: OrderView, technician: TechnicianView) -> float:
        """Smaller is better."""
        return 0.0

    def rank(self, order: OrderView, technician: TechnicianView) -> tuple[float, float, float]:
        """Order of preference among waiting orders for a technician, for rules led by fit."""
        return (0.0, self.fit(order, technician), order.created)

    def kind(self, order: OrderView) -> Hashable:
        """Orders of one kind have the same `besides`, for every technician, as long as they wait."""
        return None

    def besides(self, order: OrderView, technician: TechnicianView) -> float:
        """What `fit` adds to the hours of travel."""
        return 0.0

    def least_besides(self, technician: TechnicianView, skill: str | None) -> float:
        """The least that `besides` can be for a technician in work of a skill, as long as he is free."""
        return 0.0


@register("dispatch", "first_come_first_served")
class FirstComeFirstServed(DispatchRule):
    """The order that has stood in the queue longest goes first, to the technician who has been free longest.

    A visit in vain sends an order to the tail; work that was broken off by the end of a shift or by an absence keeps its place.
    """


@register("dispatch", "earliest_due")
class EarliestDue(DispatchRule):
    """The order whose promise falls due first goes first; orders without a promise come last, in order of age."""

    def urgency(self, order: OrderView) -> Rank:
        """Due time, then age."""
        return (order.due, order.created)


@register("dispatch", "least_slack")
class LeastSlack(DispatchRule):
    """The order with the least slack goes first: time to its promise less the work it is expected to need."""

    def urgency(self, order: OrderView) -> Rank:
        """Latest possible start of the work, then age."""
        return (order.due - order.expected_work, order.created)


@register("dispatch", "priority_class")
class PriorityClass(DispatchRule):
    """The most urgent priority class goes first; within a class, the oldest order, a return visit by the age of its call."""

    def urgency(self, order: OrderView) -> Rank:
        """Priority, then age."""
        return (order.priority, order.created)


@register("dispatch", "preferred")
class Preferred(DispatchRule):
    """The first free technician of the site's list goes (fixed preference, as in the hypercube model); others come after those listed.

    A technician who becomes free takes the most urgent priority class first, and within it the order that has stood in the queue longest.
    Each site states its list under `technicians`.
    """

    uses_fit: ClassVar[bool] = True
    looks_at: ClassVar[Literal["all", "near", "list"]] = "list"

    def urgency(self, order: OrderView) -> Rank:
        """Priority, then time in the queue."""
        return (order.priority, order.queued)

    def fit(self, order: OrderView, technician: TechnicianView) -> float:
        """Place in the list of the site."""
        return technician.preference(order)


class _FitLed(DispatchRule):
    """Rules that weigh every waiting order against the free technician."""

    leads: ClassVar[Literal["urgency", "fit", "joint", "plan"]] = "fit"
    uses_fit: ClassVar[bool] = True

    priority_first: bool = Field(True, description="more urgent priority classes go before all others")

    def rank(self, order: OrderView, technician: TechnicianView) -> tuple[float, float, float]:
        """Priority class if wanted, then fit, then age."""
        return (float(order.priority) if self.priority_first else 0.0, self.fit(order, technician), order.created)


@register("dispatch", "nearest")
class Nearest(_FitLed):
    """The shortest drive goes first: the nearest free technician to an order, the nearest waiting order to a technician."""

    looks_at: ClassVar[Literal["all", "near", "list"]] = "near"

    def fit(self, order: OrderView, technician: TechnicianView) -> float:
        """Hours of travel."""
        return technician.hours_to(order)


@register("dispatch", "parts_aware")
class PartsAware(_FitLed):
    """Prefer the technician who carries the parts that triage predicts, weighed against the drive."""

    looks_at: ClassVar[Literal["all", "near", "list"]] = "near"

    missing_part: Hours = Field(2.0, description="a predicted part that is not on the van counts like this much travel")

    def fit(self, order: OrderView, technician: TechnicianView) -> float:
        """Hours of travel plus a penalty for each predicted unit that is not carried."""
        return technician.hours_to(order) + self.besides(order, technician)

    def kind(self, order: OrderView) -> Hashable:
        """The parts predicted."""
        return order.predicted_parts

    def besides(self, order: OrderView, technician: TechnicianView) -> float:
        """The penalty."""
        return float(self.missing_part) * technician.missing_parts(order)


@register("dispatch", "skill_best")
class SkillBest(_FitLed):
    """Send by skill level: the most skilled, or the least skilled who may do it so that experts stay free; the drive decides ties."""

    looks_at: ClassVar[Literal["all", "near", "list"]] = "near"

    prefer: Literal["most", "least"] = Field("most", description="send the most or the least skilled of those who may do the job")

    def fit(self, order: OrderView, technician: TechnicianView) -> float:
        """Level first; hours of travel, always under 1000, break ties."""
        return min(technician.hours_to(order), 999.0) + self.besides(order, technician)

    def kind(self, order: OrderView) -> Hashable:
        """The skill wanted."""
        return order.skill

    def besides(self, order: OrderView, technician: TechnicianView) -> float:
        """The level, which counts more than any drive."""
        return self.least_besides(technician, order.skill)

    def least_besides(self, technician: TechnicianView, skill: str | None) -> float:
        """The same for all work of a skill."""
        level = technician.level(skill)
        return (level if self.prefer == "least" else -level) * 1000.0


@register("dispatch", "joint_assignment")
class JointAssignment(DispatchRule):
    """Match all waiting orders with all free technicians at once, at the least total weighted cost.

    The cost of a pair is the hours of travel, plus a penalty per predicted part not carried, less a credit per hour the order has
    waited and per priority class. Orders are collected for a while so that there is something to match; those of priority 1 are never held back.
    """

    leads: ClassVar[Literal["urgency", "fit", "joint", "plan"]] = "joint"
    uses_fit: ClassVar[bool] = True

    every: PositiveHours = Field(0.25, description="orders are collected for this long between two matchings")
    missing_part: Hours = Field(2.0, description="a predicted part that is not on the van counts like this much travel")
    waiting: float = Field(0.1, ge=0, le=1000, description="hours of travel that one hour of waiting is worth")
    priority: float = Field(1.0, ge=0, le=1000, description="hours of travel that one priority class is worth")

    def fit(self, order: OrderView, technician: TechnicianView) -> float:
        """Hours of travel plus a penalty for each predicted unit that is not carried."""
        return technician.hours_to(order) + float(self.missing_part) * technician.missing_parts(order)

    def credit(self, order: OrderView, now: float) -> float:
        """How much an order's age and priority count against travel."""
        return self.waiting * (now - order.created) + self.priority * (9 - order.priority)

    def match(
        self,
        orders: Sequence[OrderView],
        technicians: Sequence[TechnicianView],
        allowed: Sequence[Sequence[bool]],
        now: float,
    ) -> list[tuple[int, int]]:
        """Return (order, technician) index pairs of the least total cost; `allowed[i][j]` bars pairs that cannot be."""
        if len(technicians) == 1 and len(orders) == 1:
            return [(0, 0)] if allowed[0][0] else []
        import numpy as np
        from scipy.optimize import linear_sum_assignment

        barred = 1e6
        cost = np.full((len(orders), len(technicians)), barred)
        for i, order in enumerate(orders):
            credit = self.credit(order, now)
            for j, technician in enumerate(technicians):
                if allowed[i][j]:
                    cost[i, j] = self.fit(order, technician) - credit
        rows, columns = linear_sum_assignment(cost)
        return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if cost[i, j] < barred / 2]
