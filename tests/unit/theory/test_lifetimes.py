"""Laws of lives: their figures agree with one another, and wrong parameters are refused."""

from __future__ import annotations

import math

import pytest
from scipy import integrate

from sim.theory.lifetimes import Exponential, Gamma, Life, Uniform, Weibull, lifetime

LAWS = [
    Weibull(2.5, 1000.0),
    Weibull(0.6, 5.0),
    Gamma(40.0, 0.5),
    Gamma(3.0, 1.4),
    Exponential(25.0),
    Uniform(0, 10),
    Uniform(4, 9),
]


@pytest.mark.parametrize("law", LAWS, ids=str)
@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_the_figures_of_a_law_agree(law: Life, share: float):
    age = law.quantile(share)
    step = age * 1e-6
    assert law.failed(age) == pytest.approx(share, rel=1e-9)
    assert law.survival(age) == pytest.approx(1 - share, rel=1e-9)
    assert (law.failed(age + step) - law.failed(age - step)) / (2 * step) == pytest.approx(law.density(age), rel=1e-5)
    assert law.hazard(age) * law.survival(age) == pytest.approx(law.density(age), rel=1e-12)
    assert math.exp(-law.cumulative_hazard(age)) == pytest.approx(1 - share, rel=1e-9)
    assert law.limited_mean(age) == pytest.approx(integrate.quad(law.survival, 0, age)[0], rel=1e-8)


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_a_cut_beyond_all_lives_leaves_the_mean(law: Life):
    assert law.limited_mean(law.mean * 1e4) == pytest.approx(law.mean, rel=1e-12)


@pytest.mark.parametrize("law", [law for law in LAWS if law != Uniform(4, 9)], ids=str)
def test_the_share_failed_leaves_zero_with_its_power(law: Life):
    age = law.mean * 1e-12
    assert math.log2(law.failed(2 * age) / law.failed(age)) == pytest.approx(law.power, rel=1e-4)


def test_shape_one_is_exponential():
    for age in (0.0, 1.0, 30.0):
        for law in (Weibull(1.0, 8.0), Gamma(8.0, 1.0)):
            assert law.survival(age) == pytest.approx(Exponential(8.0).survival(age), rel=1e-12)
            assert law.density(age) == pytest.approx(Exponential(8.0).density(age), rel=1e-12)
            assert law.hazard(age) == pytest.approx(1 / 8, rel=1e-12)


def test_very_old_ages_neither_overflow_nor_come_alive():
    old = Weibull(40.0, 1.0)
    assert old.survival(1e9) == 0
    assert old.density(1e9) == 0
    assert old.cumulative_hazard(1e9) == math.inf


def test_a_law_is_said_as_in_a_scenario():
    assert lifetime({"weibull": {"shape": 2, "scale": 500}}) == Weibull(2, 500)
    assert lifetime(Exponential(3.0)) == Exponential(3.0)


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ({"wiebull": {"shape": 2, "scale": 3}}, "'wiebull' is not a law"),
        ({"weibull": {"shape": 2}}, "weibull wants shape and scale, not shape"),
        ({"weibull": {"shape": 2, "scale": 0}}, "scale must be a number above zero"),
        ({"uniform": {"low": 3, "high": 3}}, "high must be a number above low"),
        ({"gamma": {"mean": 2, "cv": -1}}, "cv must be a number above zero"),
        ({}, "a law is one word"),
    ],
)
def test_a_wrong_law_is_refused(law, words: str):
    with pytest.raises(ValueError, match=words):
        lifetime(law)
