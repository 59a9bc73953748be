"""Which factors move the figures: one at a time, by elementary effects, by shares of the variance; and what is only luck.

All points meet the same luck, replication by replication. What replications differ by is told apart from what factors do: a factor whose effect
could as well be luck is said to have no detectable effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Problem, ScenarioError
from sim.experiment.factors import HIGH, LOW, Factor, drawn
from sim.experiment.points import text_of
from sim.experiment.procedure import Ask, Findings
from sim.experiment.procedures import sensitivity_words as words
from sim.study import elementary, noise, sensitivity
from sim.study.statistics import NO_DATA, UNDETECTED, interval, paired_difference, verdict

if TYPE_CHECKING:
    from sim.experiment.measures import Value
    from sim.experiment.points import Study
    from sim.experiment.procedure import Point, Procedure, Seen, Stage
    from sim.study.statistics import Values

SAMPLES: Mapping[str, int] = {"tornado": 0, "morris": 10, "sobol": 128, "uncertainty": 50}
"""Samples of each method where the experiment says none."""
MOVES = "moves it"
"""Verdict on a factor whose effect cannot be luck."""

_MANY = 20
"""After so many problems of points, others are not looked for."""

Row = dict[str, Any]


def sensitivity_of(study: Study) -> Procedure:
    """The procedure that the experiment's section `sensitivity` asks for."""
    asked = study.says.sensitivity
    return {"tornado": tornado, "morris": morris, "sobol": sobol, "uncertainty": uncertainty}[
        asked.method if asked else "tornado"
    ](study)


def points_in(method: str, samples: int | None, factors: Mapping[str, Factor]) -> int:
    """How many points a method asks for."""
    count = samples or SAMPLES[method]
    if method == "tornado":
        return 1 + sum(len(factor.looks) for factor in factors.values())
    return count * {"morris": len(factors) + 1, "sobol": len(factors) + 2}.get(method, 1)


def tornado(study: Study) -> Procedure:
    """Each factor by itself: all values of a list, the ends of a range, the 10 % and 90 % quantiles of a distribution; everything else as it is.

    Differences to the scenario as it stands are paired. Of the K differences of a figure each has confidence 1 − α/K.
    """
    looks = [(name, value) for name, factor in study.says.factors.items() for value in factor.looks]
    base, *points = _points(study, [{}, *({name: value} for name, value in looks)])
    tried = [(*look, point) for look, point in zip(looks, points, strict=True)]
    seen = yield _stage(study, [base, *points])
    confidence = 1 - (1 - study.says.confidence) / max(len(tried), 1)
    rows = []
    for figure in study.figures:
        today = seen.values(base, figure)
        for name, value, point in tried:
            values = seen.values(point, figure)
            gap = paired_difference(values, today, confidence)
            found = interval(values)
            rows.append(
                _about(figure)
                | {"factor": name, "value": text_of(value), "base": interval(today).mean, "mean": found.mean}
                | {"difference": gap.mean, "low": gap.low, "high": gap.high}
                | {"verdict": verdict(gap, words.better_of(figure) or None), "pairs": gap.count, "confidence": confidence}
            )
    return _findings("tornado", rows, words.of_tornado(study, rows), words.notes_of_tornado(study, rows))


def morris(study: Study) -> Procedure:
    """Elementary effects along trajectories through the ranges of all factors; of distributions, from the 10 % to the 90 % quantile."""
    factors, asked = study.says.factors, study.says.sensitivity
    places, order = elementary.trajectories(_samples(study), len(factors), asked.seed if asked else 1)
    combinations: list[dict[str, Value]] = []
    for row in np.ndindex(places.shape[:2]):
        values = {}
        for at, (name, factor) in enumerate(factors.items()):
            values[name], places[(*row, at)] = on_grid(factor, float(places[(*row, at)]))
        combinations.append(values)
    points = _points(study, combinations)
    seen = yield _stage(study, points)
    rows: list[Row] = []
    for figure in study.figures:
        outcomes = _matrix(seen, points, figure).reshape((*places.shape[:2], -1))
        for name, found in zip(factors, elementary.effects(places, order, outcomes, study.says.confidence), strict=True):
            rows.append(_about(figure) | {"factor": name} | _effect(found, (1 - study.says.confidence) / len(factors)))
    return _findings("morris", rows, words.of_morris(study, rows), words.notes_of_morris(study, rows, _samples(study)))


def on_grid(factor: Factor, share: float) -> tuple[Value, float]:
    """The value nearest to a share of a factor's range, and the share that it really has there."""
    count = factor.count
    if count is not None:
        place = round(share * (count - 1))
        return factor.level(place), place / (count - 1) if count > 1 else 0.0
    return factor.quantile(LOW + share * (HIGH - LOW) if factor.uncertain else share), share


def _effect(found: elementary.Effect, risk: float) -> Row:
    return {
        "mu_star": found.size.mean,
        "mu_star_low": found.size.low,
        "mu_star_high": found.size.high,
        "mu": found.mean.mean,
        "mu_low": found.mean.low,
        "mu_high": found.mean.high,
        "sigma": found.spread,
        "noise": found.noise,
        "p_value": found.p_value,
        "verdict": NO_DATA if not found.size.count else UNDETECTED if found.p_value >= risk else MOVES,
        "trajectories": found.size.count,
        "replications": found.mean.count,
    }


def sobol(study: Study) -> Procedure:
    """Shares of the variance that factors bring about, alone and together with others; that of luck beside them."""
    factors, asked, confidence = study.says.factors, study.says.sensitivity, study.says.confidence
    shares = sensitivity.plan(_samples(study), len(factors), asked.seed if asked else 1)
    blocks, samples, width = shares.shape
    points = _points(study, (drawn(factors, dict(zip(factors, row, strict=True))) for row in shares.reshape(-1, width).tolist()))
    seen = yield _stage(study, points)
    rows, splits = list[Row](), list[Row]()
    for figure in study.figures:
        matrix = _matrix(seen, points, figure)
        outcomes = matrix.reshape((blocks, samples, -1))
        parts = noise.split(matrix[: 2 * samples], confidence)
        found = sensitivity.indices(_filled(outcomes), confidence=1 - (1 - confidence) / width, seed=asked.seed if asked else 1)
        for name, index in zip(factors, found, strict=True):
            rows.append(_about(figure) | {"factor": name} | _index(index, parts, 1 - confidence))
        splits.append(_about(figure) | _split(parts))
    return _findings("sobol", rows, words.of_sobol(rows, splits), words.notes_of_sobol(study, splits, samples), {"noise": splits})


def _filled(outcomes: Values) -> Values:
    """Outcomes with single empty cells filled in; samples that lack a point altogether stay empty."""
    flat = outcomes.reshape(-1, outcomes.shape[2])
    whole, missing = noise.complete(flat)
    if not missing or not whole.size:
        return outcomes
    known = ~np.isnan(flat)
    filled = flat.copy()
    filled[np.ix_(known.any(axis=1), known.any(axis=0))] = whole
    kept: Values = filled[:, known.any(axis=0)].reshape((*outcomes.shape[:2], -1))
    return kept


def _index(found: sensitivity.Sensitivity, parts: noise.Split, risk: float) -> Row:
    """One factor's row; where points cannot be told apart at all, no factor's effect can."""
    told = parts.p_value < risk and (found.total_low > 0 or found.first_order_low > 0)
    return {
        "first_order": found.first_order,
        "first_order_low": found.first_order_low,
        "first_order_high": found.first_order_high,
        "total": found.total,
        "total_low": found.total_low,
        "total_high": found.total_high,
        "verdict": NO_DATA if not parts.mean.count else MOVES if told else UNDETECTED,
    }


def uncertainty(study: Study) -> Procedure:
    """What is not known of all factors together, drawn as a latin hypercube: the mean with it, and its share beside luck."""
    from scipy.stats.qmc import LatinHypercube

    factors, asked = study.says.factors, study.says.sensitivity
    shares = LatinHypercube(len(factors), seed=asked.seed if asked else 1).random(_samples(study)).tolist()
    points = _points(study, (drawn(factors, dict(zip(factors, row, strict=True))) for row in shares))
    seen = yield _stage(study, points)
    rows = [
        _about(figure) | _split(noise.split(_matrix(seen, points, figure), study.says.confidence)) for figure in study.figures
    ]
    return _findings("uncertainty", rows, words.of_uncertainty(study, rows), words.notes_of_uncertainty(study, rows))


def _split(found: noise.Split) -> Row:
    own, luck = found.squares.input_variance, found.squares.luck_variance
    return {
        "mean": found.mean.mean,
        "low": found.mean.low,
        "high": found.mean.high,
        "band_low": found.band_low,
        "band_high": found.band_high,
        "input_deviation": max(own, 0.0) ** 0.5,
        "luck_deviation": max(luck, 0.0) ** 0.5,
        "input_share": found.share,
        "input_share_low": found.share_low,
        "input_share_high": found.share_high,
        "p_value": found.p_value,
        "points": found.squares.points,
        "replications": found.squares.replications,
        "missing": found.missing,
    }


def _samples(study: Study) -> int:
    asked = study.says.sensitivity
    return (asked.samples or SAMPLES[asked.method]) if asked else 0


def _points(study: Study, values: Iterable[Mapping[str, Value]]) -> list[Point]:
    """A point for each, under the one policy that the experiment names, or the baseline; raises :class:`ScenarioError` with the faults of all."""
    policy = study.says.policies[0] if study.says.policies else None
    found: list[Point] = []
    problems: list[Problem] = []
    for each in values:
        try:
            found.append(study.point(each, policy))
        except ScenarioError as error:
            problems += error.problems
        if len(problems) >= _MANY:
            break
    if problems:
        raise ScenarioError(problems)
    return found


def _stage(study: Study, points: Iterable[Point]) -> Stage:
    """Every point once, with as many replications as the study says."""
    replications = study.says.replications or study.base.scenario().replications
    return [Ask(point, replications) for point in dict.fromkeys(points)]


def _matrix(seen: Seen, points: Sequence[Point], figure: str) -> Values:
    """A figure, a row per point and a column per replication."""
    rows = [np.asarray(seen.values(point, figure), dtype=float) for point in points]
    found = np.full((len(rows), max((len(row) for row in rows), default=0)), np.nan)
    for at, row in enumerate(rows):
        found[at, : len(row)] = row
    return found


def _about(figure: str) -> Row:
    return {"figure": figure, "unit": words.unit_of(figure), "better": words.better_of(figure)}


def _findings(
    kind: str,
    rows: Sequence[Row],
    says: Iterable[str],
    notes: Iterable[str],
    more: Mapping[str, Sequence[Row]] | None = None,
) -> Findings:
    import pandas as pd

    tables = {kind: rows, **(more or {})}
    return Findings(kind, list(says), {name: pd.DataFrame(list(each)) for name, each in tables.items()}, list(notes))
