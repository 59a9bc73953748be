"""Figures and lists of names within a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def prose(figure: str) -> str:
    """A figure's name in a sentence: 'first-time fix rate', 'time to restoration (p95)'."""
    name, _, suffix = figure.partition(".")
    words = name.replace("first_time", "first-time").replace("_", " ")
    return words + (f" ({suffix.replace('_', ' ')})" if suffix else "")


def begin(text: str) -> str:
    """The text as a sentence begins: 'First-time fix rate'."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'; empty for none."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""
