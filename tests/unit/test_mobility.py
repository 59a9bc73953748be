"""Visit reports that come in late: what waits for them, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from one_pump import column, run

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping

BASE = {"rule": "base_stock", "level": 2}
RETURNS = {"transit": "10 h", "shop": {"location": "depot", "benches": 1, "repair": "5 h"}}


def reported(mobility: dict[str, Any], anna: dict[str, Any] | None = None, **keys: Any) -> Tables:
    """A seal from the van every 101 hours, at 100, 201, ...; the van is refilled from the depot."""
    return run(
        part={"repairable": True},
        locations={
            "factory": {"supplier": True},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 9}}},
        },
        sourcing={"steps": [{"from": "depot", "time": "0 h"}]},
        technicians={"anna": {"home": "depot", "van": {"seal": BASE}, **(anna or {})}},
        returns=RETURNS,
        mobility=mobility,
        **keys,
    )


def refills(tables: Tables) -> list[float]:
    """When the van was refilled."""
    orders = tables.orders
    return list(orders.loc[orders["location"] == "van:anna", "ordered"])


def test_reports_at_once_leave_no_trace() -> None:
    tables = reported({"report": "at_once"})
    assert not len(tables.reports)
    assert refills(tables)[:2] == [100.0, 201.0]


def test_the_van_waits_for_the_report_and_the_machine_does_not() -> None:
    tables = reported({"delay": "7 h"})
    assert column(tables, "calls", "restored")[:2] == [101.0, 202.0]
    assert column(tables, "reports", "written")[:2] == [101.0, 202.0]
    assert column(tables, "reports", "received")[:2] == [108.0, 209.0]
    assert refills(tables)[:2] == [108.0, 209.0]
    assert figures(tables, ["report_delay"])["report_delay"] == 7.0


def test_a_core_sets_off_when_the_report_is_in() -> None:
    tables = reported({"delay": "7 h"})
    assert column(tables, "cores", "removed")[0] == 101.0
    assert column(tables, "cores", "received")[0] == 118.0


def test_reports_on_paper_come_in_at_the_end_of_the_shift() -> None:
    """The first call is closed on Friday at 5 in the morning, with the shift that ends at 6."""
    tables = reported({"report": "shift_end"}, anna={"hours": "daily 22:00-06:00"})
    written, received = column(tables, "reports", "written"), column(tables, "reports", "received")
    assert written[0] == 101.0
    assert received[0] == 102.0
    assert all(each % 24 == 6 for each in received)


def test_a_report_of_one_visit_says_nothing_of_the_next() -> None:
    """Two machines: the second visit uses a seal before the report of the first is in; each report orders its own."""
    tables = reported({"delay": "60 h"}, sites={"plant": {"assets": {"pump": 2}, "offer": "gold"}}, horizon="190 h")
    assert column(tables, "reports", "received") == [161.0, 162.0]
    assert refills(tables) == [161.0, 162.0]
    assert list(tables.orders.loc[tables.orders["location"] == "van:anna", "quantity"]) == [1, 1]


def test_an_invoice_waits_for_the_last_report_of_its_work_order() -> None:
    offer = {"labour_price": "90 EUR/h", "includes": {"labour": 0}}
    tables = reported({"delay": "7 h"}, offer=offer, billing={"lag": "2 h"}, horizon="210 h")
    assert column(tables, "invoices", "sent") == pytest.approx([110.0, float("nan")], nan_ok=True)
    leaks = {"leakage": {"labour": 1}, "leakage_at_once": {}}
    for mobility, leaked in (({"delay": "7 h"}, 90.0), ({}, 0.0)):
        assert column(reported(mobility, offer=offer, billing=leaks), "invoices", "leaked")[0] == leaked


def test_dispatch_believes_reports_or_sees_the_vans() -> None:
    """Anna and Bert carry a seal each; while nobody has reported that Anna's is used, the second call goes to her in vain."""

    def second(van_stock: str) -> tuple[str, bool]:
        van = {"seal": {"rule": "base_stock", "level": 1}}
        life = {"empirical": {"times": ["10 h"], "clock": "calendar"}}
        tree = {
            "horizon": "60 h",
            "parts": {"seal": {"price": "1 EUR"}},
            "locations": {"factory": {"supplier": True, "lead_time": "500 h"}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
            "asset_types": {"pump": {"failures": {"leak": {"law": life, "parts": ["seal"], "repair": "1 h"}}}},
            "sites": {"near": {"at": [50.0, 8.1], "assets": {"pump": 1}}},
            "technicians": {
                "anna": {"home": "depot", "van": van, "refill": "200 h"},
                "bert": {"home": "depot", "van": van, "refill": "200 h"},
            },
            "dispatch": "parts_aware",
            "travel": {"straight_line": {"speed": "60 km/h"}},
            "mobility": {"delay": "30 h", "van_stock": van_stock},
        }
        tables = Tables(simulate(from_mapping(tree).scenario()))
        assert audit(tables) == []
        visit = tables.visits.iloc[1]
        return visit["technician"], visit["outcome"] == "fixed"

    assert second("live") == ("bert", True)
    assert second("reported") == ("anna", False)
