"""Random hidden defects: stages, inspections, sensors, what is done about alarms, and work that is done on the visit for other work."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
STAYS = st.sampled_from(["0 h", "5 h", {"exponential": "30 h"}, {"weibull": {"mean": "60 h", "shape": 2}}])


@st.composite
def conditions(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with defects that announce some failures, one time in three."""
    if draw(st.integers(0, 2)) or any("retrofits" in kind for kind in tree["asset_types"].values()):
        return tree
    kinds = {}
    monitored = False
    for name, kind in tree["asset_types"].items():
        failures = dict(kind["failures"])
        announced = {}
        for mode, failure in failures.items():
            if may_be_announced(failure["law"]) and draw(st.booleans()):
                announced[mode] = draw(st.lists(STAYS, min_size=1, max_size=3))
                failures[mode] = {**failure, "condition": {"stages": announced[mode]}, **draw(prevented(sorted(tree["parts"])))}
                if draw(st.booleans()):
                    failures[mode]["monitoring"] = draw(SENSORS)
                    monitored = True
        clocks = {mode: clock_of(failures[mode]["law"]) for mode in announced}
        kinds[name] = {**kind, "failures": failures, "tasks": {}}
        for task, spec in (kind.get("tasks") or {}).items():
            kinds[name]["tasks"][task] = draw(looking(spec, announced, clocks))
        if kind.get("maintenance"):
            kinds[name]["maintenance"] = draw(looking(kind["maintenance"], announced, clocks))
        if announced and draw(st.booleans()):
            task = {"every": draw(st.sampled_from(["20 h", "70 h"])), "duration": draw(st.sampled_from(["0 h", "2 h"]))}
            kinds[name]["tasks"]["look"] = draw(looking(task, announced, clocks))
    events = {"events": draw(EVENTS)} if monitored else {}
    return {**tree, "asset_types": kinds, **events}


def clock_of(law: Any) -> str:
    """The clock of a law that may be announced."""
    terms = law if law == "never" else next(iter(law.items()))
    return (
        "calendar"
        if terms == "never" or terms[0] in {"exponential", "gamma_poisson"}
        else str(terms[1].get("clock", "operating"))
    )


def may_be_announced(law: Any) -> bool:
    """Lives, not requests, and such as begin anew."""
    return law == "never" or (isinstance(law, dict) and law.keys() <= {"exponential", "gamma_poisson", "weibull", "empirical"})


@st.composite
def looking(draw: st.DrawFn, task: Tree, announced: Tree, clocks: dict[str, str]) -> Tree:
    """A task that inspects some of these, and may be done on other visits; it renews none of them."""
    seen = {
        mode: {"sees": draw(st.sampled_from([1, 0.6])), "act_from": draw(st.integers(1, len(stages)))}
        for mode, stages in announced.items()
        if draw(st.booleans())
    }
    renews = {mode: share for mode, share in (task.get("renews") or {}).items() if mode not in announced}
    opportunity = draw(st.sampled_from([{}, {}, {"with_visit": "0 h"}, {"with_visit": "40 h"}]))
    if task.get("by") == "age":
        seen = {} if any(renews.values()) else seen
        return {**task, "inspects": seen, "renews": renews, **opportunity, "by": "age" if any(renews.values()) else "use"}
    alike = len({clock for mode, clock in clocks.items() if mode in seen}) == 1
    by = {"by": draw(st.sampled_from(["age", "calendar"]))} if alike and "by" not in task and not any(renews.values()) else {}
    return {**task, "inspects": seen, "renews": renews, **opportunity, **by}


def prevented(parts: list[str]) -> st.SearchStrategy[Tree]:
    """What it takes to remove a defect."""
    spec = st.fixed_dictionaries(
        {},
        optional={
            "look": st.sampled_from(["0 h", "1 h"]),
            "repair": STAYS,
            "parts": st.lists(st.sampled_from(parts), unique=True, max_size=2),
            "cost": st.just("15 EUR"),
            "down": st.booleans(),
            "priority": st.sampled_from([1, 9]),
            "same_visit": st.booleans(),
        },
    )
    return spec.map(lambda each: {"preventive": each} if each else {})


SENSORS = st.fixed_dictionaries(
    {},
    optional={
        "detects": st.sampled_from([0, 0.7, 1]),
        "delay": st.sampled_from(["0 h", {"exponential": "9 h"}]),
        "repeats": st.just("6 h"),
        "false_alarms": st.sampled_from([0, 60]),
        "cost": st.just("90 EUR"),
    },
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "act_after": st.sampled_from(["0 h", "11 h"]),
        "filter": st.just({"count": 2, "within": "13 h"}),
        "bundle": st.sampled_from(["0 h", "40 h"]),
    },
)
