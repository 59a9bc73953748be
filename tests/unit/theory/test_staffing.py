"""Staff by the hour: an even day is the plain queue, flows balance over the period, ample staff follows the season."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.theory.queues import many_servers, with_patience
from sim.theory.staffing import ample_with_season, staffed_by_slot


def test_a_day_like_every_hour_is_the_queue_without_hours():
    even = staffed_by_slot(arrival_rates=[1.6] * 4, staff=[3] * 4, mean_service=1.5, slot_length=0.25)
    plain = many_servers(arrival_rate=1.6, mean_service=1.5, servers=3)
    assert even.mean_number == pytest.approx(plain.mean_number, rel=1e-9)
    assert even.mean_wait == pytest.approx(plain.mean_wait, rel=1e-9)
    assert even.wait_probability == pytest.approx(plain.wait_probability, rel=1e-9)
    assert even.number_at(0.6) == pytest.approx(plain.mean_number, rel=1e-9)


def test_patience_does_not_disturb_this():
    even = staffed_by_slot(arrival_rates=[4.0, 4.0], staff=[3, 3], mean_service=1.5, mean_patience=0.8)
    plain = with_patience(arrival_rate=4.0, mean_service=1.5, servers=3, mean_patience=0.8)
    assert even.mean_waiting == pytest.approx(plain.mean_queue, rel=1e-9)


@pytest.mark.slow
def test_slots_only_cut_the_time():
    coarse = staffed_by_slot(arrival_rates=[2.0, 0.5], staff=[1, 2], mean_service=0.8, slot_length=6.0)
    fine = staffed_by_slot(arrival_rates=[2.0] * 3 + [0.5] * 3, staff=[1] * 3 + [2] * 3, mean_service=0.8, slot_length=2.0)
    assert fine.mean_number == pytest.approx(coarse.mean_number, rel=1e-9)
    assert fine.wait_probability == pytest.approx(coarse.wait_probability, rel=1e-9)
    for time in (0.0, 3.0, 6.0, 11.3, 12.0):
        assert fine.number_at(time) == pytest.approx(coarse.number_at(time), rel=1e-9)
    assert coarse.number_at(12.0) == pytest.approx(coarse.number_at(0.0), rel=1e-9)
    assert coarse.waiting_in(0) == pytest.approx(np.mean([fine.waiting_in(slot) for slot in range(3)]), rel=1e-9)


@pytest.mark.slow
def test_as_many_are_served_as_come():
    period = staffed_by_slot(arrival_rates=[0.2, 3.0, 1.0], staff=[0, 3, 2], mean_service=1.1, slot_length=8.0)
    served = (period.mean_number - period.mean_waiting) / 1.1
    assert served == pytest.approx(period.mean_arrival_rate, rel=1e-9)
    assert period.slots[0].wait_probability == pytest.approx(1.0)


def test_with_nobody_on_duty_the_number_grows_by_the_arrivals():
    period = staffed_by_slot(arrival_rates=[0.5, 1.0], staff=[0, 4], mean_service=1.0, slot_length=10.0)
    assert period.number_at(10.0) - period.number_at(0.0) == pytest.approx(5.0, rel=1e-9)


def test_ample_staff_follows_the_season():
    season = ample_with_season(mean_rate=6.0, amplitude=0.5, mean_service=0.75, period=24.0)
    rates = [6.0 * (1 + 0.5 * math.sin(2 * math.pi * (slot + 0.5) / 480)) for slot in range(480)]
    slots = staffed_by_slot(arrival_rates=rates[::20], staff=[60] * 24, mean_service=0.75)
    assert slots.mean_number == pytest.approx(season.mean, rel=0.01)
    peak = (6.0 + season.lag) % 24.0
    assert season.number_at(peak) == pytest.approx(season.highest)
    assert season.number_at(peak + 12.0) == pytest.approx(season.lowest)


def test_the_season_solves_its_equation():
    """Change = arrivals - present / mean service, at any time."""
    season = ample_with_season(mean_rate=6.0, amplitude=0.6, mean_service=5.0, period=24.0)
    for time in (0.0, 3.3, 17.0):
        change = (season.number_at(time + 1e-4) - season.number_at(time - 1e-4)) / 2e-4
        arrivals = 6.0 * (1 + 0.6 * math.sin(2 * math.pi * time / 24.0))
        assert change == pytest.approx(arrivals - season.number_at(time) / 5.0, abs=1e-6)
    slow = ample_with_season(mean_rate=6.0, amplitude=0.6, mean_service=5.0, period=1e6)
    assert slow.lag == pytest.approx(5.0)
    assert slow.highest == pytest.approx(30.0 * 1.6)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="keep up"):
        staffed_by_slot(arrival_rates=[1.0, 1.0], staff=[0, 1], mean_service=1.0)
    with pytest.raises(ValueError, match="keep up"):
        staffed_by_slot(arrival_rates=[1.0], staff=[0], mean_service=1.0)
    with pytest.raises(ValueError, match="each slot needs"):
        staffed_by_slot(arrival_rates=[1.0, 1.0], staff=[1], mean_service=0.1)
    with pytest.raises(ValueError, match="close to its limit"):
        staffed_by_slot(arrival_rates=[0.999], staff=[1], mean_service=1.0, cap=128)
    period = staffed_by_slot(arrival_rates=[1.0], staff=[3], mean_service=1.0)
    with pytest.raises(ValueError, match="time must lie within"):
        period.number_at(1.5)
    with pytest.raises(ValueError, match="slot must lie"):
        period.waiting_in(1)
    with pytest.raises(ValueError, match="amplitude"):
        ample_with_season(mean_rate=1.0, amplitude=1.2, mean_service=1.0, period=1.0)
