"""`firstfix drivers` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import SMALL, inside

EXPERIMENT = """
drivers:
  Fewer waits: {scenario: small.yaml, policy: roomy_van, figures: [part_wait], say: "{change} less."}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "why.yaml").write_text(EXPERIMENT, encoding="utf-8")
    return tmp_path


def test_a_page_and_what_it_rests_on(here: Path) -> None:
    done = inside("drivers", "why.yaml", "--replications", "2", "--jobs", "1", "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    content = json.loads(done.stdout)
    assert content["complete"]
    assert list(content["sentences"]) == ["Fewer waits"]
    assert [row["role"] for row in content["effects"]] == ["effect", "price"]
    left = {path.name for path in (here / "results" / "why").iterdir()}
    assert left == {"drivers.html", "effects.csv", "experiment.json", "charts"}
    page = here / "results" / "why" / "drivers.html"
    before = page.read_text(encoding="utf-8")
    page.unlink()
    assert inside("report", "results/why", cwd=here).returncode == 0
    assert page.read_text(encoding="utf-8") == before  # drawn anew from the files alone


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["why.yaml", "--out", "mine"], "mine holds files that firstfix did not write"),
        (["wrong.yaml"], "wrong.yaml:2:47: drivers.\"Fewer waits\".policy: there is no policy 'roomy'"),
        (["nowhere.yaml"], "there is no such file"),
        (["why.yaml", "--replications", "1"], "1 is not in the range"),
    ],
)
def test_wrong_use_exits_2_and_writes_nothing(here: Path, words: list[str], told: str) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    (here / "wrong.yaml").write_text(
        'drivers:\n  Fewer waits: {scenario: small.yaml, policy: roomy, figures: [cost], say: "{change}"}', encoding="utf-8"
    )
    before = sorted(path for path in here.rglob("*"))
    done = inside("drivers", *words, cwd=here)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert sorted(path for path in here.rglob("*")) == before
