"""Random supply from outside: terms, a second supplier, rules of purchase, disruptions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


def terms(lead_times: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    """What a supplier asks for a part."""
    return st.fixed_dictionaries(
        {},
        optional={
            "price": st.sampled_from(["30 EUR", "300 EUR"]),
            "lead_time": lead_times,
            "minimum": st.integers(1, 6),
            "multiple": st.integers(1, 4),
            "price_breaks": st.sampled_from([{3: "15 EUR"}, {2: "18 EUR", 5: "9 EUR"}]),
        },
    )


def disruptions(lengths: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    """Times in which nothing leaves."""
    after = st.integers(20, 300).map(lambda mean: {"exponential": f"{mean} h"})
    return st.fixed_dictionaries(
        {"after": after | st.just("50 h"), "lasts": lengths}, optional={"recovery": lengths, "once": st.booleans()}
    )


def purchases() -> st.SearchStrategy[Any]:
    """Any rule of purchase."""
    return st.sampled_from(
        [
            "first",
            "cheapest",
            "quickest",
            "standby",
            {"rule": "shares", "shares": {"factory": 0.7, "broker": 0.3}},
            {"rule": "urgent", "below": 1},
        ]
    )


@st.composite
def with_suppliers(draw: st.DrawFn, tree: Tree, times: st.SearchStrategy[Any]) -> Tree:
    """A scenario with 'central' that buys from 'factory', and perhaps more of all that may be said about suppliers."""
    places = tree["locations"]
    if draw(st.booleans()):
        places["broker"] = {"supplier": True, "lead_time": draw(times)}
        places["central"] = {**places["central"], "also_from": ["broker"], "purchase": draw(purchases())}
        if draw(st.booleans()):
            for step in tree["sourcing"]["steps"]:
                if step["from"] == "emergency":
                    step["supplier"] = "broker"
    for name in ("factory", "central", "broker"):
        if name in places and draw(st.integers(0, 2)) == 0:
            places[name]["disruptions"] = draw(disruptions(times))
    for part, spec in tree["parts"].items():
        if draw(st.booleans()):
            suppliers = {"factory": draw(terms(times))}
            if "broker" in places:
                suppliers["broker"] = draw(terms(times))
            tree["parts"][part] = {**spec, "suppliers": suppliers}
    return tree
