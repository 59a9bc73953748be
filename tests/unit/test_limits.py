"""Strategies judged: every word right in as many studies as promised, and not by saying nothing."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from sim.study.limits import AHEAD, BEHIND, BEST, FAILS, LEVEL, MEETS, UNTOLD, Limit, Objective, judge, share_interval

FIX, UP, COST = "first_time_fix_rate", "availability", "cost"
NAMES = ("today", "lean", "people", "stock")


def study(luck: np.random.Generator, means: dict[tuple[str, str], float], runs: int) -> dict[tuple[str, str], np.ndarray]:
    """Normal figures under common luck, each strategy with some luck of its own."""
    common = {figure: luck.normal(size=runs) for _, figure in means}
    return {(name, figure): mean + common[figure] + 0.5 * luck.normal(size=runs) for (name, figure), mean in means.items()}


@pytest.mark.slow
def test_all_verdicts_together_hold_as_often_as_stated() -> None:
    """Eight limits, each met or missed by so little that both words are tempting; a study errs if one word of it is wrong."""
    luck, limits = np.random.default_rng(7), [Limit(FIX, "at least", 0.0), Limit(UP, "at most", 0.0)]
    means = {(name, FIX): (1e-9 if at % 2 else -1e-9) for at, name in enumerate(NAMES)}
    means |= {(name, UP): (1e-9 if at < 2 else -1e-9) for at, name in enumerate(NAMES)}
    studies, wrong, single = 600, 0, 0
    for _ in range(studies):
        found = judge(study(luck, means, 8), NAMES, limits)
        errors = [
            each.word == (FAILS if (means[each.strategy, each.limit.figure] > 0) == (each.limit.side == "at least") else MEETS)
            for each in found.verdicts
        ]
        wrong += any(errors)
        single += sum(errors)
    assert stats.binomtest(wrong, studies, 0.05).pvalue > 0.001 or wrong < 0.05 * studies
    assert stats.binomtest(single, 8 * studies, 0.05 / 8).pvalue > 0.001, (
        "each bound errs as often as it says: not more, and not less"
    )


def test_the_best_is_among_those_called_so_whoever_turns_out_to_be_fit() -> None:
    """The best of those that are found fit is never called worse more often than stated, and found when it is clearly best."""
    luck, studies, lost, found_best = np.random.default_rng(8), 400, 0, 0
    limits, aim = [Limit(FIX, "at least", 0.0)], Objective(COST, "down")
    means = {(name, FIX): fix for name, fix in zip(NAMES, (-1.0, 0.8, 1.0, 2.0), strict=True)}
    means |= {(name, COST): cost for name, cost in zip(NAMES, (-1.0, 0.1, 0.0, 3.0), strict=True)}
    for _ in range(studies):
        found = judge(study(luck, means, 12), NAMES, limits, aim)
        if found.fit:
            best = min(found.fit, key=lambda name: means[name, COST])
            lost += best not in found.best
            assert all(found.standing(name).place in {BEST, AHEAD, LEVEL, BEHIND} for name in found.fit)
        found_best += "stock" in found.fit and found.standing("stock").place == BEHIND
    assert lost <= 0.05 * studies
    assert found_best > 0.5 * studies, "a gap of six deviations is seen"


def test_what_is_clear_is_told() -> None:
    luck = np.random.default_rng(9)
    means = {("today", FIX): -5.0, ("lean", FIX): 5.0, ("people", FIX): 0.0, ("stock", FIX): 5.0}
    means |= {("today", COST): 0.0, ("lean", COST): 20.0, ("people", COST): 0.0, ("stock", COST): 10.0}
    found = judge(study(luck, means, 20), NAMES, [Limit(FIX, "at least", 0.0)], Objective(COST, "down"))
    assert [each.word for each in found.standings] == [FAILS, MEETS, UNTOLD, MEETS]
    assert found.fit == ("stock", "lean")
    assert found.best == ("stock",)
    assert [each.place for each in found.standings] == ["", BEHIND, "", BEST]
    assert found.standing("lean").gap.mean == pytest.approx(10.0, abs=1.5)
    most = judge(study(luck, means, 20), NAMES, [Limit(FIX, "at least", 0.0)], Objective(COST, "up"))
    assert most.best == ("lean",)


def test_the_confidence_is_divided_among_all_that_was_looked_at() -> None:
    values = {(name, figure): np.array([1.0, 2.0, 4.0]) for name in NAMES for figure in (FIX, UP, COST)}
    limits = [Limit(FIX, "at least", 0.0), Limit(UP, "at least", 0.0)]
    both = judge(values, NAMES, limits, Objective(COST, "down"))
    assert both.bound_confidence == pytest.approx(1 - 0.025 / 8)
    assert both.gap_confidence == pytest.approx(1 - 0.025 / 6)
    only_limits, only_objective = judge(values, NAMES, limits), judge(values, NAMES, (), Objective(COST, "down"))
    assert only_limits.bound_confidence == pytest.approx(1 - 0.05 / 8)
    assert only_objective.gap_confidence == pytest.approx(1 - 0.05 / 6)
    assert judge(values, NAMES[:1], limits, Objective(COST, "down")).bound_confidence == pytest.approx(1 - 0.05 / 2)
    bound = 7 / 3 - stats.t.ppf(1 - 0.025 / 8, 2) * np.std([1.0, 2.0, 4.0], ddof=1) / math.sqrt(3)
    assert both.verdicts[0].low == pytest.approx(bound)


def test_as_many_replications_as_are_said_to_be_needed_tell() -> None:
    """The pilot's mean and spread kept, that many values tell, and one fewer do not."""
    pilot, limit = np.array([-1.0, 0.0, 0.5, 1.5, 0.2]), Limit(FIX, "at least", 0.0)
    (verdict,) = judge({("a", FIX): pilot}, ["a"], [limit]).verdicts
    assert verdict.word == UNTOLD
    assert verdict.needed is not None

    def word(runs: int) -> str:
        """Of a sample of that size with the same mean and deviation."""
        z = stats.norm.ppf((np.arange(runs) + 0.5) / runs)
        sample = pilot.mean() + pilot.std(ddof=1) * z / z.std(ddof=1)
        return judge({("a", FIX): sample}, ["a"], [limit]).verdicts[0].word

    assert (word(verdict.needed - 1), word(verdict.needed)) == (UNTOLD, MEETS)


@pytest.mark.parametrize(
    ("values", "word", "count"),
    [
        ([], "no data", 0),
        ([math.nan, math.nan], "no data", 0),
        ([0.9, math.nan], UNTOLD, 1),
        ([0.9, 0.9, 0.9], MEETS, 3),
        ([0.9 + 1e-12, 0.9 - 1e-12], MEETS, 2),
        ([0.8, 0.8], FAILS, 2),
    ],
)
def test_few_values_and_values_without_spread(values: list[float], word: str, count: int) -> None:
    found = judge({("a", FIX): np.array(values)}, ["a"], [Limit(FIX, "at least", 0.9)])
    assert (found.verdicts[0].word, found.verdicts[0].replications) == (word, count)
    assert found.standings[0].word == (UNTOLD if word == "no data" else word)


def test_runs_that_keep_all_limits_are_counted_where_all_have_data() -> None:
    values = {("a", FIX): np.array([0.9, 0.7, 0.8, math.nan]), ("a", UP): np.array([0.99, 0.99, 0.90, 0.99])}
    kept = judge(values, ["a"], [Limit(FIX, "at least", 0.75), Limit(UP, "at least", 0.95)]).standings[0].kept
    assert (kept.runs, kept.of) == (1, 3)
    assert (kept.low, kept.high) == pytest.approx(stats.binomtest(1, 3).proportion_ci(0.95, method="exact"))


@pytest.mark.parametrize(("cases", "of"), [(0, 1), (0, 12), (3, 12), (12, 12), (199, 200)])
def test_share_interval_is_that_of_clopper_and_pearson(cases: int, of: int) -> None:
    assert share_interval(cases, of) == pytest.approx(tuple(stats.binomtest(cases, of).proportion_ci(0.95, method="exact")))


def test_share_interval_covers() -> None:
    """Exactly computed, for every probability on a grid."""
    for of, chance in itertools.product((5, 12), np.linspace(0.01, 0.99, 25)):
        ends = [share_interval(cases, of) for cases in range(of + 1)]
        covered = sum(stats.binom.pmf(cases, of, chance) for cases, (low, high) in enumerate(ends) if low <= chance <= high)
        assert covered >= 0.95


def test_strategies_that_cannot_be_told_apart_are_level() -> None:
    luck = np.random.default_rng(3)
    found = judge(study(luck, {(name, COST): 0.0 for name in NAMES}, 10), NAMES, (), Objective(COST, "down"))
    assert sorted(each.place for each in found.standings) == [AHEAD, LEVEL, LEVEL, LEVEL]
    assert len(found.best) == 4
    alone = judge({("a", COST): np.array([1.0])}, ["a"], (), Objective(COST, "down"))
    assert alone.standings[0].place == AHEAD, "one run is no certainty"


def test_nothing_to_judge_by_is_refused() -> None:
    for names, limits, confidence in (
        ((), [Limit(FIX, "at least", 0.0)], 0.95),
        (NAMES, [], 0.95),
        (NAMES, [Limit(FIX, "at most", 0)], 1.0),
    ):
        with pytest.raises(ValueError, match=r"are wanted|between 0 and 1"):
            judge({}, names, limits, confidence=confidence)
