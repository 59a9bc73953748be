"""Repair by replacement: what has failed in a unit is taken out, and a good one comes from the shelf beside the shop."""

from __future__ import annotations

from functools import partial

from sim.flows.write import write_replacement
from sim.kernel import Signal
from sim.records import DISPOSITIONS
from sim.streams import MODULES, PASS, unit
from sim.system.claims import REPLENISHMENT_PRIORITY
from sim.system.returns import Core, Replacement, ReturnsLoop
from sim.system.shop import RepairShop
from sim.system.world import World

MODULE = DISPOSITIONS.index("module")
_MOST_UNITS = 1 << 24
"""More than there are units of one module in a core."""
_SPREAD, _64_BITS = 0x9E3779B97F4A7C15, (1 << 64) - 1
"""An odd number without pattern, which tells the units of one part in one core apart."""


def failed_modules(world: World, core: Core) -> list[tuple[int, int]]:
    """(part, units) that have failed in a core; the luck of the core, whenever it is looked at."""
    part = world.parts[core.part]
    first = PASS + (core.nth << 16) + MODULES

    def draw(i: int) -> float:
        return unit(world.luck.fate(core.key, core.fault_number, first + i // 8), i % 8)

    if not part.one_module:
        return [(code, units) for i, (code, share, units) in enumerate(part.modules) if draw(i) < share]
    left = draw(0)
    for code, share, units in part.modules:
        if left < share:
            return [(code, units)]
        left -= share
    return []


def take_out_modules(world: World, loop: ReturnsLoop, core: Core, modules: list[tuple[int, int]], before: int) -> list[Core]:
    """What has failed in a core and can be repaired is a core of its own; so many repairs of it were made before."""
    return [
        take_out_of(world, loop, core, code, before * _MOST_UNITS + nth)
        for code, units in modules
        if world.parts[code].repairable
        for nth in range(units)
    ]


def take_out_of(world: World, loop: ReturnsLoop, core: Core, code: int, nth: int) -> Core:
    """One unit of a module, taken out of a core in a shop."""
    part = world.parts[code]
    module = Core(
        number=world.cores_begun,
        call=core.call,
        part=code,
        price=part.price,
        repair_cost=part.repair_cost,
        removed=world.kernel._now,
        shelf=world.shelves[part.cores_to, part.becomes],
        key=core.key ^ part.key ^ (nth * _SPREAD & _64_BITS),
        fault_number=core.fault_number,
        nth=core.nth,
        disposition=MODULE,
    )
    world.cores_begun += 1
    world.open_cores[module.number] = module
    if loop.counts_from_removal:
        module.count()
    return module


def ask_for_modules(world: World, core: Core, shop: RepairShop, modules: list[tuple[int, int]]) -> Signal | None:
    """Others from the shelf beside the shop, first come first served; None when all are at hand, else the signal that they are."""
    for code, units in modules:
        shelf = world.shelves[shop.location, code]
        need = Replacement(code, units, shelf.location, world.kernel._now)
        core.needs.append(need)
        if shelf.take(units):
            filled(world, core, need)
        else:
            shelf.owe(units, REPLENISHMENT_PRIORITY, partial(filled, world, core, need))
    if core.needs:
        core.complete = Signal()
    return core.complete


def filled(world: World, core: Core, need: Replacement) -> None:
    """Units for a core are set aside; with the last of them its repair goes on."""
    write_replacement(world, core, need, world.kernel._now)
    bad = world.shelves[need.location, need.part].bad_out
    if bad:
        core.bad_inside.append((need.part, bad))
    core.needs.remove(need)
    if not core.needs and core.complete is not None:
        complete, core.complete = core.complete, None
        complete.happen()
