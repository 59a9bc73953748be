"""The statistics of a verification: ratios over replications, z-scores, and one verdict over all figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.verification.judgement import (
    AGREES,
    DISAGREES,
    OUTSIDE,
    Row,
    Sample,
    half_width,
    holm,
    interval,
    overall,
    same,
    verdict_on,
    z_score,
)


def sample(values: list[float], weights: list[float] | None = None, **more: float) -> Sample:
    return Sample(np.array(values), np.ones(len(values)) if weights is None else np.array(weights), **more)


def test_equal_weights_give_the_plain_mean_and_students_interval() -> None:
    values = [4.0, 5.0, 7.0, 4.5, 6.0]
    found = sample(values)
    low, high = stats.t.interval(0.99, 4, np.mean(values), stats.sem(values))
    assert found.estimate == pytest.approx(np.mean(values))
    assert interval(found) == pytest.approx((low, high))
    assert half_width(found, 0.99) == pytest.approx((high - low) / 2)


def test_a_ratio_of_sums_is_not_the_mean_of_ratios() -> None:
    found = sample([10.0, 1.0], [10.0, 0.5])
    assert found.estimate == pytest.approx(11 / 10.5)
    assert found.estimate != pytest.approx(1.5)


def test_scale_turns_hours_into_the_unit() -> None:
    assert sample([0.5, 0.7], scale=60.0).estimate == pytest.approx(36.0)
    assert sample([0.5, 0.7], scale=60.0).error == pytest.approx(60 * sample([0.5, 0.7]).error)


def test_intervals_of_ratios_cover_as_often_as_they_say() -> None:
    luck = np.random.default_rng(7)
    inside = 0
    for _ in range(2000):
        weights = luck.gamma(20.0, 1.0, size=12)
        low, high = interval(sample((3.0 * weights + luck.normal(0.0, 2.0, size=12)).tolist(), weights.tolist()))
        inside += low <= 3.0 <= high
    assert 0.982 <= inside / 2000 <= 0.996


def test_z_is_the_deviate_of_the_same_chance() -> None:
    found = sample([1.0, 1.2, 0.9, 1.3, 1.1, 0.8])
    t = (found.estimate - 0.9) / found.error
    assert z_score(found, 0.9) == pytest.approx(stats.norm.isf(stats.t.sf(t, 5)))
    assert z_score(found, 2 * found.estimate - 0.9) == pytest.approx(-z_score(found, 0.9))


def test_z_of_a_figure_without_spread_is_all_or_nothing() -> None:
    assert z_score(sample([0.0, 0.0, 0.0]), 0.0) == 0.0
    assert z_score(sample([2.0, 2.0, 2.0]), 1.0) == math.inf


def test_the_spread_between_replications_is_judged_by_chi_square() -> None:
    values = np.random.default_rng(3).normal(0.0, 2.0, size=60).tolist()
    found = sample(values, spread=True)
    low, high = interval(found)
    assert low < 2.0 < high
    chance = stats.chi2.cdf(59 * found.estimate**2 / 9.0, 59)
    assert z_score(found, 3.0) == pytest.approx(stats.norm.ppf(chance))
    assert verdict_on(z_score(found, 4.0)) == DISAGREES


def test_verdicts_by_distance() -> None:
    assert [verdict_on(z) for z in (0.0, -2.5, 2.6, -3.9, 4.1, math.nan, -math.inf)] == [
        AGREES, AGREES, OUTSIDE, OUTSIDE, DISAGREES, DISAGREES, DISAGREES,
    ]  # fmt: skip


def test_theory_is_compared_with_a_relative_error() -> None:
    assert same(1.0000009, 1.0, 1e-6)
    assert not same(1.0000011, 1.0, 1e-6)
    assert same("lumpy", "lumpy", 1e-6)
    assert not same(math.nan, 1.0, 1e-6)


def rows(scores: list[float]) -> list[Row]:
    return [
        Row(f"C{i:02}", "", "wait", "h", 1.0, 1.0, "exact", 1.0, 0.9, 1.1, z, 10, verdict_on(z)) for i, z in enumerate(scores)
    ]


def test_a_figure_outside_in_a_hundred_is_chance() -> None:
    found = overall(rows([*np.random.default_rng(1).normal(size=99).clip(-2.5, 2.5), 2.7]))
    assert found.outside == 1
    assert found.expected_outside == pytest.approx(1.0)
    assert found.chance_of_more == pytest.approx(1 - 0.99**100)
    assert found.holds


@pytest.mark.parametrize("scores", [[0.1] * 20 + [4.5], [2.2] * 20], ids=["one far off", "all a little off"])
def test_the_verdict_fails_when_figures_are_off(scores: list[float]) -> None:
    assert overall(rows(scores)).verdict == "fails"


def test_holm_corrects_for_the_number_of_figures() -> None:
    assert holm([3.0] + [0.0] * 9) == pytest.approx(10 * 2 * stats.norm.sf(3.0))
    assert holm([]) == 1.0


def test_wrong_theory_a_broken_case_and_an_interrupt_all_tell() -> None:
    wrong = Row("C01", "", "wait", "h", 1.0, 1.1, "differs")
    assert overall([wrong]).verdict == "fails"
    assert overall([], broken=1).verdict == "fails"
    assert overall(rows([0.1]), complete=False).verdict == "incomplete"
