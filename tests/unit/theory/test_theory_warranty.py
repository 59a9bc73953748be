"""Warranty and burn-in: memoryless lives, order of the promises, and burn-in only where early failures are many."""

from __future__ import annotations

import math

import pytest
from scipy import integrate

from sim.theory.lifetimes import Exponential, Gamma, Uniform, Weibull
from sim.theory.warranty import burn_in, warranty


def test_for_memoryless_lives_replacing_is_repairing():
    promise = warranty(life=Exponential(5), period=2, unit_cost=100)
    assert promise.free_replacement == pytest.approx(40)
    assert promise.minimal_repair == pytest.approx(40)
    assert promise.renewing_free_replacement == pytest.approx(100 * math.expm1(0.4))
    assert promise.failing_share == pytest.approx(-math.expm1(-0.4))


@pytest.mark.parametrize("law", [Weibull(1.3, 6.5), Weibull(0.7, 4), Gamma(5, 0.6)], ids=str)
def test_pro_rata_is_the_mean_unused_share(law):
    unused = integrate.quad(lambda age: (1 - age / 3) * law.density(age), 0, 3)[0]
    assert warranty(life=law, period=3, unit_cost=10).pro_rata == pytest.approx(10 * unused, rel=1e-7)


def test_promises_cost_more_the_more_they_promise():
    promise = warranty(life=Weibull(1.3, 6.5), period=3, unit_cost=480)
    assert promise.pro_rata < promise.free_replacement < promise.renewing_free_replacement
    assert promise.free_replacement < promise.minimal_repair  # an old unit kept in use fails more often than a new one


def test_burn_in_does_not_pay_for_what_wears_out():
    for law in (Weibull(2.0, 5), Exponential(5)):
        plan = burn_in(life=law, period=2, burn_in_cost=9, factory_repair_cost=210, field_repair_cost=700)
        assert plan.time == 0
        assert plan.cost == pytest.approx(700 * law.cumulative_hazard(2))


def test_no_other_burn_in_is_cheaper():
    best = burn_in(life=Weibull(0.6, 5), period=2, burn_in_cost=9, factory_repair_cost=210, field_repair_cost=700)
    for other in (0, 0.8, 0.98, 1.02, 1.3):
        there = burn_in(
            life=Weibull(0.6, 5), period=2, burn_in_cost=9, factory_repair_cost=210, field_repair_cost=700, time=other * best.time
        )
        assert best.cost < there.cost
        assert there.factory_failures + there.warranty_failures == pytest.approx(((2 + there.time) / 5) ** 0.6)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="no unit outlives"):
        warranty(life=Uniform(0, 2), period=2, unit_cost=1)
    with pytest.raises(ValueError, match="period must be"):
        warranty(life=Exponential(2), period=0, unit_cost=1)
    with pytest.raises(ValueError, match="burn_in_cost must be"):
        burn_in(life=Exponential(2), period=1, burn_in_cost=0, factory_repair_cost=1, field_repair_cost=1)
