"""The audit of customers' orders for parts notices what is put in on purpose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.audit import audit
from sim.build import simulate
from sim.results import Tables
from sim.scenario.load import from_mapping

TREE: dict[str, Any] = {
    "horizon": "90 d",
    "parts": {"pump": {"weight": "2 kg"}, "seal": {}},
    "locations": {
        "supplier": {"supplier": True, "lead_time": {"exponential": "10 d"}},
        "shelf": {
            "source": "supplier",
            "picking": "3 h",
            "pickers": 1,
            "stock": {"pump": {"rule": "base_stock", "level": 4}, "seal": {"rule": "base_stock", "level": 3}},
        },
    },
    "carriers": {"truck": {"time": "4 h", "freight": "20 EUR", "departures": "daily 17:00"}},
    "part_orders": {
        "shop": {
            "at": "shelf",
            "law": {"poisson": "1 /d"},
            "parts": {"pump": {"quantity": {"geometric": 2}}, "seal": {"probability": "50 %"}},
            "carrier": "truck",
            "patience": "10 d",
            "cancels_after": "3 h",
        },
        "sure": {"at": "shelf", "law": {"poisson": "0.5 /d"}, "parts": ["pump"], "promise": "standard_lead_time"},
    },
}


@pytest.fixture
def tables() -> Tables:
    found = Tables(simulate(from_mapping(TREE).scenario()))
    kinds = ("sales_orders", "sales_lines", "sales_shipments", "movements")
    found._rows.update({kind: found.raw(kind).copy() for kind in kinds})
    assert audit(found) == []
    return found


def the(rows: Any, chosen: Any) -> int:
    """The first row of these."""
    return int(np.flatnonzero(chosen)[0])


DELIVERED, LOST, CANCELLED = range(3)

FAULTS: dict[str, tuple[str, Any, str, Any]] = {
    "orders for parts are missing, or there twice": ("sales_orders", lambda o: o["order"] > 3, "order", 0),
    "a date lies before the one before it": ("sales_orders", lambda o: o["end"] == DELIVERED, "promised", 0.0),
    "an order without a promise was placed": ("sales_orders", lambda o: o["end"] == DELIVERED, "promised", np.nan),
    "a lost order was open": ("sales_orders", lambda o: o["end"] == LOST, "ended", 2159.0),
    "an order was lost to no patience": ("sales_orders", lambda o: o["stream"] == 1, "end", LOST),
    "an order was cancelled that nobody cancels": ("sales_orders", lambda o: o["stream"] == 1, "end", CANCELLED),
    "an order was cancelled before its promised date": ("sales_orders", lambda o: o["end"] == CANCELLED, "promised", 9999.0),
    "an order ended without a way, or the other way round": ("sales_orders", lambda o: o["end"] == DELIVERED, "end", -1),
    "an order ended before it came": ("sales_orders", lambda o: o["end"] == DELIVERED, "ended", 0.0),
    "lines of an order are missing": ("sales_orders", lambda o: o["end"] == DELIVERED, "lines", 3),
    "an order did not end as its lines did": ("sales_lines", lambda e: e["delivered"] > 0.0, "delivered", np.nan),
    "an order did not end with its last line": ("sales_orders", lambda o: o["end"] == DELIVERED, "ended", 2159.5),
    "a line belongs to no order": ("sales_lines", lambda e: e["order"] == 0, "order", 9999),
    "moments of a line are not in order": ("sales_lines", lambda e: e["shipped"] > 0.0, "shipped", 0.0),
    "a cancelled line was sent": ("sales_lines", lambda e: e["cancelled"] > 0.0, "shipment", 0),
    "a line was sent that was not there": ("sales_lines", lambda e: e["shipment"] >= 0, "set_aside", np.nan),
    "more units at once than were asked for": ("sales_lines", lambda e: e["asked"] > 0.0, "units_at_once", 99),
    "units at once that had to wait": ("sales_lines", lambda e: e["set_aside"] == e["asked"], "asked", 0.0),
    "parcels are missing, or there twice": ("sales_shipments", lambda p: p["shipment"] > 2, "shipment", 0),
    "a line and its parcel disagree": ("sales_shipments", lambda p: p["delivered"] > 0.0, "delivered", 2159.5),
    "a parcel has not the lines that it had": ("sales_shipments", lambda p: p["shipment"] == 1, "lines", 7),
    "an order that leaves complete left in parts": ("sales_lines", lambda e: np.append(e["order"][1:] == e["order"][:-1], False)
                                                    & (e["shipment"] >= 0), "shipment", 0),
    "a line left before it was there": ("sales_shipments", lambda p: p["shipment"] >= 0, "ready", 0.0),
    "moments of a parcel are not in order": ("sales_shipments", lambda p: p["picked"] > 0.0, "pick_start", 0.0),
    "a parcel did not leave with a departure of truck": ("sales_shipments", lambda p: (p["shipped"] > 0.0) & (p["carrier"] == 0),
                                                         "shipped", 2000.5),
    "a parcel cost less than its carrier asks": ("sales_shipments", lambda p: (p["picked"] > 0.0) & (p["carrier"] == 0), "freight", 3.0),
    "2 orders and parcels were picked at once by 1 pickers at shelf": ("sales_shipments", lambda p: p["shipment"] == 0, "picked", 2159.5),
    "units that left a shelf are not those that jobs, customers and lower echelons got from it":
        ("sales_lines", lambda e: e["delivered"] > 0.0, "quantity", 99),
    "units that came back unused are not those that triage named wrongly, or customers cancelled":
        ("sales_lines", lambda e: (e["cancelled"] > 0.0) & (e["set_aside"] > 0.0), "cancelled", np.nan),
    "Little's law fails for backorders": ("sales_lines", lambda e: e["set_aside"] > e["asked"], "asked", -9999.0),
}  # fmt: skip


@pytest.mark.parametrize("finding", FAULTS)
def test_a_fault_is_found(tables: Tables, finding: str) -> None:
    kind, chosen, column, value = FAULTS[finding]
    rows = tables.raw(kind)
    rows[column][the(rows, chosen(rows))] = value
    found = audit(tables)
    assert any(each.startswith(finding) for each in found), found


def test_orders_of_nobody_are_noticed(tables: Tables) -> None:
    tables._record.dimensions["part_orders"] = {}
    assert "there are orders for parts, and nobody orders any" in audit(tables)
