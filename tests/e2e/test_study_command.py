"""Studies as a user meets them: from a file of two lines to a directory that goes on where it was broken off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_cli import SMALL, firstfix, inside

import sim
from sim.experiment.journal import Journal
from sim.experiment.read import read_study
from sim.experiment.study import carry_out
from sim.study.executors import InProcess

TWO_LINES = "scenario: small.yaml\nreplications: 3\n"
FACTORS = """
scenario: small.yaml
name: Vans or depot
replications: 2
figures: [cost, first_time_fix_rate]
policies: [baseline, roomy_van]
factors:
  locations.depot.stock.seal.level: [1, 3]
  wait: {paths: [locations.factory.lead_time], from: 2 d, to: 6 d, by: 4 d}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(TWO_LINES, encoding="utf-8")
    (tmp_path / "factors.yaml").write_text(FACTORS, encoding="utf-8")
    return tmp_path


def test_two_lines_give_what_compare_gives(here: Path) -> None:
    study = inside("study", "two.yaml", "--jobs", "1", "--json", cwd=here)
    assert study.returncode == 0, study.stderr
    assert inside("compare", "small.yaml", "--replications", "3", "--jobs", "1", "--out", "compared", cwd=here).returncode == 0
    assert (here / "results/two/figures.csv").read_bytes() == (here / "compared/figures.csv").read_bytes()
    told = json.loads(study.stdout)
    assert (told["runs"], told["finished"], told["failed"], told["complete"]) == (6, 6, 0, True)
    page = here / told["report"]
    first = page.read_bytes()
    page.unlink()
    assert inside("report", "results/two", cwd=here).returncode == 0
    assert page.read_bytes() == first
    assert told["says"][0].partition(":")[0].encode() in first


def test_factors_are_laid_over_policies_and_stand_in_the_table(here: Path) -> None:
    assert inside("study", "factors.yaml", "--jobs", "1", "--out", "out", cwd=here).returncode == 0
    runs = pd.read_csv(here / "out/runs.csv")
    assert len(runs) == 2 * 2 * 2 * 2
    assert set(runs["wait"]) == {"2 d", "6 d"}
    assert runs["run"].tolist() == list(range(16))
    assert set(runs.columns) >= {"cost", "first_time_fix_rate"}
    assert "availability" not in runs.columns
    point = runs[(runs["locations.depot.stock.seal.level"] == 3) & (runs["wait"] == "6 d") & (runs["policy"] == "roomy_van")]
    overrides = ["locations.depot.stock.seal.level=3", "locations.factory.lead_time=6 d", "technicians.anna.van.seal.level=3"]
    by_hand = sim.run(sim.load(here / "small.yaml", overrides=overrides), 1)
    assert point.set_index("replication").loc[1, "digest"] == by_hand.digest


def test_a_study_goes_on_and_computes_nothing_twice(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert inside("study", "two.yaml", "--jobs", "1", "--out", "whole", cwd=here).returncode == 0
    late = inside("study", "two.yaml", "--jobs", "1", "--out", "broken", "--max-time", "0.000001 s", cwd=here)
    assert late.returncode == 3
    assert "goes on from here" in late.stdout
    read, done = read_study(here / "two.yaml"), []
    computed = InProcess.compute

    def breaks(self: InProcess, scenarios: Any, tasks: Any, keep: Any, stop: Any) -> None:
        def interrupted(outcome: Any) -> None:
            keep(outcome)
            done.append(outcome.key)
            if len(done) in {2, 3}:
                raise KeyboardInterrupt

        computed(self, scenarios, tasks, interrupted, stop)

    monkeypatch.setattr(InProcess, "compute", breaks)
    ends = [carry_out(read, here / "broken", jobs=1).about for _ in range(3)]
    assert [(each["interrupted"], each["complete"]) for each in ends] == [(True, False), (True, False), (False, True)]
    assert len(set(done)) == len(done)
    for name in ("figures.csv", "runs.csv"):
        assert (here / "broken" / name).read_bytes() == (here / "whole" / name).read_bytes()


def test_more_replications_keep_those_that_are_there_and_another_scenario_keeps_none(here: Path) -> None:
    carry_out(read_study(here / "two.yaml"), here / "out", jobs=1)
    (here / "two.yaml").write_text(TWO_LINES.replace("3", "5"), encoding="utf-8")
    assert carry_out(read_study(here / "two.yaml"), here / "out", jobs=1).conducted.computed == 4
    (here / "two.yaml").write_text(TWO_LINES.replace("3", "5") + "figures: [cost]\n", encoding="utf-8")
    assert carry_out(read_study(here / "two.yaml"), here / "out", jobs=1).conducted.computed == 0
    assert set(pd.read_csv(here / "out/figures.csv")["figure"]) == {"cost"}
    (here / "small.yaml").write_text(SMALL.replace("mtbf: 10 d", "mtbf: 9 d"), encoding="utf-8")
    assert carry_out(read_study(here / "two.yaml"), here / "out", jobs=1).conducted.computed == 10
    (here / "small.yaml").write_text(SMALL + "# a comment moves no figure\n", encoding="utf-8")
    assert carry_out(read_study(here / "two.yaml"), here / "out", jobs=1).conducted.computed == 0


def test_any_run_can_be_run_again_by_its_number_without_the_files(here: Path) -> None:
    assert inside("study", "factors.yaml", "--jobs", "1", "--out", "out", cwd=here).returncode == 0
    for name in ("small.yaml", "factors.yaml"):
        (here / name).unlink()
    again = inside("replay", "out", "--run", "13", "--json", cwd=here)
    assert again.returncode == 0, again.stderr
    told = json.loads(again.stdout)
    row = pd.read_csv(here / "out/runs.csv").set_index("run").loc[13]
    assert told["same"] is True
    assert (told["digest"], told["replication"], told["point"]) == (row["digest"], row["replication"], row["point"])
    assert told["figures"]["cost"] == row["cost"]
    assert len(pd.read_csv(here / "out/replay/13/records/calls.csv")) > 0
    assert inside("replay", "out", "--run", "16", cwd=here).returncode == 2


def test_status_and_export(here: Path) -> None:
    assert inside("study", "factors.yaml", "--jobs", "1", "--out", "out", cwd=here).returncode == 0
    said = inside("status", "out", cwd=here).stdout
    assert "16 of 16 runs" in said
    assert "it is complete" in said
    assert len(json.loads(inside("status", "out", "--json", cwd=here).stdout)["points"]) == 8
    assert inside("export", "out", "all.parquet", cwd=here).returncode == 0
    assert inside("export", "out", "all.csv", cwd=here).returncode == 0
    runs = pd.read_csv(here / "all.csv").drop(columns="error")
    pd.testing.assert_frame_equal(pd.read_parquet(here / "all.parquet").drop(columns="error"), runs)
    for words in (["export", "out", "all.xls"], ["status", "nowhere"], ["replay", ".", "--run", "0"]):
        assert inside(*words, cwd=here).returncode == 2


def test_parts_on_several_machines_come_together(here: Path) -> None:
    assert inside("study", "two.yaml", "--jobs", "1", "--out", "whole", cwd=here).returncode == 0
    for part in (1, 2):
        assert (
            inside("study", "two.yaml", "--jobs", "1", "--out", f"shard{part}", "--part", f"{part}/2", cwd=here).returncode == 3
        )
    assert inside("merge", "together", "shard1", "shard2", cwd=here).returncode == 0
    done = carry_out(read_study(here / "two.yaml"), here / "together", jobs=1)
    assert done.conducted.computed == 0
    assert done.about["complete"]
    assert (here / "together/figures.csv").read_bytes() == (here / "whole/figures.csv").read_bytes()


def test_a_replication_that_breaks_is_told_and_the_others_go_on(here: Path) -> None:
    (here / "breaks.py").write_text(
        "import sim\nPOISONED, VALUE = 1, 1.0\n@sim.kpi(unit='')\ndef fragile(tables):\n"
        "    if tables.facts['replication'] == POISONED:\n        raise ValueError('poisoned')\n    return VALUE\n",
        encoding="utf-8",
    )
    done = firstfix("study", "two.yaml", "--jobs", "2", "--plugin", "breaks.py", "--json", cwd=here)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert (told["finished"], told["failed"], told["complete"]) == (4, 2, False)
    assert {(each["point"], each["replication"], each["seed"]) for each in told["failures"]} == {
        ("baseline", 1, 1),
        ("roomy_van", 1, 1),
    }
    assert "poisoned" in told["failures"][0]["traceback"]
    assert "ValueError: poisoned; traceback in" in done.stderr
    (here / "breaks.py").write_text(
        (here / "breaks.py").read_text(encoding="utf-8").replace("1, 1.0", "9, 2.0"), encoding="utf-8"
    )
    mended = firstfix("study", "two.yaml", "--jobs", "1", "--plugin", "breaks.py", "--json", cwd=here)
    assert mended.returncode == 0, mended.stderr
    with Journal(here / "results/two", reading=True) as journal:
        assert journal.counts() == (6, 6, 0)
    frame = pd.read_csv(here / "results/two/figures.csv")
    assert set(frame.loc[frame["figure"] == "fragile", "value"]) == {2.0}, "what a changed plugin would say otherwise is run anew"


def test_from_python_the_table_is_tidy(here: Path) -> None:
    frame = sim.study(here / "factors.yaml")
    assert list(frame.columns) == ["policy", "locations.depot.stock.seal.level", "wait", "replication", "figure", "value"]
    assert len(frame) == 16 * 2
    assert frame.attrs["study"]["complete"]
    assert set(frame["figure"]) == {"cost", "first_time_fix_rate"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("replications: 3\n", "missing key 'scenario'"),
        ("scenario: smal.yaml\n", "did you mean 'small.yaml'?"),
        (TWO_LINES + "figures: [cost, costs]\n", "figures: there is no figure 'costs'"),
        (TWO_LINES + "policies: [roomi_van]\n", "did you mean 'roomy_van'?"),
        (TWO_LINES + "drivers: {}\n", "belongs to an experiment of firstfix drivers"),
        (TWO_LINES + "goals: {minimise: costs}\n", "goals.minimise: there is no figure 'costs'"),
        (TWO_LINES + "goals: {at_least: {availability: 3 h}}\n", "expected an amount like '75 %'"),
        (TWO_LINES + "factors: {locations.depo.stock.seal.level: [1]}\n", "did you mean 'depot'?"),
        (TWO_LINES + "factors: {locations.factory.lead_time: [1 d, 1 EUR]}\n", "expected a time like"),
        (TWO_LINES.replace("3", "0"), "expected a whole number from 1 to"),
        (TWO_LINES + "warm_up: {}\nfactors: {start: {path: warm_up, values: [1 d, 9 d]}}\n", "it cannot be varied as well"),
        ("scenario: small.yaml\nbatches: 5\ngoals: {minimise: cost}\n", "goals are judged by replications, not by batches"),
        (
            TWO_LINES + "policies: [baseline]\ncompare: policy\n",
            "compare: there is nothing to compare: 'policy' has one value only",
        ),
        (
            TWO_LINES + "compare: policy\nselect: {by: 5 EUR/y}\ngoals: {minimise: cost}\n",
            "compare: a choice looks at differences of its own",
        ),
        (
            TWO_LINES + "decisions: {technicians.anna.count: [1, 2]}\nsearch: {}\ngoals: {minimise: cost}\n",
            "replications: a search says itself",
        ),
        ("[]\n", "an experiment is a mapping of keys to values, found an empty list"),
        ("scenario: small.yaml\n  x: {\n", "two.yaml:2"),
    ],
)
def test_bad_words_are_told_with_their_place_and_nothing_is_written(here: Path, text: str, said: str) -> None:
    (here / "two.yaml").write_text(text, encoding="utf-8")
    done = inside("study", "two.yaml", cwd=here)
    assert done.returncode == 2
    assert said in done.stderr, done.stderr
    assert not (here / "results").exists()
