"""The questions that are shipped: each is read without a problem, and asks for what its procedure can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.read import read_study
from sim.experiment.study import procedure_of

FOLDER = Path(__file__).parents[2] / "experiments"
OF_DRIVERS = "drivers.yaml"
QUESTIONS = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != OF_DRIVERS)


def test_there_are_six_questions() -> None:
    assert len(QUESTIONS) >= 6


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_shipped_question_is_read_and_begins(name: str) -> None:
    study = read_study(FOLDER / name)
    assert study.says.question.rstrip().endswith("?")
    stage = next(procedure_of(study))
    assert all(ask.replications > 1 for ask in stage)
    assert f"firstfix study experiments/{name}" in (FOLDER / name).read_text(encoding="utf-8")
