"""Random planned work that renews machines, takes them down, and needs parts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
AGING = {"weibull", "power_law", "empirical"}


@st.composite
def upkeep(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with tasks at some of its machines, and an age, one time in three."""
    if draw(st.integers(0, 2)):
        return tree
    kinds = {name: dict(kind) for name, kind in tree["asset_types"].items()}
    for kind in kinds.values():
        aging = {
            name: mode["law"]
            for name, mode in kind["failures"].items()
            if isinstance(mode["law"], dict) and AGING & mode["law"].keys()
        }
        names = draw(st.sampled_from([[], ["swap"], ["swap", "oil"]]))
        kind["tasks"] = {name: draw(tasks(aging, sorted(tree["parts"]))) for name in names}
        if aging:
            kind["age"] = draw(st.sampled_from(["0 h", "90 h", {"exponential": "300 h"}]))
        if kind.get("maintenance"):
            kind["maintenance"] = {**kind["maintenance"], **draw(effects(aging))}
    return {**tree, "asset_types": kinds}


def effects(aging: Tree) -> st.SearchStrategy[Tree]:
    """What a task does."""
    some: dict[str, Any] = {"down": st.booleans(), "cost": st.just("15 EUR")}
    if aging:
        some["renews"] = st.dictionaries(st.sampled_from(sorted(aging)), st.sampled_from([0, 0.5, 1]), max_size=2)
    return st.fixed_dictionaries({}, optional=some)


@st.composite
def tasks(draw: st.DrawFn, aging: Tree, parts: list[str]) -> Tree:
    """A task by the calendar, by use or by age."""
    task = {
        "every": draw(st.sampled_from(["60 h", "150 h", "400 h"])),
        "duration": draw(st.sampled_from(["0 h", "3 h", {"exponential": "9 h"}])),
        "due_within": "50 h",
        "parts": {part: {} for part in draw(st.lists(st.sampled_from(parts), unique=True, max_size=2))},
        **draw(effects(aging)),
    }
    renewed = {mode for mode, share in task.get("renews", {}).items() if share}
    clocks = {clock_of(aging[mode]) for mode in renewed}
    task["by"] = draw(st.sampled_from(["calendar", "use", "age"] if len(clocks) == 1 else ["calendar", "use"]))
    return task


def clock_of(law: Tree) -> str:
    """The clock of an aging law."""
    (terms,) = law.values()
    return str(terms.get("clock", "operating")) if isinstance(terms, dict) else "operating"
