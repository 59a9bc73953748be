"""Billing: an invoice is what its work order comes to, once, and goes forward from the closing of the call to the money."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import ITEMS
from sim.results import Array, Rows, Tables


def check(tables: Tables) -> list[str]:
    """All findings about invoices."""
    invoices = tables.raw("invoices")
    if not len(invoices):
        return []

    def show(row: int) -> str:
        return f"invoice {invoices['invoice'][row]}"

    calls = np.sort(tables.raw("calls"), order="call")
    stray = ~np.isin(invoices["call"], calls["call"])
    if stray.any():
        return say(stray, "an invoice is about no call", show)
    restored = calls["restored"][np.searchsorted(calls["call"], invoices["call"])]
    again = np.ones(len(invoices), dtype=bool)
    again[np.unique(invoices["call"], return_index=True)[1]] = False
    parts = invoices["labour"] + invoices["travel"] + invoices["parts"] + invoices["flat"]
    ended, lost = ~np.isnan(invoices["paid"]), ~np.isnan(invoices["written_off"])
    moments = [invoices[each] for each in ("closed", "sent", "disputed", "paid")]
    late = np.fmax.reduce([*moments, invoices["written_off"]]) > tables.horizon
    unsent = np.isnan(invoices["sent"]) & (ended | lost | ~np.isnan(invoices["disputed"]))
    return [
        *say(again, "a work order is invoiced twice", show),
        *say(invoices["closed"] != restored, "a work order is invoiced that was not closed, or at another time", show),
        *say(_differs(parts, invoices["amount"]), "an invoice does not add up", show),
        *say(
            _differs(invoices["amount"] + invoices["leaked"], _owed(tables, invoices)),
            "what is invoiced or leaks is not what is settled",
            show,
        ),
        *say((invoices["amount"] == 0) & ~np.isnan(invoices["sent"]), "an invoice about no money was sent", show),
        *say(out_of_order(*moments), "moments of an invoice are not in order", show),
        *say(late, "an invoice went on after the horizon", show),
        *say(unsent, "an invoice came to something before it was sent", show),
        *say(ended & lost, "an invoice is both paid and written off", show),
        *say(
            (invoices["credited"] != 0) & ~(ended & ~np.isnan(invoices["disputed"])),
            "an invoice is credited that nobody disputed",
            show,
        ),
    ]


def _owed(tables: Tables, invoices: Rows) -> Array:
    """What the settlements say that customers owe for the call of each invoice."""
    settled = tables.raw("settlements")
    settled = settled[settled["item"] != ITEMS.index("refund")]
    order = np.argsort(invoices["call"])
    place = np.searchsorted(invoices["call"][order], settled["call"]).clip(max=len(invoices) - 1)
    found: Array = np.bincount(order[place], weights=settled["billed"], minlength=len(invoices))
    return found


def _differs(one: Array, other: Array) -> Array:
    """Where two sums of money are not the same."""
    found: Array = np.abs(one - other) > CLOSE * np.maximum(np.abs(other), 1.0)
    return found
