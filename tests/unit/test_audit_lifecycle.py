"""What the audit says of runs in which machines and parts come and go as they must not."""

from __future__ import annotations

from small_run import SmallRun

from sim.audit import lifecycle, parts


def ended(at: float, price: float | None = None) -> SmallRun:
    """A run in which the factory stops making seals."""
    run = SmallRun()
    run.dimensions["parts"] |= {"discontinued": [at, None], "price_afterwards": [price, None]}
    return run


def test_a_fault_at_a_machine_that_is_gone_is_found() -> None:
    run = SmallRun(fleet_changes=True)
    run.dimensions["assets"] |= {"entered": [0.0, 50.0, 0.0, 0.0], "left": [100.0, None, None, None]}
    for asset, fault in ((0, 20.0), (0, 110.0), (1, 40.0), (1, 60.0)):
        run.call(fault, fault + 1, asset=asset)
    assert lifecycle.check(run.tables()) == ["something happened to an asset that is not in the field: call 1; call 2"]


def test_a_discontinued_part_that_is_shipped_is_found() -> None:
    run = ended(100.0)
    order = {"location": "central", "source": "factory", "part": "seal", "quantity": 1, "unit_price": 100.0}
    run.add("orders", order=0, ordered=90.0, shipped=110.0, **order)
    run.add("orders", order=1, ordered=110.0, **order)
    assert lifecycle.check(run.tables()) == []
    run.add("orders", order=2, ordered=120.0, shipped=130.0, **order)
    assert lifecycle.check(run.tables()) == ["a discontinued part was shipped, or at another price than later ones have: order 2"]


def test_later_orders_cost_what_later_terms_say() -> None:
    run = ended(100.0, 300.0)
    order = {"location": "central", "source": "factory", "part": "seal", "quantity": 1, "ordered": 120.0, "shipped": 130.0}
    run.add("orders", order=0, unit_price=300.0, **order)
    run.add("orders", order=1, unit_price=100.0, **order)
    assert lifecycle.check(run.tables()) == ["a discontinued part was shipped, or at another price than later ones have: order 1"]


def test_a_last_time_buy_has_its_order() -> None:
    run = ended(100.0)
    run.add("orders", order=0, location="central", source="factory", part="seal", quantity=5, unit_price=100.0, ordered=100.0)
    run.add("last_time_buys", time=100.0, location="central", part="seal", units=5, order=0)
    assert lifecycle.check(run.tables()) == []
    run.add("last_time_buys", time=90.0, location="central", part="seal", units=6, order=0)
    run.add("last_time_buys", time=100.0, location="central", part="seal", units=6, order=-1)
    assert lifecycle.check(run.tables()) == [
        "a last-time buy was made at another time: row 1",
        "a last-time buy has no order: row 2",
        "a last-time buy is not the order that it says: order 0",
    ]


def test_what_is_taken_out_of_a_machine_must_be_asked_for_again() -> None:
    run = SmallRun()
    run.call(10.0)
    run.call(20.0, asset=1)
    run.add("demands", call=1, visit=0, part="seal", quantity=1, location="depot", asked=21.0, supply="cannibalise", filled=23.0)
    assert lifecycle.check(run.tables()) == ["1 parts taken out of machines are not asked for by their jobs"]
    run.add("demands", call=0, visit=-1, part="seal", quantity=1, location="depot", asked=21.0, supply="backorder")
    assert lifecycle.check(run.tables()) == []


def test_a_kit_holds_what_it_holds() -> None:
    run = SmallRun()
    run.dimensions["kits"] = {"kit": ["bolt"], "part": ["seal"], "units": [2], "opened": ["loose"]}
    for part, movement, quantity, left in (("bolt", "initial", 1, 1), ("seal", "initial", 0, 0), ("bolt", "kit opened", -1, 0)):
        run.add("movements", time=0.0, location="depot", part=part, movement=movement, quantity=quantity, on_hand=left)
    run.add("movements", time=0.0, location="depot", part="seal", movement="from kit", quantity=3, on_hand=3)
    assert parts.check(run.tables()) == ["units that came out of kits are not those that were in them: seal at depot"]
