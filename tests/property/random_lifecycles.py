"""Random ends of parts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


def endings() -> st.SearchStrategy[Tree]:
    """Suppliers stop, sooner or later, and somebody may have the part afterwards."""
    forecasts = st.sampled_from(["installed_base", {"croston": {"smoothing": 0.2}}, {"moving_average": {"periods": 2}}])
    rules = st.one_of(
        st.just("none"),
        st.integers(0, 9).map(lambda units: {"rule": "fixed", "units": units}),
        st.builds(
            lambda forecast, demand: {
                "rule": "forecast",
                "until": "400 h",
                "every": "50 h",
                "forecast": forecast,
                "demand": demand,
            },
            forecasts,
            st.sampled_from(["poisson", "normal", "negative_binomial"]),
        ),
    )
    later = st.sampled_from(
        [None, {"price": "90 EUR", "lead_time": "60 h"}, {"price": "9 EUR", "lead_time": {"exponential": "30 h"}}]
    )
    return st.builds(
        lambda at, rule, afterwards: {"at": f"{at} h", "last_time_buy": rule, "afterwards": afterwards},
        st.integers(0, 500),
        rules,
        later,
    )


@st.composite
def lifecycles(draw: st.DrawFn, parts: Tree) -> Tree:
    """The same parts, some of which come to an end."""
    parts = {name: dict(part) for name, part in parts.items()}
    if draw(st.integers(0, 2)) == 0:
        parts[draw(st.sampled_from(["seal", "board", "nut"]))]["discontinued"] = draw(endings())
    if draw(st.integers(0, 2)) == 0:
        old, new = draw(st.permutations(["seal", "board", "nut"]))[:2]
        change = {"part": new, "at": f"{draw(st.integers(100, 500))} h", "mode": draw(st.sampled_from(["use_up", "at_once"]))}
        parts[old]["superseded_by"] = change
        if draw(st.booleans()):
            parts[new]["introduced"] = f"{draw(st.integers(0, 100))} h"
    return parts


@st.composite
def kits(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with kits in some places, and without them one time in two."""
    if draw(st.booleans()):
        return tree
    inside = draw(st.sampled_from([{"seal": 1, "nut": 3}, {"board": 1, "nut": 2}, {"nut": 5}]))
    parts = {**tree["parts"], "kit": {"price": "30 EUR", "contains": inside, "opened": draw(st.sampled_from(["loose", "scrap"]))}}
    rules = st.sampled_from(
        [{"rule": "base_stock", "level": 2}, {"rule": "two_bin", "bin": 1}, {"rule": "reorder", "point": 1, "quantity": 3}]
    )
    places = {name: dict(place) for name, place in tree["locations"].items()}
    for name in draw(st.sets(st.sampled_from(["central", "north", "south"]))):
        places[name]["stock"] = {**places[name]["stock"], "kit": draw(rules)}
    people = {name: dict(each) for name, each in tree["technicians"].items()}
    if draw(st.booleans()):
        people["anna"]["van"] = {**people["anna"].get("van", {}), "kit": draw(rules)}
    return {**tree, "parts": parts, "locations": places, "technicians": people}
