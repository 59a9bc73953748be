"""What a staffing found, in sentences: what was simulated with its interval, theory beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.charts.scale import scale_for
from sim.staffing.calls import HOTLINE
from sim.staffing.staff import misses
from sim.staffing.target import duration

if TYPE_CHECKING:
    from sim.staffing.proof import Estimate
    from sim.staffing.staff import Staffing

COLUMNS = ("when", "calls/h", "agents", "today", "by theory", "today by theory", "simulated")
ASSUMPTIONS = (
    "Each interval is taken for itself, as if its calls and agents went on for ever; who still waits at its end is not handed over to the next.",
    "Calls come at random (Poisson) at the mean rate of the interval; machines are taken as up all the time.",
    "Conversations are exponential with the mean of all calls; every agent takes every call, first come first served.",
    "Without patience nobody gives up (Erlang's C); with it whoever does rings again at once or never (Erlang's A, M/M/n+G where it is not exponential).",
)
"""What theory takes for granted of any scenario; the simulation does not."""
_SHARE = scale_for("share", [])
_NAMED = 4
"""Intervals named that miss the target."""


def percent(value: float) -> str:
    """A share as printed."""
    return _SHARE.amount(value) if not math.isnan(value) else "–"


def with_interval(value: Estimate) -> str:
    """A share with its interval, if it has one."""
    spread = _SHARE.interval(value.low, value.high)
    return percent(value.mean) + (f" ({spread})" if spread else "")


def achieved(staffing: Staffing) -> str:
    """What becomes of so many callers, after a number: 'of calls are answered within 20 s'."""
    within = staffing.target.within
    if within is None:
        return "of callers give up"
    who = "calls are answered" if staffing.calls.name == HOTLINE else "tickets are taken up"
    return f"of {who} within {duration(within)}"


def headline(staffing: Staffing) -> str:
    """The finding as the picture's title."""
    had, takes = staffing.hours
    simulated, today = staffing.simulated, staffing.simulated_today
    if not staffing.proved:
        before, after = staffing.theory
        return (
            f"By theory {percent(after)} {achieved(staffing)} with {takes:,.1f} agent hours a week "
            f"(today {percent(before)} with {had:,.1f})"
        )
    return (
        f"{percent(simulated.mean)} {achieved(staffing)} with {takes:,.1f} agent hours a week "
        f"(target {100 * staffing.target.share:g} %; today {percent(today.mean)} with {had:,.1f})"
    )


def verdict(staffing: Staffing) -> str:
    """Whether the simulation proves the target."""
    target, value = staffing.target, staffing.simulated
    ends = [each for each in (value.low, value.high) if math.isfinite(each)]
    if all(target.met(each) for each in (*ends, value.mean)):
        return "the target is kept, whole interval included" if ends else "the target is kept in the one replication there is"
    if not any(target.met(each) for each in (*ends, value.mean)):
        return "the target is missed"
    kept = "kept" if target.met(value.mean) else "missed"
    return f"the target is {kept} on average, and the interval reaches across it: more replications would tell"


def findings(staffing: Staffing) -> list[str]:
    """Everything worth a sentence, the finding first."""
    return [
        *_finding(staffing),
        *_today(staffing),
        *_theory(staffing),
        *_raised(staffing),
        *_intervals(staffing),
        *_left_out(staffing),
    ]


def _finding(staffing: Staffing) -> Iterator[str]:
    had, takes = staffing.hours
    if staffing.proved:
        yield (
            f"Simulated {with_interval(staffing.simulated)} {achieved(staffing)} with {takes:,.1f} agent hours a week: {verdict(staffing)}. "
            f"Today {with_interval(staffing.simulated_today)} with {had:,.1f}."
        )
    else:
        yield f"{headline(staffing)}; nothing was simulated."


def _today(staffing: Staffing) -> Iterator[str]:
    """The present staff may do with less what theory wants more for."""
    had, takes = staffing.hours
    if staffing.proved and had < takes and staffing.target.met(staffing.simulated_today.mean):
        yield (
            f"Today's staff keeps the target over the week already, with {takes - had:,.1f} agent hours less; what is planned keeps it in every interval, "
            "or theory is too careful here."
        )


def _theory(staffing: Staffing) -> Iterator[str]:
    before, after = staffing.theory
    wanted = staffing.calls.interval / 60 * sum(each.agents for each in staffing.by_theory)
    told = f"{staffing.calls.law} wants {wanted:,.1f} agent hours a week for the target ({staffing.target.words})"
    if staffing.proved:
        gap = 100 * (staffing.simulated.mean - after)
        told += (
            f" and says {percent(after)} for what is planned (today {percent(before)}): the gap to theory is {gap:+.1f} points"
        )
    yield told + "."


def _raised(staffing: Staffing) -> Iterator[str]:
    if staffing.proof is None or not staffing.proved or not staffing.rounds:
        return
    first = staffing.proof.week(next(iter(staffing.policies)))
    more = sum(now.agents > then.agents for now, then in zip(staffing.intervals, staffing.by_theory, strict=True))
    yield (
        f"Theory's agents alone reach {with_interval(first)}: where the simulation missed the target they were raised, in {more} of "
        f"{len(staffing.intervals)} intervals and {staffing.rounds} round{'s' if staffing.rounds > 1 else ''}."
    )


def _intervals(staffing: Staffing) -> Iterator[str]:
    """In how much of the week the target is kept."""
    if not staffing.proved:
        return
    short = [row for row in staffing.rows() if misses(staffing.target, row.simulated)]
    if short:
        named = "; ".join(f"{row.when} {with_interval(row.simulated)}" for row in short[:_NAMED])
        more = f"; and {len(short) - _NAMED} more" if len(short) > _NAMED else ""
        yield f"Still off target: {named}{more}."


def _left_out(staffing: Staffing) -> Iterator[str]:
    if staffing.calls.left_out:
        yield f"Theory is approximate here; it leaves out, and the simulation does not: {'; '.join(staffing.calls.left_out)}."


def table(staffing: Staffing) -> list[list[str]]:
    """Rows of the table of agents."""
    return [
        [
            row.when,
            f"{row.rate:,.1f}",
            str(row.agents) if row.agents == row.by_theory else f"{row.agents} (theory {row.by_theory})",
            str(row.present),
            percent(row.value) if row.rate else "no calls",
            percent(row.present_value) if row.rate else "no calls",
            with_interval(row.simulated),
        ]
        for row in staffing.rows()
    ]
