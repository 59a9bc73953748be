"""The sentences about the simulated world, and which of them hold of a scenario."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def holds(when: str, facts: AbstractSet[str]) -> bool:
    """Whether a condition holds: facts parted by spaces, all of them; 'A|B' is one of them, '!A' none of it."""
    return all(
        (each[1:] not in facts) if each.startswith("!") else any(one in facts for one in each.split("|")) for each in when.split()
    )


def topics(facts: AbstractSet[str]) -> list[tuple[str, list[str]]]:
    """(topic, its sentences) that hold, topics without any left out."""
    found = [(each["topic"], _true(each["says"], facts)) for each in _read("logic")]
    return [(topic, says) for topic, says in found if says]


def sentences(facts: AbstractSet[str]) -> list[str]:
    """All sentences on the logic that hold."""
    return [each for _, says in topics(facts) for each in says]


def assumptions(facts: AbstractSet[str]) -> list[str]:
    """Assumptions that matter to the scenario."""
    return _true(_read("assumptions"), facts)


def components(kind: str, facts: AbstractSet[str]) -> list[str]:
    """Components of a kind ('entities', 'activities', 'resources', 'queues', 'entry') that the scenario has."""
    return _true(_read("components")[kind], facts)


def conditions() -> list[str]:
    """Every condition of the logic, for tests."""
    return [each["when"] for topic in _read("logic") for each in topic["says"]]


def every_condition() -> list[str]:
    """Every condition of all files, for tests."""
    parts = [each for kind in _read("components").values() for each in kind]
    return [*conditions(), *(each["when"] for each in [*_read("assumptions"), *parts])]


def _true(says: Iterable[dict[str, str]], facts: AbstractSet[str]) -> list[str]:
    return [" ".join(each["text"].split()) for each in says if holds(each["when"], facts)]
