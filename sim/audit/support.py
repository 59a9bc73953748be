"""Before and behind the hotline: the portal, callers who are rung back, and the second line."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.audit.findings import CLOSE, most_at_once, out_of_order, say
from sim.results import Array, Rows, Tables


def check(tables: Tables) -> list[str]:
    """All findings about self-service, call-backs and escalations."""
    return [*_belonging(tables), *_self_service(tables), *_call_backs(tables), *_escalations(tables)]


def _belonging(tables: Tables) -> list[str]:
    """Each row is about a call that exists, and a call tries the portal, is rung back and is handed on once at most."""
    findings = []
    for kind in ("portal_visits", "call_backs", "escalations"):
        about = tables.raw(kind)["call"]
        findings += say(~np.isin(about, tables.raw("calls")["call"]), f"{kind} without their call", _named(about))
        if len(np.unique(about)) != len(about):
            findings.append(f"the same call stands in {kind} twice")
    return findings


def _named(about: Array) -> Callable[[int], str]:
    return lambda row: f"call {about[row]}"


def _of(tables: Tables, rows: Rows, column: str) -> Array:
    """A column of the calls that rows are about; NaN where there is no such call."""
    calls = tables.raw("calls")
    known = dict(zip(calls["call"].tolist(), calls[column].tolist(), strict=True))
    return np.array([known.get(each, np.nan) for each in rows["call"].tolist()], dtype=float)


def _self_service(tables: Tables) -> list[str]:
    """Whom the portal helped has not rung, and has no visit; nobody rings before he has left it."""
    rows = tables.raw("portal_visits")
    wrong = out_of_order(_of(tables, rows, "reported"), rows["began"], rows["ended"])
    helped = rows["solved"] & ((_of(tables, rows, "contacts") > 0) | (_of(tables, rows, "remote") != 1))
    contacts = tables.raw("contacts")
    left = dict(zip(rows["call"].tolist(), np.nan_to_num(rows["ended"], nan=np.inf).tolist(), strict=True))
    early = contacts["at"] < np.array([left.get(each, -np.inf) for each in contacts["call"].tolist()], dtype=float)
    return [
        *say(wrong, "moments in the portal are not in order", _named(rows["call"])),
        *say(helped, "a call that the portal solved went on", _named(rows["call"])),
        *say(early, "a customer rang before he had left the portal", _named(contacts["call"])),
    ]


def _call_backs(tables: Tables) -> list[str]:
    """Who is rung back is answered at that moment, and has given up before he asked for it only."""
    rows = tables.raw("call_backs")
    wrong = out_of_order(_of(tables, rows, "reported"), rows["asked"], rows["rung_back"])
    done = ~np.isnan(rows["rung_back"])
    late = (
        done
        & (np.abs(np.nan_to_num(_of(tables, rows, "answered")) - np.nan_to_num(rows["rung_back"])) > CLOSE)
        & ~np.isnan(_of(tables, rows, "answered"))
    )
    contacts = tables.raw("contacts")
    asked = dict(zip(rows["call"].tolist(), rows["asked"].tolist(), strict=True))
    since = np.array([asked.get(each, np.inf) for each in contacts["call"].tolist()], dtype=float)
    vain = (contacts["abandoned"] | contacts["blocked"]) & (contacts["ended"] > since + CLOSE)
    return [
        *say(wrong, "moments of a call-back are not in order", _named(rows["call"])),
        *say(late, "who was rung back was answered at another time", _named(rows["call"])),
        *say(vain, "a caller who was to be rung back gave up", _named(contacts["call"])),
    ]


def off_line(tables: Tables) -> Array:
    """When each contact gave its line free: at its end, or when the caller hung up to be rung back; infinite while it is open."""
    contacts, rows = tables.raw("contacts"), tables.raw("call_backs")
    ended = np.where(np.isnan(contacts["ended"]), np.inf, contacts["ended"])
    asked = dict(zip(rows["call"].tolist(), rows["asked"].tolist(), strict=True))
    hung_up = np.array([asked.get(each, np.inf) for each in contacts["call"].tolist()], dtype=float)
    vain = contacts["abandoned"] | contacts["blocked"]
    return np.where(vain, ended, np.minimum(ended, np.maximum(hung_up, contacts["at"])))


def _escalations(tables: Tables) -> list[str]:
    """Tickets go forward from the end of the conversation to the end of triage, and no more are in work than there are specialists."""
    rows = tables.raw("escalations")
    ended = np.where(np.isnan(rows["ended"]), np.inf, rows["ended"])
    wrong = out_of_order(_of(tables, rows, "answered"), rows["handed_on"], rows["begun"], rows["ended"])
    wrong |= ~np.isnan(rows["ended"]) & (rows["ended"] != _of(tables, rows, "triaged"))
    unsolved = rows["solved"] & (_of(tables, rows, "remote") != 1)
    agents = max(tables.dimension("second_line_hours").get("agents") or [0])
    busy = most_at_once(rows["begun"], ended)
    findings = [
        *say(wrong, "moments of an escalation are not in order", _named(rows["call"])),
        *say(unsolved, "a call that the second line solved went on", _named(rows["call"])),
    ]
    if len(rows) and busy > agents:
        findings.append(f"{busy} escalations were in work at once with {agents} specialists")
    return findings
