"""Random hours of access and of planned work, an office that looks at them or does not, and territories that help each other."""

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

APPOINTMENTS = st.fixed_dictionaries(
    {"windows": st.sampled_from([["daily 08:00-10:00", "daily 10:00-12:00"], ["mon-fri 07:00-16:00", "sat 22:00-02:00"]])},
    optional={
        "notice": st.sampled_from(["2 h", "30 h"]),
        "most": st.integers(1, 2),
        "no_access": st.sampled_from([0, 0.3]),
        "missed": st.sampled_from(["come_late", "rebook"]),
    },
)


HELP = st.fixed_dictionaries({}, optional={"regions": st.just([]), "at_least": st.integers(1, 3)})


@st.composite
def helping(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with technicians who help in other territories, where nobody plans routes."""
    if "route_plan" in str(tree.get("dispatch")):
        return tree
    crew = {
        name: {**each, "helps": draw(HELP)} if each.get("regions") and draw(st.booleans()) else each
        for name, each in tree["technicians"].items()
    }
    return {**tree, "technicians": crew}


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
    offers = {name: dict(offer) for name, offer in tree["offers"].items()}
    if draw(st.booleans()):
        offers["gold"]["appointments"] = draw(APPOINTMENTS)
        sites = {name: {**site, "access": "always"} if site.get("offer") == "gold" else site for name, site in sites.items()}
    return {**tree, "offers": offers, "sites": sites, "asset_types": kinds, "scheduling": draw(OFFICE)}


@st.composite
def backlogs(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with work that is open at the start, one time in two; one order for one machine at a site and type at most."""
    rows = []
    for name, site in tree["sites"].items():
        for kind, count in site["assets"].items():
            spec = tree["asset_types"][kind]
            modes = [*spec.get("failures", {}), *(["maintenance"] if "maintenance" in spec else [])]
            later = "enters" in spec or site.get("enters") is not None
            always_solved = [mode for mode in modes if spec.get("failures", {}).get(mode, {}).get("remote") in (1, 1.0, "100 %")]
            modes = [mode for mode in modes if mode not in always_solved]
            if count and modes and not later and draw(st.sampled_from([True, True, False])):
                age = draw(st.sampled_from(["0 h", "30 h", {"exponential": "100 h"}]))
                rows.append({"site": name, "asset_type": kind, "failure": draw(st.sampled_from(modes)), "count": 1, "age": age})
    return {**tree, "backlog": rows} if rows and draw(st.sampled_from([True, False])) else tree
