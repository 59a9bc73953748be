"""What the report says, and that it never says more than the verdicts do."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hunting import examples
from hypothesis import given
from hypothesis import strategies as st

from sim.charts.scale import scale_for
from sim.kpi import headline
from sim.report import titles, words
from sim.report.comparison import Comparison, read_comparison
from sim.report.finding import finding, plain_text

NAN = math.nan
HEADLINE = list(headline.HEADLINE)
UNITS = {"cost": ("money/y", "down"), "mean_time_to_restoration": ("h", "down")}


def row(
    figure: str, policy: str, mean: float, difference: tuple[float, float, float] | None = None, verdict: str = "baseline"
) -> dict[str, Any]:
    unit, better = UNITS.get(figure, ("share", "up"))
    half = 0.01 * mean
    change = difference or (NAN, NAN, NAN)
    names = ("difference", "difference_low", "difference_high")
    return {
        "figure": figure, "policy": policy, "mean": mean, "low": mean - half, "high": mean + half, **dict(zip(names, change, strict=True)),
        "verdict": verdict, "unit": unit, "better": better, "replications": 20,
    }  # fmt: skip


def compared(rows: list[dict[str, Any]], replications: int = 20, baseline: str = "lean") -> Comparison:
    policies = list(dict.fromkeys(each["policy"] for each in rows))
    for each in rows:
        each["replications"] = replications
    return read_comparison(rows, {"policies": policies, "baseline": baseline, "currency": "EUR", "replications": replications})


def base(policy: str = "lean") -> list[dict[str, Any]]:
    means = {"cost": 1_840_000.0, "first_time_fix_rate": 0.812, "availability": 0.96, "response_compliance": 0.87}
    return [row(figure, policy, mean) for figure, mean in means.items()]


def other(policy: str, **verdicts: tuple[float, float, float, str]) -> list[dict[str, Any]]:
    """Rows of a policy; figures not named differ by nothing that could be detected."""
    rows = []
    for each in base(policy):
        *change, verdict = verdicts.get(
            each["figure"], (0.0, -0.001 * each["mean"], 0.001 * each["mean"], "no detectable difference")
        )
        rows.append(row(each["figure"], policy, each["mean"] + change[0], tuple(change), verdict))
    return rows


def said(comparison: Comparison) -> str:
    return " ".join(plain_text(sentence) for sentence in finding(comparison, words.headline_figures(comparison)))


CHEAPER = (-310_000.0, -340_000.0, -280_000.0, "better")
FIXES_MORE = (0.021, 0.018, 0.024, "better")


def test_a_gain_is_told_with_its_interval_and_what_stays_undetected() -> None:
    text = said(compared([*base(), *other("kanban_depots", cost=CHEAPER, first_time_fix_rate=FIXES_MORE)]))
    assert text == (
        "With kanban depots instead of “lean”, the yearly service cost falls by 0.31 M EUR (95 % interval 0.28 to 0.34) and first-time fix rises by "
        "2.1 points; nothing in the table below gets detectably worse. There is no detectable change in availability or response within target."
    )


def test_a_trade_off_is_said() -> None:
    text = said(compared([*base(), *other("thin", cost=CHEAPER, first_time_fix_rate=(-0.03, -0.035, -0.025, "worse"))]))
    assert "cost falls by 0.31 M EUR" in text
    assert ", but first-time fix falls by 3.0 points." in text
    assert "nothing in the table below gets detectably worse" not in text


def test_a_second_policy_is_told_when_it_costs_nothing() -> None:
    rows = [*base(), *other("thin", cost=CHEAPER, availability=(-0.01, -0.012, -0.008, "worse"))]
    text = said(compared([*rows, *other("aware", cost=(-50_000.0, -60_000.0, -40_000.0, "better"))]))
    assert text.index("With thin instead of “lean”") < text.index("With aware, the yearly service cost falls by 0.05 M EUR")


def test_a_policy_that_outdoes_them_in_a_later_figure_is_told_with_its_price() -> None:
    rows = [*base(), *other("aware", cost=CHEAPER, availability=(0.003, 0.002, 0.004, "better"))]
    dear = {"cost": (85e4, 75e4, 95e4, "worse")}
    text = said(compared([*rows, *other("source", **dear, availability=(0.026, 0.024, 0.028, "better"))]))
    assert text.index("With aware instead of “lean”") < text.index("With source, availability rises by 2.6 points")
    assert "(95 % interval 2.4 to 2.8), but the yearly service cost rises by 0.85 M EUR." in text
    unsure = said(compared([*rows, *other("source", **dear, availability=(0.026, 0.003, 0.05, "better"))]))
    assert "With source" not in unsure, "its interval overlaps that of who was told"


def test_policies_of_similar_gain_are_not_ranked_silently() -> None:
    rows = [*base(), *other("a", cost=CHEAPER), *other("b", cost=(-300_000.0, -330_000.0, -270_000.0, "better"))]
    assert "About as much is gained in the yearly service cost with b: the intervals overlap." in said(compared(rows))


def test_nothing_detectable() -> None:
    text = said(compared([*base(), *other("a"), *other("b")]))
    assert text == (
        "No detectable difference between a, b and “lean” in the yearly service cost, first-time fix, availability or response within target after "
        "20 replications."
    )


def test_only_worse() -> None:
    dearer = {"cost": (90_000.0, 80_000.0, 100_000.0, "worse")}
    text = said(compared([*base(), *other("a", **dearer), *other("b")]))
    assert text.startswith("No policy is detectably better than “lean” in the yearly service cost")
    assert "detectably worse: a (the yearly service cost)." in text
    alone = compared([*base(), *other("a", **dearer)])
    assert said(alone).startswith(
        "With a instead of “lean”, the yearly service cost rises by 0.09 M EUR (95 % interval 0.08 to 0.10); nothing in the table below gets "
        "detectably better."
    )
    assert titles.tradeoff_title(alone) == "Against “lean”, higher cost with a"


def test_a_policy_that_only_loses_is_warned_of() -> None:
    rows = [
        *base(),
        *other("a", cost=CHEAPER),
        *other("b", cost=(9e4, 8e4, 1e5, "worse"), availability=(-0.02, -0.03, -0.01, "worse")),
    ]
    assert "Nothing in the table is gained with b; detectably worse: the yearly service cost and availability." in said(
        compared(rows)
    )


def test_one_policy() -> None:
    text = said(compared(base()))
    assert "lean: the yearly service cost 1.84 M EUR (95 % interval 1.82 to 1.86), first-time fix 81.2 % (80.4 to 82.0)" in text
    assert "Only one policy was simulated, so nothing is compared." in text


def test_one_replication_makes_no_claim() -> None:
    rows = [*base(), *other("a", cost=(-310_000.0, NAN, NAN, "no detectable difference"))]
    text = said(compared(rows, replications=1))
    assert text.startswith("One replication cannot tell policies from chance")
    assert (
        titles.tradeoff_title(compared(rows, replications=1))
        == "Cost and first-time fix in one replication: differences may be chance"
    )


def test_no_headline_figure_at_all() -> None:
    assert "no data for any headline figure" in said(compared([row("ready_rate", "lean", 0.9)]))


def test_a_baseline_called_baseline_reads_well() -> None:
    comparison = compared([*base("baseline"), *other("a", cost=CHEAPER)], baseline="baseline")
    assert said(comparison).startswith("With a instead of the baseline, the yearly")


VERDICTS = st.sampled_from(["better", "worse", "no detectable difference"])


@examples(100)
@given(st.lists(st.tuples(VERDICTS, VERDICTS, VERDICTS, VERDICTS), min_size=1, max_size=4))
def test_the_finding_claims_a_change_only_with_a_verdict(table: list[tuple[str, ...]]) -> None:
    """Each 'rises' or 'falls' stands for one cell with a verdict, in the direction of its difference."""
    rows = base()
    for at, verdicts in enumerate(table):
        changes = {}
        for figure, verdict in zip(HEADLINE, verdicts, strict=True):
            size = 20_000.0 if figure == "cost" else 0.02
            up = (verdict == "better") == (UNITS.get(figure, ("", "up"))[1] == "up")
            sign = 1 if up else -1
            if verdict != "no detectable difference":
                changes[figure] = (sign * size, sign * size - size / 2, sign * size + size / 2, verdict)
        rows += other(f"p{at}", **changes)
    comparison = compared(rows)
    for sentence in finding(comparison, HEADLINE):
        text = plain_text(sentence)
        if not text.startswith("With "):
            assert "rises" not in text
            assert "falls" not in text
            continue
        policy = sentence[1].text
        for figure in HEADLINE:
            cell = comparison.cell(figure, policy)
            assert cell is not None
            told = [verb for verb in ("rises", "falls") if f"{words.noun(figure)} {verb} by" in text]
            assert told == (["rises" if cell.difference > 0 else "falls"] if cell.detectable else [])


@pytest.mark.parametrize(
    ("unit", "number", "amount"),
    [
        ("money/y", 1_234_567.0, "1.23 M EUR"), ("money", 412_345.0, "412,000 EUR"), ("money", 12_345.0, "12,300 EUR"), ("money", 450.0, "450 EUR"),
        ("money", 12.5, "12.50 EUR"), ("share", 0.873, "87.3 %"), ("h", 3.5, "3.5 h"), ("h", 0.25, "0.25 h"), ("km/y", 812_345.0, "812,345 km"),
        ("count", 3.0, "3.00"), ("1/y", 14.9, "14.90"), ("visits", 1.24, "1.24 visits"), ("share", NAN, "no data"), ("money", -2_500_000.0, "−2.50 M EUR"),
    ],
)  # fmt: skip
def test_amounts(unit: str, number: float, amount: str) -> None:
    assert scale_for(unit, [number], "EUR").amount(number) == amount


def test_differences_of_shares_are_points_and_signed() -> None:
    scale = scale_for("share", [0.8])
    assert scale.difference(0.021) == "+2.1 points"
    assert scale.difference(-0.004) == "−0.4 points"
    assert scale.interval(-0.01, 0.02, signed=True) == "−1.0 to +2.0"
    assert scale.interval(NAN, 0.02) == ""


def test_axis_unit_says_per_year() -> None:
    assert scale_for("money/y", [2e6], "CHF").axis == "M CHF a year"


@examples(100)
@given(
    st.floats(1e-5, 0.5),
    st.floats(0.001, 0.999),
)
def test_a_detectable_difference_never_prints_as_zero(size: float, share: float) -> None:
    low, high = size * (1 - share), size * (1 + share)
    comparison = compared([*base(), *other("a", availability=(size, low, high, "better"))])
    cell = comparison.cell("availability", "a")
    assert cell is not None
    amount, spread = words.difference_words(comparison, cell)
    assert float(amount.split()[0]) > 0
    assert float(spread.strip("()").split()[0]) > 0


def test_small_differences_of_large_sums_keep_their_digits() -> None:
    comparison = compared([*base(), *other("a", cost=(-3_200.0, -3_900.0, -2_500.0, "better"))])
    cell = comparison.cell("cost", "a")
    assert cell is not None
    assert words.difference_words(comparison, cell) == ("−3,200 EUR", "(−3,900 to −2,500)")


def test_headline_figures_give_way_when_they_have_no_data() -> None:
    rows = [each for each in base() if each["figure"] != "response_compliance"]
    rows += [row("response_compliance", "lean", NAN), row("mean_time_to_restoration", "lean", 5.2)]
    assert words.headline_figures(compared(rows)) == ["cost", "first_time_fix_rate", "availability", "mean_time_to_restoration"]


def test_wished_headline_figures_come_in_their_order() -> None:
    assert words.headline_figures(compared(base()), ["availability", "nonsense", "cost"]) == ["availability", "cost"]


def test_titles_count_by_verdict() -> None:
    rows = [*base(), *other("a", cost=CHEAPER, first_time_fix_rate=FIXES_MORE), *other("b", cost=(9e4, 8e4, 1e5, "worse"))]
    comparison = compared(rows)
    assert (
        titles.tradeoff_title(comparison)
        == "Of 2 policies against “lean”, 1 costs less, 1 costs more; 1 fixes more at the first visit"
    )
    assert titles.differences_title(comparison, HEADLINE) == "3 of 8 differences to “lean” are detectable: 2 better, 1 worse"
    assert (
        titles.tradeoff_title(compared([*base(), *other("a")]))
        == "No policy differs detectably from “lean” in cost or first-time fix"
    )


def test_the_first_picture_may_be_about_another_share() -> None:
    more = (0.004, 0.003, 0.005, "better")
    several = compared(
        [*base(), *other("a", cost=CHEAPER, availability=more), *other("b", availability=(-0.01, -0.02, -0.005, "worse"))]
    )
    assert titles.tradeoff_title(several, y="availability") == (
        "Of 2 policies against “lean”, 1 costs less; availability rises with 1, falls with 1"
    )
    neither = compared([*base(), *other("a", cost=CHEAPER), *other("b")])
    assert titles.tradeoff_title(neither, y="availability").endswith("; availability rises with none")
    alone = compared([*base(), *other("a", availability=more)])
    assert titles.tradeoff_title(alone, y="availability") == "Against “lean”, higher availability with a"


def test_figure_titles_read_as_words() -> None:
    assert words.figure_title("fill_rate.line") == "Fill rate: line"
    assert words.figure_title("cost") == "Service cost per year"
    assert words.figure_title("first_time_fix_misses.part not on hand") == "First-time-fix misses: part not on hand"
