"""Weibull fit: the likelihood is highest at the fit, perfect data give their law back, and hopeless data are refused."""

from __future__ import annotations

import math

import pytest

from sim.theory.fitting import weibull_fit
from sim.theory.lifetimes import Weibull

ENDED = [31.0, 55.0, 61.0, 90.0, 120.0]
ALIVE = [40.0, 100.0, 130.0, 130.0]


def log_likelihood(law: Weibull, ended: list[float], alive: list[float]) -> float:
    return sum(math.log(law.density(age)) for age in ended) - sum(law.cumulative_hazard(age) for age in alive)


@pytest.mark.parametrize("alive", [[], ALIVE], ids=["all ended", "some alive"])
def test_no_other_law_is_likelier(alive):
    fit = weibull_fit(failures=ENDED, censored=alive)
    assert fit.log_likelihood == pytest.approx(log_likelihood(Weibull(fit.shape, fit.scale), ENDED, alive), rel=1e-12)
    for shape in (0.99, 1.0, 1.01):
        for scale in (0.99, 1.0, 1.01):
            other = log_likelihood(Weibull(shape * fit.shape, scale * fit.scale), ENDED, alive)
            assert other <= fit.log_likelihood + 1e-12


def test_quantiles_of_a_law_give_it_back():
    law = Weibull(2.5, 900)
    fit = weibull_fit(failures=[law.quantile((rank + 0.5) / 20_000) for rank in range(20_000)])
    assert (fit.shape, fit.scale) == (pytest.approx(2.5, rel=1e-3), pytest.approx(900, rel=1e-3))


def test_the_unit_of_time_does_not_matter():
    days, hours = (weibull_fit(failures=[k * t for t in ENDED], censored=[k * t for t in ALIVE]) for k in (1, 24))
    assert hours.shape == pytest.approx(days.shape, rel=1e-12)
    assert hours.scale == pytest.approx(24 * days.scale, rel=1e-12)


def test_survivors_lengthen_life():
    assert weibull_fit(failures=ENDED, censored=ALIVE).scale > weibull_fit(failures=ENDED).scale


@pytest.mark.parametrize(("failures", "censored"), [([], [3.0]), ([3.0], []), ([3.0, 3.0], [2.0]), ([3.0, 4.0, 0.0], [])])
def test_data_without_a_likeliest_law_are_refused(failures, censored):
    with pytest.raises(ValueError, match=r"a Weibull fit wants|age must be"):
        weibull_fit(failures=failures, censored=censored)
