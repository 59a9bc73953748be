"""Erlang's queues: special cases coincide, Little's law holds, limits are met, the impossible is refused."""

from __future__ import annotations

import itertools
import math

import pytest
from scipy.integrate import quad

from sim.theory.queues import average_number, blocking, limited_lines, many_servers, with_patience

DESKS = [(0.7, 1.0, 1), (2.5, 3.0, 9), (40.0, 0.2, 9), (0.3, 1.0, 1), (1.0, 1.0, 2)]


def test_one_server_is_the_textbook_queue():
    queue = many_servers(arrival_rate=0.8, mean_service=1.0, servers=1)
    assert queue.wait_probability == pytest.approx(0.8)
    assert queue.mean_number == pytest.approx(4.0)
    assert queue.time_beyond(3.0) == pytest.approx(math.exp(-0.2 * 3.0))
    assert queue.time_excess(3.0) == pytest.approx(5.0 * math.exp(-0.2 * 3.0))


@pytest.mark.parametrize(("rate", "service", "servers"), DESKS)
def test_tails_integrate_to_means_and_excesses(rate: float, service: float, servers: int):
    queue = many_servers(arrival_rate=rate, mean_service=service, servers=servers)
    assert queue.wait_beyond(0) == queue.wait_probability
    assert queue.time_beyond(0) == pytest.approx(1.0)
    assert queue.wait_excess(0) == pytest.approx(queue.mean_wait)
    assert queue.time_excess(0) == pytest.approx(queue.mean_time)
    assert queue.mean_number == pytest.approx(queue.mean_queue + queue.utilisation * servers)
    for limit in (0.4, 2.0):
        assert quad(queue.wait_beyond, limit, math.inf)[0] == pytest.approx(queue.wait_excess(limit))
        assert quad(queue.time_beyond, limit, math.inf)[0] == pytest.approx(queue.time_excess(limit))


def test_the_tail_passes_smoothly_where_wait_and_service_have_the_same_rate():
    same = many_servers(arrival_rate=1.0, mean_service=1.0, servers=2)
    near = many_servers(arrival_rate=1.0 + 1e-9, mean_service=1.0, servers=2)
    assert near.time_beyond(2.0) == pytest.approx(same.time_beyond(2.0), rel=1e-7)
    assert near.time_excess(2.0) == pytest.approx(same.time_excess(2.0), rel=1e-7)


@pytest.mark.parametrize(("rate", "service", "servers"), DESKS)
def test_no_line_to_wait_in_is_a_loss_system_and_many_lines_are_an_endless_queue(rate: float, service: float, servers: int):
    none = limited_lines(arrival_rate=rate, mean_service=service, servers=servers, lines=servers)
    assert none.lost == pytest.approx(blocking(arrival_rate=rate, mean_service=service, servers=servers))
    assert none.mean_wait == 0
    plenty = limited_lines(arrival_rate=rate, mean_service=service, servers=servers, lines=servers + 600)
    endless = many_servers(arrival_rate=rate, mean_service=service, servers=servers)
    assert plenty.wait_probability == pytest.approx(endless.wait_probability)
    assert plenty.mean_wait == pytest.approx(endless.mean_wait)
    assert plenty.mean_queue == pytest.approx(endless.mean_queue)


def test_more_lines_lose_fewer_and_keep_them_waiting_longer():
    desks = [limited_lines(arrival_rate=2.0, mean_service=3.0, servers=5, lines=lines) for lines in range(5, 30)]
    for fewer, more in itertools.pairwise(desks):
        assert more.lost < fewer.lost
        assert more.mean_wait > fewer.mean_wait
        assert more.utilisation > fewer.utilisation


def test_patience_of_the_length_of_a_service_makes_the_number_present_poisson():
    desk = with_patience(arrival_rate=3.0, mean_service=2.0, servers=4, mean_patience=2.0)
    for number in range(20):
        assert desk.shares[number] == pytest.approx(math.exp(-6) * 6**number / math.factorial(number), rel=1e-12)


def test_endless_patience_is_an_endless_queue():
    patient = with_patience(arrival_rate=2.5, mean_service=3.0, servers=9, mean_patience=1e9)
    endless = many_servers(arrival_rate=2.5, mean_service=3.0, servers=9)
    assert patient.wait_probability == pytest.approx(endless.wait_probability, rel=1e-5)
    assert patient.mean_wait == pytest.approx(endless.mean_wait, rel=1e-5)
    assert patient.answered_within(1.5) == pytest.approx(1 - endless.wait_beyond(1.5), rel=1e-5)


@pytest.mark.parametrize("rate", [0.5, 2.0, 9.0, 400.0])
def test_who_is_served_in_the_end_did_not_give_up(rate: float):
    desk = with_patience(arrival_rate=rate, mean_service=2.0, servers=6, mean_patience=1.5)
    assert math.fsum(desk.shares) == pytest.approx(1.0)
    assert desk.answered_within(1e6) == pytest.approx(1 - desk.abandoned)
    assert desk.answered_within(0) == pytest.approx(1 - desk.wait_probability, abs=1e-12)
    busy = math.fsum(min(number, 6) * share for number, share in enumerate(desk.shares)) / 6
    assert desk.utilisation == pytest.approx(busy)


def test_a_long_average_of_a_busier_queue_is_less_sure():
    light, heavy = (average_number(arrival_rate=rate, mean_service=1.0) for rate in (0.5, 0.9))
    assert light.mean == pytest.approx(1.0)
    assert heavy.asymptotic_variance / light.asymptotic_variance > 100
    assert light.standard_error(400.0) == pytest.approx(light.standard_error(100.0) / 2)
    slower = average_number(arrival_rate=0.05, mean_service=10.0)
    assert slower.standard_error(1000.0) == pytest.approx(light.standard_error(100.0))


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="keep up"):
        many_servers(arrival_rate=3.0, mean_service=1.0, servers=3)
    with pytest.raises(ValueError, match="arrival_rate must be a number above zero"):
        many_servers(arrival_rate=-1.0, mean_service=1.0, servers=3)
    with pytest.raises(ValueError, match="servers must be a whole number"):
        blocking(arrival_rate=1.0, mean_service=1.0, servers=1.5)
    with pytest.raises(ValueError, match="lines must be a whole number, 4 or more"):
        limited_lines(arrival_rate=1.0, mean_service=1.0, servers=4, lines=3)
    with pytest.raises(ValueError, match="mean_patience"):
        with_patience(arrival_rate=1.0, mean_service=1.0, servers=4, mean_patience=0.0)
    with pytest.raises(ValueError, match="time must be a number that is not negative"):
        many_servers(arrival_rate=1.0, mean_service=1.0, servers=3).wait_beyond(-1.0)
