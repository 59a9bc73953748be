"""Levels that cover demand: against SciPy's quantiles, and at the edges."""

from __future__ import annotations

import math
import random

import pytest
from scipy import stats

from sim.theory.quantiles import negative_binomial_level, normal_level, poisson_level

SERVICES = (0.0, 0.3, 0.5, 0.9, 0.95, 0.999)


@pytest.mark.parametrize("service", SERVICES[1:])
def test_quantiles_are_those_of_scipy(service: float) -> None:
    luck = random.Random(5)
    for _ in range(200):
        mean = 10 ** luck.uniform(-3, 4)
        variance = mean * (1 + 10 ** luck.uniform(-3, 2))
        size, chance = mean * mean / (variance - mean), mean / variance
        assert poisson_level(mean=mean, service=service) == stats.poisson.ppf(service, mean)
        assert negative_binomial_level(mean=mean, variance=variance, service=service) == stats.nbinom.ppf(service, size, chance)
        normal = stats.norm.ppf(service, mean, math.sqrt(variance))
        assert normal_level(mean=mean, variance=variance, service=service) == max(0, math.ceil(normal))


def test_the_level_is_the_least_that_is_enough() -> None:
    level = poisson_level(mean=2.0, service=0.9)
    assert stats.poisson.cdf(level, 2.0) >= 0.9 > stats.poisson.cdf(level - 1, 2.0)


def test_no_demand_needs_no_stock() -> None:
    assert poisson_level(mean=0, service=0.99) == 0
    assert negative_binomial_level(mean=0, variance=4, service=0.99) == 0
    assert normal_level(mean=0, variance=0, service=0.99) == 0


def test_without_more_variance_than_the_mean_it_is_poisson() -> None:
    assert negative_binomial_level(mean=3, variance=2, service=0.95) == poisson_level(mean=3, service=0.95)


def test_an_exact_whole_number_is_not_rounded_up() -> None:
    assert normal_level(mean=3, variance=4, service=0.5) == 3


def test_nearly_sure_ends() -> None:
    assert 20 < poisson_level(mean=3, service=1 - 2**-53) < 40


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: poisson_level(mean=-1, service=0.9), "mean"),
        (lambda: poisson_level(mean=1, service=1), "service"),
        (lambda: negative_binomial_level(mean=1, variance=-1, service=0.9), "variance"),
        (lambda: normal_level(mean=1, variance=1, service=0), "service"),
    ],
)
def test_bad_arguments_are_told(call, word) -> None:
    with pytest.raises(ValueError, match=word):
        call()
