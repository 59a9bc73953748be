"""Facts about the service desk, its portal, and the documents that answer in its place."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

DESK: dict[str, tuple[Column, ...]] = {
    # One row per contact with the service desk.
    "contacts": columns(
        ("call", "id", "call it is about"),
        ("at", "time", "the customer rang"),
        ("answered", "time", "an agent answered; empty when abandoned or still waiting"),
        ("ended", "time", "the contact ended; empty while open"),
        ("abandoned", "flag", "the customer lost patience"),
        ("blocked", "flag", "all lines were taken"),
    ),
    # One row per caller who hung up to be rung back, written when he is, or at the horizon as open.
    "call_backs": columns(
        ("call", "id", "call it is about"),
        ("asked", "time", "the customer hung up: he had waited long enough, or the desk was closed"),
        ("rung_back", "time", "an agent rang him; empty while open"),
    ),
    # One row per call that the hotline handed on to its second line, written when that ends, or at the horizon as open.
    "escalations": columns(
        ("call", "id", "call it is about"),
        ("handed_on", "time", "the hotline ended"),
        ("begun", "time", "a specialist took it up; empty while it waits"),
        ("ended", "time", "he ended: work order written, or solved remotely; empty while open"),
        ("solved", "flag", "solved remotely"),
    ),
    # One row per customer who tried the portal.
    "portal_visits": columns(
        ("call", "id", "call it is about"),
        ("began", "time", "when"),
        ("ended", "time", "he left the portal; empty while open"),
        ("solved", "flag", "the portal solved it; else he rang"),
    ),
    # One row per fault of a failure mode that a document is about, when the customer would ring.
    "lookups": columns(
        ("call", "id", "call it is about"),
        ("document", "code:document", "where the answer may stand"),
        ("at", "time", "when"),
        ("coverage", "number", "share of the mode's faults that the document answered then"),
        ("covered", "flag", "it answers this one"),
        ("self_service", "flag", "the customer solves it himself and never rings"),
    ),
    # One row per rise of what a document covers of a failure mode; in between answers go out of date.
    "answers": columns(
        ("at", "time", "when"),
        ("document", "code:document", "which"),
        ("mode", "code:mode", "failure mode"),
        ("edit", "code:edit", "why"),
        ("coverage", "number", "share of the mode's faults that it answers from then on"),
    ),
    # One row per piece of authors' work.
    "writing": columns(
        ("document", "code:document", "what is written"),
        ("call", "id", "call that is written up; −1 for a revision of the whole document"),
        ("begun", "time", "when"),
        ("published", "time", "readers have it; empty while they have not"),
        ("hours", "hours", "authors' hours"),
    ),
}
