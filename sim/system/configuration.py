"""Which revision each machine has, what the office takes it for, and the retrofits that make another one of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.system.calls import PartNeeded
    from sim.system.modes import Mode

Draw = Callable[[float], float]


class Sockets(NamedTuple):
    """Where the sockets of a machine are: one for each mode of its type."""

    first: int
    apart: int


@dataclass(eq=False, slots=True)
class Retrofit:
    """Work that makes another revision of a machine, once."""

    code: int
    nth: int
    """its place among the modes of its type"""
    source: int
    to: int
    kit: tuple[tuple[int, int], ...]
    """(part, units)"""
    duration: Draw | None
    apart: float | None
    """hours between two visits of its campaign; None: it is done when somebody is there anyway"""
    begins: float
    until: float
    renews: tuple[int, ...]
    """modes of the type, by place, that begin a new life with it"""
    to_visit: deque[int] = field(default_factory=deque)
    """machines that the campaign has still to come to, as far as the office knows"""


@dataclass(slots=True)
class Kit:
    """A retrofit for which somebody who goes to a call has the parts."""

    retrofit: Retrofit
    parts: list[PartNeeded]
    begun: bool = False


@dataclass(slots=True)
class Configuration:
    """The configuration of all machines whose types have revisions."""

    revision_of: dict[int, int] = field(default_factory=dict)
    """asset -> revision"""
    sockets: dict[int, Sockets] = field(default_factory=dict)
    unknown: set[int] = field(default_factory=set)
    """assets whose revision the office does not know"""
    to_audit: list[int] = field(default_factory=list)
    """assets whose revision an audit will find out"""
    commonest: dict[int, int] = field(default_factory=dict)
    """revision -> the commonest one of its type, which unknown machines are taken for"""
    first_mode: dict[int, int] = field(default_factory=dict)
    """revision -> first of the modes of its type as they are at that revision"""
    modes: dict[int, int] = field(default_factory=dict)
    """revision -> how many modes its type has"""
    taken_for: dict[Mode, Mode] = field(default_factory=dict)
    """mode at a revision -> the same at the commonest one, where that wants other parts"""
    retrofits: dict[int, list[Retrofit]] = field(default_factory=dict)
    """revision -> those that are meant for it"""
    by_code: dict[int, Retrofit] = field(default_factory=dict)
    """every retrofit by the code of its mode"""
    kits: dict[int, Kit] = field(default_factory=dict)
    """call -> the retrofit that is to be done with it"""

    def believed(self, asset: int) -> int:
        """The revision that the office takes a machine for."""
        revision = self.revision_of[asset]
        return self.commonest[revision] if asset in self.unknown else revision

    def as_registered(self, asset: int, named: Mode) -> Mode:
        """A fault as it is at the revision that the office takes the machine for."""
        return self.taken_for.get(named, named) if asset in self.unknown else named
