"""What the audit says of tests that nobody went by, and of parts that were replaced for no reason."""

from __future__ import annotations

from typing import Any

from small_run import SmallRun

from sim.audit import diagnostics, parts


def told_after(**values: Any) -> list[str]:
    """A leak that triage took for a jam, and a test from afar named."""
    run = SmallRun()
    run.call(10.0, 20.0, named_mode="pump.leak", triaged=11.0)
    test = {"call": 0, "visit": -1, "test": "remote", "begun": 10.5, "ended": 11.0, "before": "pump.jam", "named": "pump.leak"}
    run.add("tests", **{**test, **values})
    return diagnostics.check(run.tables())


def looked(believed: str = "pump.jam", outcome: str = "wrong diagnosis", at: float = 12.5) -> SmallRun:
    """A visit whose technician took a leak for a jam, and put in a bolt out of his van."""
    run = SmallRun()
    run.dimensions["modes"] = {
        "mode": ["pump.leak", "pump.jam", "pump.maintenance"],
        "asset_type": ["pump"] * 3,
        "reason": ["breakdown", "breakdown", "maintenance"],
    }
    run.call(10.0, named_mode="pump.leak")
    run.add("visits", visit=0, call=0, number=1, dispatched=11.0, arrived=12.0, diagnosed=12.5, left=14.0, outcome=outcome)
    run.add("tests", call=0, visit=0, test="on site", begun=12.0, ended=12.5, before="pump.leak", named="pump.jam")
    run.add("wrong_parts", call=0, visit=0, believed=believed, part="bolt", quantity=1, at=at, source="van")
    return run


def test_a_test_that_nobody_went_by_is_found() -> None:
    assert told_after() == []
    assert told_after(call=3) == ["a test without its call: call 3"]
    assert told_after(named="pump.jam") == ["the work order does not say what the remote test named: call 0"]
    assert told_after(begun=9.0) == ["a remote test is not in a contact: call 0"]


def test_a_finding_that_the_visit_does_not_know_is_found() -> None:
    assert diagnostics.check(looked().tables()) == []
    assert "a test on site and the end of its visit disagree: visit 0" in diagnostics.check(looked(outcome="fixed").tables())
    run = looked()
    run.rows["tests"][0]["named"] = "pump.leak"
    assert "a test on site and the end of its visit disagree: visit 0" in diagnostics.check(run.tables())
    run = looked()
    run.rows["tests"][0]["begun"] = 11.5
    assert diagnostics.check(run.tables()) == ["a test on site is not the diagnosis of its visit: visit 0"]


def test_a_machine_that_fails_in_one_way_only_can_be_misjudged_without_another_fault() -> None:
    """A pump that only leaks: the technician who does not find the leak can take it for nothing else; planned maintenance is no fault."""
    run = looked()
    run.dimensions["modes"]["asset_type"][1] = "press"
    run.rows["tests"][0]["named"] = "pump.leak"
    assert "a test on site and the end of its visit disagree: visit 0" not in diagnostics.check(run.tables())


def test_a_part_replaced_for_another_reason_is_found() -> None:
    other = "a part was replaced for another fault than the technician believed in: call 0"
    assert diagnostics.check(looked(believed="pump.leak").tables()) == [other]
    assert diagnostics.check(looked(at=13.0).tables()) == [other]
    assert "a wrong part repaired a machine: call 0" in diagnostics.check(looked(outcome="fixed").tables())


def test_a_wrong_part_comes_from_a_shelf() -> None:
    run = looked()
    for movement, quantity, left in (("initial", 1, 1), ("issue", -1, 0)):
        run.add("movements", time=12.5, location="van", part="bolt", movement=movement, quantity=quantity, on_hand=left)
    assert parts.check(run.tables()) == []
    run.rows["wrong_parts"][0]["quantity"] = 2
    assert parts.check(run.tables()) == [
        "units that left a shelf are not those that jobs, customers and lower echelons got from it: bolt at van"
    ]
