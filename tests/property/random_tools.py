"""Random scarce tools, which some work wants and some homes have."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


@st.composite
def tools(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with one or two kinds of tools at all homes, one time in three."""
    homes = sorted({person["home"] for person in tree["technicians"].values()})
    if not homes or draw(st.integers(0, 2)):
        return tree
    names = draw(st.sampled_from([["crane"], ["crane", "lift"]]))
    kinds = {
        name: {**kind, "failures": {each: dict(mode) for each, mode in kind["failures"].items()}}
        for name, kind in tree["asset_types"].items()
    }
    used = set()
    for kind in kinds.values():
        works = list(kind["failures"].values())
        if kind.get("maintenance"):
            kind["maintenance"] = dict(kind["maintenance"])
            works.append(kind["maintenance"])
        for work in works:
            tool = draw(st.sampled_from([None, *names]))
            if tool is not None:
                work["tool"] = tool
                used.add(tool)
    kept = {
        name: {"at": {home: draw(st.integers(1, 3)) for home in homes}, "cost": draw(st.sampled_from(["0 EUR/y", "900 EUR/y"]))}
        for name in sorted(used)
    }
    return {**tree, "asset_types": kinds, "tools": kept}
