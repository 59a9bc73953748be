"""Random skills that are learnt by doing, and forgotten."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

TIMES = st.sampled_from(["0 h", "15 h", "100 h"])
LEARNT = st.fixed_dictionaries(
    {
        "learning": st.fixed_dictionaries(
            {"rate": st.sampled_from([0.8, 0.95, 1])}, optional={"floor": st.sampled_from([0.9, 0.3])}
        )
    },
    optional={
        "forgetting": st.fixed_dictionaries({"half_life": st.sampled_from(["20 h", "9 d"])}, optional={"keeps": st.just(0.5)}),
        "level_after": st.sampled_from([{2: 3}, {1: 1, 3: 40}]),
        "certificate": st.sampled_from(["60 h", "200 h"]),
    },
)
LEAVES = st.sampled_from(["30 h", "150 h", {"exponential": "100 h"}])


def courses(skills: list[str], people: list[str]) -> st.SearchStrategy[Tree]:
    """A course or e-learning."""
    return st.fixed_dictionaries(
        {
            "skill": st.sampled_from(skills),
            "who": st.lists(st.sampled_from(people), min_size=1, unique=True),
            "kind": st.sampled_from(["course", "e_learning"]),
            "lasts": st.sampled_from(["3 h", "20 h"]),
            "level": st.integers(1, 3),
        },
        optional={
            "experience": st.sampled_from([2, 20]),
            "delay": st.sampled_from(["30 h", {"exponential": "40 h"}]),
            "hours": st.sampled_from(["always", "mon-fri 12:00-14:00", "daily 22:00-02:00"]),
            "at": TIMES,
            "apart": TIMES,
            "every": st.sampled_from(["50 h", "150 h"]),
            "cost": st.just("300 EUR"),
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
        if draw(st.integers(0, 3)) == 3:
            person["leaves"] = draw(LEAVES)
            if draw(st.booleans()):
                person["replaced"] = {
                    "after": draw(TIMES),
                    "skills": draw(st.dictionaries(st.sampled_from(skills), st.integers(1, 3))),
                }
    learnt = {skill: draw(LEARNT) for skill in taught}
    for person in people.values():
        person["certificates"] = {skill: draw(TIMES) for skill in taught if "certificate" in learnt[skill]}
    given = draw(st.dictionaries(st.sampled_from(["first", "second"]), courses(taught, list(people))))
    for person in people.values():
        if "replaced" in person and given:
            person["replaced"]["induction"] = draw(st.lists(st.sampled_from(sorted(given)), unique=True))
    return {**tree, "skills": learnt, "technicians": people, "courses": given}
