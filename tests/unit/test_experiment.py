"""Experiments: how they are read, what is simulated once, the steps of a staircase, and the words of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.charts.change import plot_change
from sim.charts.scale import scale_for
from sim.charts.steps import plot_steps
from sim.errors import ScenarioError, UsageError
from sim.report.drivers import change_of, printed, said, write
from sim.report.staircase import said_of, title_of
from sim.study.drivers import Cast, Findings, carry_out, one_currency
from sim.study.experiment import read_experiment
from sim.study.staircase import confidence_of, looks, rows, stairs_of, steps

ROOT = Path(__file__).parents[2]
SMALL = """
name: Twelve pumps
horizon: 100 d
first_time_fix_window: 5 d
parts:
  seal: {price: 120 EUR, holding: 20 %/y}
locations:
  factory: {supplier: true, lead_time: 5 d}
  depot: {at: [50.1, 8.7], source: factory, stock: {seal: {rule: base_stock, level: 2}}}
asset_types:
  pump: {failures: {leak: {law: {exponential: {mtbf: 40 d}}, parts: [seal], diagnosis_accuracy: 70 %, repair: {exponential: {mean: 2 h}}}}}
sites:
  plant: {at: [50.0, 8.5], assets: {pump: 12}}
technicians:
  anna: {home: depot, cost: 40 EUR/h, van: {seal: {rule: base_stock, level: 1}}}
policies:
  roomy_van: {technicians.anna.van.seal.level: 4}
  full_depot: {locations.depot.stock.seal.level: 6}
  good_eyes: {asset_types.pump.failures.leak.diagnosis_accuracy: 100 %}
strategies:
  stock: [roomy_van, full_depot]
"""
EXPERIMENT = """
name: Two reasons
replications: 3
price: [cost, inventory_value]
drivers:
  Better quality:
    {scenario: small.yaml, policy: good_eyes, lever: Teach them, figures: [first_time_fix_rate], say: "From {before} to {after}, {change}."}
  Shorter waits:
    {scenario: again.yaml, policy: roomy_van, figures: [part_wait, cost], say: "{change} less ({percent}, {interval})."}
staircase:
  {scenario: small.yaml, to: all of it, levers: [good_eyes, stock], figures: [first_time_fix_rate]}
"""
WRONG = """
drivers:
  One: {scenario: small.yaml, policy: god_eyes, figures: [first_time_fix_rate], say: "{changes}"}
  Two: {scenario: nowhere.yaml, policy: x, figures: [fix_rate], say: "no number"}
  Three: {scenario: small.yaml, policy: baseline, figures: [cost], say: "{change"}
staircase:
  scenario: small.yaml
  from: stok
  levers: [good_eyes, good_eyes]
  figures: [cost]
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "again.yaml").write_text("extends: small.yaml\nname: The same pumps again\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text(EXPERIMENT, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    folder = tmp_path_factory.mktemp("experiment")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "again.yaml").write_text("extends: small.yaml\nname: The same pumps again\n", encoding="utf-8")
    (folder / "two.yaml").write_text(EXPERIMENT, encoding="utf-8")
    return carry_out(folder / "two.yaml")


# ---------------------------------------------------------------- the file
def test_all_that_is_wrong_is_told_at_once_with_line_and_path(here: Path) -> None:
    (here / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_experiment(here / "wrong.yaml")
    told = [(each.line, each.path, each.message, each.suggestion) for each in error.value.problems]
    small = str(here / "small.yaml")
    assert told == [
        (3, "drivers.One.policy", f"there is no policy 'god_eyes' in {small}", "good_eyes"),
        (
            3,
            "drivers.One.say",
            "there is no '{changes}'; there is 'change', 'percent', 'before', 'after' or 'interval'",
            "change",
        ),
        (4, "", "there is no file 'nowhere.yaml'", "wrong.yaml"),
        (4, "drivers.Two.figures", "there is no figure 'fix_rate'; did you mean 'fill_rate'?", ""),
        (4, "drivers.Two.say", "the sentence leaves no blank for a number, such as {change}; numbers come from the results", ""),
        (5, "drivers.Three.policy", "'baseline' is the baseline, which the lever is held against", ""),
        (5, "drivers.Three.say", "a brace that is not closed, or not opened", ""),
        (8, "staircase.from", f"there is no policy 'stok' in {small}", "stock"),
        (9, "staircase.levers", "'good_eyes' is named twice", ""),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: Nothing", "there is nothing to do: state 'drivers', a 'staircase', or both"),
        ("[a]", "an experiment is a mapping of keys to values, found a list"),
        ("staircase: {scenario: small.yaml, levers: [good_eyes], figures: [cost]}", "one lever makes no staircase"),
        ("staircases: {}", "unknown key 'staircases' (did you mean 'staircase'?)"),
    ],
)
def test_a_file_that_says_nothing_sensible(here: Path, text: str, told: str) -> None:
    (here / "odd.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        read_experiment(here / "odd.yaml")
    assert told in str(error.value)


def test_a_fault_of_a_scenario_is_told_too(here: Path) -> None:
    (here / "again.yaml").write_text("extends: small.yaml\nhorizont: 2 d\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"again.yaml:2:1: unknown key 'horizont'"):
        read_experiment(here / "two.yaml")


def test_the_example_of_the_docs_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "drivers.md").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    for name in ("tiny.yaml", "stories/what_pays.yaml"):
        (tmp_path / "scenarios" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "scenarios" / name).write_text((ROOT / "scenarios" / name).read_text(encoding="utf-8"), encoding="utf-8")
    assert list(read_experiment(tmp_path / "mine.yaml").says.drivers) == ["Better quality", "Fewer late repairs"]


# ---------------------------------------------------------------- what is simulated
def test_what_says_the_same_is_simulated_once(findings: Findings) -> None:
    assert findings.simulated == 5  # as it is, good eyes, roomy van, all levers, and the stock without good eyes
    base, lever = findings.pairs["Better quality"]
    assert findings.pairs["Shorter waits"][0] == base
    assert findings.climbed == ([base, lever, findings.climbed[0][2]], [findings.climbed[1][0], lever])


def test_effects_are_those_of_a_comparison(findings: Findings, here: Path) -> None:
    """The same difference; its interval wider, as for three looks."""
    frame = sim.compare(here / "small.yaml", ["good_eyes"], replications=3).frame.set_index(["figure", "policy"])
    row = findings.effects.set_index(["driver", "role", "figure"]).loc[("Better quality", "effect", "first_time_fix_rate")]
    known = frame.loc[("first_time_fix_rate", "good_eyes")]
    assert row["after"] == pytest.approx(known["mean"])
    assert row["difference"] == pytest.approx(known["difference"])
    wider = (row["difference_high"] - row["difference_low"]) / (known["difference_high"] - known["difference_low"])
    assert row["confidence"] == pytest.approx(1 - 0.05 / 3)
    assert wider == pytest.approx(7.6488 / 4.3027, rel=1e-4)  # quantiles of Student's t with 2 degrees, 99.17 % and 97.5 %
    prices = findings.effects[findings.effects["role"] == "price"]
    assert list(prices["figure"]) == ["cost", "inventory_value"] * 2
    assert set(prices["confidence"]) == {0.975}


def test_each_step_has_the_levers_it_should(here: Path) -> None:
    (here / "three.yaml").write_text(
        "staircase: {scenario: small.yaml, from: full_depot, levers: [good_eyes, roomy_van], figures: [cost]}", encoding="utf-8"
    )
    file = read_experiment(here / "three.yaml")
    assert file.says.staircase is not None
    found = stairs_of(file.says.staircase, file.scenarios["small.yaml"])

    def levers(scenario: sim.scenario.spec.Scenario) -> tuple[float, Any, Any]:
        depot = scenario.locations["depot"].stock["seal"]
        van = scenario.technicians["anna"].van["seal"]
        return scenario.asset_types["pump"].failures["leak"].diagnosis_accuracy, depot.level, van.level

    assert [levers(each) for each in found.up] == [(0.7, 6, 1), (1.0, 6, 1), (1.0, 6, 4)]
    assert [levers(each) for each in found.without] == [(0.7, 6, 4), (1.0, 6, 1)]


def test_levers_that_want_different_things_are_named(here: Path) -> None:
    text = SMALL + "  wide: [roomy_van]\n"
    text = text.replace("  good_eyes:", "  lean_van: {technicians.anna.van.seal.level: 2}\n  good_eyes:")
    (here / "small.yaml").write_text(text, encoding="utf-8")
    (here / "odd.yaml").write_text(
        "staircase: {scenario: small.yaml, levers: [wide, lean_van], figures: [cost]}", encoding="utf-8"
    )
    file = read_experiment(here / "odd.yaml")
    assert file.says.staircase is not None
    found = stairs_of(file.says.staircase, file.scenarios["small.yaml"])
    assert found.conflicts == [
        "'roomy_van' and 'lean_van' both set technicians.anna.van.seal.level; 'lean_van', named later, wins"
    ]


def test_scenarios_of_one_experiment_have_one_currency(here: Path) -> None:
    (here / "small.yaml").write_text(SMALL, encoding="utf-8")
    scenario = sim.load(here / "small.yaml").scenario()
    assert one_currency([scenario]) == "EUR"
    with pytest.raises(UsageError, match="found EUR, USD"):
        one_currency([scenario, scenario.model_copy(update={"currency": "USD"})])


def test_what_moves_a_record_is_not_taken_for_the_same(here: Path) -> None:
    file, cast = sim.load(here / "small.yaml"), Cast()
    names = [cast.place("x", file.scenario(policy)) for policy in ("baseline", "roomy_van", "roomy_van")]
    assert names == ["x", "x'", "x'"]


# ---------------------------------------------------------------- steps
def test_levers_that_do_not_touch_each_other_bring_the_same_in_both_directions() -> None:
    luck = np.array([0.1, -0.2, 0.4, 0.0])
    a, b, c = 3.0, 2.0, -1.0
    up = [luck, luck + a, luck + a + b, luck + a + b + c]
    found = list(steps(["a", "b", "c"], up, [luck + b + c, luck + a + c, luck + a + b], "up"))
    assert [each.added.mean for each in found] == pytest.approx([a, b, c])
    assert [each.removed.mean for each in found] == pytest.approx([a, b, c])
    assert [each.interaction.mean for each in found] == pytest.approx([0, 0, 0])
    assert [each.verdicts for each in found] == [("better", "better"), ("better", "better"), ("worse", "worse")]


def test_steps_up_add_up_to_the_whole_way_and_steps_down_need_not() -> None:
    rng = np.random.default_rng(3)
    begin, half, whole, other = (rng.normal(mean, 0.1, 12) for mean in (10.0, 14.0, 15.0, 14.5))
    found = list(steps(["van", "depot"], [begin, half, whole], [other, half], "up"))
    table = pd.DataFrame(rows("x", "h", "up", found, [begin, half, whole]))
    levers, last = table[table["kind"] == "lever"], table.iloc[-1]
    assert list(table["kind"]) == ["begin", "lever", "lever", "all"]
    assert levers["added"].sum() == pytest.approx(last["added"]) == pytest.approx((whole - begin).mean())
    assert levers["removed"].sum() == pytest.approx((whole - other).mean() + (whole - half).mean())
    van = levers.iloc[0]
    assert van["interaction"] == pytest.approx((half - begin).mean() - (whole - other).mean())
    assert van["interaction_low"] > 0  # each alone does most of what both do


def test_looks_are_counted() -> None:
    assert (
        looks(5) == 14
    )  # the whole way, five up, four down, four differences: the last lever's step is the same in both directions
    assert confidence_of(5) == pytest.approx(1 - 0.05 / 14)


# ---------------------------------------------------------------- words and pictures
def effect(verdict: str, difference: float, low: float, high: float, **more: Any) -> dict[str, Any]:
    row = {"figure": "inventory_value", "before": 50_000.0, "after": 50_000.0 + difference, "difference": difference}
    return row | {"difference_low": low, "difference_high": high, "verdict": verdict, "unit": "money"} | more


ABOUT = {
    "lever": "Set levels",
    "policy": "levels",
    "say": "Levels free {change}, {percent} of it, from {before} to {after} ({interval}).",
}


def test_a_sentence_has_its_numbers_from_the_results() -> None:
    row = effect("better", -12_345.0, -14_000.0, -11_000.0)
    assert said(ABOUT, change_of(row, "EUR"), row) == (
        "Levels free 12,300 EUR, 25 % of it, from 50,000 EUR to 37,700 EUR (−14,000 to −11,000)."
    )


@pytest.mark.parametrize(
    ("verdict", "difference", "low", "high", "told"),
    [
        ("no detectable difference", -300.0, -900.0, 300.0, "No detectable difference: to set levels does not change the stock value beyond chance"),
        ("no data", float("nan"), float("nan"), float("nan"), "No data: nothing can be said about the stock value."),
        ("worse", 2_000.0, 1_000.0, 3_000.0, "The wrong way: to set levels makes the stock value worse, by 2,000 EUR."),
    ],
)  # fmt: skip
def test_a_lever_that_fails_is_not_praised(verdict: str, difference: float, low: float, high: float, told: str) -> None:
    row = effect(verdict, difference, low, high)
    assert said(ABOUT, change_of(row, "EUR"), row).startswith(told)


def staircase_rows(*interactions: tuple[float, float, float]) -> list[dict[str, Any]]:
    """A first-time fix of 70 % and levers that bring 5 points each in order, with what they bring less as the last."""
    found: list[dict[str, Any]] = [{"figure": "first_time_fix_rate", "mean": 0.70}]
    for at, (mean, low, high) in enumerate(interactions, start=1):
        step = {
            "lever": f"lever_{at}",
            "mean": 0.70 + 0.05 * at,
            "added": 0.05,
            "added_verdict": "better",
            "removed": 0.05 - mean,
        }
        found.append(step | {"interaction": mean, "interaction_low": low, "interaction_high": high})
    whole = {
        "mean": found[-1]["mean"],
        "added": 0.05 * len(interactions),
        "added_low": 0.04,
        "added_high": 0.2,
        "added_verdict": "better",
    }
    return [*found, whole]


def test_whether_order_matters_is_said_with_the_lever_that_shows_it_most() -> None:
    share = scale_for("share", [0.7])
    rows = staircase_rows((0.01, 0.005, 0.015), (-0.03, -0.04, -0.02), (0.0, 0.0, 0.0))
    assert title_of(rows, share) == "Three levers take first-time fix from 70.0 % to 85.0 %"
    assert said_of(rows, share)[1] == (
        "Order matters: lever 2 brings +5.0 points in this order, but +8.0 points as the last of all levers; others make it worth more."
    )
    rows = staircase_rows((0.01, 0.005, 0.015), (0.0, 0.0, 0.0))
    assert said_of(rows, share)[1].endswith("but +4.0 points as the last of all levers; others do part of its work.")
    rows = staircase_rows((0.01, -0.005, 0.025), (0.0, 0.0, 0.0))
    rows[1]["added_verdict"] = rows[-1]["added_verdict"] = "no detectable difference"
    assert title_of(rows, share) == "Both levers together make no detectable difference to first-time fix"
    assert said_of(rows, share)[1:] == [
        "Whether order matters cannot be told: no lever brings detectably more or less as the last of all.",
        "No detectable difference in this order: lever 1.",
    ]


def test_a_detectable_difference_never_prints_as_none() -> None:
    row = effect("better", 0.0004, 0.0002, 0.0006, figure="availability", before=0.99, after=0.9904, unit="share")
    assert change_of(row, "EUR").size == "+0.04 points"


@pytest.mark.slow
def test_the_page_holds_every_driver_and_step(findings: Findings, tmp_path: Path) -> None:
    page = write(findings.write(tmp_path / "out")).read_text(encoding="utf-8")
    assert "<script" not in page
    assert page.count("<img ") == 3
    assert page.count('src="data:image/svg+xml;base64,') == 3
    effects, lines, flights = printed(tmp_path / "out")
    assert len(effects) == 3 + 4
    assert all(line in page.replace("\N{NO-BREAK SPACE}", " ") for line in lines)
    assert [row[0] for row in flights[0][1]] == ["good eyes", "stock"]
    assert "98.33\u00a0%" in page  # how intervals are corrected is said


def test_pictures_stand_at_the_numbers() -> None:
    ax = plot_change(0.75, (0.02, 0.01, 0.03), scale=scale_for("share", [0.75]), verdict="better", title="a finding")
    points = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert points == pytest.approx([75.0, 77.0])
    assert any(list(line.get_xdata()) == pytest.approx([76.0, 78.0]) for line in ax.lines)
    assert [text.get_text() for text in ax.texts] == ["77.0 %", "75.0 %"]
    unsure = plot_change(0.75, (0.0, -0.01, 0.01), scale=scale_for("share", [0.75]), verdict="no detectable difference")
    assert [line.get_markerfacecolor() for line in unsure.lines if line.get_marker() == "o"][1] == "white"
    up = [np.array([each, each + 0.001, each - 0.002]) for each in (0.75, 0.80, 0.86)]
    found = list(steps(["van", "depot"], up, [up[0] + 0.08, up[1]], "up"))
    share = scale_for("share", [0.75])
    ax = plot_steps(pd.DataFrame(rows("x", "share", "up", found, up)), scale=share, change=share, names=("now", "then"))
    walk, sizes = ax.child_axes
    assert [label.get_text() for label in walk.get_yticklabels()] == ["now", "+ van", "+ depot", "then"]
    widths = [bar.get_width() for bar in walk.patches][:2]
    assert widths == pytest.approx([5.0, 6.0])
    assert {line.get_marker() for line in sizes.lines} >= {"o", "D"}
