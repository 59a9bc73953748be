"""Whoever pays, it adds up: what calls cost is billed, reimbursed or ours, and warranties and claims come to what their laws say."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(pump: dict[str, Any], offer: dict[str, Any], **keys: Any) -> Tables:
    """Two hundred machines whose repairs take an hour on average of somebody who costs 60, and a seal of 120."""
    tree = {
        "horizon": "1 y",
        "parts": {"seal": {"price": "120 EUR"}},
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "sourcing": {"steps": [{"from": "emergency", "time": "3 h"}], "wait_limit": "0 h"},
        "asset_types": {
            "pump": {
                "failures": {
                    "leak": {
                        "law": {"exponential": "60 d"},
                        "parts": {"seal": {"probability": 0.5}},
                        "repair": {"exponential": "1 h"},
                    },
                    "crash": {"law": {"exponential": "200 d"}, "diagnosis": {"exponential": "1 h"}},
                },
                **pump,
            }
        },
        "offers": {"gold": offer},
        "sites": {"plant": {"assets": {"pump": 200}, "offer": "gold"}},
        "technicians": {"anna": {"home": "depot", "count": 9, "cost": "60 EUR/h"}},
        **keys,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


SOLD = {"uniform": {"low": "0 y", "high": "4 y"}}


@pytest.mark.parametrize("kind", ["free", "pro_rata", "renewing"])
def test_at_cost_price_nobody_gains_or_loses(kind: str) -> None:
    """Customers and maker pay exactly what their share costs; what is left of the cost of all calls is what the offer includes."""
    claims = {"labour_price": "60 EUR/h"}
    warranty = {"length": "2 y", "kind": kind, "labour": 0.8, "parts": 0.6, "excludes": ["crash"], "claims": claims}
    offer = {"includes": {"labour": 0.3, "travel": 0, "parts": 0.5}, "labour_price": "60 EUR/h"}
    tables = run({"warranty": warranty, "sold_before": SOLD}, offer)
    money = ledger(tables).groupby("category", observed=True)["amount"].sum()
    closed = tables.calls[tables.calls["restored"].notna()]
    hours = closed["diagnosis"].sum() + closed["repair"].sum()
    seals = tables.demands.loc[tables.demands["call"].isin(closed["call"]), "quantity"].sum()
    found = figures(tables, ["call_cost_by_payer"])
    billed, claimed = -money["billed_labour"] - money["billed_parts"], -money["maker_claims"]
    assert min(billed, claimed, found["call_cost_by_payer.contract"]) > 0
    assert sum(found.values()) == pytest.approx(60 * hours + 120 * seals)
    assert billed == pytest.approx(found["call_cost_by_payer.customer"])
    assert claimed == pytest.approx(found["call_cost_by_payer.warranty"])


def test_share_of_calls_under_warranty_is_that_of_time() -> None:
    """Machines sold up to four years before, faults evenly in time: of a year, a warranty of two years covers (2 − 1/2) / 4."""
    tables = run({"warranty": {"length": "2 y"}, "sold_before": SOLD}, {})
    exact = 1.5 / 4
    # 200 machines of different age, each with some 8 calls of its own: the spread is that of the ages
    spread = (exact * (1 - exact) / 200) ** 0.5
    assert abs(figures(tables)["calls_under_warranty"] - exact) < 4 * spread


def test_claims_take_the_sum_of_their_times_and_are_accepted_as_often_as_said() -> None:
    """Received cores prove 75 % of the claims; of those, 80 % are accepted: 0.6 of what is decided, after 30 + 10 + 20 days."""
    stated = {
        "length": "9 y",
        "proof": "received",
        "file_within": "60 d",
        "validation": {"exponential": "10 d"},
        "payment": {"exponential": "20 d"},
        "accepted": 0.8,
    }
    seal = {"price": "120 EUR", "repairable": True, "missing": 0.25, "supplier_warranty": stated}
    returns = {"transit": "30 d", "given_up_after": "50 d", "shop": {"location": "depot", "benches": 9, "repair": "1 h"}}
    tables = run({}, {}, parts={"seal": seal}, returns=returns, horizon="3 y")
    found = figures(tables, ["claim_recovery_rate", "claim_denials", "claim_cycle_time"])
    claims = tables.claims[tables.claims["arose"] < 2 * 8760]
    proven = (claims["denial"] != "no proof").mean()
    accepted = claims["accepted"].mean()
    count = len(claims)
    assert claims["decided"].notna().all()
    assert abs(proven - 0.75) < 4 * (0.75 * 0.25 / count) ** 0.5
    assert abs(accepted - 0.6) < 4 * (0.6 * 0.4 / count) ** 0.5
    paid = (claims["paid"] - claims["arose"]).dropna() / 24
    assert abs(paid.mean() - 60) < 4 * (500 / len(paid)) ** 0.5
    assert found["claim_recovery_rate"] == pytest.approx(0.6, abs=0.05)
