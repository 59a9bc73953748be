"""The machines as a warranty sees them: of which type, when sold, and under which name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.nature.durations import Constant
from sim.records import Log
from sim.scenario.spec import Scenario
from sim.streams import ASSET, SOLD, Luck, name_key, unit

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Machines:
    """Columns by number of the asset."""

    kinds: list[str]
    """asset types in order"""
    kind: Array
    """index of its type"""
    sold: Array
    """hours; below zero: before the start"""
    keys: Array
    """of its luck"""
    exchanged: Array
    """(asset, hours), in order of time: a new machine stands there from then on, sold with it"""

    def sold_by(self, asset: Array, moment: Array) -> Array:
        """When the machines were sold that stood there at these moments."""
        found: Array = self.sold[asset]
        for place, time in self.exchanged:
            found = np.where((asset == place) & (moment >= time), np.maximum(found, time), found)
        return found


def machines(scenario: Scenario, luck: Luck, log: Log, entered: Sequence[float]) -> Machines:
    """Every machine; who is installed after the start is sold then, and who failed before it was sold by then."""
    kinds = list(scenario.asset_types)
    kind, sold, keys = [], [], []
    for site, spec in scenario.sites.items():
        for name, count in spec.assets.items():
            first = np.uint64(name_key("assets", site, name))
            own = first + np.arange(count, dtype=np.uint64)
            law = scenario.asset_types[name].sold_before
            if isinstance(law, Constant):
                before = np.full(count, law.time)
            else:
                draw = law.sampler()
                before = np.array([draw(unit(luck.fate(int(key), 0, ASSET), SOLD)) for key in own], dtype=float)
            kind.append(np.full(count, kinds.index(name)))
            sold.append(-before)
            keys.append(own)
    later = np.asarray(entered, dtype=float)
    moments = np.concatenate([*sold, np.zeros(0)])
    calls = log.calls.rows()
    np.minimum.at(moments, calls["asset"], calls["fault"])
    new = log.renewed_assets.rows()
    new = new[~new["refurbished"]]
    return Machines(
        kinds,
        np.concatenate([*kind, np.zeros(0, dtype=np.int64)]),
        np.where(later > 0, later, moments),
        np.concatenate([*keys, np.zeros(0, dtype=np.uint64)]),
        np.column_stack([new["asset"], new["at"]]),
    )


def modes(scenario: Scenario) -> Iterator[tuple[str, str | None]]:
    """Type and name of each failure mode by its code; planned maintenance comes last of its type, and has no name here."""
    for kind, spec in scenario.asset_types.items():
        yield from ((kind, mode) for mode in spec.failures)
        yield from ((kind, None) for _ in spec.planned())
