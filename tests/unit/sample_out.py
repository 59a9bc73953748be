"""Out directories with invented but plausible numbers, for the tests of charts and report."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.records import MISS_CAUSES, STAGES

POLICIES = ("lean_vans", "two_bin_vans", "kanban_depots", "parts_aware", "joint_assignment", "roomy_vans")
UNITS = {
    "cost": ("money/y", "down"),
    "first_time_fix_rate": ("share", "up"),
    "availability": ("share", "up"),
    "response_compliance": ("share", "up"),
    "mean_time_to_restoration": ("h", "down"),
    "inventory_value": ("money", "down"),
    "distance": ("km/y", "down"),
    "visits_per_call": ("ratio", "down"),
}
MEANS = {
    "lean_vans": (1_842_000, 0.812, 0.9604, 0.871, 15.3, 412_000, 812_000, 1.24),
    "two_bin_vans": (1_803_000, 0.833, 0.9609, 0.874, 15.0, 455_000, 795_000, 1.21),
    "kanban_depots": (1_531_000, 0.829, 0.9603, 0.869, 15.2, 260_000, 806_000, 1.22),
    "parts_aware": (1_790_000, 0.851, 0.9611, 0.852, 14.8, 412_000, 871_000, 1.17),
    "joint_assignment": (1_768_000, 0.816, 0.9617, 0.893, 14.4, 412_000, 640_000, 1.23),
    "roomy_vans": (2_033_000, 0.874, 0.9613, 0.879, 14.6, 690_000, 768_000, 1.14),
}
STAGE_MEANS = (0.3, 0.2, 2.6, 4.2, 0.9, 0.4, 4.9, 1.2, 0.6)
MISS_SHARES = (0.03, 0.004, 0.095, 0.018, 0.011, 0.006, 0.024)
COSTS = {
    "labour": 0.44, "on_call": 0.06, "overtime": 0.05, "travel": 0.17, "desk": 0.05, "purchase": 0.09, "ordering": 0.012,
    "freight": 0.02, "expediting": 0.03, "repair": 0.02, "holding": 0.04, "response_penalty": 0.018,
}  # fmt: skip
TOWNS = (
    ("Berlin", 52.505, 13.379, 211), ("Hamburg", 53.553, 10.008, 62), ("Munich", 48.142, 11.523, 47), ("Cologne", 50.94, 6.96, 40),
    ("Leipzig", 51.34, 12.37, 31), ("Nuremberg", 49.45, 11.08, 22), ("Hanover", 52.38, 9.74, 18), ("Kiel", 54.31, 10.13, 4),
    ("Freiburg", 47.99, 7.85, 3), ("Passau", 48.57, 13.46, 1),
)  # fmt: skip
DEPOTS = (
    ("hamburg", 53.5, 10.0),
    ("berlin", 52.5, 13.4),
    ("munich", 48.1, 11.6),
    ("cologne", 50.9, 7.0),
    ("leipzig", 51.3, 12.4),
)
SPREAD = {"money": 0.012, "share": 0.004, "h": 0.02, "km": 0.01, "ratio": 0.008}


def write_out(
    path: Path,
    *,
    policies: Sequence[str] = POLICIES,
    replications: int = 20,
    places: bool = True,
    means: Mapping[str, tuple[float, ...]] = MEANS,
    rename: Mapping[str, str] | None = None,
    run: Mapping[str, Any] | None = None,
    towns: Sequence[tuple[str, float, float, int]] = TOWNS,
) -> Path:
    """Write figures.csv, comparison.csv, figures.json, run.json and profiles/ of invented policies."""
    (path / "profiles").mkdir(parents=True, exist_ok=True)
    values = {policy: figures_of(means[policy], at, replications) for at, policy in enumerate(policies)}
    names = {policy: (rename or {}).get(policy, policy) for policy in policies}
    rows = [
        (names[policy], replication, figure, float(series[replication]))
        for policy in policies
        for replication in range(replications)
        for figure, series in sorted(values[policy].items())
    ]
    pd.DataFrame(rows, columns=["policy", "replication", "figure", "value"]).to_csv(path / "figures.csv", index=False)
    compare(values, policies, names, replications).to_csv(path / "comparison.csv", index=False)
    (path / "figures.json").write_text(json.dumps(definitions(values[policies[0]])), encoding="utf-8")
    facts = {
        "name": "Station lifts, Germany", "description": "2,050 lifts in 638 towns, served from 12 depots.", "baseline": names[policies[0]],
        "policies": [names[policy] for policy in policies], "replications": replications, "seed": 7, "horizon_hours": 10_950.0,
        "warm_up_hours": 2_190.0, "start": "2026-01-05", "currency": "EUR", "assets": sum(town[3] for town in towns),
        "versions": {"firstfix": "0.1.0", "numpy": np.__version__}, "elapsed": 74.2, "complete": True, "failures": [],
        "interrupted": False, "headline": [], "scenario_hash": "c0ffee" * 8,
        "first_time_fix_window_hours": 720.0,
        "multiplicity": f"The intervals of differences are widened (Bonferroni) for the {len(policies) - 1} policies compared with the baseline.",
        "assumptions": ["55 % of outages need nobody on site.", "A figure's mean is the mean over replications of that figure."],
        **(run or {}),
    }  # fmt: skip
    (path / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    write_profiles(
        path / "profiles", policies, names, towns if places else [(name, math.nan, math.nan, lifts) for name, *_, lifts in towns]
    )
    return path


def figures_of(means: tuple[float, ...], at: int, replications: int) -> dict[str, np.ndarray]:
    """Series of all figures over replications: common luck, a little of the policy's own."""
    common, own = np.random.default_rng(1), np.random.default_rng(100 + at)
    named = dict(zip(UNITS, means, strict=True))
    named |= {
        f"restoration_stages.{stage}": mean * means[4] / sum(STAGE_MEANS) for stage, mean in zip(STAGES, STAGE_MEANS, strict=True)
    }
    named |= {
        f"first_time_fix_misses.{cause}": share * (1 - means[1]) / sum(MISS_SHARES)
        for cause, share in zip(MISS_CAUSES, MISS_SHARES, strict=True)
    }
    named |= {f"cost_by_category.{category}": share * means[0] for category, share in COSTS.items()}
    series = {}
    for figure, mean in named.items():
        spread = SPREAD[unit_of(figure)[0].split("/")[0]] * mean
        series[figure] = mean + spread * (common.normal(size=replications) + 0.12 * own.normal(size=replications))
    return series


def unit_of(figure: str) -> tuple[str, str]:
    head = figure.partition(".")[0]
    return (
        UNITS.get(head)
        or {"restoration_stages": ("h", ""), "first_time_fix_misses": ("share", ""), "cost_by_category": ("money/y", "")}[head]
    )


def compare(
    values: Mapping[str, Mapping[str, np.ndarray]], policies: Sequence[str], names: Mapping[str, str], replications: int
) -> pd.DataFrame:
    """Rows of comparison.csv, with a normal quantile for the t one."""
    rows = []
    for figure in values[policies[0]]:
        unit, better = unit_of(figure)
        for policy in policies:
            series, base = values[policy][figure], values[policies[0]][figure]
            many = replications > 1
            half = 2.09 * series.std(ddof=1) / math.sqrt(replications) if many else math.nan
            delta = series - base
            reach = 2.9 * delta.std(ddof=1) / math.sqrt(replications) if many else math.nan
            difference = (math.nan,) * 3 if policy == policies[0] else (delta.mean(), delta.mean() - reach, delta.mean() + reach)
            rows.append(
                (figure, names[policy], series.mean(), series.mean() - half, series.mean() + half, *difference,
                 verdict(difference, better, baseline=policy == policies[0]), unit, better, replications)
            )  # fmt: skip
    columns = [
        "figure",
        "policy",
        "mean",
        "low",
        "high",
        "difference",
        "difference_low",
        "difference_high",
        "verdict",
        "unit",
        "better",
        "replications",
    ]
    return pd.DataFrame(rows, columns=columns)


def verdict(difference: tuple[float, float, float], better: str, *, baseline: bool) -> str:
    if baseline:
        return "baseline"
    mean, low, high = difference
    if not (low > 0 or high < 0):
        return "no detectable difference"
    if not better:
        return "higher" if mean > 0 else "lower"
    return "better" if (mean > 0) == (better == "up") else "worse"


def definitions(figures: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """figures.json."""
    return {
        family: {
            "unit": unit_of(family)[0], "better": unit_of(family)[1], "formula": f"how {family} is computed", "clock": "calendar time",
            "denominator": "visited calls whose window has closed", "meaning": family,
        }
        for family in dict.fromkeys(figure.partition(".")[0] for figure in figures)
    }  # fmt: skip


def write_profiles(
    folder: Path, policies: Sequence[str], names: Mapping[str, str], towns: Sequence[tuple[str, float, float, int]]
) -> None:
    luck = np.random.default_rng(3)
    stock, sites = [], []
    for at, policy in enumerate(policies):
        for echelon, level in (
            ("echelon 1", 210_000 - 18_000 * at),
            ("echelon 2", 130_000 + 9_000 * at),
            ("vans", 72_000 + 6_000 * at),
        ):
            stock += [
                (names[policy], echelon, week * 168.0, level * (1 + 0.35 * math.exp(-week / 8)) + luck.normal(0, 0.02 * level))
                for week in range(65)
            ]
        for name, latitude, longitude, lifts in towns:
            visited = 6.5 * lifts
            rate = min(max(0.80 + 0.015 * at + luck.normal(0, 0.03), 0.3), 1.0)
            region = "north" if latitude > 51 else "south"
            sites.append(
                (names[policy], name, latitude, longitude, region, lifts, 15.0 * lifts, visited, rate * visited, 190.0 * lifts)
            )
    pd.DataFrame(stock, columns=["policy", "echelon", "week", "value"]).to_csv(folder / "stock.csv", index=False)
    columns = ["policy", "site", "latitude", "longitude", "region", "assets", "calls", "visited", "fixed_first", "downtime"]
    pd.DataFrame(sites, columns=columns).to_csv(folder / "sites.csv", index=False)
    network = [("maker", "supplier", "", "", math.nan, math.nan), ("frankfurt", "warehouse", "echelon 1", "maker", 50.11, 8.68)]
    network += [(name, "warehouse", "echelon 2", "frankfurt", latitude, longitude) for name, latitude, longitude in DEPOTS]
    network += [(f"van {name}", "van", "vans", name, latitude, longitude) for name, latitude, longitude in DEPOTS]
    pd.DataFrame(network, columns=["location", "kind", "echelon", "source", "latitude", "longitude"]).to_csv(
        folder / "network.csv", index=False
    )
