"""Renewal function: known ones come out, the others obey Feller's limit and the equation that defines them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from scipy import integrate

from sim.theory.lifetimes import Exponential, Gamma, Uniform, Weibull
from sim.theory.renewal import growing_base, renewals


@pytest.mark.parametrize("law", [Exponential(4.0), Weibull(1.0, 4.0), Gamma(4.0, 1.0)], ids=str)
def test_memoryless_units_fail_evenly(law):
    count = renewals(life=law, horizon=20)
    for time in (0.1, 3.0, 20.0):
        assert count.failures(time) == pytest.approx(time / 4, rel=1e-11)
        assert count.rate(time) == pytest.approx(1 / 4, rel=1e-9)
        assert count.integral(time) == pytest.approx(time**2 / 8, rel=1e-10)


def test_two_exponential_phases_have_a_closed_form():
    count = renewals(life=Gamma(1.0, math.sqrt(0.5)), horizon=8)
    for time in (0.05, 0.7, 8.0):
        assert count.failures(time) == pytest.approx(time - 0.25 + 0.25 * math.exp(-4 * time), rel=1e-10)
        assert count.rate(time) == pytest.approx(1 - math.exp(-4 * time), rel=1e-8)


def test_uniform_lives_have_a_closed_form_up_to_their_end():
    count = renewals(life=Uniform(0, 10), horizon=10)
    for time in (1.0, 10.0):
        assert count.failures(time) == pytest.approx(math.expm1(time / 10), rel=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [0.3, 0.7, 1.6, 4.0])
def test_the_equation_holds_where_it_was_not_solved(shape: float):
    law = Weibull(shape, 10.0)
    count = renewals(life=law, horizon=30)
    for time in (2.0, 11.3, 29.0):

        def later(age: float, time: float = time) -> float:
            return count.failures(time - age) * law.density(age)

        cuts = (0, time / 1e6, time / 100, time)
        parts = [integrate.quad(later, low, high, epsabs=1e-11, limit=300)[0] for low, high in pairwise(cuts)]
        assert count.failures(time) == pytest.approx(law.failed(time) + sum(parts), rel=1e-7)


@pytest.mark.slow
@pytest.mark.parametrize("shape", [0.85, 1.5, 2.5])
def test_in_the_long_run_failures_grow_along_fellers_line(shape: float):
    law = Weibull(shape, 1.0)
    spread = math.gamma(1 + 2 / shape) / math.gamma(1 + 1 / shape) ** 2 - 1
    count = renewals(life=law, horizon=25 * law.mean)
    assert count.failures(25 * law.mean) == pytest.approx(25 + (spread - 1) / 2, rel=1e-7)


def test_steep_and_very_early_laws_are_solved_too():
    """Steep: hardly a unit fails twice by 0.6 lives. Dying young: failures come ever more slowly."""
    steep = Weibull(9.0, 10.0)
    assert renewals(life=steep, horizon=13).failures(6) == pytest.approx(steep.failed(6), rel=1e-4)
    early = renewals(life=Weibull(0.1, 1.0), horizon=2)
    counts = [early.failures(time) for time in (0.5, 1.0, 1.5, 2.0)]
    gains = [later - sooner for sooner, later in pairwise(counts)]
    assert gains == sorted(gains, reverse=True)
    assert counts[0] > Weibull(0.1, 1.0).failed(0.5)
    assert min(gains) > 0


@pytest.mark.slow
def test_a_law_that_jumps_within_the_horizon_is_refused():
    with pytest.raises(ArithmeticError, match="does not settle"):
        renewals(life=Uniform(0, 10), horizon=15)


def test_times_outside_the_horizon_are_refused():
    count = renewals(life=Exponential(4.0), horizon=20)
    with pytest.raises(ValueError, match="horizon of 20"):
        count.failures(21)
    with pytest.raises(ValueError, match="horizon must be"):
        renewals(life=Exponential(4.0), horizon=0)
    with pytest.raises(ValueError, match="must not leave zero faster"):
        renewals(life=Weibull(0.05, 1.0), horizon=1)


def test_a_base_of_memoryless_machines_fails_as_often_as_it_has_machines():
    base = growing_base(life=Exponential(20.0), sales_rate=6, installed=150, window=(12, 24))
    assert base.of_initial == pytest.approx(150 * 12 / 20, rel=1e-10)
    assert base.of_sold == pytest.approx(6 * (24**2 - 12**2) / 2 / 20, rel=1e-10)
    assert base.failures == pytest.approx(base.of_initial + base.of_sold)


def test_windows_add_up():
    parts = [growing_base(life=Weibull(1.6, 20), sales_rate=6, installed=150, window=w).failures for w in ((0, 9), (9, 24))]
    whole = growing_base(life=Weibull(1.6, 20), sales_rate=6, installed=150, window=(0, 24)).failures
    assert sum(parts) == pytest.approx(whole, rel=1e-9)


def test_an_empty_window_is_refused():
    with pytest.raises(ValueError, match="window"):
        growing_base(life=Exponential(20.0), sales_rate=6, window=(12, 12))
