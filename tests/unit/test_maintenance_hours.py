"""Planned work in hours of its own: what falls due outside them waits for them."""

from __future__ import annotations

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping


def begun(hours: str) -> list[float]:
    """Hours of the day at which tasks are begun; they fall due day and night, and take an hour."""
    tree = {
        "horizon": "2 w",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": {"pump": {"maintenance": {"every": "31 h", "duration": "1 h", "hours": hours}}},
        "sites": {"plant": {"at": [50.0, 8.0], "assets": {"pump": 3}}},
        "technicians": {"anna": {"home": "depot"}},
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return [float(each) % 24 for each in tables.raw("visits")["arrived"]]


def test_planned_work_is_begun_in_its_hours() -> None:
    by_night = begun("daily 20:00-24:00")
    assert len(by_night) > 20
    assert all(20 <= each < 24 for each in by_night)
    assert any(each < 20 for each in begun("always"))
