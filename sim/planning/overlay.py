"""The plan as scenarios: the one planned for, and its options as policies over it, which `firstfix compare` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.planning.options import PRESENT
from sim.planning.rules import planned
from sim.scenario.load import from_mapping
from sim.scenario.overlay import Segment, write_segments

if TYPE_CHECKING:
    from sim.planning.options import Option
    from sim.planning.supply import Supply
    from sim.scenario.load import ScenarioFile


def base_tree(file: ScenarioFile, policy: str) -> dict[str, Any]:
    """The scenario planned for, alone: tables, extended files, overrides and the policy worked in; its stock is the baseline."""
    tree = {key: value for key, value in file.resolved(policy).items() if key != "policies"}
    return tree | ({"baseline": policy} if policy != file.policies[0] else {})


def policies_of(supply: Supply, options: list[Option]) -> dict[str, dict[str, Any]]:
    """Each option as an overlay: path of a stock rule -> rule, for the rules that it changes."""
    return {option.name: changes(supply, option) for option in options if option.approach != PRESENT}


def changes(supply: Supply, option: Option) -> dict[str, Any]:
    """The stock rules that an option changes."""
    found = {}
    for (part, place), rule in supply.rules.items():
        where = supply.places[place]
        level = int(option.levels[part, place])
        if level != supply.present[part, place]:
            path = write_segments([Segment(step) for step in where.path(supply.parts[part])])
            found[path] = planned(rule, level, van=where.van)
    return found


def file_with(tree: dict[str, Any], policies: dict[str, dict[str, Any]]) -> ScenarioFile:
    """A loaded scenario with these policies."""
    return from_mapping({**tree, "policies": policies})
