"""CSV tables beside a scenario: many entries of one kind, written as rows.

A section may be given as `{table: towns.csv, key: '{town}', row: {at: ['{lat}', '{lon}'], assets: {lift: '{lifts}'}}}`: each row
becomes an entry. A placeholder `{column}` takes the cell; alone in its text it takes the number. `{column?}` may be empty, and then its
entry is left out, with the list or section that it stands in if nothing else is in it. Without `key` the rows become a list, without `row` each column
becomes a key. Comma, semicolon (with decimal commas) and tab are recognised from the header.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path as FilePath
from typing import NamedTuple

from sim.errors import Problem, nearest
from sim.scenario.read import MOST_VALUES, UnreadableError, decode, explain_os_error, read_bytes, typed_scalar
from sim.scenario.tree import Mark, Node, one_of, problem_at

MOST_TABLE_BYTES = 200_000_000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+$")
_KEYS = ("table", "key", "row")


class TableError(Exception):
    """A table that cannot be read or filled in, or a row that cannot."""

    def __init__(self, mark: Mark, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.problem = problem_at(mark, (), message, suggestion)


class Row(NamedTuple):
    """One row of a table."""

    file: str
    line: int
    cells: list[str]

    def mark(self, column: int) -> Mark:
        """The place of a cell; columns count from 0 here."""
        return Mark(self.file, self.line, column + 1)


class Table(NamedTuple):
    """A CSV file, read."""

    file: str
    header: list[str]
    rows: list[Row]
    decimal_comma: bool

    def column(self, name: str, mark: Mark) -> int:
        """The number of a column, from 0; `mark` is where it was asked for."""
        if name in self.header:
            return self.header.index(name)
        columns = f"; its columns are {', '.join(self.header[:12])}"
        suggestion = nearest(name, self.header)
        raise TableError(mark, f"'{self.file}' has no column '{name}'{'' if suggestion else columns}", suggestion)

    def text(self, row: Row, column: int) -> str:
        """A cell without surrounding blanks, with a decimal point."""
        cell = row.cells[column].strip()
        return cell.replace(",", ".") if self.decimal_comma and _DECIMAL_COMMA.match(cell) else cell

    def node(self, row: Row, column: int) -> Node:
        """A cell as a value: a number becomes a number."""
        text, mark = self.text(row, column), row.mark(column)
        value, complaint = typed_scalar(text)
        if complaint:
            raise TableError(mark, f"column '{self.header[column]}': {complaint}")
        return Node(value, mark, text=text)


def read_table(path: FilePath, file: str, problems: list[Problem]) -> Table:
    """Read a CSV file; rows that are wrong are reported and left out. Raises :class:`TableError` when nothing can be read."""
    try:
        text = decode(read_bytes(path, MOST_TABLE_BYTES), file)
    except UnreadableError as error:
        raise _as_fault(error.problem) from None
    except (OSError, ValueError) as error:
        raise TableError(Mark(file), explain_os_error(error)) from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise TableError(Mark(file, 1, 1), "the table is empty")
    delimiter = max(",;\t", key=lambda each: (first.count(each), each == ","))
    rows = _rows(text, file, delimiter)
    head = next(rows)
    header = [cell.strip() for cell in head.cells]
    for index, name in enumerate(header):
        if not name:
            raise TableError(head.mark(index), "a column of the header has no name")
        if name in header[:index]:
            raise TableError(head.mark(index), f"duplicate column '{name}'")
    kept = []
    for row in rows:
        if len(row.cells) == len(header):
            kept.append(row)
        else:
            message = f"expected {len(header)} cells as in the header, found {len(row.cells)}"
            problems.append(problem_at(row.mark(min(len(row.cells), len(header)) - 1), (), message))
    return Table(file, header, kept, delimiter == ";")


def _as_fault(problem: Problem) -> TableError:
    return TableError(Mark(problem.file, problem.line, problem.column), problem.message)


def _rows(text: str, file: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(file, line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(Mark(file, line, 1), f"not valid CSV: {error}") from None


def is_table(node: Node) -> bool:
    """True when a mapping stands for a table's rows."""
    return node.is_mapping and "table" in node.value and isinstance(node.value["table"].value, str)


Fill = Callable[[Row], Node | None]


def fill_in(node: Node, table: Table, problems: list[Problem]) -> Node:
    """The entries (with `key`) or the list (without) that a table's rows become."""
    for key in node.value:
        if key not in _KEYS:
            raise TableError(node.keys[key], f"unknown key '{key}'; a table has {one_of(_KEYS)}", nearest(key, _KEYS))
    key_node = node.value.get("key")
    key = _compile_key(key_node, table) if key_node is not None else None
    fill = _whole_row(node.value["row"], table) if "row" in node.value else _all_columns(node, table, key_node)
    if len(table.rows) * _size(node) > MOST_VALUES:
        raise TableError(node.mark, f"the table makes more than {MOST_VALUES:,} values")
    if key is None:
        elements = [each for each in _filled(table, fill, problems) if each is not None]
        return Node(elements, node.mark)
    result = Node({}, node.mark)
    for row in table.rows:
        try:
            name = key(row)
            if name.text in result.value:
                raise TableError(name.mark, f"duplicate key '{name.text[:60]}', first in row {result.keys[name.text].line}")
            entry = fill(row)
        except TableError as fault:
            problems.append(fault.problem)
            continue
        result.keys[name.text] = name.mark
        result.value[name.text] = entry if entry is not None else Node(None, name.mark)
    return result


def _filled(table: Table, fill: Fill, problems: list[Problem]) -> Iterator[Node | None]:
    for row in table.rows:
        try:
            yield fill(row)
        except TableError as fault:
            problems.append(fault.problem)


def _size(node: Node) -> int:
    if node.is_mapping:
        return 1 + sum(map(_size, node.value.values()))
    return 1 + sum(map(_size, node.value)) if node.is_list else 1


def _all_columns(node: Node, table: Table, key: Node | None) -> Fill:
    """Without a row template each column that is not part of the key becomes a key."""
    used = set(_PLACEHOLDER.findall(key.text)) if key is not None else set()
    columns = [index for index, name in enumerate(table.header) if name not in used]
    keys = {table.header[index]: Mark(table.file, 1, index + 1) for index in columns}

    def fill(row: Row) -> Node:
        filled = [index for index in columns if row.cells[index].strip()]
        return Node({table.header[index]: table.node(row, index) for index in filled}, node.mark, keys=keys)

    return fill


def _compile_key(node: Node, table: Table) -> Callable[[Row], Node]:
    if not isinstance(node.value, str) or not _PLACEHOLDER.search(node.value):
        raise TableError(node.mark, f"expected a text like '{{{table.header[0]}}}' in quotes, found {node.describe()}")
    return _compile_text(node.value, node.mark, table)


def _compile_text(template: str, mark: Mark, table: Table) -> Callable[[Row], Node]:
    """A text with placeholders, of which none may be empty."""
    pieces = _PLACEHOLDER.split(template)
    columns = [table.column(name.strip(), mark) for name in pieces[1::2]]

    def fill(row: Row) -> Node:
        text = pieces[0]
        for column, following in zip(columns, pieces[2::2], strict=True):
            cell = table.text(row, column)
            if not cell:
                raise _empty(table, row, column)
            text += cell + following
        return Node(text, row.mark(columns[0]), text=text)

    return fill


def _empty(table: Table, row: Row, column: int) -> TableError:
    name = table.header[column]
    return TableError(row.mark(column), f"the cell of column '{name}' is empty; write '{{{name}?}}' where it may be")


def _whole_row(node: Node, table: Table) -> Fill:
    """As `_compile`; a row all of whose cells are empty is an entry all the same."""
    fill = _compile(node, table)
    if not node.is_mapping:
        return fill

    def fill_row(row: Row) -> Node | None:
        filled = fill(row)
        return Node({}, node.mark) if filled is None else filled

    return fill_row


def _compile(node: Node, table: Table) -> Fill:
    """Turn a row template into a function of the row."""
    if node.is_mapping:
        return _compile_mapping(node, table)
    if node.is_list:
        parts = [_compile(child, table) for child in node.value]

        def fill_list(row: Row) -> Node | None:
            filled = [child for child in (part(row) for part in parts) if child is not None]
            if parts and not filled:
                return None
            cell = next((child.mark for child in filled if child.mark.file == table.file), node.mark)
            return Node(filled, cell)

        return fill_list
    if not isinstance(node.value, str) or not _PLACEHOLDER.search(node.value):
        return lambda _: node
    alone = _PLACEHOLDER.fullmatch(node.value.strip())
    return _compile_cell(alone.group(1).strip(), node.mark, table) if alone else _compile_text(node.value, node.mark, table)


def _compile_cell(name: str, mark: Mark, table: Table) -> Fill:
    optional = name.endswith("?") and name not in table.header
    column = table.column(name.removesuffix("?").strip() if optional else name, mark)

    def fill(row: Row) -> Node | None:
        if row.cells[column].strip():
            return table.node(row, column)
        if optional:
            return None
        raise _empty(table, row, column)

    return fill


def _compile_mapping(node: Node, table: Table) -> Fill:
    entries: list[tuple[Callable[[Row], Node], Fill]] = []
    for key, child in node.value.items():
        mark = node.keys[key]
        name = _compile_text(key, mark, table) if _PLACEHOLDER.search(key) else _fixed(Node(key, mark, text=key))
        entries.append((name, _compile(child, table)))

    def fill(row: Row) -> Node | None:
        result = Node({}, node.mark)
        for name, part in entries:
            key, child = name(row), part(row)
            if child is not None:
                result.value[key.text] = child
                result.keys[key.text] = key.mark
        return result if result.value or not entries else None

    return fill


def _fixed(node: Node) -> Callable[[Row], Node]:
    return lambda _: node
