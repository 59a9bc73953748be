"""Courses and turnover: who is off the road when, known before the run begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from sim.build.names import Names
from sim.nature.calendars import MARGIN, Calendar
from sim.records import DUTIES, NEVER, Log
from sim.scenario.people import Technician as Person
from sim.scenario.skills import Course
from sim.scenario.spec import Scenario
from sim.streams import AFTER, LASTS, Luck, name_key, unit
from sim.system.study import OnlineCourse
from sim.units import to_tick

Stretch = tuple[float, float]
TRAINING, VACANT = DUTIES.index("training"), DUTIES.index("vacant")


@dataclass
class Attended:
    """A course that a technician takes, from his first hour to his last."""

    course: str
    stretches: list[Stretch]
    complete: bool
    """he gets through it in the time that calendars know"""
    shows: float
    """when level and experience are there"""

    @property
    def begin(self) -> float:
        """His first hour."""
        return self.stretches[0][0]

    @property
    def end(self) -> float:
        """His last hour."""
        return self.stretches[-1][1] if self.complete else float("inf")


@dataclass
class Plans:
    """What takes one technician off the road by plan."""

    attended: list[Attended] = field(default_factory=list)
    vacant: list[Stretch] = field(default_factory=list)
    online: list[OnlineCourse] = field(default_factory=list)
    """e-learning, by when it is due"""

    @property
    def training(self) -> list[Stretch]:
        """Hours in courses, one stretch after the other."""
        return sorted(stretch for each in self.attended for stretch in each.stretches)

    @property
    def off_the_road(self) -> list[Stretch]:
        """Hours in which he cannot be sent."""
        return sorted(stretch for stretch in (*self.vacant, *self.training) if stretch[1] > stretch[0])


def plan_people(
    scenario: Scenario, names: Names, luck: Luck, name: str, spec: Person, shift: Calendar, ill: list[Stretch]
) -> Plans:
    """When a post is vacant, and when who has it is in a course: in his shifts, and not while he is ill."""
    plans = Plans(vacant=list(vacancies(luck, name, spec, scenario.horizon)))
    starts = sorted([*beginnings(scenario, name), *inductions(spec, plans.vacant, scenario.horizon)])
    if starts:
        free = list(shift.without(merged([*plans.vacant, *ill]), scenario.horizon + MARGIN).spans)
        for start in starts:
            stated = scenario.courses[start.course]
            hours, wait = scenario.calendar(stated.hours), until_it_shows(luck, name, start, stated)
            if stated.kind == "e_learning":
                plans.online.append(online(names.course[start.course], start, stated, hours, wait))
                continue
            within = [(since, min(until, start.until)) for since, until in hours.spans if since < start.until]
            taken, free = take(free, within, start.begin, to_tick(stated.lasts))
            if taken and taken[0][0] < scenario.horizon:
                complete = sum(end - begin for begin, end in taken) >= to_tick(stated.lasts)
                plans.attended.append(Attended(start.course, taken, complete, taken[-1][1] + wait if complete else float("inf")))
    return plans


class Start(NamedTuple):
    """A course that somebody should begin, in the order in which he takes them."""

    begin: float
    by_plan: bool
    """by whoever has the post then; else it is a newcomer's induction, which comes first"""
    place: int
    """how many times before, or its place in the induction"""
    course: str
    newcomer: int = 0
    """how many had the post before"""
    until: float = float("inf")
    """who began it leaves"""


def until_it_shows(luck: Luck, name: str, start: Start, stated: Course) -> float:
    """How long it takes to show is luck of the technician, the course and how often he took it."""
    key = name_key("course", name, start.course)
    chance = luck.draw(key, start.place, 0, AFTER) if start.by_plan else luck.draw(key, start.newcomer, 1, AFTER)
    return stated.delay.sampler()(chance)


def online(code: int, start: Start, stated: Course, hours: Calendar, wait: float) -> OnlineCourse:
    """E-learning, whose hours depend on what the day brings."""
    return OnlineCourse(
        course=code,
        skill=stated.skill,
        level=stated.level or 0,
        experience=stated.experience,
        due=start.begin,
        hours=hours,
        left=to_tick(stated.lasts),
        wait=wait,
        cost=stated.cost,
        induction=not start.by_plan,
    )


def inductions(spec: Person, vacant: list[Stretch], horizon: float) -> Iterator[Start]:
    """What those take first who come into a post within the run, until they leave in turn."""
    if spec.replaced is None:
        return
    leaves = [begin for begin, _ in vacant[1:]]
    for newcomer, (_, joined) in enumerate(vacant):
        until = leaves[newcomer] if newcomer < len(leaves) else float("inf")
        for place, course in enumerate(spec.replaced.induction):
            if joined < horizon:
                yield Start(joined, False, place, course, newcomer, until)


def beginnings(scenario: Scenario, name: str) -> Iterator[Start]:
    """All courses that a technician should begin within the run by plan."""
    for course, stated in scenario.courses.items():
        group = [
            each for wanted in stated.who for each in (scenario.members(wanted) if wanted in scenario.technicians else [wanted])
        ]
        if name not in group:
            continue
        first = to_tick(stated.at) + group.index(name) * to_tick(stated.apart)
        for number in count():
            begin = first + number * to_tick(stated.every or 0.0)
            if begin >= scenario.horizon:
                break
            yield Start(begin, True, number, course)
            if stated.every is None:
                break


def vacancies(luck: Luck, name: str, spec: Person, horizon: float) -> Iterator[Stretch]:
    """The stretches in which nobody has a post."""
    if spec.leaves is None:
        return
    stays, key, end = spec.leaves.sampler(), name_key("turnover", name), 0.0
    for number in count():
        fate = luck.fate(key, number, 0)
        begin = end + stays(unit(fate, AFTER))
        if begin >= horizon:
            return
        if spec.replaced is None:
            yield begin, horizon + MARGIN
            return
        end = begin + spec.replaced.after.sampler()(unit(fate, LASTS))
        yield begin, end


def take(free: list[Stretch], within: list[Stretch], begin: float, hours: float) -> tuple[list[Stretch], list[Stretch]]:
    """The first so many free hours from a moment on that lie within some hours, and what is left free."""
    taken: list[Stretch] = []
    left: list[Stretch] = []
    place = 0
    for opens, closes in free:
        now = opens
        while hours > 0 and place < len(within) and within[place][1] <= max(now, begin):
            place += 1
        at = place
        while hours > 0 and at < len(within) and within[at][0] < closes:
            since, until = max(now, begin, within[at][0]), min(closes, within[at][1])
            if since < until:
                until = min(until, since + hours)
                taken.append((since, until))
                hours -= until - since
                if now < since:
                    left.append((now, since))
                now = until
            at += 1
        if now < closes:
            left.append((now, closes))
    return taken, left


def merged(stretches: list[Stretch]) -> list[Stretch]:
    """In their order, overlapping ones made one."""
    joined: list[Stretch] = []
    for begin, end in sorted(stretches):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def write_plans(plans: Plans, shift: Calendar, technician: int, names: Names, scenario: Scenario, log: Log) -> None:
    """Shift hours in courses and of vacant posts, the courses themselves, and who left."""
    horizon = scenario.horizon

    def known(time: float) -> float:
        return time if time <= horizon else NEVER

    for begin, end in plans.training:
        if begin < horizon:
            log.attendance.write(technician, begin, min(end, horizon), TRAINING)
    for begin, end in take(list(shift.spans), plans.vacant, 0.0, float("inf"))[0]:
        if begin < horizon:
            log.attendance.write(technician, begin, min(end, horizon), VACANT)
    for each in plans.attended:
        spent = sum(max(0.0, min(end, horizon) - begin) for begin, end in each.stretches)
        cost = scenario.courses[each.course].cost
        log.training.write(technician, names.course[each.course], each.begin, known(each.end), known(each.shows), spent, cost)
    for begin, end in plans.vacant:
        log.turnover.write(technician, begin, known(end))
