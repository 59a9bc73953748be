"""The files a scenario is made of: the file itself, what it extends, and its tables.

All lie in the scenario's own folder or below that folder's parent, so that a scenario from elsewhere cannot read what it should not.
"""

from __future__ import annotations

from pathlib import Path as FilePath

from sim.errors import Problem, nearest
from sim.scenario.read import UnreadableError, read_file
from sim.scenario.tables import Table, TableError, fill_in, is_table, read_table
from sim.scenario.tree import Node

MOST_EXTENSIONS = 20


class Files:
    """Reads files for one scenario and remembers which folder each was found in."""

    def __init__(self, folder: FilePath, problems: list[Problem]) -> None:
        self.folder = folder
        self.problems = problems
        self._folders: dict[str, FilePath] = {}
        self._tables: dict[FilePath, Table] = {}

    def known(self, file: str, folder: FilePath) -> None:
        """Remember that names in `file` are relative to `folder`."""
        self._folders[file] = folder

    def find(self, node: Node) -> tuple[FilePath, str]:
        """(path, name to show) of the file that a scalar names; raises :class:`TableError` at it."""
        name = node.value
        if not isinstance(name, str) or not name.strip():
            raise TableError(node.mark, f"expected the name of a file, found {node.describe()}")
        base = self._folders.get(node.mark.file, self.folder)
        if "\0" in name or "\n" in name or FilePath(name).is_absolute():
            raise TableError(node.mark, f"expected the name of a file relative to this one, found '{name[:60]}'")
        try:
            path = (base / name).resolve()
            allowed = path.is_relative_to(self.folder.resolve().parent)
            exists = allowed and path.is_file()
        except (OSError, RuntimeError):
            raise TableError(node.mark, f"there is no file '{name[:60]}'") from None
        if not allowed:
            raise TableError(node.mark, f"'{name[:60]}' lies outside the folders that a scenario may read")
        if not exists:
            raise TableError(node.mark, f"there is no file '{name[:60]}'", _neighbour(path))
        shown = FilePath(node.mark.file).parent / name if node.mark.file in self._folders else FilePath(name)
        self.known(str(shown), path.parent)
        return path, str(shown)

    def table(self, node: Node) -> Table:
        """The CSV file that a scalar names."""
        path, shown = self.find(node)
        if path not in self._tables:
            self._tables[path] = read_table(path, shown, self.problems)
        return self._tables[path]

    def expand(self, node: Node) -> Node:
        """The same tree with every table in it filled in."""
        if is_table(node):
            try:
                return fill_in(node, self.table(node.value["table"]), self.problems)
            except TableError as fault:
                self.problems.append(fault.problem)
                return Node({}, node.mark, bad=True)
        if node.is_mapping:
            entries = {key: self.expand(child) for key, child in node.value.items()}
            if all(entries[key] is child for key, child in node.value.items()):
                return node
            return Node(entries, node.mark, keys=node.keys, bad=node.bad)
        if node.is_list:
            elements = [self.expand(child) for child in node.value]
            return (
                node
                if all(a is b for a, b in zip(elements, node.value, strict=True))
                else Node(elements, node.mark, bad=node.bad)
            )
        return node

    def extended(self, node: Node, chain: tuple[FilePath, ...]) -> tuple[Node, tuple[FilePath, ...]] | None:
        """The tree of the file that `extends` names, with the chain of files so far; None when it cannot be read."""
        try:
            path, shown = self.find(node)
            if path in chain:
                raise TableError(
                    node.mark, f"'{node.value}' is extended by itself: {' -> '.join(each.name for each in (*chain, path))}"
                )
            if len(chain) > MOST_EXTENSIONS:
                raise TableError(node.mark, f"more than {MOST_EXTENSIONS} files extend one another")
            tree, _ = read_file(path, shown, self.problems)
        except TableError as fault:
            self.problems.append(fault.problem)
            return None
        except UnreadableError as error:
            self.problems.append(error.problem)
            return None
        return tree, (*chain, path)


def _neighbour(path: FilePath) -> str:
    """The file in the same folder whose name comes closest."""
    try:
        names = [each.name for each in path.parent.iterdir() if each.suffix == path.suffix]
    except OSError:
        return ""
    return nearest(path.name, sorted(names))
