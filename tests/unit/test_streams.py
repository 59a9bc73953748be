"""Luck with names: even, independent, and nobody's business but one's own."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario
from sim.streams import CONTACT, FAULT, Luck, name_key, unit

KEY = 5087916524313019637
WORDS = (11894117932912783634, 15541740459712767444)
DOUBT = 1e-4
"""Chance at which a test of evenness would fail by bad luck; the seeds are fixed, so it does or does not."""


def numbers(count: int = 4000, *, seed: int = 1, replication: int = 0, group: int = FAULT, name: str = "pump") -> Any:
    """Draws of all eight slots: count x 8."""
    luck, key = Luck(seed, replication), name_key(name)
    return np.array(
        [[unit(fate, slot) for slot in range(8)] for fate in (luck.fate(key, number, group) for number in range(count))]
    )


def evenness(first: Any, second: Any | None = None, cells: int = 16) -> float:
    """Chi-square p-value that draws are uniform, or that pairs are uniform in the square and so independent."""
    sample = first[:, None] if second is None else np.column_stack((first, second))
    found = np.histogramdd(sample, bins=cells, range=[(0, 1)] * sample.shape[1])[0]
    return float(stats.chisquare(found.ravel()).pvalue)


def test_each_slot_is_uniform() -> None:
    draws = numbers()
    assert all(evenness(draws[:, slot]) > DOUBT for slot in range(8))
    assert all(stats.kstest(draws[:, slot], "uniform").pvalue > DOUBT for slot in range(8))


def test_slots_are_independent() -> None:
    draws = numbers()
    assert all(evenness(draws[:, a], draws[:, b], 8) > DOUBT for a in range(8) for b in range(a))


def test_consecutive_numbers_are_independent() -> None:
    draws = numbers()
    assert all(evenness(draws[:-1, slot], draws[1:, slot], 8) > DOUBT for slot in range(8))


@pytest.mark.parametrize("other", [{"name": "pumq"}, {"seed": 2}, {"replication": 1}, {"group": 1}, {"group": CONTACT}], ids=str)
def test_other_names_seeds_replications_and_groups_are_independent(other: dict[str, Any]) -> None:
    ours, theirs = numbers(), numbers(**other)
    assert not (ours == theirs).any()
    assert all(evenness(ours[:, slot], theirs[:, slot], 8) > DOUBT for slot in range(8))


def test_the_first_draws_of_many_names_are_uniform_and_independent() -> None:
    luck = Luck(7, 3)
    first = np.array([unit(luck.fate(name_key("asset", f"plant/pump/{i}"), 0, FAULT), 0) for i in range(8000)])
    assert evenness(first, cells=50) > DOUBT
    assert evenness(first[:-1], first[1:], 10) > DOUBT


def test_replications_with_one_seed_do_not_meet_other_seeds() -> None:
    starts = {(seed, replication): Luck(seed, replication).draw(1, 0, 0, 0) for seed in range(30) for replication in range(30)}
    assert len(set(starts.values())) == len(starts)


def test_the_words_are_the_same_for_ever() -> None:
    """Recorded once: a change moves every record of every scenario, on purpose or not at all."""
    assert name_key("plant/pump/3", "leak") == KEY
    assert struct.unpack("<2Q", Luck(1, 0).fate(KEY, 2, FAULT)[:16]) == WORDS
    assert name_key("a", "b") != name_key("ab")


def test_numbers_lie_strictly_inside() -> None:
    fate = struct.pack("<3Q", 0, 2**64 - 1, 1 << 63)
    assert 0.0 < unit(fate, 0) < 1e-15
    assert 1.0 - 1e-15 < unit(fate, 1) < 1.0
    assert unit(fate, 2) == pytest.approx(0.5)


# ---------------------------------------------------------------- names, not order
WAYS: dict[str, Any] = {
    "exponential": {"mtbf": 200.0},
    "weibull": {"mean": 300.0, "shape": 2.0},
    "gamma_poisson": {"mtbf": 250.0, "shape": 1.0},
}
MODES = {word: {"law": {word: way}, "repair": {"lognormal": {"mean": 4.0, "cv": 1.0}}} for word, way in WAYS.items()}


def plant(sites: dict[str, dict[str, int]], modes: dict[str, Any] | None = None) -> Scenario:
    """Machines that fail in several ways and a crowd of technicians."""
    return Scenario.model_validate(
        {
            "horizon": 2000.0,
            "locations": {"depot": {}},
            "asset_types": {kind: {"failures": modes or MODES} for kind in ("pump", "fan")},
            "sites": {name: {"assets": assets} for name, assets in sites.items()},
            "technicians": {"crew": {"home": "depot", "count": 100}},
        }
    )


def stories(scenario: Scenario) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """(asset, mode) -> (fault, restored) of each call."""
    tables = Tables(simulate(scenario))
    calls = tables.calls.merge(tables.assets[["asset", "name"]], on="asset").sort_values("fault")
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in calls.itertuples():
        found.setdefault((str(row.name), str(row.mode)), []).append((float(row.fault), float(row.restored)))
    return found


@pytest.mark.parametrize(
    "sites",
    [{"b": {"pump": 4}}, {"a": {"pump": 3}, "b": {"pump": 3}}, {"z": {"fan": 2}, "b": {"fan": 2, "pump": 3}}, {"b": {"pump": 2}}],
    ids=["one more", "a site in front", "another type in front", "one less"],
)
def test_who_else_is_there_changes_nobodys_luck(sites: dict[str, dict[str, int]]) -> None:
    alone, together = stories(plant({"b": {"pump": 3}})), stories(plant(sites))
    shared = set(alone) & set(together)
    assert len(shared) >= 6
    assert {key: repr(alone[key]) for key in shared} == {key: repr(together[key]) for key in shared}


def test_a_new_failure_mode_leaves_the_luck_of_the_others() -> None:
    """One that only scratches the paint: the others' faults stay where they were."""
    scratch = {"law": {"exponential": {"mtbf": 50.0}}, "effect": "cosmetic"}
    old, new = (stories(plant({"b": {"pump": 3}}, modes)) for modes in (MODES, {"scratch": scratch, **MODES}))
    assert len(new) == len(old) + 3
    assert {key: repr(new[key]) for key in old} == {key: repr(story) for key, story in old.items()}
