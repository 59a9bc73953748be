"""Sobol indices by Saltelli's method against functions whose indices are known."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from sim.study.sensitivity import indices, plan, sobol_indices
from sim.theory.sobol import ishigami

ANGLES = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))


def test_the_ishigami_indices_are_found() -> None:
    exact = ishigami(a=7, b=0.1)
    found = sobol_indices(lambda at: exact.value(**at), ANGLES, samples=2048)
    assert list(found) == ["x1", "x2", "x3"]
    for seen, first, total in zip(found.values(), exact.first_order, exact.total, strict=True):
        assert seen.first_order == pytest.approx(first, abs=0.03)
        assert seen.total == pytest.approx(total, abs=0.03)
        assert seen.first_order_low - 0.02 < first < seen.first_order_high + 0.02
        assert seen.total_low - 0.02 < total < seen.total_high + 0.02
        assert seen.first_order_low < seen.first_order < seen.first_order_high


def test_a_sum_has_the_shares_of_its_terms_whatever_their_ranges() -> None:
    """x uniform over a length L has variance L²/12; without interactions first-order and total indices coincide."""
    found = sobol_indices(lambda at: 3 * at["a"] - at["b"] + 100, {"a": (0, 1), "b": (10, 14)}, samples=1024)
    for name, share in (("a", 9 / 25), ("b", 16 / 25)):
        assert found[name].first_order == pytest.approx(share, abs=0.01)
        assert found[name].total == pytest.approx(share, abs=0.01)


def test_one_input_explains_everything_and_a_constant_nothing() -> None:
    only = sobol_indices(lambda at: at["a"] ** 2, {"a": (0, 1)}, samples=256)["a"]
    assert (only.first_order, only.total) == pytest.approx((1, 1), abs=0.02)
    assert math.isnan(sobol_indices(lambda _at: 4.0, {"a": (0, 1)}, samples=64)["a"].total)


def test_the_seed_decides_and_the_calls_are_as_many_as_stated() -> None:
    calls = []

    def outcome(at: Mapping[str, float]) -> float:
        calls.append(at)
        return at["a"] * at["b"]

    ranges = {"a": (0.0, 1.0), "b": (0.0, 1.0)}
    first = sobol_indices(outcome, ranges, samples=64, seed=5)
    assert len(calls) == 64 * 4
    assert all(0 <= value <= 1 for at in calls for value in at.values())
    assert sobol_indices(outcome, ranges, samples=64, seed=5) == first
    assert sobol_indices(outcome, ranges, samples=64, seed=6) != first


@pytest.mark.parametrize(
    ("ranges", "samples", "message"), [({}, 64, "one input"), ({"a": (1, 1)}, 64, "low end"), ({"a": (0, 1)}, 100, "power of 2")]
)
def test_what_cannot_be_computed_is_said(ranges: dict[str, tuple[float, float]], samples: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sobol_indices(lambda _at: 0.0, ranges, samples=samples)


@pytest.mark.parametrize(("a", "b"), [(7, 0.1), (5, 0.05)])
def test_luck_is_taken_off_the_indices(a: float, b: float) -> None:
    """Ishigami's function with as much luck in one run as all inputs together make, half of it shared by all points."""
    exact = ishigami(a, b)
    half = math.sqrt(exact.variance / 2)
    places = math.pi * (2 * plan(1024, 3, seed=3) - 1)
    outcome = np.sin(places[..., 0]) * (1 + b * places[..., 2] ** 4) + a * np.sin(places[..., 1]) ** 2
    luck = np.random.default_rng(5)
    runs = outcome[..., None] + half * luck.normal(size=4) + half * luck.normal(size=(*outcome.shape, 4))
    found = indices(runs, confidence=0.99)
    raw = indices(runs.mean(axis=2, keepdims=True), confidence=0.99)
    for seen, first, total in zip(found, exact.first_order, exact.total, strict=True):
        assert seen.first_order_low < first < seen.first_order_high
        assert seen.total_low < total < seen.total_high
        assert seen.total == pytest.approx(total, abs=0.05)
        assert seen.total_high - seen.total_low < 0.35
    assert raw[1].total - found[1].total > 0.04, "luck that is not taken off looks like an interaction"


def test_an_input_that_shares_its_points_adds_no_luck() -> None:
    """Where an input does not vary, the mixed points are the first ones, with the same runs: nothing is taken off, nothing is left."""
    luck = np.random.default_rng(2)
    own, other = luck.normal(size=(2, 64, 1)) + luck.normal(size=(2, 64, 5))
    still = indices(np.stack([own, other, own]))[0]
    assert (still.first_order, still.total) == (0, 0)


def test_samples_without_an_outcome_are_left_out() -> None:
    outcome = plan(256, 2, seed=1)[..., 0]
    outcome[3, 7] = outcome[0, 11] = math.nan
    found = indices(outcome[..., None])
    assert [found[0].total, found[1].total] == pytest.approx([1, 0], abs=0.05)
    assert math.isnan(indices(np.full((4, 8, 2), math.nan))[0].total)
