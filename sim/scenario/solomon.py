"""Instances of the vehicle routing problem with time windows in Solomon's text format, each read as a day of work for technicians.

Vehicles are technicians who start and end the day at one depot. A customer is a site with one machine: its work order is written when its
window opens (`READY TIME`) and promises a response before it closes (`DUE DATE`); the service time is the repair. A unit of time is a
minute, a unit of distance a kilometre, driven at one kilometre a minute. Capacity and demand are left out: technicians carry no freight.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import sim.policies.dispatch  # noqa: F401 — its rules are listed here
from sim.registry import get_family

DAY = 24 * 60
FIRST = 7 * DAY
"""Minutes from the start to the day, a Monday; nothing happens in the week before, and no machine fails a second time before the run is over."""
_HEAD = re.compile(r"\s*(\S+)\s+VEHICLE\s+NUMBER\s+CAPACITY\s+(\S+)\s+(\S+)\s+CUSTOMER\s+CUST[^\n]*\n", re.IGNORECASE)


class Customer(NamedTuple):
    """One row of an instance; the first one is the depot."""

    number: int
    x: float
    y: float
    demand: float
    ready: float
    due: float
    service: float


class Instance(NamedTuple):
    """A routing problem."""

    name: str
    vehicles: int
    capacity: float
    depot: Customer
    customers: tuple[Customer, ...]


def read_instance(text: str) -> Instance:
    """Read an instance; raises :class:`ValueError` with what is wrong, and in which line."""
    head = _HEAD.match(text)
    if head is None:
        raise ValueError("no instance in Solomon's format: a name, VEHICLE with NUMBER and CAPACITY, and CUSTOMER come first")
    name, vehicles, capacity = head.groups()
    if not vehicles.isdigit() or int(vehicles) < 1:
        raise ValueError(f"expected a number of vehicles, found '{vehicles}'")
    rows = list(_rows(text[head.end() :], text.count("\n", 0, head.end()) + 1))
    if len(rows) < 2:
        raise ValueError("expected a depot and at least one customer")
    if len({row.number for row in rows}) < len(rows):
        raise ValueError("two customers have the same number")
    return Instance(name, int(vehicles), float(capacity), rows[0], tuple(rows[1:]))


def _rows(text: str, first: int) -> Iterator[Customer]:
    for line, row in enumerate(text.splitlines(), first):
        if not row.strip():
            continue
        words = row.split()
        try:
            figures = [float(word) for word in words]
        except ValueError:
            figures = []
        if len(figures) != 7 or not all(map(math.isfinite, figures)):
            raise ValueError(
                f"line {line}: expected seven numbers (customer, x, y, demand, ready, due, service), found '{row.strip()}'"
            )
        customer = Customer(int(figures[0]), *figures[1:])
        if not 0 <= customer.ready <= customer.due or customer.service < 0:
            raise ValueError(
                f"line {line}: the window of customer {customer.number} closes before it opens, or a time is negative"
            )
        yield customer


def distance(a: Customer, b: Customer) -> float:
    """As the crow flies."""
    return math.hypot(a.x - b.x, a.y - b.y)


def day(instance: Instance) -> dict[str, Any]:
    """What a scenario file would say, with a policy for every dispatch rule."""
    if instance.depot.due > 5 * DAY:
        raise ValueError(f"the depot closes after {instance.depot.due:g} minutes, and a day of work takes five days at most")
    base, *others = _rules()
    return {
        "name": f"{instance.name} (Solomon)",
        "start": "2026-01-05",
        "horizon": f"{2 * FIRST} min",
        "baseline": base,
        "locations": {"maker": {"supplier": True}, "depot": {"source": "maker"}},
        "technicians": {"vehicle": {"home": "depot", "count": instance.vehicles, "hours": _hours(instance.depot.due)}},
        "asset_types": {f"c{each.number}": {"failures": {"visit": _work(each)}} for each in instance.customers},
        "offers": {
            f"by{width:g}": {"response": f"{width:g} min"} for width in sorted({_width(each) for each in instance.customers})
        },
        "sites": {
            f"c{each.number}": {"assets": {f"c{each.number}": 1}, "offer": f"by{_width(each):g}"} for each in instance.customers
        },
        "travel": {"matrix": {"rows": list(_legs(instance))}},
        "travel_cost": "1 EUR/km",
        "dispatch": base,
        "policies": {rule: {"dispatch": rule} for rule in others},
        "headline": ["distance", "response_compliance", "response_time"],
    }


def _rules() -> list[str]:
    return [word for word, cls in get_family("dispatch").members.items() if cls.__module__.startswith("sim.")]


def _width(customer: Customer) -> float:
    return max(customer.due - customer.ready, 1e-3)


def _work(customer: Customer) -> dict[str, Any]:
    return {"law": {"empirical": {"times": [f"{FIRST + customer.ready:g} min"]}}, "repair": f"{customer.service:g} min"}


def _legs(instance: Instance) -> Iterator[dict[str, str]]:
    places = [("depot", instance.depot), *((f"c{each.number}", each) for each in instance.customers)]
    for i, (here, a) in enumerate(places):
        for there, b in places[i + 1 :]:
            apart = distance(a, b)
            yield {"from": here, "to": there, "time": f"{apart!r} min", "km": f"{apart!r} km"}


def _hours(minutes: float) -> str:
    """Hours of the week from Monday midnight for so many minutes, and one more, so that who comes last is not late."""
    whole, rest = divmod(math.ceil(minutes) + 1, DAY)
    spans = [f"{each} 00:00-24:00" for each in ("mon", "tue", "wed", "thu", "fri")[:whole]]
    if rest:
        spans.append(f"{('mon', 'tue', 'wed', 'thu', 'fri', 'sat')[whole]} 00:00-{rest // 60:02d}:{rest % 60:02d}")
    return ", ".join(spans)
