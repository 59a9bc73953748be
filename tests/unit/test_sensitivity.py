"""Sobol indices by Saltelli's method against functions whose indices are known."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest

from sim.study.sensitivity import sobol_indices
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
