"""An experiment: reasons to manage service, each with the lever that serves it and the sentence that tells it, and a staircase of levers.

The file is read as a scenario is: every problem at once, each with its line and path.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import Problem, ScenarioError, UsageError, nearest
from sim.scenario.explain import explain
from sim.scenario.files import Files
from sim.scenario.load import load
from sim.scenario.read import UnreadableError, read_file
from sim.scenario.shape import plain, shape_of
from sim.scenario.tables import TableError
from sim.scenario.tree import Mark, Node, follow, one_of, problem_at

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile

BLANKS = ("change", "percent", "before", "after", "interval")
"""What a sentence may leave open; it is filled in from the results."""


class Clause(BaseModel):
    """Base of what an experiment file consists of: frozen, unknown keys are errors. No section of a scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Driver(Clause):
    """A reason to manage service, and a lever that serves it."""

    scenario: str = Field(description="scenario file, from where the experiment's file lies")
    policy: str = Field(description="policy or strategy of it that is the lever; held against its baseline")
    figures: list[str] = Field(min_length=1, description="figures that it is judged by; the first one is pictured")
    lever: str = Field("", description="what is done, in a few words; the policy's name if left out")
    say: str = Field(
        description="sentence to repeat, with {change}, {percent}, {before}, {after} or {interval} where numbers of the first figure go"
    )


class Staircase(Clause):
    """Levers one at a time: added one after the other, and each taken away from all of them."""

    scenario: str = Field(description="scenario file, from where the experiment's file lies")
    origin: str | None = Field(None, alias="from", description="policy or strategy to begin with; the baseline if left out")
    to: str = Field("all levers", description="what it is called when all levers are there")
    levers: list[str] = Field(
        min_length=1, description="two or more policies or strategies, in the order in which they are added"
    )
    figures: list[str] = Field(min_length=1, description="figures that are followed")


class Experiment(Clause):
    """What an experiment file says."""

    name: str = Field("Experiment", description="title of the page")
    description: str = Field("", description="what it is about, printed on the page")
    replications: int = Field(16, ge=2, le=10_000_000, description="replications of everything, unless asked otherwise")
    price: list[str] = Field(["cost"], description="figures that say what a lever costs, printed beside its effect")
    drivers: dict[str, Driver] = Field(default_factory=dict, description="reason -> lever, figures and sentence")
    staircase: Staircase | None = Field(None, description="levers one at a time; none if left out")


@dataclass(frozen=True)
class ExperimentFile:
    """An experiment that has been read and checked, with its scenarios."""

    path: Path
    says: Experiment
    scenarios: dict[str, ScenarioFile] = field(repr=False)
    """By the name in the experiment."""


def read_experiment(path: str | PathLike[str]) -> ExperimentFile:
    """Read and check an experiment file; raises :class:`ScenarioError` with all problems, those of its scenarios among them."""
    file, problems = str(path), list[Problem]()
    try:
        root, _ = read_file(Path(path), file, problems)
    except UnreadableError as error:
        raise ScenarioError([*problems, error.problem]) from None
    says = _validated(root, problems)
    files = Files(Path(path).parent, problems)
    files.known(file, Path(path).parent)
    scenarios = _scenarios(root, files, problems)
    if says is not None:
        problems += _senseless(says, root, scenarios)
    if says is None or problems:
        raise ScenarioError(problems)
    return ExperimentFile(Path(path), says, scenarios)


def _validated(root: Node, problems: list[Problem]) -> Experiment | None:
    if not root.is_mapping:
        problems.append(problem_at(root.mark, (), f"an experiment is a mapping of keys to values, found {root.describe()}"))
        return None
    try:
        says = Experiment.model_validate(plain(root, shape_of(Experiment)))
    except ValidationError as error:
        problems += explain(error, root, Experiment)
        return None
    if not says.drivers and says.staircase is None:
        problems.append(problem_at(root.mark, (), "there is nothing to do: state 'drivers', a 'staircase', or both"))
    return says


def _scenarios(root: Node, files: Files, problems: list[Problem]) -> dict[str, ScenarioFile]:
    """Every scenario file that is named and can be loaded."""
    found: dict[str, ScenarioFile] = {}
    tried = set[str]()
    for node in _named(root):
        if node.value in tried:
            continue
        try:
            where, shown = files.find(node)
            tried.add(node.value)
            found[node.value] = load(where if not where.is_relative_to(Path.cwd()) else shown)
        except TableError as fault:
            problems.append(fault.problem)
        except ScenarioError as error:
            problems += error.problems
    return found


def _named(root: Node) -> Iterator[Node]:
    """The values of all keys `scenario`."""
    drivers = follow(root, ("drivers",))
    owners = [*drivers.node.value.values()] if drivers.depth and drivers.node.is_mapping else []
    stairs = follow(root, ("staircase",))
    owners += [stairs.node] if stairs.depth else []
    for owner in owners:
        if owner.is_mapping and "scenario" in owner.value and isinstance(owner.value["scenario"].value, str):
            yield owner.value["scenario"]


def _senseless(says: Experiment, root: Node, scenarios: dict[str, ScenarioFile]) -> Iterator[Problem]:
    """What every word for itself is right in, but not the whole."""
    yield from _unknown_figures(says.price, ("price",), root)
    for name, driver in says.drivers.items():
        path = ("drivers", name)
        yield from _unknown_figures(driver.figures, (*path, "figures"), root)
        yield from _wrong_blanks(driver.say, _mark(root, (*path, "say")), (*path, "say"))
        if driver.scenario in scenarios:
            yield from _unknown_policy(driver.policy, scenarios[driver.scenario], root, (*path, "policy"))
    stairs = says.staircase
    if stairs is None:
        return
    yield from _unknown_figures(stairs.figures, ("staircase", "figures"), root)
    if len(stairs.levers) == 1:
        yield problem_at(
            _mark(root, ("staircase", "levers")), ("staircase", "levers"), "one lever makes no staircase; name two or more"
        )
    for at, lever in enumerate(stairs.levers):
        place = ("staircase", "levers", at)
        if lever in stairs.levers[:at]:
            yield problem_at(_mark(root, place), ("staircase", "levers"), f"'{lever}' is named twice")
        elif stairs.scenario in scenarios:
            yield from _unknown_policy(lever, scenarios[stairs.scenario], root, place)
    if stairs.origin is not None and stairs.scenario in scenarios:
        yield from _unknown_policy(stairs.origin, scenarios[stairs.scenario], root, ("staircase", "from"), baseline=True)


def _mark(root: Node, path: tuple[str | int, ...]) -> Mark:
    return follow(root, path).node.mark


def _unknown_figures(figures: Sequence[str], path: tuple[str, ...], root: Node) -> Iterator[Problem]:
    from sim.kpi import member_of

    for at, figure in enumerate(figures):
        try:
            member_of(figure)
        except UsageError as error:
            yield problem_at(_mark(root, (*path, at)), path, str(error))


def _unknown_policy(
    policy: str, scenario: ScenarioFile, root: Node, path: tuple[str | int, ...], *, baseline: bool = False
) -> Iterator[Problem]:
    """A lever is a policy or strategy of its scenario; only where one begins it may be the baseline."""
    first, *others = scenario.policies
    known = [*others, *scenario.strategies]
    if policy == first and not baseline:
        yield problem_at(_mark(root, path), path, f"'{policy}' is the baseline, which the lever is held against")
    elif policy != first and policy not in known:
        few = f"; there is {one_of(known)}" if 0 < len(known) <= 8 else ""
        near = nearest(policy, known)
        message = f"there is no policy '{policy}' in {scenario.name}{'' if near else few}"
        yield problem_at(_mark(root, path), path, message, near)


def _wrong_blanks(say: str, mark: Mark, path: tuple[str, ...]) -> Iterator[Problem]:
    """A sentence has at least one blank, and none that nobody can fill in."""
    try:
        blanks = [name for _, name, _, _ in string.Formatter().parse(say) if name is not None]
    except ValueError:
        yield problem_at(mark, path, "a brace that is not closed, or not opened")
        return
    for name in blanks:
        if name not in BLANKS:
            yield problem_at(mark, path, f"there is no '{{{name}}}'; there is {one_of(BLANKS)}", nearest(name, BLANKS))
    if not blanks:
        yield problem_at(mark, path, "the sentence leaves no blank for a number, such as {change}; numbers come from the results")
