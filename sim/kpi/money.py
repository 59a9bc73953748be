"""Cost, revenue and margin, all from the ledger."""

from __future__ import annotations

from sim.kpi.assets import standing
from sim.kpi.members import kpi
from sim.kpi.selections import breakdowns, per_year, ratio
from sim.ledger import CATEGORIES, REVENUE, lines
from sim.results import Tables

_CLOCK = "ledger lines at or after the warm-up; a year has 8,760 h"


def window_totals(tables: Tables) -> dict[str, float]:
    """Ledger total of the window per category; use `tables.once(window_totals)`."""
    return tables.once(lines).by_category(tables.warm_up)


def window_cost(tables: Tables) -> float:
    """Cost of the window (money)."""
    return sum(amount for category, amount in tables.once(window_totals).items() if category not in REVENUE)


def window_revenue(tables: Tables) -> float:
    """Revenue of the window (money)."""
    return -sum(amount for category, amount in tables.once(window_totals).items() if category in REVENUE) + 0.0


@kpi(
    unit="money/y",
    better="down",
    formula="sum of all cost lines of the ledger per year, penalties included",
    clock=_CLOCK,
    denominator="years of the window",
)
def cost(tables: Tables) -> float:
    """Cost of service in a year."""
    return per_year(tables, window_cost(tables))


@kpi(
    unit="money/y",
    better="down",
    formula="cost ÷ assets",
    clock=_CLOCK,
    denominator="assets × years of the window in which they stand in the field",
)
def cost_per_asset_year(tables: Tables) -> float:
    """Cost of service of one asset in a year."""
    return ratio(cost(tables), standing(tables))


@kpi(
    unit="money",
    better="down",
    formula="cost of the window ÷ breakdown calls",
    clock="ledger lines at or after the warm-up",
    denominator="breakdown calls whose fault falls in the window, remote and open ones included",
)
def cost_per_call(tables: Tables) -> float:
    """Cost of service for each breakdown call, maintenance and stock included."""
    return ratio(window_cost(tables), len(tables.once(breakdowns)))


@kpi(
    unit="money/y",
    better="down",
    formula="sum of the category's ledger lines per year; the categories add up to the cost",
    clock=_CLOCK,
    denominator="years of the window",
)
def cost_by_category(tables: Tables) -> dict[str, float]:
    """Cost of service in a year, by category of the ledger."""
    totals = tables.once(window_totals)
    return {category: per_year(tables, totals[category]) for category in CATEGORIES if category not in REVENUE}


@kpi(
    unit="share",
    better="down",
    formula="(expediting + express) ÷ (expediting + express + freight of replenishment)",
    clock="ledger lines at or after the warm-up",
    denominator="cost of shipments to jobs and shelves",
)
def expedite_cost_share(tables: Tables) -> float:
    """Share of the shipping cost that went into expediting."""
    totals = tables.once(window_totals)
    rushed = totals["expediting"] + totals["express"]
    return ratio(rushed, rushed + totals["freight"])


@kpi(
    unit="money/y",
    better="up",
    formula="sum of all revenue lines of the ledger per year, such as contracts",
    clock=_CLOCK,
    denominator="years of the window",
)
def revenue(tables: Tables) -> float:
    """Revenue in a year."""
    return per_year(tables, window_revenue(tables))


@kpi(
    unit="money/y",
    better="up",
    formula="revenue − cost (penalties are in the cost)",
    clock=_CLOCK,
    denominator="years of the window",
)
def margin(tables: Tables) -> float:
    """What is left of the revenue in a year."""
    return per_year(tables, window_revenue(tables) - window_cost(tables))
