"""Failure laws: counts over time against theory, within four standard errors, and what the laws refuse."""

from __future__ import annotations

import math
from typing import Annotated, Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from sim.nature.failures import (
    EmpiricalLife,
    ExponentialLife,
    FailureLaw,
    GammaPoisson,
    Never,
    PowerLaw,
    WeibullLife,
)
from sim.registry import OneOf
from sim.units import FOREVER, TICK

ASSETS = 8000
LAW: TypeAdapter[FailureLaw] = TypeAdapter(Annotated[FailureLaw, OneOf("failure")])


def counts(law: FailureLaw, until: float, seed: int = 1, assets: int = ASSETS) -> np.ndarray:
    """Faults of each asset by that age, one uniform per asset and one per fault."""
    next_fault, luck = law.sampler(), np.random.default_rng(seed)
    found = np.zeros(assets)
    for asset in range(assets):
        own, age = float(luck.random()), 0.0
        while (age := next_fault(age, float(luck.random()), own)) <= until:
            found[asset] += 1
    return found


def assert_mean(sample: np.ndarray, expected: float) -> None:
    """The sample mean lies within four standard errors of what theory says."""
    error = sample.std(ddof=1) / math.sqrt(len(sample))
    assert abs(sample.mean() - expected) <= 4 * error


def assert_variance(sample: np.ndarray, expected: float) -> None:
    """The sample variance lies within four of its standard errors (from the fourth moment) of what theory says."""
    variance = sample.var(ddof=1)
    fourth = ((sample - sample.mean()) ** 4).mean()
    assert abs(variance - expected) <= 4 * math.sqrt((fourth - variance**2) / len(sample))


def test_exponential_counts_are_poisson() -> None:
    sample = counts(ExponentialLife(mtbf=50.0), 150.0)
    assert_mean(sample, 3.0)
    assert_variance(sample, 3.0)


@pytest.mark.parametrize(("mtbf", "shape", "until"), [(50.0, 0.5, 100.0), (50.0, 2.0, 200.0), (10.0, 40.0, 40.0)])
def test_gamma_poisson_counts_are_overdispersed(mtbf: float, shape: float, until: float) -> None:
    law = GammaPoisson(mtbf=mtbf, shape=shape)
    sample, mean = counts(law, until), until * law.mean_rate
    assert_mean(sample, mean)
    assert_variance(sample, mean + mean**2 / shape)


@pytest.mark.parametrize("shape", [0.5, 1.0, 1.6, 3.0])
def test_power_law_counts_follow_the_expected_curve(shape: float) -> None:
    law = PowerLaw(scale=100.0, shape=shape)
    for until in (50.0, 200.0):
        sample = counts(law, until)
        assert_mean(sample, (until / 100.0) ** shape)
        assert_variance(sample, (until / 100.0) ** shape)


def test_power_law_repair_leaves_the_machine_as_old_as_it_was() -> None:
    """Between the ages of 300 and 400 the count depends on age alone, whatever came before."""
    next_fault = PowerLaw(scale=100.0, shape=2.0).sampler()
    luck = np.random.default_rng(3)
    sample = np.zeros(ASSETS)
    for asset in range(ASSETS):
        age = 300.0
        while (age := next_fault(age, float(luck.random()), 0.5)) <= 400.0:
            sample[asset] += 1
    assert_mean(sample, 4.0**2 - 3.0**2)


@pytest.mark.parametrize(
    "law",
    [
        WeibullLife(mean=50.0, shape=0.8),
        WeibullLife(scale=50.0, shape=3.0),
        EmpiricalLife(times=(10.0, 40.0, 90.0), weights=(1, 2, 1)),
    ],
)
def test_renewing_laws_reach_their_long_run_rate(law: FailureLaw) -> None:
    """By the elementary renewal theorem; the start of all lives at zero is over by the second half."""
    sample = counts(law, 4000.0, assets=600) - counts(law, 2000.0, assets=600)
    assert law.mean_rate is not None
    assert_mean(sample, 2000.0 * law.mean_rate)


def test_a_renewed_part_forgets_its_age() -> None:
    next_fault = WeibullLife(mean=50.0, shape=2.0).sampler()
    assert next_fault(1000.0, 0.3, 0.5) - 1000.0 == pytest.approx(next_fault(0.0, 0.3, 0.5), abs=TICK)


def test_an_assets_own_rate_is_the_same_for_all_its_faults() -> None:
    next_fault = GammaPoisson(mtbf=100.0, shape=0.5).sampler()
    good, bad = next_fault(0.0, 0.5, 0.1), next_fault(0.0, 0.5, 0.9)
    assert bad < good
    assert next_fault(1000.0, 0.5, 0.1) - 1000.0 == pytest.approx(good, abs=TICK)
    assert GammaPoisson(mtbf=100.0, shape=0.5).sampler()(0.0, 0.5, 0.1) == good


def test_own_rates_survive_a_fleet_larger_than_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = GammaPoisson(mtbf=100.0, shape=0.5).sampler()
    monkeypatch.setattr("sim.nature.failures._KNOWN_ASSETS", 3)
    narrow = GammaPoisson(mtbf=100.0, shape=0.5).sampler()
    fleet = [0.1 * asset for asset in range(1, 9)] * 2
    assert [narrow(0.0, 0.5, own) for own in fleet] == [wide(0.0, 0.5, own) for own in fleet]


def test_never_means_never() -> None:
    assert Never().sampler()(0.0, 1 - 2.0**-53, 0.5) == FOREVER
    assert Never().mean_rate == 0.0


@pytest.mark.parametrize(
    ("law", "memoryless", "clock"),
    [
        (ExponentialLife(mtbf=1.0), True, "calendar"),
        (GammaPoisson(mtbf=1.0, shape=1.0), True, "calendar"),
        (Never(), True, "calendar"),
        (PowerLaw(scale=1.0, shape=1.0), False, "operating"),
        (WeibullLife(mean=1.0, shape=1.0), False, "operating"),
        (WeibullLife(mean=1.0, shape=1.0, clock="calendar"), False, "calendar"),
        (EmpiricalLife(times=(1.0,)), False, "operating"),
    ],
)
def test_laws_say_which_clock_they_follow(law: FailureLaw, memoryless: bool, clock: str) -> None:
    assert (law.memoryless, law.clock) == (memoryless, clock)


@pytest.mark.parametrize(
    "law",
    [
        ExponentialLife(mtbf=1e-12),
        ExponentialLife(mtbf=8.76e6),
        GammaPoisson(mtbf=8.76e6, shape=0.05),
        GammaPoisson(mtbf=1e-12, shape=0.05),
        WeibullLife(scale=8.76e6, shape=0.05),
        PowerLaw(scale=1e-12, shape=20.0),
        PowerLaw(scale=8.76e6, shape=0.05),
        EmpiricalLife(times=(1e-12, 8.76e6)),
    ],
    ids=lambda law: f"{law.word}",
)
def test_extreme_laws_stay_within_time(law: FailureLaw) -> None:
    next_fault = law.sampler()
    for age in (0.0, 1.0, 1e6, FOREVER - TICK):
        for u in (5e-324, 0.5, 1 - 2.0**-53):
            for own in (5e-324, 0.5, 1 - 2.0**-53):
                assert age < next_fault(age, u, own) <= FOREVER


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"exponential": {"mtbf": "0 h"}}, "expected a time above zero like '4 h' or '3 days', found '0 h'"),
        ({"exponential": {"mean": "9 d"}}, "Field required"),
        ({"weibull": {"shape": 2}}, "expected mean or scale; found none of them"),
        ({"weibull": {"shape": 2, "mean": "9 d", "clock": "wall"}}, "Input should be 'operating' or 'calendar'"),
        ({"power_law": {"scale": "9 d", "shape": 21}}, "Input should be less than or equal to 20"),
        ({"empirical": {"times": ["0 h"]}}, "expected a time above zero"),
        ("9 d", "there is no failure law '9 d'"),
    ],
)
def test_faults_are_named(said: Any, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LAW.validate_python(said, context={"currency": "EUR"})
    error = caught.value.errors()[0]
    inner = error["ctx"].get("inner", [error])[0]
    assert inner["msg"].startswith(message)
