"""A machine that stands still for want of one part gives another: who gives, what it costs, and who waits for what afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario


def life(*times: float) -> dict[str, Any]:
    return {"empirical": {"times": list(times), "clock": "calendar"}}


def tree(**step: Any) -> dict[str, Any]:
    """An old pump fails at 10 for want of a board, a new one at 100 for want of a seal; both parts come from far, in 300 h."""
    return {
        "horizon": 410.0,
        "parts": {"board": {"price": 9.0}, "seal": {"price": 5.0}},
        "locations": {"factory": {"supplier": True, "lead_time": 300.0}, "depot": {"source": "factory"}},
        "asset_types": {
            "old": {
                "failures": {
                    "dark": {"law": life(10.0), "parts": ["board"]},
                    "leak": {"law": life(5000.0), "parts": ["seal"]},
                }
            },
            "new": {"failures": {"leak": {"law": life(100.0), "parts": ["seal"]}}},
        },
        "sites": {"plant": {"assets": {"old": 1, "new": 1}}},
        "technicians": {"crew": {"home": "depot", "count": 9}},
        "sourcing": {"steps": [{"from": "depot"}, {"from": "cannibalise", "time": 2.0, "cost": 40.0, **step}]},
    }


def run(given: dict[str, Any]) -> Tables:
    tables = Tables(simulate(Scenario.model_validate(given)))
    assert audit(tables) == []
    return tables


def test_the_machine_that_waits_gives_its_part_and_waits_for_one_more() -> None:
    """The new pump runs again after two hours; the old one has its board at 310, and a seal at 400."""
    tables = run(tree())
    calls, demands = tables.calls.set_index("fault"), tables.demands
    assert calls.restored[100.0] == 102.0
    assert calls.restored[10.0] == 400.0
    taken = demands[demands.supply == "cannibalise"].iloc[0]
    assert (taken.part, taken.asked, taken.filled, taken.freight) == ("seal", 100.0, 102.0, 40.0)
    again = demands[(demands.part == "seal") & (demands.supply == "backorder")].iloc[0]
    assert (again.asked, again.filled, again.location) == (100.0, 400.0, "depot")
    assert kpi.figures(tables)["cannibalisation_rate"] == pytest.approx(1 / len(demands))


@pytest.mark.parametrize(
    "change",
    [
        {"sites": {"plant": {"assets": {"old": 1}}, "mill": {"assets": {"new": 1}}}},
        {"parts_of_old": ["seal"]},
        {"effect": "degraded"},
        {"no_leak": True},
    ],
    ids=["another site", "waits for the same part", "still running", "has no such part"],
)
def test_who_gives_nothing(change: dict[str, Any]) -> None:
    given = tree()
    old = given["asset_types"]["old"]["failures"]
    given["sites"] = change.get("sites", given["sites"])
    old["dark"]["parts"] = change.get("parts_of_old", ["board"])
    old["dark"]["effect"] = change.get("effect", "down")
    if "no_leak" in change:
        del old["leak"]
    assert "cannibalise" not in set(run(given).demands.supply.dropna())


def test_no_defective_unit_is_left_where_a_part_was_given_away() -> None:
    """The board of the old pump and the seal of the new one come back; the seal that was given away ran on."""
    given = tree()
    for part in given["parts"].values():
        part["repairable"] = True
    given["returns"] = {"shop": {"location": "depot", "repair": 5000.0}, "cores_count": "never"}
    cores = run(given).cores
    assert sorted(cores.part[cores.removed <= 400.0]) == ["board", "seal"]
