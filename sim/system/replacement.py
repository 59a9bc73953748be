"""The end of a machine's life: what is kept of each machine, and what is decided by."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sim.system.configuration import Sockets

Draw = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class EndOfLife:
    """When machines of a type are replaced, and by which work."""

    failures: int
    """how many failure modes it has: its first sockets"""
    work: int
    """place of the exchange among the modes of the type; the refurbishment comes after it"""
    codes: frozenset[int]
    """of the modes that are such work"""
    at_age: float | None
    after_cost: float | None
    after_faults: int | None
    below: float | None
    price: float
    lead_time: Draw | None
    refurbishments: int
    """how many a machine gets before it is replaced"""
    refurbishing_cost: float
    leaves: float
    """share of the age that a refurbishment leaves"""


@dataclass(slots=True)
class Life:
    """One machine's account since it was new."""

    rules: EndOfLife
    sockets: Sockets
    key: int
    born: float
    """when it was new; a refurbishment moves that forward"""
    cost: float = 0.0
    faults: deque[float] = field(default_factory=deque)
    """of the last year"""
    down: deque[tuple[float, float]] = field(default_factory=deque)
    """stretches of the last year"""
    refurbished: int = 0
    renewals: int = 0
    """how often it has been replaced or refurbished"""
    decided: float | None = None
    """when its end was decided; None: it goes on"""
    why: int = 0


@dataclass(slots=True)
class Lives:
    """All machines that are replaced some day."""

    of: dict[int, Life] = field(default_factory=dict)
    """asset -> its life"""
    hourly: dict[int, float] = field(default_factory=dict)
    """technician -> what an hour of his costs"""
