"""Random partners who take calls over."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from random_training import wanted_skills

Tree = dict[str, Any]

LAWS = st.sampled_from(["0 h", "3 h", {"exponential": "9 h"}, {"uniform": {"low": "0 h", "high": "30 h"}}])
SHARES = st.sampled_from([1, 0.6, 0])
SOME = st.sampled_from([1, 0.6])
PARTNER = st.fixed_dictionaries(
    {"takes": st.sampled_from(["waiting", "busy", "off_duty", "all"])},
    optional={
        "after": st.sampled_from(["2 h", "0 h", "20 h"]),
        "regions": st.sampled_from([["up"], ["down"], ["up", "down"]]),
        "skills": st.sampled_from([{}, {"water": 2}, {"water": 3, "power": 1}]),
        "least_urgent": st.integers(1, 9),
        "capacity": st.integers(1, 2),
        "response": LAWS,
        "work": LAWS,
        "diagnosis": SOME,
        "repair_success": SOME,
        "hands_back": st.booleans(),
        "parts_on_hand": SHARES,
        "parts_delay": LAWS,
        "visit_cost": st.just("90 EUR"),
        "hourly_cost": st.just("60 EUR/h"),
        "parts_price": st.sampled_from([1.4, 0]),
        "retainer": st.just("900 EUR/y"),
    },
).map(lambda each: {k: v for k, v in each.items() if (k, each["takes"]) != ("after", "all")})


@st.composite
def partners(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with up to two partners, where nothing is set aside before anybody is sent."""
    if tree["sourcing"].get("predicted_parts") == "wait_for" or not draw(st.integers(0, 2)):
        return tree
    found: Tree = draw(st.dictionaries(st.sampled_from(["aid", "help"]), PARTNER, min_size=1))
    wanted = wanted_skills(tree)
    for each in found.values():
        if "skills" in each:
            each["skills"] = {skill: level for skill, level in each["skills"].items() if skill in wanted}
    return {**tree, "partners": found}
