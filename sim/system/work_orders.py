"""Work orders that wait for a technician, and the lanes they wait in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.kernel import Signal
from sim.system.nearby import Nearby

if TYPE_CHECKING:
    from sim.system.modes import Mode
    from sim.system.partners import Partner
    from sim.system.sites import Site
    from sim.system.workforce import Technician


class WorkOrder:
    """Work that waits for a technician. Dispatch rules see it as an `OrderView`."""

    __slots__ = (
        "asked",
        "created",
        "due",
        "granted",
        "lane",
        "partners",
        "parts_set_aside",
        "preference",
        "priority",
        "queued",
        "sequence",
        "spot",
        "wanted",
    )

    lane: Lane
    granted: Signal
    """happens when a technician is sent to an order that had to wait"""
    asked: float
    """when it last began to wait"""
    partners: tuple[Partner, ...]
    """who may have it instead of our own people, where there are partners; nobody once one of ours has begun"""
    preference: Mapping[int, int]
    """technician -> place in the site's list of who is wanted there"""
    queued: float
    """when it joined the tail of the queue; work that was broken off keeps its place"""

    def __init__(self, sequence: int, created: float, due: float, priority: int, site: Site, wanted: Mode) -> None:
        self.sequence = sequence
        self.created = created
        self.due = due
        self.priority = priority
        self.spot = site.spot
        self.preference = site.preference
        self.wanted = wanted
        """the fault that it is believed to be about"""
        self.parts_set_aside = False
        """the parts are found already, so that nobody need carry them"""

    @property
    def skill(self) -> str | None:
        """Skill wanted."""
        return self.wanted.skill

    @property
    def level(self) -> int:
        """Least level of that skill."""
        return self.wanted.level

    @property
    def expected_work(self) -> float:
        """Mean hands-on hours of the fault."""
        return self.wanted.expected_work

    @property
    def predicted_parts(self) -> tuple[tuple[int, int], ...]:
        """(part, units) that the fault may need and that have not been found yet."""
        return () if self.parts_set_aside else self.wanted.predicted_parts


class Kind(NamedTuple):
    """What makes orders wait in the same lane."""

    region: str | None
    skill: str | None
    level: int
    priority: int
    tool: int | None = None


class Lane:
    """One kind of work, the orders of it that wait, and who is free to do it."""

    __slots__ = ("idle", "near_idle", "near_waiting", "pool", "skill", "waiting")

    def __init__(self, skill: str | None) -> None:
        self.skill = skill
        self.idle: OrderedDict[Technician, int] = OrderedDict()
        """free technicians, longest free first, and their turns"""
        self.waiting: list[tuple[Any, int, WorkOrder]] = []
        """(urgency, sequence, order): a heap, where urgency leads"""
        self.pool: dict[int, WorkOrder] = {}
        """sequence -> order that waits, longest first, where it does not"""
        self.near_idle: Nearby | None = None
        """the same technicians by place, while there are many"""
        self.near_waiting: Nearby | None = None
        """the same orders by place, while there are many"""
