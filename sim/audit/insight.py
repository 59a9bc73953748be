"""What customers think follows from what happened to them: points by calls, complaints by the dissatisfied, reviews by complaints."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import EFFECTS, OPINIONS
from sim.results import Array, Rows, Tables, coverage_clocks, read_clocks

ANSWERED, REPEAT_VISIT, DOWNTIME = (OPINIONS.index(each) for each in ("complaint answered", "repeat visit", "downtime"))


def check(tables: Tables) -> list[str]:
    """All findings about customers' minds."""
    if not tables.facts.get("asks_customers"):
        asked = [kind for kind in ("satisfaction", "complaints", "corrective_actions") if len(tables.raw(kind))]
        return [f"there are {kind}, though nobody asks customers" for kind in asked]
    rows, complaints = tables.raw("satisfaction"), tables.raw("complaints")
    by_call = rows["why"] != ANSWERED
    moved = np.where(by_call, points(tables, rows["call"]), tables.facts["restored_by_answer"])
    expected = np.clip(rows["before"] + moved, 0.0, 100.0)

    def customer(row: int) -> str:
        return f"{tables.names('site')[rows['site'][row]]}, call {rows['call'][row]}"

    def complaint(row: int) -> str:
        return f"complaint {complaints['complaint'][row]}"

    losing = rows[by_call & (rows["why"] > 0) & (rows["after"] < tables.facts["dissatisfied_below"])]
    return [
        *say(np.abs(rows["after"] - expected) > CLOSE, "a score did not move as the call says", customer),
        *say(_jumps(tables), "a score moved while nothing happened", customer),
        *say(~np.isin(complaints["call"], losing["call"]), "somebody complained who was not dissatisfied", complaint),
        *say(
            out_of_order(complaints["raised"], complaints["answered"]), "a complaint was answered before it was raised", complaint
        ),
        *say(
            np.isnan(complaints["answered"]) & (complaints["cost"] > 0),
            "a complaint cost money before it was answered",
            complaint,
        ),
        *_reviews(tables),
    ]


def points(tables: Tables, numbers: Array) -> Array:
    """What calls should have cost, or brought, by their numbers: worked out from their records."""
    calls, facts = tables.raw("calls"), tables.facts
    lost = np.zeros(len(calls))
    clocks, offer = tables.once(coverage_clocks), calls["offer"]
    begun = read_clocks(clocks, offer, calls["reported"])
    arrived = np.where(calls["remote"], calls["answered"], calls["arrived"])
    for promise, done in (("response", arrived), ("restoration", calls["restored"])):
        used = read_clocks(clocks, offer, done) - begun
        lost += facts[f"late_{promise}_points"] * (used > tables.by_code("offer", promise)[offer]) * ~calls["lost"]
    lost += facts["repeat_visit_points"] * np.maximum(calls["visits"] - 1, 0)
    down = (calls["effect"] == EFFECTS.index("down")) * (calls["restored"] - calls["fault"])
    lost += facts["downtime_points"] * np.nan_to_num(down)
    order = np.argsort(calls["call"])
    at = order[np.searchsorted(calls["call"], numbers, sorter=order).clip(max=max(len(calls) - 1, 0))] if len(calls) else numbers
    found: Array = np.where(lost[at] > 0, -lost[at], facts["as_expected_points"]) if len(numbers) else np.zeros(0)
    return found


def _jumps(tables: Tables) -> Array:
    """Whether a score is not what drift has made of what it was."""
    rows, facts = tables.raw("satisfaction"), tables.facts
    last: dict[int, tuple[float, float]] = {}
    found = np.zeros(len(rows), dtype=bool)
    for i, row in enumerate(rows):
        score, since = last.get(int(row["site"]), (facts["start_score"], 0.0))
        faded = 1.0 if facts["score_half_life"] is None else 2.0 ** (-(row["at"] - since) / facts["score_half_life"])
        found[i] = abs(facts["neutral_score"] + (score - facts["neutral_score"]) * faded - row["before"]) > CLOSE
        last[int(row["site"])] = float(row["after"]), float(row["at"])
    return found


def _reviews(tables: Tables) -> list[str]:
    """Actions are decided at reviews, each once, and by complaints that there were."""
    decided, complaints = tables.raw("corrective_actions"), tables.raw("complaints")
    spec = tables.dimension("corrective_actions")
    names = list(tables.names("action"))

    def counted(row: Rows) -> int:
        at = spec["action"].index(names[row["action"]])
        modes = [list(tables.names("mode")).index(each) for each in spec["failures"][at].split(", ")]
        told = (complaints["cause"] == OPINIONS.index(spec["cause"][at])) & np.isin(complaints["mode"], modes)
        return int((told & (complaints["raised"] <= row["decided"])).sum())

    every = tables.facts["review_every"] or np.inf
    rhythm = decided["decided"] / every
    short = np.array([not int(row["complaints"]) <= counted(row) for row in decided], dtype=bool)
    few = np.array([row["complaints"] < spec["complaints"][row["action"]] for row in decided], dtype=bool)
    twice = np.array([int((decided["action"] == each).sum()) > 1 for each in decided["action"]], dtype=bool)

    def show(row: int) -> str:
        return str(names[decided["action"][row]])

    return [
        *say(
            (np.abs(rhythm - np.round(rhythm)) * every > CLOSE) | (rhythm < 0.5), "an action was decided without a review", show
        ),
        *say(short | few, "an action was decided on fewer complaints than it takes", show),
        *say(twice, "an action was decided twice", show),
        *say(decided["effective"] < decided["decided"], "an action took effect before it was decided", show),
    ]
