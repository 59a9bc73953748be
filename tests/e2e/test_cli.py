"""The command line as a user meets it: in a process of its own, through pipes; what is only said wrongly is answered in this one."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from sim.app.cli import answer

ROOT = Path(__file__).parents[2]
SMALL = """
name: Three pumps
start: 2026-01-05
horizon: 40 d
replications: 2
parts:
  seal: {price: 120 EUR, holding: 20 %/y}
locations:
  factory: {supplier: true, lead_time: 5 d}
  depot: {at: [50.1, 8.7], source: factory, stock: {seal: {rule: base_stock, level: 1}}}
asset_types:
  pump:
    failures:
      leak: {law: {exponential: {mtbf: 10 d}}, parts: [seal], repair: {exponential: {mean: 2 h}}}
sites:
  plant: {at: [50.0, 8.5], assets: {pump: 3}}
technicians:
  anna: {home: depot, cost: 40 EUR/h, van: {seal: {rule: base_stock, level: 1}}}
policies:
  roomy_van: {technicians.anna.van.seal: {rule: base_stock, level: 3}}
"""
BAD = SMALL.replace("horizon: 40 d", "horizon: 40").replace("mtbf: 10 d", "mtbff: 10 d")


def firstfix(*words: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | (env or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=120,
        check=False,
    )


def inside(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which has read all that it needs: for commands that register nothing."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = answer(list(words))
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_help_is_light(here: Path) -> None:
    code = (
        "import sys\nsys.argv = ['firstfix', '--help']\n"
        "try:\n    from sim.app.cli import main; main()\n"
        "except SystemExit as done:\n    assert done.code == 0\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'matplotlib', 'pydantic', 'simpy', 'yaml', 'rich', 'jinja2', 'cloudpickle'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "Exit codes" in done.stdout


def test_check_says_fine(here: Path) -> None:
    done = firstfix("check", "small.yaml", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Three pumps; policies: baseline, roomy_van" in done.stdout


@pytest.mark.parametrize("command", ["check", "run", "compare"])
def test_a_wrong_scenario_exits_2_with_all_problems_and_writes_nothing(here: Path, command: str) -> None:
    before = sorted(here.iterdir())
    done = (firstfix if command == "check" else inside)(command, "bad.yaml", cwd=here)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "bad.yaml:4:10: horizon: expected a time" in done.stderr
    assert "did you mean 'mtbf'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(here.iterdir()) == before


def test_problems_as_json(here: Path) -> None:
    done = inside("check", "bad.yaml", "--json", cwd=here)
    content = json.loads(done.stdout)
    assert done.returncode == 2
    assert content["ok"] is False
    assert {(each["line"], each["path"]) for each in content["problems"]} >= {(4, "horizon")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "missing.yaml"], "missing.yaml"),
        (["run", "small.yaml", "--policy", "roomy"], "known: baseline, roomy_van"),
        (["compare", "small.yaml", "--policies", "nobody"], "no policy 'nobody'"),
        (["compare", "small.yaml", "--replications", "0"], "not in the range"),
        (["compare", "small.yaml", "--out", "small.yaml"], "is a file"),
        (["compare", "small.yaml", "--out", "."], "did not write"),
        (["compare", "small.yaml", "--set", "horizn=2 d"], "did you mean 'horizon'"),
        (["run", "small.yaml", "--plugin", "nowhere.py"], "plugin nowhere.py is not a file"),
        (["report", "."], "is not a directory that firstfix"),
        (["list", "stok"], "did you mean 'stock'"),
        (["list", "stock", "two_bim"], "did you mean 'two_bin'"),
        (["lst"], "list"),
    ],
)
def test_wrong_use_exits_2_in_clear_words(here: Path, words: list[str], told: str) -> None:
    before = sorted(here.iterdir())
    done = inside(*words, cwd=here)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(here.iterdir()) == before


def test_run_prints_figures(here: Path) -> None:
    done = firstfix("run", "small.yaml", "--policy", "roomy_van", "--replication", "1", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "availability" in done.stdout
    assert not (here / "results").exists()


def test_run_writes_records(here: Path) -> None:
    done = firstfix("run", "small.yaml", "--json", "--records", "csv", "--out", "out", cwd=here)
    content = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    calls = pd.read_csv(here / "out" / "records" / "calls.csv")
    assert len(calls) > 0
    assert content["figures"]["availability"] < 1
    figures = pd.read_csv(here / "out" / "figures.csv")
    assert set(figures["replication"]) == {0}
    assert (here / "out" / "report.html").exists()


def test_run_twice_is_the_same_run(here: Path) -> None:
    first, second = (json.loads(each("run", "small.yaml", "--json", cwd=here).stdout) for each in (firstfix, inside))
    assert first == second


def test_audit_finds_nothing_in_a_sound_run(here: Path) -> None:
    done = firstfix("run", "small.yaml", "--audit", cwd=here)
    assert done.returncode == 0, done.stdout
    assert "every invariant holds" in done.stdout


def test_compare_leaves_a_directory_and_prints_the_verdict(here: Path) -> None:
    done = firstfix("compare", "small.yaml", "--jobs", "2", cwd=here)
    assert done.returncode == 0, done.stderr
    folder = here / "results" / "small"
    assert "first_time_fix_rate" in done.stdout
    assert f"The report is {Path('results') / 'small' / 'report.html'}" in done.stdout
    assert done.stderr.strip().startswith("4 of 4 replications in")
    for name in (
        "report.html",
        "figures.csv",
        "comparison.csv",
        "run.json",
        "scenario.yaml",
        "figures.json",
        "profiles/stock.csv",
    ):
        assert (folder / name).stat().st_size > 0, name
    assert list((folder / "charts").glob("*.svg"))
    page = (folder / "report.html").read_bytes()
    assert firstfix("report", str(folder), cwd=here).returncode == 0
    assert (folder / "report.html").read_bytes() == page


def test_compare_as_json(here: Path) -> None:
    done = firstfix("compare", "small.yaml", "--replications", "2", "--set", "horizon=20 d", "--out", "out", "--json", cwd=here)
    content = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert content["complete"] is True
    assert {row["policy"] for row in content["verdict"]} == {"baseline", "roomy_van"}
    assert json.loads((here / "out" / "run.json").read_text(encoding="utf-8"))["horizon_hours"] == 480


def test_a_failed_replication_exits_3(here: Path) -> None:
    (here / "broken.py").write_text(
        "import sim\n@sim.kpi(unit='count')\ndef broken(tables):\n    return 1 / (1 - tables.facts['replication'])\n",
        encoding="utf-8",
    )
    done = firstfix("compare", "small.yaml", "--plugin", "broken.py", "--jobs", "1", cwd=here)
    assert done.returncode == 3
    assert "replication 1 of 'baseline' failed (seed 1)" in done.stderr
    failures = json.loads((here / "results" / "small" / "run.json").read_text(encoding="utf-8"))["failures"]
    assert [each["policy"] for each in failures] == ["baseline", "roomy_van"]
    assert "ZeroDivisionError" in failures[0]["traceback"]


def listen() -> None:
    """Heed interrupts, also where the tests run in the background of a shell, which ignores them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


MARKS = """
from pathlib import Path
import sim

@sim.kpi(unit="", formula="1", clock="calendar", denominator="none")
def marked(tables) -> float:
    "One for every replication, which leaves a mark when it is done."
    with Path("marks").open("a") as marks:
        marks.write(".")
    return 1.0
"""


def wait_for_marks(process: subprocess.Popen[str], marks: Path, least: int) -> None:
    """Wait until so many replications are done, however long a busy computer takes for them."""
    deadline = time.monotonic() + 180
    while not marks.exists() or len(marks.read_text(encoding="utf-8")) < least:
        assert process.poll() is None, "it ended before anybody interrupted it"
        assert time.monotonic() < deadline, "no replication is ever done"
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="signals work differently there")
def test_an_interrupt_keeps_what_is_finished_and_exits_3(here: Path) -> None:
    (here / "marks.py").write_text(MARKS, encoding="utf-8")
    words = [sys.executable, "-m", "sim", "compare", "small.yaml", "--replications", "100000", "--out", "out"]
    words += ["--jobs", "2", "--plugin", "marks.py"]
    process = subprocess.Popen(
        words,
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen,  # noqa: PLW1509 — no threads here
    )
    try:
        wait_for_marks(process, here / "marks", 5)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=180)
    finally:
        process.kill()
    assert process.returncode == 3, told
    assert "interrupted: " in told
    assert json.loads((here / "out" / "run.json").read_text(encoding="utf-8"))["interrupted"] is True
    kept = pd.read_csv(here / "out" / "figures.csv")
    assert 3 <= (kept["figure"] == "marked").sum() < 100_000, "each of two workers may have been busy with one that was marked"


@pytest.mark.parametrize("words", [["list"], ["list", "kpis"], ["list", "policies"], ["list", "laws"], ["list", "sections"]])
def test_list_shows_every_member_in_any_encoding(here: Path, words: list[str]) -> None:
    narrow = firstfix(*words, cwd=here, env={"PYTHONIOENCODING": "cp1252"})
    entries = json.loads(firstfix(*words, "--json", cwd=here).stdout)
    assert narrow.returncode == 0
    assert len(narrow.stdout.splitlines()) == len(entries) + 1
    assert len(inside(*words, cwd=here).stdout.splitlines()) == len(json.loads(inside(*words, "--json", cwd=here).stdout)) + 1


def test_list_explains_a_rule_with_units_and_defaults(here: Path) -> None:
    done = firstfix("list", "stock", "periodic", cwd=here)
    assert "every" in done.stdout
    assert "required" in done.stdout
    entry = json.loads(firstfix("list", "stock", "periodic", "--json", cwd=here).stdout)[0]
    assert {"name": "every", "unit": "h", "required": True}.items() <= entry["parameters"][1].items()


def test_a_plugin_is_listed(here: Path) -> None:
    (here / "mine.py").write_text(
        "import sim\n@sim.register('dispatch', 'mine')\nclass Mine(sim.DispatchRule):\n    '''A rule of mine.'''\n",
        encoding="utf-8",
    )
    assert "A rule of mine." in firstfix("list", "dispatch", "--plugin", "mine.py", cwd=here).stdout
    assert "A rule of mine." not in firstfix("list", "dispatch", cwd=here).stdout


def test_schema_is_json_schema(here: Path) -> None:
    content = json.loads(firstfix("schema", cwd=here).stdout)
    assert "horizon" in content["properties"]


def test_a_reader_that_leaves_early_is_no_error(here: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, sys.argv.pop(1)); from sim.app.cli import main; main()",
            str(ROOT),
            "list",
            "kpis",
        ],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), told) == (0, "")
