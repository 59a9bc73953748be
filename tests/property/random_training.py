"""Random skills that are learnt by doing, and forgotten."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

LEARNT = st.fixed_dictionaries(
    {
        "learning": st.fixed_dictionaries(
            {"rate": st.sampled_from([0.8, 0.95, 1])}, optional={"floor": st.sampled_from([0.9, 0.3])}
        )
    },
    optional={
        "forgetting": st.fixed_dictionaries({"half_life": st.sampled_from(["20 h", "9 d"])}, optional={"keeps": st.just(0.5)})
    },
)


def wanted_skills(tree: Tree) -> list[str]:
    """Skills that some work of the scenario wants."""
    kinds = tree["asset_types"].values()
    tasks = [task for kind in kinds for task in (*kind["failures"].values(), kind.get("maintenance") or {})]
    return sorted({task["skill"] for task in tasks if task.get("skill")})


@st.composite
def training(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with people who learn, two times in three."""
    skills = wanted_skills(tree)
    if not skills or not draw(st.integers(0, 2)):
        return tree
    taught = draw(st.lists(st.sampled_from(skills), min_size=1, unique=True))
    people = {name: dict(person) for name, person in tree["technicians"].items()}
    for person in people.values():
        person["experience"] = {skill: draw(st.sampled_from([0, 3, 40.5])) for skill in taught}
    return {**tree, "skills": {skill: draw(LEARNT) for skill in taught}, "technicians": people}
