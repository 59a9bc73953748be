"""Strategies and goals on their way from a scenario to a page: what wins, what conflicts, what is refused, what a manager reads."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import sim
from sim.app.cli import cli
from sim.charts.scale import scale_for
from sim.charts.sieve import as_stated, in_order, plot_sieve
from sim.charts.theme import WIDTH, figure_of
from sim.errors import ScenarioError, UsageError
from sim.report.finding import plain_text
from sim.report.goals import Judged, choice, chosen_title, on_single_runs, read_judged, table
from sim.scenario.load import ScenarioFile, from_mapping, from_text
from sim.study.goals import goals_said, judge_figures, limits_frame, read_goals, strategies_frame
from sim.study.limits import Limit, Objective
from sim.study.plan import make_plan

TREE: dict[str, Any] = {
    "horizon": "60 d",
    "replications": 3,
    "parts": {"seal": {"price": "100 EUR"}},
    "locations": {
        "factory": {"supplier": True, "lead_time": "5 d"},
        "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 2}}},
    },
    "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "9 d"}, "parts": ["seal"], "repair": "2 h"}}}},
    "sites": {"plant": {"assets": {"pump": 5}}},
    "technicians": {"anna": {"home": "depot", "cost": "50 EUR/h", "van": {"seal": {"rule": "base_stock", "level": 1}}}},
    "policies": {
        "roomy": {"technicians.anna.van.seal.level": 4},
        "lean": {"technicians.*.van.seal": {"rule": "base_stock", "level": 1}},
        "two": {"technicians.anna.count": 2},
        "bert": {"technicians": {"bert": {"home": "depot"}}},
        "no_van": {"technicians.anna.van": {}},
        "walks": {"technicians.anna.van": None},
    },
}


def file(strategies: dict[str, list[str]] | None = None, **changes: Any) -> ScenarioFile:
    return from_mapping({**TREE, **({"strategies": strategies} if strategies else {}), **changes})


# ---------------------------------------------------------------- bundles
def test_the_policy_named_later_wins_and_the_conflict_is_told() -> None:
    read = file({"a": ["roomy", "two", "lean"], "b": ["lean", "roomy"], "c": ["two", "roomy"]})
    assert [read.scenario(name).technicians["anna"].van["seal"].level for name in "abc"] == [1, 4, 4]  # type: ignore[attr-defined]
    assert read.scenario("a").technicians["anna"].count == 2
    assert [str(each) for each in read.conflicts] == [
        "a: 'roomy' and 'lean' both set technicians.anna.van.seal.level; 'lean', named later, wins",
        "b: 'lean' and 'roomy' both set technicians.anna.van.seal.level; 'roomy', named later, wins",
    ]


def test_what_is_swept_away_is_a_conflict_and_what_agrees_is_none() -> None:
    same = {**TREE["policies"], "also_roomy": {"technicians.anna.van.seal.level": 4}}
    read = file({"swept": ["roomy", "no_van"], "agreed": ["roomy", "also_roomy"], "gone_twice": ["walks", "walks_too"]},
                policies={**same, "walks_too": TREE["policies"]["walks"]})  # fmt: skip
    assert [each[:1] + each[2:] for each in read.conflicts] == [("swept", "roomy", "no_van")]
    assert read.scenario("gone_twice").technicians["anna"].van == {}


def test_strategies_stand_beside_policies_and_are_compared_when_asked_for() -> None:
    read = file({"both": ["roomy", "two"]}, goals={"minimise": "cost"})
    assert "both" not in read.policies
    assert make_plan(read).policies == read.policies
    assert make_plan(read, strategies=True).policies == ["baseline", "both"]
    assert make_plan(read, ["two"], strategies=True).policies == ["baseline", "two", "both"]
    assert make_plan(read, ["both"], alone=True).policies == ["both"]
    assert make_plan(read, ["both"]).strategies == {"both": ["roomy", "two"]}
    with pytest.raises(UsageError, match="has no strategies"):
        make_plan(file(), strategies=True)
    with pytest.raises(UsageError, match="belong to a scenario file"):
        make_plan(read.scenario(), strategies=True)


def test_a_resolved_scenario_keeps_its_strategies_and_loads_again() -> None:
    read = file({"both": ["roomy", "two"]}, goals={"minimise": "cost", "at_least": {"availability": "90 %"}})
    again = from_text(read.resolved_text())
    assert (again.strategies, again.hash) == (read.strategies, read.hash)
    assert again.scenario("both") == read.scenario("both")
    alone = from_text(read.resolved_text("both"))
    assert not alone.strategies
    assert alone.scenario().technicians == read.scenario("both").technicians
    assert read.hash != file({"both": ["two", "roomy"]}).hash


def test_a_broken_policy_is_told_once() -> None:
    with pytest.raises(ScenarioError) as fault:
        file({"x": ["wrong", "two"]}, policies={**TREE["policies"], "wrong": {"technicians.anna.count": 0}})
    assert len(fault.value.problems) == 1


# ---------------------------------------------------------------- goals
def goals(**wanted: Any) -> tuple[list[Limit], Objective | None]:
    stated = file(goals=wanted).scenario().goals
    assert stated is not None
    return read_goals(stated)


@pytest.mark.parametrize(
    ("figure", "amount", "value"),
    [
        ("availability", "95 %", 0.95),
        ("availability", 0.95, 0.95),
        ("mean_time_to_restoration", "2 d", 48.0),
        ("days_sales_outstanding", "2 w", 14.0),
        ("cost", "500000 EUR/y", 500_000.0),
        ("cost", "500000 EUR / year", 500_000.0),
        ("inventory_value", "2e5 EUR", 200_000.0),
        ("visits_per_call", 1.2, 1.2),
        ("inventory_turns", 4, 4.0),
        ("distance", "9000 km/y", 9000.0),
        ("response_compliance_by_offer.gold", "90 %", 0.9),
    ],
)
def test_limits_are_read_in_the_unit_of_their_figure(figure: str, amount: Any, value: float) -> None:
    assert goals(at_most={figure: amount})[0] == [Limit(figure, "at most", pytest.approx(value))]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"at_least": {"availability": 95}}, "goals.at_least.availability: expected an amount like '75 %', found '95'"),
        ({"at_most": {"cost": "500000 EUR"}}, "goals.at_most.cost: expected an amount like '500000 EUR/y', found '500000 EUR'"),
        ({"at_most": {"mean_time_to_restoration": 12}}, "expected an amount like '12 h', found '12'"),
        ({"at_most": {"visits_per_call": "2 h"}}, "expected an amount like '2 visits' or 2, found '2 h'"),
        (
            {"at_least": {"first_time_fix": 0.9}},
            "goals.at_least: there is no figure 'first_time_fix'; did you mean 'first_time_fix_rate'",
        ),
        ({"minimise": "cots"}, "goals.minimise: there is no figure 'cots'; did you mean 'cost'"),
        ({"minimise": "availability"}, "goals.minimise: of 'availability' more is better; did you mean 'maximise'"),
        ({"maximise": "cost"}, "goals.maximise: of 'cost' less is better; did you mean 'minimise'"),
    ],
)
def test_wrong_goals_are_refused_before_anything_runs(wanted: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as fault:
        make_plan(file(goals=wanted))
    assert words in str(fault.value)


def test_a_comparison_judges_policies_as_well_as_strategies() -> None:
    read = file(goals={"minimise": "cost", "at_least": {"availability": "50 %"}})
    found = sim.compare(read, ["two"], replications=2)
    assert found.judgement is not None
    assert found.strategies is not None
    assert list(found.strategies["strategy"]) == ["baseline", "two"]
    assert sim.compare(file(), ["two"], replications=1).judgement is None


# ---------------------------------------------------------------- words and pictures
FIGURES = {"first_time_fix_rate": ("share", 0.01), "availability": ("share", 0.001), "cost": ("money/y", 3000.0)}


def judged(rows: dict[str, tuple[float, float, float]], limits: list[Limit], objective: Objective | None, **run: Any) -> Judged:
    """The judgement of invented strategies: means of first-time fix, availability and cost; common luck."""
    luck = [-1.2, -0.4, 0.1, 0.5, 1.0, 0.2, -0.9, 0.7]
    values = [
        (name, replication, figure, mean + spread * luck[(replication + 3 * at) % 8] * 0.3 + spread * luck[replication])
        for name, means in rows.items()
        for at, ((figure, (_, spread)), mean) in enumerate(zip(FIGURES.items(), means, strict=True))
        for replication in range(8)
    ]
    figures = pd.DataFrame(values, columns=["policy", "replication", "figure", "value"])
    found = judge_figures(figures, list(rows), limits, objective)
    said = {
        "objective": {"figure": objective.figure, "better": objective.better} if objective else None,
        "said": goals_said(found),
    }
    facts = {"goals": said, "strategies": {"x": ["y"]}, **run}
    result = read_judged(strategies_frame(found, {}), limits_frame(found), facts, "money/y" if objective else "")
    assert result is not None
    return result


FIX, UP = Limit("first_time_fix_rate", "at least", 0.75), Limit("availability", "at least", 0.95)
CHEAP = Objective("cost", "down")
MIXED = {
    "baseline": (0.70, 0.96, 500_000.0),
    "people_first": (0.80, 0.97, 520_000.0),
    "all_in": (0.85, 0.98, 650_000.0),
    "lean": (0.60, 0.90, 400_000.0),
    "close_call": (0.7501, 0.96, 510_000.0),
}


def test_what_a_manager_reads() -> None:
    found = judged(MIXED, [FIX, UP], CHEAP)
    said = [plain_text(sentence) for sentence in choice(found)]
    assert said[0].startswith(
        "people first meets both limits with the lowest yearly service cost: 520,000 EUR (95 % interval 518,000 to 522,000), 130,000 EUR less"
    )
    assert said[0].endswith("than all in, the next.")
    assert said[1].startswith("lean (first-time fix 60.0 % and availability 90.0 %) and the baseline (first-time fix 70.0 %)")
    assert said[1].endswith("do not meet the limits.")
    assert said[2].startswith("For close call (")
    assert said[2].endswith("it cannot be told whether the limits are met. If so, close call may be the best.")
    dear = judged({**MIXED, "close_call": (0.7501, 0.96, 700_000.0)}, [FIX, UP], CHEAP)
    assert plain_text(choice(dear)[2]).endswith("Even so, it would not be the best.")
    assert chosen_title(found) == "people first meets both limits with the lowest yearly service cost"
    assert "people first 8 of 8 (63 to 100 %)" in on_single_runs(found)
    rows = table(found)
    assert [row.name for row in rows] == ["people first", "all in", "close call", "lean", "baseline"]
    assert (rows[0].place, rows[1].place, rows[1].gap) == ("best", "worse", "+130,000 EUR")
    assert [cell[3] for cell in rows[3].cells] == ["✗ does not meet"] * 2


@pytest.mark.parametrize(
    ("rows", "limits", "objective", "words"),
    [
        ({"baseline": (0.7, 0.9, 1e5)}, [FIX], CHEAP, "No strategy meets the limit for sure."),
        ({"a": (0.8, 0.97, 1e5), "b": (0.9, 0.97, 1e5)}, [FIX, UP], None, "a and b meet both limits."),
        (
            {"a": (0.8, 0.97, 1e5), "b": (0.7, 0.97, 1e4)},
            [FIX],
            CHEAP,
            "a alone meets the limit: the yearly service cost 100,000 EUR",
        ),
        ({"a": (0.8, 0.9, 500_000.0), "b": (0.8, 0.9, 500_001.0)}, [], CHEAP, "a has the lowest yearly service cost: "),
        (
            {"a": (0.8, 0.9, 500_000.0), "b": (0.7, 0.9, 600_000.0)},
            [],
            Objective("cost", "up"),
            "b has the highest yearly service cost: 600,000 EUR",
        ),
    ],
)
def test_first_sentences(rows: Any, limits: list[Limit], objective: Objective | None, words: str) -> None:
    assert plain_text(choice(judged(rows, limits, objective))[0]).startswith(words)


def test_strategies_that_are_level_are_not_called_worse() -> None:
    rows = {"a": (0.8, 0.97, 500_000.0), "b": (0.8, 0.97, 500_000.0)}
    found = judged(rows, [FIX], CHEAP)
    found.strategies.loc[:, ["difference_low", "difference_high"]] = [[float("nan")] * 2, [-10.0, 10.0]]
    found.strategies["place"] = ["ahead", "level"]
    said = plain_text(choice(found)[0])
    assert said.startswith("a meets the limit with the lowest yearly service cost seen, but b may be as good: 500,000 EUR")


def test_the_picture_puts_the_best_on_top_and_says_every_verdict() -> None:
    found = judged(MIXED, [FIX, UP], CHEAP)
    ax = plot_sieve(found.strategies, found.limits, unit="money/y", title="A title")
    shown = [text.get_text() for text in ax.texts]
    assert [name for name in shown if name in {"people first", "all in", "close call", "lean", "baseline"}] == [
        row.name for row in table(found)
    ]
    assert sum(text.startswith("\u2713") for text in shown) == (found.limits["verdict"] == "meets").sum()
    assert sum(text.startswith("\u2717") for text in shown) == (found.limits["verdict"] == "does not meet").sum()
    assert "at least 75 %" in shown
    (panel,) = ax.child_axes
    assert [text.get_text() for text in panel.texts] == ["best", "worse", "limits unclear", "limits not met", "limits not met"]
    assert in_order(found.strategies, "up")[0] == "all_in"
    assert not plot_sieve(*(judged(MIXED, [FIX], None).__dict__[name] for name in ("strategies", "limits"))).child_axes


@pytest.mark.slow
def test_many_limits_make_the_picture_wider_and_nothing_overlaps() -> None:
    limits = [
        FIX,
        UP,
        Limit("availability", "at most", 0.99),
        Limit("cost", "at most", 600_000.0),
        Limit("first_time_fix_rate", "at most", 0.99),
    ]
    found = judged(MIXED, limits, CHEAP)
    labels = {
        "first_time_fix_rate": "First-time fix",
        "availability": "Availability in coverage hours",
        "cost": "Service cost per year",
    }
    ax = plot_sieve(found.strategies, found.limits, labels=labels, unit="money/y")
    figure = figure_of(ax)
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for each in (ax, *ax.child_axes) for text in each.texts]
    assert not [(a, b) for a, b in itertools.combinations(boxes, 2) if a.padded(-0.5).overlaps(b.padded(-0.5))]
    assert figure.get_size_inches()[0] > WIDTH


def test_a_limit_is_printed_as_it_was_stated() -> None:
    assert as_stated(scale_for("share", [0.75]), 0.75) == "75 %"
    assert as_stated(scale_for("share", [0.75]), 0.755) == "75.5 %"
    assert as_stated(scale_for("money", [200_000.0]), 200_000.0) == "200,000 EUR"


# ---------------------------------------------------------------- files, page, command line
@pytest.mark.slow
def test_the_directory_holds_the_judgement_and_the_page_says_it(tmp_path: Path) -> None:
    read = file({"both": ["roomy", "lean", "two"]}, goals={"minimise": "cost", "at_least": {"availability": "50 %"}})
    folder = sim.compare(read, strategies=True).write(tmp_path / "out")
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["strategies"] == {"both": ["roomy", "lean", "two"]}
    assert run["goals"]["limits"] == [{"figure": "availability", "side": "at least", "value": 0.5}]
    assert set(run["goals"]["fit"]) == {"baseline", "both"}
    assert list(pd.read_csv(folder / "limits.csv")["verdict"]) == ["meets", "meets"]
    assert list(pd.read_csv(folder / "strategies.csv")["strategy"]) == ["baseline", "both"]
    page = sim.report(folder).read_text(encoding="utf-8")
    assert "Which strategy to choose" in page
    assert "The strategies compared" in page
    assert "both: &#39;roomy&#39; and &#39;lean&#39; both set technicians.anna.van.seal.level" in page
    assert (folder / "charts" / "strategies.png").is_file()
    plain = sim.compare(file(), ["two"], replications=2).write(folder)
    assert not (plain / "limits.csv").exists()
    assert "to choose" not in sim.report(plain).read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_command_line_judges_strategies(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        file({"both": ["roomy", "lean"]}, goals={"minimise": "cost", "at_least": {"availability": "1 %"}}).resolved_text(),
        encoding="utf-8",
    )
    words = ["compare", str(path), "--strategies", "--replications", "4", "--jobs", "1", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    assert "Availability, at least 1 %" in done.output
    assert "both: 'roomy' and 'lean' both set technicians.anna.van.seal.level; 'lean', named later, wins" in done.output
    told = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert [row["limits"] for row in told["strategies"]] == ["meets", "meets"]
    assert [row["verdict"] for row in told["limits"]] == ["meets", "meets"]
    checked = CliRunner().invoke(cli, ["check", str(path)]).output
    assert "; strategies: both)" in checked
    assert "named later, wins" in checked
