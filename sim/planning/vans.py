"""What vans hold: shelves at which nobody waits.

Who finds too few units looks for all of them elsewhere, while refills of what was taken are on the way: a loss system in which a job
takes all the units that it needs or none. With the visits that ask for so many units Poisson, the units on the way have the law of Kaufman (1981, IEEE
Transactions on Communications 29) and Roberts (1981), whatever the law of refill times; for single units it is Erlang's (1917).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.planning.places import Array
from sim.planning.supply import Supply

NOWHERE = -1
_LEAST = 1e-5
"""No van is stocked beyond this share of misses."""
_LARGE = 1e250
_MOST = 100_000


class Vans:
    """Every shelf in a van with a rule that jobs ask: one row each (N), and a column per number of units that a visit may need (Q)."""

    def __init__(self, supply: Supply) -> None:
        self.supply = supply
        self.places = [at for at, place in enumerate(supply.places) if place.van]
        self.homes = np.array([supply.places[at].parent for at in self.places], dtype=int)
        sizes = sorted({size for job in supply.jobs for need in job.needs for size in need.sizes})
        self.sizes = np.array(sizes, dtype=int)
        code = {part: at for at, part in enumerate(supply.parts)}
        column = {size: at for at, size in enumerate(sizes)}
        rows: dict[tuple[int, int], int] = {}
        visits: list[Array] = []
        for job in supply.jobs:
            for need in job.needs:
                key = code[need.part], supply.asked_first(job, code[need.part])
                if not supply.places[key[1]].van:
                    continue
                if key not in rows:
                    rows[key] = len(visits)
                    visits.append(np.zeros(len(sizes)))
                each = job.rate * need.chance / supply.places[key[1]].count
                for size, share in need.sizes.items():
                    visits[rows[key]][column[size]] += each * share
        self.row = rows
        """(part, place) -> row"""
        self.part = np.array([part for part, _ in rows], dtype=int)
        self.place = np.array([place for _, place in rows], dtype=int)
        self.home = np.array([supply.places[at].parent for at in self.place], dtype=int)
        self.visits = np.array(visits).reshape(len(visits), len(sizes))
        """(N, Q) visits per hour of one van that need so many units"""
        self.asking = self.visits.sum(axis=1)
        self.price = supply.price[self.part]
        self._made: tuple[bytes, Array] | None = None

    def __bool__(self) -> bool:
        return bool(self.row)

    def hours(self, wait: Array) -> Array:
        """(N,) mean hours until a unit is replaced, where the homes let others wait so long (P, J)."""
        found: Array = self.supply.lead_time[self.part, self.place] + wait[self.part, self.home]
        return found

    def chances(self, hours: Array, top: int) -> Array:
        """(N, top + 1) chance that so many units or fewer are asked for in that time."""
        return self.held(self.visits * hours[:, None], top)

    def held(self, asked: Array, top: int) -> Array:
        """(…, top + 1) chance of so many units or fewer where visits that need so many are Poisson with these means (…, Q)."""
        terms = np.zeros((len(asked), top + 1))
        terms[:, 0] = 1.0
        shrunk = np.zeros(len(asked))
        for units in range(1, top + 1):
            for at, size in enumerate(self.sizes.tolist()):
                if size <= units:
                    terms[:, units] += asked[:, at] * size / units * terms[:, units - size]
            high = terms[:, units] > _LARGE
            if high.any():
                terms[high] /= _LARGE
                shrunk[high] += np.log(_LARGE)
        with np.errstate(over="ignore"):
            found: Array = np.cumsum(terms, axis=1) * np.exp(shrunk - asked.sum(axis=1))[:, None]
        return np.minimum(found, 1.0)

    def lacking(self, units: Array, hours: Array) -> Array:
        """(N, Q) share of the visits that need so many units and do not find them, with these levels (N,)."""
        held = self.chances(hours, int(units.max(initial=0)))
        rows = np.arange(len(units))
        whole = held[rows, units]
        return np.stack(
            [np.where(units >= size, 1.0 - _ratio(held[rows, np.maximum(units - size, 0)], whole), 1.0) for size in self.sizes.tolist()]
            or [np.zeros(0)],
            axis=-1,
        )  # fmt: skip

    def table(self, hours: Array) -> Array:
        """(N, U + 1) misses per hour with 0, 1, … units in stock."""
        key = hours.tobytes()
        if self._made is None or self._made[0] != key:
            top = 4 + int(self.sizes.max(initial=1))
            while True:
                misses = self.misses(self.chances(hours, top))
                if top >= _MOST or np.all(misses[:, -1] <= _LEAST * self.asking):
                    break
                top *= 2
            self._made = key, misses
        return self._made[1]

    def misses(self, held: Array) -> Array:
        """Visits per hour that lack the part, from the chances of units on the way."""
        found: Array = np.tile(self.asking[:, None], held.shape[1])
        for at, size in enumerate(self.sizes.tolist()):
            found[:, size:] -= self.visits[:, at, None] * _ratio(held[:, : held.shape[1] - size], held[:, size:])
        return np.maximum(found, 0.0)

    def worth_carrying(self, hours: Array, harm: Array | float, worth: float) -> Array:
        """(N,) units that take off most harm for their money: least harm and money together, where money has this worth.

        `harm` is that of one miss. Units that only the rarest visit would ask for are left out.
        """
        misses = self.table(hours)
        units = np.arange(misses.shape[1])
        enough = np.argmax(misses <= _LEAST * self.asking[:, None], axis=1)
        both = np.broadcast_to(harm, self.asking.shape)[:, None] * misses + worth * self.price[:, None] * units
        found: Array = np.argmin(np.where(units <= enough[:, None], both, np.inf), axis=1)
        return found

    def alike(self, hours: Array, fill_rate: float) -> Array:
        """(N,) the least units of which such a share of the visits that ask for the part find enough."""
        misses = self.table(hours)
        allowed = np.maximum((1.0 - fill_rate) * self.asking, misses[:, -1])
        found: Array = np.argmax(misses <= allowed[:, None], axis=1)
        return found

    def spread(self, levels: Array, units: Sequence[int] | Array) -> None:
        """Write the units of every row (N,) into levels (P, J)."""
        levels[self.part, self.place] = units


def _ratio(over: Array, under: Array) -> Array:
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)
