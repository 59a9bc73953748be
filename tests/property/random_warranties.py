"""Random warranties, bills and claims."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

SHARES = st.sampled_from([1, 0.4, 0])
TIMES = st.sampled_from(["0 h", "20 h", "90 h", {"exponential": "30 h"}, {"uniform": {"low": "0 h", "high": "200 h"}}])


def claims(proofs: tuple[str, ...]) -> dict[str, st.SearchStrategy[Any]]:
    """How claims are handled."""
    return {
        "proof": st.sampled_from(proofs[::-1]),
        "filing": TIMES,
        "file_within": st.sampled_from(["60 h", "10 h", "300 h", None]),
        "validation": TIMES,
        "accepted": st.sampled_from([0.7, 1, 0]),
        "payment": TIMES,
        "cost": st.just("5 EUR"),
        "checked": st.booleans(),
    }


@st.composite
def warranties(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with warranties and bills, and without them one time in three."""
    if not draw(st.integers(0, 2)):
        return tree
    returned = "returns" in tree
    kinds = {name: dict(kind) for name, kind in tree["asset_types"].items()}
    for kind in kinds.values():
        kind["sold_before"] = draw(TIMES)
        if draw(st.integers(0, 3)):
            kind["warranty"] = draw(warranty(list(kind["failures"]), returned))
    parts = {name: dict(part) for name, part in tree["parts"].items()}
    for part in parts.values():
        if draw(st.integers(0, 3)):
            proofs = ("none", "received", "returned") if returned and part.get("repairable") else ("none",)
            part["supplier_warranty"] = draw(
                st.fixed_dictionaries({"length": TERMS, "pays": st.sampled_from([1, 0.4]), **claims(proofs)})
            )
    offers = {name: {**offer, **draw(BILLED)} for name, offer in tree["offers"].items()}
    if all("warranty" in kind for kind in kinds.values()) and all(
        any(site.get("offer") == name and site["assets"] for site in tree["sites"].values()) for name in offers
    ):
        offers["gold"]["extends_warranty"] = "60 h"
    tree = {**tree, "asset_types": kinds, "parts": parts, "offers": offers}
    if any(value != 1 for offer in offers.values() for value in offer.get("includes", {}).values()):
        tree["billing"] = draw(st.none() | BILLING.map(sensible))
    return {**tree, "mobility": draw(st.just({}) | mobility(tree))}


def mobility(tree: Tree) -> st.SearchStrategy[Tree]:
    """Reports that come in late."""
    shifts = any("hours" in each for each in tree["technicians"].values())
    reports = st.fixed_dictionaries(
        {
            "report": st.sampled_from(["at_once", "shift_end"] if shifts else ["at_once"]),
            "delay": TIMES,
            "van_stock": st.sampled_from(["live", "reported"]),
        }
    )
    late = {"report": "at_once", "delay": "0 h"}
    turned = st.none() if "matrix" in str(tree["travel"]) else st.sampled_from([None, 1, 2, 3])
    reports = st.tuples(reports, turned).map(lambda drawn: {**drawn[0], "reroute": drawn[1]})
    return reports.map(lambda drawn: {**drawn, "van_stock": "live"} if late.items() <= drawn.items() else drawn)


def sensible(billing: Tree) -> Tree:
    """Without what is said of disputes and bad debts where there are none."""
    billing = dict(billing)
    if not billing["disputed"]:
        billing["dispute"], billing["conceded"] = "0 h", 0
    if not billing["written_off"]:
        billing["written_off_after"] = "0 h"
    return billing


TERMS = st.sampled_from(["200 h", "30 h", "2 y"])
BILLED = st.fixed_dictionaries(
    {},
    optional={
        "includes": st.fixed_dictionaries({}, optional=dict.fromkeys(("labour", "travel", "parts", "maintenance"), SHARES)),
        "labour_price": st.just("90 EUR/h"),
        "call_out": st.just("60 EUR"),
        "parts_markup": st.just("30 %"),
        "flat_rate": st.just("45 EUR"),
    },
)

BILLING = st.fixed_dictionaries(
    {
        "lag": TIMES,
        "every": st.sampled_from([None, "40 h", "7 d"]),
        "terms": st.sampled_from(["0 h", "30 h", "20 d"]),
        "late": TIMES,
        "disputed": st.sampled_from([0, 0.4, 1]),
        "dispute": TIMES,
        "conceded": SHARES,
        "written_off": st.sampled_from([0, 0.3, 1]),
        "written_off_after": st.sampled_from(["0 h", "50 h"]),
        "interest": st.just("9 %/y"),
        "leakage": st.fixed_dictionaries({"labour": SHARES, "parts": SHARES}),
        "leakage_at_once": st.sampled_from([None, {"labour": 0.2}]),
    }
)


def warranty(modes: list[str], returned: bool) -> st.SearchStrategy[Tree]:
    """The warranty of a machine with these failure modes."""
    maker = st.fixed_dictionaries(
        {
            "labour_price": st.just("50 EUR/h"),
            "call_out": st.just("30 EUR"),
            "parts_markup": st.just("10 %"),
            **claims(("none", "received") if returned else ("none",)),
        },
    )
    stated = st.fixed_dictionaries(
        {
            "length": TERMS,
            "kind": st.sampled_from(["free", "pro_rata", "renewing"]),
            "excludes": st.sampled_from([[], modes[:1]]),
            "claims": st.one_of(maker, st.none()),
        },
        optional={"labour": SHARES, "travel": SHARES, "parts": SHARES, "refund": st.just("300 EUR")},
    )
    return stated.map(lambda drawn: {k: v for k, v in drawn.items() if k != "refund" or drawn["kind"] != "renewing"})
