"""Work that is open at the start, in a world of fixed times; Monday 5 January is hour 0, and a job takes 3 hours."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(backlog: list[dict[str, Any]], **more: Any) -> Tables:
    """Three pumps at the plant that fail 50 hours after they were repaired, and a technician who is there in no time."""
    tree: dict[str, Any] = {
        "horizon": "40 h",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {
            "pump": {
                "failures": {
                    "stop": {"law": {"empirical": {"times": ["50 h"]}}, "repair": "3 h"},
                    "leak": {"law": {"empirical": {"times": ["900 h"]}}, "repair": "1 h", "effect": "degraded"},
                },
                "maintenance": {"every": "9000 h", "duration": "2 h", "due_within": "30 h"},
            }
        },
        "sites": {"plant": {"assets": {"pump": 3}}},
        "technicians": {"anna": {"home": "depot", **more.pop("anna", {})}},
        "backlog": [{"site": "plant", "asset_type": "pump", **row} for row in backlog],
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


STOPS = {"failure": "stop", "count": 2, "age": "24 h"}


def test_the_oldest_goes_first_and_has_waited_since_it_was_reported() -> None:
    """A leak of two days, then two stops of one: done at 1, 4 and 7."""
    tables = run([STOPS, {"failure": "leak", "age": "2 d"}])
    calls = tables.calls
    assert list(calls["mode"]) == ["pump.leak", "pump.stop", "pump.stop"]
    assert list(calls["fault"]) == list(calls["reported"]) == [-48, -24, -24]
    assert list(calls["arrived"]) == [0, 1, 4]
    assert list(calls["restored"]) == [1, 4, 7]
    assert list(calls["technician"]) == [48, 25, 28]
    assert list(calls["fault_number"]) == [0, 0, 0]
    assert list(tables.backlog["age"]) == [48, 24, 24]
    found = figures(tables, ["backlog_left", "backlog_response_time", "availability", "open_calls"])
    assert found["backlog_left"] == 0
    assert found["backlog_response_time"] == pytest.approx((48 + 25 + 28) / 3)
    assert found["availability"] == pytest.approx(1 - (4 + 7) / 120)
    assert found["open_calls"] == 0


def test_machines_that_failed_fail_again_a_life_after_their_repair() -> None:
    """Repaired at 3 and 6; the one that ran all the time fails first."""
    tables = run([STOPS], horizon="60 h")
    again = tables.calls[tables.calls["fault"] > 0]
    assert sorted(again["fault"]) == [50, 53, 56]
    assert set(again["fault_number"]) == {1}


def test_what_is_left_is_open_at_the_end() -> None:
    """From 20:00 on she does two of three stops, of 10, 20 and 30 hours."""
    rows = [{"failure": "stop", "age": f"{age} h"} for age in (10, 20, 30)]
    tables = run(rows, anna={"hours": "mon 20:00-24:00", "at_shift_end": "stop"}, horizon="24 h")
    assert list(tables.calls["restored"].isna()) == [False, True, True]
    found = figures(tables, ["backlog_left", "calls_open_at_end", "age_of_open_calls"])
    assert found == {"backlog_left": 2, "calls_open_at_end": 2, "age_of_open_calls": 24 + 15}


def test_the_promise_was_given_before_the_start() -> None:
    """Reported on Sunday at noon, or on Friday at 16:00: a response within 2 hours of coverage is due on Monday at 10 and at 9; earliest due goes first."""
    rows = [{"failure": "stop", "age": "12 h"}, {"failure": "leak", "age": "56 h"}, {"failure": "maintenance", "age": "21.5 h"}]
    offers = {"office": {"hours": "mon-fri 08:00-17:00", "response": "2 h", "response_penalty_per_hour": "10 EUR/h"}}
    tables = run(
        rows,
        offers=offers,
        sites={"plant": {"assets": {"pump": 3}, "offer": "office"}},
        dispatch="earliest_due",
        anna={"hours": "mon 09:30-20:00"},
    )
    assert list(tables.calls["mode"]) == ["pump.maintenance", "pump.leak", "pump.stop"]
    assert list(tables.calls["arrived"]) == [9.5, 11.5, 12.5]
    assert figures(tables, ["cost_by_category"])["cost_by_category.response_penalty"] == pytest.approx(
        8760 / 40 * 10 * (2.5 + 2.5)
    )


def test_a_law_of_ages_is_the_luck_of_each_machine() -> None:
    """One more order changes no other's age."""
    ages = {"failure": "stop", "age": {"exponential": "30 h"}}
    two, three = (run([{**ages, "count": count}]).calls.set_index("asset")["fault"] for count in (2, 3))
    assert two.nunique() == 2
    assert dict(two) == {asset: three[asset] for asset in two.index}
