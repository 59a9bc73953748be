"""Promises: limits of zero and of nothing, thinning, and downtime over a long and over a short time."""

from __future__ import annotations

import math

import pytest

from sim.theory.promises import complaints, late_penalties, late_penalty, uptime_guarantee
from sim.theory.queues import many_servers

DESK = {"arrival_rate": 3.4, "mean_service": 3.0, "servers": 13}


def test_complaints_are_a_thinned_stream():
    some = complaints(**DESK, limit=1.0, complaint_share=0.04, period=1000.0)
    all_of_them = complaints(**DESK, limit=1.0, complaint_share=1.0, period=1000.0)
    assert all_of_them.complaints == all_of_them.dissatisfied
    assert some.complaints == pytest.approx(0.04 * all_of_them.complaints)
    assert some.any_among(0) == 0
    assert some.any_among(1) == pytest.approx(0.04)
    assert all_of_them.any_among(3) == 1.0


def test_a_penalty_without_limit_is_on_every_wait():
    terms = late_penalties(**DESK, response_limit=0.0, resolution_limit=0.0, fixed=10.0, per_time=2.0)
    desk = many_servers(**DESK)
    assert terms.response == pytest.approx(10 * desk.wait_probability + 2 * desk.mean_wait)
    assert terms.resolution == pytest.approx(10 + 2 * desk.mean_time)
    assert late_penalty(late_share=0.1, mean_excess=0.3, fixed=90.0, per_time=25.0) == pytest.approx(16.5)


def test_in_the_long_run_downtime_is_unavailability():
    uptime = uptime_guarantee(mtbf=620.0, mttr=9.5, period=1e6, guaranteed=0.9)
    assert uptime.mean_downtime / 1e6 == pytest.approx(9.5 / 629.5, rel=1e-3)
    assert uptime.breach == pytest.approx(0.0, abs=1e-12)
    assert uptime.mean_shortfall == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(
    ("mtbf", "mttr", "period"), [(620.0, 9.5, 8760.0), (10.0, 10.0, 30.0), (3.0, 40.0, 5.0), (50.0, 0.1, 2000.0)]
)
def test_a_guarantee_of_everything_falls_short_by_all_downtime(mtbf: float, mttr: float, period: float):
    """The law integrated from nothing is the mean, which has a formula of its own."""
    uptime = uptime_guarantee(mtbf=mtbf, mttr=mttr, period=period, guaranteed=1.0)
    assert uptime.mean_shortfall == pytest.approx(uptime.mean_downtime, rel=1e-8)
    assert uptime.breach == pytest.approx(-math.expm1(-period / mtbf))  # any failure at all
    assert uptime.penalty(3.0) == pytest.approx(3 * uptime.mean_shortfall)


def test_a_guarantee_of_nothing_is_always_kept():
    uptime = uptime_guarantee(mtbf=10.0, mttr=10.0, period=30.0, guaranteed=0.0)
    assert uptime.breach == 0
    assert uptime.mean_shortfall == 0


def test_a_machine_that_never_comes_back_loses_the_rest():
    uptime = uptime_guarantee(mtbf=10.0, mttr=1e9, period=20.0, guaranteed=0.4)
    assert uptime.breach == pytest.approx(1 - math.exp(-0.8), rel=1e-6)  # the one failure comes within the first 8


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="complaint_share"):
        complaints(**DESK, limit=1.0, complaint_share=1.4, period=10.0)
    with pytest.raises(ValueError, match="fixed"):
        late_penalty(late_share=0.1, mean_excess=0.3, fixed=-1.0, per_time=25.0)
    with pytest.raises(ValueError, match="guaranteed"):
        uptime_guarantee(mtbf=10.0, mttr=1.0, period=10.0, guaranteed=98.0)
    with pytest.raises(ValueError, match="period"):
        uptime_guarantee(mtbf=10.0, mttr=1.0, period=0.0, guaranteed=0.98)
