"""Keys of customers' orders for parts: two ways to write each, and the value that stands for saying nothing."""

from __future__ import annotations

from typing import Any

SHOP = "part_orders.shop"
STATED: dict[str, Any] = {
    "at": "south",
    "law": {"poisson": {"rate": "200/y"}},
    "parts": {"seal": {"probability": "90 %"}, "board": {"probability": "50 %"}},
}
SOLD: dict[str, Any] = {"part_orders": {"shop": STATED}}
TRUCK = {"carriers": {"truck": {"time": "5 h", "freight": "30 EUR"}}}
LATE: dict[str, Any] = {**SOLD, f"{SHOP}.wanted": "9 d"}


def key(name: str, value: Any, base: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The stream, and the same with one key changed."""
    before = SOLD if base is None else base
    return before, {**before, f"{SHOP}.{name}": value}


BITES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Scenario.part_orders": ({}, SOLD),
    "PartOrders.at": key("at", "central"),
    "PartOrders.law": key("law", {"seasonal": {"rate": "200/y", "swing": "90 %", "period": "30 d"}}),
    "PartOrders.parts": key("parts", ["seal", "board"]),
    "PartOrders.wanted": key("wanted", "9 d"),
    "PartOrders.promise": key("promise", {"rule": "fixed", "lead_time": "3 d"}),
    "PartOrders.patience": key("patience", "2 h"),
    "PartOrders.cancels_after": key("cancels_after", "1 h", {**SOLD, f"{SHOP}.promise": {"rule": "fixed", "lead_time": "1 h"}}),
    "PartOrders.ships": key("ships", "as_available"),
    "PartOrders.reserves": key("reserves", False, LATE),
    "PartOrders.priority": key("priority", 1),
    "PartOrders.markup": key("markup", "30 %"),
    "PartOrders.transit": key("transit", {"exponential": "2 d"}),
    "PartOrders.freight": key("freight", "12 EUR"),
    "PartOrders.carrier": key("carrier", "truck", {**SOLD, **TRUCK}),
    "OrderLine.probability": key("parts.board.probability", "20 %"),
    "OrderLine.quantity": key("parts.seal.quantity", {"geometric": 2}),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Scenario.part_orders": ("part_orders", {}),
    "PartOrders.wanted": (f"{SHOP}.wanted", "0 h"),
    "PartOrders.promise": (f"{SHOP}.promise", {"rule": "available_to_promise", "buffer": "0 h"}),
    "PartOrders.patience": (f"{SHOP}.patience", None),
    "PartOrders.cancels_after": (f"{SHOP}.cancels_after", None),
    "PartOrders.ships": (f"{SHOP}.ships", "complete"),
    "PartOrders.reserves": (f"{SHOP}.reserves", True),
    "PartOrders.priority": (f"{SHOP}.priority", 10),
    "PartOrders.markup": (f"{SHOP}.markup", "0 %"),
    "PartOrders.transit": (f"{SHOP}.transit", "0 h"),
    "PartOrders.freight": (f"{SHOP}.freight", "0 EUR"),
    "PartOrders.carrier": (f"{SHOP}.carrier", None),
    "OrderLine.probability": (f"{SHOP}.parts.seal.probability", "100 %"),
    "OrderLine.quantity": (f"{SHOP}.parts.seal.quantity", 1),
}

INSIDE: dict[str, dict[str, Any]] = {
    "PartOrders": SOLD,
    "OrderLine": {"part_orders": {"shop": {**STATED, "parts": {"seal": {}, "board": {}}}}},
}
