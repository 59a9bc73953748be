"""The audit: a sound run passes, and every fault put in on purpose is found and named."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest
from small_run import SmallRun

from sim.audit import audit
from sim.audit.calls import most_at_once
from sim.audit.money import check_lines
from sim.ledger import CATEGORIES, lines

NAN = math.nan


def sound_run() -> SmallRun:
    """Three calls closed (one at once, one after waiting for a part, one remotely), one open, a chain of orders, and a scrapped core."""
    run = SmallRun()
    one = {"visits": 1, "contacts": 1, "named_mode": "pump.leak", "priority": 3}
    run.call(
        10.0, 16.0, reported=11.0, answered=11.0, triaged=11.5, dispatched=12.5, arrived=13.5, fixed_first_visit=True, parts_needed=1,
        parts_at_hand=True, reporting=1.0, desk=0.5, technician=1.0, travel=1.0, diagnosis=0.5, repair=2.0, **one,
    )  # fmt: skip
    run.call(
        20.0, 72.0, asset=1, triaged=20.5, dispatched=20.5, arrived=21.5, miss="part not on hand", parts_needed=1, desk=0.5, travel=2.0,
        diagnosis=0.5, parts=48.0, repair=1.0, **{**one, "visits": 2},
    )  # fmt: skip
    run.call(30.0, 31.0, asset=2, triaged=31.0, remote=True, desk=1.0, **{**one, "visits": 0})
    run.call(235.0, asset=2, triaged=235.5, dispatched=235.5, arrived=236.5, desk=0.5, travel=1.0, diagnosis=3.5, **one)
    for number, (rang, ended) in enumerate(((11.0, 11.5), (20.0, 20.5), (30.0, 31.0), (235.0, 235.5))):
        run.add("contacts", call=number, at=rang, answered=rang, ended=ended)
    for technician in ("anna", "bert"):
        run.add("attendance", technician=technician, begin=0.0, end=240.0, duty="shift")
    trip = {"site": "plant", "duty": "shift", "km": 5.0, "travel": 1.0}
    run.add(
        "visits", visit=0, call=0, number=1, technician="anna", asked=11.5, dispatched=12.5, arrived=13.5, diagnosed=14.0, parts_ready=14.0,
        left=16.0, work=2.5, outcome="fixed", **trip,
    )  # fmt: skip
    run.add(
        "visits", visit=1, call=1, number=1, technician="bert", asked=20.5, dispatched=20.5, arrived=21.5, diagnosed=22.0, left=22.0, work=0.5,
        outcome="part not on hand", **trip,
    )  # fmt: skip
    run.add(
        "visits", visit=2, call=1, number=2, technician="bert", asked=70.0, dispatched=70.0, arrived=71.0, diagnosed=71.0, parts_ready=71.0,
        left=72.0, work=1.0, outcome="fixed", **trip,
    )  # fmt: skip
    run.add(
        "visits", visit=3, call=3, number=1, technician="anna", asked=235.5, dispatched=235.5, arrived=236.5, work=3.5, **trip
    )
    seal = {"part": "seal", "quantity": 1}
    run.add(
        "demands",
        call=0,
        visit=0,
        location="van",
        asked=14.0,
        at_once=True,
        units_at_once=1,
        supply="own van",
        source="van",
        filled=14.0,
        **seal,
    )
    run.add("demands", call=1, visit=1, location="depot", asked=22.0, supply="backorder", source="depot", filled=70.0, **seal)
    stock_movements(run)
    for since, time, demand in ((NAN, 10.0, 0), (10.0, 30.0, 2)):
        run.add(
            "reviews",
            location="depot",
            since=since,
            time=time,
            demand=demand,
            forecast=1.0,
            most=2,
            service=0.9,
            level=2,
            part="seal",
        )
    run.add("classes", time=0.0, part="seal", value=900.0, variation=0.5, abc="A", xyz="X")
    run.add("classes", time=0.0, part="bolt", value=50.0, variation=1.5, abc="B", xyz="Z")
    for number, (place, source, ordered, shipped, received) in enumerate(
        (
            ("van", "depot", 14.0, 14.0, 38.0),
            ("depot", "central", 14.0, 60.0, 70.0),
            ("central", "factory", 14.0, 14.0, 60.0),
            ("depot", "central", 22.0, NAN, NAN),
            ("central", "factory", 22.0, 22.0, NAN),
        )
    ):
        price = 100.0 if source == "factory" else 0.0
        run.add(
            "orders", order=number, location=place, source=source, ordered=ordered, shipped=shipped, received=received, unit_price=price,
            **seal,
        )  # fmt: skip
    run.rows["orders"][1].update(carrier="courier", shipment=1, freight=25.0)
    run.add("fulfilment", order=2, ready=14.0, pick_start=14.0, picked=14.0, arrived=60.0)
    run.add("fulfilment", order=1, ready=60.0, pick_start=60.0, picked=60.0, arrived=70.0)
    run.add(
        "cores", core=0, call=0, part="seal", removed=16.0, received=20.0, inspected=21.0, disposition="repair", shop_start=21.0, shop_end=25.0, repairs=1,
        ended=25.0,
    )  # fmt: skip
    run.add(
        "journeys", core=0, home="depot", removed=16.0, handed_in=16.0, sent=17.0, shipment=0, arrived=19.0, receiving_start=19.0, deposit=30.0,
        refunded=20.0,
    )  # fmt: skip
    run.add("core_shipments", shipment=0, home="depot", left=17.0, units=1)
    run.add("inspections", core=0, inspected=21.0, grade="good", defective=True, repair_cost=40.0)
    run.facts.update(deposit_window=100.0)
    return run


def stock_movements(run: SmallRun) -> None:
    """Rows: place, hour, what, quantity, then on hand, on order, backorders."""
    for place, time, movement, quantity, on_hand, on_order, owed in (
        ("van", 0.0, "initial", 1, 1, 0, 0),
        ("depot", 0.0, "initial", 1, 1, 0, 0),
        ("central", 0.0, "initial", 0, 0, 0, 0),
        ("central", 14.0, "demand backordered", 1, 0, 1, 1),
        ("depot", 14.0, "issue", -1, 0, 1, 0),
        ("van", 14.0, "issue", -1, 0, 1, 0),
        ("central", 14.0, "core due", 1, 0, 2, 1),
        ("central", 22.0, "demand backordered", 1, 0, 3, 2),
        ("depot", 22.0, "demand backordered", 1, 0, 2, 1),
        ("central", 25.0, "core scrapped", 1, 0, 2, 2),
        ("van", 38.0, "receipt", 1, 1, 0, 0),
        ("central", 60.0, "receipt", 1, 1, 1, 2),
        ("central", 60.0, "backorder filled", -1, 0, 1, 1),
        ("depot", 70.0, "receipt", 1, 1, 1, 1),
        ("depot", 70.0, "backorder filled", -1, 0, 1, 0),
    ):
        run.add(
            "movements", location=place, part="seal", time=time, movement=movement, quantity=quantity, on_hand=on_hand, on_order=on_order,
            backorders=owed,
        )  # fmt: skip


def test_a_sound_run_passes() -> None:
    assert audit(sound_run().tables()) == []


def test_an_empty_run_passes() -> None:
    assert audit(SmallRun().tables()) == []


def put(kind: str, row: int, **values: object) -> Callable[[SmallRun], None]:
    """A fault: other values in a row."""
    return lambda run: run.rows[kind][row].update(values)


def add(kind: str, **values: object) -> Callable[[SmallRun], None]:
    """A fault: a row too many."""
    return lambda run: run.rows[kind].append(values)


def terms(supplier: str, price: float = 100.0, minimum: int = 1) -> Callable[[SmallRun], None]:
    """A fault: terms that the orders for seals do not keep."""
    columns = {"part": "seal", "supplier": supplier, "units": 1, "price": price, "minimum": minimum, "multiple": 1}
    return lambda run: run.dimensions.update(terms={name: [value] for name, value in columns.items()})


def together(*faults: Callable[[SmallRun], None]) -> Callable[[SmallRun], None]:
    """A fault that takes several changes."""

    def spoil(run: SmallRun) -> None:
        for fault in faults:
            fault(run)

    return spoil


def drop(kind: str, row: int) -> Callable[[SmallRun], None]:
    """A fault: a row is lost."""
    return lambda run: run.rows[kind].pop(row) and None


def double(kind: str, row: int, **values: object) -> Callable[[SmallRun], None]:
    """A fault: a row stands there twice, the second time with other values."""
    return lambda run: run.rows[kind].append({**run.rows[kind][row], **values})


def more(kind: str, *rows: dict[str, object]) -> Callable[[SmallRun], None]:
    """Write more rows; what is left out is none."""

    def change(run: SmallRun) -> None:
        for row in rows:
            run.add(kind, **{**({"on_order": 0, "backorders": 0} if kind == "movements" else {}), **row})

    return change


FAULTS = {
    # time
    "moments of a call are not in order: call 0": put("calls", 0, triaged=10.5),
    "a call lies outside the run: call 1": put("calls", 1, restored=241.0),
    "an asset failed again in a mode that was not restored yet: call 1": put("calls", 1, asset=0, fault=15.0),
    "stages do not add up to fault -> restored: call 0: 5.999999 h of 6.000000 h": put("calls", 0, repair=2.0 - 2**-20),
    "a stage is negative: call 1": put("calls", 1, parts=-1.0),
    # first visits
    "a miss needs exactly one cause, and a fix none: call 1": put("calls", 1, miss=None),
    "a miss needs exactly one cause, and a fix none: call 0": put("calls", 0, miss="wrong skill"),
    "fixed_first_visit and the number of visits contradict each other: call 0": put(
        "calls", 0, fixed_first_visit=False, miss="wrong skill"
    ),
    "a call solved remotely or lost has visits: call 0": put("calls", 0, remote=True),
    "a call solved remotely or lost has visits: call 1": put("calls", 1, lost=True),
    "a lost call was answered, or is open: call 2": put("calls", 2, lost=True),
    "the miss cause is not the outcome of the first visit: call 1": put("calls", 1, miss="wrong skill"),
    # belonging
    "the same visit stands in visits twice": put("visits", 3, visit=0),
    "the same call stands in calls twice": put("calls", 3, call=0),
    "the same order stands in orders twice": put("orders", 3, order=0),
    "the same core stands in cores twice": double("cores", 0),
    "visits without their call: call 9": put("visits", 3, call=9),
    "demands without their call: call 9": put("demands", 0, call=9),
    "cores without their call: call 9": put("cores", 0, call=9),
    "contacts without their call: call 9": put("contacts", 0, call=9),
    "demands without their visit: visit 9": put("demands", 0, visit=9),
    "a call and its visits disagree on their number: call 1: 2 counted, 1 rows": drop("visits", 2),
    "a call and its contacts disagree on their number: call 2: 1 counted, 0 rows": drop("contacts", 2),
    "a call and its visits disagree on the hours of waiting for a technician: call 0": put("visits", 0, asked=12.0),
    "a call and its visits disagree on the hours of travel: call 1": put("visits", 1, travel=0.9),
    "a call and its visits disagree on the hours of hands-on work: call 0": put("visits", 0, work=2.4),
    "technicians waited longer for parts than their call did: call 0": put("visits", 0, waiting=1.0),
    # desk and shop
    "moments of a contact are not in order: call 1": put("contacts", 1, answered=19.0),
    "3 contacts were answered at once by 2 agents": lambda run: [
        row.update(at=20.0, answered=20.0, ended=21.0) for row in run.rows["contacts"][:3]
    ],
    "a contact was answered and in vain: call 1": put("contacts", 1, blocked=True),
    "3 callers were on 2 lines at once": lambda run: [
        run.dimensions["desk_hours"].update(lines=[2]),
        *(row.update(at=20.0, answered=20.0 + late, ended=21.0) for late, row in enumerate(run.rows["contacts"][:3])),
    ],
    "moments of a core are not in order: core 0": put("cores", 0, inspected=19.0),
    "a good core went to no shelf, or a bad one to a shelf: core 0": put("cores", 0, good=True),
    "a local repair was received, inspected or in the shop: core 0": put("cores", 0, disposition="local repair"),
    "units that came back repaired are not the cores that went to the shelf: seal at depot": put("cores", 0, location="depot"),
    "a core's repairs and tests are not those of its time in the shop: core 0": put("cores", 0, repairs=0),
    "2 cores were inspected at once by 1 inspectors": lambda run: (
        double("cores", 0, core=1)(run),
        run.facts.update(inspectors=1, shop_benches=2),
        [row.update(inspection_start=20.0) for row in run.rows["cores"]],
    ),
    "2 cores were on 1 benches at once": double("cores", 0, core=1),
    # the way back in steps
    "moments of a journey are not in order: core 0": put("journeys", 0, receiving_start=21.0),
    "a core that never comes was handed in: core 0": put("journeys", 0, kept=True),
    "a core was given up after it had come: core 0": put("journeys", 0, given_up=21.0),
    "1 journeys are not those of the 2 cores that travel": double("cores", 0, core=1),
    "2 cores were received at once by 1 people": lambda run: (
        double("cores", 0, core=1)(run),
        double("journeys", 0, core=1)(run),
        run.facts.update(receivers=1),
    ),
    "a shipment has other cores than it counts: shipment 0": put("core_shipments", 0, units=2),
    "a core left at another time or place than its shipment: core 0": put("journeys", 0, home="central"),
    "a deposit is not settled as its window says: core 0": put("journeys", 0, forfeited=20.0),
    "the cores that were inspected are not those of the inspections": double("cores", 0, core=1),
    "a core was inspected twice, or at another time: core 0": put("inspections", 0, inspected=20.0),
    "a core was not condemned whose repair costs more than it may: core 0": lambda run: run.dimensions["parts"].update(
        repair_limit=[0.3, None]
    ),
    "a unit was sold that should have stayed: bolt at 9.00 h": lambda run: (
        run.dimensions["parts"].update(sold_above=[None, 2]),
        more(
            "movements",
            {"location": "depot", "part": "bolt", "time": 0.0, "movement": "initial", "quantity": 2, "on_hand": 2},
            {"location": "depot", "part": "bolt", "time": 9.0, "movement": "sold", "quantity": -1, "on_hand": 1},
        )(run),
    ),
    "a core earned money that did not leave the company: core 0": put("inspections", 0, earned=5.0),
    "a core without fault has a grade: core 0": put("cores", 0, no_fault_found=True),
    "parts came out of a core that was not taken apart: row 0": lambda run: run.add("harvests", core=0, part="seal", at=25.0),
    "repairs found more defective units than inspection had put on the shelves: seal": lambda run: run.add(
        "dead_on_arrival", call=0, part="seal", at=16.0, quantity=1, source="van"
    ),
    "units harvested are not those that cores yielded: seal at depot": lambda run: run.add(
        "harvests", core=0, part="seal", at=25.0, location="depot"
    ),
    # people
    "moments of a visit are not in order: visit 0": put("visits", 0, diagnosed=13.0),
    "travel, waiting and work do not add up to the visit: visit 2": put("visits", 2, work=0.5),
    "a visit has negative hours or kilometres: visit 2": put("visits", 2, km=-1.0),
    "a visit lies outside the run: visit 2": put("visits", 2, left=250.0),
    "a technician is in two places: anna, visits 0 and 3": put("visits", 3, dispatched=14.0, asked=14.0),
    "a technician is present twice at once: bert at 50.00 h": lambda run: run.add(
        "attendance", technician="bert", begin=50.0, end=60.0, duty="on call"
    ),
    "presence ends before it begins: anna": put("attendance", 0, end=-1.0),
    "a technician was sent while not present on that duty: visit 0; visit 3": put("attendance", 0, begin=13.0, end=235.0),
    "a technician was sent while not present on that duty: visit 3": put("visits", 3, duty="on call"),
    "overtime is not the time outside shifts: visit 0": put("attendance", 0, end=15.0),
    "overtime is not the time outside shifts: visit 1": put("visits", 1, overtime=0.5),
    "somebody learnt while he was on a visit: visit 0": lambda run: run.add(
        "attendance", technician="anna", begin=12.0, end=13.0, duty="e-learning"
    ),
    "hours in courses are not those of the attendance: bert": lambda run: run.add(
        "attendance", technician="bert", begin=30.0, end=31.0, duty="e-learning"
    ),
    # parts
    "on hand does not follow from the movement: seal at van, issue at 14.00 h": put("movements", 5, on_hand=1),
    "backorders do not follow from the movement: seal at depot, backorder filled at 70.00 h": put("movements", 14, backorders=1),
    "on order does not follow from the movement: seal at van, receipt at 38.00 h": put("movements", 10, on_order=-1),
    "on hand, on order or backorders are below zero: seal at van, issue at 14.00 h": put("movements", 5, on_hand=-1, quantity=-2),
    "a shelf does not begin with its opening stock, or begins twice: seal at van, issue at 14.00 h": drop("movements", 0),
    "the books were corrected by more units than went missing: bolt at depot, at 9.00 h": more(
        "movements",
        {"location": "depot", "part": "bolt", "time": 0.0, "movement": "initial", "quantity": 2, "on_hand": 2},
        {"location": "depot", "part": "bolt", "time": 9.0, "movement": "books corrected", "quantity": -1, "on_hand": 2},
    ),
    "more Kanban cards were found than had got lost: bolt at depot, at 9.00 h": more(
        "movements",
        {"location": "depot", "part": "bolt", "time": 0.0, "movement": "initial", "quantity": 2, "on_hand": 2},
        {"location": "depot", "part": "bolt", "time": 9.0, "movement": "card found", "quantity": 1, "on_hand": 2},
    ),
    "a count did not put the books right: depot, at 50.00 h": more(
        "counts", {"time": 50.0, "location": "depot", "parts": 2, "missing": 1}
    ),
    "movements of a shelf are not in order of time: seal at van, issue at 40.00 h": put("movements", 5, time=40.0),
    "the demand of a review is not what its shelf was asked for: seal at depot at 30.00 h": put("reviews", 1, demand=4),
    "a review looks into the future, or counts below zero: seal at depot at 30.00 h": put("reviews", 1, since=31.0),
    "a review looks into the future, or counts below zero: seal at depot at 10.00 h": put("reviews", 0, level=-1),
    "a classification leaves parts out: number 0": drop("classes", 1),
    "a part of less usage value has a better class: bolt": put("classes", 0, abc="C"),
    "on hand does not follow from the movement: seal at depot, written off at 80.00 h": double(
        "movements", -1, time=80.0, movement="written off", quantity=-1
    ),
    "units received are not those of the orders: seal at van": put("orders", 0, received=NAN),
    "on order at the end is not ordered − received: seal at depot": drop("orders", 3),
    "moments of an order are not in order: order 1": put("orders", 1, shipped=71.0),
    "units that left a shelf are not those that jobs, customers and lower echelons got from it: seal at van": drop("demands", 0),
    "units that left a shelf are not those that jobs, customers and lower echelons got from it: seal at central": put(
        "orders", 3, shipped=23.0
    ),
    "units that came back unused are not those that triage named wrongly, or customers cancelled: seal at depot": put(
        "demands", 1, call=1, supply="not needed"
    ),
    "a demand was filled before it was asked: call 1": put("demands", 1, filled=21.0),
    "a demand and its units met at once disagree: call 1": put("demands", 1, units_at_once=1),
    "a demand met at once had to wait: call 0": put("demands", 0, filled=15.0),
    # fulfilment
    "fulfilment without its order: order 9": put("fulfilment", 0, order=9),
    "moments of an order in fulfilment are not in order: order 1": put("fulfilment", 1, picked=61.0),
    "an order went through a closed door: at central, order 1": put("fulfilment", 1, pick_start=66.0),
    "an order went through a closed door: at central, order 2": put("orders", 2, received=66.0),
    "an order waited at an open door: at central, order 2": put("fulfilment", 0, arrived=59.0),
    "2 orders were picked at once by 1 pickers at central": together(
        put("fulfilment", 1, pick_start=58.0), add("fulfilment", order=3, ready=59.0, pick_start=59.0)
    ),
    "an order did not leave with the departure of truck that it met: order 1": put("orders", 1, carrier="truck"),
    "the freight of a shipment does not add up: shipment 1": put("orders", 1, freight=26.0),
    "orders of one shipment left apart: order 3": put("orders", 3, shipped=61.0, carrier="courier", shipment=1),
    "2 shipments left on 1 trucks": together(
        put("orders", 1, carrier="truck"), put("orders", 3, shipped=60.0, carrier="truck", shipment=3)
    ),
    # suppliers
    "an order does not cost what its supplier asks: order 2": put("orders", 2, unit_price=90.0),
    "an order does not cost what its supplier asks: order 0": put("orders", 0, unit_price=100.0),
    "a part was ordered from a supplier who does not supply it: order 2; order 4": terms("central"),
    "an order does not cost what its supplier asks: order 2; order 4": terms("factory", price=80.0),
    "an order is below its supplier's minimum, or no multiple of his: order 2; order 4": terms("factory", minimum=2),
    "moments of a disruption are not in order: factory at 5.00 h": add(
        "disruptions", location="factory", begin=5.0, end=4.0, recovered=6.0
    ),
    "an order left while a disruption lasted: order 2": add(
        "disruptions", location="factory", begin=10.0, end=20.0, recovered=20.0
    ),
    "an order was held up while no disruption lasted, or beyond its recovery: order 2": add(
        "held_orders", order=2, location="factory", since=14.0
    ),
    "an order was held up where it does not leave: order 2": together(
        add("disruptions", location="factory", begin=14.0, end=14.0, recovered=14.0),
        add("held_orders", order=2, location="central", since=14.0),
    ),
    "an order overtook an earlier one: order 3": put("orders", 3, shipped=61.0, received=69.0, carrier="courier", shipment=3),
    # Little's law, exact between two tables
    "Little's law fails for seal on order at van: 0.1000 units on average, the orders give 0.1042": put(
        "orders", 0, ordered=13.0
    ),
    "Little's law fails for backorders: 1.3000 units owed on average, the claims give 1.5042 to 1.5042": put(
        "demands", 1, asked=22.0, filled=119.0
    ),
}


@pytest.mark.parametrize("finding", FAULTS)
def test_a_fault_is_found(finding: str) -> None:
    run = sound_run()
    FAULTS[finding](run)
    found = audit(run.tables())
    assert any(each.startswith(finding) for each in found), found


def test_many_cases_are_counted_and_the_first_shown() -> None:
    run = SmallRun()
    for number in range(7):
        run.call(10.0 + number, 9.0 + number, asset=number)
    found = [finding for finding in audit(run.tables()) if finding.startswith("moments of a call")]
    assert found == ["moments of a call are not in order: call 0; call 1; call 2; and 4 more"]


# ---------------------------------------------------------------- money
def ledger_fault(change: Callable[[dict[str, np.ndarray]], None]) -> list[str]:
    tables = sound_run().tables()
    columns = {field.name: getattr(lines(tables), field.name).copy() for field in dataclasses.fields(lines(tables))}
    change(columns)
    return check_lines(tables, dataclasses.replace(lines(tables), **columns))


def first(name: str, value: float) -> Callable[[dict[str, np.ndarray]], None]:
    return lambda columns: columns[name].__setitem__(0, value)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (first("row", 99), "a ledger line points to no record: labour, row 99 of attendance"),
        (first("row", -1), "a ledger line points to no record: labour, row -1 of attendance"),
        (first("amount", math.inf), "a ledger line has no amount: labour, row 0 of attendance"),
        (first("amount", -5.0), "a cost is negative, or a revenue positive: labour, row 0 of attendance"),
        (first("time", 241.0), "a ledger line lies outside the run: labour, row 0 of attendance"),
        (
            first("category", list(CATEGORIES).index("contract")),
            "a cost is negative, or a revenue positive: contract, row 0 of attendance",
        ),
    ],
)
def test_a_false_ledger_line_is_found(change: Callable[[dict[str, np.ndarray]], None], finding: str) -> None:
    assert finding in ledger_fault(change)


# ---------------------------------------------------------------- Little's law
def busy_run(wait_in_visits: float, work_in_visits: float) -> SmallRun:
    """300 calls of one visit each, one after the other, waiting 0.2–0.3 h and worked on for 0.4 h as far as the calls say."""
    run = SmallRun(has_desk=False)
    run.add("attendance", technician="anna", begin=0.0, end=240.0, duty="shift")
    for number in range(300):
        fault = number * 0.75
        wait = 0.2 + 0.1 * (number % 2)
        run.call(fault, fault + wait + 0.4, asset=number, visits=1, fixed_first_visit=True, technician=wait, repair=0.4)
        sent = fault + wait * wait_in_visits
        run.add(
            "visits", visit=number, call=number, number=1, technician="anna", asked=fault, dispatched=sent, left=sent + 0.4 * work_in_visits,
            work=0.4, outcome="fixed", duty="shift",
        )  # fmt: skip
    return run


def flow_findings(run: SmallRun) -> list[str]:
    return [finding for finding in audit(run.tables()) if finding.startswith("Little")]


def test_little_holds_for_queue_and_technicians() -> None:
    assert flow_findings(busy_run(1.0, 1.0)) == []


def test_little_finds_a_queue_that_waits_less_than_the_calls_say() -> None:
    (finding,) = flow_findings(busy_run(0.5, 1.0))
    assert finding.startswith("Little's law fails for the dispatch queue: 0.1562 present on average, rate x stay gives 0.3125")


def test_little_finds_technicians_that_are_away_longer_than_the_calls_say() -> None:
    (finding,) = flow_findings(busy_run(1.0, 1.1))
    assert finding.startswith("Little's law fails for technicians on visits: 0.5500 present on average, rate x stay gives 0.5000")


def test_most_at_once_counts_half_open_stretches() -> None:
    begin, end = np.array([0.0, 1.0, 2.0, NAN, 5.0]), np.array([2.0, 3.0, 4.0, NAN, 5.0])
    assert most_at_once(begin, end) == 2
    assert most_at_once(np.zeros(0), np.zeros(0)) == 0
