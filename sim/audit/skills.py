"""Skills: experience grows by the jobs that are done, one by one, and the curve is the one stated."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.results import Array, Rows, Tables


def check(tables: Tables) -> list[str]:
    """All findings about what technicians learn."""
    return _practice(tables)


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
        *say(_unearned(rows), "somebody has more experience than he has made", show),
    ]


def _unearned(rows: Rows) -> Array:
    """Rows that are a later job to the technician than the row before, and whether it was done, allow; from visit to visit."""
    order = np.lexsort((rows["at"], rows["skill"], rows["technician"]))
    sorted_rows = rows[order]
    before, after = sorted_rows[:-1], sorted_rows[1:]
    same = (before["technician"] == after["technician"]) & (before["skill"] == after["skill"])
    wrong = np.zeros(len(rows), dtype=bool)
    wrong[order[1:]] = same & (after["job"] > before["job"] + before["done"] + 1e-9)
    return wrong
