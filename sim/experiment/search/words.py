"""What a search has found, in sentences: the best way, what a little more would cost, how much was tried, and what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim.experiment.search.space import Way
from sim.experiment.search.trials import DOUBT, LOOKS, SHARPER, Trials
from sim.experiment.words import Said, said
from sim.kpi import member_of
from sim.kpi.words import prose
from sim.study.frontier import FRONT, OPEN, Price, gap, price_of_step
from sim.study.limits import FAILS, MEETS, Judgement, Objective
from sim.study.statistics import Interval, interval


class Step(NamedTuple):
    """The next way along the frontier that has more of what the objective is traded against, beyond doubt."""

    way: Way
    gained: Interval
    """Of the figure that the objective is traded against, as a gain."""
    price: Price
    """Of the objective, per unit of that figure."""


def next_step(trials: Trials, chosen: Way, front: Sequence[Way]) -> Step | None:
    """The nearest step up the frontier of which the price is known to half of itself, else the one of which it is known best; None without any."""
    aim, confidence = trials.aims.against, trials.study.says.confidence
    here, steps = trials.pair(chosen), list[Step]()
    for way in front:
        there = trials.pair(way)
        gained, price = gap(there[1], here[1], confidence), price_of_step(here, there, confidence)
        if way != chosen and aim.sign * gained.mean > 0 and price.known:
            steps.append(Step(way, gained, price))
    sharp = [step for step in steps if step.price.high - step.price.low <= abs(step.price.ratio)]
    if sharp:
        return min(sharp, key=lambda step: abs(step.gained.mean))
    return min(steps, key=lambda step: (step.price.high - step.price.low) / (abs(step.price.ratio) or 1.0), default=None)


def says(
    trials: Trials, chosen: Way, judged: Judgement, standing: Mapping[Way, str], step: Step | None, selected: Sequence[str]
) -> list[str]:
    """The answer, the most important first; `selected` is what a selection among the finalists said, if there was one."""
    return [
        _best(trials, chosen, judged, selected=bool(selected)),
        *(f"Of the finalists: {sentence}" for sentence in selected[:1]),
        *_against_today(trials, chosen),
        _price(trials, step),
        _frontier(trials, standing),
        _how_many(trials),
    ]


def _best(trials: Trials, chosen: Way, judged: Judgement, *, selected: bool) -> str:
    """Which way is best of what was tried, with its figures, and how sure that is, which a selection among the finalists says itself."""
    name, aims = trials.points[chosen].name, trials.aims
    shown = " and ".join(_shown(trials, chosen, aim) for aim in (aims.objective, aims.against))
    standing = judged.standing(name)
    others = [each for each in judged.best if each != name]
    if aims.limits and standing.word == FAILS:
        return f"No way that was tried keeps all limits; the nearest is {name}, with {shown}."
    sure = "keeps its limits" if aims.limits and standing.word == MEETS else ""
    if aims.limits and standing.word != MEETS and not selected:
        sure = f"{'misses a limit' if trials.breaks(chosen) else 'keeps its limits'} by its mean, which is not beyond doubt"
    told = f"The best way of those tried is {name}, with {shown}{'; it ' + sure if sure else ''}."
    if selected or not others:
        return told
    few = ", ".join(others[:2]) + (f" and {len(others) - 2} more" if len(others) > 2 else "")
    return f"{told} No detectable difference in {prose(aims.objective.figure)} to {few}."


def _against_today(trials: Trials, chosen: Way) -> list[str]:
    """What the chosen way changes; nothing where it is today's."""
    if chosen == trials.today:
        return ["That is the way things are today: nothing that was tried is better for sure."]
    parts = []
    for aim in (trials.aims.objective, trials.aims.against):
        found = gap(trials.values(chosen, aim.figure), trials.values(trials.today, aim.figure), trials.study.says.confidence)
        if found.low > 0 or found.high < 0:
            shown = _said(trials, aim)
            parts.append(
                f"{prose(aim.figure)} {shown.difference(found.mean, found.half_width)} ({shown.between(found.low, found.high)})"
            )
        else:
            parts.append(f"no detectable difference in {prose(aim.figure)}")
    return [f"Against today: {'; '.join(parts)}."]


def _price(trials: Trials, step: Step | None) -> str:
    """What one more unit of the other figure costs."""
    aims = trials.aims
    label, less = prose(aims.against.figure), "less" if aims.against.better == "down" else "more"
    unit = _unit(trials, aims.against)
    one = _said(trials, aims.against).difference(unit).removeprefix("+").replace("1.00 points", "one point")
    if step is None:
        return f"No way on the frontier has {less} {label} than that beyond doubt, so that what {one} {less} would cost is not known."
    scale = aims.against.sign * -aims.objective.sign * unit
    low, high = sorted([step.price.low * scale, step.price.high * scale])
    shown = _said(trials, aims.objective)
    price = shown.difference(step.price.ratio * scale, (high - low) / 2).removeprefix("+")
    gained = _said(trials, aims.against).difference(abs(step.gained.mean), step.gained.half_width).removeprefix("+")
    word = "costs" if aims.objective.better == "down" else "takes"
    return (
        f"From there {one} {less} of {label} {word} {price} ({shown.between(low, high, signed=False)}): "
        f"the step along the frontier to {trials.points[step.way].name} brings {gained} {less}."
    )


def _unit(trials: Trials, aim: Objective) -> float:
    """What a price is said for: a point of a share, else the power of ten next below a tenth of what the figure is today."""
    size = abs(trials.mean(trials.today, aim.figure))
    if member_of(aim.figure).unit == "share" or not size > 0:
        return 0.01
    return float(10.0 ** np.floor(np.log10(size / 10)))


def _frontier(trials: Trials, standing: Mapping[Way, str]) -> str:
    on, unsure = (list(standing.values()).count(word) for word in (FRONT, OPEN))
    rest = f"; for {unsure} more it cannot be told" if unsure else ""
    return (
        f"The frontier of {prose(trials.aims.objective.figure)} against {prose(trials.aims.against.figure)} has "
        f"{on} {'way' if on == 1 else 'ways'}{rest}."
    )


def _how_many(trials: Trials) -> str:
    tried, size = len(trials.tried), trials.space.size
    if tried + len(trials.refused) == size:
        told = f"All {size:,} possible ways were tried"
        rest = ""
    else:
        told = f"{tried:,} of {size:,} possible ways were tried"
        rest = "; among the others there may be a better one"
    refused = f", {len(trials.refused)} of them refused by the scenario" if trials.refused and not rest else ""
    refused = f", and {len(trials.refused)} more refused by the scenario" if trials.refused and rest else refused
    return f"{told}{refused}{rest}."


def notes(trials: Trials, finalists: Sequence[Way], theory: int) -> list[str]:
    """How it was found, and what that is worth."""
    says, aims = trials.says, trials.aims
    method = (
        f"steps to the best neighbour while that is better with {100 * (1 - DOUBT):g} % (paired, {LOOKS} looks at most), then along the frontier"
        if says.method == "local"
        else "NSGA-II of optuna on both figures, limits as constraints"
    )
    begun = f"{theory} proposals of theory (as `firstfix plan` makes them), today's way" if theory else "today's way"
    lost = sum(int(np.isnan(trials.values(way, aims.objective.figure)).sum()) for way in trials.points)
    found = [
        (
            f"Search: begins with {begun}, the ends and a Latin hypercube of seed {says.seed}; {method}. All ways met the same luck, "
            f"{says.replications} replications each, up to {SHARPER * says.replications} where it was close and on the frontier."
        ),
        (
            f"The best was chosen among {len(finalists)} finalists; nothing is claimed of ways that were not tried, and no search promises the best of all. "
            "A way becomes a finalist partly by luck in the replications that all of them share, so that its own figures look a little too good."
        ),
        (
            "Ways are ranked by their means: those that keep their limits by the objective, others by how far they break them. A way is off the frontier "
            "where another one is better in one figure and not worse in the other, both for sure: "
            f"with {100 * trials.study.says.confidence:g} % that no way is taken off wrongly, "
            "for each way by itself (paired one-sided bounds, Bonferroni over the others)."
        ),
        "What one more costs is a ratio of two paired differences, with Fieller's interval.",
    ]
    if lost:
        found.append(f"{lost} replications failed or had no data and are left out.")
    return found


def name_of(trials: Trials, way: Way) -> str:
    """A combination that the scenario refuses, as a point would be called."""
    return ", ".join(f"{name}={value}" for name, value in trials.space.values(way).items())


def _shown(trials: Trials, way: Way, aim: Objective) -> str:
    found, shown = interval(trials.values(way, aim.figure), trials.study.says.confidence), _said(trials, aim)
    ends = shown.between(found.low, found.high, signed=False)
    return f"{prose(aim.figure)} {shown.amount(found.mean, found.half_width)}{f' ({ends})' if ends else ''}"


def _said(trials: Trials, aim: Objective) -> Said:
    return said(aim.figure, trials.study.base.scenario().currency)
