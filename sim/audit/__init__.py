"""The invariants that every run keeps, checked on its tables: `audit(tables)` returns what is wrong, in words; nothing is fine.

Each finding names the rule that is broken, how often, and the first cases. Rules, by room: parts.py (conservation of stock), books.py
(only what got lost is found), suppliers.py (terms and disruptions), fulfilment.py (docks and carriers), part_orders.py (customers' orders
end one way), returns.py (the way back in its order, deposits settled once), shops.py (modules in repair), demand.py (reviews and
classes), people.py (one place at a time, presence covers work), partners.py (jobs in other hands), calls.py (time adds up, nothing
disappears), money.py (lines add up and point to records), flow.py (Little's law), lifecycle.py (machines and parts come and go),
warranty.py (who pays adds up; claims go forward), skills.py (experience is made), billing.py (invoices add up and go forward),
diagnostics.py (what tests said is what was done), scheduling.py (closed doors and hours), mobility.py (nothing is known before it is
reported), documents.py (what is covered, and who found an answer), support.py (portal, call-backs, second line), territories.py (who
helps is wanted), tools.py (never more out than there are), overtime.py (limits on overtime hold, call-outs are paid), backlog.py (what is
older than the run), contracts.py (one after the other), insight.py (what customers think follows from what happened), upkeep.py (planned
work takes down what it says), configuration.py (parts fit, and what is known grows), channels.py (who
signs up does so by his luck and the price), condition.py (every hidden defect ends in one way),
lives.py (who is replaced, when and by whom).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from sim.results import Tables

ROOMS = (
    "calls",
    "diagnostics",
    "people",
    "partners",
    "scheduling",
    "territories",
    "overtime",
    "backlog",
    "contracts",
    "channels",
    "insight",
    "parts",
    "books",
    "demand",
    "suppliers",
    "fulfilment",
    "part_orders",
    "returns",
    "shops",
    "money",
    "flow",
    "lifecycle",
    "warranty",
    "skills",
    "billing",
    "mobility",
    "documents",
    "support",
    "tools",
    "upkeep",
    "configuration",
    "condition",
    "lives",
)
"""Modules of this package, in the order in which they check."""

_CHECKS: tuple[Callable[[Tables], list[str]], ...] = tuple(import_module(f"{__name__}.{room}").check for room in ROOMS)


def audit(tables: Tables) -> list[str]:
    """Check every invariant of a run; returns the findings in words, an empty list when there is none."""
    return [finding for check in _CHECKS for finding in check(tables)]


__all__ = ["audit"]
