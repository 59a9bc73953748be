"""Keys of customers and contracts: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

TERM: dict[str, Any] = {"offers.gold.term": "20 d", "offers.gold.renewal": {"leaves": "5 %"}}

BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Offer.term": (TERM, {**TERM, "offers.gold.term": "60 d"}),
    "Offer.renewal": ({**TERM, "offers.gold.renewal": {}}, {**TERM, "offers.gold.renewal": {"leaves": "100 %"}}),
    "Renewal.leaves": (TERM, {**TERM, "offers.gold.renewal": {"leaves": "100 %"}}),
    "Renewal.changes": (TERM, {**TERM, "offers.gold.renewal": {"leaves": "5 %", "changes": {"basic": "100 %"}}}),
    "Site.customers": ({}, {"sites.farm.customers": 3}),
    "Site.signed_before": (TERM, {**TERM, "sites.hill.signed_before": "15 d"}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Offer.term": ("offers.gold.term", None),
    "Offer.renewal": ("offers.gold.renewal", {}),
    "Renewal.leaves": ("offers.gold.renewal.leaves", "0 %"),
    "Renewal.changes": ("offers.gold.renewal.changes", {}),
    "Site.customers": ("sites.farm.customers", 1),
    "Site.signed_before": ("sites.hill.signed_before", "0 h"),
}

INSIDE: dict[str, dict[str, Any]] = {"Renewal": {"offers.gold.term": "20 d", "offers.gold.renewal": {}}}
"""What must be stated before the keys of a section can be."""
