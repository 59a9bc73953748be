"""Which parts a job needs: superseded parts by those that take their place, parts that lie in kits by the kits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.scenario.classes import parts_at

if TYPE_CHECKING:
    from sim.nature.quantities import QuantityLaw
    from sim.scenario.assets import FailureMode
    from sim.scenario.spec import Scenario

_DRAWS = 200
"""Of a quantity."""


@dataclass(frozen=True, slots=True)
class Need:
    """A part that a job may need."""

    part: str
    chance: float
    """That a job asks for it, as long as it is the part that serves the need."""
    sizes: Mapping[int, float]
    """Units that it takes then -> chance."""
    share: float = 1.0
    """Share of the window in which it is."""

    @property
    def probability(self) -> float:
        """Chance that a job asks for it, over the whole window."""
        return self.chance * self.share

    @property
    def units(self) -> float:
        """Mean units where it is needed."""
        return math.fsum(size * chance for size, chance in self.sizes.items())


class Needs:
    """What the failure modes of a scenario need, as crews ask for it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.kits = {part: spec for part, spec in scenario.parts.items() if spec.contains}
        self._known: dict[tuple[int, str | None, str], tuple[Need, ...]] = {}
        self._in_vans = {name: set(parts_at(scenario, spec.van)) for name, spec in scenario.technicians.items()}
        self._in_stock = {name: set(parts_at(scenario, spec.stock)) for name, spec in scenario.locations.items()}

    def of(self, mode: FailureMode, crew: str | None, home: str) -> tuple[Need, ...]:
        """The parts that a failure mode may need, of a crew with this home."""
        key = id(mode), crew if self.kits else None, home if self.kits else ""
        if key not in self._known:
            plain = [each for part, need in mode.parts.items() if need.probability > 0.0
                     for each in self.serving(Need(part, float(need.probability), sizes_of(need.quantity)))]  # fmt: skip
            self._known[key] = tuple(self._by_kits(plain, crew, home)) if self.kits else tuple(plain)
        return self._known[key]

    def serving(self, need: Need) -> Iterator[Need]:
        """The parts that serve a need one after the other in the window, each with its share of it."""
        begin, end = float(self.scenario.warm_up), float(self.scenario.horizon)
        since, part = begin, need.part
        while since < end:
            change = self.scenario.parts[part].superseded_by
            until = end if change is None else min(max(float(change.at), since), end)
            if until > since:
                yield replace(need, part=part, share=(until - since) / (end - begin))
            if change is None:
                return
            since, part = until, change.part

    def _by_kits(self, needs: list[Need], crew: str | None, home: str) -> Iterator[Need]:
        """The same, with a kit for what lies at the first place to look, van or else home, in kits alone.

        What is left of a kit that is not thrown away serves the other needs of the job and of later ones: the part asked for most counts.
        """
        opened: dict[str, Need] = {}
        for need in needs:
            kit = self._kit_for(need.part, crew, home)
            if kit is None:
                yield need
                continue
            asked = replace(need, part=kit, sizes=_kits_for(need.sizes, self.kits[kit].contains[need.part]))
            if self.kits[kit].opened == "scrap":
                yield asked
            elif kit not in opened or asked.chance * asked.units > opened[kit].chance * opened[kit].units:
                opened[kit] = asked
        yield from opened.values()

    def _kit_for(self, part: str, crew: str | None, home: str) -> str | None:
        """The first kit with a part, where neither van nor home, or only the home, hold it loose and the first place to look has the kit."""
        for place in (self._in_vans.get(crew or "", set()), self._in_stock[home]):
            if part in place:
                return None
            for kit, spec in self.kits.items():
                if kit in place and part in spec.contains:
                    return kit
        return None


def sizes_of(law: QuantityLaw) -> dict[int, float]:
    """Units -> chance, by evenly spread draws."""
    draw = law.sampler()
    if draw is None:
        return {law.expected: 1.0}
    drawn = Counter(draw((each + 0.5) / _DRAWS) for each in range(_DRAWS))
    return {size: times / _DRAWS for size, times in drawn.items()}


def _kits_for(sizes: Mapping[int, float], each: int) -> dict[int, float]:
    """Kits -> chance, for units of a part of which a kit has `each`."""
    found: Counter[int] = Counter()
    for size, chance in sizes.items():
        found[-(-size // each)] += chance  # type: ignore[assignment]
    return dict(found)
