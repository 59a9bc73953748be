"""What can go wrong for a user, said so that it can be put right.

Every fault of a scenario is a :class:`Problem` with its place in the file. They are collected and raised
together as one :class:`ScenarioError`, so that a consultant mends a file in one go.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class FirstfixError(Exception):
    """Base of every error that firstfix raises on purpose; the command line prints it without a traceback."""


class UsageError(FirstfixError):
    """A call or command that cannot be carried out as asked (unknown policy, missing directory, ...)."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a scenario: where it stands, what was expected, what was found, and the nearest valid word."""

    file: str
    line: int
    column: int
    path: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        path = f" {self.path}:" if self.path else ""
        hint = f" (did you mean '{self.suggestion}'?)" if self.suggestion else ""
        return f"{place}:{path} {self.message}{hint}"


class ScenarioError(FirstfixError):
    """A scenario that cannot be simulated, with all its problems in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        count = len(self.problems)
        noun = "problem" if count == 1 else "problems"
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"{count} {noun} found\n{lines}")


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the valid word closest to `word`, or an empty string when none is close."""
    matches = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return matches[0] if matches else ""
