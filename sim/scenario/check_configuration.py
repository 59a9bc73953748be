"""Do revisions and retrofits make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.assets import AssetType, FailureMode
from sim.scenario.configuration import Configuration, Retrofit, RevisedMode
from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path

_CLOSE = 1e-6


def check_configuration(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about the configuration of machines."""
    for name, kind in scenario.asset_types.items():
        path = ("asset_types", name)
        if kind.revisions:
            yield from _shares((*path, "revisions"), kind)
        for revision, spec in kind.revisions.items():
            for mode, revised in spec.failures.items():
                where = (*path, "revisions", revision, "failures", mode)
                fault = dangling(where, "failure mode", mode, kind.failures)
                if fault:
                    yield fault
                else:
                    yield from _revised(scenario, where, kind.failures[mode], revised)
        for each, retrofit in kind.retrofits.items():
            yield from _retrofit(scenario, (*path, "retrofits", each), each, kind, retrofit)
    known = list(dict.fromkeys(each for kind in scenario.asset_types.values() for each in kind.revisions))
    for name, part in scenario.parts.items():
        for index, revision in enumerate(part.fits):
            fault = dangling(("parts", name, "fits", index), "revision", revision, known)
            if fault:
                yield fault
    if not known and scenario.configuration != Configuration():
        yield Finding(("configuration",), "no asset type has 'revisions', so there is nothing to know about them")


def _shares(path: Path, kind: AssetType) -> Iterator[Finding]:
    """Every machine has one revision."""
    total = sum(each.share for each in kind.revisions.values())
    if abs(total - 1.0) > _CLOSE:
        yield Finding(path, f"the shares of the revisions add up to {total:.4g}, not to 1")


def _revised(scenario: Scenario, path: Path, mode: FailureMode, revised: RevisedMode) -> Iterator[Finding]:
    """Parts must exist, and a law must run on the clock of the one in whose place it comes."""
    for part in revised.parts or ():
        fault = dangling((*path, "parts", part), "part", part, scenario.parts)
        if fault:
            yield fault
    law = revised.law
    if law is None:
        return
    before = (mode.law.memoryless, mode.law.overlapping, mode.law.memoryless or mode.law.clock, mode.law.mends_as_before)
    if before != (law.memoryless, law.overlapping, law.memoryless or law.clock, law.mends_as_before):
        yield Finding(
            (*path, "law"),
            f"'{law.word}' is of another nature than '{mode.law.word}', the law of the type: both must age or neither, by the same clock",
        )


def _retrofit(scenario: Scenario, path: Path, name: str, kind: AssetType, retrofit: Retrofit) -> Iterator[Finding]:
    """A retrofit has a name of its own, leads from one revision to another, and says when."""
    others = [*kind.failures, *kind.tasks, *(["maintenance"] if kind.maintenance is not None else [])]
    if name in others:
        yield Finding(path, f"a failure mode or planned work is called '{name}', too; give the retrofit another name")
    for key, revision in (("from", retrofit.source), ("to", retrofit.to)):
        fault = dangling((*path, key), "revision", revision, kind.revisions)
        if fault:
            yield fault
    if retrofit.source == retrofit.to:
        yield Finding((*path, "to"), f"the machine has revision '{retrofit.to}' already")
    for part in retrofit.kit:
        fault = dangling((*path, "kit", part), "part", part, scenario.parts)
        if fault:
            yield fault
    if retrofit.when == "campaign" and retrofit.per_month is None:
        yield Finding((*path, "when"), "how fast is the campaign? Add 'per_month', the visits in a month")
    elif retrofit.when != "campaign" and retrofit.per_month is not None:
        yield Finding((*path, "per_month"), "it is done whenever somebody is there; add 'when: campaign' for visits of its own")
    if retrofit.until is not None and retrofit.until <= retrofit.begins:
        yield Finding((*path, "until"), "it ends before it begins")
