"""Paired comparisons: by hand, at the edges, and the coverage of the intervals by a seeded experiment."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.study.statistics import COLUMNS, compare_figures, interval, paired_difference, t_quantile

NAN = math.nan
ABOUT = {"rate": ("share", "up"), "cost": ("money", "down"), "load": ("share", None)}


def long(values: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    """(policy, figure) -> values by replication, as a long table."""
    rows = [(policy, i, figure, value) for (policy, figure), series in values.items() for i, value in enumerate(series)]
    return pd.DataFrame(rows, columns=["policy", "replication", "figure", "value"])


def row(frame: pd.DataFrame, figure: str, policy: str) -> pd.Series:
    return frame[(frame["figure"] == figure) & (frame["policy"] == policy)].iloc[0]


def test_mean_and_paired_difference_by_hand() -> None:
    frame = compare_figures(
        long({("lean", "rate"): [0.5, 0.6, 0.7], ("base", "rate"): [0.4, 0.4, 0.7]}), "base", ["base", "lean"], ABOUT
    )
    assert list(frame.columns) == list(COLUMNS)
    assert frame["policy"].tolist() == ["base", "lean"]
    lean, base = row(frame, "rate", "lean"), row(frame, "rate", "base")
    t = 4.302652729911275  # Student, 2 degrees of freedom, 97.5 %
    assert lean["mean"] == pytest.approx(0.6)
    assert lean["high"] - lean["mean"] == pytest.approx(t * 0.1 / math.sqrt(3))
    assert lean["difference"] == pytest.approx(0.1)
    assert lean["difference"] - lean["difference_low"] == pytest.approx(t * 0.1 / math.sqrt(3))
    assert (lean["replications"], lean["pairs"], lean["unit"], lean["better"]) == (3, 3, "share", "up")
    assert lean["verdict"] == "no detectable difference"
    assert base["verdict"] == "baseline"
    assert base[["difference", "difference_low", "difference_high"]].isna().all()
    assert t_quantile(2, 0.975) == pytest.approx(t)


@pytest.mark.parametrize(
    ("figure", "shift", "verdict"),
    [
        ("rate", 0.1, "better"),
        ("rate", -0.1, "worse"),
        ("cost", 0.1, "worse"),
        ("cost", -0.1, "better"),
        ("load", 0.1, "higher"),
        ("load", -0.1, "lower"),
        ("unheard_of", 0.1, "higher"),
    ],
)
def test_verdict_words(figure: str, shift: float, verdict: str) -> None:
    base = [0.5, 0.6, 0.9, 0.2]
    other = [value + shift + 0.001 * i for i, value in enumerate(base)]
    frame = compare_figures(long({("base", figure): base, ("other", figure): other}), "base", None, ABOUT)
    assert row(frame, figure, "other")["verdict"] == verdict


def test_bonferroni_widens_the_interval_with_the_policies_compared() -> None:
    base, other = [0.0, 0.0, 0.0, 0.0, 0.0], [0.5, 0.9, 0.1, 0.8, 0.3]
    series = {("base", "rate"): base, ("a", "rate"): other}
    alone = row(compare_figures(long(series), "base", None, ABOUT), "rate", "a")
    series |= {(name, "rate"): base for name in ("b", "c", "d")}
    crowd = row(compare_figures(long(series), "base", None, ABOUT), "rate", "a")
    half = stats.t.ppf(1 - 0.05 / 4 / 2, 4) * np.std(other, ddof=1) / math.sqrt(5)
    assert crowd["difference_high"] - crowd["difference"] == pytest.approx(half)
    assert alone["verdict"] == "better"
    assert crowd["verdict"] == "no detectable difference"
    assert (crowd["low"], crowd["high"]) == (alone["low"], alone["high"])  # means keep their 95 %


def test_replications_without_data_drop_out_in_pairs() -> None:
    values = {("base", "rate"): [0.1, NAN, 0.3, 0.4], ("other", "rate"): [NAN, 0.9, 0.5, 0.7]}
    other = row(compare_figures(long(values), "base", None, ABOUT), "rate", "other")
    assert other["mean"] == pytest.approx(0.7)
    assert other["difference"] == pytest.approx(0.25)
    assert (other["replications"], other["pairs"]) == (3, 2)


def test_no_data_at_all_absent_figures_and_no_common_replication() -> None:
    values = {
        ("base", "rate"): [0.1, 0.2],
        ("other", "rate"): [NAN, NAN],
        ("base", "cost"): [1.0, 2.0],
        ("base", "load"): [0.1, NAN],
        ("other", "load"): [NAN, 0.1],
    }
    frame = compare_figures(long(values), "base", None, ABOUT)
    for figure, mean in (("rate", NAN), ("cost", NAN), ("load", 0.1)):
        other = row(frame, figure, "other")
        assert other["verdict"] == "no data"
        assert other["mean"] == pytest.approx(mean, nan_ok=True)
        assert math.isnan(other["difference"])


def test_figure_that_the_baseline_lacks() -> None:
    frame = compare_figures(long({("base", "rate"): [0.1], ("other", "cost"): [3.0]}), "base", None, ABOUT)
    assert row(frame, "cost", "other")["verdict"] == "no data"
    assert row(frame, "cost", "base")["verdict"] == "baseline"
    assert row(frame, "cost", "base")["replications"] == 0


def test_one_replication_has_a_difference_but_no_interval_and_no_verdict() -> None:
    other = row(compare_figures(long({("base", "rate"): [0.1], ("other", "rate"): [0.9]}), "base", None, ABOUT), "rate", "other")
    assert other["difference"] == pytest.approx(0.8)
    assert other[["low", "high", "difference_low", "difference_high"]].isna().all()
    assert other["verdict"] == "no detectable difference"


def test_without_any_spread_a_difference_is_certain() -> None:
    values = {("base", "cost"): [100.0] * 4, ("same", "cost"): [100.0] * 4, ("cheap", "cost"): [90.0] * 4}
    frame = compare_figures(long(values), "base", None, ABOUT)
    cheap, same = row(frame, "cost", "cheap"), row(frame, "cost", "same")
    assert (cheap["difference_low"], cheap["difference_high"], cheap["verdict"]) == (-10.0, -10.0, "better")
    assert (same["difference_low"], same["difference_high"], same["verdict"]) == (0.0, 0.0, "no detectable difference")


def test_rounding_of_sums_is_no_difference() -> None:
    base = [1e6, 1.1e6, 1.2e6]
    values = {("base", "cost"): base, ("other", "cost"): [value * (1 + 4e-16) + 1e-10 for value in base]}
    other = row(compare_figures(long(values), "base", None, ABOUT), "cost", "other")
    assert other["verdict"] == "no detectable difference"
    assert other["difference"] == 0.0


def test_a_small_difference_between_large_figures_is_found() -> None:
    found = paired_difference(np.array([1e6 + 0.11, 2e6 + 0.1, 3e6 + 0.12]), np.array([1e6, 2e6, 3e6]))
    assert found.low > 0


def test_figures_come_in_the_order_of_the_register_and_its_units() -> None:
    frame = compare_figures(
        long({("base", name): [1.0] for name in ("cost", "zz_own", "fill_rate.line", "first_time_fix_rate")}), "base"
    )
    assert frame["figure"].tolist() == ["first_time_fix_rate", "fill_rate.line", "cost", "zz_own"]
    assert frame["unit"].tolist() == ["share", "share", "money/y", ""]


def test_intervals_cover_as_often_as_they_say() -> None:
    """2,000 studies of 8 replications: the share of 95 % intervals that hold the truth lies within 4 standard errors of 0.95."""
    rng = np.random.default_rng(20260105)
    studies, n, truth = 2000, 8, 3.0
    luck = rng.normal(size=(studies, n))
    base = 10 + 5 * luck
    other = base + truth + rng.normal(size=(studies, n))
    error = 4 * math.sqrt(0.95 * 0.05 / studies)
    means = [interval(each) for each in base]
    assert abs(np.mean([found.low <= 10 <= found.high for found in means]) - 0.95) < error
    paired = [paired_difference(a, b) for a, b in zip(other, base, strict=True)]
    assert abs(np.mean([found.low <= truth <= found.high for found in paired]) - 0.95) < error
    unpaired = stats.t.ppf(0.975, 2 * n - 2) * math.sqrt(2 * 25 / n)
    assert np.mean([found.high - found.low for found in paired]) < unpaired  # pairing pays: shared luck cancels


def test_bonferroni_holds_for_all_policies_together() -> None:
    """1,000 studies in which nothing differs: some policy of four is called different in at most 5 % (within 4 standard errors)."""
    rng = np.random.default_rng(7)
    names = ["base", "a", "b", "c", "d"]
    wrong = 0
    studies = 1000
    confidence = 1 - 0.05 / 4
    for _ in range(studies):
        values = rng.normal(size=(len(names), 6))
        found = [paired_difference(each, values[0], confidence) for each in values[1:]]
        wrong += any(each.low > 0 or each.high < 0 for each in found)
    assert wrong / studies < 0.05 + 4 * math.sqrt(0.05 * 0.95 / studies)
