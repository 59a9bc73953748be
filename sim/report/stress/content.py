"""What the report is made from: plain facts about a scenario and a study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypedDict


class Entry(Protocol):
    """One key of one entry of a scenario that is not at its neutral default (`sim.scenario.stated`)."""

    @property
    def steps(self) -> tuple[str, ...]:
        """Where it stands: ('locations', 'Köln', 'stock', 'tube')."""

    @property
    def pattern(self) -> str:
        """The same with '*' for names: 'locations.*.stock.*'."""

    @property
    def value(self) -> str:
        """In words, with its unit; empty for a section as a whole."""

    @property
    def meaning(self) -> str:
        """What the key means."""

    @property
    def amount(self) -> float | None:
        """The number, where the value is one."""

    @property
    def names(self) -> str:
        """The names on the way: 'CT.hardware'."""

    @property
    def members(self) -> tuple[tuple[str, str], ...]:
        """(family, word) of laws and rules in it."""

    def facts(self) -> Iterator[str]:
        """What sentences may depend on."""


@dataclass(frozen=True)
class Rule:
    """A law or rule that a scenario uses."""

    title: str
    """What it is: 'dispatch rule', 'duration law'."""
    word: str
    meaning: str
    decides: bool
    """True for a rule (a decision), false for a law (nature)."""
    ours: bool = True
    """Part of firstfix; false for a plug-in of the author."""


@dataclass(frozen=True)
class Policy:
    """A policy of the scenario: what it lays over the base, and what comes of it."""

    overlay: Mapping[str, Any]
    entries: Sequence[Entry]


class PointFacts(TypedDict, total=False):
    """One way to run the scenario, in `study.json`."""

    name: str
    policy: str
    factors: dict[str, Any]
    """Factor -> value laid over the policy."""
    replications: int


class FigureFacts(TypedDict, total=False):
    """A figure's definition, as in `figures.json`."""

    unit: str
    formula: str
    clock: str
    denominator: str
    meaning: str


class StudyFacts(TypedDict, total=False):
    """What `study.json` says, as far as the report needs it; whatever is left out is a blank there, or is passed over."""

    name: str
    question: str
    scenario: str
    """File of the scenario."""
    scenario_hash: str
    kind: str
    """Of the procedure: comparison, precision, selection, search, tornado, ..."""
    points: list[PointFacts]
    figures: list[str]
    """Figures that the study is about."""
    confidence: float
    seed: int
    start: str
    horizon_hours: float
    warm_up_hours: float
    warm_up: str
    """How the length of the warm-up was found, in a sentence; the author knows if left out."""
    runs: int
    finished: int
    failed: int
    failures: list[dict[str, Any]]
    """point, replication and error of each, or of the first of them."""
    complete: bool
    says: list[str]
    notes: list[str]
    versions: dict[str, str]
    command: str
    executor: str
    """Where replications ran: 'in this process', 'in 4 local processes', 'on a Dask cluster'."""
    processors: int
    elapsed: float
    """Seconds from beginning to end."""
    computing: float
    """Seconds of all replications together."""


@dataclass(frozen=True)
class Content:
    """All that the report is made from."""

    name: str
    description: str
    file: str
    """Name of the scenario file."""
    hash: str
    baseline: str
    entries: Sequence[Entry]
    rules: Mapping[tuple[str, str], Rule]
    policies: Mapping[str, Policy] = field(default_factory=dict)
    strategies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Bundle -> the policies that it lays over one another."""
    figures: Mapping[str, FigureFacts] = field(default_factory=dict)
    """The figures that are reported."""
    versions: Mapping[str, str] = field(default_factory=dict)
    assumptions: Sequence[str] = ()
    """What holds of every run."""
    study: StudyFacts | None = None
    experiment: str = ""
    """Text of the experiment file."""

    @cached_property
    def facts(self) -> frozenset[str]:
        """What sentences may depend on, of the base scenario."""
        return frozenset(fact for each in self.entries for fact in each.facts())

    def count(self, pattern: str) -> int:
        """How many entries stand at a pattern such as 'locations.*'."""
        return sum(each.pattern == pattern for each in self.entries)

    def total(self, pattern: str) -> float:
        """Sum of the numbers at a pattern."""
        return sum(each.amount or 0.0 for each in self.entries if each.pattern == pattern)

    def value(self, pattern: str) -> str:
        """The value at a pattern that stands once; empty if it is at its neutral default."""
        return next((each.value for each in self.entries if each.pattern == pattern), "")
