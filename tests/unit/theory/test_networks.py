"""Networks: one station is a queue, flows are kept, feedback is more work."""

from __future__ import annotations

from typing import Any

import pytest

from sim.theory.chains import average, stationary_open
from sim.theory.networks import open_network
from sim.theory.queues import many_servers

WORKSHOP: dict[str, Any] = {
    "arrival_rates": {"check": 1.0, "repair": 0.2},
    "mean_service": {"check": 0.4, "repair": 0.9},
    "servers": {"check": 1, "repair": 2},
    "next_station": {"check": {"repair": 0.7, "fine": 0.3}, "repair": {"check": 0.25, "fine": 0.7, "scrap": 0.05}},
}


def test_one_station_without_return_is_a_queue():
    network = open_network(
        arrival_rates={"desk": 2.0}, mean_service={"desk": 1.2}, servers={"desk": 3}, next_station={"desk": {"done": 1.0}}
    )
    queue = many_servers(arrival_rate=2.0, mean_service=1.2, servers=3)
    assert network.mean_time == pytest.approx(queue.mean_time)
    assert network.stations["desk"].mean_wait == pytest.approx(queue.mean_wait)
    assert network.share_leaving("done") == pytest.approx(1.0)


def test_revisits_are_more_customers_for_the_same_servers():
    network = open_network(
        arrival_rates={"visit": 2.0},
        mean_service={"visit": 0.8},
        servers={"visit": 3},
        next_station={"visit": {"visit": 0.2, "done": 0.8}},
    )
    queue = many_servers(arrival_rate=2.5, mean_service=0.8, servers=3)
    assert network.mean_time == pytest.approx(queue.mean_time / 0.8)
    assert network.stations["visit"].utilisation == pytest.approx(queue.utilisation)


def test_whoever_comes_leaves():
    network = open_network(**WORKSHOP)
    assert sum(network.exits.values()) == pytest.approx(network.entering)
    assert network.mean_time * network.entering == pytest.approx(sum(network.mean_numbers))
    assert network.mean_numbers[0] == network.stations["check"].mean_number


def test_the_chain_of_both_numbers_says_the_same():
    def moves(state: tuple[int, int]):
        check, repair = state
        yield (check + 1, repair), 1.0
        yield (check, repair + 1), 0.2
        if check:
            yield (check - 1, repair + 1), 0.7 / 0.4
            yield (check - 1, repair), 0.3 / 0.4
        if repair:
            yield (check + 1, repair - 1), 0.25 * min(repair, 2) / 0.9
            yield (check, repair - 1), 0.75 * min(repair, 2) / 0.9

    shares = stationary_open((0, 0), moves, max, tail=1e-10)
    network = open_network(**WORKSHOP)
    assert average(shares, lambda state: state[0]) == pytest.approx(network.stations["check"].mean_number, rel=1e-7)
    assert average(shares, lambda state: state[1]) == pytest.approx(network.stations["repair"].mean_number, rel=1e-7)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"servers": {"check": 1}}, "each of the stations"),
        ({"arrival_rates": {"door": 1.0}}, "each of the stations"),
        ({"arrival_rates": {"check": 3.0}}, "keep up"),
        ({"next_station": {"check": {"repair": 0.7}, "repair": {"fine": 1.0}}}, "add up to 1"),
        ({"next_station": {"check": {"repair": 1.0}, "repair": {"check": 1.0}}}, "never leave"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        open_network(**{**WORKSHOP, **change})


def test_an_unknown_exit_is_refused():
    with pytest.raises(ValueError, match="no exit 'roof'"):
        open_network(**WORKSHOP).share_leaving("roof")
