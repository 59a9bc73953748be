"""The way back of a defective part: sent, received, inspected, then repaired, put back or scrapped; or repaired at the technician's home."""

from __future__ import annotations

from sim.flows.shop import in_shop
from sim.flows.way_back import begin_journey, way_back
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
    Fate,
    unit,
)
from sim.system.calls import ServiceCall
from sim.system.returns import Core, ReturnsLoop
from sim.system.stock import Shelf
from sim.system.world import World

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
                loop.shop.cost,
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
                if loop.way is not None:
                    begin_journey(world, loop.way, call, core, world.shelves[loop.shop.location, core.part])
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
    shelf = world.shelves[loop.shop.location, core.part]
    if loop.way is not None:
        comes = yield from way_back(world, loop, loop.way, core, luck, shelf)
        if not comes:
            return
    else:
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
        yield from in_shop(world, loop.shop, core, healthy, luck)
    end_way(world, core, shelf)


def end_way(world: World, core: Core, shelf: Shelf) -> None:
    """Put a good unit on the shelf that expects it; a lost one is expected no longer."""
    write_core(world, core, world.kernel._now, shelf.location)
    del world.open_cores[core.number]
    if core.good:
        shelf.receive_core()
    else:
        shelf.give_up_core()
