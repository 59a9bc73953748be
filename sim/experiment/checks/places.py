"""Where in an experiment file a fault is."""

from __future__ import annotations

from sim.errors import Problem
from sim.scenario.tree import Node, Path, follow, problem_at


def problem_of(root: Node, path: Path, message: str, suggestion: str = "") -> Problem:
    """A fault with the place of what is wrong, or of the nearest thing above it that was written."""
    found = follow(root, path)
    inner = found.depth == len(path) and not (found.node.is_mapping or found.node.is_list)
    return problem_at(found.node.mark if inner else found.key, path, message, suggestion)
