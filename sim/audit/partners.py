"""Partners: their visits run forward, they have no more in their hands than they can, and none before its time."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, most_at_once, out_of_order, say
from sim.records import NONE, OUTCOMES
from sim.results import Array, Tables

NO_PARTS = OUTCOMES.index("part not on hand")
DONE = [OUTCOMES.index("fixed"), OUTCOMES.index("wrong skill")]
"""what ends a job; other visits in vain are followed by another one, unless the partner hands back"""


def check(tables: Tables) -> list[str]:
    """All findings about partners."""
    if not len(tables.raw("partner_visits")):
        return []
    return [*_order(tables), *_patience(tables), *_parts(tables), *_capacity(tables)]


def _order(tables: Tables) -> list[str]:
    """A visit's moments follow one another, no number is given twice, and a closed visit ended somehow."""
    visits = tables.raw("partner_visits")

    def show(row: int) -> str:
        return f"visit {visits['visit'][row]} of a partner"

    moments = ("asked", "dispatched", "arrived", "diagnosed", "left")
    return [
        *say(out_of_order(*(visits[moment] for moment in moments)), "moments of a partner's visit are not in order", show),
        *say(
            np.isnan(visits["left"]) != (visits["outcome"] == NONE),
            "a partner's visit is over without an outcome, or the reverse",
            show,
        ),
        *say(visits["left"] > tables.horizon, "a partner's visit lies outside the run", show),
    ]


def _patience(tables: Tables) -> list[str]:
    """What a partner is to have only after our own people could not come has waited for them that long."""
    visits = tables.raw("partner_visits")
    first = np.zeros(len(visits), dtype=bool)
    first[np.unique(np.sort(visits, order=("call", "number"))["call"], return_index=True)[1]] = True
    visits = np.sort(visits, order=("call", "number"))[first]
    early = visits["dispatched"] - visits["asked"] < tables.by_code("partner", "after", 0.0)[visits["partner"]] - CLOSE
    return say(early, "a partner took an order before its time", lambda row: f"visit {visits['visit'][row]} of a partner")


def _parts(tables: Tables) -> list[str]:
    """Parts belong to the visit that found them needed, which ended for want of one if and only if some took a time to come."""
    visits, parts = tables.raw("partner_visits"), tables.raw("partner_parts")
    stray = ~np.isin(parts["visit"], visits["visit"])
    late = np.isin(visits["visit"], parts["visit"][parts["delay"] > 0])
    missing = (visits["outcome"] == NO_PARTS) != late
    return [
        *say(stray, "a partner's part without its visit", lambda row: f"call {parts['call'][row]}"),
        *say(
            missing,
            "a partner's visit and its parts disagree on whether one was missing",
            lambda row: f"visit {visits['visit'][row]} of a partner",
        ),
    ]


def _capacity(tables: Tables) -> list[str]:
    """A partner has no more jobs in its hands than it can."""
    findings = []
    capacity, hands_back = tables.by_code("partner", "capacity", np.inf), tables.holds("partner", "hands_back")
    for code, name in enumerate(tables.names("partner")):
        most = most_at_once(*_jobs(tables.raw("partner_visits"), code, hands_back[code]))
        if most > capacity[code]:
            findings.append(f"{name} had {most} jobs in its hands at once and takes {capacity[code]:.0f}")
    return findings


def _jobs(visits: Array, code: int, hands_back: bool) -> tuple[Array, Array]:
    """(taken over, done) of every job of a partner, from the first visit to the last; infinite while it may be open."""
    visits = np.sort(visits[visits["partner"] == code], order=("call", "number"))
    outcome = visits["outcome"]
    last = np.isin(outcome, DONE) | (hands_back & (outcome != NO_PARTS))
    last[:-1] |= visits["call"][1:] != visits["call"][:-1]
    last[-1:] = True
    first = np.roll(last, 1)
    end = np.where(np.isnan(visits["left"]) | (outcome == NO_PARTS), np.inf, visits["left"])
    return visits["dispatched"][first], end[last]
