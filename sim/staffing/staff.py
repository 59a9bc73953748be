"""A staffing from end to end: agents by the hour from theory, laid over the scenario, proved by simulation, raised where it misses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError, nearest
from sim.nature.calendars import name_days
from sim.planning.overlay import base_tree, file_with
from sim.staffing.calls import DAY_MINUTES, HOTLINE, LINES, Calls, calls_of
from sim.staffing.overlay import overlay_of
from sim.staffing.proof import Estimate, Proof, Question, prove, together
from sim.staffing.target import Target, read_target
from sim.staffing.theory import Interval, Requirement, days_alike, requirements, with_agents
from sim.study.statistics import NOTHING

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.load import ScenarioFile
    from sim.study.compare import Comparison
    from sim.study.outcome import Outcome
    from sim.study.replicate import Progress

STAFFED, RAISED = "staffed", "raised"
INTERVALS = (15, 30, 60)
ROUNDS = 6
_FAR = 0.1
"""Share of the agents that an interval lacks from which on it hands many callers over to the next one."""
UNKNOWN = Estimate(NOTHING, NOTHING, NOTHING)


@dataclass(frozen=True)
class Row:
    """Intervals of one or more days that follow one another and take as many agents."""

    when: str
    rate: float
    agents: int
    by_theory: int
    present: int
    value: float
    present_value: float
    simulated: Estimate


@dataclass(frozen=True)
class Staffing:
    """Agents for a line of support by theory, what the simulation says of them, and those it adds."""

    title: str
    """of the scenario"""
    policy: str
    """whose desk is staffed"""
    target: Target
    calls: Calls = field(repr=False)
    by_theory: list[Interval] = field(repr=False)
    """What theory wants, interval by interval of the week."""
    intervals: list[Interval] = field(repr=False)
    """What is planned: theory's agents, and those added where the simulation missed the target."""
    tree: dict[str, Any] = field(repr=False)
    """The scenario staffed, as a file would say it."""
    policies: dict[str, dict[str, Any]]
    """The staff by theory, and the raised one if there is one, as overlays."""
    rounds: int
    """How often agents were added."""
    replications: int
    proof: Proof | None

    @property
    def name(self) -> str:
        """Of the policy that the planned staff becomes."""
        return list(self.policies)[-1]

    @property
    def overlay(self) -> dict[str, Any]:
        """The planned staff: path -> value."""
        return self.policies[self.name]

    @property
    def complete(self) -> bool:
        """Everything that was to be simulated was."""
        return self.proof is None or self.proof.comparison.complete

    @property
    def proved(self) -> bool:
        """There is a simulation to speak of."""
        return self.proof is not None and self.proof.comparison.finished > 0

    @property
    def theory(self) -> tuple[float, float]:
        """What the target is about over the whole week, of all calls, by theory: (with the agents of the scenario, with those planned)."""
        tries = sum(each.present_attempts for each in self.intervals), sum(each.attempts for each in self.intervals)
        present = sum(each.present_attempts * each.present_value for each in self.intervals)
        return present / tries[0], sum(each.attempts * each.value for each in self.intervals) / tries[1]

    @property
    def hours(self) -> tuple[float, float]:
        """Agent hours in a week: (of the scenario, planned)."""
        length = self.calls.interval / 60
        return length * sum(each.present for each in self.intervals), length * sum(each.agents for each in self.intervals)

    @property
    def simulated(self) -> Estimate:
        """What the target is about over all calls, simulated with the planned staff."""
        return self.proof.week(self.name) if self.proof is not None and self.proved else UNKNOWN

    @property
    def simulated_today(self) -> Estimate:
        """The same with the agents of the scenario."""
        return self.proof.week(self.proof.comparison.plan.baseline) if self.proof is not None and self.proved else UNKNOWN

    def rows(self) -> list[Row]:
        """The week in as few rows as it takes: days alike together, intervals alike together."""
        wanted = {each.slot: each.agents for each in self.by_theory}
        alike = days_alike(self.intervals, self.calls.interval)
        return [self._row(run, days, wanted[run[0].slot]) for days, own in alike for run in _runs(own, wanted)]

    def _row(self, run: list[Interval], days: list[int], by_theory: int) -> Row:
        begin, end = ((each.slot * self.calls.interval) % DAY_MINUTES for each in (run[0], run[-1]))
        tries = sum(each.attempts for each in run), sum(each.present_attempts for each in run)
        slots = [each.slot for each in run]
        return Row(
            when=f"{name_days(days)} {_clock(begin)}-{_clock(end + self.calls.interval)}",
            rate=sum(each.rate for each in run) / len(run),
            agents=run[0].agents,
            by_theory=by_theory,
            present=run[0].present,
            value=sum(each.attempts * each.value for each in run) / tries[0] if tries[0] else run[0].value,
            present_value=sum(each.present_attempts * each.present_value for each in run) / tries[1]
            if tries[1]
            else run[0].present_value,
            simulated=self.proof.within(self.name, _alike(slots, days, self.calls.interval))
            if self.proof is not None and self.proved
            else UNKNOWN,
        )

    def week(self) -> pd.DataFrame:
        """One row per interval of the week: calls, agents, and what the target is about by theory and simulated."""
        from sim.staffing.write import week_frame

        return week_frame(self)

    def write(self, directory: str | Path) -> Path:
        """Leave page, picture, tables and the overlay in a directory; return the page's path."""
        from sim.scenario.load import undisturbed
        from sim.staffing.write import write_staffing

        with undisturbed():
            return write_staffing(self, directory)


def _runs(intervals: list[Interval], wanted: dict[int, int]) -> Iterator[list[Interval]]:
    """Intervals of a day that follow one another and have the same agents."""
    numbered = enumerate(intervals)
    for _, group in groupby(
        numbered, key=lambda each: (each[1].slot - each[0], each[1].agents, wanted[each[1].slot], each[1].present)
    ):
        yield [each for _, each in group]


def _alike(slots: list[int], days: list[int], interval: int) -> list[int]:
    """The same times of day on all of these days."""
    per_day = DAY_MINUTES // interval
    return [day * per_day + slot % per_day for day in days for slot in slots]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def staff(
    source: str | PathLike[str] | ScenarioFile,
    policy: str | None = None,
    *,
    target: str,
    line: str = HOTLINE,
    interval: int = 30,
    rounds: int = ROUNDS,
    replications: int | None = None,
    jobs: int = 1,
    overrides: Sequence[str] = (),
    progress: Progress | None = None,
) -> Staffing:
    """Staff a line of support of a scenario (of one of its policies) by the hour of the week from theory, and prove it by simulation.

    The `target` is a share of callers answered in a time ('80 % in 20 s') or of those who give up ('abandonment <= 3 %'), `line` is 'hotline' or
    'second_line', `interval` the minutes between two changes of staff (15, 30 or 60). Theory takes each interval for itself. The whole is then simulated
    beside the present staff under the same luck, with so many `replications` (the scenario's number when None; 0: theory alone); where intervals miss
    the target all the same they get more agents, in at most so many `rounds`.
    Raises :class:`ScenarioError` for a wrong scenario and :class:`UsageError` for a target that is wrong or has no sense here.
    """
    from sim.scenario.load import undisturbed

    goal = read_target(target)
    _sensible(line, interval, rounds, replications)
    with undisturbed():
        file, chosen = _read(source, policy, overrides)
        scenario = file.scenario(policy)
        calls = calls_of(scenario, interval, line)
        if goal.within is None and calls.patience is None:
            hint = "state 'desk.patience', or a target" if line == HOTLINE else "state a target"
            raise UsageError(f"nobody ever gives up here; {hint} such as '80 % in 20 s'")
        need = Requirement(calls, goal)
        by_theory = requirements(calls, need)
        tree, name = base_tree(file, chosen), _unlike(STAFFED, chosen)
        policies = {name: overlay_of(calls, {each.slot: each.agents for each in by_theory})}
    wanted = scenario.replications if replications is None else replications
    found, proof, done = by_theory, None, 0
    if wanted:
        trial = _Trial(tree, calls, need, Question(line, goal, interval), wanted, jobs, progress)
        proof = trial.proof(policies)
        while done < rounds and proof.comparison.complete:
            more = short_of(found, proof, list(policies)[-1])
            if not more:
                break
            done += 1
            found = with_agents(found, more, need)
            policies = {name: policies[name], _unlike(RAISED, chosen): overlay_of(calls, more)}
            proof = trial.proof(policies)
    return Staffing(scenario.name, chosen, goal, calls, by_theory, found, tree, policies, done, wanted, proof)


@dataclass
class _Trial:
    """Simulates staffs laid over a scenario; what was simulated once is kept."""

    tree: dict[str, Any]
    calls: Calls
    need: Requirement
    question: Question
    replications: int
    jobs: int
    progress: Progress | None
    _first: Comparison | None = None
    _before: int = 0
    """replications that earlier goes have finished"""

    def proof(self, policies: dict[str, dict[str, Any]]) -> Proof:
        """The present staff and these, simulated: all at first, then only the last one anew."""
        file = file_with(self.tree, policies)
        anew = None if self._first is None else [list(policies)[-1]]
        part = prove(file, self.question, anew, replications=self.replications, jobs=self.jobs, progress=self._count())
        if self._first is None:
            self._first = part
            return Proof(part, self.question)
        return Proof(together(file, self._first, part), self.question)

    def _count(self) -> Progress | None:
        """Tell how far all goes together are."""
        told, before = self.progress, self._before
        if told is None:
            return None

        def count(done: int, planned: int, outcome: Outcome) -> None:
            self._before = before + done
            told(before + done, before + planned, outcome)

        return count


def short_of(intervals: list[Interval], proof: Proof, policy: str) -> dict[int, int]:
    """Slot -> agents, with more where the target is missed; nothing if it is not.

    It is missed in an interval whose simulated value lies beyond the target with its whole 95 % interval (days alike together); if there is none, and
    the week as a whole is beyond the target, wherever the mean is. Who waits at the end of an interval that is far too short of agents waits in the
    next one, too: that one waits for its turn.
    """
    target, interval = proof.question.target, proof.question.interval
    found: list[tuple[list[int], int, float, bool]] = []
    for days, own in days_alike(intervals, interval):
        for each in own:
            slots = _alike([each.slot], days, interval)
            simulated = proof.within(policy, slots)
            if math.isfinite(simulated.mean) and not target.met(simulated.mean):
                found.append((slots, each.agents, simulated.mean, misses(target, simulated)))
    sure = any(certain for *_, certain in found)
    if not found or (not sure and target.met(proof.week(policy).mean)):
        return {}
    agents, overloaded = {each.slot: each.agents for each in intervals}, set()
    for slots, number, value, certain in found:
        if sure and not certain:
            continue
        more = max(1, math.ceil(number * target.shortfall(value)))
        waits_on = slots[0] - 1 in overloaded
        if waits_on or (more > 1 and more > _FAR * number):
            overloaded.add(slots[0])
        if not waits_on:
            agents |= dict.fromkeys(slots, number + more)
    return agents


def misses(target: Target, simulated: Estimate) -> bool:
    """Whether the whole interval of a simulated value lies beyond the target."""
    best = simulated.high if target.within is not None else simulated.low
    return math.isfinite(best) and not target.met(best)


def _unlike(name: str, taken: str) -> str:
    """A name for a policy that the scenario staffed does not have."""
    return name if taken.casefold() != name else f"{name} again"


def _sensible(line: str, interval: int, rounds: int, replications: int | None) -> None:
    """Refuse what nobody can mean."""
    if line not in LINES:
        near = nearest(line, LINES)
        hint = f" (did you mean '{near}'?)" if near else ""
        raise UsageError(f"line must be {' or '.join(LINES)}, not '{line}'{hint}")
    if interval not in INTERVALS:
        raise UsageError(f"interval must be 15, 30 or 60 minutes, not {interval!r}")
    if rounds < 0:
        raise UsageError(f"rounds must be at least 0, not {rounds}")
    if replications is not None and replications < 0:
        raise UsageError(f"replications must be at least 0, not {replications}")


def _read(source: Any, policy: str | None, overrides: Sequence[str]) -> tuple[ScenarioFile, str]:
    """The file, and the name of the policy that is staffed."""
    from sim.scenario.load import ScenarioFile, load

    if not isinstance(source, (str, PathLike, ScenarioFile)):
        raise UsageError("a staffing needs a scenario file: a path, or what sim.load returns")
    if isinstance(source, ScenarioFile) and overrides:
        raise UsageError("overrides belong to a scenario that is loaded from a path")
    file = source if isinstance(source, ScenarioFile) else load(source, overrides=overrides)
    return file, file.policies[0] if policy is None else policy


__all__ = ["RAISED", "STAFFED", "Staffing", "staff"]
