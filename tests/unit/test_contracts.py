"""Contracts in a world of fixed times: signed for ten days, then renewed, changed or left."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping

DAY = 24.0


def run(offers: dict[str, Any], horizon: str = "35 d", site: dict[str, Any] | None = None, **more: Any) -> Tables:
    """Two pumps at the plant, each asked about every day, under the basic offer."""
    tree: dict[str, Any] = {
        "horizon": horizon,
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": {"stop": {"law": {"empirical": {"times": ["23 h"]}}, "repair": "1 h"}}}},
        "offers": {
            "basic": {"price": "365 EUR/y", **offers.get("basic", {})},
            "gold": {"price": "730 EUR/y", **offers.get("gold", {})},
        },
        "sites": {"plant": {"assets": {"pump": 2}, "offer": "basic", **(site or {})}},
        "technicians": {"anna": {"home": "depot", "count": 4}},
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def told(tables: Tables) -> list[tuple[Any, ...]]:
    rows = tables.contracts
    return [(row.offer, row.begins / DAY, row.ends / DAY, row.why) for row in rows.itertuples()]


def test_who_stays_renews_for_another_term() -> None:
    tables = run({"basic": {"term": "10 d"}})
    assert told(tables)[:3] == [("basic", 10 * i, 10 * (i + 1), "renewed") for i in range(3)]
    assert tables.contracts["ends"].isna().tolist() == [False] * 3 + [True]
    assert figures(tables, ["renewal_rate"])["renewal_rate"] == 1.0
    assert -ledger(tables)["amount"].sum() == pytest.approx(2 * 35)


def test_who_leaves_is_served_and_pays_no_longer() -> None:
    tables = run({"basic": {"term": "10 d", "renewal": {"leaves": 1}}})
    assert told(tables) == [("basic", 0, 10, "left")]
    assert tables.calls["fault"].max() < 10 * DAY
    lines = ledger(tables)
    assert -lines["amount"].sum() == pytest.approx(2 * 10)
    assert set(lines["table"]) == {"contracts"}
    found = figures(tables, ["churn_rate", "customers_at_end", "machines_under_contract", "availability"])
    assert found["churn_rate"] == 1.0
    assert found["customers_at_end"] == 0
    assert found["machines_under_contract.basic"] == pytest.approx(2 * 10 / 35)
    assert found["availability"] == pytest.approx(1 - 20 / (2 * 240), abs=1e-9)


def test_who_changes_pays_and_is_promised_what_he_has_signed_since() -> None:
    gold = {"response": "1 h", "priority": 1}
    tables = run({"basic": {"term": "10 d", "renewal": {"changes": {"gold": 1}}}, "gold": gold})
    assert told(tables)[0] == ("basic", 0, 10, "changed")
    calls = tables.calls
    assert set(calls["offer"][calls["fault"] < 240]) == {"basic"}
    assert set(calls["offer"][calls["fault"] >= 240]) == {"gold"}
    assert set(calls["priority"][calls["fault"] >= 240]) == {1}
    assert -ledger(tables)["amount"].sum() == pytest.approx(2 * (10 + 2 * 25))
    assert figures(tables, ["upgrade_rate", "downgrade_rate"]) == {"upgrade_rate": 1.0, "downgrade_rate": 0.0}
    assert figures(tables, ["churn_rate"]) == {"churn_rate": 0.0}, "he stays, under another offer"


def test_a_contract_may_have_run_for_a_while() -> None:
    tables = run({"basic": {"term": "10 d"}}, site={"signed_before": "23 d"}, horizon="12 d")
    assert told(tables)[:1] == [("basic", -3, 7, "renewed")]


def test_who_is_installed_later_signs_then() -> None:
    tables = run({"basic": {"term": "10 d"}}, site={"signed_before": "3 d", "enters": "4 d"}, horizon="12 d")
    assert tables.contracts["begins"].tolist() == [4 * DAY]


def test_a_contract_ends_with_the_last_machine() -> None:
    tables = run({"basic": {"term": "10 d"}}, site={"leaves": "14 d"})
    assert told(tables) == [("basic", 0, 10, "renewed"), ("basic", 10, 14, "machines gone")]


def test_each_customer_decides_for_himself() -> None:
    tables = run({"basic": {"term": "10 d", "renewal": {"leaves": 0.5}}}, site={"customers": 200}, horizon="11 d")
    assert len(tables.sites) == 200
    assert 0.4 < figures(tables, ["churn_rate"])["churn_rate"] < 0.6


def test_a_higher_chance_to_leave_loses_nobody_less() -> None:
    """The same luck: who leaves at 20 % leaves at 40 %, too."""
    low, high = (
        run({"basic": {"term": "10 d", "renewal": {"leaves": chance}}}, site={"customers": 60}, horizon="11 d").contracts
        for chance in (0.2, 0.4)
    )
    gone = [set(each["site"][each["why"] == "left"]) for each in (low, high)]
    assert gone[0] < gone[1]
