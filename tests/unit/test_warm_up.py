"""Where runs have forgotten their start, and the long run instead of many: over made-up courses and batches, and over a small scenario."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_study import study_of
from studies import Replications, drive, finish

import sim
from sim.app.stress import write_stress
from sim.charts.welch import plot_welch
from sim.errors import UsageError
from sim.experiment.procedure import Point
from sim.experiment.procedures.batched import batched
from sim.experiment.procedures.fixed import fixed
from sim.experiment.procedures.warm import reach, warmed
from sim.experiment.study import procedure_of
from sim.kpi import figures
from sim.kpi.batches import batch_figure
from sim.ledger import ledger
from sim.results import Tables
from sim.study.steady import batch_means, moving_average, truncate

WEEKS = {"figure": "open_calls", "every": 168.0, "pilot": 4}


def course(point: Point, replication: int) -> dict[str, float]:
    """Calls that rise to 10 within 8 weeks today, within 16 where there are fewer people; 100 weeks in all."""
    luck = np.random.default_rng([replication, len(point.policy)])
    weeks = np.arange(100)
    level = 10 * np.minimum(1.0, weeks / (16 if point.policy == "lean" else 8)) + 0.1 * luck.normal(size=100)
    return {"cost": 5.0 + luck.normal()} | {f"course.open_calls.{at}": float(each) for at, each in enumerate(level)}


def test_the_longest_cut_holds_for_all_points() -> None:
    study = study_of("today", "lean", horizon=100 * 168.0, warm_up=WEEKS, replications=6)
    seen = Replications(course)
    findings = finish(warmed(study, fixed), seen)
    cuts = findings.tables["warm_up"].set_index("policy")["warm_up"] / 168
    assert 5 <= cuts["today"] <= 10
    assert 15 <= cuts["lean"] <= 20
    assert [set(stage.values()) for stage in seen.stages] == [{4}, {6}]
    weeks = cuts["lean"]
    assert {dict(point.values).get("warm_up") for point in seen.stages[1]} == {f"{7 * weeks:g} d"}
    assert (
        findings.says[-1]
        == f"By the course of open breakdown calls, the first {7 * weeks:g} days of every run are left out; 'lean' takes longest to settle."
    )
    assert list(findings.tables["courses"].columns) == ["policy", "hour", "mean", "smooth"]
    assert any(note.startswith("Declared steady state") for note in findings.notes)
    assert list(findings.tables["comparison"]["policy"]) == ["today", "lean"], "what holds for all is not in their names"
    assert findings.laid_over == {"warm_up": f"{7 * weeks:g} d"}


def test_a_run_that_does_not_settle_is_told() -> None:
    def rising(point: Point, replication: int) -> dict[str, float]:
        del point, replication
        return {f"course.open_calls.{at}": float(at) for at in range(100)}

    findings, _ = drive(warmed(study_of("today", horizon=100 * 168.0, warm_up=WEEKS), fixed), rising)
    assert any("hardly settled, or not at all" in said for said in findings.says)


def test_failed_pilots_are_left_out_and_where_all_fail_nothing_is_cut() -> None:
    study = study_of("today", horizon=100 * 168.0, warm_up=WEEKS)
    findings, _ = drive(warmed(study, fixed), course, lambda _point, number: number == 1)
    assert findings.tables["warm_up"]["replications"].tolist() == [3]
    assert any("failed" in note for note in findings.notes)
    findings, _ = drive(warmed(study, fixed), course, lambda _point, _number: True)
    assert any("no warm-up could be found" in said for said in findings.says)


def test_a_run_has_enough_intervals_or_is_refused() -> None:
    with pytest.raises(UsageError, match="19 intervals of 168 h in a run are too few"):
        drive(warmed(study_of("today", horizon=19.5 * 168, warm_up=WEEKS), fixed), course)


def test_late_settling_is_noticed_and_noise_is_not() -> None:
    luck = np.random.default_rng(20260701)
    assert sum(truncate(luck.normal(size=365)).too_short for _ in range(200)) < 10
    assert all(truncate(np.where(np.arange(365) < 220, 5.0, 0.0) + luck.normal(size=365)).too_short for _ in range(20))


def test_welch_looks_at_as_many_on_either_side() -> None:
    found = moving_average([1.0, 2.0, 6.0, 4.0, 5.0, 9.0], 2)
    assert found == pytest.approx([1.0, 3.0, 3.6, 5.2, np.nan, np.nan], nan_ok=True)
    assert (reach(365, 24.0), reach(50, 24.0), reach(52, 168.0), reach(20, 1.0)) == (17, 3, 3, 1)
    with pytest.raises(ValueError, match="negative"):
        moving_average([1.0], -1)


def test_the_picture_has_the_course_its_average_and_the_cut() -> None:
    findings, _ = drive(warmed(study_of("today", "lean", horizon=100 * 168.0, warm_up=WEEKS), fixed), course)
    cuts = dict(zip(findings.tables["warm_up"]["policy"], findings.tables["warm_up"]["warm_up"], strict=True))
    ax = plot_welch(
        findings.tables["courses"], cuts=cuts, warm_up=max(cuts.values()), label="open calls", title=findings.says[-1]
    )
    today, lean = ax.child_axes
    assert [len(panel.lines) for panel in (today, lean)] == [3, 3]
    assert today.lines[2].get_xdata()[0] == pytest.approx(cuts["today"] / 168)
    assert lean.lines[2].get_xdata()[0] == pytest.approx(cuts["lean"] / 168)
    assert (today.get_ylabel(), lean.get_xlabel()) == ("open calls", "week of the run")


# One long run ----------------------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def tiny() -> Tables:
    return sim.run("scenarios/tiny.yaml").tables


@pytest.mark.parametrize("figure", ["cost", "distance", "availability", "inventory_value"])
def test_batches_of_sums_over_time_add_up_to_the_whole(tiny: Tables, figure: str) -> None:
    found = batch_figure(tiny, figure, 8)
    assert found.mean() == pytest.approx(figures(tiny, [figure])[figure])
    assert found.std() > 0


def test_a_batch_of_purchases_is_that_of_its_ledger_lines(tiny: Tables) -> None:
    """Purchases are booked at a moment, so that their lines can be counted by hand."""
    lines = ledger(tiny).query("category == 'purchase'")
    edges = np.linspace(*tiny.window, 9)
    expected, _ = np.histogram(lines["time"], edges, weights=lines["amount"])
    found = batch_figure(tiny, "cost_by_category.purchase", 8)
    assert found == pytest.approx(expected / ((edges[1] - edges[0]) / 8760.0))
    assert found.std() > 0


@pytest.mark.parametrize("figure", ["mean_time_to_restoration", "response_time", "first_time_fix_rate", "visits_per_call"])
def test_one_batch_of_calls_is_the_whole_and_each_is_of_its_own(tiny: Tables, figure: str) -> None:
    whole = figures(tiny, [figure])[figure]
    assert batch_figure(tiny, figure, 1) == pytest.approx([whole])
    later = figures(tiny.since(tiny.horizon / 2), [figure])[figure]
    assert batch_figure(tiny.since(0.0), figure, 2)[1] == pytest.approx(later)


def test_quantiles_by_batch(tiny: Tables) -> None:
    whole = figures(tiny, ["time_to_restoration"])["time_to_restoration.p90"]
    assert batch_figure(tiny, "time_to_restoration.p90", 1) == pytest.approx([whole])
    with pytest.raises(UsageError, match="cannot be told of a stretch"):
        batch_figure(tiny, "response_compliance", 4)


def long_run(memory: float) -> object:
    """Batches of an autoregression; 'lean' costs 3 less batch by batch."""

    def draw(point: Point, replication: int) -> dict[str, float]:
        assert replication == 0
        luck, level, found = np.random.default_rng(5), 0.0, {}
        for at in range(40):
            level = memory * level + luck.normal()
            found[f"batch.cost.{at}"] = (
                100.0 + level - 3.0 * (point.policy == "lean") + 0.01 * (at % 2) * (point.policy == "lean")
            )
        return found

    return draw


def test_batches_stand_for_replications_and_differences_are_taken_batch_by_batch() -> None:
    findings, asked = drive(batched(study_of("today", "lean", batches=40)), long_run(0.0))  # type: ignore[arg-type]
    assert set(asked.values()) == {1}
    row = findings.tables["comparison"].iloc[1]
    assert row["difference"] == pytest.approx(-2.995)
    assert row["verdict"] == "better"
    assert row["pairs"] == 40
    own = findings.tables["batches"].query("policy == 'today'")["value"].to_numpy()
    first = findings.tables["comparison"].iloc[0]
    assert (first["high"] - first["low"]) / 2 == pytest.approx(batch_means(own, 40).half_width)
    assert not any("resemble" in said for said in findings.says)


def test_batches_that_remember_one_another_are_told() -> None:
    findings, _ = drive(batched(study_of("today", batches=40)), long_run(0.8))  # type: ignore[arg-type]
    assert any("neighbouring batches resemble each other" in said for said in findings.says)
    assert findings.tables["batch_check"]["too_short"].tolist() == [True]


def test_von_neumann_is_wrong_in_one_case_of_twenty_and_short_batches_are_found() -> None:
    luck = np.random.default_rng(20260701)
    assert 0.03 < np.mean([batch_means(luck.normal(size=20), 20).too_short for _ in range(1000)]) < 0.07
    assert not batch_means([1.0, 1.0, 1.0, 1.0], 4).too_short
    assert not batch_means([1.0, 2.0], 2).too_short


# From the file to the directory -----------------------------------------------------------------------------------------------------------
def test_a_study_with_warm_up_and_batches_from_its_file(tmp_path: Path) -> None:
    scenario = Path("scenarios/tiny.yaml").resolve()
    (tmp_path / "long.yaml").write_text(
        f"scenario: {scenario}\npolicies: [baseline, roomy_van]\nfigures: [cost]\nwarm_up: {{figure: units_on_hand, every: 1 w, pilot: 2}}\nbatches: 6\n"
    )
    frame = sim.study(tmp_path / "long.yaml", tmp_path / "out")
    assert set(frame["figure"]) == {"cost"}
    about = json.loads((tmp_path / "out" / "study.json").read_text())
    assert about["kind"] == "batches"
    assert about["complete"]
    shown = [(point["name"], point["replications"], point["pilot"]) for point in about["points"]]
    assert shown == [
        ("baseline (pilot)", 2, True),
        ("roomy_van (pilot)", 2, True),
        ("baseline", 1, False),
        ("roomy_van", 1, False),
    ]
    assert set(frame["policy"]) == {"baseline", "roomy_van"}
    assert list(frame.columns) == ["policy", "replication", "figure", "value"]
    assert not any("warm_up=" in sentence for sentence in about["says"])
    again = sim.study(tmp_path / "long.yaml", tmp_path / "out")
    assert again.equals(frame), "names that were made short are no new points"
    assert json.loads((tmp_path / "out" / "study.json").read_text())["points"] == about["points"]
    assert sorted(about["tables"]) == ["batch_check", "batches", "comparison", "courses", "warm_up"]
    assert "course." not in (tmp_path / "out" / "figures.csv").read_text()
    assert "batch." not in (tmp_path / "out" / "runs.csv").read_text()


def test_a_choice_under_a_warm_up_compares_none_of_the_pilot(tmp_path: Path) -> None:
    scenario = Path("scenarios/tiny.yaml").resolve()
    (tmp_path / "choice.yaml").write_text(
        f"scenario: {scenario}\nfigures: [cost]\nwarm_up: {{figure: open_calls, every: 1 w, pilot: 3}}\n"
        "goals: {minimise: cost}\nselect: {by: 3000 EUR/y}\n"
    )
    sim.study(tmp_path / "choice.yaml", tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "comparison.csv")
    assert sorted(table["policy"].unique()) == ["baseline", "roomy_van"]
    page = sim.report(tmp_path / "out").read_text(encoding="utf-8")
    assert "after 6 of the pilot" in page
    assert "(pilot)" not in page
    about = json.loads((tmp_path / "out" / "study.json").read_text())
    [found] = set(pd.read_csv(tmp_path / "out" / "warm_up.csv")["warm_up"])
    assert about["warm_up_hours"] == found > 0
    report = write_stress(tmp_path / "out")[0].read_text(encoding="utf-8")
    assert f"Warm-up: the first {found / 24:g} d of each run, cut off before figures are computed." in report
    assert "By the course of open breakdown calls, the first" in report


def test_the_file_chooses_the_procedure() -> None:
    for says, name in (({"batches": 5}, "batched"), ({}, "fixed"), ({"warm_up": WEEKS}, "warmed")):
        assert procedure_of(study_of("today", **says)).__name__ == name  # type: ignore[arg-type]
