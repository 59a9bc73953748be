"""Limits on overtime and the price of call-outs, worked out by hand; nobody drives for long, and every job takes 5 hours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_run import SmallRun

from sim.audit import audit
from sim.audit.overtime import check
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.load import from_mapping

RULES = [
    "first_come_first_served",
    "earliest_due",
    "least_slack",
    "priority_class",
    "preferred",
    "nearest",
    "parts_aware",
    "skill_best",
    "joint_assignment",
    {"rule": "route_plan"},
    {"rule": "route_plan", "replan": "never"},
]


def run(times: list[float], rule: Any = "first_come_first_served", priority: int = 3, **anna: Any) -> Tables:
    """A machine each fails at these hours, from Monday on; anna works from 8 to 17 unless told otherwise."""
    kinds = {
        f"pump{i}": {
            "failures": {
                "stop": {"law": {"empirical": {"times": [f"{at} h"], "clock": "calendar"}}, "repair": "5 h", "priority": priority}
            }
        }
        for i, at in enumerate(times)
    }
    tree = {
        "horizon": "36 h",
        "start": "2026-01-05",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": kinds,
        "sites": {"plant": {"at": [50.0, 8.0], "assets": dict.fromkeys(kinds, 1)}},
        "technicians": {"anna": {"home": "depot", "hours": "mon-fri 08:00-17:00", **anna}},
        "dispatch": rule,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def sent(tables: Tables) -> list[float]:
    """When somebody was sent to the first fault of each machine."""
    first = tables.raw("calls")
    first = first["call"][first["fault_number"] == 1]
    return [float(each["dispatched"]) for each in tables.raw("visits") if each["call"] in first]


@pytest.mark.parametrize("rule", RULES[:-1], ids=str)
def test_no_rule_sends_anybody_beyond_the_limit(rule: Any) -> None:
    """At 13 one more job would last until 18: with half an hour of overtime it waits for Tuesday, with two hours it does not."""
    tomorrow, today = (run([8, 9], rule, overtime_limit=limit) for limit in ("30 min", "2 h"))
    assert [at // 24 for at in sent(tomorrow)] == [0, 1]
    assert [at // 24 for at in sent(today)] == [0, 0]
    assert max(tomorrow.raw("visits")["overtime"]) == 0 < max(today.raw("visits")["overtime"]) <= 1.5


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_who_is_free_is_not_sent_too_late_either(rule: Any) -> None:
    """A call at 14 finds him free, and would last until 19."""
    assert sent(run([14], rule, overtime_limit="1 h"))[0] == pytest.approx(32, abs=0.3)


def test_he_is_sent_to_a_shorter_job_further_down_the_queue() -> None:
    """At 13 the 5-hour job would last too long; the 1-hour job behind it goes."""
    tree: dict[str, Any] = {"overtime_limit": "0 h"}
    assert sent(run([8, 9], **tree)) == [8, 32]
    kinds = {
        name: {"failures": {"stop": {"law": {"empirical": {"times": [at], "clock": "calendar"}}, "repair": takes}}}
        for name, at, takes in (("a", "8 h", "5 h"), ("b", "9 h", "5 h"), ("c", "10 h", "1 h"))
    }
    scenario = {
        "horizon": "36 h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": kinds,
        "sites": {"plant": {"at": [50.0, 8.0], "assets": dict.fromkeys(kinds, 1)}},
        "technicians": {"anna": {"home": "depot", "hours": "mon-fri 08:00-17:00", "overtime_limit": "0 h"}},
    }
    assert sent(Tables(simulate(from_mapping(scenario).scenario()))) == [8, 13, 32]


def test_what_he_is_on_call_for_after_the_shift_is_begun_in_it() -> None:
    on_call = {"overtime_limit": "0 h", "on_call": "daily 17:00-22:00", "on_call_priority": 2}
    assert sent(run([14], priority=2, **on_call)) == [14]
    assert sent(run([14], priority=3, **on_call)) == [32]


def test_on_call_no_limit_holds() -> None:
    assert sent(run([18], priority=1, overtime_limit="0 h", on_call="daily 17:00-24:00")) == [18]


def test_who_stops_at_the_end_begins_only_what_he_can_end() -> None:
    """Without a limit he is sent at 14 and breaks off at 17; with one he begins in the morning."""
    assert sent(run([14], at_shift_end="stop")) == [14, 32]
    assert sent(run([14], at_shift_end="stop", overtime_limit="0 h")) == [32]


def test_only_who_was_on_call_when_sent_costs_a_call_out() -> None:
    """Calls at 14 (in the shift, until 19), at 20 and at 26 (on call)."""
    tables = run([14, 20, 26], priority=1, on_call="daily 00:00-24:00", call_out_cost="80 EUR")
    assert sent(tables) == [14, 20, 26]
    values = figures(tables)
    assert values["cost_by_category.call_outs"] * tables.window_years == pytest.approx(160)
    assert values["call_outs"] * tables.window_years == pytest.approx(2)
    assert values["overrun_share"] == 1


NAN = float("nan")


def written(*, work: float = 3.0, told: bool = True, duty: str = "shift", price: float = 0.0) -> SmallRun:
    """Anna, whose shift ends at 18 and who may work an hour longer, is sent at 15."""
    run = SmallRun()
    run.dimensions["technicians"].update(
        {"overtime_limit": [1.0, NAN], "on_call_priority": [1, 1], "call_out_cost": [price, 0.0]},
    )
    run.add("attendance", technician="anna", begin=8, end=18, duty="shift")
    run.call(14, 17, priority=3)
    run.add("visits", visit=0, call=0, number=1, technician="anna", site="plant", dispatched=15, arrived=15, left=17, duty=duty)
    if told:
        run.add("overtime_limits", technician="anna", site="plant", at=15, work=work)
    return run


def test_the_audit_finds_work_beyond_the_limit() -> None:
    assert check(written(work=4.0).tables()) == []
    assert check(written(work=4.5).tables()) == [
        "a job was begun that was expected to take more overtime than allowed: 15.00 h",
    ]
    assert check(written(told=False).tables()) == ["a technician was sent as if his overtime had no limit: visit 0"]


@pytest.mark.parametrize("duty", ["absent", "training", "e-learning"])
def test_the_audit_knows_that_a_shift_goes_on_after_something_else(duty: str) -> None:
    """The last two hours of the shift are spent otherwise; it ends at 18 all the same."""
    run = written()
    run.rows["attendance"][0]["end"] = 16.0
    run.add("attendance", technician="anna", begin=16, end=18, duty=duty)
    assert check(run.tables()) == []


def test_the_audit_finds_call_outs_that_are_paid_wrongly(monkeypatch: pytest.MonkeyPatch) -> None:
    run = written(duty="on call", told=False, price=80.0)
    assert check(run.tables()) == []
    book = lines(run.tables())
    cheaper = replace(book, amount=book.amount / 2)
    monkeypatch.setattr("sim.audit.overtime.lines", lambda _: cheaper)
    assert check(run.tables()) == ["a call-out was not paid as it is priced: visit 0"]
