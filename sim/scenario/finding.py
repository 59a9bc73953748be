"""What the checks of a scenario's sense find."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sim.errors import nearest
from sim.scenario.tree import Path


class Finding(NamedTuple):
    """One fault, with the path of what is wrong."""

    path: Path
    message: str
    suggestion: str = ""


def dangling(path: Path, noun: str, name: str, known: Collection[str]) -> Finding | None:
    """The fault of a name that nothing carries; None when something does."""
    if name in known:
        return None
    return Finding(path, f"there is no {noun} '{name}'", nearest(name, known))


def some(names: list[str], most: int = 3) -> str:
    """Name the first few: "'a', 'b' and 4 more"."""
    shown = ", ".join(f"'{name}'" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
