"""What the machines in the field are expected to ask for, by their known failure laws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.kernel import Flow, Kernel
from sim.nature.durations import DurationLaw
from sim.nature.failures import FailureLaw

_QUANTILES = (np.arange(1000) + 0.5) / 1000


class Group(NamedTuple):
    """Machines that fail alike, are looked after by the same people, and are taken away by the same law."""

    region: str | None
    kind: str
    leaves: DurationLaw | None
    age: float = 0.0
    """hours that they have run before the start, on average"""


def faults(law: FailureLaw, age: float, begin: float, end: float) -> float:
    """Faults expected between two moments of one machine that has run so long before the start."""
    older = 0.0 if law.memoryless else age
    return law.expected_faults(begin + older, end + older)


class Need(NamedTuple):
    """What one machine of a group asks for at one shelf because of one failure mode."""

    group: Group
    law: FailureLaw
    units: float
    """on average per fault, as far as it comes to this shelf"""


@dataclass(slots=True)
class InstalledBase:
    """Machines in the field, and who is asked for their parts."""

    standing: dict[Group, int]
    """machines in the field now"""
    needs: dict[tuple[int, int], Sequence[Need]]
    """(location, part) -> what each machine asks for there"""
    group_of: Sequence[Group] = ()
    """of each asset, where customers may leave"""
    _ends: dict[DurationLaw, np.ndarray] = field(default_factory=dict)
    """law -> moments at which machines are taken away, each as likely as the next"""

    def expected(self, location: int, part: int, begin: float, end: float) -> float:
        """Units that a shelf is expected to be asked for from `begin` (now) to `end`, by the machines that stand now."""
        return sum(
            self.standing[need.group]
            * need.units
            * faults(need.law, need.group.age, begin, end)
            * self._staying(need.group, begin, end)
            for need in self.needs.get((location, part), ())
        )

    def _staying(self, group: Group, begin: float, end: float) -> float:
        """Share of the hours from `begin` to `end` that a machine is expected to stay, of those that stand at `begin`."""
        law = group.leaves
        if law is None or end <= begin:
            return 1.0
        if law not in self._ends:
            self._ends[law] = np.array([law.quantile(share) for share in _QUANTILES])
        still = self._ends[law][self._ends[law] > begin]
        return float(np.minimum(still - begin, end - begin).mean() / (end - begin)) if len(still) else 0.0

    def hand_over(self, part: int, successor: int) -> None:
        """What was asked of one part is asked of another from now on."""
        for place, old in [key for key in self.needs if key[1] == part]:
            self.needs[place, successor] = [*self.needs.get((place, successor), ()), *self.needs.pop((place, old))]

    def add(self, group: Group, more: int) -> None:
        """So many more machines of a group stand now."""
        self.standing[group] += more

    def come_and_go(self, kernel: Kernel, moves: Iterable[tuple[float, Group, int]]) -> Flow:
        """Machines are installed and taken away: (when, of which group, how many more), in order of time."""
        for time, group, more in moves:
            if time > kernel._now:
                yield time - kernel._now
            self.standing[group] += more
