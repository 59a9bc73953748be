"""Precision that is wanted in a wrong way: each problem with its place in the file."""

from __future__ import annotations

import pytest

from sim.errors import Problem
from sim.experiment.checks.precise import problems_of_precision
from sim.experiment.spec import Experiment
from sim.scenario.read import read_text
from sim.scenario.shape import plain, shape_of


def problems(text: str) -> list[Problem]:
    """What is wrong with an experiment."""
    root = read_text(text, "study.yaml", [])
    return list(problems_of_precision(Experiment.model_validate(plain(root, shape_of(Experiment))), root))


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ("precision: {most: 50}", 2, "nothing is wanted"),
        ("precision:\n  half_widths:\n    cots: 2 EUR/y", 4, "there is no figure 'cots'; did you mean 'cost'?"),
        ("precision:\n  half_widths:\n    availability: 2 h", 4, "expected an amount like '75 %', found '2 h'"),
        ("precision:\n  half_widths:\n    availability: 0 %", 4, "expected a half-width above 0, found '0 %'"),
        ("precision:\n  relative:\n    cost: 0 %", 4, "expected a share above 0"),
        ("precision:\n  relative:\n    cots: 1 %", 4, "there is no figure 'cots'"),
        ("precision:\n  half_widths: {cost: 5 EUR/y}\n  relative:\n    cost: 1 %", 5, "state one of them"),
        ("precision:\n  relative: {cost: 1 %}\n  pilot: 30\n  most: 20", 5, "no less than the pilot of 30, found 20"),
        ("policies: [lean]\nprecision:\n  relative: {cost: 1 %}\n  of: differences", 5, "one policy has no differences"),
        ("warm_up: {figure: open_cals}", 2, "there is no course 'open_cals'"),
        ("replications: 5\nprecision: {relative: {cost: 1 %}}", 2, "either 'replications' or 'precision'"),
    ],
)
def test_each_problem_has_its_place(lines: str, line: int, message: str) -> None:
    (found,) = problems(f"scenario: tiny.yaml\n{lines}\n")
    assert message in str(found)
    assert found.line == line


def test_what_is_right_has_no_problem() -> None:
    assert not problems(
        "scenario: tiny.yaml\nprecision: {half_widths: {availability: 0.5 %, response_time: 2 h}, relative: {cost: 1 %}}\n"
    )
    assert not problems("scenario: tiny.yaml\n")
