"""What the machines in the field are expected to ask for, by their known failure laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.nature.failures import FailureLaw

Group = tuple[str | None, str]
"""(region, asset type): machines that fail alike and are looked after by the same people."""


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
    needs: Mapping[tuple[int, int], Sequence[Need]]
    """(location, part) -> what each machine asks for there"""

    def expected(self, location: int, part: int, begin: float, end: float) -> float:
        """Units that a shelf is expected to be asked for from `begin` to `end`, by the machines that stand now."""
        return sum(
            self.standing[need.group] * need.units * need.law.expected_faults(begin, end)
            for need in self.needs.get((location, part), ())
        )
