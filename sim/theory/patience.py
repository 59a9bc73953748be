"""Queues whose customers give up after a time with any law."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.queues import blocking

_STEPS = 2000
_FAINT = 40.0
"""Exponent below its peak from which on a density counts as zero."""


@dataclass(frozen=True, slots=True)
class AnyPatience:
    """What callers meet in M/M/n+G; see :func:`with_any_patience`."""

    no_wait: float
    """Share of the arrivals who find a server free."""
    abandoned: float
    """Share of the arrivals who give up."""
    _times: NDArray[np.float64] = field(repr=False)
    _answered: NDArray[np.float64] = field(repr=False)
    """Share of the arrivals who wait at most so long and are answered."""

    def answered_within(self, time: float) -> float:
        """Share of all arrivals, those who give up included, who are answered within a time."""
        need_not_negative(time=time)
        return float(self.no_wait + np.interp(time, self._times, self._answered))


def with_any_patience(
    *,
    arrival_rate: float,
    mean_service: float,
    servers: int,
    patience: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    longest: float,
) -> AnyPatience:
    """M/M/n+G: Poisson arrivals, exponential service, a common queue; each customer gives up after a patience of any law.

    `patience` is the share of customers whose patience exceeds each of some times; nobody's exceeds `longest`, or so few that they do not count.
    With H(x) the integral of that share up to x, the virtual wait beyond zero has a density proportional to exp(a H(x) - n x / s), with
    arrival rate a, mean service s and n servers; integrals over an even grid.

    Source: Baccelli and Hebuterne (1981), On queues with impatient customers; Zeltyn and Mandelbaum (2005), Call centers with impatient customers.
    Raises ValueError unless rate and times are positive and there is at least one server.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service, longest=longest)
    need_count(servers=servers, least=1)
    leave = servers / mean_service
    end, counts = longest, 0
    while counts < _STEPS // 2:  # a finer grid where the density is above zero
        times, stay, exponent = _exponent(patience, end, arrival_rate, leave)
        counts = int(np.flatnonzero(exponent > exponent.max() - _FAINT)[-1]) + 1
        end = float(times[min(counts, _STEPS)])
    peak = max(float(exponent.max()), 0.0)
    density = np.exp(exponent - peak)
    cells = (density[1:] + density[:-1]) / 2 * np.diff(times)
    # beyond the grid nobody joins those who wait: the density falls by n / s an hour
    waiting = arrival_rate * (float(cells.sum()) + float(density[-1]) / leave)
    # weights against the state with one server free: all states with a free server weigh 1 / Erlang's B of the other servers
    free = math.exp(-peak) / blocking(arrival_rate=arrival_rate, mean_service=mean_service, servers=servers - 1)
    answered = arrival_rate * _sums(cells * stay) / (free + waiting)
    no_wait = free / (free + waiting)
    return AnyPatience(no_wait, max(0.0, 1.0 - no_wait - float(answered[-1])), times, answered)


def _exponent(
    patience: Callable[[NDArray[np.float64]], NDArray[np.float64]], end: float, arrival_rate: float, leave: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """(grid up to the end, share whose patience exceeds the middle of each cell, a H(x) - n x / s on the grid)."""
    times = np.linspace(0.0, end, _STEPS + 1)
    stay = np.asarray(patience((times[1:] + times[:-1]) / 2), dtype=float)
    return times, stay, arrival_rate * _sums(stay * np.diff(times)) - leave * times


def _sums(pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """From the beginning up to each point of the grid."""
    return np.concatenate([[0.0], np.cumsum(pieces)])
