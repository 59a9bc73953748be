"""Queues whose demand and staff change over the day or the week: staffing by the hour, open tickets with a season.

Times are in any one unit, rates per that unit.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share, need_stable

_EDGE = 1e-12
"""Largest share at the edge of the room: what lies beyond it does not count."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Means over one slot of the period."""

    length: float
    arrival_rate: float
    staff: int
    mean_number: float
    """Mean number waiting or in service."""
    mean_waiting: float
    """Mean number present beyond the staff on duty."""
    wait_probability: float
    """Share of time in which nobody on duty is free."""


@dataclass(frozen=True, slots=True)
class Period:
    """A queue with changing demand and staff, once every period is like the one before; see :func:`staffed_by_slot`."""

    slots: tuple[Slot, ...]
    starts: tuple[NDArray[np.float64], ...]
    """For each slot, the shares of 0, 1, 2, ... present at its start."""
    mean_service: float
    mean_patience: float | None

    @property
    def mean_number(self) -> float:
        """Mean number waiting or in service, over the period."""
        return self._over_time("mean_number")

    @property
    def mean_waiting(self) -> float:
        """Mean number waiting, the interrupted included, over the period."""
        return self._over_time("mean_waiting")

    @property
    def mean_arrival_rate(self) -> float:
        """Arrivals per unit of time, over the period."""
        return self._over_time("arrival_rate")

    @property
    def mean_wait(self) -> float:
        """Mean time a customer spends waiting, interruptions included (Little's law)."""
        return self.mean_waiting / self.mean_arrival_rate

    @property
    def wait_probability(self) -> float:
        """Share of arrivals who find nobody on duty free."""
        arrivals = [slot.length * slot.arrival_rate for slot in self.slots]
        return sum(n * slot.wait_probability for n, slot in zip(arrivals, self.slots, strict=True)) / sum(arrivals)

    def number_at(self, time: float) -> float:
        """Mean number waiting or in service at this time since the start of the period."""
        ends = list(accumulate(slot.length for slot in self.slots))
        if not 0 <= time <= ends[-1]:
            raise ValueError(f"time must lie within the period 0 ... {ends[-1]:g}, not {time!r}")
        place = min(bisect.bisect_right(ends, time), len(ends) - 1)
        slot, start = self.slots[place], self.starts[place]
        since = time - (ends[place] - slot.length)
        move, _ = _passage(slot.arrival_rate, slot.staff, self.mean_service, self.mean_patience, len(start), since)
        return float(start @ move @ np.arange(len(start)))

    def waiting_in(self, slot: int) -> float:
        """Mean number waiting during one slot; slots count from 0. Raises ValueError if there is no such slot."""
        if not 0 <= slot < len(self.slots):
            raise ValueError(f"slot must lie between 0 and {len(self.slots) - 1}, not {slot!r}")
        return self.slots[slot].mean_waiting

    def _over_time(self, figure: str) -> float:
        """Mean of a figure of the slots, weighed with their lengths."""
        weighed: float = sum(slot.length * getattr(slot, figure) for slot in self.slots)
        return weighed / sum(slot.length for slot in self.slots)


def staffed_by_slot(
    *,
    arrival_rates: Sequence[float],
    staff: Sequence[int],
    mean_service: float,
    slot_length: float = 1.0,
    mean_patience: float | None = None,
    cap: int = 1024,
) -> Period:
    """M(t)/M/s(t): slots of equal length, each with its arrival rate and its staff, over and over again.

    Poisson arrivals, exponential work; when staff leaves, surplus jobs go back to the head of the queue and keep what is
    left of their work. With `mean_patience`, whoever waits gives up after an exponential time. The forward equations of the
    chain are carried through each slot by matrix exponentials (means over a slot along with them), and the law at the
    start is the one that comes back after a period. The room is doubled until its edge has a share below 1e-12.

    Source: Kolmogorov's forward equations; Green, Kolesar and Whitt (2007), Coping with time-varying demand.
    Raises ValueError for lists of different length, negative rates or staff, if the staff cannot keep up over the period,
    and if more than `cap` customers may be present (the solution takes time with the cube of their number).
    """
    need_positive(mean_service=mean_service, slot_length=slot_length)
    if len(arrival_rates) != len(staff) or not staff:
        raise ValueError(f"each slot needs an arrival rate and a staff, but there are {len(arrival_rates)} and {len(staff)}")
    for rate, number in zip(arrival_rates, staff, strict=True):
        need_not_negative(arrival_rate=rate)
        need_count(staff=number, least=0)
    need_positive(arrival_rate=sum(arrival_rates))
    if mean_patience is None:
        need_stable(sum(arrival_rates) * mean_service / sum(staff) if sum(staff) else math.inf)
    else:
        need_positive(mean_patience=mean_patience)
    size = 64
    while size <= cap:
        period = _settle(arrival_rates, staff, mean_service, slot_length, mean_patience, size)
        if max(float(start[-1]) for start in period.starts) < _EDGE:
            return period
        size *= 2
    raise ValueError(f"more than {cap} customers may be present at times: this queue is too close to its limit, or raise cap")


def _settle(
    arrival_rates: Sequence[float],
    staff: Sequence[int],
    mean_service: float,
    slot_length: float,
    mean_patience: float | None,
    size: int,
) -> Period:
    """The period that repeats itself, with room for less than `size` customers."""
    kinds = list(zip(arrival_rates, staff, strict=True))
    passages = {kind: _passage(*kind, mean_service, mean_patience, size, slot_length) for kind in set(kinds)}
    whole = np.eye(size)
    for kind in kinds:
        whole = whole @ passages[kind][0]
    start = _what_remains(whole)
    starts, slots = [], []
    for rate, number in kinds:
        starts.append(start)
        move, means = passages[rate, number]
        slots.append(Slot(slot_length, rate, number, *(float(mean) for mean in start @ means / slot_length)))
        start = start @ move
    return Period(tuple(slots), tuple(starts), mean_service, mean_patience)


def _passage(
    arrival_rate: float, staff: int, mean_service: float, mean_patience: float | None, size: int, length: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How a slot carries the number present (whoever would exceed the room is turned away), and what it sums up on the way.

    Returns, by number present at the start, the law of the number at the end, and the integrals over the slot of the
    number present, of the number beyond the staff, and of having nobody free. Uniformisation: all terms are positive, so
    that small shares are as exact as large ones.
    """
    present = np.arange(size)
    leave = np.minimum(present, staff) / mean_service
    if mean_patience is not None:
        leave = leave + np.maximum(present - staff, 0) / mean_patience
    come = np.append(np.full(size - 1, arrival_rate), 0.0)
    pace = float((come + leave).max())
    bands = [leave[1:].tolist(), (pace - come - leave).tolist(), come[:-1].tolist()]
    stay = sparse.diags_array(bands, offsets=[-1, 0, 1])
    watched = sparse.csr_array(np.column_stack([present, np.maximum(present - staff, 0), present >= staff]).astype(float))
    halvings = max(0, math.ceil(math.log2(pace * length))) if length else 0
    step = length / 2**halvings
    flow = sparse.block_array([[stay, watched], [None, pace * sparse.eye_array(3)]], format="csr") * step
    total = term = np.eye(size + 3)
    for number in range(1, 30):
        term = flow @ term / number
        total = total + term
    total = total * math.exp(-pace * step)
    for _ in range(halvings):
        total = total @ total
    return total[:size, :size], total[:size, size:]


def _what_remains(passage: NDArray[np.float64]) -> NDArray[np.float64]:
    """The law that is left after many passages, wherever one starts: the passage is doubled until all starts agree."""
    for _ in range(60):
        if float(np.ptp(passage, axis=0).max()) < 1e-14:
            break
        passage = passage @ passage
        passage = passage / passage.sum(axis=1, keepdims=True)
    return np.asarray(passage[0] / passage[0].sum(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Season:
    """The mean number present under a sinusoidal season; see :func:`ample_with_season`."""

    mean: float
    """Mean number present over the cycle."""
    swing: float
    """Largest distance of the mean number from its mean over the cycle."""
    lag: float
    """Time by which the peak of the number present comes after the peak of the arrivals."""
    period: float

    @property
    def highest(self) -> float:
        """Largest mean number present in the cycle."""
        return self.mean + self.swing

    @property
    def lowest(self) -> float:
        """Smallest mean number present in the cycle."""
        return self.mean - self.swing

    def number_at(self, time: float) -> float:
        """Mean number present at `time`; the number itself has a Poisson law with this mean."""
        return self.mean + self.swing * math.sin(2 * math.pi * (time - self.lag) / self.period)


def ample_with_season(*, mean_rate: float, amplitude: float, mean_service: float, period: float) -> Season:
    """M(t)/M/inf: arrivals at rate mean_rate (1 + amplitude sin(2 pi t / period)), everybody is served at once.

    With w = 2 pi / period and m = mean_service: swing = mean_rate m amplitude / sqrt(1 + (w m)^2), lag = atan(w m) / w.
    Source: Eick, Massey and Whitt (1993), M(t)/G/inf queues with sinusoidal arrival rates.
    Raises ValueError unless rate, times and period are positive and the amplitude lies in 0 ... 1.
    """
    need_positive(mean_rate=mean_rate, mean_service=mean_service, period=period)
    need_share(amplitude=amplitude)
    turn = 2 * math.pi / period
    mean = mean_rate * mean_service
    return Season(mean, mean * amplitude / math.hypot(1, turn * mean_service), math.atan(turn * mean_service) / turn, period)
