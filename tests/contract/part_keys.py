"""Keys of parts."""

from __future__ import annotations

from typing import Any

from key_overlays import (
    _ONE,
    APART,
    CLASSED,
    DEPOSIT,
    ENDING,
    LOCALLY,
    LOST,
    NEWER,
    SALE,
    SCRAPPED,
    SORTED,
    SUPPLIED,
    TRUCK,
    TWO_SHOPS,
    USED,
    Overlay,
    at,
)
from rich_scenario import GONE


def classed(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """A classification with one key changed."""
    return CLASSED, {**CLASSED, "classification": {**CLASSED["classification"], key: value}}


def scrapped(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """A write-off with one key changed."""
    return SCRAPPED, {**SCRAPPED, "locations.south.write_off": {**SCRAPPED["locations.south.write_off"], key: value}}


HALVES: Overlay = {"nut": {"probability": "50 %"}, "seal": {"probability": "50 %"}}

BY_VALUE: Overlay = {"returns.disposition": "by_value"}

LATER: Overlay = {"parts.seal.discontinued": {"at": "30 d", "afterwards": {"price": "300 EUR", "lead_time": "20 d"}}}

KIT: Overlay = {
    "parts.kit": {"price": "150 EUR", "contains": {"seal": 2, "nut": 1}},
    "locations.south.stock": {
        "kit": {"rule": "base_stock", "level": 2},
        "board": {"rule": "base_stock", "level": 2},
        "nut": {"rule": "base_stock", "level": 2},
    },
}

BITES: dict[str, tuple[Overlay, Overlay]] = {
    "Part.supplier_warranty": ({}, SUPPLIED),
    "Part.contains": (KIT, {**KIT, "parts.kit.contains": {"seal": 1, "nut": 1}}),
    "Part.opened": (KIT, {**KIT, "parts.kit.opened": "scrap"}),
    "Part.superseded_by": (NEWER, {**NEWER, "parts.seal.superseded_by": GONE}),
    "Part.introduced": (NEWER, {**NEWER, "parts.gasket.introduced": "29 d"}),
    "Supersession.part": (NEWER, {**NEWER, "parts.seal.superseded_by.part": "nut"}),
    "Supersession.at": (NEWER, {**NEWER, "parts.seal.superseded_by.at": "50 d"}),
    "Supersession.mode": (NEWER, {**NEWER, "parts.seal.superseded_by.mode": "use_up"}),
    "Part.discontinued": ({}, ENDING),
    "Discontinued.at": (ENDING, {**ENDING, "parts.seal.discontinued.at": "50 d"}),
    "Discontinued.last_time_buy": (ENDING, {**ENDING, "parts.seal.discontinued.last_time_buy": "none"}),
    "Discontinued.afterwards": (LATER, {**LATER, "parts.seal.discontinued.afterwards": GONE}),
    "Afterwards.price": (LATER, {**LATER, "parts.seal.discontinued.afterwards.price": "310 EUR"}),
    "Afterwards.lead_time": (LATER, {**LATER, "parts.seal.discontinued.afterwards.lead_time": "9 d"}),
    "Part.price": at("parts.seal.price", "120 EUR", "150 EUR"),
    "Part.holding": at("parts.seal.holding", "20 %/y", "25 %/y"),
    "Part.weight": (TRUCK, {**TRUCK, "parts.seal.weight": "4 kg"}),
    "Part.lead_time": at("parts.board.lead_time", "9 d", "20 d"),
    "Part.suppliers": at("parts.seal.suppliers", {}, {"factory": {"price": "100 EUR"}}),
    "Part.shrinkage": at("parts.seal.shrinkage", "0 %/y", "300 %/y"),
    "Part.repairable": at("parts.board.repairable", True, False),
    "Part.no_fault_found": at("parts.board.no_fault_found", "30 %", "90 %"),
    "Part.repair_limit": ({"parts.board.repair_limit": "30 %"}, {"parts.board.repair_limit": "20 %"}),
    "Part.refurbished": ({"parts.used board": {"price": "400 EUR"}}, USED),
    "Part.sold": (USED, {**USED, **SALE}),
    "Refurbished.part": (USED, {**USED, "parts.board.refurbished": {"part": "nut"}}),
    "Refurbished.used": (USED, {**USED, "parts.board.refurbished.used": "never"}),
    "Part.core_value": at("parts.board.core_value", "40 %", "50 %"),
    "Part.condemned": at("parts.board.condemned", "0 %", "40 %"),
    "Part.shops": (TWO_SHOPS, {**TWO_SHOPS, "parts.board.shops": ["shop", "east"]}),
    "Part.missing": ({**LOST, "parts.board.missing": "20 %"}, {**LOST, "parts.board.missing": "60 %"}),
    "Part.deposit": (DEPOSIT, {**DEPOSIT, "parts.board.deposit": "60 EUR"}),
    "Part.salvage": ({**SORTED, "parts.board.salvage": "40 EUR"}, {**SORTED, "parts.board.salvage": "50 EUR"}),
    "Part.supplier_credit": (
        {**BY_VALUE, "parts.board.supplier_credit": "800 EUR"},
        {**BY_VALUE, "parts.board.supplier_credit": "810 EUR"},
    ),
    "Part.harvest": (APART, {**APART, "parts.board.harvest": {"nut": "10 %"}}),
    "Part.disposition": at("parts.board.disposition", "repair_all", "scrap_all"),
    "Part.repair_parts": at("parts.board.repair_parts", {"nut": {}}, {"seal": {}}),
    "Part.one_repair_part": (
        {"parts.board.repair_parts": HALVES, "parts.board.one_repair_part": False},
        {"parts.board.repair_parts": HALVES, "parts.board.one_repair_part": True},
    ),
    "Part.repaired_locally": (LOCALLY, {**LOCALLY, "parts.board.repaired_locally": "70 %"}),
    "Part.criticality": (
        {"locations.north.stock": {"vital": _ONE}, "parts.seal.criticality": "vital"},
        {"locations.north.stock": {"vital": _ONE}, "parts.seal.criticality": "desirable", "parts.nut.criticality": "vital"},
    ),
    "Part.class": (
        {"locations.north.stock": {"small": _ONE, "board": _ONE}, "parts.seal.class": "small"},
        {"locations.north.stock": {"small": _ONE, "board": _ONE}, "parts.nut.class": "small"},
    ),
    "Classification.every": classed("every", "30 d"),
    "Classification.over": classed("over", "20 d"),
    "Classification.period": classed("period", "10 d"),
    "Classification.abc": classed("abc", ["10 %", "20 %"]),
    "Classification.xyz": classed("xyz", [5, 9]),
    "WriteOff.every": scrapped("every", "40 d"),
    "WriteOff.keep": scrapped("keep", "60 d"),
    "WriteOff.over": scrapped("over", "10 d"),
    "WriteOff.scrap_value": scrapped("scrap_value", "40 %"),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Part.supplier_warranty": ("parts.board.supplier_warranty", None),
    "Part.contains": ("parts.nut.contains", {}),
    "Part.opened": ("parts.nut.opened", "loose"),
    "Part.introduced": ("parts.nut.introduced", "0 h"),
    "Part.superseded_by": ("parts.nut.superseded_by", None),
    "Supersession.mode": ("parts.seal.superseded_by.mode", "use_up"),
    "Part.discontinued": ("parts.nut.discontinued", None),
    "Discontinued.last_time_buy": ("parts.seal.discontinued.last_time_buy", "none"),
    "Discontinued.afterwards": ("parts.seal.discontinued.afterwards", None),
    "Part.price": ("parts.nut.price", "0 EUR"),
    "Part.holding": ("parts.seal.holding", "0 %/y"),
    "Part.weight": ("parts.seal.weight", "0 kg"),
    "Part.lead_time": ("parts.seal.lead_time", {"exponential": "4 d"}),
    "Part.suppliers": ("parts.board.suppliers", {}),
    "Part.shrinkage": ("parts.seal.shrinkage", "0 %/y"),
    "Part.repairable": ("parts.board.repairable", False),
    "Part.missing": ("parts.board.missing", "0 %"),
    "Part.deposit": ("parts.board.deposit", "0 EUR"),
    "Part.salvage": ("parts.board.salvage", "0 EUR"),
    "Part.supplier_credit": ("parts.board.supplier_credit", "0 EUR"),
    "Part.harvest": ("parts.board.harvest", {}),
    "Part.disposition": ("parts.board.disposition", None),
    "Part.no_fault_found": ("parts.board.no_fault_found", "0 %"),
    "Part.repair_limit": ("parts.board.repair_limit", None),
    "Part.refurbished": ("parts.board.refurbished", None),
    "Part.sold": ("parts.board.sold", None),
    "Refurbished.used": ("parts.board.refurbished.used", "first"),
    "Part.core_value": ("parts.board.core_value", "0 %"),
    "Part.condemned": ("parts.board.condemned", "0 %"),
    "Part.shops": ("parts.board.shops", []),
    "Part.repair_parts": ("parts.board.repair_parts", {}),
    "Part.one_repair_part": ("parts.board.one_repair_part", False),
    "Part.repaired_locally": ("parts.board.repaired_locally", "0 %"),
    "Part.criticality": ("parts.seal.criticality", None),
    "Part.class": ("parts.seal.class", None),
    "Classification.every": ("classification.every", "3 mo"),
    "Classification.over": ("classification.over", "1 y"),
    "Classification.period": ("classification.period", "1 mo"),
    "Classification.abc": ("classification.abc", ["80 %", "95 %"]),
    "Classification.xyz": ("classification.xyz", [0.5, 1.0]),
    "WriteOff.every": ("locations.south.write_off.every", "1 y"),
    "WriteOff.keep": ("locations.south.write_off.keep", "3 y"),
    "WriteOff.over": ("locations.south.write_off.over", "1 y"),
    "WriteOff.scrap_value": ("locations.south.write_off.scrap_value", "0 %"),
}

INSIDE: dict[str, Overlay] = {
    "Refurbished": USED,
}
