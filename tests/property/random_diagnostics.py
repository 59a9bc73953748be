"""Random confusion tables and remote tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

WRONG = st.sampled_from([0, 0.2, 0.45])
"""There are two others at most: a fault that is always taken for another one is never repaired."""
TIMES = st.sampled_from(["0 h", "15 min", {"exponential": "1 h"}])


def tables(modes: list[str]) -> st.SearchStrategy[Tree]:
    """Rows for some failure modes, each with a share for every other one."""
    rows = {mode: st.fixed_dictionaries({other: WRONG for other in modes if other != mode}) for mode in modes}
    return st.fixed_dictionaries({}, optional=rows)


@st.composite
def diagnostics(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with faults that are taken for one another, one time in two."""
    if draw(st.booleans()):
        return tree
    kinds = {name: dict(kind) for name, kind in tree["asset_types"].items()}
    for kind in kinds.values():
        modes = list(kind["failures"])
        if draw(st.booleans()):
            table = draw(tables(modes))
            kind["on_site"] = {"confusion": table, "wrong_parts": draw(st.sampled_from([0, 0.5, 1]))}
            kind["failures"] = {
                name: {key: value for key, value in mode.items() if key != "diagnosis_accuracy" or name not in table}
                for name, mode in kind["failures"].items()
            }
        if "desk" in tree and draw(st.booleans()):
            test = {"time": draw(TIMES), "cost": "9 EUR", "confusion": draw(tables(modes))}
            kind.update(draw(st.sampled_from([{}, {"remote_test": test}])))
            kind["triage"] = {"confusion": draw(tables(modes))}
    desk = {}
    if "desk" in tree:
        named = all(set(kind["failures"]) <= set(kind.get("triage", {}).get("confusion", {})) for kind in kinds.values())
        desk = {"desk": {key: value for key, value in tree["desk"].items() if key != "triage_accuracy" or not named}}
    sourcing = dict(tree["sourcing"])
    if desk and sourcing["predicted_parts"] == "take_along":
        sourcing["to_be_safe"] = draw(st.integers(0, 2))
    return {**tree, "asset_types": kinds, "sourcing": sourcing, **desk}
