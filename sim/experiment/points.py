"""The ways to run a scenario that a study compares, each with the scenario that says it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.errors import Problem, ScenarioError
from sim.experiment.procedure import Point
from sim.kpi.headline import HEADLINE
from sim.scenario.levels import Assignment
from sim.scenario.load import placed
from sim.scenario.overlay import PathError, parse_path
from sim.scenario.tree import Mark, show
from sim.scenario.write import from_python

if TYPE_CHECKING:
    from sim.experiment.spec import Experiment
    from sim.scenario.load import ScenarioFile
    from sim.scenario.spec import Scenario


@dataclass
class Study:
    """An experiment that has been read and checked, with the scenario of every point that it names."""

    path: Path
    text: str = field(repr=False)
    """The experiment file as it was written."""
    says: Experiment
    base: ScenarioFile = field(repr=False)
    paths: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Factor or decision -> the places in the scenario where its value is put."""
    marks: Mapping[str, Mark] = field(default_factory=dict, repr=False)
    """Where the file speaks of each of them."""
    points: list[Point] = field(default_factory=list)
    """What the policies and factors name, the baseline first."""
    always: Mapping[str, Any] = field(default_factory=dict)
    """Values that every point has besides its own, such as a warm-up that was found."""
    _files: dict[Point, ScenarioFile] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Title of the study."""
        return self.says.name or self.path.stem.replace("_", " ")

    @property
    def baseline(self) -> Scenario:
        """The scenario's baseline, whose name, horizon and seed stand for all."""
        return self.base.scenario()

    @property
    def figures(self) -> Sequence[str]:
        """The figures that the study is about: those of the experiment, of the scenario, or the usual ones."""
        return self.says.figures or self.baseline.headline or HEADLINE

    def point(self, values: Mapping[str, Any], policy: str | None = None) -> Point:
        """The point where factors or decisions have these values; raises :class:`ScenarioError` where the scenario does not allow them."""
        known = self.base.policies[0] if policy is None else policy
        words = ", ".join(f"{factor}={text_of(value)}" for factor, value in values.items())
        understood = known == self.base.policies[0] or self.says.policies == [known]
        parts = [known] if not words else [words] if understood else [known, words]
        values = {**values, **self.always}
        name = ": ".join(parts) + mark_of(self.always)
        point = Point(name, known, tuple((factor, _fixed(value)) for factor, value in values.items()))
        if point not in self._files:
            self._files[point] = self.base.vary(list(self._changes(values)), known)
        return point

    def scenario(self, point: Point) -> Scenario:
        """The scenario of a point."""
        return self._files[point].scenario()

    def text_of(self, point: Point) -> str:
        """The resolved scenario of a point as YAML."""
        return self._files[point].resolved_text()

    def key(self, point: Point, more: str = "") -> str:
        """What a point is known by: a hash of all that its scenario says, of the version that runs it, and of `more` that moves its figures."""
        return hashlib.sha256(f"{__version__}\n{more}\n{point.policy}\n{self._files[point].hash}".encode()).hexdigest()

    def _changes(self, values: Mapping[str, Any]) -> list[Assignment]:
        changes, problems = list[Assignment](), list[Problem]()
        for factor, value in values.items():
            mark = self.marks.get(factor, Mark(str(self.path)))
            node = placed(from_python({"value": value}, mark.file, self.baseline.currency).value["value"], mark)
            for path in self.paths.get(factor, [factor]):
                try:
                    changes.append(Assignment(parse_path(path), node, mark))
                except PathError as fault:
                    problems.append(fault.at(mark))
        if problems:
            raise ScenarioError(problems)
        return changes


def mark_of(always: Mapping[str, Any]) -> str:
    """What ends the names of points that have these values besides their own: ' (warm_up=60 d)'."""
    behind = ", ".join(f"{factor}={text_of(value)}" for factor, value in always.items())
    return f" ({behind})" if behind else ""


def text_of(value: Any) -> str:
    """A value as a point's name says it: a rule or law by its word, the rest as it is written."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} {text_of(each)}" for key, each in value.items() if key != "rule")
        return f"{value['rule']} {inner}".strip() if "rule" in value else inner
    if isinstance(value, (list, tuple)):
        return " ".join(text_of(each) for each in value)
    return value if isinstance(value, str) else show(value)


def level_text(value: Any) -> str:
    """A value of a point as its name says it, which it has as JSON where it is a rule or law."""
    if isinstance(value, str) and value.startswith("{"):
        with suppress(ValueError):
            return text_of(json.loads(value))
    return str(value)


def _fixed(value: Any) -> Any:
    """A value that can be compared and hashed; a mapping or list by its text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (Mapping, list)) else value
