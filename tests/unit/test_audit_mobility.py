"""What the audit says of runs in which somebody knows what nobody has reported."""

from __future__ import annotations

from typing import Any

import pytest
from small_run import SmallRun

from sim.audit import mobility


def reported_run() -> SmallRun:
    """Two visits to one call, reported a day later; a core and an invoice that waited for it."""
    run = SmallRun(reports_late=True)
    run.call(50.0, 90.0)
    run.add("visits", visit=0, call=0, technician="anna", left=60.0)
    run.add("visits", visit=1, call=0, technician="bert", left=90.0)
    run.add("reports", visit=0, call=0, technician="anna", written=60.0, received=84.0)
    run.add("reports", visit=1, call=0, technician="bert", written=90.0, received=114.0)
    run.add("cores", core=0, call=0, part="seal", removed=59.0, received=85.0)
    run.add("cores", core=1, call=0, part="seal", removed=90.0, received=115.0)
    run.add("cores", core=2, call=0, part="seal", removed=90.0, disposition="local repair")
    run.add("invoices", invoice=0, call=0, closed=90.0, sent=114.0)
    run.add("trips", technician="bert", begin=55.0, hours=2.0, km=80.0, trip="turned round")
    run.add("drives_broken_off", call=0, technician="bert", asked=54.0, begun=55.0, turned=57.0)
    return run


def test_a_sound_run_passes() -> None:
    assert mobility.check(reported_run().tables()) == []
    assert mobility.check(SmallRun().tables()) == []


@pytest.mark.parametrize(
    ("table", "row", "values", "finding"),
    [
        ("reports", 0, {"visit": 7}, "not every visit that is over was reported once"),
        ("reports", 0, {"technician": "bert"}, "a report and its visit do not agree: report of visit 0"),
        ("reports", 0, {"received": 59.0}, "a report was in before the visit was over: report of visit 0"),
        ("reports", 1, {"received": 300.0}, "a report came in after the horizon: report of visit 1"),
        ("cores", 0, {"received": 83.0}, "a core was received that no report had told of: core 0"),
        ("cores", 1, {"received": 113.0}, "a core was received that no report had told of: core 1"),
        ("invoices", 0, {"sent": 113.0}, "an invoice left before its visits were reported: invoice 0"),
        ("trips", 0, {"trip": "home"}, "not every drive that was broken off is a trip"),
        ("trips", 0, {"hours": 1.0}, "a drive that was broken off and its trip do not agree: call 0"),
        ("drives_broken_off", 0, {"technician": "anna"}, "a drive that was broken off and its trip do not agree: call 0"),
    ],
)
def test_every_fault_is_found(table: str, row: int, values: dict[str, Any], finding: str) -> None:
    run = reported_run()
    run.rows[table][row].update(values)
    assert finding in mobility.check(run.tables())


def test_visits_that_end_at_one_moment_are_not_told_apart() -> None:
    """Two visits that are over at once: the core may be of the one whose report is in first, and of no other that came later."""
    run = reported_run()
    for table, row, values in (("visits", 0, {"left": 90.0}), ("reports", 0, {"written": 90.0, "received": 130.0})):
        run.rows[table][row].update(values)
    run.rows["cores"][0].update(removed=90.0, received=115.0)
    told = "a core was received that no report had told of: core 0"
    assert told not in mobility.check(run.tables())
    run.rows["cores"][0]["received"] = 113.0
    assert told in mobility.check(run.tables())


def test_nobody_reports_where_nobody_waits() -> None:
    run = reported_run()
    run.facts["reports_late"] = False
    assert mobility.check(run.tables()) == ["there are reports though nobody waits for them"]
