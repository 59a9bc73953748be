"""Long-run behaviour of systems told as states and rates: continuous-time Markov chains with finitely many states."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import splu

State = TypeVar("State", bound=Hashable)

_HASTE = 1e-7
"""Rate, relative to the fastest, at which a first glimpse of the chain ends: long enough to see which states are common."""


def stationary(
    start: State,
    moves: Callable[[State], Iterable[tuple[State, float]]] | Mapping[State, Iterable[tuple[State, float]]],
    *,
    cap: int = 500_000,
) -> dict[State, float]:
    """Long-run share of time in each state that can be reached from `start`.

    `moves` names for each state where it leads and at which rate (per unit of time, any unit, the same throughout): a
    function of the state or a mapping; several moves to the same state add up, moves to itself and rates of zero do not
    count. Solves p Q = 0, sum p = 1 (balance of flows in and out of each state) by sparse LU elimination on the one set of
    states that is never left again; states seen only on the way there get 0. A mapping need not list absorbing states.

    Source: Norris (1997), Markov Chains; elimination without pivoting is safe because the generator is
    diagonally dominant (Stewart 1994, Introduction to the Numerical Solution of Markov Chains).

    Raises ValueError if a rate is negative or not finite, if more than `cap` states can be reached, or if the chain
    can end in more than one set of states, so that the long run depends on luck.
    """
    leads_to = moves if callable(moves) else (lambda state: moves.get(state, ()))
    states, rows, columns, rates = _explore(start, leads_to, cap)
    size = len(states)
    flow = sparse.csr_array((np.asarray(rates, dtype=np.float64), (rows, columns)), shape=(size, size))
    home = _closed_set(flow)
    share = np.zeros(size)
    share[home] = _balance(flow[home][:, home])
    return dict(zip(states, share.tolist(), strict=True))


def stationary_open(
    start: State,
    moves: Callable[[State], Iterable[tuple[State, float]]],
    size: Callable[[State], int],
    *,
    room: int = 64,
    tail: float = 1e-13,
    cap: int = 500_000,
) -> dict[State, float]:
    """Long-run share of time in each state of a chain without a largest state, such as an unlimited queue.

    Moves to states with `size` (customers waiting, parts on order, ...) above `room` are left out; room is doubled until
    the states at its edge together have a share below `tail`, so that what lies beyond does not count.
    Raises ValueError as :func:`stationary` does, which an unstable queue ends in: its edge never becomes rare.
    """
    while True:
        shares = stationary(start, _inside(moves, size, room), cap=cap)
        if sum(share for state, share in shares.items() if size(state) == room) < tail:
            return shares
        room *= 2


def birth_death(steps: Sequence[float]) -> list[float]:
    """Long-run share of time with 0, 1, 2, ... when the number moves by one: `steps` are the rate up over the rate back down.

    p(n) / p(n-1) = steps[n-1], all positive; in logarithms, so that no product of many steps overflows.
    """
    heights = [0.0, *accumulate(math.log(step) for step in steps)]
    peak = max(heights)
    shares = [math.exp(height - peak) for height in heights]
    whole = math.fsum(shares)
    return [share / whole for share in shares]


def average(shares: Mapping[State, float], figure: Callable[[State], float]) -> float:
    """Mean of a figure of the state, each state weighed with its long-run share of time."""
    return sum(share * figure(state) for state, share in shares.items())


def _inside(
    moves: Callable[[State], Iterable[tuple[State, float]]], size: Callable[[State], int], room: int
) -> Callable[[State], list[tuple[State, float]]]:
    """The moves that do not lead beyond the room."""
    return lambda state: [(target, rate) for target, rate in moves(state) if size(target) <= room]


def _explore(
    start: State, leads_to: Callable[[State], Iterable[tuple[State, float]]], cap: int
) -> tuple[list[State], list[int], list[int], list[float]]:
    """All states reachable from `start` in order of discovery, and the moves between them as (row, column, rate)."""
    index = {start: 0}
    states = [start]
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []
    for row, state in enumerate(states):  # the list grows while it is walked
        for target, rate in leads_to(state):
            if not 0 <= rate < float("inf"):
                raise ValueError(f"the rate from {state!r} to {target!r} must be zero or a positive number, not {rate!r}")
            if rate == 0 or target == state:
                continue
            if target not in index:
                if len(states) >= cap:
                    raise ValueError(f"more than {cap} states can be reached from {start!r}; make the model smaller or raise cap")
                index[target] = len(states)
                states.append(target)
            rows.append(row)
            columns.append(index[target])
            rates.append(rate)
    return states, rows, columns, rates


def _closed_set(flow: sparse.csr_array) -> NDArray[np.intp]:
    """Positions of the states that are never left again; there must be just one such set."""
    count, label = csgraph.connected_components(flow, directed=True, connection="strong")
    source, target = flow.nonzero()
    leaves = label[source] != label[target]
    closed = np.setdiff1d(np.arange(count), label[source[leaves]])
    if len(closed) != 1:
        raise ValueError(f"the chain can end in {len(closed)} separate sets of states, so its long run depends on luck")
    return np.flatnonzero(label == closed[0])


def _balance(flow: sparse.csr_array) -> NDArray[np.float64]:
    """Stationary shares of a chain in which every state reaches every other.

    The shares are found relative to one reference state. It must not be a rare one, or the system is all but singular;
    so a glimpse of the chain over a long but finite time (which is always solvable) tells a common one first.
    """
    size = flow.shape[0]
    if size == 1:
        return np.ones(1)
    outflow = np.asarray(flow.sum(axis=1)).ravel()
    balance = (sparse.diags_array(outflow) - flow.T).tocsc()
    glimpse = _eliminate(balance + _HASTE * outflow.max() * sparse.eye_array(size), np.ones(size))
    reference = int(glimpse.argmax())
    others = np.delete(np.arange(size), reference)
    inflow = -balance[others][:, [reference]].toarray().ravel()
    share = np.insert(_eliminate(balance[others][:, others], inflow), reference, 1.0)
    share = np.maximum(share, 0.0)
    return np.asarray(share / share.sum(), dtype=np.float64)


def _eliminate(matrix: sparse.csc_array, right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve a column-wise diagonally dominant system, which needs no pivoting and so keeps its sparsity."""
    factors = splu(matrix.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    return np.asarray(factors.solve(right), dtype=np.float64)
