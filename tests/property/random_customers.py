"""Random contracts, customers by the handful, what they think and complain about, and what is done about it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


@st.composite
def customers(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with channels and with contracts that end, each one time in two."""
    tree = draw(channels(tree))
    if not draw(st.booleans()):
        return tree
    offers = {}
    for name, offer in tree["offers"].items():
        others = {other: draw(st.sampled_from([0, 0.3, 1])) / len(tree["offers"]) for other in tree["offers"] if other != name}
        renewal = {"leaves": draw(st.sampled_from([0, 0.2, 1])), **({"changes": others} if draw(st.booleans()) else {})}
        term = {"term": draw(st.sampled_from(["5 d", "17 d", "900 d"])), "renewal": renewal} if draw(st.booleans()) else {}
        place = draw(st.sampled_from([{}, {"labour_intensity": 0.4, "customisation": 0.9}]))
        offers[name] = {**offer, **term, **place}
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


@st.composite
def channels(draw: st.DrawFn, tree: Tree) -> Tree:
    """Ways to win customers like those who are there."""
    alike = [site for site in tree["sites"].values() if site.get("offer") in tree["offers"]]
    gone = {name for name, kind in tree["asset_types"].items() if kind.get("leaves") is not None}
    alike = [site for site in alike if not gone & site["assets"].keys()]
    if not alike or "matrix" in str(tree.get("travel")) or not draw(st.booleans()):
        return tree
    won = {}
    for name in draw(st.sampled_from([["direct"], ["direct", "partner"]])):
        stated = {key: value for key, value in draw(st.sampled_from(alike)).items() if key not in {"enters", "leaves", "age"}}
        won[name] = {
            "prospects": {"poisson": draw(st.sampled_from(["0.05 /day", "0.5 /day"]))},
            "customer": {**stated, "assets": {kind: min(count, 2) for kind, count in stated["assets"].items()}},
            **draw(TERMS),
        }
    return {**tree, "channels": won}


TERMS = st.fixed_dictionaries(
    {},
    optional={
        "acceptance": st.sampled_from([0, 0.3, 1]),
        "price_response": st.sampled_from([{"elasticity": 0, "at": "1 EUR/y"}, {"elasticity": 1.5, "at": "900 EUR/y"}]),
        "delay": st.sampled_from(["0 h", "3 d", {"exponential": "20 d"}]),
        "cost_per_prospect": st.just("30 EUR"),
        "cost_per_sign_up": st.just("300 EUR"),
        "commission": st.sampled_from([0, 0.2]),
    },
)
