"""Random customers who order parts beside their calls."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
SOME = st.sampled_from([None, "0 h", "5 h", {"exponential": "20 h"}])
QUANTITIES = st.sampled_from([1, 2, {"geometric": 2}, {"empirical": [1, 4]}])
PROMISES = st.sampled_from(
    [
        "available_to_promise",
        {"rule": "available_to_promise", "buffer": "7 h"},
        "standard_lead_time",
        {"rule": "fixed", "lead_time": "30 h"},
    ]
)


@st.composite
def part_orders(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with one or two streams of orders, one time in three."""
    if draw(st.integers(0, 2)):
        return tree
    places = sorted(name for name, place in tree["locations"].items() if not place.get("supplier"))
    parts = sorted(tree["parts"])
    names = draw(st.sampled_from([["shop"], ["dealers", "shop"]]))
    carriers = sorted(tree.get("carriers", {}))
    return {**tree, "part_orders": {name: draw(streams(places, parts, carriers)) for name in names}}


@st.composite
def streams(draw: st.DrawFn, places: list[str], parts: list[str], carriers: list[str]) -> Tree:
    """One stream."""
    wanted = draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3, unique=True))
    stream: Tree = {
        "at": draw(st.sampled_from(places)),
        "law": draw(
            st.sampled_from([{"poisson": {"rate": "1 /d"}}, {"seasonal": {"rate": "5 /w", "swing": "80 %", "period": "9 d"}}])
        ),
        "parts": {part: {"probability": draw(st.sampled_from([1, 0.6])), "quantity": draw(QUANTITIES)} for part in wanted},
        "wanted": draw(st.sampled_from(["0 h", "30 h", {"exponential": "60 h"}])),
        "promise": draw(PROMISES),
        "patience": draw(SOME),
        "cancels_after": draw(SOME),
        "ships": draw(st.sampled_from(["complete", "as_available"])),
        "reserves": draw(st.booleans()),
        "priority": draw(st.sampled_from([1, 5, 10, 11])),
        "markup": draw(st.sampled_from(["0 %", "40 %"])),
    }
    if carriers and draw(st.booleans()):
        return {**stream, "carrier": draw(st.sampled_from(carriers))}
    return {
        **stream,
        "transit": draw(st.sampled_from(["0 h", "9 h", {"gamma": {"mean": "12 h", "cv": 1.2}}])),
        "freight": "9 EUR",
    }
