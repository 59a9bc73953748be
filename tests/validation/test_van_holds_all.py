"""The planned share of visits whose van holds all parts, where a visit may need three: theory against simulation.

Parts that the same visits take are missing together. Theory follows pairs of them (`sim.planning.together`), so that it lies between independent
parts and the truth: low by four points where half of the visits lack something, and by less than one where vans are stocked as people stock them.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.build import simulate
from sim.planning.plan import plan
from sim.planning.proof import van_holds_all
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.study.statistics import interval

NEEDED = {"seal": 1.0, "bearing": 0.7, "board": 0.5}
"""Chance that a visit needs one."""


def tree(levels: tuple[int, ...]) -> dict[str, Any]:
    """One van, two visits a day, refills that take a day from a depot that never runs out."""
    return {
        "name": "Three parts in a visit",
        "horizon": "900 d",
        "warm_up": "60 d",
        "parts": {part: {"price": "20 EUR", "lead_time": "5 d"} for part in NEEDED},
        "locations": {
            "factory": {"supplier": True},
            "depot": {"source": "factory", "stock": {part: {"rule": "base_stock", "level": 60} for part in NEEDED}},
        },
        "asset_types": {
            "pump": {
                "failures": {
                    "leak": {
                        "law": {"poisson": "0.02 /day"},
                        "parts": {part: {"probability": share} for part, share in NEEDED.items()},
                    }
                }
            }
        },
        "sites": {"town": {"region": "all", "assets": {"pump": 100}}},
        "technicians": {
            "anna": {
                "home": "depot",
                "hours": "always",
                "refill": "1 d",
                "van": {part: {"rule": "base_stock", "level": level} for part, level in zip(NEEDED, levels, strict=True)},
            }
        },
    }


@pytest.mark.parametrize(
    ("levels", "at_most_low_by"), [((2, 2, 1), 0.03), ((4, 3, 2), 0.02), ((6, 5, 3), 0.006), ((7, 6, 5), 0.002)]
)
def test_a_van_with_all_parts_of_a_visit(levels: tuple[int, ...], at_most_low_by: float) -> None:
    file = from_mapping(tree(levels))
    present = plan(file, budget="100 EUR", replications=0).present.service
    seen = interval([van_holds_all(Tables(simulate(file.scenario(), each))) for each in range(5)], 0.99)
    fills = present.fill_rates[:, 1]  # of the three parts in the van
    independent = 1.0
    for chance, fill in zip(NEEDED.values(), fills.tolist(), strict=True):
        independent *= 1.0 - chance * (1.0 - fill)
    assert independent < present.fix_rate <= seen.high, "what is missing together costs fewer visits than independent parts would"
    assert present.fix_rate >= seen.low - at_most_low_by
