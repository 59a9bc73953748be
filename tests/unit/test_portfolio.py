"""Margin per offer: the ledger, traced to the contracts and calls behind its lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.build import simulate
from sim.charts.quadrants import plot_offers
from sim.kpi import figures
from sim.kpi.profiles import profiles
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


PLACE = {"labour_intensity": "60 %", "customisation": "20 %"}


def three_offers(**more: Any) -> Tables:
    """A pump each under a warranty, full care, and by the hour; each fails every 1,000 h, an hour's repair an hour away."""
    bare = {"labour": 0, "travel": 0, "parts": 0}
    tree = {
        "horizon": "8760 h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": {"pump": {"failures": {"stop": {"law": {"empirical": {"times": ["1000 h"]}}, "repair": "1 h"}}}},
        "offers": {
            "warranty": {**PLACE},
            "full_care": {"price": "1000 EUR/y", **PLACE, **more},
            "by_the_hour": {"includes": bare, "labour_price": "90 EUR/h", "call_out": "30 EUR", **PLACE},
        },
        "sites": {
            name: {"at": [50.45, 8.0], "assets": {"pump": 1}, "offer": name} for name in ("warranty", "full_care", "by_the_hour")
        },
        "technicians": {"anna": {"home": "depot", "count": 3, "cost": "40 EUR/h"}},
        "travel": {"timed": {"time": "1 h", "km": "50 km"}},
    }
    return Tables(simulate(from_mapping(tree).scenario()))


def test_a_warranty_and_work_by_the_hour_are_offers() -> None:
    """One includes everything for no price, the other includes nothing and bills each job: no contract has an end."""
    tables = three_offers()
    found, jobs = figures(tables), tables.calls.groupby("offer", observed=True)["restored"].count()
    assert found["revenue_by_offer.warranty"] == 0.0
    assert found["revenue_by_offer.full_care"] == pytest.approx(1000.0)
    assert found["revenue_by_offer.by_the_hour"] == pytest.approx((90 + 30) * jobs["by_the_hour"])


def test_labour_intensity_is_hours_for_an_offer_by_what_it_earns() -> None:
    """Two hours a job at 40 an hour, an hour on the road and one on site, whatever place the scenario states."""
    tables = three_offers()
    found = figures(tables, ["labour_intensity_by_offer"])
    visits = tables.visits.merge(tables.calls[["call", "offer"]], on="call").groupby("offer", observed=True).size()
    assert np.isnan(found["labour_intensity_by_offer.warranty"])
    assert found["labour_intensity_by_offer.full_care"] == pytest.approx(2 * 40 * visits["full_care"] / 1000)
    assert found["labour_intensity_by_offer.by_the_hour"] == pytest.approx(80 / 120)
    moved = figures(three_offers(labour_intensity="10 %"), ["labour_intensity_by_offer"])
    assert moved["labour_intensity_by_offer.full_care"] == found["labour_intensity_by_offer.full_care"]


def test_the_map_shows_offers_where_they_are_stated_to_stand() -> None:
    frame = profiles(three_offers(labour_intensity="10 %"))["offers"]
    assert frame["offer"].tolist() == ["warranty", "full_care", "by_the_hour"]
    assert frame["labour_intensity"].tolist() == [0.6, 0.1, 0.6]
    ax = plot_offers(frame, title="A finding")
    x, y = np.array([each.get_offsets()[0] for each in ax.collections]).T
    assert x.tolist() == [0.2] * 3
    assert sorted(y) == [0.1, 0.6, 0.6]
    told = [text.get_text() for text in ax.texts]
    assert {"service factory", "service shop", "mass service", "professional service"} <= set(told)
    assert any(each.startswith("warranty\n") and each.endswith("nobody pays for it") for each in told)
    assert len(profiles(a_year())["offers"]) == 0
