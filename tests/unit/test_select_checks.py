"""What an experiment may not say of a choice, with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import Problem
from sim.experiment.checks.goals import problems_of_goals
from sim.experiment.checks.select import problems_of_select
from sim.experiment.spec import Experiment
from sim.scenario.goals import Goals
from sim.scenario.read import read_file
from sim.scenario.shape import plain, shape_of


def problems(tmp_path: Path, text: str, inherited: Goals | None = None, points: int | None = 4) -> list[str]:
    path = tmp_path / "e.yaml"
    path.write_text(f"scenario: shop.yaml\n{text}", encoding="utf-8")
    unread: list[Problem] = []
    root, _ = read_file(path, "e.yaml", unread)
    assert not unread
    says = Experiment.model_validate(plain(root, shape_of(Experiment)))
    return [str(each) for each in (*problems_of_goals(says, root), *problems_of_select(says, root, inherited, points))]


def test_a_choice_that_lacks_nothing_is_let_through(tmp_path: Path) -> None:
    goals = "goals: {minimise: cost, at_least: {availability: 97 %}}\n"
    assert problems(tmp_path, f"{goals}select: {{by: 5000 EUR/y, tolerance: {{availability: 0.2 %}}}}\n") == []
    assert problems(tmp_path, f"{goals}select: {{method: ocba, budget: 40}}\n") == []
    inherited = Goals.model_validate({"maximise": "margin"})
    assert problems(tmp_path, "select: {by: 5000 EUR/y, method: two_stages}\n", inherited) == []
    assert problems(tmp_path, "replications: 5\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "select: {by: 5000 EUR/y}\n",
            ["e.yaml:2:1: select: a choice needs an objective; state goals with minimise or maximise, such as 'minimise: cost'"],
        ),
        (
            "goals: {minimise: cost}\nselect:\n  pilot: 20\n",
            ["e.yaml:3:1: select: 'kn' needs 'by', the least difference of the objective that matters, such as 5000 EUR/y"],
        ),
        (
            "goals: {minimise: cost}\nselect:\n  by: 5000 h\n",
            ["e.yaml:4:7: select.by: expected an amount like '500000 EUR/y', found '5000 h'"],
        ),
        ("goals: {minimise: cost}\nselect: {by: 0 EUR/y}\n", ["e.yaml:3:14: select.by: must be above 0, found '0 EUR/y'"]),
        (
            "goals: {minimise: cost}\nselect:\n  by: 1 EUR/y\n  tolerance: {availability: 1 %}\n",
            ["e.yaml:5:29: select.tolerance.availability: there is no limit on 'availability' to tolerate anything of"],
        ),
        (
            "goals:\n  minimise: cost\n  at_least: {availability: 97 %}\nselect: {by: 1 EUR/y, tolerance: {availabilty: 1 %}}\n",
            [
                (
                    "e.yaml:5:48: select.tolerance.availabilty: there is no limit on 'availabilty' to tolerate anything of "
                    "(did you mean 'availability'?)"
                ),
                (
                    "e.yaml:5:23: select.tolerance: 'kn' needs a tolerance of the limit on 'availability': how far from it nobody minds which "
                    "side is said"
                ),
            ],
        ),
        (
            "goals: {minimise: cost}\nselect: {method: ocba}\n",
            ["e.yaml:3:1: select: 'ocba' needs a 'budget', the replications that it may spend in all"],
        ),
        (
            "goals: {minimise: cost}\nselect:\n  by: 1 EUR/y\n  budget: 39\n",
            ["e.yaml:5:11: select.budget: the pilots alone take 10 x 4 = 40 replications, more than the budget of 39"],
        ),
        (
            "goals: {minimise: cost}\nreplications: 20\nselect: {by: 1 EUR/y}\n",
            [
                "e.yaml:3:15: replications: either 'replications' or 'select' says how many replications there are; state one of them"
            ],
        ),
        (
            "goals: {minimise: cost}\nbatches: 10\nselect: {by: 1 EUR/y}\nsensitivity: {}\n",
            [
                "e.yaml:4:1: select: a sensitivity analysis chooses nothing; ask in two experiments",
                "e.yaml:3:10: batches: a choice looks at replications, not at batches of one long run; state one of the two",
            ],
        ),
        (
            "goals:\n  maximise: cost\nselect: {by: 1 EUR/y}\n",
            ["e.yaml:3:13: goals.maximise: of 'cost' less is better; did you mean 'minimise'?"],
        ),
        (
            "goals: {minimise: cost, maximise: margin}\nselect: {by: 1 EUR/y}\n",
            [
                "e.yaml:2:35: goals.maximise: there is one objective, to minimise or to maximise; state what else matters as a limit (at_least, at_most)"
            ],
        ),
        (
            "goals: {minimise: cost, at_most: {availability: 3 h}}\nselect: {method: ocba, budget: 400}\n",
            ["e.yaml:2:49: goals.at_most.availability: expected an amount like '75 %', found '3 h'"],
        ),
    ],
)
def test_wrong_words_are_said_with_their_place(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert problems(tmp_path, text) == expected


def test_one_way_to_run_is_no_choice_and_without_a_number_the_budget_pays_for_two(tmp_path: Path) -> None:
    goals = "goals: {minimise: cost}\n"
    assert problems(tmp_path, f"{goals}select: {{by: 1 EUR/y}}\n", points=1) == [
        "e.yaml:3:1: select: there is only one way to run, so nothing to choose; name policies or factors"
    ]
    assert problems(tmp_path, f"{goals}select: {{by: 1 EUR/y, budget: 19}}\n", points=None) == [
        "e.yaml:3:31: select.budget: the budget of 19 does not pay for two pilots of 10"
    ]
