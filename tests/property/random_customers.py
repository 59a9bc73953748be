"""Random contracts: terms, who leaves, who changes to what, and customers by the handful."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


@st.composite
def customers(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with contracts that end, one time in two."""
    if not draw(st.booleans()):
        return tree
    offers = {}
    for name, offer in tree["offers"].items():
        others = {other: draw(st.sampled_from([0, 0.3, 1])) / len(tree["offers"]) for other in tree["offers"] if other != name}
        renewal = {"leaves": draw(st.sampled_from([0, 0.2, 1])), **({"changes": others} if draw(st.booleans()) else {})}
        term = {"term": draw(st.sampled_from(["5 d", "17 d", "900 d"])), "renewal": renewal} if draw(st.booleans()) else {}
        offers[name] = {**offer, **term}
    sites = {}
    for name, site in tree["sites"].items():
        more = {"customers": draw(st.integers(1, 2))} if "matrix" not in str(tree.get("travel")) else {}
        signed = draw(st.sampled_from(["0 h", "8 d", {"uniform": {"low": "0 d", "high": "40 d"}}]))
        sites[name] = {**site, **more, **({"signed_before": signed} if site.get("offer") else {})}
    return {**tree, "offers": offers, "sites": sites}
