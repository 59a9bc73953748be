"""`firstfix verify` as a doubting reader meets it: in a process of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import inside

ROOT = Path(__file__).parents[2]


def verify(*words: str, cwd: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    start = ["-c", f"{code}\nfrom sim.app.cli import main\nmain()", "verify"] if code else ["-m", "sim", "verify"]
    return subprocess.run(
        [sys.executable, *start, *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_a_computed_case_is_answered_at_once(tmp_path: Path) -> None:
    done = verify("--case", "d07", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Theory gives 10 of 10 reference figures" in done.stdout
    assert "Verdict: holds" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_json_says_the_verdict_and_every_figure(tmp_path: Path) -> None:
    done = verify("--area", "I", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)
    assert found["verdict"] == "holds"
    assert found["outside"] == 0
    assert found["expected_outside"] == 0
    assert [case["case"] for case in found["cases"]] == ["I01", "I03", "I05"]
    assert all(figure["computed"] == "exact" for case in found["cases"] for figure in case["figures"])


@pytest.mark.slow
def test_a_simulated_case_leaves_page_table_picture_and_its_scenario(tmp_path: Path) -> None:
    done = verify("--case", "C30", "--jobs", "1", "--out", "out", "--page", "report.md", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "scenarios", "scores.png", "scores.svg", "verification.csv", "verification.html", "verification.json",
    ]  # fmt: skip
    rows = list(csv.DictReader((out / "verification.csv").open(encoding="utf-8")))
    simulated = [row for row in rows if row["case"] == "C30"]
    assert all(float(row["low"]) < float(row["simulated"]) < float(row["high"]) for row in simulated)
    page = (out / "verification.html").read_text(encoding="utf-8")
    assert "the simulator agrees with theory" in page
    assert "**C30 " in (tmp_path / "report.md").read_text(encoding="utf-8")
    again = subprocess.run(
        [sys.executable, "-m", "sim", "run", str(out / "scenarios" / "C30.yaml"), "--set", "horizon=30 d", "--json"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert json.loads(again.stdout)["policy"] == "baseline"
    assert verify("--case", "I01", "--out", "out", cwd=tmp_path).returncode == 0, "its own directory may be used again"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--case", "C99"], "there is no case 'C99'; did you mean"),
        (["--area", "Z"], "there is no area 'Z'; known: A queueing"),
        (["--case", "I01", "--jobs", "0"], "--jobs"),
        (["--case", "I01", "--out", "full"], "holds files that firstfix did not write"),
    ],
)
def test_a_wrong_call_writes_nothing(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    done = inside("verify", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]


def test_wrong_theory_is_found_and_the_exit_code_tells(tmp_path: Path) -> None:
    spoil = "import sim.theory.learning as t\nright = t.learning_curve\nt.learning_curve = lambda **k: right(**{**k, 'first_time': 5})"
    done = verify("--case", "K05", "--json", cwd=tmp_path, code=spoil)
    assert done.returncode == 3
    found = json.loads(done.stdout)
    assert found["verdict"] == "fails"
    assert found["overall"]["differing"] == 4


@pytest.mark.slow
def test_a_wrong_simulator_is_found_twice_and_the_exit_code_tells(tmp_path: Path) -> None:
    spoil = (
        "import sim.policies.replenishment as r\nr.BaseStock.order = lambda self, view: max(0, self.level + 1 - view.position)"
    )
    done = verify("--case", "C04", "--json", "--jobs", "1", cwd=tmp_path, code=spoil)
    assert done.returncode == 3
    found = json.loads(done.stdout)
    assert found["verdict"] == "fails"
    assert found["repeated"] == ["C04"]
    assert found["cases"][0]["figures"][0]["verdict"] == "disagrees"
