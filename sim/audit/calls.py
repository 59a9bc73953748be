"""Time and completeness: stages add up, moments follow one another, and every record belongs to another."""

from __future__ import annotations

import numpy as np

from sim.audit.backlog import ages
from sim.audit.findings import CLOSE, most_at_once, out_of_order, say
from sim.audit.support import off_line
from sim.field_work import field_work
from sim.records import DISPOSITIONS, MISS_CAUSES, NONE, OUTCOMES, STAGES
from sim.results import Array, Tables

FIXED = OUTCOMES.index("fixed")
HANDS_ON = ("diagnosis", "repair", "rework")
_WAY = ("removed", "received", "inspection_start", "inspected", "shop_start", "shop_end", "ended")
"""Moments of a core in their order."""


def check(tables: Tables) -> list[str]:
    """All findings about calls and what belongs to them."""
    return [
        *_times(tables),
        *_stages(tables),
        *_first_visits(tables),
        *_belonging(tables),
        *_same_hours(tables),
        *_desk(tables),
        *_cores(tables),
    ]


def _times(tables: Tables) -> list[str]:
    """Moments lie within the run and in their order."""
    calls = tables.raw("calls")

    def show(row: int) -> str:
        return f"call {calls['call'][row]}"

    ordered = out_of_order(
        *(calls[moment] for moment in ("fault", "reported", "answered", "triaged", "dispatched", "arrived", "restored"))
    )
    outside = (calls["fault"] + tables.once(ages) < 0) | (calls["fault"] > tables.horizon) | (calls["restored"] > tables.horizon)
    order = np.lexsort((calls["fault"], calls["mode"], calls["asset"]))
    before, after = order[:-1], order[1:]
    same = (calls["asset"][before] == calls["asset"][after]) & (calls["mode"][before] == calls["mode"][after])
    breakdown = (calls["reason"][after] == 0) & ~tables.holds("mode", "requests")[calls["mode"][after]]
    ended = np.where(np.isnan(calls["restored"][before]), np.inf, calls["restored"][before])
    overlapping = np.zeros(len(calls), dtype=bool)
    overlapping[after[same & breakdown & (calls["fault"][after] < ended)]] = True
    return [
        *say(ordered, "moments of a call are not in order", show),
        *say(outside, "a call lies outside the run", show),
        *say(overlapping, "an asset failed again in a mode that was not restored yet", show),
    ]


def _stages(tables: Tables) -> list[str]:
    """The waterfall of a closed call adds up to fault -> restored, to the last bit."""
    calls = tables.raw("calls")
    total = sum((calls[stage] for stage in STAGES), np.zeros(len(calls)))
    lasted = calls["restored"] - calls["fault"]
    wrong = ~np.isnan(lasted) & (total != lasted)
    negative = np.any([calls[stage] < 0 for stage in STAGES], axis=0)
    return [
        *say(
            wrong,
            "stages do not add up to fault -> restored",
            lambda row: f"call {calls['call'][row]}: {total[row]:.6f} h of {lasted[row]:.6f} h",
        ),
        *say(negative, "a stage is negative", lambda row: f"call {calls['call'][row]}"),
    ]


def _first_visits(tables: Tables) -> list[str]:
    """A visited closed call was fixed by the first visit or has exactly one miss cause, and both agree with its visits."""
    calls, visits = tables.raw("calls"), tables.once(field_work)
    repeat = MISS_CAUSES.index("repeat fault")

    def show(row: int) -> str:
        return f"call {calls['call'][row]}"

    done = ~np.isnan(calls["restored"]) & (calls["visits"] > 0)
    first = calls["fixed_first_visit"]
    unexplained = done & ((first & (calls["miss"] >= 0)) | (~first & (calls["miss"] < 0)) | (calls["miss"] == repeat))
    wrong = done & (first != (calls["visits"] == 1))
    remote = (calls["remote"] | calls["lost"]) & (calls["visits"] > 0)
    lost = calls["lost"] & (calls["remote"] | np.isnan(calls["restored"]) | ~np.isnan(calls["answered"]))
    outcome = np.full(len(calls), -1)
    row = _rows_of(tables, visits.call)
    opening = (visits.number == 1) & (row >= 0)
    outcome[row[opening]] = visits.outcome[opening]
    disagree = done & (outcome > FIXED) & (calls["miss"] >= 0)
    disagree[disagree] = [MISS_CAUSES[calls["miss"][at]] != OUTCOMES[outcome[at]] for at in np.flatnonzero(disagree)]
    return [
        *say(unexplained, "a miss needs exactly one cause, and a fix none", show),
        *say(wrong, "fixed_first_visit and the number of visits contradict each other", show),
        *say(remote, "a call solved remotely or lost has visits", show),
        *say(lost, "a lost call was answered, or is open", show),
        *say(disagree, "the miss cause is not the outcome of the first visit", show),
    ]


def _rows_of(tables: Tables, numbers: Array) -> Array:
    """Row in the calls table of each call number; −1 where there is none."""
    known = tables.raw("calls")["call"]
    if not len(known):
        return np.full(len(numbers), -1)
    order = np.argsort(known)
    at = np.minimum(np.searchsorted(known, numbers, sorter=order), len(known) - 1)
    return np.where(known[order[at]] == numbers, order[at], -1)


def _belonging(tables: Tables) -> list[str]:
    """Numbers are unique, every record points to one that exists, and counts agree."""
    calls, visits, demands, contacts = (tables.raw(kind) for kind in ("calls", "visits", "demands", "contacts"))
    findings = []
    for kind, number in (
        ("calls", "call"),
        ("visits", "visit"),
        ("partner_visits", "visit"),
        ("orders", "order"),
        ("cores", "core"),
    ):
        numbers = tables.raw(kind)[number]
        if len(np.unique(numbers)) != len(numbers):
            findings.append(f"the same {number} stands in {kind} twice")
    for kind in ("visits", "partner_visits", "partner_parts", "demands", "cores", "contacts"):
        rows = tables.raw(kind)
        lost = _rows_of(tables, rows["call"]) < 0
        findings += say(lost, f"{kind} without their call", lambda row, rows=rows: f"call {rows['call'][row]}")  # type: ignore[misc]
    stray = ~np.isin(demands["visit"], visits["visit"]) & (demands["visit"] != NONE)
    findings += say(stray, "demands without their visit", lambda row: f"visit {demands['visit'][row]}")
    for kind, of, column in (("visits", tables.once(field_work).call, "visits"), ("contacts", contacts["call"], "contacts")):
        at = _rows_of(tables, of)
        count = np.bincount(at[at >= 0], minlength=len(calls))
        wrong = count != calls[column]
        if kind == "contacts":  # who rang while the desk was closed and never came through has no row yet
            wrong &= ~(np.isnan(calls["answered"]) & (count == calls[column] - 1))
            wrong &= bool(tables.facts.get("has_desk"))
        findings += say(
            wrong,
            f"a call and its {kind} disagree on their number",
            lambda row, count=count, column=column: f"call {calls['call'][row]}: {calls[column][row]} counted, {count[row]} rows",  # type: ignore[misc]
        )
    return findings


def _same_hours(tables: Tables) -> list[str]:
    """The hours of a call's stages are those of its visits."""
    calls, visits = tables.raw("calls"), tables.once(field_work)
    at = _rows_of(tables, visits.call)
    kept = at >= 0
    closed = ~np.isnan(calls["restored"])
    findings = []
    held, broken_off = tables.raw("held_back"), tables.raw("drives_broken_off")
    in_vain = _rows_of(tables, np.concatenate([held["call"], broken_off["call"]]))
    hours = np.concatenate([held["withdrawn"] - held["asked"], broken_off["turned"] - broken_off["asked"]])
    in_vain_hours = np.bincount(in_vain[in_vain >= 0], hours[in_vain >= 0], len(calls))
    in_vain_hours = in_vain_hours + tables.once(ages)  # before the start nobody was asked
    for stages, hours, words in (
        (("technician",), visits.begin - visits.asked, "waiting for a technician"),
        (("travel",), visits.travel, "travel"),
        (HANDS_ON, visits.work, "hands-on work"),
    ):
        of_visits = np.bincount(at[kept], weights=hours[kept], minlength=len(calls))
        of_stages = sum((calls[stage] for stage in stages), np.zeros(len(calls)))
        if stages == ("technician",):
            of_visits = of_visits + in_vain_hours
        wrong = closed & (np.abs(of_visits - of_stages) > CLOSE)
        findings += say(
            wrong, f"a call and its visits disagree on the hours of {words}", lambda row: f"call {calls['call'][row]}"
        )
    waited = np.bincount(at[kept], weights=visits.waiting[kept], minlength=len(calls))
    doors = tables.raw("doors")
    outside = _rows_of(tables, doors["call"])
    waited -= np.bincount(outside[outside >= 0], doors["waited"][outside >= 0], len(calls))
    short = closed & (waited > calls["parts"] + CLOSE)
    return findings + say(
        short, "technicians waited longer for parts than their call did", lambda row: f"call {calls['call'][row]}"
    )


def _desk(tables: Tables) -> list[str]:
    """Contacts run forward, and no more are answered at a time than there are agents, nor more callers than lines."""
    contacts = tables.raw("contacts")
    findings = say(
        out_of_order(contacts["at"], contacts["answered"], contacts["ended"]),
        "moments of a contact are not in order",
        lambda row: f"call {contacts['call'][row]}",
    )
    agents = max(tables.dimension("desk_hours").get("agents") or [0])
    busy = most_at_once(contacts["answered"], np.where(np.isnan(contacts["ended"]), np.inf, contacts["ended"]))
    if len(contacts) and busy > agents:
        findings.append(f"{busy} contacts were answered at once by {agents} agents")
    vain = (contacts["abandoned"] | contacts["blocked"]) & ~np.isnan(contacts["answered"])
    findings += say(vain, "a contact was answered and in vain", lambda row: f"call {contacts['call'][row]}")
    lines = (tables.dimension("desk_hours").get("lines") or [None])[0]
    taken = most_at_once(contacts["at"], off_line(tables))
    if lines is not None and taken > lines:
        findings.append(f"{taken} callers were on {lines} lines at once")
    return findings


def _cores(tables: Tables) -> list[str]:
    """Cores go forward in time, local repairs go nowhere, and inspectors and benches have one core each."""
    cores = tables.raw("cores")
    findings = say(
        out_of_order(*(cores[moment] for moment in _WAY)),
        "moments of a core are not in order",
        lambda row: f"core {cores['core'][row]}",
    )
    shelved = ~np.isnan(cores["ended"]) & (cores["good"] != (cores["location"] >= 0))
    findings += say(shelved, "a good core went to no shelf, or a bad one to a shelf", lambda row: f"core {cores['core'][row]}")
    elsewhere = _WAY[1:-1]
    travelled = ~np.isnan([cores[moment] for moment in elsewhere]).all(axis=0)
    findings += say(
        travelled & (cores["disposition"] == DISPOSITIONS.index("local repair")),
        "a local repair was received, inspected or in the shop",
        lambda row: f"core {cores['core'][row]}",
    )
    wrong = (cores["repairs"] > 0) == np.isnan(cores["shop_start"])
    wrong |= (cores["testing"] < 0) | (cores["testing"] > cores["shop_end"] - cores["shop_start"])
    findings += say(
        wrong, "a core's repairs and tests are not those of its time in the shop", lambda row: f"core {cores['core'][row]}"
    )
    inspectors = tables.facts.get("inspectors")
    busy = most_at_once(cores["inspection_start"], np.where(np.isnan(cores["inspected"]), np.inf, cores["inspected"]))
    if inspectors is not None and busy > inspectors:
        findings.append(f"{busy} cores were inspected at once by {inspectors} inspectors")
    return findings + (_stays(tables) if tables.facts.get("shop_stays") else _benches(tables))


def _stays(tables: Tables) -> list[str]:
    """Stays in shops follow one another, add up to what the cores say, and no shop has more cores on its benches than it has benches."""
    stays, cores = tables.raw("repairs"), tables.raw("cores")
    stays = stays[np.lexsort((stays["step"], stays["core"]))]
    before = np.roll(stays["core"], 1) == stays["core"]
    before[:1] = False
    left = np.roll(stays["ended"], 1)
    travels = tables.holds("shop", "travels")[stays["shop"]]
    follows = np.where(travels, stays["came"] >= left, stays["came"] == left) & np.roll(stays["good"], 1)
    wrong = out_of_order(stays["came"], stays["begun"], stays["ended"]) | (stays["on_bench"] < 0) | (stays["testing"] < 0)
    wrong |= np.where(before, ~follows, stays["step"] != 1)
    wrong |= stays["good"] & np.isnan(stays["ended"])
    wrong |= (
        stays["on_bench"] + stays["testing"]
        > np.where(np.isnan(stays["ended"]), tables.horizon, stays["ended"]) - stays["came"] + CLOSE
    )
    findings = say(wrong, "stays of a core in shops do not follow one another", lambda row: f"core {stays['core'][row]}")
    for column in ("repairs", "testing"):
        total = np.bincount(stays["core"], weights=stays[column], minlength=len(cores))[cores["core"]]
        findings += say(
            np.abs(total - cores[column]) > CLOSE,
            f"{column} in the shops are not the core's",
            lambda row: f"core {cores['core'][row]}",
        )
    off = stays["begun"] + np.where(stays["repairs"] == 1, stays["on_bench"], 0.0)
    for code, benches in enumerate(tables.by_code("shop", "benches")[:-1]):
        here = stays["shop"] == code
        busy = most_at_once(stays["begun"][here], off[here])
        if busy > benches:
            findings.append(f"{busy} cores were on {benches:.0f} benches of {tables.names('shop')[code]} at once")
    return findings


def _benches(tables: Tables) -> list[str]:
    """Benches hold one core each; seen at those that were repaired once, and have been tested after it if they are."""
    cores = tables.raw("cores")
    benches = int(tables.facts.get("shop_benches") or 0)
    still = cores["shop_start"] if tables.facts.get("shop_tests") else np.full(len(cores), np.inf)
    left = np.where(np.isnan(cores["shop_end"]), still, cores["shop_end"] - cores["testing"])
    busy = most_at_once(cores["shop_start"], np.where(cores["repairs"] == 1, left, cores["shop_start"]))
    return [f"{busy} cores were on {benches} benches at once"] if busy > benches else []
