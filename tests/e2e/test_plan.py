"""`firstfix plan` as a user meets it: in a process of its own, and its overlay in `firstfix compare`."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from test_cli import SMALL, firstfix, inside

NO_PARTS = SMALL.replace(", parts: [seal]", "").replace(", stock: {seal: {rule: base_stock, level: 1}}", "").replace(
    ", van: {seal: {rule: base_stock, level: 1}}", ""
).replace("policies:\n  roomy_van: {technicians.anna.van.seal: {rule: base_stock, level: 3}}\n", "")  # fmt: skip


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "bare.yaml").write_text(NO_PARTS, encoding="utf-8")
    return tmp_path


def test_a_plan_leaves_an_overlay_that_compare_takes(here: Path) -> None:
    done = firstfix("plan", "small.yaml", "--target", "availability=99.5%", "--out", "plan", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "Theory against simulation" in done.stdout
    assert "The page is plan/plan.html" in done.stdout.replace("\\", "/")
    levels = pd.read_csv(here / "plan" / "levels.csv")
    assert set(levels["place"]) == {"depot", "van:anna"}
    assert levels["planned"].sum() > 2
    kept = json.loads((here / "plan" / "plan.json").read_text(encoding="utf-8"))
    assert kept["complete"]
    assert kept["chosen"] == "system target"
    compared = firstfix("compare", "plan/overlay.yaml", "--out", "out", "--json", "--replications", "2", cwd=here)
    assert compared.returncode == 0, compared.stderr
    comparison = pd.read_csv(here / "out" / "comparison.csv")
    assert set(comparison["policy"]) == {"baseline", *(option["name"] for option in kept["options"][1:])}
    simulated = {option["name"]: option["simulated"]["availability"]["mean"] for option in kept["options"]}
    waiting = comparison[comparison["figure"] == "not_operational_for_supply"].set_index("policy")["mean"]
    assert 1 - waiting["system target"] / 3 == pytest.approx(simulated["system target"])  # the same luck gives the same figures
    again = firstfix("plan", "small.yaml", "--replications", "0", "--out", "plan", cwd=here)
    assert again.returncode == 0, again.stderr
    assert not (here / "plan" / "simulated.csv").exists()


def test_a_plan_as_json(here: Path) -> None:
    done = firstfix(
        "plan", "small.yaml", "--json", "--replications", "0", "--approach", "system", "--policy", "roomy_van", cwd=here
    )
    content = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert content["policy"] == "roomy_van"
    assert {option["approach"] for option in content["options"]} <= {"present", "system"}
    assert sorted(each.name for each in here.iterdir()) == ["bare.yaml", "small.yaml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["small.yaml", "--target", "availabilty=97%"], "did you mean 'availability'"),
        (["small.yaml", "--budget", "5000"], "expected a budget like '50000 EUR'"),
        (["small.yaml", "--policy", "roomy"], "did you mean 'roomy_van'"),
        (["bare.yaml"], "nothing to plan"),
    ],
)
def test_wrong_use_exits_2_and_writes_nothing(here: Path, words: list[str], told: str) -> None:
    before = sorted(here.iterdir())
    done = inside("plan", *words, "--out", "plan", cwd=here)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(here.iterdir()) == before


def test_a_directory_of_others_is_left_alone(here: Path) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    done = inside("plan", "small.yaml", "--replications", "0", "--out", "mine", cwd=here)
    assert done.returncode == 2
    assert [each.name for each in (here / "mine").iterdir()] == ["notes.txt"]
