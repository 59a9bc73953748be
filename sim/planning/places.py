"""Where parts wait, and what flows between these places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.scenario.spec import Scenario

Array = np.ndarray[Any, np.dtype[Any]]
ROOT = -1


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere parts wait."""

    name: str
    """Of the location, or of the technicians whose vans these are."""
    van: bool
    parent: int
    """Place that refills this one; ROOT when that is a supplier."""
    count: int = 1
    """So many alike."""

    @property
    def title(self) -> str:
        """As tables of levels write it."""
        return f"van:{self.name}" if self.van else self.name

    def path(self, part: str) -> tuple[str, str, str, str]:
        """Where its rule for a part stands in a scenario."""
        return ("technicians", self.name, "van", part) if self.van else ("locations", self.name, "stock", part)


def places_of(scenario: Scenario) -> Iterator[Place]:
    """Locations from the suppliers down, then the vans that carry something."""
    order: list[str] = []
    open_ones = [name for name, location in scenario.locations.items() if not location.supplier]
    while open_ones:
        ready = [name for name in open_ones if _source(scenario, name) is None or _source(scenario, name) in order]
        order += ready
        open_ones = [name for name in open_ones if name not in ready]
    at = {name: index for index, name in enumerate(order)}
    for name in order:
        source = _source(scenario, name)
        yield Place(name, van=False, parent=ROOT if source is None else at[source])
    for name, spec in scenario.technicians.items():
        if spec.van:
            yield Place(name, van=True, parent=at[spec.home], count=spec.count)


def _source(scenario: Scenario, name: str) -> str | None:
    """The location above, unless that is a supplier."""
    source = scenario.locations[name].source
    return None if source is None or scenario.locations[source].supplier else source


def flow(asked: Array, passed_up: Array, places: Sequence[Place]) -> Array:
    """Units per hour taken at each place, orders from below included."""
    through = asked.astype(float).copy()
    for index in range(len(places) - 1, -1, -1):
        place = places[index]
        if place.parent != ROOT:
            through[:, place.parent] += place.count * passed_up[:, index] * through[:, index]
    return through


def shares_of_jobs(asked: Array, places: list[Place]) -> Array:
    """Of the units taken at each location, the share that leaves a defective unit there: its own jobs' and its vans', not the depots' below."""
    own = asked * np.array([not place.van for place in places])
    through = asked.astype(float).copy()
    for index in range(len(places) - 1, -1, -1):
        place = places[index]
        if place.parent != ROOT:
            through[place.parent] += place.count * through[index]
            if place.van:
                own[place.parent] += place.count * asked[index]
    share: Array = np.divide(own, through, out=np.zeros_like(own, dtype=float), where=through > 0)
    return share
