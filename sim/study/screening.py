"""Sequential screening: who is dropped when, replication by replication, and who keeps the limits, with a stated chance of error.

The core is a *walk*: the running sum of differences between two systems, or between a figure and its limit. It starts at nothing, drifts
one way, and is watched until it leaves a triangle |sum| ≤ max{0, h² S²/(2d) − d·r/2} (Fabian 1974; c = 1): r is the number of steps, S² the variance of the
first n₀ of them, d the drift from which on a wrong exit matters, and h² = 2η(n₀ − 1) with η = ½[(2β)^(−2/(n₀ − 1)) − 1]. If steps are normal
and independent of each other, a walk that drifts by d or more leaves on the wrong side with probability β at most. On the walks stand

- the comparison of all pairs of systems: the procedure KN (Kim & Nelson 2001, ACM TOMACS 11);
- the check of limits: procedure F (Andradóttir & Kim 2010, Naval Research Logistics 57; for several limits Batur & Kim 2010, ACM TOMACS 20);
- both at once: AK+ (Andradóttir & Kim 2010; for several limits Healey, Andradóttir & Kim 2014, ACM TOMACS 24). A system that was beaten
  leaves as soon as whoever beat it is known to keep all limits.

Each walk has its own β, and errors are added up (Bonferroni), so that nothing is assumed of how systems or figures go together: common
random numbers are allowed, and shorten the walks.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.study.statistics import Values

Sides = np.ndarray[Any, np.dtype[np.int8]]
KNOWN_SHARE = 2 / 3
"""A system with data in fewer of its replications than this is given up: its walks would hardly move."""


def eta(error: float, first_stage: int) -> float:
    """The constant η of a walk that errs with probability `error` at most, from a pilot of `first_stage` steps."""
    return float(0.5 * ((2 * error) ** (-2 / (first_stage - 1)) - 1))


class Walks:
    """An array of walks, each followed until it has left its triangle upwards (1) or downwards (−1)."""

    def __init__(self, drift: Values, first_stage: int, error: float, ties: Sides) -> None:
        """`drift` is d of every walk, `ties` the side of a walk that ends exactly at nothing."""
        self.drift = drift
        self.first_stage = first_stage
        self.error = error
        self.h_squared = 2 * eta(error, first_stage) * (first_stage - 1)
        self.ties = ties
        self.steps = np.zeros(drift.shape, dtype=int)
        """Steps taken; one without data is none."""
        self.sums = np.zeros(drift.shape)
        self.side: Sides = np.zeros(drift.shape, dtype=np.int8)
        """Where the walk left its triangle; 0 as long as it is inside."""
        self._squares = np.zeros(drift.shape)

    @property
    def variance(self) -> Values:
        """S² of every walk, from its pilot as far as it has come; NaN before the second step."""
        known = np.minimum(self.steps, self.first_stage)
        return np.where(known > 1, self._squares / np.maximum(known - 1, 1), np.nan)

    def fixed_length(self) -> int:
        """Steps after which the mere sign of every sum is as sure as the exit of its walk: max ⌈t² S²/d²⌉, t of n₀ − 1 degrees at 1 − β.

        So many replications of each, all alike, make the same promise in two stages (Stein 1945; for all pairs of systems with common random
        numbers Clark & Yang 1986, Proc. Winter Simulation Conference).
        """
        from scipy.special import stdtrit

        known = np.minimum(self.steps, self.first_stage)
        usable = known > 1
        wide = stdtrit(known[usable] - 1, 1 - self.error) ** 2 * self.variance[usable] / self.drift[usable] ** 2
        return max(self.first_stage, math.ceil(float(wide.max(initial=0.0))))

    def step(self, values: Values) -> bool:
        """Take one step of every walk that is still inside, NaN being none; true where one has left."""
        inside = (self.side == 0) & ~np.isnan(values)
        step = np.where(inside, values, 0.0)
        count = self.steps + inside
        pilot = inside & (count <= self.first_stage)
        if pilot.any():  # Welford's sums of squares, from the mean before to the mean after this step
            before = step - self.sums / np.maximum(self.steps, 1)
            after = step - (self.sums + step) / np.maximum(count, 1)
            self._squares += np.where(pilot & (count > 1), before * after, 0.0)
        self.steps, self.sums = count, self.sums + step
        variance = self._squares / (self.first_stage - 1)
        reach = np.maximum(0.0, self.h_squared * variance / (2 * self.drift) - self.drift * count / 2)
        out = np.where(self.sums > reach, 1, np.where(self.sums < -reach, -1, np.where(reach == 0.0, self.ties, 0)))
        left = inside & (count >= self.first_stage) & (out != 0)
        self.side = np.where(left, out, self.side).astype(np.int8)
        return bool(left.any())


class Contest:
    """Systems that are compared with each other and checked for limits, one replication of all survivors at a time.

    Of the objective the larger value is the better one, and a distance above 0 keeps a limit: callers turn signs. NaN is a replication
    without data. Without limits this is KN.
    """

    def __init__(
        self,
        systems: int,
        *,
        difference: float,
        first_stage: int,
        duel_error: float,
        tolerances: Values | None = None,
        trial_error: float = 0.5,
    ) -> None:
        """`difference` and `tolerances` are what matters in the objective and of each limit; the errors are those of a single walk."""
        tolerances = np.empty(0) if tolerances is None else tolerances
        first = np.triu(np.ones((systems, systems), dtype=np.int8), 1)
        self.duels = Walks(np.full((systems, systems), difference), first_stage, duel_error, (first - first.T).astype(np.int8))
        """(i, j): the sums of i's objective less j's; of two that are level for good, the one named first wins."""
        shape = systems, len(tolerances)
        self.trials = Walks(np.broadcast_to(tolerances, shape), first_stage, trial_error, np.ones(shape, dtype=np.int8))
        """(i, limit): the sums of distances; 1 keeps the limit, −1 does not."""
        self.first_stage = first_stage
        self.stage = 0
        """Replications so far."""
        self.alive = list(range(systems))
        self.dropped_at = [0] * systems
        """Replications of each system when it was dropped; 0 for those that were not."""
        self.beaten_by: list[int | None] = [None] * systems
        self.tried_at = np.zeros(shape, dtype=int)
        """Replications after which a limit was decided; 0 where it was not."""
        self.known = np.zeros(systems, dtype=int)
        """Replications with data."""
        self._sums = np.zeros(systems)

    @property
    def over(self) -> bool:
        """Nobody is left, or one who is known to keep all limits."""
        return not self.alive or (len(self.alive) == 1 and self.fit(self.alive[0]))

    def fit(self, system: int) -> bool:
        """Known to keep all limits."""
        return bool((self.trials.side[system] == 1).all())

    def hopeful(self, system: int) -> bool:
        """Known to keep each limit, or keeping it on average so far."""
        return bool(((self.trials.side[system] == 1) | (self.trials.sums[system] >= 0)).all())

    def mean(self, system: int) -> float:
        """Mean objective so far; 0 without data."""
        return float(self._sums[system] / max(self.known[system], 1))

    def replicate(self, objective: Values, distances: Values | None = None) -> None:
        """One replication more: the objective of each system, and its distance from each limit; those of dropped ones are not looked at."""
        self.stage += 1
        gone = np.ones(len(objective), dtype=bool)
        gone[self.alive] = False
        objective = np.where(gone, np.nan, objective)
        self.known += ~np.isnan(objective)
        self._sums += np.nan_to_num(objective)
        changed = self.duels.step(objective[:, None] - objective[None, :])
        if distances is not None and distances.size and self.trials.step(np.where(gone[:, None], np.nan, distances)):
            self.tried_at[(self.trials.side != 0) & (self.tried_at == 0)] = self.stage
            changed = True
        starved = [i for i in self.alive if self.stage >= self.first_stage and self.known[i] < KNOWN_SHARE * self.stage]
        for system in starved:
            self._drop(system, None)
        if changed:
            self._screen()

    def _screen(self) -> None:
        """Drop who breaks a limit, and who was beaten by one that keeps them all; the worst first, so that somebody remains."""
        for system in [i for i in self.alive if (self.trials.side[i] == -1).any()]:
            self._drop(system, None)
        for system in sorted(self.alive, key=lambda i: (self.mean(i), -i)):
            winner = next((i for i in self.alive if self.duels.side[i, system] == 1 and self.fit(i)), None)
            if winner is not None:
                self._drop(system, winner)

    def _drop(self, system: int, winner: int | None) -> None:
        self.alive.remove(system)
        self.dropped_at[system], self.beaten_by[system] = self.stage, winner
