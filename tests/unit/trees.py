"""Trees of scenarios, without their places."""

from __future__ import annotations

from typing import Any

from sim.scenario.tree import Node


def values(node: Node) -> Any:
    """The plain value of a tree."""
    if node.is_mapping:
        return {key: values(child) for key, child in node.value.items()}
    return [values(child) for child in node.value] if node.is_list else node.value
