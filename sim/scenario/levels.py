"""Stock rules from a table of levels, such as an optimiser writes.

Columns `location` (or `van:<technician>`), `part`, and either `level` or `rule` with the rule's parameters. Each row replaces the rule of
one part at one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.errors import Problem, nearest
from sim.scenario.overlay import Segment
from sim.scenario.tables import Row, Table, TableError
from sim.scenario.tree import Mark, Node, problem_at

VAN = "van:"


class Assignment(NamedTuple):
    """One value for one path of a scenario."""

    path: list[Segment]
    value: Node
    mark: Mark


def assignments(table: Table, source: Mark, problems: list[Problem]) -> list[Assignment]:
    """One assignment per row; raises :class:`TableError` when a column is missing."""
    location, part = table.column("location", source), table.column("part", source)
    rule = table.header.index("rule") if "rule" in table.header else None
    if rule is None:
        table.column("level", source)
    found: list[Assignment] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        place, name = table.text(row, location), table.text(row, part)
        if not place or not name:
            column = part if place else location
            problems.append(problem_at(row.mark(column), (), f"the cell of column '{table.header[column]}' is empty"))
        elif (place, name) in seen:
            message = f"duplicate row for '{name}' at '{place}', first in row {seen[place, name]}"
            problems.append(problem_at(row.mark(location), (), message))
        else:
            seen[place, name] = row.line
            try:
                found.append(Assignment(_path(place, name), _rule(table, row, {location, part}, rule), row.mark(location)))
            except TableError as fault:
                problems.append(fault.problem)
    return found


def _path(place: str, part: str) -> list[Segment]:
    if place.startswith(VAN):
        return [Segment("technicians"), Segment(place.removeprefix(VAN).strip()), Segment("van"), Segment(part)]
    return [Segment("locations"), Segment(place), Segment("stock"), Segment(part)]


def _rule(table: Table, row: Row, used: set[int], rule: int | None) -> Node:
    """The rule of one row; empty cells leave a parameter out."""
    word = table.text(row, rule) if rule is not None else ""
    mark = row.mark(rule if word and rule is not None else min(used))
    node = Node({"rule": Node(word or "base_stock", mark, text=word or "base_stock")}, mark, keys={"rule": mark})
    for column, name in _parameters(table, used | ({rule} if rule is not None else set())):
        if row.cells[column].strip():
            node.value[name] = table.node(row, column)
            node.keys[name] = row.mark(column)
    return node


def _parameters(table: Table, used: set[int]) -> Iterator[tuple[int, str]]:
    return ((column, name) for column, name in enumerate(table.header) if column not in used)


def misplaced(assignment: Assignment, root: Node) -> Problem | None:
    """The fault of a row whose location or technician does not exist."""
    section, name = assignment.path[0].name, assignment.path[1].name
    entries = root.value.get(section)
    known = entries.value if entries is not None and entries.is_mapping else {}
    if name in known:
        return None
    noun = "technician" if section == "technicians" else "location"
    return problem_at(assignment.mark, (), f"there is no {noun} '{name}'", nearest(name, known))
