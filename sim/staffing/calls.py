"""What a scenario asks of a line of its support: how many come at each time of the week, how long each takes, how long they wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.nature.calendars import OpeningHours
from sim.nature.durations import Exponential
from sim.nature.requests import HourlyRequests
from sim.planning.demand import faults_per_hour, share_in_field

if TYPE_CHECKING:
    from sim.nature.durations import DurationLaw
    from sim.scenario.assets import AssetType, FailureMode
    from sim.scenario.desk import Agents, Desk
    from sim.scenario.spec import Scenario

WEEK = 168
DAY_MINUTES = 1440
WEEK_MINUTES = 7 * DAY_MINUTES
HOTLINE, SECOND_LINE = "hotline", "second_line"
LINES = (HOTLINE, SECOND_LINE)


@dataclass(frozen=True)
class Calls:
    """A line's work in an average week."""

    name: str
    """'hotline' or 'second_line'"""
    line: Agents
    lines: int | None
    """callers that it holds at most"""
    interval: int
    """minutes"""
    rates: list[float]
    """first calls per hour in each interval of the week from Monday 00:00 on; who finds the line closed comes when it opens"""
    open: list[bool]
    """somebody answers in this interval, or in a part of it"""
    handling: float
    """mean hours of a conversation, remote attempts and tests included"""
    patience: DurationLaw | None
    """how long a caller waits, hours; None where nobody gives up"""
    again: float
    """chance that who gave up rings again"""
    left_out: list[str]
    """what theory does not know"""

    @property
    def path(self) -> str:
        """Where the scenario states its agents."""
        return "desk" if self.name == HOTLINE else "desk.second_line"

    @property
    def law(self) -> str:
        """The formula that fits."""
        if self.patience is None:
            return "Erlang C"
        return "Erlang A" if isinstance(self.patience, Exponential) else "M/M/n+G"

    def agents_at(self, slot: int) -> int:
        """Agents on duty at the beginning of an interval, as the scenario has it."""
        day, minute = divmod(slot * self.interval, DAY_MINUTES)
        shifts = self.line.shifts.items()
        return int(self.line.agents) + sum(n for hours, n in shifts if OpeningHours.read(hours).includes(day, minute))


def calls_of(scenario: Scenario, interval: int, name: str = HOTLINE) -> Calls:
    """The work of a line; raises :class:`UsageError` where there is no such line, or nobody ever comes."""
    desk = scenario.desk
    if desk is None:
        raise UsageError("there is nobody to staff: the scenario has no 'desk'")
    line: Agents | None = desk if name == HOTLINE else desk.second_line
    if line is None:
        raise UsageError("there is nobody to staff: the desk has no 'second_line'")
    by_hour, work = [0.0] * WEEK, 0.0
    for week, hours in _streams(scenario, desk, name):
        by_hour = [before + more for before, more in zip(by_hour, week, strict=True)]
        work += sum(week) * hours
    if not sum(by_hour):
        raise UsageError(
            f"there is nobody to staff for: nobody ever {'rings' if name == HOTLINE else 'is handed on'} in this scenario"
        )
    if not work:
        raise UsageError(f"a conversation takes no time, so that one agent is enough; state '{_path(name)}.handling'")
    opens = _open(desk, interval)
    asked = [by_hour[slot * interval // 60] for slot in range(len(opens))]
    rates = _when_open(asked, opens)
    if name == SECOND_LINE:
        opens = _open(line, interval)
        asked, rates = rates, _when_open(rates, opens)
    return Calls(
        name=name,
        line=line,
        lines=desk.lines if name == HOTLINE else None,
        interval=interval,
        rates=rates,
        open=opens,
        handling=work / sum(by_hour),
        patience=desk.patience if name == HOTLINE else None,
        again=float(desk.redial_share),
        left_out=list(_left_out(scenario, desk, name, at_once=asked != rates)),
    )


def _path(name: str) -> str:
    return "desk" if name == HOTLINE else "desk.second_line"


def _streams(scenario: Scenario, desk: Desk, name: str) -> Iterator[tuple[list[float], float]]:
    """(calls per hour in each hour of the week, mean hours of a conversation) for every failure mode at every site."""
    for site in scenario.sites.values():
        for kind, count in site.assets.items():
            spec = scenario.asset_types[kind]
            machines = count * share_in_field(scenario, site, kind)
            for mode in spec.failures.values():
                ring = machines * (1.0 - desk.self_service(mode))
                share, hours = (1.0, _conversation(desk, spec, mode)) if name == HOTLINE else _handed_on(desk, mode)
                if isinstance(mode.law, HourlyRequests):
                    yield [ring * share * each for each in mode.law.week()], hours
                else:
                    yield [ring * share * faults_per_hour(mode.law, scenario.start, scenario.horizon)] * WEEK, hours


def _conversation(desk: Desk, kind: AssetType, mode: FailureMode) -> float:
    """Mean hours of a conversation with the hotline."""
    tested = kind.remote_test.time.mean * (1.0 - mode.remote * desk.remote_success) if kind.remote_test is not None else 0.0
    return float(desk.handling.mean + mode.remote * mode.remote_time.mean + tested)


def _handed_on(desk: Desk, mode: FailureMode) -> tuple[float, float]:
    """(share of the calls that is handed on, mean hours that the second line takes for one of them)."""
    assert desk.second_line is not None
    unsolved = 1.0 - float(mode.remote * desk.remote_success)
    if not unsolved:
        return 0.0, 0.0
    attempts = (mode.remote - mode.remote * desk.remote_success) / unsolved
    return unsolved * desk.escalation(mode), float(desk.second_line.handling.mean + attempts * mode.remote_time.mean)


def _open(line: Agents, interval: int) -> list[bool]:
    """For each interval of the week: the line is open in it, or in a part of it."""
    minutes = [line.hours.includes(*divmod(minute, DAY_MINUTES)) for minute in range(WEEK_MINUTES)]
    return [any(minutes[begin : begin + interval]) for begin in range(0, WEEK_MINUTES, interval)]


def _when_open(rates: list[float], is_open: list[bool]) -> list[float]:
    """Who finds the line closed comes in the first interval in which it is open."""
    found = [rate if opened else 0.0 for rate, opened in zip(rates, is_open, strict=True)]
    for slot, opened in enumerate(is_open):
        if not opened:
            then = slot
            while not is_open[then % len(rates)]:
                then += 1
            found[then % len(rates)] += rates[slot]
    return found


def _left_out(scenario: Scenario, desk: Desk, name: str, *, at_once: bool) -> Iterator[str]:
    """What holds of this scenario and not of the theory, in words."""
    hotline = name == HOTLINE
    line = desk if hotline else desk.second_line
    assert line is not None
    modes = [mode for kind in scenario.asset_types.values() for mode in kind.failures.values()]
    tested = any(kind.remote_test is not None for kind in scenario.asset_types.values())
    extra = any(mode.remote and mode.remote_time.mean for mode in modes) or (tested and hotline)
    told = {
        "conversations whose length is not exponential (theory takes them as if it were, with the same mean)": extra
        or not isinstance(line.handling, Exponential),
        "callers who all come when the line opens (theory spreads them over the first interval)": at_once,
        "how long callers wait before they ring again (theory lets them ring again at once)": hotline
        and desk.patience is not None
        and desk.redial_share > 0,
        "call-backs": hotline and desk.call_back is not None,
        "lines that are all taken": hotline and desk.lines is not None,
        "callers who are lost before they are handed on": not hotline
        and desk.redial_share < 1
        and (desk.patience is not None or desk.lines is not None),
        "when conversations with the hotline end (theory takes the moment at which they could begin)": not hotline,
        "reporting delays": any(mode.reporting_delay.mean > 0 for mode in modes),
        "seasons and laws of faults without a constant rate (theory takes their mean)": any(
            mode.law.word not in {"exponential", "poisson", "hourly"} for mode in modes
        ),
        "documents, with which customers help themselves and agents are better": bool(scenario.documents),
        "holidays": bool(scenario.holidays),
    }
    yield from (words for words, true in told.items() if true)
