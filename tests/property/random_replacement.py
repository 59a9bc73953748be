"""Random ends of machines' lives."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


@st.composite
def replacements(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with machines that are replaced, one time in three."""
    if draw(st.integers(0, 2)) or any(shares_visits(kind) for kind in tree["asset_types"].values()):
        return tree
    kinds = {name: dict(kind) for name, kind in tree["asset_types"].items()}
    kind = kinds[draw(st.sampled_from(sorted(kinds)))]
    terms: Tree = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "at_age": st.sampled_from(["90 h", "300 h"]),
                "after_cost": st.sampled_from(["150 EUR", "900 EUR"]),
                "after_faults": st.integers(1, 3),
                "below": st.sampled_from([0.9, 0.999]),
                "lead_time": st.sampled_from(["0 h", "30 h"]),
                "duration": st.sampled_from(["0 h", "5 h"]),
                "price": st.just("2000 EUR"),
            },
        )
    )
    if not terms.keys() & {"at_age", "after_cost", "after_faults", "below"}:
        terms["at_age"] = "200 h"
    if draw(st.booleans()):
        terms["refurbish"] = {
            "cost": "300 EUR",
            "leaves": draw(st.sampled_from([0, 0.5, 1])),
            "duration": draw(st.sampled_from(["0 h", "4 h"])),
            "times": draw(st.integers(1, 2)),
        }
    if terms.get("refurbish", {}).get("leaves") == 1:
        terms.pop("at_age", None)
        terms.setdefault("after_faults", 2)
    kind["replacement"] = terms
    kind["downtime_cost"] = draw(st.sampled_from(["0 EUR/h", "7 EUR/h"]))
    return {**tree, "asset_types": kinds}


def shares_visits(kind: Tree) -> bool:
    """Whether machines have hidden defects, or tasks that wait for visits."""
    tasks = [*(kind.get("tasks") or {}).values(), *([kind["maintenance"]] if kind.get("maintenance") else [])]
    return any("condition" in mode for mode in kind["failures"].values()) or any(
        task.get("with_visit") is not None for task in tasks
    )
