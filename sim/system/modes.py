"""Failure modes and planned maintenance: what work they make, and how it is recognised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.nature.calendars import Calendar
from sim.system.diagnostics import Confusion, RemoteTest

if TYPE_CHECKING:
    from sim.system.documents import Pages

Life = Callable[[float, float, float], float]
Draw = Callable[[float], float]


@dataclass(slots=True, eq=False)
class Mode:
    """A failure mode (or planned maintenance) of an asset type, ready to run."""

    name: str
    code: int
    reason: int
    effect: int
    life: Life
    memoryless: bool
    priority: int | None
    skill: str | None
    level: int
    repair: Draw | None
    expected_work: float
    tool: int | None = None
    """scarce tool that it wants"""
    bound: bool = field(init=False)
    """not everybody may do it: it wants a skill or a tool"""
    down: bool = False
    due_within: float | None = None
    """hours within which planned work is on time; None: the customer's offer says what was promised"""
    hours: Calendar | None = None
    """hours in which planned work may be begun; None: always"""
    even_when_down: bool = False
    """planned work falls due whether or not the asset runs"""
    overlapping: bool = False
    """requests rather than faults: several calls may be open at one socket"""
    operating_clock: bool = False
    reporting: Draw | None = None
    remote: float = 0.0
    remote_time: Draw | None = None
    escalation: float = 0.0
    """chance that the hotline hands such a fault on, where it has not solved it"""
    needs: tuple[tuple[int, float, int, Callable[[float], int] | None], ...] = ()
    """(part code, probability, quantity expected, draw of the quantity where it varies)"""
    needs_all: bool = True
    """every repair needs every one of them, in the same quantity"""
    predicted_parts: tuple[tuple[int, int], ...] = ()
    """(part code, quantity) that triage expects when it names this mode"""
    coreless: frozenset[int] = frozenset()
    """parts of which no defective unit is left over"""
    gives_back: tuple[tuple[int, int], ...] = ()
    """(part code, units) that a visit takes away without a replacement"""
    diagnosis: Draw | None = None
    accuracy: float = 1.0
    success: float = 1.0
    self_service: float = 0.0
    self_service_time: Draw | None = None
    pages: Pages | None = None
    """what a document says of it, if one does"""
    siblings: tuple[Mode, ...] = ()
    """the other failure modes of the type, which it may be taken for"""
    instead: tuple[Mode, ...] = ()
    """what it may be after all where it was named, the likeliest first: as many as parts are taken along for"""
    at_triage: Confusion | None = None
    """what the desk takes it for; None: any of the siblings, by the accuracy of the desk"""
    remote_test: RemoteTest | None = None
    on_site: Confusion | None = None
    """what technicians take it for; None: nobody asks"""
    wrong_parts: float = 0.0
    """share of wrong diagnoses on site that are acted on"""

    def __post_init__(self) -> None:
        self.bound = self.skill is not None or self.tool is not None
