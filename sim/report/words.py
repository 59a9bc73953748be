"""Names of figures and policies as prose, and the words beside a verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.kpi.headline import headline
from sim.report.comparison import Cell, Comparison

_TITLES = {
    "cost": "Service cost per year",
    "first_time_fix_rate": "First-time fix",
    "availability": "Availability",
    "availability_in_coverage": "Availability in coverage hours",
    "response_compliance": "Response within target",
    "restoration_compliance": "Restoration within target",
    "mean_time_to_restoration": "Mean time to restoration",
    "mean_operating_time_between_failures": "Mean operating time between failures",
    "mean_active_repair_time": "Mean active repair time",
    "co2": "CO₂ per year",
    "distance": "Distance driven per year",
    "revenue": "Revenue per year",
    "margin": "Margin per year",
    "inventory_value": "Stock value",
    "first_time_fix_misses": "First-time-fix misses",
    "first_time_fix_open_windows": "First-time-fix windows still open",
    "restoration_stages": "Downtime per call",
    "cost_by_category": "Cost per year",
    "promise_kept": "Promise keeping for parts",
    "part_sales": "Sales of parts per year",
    "open_calls": "Calls open at the end",
}
_IN_A_SENTENCE = {
    "cost": "the yearly service cost",
    "mean_time_to_restoration": "the mean time to restoration",
    "inventory_value": "the stock value",
    "response_compliance": "response within target",
    "restoration_compliance": "restoration within target",
}
STAGE_TITLES = {
    "reporting": "reporting",
    "desk": "service desk",
    "coverage": "outside coverage hours",
    "technician": "waiting for a technician",
    "travel": "travel",
    "diagnosis": "diagnosis",
    "parts": "waiting for parts",
    "repair": "repair",
    "rework": "rework",
}


def show(policy: str) -> str:
    """A policy's or a part's name as prose: 'two_bin_vans' is 'two bin vans'."""
    return " ".join(policy.replace("_", " ").split())


def quoted(policy: str) -> str:
    """The baseline's name within a sentence, in quotation marks, or 'the baseline' when it is called that."""
    name = show(policy)
    return "the baseline" if name == "baseline" else f"“{name}”"


def base_name(comparison: Comparison) -> str:
    """The baseline within a sentence."""
    return quoted(comparison.baseline)


def figure_title(figure: str) -> str:
    """The heading of a figure: 'First-time fix', 'Fill rate, unit'."""
    if figure in _TITLES:
        return _TITLES[figure]
    head, _, part = figure.partition(".")
    title = _TITLES.get(head) or head[:1].upper() + show(head)[1:]
    return f"{title}: {show(part)}" if part else title


def noun(figure: str) -> str:
    """The figure within a sentence."""
    title = figure_title(figure)
    return _IN_A_SENTENCE.get(figure) or title[:1].lower() + title[1:]


def headline_figures(comparison: Comparison, wished: Sequence[str] = ()) -> list[str]:
    """The figures of the first table: those wished for by the scenario, or the usual four, that have data."""
    return headline(comparison.has, wished)


def difference_words(comparison: Comparison, cell: Cell) -> tuple[str, ...]:
    """What stands beside a verdict: ('−0.31 M EUR', '(−0.34 to −0.28)'); no interval after one replication."""
    if not math.isfinite(cell.difference):
        return ()
    scale = comparison.difference_scale(cell)
    spread = scale.interval(cell.difference_low, cell.difference_high, signed=True)
    return (scale.difference(cell.difference), f"({spread})") if spread else (scale.difference(cell.difference),)
