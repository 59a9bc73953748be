"""The field-service-lite model as somebody fluent in SimPy would write it: the yardstick for firstfix's speed.

A process per asset, `simpy.Resource` for the technicians, `simpy.Container` for the shelf, a process per replenishment order. It keeps sums for
five figures and no records; luck is one `random.Random`, drawn in order of use (three times as fast per draw as a NumPy generator's scalars).

Model (hours): every asset runs Exp(200) from each restoration and fails; its call joins one first-come-first-served queue for `technicians`; travel
Exp(1); on arrival one unit is needed and one is ordered (it arrives after exactly 8 h). On the shelf: repair Exp(2), a first-visit fix. Not on the
shelf: the technician is free at once, the call waits first come first served for the part, joins the queue again, and the second visit takes
travel Exp(1) and repair Exp(2).
"""

from __future__ import annotations

import random
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

LIFE, TRAVEL, REPAIR, LEAD_TIME = 200.0, 1.0, 2.0, 8.0
Process = Generator[simpy.Event, Any, None]


@dataclass
class Tally:
    """Sums that the figures are made of."""

    calls: int = 0
    arrivals: int = 0
    first_fixes: int = 0
    response: float = 0.0
    restored: int = 0
    downtime: float = 0.0
    shelf_hours: float = 0.0
    shelf_since: float = 0.0


class Service:
    """The workforce and the shelf that all assets share."""

    def __init__(self, assets: int, technicians: int, stock: int, seed: int) -> None:
        self.env = simpy.Environment()
        self.technicians = simpy.Resource(self.env, technicians)
        self.shelf = simpy.Container(self.env, init=stock)
        self.luck = random.Random(seed)  # noqa: S311 — a simulation
        self.tally = Tally()
        for _ in range(assets):
            self.env.process(self.asset())

    def asset(self) -> Process:
        """Life of an asset: run, fail, be repaired."""
        while True:
            yield self.env.timeout(self.luck.expovariate(1 / LIFE))
            failed = self.env.now
            self.tally.calls += 1
            yield from self.call(failed)
            self.tally.restored += 1
            self.tally.downtime += self.env.now - failed

    def call(self, failed: float) -> Process:
        """From failure to restoration, in one visit or two."""
        env, luck, tally = self.env, self.luck, self.tally
        with self.technicians.request() as technician:
            yield technician
            yield env.timeout(luck.expovariate(1 / TRAVEL))
            tally.arrivals += 1
            tally.response += env.now - failed
            env.process(self.order())
            at_hand = self.shelf.level > 0
            part = self.take()
            if at_hand:
                tally.first_fixes += 1
                yield env.timeout(luck.expovariate(1 / REPAIR))
                return
        yield part
        with self.technicians.request() as technician:
            yield technician
            yield env.timeout(luck.expovariate(1 / TRAVEL) + luck.expovariate(1 / REPAIR))

    def take(self) -> simpy.Event:
        """Ask the shelf for one unit; the event fires when it is there."""
        self.watch()
        return self.shelf.get(1)

    def order(self) -> Process:
        """One unit from an unlimited supply."""
        yield self.env.timeout(LEAD_TIME)
        self.watch()
        yield self.shelf.put(1)

    def watch(self) -> None:
        """Add up shelf level times time before the level changes."""
        tally = self.tally
        tally.shelf_hours += self.shelf.level * (self.env.now - tally.shelf_since)
        tally.shelf_since = self.env.now


def simulate(assets: int, technicians: int, stock: int, horizon: float, seed: int) -> dict[str, float]:
    """Run it and return calls and the five figures."""
    service = Service(assets, technicians, stock, seed)
    service.env.run(until=horizon)
    service.watch()
    tally = service.tally
    return {
        "calls": tally.calls,
        "first_time_fix": tally.first_fixes / max(tally.arrivals, 1),
        "response": tally.response / max(tally.arrivals, 1),
        "on_hand": tally.shelf_hours / horizon,
        "restoration": tally.downtime / max(tally.restored, 1),
    }
