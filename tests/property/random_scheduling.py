"""Random hours of access, of planned work, and of an office that looks at them or does not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

OPEN = st.sampled_from(["always", "mon-fri 08:00-17:00", "daily 10:00-12:00", "sat 20:00-23:00, mon 06:00-08:30"])
OFFICE = st.fixed_dictionaries(
    {},
    optional={
        "access_known": st.booleans(),
        "set_out": st.sampled_from(["30 min", "2 h"]),
        "wait_at_door": st.sampled_from(["15 min", "3 h"]),
        "try_again": st.sampled_from(["0 h", "5 h"]),
    },
)


@st.composite
def bound_to_hours(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with closed doors, and without them one time in two."""
    if not draw(st.booleans()):
        return tree
    sites = {
        name: {**site, "access": draw(OPEN), "no_access": draw(st.sampled_from([0, 0, 0.4]))}
        for name, site in tree["sites"].items()
    }
    kinds = {name: dict(kind) for name, kind in tree["asset_types"].items()}
    for kind in kinds.values():
        if "maintenance" in kind:
            kind["maintenance"] = {**kind["maintenance"], "hours": draw(st.sampled_from(["always", "daily 09:00-11:30"]))}
    return {**tree, "sites": sites, "asset_types": kinds, "scheduling": draw(OFFICE)}
