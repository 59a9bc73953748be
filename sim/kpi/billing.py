"""Billing: how long it takes until work done is paid, what is billed, and what leaks on the way."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import NO_DATA, known, mean, per_year, ratio, since
from sim.ledger.billing import owed
from sim.results import Array, Rows, Tables

_CLOSED = "work orders closed in the window, where billing is stated"
_SENT = "invoices sent in the window"
_OWED = "from the closing of the work order until its invoice is paid or written off, clipped to the window"
_DAY = 24.0


def _closed(tables: Tables) -> Rows:
    """Invoices of work orders closed in the window; use `tables.once(_closed)`."""
    return since(tables.raw("invoices"), "closed", tables.warm_up)


def _sent(tables: Tables) -> Rows:
    """Invoices sent in the window; use `tables.once(_sent)`."""
    return since(tables.raw("invoices"), "sent", tables.warm_up)


def _owed_days(tables: Tables) -> Array:
    """Money x days that customers owe in the window: (before the invoice has left, after); use `tables.once(_owed_days)`."""
    invoices = tables.raw("invoices")
    begin, end = tables.once(owed)
    begin = np.maximum(begin, tables.warm_up)
    end = np.maximum(np.where(np.isnan(end), tables.horizon, end), begin)
    sent = np.clip(np.where(np.isnan(invoices["sent"]), tables.horizon, invoices["sent"]), begin, end)
    return np.array([(invoices["amount"] * hours).sum() / _DAY for hours in (sent - begin, end - sent)])


@kpi(
    unit="d",
    better="down",
    formula="average of what customers owe, invoiced or not ÷ sales per day",
    clock=_OWED,
    denominator="amount of work orders closed in the window ÷ days of the window",
)
def days_sales_outstanding(tables: Tables) -> float:
    """Days of sales that customers owe: as long as it takes on average from work done to money in the bank."""
    return ratio(tables.once(_owed_days).sum(), tables.once(_closed)["amount"].sum())


@kpi(
    unit="d",
    better="down",
    formula="average of what customers owe and has not been invoiced, or has ÷ sales per day; the two add up to days_sales_outstanding",
    clock=_OWED,
    denominator="amount of work orders closed in the window ÷ days of the window",
)
def days_outstanding_by_stage(tables: Tables) -> dict[str, float]:
    """Days of sales outstanding before the invoice has left, and after."""
    before, after = tables.once(_owed_days)
    sales = tables.once(_closed)["amount"].sum()
    return {"unbilled": ratio(before, sales), "billed": ratio(after, sales)}


@kpi(
    unit="d",
    better="down",
    formula="mean of sent − closed",
    clock="calendar days",
    denominator=_SENT,
)
def invoice_delay(tables: Tables) -> float:
    """Time from the closing of a work order until its invoice leaves."""
    rows = tables.once(_sent)
    return mean(rows["sent"] - rows["closed"]) / _DAY


@kpi(
    unit="d",
    better="down",
    formula="mean of paid − sent",
    clock="calendar days",
    denominator="invoices paid in the window",
)
def payment_delay(tables: Tables) -> float:
    """Time from when an invoice leaves until it is paid."""
    rows = since(tables.raw("invoices"), "paid", tables.warm_up)
    return mean(known(rows["paid"] - rows["sent"])) / _DAY


@kpi(
    unit="money/y",
    better="up",
    formula="amount paid, less what is credited, per year",
    clock="invoices paid in the window",
    denominator="years of the window",
)
def cash_collected(tables: Tables) -> float:
    """Money in a year that customers pay for what they are billed for work."""
    rows = since(tables.raw("invoices"), "paid", tables.warm_up)
    return per_year(tables, float((rows["amount"] - rows["credited"]).sum())) if len(tables.raw("invoices")) else NO_DATA


@kpi(
    unit="share",
    better="down",
    formula="leaked ÷ (leaked + amount)",
    clock=_CLOSED,
    denominator="what would be billed of them if everything had been written down",
)
def billing_leakage(tables: Tables) -> float:
    """Share of what customers owe for work that is never billed, because nobody wrote it down."""
    rows = tables.once(_closed)
    leaked = rows["leaked"].sum()
    return ratio(leaked, leaked + rows["amount"].sum())


@kpi(
    unit="share",
    better="down",
    formula="amount of disputed invoices ÷ amount of those that have fallen due",
    clock="invoices disputed, paid or written off in the window",
    denominator="amount of these",
)
def disputed_share(tables: Tables) -> float:
    """Share of the money asked for that customers dispute."""
    rows = tables.raw("invoices")
    settled = np.fmin(np.fmin(rows["disputed"], rows["paid"]), rows["written_off"]) >= tables.warm_up
    return ratio(rows["amount"][settled & ~np.isnan(rows["disputed"])].sum(), rows["amount"][settled].sum())


@kpi(
    unit="share",
    better="down",
    formula="amount credited or written off ÷ amount of the invoices paid or written off",
    clock="invoices paid or written off in the window",
    denominator="amount of these",
)
def invoices_lost(tables: Tables) -> float:
    """Share of the money asked for that never comes in."""
    rows = tables.raw("invoices")
    rows = rows[tables.once(owed)[1] >= tables.warm_up]
    lost = np.where(np.isnan(rows["written_off"]), rows["credited"], rows["amount"])
    return ratio(lost.sum(), rows["amount"].sum())
