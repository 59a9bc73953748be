"""One technician from a base: distances against numerical integration, and the queue behind them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from scipy.integrate import dblquad

from sim.theory.general_service import single_server
from sim.theory.travel import distance_to_point, one_technician_from_base

ROUND: dict[str, Any] = {"arrival_rate": 0.2, "width": 40.0, "height": 60.0, "base": (10.0, 25.0), "speed": 50.0}


@pytest.mark.parametrize("point", [(1.0, 1.5), (0.0, 0.0), (0.3, 2.2), (2.0, 1.0), (5.0, -1.0), (-1.0, 4.0)])
def test_distances_are_what_integration_finds(point: tuple[float, float]):
    mean, square = distance_to_point(width=2.0, height=3.0, point=point)
    x, y = point
    assert mean == pytest.approx(dblquad(lambda b, a: math.hypot(a - x, b - y), 0, 2, 0, 3)[0] / 6, rel=1e-6)
    assert square == pytest.approx(dblquad(lambda b, a: (a - x) ** 2 + (b - y) ** 2, 0, 2, 0, 3)[0] / 6)


def test_a_far_base_makes_every_drive_the_same():
    mean, square = distance_to_point(width=1.0, height=1.0, point=(2000.5, 0.5))
    assert mean == pytest.approx(2000.0, rel=1e-7)
    assert square == pytest.approx(mean**2, rel=1e-6)


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
    with pytest.raises(ValueError, match="width"):
        distance_to_point(width=0.0, height=1.0, point=(0.0, 0.0))
