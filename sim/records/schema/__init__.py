"""Which columns each kind of fact has."""

from __future__ import annotations

from sim.records.schema.column import Column
from sim.records.schema.customers import CUSTOMERS
from sim.records.schema.desk import DESK
from sim.records.schema.health import HEALTH
from sim.records.schema.machines import MACHINES
from sim.records.schema.part_orders import PART_ORDERS
from sim.records.schema.payers import PAYERS
from sim.records.schema.people import PEOPLE
from sim.records.schema.returns import RETURNS
from sim.records.schema.service import WORK
from sim.records.schema.supply import SUPPLY

__all__ = ["SCHEMA", "Column"]

_ORDER = (
    "calls",
    "visits",
    "reports",
    "demands",
    "movements",
    "orders",
    "fulfilment",
    "disruptions",
    "held_orders",
    "cores",
    "repairs",
    "journeys",
    "inspections",
    "dead_on_arrival",
    "harvests",
    "core_shipments",
    "replacements",
    "contacts",
    "tests",
    "call_backs",
    "escalations",
    "portal_visits",
    "wrong_parts",
    "attendance",
    "practice",
    "training",
    "qualifications",
    "turnover",
    "trips",
    "reviews",
    "last_time_buys",
    "classes",
    "settlements",
    "invoices",
    "claims",
    "lookups",
    "answers",
    "writing",
    "counts",
    "doors",
    "appointments",
    "held_back",
    "partner_visits",
    "partner_parts",
    "helped",
    "drives_broken_off",
    "loans",
    "backlog",
    "overtime_limits",
    "contracts",
    "satisfaction",
    "complaints",
    "corrective_actions",
    "standstills",
    "sales_orders",
    "sales_lines",
    "sales_shipments",
    "configurations",
    "wrong_revisions",
    "retrofits",
    "sign_ups",
    "defects",
    "condition_checks",
    "prevention",
    "alarms",
    "same_visits",
    "renewed_assets",
)
"""Kinds of fact in the order of pages and digests: a new one comes last, and moves no digest of runs that know it not."""

_KINDS = WORK | SUPPLY | RETURNS | DESK | PEOPLE | PAYERS | CUSTOMERS | PART_ORDERS | MACHINES | HEALTH

SCHEMA: dict[str, tuple[Column, ...]] = {kind: _KINDS[kind] for kind in _ORDER}
