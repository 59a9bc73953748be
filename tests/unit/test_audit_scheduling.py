"""The audit finds doors and appointments that do not belong to any visit, and visits behind closed doors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from small_run import SmallRun

from sim.audit.scheduling import check


def a_visit(**values: object) -> SmallRun:
    """A call with one visit from 10 to 14 h, there at 11; the plant is open until noon of the first day."""
    run = SmallRun()
    run.dimensions["sites"]["access"] = ["first morning", "always"]
    run.dimensions["hours"] = {"hours": ["first morning"], "begin": [0.0], "end": [12.0]}
    run.call(9, 14)
    visit = {"dispatched": 10, "arrived": 11, "diagnosed": 12, "left": 14, "waiting": 0.5, "outcome": "fixed", **values}
    run.add("visits", visit=0, call=0, number=1, technician="anna", site="plant", asked=9, **visit)
    return run


def door(**values: object) -> Callable[[], SmallRun]:
    def broken() -> SmallRun:
        run = a_visit()
        run.add("doors", **{"visit": 0, "call": 0, "since": 11, "waited": 0.5, "let_in": True, **values})
        return run

    return broken


def window(**values: object) -> Callable[[], SmallRun]:
    def broken() -> SmallRun:
        run = a_visit()
        run.add("appointments", **{"call": 0, "booked": 9, "begin": 10, "end": 12, "arrived": 11, **values})
        return run

    return broken


def held() -> SmallRun:
    run = a_visit()
    run.add("held_back", call=0, asked=9, withdrawn=15)
    return run


BROKEN = {
    "a technician waited at a door outside his visit: visit 0": door(waited=0.75),
    "doors without their visit: visit 7": door(visit=7),
    "a visit without access stood at no door: visit 0": lambda: a_visit(outcome="no access"),
    "a technician went in while the site was closed: visit 0": lambda: a_visit(arrived=12.5, diagnosed=13),
    "work was held back outside its call: call 0": held,
    "an appointment was booked after it began, or ends before it begins: call 0": window(booked=11),
    "somebody came to an appointment who made no visit: call 0": window(arrived=10.5),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_a_fault_is_found(finding: str) -> None:
    assert check(BROKEN[finding]().tables()) == [finding]


@pytest.mark.parametrize("fine", [door(), window(), a_visit])
def test_nothing_is_found_where_all_is_well(fine: Callable[[], SmallRun]) -> None:
    assert check(fine().tables()) == []
