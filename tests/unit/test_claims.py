"""Claims: when they are filed, how they end, and what is open at the horizon."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from one_pump import run

from sim.kpi import figures
from sim.ledger import ledger

NAN = pytest.approx(float("nan"), nan_ok=True)
SHOP = {"shop": {"location": "depot", "benches": 1, "repair": "1 h"}}
DEALER = {"labour_price": "40 EUR/h", "call_out": "25 EUR", "parts_markup": "10 %"}


def on_maker(length: str = "150 h", horizon: str = "400 h", offer: dict[str, Any] | None = None, **terms: Any) -> Any:
    """Claims of a dealer."""
    return run({"warranty": {"length": length, "claims": {**DEALER, **terms}}}, offer, horizon=horizon).claims


def on_supplier(
    part: dict[str, Any] | None = None, returns: dict[str, Any] | None = None, horizon: str = "400 h", **terms: Any
) -> Any:
    """Claims for seals that come back, the first after 100 hours; they are received 10 hours after removal and inspected at once."""
    stated = {"length": "150 h", **terms}
    back = {"transit": "10 h", **SHOP, **(returns or {})}
    return run(part={"repairable": True, "supplier_warranty": stated, **(part or {})}, returns=back, horizon=horizon).claims


def test_the_maker_pays_what_his_terms_say() -> None:
    claims = on_maker(filing="5 h", validation="20 h", payment="30 h", cost="7 EUR")
    assert list(claims["amount"]) == [40 + 25 + 132]
    assert claims[["arose", "filed", "decided", "paid"]].to_numpy().tolist() == [[101.0, 106.0, 126.0, 156.0]]
    tables = run({"warranty": {"length": "150 h", "claims": {**DEALER, "cost": "7 EUR"}}}, horizon="400 h")
    lines = ledger(tables).groupby("category", observed=True)["amount"].sum()
    assert (lines["maker_claims"], lines["claim_filing"]) == (-197.0, 7.0)
    found = figures(tables, ["claims_paid", "claim_recovery_rate", "claim_denial_rate", "claims_open"])
    assert found["claims_paid.maker"] == pytest.approx(197 * 8760 / 400)
    assert (found["claim_recovery_rate"], found["claim_denial_rate"], found["claims_open"]) == (1.0, 0.0, 0.0)


def test_an_extension_is_not_the_makers() -> None:
    assert list(on_maker(offer={"extends_warranty": "1 y"})["arose"]) == [101.0]


def test_a_fading_warranty_fades_for_the_maker_too() -> None:
    tables = run({"warranty": {"length": "400 h", "kind": "pro_rata", "claims": {"call_out": "100 EUR"}}}, horizon="150 h")
    assert list(tables.claims["amount"]) == [pytest.approx((100 + 120) * 0.75)]


def test_unchecked_claims_are_denied_for_what_is_wrong_about_them() -> None:
    assert list(on_maker(checked=False)["denial"]) == [
        pytest.approx(float("nan"), nan_ok=True),
        "out of warranty",
        "out of warranty",
    ]
    without = {"warranty": {"length": "1 y", "excludes": ["leak"], "claims": {**DEALER, "checked": False}}}
    assert set(run(without).claims["denial"]) == {"excluded"}
    bought_off = {"warranty": {"length": "1 y", "refund": "90 EUR", "claims": {"checked": False}}}
    claims = run(bought_off, horizon="250 h").claims
    assert (list(claims["amount"]), list(claims["denial"].isna())) == ([120.0 + 90.0, 120.0], [True, False])


@pytest.mark.parametrize(
    ("terms", "filed", "decided", "denial"),
    [
        ({"filing": "30 h", "file_within": "30 h"}, 131.0, 131.0, None),
        ({"filing": "31 h", "file_within": "30 h"}, 132.0, 132.0, "filed late"),
        ({"filing": "1 h", "accepted": 0}, 102.0, 102.0, "rejected"),
        ({"filing": "1 h", "validation": "300 h"}, 102.0, None, None),
        ({"filing": "300 h"}, None, None, None),
        ({"filing": "300 h", "file_within": "1 h"}, None, None, None),
    ],
)
def test_how_a_claim_ends(terms: dict[str, Any], filed: float | None, decided: float | None, denial: str | None) -> None:
    (claim,) = on_maker(**terms).itertuples()
    assert claim.filed == (NAN if filed is None else filed)
    assert claim.decided == (NAN if decided is None else decided)
    assert claim.accepted == (decided is not None and denial is None)
    assert claim.denial == (NAN if denial is None else denial)


def test_a_claim_waits_for_its_proof() -> None:
    claims = on_supplier(proof="received", filing="2 h", horizon="250 h")
    assert claims[["arose", "filed"]].to_numpy().tolist() == [[101.0, 113.0], [202.0, 214.0]]
    assert list(on_supplier(proof="none", horizon="150 h")["filed"]) == [101.0]


def test_without_proof_a_claim_lapses_at_its_deadline() -> None:
    kept = {"missing": 1}
    late = {"given_up_after": "30 h"}
    claims = on_supplier(kept, late, proof="received", file_within="80 h", cost="9 EUR", horizon="250 h")
    assert list(claims["denial"]) == ["no proof", NAN]  # the second may still be filed
    assert claims["filed"].isna().all()
    assert list(claims["decided"]) == [181.0, NAN]
    assert not claims["cost"].any()
    assert on_supplier(kept, late, proof="received")["decided"].isna().all()


def test_a_unit_that_must_go_back_is_proof_only_if_it_does() -> None:
    sent = {"disposition": {"rule": "if_needed", "above": -1, "instead": "supplier_return"}}
    assert set(on_supplier(None, sent, proof="returned")["accepted"]) == {True}
    claims = on_supplier(proof="returned", horizon="250 h")
    assert (list(claims["denial"]), list(claims["decided"])) == (["no proof", "no proof"], [111.0, 212.0])


def test_a_unit_without_fault_is_not_claimed() -> None:
    healthy = {"no_fault_found": 1}
    assert not len(on_supplier(healthy, proof="received", horizon="320 h"))  # all of them have been inspected
    assert set(on_supplier(healthy, proof="received", checked=False, horizon="320 h")["denial"]) == {"no fault found"}
    assert on_supplier(healthy)["accepted"].all()  # nobody looks


def test_local_repairs_can_be_shown_but_not_sent() -> None:
    own = {"repaired_locally": 1}
    local = {"local_repair": "1 h"}
    steps = {"from": "depot"}
    tables = run(
        part={"repairable": True, "supplier_warranty": {"length": "1 y", "proof": "received"}, **own},
        returns={**SHOP, **local},
        sourcing={"steps": [steps]},
        locations={
            "factory": {"supplier": True},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 3}}},
        },
    )
    assert set(tables.cores["disposition"]) == {"local repair"}
    assert tables.claims["filed"].tolist() == tables.cores["removed"].tolist()


def test_a_supplier_counts_from_when_the_part_was_put_in() -> None:
    assert list(on_supplier()["amount"]) == [120.0] * 3  # each is 100 hours old
    assert list(on_supplier(length="99 h")["amount"]) == []
    tables = run({"sold_before": "60 h"}, part={"supplier_warranty": {"length": "150 h", "pays": 0.5}}, horizon="400 h")
    assert list(tables.claims["arose"]) == [202.0, 303.0]  # the first seal came with the machine, 160 hours before
    assert list(tables.claims["amount"]) == [60.0, 60.0]


def test_what_came_out_is_claimed_and_not_what_took_its_place() -> None:
    parts = {
        "seal": {"price": "120 EUR", "superseded_by": {"part": "gasket", "at": "150 h"}, "supplier_warranty": {"length": "1 y"}},
        "gasket": {"price": "99 EUR", "supplier_warranty": {"length": "101 h"}},
    }
    claims = run(parts=parts, horizon="450 h").claims
    assert list(claims["part"]) == ["seal", "seal", "gasket", "gasket"]


def test_nothing_is_claimed_where_no_defective_unit_is_left_over() -> None:
    sale = {"leak": {"law": {"poisson": "1 /d"}, "parts": {"seal": {"core": False}}}}
    assert not len(run({"failures": sale}, part={"supplier_warranty": {"length": "1 y"}}).claims)


def test_luck_is_of_the_fault_and_the_unit() -> None:
    """Other claims, in other numbers, do not change what becomes of one."""
    terms = {"accepted": 0.5, "validation": {"exponential": "9 h"}}
    few = on_maker("150 h", "700 h", **terms)
    many = on_maker("650 h", "700 h", **terms)
    assert len(few) < len(many)
    assert few[["filed", "decided", "accepted"]].equals(many[["filed", "decided", "accepted"]].head(len(few)))
    assert 0 < many["accepted"].sum() < len(many)


def test_cycle_time_is_from_the_repair_to_the_money() -> None:
    tables = run({"warranty": {"length": "1 y", "claims": {**DEALER, "filing": "5 h", "payment": "20 h"}}}, warm_up="300 h")
    found = figures(tables, ["claim_cycle_time", "claim_cycle_time_quantiles", "claim_denials"])
    assert found["claim_cycle_time"] == found["claim_cycle_time_quantiles.p90"] == 25.0
    assert not any(np.nan_to_num(value) for name, value in found.items() if name.startswith("claim_denials"))


def test_a_refurbished_unit_takes_the_place_of_a_new_one() -> None:
    """What comes out is claimed by the terms of its own number: the seal of the machine at first, then the used one."""
    parts = {
        "seal": {"price": "120 EUR", "repairable": True, "refurbished": {"part": "used"}, "supplier_warranty": {"length": "1 y"}},
        "used": {"price": "50 EUR", "repairable": True, "supplier_warranty": {"length": "101 h"}},
    }
    depot = {"source": "factory", "stock": {"used": {"rule": "base_stock", "level": 5}}}
    steps = [{"from": "depot", "time": "0 h"}, {"from": "emergency", "time": "0 h"}]
    tables = run(
        parts=parts,
        locations={"factory": {"supplier": True}, "depot": depot},
        sourcing={"steps": steps},
        returns=SHOP,
        horizon="450 h",
    )
    assert set(tables.demands["part"]) == {"used"}
    assert list(tables.claims["part"]) == ["seal", "used", "used", "used"]
