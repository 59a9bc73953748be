"""Levers one at a time, in both directions: each added to those before it, and each taken away from all of them.

What a lever brings depends on what is there already. A step up is the difference that a lever makes when it is added in the order of the list;
a step down is the difference that it makes to all the others. Where the two differ, the levers interact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.errors import ScenarioError
from sim.scenario.load import load
from sim.study.statistics import CONFIDENCE, Interval, Values, interval, paired_difference, verdict

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile
    from sim.scenario.spec import Scenario
    from sim.study.experiment import Staircase

_STEP = "step of the staircase"


class Stairs(NamedTuple):
    """The scenarios of a staircase."""

    up: list[Scenario]
    """Where it begins, then one lever more at a time, all of them at last."""
    without: list[Scenario]
    """All levers but the first, all but the second, ..."""
    conflicts: list[str]
    """Where levers want different things, in words; the later one wins."""


class Step(NamedTuple):
    """One lever and one figure."""

    lever: str
    reached: Interval
    """The figure with this lever and all before it."""
    added: Interval
    """What the lever changes on top of those before it."""
    removed: Interval
    """What it changes on top of all others."""
    interaction: Interval
    """The first less the second of these changes."""
    verdicts: tuple[str, str]
    """Of the two changes, in words."""


def stairs_of(says: Staircase, file: ScenarioFile) -> Stairs:
    """The scenarios with the levers that each step wants; levers and origin may be policies or strategies."""
    begin = _policies(file, says.origin) if says.origin is not None else []
    own = [_policies(file, lever) for lever in says.levers]
    count = len(own)
    wanted = {f"{_STEP} {at}": [begin, *own[:at]] for at in range(1, count + 1)}
    wanted |= {f"{_STEP} {count} without {at + 1}": [begin, *own[:at], *own[at + 1 :]] for at in range(count - 1)}
    together = {name: list(dict.fromkeys(policy for group in groups for policy in group)) for name, groups in wanted.items()}
    try:
        read = load(file.name, overrides=[f'strategies."{name}"={json.dumps(names)}' for name, names in together.items()])
    except ScenarioError as error:  # each policy is right for itself, some of them together are not
        raise ScenarioError(
            [replace(each, file=file.name) if each.file.startswith("--set") else each for each in error.problems]
        ) from None
    up = [file.scenario(says.origin), *(read.scenario(f"{_STEP} {at}") for at in range(1, count + 1))]
    without = [*(read.scenario(f"{_STEP} {count} without {at + 1}") for at in range(count - 1)), up[-2]]
    last = f"{_STEP} {count}"
    return Stairs(up, without, [str(each).partition(": ")[2] for each in read.conflicts if each.strategy == last])


def _policies(file: ScenarioFile, name: str) -> list[str]:
    """The policies behind a name: of a strategy several, of the baseline none."""
    if name == file.policies[0]:
        return []
    return file.strategies.get(name, [name])


def looks(levers: int) -> int:
    """How many intervals of one figure a reader looks at: the whole way, steps up, steps down but for the last lever's, which is the same, and the
    differences of the two.
    """
    return 1 + levers + 2 * (levers - 1)


def confidence_of(levers: int) -> float:
    """The confidence of each, so that all of one figure hold together with at least 95 % (Bonferroni)."""
    return 1.0 - (1.0 - CONFIDENCE) / looks(levers)


def steps(levers: Sequence[str], up: Sequence[Values], without: Sequence[Values], better: str | None) -> Iterator[Step]:
    """The steps of one figure from its values by replication: `up` has one more than there are levers."""
    confidence = confidence_of(len(levers))
    for at, lever in enumerate(levers):
        before, after, less = up[at], up[at + 1], without[at]
        added, removed = paired_difference(after, before, confidence), paired_difference(up[-1], less, confidence)
        differ = paired_difference(after - before, up[-1] - less, confidence)
        yield Step(lever, interval(after), added, removed, differ, (verdict(added, better), verdict(removed, better)))


def rows(
    figure: str, unit: str, better: str | None, found: Sequence[Step], up: Sequence[Values]
) -> Iterator[Mapping[str, object]]:
    """The steps as rows of staircase.csv: where it begins, each lever, and all of them together."""
    start = interval(up[0])
    blank = Interval(np.nan, np.nan, np.nan, start.count, np.nan)
    whole = paired_difference(up[-1], up[0], confidence_of(len(found)))
    first = Step("", start, blank, blank, blank, ("", ""))
    last = Step("", interval(up[-1]), whole, blank, blank, (verdict(whole, better), ""))
    for kind, each in (("begin", first), *(("lever", step) for step in found), ("all", last)):
        yield {
            "figure": figure,
            "kind": kind,
            "lever": each.lever,
            "mean": each.reached.mean,
            "low": each.reached.low,
            "high": each.reached.high,
            **_three("added", each.added),
            "added_verdict": each.verdicts[0],
            **_three("removed", each.removed),
            "removed_verdict": each.verdicts[1],
            **_three("interaction", each.interaction),
            "unit": unit,
            "better": better or "",
            "pairs": each.added.count,
        }


def _three(name: str, found: Interval) -> dict[str, float]:
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
