"""One technician from a base: drives by numerical integration, and the queue behind them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import dblquad

from sim.theory.general_service import single_server
from sim.theory.travel import one_technician_from_base

ROUND: dict[str, Any] = {"arrival_rate": 0.2, "width": 40.0, "height": 60.0, "base": (10.0, 25.0), "speed": 50.0}


def test_the_wait_is_that_of_the_drives_law_found_by_integration():
    """Service without any job: twice the drive, whose mean and square are integrated over the territory."""
    one = one_technician_from_base(**ROUND, mean_job=1e-9, job_cv=0.0)

    def moment(power: int) -> float:
        return dblquad(lambda y, x: (2 * math.hypot(x - 10, y - 25) / 50) ** power, 0, 40, 0, 60)[0] / 2400

    queue_wait = 0.2 * moment(2) / 2 / (1 - 0.2 * moment(1))
    assert one.mean_wait == pytest.approx(queue_wait, rel=1e-6)


def test_at_infinite_speed_only_the_job_counts():
    quick = one_technician_from_base(**{**ROUND, "speed": 1e9}, mean_job=1.6, job_cv=0.8)
    queue = single_server(arrival_rate=0.2, mean_service=1.6, service_cv=0.8)
    assert quick.mean_wait == pytest.approx(queue.mean_wait, rel=1e-6)
    assert quick.mean_response == pytest.approx(queue.mean_wait, rel=1e-6)


def test_time_on_the_road_is_work():
    one = one_technician_from_base(**ROUND, mean_job=1.6, job_cv=0.8)
    assert one.utilisation == pytest.approx(0.2 * (1.6 + 2 * one.mean_distance / 50))
    assert one.mean_response == pytest.approx(one.mean_wait + one.mean_distance / 50)
    middle = one_technician_from_base(**{**ROUND, "base": (20.0, 30.0)}, mean_job=1.6, job_cv=0.8)
    assert middle.mean_response < one.mean_response


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="keep up"):
        one_technician_from_base(**ROUND, mean_job=4.9, job_cv=0.8)
    with pytest.raises(ValueError, match="speed"):
        one_technician_from_base(**{**ROUND, "speed": 0.0}, mean_job=1.0, job_cv=0.8)
    with pytest.raises(ValueError, match="within"):
        one_technician_from_base(**{**ROUND, "base": (50.0, 10.0)}, mean_job=1.0, job_cv=0.8)
