"""`firstfix staff`: agents by the hour from theory, laid over the scenario, and proved by simulation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.nature.calendars import OpeningHours, name_days
from sim.planning.overlay import base_tree, file_with
from sim.staffing.calls import DAY_MINUTES, Calls, calls_of
from sim.staffing.proof import Proof, prove
from sim.staffing.target import Target, read_target
from sim.staffing.theory import Interval, requirements

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile
    from sim.study.replicate import Progress

STAFFED = "staffed"
MARK = "staffing.json"


@dataclass(frozen=True)
class Row:
    """Intervals of one or more days that follow one another and take as many agents."""

    when: str
    rate: float
    agents: int
    present: int
    value: float
    present_value: float


@dataclass(frozen=True)
class Staffing:
    """What theory wants, what it becomes as an overlay, and what simulation says of it."""

    policy: str
    """whose desk is staffed"""
    name: str
    """of the policy that the staff becomes"""
    target: Target
    calls: Calls
    intervals: list[Interval]
    tree: dict[str, Any]
    overlay: dict[str, Any]
    proof: Proof | None

    @property
    def theory(self) -> tuple[float, float]:
        """What the target is about over the whole week, of all calls: (with the agents of the scenario, with those planned)."""
        tries = sum(each.present_attempts for each in self.intervals), sum(each.attempts for each in self.intervals)
        present = sum(each.present_attempts * each.present_value for each in self.intervals)
        return present / tries[0], sum(each.attempts * each.value for each in self.intervals) / tries[1]

    @property
    def hours(self) -> tuple[float, float]:
        """Agent hours in a week: (of the scenario, planned)."""
        length = self.calls.interval / 60
        return length * sum(each.present for each in self.intervals), length * sum(each.agents for each in self.intervals)

    def rows(self) -> list[Row]:
        """The week in as few rows as it takes: days alike together, intervals alike together."""
        per_day = DAY_MINUTES // self.calls.interval
        days: dict[tuple[Any, ...], list[int]] = {}
        for day in range(7):
            own = [each for each in self.intervals if each.slot // per_day == day]
            shape = tuple((each.slot % per_day, each.agents, each.present, round(each.rate, 6)) for each in own)
            days.setdefault(shape, []).append(day)
        return [
            row
            for alike in days.values()
            for row in self._day([each for each in self.intervals if each.slot // per_day == alike[0]], name_days(alike))
        ]

    def _day(self, intervals: list[Interval], days: str) -> Iterator[Row]:
        def alike(each: tuple[int, Interval]) -> tuple[int, int, int]:
            return each[1].slot - each[0], each[1].agents, each[1].present

        for _, group in groupby(enumerate(intervals), key=alike):
            run = [each for _, each in group]
            begin, end = (minute % DAY_MINUTES for minute in (self._minute(run[0]), self._minute(run[-1])))
            tries = sum(each.attempts for each in run), sum(each.present_attempts for each in run)
            yield Row(
                when=f"{days} {_clock(begin)}-{_clock(end + self.calls.interval)}",
                rate=sum(each.rate for each in run) / len(run),
                agents=run[0].agents,
                present=run[0].present,
                value=sum(each.attempts * each.value for each in run) / tries[0] if tries[0] else run[0].value,
                present_value=sum(each.present_attempts * each.present_value for each in run) / tries[1]
                if tries[1]
                else run[0].present_value,
            )

    def _minute(self, interval: Interval) -> int:
        return interval.slot * self.calls.interval

    def write(self, directory: str | Path) -> Path:
        """Leave scenario.yaml, overlay.yaml, staffing.csv and staffing.json in a directory; return the overlay's path."""
        from sim.staffing.write import write_staffing

        return write_staffing(self, directory)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def staff(
    source: str | PathLike[str] | ScenarioFile,
    policy: str | None = None,
    *,
    target: str,
    interval: int = 30,
    replications: int | None = None,
    jobs: int = 1,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Staffing:
    """Agents for each interval of the week that meet a target such as '80 % in 20 s' or 'abandonment <= 3 %'.

    Theory takes each interval for itself; the whole is then simulated beside the present staff under the same luck (not with 0
    replications). Raises :class:`ScenarioError` for a wrong scenario and :class:`UsageError` for a target that is wrong or has no sense here.
    """
    from sim.errors import UsageError
    from sim.scenario.load import ScenarioFile, load, undisturbed

    goal = read_target(target)
    with undisturbed():
        file = source if isinstance(source, ScenarioFile) else load(source, overrides=overrides)
        scenario = file.scenario(policy)
        calls = calls_of(scenario, interval)
        if goal.within is None and calls.patience is None:
            raise UsageError("nobody ever gives up here; state 'desk.patience', or a target such as '80 % in 20 s'")
        intervals = requirements(calls, goal)
        chosen = file.policies[0] if policy is None else policy
        tree, overlay = base_tree(file, chosen), overlay_of(calls, intervals)
        name = STAFFED if chosen.casefold() != STAFFED else f"{STAFFED} again"
        both = file_with(tree, {name: overlay})
    wanted = scenario.replications if replications is None else replications
    proof = prove(both, goal, replications=wanted, jobs=jobs, progress=progress) if wanted else None
    return Staffing(chosen, name, goal, calls, intervals, tree, overlay, proof)


def overlay_of(calls: Calls, intervals: Iterable[Interval]) -> dict[str, Any]:
    """Those who are always there, and a shift for each further level of staff."""
    agents = {each.slot: each.agents for each in intervals}
    levels = sorted(set(agents.values()))
    shifts = {}
    for below, level in pairwise(levels):
        slots = [slot for slot, number in agents.items() if number >= level]
        shifts[_hours(slots, calls.interval).text] = level - below
    overlay: dict[str, Any] = {"desk.agents": levels[0], "desk.shifts": shifts}
    if calls.desk.lines is not None and calls.desk.lines < levels[-1]:
        overlay["desk.lines"] = levels[-1]
    return overlay


def _hours(slots: list[int], interval: int) -> OpeningHours:
    """Opening hours that consist of these intervals of the week."""
    spans: list[tuple[int, int, int]] = []
    for slot in slots:
        day, begin = divmod(slot * interval, DAY_MINUTES)
        if spans and spans[-1][0] == day and spans[-1][2] == begin:
            spans[-1] = (day, spans[-1][1], begin + interval)
        else:
            spans.append((day, begin, begin + interval))
    return OpeningHours(tuple(spans))


__all__ = ["STAFFED", "Staffing", "staff"]
