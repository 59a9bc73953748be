"""Margin per offer: the ledger, traced to the contracts and calls behind its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping

STORIES = Path(__file__).parents[2] / "scenarios" / "stories"
NAMES = ["revenue_by_offer", "traced_cost_by_offer", "contribution_by_offer", "shared_cost", "revenue", "cost", "margin"]


def a_year() -> Tables:
    """A pump 50 km away under each of two offers, one of which pays for late restorations; each fails every 1,000 h."""
    tree = {
        "horizon": "8760 h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": {"pump": {"failures": {"stop": {"law": {"empirical": {"times": ["1000 h"]}}, "repair": "3 h"}}}},
        "offers": {
            "gold": {"price": "900 EUR/y", "term": "1000 d", "restoration": "2 h", "restoration_penalty": "10 EUR"},
            "basic": {"price": "300 EUR/y"},
        },
        "sites": {name: {"at": [50.45, 8.0], "assets": {"pump": 1}, "offer": name} for name in ("gold", "basic")},
        "technicians": {"anna": {"home": "depot", "count": 2, "cost": "1 EUR/h"}},
        "travel": {"timed": {"time": "0 h", "km": "50 km"}},
        "travel_cost": "0.5 EUR/km",
    }
    return Tables(simulate(from_mapping(tree).scenario()))


def test_every_line_is_an_offers_or_shared() -> None:
    tables = a_year()
    found = figures(tables, NAMES)
    calls = tables.calls.groupby("offer", observed=True).size()
    km = tables.visits.merge(tables.calls[["call", "offer"]], on="call").groupby("offer", observed=True)["km"].sum()
    assert found["revenue_by_offer.gold"] == pytest.approx(900)
    assert found["revenue_by_offer.basic"] == pytest.approx(300)
    assert found["traced_cost_by_offer.gold"] == pytest.approx(0.5 * km["gold"] + 10 * calls["gold"])
    assert found["traced_cost_by_offer.basic"] == pytest.approx(0.5 * km["basic"])
    assert found["shared_cost"] == pytest.approx(2 * 8760)
    assert found["revenue"] == pytest.approx(1200)
    assert found["cost"] == pytest.approx(
        sum(found[f"traced_cost_by_offer.{each}"] for each in calls.index) + found["shared_cost"]
    )
    contributions = sum(found[f"contribution_by_offer.{each}"] for each in calls.index)
    assert found["margin"] == pytest.approx(contributions - found["shared_cost"])


def test_no_data_where_no_contract_ends() -> None:
    tables = Tables(simulate(sim.load(STORIES / "offers.yaml").scenario()))
    assert figures(tables, NAMES[:3]) == {}
