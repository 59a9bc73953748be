"""The end of a part's life: last-time buys, what comes after them, and that later orders go by other terms or never."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.spec import Scenario
from sim.theory.quantiles import poisson_level


def tree(**part: Any) -> dict[str, Any]:
    """A machine that needs a seal every 100 h; a depot that holds two of them and buys from a factory, ten hours away."""
    return {
        "horizon": 1000.0,
        "parts": {"seal": {"price": 10.0, **part}},
        "locations": {
            "factory": {"supplier": True, "lead_time": 10.0},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 2}}},
        },
        "asset_types": {
            "pump": {"failures": {"leak": {"law": {"empirical": {"times": [100.0], "clock": "calendar"}}, "parts": ["seal"]}}}
        },
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot"}},
        "sourcing": {"wait_limit": 900.0},
    }


def run(given: dict[str, Any]) -> Tables:
    tables = Tables(simulate(Scenario.model_validate(given)))
    assert audit(tables) == []
    return tables


def test_without_a_last_time_buy_the_shelf_runs_dry() -> None:
    """Five orders before 550; the two units left go at 600 and 700, and the machine stands still from 800 on."""
    tables = run(tree(discontinued={"at": 550.0}))
    assert tables.calls.restored.dropna().tolist() == [100, 200, 300, 400, 500, 600, 700]
    assert tables.orders.shipped.isna().sum() == 3
    assert tables.orders.received.notna().sum() == 5
    found = kpi.figures(tables)
    assert found["discontinued_fill_rate"] == pytest.approx(2 / 3)
    assert found["last_time_buy_value"] == 0.0
    assert found["leftover_value"] == 0.0


def test_orders_open_at_the_end_are_still_delivered() -> None:
    tables = run(tree(discontinued={"at": 505.0}))
    assert tables.orders.received.max() == 510.0


def test_a_last_time_buy_lasts_as_long_as_it_was_made_for() -> None:
    tables = run(tree(discontinued={"at": 550.0, "last_time_buy": {"rule": "fixed", "units": 3}}))
    assert tables.calls.restored.notna().all()
    assert tables.last_time_buys[["time", "position", "units"]].to_numpy().tolist() == [[550.0, 2.0, 3.0]]
    found = kpi.figures(tables)
    assert found["last_time_buy_value"] == 30.0
    assert found["leftover_value"] == 10.0
    assert found["discontinued_fill_rate"] == 1.0


def test_a_last_time_buy_by_forecast_covers_the_machines_for_as_long_as_they_stay() -> None:
    """Faults every 100 h for 1,000 h more, but the machine is expected to go after 400 h."""
    buy = {"rule": "forecast", "until": 1000.0, "service": 0.9}
    for leaves, mean in ((None, 10.0), (950.0, 4.0)):
        given = tree(discontinued={"at": 550.0, "last_time_buy": buy})
        given["sites"]["plant"]["leaves"] = leaves
        assert run(given).last_time_buys.units.tolist() == [poisson_level(mean=mean, service=0.9) - 2]
    given = tree(discontinued={"at": 550.0, "last_time_buy": {**buy, "forecast": {"ses": {"smoothing": 1.0}}, "every": 100.0}})
    assert run(given).last_time_buys.units.tolist() == [poisson_level(mean=10.0, service=0.9) - 2]


def test_afterwards_orders_take_longer_and_cost_more_and_so_does_an_emergency() -> None:
    """Bought from 600 on at 50 each, 60 h after they were ordered; by emergency at that price, too."""
    end = {"at": 550.0, "afterwards": {"price": 50.0, "lead_time": 60.0}}
    tables = run(tree(discontinued=end))
    late = tables.orders[tables.orders.ordered > 550.0]
    assert (late.received - late.shipped).dropna().unique().tolist() == [0.0]
    assert (late.shipped - late.ordered).dropna().unique().tolist() == [60.0]
    assert tables.once(lines).by_category()["purchase"] == pytest.approx(5 * 10 + 4 * 50)
    given = tree(discontinued=end)
    given["sourcing"]["steps"] = [{"from": "emergency", "time": 1.0}]
    assert run(given).demands.supply.tolist() == ["emergency"] * 9
    assert run(given).once(lines).by_category()["purchase"] == pytest.approx(5 * 10 + 4 * 50)


def test_without_later_terms_there_is_no_emergency_supply_either() -> None:
    given = tree(discontinued={"at": 550.0})
    given["sourcing"]["steps"] = [{"from": "emergency", "time": 1.0}]
    assert run(given).demands.supply.tolist() == ["emergency"] * 5 + ["backorder"] * 3


def test_a_discontinued_part_is_not_written_off() -> None:
    given = tree(discontinued={"at": 550.0, "last_time_buy": {"rule": "fixed", "units": 20}})
    given["locations"]["depot"]["write_off"] = {"every": 700.0, "keep": 10.0}
    tables = run(given)
    assert "written off" not in set(tables.movements.movement)
    assert np.isfinite(kpi.figures(tables)["leftover_value"])
