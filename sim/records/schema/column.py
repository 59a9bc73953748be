"""One column of a kind of fact, and how it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Column:
    """One column of a kind of record."""

    name: str
    kind: str
    """time | hours | km | money | number | count | id | flag | code:<vocabulary>"""
    meaning: str

    _LAYOUT: ClassVar[dict[str, tuple[str, str]]] = {
        "time": ("d", "<f8"),
        "hours": ("d", "<f8"),
        "km": ("d", "<f8"),
        "money": ("d", "<f8"),
        "number": ("d", "<f8"),
        "count": ("i", "<i4"),
        "id": ("q", "<i8"),
        "flag": ("?", "?"),
        "code": ("i", "<i4"),
    }

    @property
    def vocabulary(self) -> str:
        """The vocabulary of a coded column, else an empty string."""
        return self.kind.partition(":")[2]

    @property
    def layout(self) -> tuple[str, str]:
        """(struct character, NumPy type)."""
        return self._LAYOUT[self.kind.partition(":")[0]]


def columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    """The columns of a kind of fact: (name, kind, meaning) of each."""
    return tuple(Column(*row) for row in rows)
