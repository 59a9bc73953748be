"""From a scenario file to a validated scenario for each policy, or to all its problems at once."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError, UsageError, nearest
from sim.scenario import check
from sim.scenario.bundles import Conflict, conflicts, laid_together, read_bundles
from sim.scenario.explain import explain, place
from sim.scenario.files import Files
from sim.scenario.levels import Assignment, assignments, misplaced
from sim.scenario.overlay import Draft, PathError, merge, parse_path, write_segments
from sim.scenario.read import UnreadableError, read_file, read_text
from sim.scenario.shape import plain, section_keys, shape_at, shape_of
from sim.scenario.spec import Scenario
from sim.scenario.tables import TableError
from sim.scenario.tree import Mark, Node, follow, problem_at
from sim.scenario.write import from_python, to_yaml

MOST_POLICIES = 1000
_SCENARIO = shape_of(Scenario)


class ScenarioFile:
    """A scenario with all its policies, read, validated and checked."""

    def __init__(
        self,
        name: str,
        text: str,
        base: Node,
        overlays: Mapping[str, list[Assignment]],
        scenarios: dict[str, Scenario],
        strategies: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.name = name
        """The file's name, as given."""
        self.text = text
        """The scenario file as it was written."""
        self._base = base
        self._overlays = overlays
        self._scenarios = scenarios
        self.strategies = dict(strategies or {})
        """The policies of each strategy, in the order in which they are laid over one another."""

    @property
    def policies(self) -> list[str]:
        """Names of the policies, the baseline first."""
        return [name for name in self._scenarios if name not in self.strategies]

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Where policies of one strategy want different things; the one named later wins."""
        each = self.strategies.items()
        return [found for name, members in each for found in conflicts(name, members, self._overlays, self._base, _SCENARIO)]

    def scenario(self, policy: str | None = None) -> Scenario:
        """The scenario under a policy or strategy, or the baseline; raises :class:`UsageError` when there is no such policy."""
        return self._scenarios[self._known(policy)].each_customer()

    def resolved(self, policy: str | None = None) -> dict[str, Any]:
        """The scenario as one plain tree, tables and extended files inlined; with all policies, or with one policy laid over it."""
        name = self._known(policy)
        draft = Draft(self._base, _SCENARIO)
        for each in self._overlays.get(name, []):
            draft.assign(each.path, each.value, each.mark)
        found: dict[str, Any] = plain(draft.root, _SCENARIO)
        if policy is None and self._overlays:
            found["policies"] = {name: self._overlay(name) for name in self._overlays if name not in self.strategies}
        if policy is not None:
            found.pop("strategies", None)
        return found

    def vary(self, changes: Sequence[Assignment], policy: str | None = None) -> ScenarioFile:
        """The scenario under one policy or strategy (the baseline when None) with values laid over it, as a file of its own.

        Raises :class:`ScenarioError` where the values are not allowed, each fault at the mark of its assignment.
        """
        name, problems = self._known(policy), list[Problem]()
        loader = _Loader(Files(FilePath(), problems), problems)
        overlay = [*self._overlays.get(name, []), *changes]
        baseline = self._scenarios[self.policies[0]]
        root, scenario = loader.with_overlay(self._base.without("strategies"), baseline, None, overlay, [])
        if problems or scenario is None:
            raise ScenarioError(_collapsed(problems))
        return ScenarioFile(self.name, self.text, root, {}, {name: scenario})

    def _overlay(self, policy: str) -> dict[str, Any]:
        return {
            write_segments(entry.path): plain(
                entry.value, shape_at(_SCENARIO, self._base, tuple(each.name for each in entry.path))
            )
            for entry in self._overlays[policy]
        }

    def resolved_text(self, policy: str | None = None) -> str:
        """The resolved scenario as YAML that loads again to the same."""
        return to_yaml(self.resolved(policy))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the scenario and its policies say; comments and the order of keys do not count."""
        canonical = json.dumps(self.resolved(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _known(self, policy: str | None) -> str:
        name = self.policies[0] if policy is None else policy
        if name not in self._scenarios:
            near = nearest(name, self._scenarios)
            hint = f" (did you mean '{near}'?)" if near else ""
            raise UsageError(f"there is no policy '{name}'; known: {', '.join(self._scenarios)}{hint}")
        return name


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would take as long again to look through a large tree that is all in use."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@undisturbed()
def load(path: str | PathLike[str], *, overrides: Sequence[str] = ()) -> ScenarioFile:
    """Read, validate and check a scenario file; `overrides` are texts like 'horizon=2 y'. Raises :class:`ScenarioError`."""
    file, problems = str(path), list[Problem]()
    files = Files(FilePath(path).parent, problems)
    try:
        tree, text = read_file(FilePath(path), file, problems)
    except UnreadableError as error:
        raise ScenarioError([*problems, error.problem]) from None
    files.known(file, FilePath(path).parent)
    return _Loader(files, problems).load(tree, file, text, overrides, (FilePath(path).resolve(),))


@undisturbed()
def from_text(
    text: str, name: str = "<text>", *, folder: str | PathLike[str] = ".", overrides: Sequence[str] = ()
) -> ScenarioFile:
    """The same from YAML text; tables and extended files are looked for in `folder`."""
    problems: list[Problem] = []
    try:
        tree = read_text(text, name, problems)
    except UnreadableError as error:
        raise ScenarioError([*problems, error.problem]) from None
    return _Loader(Files(FilePath(folder), problems), problems).load(tree, name, text, overrides, ())


@undisturbed()
def from_mapping(tree: Mapping[str, Any], *, folder: str | PathLike[str] = ".", overrides: Sequence[str] = ()) -> ScenarioFile:
    """The same from a Python mapping that says what a scenario file would say; laws and rules may also be ready members."""
    try:
        root = from_python(tree, "<mapping>", str(tree.get("currency", "EUR")))
    except UnreadableError as error:
        raise ScenarioError([error.problem]) from None
    problems: list[Problem] = []
    return _Loader(Files(FilePath(folder), problems), problems).load(root, "<mapping>", "", overrides, ())


class _Loader:
    """The steps from a tree to a scenario; every fault found on the way is collected."""

    def __init__(self, files: Files, problems: list[Problem]) -> None:
        self.files = files
        self.problems = problems
        self.whole = True
        """All of the scenario could be read, so that its sense may be judged."""

    def load(self, tree: Node, name: str, text: str, overrides: Sequence[str], chain: tuple[FilePath, ...]) -> ScenarioFile:
        tree = self._whole(tree, chain)
        for override in overrides:
            tree = self._override(tree, override)
        policies = tree.value.get("policies")
        base = tree.without("policies")
        overlays = self._overlays(policies) if policies is not None else {}
        self.whole = not self.problems
        baseline, found = self._validate(base)
        self.problems += found
        first = baseline.baseline if baseline is not None else "baseline"
        scenarios = {first: baseline}
        for policy, overlay in overlays.items():
            fault = check.policy_name(policy, [*scenarios])
            if fault:
                self.problems.append(problem_at(policies.keys[policy], ("policies",), *fault))
            scenarios[policy] = self.with_overlay(base, baseline, ("policies", policy), overlay, found)[1]
        strategies = read_bundles(tree.value.get("strategies"), overlays, list(scenarios), self.problems)
        for strategy, members in strategies.items():
            overlays[strategy] = laid_together(members, overlays)
            if all(scenarios[each] is not None for each in members):
                scenarios[strategy] = self.with_overlay(base, baseline, ("strategies", strategy), overlays[strategy], found)[1]
        if self.problems:
            raise ScenarioError(_collapsed(self.problems))
        ready = {policy: scenario for policy, scenario in scenarios.items() if scenario is not None}
        return ScenarioFile(name, text, base, overlays, ready, strategies)

    def _whole(self, tree: Node, chain: tuple[FilePath, ...]) -> Node:
        """One file with what it extends, its tables and its levels worked in."""
        if not tree.is_mapping:
            self.problems.append(problem_at(tree.mark, (), f"a scenario is a mapping of keys to values, found {tree.describe()}"))
            return Node({}, tree.mark, bad=True)
        extends, levels = tree.value.get("extends"), tree.value.get("levels")
        tree = self.files.expand(tree.without("extends", "levels"))
        if extends is not None:
            base = self.files.extended(extends, chain)
            tree = merge(self._whole(*base), tree, _SCENARIO) if base else Node(tree.value, tree.mark, keys=tree.keys, bad=True)
        return self._with_levels(tree, levels) if levels is not None else tree

    def _with_levels(self, tree: Node, levels: Node) -> Node:
        draft = Draft(tree, _SCENARIO)
        for each in self._levels(levels):
            fault = misplaced(each, tree)
            try:
                if fault is None:
                    draft.assign(each.path, each.value, each.mark)
            except PathError as error:
                fault = error.at(each.mark)
            if fault is not None:
                self.problems.append(fault)
        return draft.root

    def _levels(self, node: Node) -> list[Assignment]:
        try:
            return assignments(self.files.table(node), node.mark, self.problems)
        except TableError as fault:
            self.problems.append(fault.problem)
            return []

    def _override(self, tree: Node, override: str) -> Node:
        """Work in one 'path=value' of the command line."""
        mark = Mark(f"--set {override[:80]}")
        match = _OVERRIDE.fullmatch(override)
        if not match:
            self.problems.append(problem_at(mark, (), "expected path=value, such as technicians.anna.count=2"))
            return tree
        found: list[Problem] = []
        draft = Draft(tree, _SCENARIO)
        try:
            path = parse_path(match["path"].strip())
            value = self.files.expand(placed(read_text(match["value"], mark.file, found), mark))
            if found:
                raise UnreadableError(found[0])
            if [each.name for each in path] == ["levels"]:
                return self._with_levels(tree, value)
            if [each.name for each in path] == ["extends"]:
                raise PathError("'extends' cannot be set; write it into the file")
            draft.assign(path, value, mark)
        except PathError as fault:
            self.problems.append(fault.at(mark))
        except UnreadableError as error:
            self.problems.append(problem_at(mark, (), error.problem.message))
        return draft.root

    def _overlays(self, policies: Node) -> dict[str, list[Assignment]]:
        """The assignments of each policy."""
        if not policies.is_mapping:
            if not policies.bad and policies.value is not None:
                message = f"expected named policies like {{name: {{path: value}}}}, found {policies.describe()}"
                self.problems.append(problem_at(policies.mark, ("policies",), message))
            return {}
        if len(policies.value) > MOST_POLICIES:
            message = f"{len(policies.value):,} policies are too many; at most {MOST_POLICIES:,}"
            self.problems.append(problem_at(policies.mark, ("policies",), message))
            return {}
        return {name: self._overlay(name, node, policies.keys[name]) for name, node in policies.value.items()}

    def _overlay(self, policy: str, node: Node, key: Mark) -> list[Assignment]:
        if node.value is None or node.bad:
            return []
        if not node.is_mapping:
            message = f"expected a mapping of paths to values like {{technicians.anna.count: 2}}, found {node.describe()}"
            self.problems.append(problem_at(node.mark, ("policies", policy), message))
            return []
        found: list[Assignment] = []
        for text, value in node.value.items():
            mark = node.keys.get(text, key)
            if text == "levels":
                found += self._levels(value)
                continue
            try:
                found.append(Assignment(parse_path(text), value, mark))
            except PathError as fault:
                self.problems.append(problem_at(mark, ("policies", policy), fault.message, fault.suggestion))
                continue
            if found[-1].path[0].name in {"goals", "strategies"}:
                message = f"'{found[-1].path[0].name}' is the same for everything that is compared; state it beside the policies"
                self.problems.append(problem_at(mark, ("policies", policy), message))
        return found

    def with_overlay(
        self,
        base: Node,
        baseline: Scenario | None,
        where: tuple[str, str] | None,
        overlay: list[Assignment],
        known: list[Problem],
    ) -> tuple[Node, Scenario | None]:
        """The tree and the scenario under one policy or strategy, which is `where`; faults that the baseline has too are not repeated."""
        draft, lost = Draft(base, _SCENARIO), False
        for each in overlay:
            try:
                draft.assign(each.path, each.value, each.mark)
            except PathError as error:
                lost = True
                if not follow(base, (each.path[0].name,)).bad:
                    fault = self._row_fault(each, draft.root) or error
                    place = where or tuple(segment.name for segment in each.path)
                    self.problems.append(problem_at(each.mark, place, fault.message, fault.suggestion))
        scenario, found = self._validate(draft.root, base, baseline, judge=not lost)
        for problem in found:
            if problem not in known:
                path = f"{where[0]}.{where[1]}: {problem.path}".rstrip(": ") if where else problem.path
                self.problems.append(replace(problem, path=path))
        return draft.root, scenario

    def _row_fault(self, each: Assignment, tree: Node) -> PathError | None:
        """In better words when the assignment is a row of a levels table."""
        fault = misplaced(each, tree) if each.mark.file != tree.mark.file and len(each.path) == _LEVELS_DEPTH else None
        return PathError(fault.message, fault.suggestion) if fault else None

    def _validate(
        self, tree: Node, base: Node | None = None, baseline: Scenario | None = None, *, judge: bool = True
    ) -> tuple[Scenario | None, list[Problem]]:
        """Validate a tree, and `judge` its sense; sections shared with the baseline are not read again."""
        words: dict[str, Any] = {}
        for key, node in tree.value.items():
            shared = baseline is not None and base is not None and node.is_mapping and base.value.get(key) is node
            words[key] = getattr(baseline, key) if shared else plain(node, section_keys(Scenario).get(key))
        currency = words.get("currency", "EUR")
        try:
            scenario = Scenario.model_validate(words, context={"currency": currency})
        except ValidationError as error:
            found = explain(error, tree, Scenario)
            lost = any(each.path == "currency" for each in found)
            return None, [each for each in found if not (lost and each.message.startswith("expected the scenario's currency"))]
        if not self.whole or not judge or (base is not None and baseline is None):
            return scenario, []
        findings = check.check(scenario)
        places = [(finding, follow(tree, finding.path)) for finding in findings]
        return scenario, [
            problem_at(place(at), finding.path[: at.depth], finding.message, finding.suggestion) for finding, at in places
        ]


_OVERRIDE = re.compile(r"""(?P<path>(?:"[^"]*"|'[^']*'|[^"'=])+)=(?P<value>.*)""", re.DOTALL)
_LEVELS_DEPTH = 4
_MANY = 6
"""From so many faults of one kind in one column on, only the first is told."""


def placed(node: Node, mark: Mark) -> Node:
    """The same tree, all of it at one place."""
    if node.is_mapping:
        entries = {key: placed(child, mark) for key, child in node.value.items()}
        return Node(entries, mark, keys=dict.fromkeys(entries, mark), bad=node.bad)
    if node.is_list:
        return Node([placed(child, mark) for child in node.value], mark, bad=node.bad)
    return Node(node.value, mark, text=node.text, bad=node.bad)


def _collapsed(problems: list[Problem]) -> list[Problem]:
    """One problem for what is the same fault many times over: one place of a row template, or one column of a table."""
    places = _grouped(dict.fromkeys(problems), lambda each: (each.file, each.line, each.column, each.message), 2)
    return _grouped(places, lambda each: (each.file, each.column, each.message), _MANY)


def _grouped(problems: Iterable[Problem], alike: Callable[[Problem], tuple[Any, ...]], least: int) -> list[Problem]:
    groups: dict[tuple[Any, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault(alike(problem), []).append(problem)
    kept = []
    for group in groups.values():
        first, more = min(group), len(group) - 1
        note = f" (and in {more} more {'place' if more == 1 else 'places'})"
        kept += group if len(group) < least else [replace(first, message=first.message + note)]
    return kept
