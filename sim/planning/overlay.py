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
    tree = {key: value for key, value in file.resolved(policy).items() if key not in {"policies", "strategies"}}
    return tree | ({"baseline": policy} if policy != file.policies[0] else {})


def policies_of(supply: Supply, options: list[Option]) -> dict[str, dict[str, Any]]:
    """Each option as an overlay: path of a stock rule -> rule, for the rules that it changes."""
    names = [_written(part) for part in supply.parts]
    places = [".".join(_written(step) for step in place.path("")[:3]) for place in supply.places]
    paths = [f"{places[place]}.{names[part]}" for part, place in supply.rules]
    return {option.name: changes(supply, option, paths) for option in options if option.approach != PRESENT}


def changes(supply: Supply, option: Option, paths: list[str]) -> dict[str, Any]:
    """The stock rules that an option changes, of those that stand at these paths."""
    found = {}
    known: dict[tuple[int, int, bool], dict[str, Any]] = {}  # many shelves have the same rule
    vans = [place.van for place in supply.places]
    now, then = supply.present.tolist(), option.levels.tolist()
    for path, ((part, place), rule) in zip(paths, supply.rules.items(), strict=True):
        level = then[part][place]
        if level != now[part][place]:
            key = id(rule), level, vans[place]
            if key not in known:
                known[key] = planned(rule, level, van=key[2])
            found[path] = known[key]
    return found


def _written(name: str) -> str:
    """One step of a path."""
    return write_segments([Segment(name)])


def file_with(tree: dict[str, Any], policies: dict[str, dict[str, Any]]) -> ScenarioFile:
    """A loaded scenario with these policies."""
    return from_mapping({**tree, "policies": policies})
