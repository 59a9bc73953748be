"""What is said of an experiment that is given as text, without its scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pydantic import ValidationError

from sim.errors import Problem
from sim.experiment.spec import Experiment
from sim.scenario.explain import explain
from sim.scenario.read import read_text
from sim.scenario.shape import plain, shape_of
from sim.scenario.tree import Node


def problems_in(text: str, check: Callable[[Experiment, Node], Iterable[Problem]]) -> list[Problem]:
    """The wrong words of the text, or, where there are none, what a check finds."""
    found: list[Problem] = []
    root = read_text(text, "x.yaml", found)
    try:
        says = Experiment.model_validate(plain(root, shape_of(Experiment)))
    except ValidationError as error:
        return explain(error, root, Experiment)
    return list(check(says, root))
