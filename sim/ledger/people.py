"""What technicians, their tools and material, the desk and its portal cost."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.records import DUTIES
from sim.results import Tables
from sim.units import HOURS_PER_YEAR


def book_people(tables: Tables, book: Book) -> None:
    """Presence, overtime, kilometres, scarce tools, material of planned work, the desk and its tests."""
    attendance = tables.raw("attendance")
    who, rows = attendance["technician"], np.arange(len(attendance))
    on_shift, on_call = (attendance["duty"] == DUTIES.index(duty) for duty in ("shift", "on call"))
    cost = tables.by_code("technician", "cost", 0.0)
    on_call_cost = tables.by_code("technician", "on_call_cost", 0.0)
    begin, end = attendance["begin"], attendance["end"]
    book.spread("labour", "attendance", rows, begin, end, np.where(on_shift, cost[who], 0.0))
    book.spread("on_call", "attendance", rows, begin, end, np.where(on_call, on_call_cost[who], 0.0))

    in_course = np.isin(attendance["duty"], [DUTIES.index("training"), DUTIES.index("e-learning")])
    book.spread("training", "attendance", rows, begin, end, np.where(in_course, cost[who], 0.0))
    courses = tables.raw("training")
    book.add("training", "training", np.arange(len(courses)), courses["begin"], courses["cost"].astype(float))

    visits = tables.raw("visits")
    rows = np.arange(len(visits))
    extra = tables.by_code("technician", "overtime_cost")
    extra = np.where(np.isnan(extra), cost, extra)
    book.add("overtime", "visits", rows, visits["dispatched"], visits["overtime"] * extra[visits["technician"]])
    called = visits["duty"] == DUTIES.index("on call")
    call_out_cost = tables.by_code("technician", "call_out_cost", 0.0)
    book.add("call_outs", "visits", rows[called], visits["dispatched"][called], call_out_cost[visits["technician"][called]])
    per_km = float(tables.facts.get("travel_cost", 0.0))
    book.add("travel", "visits", rows, visits["dispatched"], visits["km"] * per_km)
    trips = tables.raw("trips")
    book.add("travel", "trips", np.arange(len(trips)), trips["begin"], trips["km"] * per_km)

    for kind in ("desk_hours", "second_line_hours"):
        line = {name: np.array(values, dtype=float) for name, values in tables.dimension(kind).items()}
        if line:
            rate = line["agents"] * line["cost"]
            book.spread("desk", kind, np.arange(len(rate)), line["begin"], line["end"], rate)
    portal = np.array(tables.dimension("portals").get("cost", ()), dtype=float)
    book.spread(
        "portal",
        "portals",
        np.arange(len(portal)),
        np.zeros(len(portal)),
        np.full(len(portal), tables.horizon),
        portal / HOURS_PER_YEAR,
    )
    tools = {name: np.array(tables.dimension("tools").get(name, ()), dtype=float) for name in ("count", "cost")}
    kept = np.zeros(len(tools["cost"]))
    book.spread(
        "tools", "tools", np.arange(len(kept)), kept, kept + tables.horizon, tools["count"] * tools["cost"] / HOURS_PER_YEAR
    )
    upkeep = tables.facts.get("upkeep") or {}
    material = np.array([upkeep[mode]["cost"] if mode in upkeep else 0.0 for mode in tables.names("mode")] + [0.0])
    calls = tables.raw("calls")
    book.add("maintenance", "calls", np.arange(len(calls)), calls["restored"], material[calls["mode"]])
    tests = tables.raw("tests")
    book.add("remote_tests", "tests", np.arange(len(tests)), tests["ended"], tests["cost"].astype(float))
