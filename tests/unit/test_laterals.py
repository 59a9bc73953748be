"""Help from next door, worked out by hand: a colleague's van, units held back, and parts that a group of locations owes together."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario

ROADS = {"matrix": {"rows": [
    {"from": "depot", "to": "mill", "time": 1.0, "km": 40},
    {"from": "depot", "to": "farm", "time": 2.0, "km": 90},
    {"from": "mill", "to": "farm", "time": 0.5, "km": 20},
]}}  # fmt: skip
ONE = {"rule": "base_stock", "level": 1}


def run(van: int, steps: list[dict[str, Any]], **more: Any) -> Tables:
    """Anna, without a seal, is sent to a pump at the mill after 100 h and finds the fault at 102; Bert, at home, carries some."""
    tree = {
        "horizon": 190.0,
        "parts": {"seal": {"price": 10.0}},
        "locations": {"maker": {"supplier": True, "lead_time": 30.0}, "depot": {"source": "maker"}},
        "asset_types": {
            "pump": {
                "failures": {
                    "leak": {"law": {"empirical": {"times": [100.0]}}, "diagnosis": 1.0, "repair": 2.0, "parts": ["seal"]}
                }
            }
        },
        "sites": {"mill": {"assets": {"pump": 1}}},
        "technicians": {
            "anna": {"home": "depot"},
            "bert": {"home": "depot", "van": {"seal": {"rule": "base_stock", "level": van}}},
        },
        "travel": ROADS,
        "sourcing": {"wait_limit": 9.0, "steps": steps},
        **more,
    }
    tables = Tables(simulate(Scenario.model_validate(tree)))
    assert audit(tables) == []
    return tables


def row(tables: Tables, kind: str, number: int = 0) -> dict[str, Any]:
    return tables[kind].iloc[number].to_dict()


def test_a_part_fetched_from_a_colleague() -> None:
    """Bert waits at home, an hour and 40 km away: Anna is back at the mill at 104, and repairs until 106."""
    tables = run(1, [{"from": "vans"}])
    call, visit, demand = row(tables, "calls"), row(tables, "visits"), row(tables, "demands")
    assert (demand["supply"], demand["source"], demand["at_once"]) == ("vans", "van:bert", False)
    assert (call["parts"], call["restored"]) == (2, 106)
    assert (visit["waiting"], visit["km"]) == (2, 40 + 80)
    assert tables.orders["location"].tolist().count("van:bert") == 1, "his van orders what it gave"


def test_a_part_brought_by_a_colleague_takes_the_time_stated_and_nobody_drives() -> None:
    tables = run(1, [{"from": "vans", "time": 0.5, "cost": 25.0}])
    call, visit, demand = row(tables, "calls"), row(tables, "visits"), row(tables, "demands")
    assert (call["parts"], call["restored"], visit["km"], demand["freight"]) == (0.5, 104.5, 40, 25)


@pytest.mark.parametrize(("held", "supply"), [(0, "vans"), (1, "vans"), (2, "emergency")])
def test_a_colleague_keeps_what_he_holds_back(held: int, supply: str) -> None:
    tables = run(2, [{"from": "vans", "hold_back": held}, {"from": "emergency", "time": 1.0}])
    assert row(tables, "demands")["supply"] == supply


def test_the_nearest_colleague_is_asked_first_and_the_first_declared_on_a_tie() -> None:
    van = {"seal": ONE}
    crew = {"anna": {"home": "depot"}, "bert": {"home": "depot", "van": van}, "cleo": {"home": "depot", "van": van}}
    assert row(run(1, [{"from": "vans"}], technicians=crew), "demands")["source"] == "van:bert"
    mode = {"law": {"empirical": {"times": [99.0]}}, "repair": 50.0, "skill": "water"}
    crew["cleo"]["skills"] = {"water": 1}  # at the farm, half an hour from the mill, when Anna asks
    tables = run(
        1,
        [{"from": "vans"}],
        technicians=crew,
        asset_types={
            "pump": {"failures": {"leak": {"law": {"empirical": {"times": [100.0]}}, "diagnosis": 1.0, "parts": ["seal"]}}},
            "mixer": {"failures": {"jam": mode}},
        },
        sites={"mill": {"assets": {"pump": 1}}, "farm": {"assets": {"mixer": 1}}},
    )
    assert row(tables, "demands")["source"] == "van:cleo"
    assert row(tables, "visits")["km"] == 40 + 2 * 20


def test_a_part_too_far_to_fetch_lies_at_home_for_the_next_visit() -> None:
    """Two hours are more than he may wait: Anna leaves, and the next visit calls at the depot, 40 km out and 40 back."""
    tables = run(1, [{"from": "vans"}], sourcing={"wait_limit": 1.0, "steps": [{"from": "vans"}]})
    first, second = row(tables, "visits"), row(tables, "visits", 1)
    assert (first["outcome"], first["km"]) == ("part not on hand", 40)
    assert (second["technician"], second["km"]) == ("bert", 40), "Bert starts from where it lies"


def test_one_drive_for_each_colleague_and_one_for_the_depot() -> None:
    """Seal and nut from Bert at home, a bolt from the depot, the same place, but a drive of its own."""
    stock = {"seal": ONE, "nut": ONE}
    tables = run(
        1,
        [{"from": "depot"}, {"from": "vans"}],
        parts={"seal": {}, "nut": {}, "bolt": {}},
        locations={"maker": {"supplier": True}, "depot": {"source": "maker", "stock": {"bolt": ONE}}},
        asset_types={
            "pump": {"failures": {"leak": {"law": {"empirical": {"times": [100.0]}}, "parts": ["seal", "bolt", "nut"]}}},
        },
        technicians={"anna": {"home": "depot"}, "bert": {"home": "depot", "van": stock}},
    )
    assert row(tables, "visits")["km"] == 40 + 80 + 80
    assert tables.demands["source"].tolist() == ["van:bert", "depot", "van:bert"]


# ---------------------------------------------------------------- owed by a group
def group(owed_by: str, quantity: int = 1, hold_back: int = 0) -> Tables:
    """The east uses its seal at 90 h and has the next one at 140; the west asks at 100, and what it orders then comes at 160."""
    leak = {"law": {"empirical": {"times": [100.0]}}, "parts": {"seal": {"quantity": quantity}}, "repair": 1.0}
    tree = {
        "horizon": 175.0,
        "parts": {"seal": {"price": 10.0}},
        "locations": {
            "maker": {"supplier": True},
            "west": {"source": "maker", "transit": 60.0, "laterals": ["east"]},
            "east": {"source": "maker", "transit": 50.0, "stock": {"seal": ONE}},
        },
        "asset_types": {
            "pump": {"failures": {"leak": leak}},
            "fan": {"failures": {"stop": {"law": {"empirical": {"times": [90.0]}}, "parts": ["seal"]}}},
        },
        "sites": {"hill": {"region": "w", "assets": {"pump": 1}}, "bay": {"region": "e", "assets": {"fan": 1}}},
        "technicians": {"anna": {"home": "west", "regions": ["w"]}, "olga": {"home": "east", "regions": ["e"]}},
        "sourcing": {
            "owed_by": owed_by,
            "steps": [{"from": "depot"}, {"from": "lateral", "time": 3.0, "cost": 7.0, "hold_back": hold_back}],
        },
    }
    tables = Tables(simulate(Scenario.model_validate(tree)))
    assert audit(tables) == []
    return tables


def of_west(tables: Tables) -> dict[str, Any]:
    return tables.demands[tables.demands["asked"] == 100.0].iloc[0].to_dict()


def test_a_home_waits_for_its_own_order() -> None:
    tables = group("home")
    assert (of_west(tables)["supply"], of_west(tables)["source"], of_west(tables)["filled"]) == ("backorder", "west", 160)


def test_a_group_gives_the_first_unit_that_comes_anywhere() -> None:
    """At 140 it comes to the east and is sent on, three hours; the west's own, at 160, makes that good, three hours again."""
    tables = group("group")
    demand = of_west(tables)
    assert (demand["supply"], demand["source"], demand["filled"], demand["freight"]) == ("group", "east", 143, 7)
    assert tables.calls.set_index("fault")["restored"][100.0] == 144
    back = tables.orders[tables.orders["source"] == "west"].iloc[0].to_dict()
    assert (back["location"], back["ordered"], back["shipped"], back["received"]) == ("east", 140, 160, 163)
    east = tables.movements[tables.movements["location"] == "east"]
    assert (east["on_hand"] + east["on_order"] - east["backorders"]).iloc[:-1].eq(1).all(), "its position never moved"
    last = tables.movements.groupby("location", observed=True)[["on_hand", "on_order", "backorders"]].last()
    assert last.loc[["west", "east"]].to_numpy().tolist() == [[0, 0, 0], [1, 0, 0]]


def test_a_lateral_of_the_group_keeps_what_it_holds_back() -> None:
    assert of_west(group("group", hold_back=1))["source"] == "west"


def test_a_lateral_gives_all_units_or_none() -> None:
    demand = of_west(group("group", quantity=2))
    assert (demand["source"], demand["filled"]) == ("west", 160)
