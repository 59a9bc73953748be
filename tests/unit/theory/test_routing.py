"""Routing: where everybody can do everything the plain queue comes out, and work is kept."""

from __future__ import annotations

import itertools

import pytest

from sim.theory.queues import blocking, many_servers
from sim.theory.routing import hypercube, specialists_and_generalists, with_absences


def test_without_specialists_both_kinds_share_one_queue_of_generalists():
    skills = specialists_and_generalists(rate_common=0.7, rate_rare=0.5, mean_job=1.5, specialists=0, generalists=3)
    queue = many_servers(arrival_rate=1.2, mean_service=1.5, servers=3)
    assert skills.wait_probability_common == pytest.approx(queue.wait_probability)
    together = 0.7 * skills.mean_wait_common + 0.5 * skills.mean_wait_rare
    assert together == pytest.approx(queue.mean_queue)
    assert skills.mean_wait_rare < queue.mean_wait < skills.mean_wait_common  # rare jobs go first


def test_hardly_any_rare_jobs_leave_one_queue_for_all():
    skills = specialists_and_generalists(rate_common=1.4, rate_rare=1e-9, mean_job=1.5, specialists=2, generalists=1)
    queue = many_servers(arrival_rate=1.4, mean_service=1.5, servers=3)
    assert skills.mean_wait_common == pytest.approx(queue.mean_wait, rel=1e-6)
    assert skills.utilisation_specialists > skills.utilisation_generalists  # specialists are asked first


def test_the_technicians_do_the_work_that_comes():
    skills = specialists_and_generalists(rate_common=1.1, rate_rare=0.4, mean_job=1.7, specialists=2, generalists=2)
    busy = 2 * skills.utilisation_specialists + 2 * skills.utilisation_generalists
    assert busy == pytest.approx(1.5 * 1.7)


RATES, ORDERS = [0.5, 0.9, 0.4], [[1, 2, 3], [3, 1, 2], [2, 3, 1]]


def test_equal_technicians_lose_what_erlang_says_whoever_goes():
    areas = hypercube(arrival_rates=RATES, service_rates=[0.8] * 3, preference=ORDERS, queue=False)
    assert areas.lost == pytest.approx(blocking(arrival_rate=1.8, mean_service=1.25, servers=3))
    assert sum(areas.workloads) * 0.8 == pytest.approx(1.8 * (1 - areas.lost))
    assert areas.mean_wait == 0


def test_equal_technicians_with_a_queue_are_the_plain_queue():
    areas = hypercube(arrival_rates=RATES, service_rates=[0.8] * 3, preference=ORDERS, queue=True)
    queue = many_servers(arrival_rate=1.8, mean_service=1.25, servers=3)
    assert areas.all_busy == pytest.approx(queue.wait_probability)
    assert areas.mean_wait == pytest.approx(queue.mean_wait)
    assert areas.lost == 0


@pytest.mark.parametrize("queue", [True, False])
def test_each_technician_is_busy_with_what_he_was_sent_to(queue: bool):
    speeds = [0.8, 1.1, 0.5]
    areas = hypercube(arrival_rates=RATES, service_rates=speeds, preference=ORDERS, queue=queue)
    served = sum(RATES) * (1 - areas.lost)
    for technician, speed in enumerate(speeds):
        assert sum(areas.dispatches[technician]) * served == pytest.approx(areas.workloads[technician] * speed)
    assert sum(itertools.chain(*areas.dispatches)) == pytest.approx(1.0)
    assert areas.mean_travel([[3.0] * 3] * 3) == pytest.approx(3.0)
    other = [[float(area != home) for area in range(3)] for home in (0, 2, 1)]
    assert areas.mean_travel(other) == pytest.approx(areas.out_of_area)


def test_technicians_never_absent_are_servers():
    queue = many_servers(arrival_rate=0.9, mean_service=4.5, servers=6)
    never = with_absences(arrival_rate=0.9, mean_job=4.5, technicians=6, mean_available=100.0, mean_absent=0.0)
    assert never.mean_number == pytest.approx(queue.mean_number)
    assert never.mean_waiting == pytest.approx(queue.mean_queue)
    assert never.wait_probability == pytest.approx(queue.wait_probability)


def test_very_short_absences_only_slow_the_work_down():
    often = with_absences(arrival_rate=0.5, mean_job=1.0, technicians=1, mean_available=3e-5, mean_absent=1e-5)
    assert often.mean_time == pytest.approx(1 / (0.75 - 0.5), rel=1e-3)


def test_rarer_but_longer_absences_are_worse():
    times = [
        with_absences(arrival_rate=0.9, mean_job=1.5, technicians=2, mean_available=9 * away, mean_absent=away).mean_time
        for away in (0.1, 1.0, 10.0)
    ]
    assert times == sorted(times)
    assert times[2] > 1.3 * times[0]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="keep up"):
        specialists_and_generalists(rate_common=0.1, rate_rare=2.1, mean_job=1.0, specialists=9, generalists=2)
    with pytest.raises(ValueError, match="keep up"):
        hypercube(arrival_rates=[3.0], service_rates=[1.0, 1.0], preference=[[1, 2]], queue=True)
    with pytest.raises(ValueError, match=r"each technician 1 .* 2 once"):
        hypercube(arrival_rates=[1.0], service_rates=[1.0, 1.0], preference=[[0, 1]], queue=True)
    with pytest.raises(ValueError, match=r"each technician 1 .* 2 once"):
        hypercube(arrival_rates=[1.0, 1.0], service_rates=[1.0, 1.0], preference=[[1, 2]], queue=False)
    with pytest.raises(ValueError, match="keep up"):
        with_absences(arrival_rate=1.9, mean_job=1.0, technicians=2, mean_available=3.0, mean_absent=1.0)
