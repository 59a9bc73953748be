"""Warranty and claims: who bears what calls cost, what customers are billed, and what makers and suppliers pay back."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.money import window_totals
from sim.kpi.selections import known, mean, per_year, quantiles, ratio, since
from sim.records import DENIALS, NONE, REASONS
from sim.results import Array, Rows, Tables

_SETTLED = "calls closed in the window, where a warranty is stated or some offer does not include everything"
_DECIDED = "claims decided in the window; open ones are in claims_open"
_DIRECT = "technicians' hours and kilometres, and parts at their price with the freight of their supply"


def _settled(tables: Tables) -> Rows:
    """Settlements of the window; use `tables.once(_settled)`."""
    return since(tables.raw("settlements"), "at", tables.warm_up)


def _decided(tables: Tables) -> Rows:
    """Claims decided in the window; use `tables.once(_decided)`."""
    return since(tables.raw("claims"), "decided", tables.warm_up)


def _cycle_hours(tables: Tables) -> Array:
    claims = since(tables.raw("claims"), "paid", tables.warm_up)
    return known(claims["paid"] - claims["arose"])


@kpi(
    unit="share",
    formula="calls of which the warranty bears a share ÷ calls",
    clock="breakdown calls that were visited and closed in the window",
    denominator=_SETTLED + "; remote ones left out",
)
def calls_under_warranty(tables: Tables) -> float:
    """Share of the visited calls that come within the warranty of the machine."""
    rows = tables.once(_settled)
    calls = tables.raw("calls")
    visited = calls["call"][(calls["visits"] > 0) & (calls["reason"] == REASONS.index("breakdown"))]
    own = rows[np.isin(rows["call"], visited)]
    return ratio(len(np.unique(own["call"][own["warranty"] > 0])), len(np.unique(own["call"])))


@kpi(
    unit="share",
    better="down",
    formula="cost × share that the warranty bears, refunds included ÷ cost of calls",
    clock=_SETTLED,
    denominator=f"direct cost of these calls: {_DIRECT}; before what claims bring back",
)
def warranty_cost_share(tables: Tables) -> float:
    """Share of the direct cost of calls that the warranty bears."""
    rows = tables.once(_settled)
    return ratio((rows["cost"] * rows["warranty"]).sum(), rows["cost"].sum())


@kpi(
    unit="money/y",
    better="down",
    formula="cost × share of the payer: the warranty, the contract, the customer; they add up to the direct cost of calls",
    clock=_SETTLED,
    denominator=f"years of the window; direct cost: {_DIRECT}, and refunds",
)
def call_cost_by_payer(tables: Tables) -> dict[str, float]:
    """Direct cost of calls in a year by who bears it; what the customer bears is billed to him at other prices."""
    rows = tables.once(_settled)
    return {payer: per_year(tables, float((rows["cost"] * rows[payer]).sum())) for payer in ("warranty", "contract", "customer")}


@kpi(
    unit="money/y",
    better="up",
    formula="sum of what customers are billed for calls per year",
    clock=_SETTLED,
    denominator="years of the window",
)
def billed_revenue(tables: Tables) -> float:
    """Revenue in a year from labour, call-outs and parts that customers pay themselves."""
    return sum(tables.once(billed_by_item).values())


@kpi(
    unit="money/y",
    better="up",
    formula="labour, call-outs and parts billed to customers per year",
    clock=_SETTLED,
    denominator="years of the window",
)
def billed_by_item(tables: Tables) -> dict[str, float]:
    """Revenue in a year from what customers pay themselves, by what it is for."""
    totals = tables.once(window_totals)
    return {item: per_year(tables, -totals[f"billed_{item}"]) + 0.0 for item in ("labour", "travel", "parts")}


@kpi(
    unit="money/y",
    better="up",
    formula="claims paid per year, by whom",
    clock="claims paid in the window",
    denominator="years of the window",
)
def claims_paid(tables: Tables) -> dict[str, float]:
    """Money that claims on the maker and on suppliers bring in, in a year."""
    totals = tables.once(window_totals)
    return {payer: per_year(tables, -totals[f"{payer}_claims"]) + 0.0 for payer in ("maker", "supplier")}


@kpi(
    unit="share",
    better="up",
    formula="amount of accepted claims ÷ amount of claims decided, lapsed ones included",
    clock="claims decided in the window",
    denominator=_DECIDED,
)
def claim_recovery_rate(tables: Tables) -> float:
    """Share of the money claimed that is recovered."""
    claims = tables.once(_decided)
    return ratio(claims["amount"][claims["accepted"]].sum(), claims["amount"].sum())


@kpi(
    unit="share",
    better="down",
    formula="claims denied or lapsed ÷ claims decided",
    clock="claims decided in the window",
    denominator=_DECIDED,
)
def claim_denial_rate(tables: Tables) -> float:
    """Share of the claims that are denied."""
    claims = tables.once(_decided)
    return ratio((claims["denial"] != NONE).sum(), len(claims))


@kpi(
    unit="share",
    better="down",
    formula="claims denied for the reason ÷ claims decided",
    clock="claims decided in the window",
    denominator=_DECIDED,
)
def claim_denials(tables: Tables) -> dict[str, float]:
    """Share of the claims that are denied, by reason."""
    claims = tables.once(_decided)
    count = np.bincount(claims["denial"][claims["denial"] != NONE], minlength=len(DENIALS))
    return {reason: ratio(count[code], len(claims)) for code, reason in enumerate(DENIALS)}


_PAID = "claims paid in the window"


@kpi(
    unit="h",
    better="down",
    formula="mean of paid − closing of the call, or removal of the unit",
    clock="calendar hours",
    denominator=_PAID,
)
def claim_cycle_time(tables: Tables) -> float:
    """Time from the failure's repair until the claim about it is paid."""
    return mean(_cycle_hours(tables))


@kpi(
    unit="h",
    better="down",
    formula="quantiles of paid − closing of the call, or removal of the unit",
    clock="calendar hours",
    denominator=_PAID,
)
def claim_cycle_time_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time until a claim is paid."""
    return quantiles(_cycle_hours(tables))


@kpi(
    unit="money",
    formula="amount of claims that are neither denied nor paid at the end of the run",
    clock="end of the run; filed or not",
    denominator="none: a sum",
)
def claims_open(tables: Tables) -> float:
    """Money that is still to come from claims, or not, at the end of the run."""
    claims = tables.raw("claims")
    return float(claims["amount"][(claims["denial"] == NONE) & np.isnan(claims["paid"])].sum())
