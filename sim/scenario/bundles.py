"""Strategies: policies laid over one another in the order in which they are named, so that later ones win; and where they disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.errors import Problem, nearest
from sim.scenario.check import policy_name
from sim.scenario.levels import Assignment
from sim.scenario.overlay import Draft, PathError, Segment
from sim.scenario.shape import Shape, plain
from sim.scenario.tree import Node, follow, problem_at, write_path

Overlays = Mapping[str, Sequence[Assignment]]


class Conflict(NamedTuple):
    """Two policies of one strategy that want different things at the same place."""

    strategy: str
    path: str
    first: str
    """The policy named earlier, whose wish does not come true."""
    wins: str
    """The policy named later."""

    def __str__(self) -> str:
        return f"{self.strategy}: '{self.first}' and '{self.wins}' both set {self.path}; '{self.wins}', named later, wins"


def read_bundles(node: Node | None, overlays: Overlays, taken: Sequence[str], problems: list[Problem]) -> dict[str, list[str]]:
    """The policies of each strategy that can be made of what there is; faults go to `problems`.

    `taken` are the names of the baseline and of the policies. What is no list of names at all is left to the language to tell.
    """
    found: dict[str, list[str]] = {}
    if node is None or not node.is_mapping:
        return found
    for strategy, members in node.value.items():
        key, path = node.keys.get(strategy, members.mark), ("strategies", strategy)
        fault = _name_fault(strategy, taken, found)
        if fault:
            problems.append(problem_at(key, ("strategies",), fault))
            continue
        names = _names(members)
        if names is None:
            continue
        if not names:
            problems.append(
                problem_at(members.mark, path, f"a strategy without policies is '{taken[0]}', which is judged in any case")
            )
        faults = list(_member_faults(members, names, overlays, path))
        problems += faults
        if names and not faults:
            found[strategy] = names
    return found


def _names(members: Node) -> list[str] | None:
    """The names in a list; None for what is no list of names."""
    if not members.is_list or any(child.is_mapping or child.is_list or child.value is None for child in members.value):
        return None
    return [child.value if isinstance(child.value, str) else child.text or str(child.value) for child in members.value]


def _name_fault(strategy: str, taken: Sequence[str], others: Mapping[str, Any]) -> str:
    """Why a strategy cannot be called so: it stands beside policies in tables, files and on command lines."""
    fault = policy_name(strategy, [])
    if fault:
        return fault[0].replace("name a policy", "name a strategy")
    for index, other in enumerate([*taken, *others]):
        if other.casefold() == strategy.casefold():
            kind = "the baseline" if index == 0 else "a policy" if index < len(taken) else "another strategy"
            return f"'{strategy}' is also the name of {kind}"
    return ""


def _member_faults(members: Node, names: Sequence[str], overlays: Overlays, path: tuple[str, ...]) -> Iterator[Problem]:
    for at, (child, name) in enumerate(zip(members.value, names, strict=True)):
        if name not in overlays:
            yield problem_at(child.mark, path, f"there is no policy '{name}'", nearest(name, list(overlays)))
        elif name in names[:at]:
            yield problem_at(child.mark, path, f"'{name}' is named twice")


def laid_together(names: Sequence[str], overlays: Overlays) -> list[Assignment]:
    """All that the policies assign, in order; what two of them take away is taken away once."""
    found: list[Assignment] = []
    for each in (assignment for name in names for assignment in overlays[name]):
        gone = each.value.value is None and any(each.path == other.path and other.value.value is None for other in found)
        if not gone:
            found.append(each)
    return found


class _Wish(NamedTuple):
    policy: str
    path: tuple[str, ...]
    value: Node


def conflicts(strategy: str, names: Sequence[str], overlays: Overlays, base: Node, shape: Shape) -> Iterator[Conflict]:
    """Where policies of a strategy want different values at the same place, in the order of the later ones."""
    draft, wishes, told = Draft(base, shape), list[_Wish](), set[Conflict]()
    for name in names:
        own = []
        for each in overlays[name]:
            own += [_Wish(name, path, each.value) for path in _places(each.path, draft.root)]
            try:
                draft.assign(each.path, each.value, each.mark)
            except PathError:  # taken away before
                continue
        for later in own:
            for earlier in wishes:
                if _differ(earlier, later):
                    longer = max(earlier.path, later.path, key=len)
                    found = Conflict(strategy, write_path(longer), earlier.policy, name)
                    if found not in told:
                        told.add(found)
                        yield found
        wishes += own


def _places(path: Sequence[Segment], root: Node) -> list[tuple[str, ...]]:
    """The places that a path with wildcards leads to."""
    found: list[tuple[str, ...]] = [()]
    for step in path:
        if not step.wild:
            found = [(*place, step.name) for place in found]
            continue
        nodes = [(place, follow(root, place)) for place in found]
        found = [
            (*place, name)
            for place, at in nodes
            if at.depth == len(place) and at.node.is_mapping
            for name in at.node.value
            if step.matches(name)
        ]
    return found


def _differ(earlier: _Wish, later: _Wish) -> bool:
    """Whether the later wish undoes something of the earlier one."""
    depth = min(len(earlier.path), len(later.path))
    if earlier.path[:depth] != later.path[:depth]:
        return False
    upper, lower = (earlier, later) if len(earlier.path) == depth else (later, earlier)
    at = follow(upper.value, lower.path[depth:])
    if at.depth < len(lower.path) - depth:  # the upper one says nothing there: only the later of the two can undo it
        return upper is later and lower.value.value is not None
    return bool(plain(at.node, None) != plain(lower.value, None))
