"""An urgent order turns round who is on the way to a less urgent one."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping


def failing(hours: str, priority: int) -> dict[str, Any]:
    law = {"empirical": {"times": [hours], "clock": "calendar"}}
    return {"failures": {"stop": {"law": law, "repair": "1 h", "priority": priority}}}


def run(changes: dict[str, Any] | None = None, **mobility: Any) -> Tables:
    """A fan fails at 10 hours, two hours' drive to the north; half an hour later a pump, two hours to the south, which is urgent."""
    tree: dict[str, Any] = {
        "horizon": "19 h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": {"fan": failing("10 h", 3), "pump": failing("10.5 h", 1)},
        "sites": {"north": {"at": [51.0, 8.0], "assets": {"fan": 1}}, "south": {"at": [49.0, 8.0], "assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot"}},
        "travel": {"straight_line": {"speed": "55.5974633 km/h", "road_factor": 1}},
        "mobility": mobility,
    }
    for path, value in (changes or {}).items():
        section, name = path.split(".")
        tree[section][name] = value
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def test_he_turns_round_where_he_is_and_the_other_order_waits() -> None:
    """A quarter of the way up, half an hour from the depot: two and a half hours back down, an hour's work, four hours up again."""
    tables = run(reroute=1)
    drive = tables.trips.iloc[0]
    assert (drive["trip"], drive["begin"]) == ("turned round", 10.0)
    assert drive["hours"] == pytest.approx(0.5)
    assert drive["km"] == pytest.approx(111.195 / 4, rel=1e-3)
    visits = tables.visits
    assert list(visits["site"]) == ["south", "north"]
    assert visits["arrived"].iloc[0] == pytest.approx(13.0, abs=1e-3)
    assert visits["arrived"].iloc[1] == pytest.approx(18.0, abs=1e-3)
    fan = tables.calls.set_index("site").loc["north"]
    assert fan["visits"] == 1
    assert fan["technician"] == pytest.approx(4.0, abs=1e-3)
    assert figures(tables, ["reroutes"])["reroutes"] == pytest.approx(8760 / 19)


def test_an_order_that_waited_before_the_drive_that_was_broken_off_has_waited_all_that_time() -> None:
    """The shift begins at 10:15; the fan has waited a quarter of an hour by then, and waits on when he is turned round."""
    tables = run({"technicians.anna": {"home": "depot", "hours": "mon 10:15-20:00"}}, reroute=1)
    drive = tables.drives_broken_off.iloc[0]
    assert tuple(drive[["asked", "begun", "turned"]]) == (10.0, 10.25, 10.5)
    assert tables.calls.set_index("site").loc["north", "technician"] == pytest.approx(3.75, abs=1e-3)


@pytest.mark.parametrize("mobility", [{}, {"reroute": 3}])
def test_nobody_is_turned_round_for_what_is_not_more_urgent(mobility: dict[str, Any]) -> None:
    tables = run(**mobility)
    assert list(tables.visits["site"]) == ["north", "south"]
    assert not (tables.trips["trip"] == "turned round").any()


def test_the_nearest_is_turned_round_though_another_set_off_first() -> None:
    """Bert, who lives down in the south, set off a quarter of an hour after Anna, to a third site."""
    bert = {
        "locations.south depot": {"at": [49.5, 8.0], "source": "factory"},
        "technicians.bert": {"home": "south depot"},
        "asset_types.pipe": failing("10.25 h", 3),
        "sites.east": {"at": [49.5, 10.0], "assets": {"pipe": 1}},
    }
    visits = run(bert, reroute=1).visits
    assert dict(zip(visits["site"], visits["technician"], strict=True)) == {"north": "anna", "south": "bert", "east": "bert"}
