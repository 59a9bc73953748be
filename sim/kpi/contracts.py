"""Contracts: who renews, who changes to what, who leaves."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, ratio
from sim.records import CONTRACT_ENDS
from sim.results import Array, Rows, Tables, spells

RENEWED, CHANGED, LEFT, _ = range(len(CONTRACT_ENDS))
_CLOCK = "contracts that end within the window"
_TERMS = "contracts whose term ended and whose customer had to decide; no data without any"


def decided(tables: Tables) -> Rows:
    """Contracts of the window at whose end the customer decided something; use `tables.once(decided)`."""
    contracts = tables.raw("contracts")
    within = (contracts["ends"] >= tables.warm_up) & np.isin(contracts["why"], (RENEWED, CHANGED, LEFT))
    found: Rows = contracts[within]
    return found


@kpi(
    unit="share",
    better="up",
    formula="contracts renewed or changed ÷ contracts whose term ended",
    clock=_CLOCK,
    denominator=_TERMS,
)
def renewal_rate(tables: Tables) -> float:
    """Share of contracts after which the customer stays, be it under another offer."""
    found = tables.once(decided)
    return ratio((found["why"] != LEFT).sum(), len(found))


@kpi(
    unit="share",
    better="down",
    formula="contracts whose customer left ÷ contracts whose term ended",
    clock=_CLOCK,
    denominator=_TERMS,
)
def churn_rate(tables: Tables) -> float:
    """Share of contracts after which the customer leaves."""
    found = tables.once(decided)
    return ratio((found["why"] == LEFT).sum(), len(found))


def _moved(tables: Tables) -> tuple[Array, int]:
    """By how much the price of the next contract is higher, of those that changed; and how many contracts ended."""
    contracts, ended = tables.raw("contracts"), tables.once(decided)
    price = tables.by_code("offer", "price", 0.0)
    following = {(row["site"], row["number"]): row["offer"] for row in contracts}
    changed = ended[ended["why"] == CHANGED]
    later = np.array([following[row["site"], row["number"] + 1] for row in changed], dtype=np.int64)
    return price[later] - price[changed["offer"]], len(ended)


@kpi(
    unit="share",
    better="up",
    formula="changes to an offer of a higher price ÷ contracts whose term ended",
    clock=_CLOCK,
    denominator=_TERMS,
)
def upgrade_rate(tables: Tables) -> float:
    """Share of contracts that are followed by a dearer one."""
    dearer, count = tables.once(_moved)
    return ratio((dearer > 0).sum(), count)


@kpi(
    unit="share",
    better="down",
    formula="changes to an offer of a lower price ÷ contracts whose term ended",
    clock=_CLOCK,
    denominator=_TERMS,
)
def downgrade_rate(tables: Tables) -> float:
    """Share of contracts that are followed by a cheaper one."""
    dearer, count = tables.once(_moved)
    return ratio((dearer < 0).sum(), count)


@kpi(
    unit="count",
    better="up",
    formula="customers whose contract runs",
    clock="at the horizon",
    denominator="none: a count; no data where no contract ever ends and nobody signs up",
)
def customers_at_end(tables: Tables) -> float:
    """Customers under contract at the horizon."""
    if not tables.facts.get("has_contracts"):
        return NO_DATA
    contracts = tables.raw("contracts")
    return float((np.isnan(contracts["ends"]) & (contracts["begins"] <= tables.horizon)).sum())


@kpi(
    unit="count",
    better="up",
    formula="mean number of machines that stand under each offer",
    clock="calendar hours of the window",
    denominator="hours of the window; no data where no contract ever ends and nobody signs up",
)
def machines_under_contract(tables: Tables) -> dict[str, float]:
    """Machines under contract on average, by offer: the base that follows who signs, changes and leaves."""
    if not tables.facts.get("has_contracts"):
        return {}
    found, (since, until) = tables.once(spells), tables.window
    hours = np.maximum(found.end - np.maximum(found.begin, since), 0.0)
    names = tables.names("offer")
    return dict(zip(names, (np.bincount(found.offer, hours, len(names)) / (until - since)).tolist(), strict=True))
