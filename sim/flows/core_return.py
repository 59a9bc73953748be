"""The way back of a defective part: sent, received, inspected, then repaired, put back or scrapped; or repaired at the technician's home."""

from __future__ import annotations

from collections.abc import Callable

from sim.flows.inspection import inspect, take_apart
from sim.flows.shop import end_way, through_shops
from sim.flows.way_back import begin_journey, way_back
from sim.kernel import Flow
from sim.records import DISPOSITIONS, NONE
from sim.streams import (
    CORE,
    CORE_LOCAL,
    CORE_REPAIR,
    CORE_TRANSIT,
    Fate,
    unit,
)
from sim.system.calls import ServiceCall
from sim.system.returns import Core, ReturnsLoop
from sim.system.world import World

REPAIR, RESTOCK, LOCAL_REPAIR, HARVEST = (DISPOSITIONS.index(each) for each in ("repair", "restock", "local repair", "harvest"))


def send_cores_back(world: World, call: ServiceCall) -> None:
    """Start the return of every repairable unit that a visit replaced, or took away without a replacement."""
    loop = world.returns
    assert loop is not None
    unit_of_call = call.units_returned
    set_off = setting_off(world, call)
    for needed in call.parts[call.rows_returned :]:
        part = world.parts[needed.old]
        if needed.old == NONE or not part.repairable or needed.wanted in call.mode.coreless:
            continue
        for _ in range(needed.quantity):
            core = take_out(world, call, needed.old, unit_of_call)
            unit_of_call += 1
            core.found_out = call.needed_again is not None
            luck = world.luck.fate(call.key, call.nth, CORE + core.nth)
            if needed.cores_at != NONE and unit(luck, CORE_LOCAL) < part.repaired_locally:
                core.shelf, core.counted = world.shelves[needed.cores_at, needed.old], True
                world.kernel.walk(local_repair(world, loop, core, luck))
            else:
                core.counted = loop.counts_from_removal
                if loop.way is not None:
                    begin_journey(world, loop.way, call, core, part.deposit)
                set_off(core_return(world, loop, core, luck))
    for given, units in call.mode.gives_back if call.needed_again is None else ():
        for _ in range(units):
            core = take_out(world, call, given, unit_of_call)
            unit_of_call += 1
            if loop.counts_from_removal:
                core.count()
            if loop.way is not None:
                begin_journey(world, loop.way, call, core, 0.0)
            set_off(core_return(world, loop, core, world.luck.fate(call.key, call.nth, CORE + core.nth)))
    call.rows_returned, call.units_returned = len(call.parts), unit_of_call


def setting_off(world: World, call: ServiceCall) -> Callable[[Flow], None]:
    """How a way back begins: at once, or where the office has to be told, with the report of the visit."""
    return world.kernel.walk if world.office is None or call.visit is None else world.office.after_report(call.visit.number)


def take_out(world: World, call: ServiceCall, code: int, unit_of_call: int) -> Core:
    """A unit taken out of a machine; its way begins."""
    part = world.parts[code]
    core = Core(
        number=world.cores_begun,
        call=call.number,
        part=code,
        price=part.price,
        repair_cost=part.repair_cost,
        removed=world.kernel._now,
        shelf=world.shelves[part.cores_to, part.becomes],
        key=call.key,
        fault_number=call.nth,
        nth=unit_of_call,
    )
    world.cores_begun += 1
    world.open_cores[core.number] = core
    return core


def local_repair(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> Flow:
    """Repaired where it was taken out: no way back, no queue, and always good."""
    core.disposition = LOCAL_REPAIR
    if loop.local_repair is not None:
        yield loop.local_repair(unit(luck, CORE_REPAIR))
    core.good = True
    end_way(world, core)


def core_return(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> Flow:
    """From the site to the shelf or to scrap."""
    if loop.way is not None:
        comes = yield from way_back(world, loop, loop.way, core, luck)
        if not comes:
            return
    else:
        if loop.transit is not None:
            yield loop.transit(unit(luck, CORE_TRANSIT))
        core.received = world.kernel._now
    yield from inspect(world, loop, core, luck)
    core.good = core.disposition == RESTOCK
    if core.disposition == REPAIR:
        yield from through_shops(world, loop, core, not core.defective, luck)
    elif core.disposition == HARVEST:
        yield from take_apart(world, loop, core)
    end_way(world, core)
