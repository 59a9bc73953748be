"""Ways to run, factors and their levels as a study's page calls them: as short as tells them apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sim.report.words import show

Row = Mapping[str, Any]
"""name, policy and factors of a point, as in study.json."""


@dataclass(frozen=True)
class Names:
    """What things are called in prose; what is not known is called as it is."""

    factors: Mapping[str, str]
    levels: Mapping[str, Mapping[str, str]]
    """Factor -> level -> what it is called."""

    def factor(self, name: str) -> str:
        """'seal bin'."""
        return self.factors.get(name) or show(name)

    def level(self, factor: str, value: Any) -> str:
        """'5 d', 'kanban cards 2'."""
        return self.levels.get(factor, {}).get(str(value)) or show(str(value))

    def at_level(self, factor: str, value: Any) -> str:
        """'seal bin 2'."""
        return f"{self.factor(factor)} {self.level(factor, value)}"

    def point(self, row: Row, *, several: bool) -> str:
        """'two bin vans, lead time 5 d'; the policy where there are `several`, or nothing else is said."""
        factors = [self.at_level(str(factor), value) for factor, value in (row.get("factors") or {}).items()]
        return ", ".join([*([show(str(row["policy"]))] if several or not factors else []), *factors])

    def points(self, rows: Sequence[Row]) -> dict[str, str]:
        """Point -> what it is called; the policy is left out where all have the same. Names that would be the same stay as they are."""
        several = len({row["policy"] for row in rows}) > 1
        found = {str(row["name"]): self.point(row, several=several) for row in rows}
        return found if len(set(found.values())) == len(found) else {name: show(name) for name in found}

    def shared(self, rows: Sequence[Row]) -> list[str]:
        """What points have in common: the policy, where it is one, and levels of factors."""
        told = [
            [show(str(row["policy"])), *(self.at_level(str(name), value) for name, value in row["factors"].items())]
            for row in rows
        ]
        return [each for each in told[0] if all(each in others for others in told)] if told else []


def names_in(rows: Sequence[Row], factors: Sequence[str]) -> Names:
    """What the points of a study, its factors and their levels are called."""
    levels: dict[str, dict[str, None]] = {}
    for row in rows:
        for factor, value in (row.get("factors") or {}).items():
            levels.setdefault(str(factor), {})[str(value)] = None
    return Names(short_names(factors), {factor: short_levels(list(values)) for factor, values in levels.items()})


def short_names(factors: Sequence[str]) -> dict[str, str]:
    """Factors: a path by its last two steps, or as many more as tell it from the others; a name of somebody's own as it is."""
    found = {}
    for factor in factors:
        steps = factor.split(".") if " " not in factor else [factor]
        ends = (steps[-count:] for count in range(2, len(steps) + 1))
        alone = next((end for end in ends if not any(_ends_with(other, end) for other in factors if other != factor)), steps)
        found[factor] = show(" ".join(step for step in alone if step != "*"))
    return found


def _ends_with(factor: str, end: Sequence[str]) -> bool:
    return factor.split(".")[-len(end) :] == list(end)


def short_levels(levels: Sequence[str]) -> dict[str, str]:
    """Levels of a factor: of a rule its word, and what tells it from others of that word; everything else as it is."""
    rules = {level: rule for level in levels if (rule := _rule(level)) is not None}
    found = {level: show(level) for level in levels}
    for level, rule in rules.items():
        alike = [other for other in rules.values() if other.get("rule") == rule.get("rule")]
        apart = [key for key in rule if any(other.get(key) != rule[key] for other in alike)]
        found[level] = _told(rule, apart if apart or "rule" in rule else list(rule))
    if len(set(found.values())) < len(found):
        return found | {level: _told(rule, list(rule)) for level, rule in rules.items()}
    return found


def _rule(level: str) -> dict[str, Any] | None:
    """The mapping that a level stands for, if it is one."""
    if level.startswith("{"):
        with suppress(ValueError):
            return dict(json.loads(level))
    return None


def _told(rule: Mapping[str, Any], keys: Sequence[str]) -> str:
    """'kanban cards 2, container 3'."""
    inner = ", ".join(show(f"{key} {_plain(rule[key])}") for key in keys if key != "rule")
    return f"{show(str(rule.get('rule', '')))} {inner}".strip()


def _plain(value: Any) -> str:
    return " ".join(f"{key} {_plain(each)}" for key, each in value.items()) if isinstance(value, Mapping) else str(value)
