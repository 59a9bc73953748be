"""Technicians: where they are, whether they are on duty, what they carry and can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sim.nature.calendars import Calendar
from sim.nature.travel import Spot
from sim.records import DUTIES, NONE

if TYPE_CHECKING:
    from sim.system.skills import Practice
    from sim.system.stock import Shelf
    from sim.system.work_orders import Lane, WorkOrder

SHIFT, ON_CALL = DUTIES.index("shift"), DUTIES.index("on call")
OFF = NONE
NEVER = float("inf")
NOT_LISTED = 1_000_000
MOST_URGENT = 1

Trip = Callable[[Spot, Spot, float], tuple[float, float]]


class Technician:
    """One technician. Dispatch rules see him as a `TechnicianView`."""

    __slots__ = (
        "_levels",
        "absences",
        "barred",
        "breaks_off",
        "calls_lanes",
        "came",
        "certified_until",
        "code",
        "duty",
        "goes_home",
        "home",
        "home_code",
        "lanes",
        "minds_shift_end",
        "name",
        "on_call",
        "on_call_priority",
        "open_lanes",
        "order",
        "overtime_limit",
        "place",
        "planned",
        "planned_on_call",
        "practice",
        "regions",
        "shelves",
        "shift",
        "stops",
        "tool",
        "trip",
        "trip_by_chance",
        "van_code",
    )

    def __init__(
        self,
        code: int,
        name: str,
        home: Spot,
        home_code: int,
        levels: Mapping[str, int],
        regions: frozenset[str],
        shift: Calendar,
        on_call: Calendar | None,
        on_call_priority: int,
        stops: bool,
        trip: Trip,
        trip_by_chance: bool,
        goes_home: bool,
        absences: list[tuple[float, float]],
        known_until: float,
        overtime_limit: float | None = None,
    ) -> None:
        self.code = code
        self.name = name
        self.home = home
        self.home_code = home_code
        self._levels = dict(levels)
        self.barred: set[str] = set()
        """skills for which he lacks a valid certificate"""
        self.certified_until: dict[str, float] = {}
        self.came = 0.0
        """when who has the post began"""
        self.practice: dict[str, Practice] | None = None
        """skill -> what he has done of it; None where nothing is learnt by doing"""
        self.regions = regions
        self.planned = shift
        """shifts as planned, absent or not"""
        self.absences = Calendar(absences, False, known_until) if absences else None
        """stretches in which he is absent; nobody knows of one before it begins"""
        self.shift = shift.without(absences, known_until) if absences else shift
        """hours on shift, less absences"""
        self.on_call = on_call.without(absences, known_until) if absences and on_call is not None else on_call
        """hours on call, less absences"""
        self.planned_on_call = on_call
        """hours on call as planned, absent or not"""
        self.on_call_priority = on_call_priority
        self.stops = stops
        """stops work at the end of the shift instead of finishing in overtime"""
        self.overtime_limit = overtime_limit
        """hours after the end of the shift beyond which no job that he begins should last; None: no limit"""
        self.minds_shift_end = stops or overtime_limit is not None
        """is sent only to what he can begin, or do, before his shift ends"""
        self.breaks_off = self.minds_shift_end or bool(absences)
        """may have to stop in the middle of a job, or not to begin it"""
        self.trip = trip
        self.trip_by_chance = trip_by_chance
        self.goes_home = goes_home
        """drives home after each job before he takes the next order"""
        self.place = home
        self.duty = OFF
        self.tool: int | None = None
        """scarce tool that he has with him"""
        self.order: WorkOrder | None = None
        self.van_code = NONE
        self.shelves: dict[int, Shelf] = {}
        """part -> shelf in the van"""
        self.lanes: list[Lane] = []
        """kinds of work he may do on shift"""
        self.calls_lanes: list[Lane] = []
        """kinds of work he may do on call"""
        self.open_lanes: list[Lane] = []
        """kinds of work he may be sent to now"""

    # ------------------------------------------------------------------ seen by dispatch rules
    def hours_to(self, order: Any) -> float:
        """Hours of travel from where he is; 0 where travel is drawn by chance."""
        return 0.0 if self.trip_by_chance else self.trip(self.place, order.spot, 0.5)[0]

    def km_to(self, order: Any) -> float:
        """Kilometres from where he is."""
        return self.trip(self.place, order.spot, 0.5)[1]

    def missing_parts(self, order: Any) -> int:
        """Units of the predicted parts that he does not carry."""
        missing = 0
        for part, quantity in order.predicted_parts:
            shelf = self.shelves.get(part)
            carried = shelf.shown.on_hand if shelf else 0
            missing += max(0, quantity - carried)
        return missing

    def level(self, skill: str | None) -> int:
        """Level of a skill; 0 without it."""
        return self._levels.get(skill, 0) if skill is not None else 0

    def masters(self, skill: str | None, level: int) -> bool:
        """Whether he may do work that wants a level of a skill: he has it, and a certificate where one is wanted."""
        return self.level(skill) >= level and skill not in self.barred

    def qualify(self, levels: Mapping[str, int]) -> None:
        """From now on he has other levels of these skills."""
        self._levels.update(levels)

    def preference(self, order: Any) -> int:
        """His place in the list of who is wanted at the site; after everybody listed where he is not."""
        place: int = order.preference.get(self.code, NOT_LISTED)
        return place

    # ------------------------------------------------------------------ duty
    def may_do(self, skill: str | None, level: int, region: str | None) -> bool:
        """Has the skill and serves the territory."""
        skilled = skill is None or self.masters(skill, level)
        return skilled and (not self.regions or region in self.regions)

    def duty_at(self, now: float) -> int:
        """On shift, on call or off duty, by his calendars."""
        if self.shift.is_open(now):
            return SHIFT
        if self.on_call is not None and self.on_call.is_open(now):
            return ON_CALL
        return OFF

    def begin_duty(self, duty: int) -> None:
        """Begin a shift, on-call hours or time off."""
        self.duty = duty
        self.open_lanes = {SHIFT: self.lanes, ON_CALL: self.calls_lanes}.get(duty, [])

    def must_stop_at(self, now: float) -> float:
        """When work has to end by plan; infinite for those who finish in overtime or are on call."""
        return self.planned.open_until(now) if self.stops and self.duty == SHIFT else NEVER

    def is_absent_from(self, now: float) -> float:
        """When the present or next absence begins; infinite without one."""
        return self.absences.next_open(now) if self.absences is not None else NEVER

    def must_be_done_by(self, priority: int, now: float) -> float:
        """When a job of a priority begun now should be done: with the overtime allowed; infinite where he is on call for it after the shift."""
        if self.overtime_limit is None or self.duty == ON_CALL:
            return NEVER
        end = self.planned.open_until(now)
        called = self.planned_on_call is not None and priority <= self.on_call_priority and self.planned_on_call.is_open(end)
        return NEVER if called else end + self.overtime_limit

    def latest_arrival(self, now: float) -> float:
        """A job at which he would arrive later is not begun now, whatever it is."""
        return min(self.must_stop_at(now), self.must_be_done_by(MOST_URGENT, now)) if self.minds_shift_end else NEVER

    def can_reach(self, order: Any, now: float) -> bool:
        """Would arrive before he has to stop, and be done before his overtime is used up."""
        return not self.minds_shift_end or self.can_begin(order, now, now + self.hours_to(order))

    def can_begin(self, order: Any, now: float, arrival: float) -> bool:
        """The same, for who would arrive at a time."""
        done = arrival + order.expected_work
        return arrival < self.must_stop_at(now) and done <= self.must_be_done_by(order.priority, now)
