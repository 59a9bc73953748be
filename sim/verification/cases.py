"""The reference cases: read from `cases/*.yaml`, checked, and answered by theory."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from sim.errors import UsageError, nearest
from sim.verification.measures import as_list, check

CASES = Path(__file__).parent / "cases"
EXACT = 1e-6
"""Relative error allowed between theory and a reference figure; these are given to ten digits."""

UNITS = {"min": 1 / 60, "h": 1.0, "day": 24.0, "month": 730.0, "year": 8760.0}
"""Hours in the units of time that figures are given in; '1/day' is a rate."""

_CASE_KEYS = {
    "title",
    "model",
    "source",
    "theory",
    "outputs",
    "scenario",
    "like",
    "set",
    "note",
    "waits_for",
    "outside",
    "precision",
}
_OUTPUT_KEYS = {"value", "unit", "theory", "times", "approximation", "published", "measure", "spread", "precision"}

Number = float | int | str


@dataclass(frozen=True)
class Output:
    """One reference figure of a case: a number, several alike (one per base, per class), or a word."""

    name: str
    values: tuple[Number, ...]
    several: bool
    """a list in the case file, though it may have one element"""
    unit: str = ""
    theory: Any = None
    """where in the case's theory it is found: 'result.field', {'result.method': {keywords}}"""
    times: float = 1.0
    """factor from what theory gives to the unit of the figure"""
    approximation: bool = False
    """a published approximation: for theory only, no simulation is expected to meet it"""
    published: float | None = None
    """the figure as printed in the source, to which theory must round"""
    measure: Any = None
    """what to look at in a run's records; None: theory only"""
    spread: bool = False
    """the figure is the standard deviation of the measure between replications"""
    precision: float | None = None

    def label(self, index: int) -> str:
        """Name of one of its values."""
        return f"{self.name} [{index + 1}]" if self.several else self.name

    def rounds_to_print(self, value: Number) -> bool:
        """True when a figure rounds to the digits printed in the source; of those with more digits than a reference figure has, to these."""
        if self.published is None:
            return True
        half_digit = 0.5 * 10.0 ** -len(str(self.published).partition(".")[2])
        return abs(float(value) - float(self.published)) <= max(1.001 * half_digit, 1e-8 * abs(float(self.published)))


@dataclass(frozen=True)
class Case:
    """A model whose answers are known."""

    id: str
    title: str
    area: str
    """e.g. 'A queueing'"""
    model: str
    source: str
    theory: Mapping[str, Mapping[str, Mapping[str, Any]]]
    outputs: tuple[Output, ...]
    scenario: Mapping[str, Any] | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    """laid over the scenario: path -> value"""
    note: str = ""
    waits_for: str = ""
    """feature that the simulator lacks to say the model"""
    outside: str = ""
    """why the model is outside the simulator's purpose"""
    precision: float | None = None

    @property
    def simulated(self) -> bool:
        """True when a scenario stands for it."""
        return self.scenario is not None

    @property
    def measured(self) -> tuple[Output, ...]:
        """The outputs that a simulation is held against."""
        return tuple(output for output in self.outputs if output.measure is not None) if self.simulated else ()

    @cached_property
    def results(self) -> dict[str, Any]:
        """The named results of theory."""
        return {name: _call(self.id, name, spec) for name, spec in self.theory.items()}

    def answer(self, output: Output) -> tuple[Number, ...]:
        """What theory says about an output, in the output's unit."""
        where = f"{self.id}, {output.name}"
        found = _look_up(where, self.results, output.theory)
        values = (found,) if np.ndim(found) == 0 else tuple(np.asarray(found).tolist())
        return tuple(value if isinstance(value, str) else value * output.times for value in values)


# ---------------------------------------------------------------------- theory by name
def _call(case: str, name: str, spec: Mapping[str, Mapping[str, Any]]) -> Any:
    """Call 'module.function' of sim.theory ('study.module.function' of sim.study) with keywords."""
    if not isinstance(spec, Mapping) or len(spec) != 1:
        raise UsageError(f"case {case}, theory {name}: expected one 'module.function' with its keywords")
    path, keywords = next(iter(spec.items()))
    module, _, function = path.rpartition(".")
    home = f"sim.{module}" if module.startswith("study.") else f"sim.theory.{module}"
    try:
        found = getattr(importlib.import_module(home), function)
        return found(**(keywords or {}))
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise UsageError(f"case {case}, theory {name}: {path}: {error}") from error


def _look_up(where: str, results: Mapping[str, Any], path: Any) -> Any:
    """Follow 'result.field.0', or {'result.method': {keywords}}."""
    keywords: Mapping[str, Any] | None = None
    if isinstance(path, Mapping) and len(path) == 1:
        path, keywords = next(iter(path.items()))
        keywords = keywords or {}
    if not isinstance(path, str):
        raise UsageError(f"case {where}: expected theory as 'result.field' or {{result.method: keywords}}")
    first, *rest = path.split(".")
    if first not in results:
        hint = nearest(first, list(results))
        raise UsageError(f"case {where}: no theory is named '{first}'" + (f"; did you mean '{hint}'?" if hint else ""))
    found = results[first]
    try:
        for step in rest:
            found = _step(found, step)
        return found if keywords is None else found(**keywords)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise UsageError(f"case {where}: {path}: {error}") from error


def _step(found: Any, step: str) -> Any:
    """An element of a sequence, an entry of a mapping, or an attribute."""
    if step.isdigit():
        return found[int(step)]
    return found[step] if isinstance(found, Mapping) else getattr(found, step)


# ---------------------------------------------------------------------- reading
def read_cases(folder: Path = CASES) -> dict[str, Case]:
    """All cases by id, in the order of areas and numbers; raises :class:`UsageError` for a wrong entry."""
    raw: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for path in sorted(folder.glob("*.yaml")):
        area = path.stem.replace("_", " ", 1).replace("_", " ")
        for key, entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
            if key in raw:
                raise UsageError(f"{path.name}: case {key} is there twice")
            if not key.startswith(path.stem[0]):
                raise UsageError(f"{path.name}: case {key} belongs to another area")
            raw[key] = (area, entry)
    return {key: _case(key, area, entry, raw) for key, (area, entry) in sorted(raw.items())}


def _case(key: str, area: str, entry: Mapping[str, Any], raw: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Case:
    _known(f"case {key}", entry, _CASE_KEYS)
    for needed in ("title", "model", "source", "theory", "outputs"):
        if needed not in entry:
            raise UsageError(f"case {key}: '{needed}' is missing")
    scenario, changes, pattern = entry.get("scenario"), dict(entry.get("set") or {}), {}
    if "like" in entry:
        if scenario is not None or entry["like"] not in raw:
            raise UsageError(f"case {key}: 'like' names another case, and stands instead of a scenario")
        other = raw[entry["like"]][1]
        scenario, pattern = other.get("scenario"), other["outputs"]
        changes = {**(other.get("set") or {}), **changes}
    outputs = tuple(_output(key, name, spec, pattern.get(name, {})) for name, spec in entry["outputs"].items())
    return Case(
        id=key,
        title=entry["title"],
        area=area,
        model=entry["model"].strip(),
        source=entry["source"].strip(),
        theory=entry["theory"],
        outputs=outputs,
        scenario=scenario,
        changes=changes,
        note=entry.get("note", ""),
        waits_for=entry.get("waits_for", ""),
        outside=entry.get("outside", ""),
        precision=entry.get("precision"),
    )


def _output(case: str, name: str, spec: Mapping[str, Any], pattern: Mapping[str, Any]) -> Output:
    """An output; one like another case's of the same name takes over how it is measured."""
    _known(f"case {case}, {name}", spec, _OUTPUT_KEYS)
    if "value" not in spec:
        raise UsageError(f"case {case}, {name}: 'value' is missing")
    inherited = {key: pattern[key] for key in ("measure", "unit", "spread") if key in pattern}
    stated = {**inherited, **spec}
    value = stated.pop("value")
    several = isinstance(value, list)
    for wanted in as_list(stated.get("measure") or []):
        check(wanted)
    return Output(name, tuple(value) if several else (value,), several, **{**stated, "times": float(stated.get("times", 1.0))})


def _known(where: str, entry: Any, keys: Iterable[str]) -> None:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where}: expected a mapping")
    for key in entry:
        if key not in keys:
            hint = nearest(key, list(keys))
            raise UsageError(f"{where}: unknown key '{key}'" + (f"; did you mean '{hint}'?" if hint else ""))


def choose(cases: Mapping[str, Case], ids: Sequence[str] = (), areas: Sequence[str] = ()) -> list[Case]:
    """The cases asked for, all when nothing is; raises :class:`UsageError` for one that is not there."""
    known_areas = {case.id[0]: case.area for case in cases.values()}
    for area in areas:
        if area.upper() not in known_areas:
            raise UsageError(f"there is no area '{area}'; known: {', '.join(known_areas.values())}")
    for key in ids:
        if key.upper() not in cases:
            hint = nearest(key.upper(), list(cases))
            raise UsageError(f"there is no case '{key}'" + (f"; did you mean '{hint}'?" if hint else ""))
    wanted_areas, wanted = {area.upper() for area in areas}, {key.upper() for key in ids}
    everything = not wanted and not wanted_areas
    return [case for case in cases.values() if everything or case.id in wanted or case.id[0] in wanted_areas]
