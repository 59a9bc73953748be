"""Chains: flows balance, known chains come out, and what has no long run is refused."""

from __future__ import annotations

import math

import pytest

from sim.theory.chains import average, stationary, stationary_open


def single_server(arrival: float, service: float, room: int):
    def moves(present: int):
        if present < room:
            yield present + 1, arrival
        if present > 0:
            yield present - 1, service

    return moves


@pytest.mark.parametrize(("load", "start"), [(0.5, 0), (0.9, 40), (3.0, 0)])
def test_a_queue_with_little_room_is_geometric(load: float, start: int):
    shares = stationary(start, single_server(load, 1.0, 40))
    whole = sum(load**n for n in range(41))
    for n in range(41):
        assert shares[n] == pytest.approx(load**n / whole, rel=1e-12)


def test_a_start_in_a_state_that_is_hardly_ever_seen_costs_no_accuracy():
    shares = stationary(0, single_server(100.0, 1.0, 60))
    assert shares[60] == pytest.approx(0.99, rel=1e-12)
    assert shares[0] == pytest.approx(0.99 * 100.0**-60, rel=1e-9)


def test_a_one_way_circle_spends_time_as_its_rates_say():
    shares = stationary("up", {"up": [("down", 0.01)], "down": [("test", 0.5)], "test": [("up", 2.0), ("up", 2.0)]})
    stays = {"up": 100.0, "down": 2.0, "test": 0.25}
    for state, stay in stays.items():
        assert shares[state] == pytest.approx(stay / sum(stays.values()), rel=1e-13)
    assert average(shares, lambda state: stays[state] * (state == "down")) == pytest.approx(2 * shares["down"])


def test_two_independent_parts_multiply():
    def moves(state: tuple[int, int]):
        for place, (up, down) in enumerate([(1.0, 2.0), (3.0, 1.0)]):
            flipped = list(state)
            flipped[place] = 1 - state[place]
            yield (flipped[0], flipped[1]), up if state[place] == 0 else down

    shares = stationary((0, 0), moves)
    assert shares[1, 1] == pytest.approx(1 / 3 * 3 / 4)
    assert math.fsum(shares.values()) == pytest.approx(1.0)


def test_states_seen_only_on_the_way_have_no_share():
    shares = stationary("new", {"new": [("on", 1.0)], "on": [("off", 1.0)], "off": [("on", 3.0)]})
    assert shares["new"] == 0.0
    assert shares["on"] == pytest.approx(0.75)
    assert stationary("begin", {"begin": [("end", 2.0)]}) == {"begin": 0.0, "end": 1.0}


def test_whole_numbers_are_rates_like_any_other():
    assert stationary(0, {0: [(1, 1)], 1: [(0, 3)]}) == pytest.approx({0: 0.75, 1: 0.25})


def test_moves_to_itself_and_rates_of_zero_do_not_count():
    assert stationary(7, {7: [(7, 3.0), (8, 0.0)]}) == {7: 1.0}


def test_a_chain_without_one_long_run_is_refused():
    with pytest.raises(ValueError, match="2 separate sets"):
        stationary("fork", {"fork": [("left", 1.0), ("right", 1.0)]})


def test_an_endless_chain_is_refused():
    with pytest.raises(ValueError, match="more than 50 states"):
        stationary(0, lambda n: [(n + 1, 1.0), (max(n - 1, 0), 2.0)], cap=50)


@pytest.mark.parametrize("rate", [-1.0, math.inf, math.nan])
def test_a_rate_that_is_none_is_refused(rate: float):
    with pytest.raises(ValueError, match="rate from 0 to 1"):
        stationary(0, {0: [(1, rate)]})


def test_an_unlimited_queue_gets_the_room_it_needs():
    def moves(present: int):
        yield present + 1, 0.95
        if present:
            yield present - 1, 1.0

    shares = stationary_open(0, moves, lambda present: present, room=8)
    assert len(shares) > 500
    assert average(shares, lambda present: present) == pytest.approx(19.0, rel=1e-9)


def test_an_unstable_queue_has_no_long_run():
    with pytest.raises(ValueError, match="more than 900 states"):
        stationary_open(0, lambda n: [(n + 1, 2.0), (max(n - 1, 0), 1.0)], lambda n: n, cap=900)
