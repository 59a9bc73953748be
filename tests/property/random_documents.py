"""Random manuals and guides."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

SHARES = st.sampled_from([0, 0.4, 0.9, 1])


def authoring() -> st.SearchStrategy[Tree | None]:
    """Revisions, now and then, that may overlap."""
    times = st.sampled_from(["0 h", "30 h", "200 h"])
    return st.none() | st.fixed_dictionaries(
        {"coverage": SHARES}, optional={"at": times, "lasts": times, "every": st.just("90 h"), "hours": st.just("40 h")}
    )


@st.composite
def documents(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with documents about some of its machines, and without any one time in three."""
    if not draw(st.integers(0, 2)):
        return tree
    kinds, written = {name: dict(kind) for name, kind in tree["asset_types"].items()}, {}
    for name, kind in kinds.items():
        if not draw(st.integers(0, 3)) or not kind["failures"]:
            continue
        kind["failures"] = {
            each: {**mode, **draw(st.sampled_from([{}, {"self_service": 0.5}, {"self_service": 1, "self_service_time": "5 h"}]))}
            for each, mode in kind["failures"].items()
        }
        covered = draw(st.lists(st.sampled_from(sorted(kind["failures"])), min_size=1, unique=True))
        manual = draw(
            st.fixed_dictionaries(
                {
                    "asset_type": st.just(name),
                    "coverage": st.fixed_dictionaries(dict.fromkeys(covered, SHARES)),
                    "authoring": authoring(),
                    "author_cost": st.just("60 EUR/h"),
                },
                optional={
                    "decay": st.sampled_from(["50 %/y", "2000 %/y"]),
                    "feedback": st.sampled_from([0.02, 0.5]),
                    "feedback_hours": st.just("1 h"),
                    "diagnosis_time": SHARES,
                    **dict.fromkeys(("triage_accuracy", "remote_success", "diagnosis_accuracy", "self_service"), SHARES),
                },
            )
        )
        if not any("self_service" in kind["failures"][each] for each in covered):
            manual.pop("self_service", None)
        written[f"manual of {name}"] = manual
    return {**tree, "asset_types": kinds, "documents": written}
