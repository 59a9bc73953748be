"""Priorities: they move waits between classes, not the work; one class alone is the plain queue."""

from __future__ import annotations

import pytest

from sim.theory.chains import average, stationary
from sim.theory.general_service import single_server
from sim.theory.priorities import many_servers_by_class, single_server_by_class
from sim.theory.queues import many_servers


def test_the_mean_over_all_is_that_of_the_queue_without_classes():
    classes = many_servers_by_class(arrival_rates=[0.3, 1.0, 0.8], mean_service=2.0, servers=5)
    plain = many_servers(arrival_rate=2.1, mean_service=2.0, servers=5)
    assert classes.mean_wait == pytest.approx(plain.mean_wait)
    assert list(classes.mean_waits) == sorted(classes.mean_waits)


def test_one_class_is_the_plain_queue():
    assert many_servers_by_class(arrival_rates=[1.7], mean_service=2.0, servers=4).mean_wait == pytest.approx(
        many_servers(arrival_rate=1.7, mean_service=2.0, servers=4).mean_wait
    )
    assert single_server_by_class(arrival_rates=[0.4], mean_services=[2.0], service_cvs=[0.7]).mean_wait == pytest.approx(
        single_server(arrival_rate=0.4, mean_service=2.0, service_cv=0.7).mean_wait
    )


def test_both_formulas_agree_for_one_server_and_equal_exponential_services():
    one = many_servers_by_class(arrival_rates=[0.2, 0.3], mean_service=1.5, servers=1)
    other = single_server_by_class(arrival_rates=[0.2, 0.3], mean_services=[1.5, 1.5], service_cvs=[1.0, 1.0])
    assert one.mean_waits == pytest.approx(other.mean_waits)


def test_the_work_in_the_queue_is_the_same_in_every_order():
    """Kleinrock's conservation law: the loads' mean wait does not depend on who goes first."""
    rates, means, cvs = [0.2, 0.15, 0.1], [1.0, 2.0, 3.0], [0.5, 1.0, 2.0]
    totals = []
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        waits = single_server_by_class(
            arrival_rates=[rates[i] for i in order], mean_services=[means[i] for i in order], service_cvs=[cvs[i] for i in order]
        ).mean_waits
        totals.append(sum(rates[i] * means[i] * wait for i, wait in zip(order, waits, strict=True)))
    assert totals == pytest.approx([totals[0]] * 3)


def test_the_chain_of_states_says_the_same():
    """Two classes at two servers as a chain: (in service, first class waiting, second class waiting)."""
    first, second, service, servers, room = 0.3, 0.5, 2.0, 2, 110

    def moves(state: tuple[int, int, int]):
        busy, urgent, other = state
        if busy < servers:
            yield (busy + 1, 0, 0), first + second
        elif urgent + other < room:
            yield (busy, urgent + 1, other), first
            yield (busy, urgent, other + 1), second
        if urgent:
            yield (busy, urgent - 1, other), busy / service
        elif other:
            yield (busy, 0, other - 1), busy / service
        elif busy:
            yield (busy - 1, 0, 0), busy / service

    shares = stationary((0, 0, 0), moves)
    classes = many_servers_by_class(arrival_rates=[first, second], mean_service=service, servers=servers)
    assert average(shares, lambda state: state[1]) / first == pytest.approx(classes.mean_waits[0], rel=1e-6)
    assert average(shares, lambda state: state[2]) / second == pytest.approx(classes.mean_waits[1], rel=1e-6)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="keep up"):
        many_servers_by_class(arrival_rates=[1.0, 1.0], mean_service=2.0, servers=4)
    with pytest.raises(ValueError, match="at least one"):
        many_servers_by_class(arrival_rates=[], mean_service=2.0, servers=4)
    with pytest.raises(ValueError, match="each of the 2 classes"):
        single_server_by_class(arrival_rates=[0.1, 0.1], mean_services=[1.0], service_cvs=[1.0, 1.0])
