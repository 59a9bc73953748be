"""A known truth of lateral supply (review: Paterson et al. 2011, European Journal of Operational Research 210): a colleague's van saves an expedite, and costs
kilometres."""

from __future__ import annotations

from typing import Any

from sim.scenario.load import from_mapping
from sim.study.compare import compare

SCENARIO: dict[str, Any] = {
    "name": "Four vans with one seal each",
    "horizon": "200 d",
    "parts": {"seal": {"price": "100 EUR"}},
    "locations": {
        "factory": {"supplier": True, "lead_time": "6 d"},
        "depot": {"at": [50.10, 8.60], "source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 0}}},
    },
    "asset_types": {
        "pump": {"failures": {"leak": {"law": {"exponential": {"mtbf": "30 d"}}, "repair": "1 h", "parts": ["seal"]}}}
    },
    "sites": {
        "mine": {"at": [50.25, 8.45], "assets": {"pump": 6}},
        "mill": {"at": [50.00, 8.45], "assets": {"pump": 6}},
        "quay": {"at": [50.05, 8.90], "assets": {"pump": 6}},
    },
    "technicians": {"anna": {"home": "depot", "count": 4, "refill": "4 d", "van": {"seal": {"rule": "base_stock", "level": 1}}}},
    "travel": {"straight_line": {"speed": "60 km/h", "road_factor": 1.3}},
    "sourcing": {"wait_limit": "9 h", "steps": [{"from": "emergency", "time": "4 h", "cost": "200 EUR"}]},
    "policies": {
        "ask_colleagues": {"sourcing.steps": [{"from": "vans"}, {"from": "emergency", "time": "4 h", "cost": "200 EUR"}]},
    },
}


def test_a_lateral_between_vans_saves_expedites_and_costs_kilometres() -> None:
    frame = compare(from_mapping(SCENARIO), replications=6).frame
    rows = {row["figure"]: row for row in frame.to_dict("records") if row["policy"] == "ask_colleagues"}
    fewer, farther = rows["expedite_rate"], rows["distance"]
    assert fewer["difference_high"] < 0, fewer
    assert farther["difference_low"] > 0, farther
