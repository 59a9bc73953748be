"""Technicians, their vans, and the hours they are paid for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from sim.build.names import Names, calendar
from sim.build.training import Plans, plan_people, write_plans
from sim.nature.calendars import MARGIN, Calendar
from sim.nature.travel import Spot
from sim.records import DUTIES, Log
from sim.scenario.classes import parts_carried
from sim.scenario.people import Absence
from sim.scenario.spec import Scenario
from sim.streams import AFTER, LASTS, Luck, name_key, unit
from sim.system.stock import Shelf
from sim.system.study import Learner
from sim.system.workforce import ON_CALL, SHIFT, Technician


def add_technicians(
    scenario: Scenario, names: Names, shelves: Mapping[tuple[int, int], Shelf], luck: Luck, log: Log
) -> tuple[list[Technician], dict[str, Plans]]:
    """Technicians at home, their vans, the hours they will be paid for, and what takes whom off the road by plan."""
    trip = scenario.travel.plan()
    plans: dict[str, Plans] = {}
    technicians = []
    for name, spec in names.technicians.items():
        home = names.location[spec.home]
        shift, on_call = calendar(scenario, spec.hours), calendar(scenario, spec.on_call) if spec.on_call is not None else None
        ill = list(absences(luck, name, spec.absence, scenario.horizon)) if spec.absence is not None else []
        planned = (
            plan_people(scenario, names, luck, name, spec, shift, ill) if scenario.courses or spec.leaves is not None else None
        )
        if planned is not None:
            known_until = scenario.horizon + MARGIN
            write_plans(planned, shift, names.technician[name], names, scenario, log)
            shift = shift.without(planned.off_the_road, known_until)
            on_call = on_call.without(planned.off_the_road, known_until) if on_call is not None else None
            plans[name] = planned
        technician = (Learner if planned is not None and planned.online else Technician)(
            code=names.technician[name],
            name=name,
            home=Spot(spec.home, scenario.locations[spec.home].at),
            home_code=home,
            levels=spec.skills,
            regions=frozenset(spec.regions),
            shift=shift,
            on_call=on_call,
            on_call_priority=spec.on_call_priority,
            stops=spec.at_shift_end == "stop",
            trip=trip,
            trip_by_chance=scenario.travel.uses_luck,
            goes_home=spec.between_jobs == "home",
            absences=ill,
            known_until=scenario.horizon + MARGIN,
            overtime_limit=spec.overtime_limit,
        )
        if spec.van:
            technician.van_code = names.location[f"van:{name}"]
            carried = [names.part[part] for part in parts_carried(scenario, spec.van)]
            technician.shelves = {part: shelves[technician.van_code, part] for part in carried}
        write_attendance(technician, log, scenario.horizon)
        technicians.append(technician)
    return technicians, plans


def absences(luck: Luck, technician: str, law: Absence, horizon: float) -> Iterator[tuple[float, float]]:
    """The stretches of a technician's absence that begin before the horizon; the first stretch is presence."""
    after, lasts, key = law.after.sampler(), law.lasts.sampler(), name_key("absence", technician)
    end = 0.0
    for number in count():
        fate = luck.fate(key, number, 0)
        begin = end + after(unit(fate, AFTER))
        if begin >= horizon:
            return
        end = begin + lasts(unit(fate, LASTS))
        if end > begin:
            yield begin, end


def write_attendance(technician: Technician, log: Log, horizon: float) -> None:
    """Shifts as they stand in the calendar and what is missed of them; on-call hours that are not shift hours anyway.

    Shifts in which somebody learns whenever he has no order are known only when the run is over.
    """
    for begin, end in technician.shift.spans:
        if begin < horizon and not isinstance(technician, Learner):
            log.attendance.write(technician.code, begin, min(end, horizon), SHIFT)
    if technician.absences is not None:
        for begin, end in technician.planned.spans:
            for missed_from, missed_to in _outside(technician.shift, begin, min(end, horizon)):
                log.attendance.write(technician.code, missed_from, missed_to, DUTIES.index("absent"))
    if technician.on_call is None:
        return
    for begin, end in technician.on_call.spans:
        for free_from, free_to in _outside(technician.shift, begin, min(end, horizon)):
            log.attendance.write(technician.code, free_from, free_to, ON_CALL)


def _outside(shift: Calendar, begin: float, end: float) -> Iterator[tuple[float, float]]:
    """The stretches of [begin, end) that are not shift hours."""
    while begin < end:
        if shift.is_open(begin):
            begin = shift.open_until(begin)
        else:
            until = min(shift.next_open(begin), end)
            yield begin, until
            begin = until
