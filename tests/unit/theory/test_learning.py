"""Learning curve: doubling, adding up, and nothing learnt."""

from __future__ import annotations

import math

import pytest

from sim.theory.learning import learning_curve


def test_each_doubling_takes_its_share_off():
    curve = learning_curve(first_time=5, learning_rate=0.8)
    for job in (1, 3, 40):
        assert curve.time(2 * job) == pytest.approx(0.8 * curve.time(job), rel=1e-14)
    assert curve.time(curve.halving_jobs) == pytest.approx(2.5)


def test_totals_add_up():
    curve = learning_curve(first_time=5, learning_rate=0.8)
    assert curve.total(30) == pytest.approx(sum(curve.time(job) for job in range(1, 31)), rel=1e-13)
    assert curve.average(30) * 30 == pytest.approx(curve.total(30))


def test_who_learns_nothing_stays_slow():
    curve = learning_curve(first_time=5, learning_rate=1)
    assert curve.time(1000) == 5
    assert curve.total(7) == 35
    assert curve.halving_jobs == math.inf


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="learning_rate must be at most 1"):
        learning_curve(first_time=5, learning_rate=1.1)
    with pytest.raises(ValueError, match="first_time must be"):
        learning_curve(first_time=0, learning_rate=0.9)
    with pytest.raises(ValueError, match="jobs must be a whole number"):
        learning_curve(first_time=1, learning_rate=0.9).total(0)
