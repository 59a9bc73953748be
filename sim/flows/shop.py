"""A core in the repair shops: on a bench, tested, over again as often as it takes; then on to the next shop of its way."""

from __future__ import annotations

from functools import partial

from sim.flows.modules import ask_for_modules, failed_modules, take_out_modules
from sim.flows.refurbish import sell_surplus
from sim.flows.write import write_core, write_stay
from sim.kernel import Flow, Signal
from sim.records import DISPOSITIONS
from sim.streams import (
    CORE,
    CORE_CONDEMNED,
    CORE_REPAIR,
    CORE_YIELD,
    PASS,
    PASS_COST,
    PASS_REPAIR,
    PASS_REWORK,
    PASS_TEST,
    PASS_TRANSIT,
    PASS_YIELD,
    PASSES,
    Fate,
    unit,
)
from sim.system.returns import Core, ReturnsLoop, ShopStay
from sim.system.shop import RepairShop
from sim.system.world import World
from sim.units import to_tick

RESTOCK, SURPLUS, MODULE = (DISPOSITIONS.index(each) for each in ("restock", "surplus", "module"))


def through_shops(world: World, loop: ReturnsLoop, core: Core, healthy: bool, luck: Fate) -> Flow:
    """From shop to shop, as far as it comes out good; a unit without fault is never reworked and always good."""
    for step, shop in enumerate(world.parts[core.part].route):
        if step and shop.transit is not None:
            core.stay = None
            core.good = False
            yield shop.transit(unit(luck_of_pass(world, core, step, 0), PASS_TRANSIT))
        here = shop.present.get(core.part, 0)
        if shop.most_waiting is not None and here >= shop.most_waiting:
            core.good = False
            if core.disposition != MODULE:
                core.disposition = SURPLUS
            break
        shop.present[core.part] = here + 1
        core.stay = stay = ShopStay(shop, step, world.kernel._now, quote(world, core, step, shop))
        core.good = False
        yield from in_shop(world, loop, core, stay, healthy, luck)
        draw = unit(luck, CORE_YIELD) if step == 0 else unit(luck_of_pass(world, core, step, 0), PASS_YIELD)
        core.good = healthy or draw < shop.repair_success * (1.0 if core.grade is None else core.grade.repair_success)
        shop.present[core.part] -= 1
        core.passed.append(shop)
        if loop.keeps_stays:
            write_stay(world, core, stay, world.kernel._now)
        if not core.good:
            break
    core.stay = None
    for shop in core.passed:
        if shop.line is not None:
            shop.line.leave(core.shelf)
    if core.repairs:
        core.shop_end = world.kernel._now


def in_shop(world: World, loop: ReturnsLoop, core: Core, stay: ShopStay, healthy: bool, luck: Fate) -> Flow:
    """Repaired and tested in one shop, over again as often as the test says so."""
    shop = stay.shop
    tested = shop.test is not None
    replaces = stay.step == 0 and world.parts[core.part].modules and not healthy
    if replaces and not (shop.line and shop.line.holds):
        complete = replace_modules(world, loop, core, shop, failed_modules(world, core))
        if complete is not None:
            yield complete
        replaces = False
    again = True
    while again:
        yield from on_bench(world, loop, core, stay, luck, bool(replaces and not stay.repairs))
        fate = luck_of_pass(world, core, stay.step, stay.repairs) if tested or shop.rework else luck
        if tested:
            yield from test(world, core, stay, fate)
        if core.bad_inside and stay.step == 0 and (tested or shop.rework):
            complete = replace_bad_modules(world, loop, core, shop)
            if complete is not None:
                yield complete
            continue
        again = not healthy and shop.rework > 0.0 and unit(fate, PASS_REWORK) < shop.rework


def on_bench(world: World, loop: ReturnsLoop, core: Core, stay: ShopStay, luck: Fate, replaces: bool) -> Flow:
    """Wait for a bench and be repaired; a core that was held back gets its modules only now, and frees the bench if it has to wait for them."""
    shop = stay.shop
    work = 0.0
    if shop.repair is not None:
        first = stay.repairs == 0 and stay.step == 0
        draw = unit(luck, CORE_REPAIR) if first else unit(luck_of_pass(world, core, stay.step, stay.repairs + 1), PASS_REPAIR)
        work = shop.repair(draw)
        if core.grade is not None:
            work = to_tick(work * core.grade.repair_time)
    turn = shop.benches.request() if shop.line is None else shop.line.request(core.shelf, work, released=stay.repairs > 0)
    if turn is not None:
        yield turn
    if replaces and shop.line is not None:
        complete = replace_modules(world, loop, core, shop, failed_modules(world, core))
        if complete is not None:
            shop.line.release()
            yield complete
            turn = shop.line.request(core.shelf, work, released=True)
            if turn is not None:
                yield turn
    if not stay.repairs:
        stay.begun = world.kernel._now
        if not core.repairs:
            core.shop_start = stay.begun
            if loop.counts_from_release:
                core.count()
    core.repairs += 1
    stay.repairs += 1
    if shop.repair is not None:
        hours = shop.elapsed(world.kernel._now, work)
        stay.on_bench += hours
        stay.off_bench = world.kernel._now + hours
        yield hours
    (shop.line or shop.benches).release()


def test(world: World, core: Core, stay: ShopStay, luck: Fate) -> Flow:
    """Wait for a test bench and be tested."""
    kernel, shop = world.kernel, stay.shop
    begin = kernel._now
    if shop.test_benches is not None:
        turn = shop.test_benches.request()
        if turn is not None:
            yield turn
    assert shop.test is not None
    yield shop.elapsed(kernel._now, shop.test(unit(luck, PASS_TEST)))
    took = kernel._now - begin
    core.testing += took
    stay.testing += took
    if shop.test_benches is not None:
        shop.test_benches.release()


def luck_of_pass(world: World, core: Core, step: int, nth: int) -> Fate:
    """The luck of a core's n-th pass through a shop on its way; 0 is about the shop as a whole."""
    return world.luck.fate(core.key, core.fault_number, PASS + (core.nth << 16) + step * PASSES + nth)


def quote(world: World, core: Core, step: int, shop: RepairShop) -> float:
    """What a shop on its way asks for one repair of a core, before its grade is looked at."""
    return shop.cost if shop.quote is None else shop.quote(unit(luck_of_pass(world, core, step, 0), PASS_COST))


def ask_quotes(world: World, core: Core) -> None:
    """What one repair of a core in every shop on its way costs is known from now on."""
    part = world.parts[core.part]
    if part.quoted:
        core.repair_cost = sum(quote(world, core, step, shop) for step, shop in enumerate(part.route))


def beyond_repair(world: World, core: Core, luck: Fate) -> bool:
    """A core is condemned for its condition, or because its repair costs more than it may."""
    part = world.parts[core.part]
    return unit(luck, CORE_CONDEMNED) < part.condemned or core.repair_cost > part.dearest_repair


def replace_modules(
    world: World, loop: ReturnsLoop, core: Core, shop: RepairShop, modules: list[tuple[int, int]]
) -> Signal | None:
    """What has failed is taken out and repaired for itself; None when all that replaces it is at hand, else the signal that it is."""
    for module in take_out_modules(world, loop, core, modules, core.repairs):
        world.kernel.walk(mend_module(world, loop, module))
    return ask_for_modules(world, core, shop, modules)


def replace_bad_modules(world: World, loop: ReturnsLoop, core: Core, shop: RepairShop) -> Signal | None:
    """The test has found out that modules put in are defective themselves: others take their place."""
    bad, core.bad_inside = core.bad_inside, []
    for code, units in bad:
        world.log.dead_on_arrival.write(core.call, code, world.kernel._now, units, shop.location)
    return replace_modules(world, loop, core, shop, bad)


def mend_module(world: World, loop: ReturnsLoop, module: Core) -> Flow:
    """A module that was taken out in a shop goes straight to its own shops, unless it is beyond repair."""
    luck = world.luck.fate(module.key, module.fault_number, CORE + module.nth)
    ask_quotes(world, module)
    if not beyond_repair(world, module, luck):
        yield from through_shops(world, loop, module, False, luck)
    end_way(world, module)


def end_way(world: World, core: Core) -> None:
    """Put a good unit on the shelf that expects it; a lost one is expected no longer."""
    write_core(world, core, world.kernel._now)
    del world.open_cores[core.number]
    if core.good:
        core.count()
        if core.bad_inside or (core.disposition == RESTOCK and core.defective):
            core.shelf.put_bad(1)
        core.shelf.receive_core()
        if world.parts[core.shelf.part].sold_above is not None:
            world.kernel.at(world.kernel._now, partial(sell_surplus, world), (core.shelf.location, core.shelf.part))
    elif core.counted:
        core.shelf.give_up_core()
