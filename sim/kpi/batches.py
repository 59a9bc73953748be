"""Figures of the stretches of one long run, for means of batches.

Not every figure can be told of a stretch. Two kinds can, and exactly:

- Sums and averages over time (cost a year, kilometres a year, availability, inventory value): with S(t) their sum over the hours from t to
  the horizon, which is what the figure says when the run is read with a warm-up of t, the stretch from a to b has S(a) − S(b).
- Means and quantiles over calls (time to restoration, response, first-time fix): a call belongs to the stretch in which its fault falls and
  is followed to the end of the run, so that stretches share no call and lose none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.kpi.members import figures, member_of
from sim.kpi.selections import breakdowns, closed, visited
from sim.kpi.service import first_time_fix
from sim.kpi.times import restoration_hours
from sim.results import Array, Tables, asset_hours

Values = np.ndarray[Any, np.dtype[np.float64]]
Cases = tuple[Array, Array]
"""(when the fault of a call began, what the figure is the mean of), call by call."""

OVER_WINDOW = ("years of the window", "hours of the window")
"""Denominators of figures that are a sum over the window, per year, or an average over its hours."""
OVER_ASSET_HOURS = ("availability", "availability_undegraded")
"""Averages over the hours of the assets in the field."""
QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95}


def _restorations(tables: Tables) -> Cases:
    return tables.once(closed)["fault"], tables.once(restoration_hours)


def _responses(tables: Tables) -> Cases:
    calls = tables.once(breakdowns)
    hours = np.where(calls["remote"], calls["answered"], calls["arrived"]) - calls["reported"]
    known = ~np.isnan(hours)
    return calls["fault"][known], hours[known]


def _fixes(tables: Tables) -> Cases:
    fix = tables.once(first_time_fix)
    return tables.raw("calls")["fault"][fix.row[fix.judged]], fix.fixed[fix.judged].astype(float)


def _visits(tables: Tables) -> Cases:
    calls = tables.once(visited)
    return calls["fault"], calls["visits"].astype(float)


OVER_CALLS: dict[str, Callable[[Tables], Cases]] = {
    "mean_time_to_restoration": _restorations,
    "response_time": _responses,
    "first_time_fix_rate": _fixes,
    "visits_per_call": _visits,
}
QUANTILES_OVER_CALLS = {"time_to_restoration": _restorations, "response_time_quantiles": _responses}


def can_batch(figure: str) -> bool:
    """Whether a figure can be told of a stretch; raises :class:`UsageError` for one that is not there."""
    name, _, suffix = figure.partition(".")
    if name in QUANTILES_OVER_CALLS:
        return suffix in QUANTILES
    return name in OVER_CALLS or name in OVER_ASSET_HOURS or member_of(figure).denominator in OVER_WINDOW


def batch_figure(tables: Tables, figure: str, count: int) -> Values:
    """The figure in each of so many stretches of equal length between warm-up and horizon; NaN where a stretch has no case.

    Raises :class:`UsageError` for a figure that cannot be told of a stretch, and for fewer than one.
    """
    if count < 1:
        raise UsageError(f"a run has at least 1 batch, not {count}")
    if not can_batch(figure):
        raise UsageError(f"'{figure}' cannot be told of a stretch of a run; {what_can()}")
    name, _, suffix = figure.partition(".")
    edges = np.linspace(*tables.window, count + 1)
    if name in QUANTILES_OVER_CALLS:
        return _of_cases(QUANTILES_OVER_CALLS[name](tables), edges, lambda values: np.quantile(values, QUANTILES[suffix]))
    if name in OVER_CALLS:
        return _of_cases(OVER_CALLS[name](tables), edges, np.mean)
    return _of_time(tables, figure, edges)


def what_can() -> str:
    """Which figures can be told of a stretch, in words."""
    calls = ", ".join((*OVER_ASSET_HOURS, *OVER_CALLS))
    return f"figures per year or hour of the window can (cost, inventory_value, ...), {calls}, and quantiles of {' and '.join(QUANTILES_OVER_CALLS)}"


def _of_cases(cases: Cases, edges: Values, average: Callable[[Array], Any]) -> Values:
    moments, values = cases
    place = np.minimum(np.searchsorted(edges, moments, side="right") - 1, len(edges) - 2)
    own = [values[place == at] for at in range(len(edges) - 1)]
    return np.array([float(average(each)) if len(each) else np.nan for each in own], dtype=float)


def _of_time(tables: Tables, figure: str, edges: Values) -> Values:
    """Differences of the sums that are left at each edge."""
    sums, weights = [], []
    for edge in edges[:-1].tolist():
        weights.append(_weight(tables, figure, edge))
        sums.append(figures(tables.since(edge), [figure.partition(".")[0]]).get(figure, np.nan) * weights[-1])
    parts: Values = -np.diff([*sums, 0.0]) / -np.diff([*weights, 0.0])
    return parts


def _weight(tables: Tables, figure: str, begin: float) -> float:
    """What a figure is the average over, from a moment to the horizon: hours, or asset-hours."""
    if figure in OVER_ASSET_HOURS:
        return asset_hours(tables, begin, tables.horizon)
    return tables.horizon - begin
