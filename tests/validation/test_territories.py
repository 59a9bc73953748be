"""Territories of one technician each: alone, helping each other, and as one shared pool, against the theory of queues."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix, diags, vstack
from scipy.sparse.linalg import spsolve

import sim
from sim.scenario.load import from_mapping
from sim.theory.queues import many_servers

RATE, WORK = 0.08, 10.0
"""Orders of one territory per hour, and hours that one takes: everybody is busy four fifths of the time."""
WARM_UP = 1000.0
REPLICATIONS = 6


def territories(helps: dict[str, Any] | None, pool: bool = False, **more: Any) -> dict[str, Any]:
    """A northern and a southern territory, alike; no travel."""
    crew = {"home": "depot", **({} if helps is None else {"helps": helps})}
    return {
        "horizon": "30000 h",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {
            "pump": {"failures": {"leak": {"law": {"poisson": {"rate": f"{RATE} /h"}}, "repair": {"exponential": f"{WORK} h"}}}},
        },
        "sites": {region: {"region": region, "assets": {"pump": 1}} for region in ("north", "south")},
        "technicians": {region: {**crew, "regions": [] if pool else [region]} for region in ("north", "south")},
        **more,
    }


def wait(tree: dict[str, Any]) -> tuple[float, float]:
    """Mean hours in the queue, and its standard error over replications."""
    means = []
    for replication in range(REPLICATIONS):
        calls = sim.run(from_mapping(tree), replication=replication).tables.calls
        means.append(float(calls.technician[(calls.fault > WARM_UP) & calls.restored.notna()].mean()))
    return float(np.mean(means)), float(np.std(means, ddof=1) / np.sqrt(REPLICATIONS))


def chain(at_least: int, longest: int = 60) -> float:
    """Mean hours in the queue of two territories that help from so many waiting orders on: the Markov chain, cut off at long queues.

    A state is (waiting north, waiting south, northern technician works, southern one works), wherever he works.
    """
    states: dict[tuple[int, int, bool, bool], int] = {}
    moves: list[tuple[int, int, float]] = []

    known: list[tuple[int, int, bool, bool]] = []

    def number(state: tuple[int, int, bool, bool]) -> int:
        if state not in states:
            states[state] = len(known)
            known.append(state)
        return states[state]

    def settled(queues: list[int], works: list[bool]) -> tuple[int, int, bool, bool]:
        """Who is free takes an order of his own territory, or else helps."""
        for me, other in ((0, 1), (1, 0)):
            if not works[me] and queues[me]:
                queues[me], works[me] = queues[me] - 1, True
            elif not works[me] and queues[other] >= at_least:
                queues[other], works[me] = queues[other] - 1, True
        return queues[0], queues[1], works[0], works[1]

    number((0, 0, False, False))
    done = 0
    while done < len(known):
        state = known[done]
        for me in range(2):
            queues, works = list(state[:2]), list(state[2:])
            if queues[me] < longest:
                queues[me] += 1
                moves.append((done, number(settled(queues, works)), RATE))
            queues, works = list(state[:2]), list(state[2:])
            if works[me]:
                works[me] = False
                moves.append((done, number(settled(queues, works)), 1 / WORK))
        done += 1
    begin, end, rate = (np.array(column) for column in zip(*moves, strict=True))
    inflow = csr_matrix((rate, (end, begin)), (len(known), len(known)))
    balance = vstack([np.ones((1, len(known))), (inflow - diags(inflow.sum(axis=0).A1))[1:]]).tocsc()
    share = spsolve(balance, np.eye(1, len(known))[0])
    waiting = np.array([north + south for north, south, *_ in known])
    return float(share @ waiting) / (2 * RATE)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (territories(None), many_servers(arrival_rate=RATE, mean_service=WORK, servers=1).mean_wait),
        (territories({"at_least": 4}), chain(4)),
        (territories({"at_least": 1}), many_servers(arrival_rate=2 * RATE, mean_service=WORK, servers=2).mean_wait),
        (territories(None, pool=True), many_servers(arrival_rate=2 * RATE, mean_service=WORK, servers=2).mean_wait),
    ],
    ids=["territories", "help from 4 on", "help from 1 on", "pool"],
)
def test_waits_are_those_of_theory(tree: dict[str, Any], expected: float) -> None:
    mean, error = wait(tree)
    assert abs(mean - expected) < 3.5 * error
    assert error < 0.1 * expected


def test_help_from_one_on_is_the_pool_and_more_orders_bring_it_back_to_territories() -> None:
    """What the chain says itself at its two ends."""
    alone = many_servers(arrival_rate=RATE, mean_service=WORK, servers=1).mean_wait
    assert chain(1) == pytest.approx(many_servers(arrival_rate=2 * RATE, mean_service=WORK, servers=2).mean_wait, rel=1e-3)
    assert chain(1) < chain(4) < chain(30) < alone
