"""Does planned work make sense: has it a name of its own, and does what it renews wear out? And do machines that are old?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import MAINTENANCE, AssetType, Maintenance, planned_at
from sim.scenario.finding import Finding, dangling
from sim.scenario.replacement import REFURBISHMENT, REPLACEMENT
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path
from sim.scenario.values import NOTHING


def check_upkeep(scenario: Scenario) -> Iterator[Finding]:
    """Faults of planned work, and of ages that mean nothing."""
    for name, kind in scenario.asset_types.items():
        path = ("asset_types", name)
        yield from _names((*path, "tasks"), kind)
        yield from _end_of_life((*path, "replacement"), kind)
        if kind.age != NOTHING and not _ages(kind):
            yield Finding(
                (*path, "age"), f"an old '{name}' fails as often as a new one: no failure mode of it ages, nor does its use count"
            )
        for task, planned in kind.scheduled().items():
            yield from _parts(scenario, (*path, *planned_at(task)), planned)
            yield from _renews((*path, *planned_at(task)), kind, planned)

    for name, site in scenario.sites.items():
        kinds = [scenario.asset_types[kind] for kind in site.assets if kind in scenario.asset_types]
        if site.age not in {None, NOTHING} and kinds and not any(map(_ages, kinds)):
            yield Finding(
                ("sites", name, "age"),
                "old machines fail here as often as new ones: no failure mode of theirs ages, nor does their use count",
            )


def _ages(kind: AssetType) -> bool:
    """Whether it makes a difference how long a machine has run."""
    laws = [mode.law for mode in kind.failures.values()]
    by_age = kind.replacement is not None and kind.replacement.at_age is not None
    return by_age or any(not law.memoryless for law in laws) or any(task.by == "use" for task in kind.planned().values())


def _end_of_life(path: Path, kind: AssetType) -> Iterator[Finding]:
    """It says when, and nothing else goes by its name."""
    spec = kind.replacement
    if spec is None:
        return
    if spec.at_age is None and spec.after_cost is None and spec.after_faults is None and spec.below is None:
        yield Finding(path, "when? Add 'at_age', 'after_cost', 'after_faults' or 'below'")
    for name in (REPLACEMENT, REFURBISHMENT):
        if name in {*kind.failures, *kind.tasks, *kind.retrofits}:
            yield Finding(path, f"its own work is called '{name}'; give the failure mode, the task or the retrofit another name")


def _names(path: Path, kind: AssetType) -> Iterator[Finding]:
    """Tasks and failure modes of a type are told apart by their names."""
    for task in kind.tasks:
        if task in kind.failures:
            yield Finding((*path, task), f"a failure mode is called '{task}', too; give the task another name")
        elif task == MAINTENANCE:
            yield Finding((*path, task), f"'{MAINTENANCE}' has a key of its own beside 'tasks'; give the task another name")


def _parts(scenario: Scenario, path: Path, planned: Maintenance) -> Iterator[Finding]:
    for part in planned.parts:
        fault = dangling((*path, "parts", part), "part", part, scenario.parts)
        if fault:
            yield fault


def _renews(path: Path, kind: AssetType, planned: Maintenance) -> Iterator[Finding]:
    """What is renewed has an age; and what falls due by age has one clock."""
    clocks = set()
    for mode in planned.renews:
        fault = dangling((*path, "renews", mode), "failure mode", mode, kind.failures)
        if fault:
            yield fault
            continue
        law = kind.failures[mode].law
        if kind.failures[mode].condition is not None:
            continue
        if law.memoryless:
            yield Finding((*path, "renews", mode), f"'{law.word}' knows no age: it fails as often after the task as before")
        elif planned.renews[mode] > 0.0:
            clocks.add(law.clock)
    if planned.by != "age":
        return
    clocks.update(kind.failures[mode].law.clock for mode in planned.inspects if mode in kind.failures)
    if not clocks and not planned.inspects:
        yield Finding((*path, "by"), "age of what? Add 'renews', the failure modes that it makes younger, or 'inspects'")
    elif len(clocks) > 1:
        yield Finding(
            (*path, "by"), "it renews or inspects one failure mode by operating time and one by the calendar; age needs one clock"
        )
