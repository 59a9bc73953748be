"""Laying one tree over another: `extends`, policies and `--set`.

A path is dotted (`technicians.anna.van.seal`), a name with a dot is quoted (`locations."St. Gallen".stock`), and `*` stands for
any name or part of a name at its depth (`technicians.*.van.seal`, `locations.depot_*.stock`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sim.errors import Problem, nearest
from sim.scenario.shape import Shape, section_keys
from sim.scenario.tree import Mark, Node, one_of, problem_at, write_path

_SEGMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."']+?))\s*(?:\.|$)""")


class Segment(NamedTuple):
    """One step of a path; a wildcard when it holds an unquoted `*`."""

    name: str
    wild: bool = False

    def matches(self, name: str) -> bool:
        """True when the step leads to `name`."""
        if not self.wild:
            return name == self.name
        return re.fullmatch(".*".join(re.escape(piece) for piece in self.name.split("*")), name, re.DOTALL) is not None


class PathError(Exception):
    """A path that leads nowhere."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion

    def at(self, mark: Mark) -> Problem:
        """The same as a fault of the scenario."""
        return problem_at(mark, (), self.message, self.suggestion)


def parse_path(text: str) -> list[Segment]:
    """Read a dotted path; raises :class:`PathError`."""
    segments: list[Segment] = []
    position = 0
    while position < len(text) or not segments:
        match = _SEGMENT.match(text, position)
        if not match:
            raise PathError(f"expected a path like 'technicians.anna.van', found '{text[:60]}'")
        quoted = match.group(1) if match.group(1) is not None else match.group(2)
        name = quoted if quoted is not None else match.group(3)
        segments.append(Segment(name, wild=quoted is None and "*" in name))
        position = match.end()
    if text.rstrip().endswith("."):
        raise PathError(f"the path '{text[:60]}' ends with a dot")
    return segments


def write_segments(path: list[Segment]) -> str:
    """Write a path so that :func:`parse_path` reads it back."""
    return ".".join(segment.name if segment.wild else write_path((segment.name,)) for segment in path)


def merge(base: Node, over: Node, shape: Shape | None) -> Node:
    """Lay `over` on `base`: sections and named entries merge, everything else is replaced; null takes an entry away."""
    if not (base.is_mapping and over.is_mapping and shape is not None and shape.kind in {"section", "names"}):
        return over
    result = Node(dict(base.value), over.mark, text=over.text, keys=dict(base.keys), bad=base.bad or over.bad)
    for key, child in over.value.items():
        if child.value is None and key in base.value:
            del result.value[key], result.keys[key]
            continue
        below = shape.below(base, key)
        result.value[key] = merge(base.value[key], child, below) if key in base.value else child
        result.keys[key] = over.keys[key]
    return result


class Draft:
    """A tree that is being changed: what it shares with its original is copied once, before the first change."""

    def __init__(self, root: Node, shape: Shape) -> None:
        self.root = root
        self._shape = shape
        self._own: dict[int, Node] = {}

    def assign(self, path: list[Segment], value: Node, mark: Mark) -> None:
        """Put `value` in place of what stands at a path; null takes it away. Raises :class:`PathError` when the path leads nowhere.

        Every step but the last must exist, or be a section that the language knows there (`desk.agents` where there is no desk yet).
        """
        self.root = self._assign(self.root, path, 0, value, self._shape, mark)

    def _assign(self, node: Node, path: list[Segment], depth: int, value: Node, shape: Shape | None, mark: Mark) -> Node:
        if node.is_list:
            return self._assign_in_list(node, path, depth, value, shape, mark)
        if not node.is_mapping:
            raise PathError(f"{_here(path, depth)} is {node.describe()}; there is nothing below it")
        if path[depth].wild:
            return self._assign_all(node, path, depth, value, shape, mark)
        name = path[depth].name
        if depth == len(path) - 1:
            if value.value is None and name not in node.value:
                raise _unknown(node, path, depth, shape)
            return self._with_entry(node, name, None if value.value is None else value, mark)
        below = shape.below(node, name) if shape else None
        child = node.value.get(name)
        if child is None or child.value is None:
            if shape is None or shape.kind != "section" or below is None or below.kind not in {"section", "names"}:
                raise _unknown(node, path, depth, shape)
            child = Node({}, mark)
        return self._with_entry(node, name, self._assign(child, path, depth + 1, value, below, mark), node.keys.get(name, mark))

    def _with_entry(self, node: Node, name: str, child: Node | None, mark: Mark) -> Node:
        """The mapping in which `name` leads to `child`, or is gone."""
        own = self._own.get(id(node))
        if own is None:
            own = Node(dict(node.value), node.mark, text=node.text, keys=dict(node.keys), bad=node.bad)
            self._own[id(own)] = own
        if child is None:
            del own.value[name]
            own.keys.pop(name, None)
        else:
            own.value[name] = child
            own.keys[name] = mark
        return own

    def _assign_all(self, node: Node, path: list[Segment], depth: int, value: Node, shape: Shape | None, mark: Mark) -> Node:
        """Follow a wildcard: at least one of the entries it stands for must lead on."""
        names = [name for name in node.value if path[depth].matches(name)]
        if not names:
            raise PathError(f"nothing matches '{path[depth].name}' in {_here(path, depth)}")
        fault: PathError | None = None
        hits = 0
        for name in names:
            try:
                node = self._assign(node, [*path[:depth], Segment(name), *path[depth + 1 :]], depth, value, shape, mark)
                hits += 1
            except PathError as error:
                fault = fault or error
        if fault is not None and not hits:
            raise fault
        return node

    def _assign_in_list(self, node: Node, path: list[Segment], depth: int, value: Node, shape: Shape | None, mark: Mark) -> Node:
        """Follow a number into a list; 0 is its first element."""
        segment, last = path[depth], depth == len(path) - 1
        count = len(node.value)
        chosen = [index for index in range(count) if segment.matches(str(index))]
        if not chosen:
            known = f"a number from 0 to {count - 1}" if count else "nothing, the list is empty"
            raise PathError(f"{_here(path, depth)} is a list: expected {known}, found '{segment.name}'")
        elements = list(node.value)
        for index in chosen:
            below = shape.below(node, index) if shape else None
            elements[index] = value if last else self._assign(elements[index], path, depth + 1, value, below, mark)
        if last and value.value is None:
            elements = [each for index, each in enumerate(elements) if index not in chosen]
        return Node(elements, node.mark, bad=node.bad)


def _here(path: list[Segment], depth: int) -> str:
    return f"'{'.'.join(segment.name for segment in path[:depth])}'" if depth else "the scenario"


def _unknown(node: Node, path: list[Segment], depth: int, shape: Shape | None) -> PathError:
    known = set(node.value)
    if shape is not None and shape.kind == "section" and shape.model is not None:
        known |= set(section_keys(shape.model))
    name = path[depth].name
    suggestion = nearest(name, sorted(known))
    few = f"; there is {one_of(sorted(known))}" if 0 < len(known) <= 8 and not suggestion else ""
    return PathError(f"there is no '{name}' in {_here(path, depth)}{few}", suggestion)
