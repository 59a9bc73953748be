"""Partners: their visits run forward, they have no more in their hands than they can, and only work that is theirs."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import out_of_order, say
from sim.records import NONE, OUTCOMES
from sim.results import Array, Tables

NO_PARTS = OUTCOMES.index("part not on hand")


def check(tables: Tables) -> list[str]:
    """All findings about partners."""
    if not len(tables.raw("partner_visits")):
        return []
    return [*_order(tables), *_parts(tables), *_capacity(tables)]


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
    """A job is in a partner's hands from its first visit there to the end of its last, and while its part is on the way."""
    visits = tables.raw("partner_visits")
    findings = []
    for code, capacity in enumerate(tables.by_code("partner", "capacity", np.inf)[:-1]):
        own = visits[visits["partner"] == code]
        begin, end = _jobs(own)
        order = np.argsort(np.concatenate([end, begin]), kind="stable")  # who ends makes room for who begins at that moment
        at_once = np.cumsum(np.concatenate([np.full(len(end), -1), np.ones(len(begin), dtype=np.int64)])[order])
        if at_once.max(initial=0) > capacity:
            name = tables.names("partner")[code]
            findings.append(f"{name} had {at_once.max()} jobs in its hands at once and takes {capacity:.0f}")
    return findings


def _jobs(visits: Array) -> tuple[Array, Array]:
    """(taken over, done) of every job of one partner; infinite while it may be open."""
    numbers, job = np.unique(visits["call"], return_inverse=True)
    begin, end = np.full(len(numbers), np.inf), np.zeros(len(numbers))
    np.minimum.at(begin, job, visits["dispatched"])
    open_part = visits["outcome"] == NO_PARTS
    ends = np.where(np.isnan(visits["left"]) | (open_part & _is_last(visits)), np.inf, visits["left"])
    np.maximum.at(end, job, ends)
    lasts = end > begin
    return begin[lasts], end[lasts]


def _is_last(visits: Array) -> Array:
    """Which rows are the last visit of their call here."""
    last: Array = np.zeros(len(visits), dtype=bool)
    order = np.lexsort((visits["number"], visits["call"]))
    last[order] = np.append(visits["call"][order][1:] != visits["call"][order][:-1], True)
    return last
