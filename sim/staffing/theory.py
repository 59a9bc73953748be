"""Agents for each interval by Erlang's formulas: each interval as if it went on for ever, independent of the one before.

Where callers give up it is Erlang's A (M/M/n+G with a patience that is not exponential), with those who ring again counted as further calls;
else Erlang's C.
Source: Green, Kolesar and Whitt (2007), Coping with time-varying demand when setting staffing requirements ('SIPP').
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import UsageError
from sim.nature.durations import Exponential
from sim.staffing.calls import DAY_MINUTES, Calls
from sim.staffing.target import Target
from sim.theory.patience import AnyPatience, with_any_patience
from sim.theory.queues import WithPatience, many_servers, with_patience
from sim.units import TICK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sim.nature.durations import DurationLaw

_ROUNDS = 60
_DRAWS = 4000
"""Quantiles that stand for a law of patience."""
MOST_AGENTS = 100_000


@dataclass(frozen=True)
class Interval:
    """One interval of the week."""

    slot: int
    rate: float
    """first calls per hour"""
    agents: int
    present: int
    value: float
    """what the target is about, by theory, with the agents planned"""
    present_value: float
    """the same with the agents of the scenario"""
    attempts: float
    """calls per hour, with those who ring again, with the agents planned"""
    present_attempts: float


class Survival:
    """A law of patience by its quantiles."""

    def __init__(self, law: DurationLaw) -> None:
        self._quantiles = np.array([law.quantile((k + 0.5) / _DRAWS) for k in range(_DRAWS)])
        self.longest = float(self._quantiles[-1])

    def beyond(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of callers whose patience exceeds each of these times."""
        return np.asarray(1.0 - np.searchsorted(self._quantiles, times, side="right") / _DRAWS, dtype=np.float64)


class Requirement:
    """Answers of theory for one line."""

    def __init__(self, calls: Calls, target: Target) -> None:
        self.handling = calls.handling
        self.patience = calls.patience
        self.again = calls.again
        self.target = target
        law = calls.patience
        self._survival = None if law is None or isinstance(law, Exponential) or not law.mean else Survival(law)
        self.figure = lru_cache(None)(self._figure)
        self.agents = lru_cache(None)(self._agents)

    def _figure(self, rate: float, agents: int) -> tuple[float, float]:
        """(what the target is about, calls per hour with those who ring again) at so many first calls per hour."""
        within = self.target.within
        if not rate:
            return (0.0 if within is None else 1.0), 0.0
        if self.patience is None:
            if agents <= rate * self.handling:
                return 0.0, rate
            queue = many_servers(arrival_rate=rate, mean_service=self.handling, servers=agents)
            return 1.0 - queue.wait_beyond(within or 0.0), rate
        if not agents:
            return (1.0 if within is None else 0.0), rate / max(1.0 - self.again, 1e-3)
        attempts = rate
        for _ in range(_ROUNDS):
            lossy = self._lossy(attempts, agents)
            before, attempts = attempts, rate / max(1.0 - self.again * lossy.abandoned, 1e-3)
            if abs(attempts - before) <= 1e-9 * attempts:
                break
        return (lossy.abandoned if within is None else lossy.answered_within(within)), attempts

    def _lossy(self, rate: float, agents: int) -> WithPatience | AnyPatience:
        """The line at so many calls per hour, whoever gives up included."""
        assert self.patience is not None
        if self._survival is None:
            patience = max(float(self.patience.mean), TICK)
            return with_patience(arrival_rate=rate, mean_service=self.handling, servers=agents, mean_patience=patience)
        return with_any_patience(
            arrival_rate=rate,
            mean_service=self.handling,
            servers=agents,
            patience=self._survival.beyond,
            longest=self._survival.longest,
        )

    def _agents(self, rate: float) -> int:
        """The least number that meets the target; none where nobody rings."""
        if not rate:
            return 0
        low, high = 0, max(1, int(rate * self.handling) + 1)
        while not self.target.met(self.figure(rate, high)[0]):
            low, high = high, 2 * high
            if high > MOST_AGENTS:
                raise UsageError(f"{self.target.words} takes more than {MOST_AGENTS:,} agents for {rate:,.0f} calls an hour")
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.target.met(self.figure(rate, middle)[0]) else (middle, high)
        return high


def requirements(calls: Calls, need: Requirement) -> list[Interval]:
    """Agents for every open interval of the week."""
    found = []
    for slot, first_calls in enumerate(calls.rates):
        if calls.open[slot]:
            rate = round(first_calls, 9)
            present, agents = calls.agents_at(slot), need.agents(rate)
            (value, attempts), (now, tries) = need.figure(rate, agents), need.figure(rate, present)
            found.append(Interval(slot, rate, agents, present, value, now, attempts, tries))
    return found


def with_agents(intervals: list[Interval], agents: Mapping[int, int], need: Requirement) -> list[Interval]:
    """The same intervals with other agents planned: slot -> agents."""
    changed = []
    for each in intervals:
        value, attempts = need.figure(each.rate, agents[each.slot])
        changed.append(replace(each, agents=agents[each.slot], value=value, attempts=attempts))
    return changed


def days_alike(intervals: list[Interval], interval: int) -> Iterator[tuple[list[int], list[Interval]]]:
    """(days, intervals of the first of them): days with the same calls, hours and agents together."""
    per_day = DAY_MINUTES // interval
    days: dict[tuple[tuple[int, int, int, float], ...], list[int]] = {}
    first: dict[int, list[Interval]] = {}
    for day, group in groupby(intervals, key=lambda each: each.slot // per_day):
        own = first[day] = list(group)
        shape = tuple((each.slot % per_day, each.agents, each.present, round(each.rate, 6)) for each in own)
        days.setdefault(shape, []).append(day)
    for alike in days.values():
        yield alike, first[alike[0]]
