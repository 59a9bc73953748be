"""Replacement and overhaul: the best is best, what does not age is left alone, and special cases coincide."""

from __future__ import annotations

import math

import pytest

from sim.theory.lifetimes import Exponential, Gamma, Uniform, Weibull
from sim.theory.optimum import cheapest
from sim.theory.replacement import age_replacement, block_replacement, maintained_availability, minimal_repair

AGEING = [Weibull(2.5, 1000), Weibull(1.3, 7), Gamma(40, 0.4), Uniform(0, 10), Uniform(5, 6)]


@pytest.mark.parametrize("law", AGEING, ids=str)
def test_no_other_age_is_cheaper(law):
    best = age_replacement(life=law, planned_cost=1, failure_cost=8)
    assert best.age < law.quantile(0.999)
    for other in (0.5, 0.97, 1.03, 1.4):
        there = age_replacement(life=law, planned_cost=1, failure_cost=8, age=other * best.age)
        assert best.cost_rate < there.cost_rate
    assert best.cost_rate < best.run_to_failure_cost_rate


@pytest.mark.parametrize("law", [Exponential(3.0), Weibull(0.7, 10)], ids=str)
def test_what_does_not_age_is_run_to_failure(law):
    plan = age_replacement(life=law, planned_cost=1, failure_cost=8)
    assert plan.age == math.inf
    assert plan.cost_rate == plan.run_to_failure_cost_rate == pytest.approx(8 / law.mean)
    assert (plan.failure_share, plan.mean_cycle) == (1, law.mean)


def test_failures_that_cost_no_more_than_planned_work_are_waited_for():
    assert age_replacement(life=Weibull(3, 10), planned_cost=5, failure_cost=5).age == math.inf


def test_a_late_age_is_run_to_failure():
    plan = age_replacement(life=Weibull(2, 10), planned_cost=1, failure_cost=5, age=1e4)
    assert plan.cost_rate == pytest.approx(plan.run_to_failure_cost_rate, rel=1e-12)


def test_rates_shares_and_cycles_agree():
    plan = age_replacement(life=Gamma(40, 0.5), planned_cost=3, failure_cost=9, age=30)
    assert plan.failure_rate * plan.mean_cycle == pytest.approx(plan.failure_share)
    assert plan.cost_rate * plan.mean_cycle == pytest.approx(9 * plan.failure_share + 3 * (1 - plan.failure_share))


def test_a_machine_never_maintained_alternates():
    machine = maintained_availability(life=Weibull(2.0, 100), planned_time=1, repair_time=4, age=math.inf)
    mean = Weibull(2.0, 100).mean
    assert machine.availability == pytest.approx(mean / (mean + 4))
    assert machine.failure_rate == pytest.approx(1 / (mean + 4))
    assert machine.planned_rate == 0


def test_downtime_is_that_of_failures_and_planned_jobs():
    machine = maintained_availability(life=Weibull(2.8, 300), planned_time=0.4, repair_time=3.5, age=190)
    assert 1 - machine.availability == pytest.approx(3.5 * machine.failure_rate + 0.4 * machine.planned_rate, rel=1e-12)


def test_no_other_age_gives_more_uptime():
    best = maintained_availability(life=Weibull(2.8, 300), planned_time=0.4, repair_time=3.5)
    for other in (0.9, 1.1):
        there = maintained_availability(life=Weibull(2.8, 300), planned_time=0.4, repair_time=3.5, age=other * best.age)
        assert there.availability < best.availability


def test_no_other_block_is_cheaper_and_age_replacement_is_cheaper_still():
    law = Weibull(2.2, 500)
    best = block_replacement(life=law, planned_cost=300, failure_cost=1400)
    for other in (0.8, 0.98, 1.02, 1.3):
        there = block_replacement(life=law, planned_cost=300, failure_cost=1400, interval=other * best.interval)
        assert best.cost_rate < there.cost_rate
    assert age_replacement(life=law, planned_cost=300, failure_cost=1400).cost_rate < best.cost_rate


def test_blocks_do_not_pay_for_what_does_not_age():
    never = block_replacement(life=Exponential(5.0), planned_cost=1, failure_cost=10)
    assert never.interval == math.inf
    assert never.cost_rate == pytest.approx(2)
    assert block_replacement(life=Exponential(5.0), planned_cost=1, failure_cost=10, interval=math.inf) == never


def test_overhauls_of_a_power_law_machine_have_a_closed_form():
    plan = minimal_repair(life=Weibull(2.4, 180), repair_cost=650, overhaul_cost=5200)
    assert plan.interval == pytest.approx(180 * (5200 / (650 * 1.4)) ** (1 / 2.4), rel=1e-12)
    assert plan.repairs == pytest.approx(5200 / 650 / 1.4, rel=1e-12)
    assert plan.failures(plan.interval) == pytest.approx(plan.repairs, rel=1e-14)
    there = minimal_repair(life=Weibull(2.4, 180), repair_cost=650, overhaul_cost=5200, interval=300)
    assert plan.cost_rate < there.cost_rate == pytest.approx((650 * (300 / 180) ** 2.4 + 5200) / 300)


@pytest.mark.parametrize("law", AGEING, ids=str)
def test_no_other_overhaul_is_cheaper(law):
    best = minimal_repair(life=law, repair_cost=1, overhaul_cost=4)
    for other in (0.7, 0.98, 1.02, 1.5):
        if law.survival(other * best.interval) > 0:
            there = minimal_repair(life=law, repair_cost=1, overhaul_cost=4, interval=other * best.interval)
            assert best.cost_rate < there.cost_rate


@pytest.mark.parametrize("law", [Exponential(5.0), Weibull(0.8, 5.0), Gamma(5.0, 1.5)], ids=str)
def test_overhauls_want_a_machine_that_ages(law):
    with pytest.raises(ValueError, match="does not grow"):
        minimal_repair(life=law, repair_cost=1, overhaul_cost=5)


def test_bad_costs_and_ages_are_refused():
    with pytest.raises(ValueError, match="planned_cost must be"):
        age_replacement(life=Exponential(5.0), planned_cost=0, failure_cost=1)
    with pytest.raises(ValueError, match="age or interval"):
        age_replacement(life=Exponential(5.0), planned_cost=1, failure_cost=2, age=0)
    with pytest.raises(ValueError, match="age or interval"):
        block_replacement(life=Exponential(5.0), planned_cost=1, failure_cost=2, interval=-1)
    with pytest.raises(ValueError, match="interval must be"):
        minimal_repair(life=Exponential(5.0), repair_cost=1, overhaul_cost=2, interval=math.inf)
    with pytest.raises(ValueError, match="repair_time must be"):
        maintained_availability(life=Exponential(5.0), planned_time=1, repair_time=-2)


def test_the_cheapest_is_found_among_several_valleys():
    def cost(age: float) -> float:
        return math.cos(age) + 0.01 * age

    def slope(age: float) -> float:
        return 0.01 - math.sin(age)

    ages = [0.1 * step for step in range(1, 120)]
    assert cheapest(cost, slope, ages) == pytest.approx(math.pi - math.asin(0.01), rel=1e-13)
    with pytest.raises(ValueError, match="the shorter the cheaper"):
        cheapest(lambda age: age, lambda age: 1.0, ages)
    assert cheapest(lambda age: -age, lambda age: -1.0, ages) == math.inf
