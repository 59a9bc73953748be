"""Hidden defects: each ends in one way, by the record that says so; and who looked, or was alarmed, saw what was there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import ALARM_ENDS, DEFECT_ENDS, NONE, PREVENTION_RESULTS, REASONS
from sim.results import Array, Rows, Tables, has_defect

REMOVED, FAILED, AVOIDED = (DEFECT_ENDS.index(each) for each in ("removed", "failed", "avoided"))
DEFECT_REMOVED, NO_FAULT_FOUND = (PREVENTION_RESULTS.index(each) for each in ("defect removed", "no fault found"))
LEADS_TO_CALL = [ALARM_ENDS.index(each) for each in ("work order", "known already")]
KINDS = ("defects", "condition_checks", "prevention", "alarms")


def check(tables: Tables) -> list[str]:
    """All findings about hidden defects."""
    if not tables.facts.get("conditions"):
        return [f"there are {kind}, though nothing announces a failure" for kind in KINDS if len(tables.raw(kind))]
    return [*_lives(tables), *_endings(tables), *_looks(tables), *_alarms(tables), *_same_visits(tables)]


def _lives(tables: Tables) -> list[str]:
    """A defect arises before it ends, after the one before it has ended, and in a later life."""
    rows = tables.raw("defects")
    rows = rows[np.lexsort((rows["arose"], rows["mode"], rows["asset"]))]
    show = _at(rows)
    same = (rows["asset"][1:] == rows["asset"][:-1]) & (rows["mode"][1:] == rows["mode"][:-1])
    follows = (rows["arose"][1:] >= rows["ended"][:-1]) & (rows["life"][1:] > rows["life"][:-1])
    ended = np.where(np.isnan(rows["ended"]), NONE, 0)
    stages = np.array([(tables.facts["conditions"].get(mode) or {"stages": 0})["stages"] for mode in tables.names("mode")] + [0])
    lasts = np.isin(rows["ending"], [FAILED, AVOIDED])
    return [
        *say(out_of_order(rows["arose"], rows["ended"]), "a defect ended before it arose", show),
        *say((ended == NONE) != (rows["ending"] == NONE), "a defect ended, and in no way, or the other way round", show),
        *say(same & ~follows, "a machine had two defects of one kind at once", lambda row: show(row + 1)),
        *say(
            (rows["stage"] < 1) | (rows["stage"] > stages[rows["mode"]]) | (lasts & (rows["stage"] != stages[rows["mode"]])),
            "a defect had a stage that there is not, or a machine failed before the last",
            show,
        ),
    ]


def _endings(tables: Tables) -> list[str]:
    """Every failure with a condition ends one defect, and every defect removed was so by one work order."""
    calls, rows, prevention = np.sort(tables.raw("calls"), order="call"), tables.raw("defects"), tables.raw("prevention")
    conditions = tables.facts["conditions"]
    announced = np.array([mode in conditions for mode in tables.names("mode")] + [False])
    preventive = {each["preventive"] for each in conditions.values()}
    prevents = np.array([mode in preventive for mode in tables.names("mode")] + [False])
    failures = calls[(calls["reason"] == REASONS.index("breakdown")) & announced[calls["mode"]] & (calls["fault_number"] > 0)]
    failed, removed = rows[rows["ending"] == FAILED], rows[rows["ending"] == REMOVED]
    closed = calls[prevents[calls["mode"]] & ~np.isnan(calls["restored"]) & (calls["fault_number"] > 0)]
    done = prevention[prevention["result"] == DEFECT_REMOVED]
    healthy = prevention[prevention["result"] == NO_FAULT_FOUND]
    arrived = calls["arrived"][np.searchsorted(calls["call"], healthy["call"])]
    return [
        *_matched(failed["call"], failed["ended"], failures["call"], failures["fault"], "failures", "defects that became one"),
        *_matched(removed["call"], removed["ended"], done["call"], done["at"], "defects removed", "work orders that did"),
        *_matched(prevention["call"], prevention["at"], closed["call"], closed["restored"], "work orders", "what came of them"),
        *say(
            has_defect(tables, healthy["asset"], healthy["mode"], healthy["at"])
            & has_defect(tables, healthy["asset"], healthy["mode"], arrived)
            & _told(tables, healthy["call"], arrived),
            "a visit found nothing where there was a defect",
            lambda row: f"call {healthy['call'][row]}",
        ),
    ]


def _told(tables: Tables, calls: Array, arrived: Array) -> Array:
    """Work orders of which an inspection, or a true alarm before anybody came, told that there was something to remove."""
    alarms = tables.raw("alarms")
    alarms = alarms[np.isin(alarms["handled"], LEADS_TO_CALL)]
    true = alarms[alarms["true"]]
    first = {int(call): at for call, at in zip(true["call"][::-1], true["raised"][::-1], strict=True)}
    in_time = np.array([first.get(int(call), np.inf) <= at for call, at in zip(calls, arrived, strict=True)], dtype=bool)
    return in_time | ~np.isin(calls, alarms["call"])


def _matched(one: Array, time: Array, other: Array, then: Array, what: str, whose: str) -> list[str]:
    """Two kinds of record about the same calls at the same moments."""
    if len(np.unique(one)) != len(one) or not np.array_equal(np.sort(one), np.sort(other)):
        return [f"{what} and {whose} are not the same: {len(one)} and {len(other)}"]
    off = np.abs(time[np.argsort(one)] - then[np.argsort(other)]) > CLOSE
    return say(off, f"{what} and {whose} are not of the same time", lambda row: f"call {np.sort(one)[row]}")


def _looks(tables: Tables) -> list[str]:
    """Nobody sees what is not there, and nobody acts on what he has not seen."""
    rows = tables.raw("condition_checks")
    there, still = (has_defect(tables, rows["asset"], rows["mode"], rows["at"], end) for end in (True, False))
    show = _at(rows)
    return [
        *say((rows["stage"] > 0) & ~there, "somebody looked at a defect that was not there", show),
        *say((rows["stage"] == 0) & still, "somebody looked at a defect and found the machine sound", show),
        *say(rows["seen"] & (rows["stage"] == 0), "a defect was seen at a sound machine", show),
        *say(rows["acted"] & ~rows["seen"], "something was to be removed that nobody had seen", show),
    ]


def _alarms(tables: Tables) -> list[str]:
    """A true alarm tells of a defect, a false one of none; and what became of it points to the work order that it says."""
    rows = tables.raw("alarms")

    def show(row: int) -> str:
        return f"alarm {rows['alarm'][row]}"

    there, still = (has_defect(tables, rows["asset"], rows["mode"], rows["raised"], end) for end in (True, False))
    leads = np.isin(rows["handled"], LEADS_TO_CALL)
    return [
        *say(np.where(rows["true"], ~there, still), "a true alarm without a defect, or a false one with one", show),
        *say(out_of_order(rows["raised"], rows["at"]), "an alarm was handled before it was raised", show),
        *say(np.isnan(rows["at"]) != (rows["handled"] == NONE), "an alarm was handled in no way, or the other way round", show),
        *say(leads != (rows["call"] != NONE), "an alarm led to no work order, or to one without saying so", show),
        *say(leads & ~np.isin(rows["call"], tables.raw("calls")["call"]), "an alarm led to no call", show),
    ]


def _same_visits(tables: Tables) -> list[str]:
    """Who stays on for more has no way to go."""
    rows, visits = tables.raw("same_visits"), tables.raw("visits")
    first = visits[np.lexsort((visits["dispatched"], visits["call"]))]
    key = set(
        zip(
            first["call"].tolist(),
            first["technician"].tolist(),
            first["dispatched"].tolist(),
            (first["travel"] == 0.0).tolist(),
            strict=True,
        )
    )
    wrong = np.array(
        [
            (call, who, at, True) not in key
            for call, who, at in zip(rows["call"].tolist(), rows["technician"].tolist(), rows["at"].tolist(), strict=True)
        ],
        dtype=bool,
    )
    return say(wrong, "work on the same visit took a journey, or somebody else", lambda row: f"call {rows['call'][row]}")


def _at(rows: Rows) -> Callable[[int], str]:
    return lambda row: f"asset {rows['asset'][row]}"
