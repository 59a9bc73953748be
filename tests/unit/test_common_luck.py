"""Two policies meet the same luck, so that their difference is theirs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario


def lite(level: int = 10, technicians: int = 5, seed: int = 1, **fault: Any) -> Scenario:
    """A small field-service-lite: 200 machines, a stock of one part, one queue."""
    return Scenario.model_validate(
        {
            "horizon": 800.0,
            "seed": seed,
            "parts": {"part": {}},
            "locations": {
                "maker": {"supplier": True, "lead_time": 8.0},
                "store": {"source": "maker", "stock": {"part": {"rule": "base_stock", "level": level}}},
            },
            "asset_types": {
                "machine": {
                    "failures": {
                        "fault": {
                            "law": {"exponential": {"mtbf": 200.0}},
                            "parts": ["part"],
                            "repair": {"exponential": {"mean": 2.0}},
                            **fault,
                        }
                    }
                }
            },
            "sites": {"field": {"assets": {"machine": 200}}},
            "technicians": {"crew": {"home": "store", "count": technicians}},
            "travel": {"timed": {"time": {"exponential": {"mean": 1.0}}}},
        }
    )


def calls(scenario: Scenario, replication: int = 0) -> pd.DataFrame:
    """Calls of one run, keyed by asset and fault number."""
    return Tables(simulate(scenario, replication)).calls.set_index(["asset", "fault_number"])


@pytest.mark.parametrize("other", [{"level": 5}, {"technicians": 20}, {"level": 40, "technicians": 9}], ids=str)
def test_policies_meet_the_same_faults(other: dict[str, int]) -> None:
    """A fault of one run is missing from the other only where the machine was down there already."""
    ours, theirs = calls(lite()), calls(lite(**other))
    both = ours.index.intersection(theirs.index)
    assert len(both) > 0.9 * len(ours)
    assert (ours.fault[both] == theirs.fault[both]).all()
    for one, another in ((ours, theirs), (theirs, ours)):
        for (asset, _), missed in one.drop(both).iterrows():
            downs = another.loc[asset]
            assert ((downs.fault < missed.fault) & ~(downs.restored <= missed.fault)).any()


def test_policies_meet_the_same_fates() -> None:
    """Where a call takes one visit under both, its travel and its repair take as long."""
    ours, theirs = calls(lite(level=100)), calls(lite(level=100, technicians=9))
    both = ours.index.intersection(theirs.index)
    closed = both[
        (ours.visits[both] == 1) & (theirs.visits[both] == 1) & ours.restored[both].notna() & theirs.restored[both].notna()
    ]
    assert len(closed) > 500
    assert (ours.travel[closed] == theirs.travel[closed]).all()
    assert (ours.repair[closed] == theirs.repair[closed]).all()
    assert (ours.technician[closed] != theirs.technician[closed]).any()


def test_seeds_and_replications_are_other_worlds() -> None:
    base = calls(lite())
    for other in (calls(lite(seed=2)), calls(lite(), replication=1)):
        both = base.index.intersection(other.index)
        assert not (base.fault[both] == other.fault[both]).any()


def fix_rates(level: int, seed: int = 1) -> np.ndarray[Any, Any]:
    """First-time fix of thirty replications."""
    scenario = lite(level, seed=seed)
    rates = []
    for replication in range(30):
        rows = Tables(simulate(scenario, replication)).raw("calls")
        rates.append(rows["parts_at_hand"][~np.isnan(rows["arrived"])].mean())
    return np.array(rates)


@pytest.mark.slow
def test_pairing_takes_most_of_the_noise_out_of_a_difference() -> None:
    """One more part on the shelf: the variance of the paired difference is less than a fifth of the independent one."""
    few, more = fix_rates(10), fix_rates(11)
    strangers = fix_rates(11, seed=99)
    assert more.mean() > few.mean()
    paired = (more - few).var(ddof=1)
    assert (few.var(ddof=1) + more.var(ddof=1)) / paired > 5
    assert (strangers - few).var(ddof=1) / paired > 5


def two_classes(dispatch: str) -> Scenario:
    """Three technicians, hard pressed, for faults of two urgencies: the dispatch rule decides the order of the visits."""
    fault = {
        "law": {"exponential": {"mtbf": 300.0}},
        "diagnosis": {"exponential": {"mean": 0.5}},
        "repair": {"exponential": {"mean": 1.5}},
        "repair_success": 0.7,
        "parts": {"part": {"probability": 0.5}},
    }
    return Scenario.model_validate(
        {
            "horizon": 1000.0,
            "parts": {"part": {}},
            "locations": {
                "maker": {"supplier": True, "lead_time": 8.0},
                "store": {"source": "maker", "stock": {"part": {"rule": "base_stock", "level": 100}}},
            },
            "asset_types": {"machine": {"failures": {"stop": {**fault, "priority": 1}, "flaw": {**fault, "priority": 5}}}},
            "sites": {"field": {"assets": {"machine": 100}}},
            "technicians": {"crew": {"home": "store", "count": 3}},
            "dispatch": dispatch,
            "travel": {"timed": {"time": {"exponential": {"mean": 1.0}}}},
        }
    )


def test_the_order_of_dispatch_moves_nobodys_luck() -> None:
    """What a fault needs, and how long each attempt takes, is the same whichever call was served before it."""
    ours, theirs = (
        Tables(simulate(two_classes(rule))).calls.set_index(["asset", "mode", "fault_number"])
        for rule in ("first_come_first_served", "priority_class")
    )
    done = [calls.index[calls.restored.notna()] for calls in (ours, theirs)]
    both = done[0].intersection(done[1])
    a, b = ours.loc[both].sort_index(), theirs.loc[both].sort_index()
    assert len(both) > 150
    assert (a.dispatched.rank() != b.dispatched.rank()).mean() > 0.2
    assert (a.call != b.call).any()
    for column in ("parts_needed", "travel", "diagnosis", "repair", "rework", "visits"):
        assert a[column].to_numpy() == pytest.approx(b[column].to_numpy(), abs=1e-9), column


def test_a_second_attempt_takes_a_time_of_its_own() -> None:
    calls = Tables(simulate(two_classes("first_come_first_served"))).calls
    twice = calls[calls.restored.notna() & (calls.visits == 2)]
    assert len(twice) > 20
    assert ((twice.repair - twice.rework).abs() > 1e-6).mean() > 0.9
