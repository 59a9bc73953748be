"""Invoices: what they come to, when they leave, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from one_pump import column, run

from sim.kpi import figures
from sim.ledger import ledger
from sim.results import Tables

near = pytest.approx
BILLED = {
    "labour_price": "90 EUR/h",
    "call_out": "50 EUR",
    "parts_markup": "50 %",
    "includes": {"labour": 0, "travel": 0, "parts": 0, "maintenance": 0},
}
ALL = 90 + 50 + 180


def billed(horizon: str = "150 h", offer: dict[str, Any] | None = None, **billing: Any) -> Tables:
    """A call closed at 101 hours: an hour, a call-out and a seal; others every 101 hours."""
    return run(offer={**BILLED, **(offer or {})}, horizon=horizon, billing=billing)


def money(tables: Tables, category: str) -> float:
    """What the ledger has of it."""
    found = ledger(tables)
    return float(found.loc[found["category"] == category, "amount"].sum())


def row(tables: Tables) -> dict[str, Any]:
    """The only invoice."""
    (only,) = tables.invoices.to_dict("records")
    return dict(only)


def test_billing_that_says_nothing_bills_and_is_paid_when_the_call_is_closed() -> None:
    tables, before = billed(), run(offer=BILLED, horizon="150 h")
    invoice = row(tables)
    assert [invoice[each] for each in ("closed", "sent", "paid")] == [101.0] * 3
    assert [invoice[each] for each in ("labour", "travel", "parts", "flat", "amount")] == [90.0, 50.0, 180.0, 0.0, ALL]
    assert tables.settlements.equals(before.settlements)
    theirs, ours = (ledger(each).groupby("category", observed=True)["amount"].sum() for each in (before, tables))
    assert ours.equals(theirs)
    assert figures(tables, ["days_sales_outstanding"])["days_sales_outstanding"] == 0.0


def test_an_invoice_leaves_with_the_next_run_and_is_paid_after_the_terms() -> None:
    tables = billed("400 h", lag="20 h", every="50 h", terms="30 h", late="12 h", interest="10 %/y")
    assert column(tables, "invoices", "sent")[:2] == [150.0, 250.0]
    assert column(tables, "invoices", "paid")[:2] == [192.0, 292.0]
    found = figures(
        tables, ["invoice_delay", "payment_delay", "days_sales_outstanding", "days_outstanding_by_stage", "billed_revenue"]
    )
    assert found["payment_delay"] == near(42 / 24)
    assert found["invoice_delay"] == near((49 + 48 + 47) / 3 / 24)
    owed = (192 - 101) + (292 - 202) + (392 - 303)
    assert found["days_sales_outstanding"] == near(owed / 3 / 24)
    assert found["days_outstanding_by_stage.unbilled"] == near((49 + 48 + 47) / 3 / 24)
    assert money(tables, "receivables") == near(ALL * owed * 0.1 / 8760)
    assert found["billed_revenue"] == near(3 * ALL * 8760 / 400)


def test_what_the_horizon_cuts_off_is_owed_and_open() -> None:
    tables = billed("150 h", lag="20 h", terms="40 h")
    invoice = row(tables)
    assert invoice["sent"] == 121.0
    assert invoice["paid"] != invoice["paid"]
    found = figures(tables, ["days_outstanding_by_stage", "cash_collected"])
    assert found["days_outstanding_by_stage.unbilled"] == near(20 / 24)
    assert found["days_outstanding_by_stage.billed"] == near(29 / 24)
    assert found["cash_collected"] == 0.0


def test_a_disputed_invoice_is_paid_later_and_less() -> None:
    tables = billed(terms="10 h", late="2 h", disputed=1, dispute="5 h", conceded="25 %")
    invoice = row(tables)
    assert [invoice[each] for each in ("disputed", "paid", "credited")] == [111.0, 118.0, ALL / 4]
    assert money(tables, "credit_notes") == ALL / 4
    found = figures(tables, ["disputed_share", "invoices_lost", "cash_collected"])
    assert (found["disputed_share"], found["invoices_lost"]) == (1.0, 0.25)
    assert found["cash_collected"] == near(ALL * 0.75 * 8760 / 150)
    assert row(billed("115 h", terms="10 h", late="2 h", disputed=1, dispute="5 h", conceded="25 %"))["credited"] == 0.0


def test_an_invoice_that_is_never_paid_is_written_off_in_the_end() -> None:
    tables = billed(terms="10 h", written_off=1, written_off_after="20 h")
    invoice = row(tables)
    assert invoice["written_off"] == 131.0
    assert invoice["paid"] != invoice["paid"]
    assert money(tables, "bad_debt") == ALL
    assert figures(tables, ["invoices_lost"])["invoices_lost"] == 1.0


def test_a_flat_rate_takes_the_place_of_hours() -> None:
    tables = billed(
        offer={"labour_price": "0 EUR/h", "flat_rate": "120 EUR", "includes": {"labour": 0.25, "travel": 0, "parts": 1}}
    )
    invoice = row(tables)
    assert [invoice[each] for each in ("labour", "flat", "travel", "parts", "amount")] == [0.0, 90.0, 50.0, 0.0, 140.0]
    assert invoice["included"] == 30.0 + 180.0
    assert money(tables, "billed_labour") == -90.0


def test_what_nobody_writes_down_is_not_billed_but_a_flat_rate_is() -> None:
    tables = billed(offer={"flat_rate": "40 EUR"}, leakage={"labour": 1, "parts": 1})
    invoice = row(tables)
    assert [invoice[each] for each in ("labour", "parts", "flat", "travel", "leaked")] == [0.0, 0.0, 40.0, 50.0, 270.0]
    assert figures(tables, ["billing_leakage"])["billing_leakage"] == near(270 / 360)
    nothing = run(offer={**BILLED, "includes": {"travel": 1, "labour": 0}}, horizon="150 h", billing={"leakage": {"labour": 1}})
    invoice = row(nothing)
    assert invoice["amount"] == 0.0
    assert invoice["sent"] != invoice["sent"]


def test_shares_of_invoices_come_out_as_stated() -> None:
    """A thousand invoices: every fifth is disputed, every tenth written off first, a third of the seals not written down."""
    pumps = {"plant": {"assets": {"pump": 200}, "offer": "gold"}}
    tables = run(
        offer=BILLED,
        sites=pumps,
        technicians={"anna": {"home": "depot", "count": 200}},
        billing={"disputed": 0.2, "written_off": 0.1, "leakage": {"labour": 0.5, "parts": 0.3}},
    )
    rows = tables.invoices
    count = len(rows)
    for share, stated in (
        (rows["written_off"].notna().mean(), 0.1),
        (rows["disputed"].notna().mean(), 0.9 * 0.2),
        ((rows["parts"] == 0).mean(), 0.3),
        ((rows["labour"] == 0).mean(), 0.5),
    ):
        assert abs(share - stated) < 4 * (stated * (1 - stated) / count) ** 0.5
