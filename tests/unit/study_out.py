"""Directories of studies with invented numbers, for the tests of their page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.study.statistics import compare_figures

UNITS = {"cost": ("money/y", "down"), "first_time_fix_rate": ("share", "up"), "availability": ("share", "up")}


def point(policy: str, replications: int = 20, **factors: str) -> dict[str, Any]:
    """A point as study.json names it."""
    words = ", ".join(f"{factor}={value}" for factor, value in factors.items())
    name = ": ".join(part for part in ("" if policy == "today" and words else policy, words) if part)
    return {"name": name, "policy": policy, "factors": factors, "replications": replications}


def figures_of(points: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Every figure of every replication: cost falls by 20,000 from point to point, and the rest differs by luck."""
    rows = []
    for place, each in enumerate(points):
        for number in range(each["replications"]):
            common, own = (np.random.default_rng([salt, number, place * (salt == 2)]).normal() for salt in (1, 2))
            rows.append((each["name"], number, "cost", 1.2e6 - 20_000 * place + 3e4 * common + 1e3 * own))
            rows.append((each["name"], number, "first_time_fix_rate", 0.8 + 0.01 * common + 0.002 * own))
            rows.append((each["name"], number, "availability", 0.97 + 0.001 * common + 0.001 * own))
    return pd.DataFrame(rows, columns=["policy", "replication", "figure", "value"])


def write_study_out(
    path: Path, points: Sequence[Mapping[str, Any]], *, tables: Mapping[str, pd.DataFrame] | None = None, **about: Any
) -> Path:
    """Leave what a study leaves, as far as its page reads it."""
    path.mkdir(parents=True, exist_ok=True)
    names = [each["name"] for each in points]
    found = dict(tables or {})
    if points and points[0]["replications"]:
        found["comparison"] = compare_figures(figures_of(points), names[0], names)
    for name, frame in found.items():
        frame.to_csv(path / f"{name}.csv", index=False, lineterminator="\n")
    runs = sum(each["replications"] for each in points)
    content = {
        "name": "Vans or depot?", "question": "Does it pay?", "scenario": "tiny.yaml", "scenario_name": "Pumps", "scenario_hash": "ab" * 32,
        "kind": "comparison", "complete": True, "interrupted": False, "out_of_time": False, "runs": runs, "finished": runs, "failed": 0,
        "failures": [], "says": [f"Cost: '{names[-1]}' is better than '{names[0]}'.", "All else is the same."] if names else [],
        "notes": ["Differences are paired."], "tables": list(found), "points": list(points),
        "factors": list(dict.fromkeys(factor for each in points for factor in each["factors"])),
        "figures": ["cost", "first_time_fix_rate", "availability"], "confidence": 0.95, "seed": 7, "start": "2026-01-05", "horizon_hours": 8760.0,
        "warm_up_hours": 0.0, "currency": "EUR", "elapsed": 2.5, "computing": 250.0, "command": "firstfix study vans.yaml", "versions": {"firstfix": "1"},
    }  # fmt: skip
    (path / "study.json").write_text(json.dumps(content | about), encoding="utf-8")
    definitions = {
        name: {"unit": unit, "better": better, "formula": f"formula of {name}"} for name, (unit, better) in UNITS.items()
    }
    (path / "figures.json").write_text(json.dumps(definitions), encoding="utf-8")
    (path / "experiment.yaml").write_text("scenario: tiny.yaml\nreplications: 20\n", encoding="utf-8")
    return path


def grid() -> list[dict[str, Any]]:
    """Two policies with two factors of three and two levels."""
    return [
        point(policy, 6, stock=stock, lead_time=lead)
        for policy in ("today", "roomy_vans")
        for stock in ("1", "2", "4")
        for lead in ("5 d", "10 d")
    ]


def precision_table() -> pd.DataFrame:
    """precision.csv of one interval that is narrow enough and one that is not."""
    rows = [
        ("cost", "today", "", 1.2e6, 1.19e6, 1.21e6, 1e4, 2e4, True, 20, "money/y"),
        ("availability", "today", "", 0.97, 0.96, 0.98, 0.01, 0.005, False, 20, "share"),
    ]
    columns = ["figure", "policy", "against", "mean", "low", "high", "half_width", "wanted", "reached", "replications", "unit"]
    return pd.DataFrame(rows, columns=columns)


def selection_table() -> pd.DataFrame:
    """selection.csv: one is chosen, one is behind for sure, one is not."""
    gaps = [(None, None, None), (2e4, 1e4, 3e4), (1e3, -2e3, 4e3)]
    fates = [("chosen", None), ("dropped", 10), ("dropped", 14)]
    rows = [
        (name, *fate, "cost", "money/y", "down", 1.2e6, 1.1e6, 1.3e6, *gap, 20)
        for name, gap, fate in zip(("lean_vans", "today", "roomy_vans"), gaps, fates, strict=True)
    ]
    columns = ["point", "verdict", "dropped_at", "objective", "unit", "better", "mean", "low", "high"]
    return pd.DataFrame(rows, columns=[*columns, "difference", "difference_low", "difference_high", "replications"])


def tornado_table() -> pd.DataFrame:
    """tornado.csv of two factors, one of which does nothing that could not be luck."""
    rows = [
        ("cost", "money/y", "down", "lead_time", "5 d", 1.2e6, 1.1e6, -1e5, -1.1e5, -9e4, "better", 20, 0.99),
        ("cost", "money/y", "down", "stock", "4", 1.2e6, 1.2e6, 1e3, -2e3, 4e3, "no detectable difference", 20, 0.99),
    ]
    columns = [
        "figure",
        "unit",
        "better",
        "factor",
        "value",
        "base",
        "mean",
        "difference",
        "low",
        "high",
        "verdict",
        "pairs",
        "confidence",
    ]
    return pd.DataFrame(rows, columns=columns)


def morris_table() -> pd.DataFrame:
    """morris.csv of the same."""
    rows = [
        ("cost", "money/y", "down", "lead_time", 1e5, 9e4, 1.1e5, 1e5, 9e4, 1.1e5, 2e4, 1e3, 0.0001, "moves it", 8, 20),
        ("cost", "money/y", "down", "stock", 1e3, -1e3, 3e3, 1e3, -1e3, 3e3, 1e3, 1e3, 0.4, "no detectable difference", 8, 20),
    ]
    columns = [
        "figure",
        "unit",
        "better",
        "factor",
        "mu_star",
        "mu_star_low",
        "mu_star_high",
        "mu",
        "mu_low",
        "mu_high",
        "sigma",
        "noise",
        "p_value",
        "verdict",
        "trajectories",
        "replications",
    ]
    return pd.DataFrame(rows, columns=columns)


def sobol_table() -> pd.DataFrame:
    """sobol.csv of the same."""
    rows = [
        ("cost", "money/y", "down", "lead_time", 0.7, 0.6, 0.8, 0.8, 0.7, 0.9, "moves it"),
        ("cost", "money/y", "down", "stock", 0.0, -0.1, 0.1, 0.05, 0.0, 0.2, "no detectable difference"),
    ]
    columns = [
        "figure",
        "unit",
        "better",
        "factor",
        "first_order",
        "first_order_low",
        "first_order_high",
        "total",
        "total_low",
        "total_high",
        "verdict",
    ]
    return pd.DataFrame(rows, columns=columns)


def tried_table(points: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """tried.csv: the first point is today's way, the last one chosen."""
    rows = []
    for place, each in enumerate(points):
        gap = 20_000.0 * (len(points) - 1 - place)
        rows.append(
            {"point": each["name"], "origin": "local", "standing": "on the frontier", "chosen": place == len(points) - 1, "today": not place}
            | {"replications": 20, "cost": 1.2e6 - 2e4 * place, "cost_low": 1.19e6 - 2e4 * place, "cost_high": 1.21e6 - 2e4 * place}
            | {"cost_difference": gap, "cost_difference_low": gap - 2e3 * bool(gap), "cost_difference_high": gap + 2e3 * bool(gap)}
            | {"availability": 0.97 - 0.001 * place, "availability_low": 0.96, "availability_high": 0.98}
            | {"availability_difference": 0.0, "availability_difference_low": -0.001, "availability_difference_high": 0.001, "reason": ""}
        )  # fmt: skip
    return pd.DataFrame(rows)
