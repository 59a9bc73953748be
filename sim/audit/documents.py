"""Technical documentation: it covers what is on record, and whoever finds his answer there does what the records say."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import out_of_order, say
from sim.records import EDITS, NONE
from sim.results import Array, Tables
from sim.units import HOURS_PER_YEAR

ROUNDING = 1e-12
"""By how much a coverage worked out twice may differ."""


def check(tables: Tables) -> list[str]:
    """All findings about documents."""
    if not tables.dimension("documents").get("document"):
        kinds = ("lookups", "answers", "writing")
        return [f"there are {kind}, and no documents" for kind in kinds if len(tables.raw(kind))]
    return [*_answers(tables), *_lookups(tables), *_alone(tables), *_writing(tables)]


def _left(tables: Tables, document: Array, hours: Array) -> Array:
    """What is left of a coverage after some hours."""
    decay = tables.by_code("document", "decay", 0.0) / HOURS_PER_YEAR
    left: Array = np.exp(-decay[document] * hours)
    return left


def _answers(tables: Tables) -> list[str]:
    """What is covered goes out of date at its rate, rises to what a revision aims at, and by what each write-up adds."""
    rows = tables.raw("answers")
    rows = rows[np.argsort(rows["mode"], kind="stable")]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = rows["mode"][1:] != rows["mode"][:-1]
    before = np.roll(rows["coverage"], 1) * _left(tables, rows["document"], rows["at"] - np.roll(rows["at"], 1))
    aim = tables.by_code("document", "revised_to")[rows["document"]]
    more = np.minimum(before + tables.by_code("document", "feedback")[rows["document"]], 1.0)
    expected = np.select([rows["edit"] == EDITS.index("revision"), rows["edit"] == EDITS.index("feedback")], [aim, more], np.nan)
    wrong = ~first & ~(np.abs(rows["coverage"] - expected) <= ROUNDING)
    wrong |= first & ((rows["edit"] != EDITS.index("initial")) | (rows["at"] != 0.0))
    wrong |= ~first & (rows["coverage"] < before - ROUNDING)
    wrong |= ~((rows["coverage"] >= 0.0) & (rows["coverage"] <= 1.0))
    return say(wrong, "a document covers what nobody wrote", lambda row: f"{tables.names('mode')[rows['mode'][row]]}")


def _lookups(tables: Tables) -> list[str]:
    """Each fault that was reported, or solved without, was looked up once at the coverage of its moment."""
    lookups, calls, answers = tables.raw("lookups"), tables.raw("calls"), tables.raw("answers")

    def show(row: int) -> str:
        return f"call {lookups['call'][row]}"

    place = {int(number): row for row, number in enumerate(calls["call"])}
    row = np.array([place.get(int(number), NONE) for number in lookups["call"]], dtype=np.int64)
    stray = (row == NONE) | (np.unique(lookups["call"], return_index=True, return_inverse=True)[1].size != len(lookups))
    findings = say(stray, "a look-up has no call, or its call two look-ups", show)
    if findings:
        return findings
    mode = calls["mode"][row]
    documented = np.isin(calls["mode"], answers["mode"])
    missing = documented & ~np.isnan(calls["reported"]) & ~np.isin(calls["call"], lookups["call"])
    findings += say(missing, "a fault of a documented mode was not looked up", lambda row: f"call {calls['call'][row]}")
    least, most = np.full(len(lookups), np.nan), np.full(len(lookups), np.nan)
    for code in np.unique(mode):
        own, asked = answers[answers["mode"] == code], np.flatnonzero(mode == code)
        for found, side in ((least, "left"), (most, "right")):  # before and after what was written at that very moment
            at = np.maximum(np.searchsorted(own["at"], lookups["at"][asked], side=side) - 1, 0)  # type: ignore[call-overload]
            hours = lookups["at"][asked] - own["at"][at]
            found[asked] = own["coverage"][at] * _left(tables, own["document"][at], hours)
    wrong = ~((lookups["coverage"] >= least - ROUNDING) & (lookups["coverage"] <= most + ROUNDING))
    return findings + say(wrong, "a fault was looked up at a coverage that the document did not have", show)


def _alone(tables: Tables) -> list[str]:
    """Who solved his fault himself had an answer, and rang nobody."""
    lookups, calls = tables.raw("lookups"), tables.raw("calls")
    alone = np.isin(calls["call"], lookups["call"][lookups["self_service"]])
    busy = (calls["contacts"] > 0) | (calls["visits"] > 0) | calls["remote"] | calls["lost"] | ~np.isnan(calls["reported"])
    return [
        *say(
            lookups["self_service"] & ~lookups["covered"],
            "a customer solved a fault without an answer",
            lambda row: f"call {lookups['call'][row]}",
        ),
        *say(alone & busy, "a customer solved a fault himself and rang", lambda row: f"call {calls['call'][row]}"),
    ]


def _writing(tables: Tables) -> list[str]:
    """Authors' work goes forward, and each fault written up was closed by a visit without an answer."""
    writing, lookups, calls = tables.raw("writing"), tables.raw("lookups"), tables.raw("calls")
    wrong = out_of_order(writing["begun"], writing["published"]) | (writing["hours"] < 0.0)
    findings = say(wrong, "authors' work does not go forward", lambda row: f"row {row}")
    visited = calls["call"][(calls["visits"] > 0) & ~np.isnan(calls["restored"])]
    unanswered = np.intersect1d(visited, lookups["call"][~lookups["covered"]])
    told = writing["call"] != NONE
    learnt = told & ~np.isin(writing["call"], unanswered)
    findings += say(learnt, "a fault was written up that taught nothing", lambda row: f"call {writing['call'][row]}")
    edits = int((tables.raw("answers")["edit"] == EDITS.index("feedback")).sum())
    if edits != int(told.sum()):
        findings.append(f"{int(told.sum())} faults were written up, and {edits} answers gained by it")
    return findings
