"""The register of figures."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from sim.errors import FirstfixError, UsageError, nearest
from sim.results import Tables

Better = Literal["up", "down"] | None
"""Which way is better; None where neither is."""

Compute = Callable[[Tables], float | Mapping[str, float]]
F = TypeVar("F", bound=Compute)

SUBJECTS = (
    "service",
    "times",
    "promises",
    "assets",
    "parts",
    "stock",
    "books",
    "demand",
    "diagnostics",
    "lifecycle",
    "suppliers",
    "fulfilment",
    "part_orders",
    "refurbished",
    "returns",
    "shops",
    "warranty",
    "billing",
    "mobility",
    "people",
    "skills",
    "tools",
    "upkeep",
    "configuration",
    "condition",
    "life_cycle",
    "scheduling",
    "backlog",
    "contracts",
    "insight",
    "portfolio",
    "channels",
    "partners",
    "desk",
    "support",
    "documents",
    "money",
)
"""Modules of the built-in figures, in the order in which they are listed."""


@dataclass(frozen=True)
class Figure:
    """One registered figure."""

    name: str
    unit: str
    """share | h | money | money/y | km/y | kg/y | count | ... ; shares are 0..1"""
    better: Better
    meaning: str
    formula: str
    clock: str
    """whose hours are counted, and which records belong to the window"""
    denominator: str
    compute: Compute


_figures: dict[str, Figure] = {}
_loaded = False


def kpi(*, unit: str, better: Better = None, formula: str = "", clock: str = "", denominator: str = "") -> Callable[[F], F]:
    """Register a function of tables as a figure of the same name.

    It returns a number, NaN for 'no data', or a mapping of suffixes to numbers, which become figures `name.suffix`.
    """
    if better not in ("up", "down", None):
        raise UsageError(f"better is 'up', 'down' or None, not '{better}'")

    def keep(function: F) -> F:
        meaning = " ".join((function.__doc__ or "").strip().split("\n\n")[0].split())
        name = function.__name__
        _figures[name] = Figure(name, unit, better, meaning, formula, clock, denominator, function)
        return function

    return keep


def forget(name: str) -> None:
    """Take a figure off the register."""
    _figures.pop(name, None)


def members() -> dict[str, Figure]:
    """All figures by name: the built-in ones by subject, then those registered by the user."""
    global _loaded  # noqa: PLW0603 — the built-in figures are read in when they are first asked for
    places = {f"sim.kpi.{subject}": place for place, subject in enumerate(SUBJECTS)}
    if not _loaded:
        own = {name: figure for name, figure in _figures.items() if figure.compute.__module__ not in places}
        for module in places:
            importlib.import_module(module)
        _figures.update(own)  # a figure of the user's goes before a built-in one of the same name
        _loaded = True
    ordered = sorted(_figures.values(), key=lambda figure: places.get(figure.compute.__module__, len(places)))
    return {figure.name: figure for figure in ordered}


def member_of(figure: str) -> Figure:
    """The registered figure behind a name such as 'fill_rate.line'; raises :class:`UsageError` when there is none."""
    known = members()
    name = figure.partition(".")[0]
    if name not in known:
        hint = nearest(name, known)
        raise UsageError(f"there is no figure '{figure}'" + (f"; did you mean '{hint}'?" if hint else ""))
    return known[name]


def figures(tables: Tables, names: Iterable[str] | None = None) -> dict[str, float]:
    """All figures of a run, or those of the named members; a time or share without cases is NaN, which is 'no data'."""
    chosen = members() if names is None else {name: member_of(name) for name in names}
    found: dict[str, float] = {}
    for name, figure in chosen.items():
        try:
            value = figure.compute(tables)
        except Exception as error:
            raise FirstfixError(f"figure '{name}' could not be computed: {type(error).__name__}: {error}") from error
        if isinstance(value, Mapping):
            found.update({f"{name}.{suffix}": float(each) for suffix, each in value.items()})
        else:
            found[name] = float(value)
    return found
