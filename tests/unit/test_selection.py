"""Choosing the best: the constants by other quadratures, the procedures by their promised rate of right choices."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import integrate, special, stats

from sim.study.selection import (
    allocate,
    choose,
    choose_recorded,
    dudewicz_dalal_constant,
    rinott_constant,
    second_stage,
    shared,
)


@pytest.mark.parametrize(("systems", "first_stage", "probability"), [(2, 2, 0.9), (3, 5, 0.95), (10, 20, 0.9), (50, 40, 0.99)])
def test_dudewicz_dalal_constant_solves_its_equation(systems: int, first_stage: int, probability: float) -> None:
    h, law = dudewicz_dalal_constant(systems, first_stage, probability), stats.t(first_stage - 1)
    reached = integrate.quad(
        lambda u: float(special.stdtr(first_stage - 1, special.stdtrit(first_stage - 1, u) + h)) ** (systems - 1), 0, 1, limit=200
    )[0]
    assert reached == pytest.approx(probability, abs=1e-7)
    assert law.cdf(h) > probability


@pytest.mark.parametrize(("systems", "first_stage", "probability"), [(3, 10, 0.95), (5, 20, 0.95), (10, 30, 0.9)])
def test_rinott_constant_solves_its_equation(systems: int, first_stage: int, probability: float) -> None:
    """By Gauss-Laguerre quadrature in the variances, where the constant is found by Gauss-Legendre in their roots."""
    h, degrees = rinott_constant(systems, first_stage, probability), first_stage - 1
    node, weight = special.roots_genlaguerre(120, degrees / 2 - 1)
    x, share = 2 * node, weight / weight.sum()
    inner = special.ndtr(h / np.sqrt(degrees * (1 / x[:, None] + 1 / x[None, :]))) @ share
    assert float(share @ inner ** (systems - 1)) == pytest.approx(probability, abs=1e-8)


def test_rinott_constant_by_nested_adaptive_quadrature() -> None:
    h, law = rinott_constant(3, 10, 0.95), stats.gamma(4.5, scale=2)

    def density(x: float) -> float:
        return float(x**3.5 * math.exp(-x / 2) / (2**4.5 * special.gamma(4.5)))

    def inner(y: float) -> float:
        return float(integrate.quad(lambda x: special.ndtr(h / math.sqrt(9 * (1 / x + 1 / y))) * density(x), 0, 80)[0])

    reached = integrate.quad(lambda y: inner(y) ** 2 * density(y), 0, 80, epsrel=1e-9)[0]
    assert law.sf(80) < 1e-12
    assert reached == pytest.approx(0.95, abs=1e-8)


@pytest.mark.parametrize("constant", [dudewicz_dalal_constant, rinott_constant])
def test_constants_grow_with_what_is_asked_and_shrink_with_the_pilot(constant: Callable[..., float]) -> None:
    usual = constant(5, 20, 0.95)
    assert constant(6, 20, 0.95) > usual
    assert constant(5, 20, 0.99) > usual
    assert constant(5, 40, 0.95) < usual
    for systems, pilot, probability in ((1, 20, 0.9), (5, 1, 0.9), (5, 20, 0.2), (5, 20, 1.0)):
        with pytest.raises(ValueError, match=r"at least 2|between 1/5"):
            constant(systems, pilot, probability)


def test_constants_of_two_systems_with_long_pilots_are_those_of_the_normal() -> None:
    """Two normal means with known spread: Φ(h/√2) = P."""
    limit = math.sqrt(2) * special.ndtri(0.95)
    assert rinott_constant(2, 100_000, 0.95) == pytest.approx(limit, rel=1e-4)
    assert dudewicz_dalal_constant(2, 100_000, 0.95) == pytest.approx(limit, rel=1e-4)


def test_second_stage_grows_with_the_square_of_the_spread() -> None:
    assert second_stage([0.1, 1.0, 2.0], 10, 0.5, 3.0) == (10, 36, 144)
    with pytest.raises(ValueError, match="above 0"):
        second_stage([1.0], 10, 0.0, 3.0)


def test_rinott_chooses_the_best_at_the_promised_rate() -> None:
    """Least favourable means: one better by exactly the difference, the others equal."""
    rng, studies, right = np.random.default_rng(3), 400, 0
    spreads, constant = (1.0, 2.0, 1.5), rinott_constant(3, 10, 0.9)
    for _ in range(studies):
        pilots = [rng.normal(i == 0, spread, 10) for i, spread in enumerate(spreads)]
        totals = second_stage([float(pilot.std(ddof=1)) for pilot in pilots], 10, 1.0, constant)
        means = [
            np.concatenate([pilot, rng.normal(i == 0, spreads[i], total - 10)]).mean()
            for i, (pilot, total) in enumerate(zip(pilots, totals, strict=True))
        ]
        right += int(np.argmax(means)) == 0
    assert right / studies > 0.9 - 4 * math.sqrt(0.09 / studies)


def test_sequential_choice_holds_its_promise_and_saves_runs_when_the_gaps_are_wide() -> None:
    rng, used = np.random.default_rng(12), {}
    for gap in (0.5, 2.0):
        right, total, studies = 0, 0, 150

        def observe(system: str, number: int, gap: float = gap) -> float:
            return float(rng.normal(gap if system == "good" else 0.0))

        for _ in range(studies):
            found = choose(observe, ["poor", "good", "bad"], first_stage=10, difference=0.5, confidence=0.9)
            right += found.selected == "good"
            total += found.total
        assert right / studies > 0.9 - 4 * math.sqrt(0.09 / studies)
        used[gap] = total / studies
    assert used[2.0] < 0.6 * used[0.5]


def test_shared_luck_makes_the_choice_faster() -> None:
    rng = np.random.default_rng(6)
    luck, own = rng.normal(0, 3, 3000), rng.normal(0, 1, (2, 3000))
    apart = {"a": rng.normal(0, 3, 3000) + own[0], "b": luck + own[1] + 1}
    paired = {"a": luck + own[0], "b": luck + own[1] + 1}
    runs = [choose_recorded(data, first_stage=10, difference=0.5).total for data in (apart, paired)]  # type: ignore[type-var]
    assert runs[1] < runs[0] / 3


def test_small_values_are_wanted_on_request() -> None:
    data = {name: [value + 0.1 * (number % 3) for number in range(60)] for name, value in (("dear", 5.0), ("cheap", 1.0))}
    assert choose_recorded(data, first_stage=5, difference=0.5, better="down").selected == "cheap"
    assert choose_recorded(data, first_stage=5, difference=0.5, better="up").selected == "dear"
    mirrored = {name: [-value for value in values] for name, values in data.items()}
    down = choose_recorded(data, first_stage=5, difference=0.5, better="down")
    assert down == choose_recorded(mirrored, first_stage=5, difference=0.5)


def test_the_account_of_a_choice_adds_up() -> None:
    rng = np.random.default_rng(9)
    data = {name: rng.normal(mean, 1, 500).tolist() for name, mean in ((1, 0.0), (2, 0.3), (3, 1.0))}
    found = choose_recorded(data, first_stage=8, difference=0.4)
    assert found.dropped_at[found.selected - 1] == 0
    assert sorted(found.dropped_at)[1] >= 8
    assert found.stage == max(found.observations)
    assert found.total == sum(found.observations)
    assert found.variance(1, 2) == found.variance(2, 1)
    assert found.variance(1, 2) == pytest.approx(np.var(np.subtract(data[1][:8], data[2][:8]), ddof=1))


def test_a_tie_ends_with_the_first_and_a_lack_of_data_is_said() -> None:
    same = {"a": [1.0, 2.0] * 50, "b": [1.0, 2.0] * 50}
    assert choose_recorded(same, first_stage=4, difference=0.5).selected == "a"
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match=r"12 observations of [ab] do not suffice"):
        choose_recorded({"a": rng.normal(size=12).tolist(), "b": rng.normal(size=12).tolist()}, first_stage=4, difference=0.01)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"systems": ["a"]}, "two systems"),
        ({"systems": ["a", "a"]}, "different names"),
        ({"first_stage": 1}, "two pilot observations"),
        ({"difference": 0.0}, "difference must be above 0"),
        ({"confidence": 0.5}, "between 1/2"),
        ({"better": "more"}, 'must be "up"'),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(change: dict[str, Any], message: str) -> None:
    usual: dict[str, Any] = {"systems": ["a", "b"], "first_stage": 5, "difference": 1.0}
    with pytest.raises(ValueError, match=message):
        choose(lambda _system, _number: 0.0, **(usual | change))


def test_allocation_meets_its_conditions_and_beats_equal_shares() -> None:
    means, deviations = [1.0, 1.5, 3.0, 2.5], [2.0, 1.0, 3.0, 1.5]
    found = allocate(means, deviations, 400, better="down")
    runs = np.array(found.replications)
    assert found.best == 0
    assert runs.sum() == pytest.approx(400)
    ratios = runs[1:] * (np.array(means)[1:] - 1.0) ** 2 / np.array(deviations)[1:] ** 2
    assert ratios == pytest.approx(ratios[0])
    assert runs[0] == pytest.approx(deviations[0] * math.sqrt(((runs[1:] / np.array(deviations)[1:]) ** 2).sum()))
    equal = shared(means, deviations, [100.0] * 4, better="down")
    assert found.correct_selection > equal.correct_selection
    assert allocate([-mean for mean in means], deviations, 400, better="up").replications == found.replications


def test_probability_of_a_right_choice() -> None:
    """Two systems: exact and bound agree and are elementary. More: bound below exact; equal systems: 1/k; by trial."""
    two = shared([1.0, 0.0], [3.0, 4.0], [25.0, 25.0])
    assert two.correct_selection == pytest.approx(float(special.ndtr(1.0)), abs=1e-12)
    assert two.correct_selection_bound == pytest.approx(two.correct_selection, abs=1e-12)
    assert shared([1.0] * 4, [1.0] * 4, [9.0] * 4).correct_selection == pytest.approx(0.25)
    assert shared([1.0] * 4, [1.0] * 4, [9.0] * 4).correct_selection_bound == 0
    many = shared([0.0, 0.3, 1.0], [1.0, 2.0, 1.5], [20.0, 30.0, 10.0])
    assert many.correct_selection_bound < many.correct_selection
    trials = 40_000
    drawn = np.random.default_rng(2).normal(many.means, np.array(many.deviations) / np.sqrt(many.replications), (trials, 3))
    seen = float((drawn.argmax(axis=1) == many.best).mean())
    assert seen == pytest.approx(many.correct_selection, abs=4 * math.sqrt(0.25 / trials))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allocate([1.0, 1.0], [1.0, 1.0], 10), "same mean"),
        (lambda: allocate([1.0, 2.0], [1.0, 0.0], 10), "above 0"),
        (lambda: allocate([1.0, 2.0], [1.0, 1.0], 0), "runs must be above 0"),
        (lambda: shared([1.0], [1.0], [1.0]), "at least two"),
        (lambda: shared([1.0, 2.0], [1.0], [1.0, 1.0]), "as many as"),
    ],
)
def test_an_allocation_that_makes_no_sense_is_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
