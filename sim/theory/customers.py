"""What service does to customers: who leaves, and what he has been worth until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.theory.arguments import need_count, need_share

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class CustomerLife:
    """A customer whose mood moves from one service event to the next, until he leaves."""

    transitions: tuple[tuple[float, ...], ...]
    start: int
    visits: tuple[float, ...]
    """Expected events in each state before he leaves, the first one included."""
    events: float
    """Expected number of service events before he leaves."""
    variance: float
    """Variance of that number."""
    lifetime_margin: float
    """Expected margin of all events together."""

    def remaining(self, events: int) -> float:
        """Probability that he is still a customer after so many events."""
        need_count(0, events=events)
        return float(np.linalg.matrix_power(np.array(self.transitions), events)[self.start].sum())


def customer_life(
    *, states: Sequence[str], transitions: Sequence[Sequence[float]], start: str, margin: Sequence[float] | None = None
) -> CustomerLife:
    """Churn as an absorbing chain: after each service event a customer moves between `states` or leaves for good.

    `transitions` has a row of probabilities for each state, to all states in the same order; what a row lacks to 1 is the probability of
    leaving. `margin` is earned at each event, by the state it finds him in, the first event in `start` included. With the matrix Q of
    the rows and N = (I - Q)^-1: visits are a row of N, t = N 1 the expected events, variance (2 N - I) t - t².

    Source: Kemeny & Snell (1960), Finite Markov Chains, ch. 3.
    Raises ValueError if the rows are not probabilities, the sizes do not fit, `start` is unknown, or he may stay for ever.
    """
    size = len(states)
    stay = _rows(transitions, size)
    if start not in states:
        raise ValueError(f"start must be one of {', '.join(states)}, not {start!r}")
    gains = np.zeros(size) if margin is None else np.asarray(margin, dtype=float)
    if gains.shape != (size,):
        raise ValueError(f"margin must have {size} entries, one for each state, not {len(gains)}")
    fundamental = np.linalg.inv(np.eye(size) - stay)
    first = list(states).index(start)
    events = fundamental.sum(axis=1)
    variance = (2 * fundamental - np.eye(size)) @ events - events**2
    return CustomerLife(
        transitions=tuple(map(tuple, stay.tolist())),
        start=first,
        visits=tuple(fundamental[first].tolist()),
        events=float(events[first]),
        variance=float(variance[first]),
        lifetime_margin=float(fundamental[first] @ gains),
    )


def _rows(transitions: Sequence[Sequence[float]], size: int) -> NDArray[np.float64]:
    """The rows as a matrix, once they are known to be probabilities with a way out for everybody."""
    if len(transitions) != size or any(len(row) != size for row in transitions):
        raise ValueError(f"transitions must have {size} rows of {size} probabilities, one for each state")
    for row in transitions:
        for probability in row:
            need_share(probability=probability)
        if sum(row) > 1 + _ROUNDING:
            raise ValueError(f"the probabilities of a row must add up to at most 1, not {sum(row):.6g}")
    stay = np.array(transitions, dtype=float).reshape(size, size)
    leaves = stay.sum(axis=1) < 1 - _ROUNDING
    for _ in range(size):
        leaves |= (stay > 0) @ leaves
    if not leaves.all():
        raise ValueError("every state must have a way to leave, by itself or through other states")
    return stay
