"""The files of an out directory, read for the report; a file that is not needed may be missing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import UsageError
from sim.report.comparison import Comparison, read_comparison

_TEXT = {"figure", "policy", "verdict", "unit", "better", "echelon", "site", "region", "location", "kind", "source", "offer"}
_TEXT |= {"strategy", "policies", "limits", "objective", "place", "side"}
_PROFILES = {
    "stock": ("policy", "echelon", "week", "value"),
    "sites": ("policy", "site", "latitude", "longitude", "region", "assets", "calls", "visited", "fixed_first", "downtime"),
    "offers": ("policy", "offer", "labour_intensity", "customisation", "revenue", "contribution", "labour"),
    "network": ("location", "kind", "echelon", "source", "latitude", "longitude"),
}

_JUDGED = {
    "strategies": (
        *("strategy", "policies", "limits", "runs_kept", "runs", "kept_low", "kept_high", "objective", "mean", "low", "high"),
        *("difference", "difference_low", "difference_high", "place"),
    ),
    "limits": ("strategy", "figure", "side", "limit", "mean", "low", "high", "verdict", "needed", "unit"),
}


@dataclass(frozen=True)
class Directory:
    """What a study left, as the report needs it."""

    path: Path
    run: Mapping[str, Any]
    definitions: Mapping[str, Mapping[str, Any]]
    """Figure -> unit, better, formula, clock, denominator, meaning."""
    frame: pd.DataFrame = field(repr=False)
    """comparison.csv."""
    comparison: Comparison = field(repr=False)
    stock: pd.DataFrame = field(repr=False)
    sites: pd.DataFrame = field(repr=False)
    network: pd.DataFrame = field(repr=False)
    offers: pd.DataFrame = field(repr=False)
    strategies: pd.DataFrame = field(repr=False)
    """strategies.csv; empty where the scenario has no goals."""
    limits: pd.DataFrame = field(repr=False)
    """limits.csv, likewise."""

    def definition(self, figure: str) -> Mapping[str, Any]:
        """What is known of a figure, or of the family it belongs to."""
        return self.definitions.get(figure) or self.definitions.get(figure.partition(".")[0]) or {}


def read_directory(path: Path) -> Directory:
    """Read an out directory; raises :class:`UsageError` when it holds no comparison."""
    if not path.is_dir():
        raise UsageError(f"there is no directory '{path}'")
    run = read_json(path / "run.json", required=True)
    frame = _table(path / "comparison.csv")
    missing = [name for name in ("figure", "policy", "mean", "low", "high", "difference", "verdict") if name not in frame]
    if missing:
        raise UsageError(f"'{path / 'comparison.csv'}' lacks the columns {', '.join(missing)}")
    comparison = read_comparison(frame.to_dict("records"), run)  # type: ignore[arg-type]
    profiles = {name: _profile(path / "profiles" / f"{name}.csv", columns) for name, columns in _PROFILES.items()}
    judged = {name: _profile(path / f"{name}.csv", columns) for name, columns in _JUDGED.items()}
    return Directory(path, run, read_json(path / "figures.json", required=False), frame, comparison, **profiles, **judged)


def read_json(path: Path, *, required: bool) -> dict[str, Any]:
    """A table of names and values; empty where the file is not there and not `required`. Raises :class:`UsageError` for anything else."""
    if not path.is_file():
        if required:
            raise UsageError(f"'{path.parent}' is not an out directory: it has no {path.name}")
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise UsageError(f"'{path}' cannot be read as JSON: {fault}") from None
    if not isinstance(content, dict):
        raise UsageError(f"'{path}' holds no table of names and values")
    return content


def _table(path: Path) -> pd.DataFrame:
    """A CSV with names as text ('NA' is a name, not a gap) and everything else as numbers."""
    if not path.is_file():
        raise UsageError(f"'{path.parent}' is not an out directory: it has no {path.name}")
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (ValueError, pd.errors.ParserError) as fault:
        raise UsageError(f"'{path}' cannot be read as CSV: {fault}") from None
    for name in frame.columns.difference(list(_TEXT)):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    return frame


def _profile(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """A table of profiles; empty when there is none, missing columns empty."""
    frame = _table(path) if path.is_file() else pd.DataFrame()
    for name in columns:
        if name not in frame:
            frame[name] = pd.Series([""] * len(frame) if name in _TEXT else [float("nan")] * len(frame), index=frame.index)
    return frame
