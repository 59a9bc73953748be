"""Does the choice of the best keep its promise? Made-up studies in the hardest place: python benchmarks/selection.py [STUDIES] [WORDS].

Rivals are worse by just the difference that matters (slippage), limits are kept or broken by just the tolerance. Each row is so many
studies (1,000 unless said otherwise) with seeds of their own: the share that chose the best, with the exact interval of that share, and the mean
number of replications, against those of equal allocation with the same promise. WORDS choose the rows whose name holds one of them. Exit
code 1 where a promise is broken for sure, which means by more than the studies' own luck.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiment.procedure import Ask, Point
from sim.experiment.procedures.ocba import within_budget
from sim.experiment.procedures.question import Choice, Question
from sim.experiment.procedures.select import Choosing, in_sequence, in_two_stages
from sim.experiment.spec import Selection
from sim.study.limits import Limit, Objective, share_interval
from sim.study.selection import rinott_constant, second_stage
from sim.study.statistics import Values

STUDIES = 1000
PROMISE, PILOT, BY, TOLERANCE = 0.95, 10, 1.0, 0.5
DEEP = 256
"""Replications that are drawn at a time."""
Noise = Callable[[np.random.Generator, tuple[int, ...]], Values]


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Values:
    """Standard normal."""
    return rng.normal(size=shape)


def gamma(shape_of: float, sign: int = 1) -> Noise:
    """Gamma of mean 0 and variance 1, skew 2/√shape; the long tail on the side of `sign`."""
    return lambda rng, shape: sign * (rng.gamma(shape_of, size=shape) - shape_of) / shape_of**0.5


@dataclass(frozen=True)
class Made:
    """Studies of one kind: points with means of an objective (more is better) and distances from limits, and how their luck goes."""

    name: str
    means: Sequence[float]
    distances: Sequence[Sequence[float]] = ()
    """Of each point, one distance per limit; empty without limits."""
    deviation: float = 10**0.5
    """So that the difference that matters is s/√pilot, as Kim and Nelson measure."""
    spread: float = 1.0
    """Deviation of the distances."""
    shared: float = 0.0
    """Share of the variance that all points have in common: their correlation."""
    skew: Noise = normal
    right: frozenset[int | None] = frozenset({0})
    """Choices that are right."""
    method: str = "kn"
    budget: int | None = None
    promised: bool = True

    def question(self) -> Question:
        """What is asked."""
        limits = [Limit(f"limit {at}", "at least", 0.0) for at in range(len(self.distances[0]) if self.distances else 0)]
        points = [Point(str(at), str(at)) for at in range(len(self.means))]
        says = Selection.model_validate(
            {"pilot": PILOT, "budget": self.budget, "method": "ocba" if self.method == "ocba" else "kn"}
        )
        by = 0.0 if self.method == "ocba" else BY
        return Question(points, Objective("objective", "up"), limits, says, PROMISE, "EUR", by, [TOLERANCE] * len(limits))


class Drawn:
    """The figures of one study, drawn where they are asked for."""

    def __init__(self, made: Made, seed: tuple[int, ...]) -> None:
        self.made, self.rng = made, np.random.default_rng(seed)
        self.columns = 1 + (len(made.distances[0]) if made.distances else 0)
        self.rows = np.empty((0, len(made.means), self.columns))
        self.counts: dict[Point, int] = {}
        centres = np.array([[mean, *(made.distances[at] if made.distances else ())] for at, mean in enumerate(made.means)])
        self.centres, self.scales = centres, np.array([made.deviation, *[made.spread] * (self.columns - 1)])

    def compute(self, stage: Sequence[Ask]) -> None:
        """Have what is asked for."""
        for ask in stage:
            self.counts[ask.point] = max(ask.replications, self.count(ask.point))
        while len(self.rows) < max(self.counts.values()):
            shape = (DEEP, len(self.made.means), self.columns)
            common = self.made.skew(self.rng, (DEEP, 1, self.columns))
            luck = self.made.shared**0.5 * common + (1 - self.made.shared) ** 0.5 * self.made.skew(self.rng, shape)
            self.rows = np.concatenate([self.rows, self.centres + self.scales * luck])

    def values(self, point: Point, figure: str) -> Values:
        """One figure of a point."""
        column = 0 if figure == "objective" else 1 + int(figure.split()[1])
        return self.rows[: self.count(point), int(point.name), column]

    def count(self, point: Point) -> int:
        """Replications asked for."""
        return self.counts.get(point, 0)


def finished(procedure: Choosing, seen: Drawn) -> Choice:
    """Run a procedure to its end."""
    try:
        stage = next(procedure)
        while True:
            seen.compute(stage)
            stage = procedure.send(seen)
    except StopIteration as end:
        choice: Choice = end.value[0]
        return choice


def rinott(made: Made, seen: Drawn, constant: float) -> tuple[int, int]:
    """Rinott's two stages, by their book: chosen, and replications in all."""
    points = made.question().points
    seen.compute([Ask(point, PILOT) for point in points])
    deviations = [float(seen.values(point, "objective").std(ddof=1)) for point in points]
    totals = second_stage(deviations, PILOT, BY, constant)
    seen.compute([Ask(point, total) for point, total in zip(points, totals, strict=True)])
    means = [seen.values(point, "objective").mean() for point in points]
    return int(np.argmax(means)), sum(totals)


def equal(made: Made, seen: Drawn) -> tuple[int | None, int]:
    """The budget divided equally; the best mean of those whose means keep the limits."""
    question = made.question()
    assert made.budget is not None
    seen.compute([Ask(point, made.budget // len(question.points)) for point in question.points])
    means = np.array([question.evidence(seen, point).mean(axis=0) for point in question.points])
    fit = [i for i in range(len(means)) if (means[i, 1:] >= 0).all()]
    return max(fit, key=lambda i: means[i, 0], default=None), made.budget


def studies(made: Made, count: int) -> Iterator[tuple[bool, int, int | None, float | None]]:
    """Of each study: right, replications, those of equal allocation, the probability that was claimed."""
    constant = rinott_constant(len(made.means), PILOT, PROMISE) if made.method == "rinott" else 0.0
    for number in range(count):
        seen = Drawn(made, (number, len(made.means), int(100 * made.shared)))
        if made.method in {"rinott", "equal"}:
            chosen, total = rinott(made, seen, constant) if made.method == "rinott" else equal(made, seen)
            yield chosen in made.right, total, None, None
            continue
        procedure = {"kn": in_sequence, "two_stages": in_two_stages, "ocba": within_budget}[made.method]
        choice = finished(procedure(made.question()), seen)
        yield choice.chosen in made.right, choice.total, choice.equal, choice.probability


def rows() -> Iterator[Made]:
    """What is measured."""
    slippage = (BY, 0.0, 0.0, 0.0, 0.0)
    spaced = (4 * BY, 3 * BY, 2 * BY, BY, 0.0)
    for shared in (0.0, 0.5, 0.9):
        for method in ("kn", "two_stages", "rinott"):
            yield Made(f"slippage, normal, correlation {shared}: {method}", slippage, shared=shared, method=method)
    yield Made("slippage, normal, 10 points: kn", (BY, *[0.0] * 9))
    yield Made("spaced, normal: kn", spaced)
    yield Made("spaced, normal, correlation 0.9: kn", spaced, shared=0.9)
    for shape, word in ((4.0, "skew 1"), (1.0, "skew 2"), (0.25, "skew 4")):
        for sign in (1, -1):
            yield Made(
                f"slippage, gamma of {word}, tail to the {'better' if sign > 0 else 'worse'}: kn",
                slippage,
                skew=gamma(shape, sign),
                promised=False,
            )
    keeps, breaks = TOLERANCE, -TOLERANCE
    edge = (0.0, -BY, -BY, BY, 2 * BY)
    for limits in (1, 2):
        good, bad = [keeps] * limits, [keeps] * (limits - 1) + [breaks]
        for shared in (0.0, 0.9):
            for method in ("kn", "two_stages"):
                yield Made(
                    f"{limits} limit(s) at the tolerance, correlation {shared}: {method}", edge, [good, good, good, bad, bad], shared=shared, method=method
                )  # fmt: skip
    yield Made("nobody keeps the limit: kn", edge, [[breaks]] * 5, right=frozenset({None}))
    yield Made("1 limit, gamma of skew 2: kn", edge, [[keeps]] * 3 + [[breaks]] * 2, skew=gamma(1.0), promised=False)
    yield Made("all as good but for less than the difference: kn", (0.9, 0.0, 0.3, 0.6, 0.9), right=frozenset({0, 1, 2, 3, 4}))
    near = frozenset(at for at, mean in enumerate((1.3, 0.0, 0.4, 0.8, 1.2)) if mean > 1.3 - BY)
    yield Made("some nearer than the difference: kn", (1.3, 0.0, 0.4, 0.8, 1.2), right=near, promised=False)
    many, tried = tuple(-0.75 * BY * at for at in range(10)), [[keeps]] * 3 + [[breaks]] * 2
    for shared in (0.0, 0.9):
        wide = (10 / (1 - shared)) ** 0.5  # as much luck of their own, and more that they share
        for method in ("ocba", "equal"):
            made = Made("", spaced, deviation=wide, shared=shared, method=method, promised=False)
            how = f"correlation {shared}: {method}"
            yield replace(made, name=f"budget of 150, 5 spaced, {how}", budget=150)
            yield replace(made, name=f"budget of 250, 10 spaced, {how}", means=many, budget=250)
            yield replace(made, name=f"budget of 250, slippage, {how}", means=slippage, budget=250)
            three = (2.0, 0.0, -2.0, 1.0, 4.0)
            yield replace(made, name=f"budget of 100, one limit, {how}", means=three, distances=tried, budget=100)


def main(arguments: Sequence[str]) -> int:
    """Print a line per row."""
    count = int(arguments[0]) if arguments and arguments[0].isdigit() else STUDIES
    words = [word for word in arguments if not word.isdigit()]
    broken = 0
    print(f"{'':72} {'right':>7}  {'of it 95 %':>14} {'replications':>12} {'equal':>7} {'saved':>6} {'claimed':>8}")
    for made in rows():
        if words and not any(word in made.name for word in words):
            continue
        begun = time.perf_counter()
        found = list(studies(made, count))
        right, total = sum(each[0] for each in found), float(np.mean([each[1] for each in found]))
        low, high = share_interval(right, count)
        same = [each[2] for each in found if each[2] is not None]
        claimed = [each[3] for each in found if each[3] is not None]
        against = f"{np.mean(same):7.0f} {1 - total / np.mean(same):6.0%}" if same else f"{'':14}"
        claim = f"{np.mean(claimed):8.3f}" if claimed else ""
        broken += made.promised and high < PROMISE
        print(
            f"{made.name:72} {right / count:7.3f}  {low:.3f} to {high:.3f} {total:12.1f} {against} {claim}  {time.perf_counter() - begun:.0f} s",
            flush=True,
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
