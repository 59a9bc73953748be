"""Who pays: warranties that fade, renew, are bought off or extended, and what customers are billed."""

from __future__ import annotations

from typing import Any

import pytest
from one_pump import column, run

from sim.kpi import figures

BILLED = {"labour_price": "90 EUR/h", "call_out": "50 EUR", "parts_markup": "50 %"}
NOTHING = {"labour": 0, "travel": 0, "parts": 0, "maintenance": 0}
near = pytest.approx


def shares(tables: Any, item: str = "parts") -> list[float]:
    return [round(value, 6) for value in column(tables, "settlements", "warranty", item=item)]


def test_nothing_is_settled_where_everything_is_included() -> None:
    assert not len(run(offer={**BILLED, "includes": {}}).settlements)


def test_time_and_materials_are_billed_by_the_prices_of_the_offer() -> None:
    tables = run(offer={**BILLED, "includes": NOTHING}, horizon="150 h")
    rows = tables.settlements.set_index("item")
    assert list(rows.index) == ["labour", "travel", "parts"]
    assert list(rows["cost"]) == [60.0, 0.0, 130.0]  # an hour, no kilometres, a seal and what it cost to get it
    assert list(rows["value"]) == list(rows["billed"]) == [90.0, 50.0, 180.0]
    assert set(rows["at"]) == {101.0}
    found = figures(tables, ["billed_revenue", "billed_by_item", "call_cost_by_payer", "warranty_cost_share"])
    yearly = 8760 / 150
    assert found["billed_revenue"] == near(320 * yearly)
    assert found["billed_by_item.parts"] == near(180 * yearly)
    assert found["call_cost_by_payer.customer"] == near(190 * yearly)
    assert found["warranty_cost_share"] == 0.0


def test_the_offer_covers_its_share_of_what_the_warranty_leaves() -> None:
    stated = {"length": "150 h", "labour": 0.6, "travel": 0, "parts": 1}
    tables = run({"warranty": stated}, {**BILLED, "includes": {"labour": 0.5, "travel": 0}}, horizon="250 h")
    assert column(tables, "settlements", "warranty") == [0.6, 0.0, 1.0, 0.0, 0.0, 0.0]  # the second fault comes at 201 h
    assert column(tables, "settlements", "billed") == [near(18.0), 50.0, 0.0, 45.0, 50.0, 0.0]
    assert column(tables, "settlements", "contract", item="labour") == [near(0.2), 0.5]
    assert figures(tables, ["calls_under_warranty"]) == {"calls_under_warranty": 0.5}


def test_what_is_excluded_is_not_covered() -> None:
    assert shares(run({"warranty": {"length": "1 y", "excludes": ["leak"]}}, horizon="150 h")) == [0.0]
    tables = run({"warranty": {"length": "1 y", "excludes": ["seal"]}}, horizon="150 h")
    assert (shares(tables), shares(tables, "labour")) == ([0.0], [1.0])


def test_maintenance_is_billed_apart_and_never_under_warranty() -> None:
    upkeep = {"every": "100 h", "duration": "2 h"}
    offer = {**BILLED, "includes": {"maintenance": 0.5}}
    tables = run({"warranty": {"length": "1 y"}, "maintenance": upkeep, "failures": {}}, offer)
    billed = column(tables, "settlements", "billed")
    assert set(billed) == {90.0, 25.0}
    assert not any(column(tables, "settlements", "warranty"))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, [1, 1, 0, 0, 0]),
        ({"sold_before": "120 h"}, [1, 0, 0, 0, 0]),
        ({"sold_before": {"uniform": {"low": "120 h", "high": "140 h"}}}, [1, 0, 0, 0, 0]),
        ({"enters": "50 h", "sold_before": "300 h"}, [1, 1, 0, 0, 0]),  # faults at 150, 251, ...: sold when it is installed
    ],
)
def test_a_warranty_counts_from_the_sale(keys: dict[str, Any], expected: list[float]) -> None:
    tables = run({"warranty": {"length": "250 h"}, **keys}, horizon="600 h")
    assert shares(tables) == expected


def test_a_pro_rata_warranty_fades() -> None:
    tables = run({"warranty": {"length": "400 h", "kind": "pro_rata", "parts": 0.8}})
    assert shares(tables) == [round(0.8 * (1 - fault / 400), 6) for fault in (100, 201, 302)] + [0.0, 0.0, 0.0]


def test_an_offer_extends_what_the_warranty_says() -> None:
    tables = run({"warranty": {"length": "250 h"}}, {"extends_warranty": "100 h"})
    assert shares(tables) == [1, 1, 1, 0, 0, 0]
    fading = run({"warranty": {"length": "250 h", "kind": "pro_rata"}}, {"extends_warranty": "150 h"})
    assert shares(fading)[:3] == [0.75, round(1 - 201 / 400, 6), round(1 - 302 / 400, 6)]


def test_a_renewing_warranty_starts_again_with_each_repair() -> None:
    assert shares(run({"warranty": {"length": "101 h", "kind": "renewing"}})) == [1] * 6
    tables = run({"warranty": {"length": "101 h", "kind": "renewing"}, "sold_before": "1 h"})
    assert shares(tables) == [0] * 6  # the first fault comes as the warranty ends
    assert column(tables, "settlements", "age", item="parts") == [101.0, 202.0, 303.0, 404.0, 505.0, 606.0]
    late = run({"warranty": {"length": "100.5 h", "kind": "renewing"}})
    assert column(late, "settlements", "age", item="parts") == [100.0] * 6  # from the closing of the call before


@pytest.mark.parametrize(("kind", "paid"), [("free", 800.0), ("pro_rata", 800.0 * (1 - 100 / 250))])
def test_a_refund_ends_the_warranty(kind: str, paid: float) -> None:
    tables = run({"warranty": {"length": "250 h", "kind": kind, "refund": "800 EUR", "labour": 0}})
    refund = tables.settlements[tables.settlements["item"] == "refund"]
    assert (list(refund["at"]), list(refund["cost"])) == ([101.0], [near(paid)])
    assert shares(tables) == [paid / 800, 0, 0, 0, 0, 0]
    found = figures(tables, ["cost_by_category", "warranty_cost_share"])
    assert found["cost_by_category.warranty_refunds"] == near(paid * 8760 / 700)
    assert found["warranty_cost_share"] == near((paid + 130 * paid / 800) / (paid + 6 * 190))


def test_calls_that_are_open_at_the_end_are_not_settled() -> None:
    assert column(run({"warranty": {"length": "1 y"}}, horizon="100.5 h"), "settlements", "call") == []


def test_a_unit_that_was_defective_from_the_shelf_is_not_billed_again() -> None:
    returns = {
        "missed_faults": 1,
        "disposition": "repair_if_cheaper",
        "shop": {"location": "depot", "benches": 1, "repair": "1 h"},
    }
    depot = {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 1}}}
    tables = run(
        offer={**BILLED, "includes": NOTHING},
        part={"repairable": True},
        returns=returns,
        locations={"factory": {"supplier": True, "lead_time": "900 h"}, "depot": depot},
        sourcing={"steps": [{"from": "depot"}]},
        horizon="500 h",
    )
    assert len(tables.dead_on_arrival)
    billed = tables.settlements[tables.settlements["item"] == "parts"].groupby("call")["billed"].sum()
    assert set(billed) == {180.0}


def test_what_another_machine_was_given_is_neither_billed_nor_claimed() -> None:
    """An old pump waits for a nut and gives its seal away; the one that replaces it is paid for by who got the first."""

    def life(hours: int) -> dict[str, Any]:
        return {"empirical": {"times": [f"{hours} h"], "clock": "calendar"}}

    old = {"dark": {"law": life(10), "parts": ["nut"]}, "leak": {"law": "never", "parts": ["seal"]}}
    none = {"rule": "base_stock", "level": 0}
    tables = run(
        asset_types={"old": {"failures": old}, "pump": {"failures": {"leak": {"law": life(100), "parts": ["seal"]}}}},
        offer={"includes": {"parts": 0}},
        part={"supplier_warranty": {"length": "1 y"}},
        locations={
            "factory": {"supplier": True, "lead_time": "150 h"},
            "depot": {"source": "factory", "stock": {"seal": none, "nut": none}},
        },
        sites={"plant": {"assets": {"old": 1, "pump": 1}, "offer": "gold"}},
        technicians={"anna": {"home": "depot", "count": 9}},
        sourcing={"steps": [{"from": "depot"}, {"from": "cannibalise", "time": "2 h"}]},
        horizon="330 h",
    )
    given = tables.demands[tables.demands["supply"] == "cannibalise"]
    got, (gave,) = set(given["call"]), tables.calls.loc[tables.calls["fault"] == 10.0, "call"]
    assert list(given["asked"]) == [100.0]
    assert list(tables.demands.loc[tables.demands["call"] == gave, "part"]) == ["nut", "seal"]
    assert column(tables, "settlements", "part", item="parts", call=gave) == ["nut"]
    assert set(column(tables, "settlements", "call", part="seal")) >= got
    assert set(tables.claims["call"]) >= got
    assert gave not in set(tables.claims["call"])
