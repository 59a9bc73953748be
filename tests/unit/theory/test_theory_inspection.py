"""Inspection and monitoring: limits of sharp and blind eyes, and the shares and rates that must agree."""

from __future__ import annotations

import math

import pytest
from scipy import integrate

from sim.theory.inspection import control_limit, delay_time, monitoring
from sim.theory.lifetimes import Exponential, Uniform, Weibull
from sim.theory.replacement import age_replacement


def test_perfect_inspections_of_exponential_delays_have_a_closed_form():
    seen = delay_time(defect_rate=0.08, delay=Exponential(25), interval=14)
    assert seen.failure_share == pytest.approx(1 - 25 / 14 * -math.expm1(-14 / 25), rel=1e-12)


def test_imperfect_inspections_of_exponential_delays_have_a_closed_form():
    """Each defect survives its first wait on average (1 - e) / T', each later one with e, and is missed with q each time."""
    missed, pace = 0.3, 14 / 25
    first, later = -math.expm1(-pace) / pace, math.exp(-pace)
    found = first * (1 - missed) / (1 - missed * later)
    seen = delay_time(defect_rate=0.08, delay=Exponential(25), interval=14, detection_probability=0.7)
    assert seen.failure_share == pytest.approx(1 - found, rel=1e-12)


def test_blind_inspections_let_everything_fail():
    seen = delay_time(
        defect_rate=2, delay=Weibull(1.7, 40), interval=21, detection_probability=0, failure_cost=3, inspection_cost=42
    )
    assert (seen.failure_share, seen.failure_rate, seen.found_rate) == (1, 2, 0)
    assert seen.cost_rate == pytest.approx(8)
    nearly = delay_time(defect_rate=2, delay=Weibull(1.7, 40), interval=21, detection_probability=1e-6)
    assert nearly.failure_share == pytest.approx(1, abs=1e-5)


def test_inspections_closer_than_every_delay_catch_everything():
    seen = delay_time(defect_rate=0.5, delay=Uniform(20, 30), interval=20, defect_cost=4, inspection_cost=10)
    assert seen.failure_share == pytest.approx(0, abs=1e-15)
    assert seen.cost_rate == pytest.approx(0.5 * 4 + 0.5)


def test_sharper_eyes_and_shorter_intervals_leave_fewer_failures():
    shares = [
        [
            delay_time(defect_rate=1, delay=Weibull(1.7, 40), interval=t, detection_probability=r).failure_share
            for r in (0.3, 0.6, 1)
        ]
        for t in (10, 20, 40)
    ]
    assert all(row[0] > row[1] > row[2] for row in shares)
    assert all(near < far for near, far in zip(*shares[:2], strict=True))


def test_a_limit_at_failure_waits_for_it():
    rates = [0.025, 0.03, 0.04]
    waits = control_limit(rates=rates, interval=10, limit=3, inspection_cost=0, failure_cost=9)
    assert waits.failure_share == pytest.approx(1)
    assert waits.mean_cycle == pytest.approx(sum(1 / rate for rate in rates))
    assert waits.cost_rate == pytest.approx(9 / waits.mean_cycle)
    assert waits.failure_rate == pytest.approx(1 / waits.mean_cycle)


def test_frequent_inspections_find_every_unit_at_the_limit():
    often = control_limit(rates=[0.025, 0.03, 0.04, 0.05], interval=1e-4, limit=2, planned_cost=600)
    assert often.failure_share == pytest.approx(0, abs=1e-6)
    assert often.mean_cycle == pytest.approx(1 / 0.025 + 1 / 0.03, rel=1e-5)


def test_two_stages_are_solved_by_hand():
    """Stage 0 lasts Exp(a), stage 1 Exp(b); a unit found in stage 1 is replaced: one interval after another until it has left stage 0."""
    a, b, tau = 0.1, 0.3, 5.0
    left = -math.expm1(-a * tau)
    failed = integrate.quad(lambda t: a * math.exp(-a * t) * -math.expm1(-b * (tau - t)), 0, tau)[0]
    chain = control_limit(rates=[a, b], interval=tau, limit=1, inspection_cost=2, planned_cost=5, failure_cost=30)
    assert chain.failure_share == pytest.approx(failed / left, rel=1e-9)
    assert chain.inspections == pytest.approx(1 / left - failed / left, rel=1e-9)
    assert chain.cost_rate * chain.mean_cycle == pytest.approx(
        2 * chain.inspections + 5 * (1 - chain.failure_share) + 30 * chain.failure_share, rel=1e-12
    )


def test_one_inspection_that_replaces_whatever_it_sees_is_age_replacement():
    """Of a chain left at high rates down to the last stage, an inspection at tau finds nearly all units beyond the first stages."""
    chain = control_limit(rates=[1e6, 0.1], interval=4, limit=1, planned_cost=1, failure_cost=6)
    plan = age_replacement(life=Exponential(10), planned_cost=1, failure_cost=6, age=4)
    assert chain.cost_rate == pytest.approx(plan.cost_rate, rel=1e-5)


def test_a_sensor_that_sees_nothing_changes_nothing():
    blind = monitoring(defect_rate=0.005, failure_rate=0.05, detection_rate=0, false_alarm_rate=0, response_time=2)
    assert (blind.removed_share, blind.false_visits) == (0, 0)
    assert blind.failure_rate == pytest.approx(1 / (200 + 20))


def test_a_prompt_sensor_and_technician_remove_every_defect():
    quick = monitoring(defect_rate=0.005, failure_rate=0.05, detection_rate=1e9, false_alarm_rate=0.01, response_time=0)
    assert quick.removed_share == pytest.approx(1)
    assert quick.mean_cycle == pytest.approx(200)
    assert quick.false_visits == pytest.approx(0.01)


def test_cycles_end_by_removal_or_failure():
    watched = monitoring(defect_rate=0.005, failure_rate=0.05, detection_rate=0.2, false_alarm_rate=0.01, response_time=3)
    assert watched.failure_rate * watched.mean_cycle + watched.removed_share == pytest.approx(1)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="detection_probability must be a share"):
        delay_time(defect_rate=1, delay=Exponential(3), interval=1, detection_probability=1.2)
    with pytest.raises(ValueError, match="too short"):
        delay_time(defect_rate=1, delay=Exponential(1e9), interval=1, detection_probability=1e-8)
    with pytest.raises(ValueError, match="limit must be a stage from 1 to 2"):
        control_limit(rates=[1, 2], interval=1, limit=3)
    with pytest.raises(ValueError, match="rate must be"):
        control_limit(rates=[1, 0], interval=1, limit=1)
    with pytest.raises(ValueError, match="failure_rate must be"):
        monitoring(defect_rate=1, failure_rate=0, detection_rate=1, false_alarm_rate=1, response_time=1)
