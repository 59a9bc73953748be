"""Studies: the same results wherever they are computed, and nothing lost when something breaks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.errors import UsageError
from sim.kpi import forget
from sim.study import write
from sim.study.compare import Comparison, compare
from sim.study.extensions import load_plugin
from sim.study.outcome import Outcome
from sim.study.plan import make_plan
from sim.study.profiles import mean_profiles
from sim.study.replicate import compute, replicate

ROOT = Path(__file__).parents[2]
PUMPS = """
name: Five pumps
start: 2026-01-05
horizon: 60 d
replications: 3
parts:
  seal: {price: 120 EUR, holding: 20 %/y}
locations:
  factory: {supplier: true, lead_time: 5 d}
  depot: {source: factory, stock: {seal: {rule: base_stock, level: 2}}}
asset_types:
  pump:
    failures:
      leak: {law: {exponential: {mtbf: 10 d}}, parts: [seal], repair: {exponential: {mean: 2 h}}}
sites:
  plant: {assets: {pump: 5}}
technicians:
  anna: {home: depot, cost: 40 EUR/h, van: {seal: {rule: base_stock, level: 1}}}
policies:
  roomy_van: {technicians.anna.van.seal: {rule: base_stock, level: 4}}
  empty_van: {technicians.anna.van: {}}
"""


@pytest.fixture
def pumps(tmp_path: Path) -> Path:
    path = tmp_path / "pumps.yaml"
    path.write_text(PUMPS, encoding="utf-8")
    return path


@pytest.fixture
def poison() -> Iterator[list[str]]:
    """A figure of one's own that breaks in replication 1 of 'roomy_van', in the way asked for."""
    ways = ["raise"]

    @sim.kpi(unit="count")
    def poisoned(tables):  # type: ignore[no-untyped-def]
        if tables.facts["replication"] == 1 and tables.facts["policy"] == "roomy_van":
            if ways[0] == "raise":
                raise ValueError("sour milk")
            os._exit(9)
        return 1.0

    yield ways
    forget("poisoned")


def texts(comparison: Comparison) -> list[str]:
    return [comparison.figures.to_csv(), comparison.frame.to_csv(), *(each.to_csv() for each in comparison.profiles.values())]


@pytest.mark.slow
def test_results_do_not_depend_on_the_number_of_processes(pumps: Path) -> None:
    one, two = compare(pumps, jobs=1), compare(pumps, jobs=2)
    assert one.complete
    assert [(each.key, each.digest) for each in one.outcomes] == [(each.key, each.digest) for each in two.outcomes]
    assert texts(one) == texts(two)


def test_outcomes_stand_in_the_order_of_policies_and_replications(pumps: Path) -> None:
    keys = [each.key for each in compare(pumps, ["empty_van"], replications=2).outcomes]
    assert keys == [("baseline", 0), ("baseline", 1), ("empty_van", 0), ("empty_van", 1)]


def test_policies_meet_the_same_faults_and_replications_others(pumps: Path) -> None:
    scenario = sim.load(pumps)
    base, roomy, next_one = (sim.run(scenario, *each[:1], policy=each[1]) for each in ((0, None), (0, "roomy_van"), (1, None)))
    first = [results.tables["calls"].groupby("asset")["fault"].min().tolist() for results in (base, roomy, next_one)]
    assert first[0] == first[1] != first[2]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_poisoned_replication_is_reported_and_the_others_go_on(pumps: Path, poison: list[str], jobs: int) -> None:
    comparison = compare(pumps, ["roomy_van"], jobs=jobs)
    (failure,) = comparison.failures
    assert (failure.key, failure.seed) == (("roomy_van", 1), 1)
    assert "sour milk" in failure.error
    assert "in poisoned" in failure.traceback
    assert len(comparison.outcomes) == 6
    assert not comparison.complete
    assert comparison.finished == 2
    assert comparison.frame.set_index(["figure", "policy"])["pairs"]["availability"].to_dict() == {"baseline": 3, "roomy_van": 2}


@pytest.mark.slow
def test_a_worker_that_dies_costs_one_replication_only(pumps: Path, poison: list[str]) -> None:
    poison[0] = "die"
    comparison = compare(pumps, ["roomy_van"], jobs=2)
    assert [each.key for each in comparison.failures] == [("roomy_van", 1)]
    assert "exit code 9" in comparison.failures[0].error


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_keeps_what_is_finished(pumps: Path, jobs: int) -> None:
    def break_off(done: int, total: int, outcome: Outcome) -> None:
        if done == 4:
            raise KeyboardInterrupt

    batch = compute(make_plan(pumps), 3, jobs=jobs, progress=break_off)
    assert batch.interrupted
    assert len(batch.outcomes) == 4
    assert all(each.figures for each in batch.outcomes)


@pytest.mark.slow
def test_a_plugin_reaches_workers_by_value(pumps: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "mine.py"
    plugin.write_text(
        textwrap.dedent("""
            import sim
            from pydantic import Field

            @sim.register("stock", "hoard")
            class Hoard(sim.StockRule):
                '''Order up to twice the level.'''
                level: int = Field(2, description="half of what is wanted")

                def opening(self) -> int:
                    return 2 * self.level

                def order(self, view) -> int:
                    return max(0, 2 * self.level - view.position)

            @sim.kpi(unit="count")
            def calls_seen(tables):
                '''Calls of the run.'''
                return float(len(tables["calls"]))
        """),
        encoding="utf-8",
    )
    load_plugin(plugin)
    try:
        pumps.write_text(PUMPS.replace("{rule: base_stock, level: 4}", "{rule: hoard, level: 2}"), encoding="utf-8")
        one, two = compare(pumps, ["roomy_van"], jobs=1), compare(pumps, ["roomy_van"], jobs=2)
        assert two.complete, two.failures
        assert texts(one) == texts(two)
        assert (one.figures[one.figures["figure"] == "calls_seen"]["value"] > 0).all()
    finally:
        sim.unregister("stock", "hoard")
        forget("calls_seen")


@pytest.mark.slow
def test_a_script_without_a_main_guard_may_use_workers(pumps: Path, tmp_path: Path) -> None:
    script = tmp_path / "study.py"
    script.write_text(
        textwrap.dedent("""
            import sys
            import sim

            print("begun")

            @sim.register("dispatch", "youngest_first")
            class YoungestFirst(sim.DispatchRule):
                '''The youngest order goes first.'''

                def urgency(self, order):
                    return -order.created

            scenario = sim.load(sys.argv[1]).scenario()
            comparison = sim.compare(
                {"first_come": scenario, "youngest": scenario.model_copy(update={"dispatch": YoungestFirst()})}, replications=2, jobs=2
            )
            print(comparison.complete, comparison.plan.policies)
        """),
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), str(pumps)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.split("\n")[:2] == ["begun", "True ['first_come', 'youngest']"], done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import nosuchmodule", ":1: ModuleNotFoundError"),
        ("x = (", ":1: SyntaxError"),
        ("a = 1\nb = a / 0", ":2: ZeroDivisionError"),
    ],
)
def test_a_broken_plugin_says_where(tmp_path: Path, text: str, words: str) -> None:
    plugin = tmp_path / "broken.py"
    plugin.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        load_plugin(plugin)


def test_replicate_gives_one_row_per_replication(pumps: Path) -> None:
    table = replicate(pumps, 2)
    assert list(table.index) == [("baseline", 0), ("baseline", 1)]
    assert table["availability"].between(0, 1).all()


@pytest.mark.parametrize(
    ("wanted", "words"), [(["roomy_vam"], "did you mean 'roomy_van'"), (["x"], "known: baseline, roomy_van, empty_van")]
)
def test_an_unknown_policy_is_refused(pumps: Path, wanted: list[str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        make_plan(pumps, wanted)


def test_the_directory_stands_alone(pumps: Path, tmp_path: Path) -> None:
    comparison = compare(pumps, ["roomy_van"], replications=2)
    folder = comparison.write(tmp_path / "out")
    figures = pd.read_csv(folder / "figures.csv")
    assert list(figures.columns) == ["policy", "replication", "figure", "value"]
    pd.testing.assert_frame_equal(figures, figures.sort_values(["policy", "replication", "figure"], ignore_index=True))
    kept = {(each.policy, each.replication, name): value for each in comparison.outcomes for name, value in each.figures.items()}
    read = figures.set_index(["policy", "replication", "figure"])["value"].to_dict()
    assert {key: repr(value) for key, value in read.items()} == {key: repr(value) for key, value in kept.items()}
    columns = list(pd.read_csv(folder / "comparison.csv").columns)
    assert columns[:9] == [
        "figure",
        "policy",
        "mean",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
        "verdict",
    ]
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert run["policies"] == ["baseline", "roomy_van"]
    assert run["scenario_hash"] == sim.load(folder / "scenario.yaml").hash
    assert not list(folder.rglob("*.part"))
    assert {each.name for each in (folder / "profiles").iterdir()} >= {"stock.csv", "sites.csv", "network.csv"}


def test_a_second_run_replaces_the_first(pumps: Path, tmp_path: Path) -> None:
    folder = compare(pumps, [], replications=1).write(tmp_path / "out")
    (folder / "charts").mkdir()
    (folder / "charts" / "old.svg").write_text("old", encoding="utf-8")
    compare(pumps, [], replications=2).write(folder)
    assert not (folder / "charts").exists()
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["replications"] == 2


@pytest.mark.parametrize("name", ["notes.txt", "run.json"])
def test_a_directory_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="did not write"):
        write.claim(tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write.put(tmp_path / "x.txt", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_profiles_are_averaged_key_by_key() -> None:
    first = pd.DataFrame({"cause": ["a", "b"], "calls": [1, 4]})
    second = pd.DataFrame({"cause": ["b", "a"], "calls": [6, float("nan")]})
    outcomes = [Outcome("p", number, 1, profiles={"misses": each}) for number, each in enumerate((first, second))]
    mean = mean_profiles(outcomes)["misses"]
    assert mean.set_index("cause")["calls"].to_dict() == {"a": 1.0, "b": 5.0}
    assert list(mean.columns) == ["policy", "cause", "calls"]


def test_json_has_no_nan() -> None:
    assert json.loads(write.as_json({"a": [float("nan"), 1.5], "b": float("inf")})) == {"a": [None, 1.5], "b": None}


@pytest.mark.slow
def test_importing_sim_costs_nothing() -> None:
    code = "import sim, sys; assert not {'numpy', 'pandas', 'pydantic', 'simpy', 'scipy', 'matplotlib'} & set(sys.modules); print(sim.load.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.strip() == "load", done.stderr


def test_a_headline_figure_that_is_not_there_is_told(pumps: Path) -> None:
    scenario = sim.load(pumps).scenario().model_copy(update={"headline": ["cots"]})
    with pytest.raises(UsageError, match="headline: there is no figure 'cots'; did you mean 'cost'"):
        make_plan(scenario)
