"""The audit finds work of before the start that the backlog does not know, or knows otherwise."""

from __future__ import annotations

import pytest
from small_run import SmallRun

from sim.audit.backlog import check


def a_run(backlog: dict[str, float] | None, **values: float | bool) -> SmallRun:
    """A call of two days before the start."""
    run = SmallRun()
    run.call(-48, 4, **{"reported": -48, "answered": float("nan"), "fault_number": 0, "contacts": 0, **values})
    if backlog is not None:
        run.add("backlog", **{"call": 0, "age": 48, **backlog})
    return run


BROKEN = {
    "a call began before the start, and was not open then: call 0": a_run(None),
    "a call that was open at the start is not as old as the backlog says: call 0": a_run({"age": 40}),
    "a call that was open at the start rang, or was solved without a visit: call 0": a_run({}, contacts=1),
    "a call that was open at the start has not waited since it was reported: call 0": a_run({}, technician=40, repair=12),
    "backlog without its call: call 7": a_run({"call": 7}),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_a_fault_is_found(finding: str) -> None:
    assert finding in check(BROKEN[finding].tables())


def test_what_waited_is_fine() -> None:
    assert check(a_run({}).tables()) == []
