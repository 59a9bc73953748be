"""The way back of a defective part: sent, received, inspected, then repaired, put back or scrapped; or repaired at the technician's home."""

from __future__ import annotations

from sim.flows.write import write_core
from sim.kernel import Flow
from sim.records import DISPOSITIONS, NONE
from sim.streams import (
    CORE,
    CORE_CONDEMNED,
    CORE_DETECTED,
    CORE_GOOD,
    CORE_INSPECTION,
    CORE_LOCAL,
    CORE_REPAIR,
    CORE_TRANSIT,
    CORE_YIELD,
    PASS,
    PASS_REPAIR,
    PASS_REWORK,
    PASS_TEST,
    Fate,
    unit,
)
from sim.system.calls import ServiceCall
from sim.system.stock import Shelf
from sim.system.world import Core, ReturnsLoop, World

REPAIR, RESTOCK, SCRAP, CONDEMN, LOCAL_REPAIR = range(len(DISPOSITIONS))


def send_cores_back(world: World, call: ServiceCall) -> None:
    """Start the return of every repairable unit that a visit replaced."""
    loop = world.returns
    assert loop is not None
    unit_of_call = 0
    for needed in call.parts:
        part = world.parts[needed.part]
        if not part.repairable:
            continue
        for _ in range(needed.quantity):
            luck = world.luck.fate(call.key, call.nth, CORE + unit_of_call)
            stays = needed.cores_at != NONE and unit(luck, CORE_LOCAL) < part.repaired_locally
            number = world.cores_begun
            core = Core(
                number,
                call.number,
                needed.part,
                part.price,
                loop.repair_cost,
                world.kernel._now,
                call.key,
                call.nth,
                unit_of_call,
            )
            unit_of_call += 1
            world.cores_begun += 1
            world.open_cores[core.number] = core
            if stays:
                world.kernel.walk(local_repair(world, loop, core, needed.cores_at, luck))
            else:
                world.kernel.walk(core_return(world, loop, core, luck))


def local_repair(world: World, loop: ReturnsLoop, core: Core, home: int, luck: Fate) -> Flow:
    """Repaired where it was taken out: no way back, no queue, and always good."""
    core.disposition = LOCAL_REPAIR
    if loop.local_repair is not None:
        yield loop.local_repair(unit(luck, CORE_REPAIR))
    core.good = True
    end_way(world, core, world.shelves[home, core.part])


def core_return(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> Flow:
    """From the site to the shelf or to scrap."""
    kernel, part = world.kernel, world.parts[core.part]
    if loop.transit is not None:
        yield loop.transit(unit(luck, CORE_TRANSIT))
    core.received = kernel._now
    if loop.inspectors is not None:
        turn = loop.inspectors.request()
        if turn is not None:
            yield turn
    core.inspection_start = kernel._now
    if loop.inspection is not None:
        yield loop.inspection(unit(luck, CORE_INSPECTION))
    core.inspected = kernel._now
    if loop.inspectors is not None:
        loop.inspectors.release()
    healthy = unit(luck, CORE_GOOD) < part.healthy_cores
    core.no_fault_found = healthy and unit(luck, CORE_DETECTED) < loop.detection
    if not core.no_fault_found and unit(luck, CORE_CONDEMNED) < part.condemned:
        core.disposition = CONDEMN
    else:
        core.disposition = DISPOSITIONS.index(loop.disposition.decide(core))
    core.good = core.disposition == RESTOCK
    if core.disposition == REPAIR:
        yield from in_shop(world, loop, core, healthy, luck)
    end_way(world, core, world.shelves[loop.location, core.part])


def end_way(world: World, core: Core, shelf: Shelf) -> None:
    """Put a good unit on the shelf that expects it; a lost one is expected no longer."""
    write_core(world, core, world.kernel._now, shelf.location)
    del world.open_cores[core.number]
    if core.good:
        shelf.receive_core()
    else:
        shelf.give_up_core()


def in_shop(world: World, loop: ReturnsLoop, core: Core, healthy: bool, luck: Fate) -> Flow:
    """Repaired and tested, over again as often as the test says so; a unit without fault is never reworked and always good."""
    tested = loop.test is not None
    again = True
    while again:
        yield from on_bench(world, loop, core, luck)
        fate = luck_of_pass(world, core) if tested or loop.rework else luck
        if tested:
            yield from test(world, loop, core, fate)
        again = not healthy and loop.rework > 0.0 and unit(fate, PASS_REWORK) < loop.rework
    core.shop_end = world.kernel._now
    core.good = healthy or unit(luck, CORE_YIELD) < loop.repair_success


def on_bench(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> Flow:
    """Wait for a bench and be repaired."""
    turn = loop.shop.request()
    if turn is not None:
        yield turn
    if not core.repairs:
        core.shop_start = world.kernel._now
    core.repairs += 1
    if loop.repair is not None:
        draw = unit(luck, CORE_REPAIR) if core.repairs == 1 else unit(luck_of_pass(world, core), PASS_REPAIR)
        yield loop.repair(draw)
    loop.shop.release()


def test(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> Flow:
    """Wait for a test bench and be tested."""
    kernel, benches = world.kernel, loop.test_benches
    begin = kernel._now
    if benches is not None:
        turn = benches.request()
        if turn is not None:
            yield turn
    assert loop.test is not None
    yield loop.test(unit(luck, PASS_TEST))
    core.testing += kernel._now - begin
    if benches is not None:
        benches.release()


def luck_of_pass(world: World, core: Core) -> Fate:
    """The luck of a core's present pass through the shop."""
    return world.luck.fate(core.key, core.fault_number, PASS + (core.nth << 16) + core.repairs)
