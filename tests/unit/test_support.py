"""Before and behind the hotline, caller by caller: portal, call-backs, second line."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.load import from_mapping

BEFORE = 96.0
"""Hours before the day that is looked at: each machine fails once in it, and not again."""


def run(faults: list[float], desk: dict[str, Any], horizon: float = 24.0, **mode: Any) -> Tables:
    """Callers who ring at these hours of a day and need an agent for two hours; the run must pass the audit."""
    fault = {"remote": 1, "effect": "cosmetic", "repair": "1 h", **mode}
    kinds = {
        f"machine {i}": {
            "failures": {"fault": {"law": {"empirical": {"times": [f"{BEFORE + at} h"], "clock": "calendar"}}, **fault}}
        }
        for i, at in enumerate(faults)
    }
    tree = {
        "horizon": f"{BEFORE + horizon} h",
        "warm_up": f"{BEFORE} h",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": kinds,
        "sites": {"town": {"assets": dict.fromkeys(kinds, 1)}},
        "technicians": {"anna": {"home": "depot"}},
        "desk": {"agents": 1, "handling": "2 h", **desk},
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def rows(tables: Tables, kind: str) -> list[tuple[Any, ...]]:
    """The rows of a table without the number of the call, in the order of the calls, as plain values; hours of the day."""
    found = sorted(tables.raw(kind).tolist())
    return [
        tuple(None if isinstance(each, float) and math.isnan(each) else each - BEFORE * (type(each) is float) for each in row[1:])
        for row in found
    ]


SECOND = {"agents": 1, "handling": "5 h", "cost": "60 EUR/h"}


def test_the_second_line_takes_tickets_in_turn_and_what_it_names_counts() -> None:
    """Two calls that the hotline cannot solve: both are handed on, the second waits for the only specialist."""
    tables = run([1.0, 2.0], {"agents": 2, "cost": "30 EUR/h", "remote_success": 0, "second_line": SECOND})
    assert rows(tables, "escalations") == [(3.0, 3.0, 8.0, True), (4.0, 8.0, 13.0, True)]
    calls = tables.raw("calls")
    assert (calls["triaged"] - BEFORE).tolist() == [8.0, 13.0]
    assert calls["desk"].tolist() == [7.0, 11.0]
    assert calls["remote"].all()
    found = figures(tables)
    assert found["escalation_rate"] == found["second_line_resolution"] == 1.0
    assert found["second_line_wait"] == 2.0
    assert found["second_line_utilisation"] == pytest.approx(10 / 24)
    assert tables.once(lines).total(BEFORE, category="desk") == pytest.approx(24 * (2 * 30 + 60))


def test_only_what_the_hotline_has_not_solved_is_handed_on() -> None:
    tables = run([1.0], {"second_line": SECOND})
    assert rows(tables, "escalations") == []
    assert figures(tables)["escalation_rate"] == 0.0


def test_a_failure_mode_says_for_itself_whether_it_is_handed_on() -> None:
    """All faults are, but not this one; none is, but this one."""
    desk = {"remote_success": 0}
    kept = run([1.0], {**desk, "second_line": SECOND}, escalation=0)
    handed_on = run([1.0], {**desk, "second_line": {**SECOND, "escalation": 0}}, escalation=1)
    assert [len(rows(each, "escalations")) for each in (kept, handed_on)] == [0, 1]
    assert [each.raw("calls")["visits"].tolist() for each in (kept, handed_on)] == [[1], [0]]


def test_a_ticket_waits_for_the_hours_of_the_second_line() -> None:
    tables = run([1.0], {"remote_success": 0, "second_line": {**SECOND, "hours": "daily 08:00-10:00"}})
    assert rows(tables, "escalations") == [(3.0, 8.0, 13.0, True)]
    call = tables.raw("calls")[0]
    assert (call["desk"], call["coverage"]) == (7.0, 5.0)


def test_an_open_ticket_is_in_the_records() -> None:
    tables = run([1.0, 2.0], {"agents": 2, "remote_success": 0, "second_line": SECOND}, horizon=7.0)
    assert rows(tables, "escalations") == [(3.0, 3.0, None, False), (4.0, None, None, False)]


def test_who_is_rung_back_keeps_his_place_and_his_patience() -> None:
    """Three callers at one agent: the second would give up after 1.5 h, is off the line after 0.5 h and comes before the third."""
    desk = {"patience": "1.5 h", "redial_share": 0}
    without, with_it = run([1.0, 1.25, 2.5], desk), run([1.0, 1.25, 2.5], {**desk, "call_back": {"after": "30 min"}})
    assert without.raw("contacts")["abandoned"].tolist() == [True, False, False]
    assert not with_it.raw("contacts")["abandoned"].any()
    assert rows(with_it, "call_backs") == [(1.75, 3.0), (3.0, 5.0)]
    assert figures(with_it)["call_back_share"] == pytest.approx(2 / 3)
    assert figures(with_it)["call_back_wait"] == pytest.approx((1.25 + 2.0) / 2)


def test_who_is_to_be_rung_back_takes_no_line() -> None:
    """Two lines: the second caller hangs up at 1.75, so that there is one for the third, and none for a fourth."""
    desk = {"lines": 2, "redial_share": 0}
    blocked = [
        run([1.0, 1.25, 2.0, 2.25], {**desk, **offer}).raw("contacts")["blocked"].sum()
        for offer in ({}, {"call_back": {"after": "30 min"}})
    ]
    assert blocked == [2, 1]


def test_impatient_callers_give_up_before_they_are_offered_a_call_back() -> None:
    tables = run([1.0, 1.25], {"patience": "15 min", "redial_share": 0, "call_back": {"after": "30 min"}})
    assert rows(tables, "call_backs") == []
    assert tables.raw("contacts")["abandoned"].sum() == 1


def test_outside_hours_a_number_is_left() -> None:
    """Two ring at night: both are rung back in turn in the morning, on no line; the second would have given up else."""
    desk = {"hours": "daily 08:00-20:00", "patience": "1 h", "redial_share": 0, "lines": 1}
    offered = run([3.0, 4.0], {**desk, "call_back": {"outside_hours": True}})
    assert rows(offered, "call_backs") == [(3.0, 8.0), (4.0, 10.0)]
    assert offered.raw("calls")["coverage"].tolist() == [5.0, 4.0]
    by_day = run([3.0, 4.0, 8.5], {**desk, "patience": "9 h", "call_back": {"outside_hours": True}})
    assert not by_day.raw("contacts")["blocked"].any()
    assert run([3.0, 4.0], desk).raw("contacts")["blocked"].tolist().count(True) == 1
    assert rows(run([3.0], {**desk, "call_back": {"outside_hours": True}}, horizon=8.0), "call_backs") in (
        [(3.0, None)],
        [(3.0, 8.0)],
    )


PORTAL = {"share": 1, "time": "30 min", "cost": "8760 EUR/y"}


def test_whom_the_portal_helps_does_not_ring() -> None:
    tables = run([1.0], {"portal": PORTAL}, self_service=1)
    assert rows(tables, "portal_visits") == [(1.0, 1.5, True)]
    call = tables.raw("calls")[0]
    assert (call["restored"] - BEFORE, call["desk"], call["contacts"], call["remote"]) == (1.5, 0.5, 0, True)
    found = figures(tables)
    assert found["portal_resolution_rate"] == found["portal_success"] == found["remote_resolution_rate"] == 1.0
    assert tables.once(lines).total(BEFORE, category="portal") == pytest.approx(24.0)


def test_whom_the_portal_does_not_help_rings_half_an_hour_later() -> None:
    tables = run([1.0], {"portal": PORTAL})
    assert rows(tables, "portal_visits") == [(1.0, 1.5, False)]
    assert rows(tables, "contacts") == [(1.5, 1.5, 3.5, False, False)]
    assert figures(tables)["portal_resolution_rate"] == 0.0
    assert rows(run([1.0], {"portal": PORTAL}, horizon=1.25), "portal_visits") == [(1.0, None, False)]


def test_expected_visits_know_every_line() -> None:
    """Of 100 faults the portal solves 20; of the other 80 the hotline 80 x 0.5 x 0.6 and the second line half of the 0.3 x 0.5 x 80 left to it."""
    tree = {
        "agents": 1,
        "remote_success": 0.6,
        "portal": {"share": 0.4},
        "second_line": {"agents": 1, "escalation": 0.5, "remote_success": 0.9},
    }
    scenario = from_mapping(
        {
            "asset_types": {
                "fan": {"failures": {"rot": {"law": {"exponential": {"mtbf": "9 d"}}, "remote": 0.5, "self_service": 0.5}}}
            },
            "sites": {"town": {"assets": {"fan": 1}}},
            "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
            "technicians": {"anna": {"home": "depot"}},
            "desk": tree,
        }
    ).scenario()
    assert scenario.desk is not None
    assert scenario.desk.solves(scenario.asset_types["fan"].failures["rot"]) == pytest.approx(0.2 + 0.8 * (0.3 + 0.5 * 0.15))
