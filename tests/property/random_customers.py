"""Random contracts, customers by the handful, what they think and complain about, and what is done about it."""

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
    tree = {**tree, "offers": offers, "sites": sites}
    if not draw(st.booleans()):
        return tree
    for offer in offers.values():
        if "term" in offer:
            offer["renewal"] = {**offer["renewal"], "dissatisfied": draw(st.sampled_from([0, 0.5, 1]))}
    return {**tree, "customers": {**draw(ASKED), **draw(corrections(tree))}}


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "start": st.sampled_from([50, 80]),
        "neutral": st.sampled_from([40, 70]),
        "half_life": st.sampled_from(["5 d", "90 d"]),
        "late_response": st.sampled_from([0, 10]),
        "late_restoration": st.sampled_from([7, 30]),
        "repeat_visit": st.sampled_from([0, 12]),
        "downtime": st.sampled_from([0, 0.5]),
        "as_expected": st.sampled_from([0, 3]),
        "dissatisfied_below": st.sampled_from([45, 90]),
        "complaint_share": st.sampled_from([0, 0.3, 1]),
        "answer": st.sampled_from([{}, {"time": {"exponential": "3 d"}, "cost": "70 EUR", "restores": 25}]),
    },
)


@st.composite
def corrections(draw: st.DrawFn, tree: Tree) -> Tree:
    """A review, and what it may decide, or neither."""
    modes = [f"{kind}.{mode}" for kind, each in tree["asset_types"].items() for mode in each.get("failures", {})]
    if not modes or not draw(st.booleans()):
        return {}
    action = {
        "cause": draw(st.sampled_from(["late response", "late restoration", "repeat visit", "downtime"])),
        "failures": draw(st.lists(st.sampled_from(modes), min_size=1, max_size=2, unique=True)),
        "complaints": draw(st.integers(1, 2)),
        "lead_time": draw(st.sampled_from(["0 h", {"exponential": "9 d"}])),
        "cost": "300 EUR",
        "avoids": draw(st.sampled_from([0.3, 1])),
        "repair_success": draw(st.sampled_from([1, 0.5])),
    }
    return {"review_every": draw(st.sampled_from(["3 d", "20 d"])), "corrective_actions": {"fix it": action}}
