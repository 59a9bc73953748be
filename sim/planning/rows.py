"""Tables of a plan as printed: options, ordinary figures, levels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.charts.scale import scale_for
from sim.planning.words import money, share_scale

if TYPE_CHECKING:
    import pandas as pd

    from sim.planning.plan import StockPlan

OPTION_COLUMNS = ("option", "stock money", "availability: theory", "simulated", "fix rate: theory", "simulated ")
LEVEL_COLUMNS = ("place", "part", "present", "planned", "price", "money", "served at once")


def option_rows(plan: StockPlan) -> list[list[str]]:
    """One row per option: money, then each figure by theory and simulated."""
    gaps = {(gap.option, gap.figure): gap for gap in plan.gaps}
    shown = {}
    for figure in ("availability", "fix_rate"):
        values = [option.service.figure(figure) for option in plan.options]
        values += [gap.simulated for gap in gaps.values() if gap.figure == figure]
        shown[figure] = share_scale(values)
    rows = []
    for option in plan.options:
        row = [option.name, money(plan, option.cost)]
        for figure, scale in shown.items():
            gap = gaps.get((option.name, figure))
            spread = scale.interval(gap.low, gap.high) if gap else ""
            simulated = (scale.amount(gap.simulated) + (f" ({spread})" if spread else "")) if gap else ""
            row += [scale.amount(option.service.figure(figure)), simulated]
        rows.append(row)
    return rows


def ordinary_rows(plan: StockPlan) -> tuple[list[str], list[list[str]]]:
    """(options, rows of figure and what each option does to it): ordinary figures of the simulation, with paired differences."""
    from sim.planning.proof import SHOWN

    if not plan.gaps or plan.proof is None:
        return [], []
    cells, names = plan.proof.cells(), [option.name for option in plan.options]
    rows = []
    for figure in SHOWN:
        block = [cells[figure, name] for name in names if (figure, name) in cells]
        if not block:
            continue
        scale = scale_for(block[0]["unit"], [cell["mean"] for cell in block], plan.scenario.currency)
        row = [f"{figure.replace('_', ' ').replace('.unit', ' of units')}{f' ({scale.axis})' if scale.axis else ''}"]
        for cell in block:
            text = scale.digits(cell["mean"])
            if math.isfinite(cell["difference"]):
                gap = scale_for(cell["unit"], [cell["difference"]], plan.scenario.currency)
                text += f"\n{gap.difference(cell['difference'])}: {cell['verdict']}"
            row.append(text)
        rows.append(row)
    return names, rows


def level_rows(plan: StockPlan, levels: pd.DataFrame) -> list[list[str]]:
    """Levels as printed."""
    return [_level(plan, row) for row in levels.to_dict("records")]


def _level(plan: StockPlan, row: dict[Any, Any]) -> list[str]:
    change = float(row["money"])
    sign = "+" if change > 0 else "\u2212" if change < 0 else ""
    served = ["" if math.isnan(row[key]) else f"{100 * row[key]:.0f} %" for key in ("fill_rate_present", "fill_rate_planned")]
    return [
        f"{row['place']} ({row['count']} alike)" if row["count"] > 1 else str(row["place"]),
        str(row["part"]),
        f"{row['present']:,}",
        f"{row['planned']:,}",
        money(plan, float(row["price"])) if plan.supply.priced else "none",
        f"{sign}{money(plan, abs(change))}",
        f"{served[0]} \u2192 {served[1]}" if served[0] else "never asked",
    ]
