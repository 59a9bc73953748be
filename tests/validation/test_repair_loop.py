"""What a loop of repair must come to in the long run, whatever happens inside."""

from __future__ import annotations

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping


@pytest.mark.parametrize("counts", ["removed", "released", "never"])
@pytest.mark.parametrize("release", ["push", {"rule": "pull", "below": 9}])
def test_a_loop_buys_what_its_yield_leaves_open(counts: str, release: object) -> None:
    """Every core comes back; two shops with yields of 90 % and 80 % after 5 % are condemned: purchases per demand are 1 − 0.95 × 0.9 × 0.8."""
    shop = {"location": "depot", "benches": 3, "repair": {"exponential": "20 h"}}
    tree = {
        "horizon": "40000 h",
        "parts": {"board": {"repairable": True, "condemned": "5 %", "shops": ["shop", "east"]}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "200 h"},
            "depot": {"source": "factory", "stock": {"board": {"rule": "base_stock", "level": 6}}},
        },
        "asset_types": {"pump": {"failures": {"dark": {"law": {"poisson": "0.05/h"}, "parts": ["board"]}}}},
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot", "count": 99}},
        "returns": {
            "removal": "diagnosis",
            "transit": {"exponential": "90 h"},
            "cores_count": counts,
            "shop": {**shop, "repair_success": "90 %", "release": release},
            "shops": {"east": {**shop, "repair_success": "80 %"}},
        },
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    demands, bought = len(tables.demands), tables.orders["quantity"].sum()
    share = 1 - 0.95 * 0.9 * 0.8
    spread = (share * (1 - share) / demands) ** 0.5
    edge = 40 / demands  # stock, cores and orders that are under way at the end
    assert abs(bought / demands - share) < 4 * spread + edge
