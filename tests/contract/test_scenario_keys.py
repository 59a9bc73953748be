"""Every key of a scenario file bites, and its neutral value means the same as leaving it out (invariant 7 of the model).

A new key of a section (`sim/scenario/spec.py` and beside it) needs a row in `BITES`: two ways to write it that must not lead to the same records and figures.
An optional key needs a row in `NEUTRAL` besides: the value that stands for saying nothing.
"""

from __future__ import annotations

import json
import math
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import channel_keys
import condition_keys
import configuration_keys
import customer_keys
import document_keys
import part_order_keys
import pytest
import replacement_keys
import skill_keys
import tool_keys
import upkeep_keys
from pydantic import BaseModel
from rich_scenario import GONE, RICH, changed, rich

import sim
from sim import kpi
from sim.build import simulate
from sim.registry import Member
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.scenario.spec import Scenario
from sim.study.plan import make_plan


def sections(model: type[BaseModel] = Scenario) -> dict[str, type[BaseModel]]:
    """All sections of the language by name."""
    found: dict[str, type[BaseModel]] = {}

    def inside(annotation: Any) -> Iterator[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Member):
            yield annotation
        for inner in typing.get_args(annotation):
            yield from inside(inner)

    def walk(each: type[BaseModel]) -> None:
        if each.__name__ not in found:
            found[each.__name__] = each
            for info in each.model_fields.values():
                for inner in inside(info.annotation):
                    walk(inner)

    walk(model)
    return found


KEYS = {f"{name}.{info.alias or key}": info for name, model in sections().items() for key, info in model.model_fields.items()}
Overlay = Mapping[str, Any]


def at(path: str, a: Any, b: Any) -> tuple[Overlay, Overlay]:
    """One key, two values."""
    return {path: a}, {path: b}


LEAK, FUSE, HILL, ANNA, BERT = (
    "asset_types.pump.failures.leak",
    "asset_types.pump.failures.fuse",
    "sites.hill",
    "technicians.anna",
    "technicians.bert",
)

PUMP = "asset_types.pump"
CONFUSED = {"fuse": {"leak": "30 %", "noise": "30 %"}}

_ONE = {"rule": "base_stock", "level": 1}
_LARGE = {"rule": "base_stock", "level": 3}
CLASSED: Overlay = {
    "classification": {"every": "20 d", "over": "40 d", "period": "5 d"},
    "locations.north.stock": {"AX": _ONE, "A": _LARGE, "B": _ONE, "Z": {"rule": "two_bin", "bin": 2}, "nut": _ONE},
}
SCRAPPED: Overlay = {
    "locations.south.stock.nut": {"rule": "forecast", "every": "20 d", "forecast": {"ses": 0.3}, "initial": 9},
    "locations.south.write_off": {"every": "30 d", "keep": "20 d", "over": "40 d"},
    "parts.nut.price": "7 EUR",
}


def classed(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """A classification with one key changed."""
    return CLASSED, {**CLASSED, "classification": {**CLASSED["classification"], key: value}}


def scrapped(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """A write-off with one key changed."""
    return SCRAPPED, {**SCRAPPED, "locations.south.write_off": {**SCRAPPED["locations.south.write_off"], key: value}}


CLOSED: Overlay = {
    "sites.mill.access": "mon-fri 09:00-12:00",
    "sites.hill.no_access": "30 %",
    "scheduling": {"access_known": False, "wait_at_door": "1 h"},
}
BOOKED: Overlay = {
    "offers.gold.appointments": {"windows": ["mon-fri 08:00-10:00", "mon-fri 10:00-12:00"], "notice": "3 h", "most": 1},
    "sites.hill.no_access": "30 %",
}
TIGHT = {"windows": ["tue 09:00-09:15"]}


def booked(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """Appointments with one key changed."""
    stated = BOOKED["offers.gold.appointments"]
    return BOOKED, {**BOOKED, "offers.gold.appointments": {**stated, key: value}}


OPEN_WORK: Overlay = {"backlog": [{"site": "mill", "asset_type": "pump", "failure": "fuse"}]}


def open_work(key: str, value: Any, **more: Any) -> tuple[Overlay, Overlay]:
    """Work that is open at the start with one key changed."""
    return OPEN_WORK, {"backlog": [{**OPEN_WORK["backlog"][0], **more, key: value}]}


DOORS: Overlay = {"sites.mill.access": "mon-fri 09:00-12:00"}


def scheduled(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """Closed doors with one key of the office changed."""
    return CLOSED, {**CLOSED, "scheduling": {**CLOSED["scheduling"], key: value}}


WAITING: Overlay = {"sourcing.predicted_parts": "wait_for", "sites.mill.depot": "south", "sites.farm.depot": "central"}
LOCALLY: Overlay = {"parts.board.repaired_locally": "50 %", "returns.local_repair": {"exponential": "3 d"}}

EAST: Overlay = {"location": "central", "repair": "3 d", "repair_success": "90 %", "cost": "90 EUR"}
HALVES: Overlay = {"nut": {"probability": "50 %"}, "seal": {"probability": "50 %"}}
TWO_SHOPS: Overlay = {"returns.shops": {"east": EAST}, "parts.board.shops": ["east"]}
ROUTE: Overlay = {**TWO_SHOPS, "parts.board.shops": ["shop", "east"]}
USED: Overlay = {
    "parts.used board": {"price": "400 EUR", "repairable": True},
    "parts.board.refurbished": {"part": "used board"},
}
SALE: Overlay = {"parts.used board.sold": {"above": 0, "price": "90 EUR"}}
TRUCK: Overlay = {
    "carriers": {
        "truck": {"time": "5 h", "freight": "60 EUR", "per_kg": "2 EUR/kg", "departures": "daily 14:00", "cut_off": "2 h"}
    },
    "parts.seal.weight": "3 kg",
    "locations.north.freight": GONE,
    "locations.north.carrier": "truck",
}
COURIER: Overlay = {
    **TRUCK,
    "carriers.courier": {"time": "2 h", "freight": "90 EUR"},
    "sourcing.steps": [{"from": "depot"}],
    "locations.north.stock.seal": {"rule": "base_stock", "level": 0},
    "technicians.anna.van": {},
}
PICKING: Overlay = {"locations.central.picking": {"exponential": "9 h"}}
AID: dict[str, Any] = {"takes": "waiting", "response": "3 h", "parts_on_hand": "60 %", "visit_cost": "90 EUR"}


def partner(key: str, value: Any, **others: Any) -> tuple[Overlay, Overlay]:
    """A partner with one key changed."""
    plain = {**AID, **others}
    return at("partners", {"aid": plain}, {"aid": {**plain, key: value}})


LOST: Overlay = {"parts.board.missing": "50 %", "returns.given_up_after": "9 d"}
DEPOSIT: Overlay = {"parts.board.deposit": "50 EUR", "returns.deposit_window": "3 d"}
RECEIVING: Overlay = {"returns.receiving": "2 d"}

TERMS = "parts.seal.suppliers.factory"
SECOND: Overlay = {"locations.broker": {"supplier": True, "lead_time": "1 d"}, "locations.central.also_from": ["broker"]}
QUICK: Overlay = {**SECOND, "locations.central.purchase": "quickest"}
HELD = "locations.factory.disruptions"
STRIKE = {"after": "9 d", "lasts": "8 d"}
RUSH: Overlay = {
    "locations.broker": {"supplier": True, "disruptions": {"after": "2 d", "lasts": "9 d"}},
    "sourcing.steps.2": {"from": "emergency", "time": "20 h"},
}
SORTED: Overlay = {
    "returns.disposition": {"rule": "by_grade", "repair": ["A"], "sell": ["B"]},
    "parts.board.salvage": "30 EUR",
}
BY_VALUE: Overlay = {"returns.disposition": "by_value"}
APART: Overlay = {
    "returns.disposition": {"rule": "by_grade", "repair": ["A"], "harvest": ["B"]},
    "parts.board.harvest": {"nut": "90 %"},
}

ENDING: Overlay = {"parts.seal.discontinued": {"at": "30 d", "last_time_buy": {"rule": "fixed", "units": 4}}}
LATER: Overlay = {"parts.seal.discontinued": {"at": "30 d", "afterwards": {"price": "300 EUR", "lead_time": "20 d"}}}

NEWER: Overlay = {
    "parts.gasket": {"price": "99 EUR"},
    "parts.seal.superseded_by": {"part": "gasket", "at": "30 d", "mode": "at_once"},
    "locations.north.stock.gasket": {"rule": "base_stock", "level": 1},
}

KIT: Overlay = {
    "parts.kit": {"price": "150 EUR", "contains": {"seal": 2, "nut": 1}},
    "locations.south.stock": {
        "kit": {"rule": "base_stock", "level": 2},
        "board": {"rule": "base_stock", "level": 2},
        "nut": {"rule": "base_stock", "level": 2},
    },
}

PROMISE = {"length": "40 d"}
MAKERS = {"labour_price": "50 EUR/h", "call_out": "30 EUR", "file_within": "20 d"}
WARRANTED: Overlay = {"asset_types.pump.warranty": PROMISE}
REIMBURSED: Overlay = {"asset_types.pump.warranty": {**PROMISE, "claims": MAKERS}}
SUPPLIED: Overlay = {"parts.board.supplier_warranty": {"length": "40 d", "file_within": "20 d"}}
BILLED: Overlay = {
    "offers.gold.includes": {"labour": "50 %", "travel": "50 %", "parts": "50 %", "maintenance": "50 %"},
    "offers.gold.labour_price": "90 EUR/h",
    "offers.gold.call_out": "60 EUR",
}

FAR: Overlay = {"travel": {"straight_line": {"speed": "20 km/h"}}, "technicians.cleo": GONE}
CARRYING: Overlay = {
    "dispatch": "parts_aware",
    f"{ANNA}.regions": [],
    f"{BERT}.van": {"seal": {"rule": "base_stock", "level": 2}},
}
INVOICED: Overlay = {**BILLED, "billing": {"terms": "2 d"}}


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

SECOND_LINE: Overlay = {
    "desk.second_line": {
        "agents": 1,
        "hours": "mon-fri 08:00-18:00",
        "handling": "2 h",
        "escalation": "60 %",
        "triage_accuracy": "90 %",
        "cost": "50 EUR/h",
    }
}
CALL_BACK: Overlay = {
    "desk.handling": {"exponential": "5 h"},
    "desk.call_back": {"after": "10 min", "outside_hours": True, "share": "50 %"},
}
PORTAL: Overlay = {
    "desk.portal": {"share": "50 %", "time": "20 min", "cost": "900 EUR/y"},
    f"{LEAK}.self_service": "40 %",
}


def with_key(section: Overlay, path: str, value: Any) -> tuple[Overlay, Overlay]:
    """A section, and the same with one key changed."""
    return section, {**section, path: value}


BITES: dict[str, tuple[Overlay, Overlay]] = {
    **skill_keys.BITES,
    **tool_keys.BITES,
    **customer_keys.BITES,
    **channel_keys.BITES,
    **upkeep_keys.BITES,
    **part_order_keys.BITES,
    **configuration_keys.BITES,
    **condition_keys.BITES,
    **replacement_keys.BITES,
    **document_keys.BITES,
    "Desk.second_line": ({}, SECOND_LINE),
    "SecondLine.agents": with_key(SECOND_LINE, "desk.second_line.agents", 2),
    "SecondLine.shifts": with_key(SECOND_LINE, "desk.second_line.shifts", {"mon-fri 08:00-12:00": 1}),
    "SecondLine.hours": with_key(SECOND_LINE, "desk.second_line.hours", "always"),
    "SecondLine.handling": with_key(SECOND_LINE, "desk.second_line.handling", "3 h"),
    "SecondLine.escalation": with_key(SECOND_LINE, "desk.second_line.escalation", "100 %"),
    "SecondLine.triage_accuracy": with_key(SECOND_LINE, "desk.second_line.triage_accuracy", "70 %"),
    "SecondLine.remote_success": (
        {**SECOND_LINE, "desk.remote_success": "10 %"},
        {**SECOND_LINE, "desk.remote_success": "10 %", "desk.second_line.remote_success": "10 %"},
    ),
    "SecondLine.cost": with_key(SECOND_LINE, "desk.second_line.cost", "60 EUR/h"),
    "FailureMode.escalation": with_key(SECOND_LINE, f"{LEAK}.escalation", "10 %"),
    "Desk.call_back": ({}, CALL_BACK),
    "CallBack.after": with_key(CALL_BACK, "desk.call_back.after", "5 min"),
    "CallBack.outside_hours": with_key(CALL_BACK, "desk.call_back.outside_hours", False),
    "CallBack.share": with_key(CALL_BACK, "desk.call_back.share", "90 %"),
    "Desk.portal": ({}, {"desk.portal": PORTAL["desk.portal"]}),
    "Portal.share": with_key(PORTAL, "desk.portal.share", "70 %"),
    "Portal.time": with_key(PORTAL, "desk.portal.time", "40 min"),
    "Portal.cost": with_key(PORTAL, "desk.portal.cost", "950 EUR/y"),
    "AssetType.sold_before": (
        WARRANTED,
        {**WARRANTED, "asset_types.pump.sold_before": {"uniform": {"low": "0 d", "high": "60 d"}}},
    ),
    "AssetType.warranty": ({}, WARRANTED),
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
    "Part.supplier_warranty": ({}, SUPPLIED),
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
    "Scenario.billing": (BILLED, INVOICED),
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
    "Scenario.mobility": ({}, {"mobility": {"report": "shift_end"}}),
    "Mobility.report": ({"mobility": {}}, {"mobility": {"report": "shift_end"}}),
    "Mobility.reroute": ({"mobility": {}, **FAR}, {"mobility": {"reroute": 2}, **FAR}),
    "Mobility.delay": ({"mobility": {"delay": "2 h"}}, {"mobility": {"delay": {"exponential": "2 h"}}}),
    "Mobility.van_stock": (
        {**CARRYING, "mobility": {"delay": "3 d"}},
        {**CARRYING, "mobility": {"delay": "3 d", "van_stock": "reported"}},
    ),
    "Offer.extends_warranty": (WARRANTED, {**WARRANTED, "offers.gold.extends_warranty": "30 d"}),
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
    "Scenario.name": at("name", "Rich", "Richer"),
    "Scenario.description": at("description", "", "What it is about"),
    "Scenario.start": at("start", "2026-01-05", "2026-01-08"),
    "Scenario.horizon": at("horizon", "100 d", "110 d"),
    "Scenario.warm_up": at("warm_up", "0 h", "20 d"),
    "Scenario.seed": at("seed", 1, 2),
    "Scenario.first_time_fix_window": at("first_time_fix_window", "30 d", "1 d"),
    "Scenario.holidays": at("holidays", [], ["2026-01-06"]),
    "Scenario.parts": at("parts.seal", {"price": "120 EUR"}, {"price": "121 EUR"}),
    "Scenario.carriers": (TRUCK, {**TRUCK, "carriers.truck.departures": GONE, "carriers.truck.cut_off": GONE}),
    "Scenario.locations": at(
        "locations.south.stock", {"nut": {"rule": "base_stock", "level": 2}}, RICH["locations"]["south"]["stock"]
    ),
    "Scenario.asset_types": at("asset_types.fan", RICH["asset_types"]["fan"], {"failures": {}}),
    "Scenario.sites": at("sites.farm", RICH["sites"]["farm"], GONE),
    "Scenario.offers": at("offers.basic", {"response": "3 d"}, {"response": "2 h"}),
    "Scenario.desk": at("desk", RICH["desk"], GONE),
    "Scenario.technicians": at("technicians.cleo", RICH["technicians"]["cleo"], GONE),
    "Scenario.partners": at("partners", GONE, {"aid": AID}),
    "Scenario.skill_levels": at("skill_levels", RICH["skill_levels"], {}),
    "Scenario.travel": at("travel", "instant", "straight_line"),
    "Scenario.travel_cost": at("travel_cost", "0 EUR/km", "0.40 EUR/km"),
    "Scenario.emissions": at("emissions", "0 g/km", "180 g/km"),
    "Scenario.dispatch": at("dispatch", "earliest_due", "nearest"),
    "Scenario.sourcing": at("sourcing", RICH["sourcing"], GONE),
    "Scenario.returns": at("returns", RICH["returns"], GONE),
    "Part.price": at("parts.seal.price", "120 EUR", "150 EUR"),
    "Part.holding": at("parts.seal.holding", "20 %/y", "25 %/y"),
    "Part.weight": (TRUCK, {**TRUCK, "parts.seal.weight": "4 kg"}),
    "Part.lead_time": at("parts.board.lead_time", "9 d", "20 d"),
    "Part.suppliers": at("parts.seal.suppliers", {}, {"factory": {"price": "100 EUR"}}),
    "Terms.price": at("parts.seal.suppliers", {"factory": {"price": "100 EUR"}}, {"factory": {"price": "90 EUR"}}),
    "Terms.lead_time": at("parts.seal.suppliers", {"factory": {"lead_time": "3 d"}}, {"factory": {"lead_time": "9 d"}}),
    "Terms.minimum": at("parts.seal.suppliers", {"factory": {"minimum": 3}}, {"factory": {"minimum": 5}}),
    "Terms.multiple": at("parts.seal.suppliers", {"factory": {"multiple": 2}}, {"factory": {"multiple": 3}}),
    "Terms.price_breaks": at(
        "parts.seal.suppliers",
        {"factory": {"minimum": 3, "price_breaks": {3: "90 EUR"}}},
        {"factory": {"minimum": 3, "price_breaks": {4: "90 EUR"}}},
    ),
    "Part.shrinkage": at("parts.seal.shrinkage", "0 %/y", "300 %/y"),
    "Part.repairable": at("parts.board.repairable", True, False),
    "Part.no_fault_found": at("parts.board.no_fault_found", "30 %", "90 %"),
    "Part.repair_limit": ({"parts.board.repair_limit": "30 %"}, {"parts.board.repair_limit": "20 %"}),
    "Part.refurbished": ({"parts.used board": {"price": "400 EUR"}}, USED),
    "Part.sold": (USED, {**USED, **SALE}),
    "Refurbished.part": (USED, {**USED, "parts.board.refurbished": {"part": "nut"}}),
    "Refurbished.used": (USED, {**USED, "parts.board.refurbished.used": "never"}),
    "Surplus.above": ({**USED, **SALE}, {**USED, **SALE, "parts.used board.sold.above": 1}),
    "Surplus.price": ({**USED, **SALE}, {**USED, **SALE, "parts.used board.sold.price": "80 EUR"}),
    "Offer.refurbished": (USED, {**USED, "offers.basic.refurbished": False}),
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
    "RepairPart.probability": at("parts.board.repair_parts", {"nut": {"probability": "50 %"}}, {"nut": {"probability": "90 %"}}),
    "RepairPart.quantity": at("parts.board.repair_parts", {"nut": {"quantity": 1}}, {"nut": {"quantity": 2}}),
    "Part.repaired_locally": (LOCALLY, {**LOCALLY, "parts.board.repaired_locally": "70 %"}),
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
    "Part.criticality": (
        {"locations.north.stock": {"vital": _ONE}, "parts.seal.criticality": "vital"},
        {"locations.north.stock": {"vital": _ONE}, "parts.seal.criticality": "desirable", "parts.nut.criticality": "vital"},
    ),
    "Part.class": (
        {"locations.north.stock": {"small": _ONE, "board": _ONE}, "parts.seal.class": "small"},
        {"locations.north.stock": {"small": _ONE, "board": _ONE}, "parts.nut.class": "small"},
    ),
    "Scenario.classification": at("classification", GONE, {"every": "30 d"}),
    "Classification.every": classed("every", "30 d"),
    "Classification.over": classed("over", "20 d"),
    "Classification.period": classed("period", "10 d"),
    "Classification.abc": classed("abc", ["10 %", "20 %"]),
    "Classification.xyz": classed("xyz", [5, 9]),
    "Location.write_off": (SCRAPPED, {**SCRAPPED, "locations.south.write_off": GONE}),
    "WriteOff.every": scrapped("every", "40 d"),
    "WriteOff.keep": scrapped("keep", "60 d"),
    "WriteOff.over": scrapped("over", "10 d"),
    "WriteOff.scrap_value": scrapped("scrap_value", "40 %"),
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
    "PartNeed.probability": at(f"{LEAK}.parts.seal.probability", "80 %", "50 %"),
    "PartNeed.quantity": at(f"{LEAK}.parts.seal.quantity", 2, {"geometric": 2}),
    "PartNeed.core": at(f"{FUSE}.parts", {"board": {}}, {"board": {"core": False}}),
    "FailureMode.law": at(f"{LEAK}.law", {"exponential": "14 d"}, {"gamma_poisson": {"mtbf": "14 d", "shape": 1}}),
    "FailureMode.effect": at(f"{FUSE}.effect", "down", "degraded"),
    "FailureMode.reporting_delay": at(f"{LEAK}.reporting_delay", "0 h", "3 h"),
    "FailureMode.priority": at(f"{FUSE}.priority", 2, 1),
    "FailureMode.remote": at(f"{FUSE}.remote", "50 %", "80 %"),
    "FailureMode.remote_time": at(f"{FUSE}.remote_time", "20 min", "40 min"),
    "FailureMode.skill": at(f"{LEAK}.skill", "water", "electronics"),
    "FailureMode.level": at(f"{FUSE}.level", 2, 3),
    "FailureMode.parts": at(f"{FUSE}.parts", ["board"], []),
    "FailureMode.gives_back": at(f"{LEAK}.gives_back", {}, {"board": 1}),
    "FailureMode.diagnosis": at(f"{LEAK}.diagnosis", "30 min", "40 min"),
    "FailureMode.diagnosis_accuracy": at(f"{LEAK}.diagnosis_accuracy", "80 %", "60 %"),
    "FailureMode.repair": at(f"{LEAK}.repair", "2 h", "3 h"),
    "FailureMode.repair_success": at(f"{LEAK}.repair_success", "90 %", "60 %"),
    "Maintenance.every": at("asset_types.pump.maintenance.every", "30 d", "20 d"),
    "Maintenance.duration": at("asset_types.pump.maintenance.duration", "90 min", "100 min"),
    "Maintenance.skill": at("asset_types.pump.maintenance.skill", "water", "electronics"),
    "Maintenance.level": at("asset_types.pump.maintenance.level", 1, 3),
    "Maintenance.priority": at("asset_types.pump.maintenance.priority", 9, 1),
    "Maintenance.due_within": at("asset_types.pump.maintenance.due_within", "5 d", "3 h"),
    "AssetType.failures": at("asset_types.fan.failures", RICH["asset_types"]["fan"]["failures"], {}),
    "AssetType.maintenance": at("asset_types.pump.maintenance", RICH["asset_types"]["pump"]["maintenance"], GONE),
    "AssetType.enters": at("asset_types.fan.enters", "5 d", "30 d"),
    "AssetType.leaves": at("asset_types.fan.leaves", "90 d", {"exponential": "40 d"}),
    "Site.enters": at("sites.mill.enters", "5 d", {"uniform": {"low": "0 d", "high": "50 d"}}),
    "Site.leaves": at("sites.mill.leaves", "90 d", "50 d"),
    "Site.at": at("sites.farm.at", [50.0, 9.0], [50.0, 9.5]),
    "Site.region": ({}, {"sites.hill.region": GONE, "sites.mill.region": "up"}),
    "Site.offer": at("sites.hill.offer", "gold", "basic"),
    "Site.technicians": (
        {"dispatch": "preferred", "sites.mill.technicians": ["cleo"]},
        {"dispatch": "preferred", "sites.mill.technicians": ["bert", "cleo"]},
    ),
    "Offer.appointments": ({}, BOOKED),
    "Appointments.windows": booked("windows", ["mon-fri 10:00-11:00"]),
    "Appointments.notice": booked("notice", "30 h"),
    "Appointments.most": booked("most", 2),
    "Appointments.no_access": booked("no_access", "5 %"),
    "Appointments.missed": at("offers.gold.appointments", TIGHT, {**TIGHT, "missed": "rebook"}),
    "Scenario.scheduling": (CLOSED, {**CLOSED, "scheduling": {}}),
    "Scheduling.access_known": scheduled("access_known", True),
    "Scheduling.set_out": (DOORS, {**DOORS, "scheduling": {"set_out": "20 min"}}),
    "Scheduling.wait_at_door": scheduled("wait_at_door", "10 min"),
    "Scheduling.try_again": scheduled("try_again", "5 h"),
    "Maintenance.hours": at("asset_types.pump.maintenance.hours", "always", "daily 05:00-08:00"),
    "Site.access": (CLOSED, {**CLOSED, "sites.mill.access": "mon-fri 09:00-12:30"}),
    "Site.no_access": (CLOSED, {**CLOSED, "sites.hill.no_access": "20 %"}),
    "Site.depot": (
        {**WAITING, "sites.hill.depot": "north"},
        {**WAITING, "sites.hill.depot": "south"},
    ),
    "Site.assets": at("sites.hill.assets.pump", 9, 8),
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
    "Sourcing.to_be_safe": (
        {"sourcing.predicted_parts": "take_along"},
        {"sourcing.predicted_parts": "take_along", "sourcing.to_be_safe": 2},
    ),
    "AssetType.triage": at(f"{PUMP}.triage", {}, {"confusion": CONFUSED}),
    "Triage.confusion": at(f"{PUMP}.triage", {"confusion": CONFUSED}, {"confusion": {"fuse": {"noise": "50 %"}}}),
    "AssetType.remote_test": at(f"{PUMP}.remote_test", GONE, {}),
    "RemoteTest.time": at(f"{PUMP}.remote_test", {}, {"time": "10 min"}),
    "RemoteTest.cost": at(f"{PUMP}.remote_test", {}, {"cost": "5 EUR"}),
    "RemoteTest.confusion": at(f"{PUMP}.remote_test", {}, {"confusion": CONFUSED}),
    "AssetType.on_site": at(f"{PUMP}.on_site", {}, {"confusion": CONFUSED}),
    "OnSite.confusion": at(f"{PUMP}.on_site", {"confusion": CONFUSED}, {"confusion": {"fuse": {"noise": "50 %"}}}),
    "OnSite.wrong_parts": (
        {f"{LEAK}.diagnosis_accuracy": "50 %", f"{ANNA}.van.board": _LARGE},
        {f"{LEAK}.diagnosis_accuracy": "50 %", f"{ANNA}.van.board": _LARGE, f"{PUMP}.on_site": {"wrong_parts": 1}},
    ),
    "Desk.agents": at("desk.agents", 1, 2),
    "Desk.shifts": at("desk.shifts", {"daily 08:00-12:00": 1}, {"daily 08:00-12:00": 2}),
    "Desk.hours": at("desk.hours", "mon-sat 06:00-20:00", "always"),
    "Desk.handling": at("desk.handling", "30 min", "20 min"),
    "Desk.patience": at("desk.patience", {"exponential": "20 min"}, {"exponential": "2 min"}),
    "Desk.lines": at("desk.lines", None, 2),
    "Desk.redial": at("desk.redial", "30 min", "2 h"),
    "Desk.redial_share": at("desk.redial_share", "100 %", "50 %"),
    "Desk.triage_accuracy": at("desk.triage_accuracy", "70 %", "30 %"),
    "Desk.remote_success": at("desk.remote_success", "90 %", "50 %"),
    "Desk.cost": at("desk.cost", "30 EUR/h", "31 EUR/h"),
    "SkillLevel.diagnosis": at("skill_levels.1.diagnosis", "70 %", "40 %"),
    "SkillLevel.repair_time": at("skill_levels.1.repair_time", 1.5, 2.0),
    "Technician.home": at(f"{ANNA}.home", "north", "central"),
    "Technician.count": at(f"{ANNA}.count", 1, 2),
    "Technician.skills": at(f"{ANNA}.skills", {"water": 2, "electronics": 3}, {"water": 3}),
    "Partner.takes": partner("takes", "all"),
    "Partner.after": partner("after", "5 h"),
    "Partner.regions": partner("regions", ["up"]),
    "Partner.skills": partner("skills", {"water": 1}),
    "Partner.least_urgent": partner("least_urgent", 2),
    "Partner.capacity": partner("capacity", 1, takes="all"),
    "Partner.response": partner("response", "4 h"),
    "Partner.work": partner("work", "4 h"),
    "Partner.diagnosis": partner("diagnosis", "50 %"),
    "Partner.repair_success": partner("repair_success", "50 %"),
    "Partner.hands_back": partner("hands_back", True),
    "Partner.parts_on_hand": partner("parts_on_hand", "40 %"),
    "Partner.parts_delay": partner("parts_delay", "9 h"),
    "Partner.visit_cost": partner("visit_cost", "99 EUR"),
    "Partner.hourly_cost": partner("hourly_cost", "80 EUR/h"),
    "Partner.parts_price": partner("parts_price", 1.3),
    "Partner.retainer": partner("retainer", "500 EUR/y"),
    "Scenario.backlog": ({}, OPEN_WORK),
    "Backlog.site": open_work("site", "hill"),
    "Backlog.asset_type": open_work("asset_type", "fan", failure="stop"),
    "Backlog.failure": open_work("failure", "leak"),
    "Backlog.count": open_work("count", 3),
    "Backlog.age": open_work("age", {"exponential": "5 d"}),
    "Technician.regions": at(f"{ANNA}.regions", ["up"], []),
    "Technician.helps": at(f"{ANNA}.helps", GONE, {}),
    "Help.regions": (
        {"sites.mill.region": "down", f"{ANNA}.helps": {}},
        {"sites.mill.region": "down", f"{ANNA}.helps": {"regions": ["down"]}},
    ),
    "Help.at_least": at(f"{ANNA}.helps", {"at_least": 1}, {"at_least": 2}),
    "Technician.hours": at(f"{ANNA}.hours", "mon-fri 07:00-16:00", "mon-fri 08:00-17:00"),
    "Technician.on_call": at(f"{ANNA}.on_call", "daily 16:00-22:00", GONE),
    "Technician.on_call_priority": at(f"{ANNA}.on_call_priority", 1, 9),
    "Technician.at_shift_end": at(f"{BERT}.at_shift_end", "stop", "finish"),
    "Technician.between_jobs": at(f"{ANNA}.between_jobs", "stay", "home"),
    "Technician.absence": at(f"{BERT}.absence", GONE, {"after": {"exponential": "9 d"}, "lasts": "2 d"}),
    "Absence.after": at(f"{BERT}.absence", {"after": "9 d", "lasts": "2 d"}, {"after": "8 d", "lasts": "2 d"}),
    "Absence.lasts": at(f"{BERT}.absence", {"after": "9 d", "lasts": "2 d"}, {"after": "9 d", "lasts": "30 h"}),
    "Technician.cost": at(f"{ANNA}.cost", "50 EUR/h", "51 EUR/h"),
    "Technician.overtime_cost": at(f"{ANNA}.overtime_cost", "70 EUR/h", "71 EUR/h"),
    "Technician.on_call_cost": at(f"{ANNA}.on_call_cost", "5 EUR/h", "6 EUR/h"),
    "Technician.call_out_cost": at(f"{ANNA}.call_out_cost", "9 EUR", "10 EUR"),
    "Technician.overtime_limit": at(f"{ANNA}.overtime_limit", "30 min", GONE),
    "Technician.van": at(f"{ANNA}.van", {"seal": {"rule": "base_stock", "level": 1}}, {}),
    "Technician.count_every": (
        {"parts.seal.shrinkage": "900 %/y", f"{ANNA}.count_every": "3 d"},
        {"parts.seal.shrinkage": "900 %/y", f"{ANNA}.count_every": "20 d"},
    ),
    "Technician.count_cost": ({f"{ANNA}.count_every": "5 d"}, {f"{ANNA}.count_every": "5 d", f"{ANNA}.count_cost": "9 EUR"}),
    "Technician.refill": at(f"{ANNA}.refill", "1 d", "3 d"),
    "Technician.refill_by": (
        {**TRUCK, f"{ANNA}.refill": GONE},
        {**TRUCK, f"{ANNA}.refill": GONE, f"{ANNA}.refill_by": "truck"},
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
    "Returns.removal": at("returns.removal", "exchange", "diagnosis"),
    "Returns.late": ({"returns.late": "20 %", "returns.late_by": "9 d"}, {"returns.late": "70 %", "returns.late_by": "9 d"}),
    "Returns.late_by": ({"returns.late": "20 %", "returns.late_by": "9 d"}, {"returns.late": "20 %", "returns.late_by": "4 d"}),
    "Returns.given_up_after": (LOST, {**LOST, "returns.given_up_after": "20 d"}),
    "Returns.handed_in": at("returns.handed_in", "at_once", "shift_end"),
    "Returns.ship_every": at("returns.ship_every", "3 d", "7 d"),
    "Returns.ship_units": at("returns.ship_units", 2, 3),
    "Returns.receiving": at("returns.receiving", "3 h", "9 h"),
    "Returns.receivers": ({**RECEIVING, "returns.receivers": 1}, {**RECEIVING, "returns.receivers": 2}),
    "Returns.deposit_window": (DEPOSIT, {**DEPOSIT, "returns.deposit_window": "4 d"}),
    "Returns.deposit_halves": (
        {**LOST, **DEPOSIT, "returns.deposit_halves": "500 EUR"},
        {**LOST, **DEPOSIT, "returns.deposit_halves": "20 EUR"},
    ),
    "Returns.transit": at("returns.transit", "2 d", "3 d"),
    "Returns.freight": at("returns.freight", "14 EUR", "15 EUR"),
    "Returns.inspection": at("returns.inspection", "5 h", "50 h"),
    "Returns.inspection_cost": at("returns.inspection_cost", "20 EUR", "30 EUR"),
    "Returns.detection": at("returns.detection", "80 %", "10 %"),
    "Returns.missed_faults": at("returns.missed_faults", "10 %", "60 %"),
    "Returns.grades": at("returns.grades", {"A": {"share": 1}}, {"A": {"share": "70 %"}, "B": {"share": "30 %"}}),
    "Returns.harvest": (APART, {**APART, "returns.harvest": "9 h"}),
    "Returns.harvest_cost": (APART, {**APART, "returns.harvest_cost": "9 EUR"}),
    "Grade.share": (
        {"returns.grades": {"A": {"share": "20 %"}, "B": {"share": "80 %"}}},
        {"returns.grades": {"A": {"share": "70 %"}, "B": {"share": "30 %"}}},
    ),
    "Grade.repair_success": at("returns.grades.A.repair_success", "90 %", "20 %"),
    "Grade.repair_time": at("returns.grades.A.repair_time", 0.5, 2),
    "Grade.cost": at("returns.grades.A.cost", 0.5, 2),
    "Grade.value": ({**SORTED, "returns.grades.B.value": 0.5}, {**SORTED, "returns.grades.B.value": 2}),
    "Returns.disposition": at("returns.disposition", "repair_all", "scrap_all"),
    "Returns.inspectors": (
        {"returns.inspection": "90 h", "returns.inspectors": 1},
        {"returns.inspection": "90 h", "returns.inspectors": 2},
    ),
    "Returns.local_repair": (LOCALLY, {**LOCALLY, "returns.local_repair": "5 d"}),
    "Returns.local_repair_cost": (LOCALLY, {**LOCALLY, "returns.local_repair_cost": "90 EUR"}),
    "Returns.shops": (TWO_SHOPS, {**TWO_SHOPS, "returns.shops": {"east": {**EAST, "repair": "9 d"}}}),
    "Returns.cores_count": at("returns.cores_count", "removed", "released"),
    "Returns.shop": at("returns.shop.location", "central", "south"),
    "Shop.location": at("returns.shop.location", "central", "north"),
    "Shop.transit": (ROUTE, {**ROUTE, "returns.shops": {"east": {**EAST, "transit": "9 d"}}}),
    "Shop.benches": at("returns.shop.benches", 1, 9),
    "Shop.repair": at("returns.shop.repair", "5 d", "2 d"),
    "Shop.repair_success": at("returns.shop.repair_success", "80 %", "30 %"),
    "Shop.test": at("returns.shop.test", "1 d", "3 d"),
    "Shop.test_benches": (
        {"returns.shop.benches": 9, "returns.shop.test": "5 d", "returns.shop.test_benches": 1},
        {"returns.shop.benches": 9, "returns.shop.test": "5 d", "returns.shop.test_benches": 2},
    ),
    "Shop.rework": at("returns.shop.rework", "10 %", "60 %"),
    "Shop.hours": at("returns.shop.hours", "always", "mon-fri 08:00-16:00"),
    "Shop.queue": at("returns.shop.queue", "first_come", "shortest"),
    "Shop.release": at("returns.shop.release", {"rule": "pull", "below": 1}, {"rule": "pull", "below": 2}),
    "Shop.most_waiting": at("returns.shop.most_waiting", 1, 2),
    "Shop.cost": at("returns.shop.cost", "200 EUR", "210 EUR"),
}
IN_A_STUDY = {"Scenario.replications", "Scenario.currency", "Scenario.baseline", "Scenario.policies", "Scenario.headline"}
IN_A_STUDY |= {"Scenario.strategies", "Scenario.goals", "Goals.minimise", "Goals.maximise", "Goals.at_least", "Goals.at_most"}
"""Keys that are about the comparison and its report rather than about one run; shown below."""

REPORTED = {"Scenario.name", "Scenario.description", "Offer.labour_intensity", "Offer.customisation"}
"""Keys whose only effect is what the report says."""


_LEFT: dict[str, tuple[str, dict[str, float | None], dict[str, Any]]] = {}


def left_by(tree: Mapping[str, Any]) -> tuple[str, dict[str, float | None], dict[str, Any]]:
    """Hash of all records, figures and facts that a scenario leaves; many keys are held against the same one, which runs once."""
    written = repr(tree)
    if written not in _LEFT:
        record = simulate(from_mapping(tree).scenario())
        figures = {name: None if math.isnan(value) else value for name, value in kpi.figures(Tables(record)).items()}
        _LEFT[written] = record.log.digest(), figures, record.facts
    return _LEFT[written]


def outcome(overlay: Overlay, facts: bool = False) -> Any:
    """All records and figures; the facts of the report too, if wanted."""
    digest, figures, told = left_by(changed(RICH, overlay))
    return digest, figures, told if facts else None


def test_every_key_is_in_the_table() -> None:
    assert set(BITES) | IN_A_STUDY == set(KEYS)
    assert not set(BITES) & IN_A_STUDY


@pytest.mark.parametrize("key", BITES)
def test_key_bites(key: str) -> None:
    a, b = BITES[key]
    assert rich(a) != rich(b), "the two ways of writing it are the same"
    assert outcome(a, key in REPORTED) != outcome(b, key in REPORTED), "the key is accepted and ignored"


# ---------------------------------------------------------------- keys about the whole study
SMALL = {
    "horizon": "30 d",
    "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
    "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "9 d"}, "repair": "2 h"}}}},
    "sites": {"plant": {"assets": {"pump": 5}}},
    "technicians": {"anna": {"home": "depot", "cost": "50 EUR/h"}},
    "replications": 2,
    "policies": {"two": {"technicians.anna.count": 2}},
}


def test_replications_sets_how_many() -> None:
    for count in (2, 3):
        assert sim.compare(from_mapping({**SMALL, "replications": count})).replications == count


def test_policies_and_baseline_name_what_is_compared() -> None:
    assert make_plan(from_mapping(SMALL)).policies == ["baseline", "two"]
    assert make_plan(from_mapping({**SMALL, "baseline": "as is"})).policies == ["as is", "two"]
    assert make_plan(from_mapping({**SMALL, "policies": {}})).policies == ["baseline"]
    both = make_plan(from_mapping(SMALL)).scenarios
    assert (both["baseline"].technicians["anna"].count, both["two"].technicians["anna"].count) == (1, 2)


def test_strategies_lay_policies_over_one_another() -> None:
    tree = {**SMALL, "policies": {**SMALL["policies"], "dear": {"technicians.anna.cost": "90 EUR/h"}}}
    for members in (["two"], ["two", "dear"]):
        anna = from_mapping({**tree, "strategies": {"bundle": members}}).scenario("bundle").technicians["anna"]
        assert (anna.count, anna.cost) == (2, 90.0 if "dear" in members else 50.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"at_least": {"availability": "1 %"}}, {"at_least": {"availability": "100 %"}}),
        ({"at_most": {"cost": "1 EUR/y"}}, {"at_most": {"cost": "999999999 EUR/y"}}),
        ({"minimise": "cost"}, {"minimise": "mean_time_to_restoration"}),
        ({"maximise": "availability"}, {"maximise": "margin"}),
        (None, {"minimise": "cost"}),
    ],
    ids=["at_least", "at_most", "minimise", "maximise", "goals"],
)
def test_goals_change_what_is_said_and_no_figure(a: Any, b: Any) -> None:
    found = [sim.compare(from_mapping({**SMALL, "goals": each})) for each in (a, b)]
    assert found[0].figures.equals(found[1].figures)
    assert found[0].judgement != found[1].judgement


def test_currency_and_headline_reach_the_report(tmp_path: Path) -> None:
    pages = {}
    for currency, headline in (("EUR", []), ("USD", ["availability"])):
        tree = json.loads(json.dumps(SMALL).replace("EUR", currency))
        out = tmp_path / currency
        sim.compare(from_mapping({**tree, "currency": currency, "headline": headline})).write(out)
        pages[currency] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [page["currency"] for page in pages.values()] == ["EUR", "USD"]
    assert [page["headline"] for page in pages.values()] == [[], ["availability"]]


# ---------------------------------------------------------------- neutral values
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

NEUTRAL: dict[str, tuple[str, Any]] = {
    **skill_keys.NEUTRAL,
    **tool_keys.NEUTRAL,
    **customer_keys.NEUTRAL,
    **channel_keys.NEUTRAL,
    **upkeep_keys.NEUTRAL,
    **part_order_keys.NEUTRAL,
    **configuration_keys.NEUTRAL,
    **condition_keys.NEUTRAL,
    **replacement_keys.NEUTRAL,
    **document_keys.NEUTRAL,
    "AssetType.sold_before": ("asset_types.pump.sold_before", "0 h"),
    "AssetType.warranty": ("asset_types.pump.warranty", None),
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
    "Part.supplier_warranty": ("parts.board.supplier_warranty", None),
    "SupplierWarranty.pays": ("parts.board.supplier_warranty.pays", "100 %"),
    **{f"SupplierWarranty.{key}": (f"parts.board.supplier_warranty.{key}", value) for key, value in _CLAIMS_NEUTRAL.items()},
    "Offer.includes": ("offers.gold.includes", {}),
    **{f"Includes.{each}": (f"offers.gold.includes.{each}", "100 %") for each in ("labour", "travel", "parts", "maintenance")},
    "Offer.labour_price": ("offers.gold.labour_price", "0 EUR/h"),
    "Offer.call_out": ("offers.gold.call_out", "0 EUR"),
    "Offer.parts_markup": ("offers.gold.parts_markup", "0 %"),
    "Offer.flat_rate": ("offers.gold.flat_rate", "0 EUR"),
    "Scenario.billing": ("billing", None),
    **{f"Billing.{each}": (f"billing.{each}", "0 h") for each in ("lag", "terms", "late", "dispute", "written_off_after")},
    **{f"Billing.{each}": (f"billing.{each}", "0 %") for each in ("disputed", "conceded", "written_off")},
    "Billing.every": ("billing.every", None),
    "Billing.leakage_at_once": ("billing.leakage_at_once", None),
    "Scenario.mobility": ("mobility", {"report": "at_once", "delay": "0 h", "van_stock": "live"}),
    "Mobility.report": ("mobility.report", "at_once"),
    "Mobility.delay": ("mobility.delay", "0 h"),
    "Mobility.van_stock": ("mobility.van_stock", "live"),
    "Mobility.reroute": ("mobility.reroute", None),
    "Billing.interest": ("billing.interest", "0 %/y"),
    "Billing.leakage": ("billing.leakage", {}),
    "Leakage.labour": ("billing.leakage.labour", "0 %"),
    "Leakage.parts": ("billing.leakage.parts", "0 %"),
    "Offer.extends_warranty": ("offers.gold.extends_warranty", "0 h"),
    "Scenario.name": ("name", "Unnamed scenario"),
    "Scenario.description": ("description", ""),
    "Scenario.start": ("start", "2026-01-05"),
    "Scenario.horizon": ("horizon", "1 y"),
    "Scenario.warm_up": ("warm_up", "0 h"),
    "Scenario.seed": ("seed", 1),
    "Scenario.replications": ("replications", 20),
    "Scenario.currency": ("currency", "EUR"),
    "Scenario.first_time_fix_window": ("first_time_fix_window", "30 d"),
    "Scenario.holidays": ("holidays", []),
    "Scenario.parts": ("parts", {}),
    "Scenario.carriers": ("carriers", {}),
    "Scenario.offers": ("offers", {}),
    "Scenario.desk": ("desk", None),
    "Scenario.partners": ("partners", {}),
    "Scenario.skill_levels": ("skill_levels", {}),
    "Scenario.travel": ("travel", "instant"),
    "Scenario.travel_cost": ("travel_cost", "0 EUR/km"),
    "Scenario.emissions": ("emissions", "0 g/km"),
    "Scenario.dispatch": ("dispatch", "first_come_first_served"),
    "Scenario.sourcing": ("sourcing", {}),
    "Scenario.returns": ("returns", None),
    "Scenario.baseline": ("baseline", "baseline"),
    "Scenario.policies": ("policies", {}),
    "Scenario.strategies": ("strategies", {}),
    "Scenario.goals": ("goals", None),
    "Goals.minimise": ("goals.minimise", None),
    "Goals.maximise": ("goals.maximise", None),
    "Goals.at_least": ("goals.at_least", {}),
    "Goals.at_most": ("goals.at_most", {}),
    "Scenario.headline": ("headline", []),
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
    "Terms.price": (f"{TERMS}.price", "120 EUR"),
    "Terms.lead_time": (f"{TERMS}.lead_time", {"exponential": "4 d"}),
    "Terms.minimum": (f"{TERMS}.minimum", 1),
    "Terms.multiple": (f"{TERMS}.multiple", 1),
    "Terms.price_breaks": (f"{TERMS}.price_breaks", {}),
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
    "Offer.refurbished": ("offers.basic.refurbished", True),
    "Part.core_value": ("parts.board.core_value", "0 %"),
    "Part.condemned": ("parts.board.condemned", "0 %"),
    "Part.shops": ("parts.board.shops", []),
    "Part.repair_parts": ("parts.board.repair_parts", {}),
    "Part.one_repair_part": ("parts.board.one_repair_part", False),
    "RepairPart.probability": ("parts.board.repair_parts.nut.probability", "100 %"),
    "RepairPart.quantity": ("parts.board.repair_parts.nut.quantity", 1),
    "Part.repaired_locally": ("parts.board.repaired_locally", "0 %"),
    "Carrier.freight": ("carriers.truck.freight", "0 EUR"),
    "Carrier.per_kg": ("carriers.truck.per_kg", "0 EUR/kg"),
    "Carrier.departures": ("carriers.truck.departures", None),
    "Carrier.cut_off": ("carriers.truck.cut_off", "0 h"),
    "Location.carrier": ("locations.south.carrier", None),
    "Location.express": ("locations.north.express", None),
    "Location.hours": ("locations.central.hours", "always"),
    "Location.picking": ("locations.central.picking", "0 h"),
    "Location.pickers": ("locations.central.pickers", None),
    "Part.criticality": ("parts.seal.criticality", None),
    "Part.class": ("parts.seal.class", None),
    "Scenario.classification": ("classification", None),
    "Classification.every": ("classification.every", "3 mo"),
    "Classification.over": ("classification.over", "1 y"),
    "Classification.period": ("classification.period", "1 mo"),
    "Classification.abc": ("classification.abc", ["80 %", "95 %"]),
    "Classification.xyz": ("classification.xyz", [0.5, 1.0]),
    "Location.write_off": ("locations.north.write_off", None),
    "WriteOff.every": ("locations.south.write_off.every", "1 y"),
    "WriteOff.keep": ("locations.south.write_off.keep", "3 y"),
    "WriteOff.over": ("locations.south.write_off.over", "1 y"),
    "WriteOff.scrap_value": ("locations.south.write_off.scrap_value", "0 %"),
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
    "PartNeed.probability": (f"{LEAK}.parts.seal.probability", "100 %"),
    "PartNeed.quantity": (f"{LEAK}.parts.seal.quantity", 1),
    "PartNeed.core": (f"{LEAK}.parts.seal.core", True),
    "FailureMode.effect": (f"{FUSE}.effect", "down"),
    "FailureMode.reporting_delay": (f"{LEAK}.reporting_delay", "0 h"),
    "FailureMode.priority": ("asset_types.fan.failures.stop.priority", 3),
    "FailureMode.remote": (f"{FUSE}.remote", "0 %"),
    "FailureMode.remote_time": (f"{FUSE}.remote_time", "0 h"),
    "FailureMode.skill": (f"{LEAK}.skill", None),
    "FailureMode.level": (f"{FUSE}.level", 1),
    "FailureMode.parts": (f"{FUSE}.parts", {}),
    "FailureMode.gives_back": (f"{LEAK}.gives_back", {}),
    "FailureMode.diagnosis": (f"{LEAK}.diagnosis", "0 h"),
    "FailureMode.diagnosis_accuracy": (f"{LEAK}.diagnosis_accuracy", "100 %"),
    "FailureMode.repair": (f"{LEAK}.repair", "0 h"),
    "FailureMode.repair_success": (f"{LEAK}.repair_success", "100 %"),
    "Maintenance.skill": ("asset_types.pump.maintenance.skill", None),
    "Maintenance.level": ("asset_types.pump.maintenance.level", 1),
    "Maintenance.priority": ("asset_types.pump.maintenance.priority", 9),
    "Maintenance.due_within": ("asset_types.pump.maintenance.due_within", "30 d"),
    "AssetType.maintenance": ("asset_types.pump.maintenance", None),
    "AssetType.failures": ("asset_types.fan.failures", {}),
    "Sourcing.to_be_safe": ("sourcing.to_be_safe", 0),
    "AssetType.triage": (f"{PUMP}.triage", {"confusion": {}}),
    "Triage.confusion": (f"{PUMP}.triage.confusion", {}),
    "AssetType.remote_test": (f"{PUMP}.remote_test", None),
    "RemoteTest.time": (f"{PUMP}.remote_test.time", "0 h"),
    "RemoteTest.cost": (f"{PUMP}.remote_test.cost", "0 EUR"),
    "RemoteTest.confusion": (f"{PUMP}.remote_test.confusion", {}),
    "AssetType.on_site": (f"{PUMP}.on_site", {"confusion": {}}),
    "OnSite.wrong_parts": (f"{PUMP}.on_site.wrong_parts", "0 %"),
    "OnSite.confusion": (f"{PUMP}.on_site.confusion", {}),
    "AssetType.enters": ("asset_types.fan.enters", "0 h"),
    "AssetType.leaves": ("asset_types.fan.leaves", None),
    "Site.enters": ("sites.mill.enters", "0 h"),
    "Site.leaves": ("sites.mill.leaves", None),
    "Site.at": ("sites.plant.at", None),
    "Site.region": ("sites.mill.region", None),
    "Site.offer": ("sites.hill.offer", None),
    "Site.technicians": ("sites.hill.technicians", []),
    "Site.depot": ("sites.hill.depot", None),
    "Site.access": ("sites.hill.access", "always"),
    "Site.no_access": ("sites.hill.no_access", "0 %"),
    "Maintenance.hours": ("asset_types.pump.maintenance.hours", "always"),
    "Offer.appointments": ("offers.gold.appointments", None),
    "Appointments.notice": ("offers.gold.appointments.notice", "0 h"),
    "Appointments.most": ("offers.gold.appointments.most", None),
    "Appointments.no_access": ("offers.gold.appointments.no_access", None),
    "Appointments.missed": ("offers.gold.appointments.missed", "come_late"),
    "Scenario.scheduling": ("scheduling", {}),
    "Scheduling.access_known": ("scheduling.access_known", True),
    "Scheduling.set_out": ("scheduling.set_out", "0 h"),
    "Scheduling.wait_at_door": ("scheduling.wait_at_door", "0 h"),
    "Scheduling.try_again": ("scheduling.try_again", "24 h"),
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
    "Desk.second_line": ("desk.second_line", None),
    "SecondLine.shifts": ("desk.second_line.shifts", {}),
    "SecondLine.hours": ("desk.second_line.hours", "always"),
    "SecondLine.handling": ("desk.second_line.handling", "0 h"),
    "SecondLine.escalation": ("desk.second_line.escalation", "100 %"),
    "SecondLine.triage_accuracy": ("desk.second_line.triage_accuracy", "100 %"),
    "SecondLine.remote_success": ("desk.second_line.remote_success", "100 %"),
    "SecondLine.cost": ("desk.second_line.cost", "0 EUR/h"),
    "FailureMode.escalation": (f"{LEAK}.escalation", None),
    "Desk.call_back": ("desk.call_back", None),
    "CallBack.after": ("desk.call_back.after", None),
    "CallBack.outside_hours": ("desk.call_back.outside_hours", False),
    "CallBack.share": ("desk.call_back.share", "100 %"),
    "Desk.portal": ("desk.portal", None),
    "Portal.time": ("desk.portal.time", "0 h"),
    "Portal.cost": ("desk.portal.cost", "0 EUR/y"),
    "Desk.shifts": ("desk.shifts", {}),
    "Desk.hours": ("desk.hours", "always"),
    "Desk.handling": ("desk.handling", "0 h"),
    "Desk.patience": ("desk.patience", "900 y"),
    "Desk.lines": ("desk.lines", None),
    "Desk.redial": ("desk.redial", "1 h"),
    "Desk.redial_share": ("desk.redial_share", "100 %"),
    "Desk.triage_accuracy": ("desk.triage_accuracy", "100 %"),
    "Desk.remote_success": ("desk.remote_success", "100 %"),
    "Desk.cost": ("desk.cost", "0 EUR/h"),
    "SkillLevel.diagnosis": ("skill_levels.1.diagnosis", "100 %"),
    "SkillLevel.repair_time": ("skill_levels.3.repair_time", 1.0),
    "Technician.count": (f"{ANNA}.count", 1),
    "Technician.skills": ("technicians.dora.skills", {}),
    "Partner.takes": ("partners.aid.takes", "all"),
    "Partner.after": ("partners.aid.after", "0 h"),
    "Partner.regions": ("partners.aid.regions", []),
    "Partner.skills": ("partners.aid.skills", None),
    "Partner.least_urgent": ("partners.aid.least_urgent", 9),
    "Partner.capacity": ("partners.aid.capacity", None),
    "Partner.response": ("partners.aid.response", "0 h"),
    "Partner.work": ("partners.aid.work", None),
    "Partner.diagnosis": ("partners.aid.diagnosis", "100 %"),
    "Partner.repair_success": ("partners.aid.repair_success", "100 %"),
    "Partner.hands_back": ("partners.aid.hands_back", False),
    "Partner.parts_on_hand": ("partners.aid.parts_on_hand", "100 %"),
    "Partner.parts_delay": ("partners.aid.parts_delay", "24 h"),
    "Partner.visit_cost": ("partners.aid.visit_cost", "0 EUR"),
    "Partner.hourly_cost": ("partners.aid.hourly_cost", "0 EUR/h"),
    "Partner.parts_price": ("partners.aid.parts_price", 1),
    "Partner.retainer": ("partners.aid.retainer", "0 EUR/y"),
    "Scenario.backlog": ("backlog", []),
    "Backlog.count": ("backlog.0.count", 1),
    "Backlog.age": ("backlog.0.age", "0 h"),
    "Technician.regions": (f"{ANNA}.regions", []),
    "Technician.helps": (f"{ANNA}.helps", None),
    "Help.regions": (f"{ANNA}.helps.regions", []),
    "Help.at_least": (f"{ANNA}.helps.at_least", 1),
    "Technician.hours": (f"{ANNA}.hours", "daily 00:00-24:00"),
    "Technician.on_call": (f"{BERT}.on_call", "never"),
    "Technician.on_call_priority": (f"{ANNA}.on_call_priority", 1),
    "Technician.at_shift_end": (f"{BERT}.at_shift_end", "finish"),
    "Technician.between_jobs": (f"{BERT}.between_jobs", "stay"),
    "Technician.absence": (f"{BERT}.absence", None),
    "Technician.cost": (f"{ANNA}.cost", "0 EUR/h"),
    "Technician.overtime_cost": (f"{ANNA}.overtime_cost", "50 EUR/h"),
    "Technician.on_call_cost": (f"{ANNA}.on_call_cost", "0 EUR/h"),
    "Technician.call_out_cost": (f"{ANNA}.call_out_cost", "0 EUR"),
    "Technician.overtime_limit": (f"{ANNA}.overtime_limit", None),
    "Technician.van": (f"{ANNA}.van", {}),
    "Technician.count_every": (f"{ANNA}.count_every", None),
    "Technician.count_cost": (f"{ANNA}.count_cost", "0 EUR"),
    "Technician.refill": (f"{ANNA}.refill", "1 d"),
    "Technician.refill_by": (f"{ANNA}.refill_by", None),
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
    "Returns.removal": ("returns.removal", "exchange"),
    "Returns.late": ("returns.late", "0 %"),
    "Returns.late_by": ("returns.late_by", "0 h"),
    "Returns.given_up_after": ("returns.given_up_after", None),
    "Returns.handed_in": ("returns.handed_in", "at_once"),
    "Returns.ship_every": ("returns.ship_every", None),
    "Returns.ship_units": ("returns.ship_units", None),
    "Returns.receiving": ("returns.receiving", "0 h"),
    "Returns.receivers": ("returns.receivers", None),
    "Returns.deposit_window": ("returns.deposit_window", None),
    "Returns.deposit_halves": ("returns.deposit_halves", None),
    "Returns.transit": ("returns.transit", "0 h"),
    "Returns.freight": ("returns.freight", "0 EUR"),
    "Returns.inspection": ("returns.inspection", "0 h"),
    "Returns.inspection_cost": ("returns.inspection_cost", "0 EUR"),
    "Returns.detection": ("returns.detection", "100 %"),
    "Returns.missed_faults": ("returns.missed_faults", "0 %"),
    "Returns.grades": ("returns.grades", {}),
    "Returns.harvest": ("returns.harvest", "0 h"),
    "Returns.harvest_cost": ("returns.harvest_cost", "0 EUR"),
    "Grade.repair_success": ("returns.grades.A.repair_success", "100 %"),
    "Grade.repair_time": ("returns.grades.A.repair_time", 1),
    "Grade.cost": ("returns.grades.A.cost", 1),
    "Grade.value": ("returns.grades.A.value", 1),
    "Returns.disposition": ("returns.disposition", "repair_all"),
    "Returns.inspectors": ("returns.inspectors", None),
    "Returns.local_repair": ("returns.local_repair", None),
    "Returns.shops": ("returns.shops", {}),
    "Returns.cores_count": ("returns.cores_count", "removed"),
    "Returns.local_repair_cost": ("returns.local_repair_cost", "0 EUR"),
    "Shop.transit": ("returns.shop.transit", "0 h"),
    "Shop.benches": ("returns.shop.benches", 1),
    "Shop.repair_success": ("returns.shop.repair_success", "100 %"),
    "Shop.test": ("returns.shop.test", "0 h"),
    "Shop.test_benches": ("returns.shop.test_benches", None),
    "Shop.rework": ("returns.shop.rework", "0 %"),
    "Shop.hours": ("returns.shop.hours", "daily 00:00-24:00"),
    "Shop.queue": ("returns.shop.queue", "first_come"),
    "Shop.release": ("returns.shop.release", "push"),
    "Shop.most_waiting": ("returns.shop.most_waiting", None),
    "Shop.cost": ("returns.shop.cost", "0 EUR"),
}
INSIDE: dict[str, Overlay] = {
    **document_keys.INSIDE,
    "Terms": {"parts.seal.suppliers": {"factory": {}}},
    "Disruptions": {HELD: STRIKE},
    "Warranty": WARRANTED,
    **skill_keys.INSIDE,
    **tool_keys.INSIDE,
    **customer_keys.INSIDE,
    **part_order_keys.INSIDE,
    **configuration_keys.INSIDE,
    **channel_keys.INSIDE,
    **condition_keys.INSIDE,
    **replacement_keys.INSIDE,
    "MakerClaims": REIMBURSED,
    "SupplierWarranty": SUPPLIED,
    "Includes": BILLED,
    "Billing": INVOICED,
    "Mobility": {"mobility": {}},
    "Leakage": {**INVOICED, "billing": {"leakage": {}}},
    "Refurbished": USED,
    "Triage": {f"{PUMP}.triage": {}},
    "RemoteTest": {f"{PUMP}.remote_test": {}},
    "OnSite": {f"{PUMP}.on_site": {}},
    "Scheduling": CLOSED,
    "SecondLine": SECOND_LINE,
    "CallBack": CALL_BACK,
    "Portal": PORTAL,
    "Appointments": BOOKED,
    "Partner": {"partners": {"aid": AID}},
    "Help": {f"{ANNA}.helps": {}},
    "Backlog": OPEN_WORK,
    "Goals": {"goals": {"at_least": {"availability": "50 %"}, "at_most": {"first_time_fix_rate": "99 %"}}},
}
"""What must be stated before the keys of a section can be."""

NECESSARY = {"Scenario.locations", "Scenario.asset_types", "Scenario.sites", "Scenario.technicians"}
"""Optional in the grammar, but a scenario without them has nothing to simulate."""


def test_every_optional_key_has_a_neutral_value() -> None:
    assert set(NEUTRAL) | NECESSARY == {key for key, info in KEYS.items() if not info.is_required()}


@pytest.mark.parametrize("key", NEUTRAL)
def test_neutral_value_is_as_good_as_none(key: str) -> None:
    path, value = NEUTRAL[key]
    present = {"Classification": CLASSED, "Discontinued": ENDING, "Supersession": NEWER, "WriteOff": SCRAPPED, **INSIDE}.get(
        key.partition(".")[0], {}
    )
    tree = changed(RICH, {"technicians.dora": {"home": "south"}, **present}) if "." in path else SMALL
    tree = SMALL if path.startswith("sites.plant") else tree
    if path.startswith("carriers."):
        tree = changed(RICH, {**TRUCK, **({"carriers.truck.cut_off": GONE} if path.endswith("departures") else {})})
    left_out, stated = (left_by(changed(tree, {path: each})) for each in (GONE, value))
    assert stated[1] == left_out[1]
    assert stated[0] == left_out[0]


@pytest.mark.parametrize("section", sorted(NECESSARY))
def test_nothing_stated_is_nothing_there(section: str) -> None:
    key = section.partition(".")[2]
    assert simulate(Scenario(horizon=100.0, **{key: {}})).log.digest() == simulate(Scenario(horizon=100.0)).log.digest()


ALONE = {"locations.north.laterals": [], "locations.south.laterals": []}

FEATURES: dict[str, tuple[Overlay, Overlay]] = {
    **skill_keys.FEATURES,
    "events where nobody raises an alarm": (
        {**condition_keys.DEFECT, f"{condition_keys.MONITOR}": {"detects": 0}},
        {
            **condition_keys.DEFECT,
            f"{condition_keys.MONITOR}": {"detects": 0},
            "events": {"act_after": "2 d", "filter": {"count": 3}},
        },
    ),
    "levels of skill that do nothing": at(
        "skill_levels", GONE, {level: {"diagnosis": 1, "repair_time": 1} for level in range(1, 10)}
    ),
    "territories that everybody serves": at(f"{ANNA}.regions", [], ["up", "down"]),
    "quantities that are always one": (
        {f"{LEAK}.parts.seal.quantity": {"geometric": 1}},
        {f"{LEAK}.parts.seal.quantity": 1, f"{LEAK}.parts.nut.quantity": {"empirical": [1, 1]}},
    ),
    "a part that is never needed": at(f"{FUSE}.parts", {"board": {}}, {"board": {}, "nut": {"probability": 0, "quantity": 5}}),
    "crossing of orders that all take as long": (
        {"locations.factory.lead_time": "4 d"},
        {"locations.factory.lead_time": "4 d", "locations.central.orders_may_cross": True},
    ),
    "a share of remote fixes that the desk never makes": (
        {f"{FUSE}.remote": 0, f"{FUSE}.remote_time": GONE},
        {f"{FUSE}.remote_time": GONE, "desk.remote_success": 0},
    ),
    "a second line to whom nothing is handed on": ({}, {"desk.second_line": {"agents": 2, "escalation": "0 %"}}),
    "call-backs that nobody takes": ({}, {"desk.call_back": {"after": "1 min", "outside_hours": True, "share": "0 %"}}),
    "a portal that nobody tries": ({}, {"desk.portal": {"share": "0 %", "time": "2 h"}, f"{LEAK}.self_service": "50 %"}),
    "a step that can never help": (
        {"sourcing.steps": RICH["sourcing"]["steps"][::2]},
        {"sourcing.steps.1": {"from": "lateral", "time": "90 min", "chance": 0}},
    ),
    "lateral help where nobody starts from": (
        {**ALONE, "sourcing.steps": [RICH["sourcing"]["steps"][0]]},
        {**ALONE, "locations.hub.laterals": ["north"], "sourcing.steps": RICH["sourcing"]["steps"][:2]},
    ),
    "agents who come all day every day": (
        {"desk.agents": 3},
        {"desk.agents": 1, "desk.shifts": {"daily 00:00-24:00": 1, "daily 00:00-06:00": 1, "daily 06:00-24:00": 1}},
    ),
    "absences that take no time": at(f"{BERT}.absence", GONE, {"after": {"exponential": "9 d"}, "lasts": "0 h"}),
    "a list of those who are wanted, under a rule that does not ask": at("sites.hill.technicians", [], ["cleo", "anna"]),
    "a site without assets": at("sites.void", GONE, {"at": [50.0, 8.0], "assets": {"fan": 0}}),
    "a shelf that passes orders through": at("locations.hub.stock", {}, {"seal": {"rule": "base_stock", "level": 0}}),
    "prices of an offer that includes everything": at("offers.gold.labour_price", GONE, "90 EUR/h"),
    "how long ago machines without a warranty were sold": at("asset_types.pump.sold_before", GONE, "2 y"),
    "a failure mode that never strikes": ({"desk": GONE}, {"desk": GONE, "asset_types.fan.failures.rot": {"law": "never"}}),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_neutral_feature_changes_no_record(feature: str) -> None:
    towns = {"sites.mill.region": "down", "sites.farm.region": "down"}
    without, with_it = ({**towns, **overlay} for overlay in FEATURES[feature])
    assert rich(without) != rich(with_it)
    assert left_by(changed(RICH, with_it))[0] == left_by(changed(RICH, without))[0]


SAME_STOCK = [
    {"rule": "base_stock", "level": 3},
    {"rule": "min_max", "min": 2, "max": 3},
    {"rule": "reorder", "point": 2, "quantity": 1, "initial": 3},
    {"rule": "reorder_multiple", "point": 2, "quantity": 1, "initial": 3},
    {"rule": "kanban", "cards": 3, "container": 1},
]


@pytest.mark.parametrize("rule", SAME_STOCK[1:], ids=lambda rule: rule["rule"])
def test_rules_that_mean_the_same_leave_the_same_records(rule: Any) -> None:
    """For units asked for one by one and never owed, five names of one policy."""
    sourcing = {"steps": [*RICH["sourcing"]["steps"], {"from": "emergency", "time": "30 h"}]}
    first, second = (
        simulate(rich({"sourcing": sourcing, "locations.south.stock.seal": each, "locations.south.stock.nut": each}))
        for each in (SAME_STOCK[0], rule)
    )
    assert second.log.digest() == first.log.digest()


def test_an_offer_that_promises_nothing_is_no_offer() -> None:
    tree = changed(RICH, {"offers.plain": {}, "dispatch": "priority_class"})
    bare, plain_offer = (
        Tables(simulate(from_mapping(changed(tree, {"sites.farm.offer": each})).scenario())) for each in (GONE, "plain")
    )
    for name in bare:
        if name not in {"sites", "coverage"}:
            ours, theirs = (tables[name].drop(columns="offer", errors="ignore") for tables in (bare, plain_offer))
            assert ours.equals(theirs), name
