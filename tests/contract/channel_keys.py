"""Keys of channels: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

CHANNEL: dict[str, Any] = {
    "prospects": {"poisson": "0.2 /day"},
    "customer": {"at": [50.2, 8.9], "offer": "gold", "region": "up", "assets": {"pump": 1}},
    "acceptance": "60 %",
    "price_response": {"elasticity": 2, "at": "300 EUR/y"},
    "delay": "2 d",
    "cost_per_prospect": "40 EUR",
    "cost_per_sign_up": "300 EUR",
    "commission": "10 %",
}
PLACED: dict[str, Any] = {"offers.gold.labour_intensity": "30 %", "offers.gold.customisation": "70 %"}
SELLING: dict[str, Any] = {"channels": {"direct": CHANNEL}}


def sold(path: str, value: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A company that sells, with one key changed."""
    return SELLING, {**SELLING, f"channels.direct.{path}": value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Scenario.channels": ({}, SELLING),
    "Channel.prospects": sold("prospects", {"poisson": "0.1 /day"}),
    "Channel.customer": sold("customer.assets", {"pump": 2}),
    "Channel.acceptance": sold("acceptance", "90 %"),
    "Channel.price_response": sold("price_response", None),
    "Channel.delay": sold("delay", "5 d"),
    "Channel.cost_per_prospect": sold("cost_per_prospect", "60 EUR"),
    "Channel.cost_per_sign_up": sold("cost_per_sign_up", "0 EUR"),
    "Channel.commission": sold("commission", "20 %"),
    "PriceResponse.elasticity": sold("price_response.elasticity", 4),
    "PriceResponse.at": sold("price_response.at", "100 EUR/y"),
    "Offer.labour_intensity": (PLACED, {**PLACED, "offers.gold.labour_intensity": "90 %"}),
    "Offer.customisation": (PLACED, {**PLACED, "offers.gold.customisation": "90 %"}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Scenario.channels": ("channels", {}),
    "Channel.acceptance": ("channels.direct.acceptance", 1),
    "Channel.price_response": ("channels.direct.price_response", None),
    "Channel.delay": ("channels.direct.delay", "0 h"),
    "Channel.cost_per_prospect": ("channels.direct.cost_per_prospect", "0 EUR"),
    "Channel.cost_per_sign_up": ("channels.direct.cost_per_sign_up", "0 EUR"),
    "Channel.commission": ("channels.direct.commission", 0),
    "Offer.labour_intensity": ("offers.gold.labour_intensity", None),
    "Offer.customisation": ("offers.gold.customisation", None),
}

INSIDE: dict[str, dict[str, Any]] = {
    "Channel": {"channels": {"direct": {key: CHANNEL[key] for key in ("prospects", "customer")}}},
}
"""What must be stated before the keys of a section can be."""
