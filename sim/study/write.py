"""The directory that a run or comparison leaves; it stands alone, and every file is either whole or not there."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from sim.results import Tables
    from sim.study.compare import Comparison

MARK = "run.json"
OURS = (
    "report.html",
    "charts",
    "figures.csv",
    "comparison.csv",
    "strategies.csv",
    "limits.csv",
    "figures.json",
    "profiles",
    "records",
    "scenario.yaml",
)
"""What firstfix leaves in a directory beside its mark; replaced as a whole by the next run into it."""

ASSUMPTIONS = (
    "At the start every asset is up, every shelf holds its opening stock, and nobody is busy; the warm-up time is cut off before figures are computed.",
    "All policies meet the same luck: the same faults, durations and fates per asset and fault, so that differences are due to the policies.",
    "Calls still open at the end of a run count as open; nothing is assumed about how they would have ended.",
    "A figure's mean is the mean over replications of that figure; for a ratio this is not the ratio of the means.",
    "A year has 365 days; clocks are not changed for daylight saving.",
)


def claim(directory: str | Path, mark: str = MARK) -> Path:
    """The directory, if it may be written to: new, empty, or left by an earlier run, whose mark is in it; raises :class:`UsageError` otherwise."""
    path = Path(directory)
    try:
        if path.exists() and not path.is_dir():
            raise UsageError(f"{directory} is a file; results need a directory")
        if path.is_dir() and any(path.iterdir()) and not is_ours(path, mark):
            raise UsageError(f"{directory} holds files that firstfix did not write; choose an empty or new directory with --out")
        nearest = next(each for each in (path, *path.resolve().parents) if each.exists())
    except OSError as error:
        raise UsageError(f"cannot use {directory}: {error.strerror}") from error
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise UsageError(f"{nearest} cannot be written to")
    return path


def is_ours(path: Path, mark: str = MARK) -> bool:
    """True for a directory that an earlier run left."""
    try:
        return '"complete"' in (path / mark).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def write_comparison(comparison: Comparison, directory: str | Path) -> Path:
    """Write figures, comparison, profiles, scenario and run.json; an earlier run's files in the directory go."""
    path = claim(directory)
    # Everything is computed before anything is written, so that a fault here leaves the directory as it was.
    frames = {"figures.csv": comparison.figures, "comparison.csv": comparison.frame}
    if comparison.strategies is not None and comparison.limits is not None:
        frames |= {"strategies.csv": comparison.strategies, "limits.csv": comparison.limits}
    frames |= {f"profiles/{name}.csv": profile for name, profile in profile_files(comparison.profiles).items()}
    texts = {
        "figures.json": as_json(describe(comparison.figures["figure"].unique())),
        "scenario.yaml": scenario_text(comparison),
        MARK: as_json(about(comparison)),
    }
    try:
        path.mkdir(parents=True, exist_ok=True)
        clear(path)
        for name, frame in frames.items():
            put(path / name, frame.to_csv(index=False, lineterminator="\n"))
        for name, text in texts.items():
            put(path / name, text)
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return path


def profile_files(profiles: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Profiles by the name of their file; the network is the same map for all policies."""
    found = dict(profiles)
    if "network" in found:
        found["network"] = found["network"].drop(columns="policy").drop_duplicates("location")
    return found


def write_records(tables: Tables, directory: str | Path, form: str) -> None:
    """Write all records of a run, one file per kind, as 'csv' or 'parquet'; raises :class:`UsageError` without pyarrow."""
    folder = Path(directory) / "records"
    folder.mkdir(parents=True, exist_ok=True)
    for name in tables.keys():  # noqa: SIM118 — Tables is no mapping
        frame: pd.DataFrame = tables[name]
        if form == "csv":
            put(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
            continue
        try:
            frame.to_parquet(folder / f"{name}.parquet", index=False)
        except ImportError as error:
            raise UsageError("Parquet needs pyarrow: pip install 'firstfix[parquet]'") from error


def about(comparison: Comparison) -> dict[str, Any]:
    """What was run, for machines and for the small print of the report."""
    plan, first = comparison.plan, comparison.plan.first
    return {
        "name": first.name,
        "description": first.description,
        "baseline": plan.baseline,
        "policies": plan.policies,
        "replications": comparison.replications,
        "complete": comparison.complete,
        "interrupted": comparison.interrupted,
        "failures": [
            {
                "policy": each.policy,
                "replication": each.replication,
                "seed": each.seed,
                "error": each.error,
                "traceback": each.traceback,
            }
            for each in comparison.failures
        ],
        "seed": first.seed,
        "start": first.start.isoformat(),
        "horizon_hours": first.horizon,
        "warm_up_hours": first.warm_up,
        "first_time_fix_window_hours": first.first_time_fix_window,
        "currency": first.currency,
        "assets": sum(count for site in first.sites.values() for count in site.assets.values()),
        "headline": first.headline,
        "multiplicity": multiplicity(len(plan.policies) - 1),
        **judged_by(comparison),
        "assumptions": list(ASSUMPTIONS),
        "scenario_hash": plan.hash,
        "digests": [
            {"policy": each.policy, "replication": each.replication, "digest": each.digest} for each in comparison.outcomes
        ],
        "elapsed": round(comparison.elapsed, 3),
        "computing": round(sum(each.elapsed for each in comparison.outcomes), 3),
        "command": comparison.command,
        "versions": versions(),
    }


def judged_by(comparison: Comparison) -> dict[str, Any]:
    """Strategies and goals, where there are any."""
    from sim.study.goals import goals_said

    plan, judgement, found = comparison.plan, comparison.judgement, dict[str, Any]()
    if plan.strategies:
        found |= {"strategies": plan.strategies, "conflicts": list(plan.conflicts)}
    if judgement is not None:
        objective = judgement.objective
        found["goals"] = {
            "objective": {"figure": objective.figure, "better": objective.better} if objective else None,
            "limits": [
                {"figure": each.limit.figure, "side": each.limit.side, "value": each.limit.value}
                for each in judgement.verdicts
                if each.strategy == plan.baseline
            ],
            "best": list(judgement.best),
            "fit": list(judgement.fit),
            "said": goals_said(judgement),
        }
    return found


def multiplicity(compared: int) -> str:
    """How the intervals of differences allow for several policies, in words."""
    if compared < 2:
        return "The interval of a difference to the baseline is paired by replication and has confidence 95 %."
    share = 100 * (1 - 0.05 / compared)
    return (
        f"Intervals of differences to the baseline are paired by replication. As {compared} policies are compared with it, each has confidence "
        f"{share:.4g} %, so that for one figure all {compared} together hold with at least 95 % (Bonferroni)."
    )


def versions() -> dict[str, str]:
    """Versions of whatever may move a figure."""
    found = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for name in ("firstfix", "numpy", "pandas", "pydantic", "scipy", "simpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            from sim import __version__

            found[name] = __version__ if name == "firstfix" else "unknown"
    return found


def describe(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Unit, direction, formula, clock, denominator and meaning of figures, by name."""
    from sim.kpi import member_of

    keys = ("unit", "better", "formula", "clock", "denominator", "meaning")
    members = {name: member_of(name) for name in names}
    return {name: {key: getattr(member, key) for key in keys} for name, member in members.items()}


def scenario_text(comparison: Comparison) -> str:
    """The resolved scenario as YAML."""
    head = f"# Resolved by firstfix: tables, extended files and overrides are worked in. sha256 {comparison.plan.hash}\n"
    return head + comparison.plan.resolved


def as_json(content: Any) -> str:
    """JSON for people and machines; what is not a number becomes null."""
    return json.dumps(finite(content), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def finite(content: Any) -> Any:
    """The same tree with None for NaN and infinity, which JSON does not have."""
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, dict):
        return {str(key): finite(value) for key, value in content.items()}
    if isinstance(content, Iterable) and not isinstance(content, str):
        return [finite(value) for value in content]
    return content


def put(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def clear(path: Path) -> None:
    """Take away what an earlier run left; until all is written, the mark says that it is not complete."""
    clear_of(path, MARK, OURS)


def clear_of(path: Path, mark: str, ours: Iterable[str]) -> None:
    """The same for any kind of directory with a mark."""
    put(path / mark, as_json({"complete": False}))
    for name in ours:
        old = path / name
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink(missing_ok=True)
