"""Agents for each interval by Erlang's formulas: each interval as if it went on for ever, independent of the one before.

Where callers give up it is Erlang's A, with those who ring again counted as further calls; else Erlang's C.
Source: Green, Kolesar and Whitt (2007), Coping with time-varying demand when setting staffing requirements ('SIPP').
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sim.staffing.calls import Calls
from sim.staffing.target import Target
from sim.theory.queues import many_servers, with_patience

_ROUNDS = 60
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


@dataclass(frozen=True)
class Requirement:
    """Answers of theory for one hotline."""

    handling: float
    patience: float | None
    again: float
    """chance that who gave up rings again"""
    target: Target

    def figure(self, rate: float, agents: int) -> tuple[float, float]:
        """(what the target is about, calls per hour with those who ring again) at so many first calls per hour."""
        if not rate:
            return (0.0 if self.target.within is None else 1.0), 0.0
        within = self.target.within
        if self.patience is None:
            if agents <= rate * self.handling:
                return 0.0, rate
            queue = many_servers(arrival_rate=rate, mean_service=self.handling, servers=agents)
            return 1.0 - queue.wait_beyond(within or 0.0), rate
        if not agents:
            return (1.0 if within is None else 0.0), rate / max(1.0 - self.again, 1e-3)
        attempts = rate
        for _ in range(_ROUNDS):
            lossy = with_patience(arrival_rate=attempts, mean_service=self.handling, servers=agents, mean_patience=self.patience)
            before, attempts = attempts, rate / max(1.0 - self.again * lossy.abandoned, 1e-3)
            if abs(attempts - before) <= 1e-9 * attempts:
                break
        return (lossy.abandoned if within is None else lossy.answered_within(within)), attempts

    def agents(self, rate: float) -> int:
        """The least number that meets the target; none where nobody rings."""
        if not rate:
            return 0
        low, high = 0, max(1, int(rate * self.handling) + 1)
        while not self.target.met(self.figure(rate, high)[0]):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.target.met(self.figure(rate, middle)[0]) else (middle, high)
        return high


def requirements(calls: Calls, target: Target) -> list[Interval]:
    """Agents for every open interval of the week."""
    need = Requirement(calls.handling, calls.patience, float(calls.desk.redial_share), target)
    agents, figure = lru_cache(None)(need.agents), lru_cache(None)(need.figure)
    found = []
    for slot, first_calls in enumerate(calls.rates):
        if calls.open[slot]:
            rate = round(first_calls, 9)
            present = calls.agents_at(slot)
            (value, attempts), (now, tries) = figure(rate, agents(rate)), figure(rate, present)
            found.append(Interval(slot, rate, agents(rate), present, value, now, attempts, tries))
    return found
