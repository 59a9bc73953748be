"""From an experiment file to a study that can be conducted, or to all its problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError, UsageError, nearest
from sim.experiment.checks.factors import problems_of_factors
from sim.experiment.checks.goals import problems_of_goals
from sim.experiment.checks.precise import problems_of_precision
from sim.experiment.checks.search import problems_of_search
from sim.experiment.checks.select import problems_of_select
from sim.experiment.checks.sensitivity import problems_of_sensitivity
from sim.experiment.checks.together import problems_of_sections
from sim.experiment.design import combinations, points_in
from sim.experiment.factors import paths_of
from sim.experiment.points import Study
from sim.experiment.procedure import Point
from sim.experiment.spec import Experiment
from sim.scenario.explain import explain
from sim.scenario.load import load
from sim.scenario.read import UnreadableError, read_file
from sim.scenario.shape import plain, shape_of
from sim.scenario.tree import Mark, Node, follow, one_of, problem_at

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile

OF_DRIVERS = ("drivers", "staircase")
_MANY = 20
"""After so many problems of points, others are not looked for."""


def read_study(path: str | PathLike[str]) -> Study:
    """Read and check an experiment file; raises :class:`ScenarioError` with all problems, those of its scenario among them."""
    file, problems = str(path), list[Problem]()
    try:
        root, text = read_file(Path(path), file, problems)
    except UnreadableError as error:
        raise ScenarioError([*problems, error.problem]) from None
    base = _scenario(root, Path(path), problems)
    says = _validated(root, base, problems)
    if says is None or base is None or problems:
        raise ScenarioError(problems)
    problems += _senseless(says, root, base)
    if problems:
        raise ScenarioError(problems)
    factors = {**says.factors, **says.decisions}
    marks = {name: _mark(root, name) for name in factors}
    study = Study(Path(path), text, says, base, {name: paths_of(name, factor) for name, factor in factors.items()}, marks)
    study.points = _points(study)
    return study


def _points(study: Study) -> list[Point]:
    """Every policy with every combination of the factors; problems that several points share are told once."""
    says, found, problems = study.says, dict[Point, None](), set[Problem]()
    drawn = says.sensitivity is None and bool(says.factors)
    for combination in combinations(says.design, says.factors) if drawn else [{}]:
        for policy in _policies(says, study.base):
            try:
                found[study.point(combination, policy)] = None
            except ScenarioError as error:
                problems.update(error.problems)
        if len(problems) >= _MANY:
            break
    if problems:
        raise ScenarioError(problems)
    return list(found)


def _mark(root: Node, name: str) -> Mark:
    """Where the file speaks of a factor or decision."""
    section = "factors" if follow(root, ("factors", name)).depth == 2 else "decisions"
    return follow(root, (section, name)).key


def _validated(root: Node, base: ScenarioFile | None, problems: list[Problem]) -> Experiment | None:
    if not root.is_mapping:
        problems.append(problem_at(root.mark, (), f"an experiment is a mapping of keys to values, found {root.describe()}"))
        return None
    for key in OF_DRIVERS:
        if key in root.value:
            message = f"'{key}' belongs to an experiment of firstfix drivers; use that command for this file"
            problems.append(problem_at(root.keys[key], (key,), message))
            return None
    currency = "EUR" if base is None else base.scenario().currency
    try:
        return Experiment.model_validate(plain(root, shape_of(Experiment)), context={"currency": currency})
    except ValidationError as error:
        problems += explain(error, root, Experiment)
        return None


def _scenario(root: Node, path: Path, problems: list[Problem]) -> ScenarioFile | None:
    """The scenario file that is named, from where the experiment lies."""
    node = root.value.get("scenario") if root.is_mapping else None
    if node is None or not isinstance(node.value, str) or not node.value.strip():
        return None
    where = path.parent / node.value
    if not where.is_file():
        near = nearest(where.name, [each.name for each in where.parent.glob("*.yaml")]) if where.parent.is_dir() else ""
        suggestion = str(Path(node.value).parent / near) if near else ""
        problems.append(problem_at(node.mark, ("scenario",), f"there is no file '{node.value[:80]}'", suggestion))
        return None
    try:
        return load(where)
    except ScenarioError as error:
        problems += error.problems
        return None


def _policies(says: Experiment, base: ScenarioFile) -> list[str]:
    """The policies to run; the first one is what the others are held against."""
    if says.policies is None:
        return base.policies[:1] if says.factors or says.decisions else base.policies
    return says.policies


def _senseless(says: Experiment, root: Node, base: ScenarioFile) -> Iterator[Problem]:
    """What every word for itself is right in, but not the whole."""
    known = [*base.policies, *base.strategies]
    for at, policy in enumerate(says.policies or ()):
        place, path = follow(root, ("policies", at)).node.mark, ("policies", at)
        if policy not in known:
            few = f"; there is {one_of(known)}" if len(known) <= 8 else ""
            near = nearest(policy, known)
            yield problem_at(place, path, f"there is no policy '{policy}' in {base.name}{'' if near else few}", near)
        elif policy in (says.policies or ())[:at]:
            yield problem_at(place, path, f"'{policy}' is named twice")
    yield from unknown_figures(says.figures or (), ("figures",), root)
    if says.compare is not None and says.compare not in {*says.factors, "policy", "first"}:
        named = [*says.factors, "policy", "first"]
        message = f"there is no factor '{says.compare}'; there is {one_of(named)}"
        yield problem_at(follow(root, ("compare",)).node.mark, ("compare",), message, nearest(says.compare, named))
    elif says.compare is not None and _levels(says, base) == 1:
        message = f"there is nothing to compare: '{says.compare}' has one value only"
        yield problem_at(follow(root, ("compare",)).node.mark, ("compare",), message)
    inherited = base.scenario().goals
    points = None if says.search is not None else points_in(says.design, says.factors) * len(_policies(says, base))
    yield from problems_of_factors(says, root)
    yield from problems_of_goals(says, root)
    yield from problems_of_sections(says, root)
    yield from problems_of_precision(says, root)
    yield from problems_of_sensitivity(says, root)
    yield from problems_of_search(says, root, says.goals or inherited)
    yield from problems_of_select(says, root, inherited, points)


def _levels(says: Experiment, base: ScenarioFile) -> int | None:
    """How many values there are of what is compared; None where there is no end to them, or everything is."""
    if says.compare == "policy":
        return len(_policies(says, base))
    return says.factors[says.compare].count if says.compare in says.factors else None


def unknown_figures(figures: Sequence[str], path: tuple[str, ...], root: Node) -> Iterator[Problem]:
    """Names in a list that are no figures."""
    from sim.kpi import member_of

    for at, figure in enumerate(figures):
        try:
            member_of(figure)
        except UsageError as error:
            yield problem_at(follow(root, (*path, at)).node.mark, path, str(error))
