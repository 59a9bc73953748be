"""What a page of the report consists of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Blank:
    """What only a person can fill in."""

    text: str
    kind: str = "blank"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    lines: Sequence[str]
    kind: str = "bullets"


@dataclass(frozen=True)
class Table:
    """A table; the first column names its rows. Its title may be empty below a heading."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    kind: str = "table"


@dataclass(frozen=True)
class Code:
    """Text as it was written: a file, a command."""

    text: str
    language: str = ""
    kind: str = "code"


@dataclass(frozen=True)
class Picture:
    """The overview diagram, with what it shows in words."""

    words: str
    kind: str = "picture"


@dataclass(frozen=True)
class Heading:
    """A heading within an item."""

    text: str
    kind: str = "heading"


Block = Text | Blank | Bullets | Table | Code | Picture | Heading


class Item(NamedTuple):
    """An item of the guideline: '2.4', 'Algorithms'."""

    number: str
    title: str
    blocks: Sequence[Block]


class Section(NamedTuple):
    """A section of the guideline."""

    number: int
    title: str
    items: Sequence[Item]
