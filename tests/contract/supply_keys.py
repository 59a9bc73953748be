"""Keys of stocking locations, of who delivers to them, and of where parts are looked for."""

from __future__ import annotations

from typing import Any

from key_overlays import SCRAPPED, TRUCK, Overlay, at
from rich_scenario import GONE, RICH

COURIER: Overlay = {
    **TRUCK,
    "carriers.courier": {"time": "2 h", "freight": "90 EUR"},
    "sourcing.steps": [{"from": "depot"}],
    "locations.north.stock.seal": {"rule": "base_stock", "level": 0},
    "technicians.anna.van": {},
}

PICKING: Overlay = {"locations.central.picking": {"exponential": "9 h"}}

TERMS = "parts.seal.suppliers.factory"

SECOND: Overlay = {"locations.broker": {"supplier": True, "lead_time": "1 d"}, "locations.central.also_from": ["broker"]}

QUICK: Overlay = {**SECOND, "locations.central.purchase": "quickest"}

HELD = "locations.factory.disruptions"

STRIKE = {"after": "9 d", "lasts": "8 d"}

RUSH: Overlay = {
    "locations.broker": {"supplier": True, "disruptions": {"after": "2 d", "lasts": "9 d"}},
    "sourcing.steps.2": {"from": "emergency", "time": "20 h"},
}

BITES: dict[str, tuple[Overlay, Overlay]] = {
    "Terms.price": at("parts.seal.suppliers", {"factory": {"price": "100 EUR"}}, {"factory": {"price": "90 EUR"}}),
    "Terms.lead_time": at("parts.seal.suppliers", {"factory": {"lead_time": "3 d"}}, {"factory": {"lead_time": "9 d"}}),
    "Terms.minimum": at("parts.seal.suppliers", {"factory": {"minimum": 3}}, {"factory": {"minimum": 5}}),
    "Terms.multiple": at("parts.seal.suppliers", {"factory": {"multiple": 2}}, {"factory": {"multiple": 3}}),
    "Terms.price_breaks": at(
        "parts.seal.suppliers",
        {"factory": {"minimum": 3, "price_breaks": {3: "90 EUR"}}},
        {"factory": {"minimum": 3, "price_breaks": {4: "90 EUR"}}},
    ),
    "Carrier.time": (TRUCK, {**TRUCK, "carriers.truck.time": "9 h"}),
    "Carrier.freight": (TRUCK, {**TRUCK, "carriers.truck.freight": "61 EUR"}),
    "Carrier.per_kg": (TRUCK, {**TRUCK, "carriers.truck.per_kg": "3 EUR/kg"}),
    "Carrier.departures": (TRUCK, {**TRUCK, "carriers.truck.departures": "mon-fri 06:00"}),
    "Carrier.cut_off": (TRUCK, {**TRUCK, "carriers.truck.cut_off": "9 h"}),
    "Location.carrier": (TRUCK, {**TRUCK, "locations.north.carrier": GONE}),
    "Location.express": (COURIER, {**COURIER, "locations.north.express": "courier"}),
    "Location.hours": at("locations.central.hours", "always", "mon-fri 08:00-17:00"),
    "Location.picking": at("locations.central.picking", "0 h", "3 h"),
    "Location.pickers": (PICKING, {**PICKING, "locations.central.pickers": 1}),
    "Location.write_off": (SCRAPPED, {**SCRAPPED, "locations.south.write_off": GONE}),
    "Location.at": at("locations.north.at", [50.4, 8.5], [50.9, 8.5]),
    "Location.supplier": ({}, {"locations.hub": {"supplier": True, "lead_time": "1 d"}}),
    "Location.capacity": at("locations.factory.capacity", 1, 2),
    "Location.works_while_below": (
        {"locations.factory.capacity": 1, "locations.factory.works_while_below": 1},
        {"locations.factory.capacity": 1, "locations.factory.works_while_below": 4},
    ),
    "Location.source": at("locations.south.source", "hub", "factory"),
    "Location.also_from": (
        QUICK,
        {**QUICK, "locations.central.also_from": ["broker", "dealer"], "locations.dealer": {"supplier": True}},
    ),
    "Location.purchase": (SECOND, QUICK),
    "Location.disruptions": at(HELD, None, STRIKE),
    "Disruptions.after": at(HELD, STRIKE, {**STRIKE, "after": "12 d"}),
    "Disruptions.lasts": at(HELD, STRIKE, {**STRIKE, "lasts": "6 d"}),
    "Disruptions.recovery": at(HELD, STRIKE, {**STRIKE, "recovery": "6 d"}),
    "Disruptions.once": at(HELD, STRIKE, {**STRIKE, "once": True}),
    "Location.lead_time": at("locations.central.lead_time", "1 d", "4 d"),
    "Location.transit": at("locations.south.transit", "2 d", "5 d"),
    "Location.orders_may_cross": at("locations.central.orders_may_cross", False, True),
    "Location.order_cost": at("locations.central.order_cost", "40 EUR", "50 EUR"),
    "Location.freight": at("locations.north.freight", "12 EUR", "15 EUR"),
    "Location.laterals": at("locations.north.laterals", ["south"], []),
    "Location.stock": at("locations.north.stock.seal", {"rule": "base_stock", "level": 2}, {"rule": "two_bin", "bin": 2}),
    "Location.count_every": (
        {"parts.seal.shrinkage": "300 %/y", "locations.central.count_every": "5 d"},
        {"parts.seal.shrinkage": "300 %/y", "locations.central.count_every": "20 d"},
    ),
    "Location.count_cost": (
        {"locations.central.count_every": "5 d"},
        {"locations.central.count_every": "5 d", "locations.central.count_cost": "9 EUR"},
    ),
    "Location.reserve": at("locations.central.reserve", {}, {"seal": {"units": 3}}),
    "Reserve.units": at("locations.central.reserve", {"seal": {"units": 1}}, {"seal": {"units": 4}}),
    "Reserve.priority": at(
        "locations.central.reserve", {"seal": {"units": 3, "priority": 1}}, {"seal": {"units": 3, "priority": 5}}
    ),
    "Sourcing.to_be_safe": (
        {"sourcing.predicted_parts": "take_along"},
        {"sourcing.predicted_parts": "take_along", "sourcing.to_be_safe": 2},
    ),
    "Sourcing.wait_limit": at("sourcing.wait_limit", "2 h", "0 h"),
    "Sourcing.predicted_parts": at("sourcing.predicted_parts", "at_visit", "take_along"),
    "Sourcing.owed_by": at("sourcing.owed_by", "home", "group"),
    "Sourcing.steps": at("sourcing.steps", RICH["sourcing"]["steps"], []),
    "SourcingStep.from": at("sourcing.steps.2.from", "upstream", "emergency"),
    "SourcingStep.time": at("sourcing.steps.1.time", "90 min", "100 min"),
    "SourcingStep.cost": at("sourcing.steps.1.cost", "60 EUR", "70 EUR"),
    "SourcingStep.carrier": (
        {**TRUCK, "sourcing.steps": [{"from": "depot"}, {"from": "upstream", "time": "5 h"}]},
        {**TRUCK, "sourcing.steps": [{"from": "depot"}, {"from": "upstream", "carrier": "truck"}]},
    ),
    "SourcingStep.supplier": (RUSH, {**RUSH, "sourcing.steps.2": {"from": "emergency", "time": "20 h", "supplier": "broker"}}),
    "SourcingStep.chance": at("sourcing.steps.1.chance", 1.0, 0.2),
    "SourcingStep.hold_back": at("sourcing.steps.1.hold_back", 0, 1),
    "SourcingStep.repair_factor": at("sourcing.steps.0.repair_factor", 1.0, 2.0),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Terms.price": (f"{TERMS}.price", "120 EUR"),
    "Terms.lead_time": (f"{TERMS}.lead_time", {"exponential": "4 d"}),
    "Terms.minimum": (f"{TERMS}.minimum", 1),
    "Terms.multiple": (f"{TERMS}.multiple", 1),
    "Terms.price_breaks": (f"{TERMS}.price_breaks", {}),
    "Carrier.freight": ("carriers.truck.freight", "0 EUR"),
    "Carrier.per_kg": ("carriers.truck.per_kg", "0 EUR/kg"),
    "Carrier.departures": ("carriers.truck.departures", None),
    "Carrier.cut_off": ("carriers.truck.cut_off", "0 h"),
    "Location.carrier": ("locations.south.carrier", None),
    "Location.express": ("locations.north.express", None),
    "Location.hours": ("locations.central.hours", "always"),
    "Location.picking": ("locations.central.picking", "0 h"),
    "Location.pickers": ("locations.central.pickers", None),
    "Location.write_off": ("locations.north.write_off", None),
    "Location.at": ("locations.hub.at", None),
    "Location.supplier": ("locations.north.supplier", False),
    "Location.capacity": ("locations.factory.capacity", None),
    "Location.works_while_below": ("locations.factory.works_while_below", None),
    "Location.source": ("locations.factory.source", None),
    "Location.also_from": ("locations.central.also_from", []),
    "Location.purchase": ("locations.central.purchase", "first"),
    "Location.disruptions": ("locations.central.disruptions", None),
    "Disruptions.recovery": (f"{HELD}.recovery", "0 h"),
    "Disruptions.once": (f"{HELD}.once", False),
    "Location.lead_time": ("locations.hub.lead_time", "0 h"),
    "Location.transit": ("locations.north.transit", "1 d"),
    "Location.orders_may_cross": ("locations.central.orders_may_cross", False),
    "Location.order_cost": ("locations.central.order_cost", "0 EUR"),
    "Location.freight": ("locations.north.freight", "0 EUR"),
    "Location.laterals": ("locations.north.laterals", []),
    "Location.stock": ("locations.hub.stock", {}),
    "Location.count_every": ("locations.central.count_every", None),
    "Location.count_cost": ("locations.central.count_cost", "0 EUR"),
    "Location.reserve": ("locations.north.reserve", {}),
    "Reserve.priority": ("locations.south.reserve.nut.priority", 1),
    "Sourcing.to_be_safe": ("sourcing.to_be_safe", 0),
    "Sourcing.wait_limit": ("sourcing.wait_limit", "0 h"),
    "Sourcing.predicted_parts": ("sourcing.predicted_parts", "at_visit"),
    "Sourcing.owed_by": ("sourcing.owed_by", "home"),
    "Sourcing.steps": ("sourcing.steps", [{"from": "depot"}]),
    "SourcingStep.time": ("sourcing.steps.0.time", None),
    "SourcingStep.cost": ("sourcing.steps.1.cost", "0 EUR"),
    "SourcingStep.carrier": ("sourcing.steps.1.carrier", None),
    "SourcingStep.supplier": ("sourcing.steps.2.supplier", None),
    "SourcingStep.chance": ("sourcing.steps.1.chance", "100 %"),
    "SourcingStep.hold_back": ("sourcing.steps.1.hold_back", 0),
    "SourcingStep.repair_factor": ("sourcing.steps.1.repair_factor", 1.0),
}

INSIDE: dict[str, Overlay] = {
    "Terms": {"parts.seal.suppliers": {"factory": {}}},
    "Disruptions": {HELD: STRIKE},
}
