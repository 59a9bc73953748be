"""What a scenario asks of its hotline: how many ring at each time of the week, how long a contact takes, how long they wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.nature.durations import Exponential
from sim.nature.requests import HourlyRequests
from sim.planning.demand import faults_per_hour, share_in_field

if TYPE_CHECKING:
    from sim.scenario.desk import Desk
    from sim.scenario.spec import Scenario

WEEK = 168
DAY_MINUTES = 1440


@dataclass(frozen=True)
class Calls:
    """The hotline's work in an average week."""

    desk: Desk
    interval: int
    """minutes"""
    rates: list[float]
    """first calls per hour in each interval of the week from Monday 00:00 on; those that find the desk closed ring when it opens"""
    open: list[bool]
    """the desk answers in this interval"""
    handling: float
    """mean hours of a contact, remote attempts included"""
    patience: float | None
    """mean hours a caller waits; None where nobody gives up"""
    left_out: list[str]
    """what theory does not know"""

    def agents_at(self, slot: int) -> int:
        """Agents on duty at the beginning of an interval, as the scenario has it."""
        from sim.nature.calendars import OpeningHours

        day, minute = divmod(slot * self.interval, DAY_MINUTES)
        shifts = self.desk.shifts.items()
        return int(self.desk.agents) + sum(n for hours, n in shifts if OpeningHours.read(hours).includes(day, minute))


def calls_of(scenario: Scenario, interval: int) -> Calls:
    """The work of a scenario's hotline; raises :class:`UsageError` where there is no hotline, or nobody ever rings."""
    desk = scenario.desk
    if desk is None:
        raise UsageError("there is nobody to staff: the scenario has no 'desk'")
    by_hour, work = [0.0] * WEEK, 0.0
    for site in scenario.sites.values():
        for kind, count in site.assets.items():
            machines = count * share_in_field(scenario, site, kind)
            for mode in scenario.asset_types[kind].failures.values():
                ring = machines * (1.0 - desk.self_service(mode))
                rate = ring * faults_per_hour(mode.law, scenario.start, scenario.horizon)
                week = [ring * each for each in mode.law.week()] if isinstance(mode.law, HourlyRequests) else [rate] * WEEK
                by_hour = [before + more for before, more in zip(by_hour, week, strict=True)]
                work += rate * (desk.handling.mean + mode.remote * mode.remote_time.mean)
    if not sum(by_hour):
        raise UsageError("there is nobody to staff for: nobody ever rings in this scenario")
    slots = 7 * DAY_MINUTES // interval
    is_open = [desk.hours.includes(*divmod(slot * interval, DAY_MINUTES)) for slot in range(slots)]
    rates = _when_open([by_hour[slot * interval // 60] for slot in range(slots)], is_open)
    patience = None if desk.patience is None else float(desk.patience.mean)
    handling = work / (sum(by_hour) / WEEK)
    if not handling:
        raise UsageError("a contact takes no time, so that one agent is enough; state 'desk.handling'")
    return Calls(desk, interval, rates, is_open, handling, patience, list(_left_out(scenario, desk, is_open)))


def _when_open(rates: list[float], is_open: list[bool]) -> list[float]:
    """Who finds the desk closed rings in the first interval in which it is open."""
    found = [rate if opened else 0.0 for rate, opened in zip(rates, is_open, strict=True)]
    for slot, opened in enumerate(is_open):
        if not opened:
            then = slot
            while not is_open[then % len(rates)]:
                then += 1
            found[then % len(rates)] += rates[slot]
    return found


def _left_out(scenario: Scenario, desk: Desk, is_open: list[bool]) -> list[str]:
    modes = [mode for kind in scenario.asset_types.values() for mode in kind.failures.values()]
    told = {
        "handling times that are not exponential (theory takes them as if they were, with the same mean)": not isinstance(
            desk.handling, Exponential
        ),
        "patience that is not exponential (theory takes it as if it were, with the same mean)": desk.patience is not None
        and not isinstance(desk.patience, Exponential),
        "callers who all ring when the desk opens (theory spreads them over the first interval)": not all(is_open),
        "how long callers wait before they ring again (theory lets them ring again at once)": desk.patience is not None
        and desk.redial_share > 0,
        "call-backs": desk.call_back is not None,
        "lines that are all taken": desk.lines is not None,
        "reporting delays": any(mode.reporting_delay.mean > 0 for mode in modes),
        "seasons and laws of faults without a constant rate (theory takes their mean)": any(
            mode.law.word not in {"exponential", "poisson", "hourly"} for mode in modes
        ),
        "holidays": bool(scenario.holidays),
    }
    return [words for words, true in told.items() if true]
