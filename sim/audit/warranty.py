"""Who pays: the shares of a call add up, warranties hold as long as they say, and claims go forward and are paid once accepted."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, out_of_order, say
from sim.records import DENIALS, ITEMS, NONE, PAYERS, REASONS
from sim.results import Array, Rows, Tables

NO_PROOF = DENIALS.index("no proof")
SUPPLIER = PAYERS.index("supplier")


def check(tables: Tables) -> list[str]:
    """All findings about settlements and claims."""
    settled, claims = tables.raw("settlements"), tables.raw("claims")
    calls = np.sort(tables.raw("calls"), order="call")
    findings: list[str] = []
    for name, rows in (("settlement", settled), ("claim", claims)):
        strays = ~np.isin(rows["call"], calls["call"])
        if strays.any():
            findings += say(strays, f"a {name} is about no call", lambda row, rows=rows: f"call {rows['call'][row]}")  # type: ignore[misc]
    if findings:
        return findings
    if len(settled):
        findings += [*_shares(settled), *_terms(tables, settled, _about(calls, settled))]
    if len(claims):
        findings += [*_claims(tables, claims, _about(calls, claims)), *_amounts(tables, claims)]
    return findings


def _about(calls: Rows, rows: Rows) -> Rows:
    """The call of each row."""
    found: Rows = calls[np.searchsorted(calls["call"], rows["call"])]
    return found


def _shares(settled: Rows) -> list[str]:
    """The three shares add up, and what is billed is the customer's."""

    def show(row: int) -> str:
        return f"{ITEMS[settled['item'][row]]} of call {settled['call'][row]}"

    shares = np.stack([settled[each] for each in ("warranty", "contract", "customer")])
    wrong = (np.abs(shares.sum(axis=0) - 1) > CLOSE) | (shares < 0).any(axis=0)
    billed = np.abs(settled["billed"] - settled["customer"] * settled["value"]) > CLOSE * np.maximum(settled["value"], 1)
    return [
        *say(wrong, "what warranty, contract and customer bear does not add up to one", show),
        *say(billed, "the customer is billed another sum than his share", show),
        *say((settled["cost"] < 0) | (settled["value"] < 0), "a settlement has a negative amount", show),
        *say(_again(settled), "something is settled twice", show),
    ]


def _again(settled: Rows) -> Array:
    """Rows after the first of a call's labour, travel or refund."""
    key = settled["call"] * len(ITEMS) + settled["item"]
    first = np.zeros(len(settled), dtype=bool)
    first[np.unique(key, return_index=True)[1]] = True
    twice: Array = ~first & (settled["part"] == NONE)
    return twice


def _terms(tables: Tables, settled: Rows, calls: Rows) -> list[str]:
    """Settled when the call is closed; a warranty bears what it says, within its length."""
    stated = tables.dimension("warranties")
    offers = tables.dimension("offers")
    longest = {kind: i for i, kind in enumerate(stated.get("asset_type", []))}
    extra = dict(zip(offers.get("offer", []), offers.get("extends_warranty", []), strict=False))
    added = np.array([float(extra.get(name) or 0.0) for name in tables.names("offer")] + [0.0])
    kinds = tables.dimension("assets")["asset_type"]
    own = np.array([stated["length"][longest[kind]] if kind in longest else 0.0 for kind in kinds])[calls["asset"]]
    renews = np.array([kind in longest and stated["kind"][longest[kind]] == "renewing" for kind in kinds])[calls["asset"]]
    shares = np.zeros((len(kinds), len(ITEMS)))
    for asset, kind in enumerate(kinds):
        if kind in longest:
            shares[asset] = [*(stated[each][longest[kind]] for each in ITEMS[:3]), 1.0]
    bears = settled["warranty"] > 0

    def show(row: int) -> str:
        return f"{ITEMS[settled['item'][row]]} of call {settled['call'][row]}"

    begun = calls["fault"] - settled["age"]
    first = np.full(len(kinds), np.nan)
    first[calls["asset"][::-1]] = begun[::-1]
    sold = first[calls["asset"]]
    new = tables.raw("renewed_assets")
    for each in new[~new["refurbished"]]:
        sold = np.where((calls["asset"] == each["asset"]) & (calls["fault"] >= each["at"]), each["at"], sold)
    moved = ~renews & (np.abs(begun - sold) > CLOSE)
    return [
        *say(settled["at"] != calls["restored"], "a call is settled when it was not closed", show),
        *say(bears & ~(settled["age"] < own + added[calls["offer"]]), "a warranty bears something beyond its length", show),
        *say(settled["warranty"] > shares[calls["asset"], settled["item"]] + CLOSE, "a warranty bears more than it says", show),
        *say(bears & (calls["reason"] != REASONS.index("breakdown")), "a warranty bears planned maintenance", show),
        *say(moved, "a warranty that does not renew began twice", show),
    ]


def _claims(tables: Tables, claims: Rows, calls: Rows) -> list[str]:
    """Claims go forward, are decided once, and are paid if and only if accepted."""

    def show(row: int) -> str:
        return f"claim {claims['claim'][row]}"

    filed, decided, paid = (~np.isnan(claims[each]) for each in ("filed", "decided", "paid"))
    denied, lapsed = claims["denial"] != NONE, claims["denial"] == NO_PROOF
    early = ~(claims["arose"] >= calls["fault"]) | (np.isnan(calls["restored"]) & (claims["core"] == NONE))
    late = np.fmax.reduce([claims[each] for each in ("arose", "filed", "decided", "paid")]) > tables.horizon
    return [
        *say(
            out_of_order(*(claims[each] for each in ("arose", "filed", "decided", "paid"))),
            "moments of a claim are not in order",
            show,
        ),
        *say(early, "a claim arose before there was anything to claim", show),
        *say(late, "a claim went on after the horizon", show),
        *say(decided != (claims["accepted"] ^ denied), "a decided claim is neither accepted nor denied, or both", show),
        *say(paid & ~claims["accepted"], "a claim was paid that was not accepted", show),
        *say(decided & (filed == lapsed), "a claim was decided that was not filed, or lapsed though it was", show),
        *say((claims["cost"] != 0) & ~filed, "a claim that was not filed had a cost", show),
    ]


def _amounts(tables: Tables, claims: Rows) -> list[str]:
    """Suppliers are asked for their share of the price of what failed, once for each unit."""
    theirs = claims["payer"] == SUPPLIER
    cores = np.sort(tables.raw("cores"), order="core")

    def show(row: int) -> str:
        return f"claim {claims['claim'][row]}"

    worth = tables.by_code("part", "price", 0.0) * tables.by_code("part", "supplier_pays", 0.0)
    unit = worth[claims["part"]]
    units = claims["amount"] / np.where(unit > 0, unit, np.nan)
    wrong = theirs & ~(np.abs(units - np.rint(units)) < CLOSE)
    about = claims["core"] != NONE
    known = np.isin(claims["core"], cores["core"])
    at = np.searchsorted(cores["core"], claims["core"]).clip(max=max(len(cores) - 1, 0))
    if len(cores):
        of = cores[at]
        other = (
            about & known & ((of["call"] != claims["call"]) | (of["part"] != claims["part"]) | (of["removed"] != claims["arose"]))
        )
        other |= about & (units != 1.0) & (np.abs(units - 1) > CLOSE)
    else:
        other = np.zeros(len(claims), dtype=bool)
    first = np.zeros(len(claims), dtype=bool)
    first[np.unique(claims["core"], return_index=True)[1]] = True
    return [
        *say(claims["amount"] <= 0, "a claim is about no money", show),
        *say(wrong, "a supplier is asked for another sum than his share of the price", show),
        *say(about & ~known, "a claim is about no core", show),
        *say(other, "a claim and its core do not agree", show),
        *say(about & ~first, "a core is claimed twice", show),
    ]
