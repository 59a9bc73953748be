"""The frontier: what is taken off it beyond doubt, what a step along it costs, and its picture."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from scipy import stats

from sim.charts.frontier import frontier_title, plot_frontier
from sim.charts.theme import BLUE, PALE, SLATE, VERMILLION, figure_of
from sim.study.frontier import DOMINATED, FRONT, OPEN, front_of, levelled, price_of_step, words_of
from sim.study.limits import Objective

AIMS = (Objective("cost", "down"), Objective("first_time_fix_rate", "up"))
Values = np.ndarray[tuple[int], np.dtype[np.float64]]


def ways(
    luck: np.random.Generator, means: dict[str, tuple[float, float]], runs: int, own: float
) -> dict[str, tuple[Values, Values]]:
    """Both figures of each way under common luck, with some of each way's own."""
    common = luck.normal(size=(2, runs))
    found = {}
    for name, mean in means.items():
        cost, fix = (mean[at] + 3 * common[at] + own * luck.normal(size=runs) for at in (0, 1))
        found[name] = cost, fix
    return found


def test_means_alone_make_the_line() -> None:
    assert front_of({"a": (-1.0, 1.0), "b": (-2.0, 2.0), "c": (-2.0, 1.5), "d": (-3.0, 2.0), "e": (-1.0, 1.0)}) == ["a", "b"]


def test_what_is_clearly_beaten_is_off_and_what_is_close_is_not() -> None:
    means = {"cheap": (0.0, 0.0), "rich": (10.0, 10.0), "beaten": (12.0, 5.0), "close": (10.0, 10.0 - 1e-6)}
    found = ways(np.random.default_rng(1), means, 20, 0.5)
    words = words_of(found, AIMS, found["cheap"])
    assert words["cheap"] == FRONT
    assert FRONT in {words["rich"], words["close"]}
    assert words["beaten"] == DOMINATED
    assert {words["rich"], words["close"]} <= {FRONT, OPEN}


def test_a_way_without_data_is_not_on_the_frontier() -> None:
    found = ways(np.random.default_rng(2), {"a": (0.0, 0.0), "b": (1.0, 1.0)}, 5, 0.5)
    found["c"] = (np.full(5, np.nan), np.full(5, 1.0))
    assert words_of(found, AIMS, found["a"])["c"] == DOMINATED


@pytest.mark.slow
def test_what_lies_on_the_frontier_in_truth_is_seldom_taken_off() -> None:
    """Of a way that ten others equal, so that any of them seems to beat it by luck: off in at most 5 % of 400 studies."""
    luck, off, studies = np.random.default_rng(3), 0, 400
    for _ in range(studies):
        means = {"own": (0.0, 0.0), **{str(at): (0.0, 0.0) for at in range(10)}}
        found = ways(luck, means, 6, 1.0)
        off += words_of(found, AIMS, found["own"])["own"] == DOMINATED
    assert off <= 0.05 * studies
    means = {"own": (0.0, 0.0), "dearer only": (0.0, -3.0), **{str(at): (-1e-9, 3.0) for at in range(9)}}
    edge = sum(
        words_of(each, AIMS, each["own"])["own"] == DOMINATED for each in (ways(luck, means, 6, 1.0) for _ in range(studies))
    )
    assert edge <= 0.05 * studies, "where one figure beats it for sure and the other only by luck"
    assert edge > 0, "the bound is not idle"


def test_fewer_replications_are_levelled_to_those_of_the_reference() -> None:
    """Hard years came late: who has only seen the first ones must not look better for it."""
    years = np.array([0.0, 0.0, 0.0, 8.0, 8.0, 8.0])
    reference, way = 10 + years, (9 + years)[:3]
    assert levelled(way, reference) == pytest.approx(13.0)
    assert levelled(reference, reference) == pytest.approx(14.0)
    assert levelled(np.array([np.nan, 5.0]), np.array([1.0, np.nan])) == 5.0
    assert np.isnan(levelled(np.array([np.nan]), reference))
    found = {"today": (reference, years), "way": ((11 + years)[:3], years[:3])}
    assert words_of(found, AIMS, found["today"])["today"] == FRONT


def test_fiellers_interval_covers_as_often_as_it_says() -> None:
    """Cost rises by 6, the rate by 2: three for one; noisy and correlated."""
    luck, covered, studies, known = np.random.default_rng(4), 0, 2000, 0
    for _ in range(studies):
        noise = luck.normal(size=(2, 12))
        zero = np.zeros(12)
        price = price_of_step((zero, zero), (6 + 3 * noise[0], 2 + noise[1] + 0.5 * noise[0]))
        known += price.known
        covered += price.low <= 3.0 <= price.high or not price.known
    assert stats.binomtest(covered, studies, 0.95).pvalue > 0.001
    assert known > 0.95 * studies


def test_no_price_where_the_gain_is_not_beyond_doubt() -> None:
    zero, luck = np.zeros(8), np.random.default_rng(5)
    assert not price_of_step((zero, zero), (1 + luck.normal(size=8), 0.1 + luck.normal(size=8))).known
    assert not price_of_step((zero, zero), (zero, zero)).known
    exact = price_of_step((zero, zero), (zero + 6, zero + 2))
    assert (exact.low, exact.ratio, exact.high) == pytest.approx((3.0, 3.0, 3.0))


def tried() -> pd.DataFrame:
    """Today, the chosen way, two on the frontier, one that cannot be told, one beaten, one far away, one refused."""
    rows = [
        ("today", 110_000.0, 0.70, "dominated", False, True),
        ("chosen way", 100_000.0, 0.75, FRONT, True, False),
        ("more", 104_000.0, 0.80, FRONT, False, False),
        ("close", 104_500.0, 0.80, OPEN, False, False),
        ("beaten", 106_000.0, 0.72, "dominated", False, False),
        ("far", 300_000.0, 0.10, "dominated", False, False),
        ("refused", np.nan, np.nan, "refused", np.nan, np.nan),
    ]
    frame = pd.DataFrame(rows, columns=["point", "cost", "first_time_fix_rate", "standing", "chosen", "today"])
    for name, half in (("cost", 800.0), ("first_time_fix_rate", 0.01)):
        frame[f"{name}_difference"] = frame[name] - frame[name][1]
        still = frame["point"] == "chosen way"
        frame[f"{name}_difference_low"] = frame[f"{name}_difference"] - half * ~still
        frame[f"{name}_difference_high"] = frame[f"{name}_difference"] + half * ~still
    return frame


def lines(ax: Axes, colour: str) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    return [line.get_xydata() for line in ax.lines if line.get_color() == colour]


def test_the_picture_shows_frontier_whiskers_today_and_the_chosen_way() -> None:
    ax = plot_frontier(tried(), limit=0.74, title=frontier_title(tried()))
    assert any(np.array_equal(line, [[100_000, 75], [104_000, 80]]) for line in lines(ax, BLUE)), "the frontier"
    assert any(np.allclose(line, [[103_200, 80], [104_800, 80]]) for line in lines(ax, BLUE)), "a whisker of cost"
    assert any(np.allclose(line, [[104_000, 79], [104_000, 81]]) for line in lines(ax, BLUE)), "a whisker of the fix rate"
    assert any(np.allclose(line, [[110_000, 70]]) for line in lines(ax, SLATE))
    assert any(np.allclose(line, [[100_000, 75]]) for line in lines(ax, VERMILLION))
    assert any(np.allclose(line, [[106_000, 72]]) for line in lines(ax, PALE)), "beaten, inside; the far one is counted"
    assert ax.get_xlim()[1] < 150_000
    said = [text.get_text() for legend in figure_of(ax).legends for text in legend.get_texts()]
    assert "beaten, or breaks a limit (1 outside)" in said
    assert ax.get_xlabel() == "Cost (EUR a year)"
    assert ax.get_ylabel() == "First-time fix rate (%)"
    assert {"today", "chosen way", "limit"} <= {text.get_text() for text in ax.texts}


def test_the_title_says_what_the_chosen_way_changes() -> None:
    assert (
        frontier_title(tried()) == "chosen way against today: 10,000 EUR a year less cost and 5.0 points more first-time fix rate"
    )
    frame = tried()
    frame.loc[0, ["cost_difference_low", "cost_difference_high"]] = [-1.0, 1.0]
    assert frontier_title(frame).startswith("chosen way against today: no detectable difference in cost and")
    frame["today"] = frame["chosen"]
    assert frontier_title(frame) == "Nothing that was tried beats the way things are today for sure"
