"""Keys of offers, warranties and invoices."""

from __future__ import annotations

from typing import Any

from key_overlays import BILLED, BOOKED, INVOICED, PROMISE, SUPPLIED, USED, WARRANTED, Overlay, at

MAKERS = {"labour_price": "50 EUR/h", "call_out": "30 EUR", "file_within": "20 d"}

REIMBURSED: Overlay = {"asset_types.pump.warranty": {**PROMISE, "claims": MAKERS}}


def invoiced(key: str, value: Any, **others: Any) -> tuple[Overlay, Overlay]:
    """Billing with one key changed."""
    return {**BILLED, "billing": {"terms": "2 d", **others}}, {**BILLED, "billing": {"terms": "2 d", **others, key: value}}


def warranted(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """A warranty with one key changed."""
    return WARRANTED, {"asset_types.pump.warranty": {**PROMISE, key: value}}


def claimed(key: str, value: Any, **others: Any) -> tuple[tuple[Overlay, Overlay], tuple[Overlay, Overlay]]:
    """Claims on the maker, and on a supplier, with one key changed."""
    maker = (
        {"asset_types.pump.warranty.claims": {**MAKERS, **others}},
        {"asset_types.pump.warranty.claims": {**MAKERS, **others, key: value}},
    )
    unit = SUPPLIED["parts.board.supplier_warranty"]
    supplier = (
        {"parts.board.supplier_warranty": {**unit, **others}},
        {"parts.board.supplier_warranty": {**unit, **others, key: value}},
    )
    return ({**WARRANTED, **maker[0]}, {**WARRANTED, **maker[1]}), supplier


CLAIMS = {
    "proof": claimed("proof", "received"),
    "filing": claimed("filing", "3 d"),
    "file_within": claimed("file_within", "2 d", filing="3 d"),
    "validation": claimed("validation", "9 d"),
    "accepted": claimed("accepted", "40 %"),
    "payment": claimed("payment", "9 d"),
    "cost": claimed("cost", "9 EUR"),
    "checked": claimed("checked", False),
}

_CLAIMS_NEUTRAL = {
    "proof": "none",
    "filing": "0 h",
    "file_within": None,
    "validation": "0 h",
    "accepted": "100 %",
    "payment": "0 h",
    "cost": "0 EUR",
    "checked": True,
}

BITES: dict[str, tuple[Overlay, Overlay]] = {
    "Warranty.length": warranted("length", "50 d"),
    "Warranty.labour": warranted("labour", "50 %"),
    "Warranty.travel": warranted("travel", "50 %"),
    "Warranty.parts": warranted("parts", "50 %"),
    "Warranty.excludes": warranted("excludes", ["fuse", "nut"]),
    "Warranty.kind": warranted("kind", "renewing"),
    "Warranty.refund": warranted("refund", "900 EUR"),
    "Warranty.claims": (WARRANTED, REIMBURSED),
    "MakerClaims.labour_price": (REIMBURSED, {**REIMBURSED, "asset_types.pump.warranty.claims.labour_price": "60 EUR/h"}),
    "MakerClaims.call_out": (REIMBURSED, {**REIMBURSED, "asset_types.pump.warranty.claims.call_out": "40 EUR"}),
    "MakerClaims.parts_markup": (REIMBURSED, {**REIMBURSED, "asset_types.pump.warranty.claims.parts_markup": "10 %"}),
    **{f"MakerClaims.{key}": maker for key, (maker, _) in CLAIMS.items()},
    "SupplierWarranty.length": (SUPPLIED, {**SUPPLIED, "parts.board.supplier_warranty.length": "50 d"}),
    "SupplierWarranty.pays": (SUPPLIED, {**SUPPLIED, "parts.board.supplier_warranty.pays": "50 %"}),
    **{f"SupplierWarranty.{key}": supplier for key, (_, supplier) in CLAIMS.items()},
    "Offer.includes": ({}, BILLED),
    "Includes.labour": (BILLED, {**BILLED, "offers.gold.includes.labour": "0 %"}),
    "Includes.travel": (BILLED, {**BILLED, "offers.gold.includes.travel": "0 %"}),
    "Includes.parts": (BILLED, {**BILLED, "offers.gold.includes.parts": "0 %"}),
    "Includes.maintenance": (BILLED, {**BILLED, "offers.gold.includes.maintenance": "0 %"}),
    "Offer.labour_price": (BILLED, {**BILLED, "offers.gold.labour_price": "95 EUR/h"}),
    "Offer.call_out": (BILLED, {**BILLED, "offers.gold.call_out": "65 EUR"}),
    "Offer.parts_markup": (BILLED, {**BILLED, "offers.gold.parts_markup": "30 %"}),
    "Offer.flat_rate": (BILLED, {**BILLED, "offers.gold.flat_rate": "30 EUR"}),
    "Billing.lag": invoiced("lag", "1 d"),
    "Billing.every": invoiced("every", "7 d"),
    "Billing.terms": invoiced("terms", "9 d"),
    "Billing.late": invoiced("late", {"exponential": "3 d"}),
    "Billing.disputed": invoiced("disputed", "50 %"),
    "Billing.dispute": invoiced("dispute", "4 d", disputed="50 %"),
    "Billing.conceded": invoiced("conceded", "40 %", disputed="50 %"),
    "Billing.written_off": invoiced("written_off", "50 %"),
    "Billing.written_off_after": invoiced("written_off_after", "8 d", written_off="50 %"),
    "Billing.interest": invoiced("interest", "10 %/y"),
    "Billing.leakage": invoiced("leakage", {"labour": "30 %"}),
    "Leakage.labour": invoiced("leakage", {"labour": "60 %"}, leakage={"labour": "30 %"}),
    "Leakage.parts": invoiced("leakage", {"labour": "30 %", "parts": "60 %"}, leakage={"labour": "30 %"}),
    "Billing.leakage_at_once": invoiced("leakage_at_once", {"labour": "60 %"}, leakage={"labour": "30 %"}),
    "Offer.extends_warranty": (WARRANTED, {**WARRANTED, "offers.gold.extends_warranty": "30 d"}),
    "Offer.refurbished": (USED, {**USED, "offers.basic.refurbished": False}),
    "Offer.appointments": ({}, BOOKED),
    "Offer.hours": at("offers.gold.hours", "daily 06:00-22:00", "always"),
    "Offer.response": at("offers.gold.response", "4 h", "2 h"),
    "Offer.restoration": at("offers.gold.restoration", "20 h", "3 h"),
    "Offer.response_penalty": at("offers.gold.response_penalty", "50 EUR", "60 EUR"),
    "Offer.response_penalty_per_hour": at("offers.gold.response_penalty_per_hour", "0 EUR/h", "6 EUR/h"),
    "Offer.restoration_penalty_per_hour": at("offers.gold.restoration_penalty_per_hour", "0 EUR/h", "6 EUR/h"),
    "Offer.uptime": (
        {"offers.gold.uptime": "99.9 %", "offers.gold.uptime_penalty": "9 EUR/h"},
        {"offers.gold.uptime": "99.5 %", "offers.gold.uptime_penalty": "9 EUR/h"},
    ),
    "Offer.uptime_penalty": (
        {"offers.gold.uptime": "99.9 %"},
        {"offers.gold.uptime": "99.9 %", "offers.gold.uptime_penalty": "9 EUR/h"},
    ),
    "Offer.restoration_penalty": at("offers.gold.restoration_penalty", "80 EUR", "90 EUR"),
    "Offer.price": at("offers.gold.price", "400 EUR/y", "500 EUR/y"),
    "Offer.priority": at("offers.gold.priority", 2, 4),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Warranty.labour": ("asset_types.pump.warranty.labour", "100 %"),
    "Warranty.travel": ("asset_types.pump.warranty.travel", "100 %"),
    "Warranty.parts": ("asset_types.pump.warranty.parts", "100 %"),
    "Warranty.excludes": ("asset_types.pump.warranty.excludes", []),
    "Warranty.kind": ("asset_types.pump.warranty.kind", "free"),
    "Warranty.refund": ("asset_types.pump.warranty.refund", "0 EUR"),
    "Warranty.claims": ("asset_types.pump.warranty.claims", None),
    "MakerClaims.labour_price": ("asset_types.pump.warranty.claims.labour_price", "0 EUR/h"),
    "MakerClaims.call_out": ("asset_types.pump.warranty.claims.call_out", "0 EUR"),
    "MakerClaims.parts_markup": ("asset_types.pump.warranty.claims.parts_markup", "0 %"),
    **{f"MakerClaims.{key}": (f"asset_types.pump.warranty.claims.{key}", value) for key, value in _CLAIMS_NEUTRAL.items()},
    "SupplierWarranty.pays": ("parts.board.supplier_warranty.pays", "100 %"),
    **{f"SupplierWarranty.{key}": (f"parts.board.supplier_warranty.{key}", value) for key, value in _CLAIMS_NEUTRAL.items()},
    "Offer.includes": ("offers.gold.includes", {}),
    **{f"Includes.{each}": (f"offers.gold.includes.{each}", "100 %") for each in ("labour", "travel", "parts", "maintenance")},
    "Offer.labour_price": ("offers.gold.labour_price", "0 EUR/h"),
    "Offer.call_out": ("offers.gold.call_out", "0 EUR"),
    "Offer.parts_markup": ("offers.gold.parts_markup", "0 %"),
    "Offer.flat_rate": ("offers.gold.flat_rate", "0 EUR"),
    **{f"Billing.{each}": (f"billing.{each}", "0 h") for each in ("lag", "terms", "late", "dispute", "written_off_after")},
    **{f"Billing.{each}": (f"billing.{each}", "0 %") for each in ("disputed", "conceded", "written_off")},
    "Billing.every": ("billing.every", None),
    "Billing.leakage_at_once": ("billing.leakage_at_once", None),
    "Billing.interest": ("billing.interest", "0 %/y"),
    "Billing.leakage": ("billing.leakage", {}),
    "Leakage.labour": ("billing.leakage.labour", "0 %"),
    "Leakage.parts": ("billing.leakage.parts", "0 %"),
    "Offer.extends_warranty": ("offers.gold.extends_warranty", "0 h"),
    "Offer.refurbished": ("offers.basic.refurbished", True),
    "Offer.appointments": ("offers.gold.appointments", None),
    "Offer.hours": ("offers.gold.hours", "always"),
    "Offer.response": ("offers.basic.response", None),
    "Offer.restoration": ("offers.basic.restoration", None),
    "Offer.response_penalty": ("offers.gold.response_penalty", "0 EUR"),
    "Offer.response_penalty_per_hour": ("offers.gold.response_penalty_per_hour", "0 EUR/h"),
    "Offer.restoration_penalty_per_hour": ("offers.gold.restoration_penalty_per_hour", "0 EUR/h"),
    "Offer.uptime": ("offers.gold.uptime", None),
    "Offer.uptime_penalty": ("offers.gold.uptime_penalty", "0 EUR/h"),
    "Offer.restoration_penalty": ("offers.gold.restoration_penalty", "0 EUR"),
    "Offer.price": ("offers.gold.price", "0 EUR/y"),
    "Offer.priority": ("offers.gold.priority", 3),
}

INSIDE: dict[str, Overlay] = {
    "Warranty": WARRANTED,
    "MakerClaims": REIMBURSED,
    "SupplierWarranty": SUPPLIED,
    "Includes": BILLED,
    "Billing": INVOICED,
    "Leakage": {**INVOICED, "billing": {"leakage": {}}},
}
