"""Ways to change the rich scenario that the keys of several sections share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich_scenario import GONE

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

CLOSED: Overlay = {
    "sites.mill.access": "mon-fri 09:00-12:00",
    "sites.hill.no_access": "30 %",
    "scheduling": {"access_known": False, "wait_at_door": "1 h"},
}

BOOKED: Overlay = {
    "offers.gold.appointments": {"windows": ["mon-fri 08:00-10:00", "mon-fri 10:00-12:00"], "notice": "3 h", "most": 1},
    "sites.hill.no_access": "30 %",
}

OPEN_WORK: Overlay = {"backlog": [{"site": "mill", "asset_type": "pump", "failure": "fuse"}]}

LOCALLY: Overlay = {"parts.board.repaired_locally": "50 %", "returns.local_repair": {"exponential": "3 d"}}

EAST: Overlay = {"location": "central", "repair": "3 d", "repair_success": "90 %", "cost": "90 EUR"}

TWO_SHOPS: Overlay = {"returns.shops": {"east": EAST}, "parts.board.shops": ["east"]}

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

AID: dict[str, Any] = {"takes": "waiting", "response": "3 h", "parts_on_hand": "60 %", "visit_cost": "90 EUR"}

LOST: Overlay = {"parts.board.missing": "50 %", "returns.given_up_after": "9 d"}

DEPOSIT: Overlay = {"parts.board.deposit": "50 EUR", "returns.deposit_window": "3 d"}

SORTED: Overlay = {
    "returns.disposition": {"rule": "by_grade", "repair": ["A"], "sell": ["B"]},
    "parts.board.salvage": "30 EUR",
}

APART: Overlay = {
    "returns.disposition": {"rule": "by_grade", "repair": ["A"], "harvest": ["B"]},
    "parts.board.harvest": {"nut": "90 %"},
}

ENDING: Overlay = {"parts.seal.discontinued": {"at": "30 d", "last_time_buy": {"rule": "fixed", "units": 4}}}

NEWER: Overlay = {
    "parts.gasket": {"price": "99 EUR"},
    "parts.seal.superseded_by": {"part": "gasket", "at": "30 d", "mode": "at_once"},
    "locations.north.stock.gasket": {"rule": "base_stock", "level": 1},
}

PROMISE = {"length": "40 d"}

WARRANTED: Overlay = {"asset_types.pump.warranty": PROMISE}

SUPPLIED: Overlay = {"parts.board.supplier_warranty": {"length": "40 d", "file_within": "20 d"}}

BILLED: Overlay = {
    "offers.gold.includes": {"labour": "50 %", "travel": "50 %", "parts": "50 %", "maintenance": "50 %"},
    "offers.gold.labour_price": "90 EUR/h",
    "offers.gold.call_out": "60 EUR",
}

INVOICED: Overlay = {**BILLED, "billing": {"terms": "2 d"}}

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


def with_key(section: Overlay, path: str, value: Any) -> tuple[Overlay, Overlay]:
    """A section, and the same with one key changed."""
    return section, {**section, path: value}
