"""Technicians whose day ends, who fall ill, or who drive home between two jobs: small runs, visit by visit."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.records import DUTIES, OUTCOMES, TRIPS
from sim.results import Tables
from sim.scenario.load import from_mapping

FIXED, NO_PARTS, SHIFT_ENDED = (OUTCOMES.index(word) for word in ("fixed", "part not on hand", "shift ended"))
near = pytest.approx


def run(technicians: dict[str, Any], faults: dict[str, tuple[float, float]], horizon: float = 48.0, **more: Any) -> Tables:
    """Machines that fail after so many hours up, name -> (hours, repair), and who looks after them; the run must pass the audit."""
    mode = more.pop("mode", {})
    kinds = {
        name: {"failures": {"fault": {"law": {"empirical": {"times": [f"{at} h"]}}, "repair": f"{repair} h", **mode}}}
        for name, (at, repair) in faults.items()
    }
    tree = {
        "horizon": f"{horizon} h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": kinds,
        "sites": {"town": {"at": [50.0, 8.0], "assets": dict.fromkeys(faults, 1)}},
        "technicians": {name: {"home": "depot", **spec} for name, spec in technicians.items()},
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def visits(tables: Tables) -> list[tuple[str, int, float, float, int]]:
    """(technician, call, sent, left, outcome) in the order in which they began."""
    rows = sorted(tables.raw("visits"), key=lambda row: row["visit"])
    names = tables.names("technician")
    return [(names[row["technician"]], row["call"], row["dispatched"], row["left"], row["outcome"]) for row in rows]


def test_work_that_a_shift_broke_off_goes_on_before_other_work() -> None:
    anna = {"hours": "daily 08:00-16:00", "at_shift_end": "stop"}
    tables = run({"anna": anna}, {"first": (9.0, 10.0), "second": (10.0, 4.0)})
    assert visits(tables)[:3] == [
        ("anna", 0, 9.0, 16.0, SHIFT_ENDED),
        ("anna", 0, 32.0, 35.0, FIXED),
        ("anna", 1, 35.0, 39.0, FIXED),
    ]


def test_a_visit_in_vain_sends_the_order_to_the_tail() -> None:
    tables = run({"anna": {}}, {"first": (1.0, 3.0), "second": (2.0, 3.0)}, mode={"repair_success": 0.0001})
    assert [call for _, call, *_ in visits(tables)[:4]] == [0, 1, 0, 1]


# ---------------------------------------------------------------- absences
ILL = {"absence": {"after": "5 h", "lasts": "10 h"}}
"""Absent from 5 to 15, 20 to 30, 35 to 45 h."""


def test_a_colleague_takes_over_what_an_absence_breaks_off() -> None:
    tables = run({"anna": ILL, "bert": {"hours": "daily 04:00-06:00"}}, {"pump": (3.0, 4.0)}, horizon=9.0)
    assert visits(tables) == [("anna", 0, 3.0, 5.0, SHIFT_ENDED), ("bert", 0, 5.0, 7.0, FIXED)]


def test_who_comes_back_goes_on_with_the_oldest_work() -> None:
    tables = run({"anna": ILL}, {"pump": (3.0, 4.0), "fan": (6.0, 1.0)}, horizon=18.0)
    assert visits(tables) == [
        ("anna", 0, 3.0, 5.0, SHIFT_ENDED),
        ("anna", 0, 15.0, 17.0, FIXED),
        ("anna", 1, 17.0, pytest.approx(float("nan"), nan_ok=True), -1),
    ]


def test_hours_missed_are_not_paid_and_overtime_is_not_missed() -> None:
    """A shift from 8 to 16 h of which the absence takes 8 to 15 h; the absence of 20 to 30 h costs no shift hours."""
    tables = run({"anna": {**ILL, "hours": "daily 08:00-16:00", "cost": "10 EUR/h"}}, {"pump": (15.5, 2.0)}, horizon=24.0)
    assert visits(tables) == [("anna", 0, 15.5, 17.5, FIXED)]
    rows = [(DUTIES[row["duty"]], row["begin"], row["end"]) for row in tables.raw("attendance")]
    assert rows == [("shift", 15.0, 16.0), ("absent", 8.0, 15.0)]
    found = figures(tables)
    assert found["absence_share"] == near(7 / 8)
    assert found["overtime_share"] == near(1.5 / 2.5)


def test_an_absence_ends_on_call_hours_and_overtime_too() -> None:
    on_call = {**ILL, "hours": "daily 00:00-02:00", "on_call": "always", "on_call_priority": 9, "on_call_cost": "1 EUR/h"}
    tables = run({"anna": on_call}, {"pump": (1.0, 9.0), "fan": (3.0, 3.0)}, horizon=18.0)
    assert [visit[:4] for visit in visits(tables)[:1]] == [("anna", 0, 1.0, 5.0)]
    assert visits(tables)[1][:3] == ("anna", 0, 15.0)
    rows = [(DUTIES[row["duty"]], row["begin"], row["end"]) for row in tables.raw("attendance")]
    assert rows == [("shift", 0.0, 2.0), ("on call", 2.0, 5.0), ("on call", 15.0, 18.0)]


def test_nobody_foresees_an_absence_but_everybody_a_shift_s_end() -> None:
    """A part that takes three hours: who would stop at the end of his shift does not wait for it, who falls ill waits until then."""
    slow = {"wait_limit": "9 h", "steps": [{"from": "emergency", "time": "3 h"}]}
    part = {"parts": {"seal": {}}, "mode": {"parts": ["seal"]}, "sourcing": slow}
    stops = {"hours": "daily 00:00-05:00", "at_shift_end": "stop"}
    assert visits(run({"anna": stops}, {"pump": (3.0, 1.0)}, **part))[0] == ("anna", 0, 3.0, 3.0, NO_PARTS)
    ill = visits(run({"anna": ILL}, {"pump": (3.0, 1.0)}, **part))
    assert ill[:2] == [("anna", 0, 3.0, 5.0, NO_PARTS), ("anna", 0, 15.0, 16.0, FIXED)]


# ---------------------------------------------------------------- home between two jobs
def drives(tables: Tables) -> list[tuple[float, float, str]]:
    """(begin, hours, kind) of the drives that are no visits."""
    return [(row["begin"], row["hours"], TRIPS[row["trip"]]) for row in tables.raw("trips")]


def test_who_goes_home_takes_the_next_order_there() -> None:
    """An hour each way: the second job, reported at 3 h, is set off to at 6 h; who stays drives on from the first at 5 h."""
    far: dict[str, Any] = {"travel": {"timed": {"time": "1 h", "km": "50 km"}}}
    faults = {"first": (3.0, 1.0), "second": (3.5, 1.0)}
    staying = run({"anna": {}}, faults, horizon=9.0, **far)
    going = run({"anna": {"between_jobs": "home", "cost": "10 EUR/h"}}, faults, horizon=9.0, **far)
    assert [visit[2:4] for visit in visits(staying)[:2]] == [(3.0, 5.0), (5.0, 7.0)]
    assert [visit[2:4] for visit in visits(going)[:2]] == [(3.0, 5.0), (6.0, 8.0)]
    assert drives(staying) == []
    assert drives(going) == [(5.0, 1.0, "between jobs"), (8.0, 1.0, "between jobs")]
    assert figures(going)["travel_share"] == near(4 / 9)
    assert figures(going)["technician_utilisation"] == near(6 / 9)
    assert figures(going)["distance"] == near(200 * 8760 / 9)


def test_the_way_home_is_paid_as_far_as_it_lies_in_the_shift() -> None:
    """Back from half past four to half past five, the shift ends at five: half an hour of it counts, and none as overtime."""
    anna = {"between_jobs": "home", "hours": "daily 00:00-05:00"}
    tables = run({"anna": anna}, {"pump": (2.5, 1.0)}, horizon=9.0, travel={"timed": {"time": "1 h", "km": "50 km"}})
    assert drives(tables) == [(4.5, 1.0, "between jobs")]
    assert figures(tables)["travel_share"] == near(1.5 / 5)
    assert figures(tables)["overtime_share"] == 0.0


def test_work_off_shift_ends_at_home_too() -> None:
    anna = {"between_jobs": "home", "hours": "daily 00:00-04:00"}
    tables = run({"anna": anna}, {"pump": (2.5, 1.0)}, horizon=9.0, travel={"timed": {"time": "1 h", "km": "50 km"}})
    assert drives(tables) == [(4.5, 1.0, "home")]
    assert figures(tables)["travel_share"] == near(1.0 / 4.5)
