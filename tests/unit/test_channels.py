"""Channels: who signs up at which price, when his machines come, and what he pays and costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import ledger
from sim.results import Tables
from sim.scenario.channels import Channel
from sim.scenario.load import from_mapping

YEAR = 8760.0


def run(
    price: str = "1000 EUR/y", horizon: str = "1 y", offer: Any = None, sites: Any = None, replication: int = 0, **channel: Any
) -> Tables:
    """A company with 50 prospects a year for two pumps each, which fail every 100 days, and hands enough for all."""
    tree = {
        "horizon": horizon,
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "100 d"}, "repair": "1 h"}}}},
        "offers": {"gold": {"price": price, **(offer or {})}},
        "sites": sites or {},
        "channels": {
            "direct": {"prospects": {"poisson": "50 /y"}, "customer": {"offer": "gold", "assets": {"pump": 2}}, **channel}
        },
        "technicians": {"crew": {"home": "depot", "count": 12}},
    }
    tables = Tables(simulate(from_mapping(tree).scenario(), replication))
    assert audit(tables) == []
    return tables


PRICED = {"acceptance": "40 %", "price_response": {"elasticity": 1.5, "at": "1000 EUR/y"}}


def test_a_lower_price_loses_nobody_whom_a_higher_one_won() -> None:
    """Everybody is asked at the same moments; and whoever signs under both prices has the same faults."""
    dear, list_price, cheap = (run(price, **PRICED) for price in ("1500 EUR/y", "1000 EUR/y", "600 EUR/y"))
    asked = [tables.sign_ups for tables in (dear, list_price, cheap)]
    assert asked[0]["asked"].tolist() == asked[1]["asked"].tolist() == asked[2]["asked"].tolist()
    won = [set(each["site"][each["signed"]]) for each in asked]
    assert won[0] < won[1] < won[2]
    for site in won[0]:
        faults = [sorted(tables.calls["fault"][tables.calls["site"] == site]) for tables in (dear, cheap)]
        assert faults[0] == faults[1]


def test_the_share_who_sign_follows_the_price_by_its_elasticity() -> None:
    """40 % at the price that the channel names, 40 % x 1.5 ^ -1.5 at half as much again; at most everybody."""
    tables = run(horizon="8 y", **PRICED)
    rows = tables.sign_ups
    for share, price in ((0.4, 1000), (0.4 * 1.5**-1.5, 1500), (1.0, 100)):
        channel = Channel.model_validate({"prospects": {"poisson": 0.01}, "customer": {"offer": "gold", "assets": {}}, **PRICED})
        assert channel.share(price) == pytest.approx(share)
        assert (rows["threshold"] < share).mean() == pytest.approx(share, abs=3 * 0.5 / np.sqrt(len(rows)))
    assert figures(tables, ["sign_up_rate"])["sign_up_rate"] == rows["signed"].mean()


def test_the_price_that_earns_most_is_the_textbooks() -> None:
    """With elasticity e and a cost of c per machine and year, c x e / (e - 1) earns most (Lerner)."""
    channel = Channel.model_validate({
        "prospects": {"poisson": 0.01}, "customer": {"assets": {}}, "acceptance": 0.2, "price_response": {"elasticity": 3, "at": 900},
    })  # fmt: skip
    prices = np.arange(500.0, 2000.0)
    earned = [(price - 600) * channel.share(price) for price in prices]
    assert prices[int(np.argmax(earned))] == 600 * 3 / 2


def test_who_signs_pays_from_when_his_machines_come() -> None:
    """Sixty days after signing; what it cost to ask and win them, and a tenth of what they pay, are lines of their own."""
    tables = run(delay="60 d", cost_per_prospect="20 EUR", cost_per_sign_up="300 EUR", commission="10 %", **PRICED)
    rows = tables.sign_ups
    won = rows[rows["signed"]]
    assert (won["begins"] - won["asked"]).tolist() == pytest.approx([1440.0] * len(won))
    assert won["site"].notna().tolist() == (won["begins"] < YEAR).tolist()
    paid = 2 * 1000 * np.maximum(1 - won["begins"] / YEAR, 0).sum()
    lines = ledger(tables).groupby("category", observed=True)["amount"].sum()
    assert lines["contract"] == pytest.approx(-paid)
    assert lines["commissions"] == pytest.approx(paid / 10)
    assert lines["acquisition"] == 20 * len(rows) + 300 * len(won)
    found = figures(tables)
    assert found["sign_ups"] == found["sign_ups_by_channel.direct"] == len(won)
    assert found["cost_per_new_customer"] == pytest.approx(lines["acquisition"] / len(won))
    assert found["revenue_of_new_customers"] == pytest.approx(paid)
    assert found["contribution_by_channel.direct"] == pytest.approx(paid * 0.9 - lines["acquisition"])
    assert found["contribution_by_offer.gold"] == found["contribution_by_channel.direct"]
    assert found["customers_at_end"] == (won["begins"] < YEAR).sum()
    assert found["machines_at_end"] == 2 * found["customers_at_end"]
    begins = won.dropna(subset="site").astype({"site": str}).set_index("site")["begins"]
    assert (tables.calls["fault"] >= tables.calls["site"].astype(str).map(begins)).all()


def test_new_customers_add_to_the_base_and_churn_takes_from_it() -> None:
    """Who was there before is nobody's sign-up; who leaves pays no commission any longer."""
    sites = {"plant": {"assets": {"pump": 3}, "offer": "gold"}}
    tables = run(horizon="3 y", offer={"term": "1 y", "renewal": {"leaves": "50 %"}}, sites=sites, commission="50 %")
    contracts = tables.contracts
    left = contracts["site"][contracts["why"] == "left"]
    found = figures(tables)
    assert found["customers_at_end"] == 1 + tables.sign_ups["site"].notna().sum() - len(left)
    before = 0 if "plant" in set(left) else 3
    assert found["machines_at_end"] == before + 2 * (found["customers_at_end"] - bool(before))
    lines = ledger(tables)
    plant = contracts.index[contracts["site"] == "plant"]
    paid = lines[lines["category"] == "contract"]
    assert lines["amount"][lines["category"] == "commissions"].sum() == pytest.approx(
        -0.5 * paid["amount"][~paid["row"].isin(plant)].sum()
    )
    assert found["revenue_of_new_customers"] * 3 == pytest.approx(-paid["amount"][~paid["row"].isin(plant)].sum())


def test_nobody_signs_where_nobody_would() -> None:
    tables = run(acceptance=0, price_response={"elasticity": 2, "at": "1 EUR/y"}, price="0 EUR/y")
    found = figures(
        tables, ["sign_ups", "sign_up_rate", "cost_per_new_customer", "customers_at_end", "machines_at_end", "margin"]
    )
    assert found.pop("cost_per_new_customer", None) is None or True
    assert found["sign_ups"] == found["sign_up_rate"] == found["customers_at_end"] == found["machines_at_end"] == 0
