"""Skills: experience grows by the jobs that are done, courses take the hours they say, and nobody works without his certificate."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import DUTIES, NONE, OUTCOMES
from sim.results import Array, Rows, Tables, duty_clocks

E_LEARNING = DUTIES.index("e-learning")


def check(tables: Tables) -> list[str]:
    """All findings about what technicians learn."""
    return [*_practice(tables), *_training(tables), *_in_idle_time(tables), *_certified(tables), *_posts(tables)]


def _practice(tables: Tables) -> list[str]:
    """Every row belongs to a visit of that technician; jobs grow by no more than those done; factors lie on the curve."""
    rows, visits = tables.raw("practice"), tables.raw("visits")
    if not len(rows):
        return []
    by_visit = np.sort(visits, order="visit")
    found = by_visit[np.minimum(np.searchsorted(by_visit["visit"], rows["visit"]), len(by_visit) - 1)]
    strange = (found["visit"] != rows["visit"]) | (found["technician"] != rows["technician"]) | (found["left"] != rows["at"])
    strange |= (found["outcome"] == 0) != rows["done"]
    rate = tables.by_code("skill", "learning_rate", 1.0)[rows["skill"]]
    floor = tables.by_code("skill", "learning_floor", 0.0)[rows["skill"]]
    curve = np.maximum(floor, rows["job"] ** np.log2(rate))

    def show(row: int) -> str:
        return f"visit {rows['visit'][row]}"

    return [
        *say(strange, "practice is not that of the visit it says", show),
        *say(np.abs(rows["factor"] - curve) > 1e-9, "a job does not take what its learning curve says", show),
        *say(_unearned(tables, rows), "somebody has more experience than he has made", show),
    ]


def _unearned(tables: Tables, rows: Rows) -> Array:
    """Rows that are a later job to the technician than the row before and whether it was done allow, with no course or newcomer in between."""
    order = np.lexsort((rows["at"], rows["skill"], rows["technician"]))
    before, after = rows[order[:-1]], rows[order[1:]]
    same = (before["technician"] == after["technician"]) & (before["skill"] == after["skill"])
    wrong = np.zeros(len(rows), dtype=bool)
    wrong[order[1:]] = same & (after["job"] > before["job"] + before["done"] + 1e-9)
    courses, turnover = tables.raw("training"), tables.raw("turnover")
    taught = np.array([list(tables.names("skill")).index(each) for each in tables.labels_by_code("course", "skill")] + [NONE])
    for place in np.flatnonzero(wrong[order[1:]]):
        one, since, until = after[place], before[place]["at"], after[place]["at"]
        shows = courses["shows"][(courses["technician"] == one["technician"]) & (taught[courses["course"]] == one["skill"])]
        joined = turnover["joined"][turnover["technician"] == one["technician"]]
        gained = np.concatenate([shows, joined])
        wrong[order[place + 1]] = not ((gained >= since) & (gained <= until)).any()
    return wrong


def _training(tables: Tables) -> list[str]:
    """Courses go forward, and the hours that they take are those in the attendance."""
    rows, attendance = tables.raw("training"), tables.raw("attendance")
    in_course = attendance[np.isin(attendance["duty"], [DUTIES.index("training"), E_LEARNING])]
    technicians = len(tables.names("technician"))
    taken = np.bincount(rows["technician"], weights=rows["hours"], minlength=technicians)
    present = np.bincount(in_course["technician"], weights=in_course["end"] - in_course["begin"], minlength=technicians)
    lasts = tables.by_code("course", "lasts")[rows["course"]]
    wrong = out_of_order(rows["begin"], rows["end"], rows["shows"])
    wrong |= ~np.isnan(rows["end"]) & (np.abs(rows["hours"] - lasts) > CLOSE)
    names = tables.names("technician")
    return [
        *say(wrong, "a course is not as long as it says, or shows before it ends", lambda row: f"row {row}"),
        *say(np.abs(taken - present) > CLOSE, "hours in courses are not those of the attendance", lambda row: names[row]),
    ]


def _in_idle_time(tables: Tables) -> list[str]:
    """Nobody is on a visit and at e-learning at once."""
    visits, learns = tables.raw("visits"), duty_clocks(tables, E_LEARNING)
    until = np.where(np.isnan(visits["left"]), tables.horizon, visits["left"])
    both = np.zeros(len(visits))
    for technician, clock in learns.items():
        rows = visits["technician"] == technician
        both[rows] = clock.read(until[rows]) - clock.read(visits["dispatched"][rows])
    return say(both > CLOSE, "somebody learnt while he was on a visit", lambda row: f"visit {visits['visit'][row]}")


def _certified(tables: Tables) -> list[str]:
    """Who completes work that wants a certificate had a valid one when he was sent, or when he found the fault."""
    wanted, names = ~np.isnan(tables.by_code("skill", "certificate")), list(tables.names("skill"))
    if not wanted.any():
        return []
    skill_of_mode = np.array(
        [names.index(each) if each in names else NONE for each in tables.labels_by_code("mode", "skill")] + [NONE]
    )
    calls, visits, changes = np.sort(tables.raw("calls"), order="call"), tables.raw("visits"), tables.raw("qualifications")
    rows = np.flatnonzero(visits["outcome"] == OUTCOMES.index("fixed"))
    skill = skill_of_mode[calls["mode"][np.searchsorted(calls["call"], visits["call"][rows])]]
    barred = np.zeros(len(visits), dtype=bool)
    for code in np.flatnonzero(wanted[:-1]):
        for technician in np.unique(visits["technician"]):
            mine = rows[(skill == code) & (visits["technician"][rows] == technician)]
            own = changes[(changes["skill"] == code) & (changes["technician"] == technician)]
            valid = np.concatenate([[False], own["certified"] & (own["level"] > 0)])
            held = [valid[np.searchsorted(own["time"], visits[when][mine], side="right")] for when in ("dispatched", "diagnosed")]
            just_before = valid[np.searchsorted(own["time"], visits["dispatched"][mine], side="left")]
            barred[mine] = ~(held[0] | held[1] | just_before)
    return say(barred, "a job was done without a valid certificate", lambda row: f"visit {visits['visit'][row]}")


def _posts(tables: Tables) -> list[str]:
    """Who leaves is followed later, by one at a time."""
    rows = np.sort(tables.raw("turnover"), order=["technician", "left"])
    before, after = rows[:-1], rows[1:]
    early = (before["technician"] == after["technician"]) & ~(before["joined"] <= after["left"])
    return [
        *say(rows["joined"] < rows["left"], "somebody came before the other left", lambda row: f"row {row}"),
        *say(early, "somebody left who had not come", lambda row: f"row {row + 1}"),
    ]
