"""Machines, where they stand, and how they fail, as columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sim.scenario.describe.columns import NO_OFFER, NOT_STATED, Columns, columns_of
from sim.scenario.spec import Scenario

Stays = tuple[Sequence[float], Sequence[float], Sequence[float]]
"""(when each asset is installed, when it is taken away, how long it has run before the start), in the order of the assets; no ages where all are new"""


def assets(scenario: Scenario, stays: Stays) -> Columns:
    """Machines: what they are, where they stand, and from when to when."""
    names: list[str] = []
    sites: list[str] = []
    kinds: list[str] = []
    for site, spec in scenario.sites.items():
        for kind, count in spec.assets.items():
            stem = f"{site}/{kind}/"
            names += [stem + str(i) for i in range(1, count + 1)]
            sites += [site] * count
            kinds += [kind] * count
    entered, left = list(stays[0]), [NOT_STATED if each == math.inf else each for each in stays[1]]
    age = list(stays[2]) or [0.0] * len(names)
    return {
        "asset": list(range(len(names))),
        "name": names,
        "site": sites,
        "asset_type": kinds,
        "entered": entered,
        "left": left,
        "age": age,
    }


def sites(scenario: Scenario) -> Columns:
    """Sites: where they are, and what is promised there."""
    return columns_of(
        ("site", "latitude", "longitude", "region", "offer", "assets", "access"),
        [
            (
                name,
                *(spec.at or (NOT_STATED, NOT_STATED)),
                spec.region,
                spec.offer or NO_OFFER,
                sum(spec.assets.values()),
                spec.access.text,
            )
            for name, spec in scenario.sites.items()
        ],
    )


def modes(scenario: Scenario) -> Columns:
    """Failure modes, and the maintenance of each asset type."""
    rows: list[tuple[Any, ...]] = []
    for kind, spec in scenario.asset_types.items():
        rows.extend(
            (f"{kind}.{name}", kind, mode.effect, mode.skill, "breakdown", mode.law.overlapping, "always", mode.tool)
            for name, mode in spec.failures.items()
        )
        rows.extend(
            (f"{kind}.{name}", kind, "cosmetic", task.skill, "maintenance", False, task.hours.text, task.tool)
            for name, task in spec.planned().items()
        )
    return columns_of(("mode", "asset_type", "effect", "skill", "reason", "requests", "hours", "tool"), rows)
