"""A core is looked at: what the inspector believes, what is decided on it, and what a core yields that is taken apart."""

from __future__ import annotations

from sim.flows.shop import ask_quotes, beyond_repair
from sim.flows.write import write_inspection
from sim.kernel import Flow
from sim.records import DISPOSITIONS
from sim.streams import (
    CORE_DETECTED,
    CORE_GOOD,
    CORE_GRADE,
    CORE_HARVEST,
    CORE_INSPECTION,
    CORE_MISSED,
    HARVEST,
    RETURN,
    Fate,
    unit,
)
from sim.system.movements import HARVESTED
from sim.system.returns import Core, Grade, Inspected, ReturnsLoop
from sim.system.world import World

CONDEMN, SELL, SUPPLIER_RETURN = (DISPOSITIONS.index(each) for each in ("condemn", "sell", "supplier return"))


def inspect(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> Flow:
    """Wait for an inspector and be looked at; then it is known what is to be done."""
    kernel = world.kernel
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
    ask_quotes(world, core)
    look(world, loop, core, luck)
    if not core.no_fault_found and beyond_repair(world, core, luck):
        core.disposition = CONDEMN
    else:
        core.disposition = decide(world, loop, core)
    if loop.notes_inspections:
        write_inspection(world, core, earned(world, core))


def look(world: World, loop: ReturnsLoop, core: Core, luck: Fate) -> None:
    """Whether he finds a fault, whether there is one, and the grade of what he takes for defective."""
    core.defective = not core.sound and (core.found_out or unit(luck, CORE_GOOD) >= world.parts[core.part].healthy_cores)
    if not core.defective:
        core.no_fault_found = unit(luck, CORE_DETECTED) < loop.detection
    if not loop.missed_faults and not loop.grades:
        return
    fate = world.luck.fate(core.key, core.fault_number, RETURN + core.nth)
    if core.defective:
        core.no_fault_found = unit(fate, CORE_MISSED) < loop.missed_faults
    if loop.grades and not core.no_fault_found:
        core.grade = grade_of(loop, unit(fate, CORE_GRADE))
        core.repair_cost *= core.grade.cost


def grade_of(loop: ReturnsLoop, draw: float) -> Grade:
    """The grade that a draw falls on; the last one takes what rounding leaves."""
    return next((grade for up_to, grade in loop.grades if draw < up_to), loop.grades[-1][1])


def decide(world: World, loop: ReturnsLoop, core: Core) -> int:
    """What the rule of the part, or of all parts, makes of what the inspection says."""
    part, shelf, grade = world.parts[core.part], core.shelf, core.grade
    success = 1.0 if grade is None else grade.repair_success
    for shop in part.route:
        success *= shop.repair_success
    rule = part.disposition or loop.disposition
    view = Inspected(
        price=core.price,
        repair_cost=core.repair_cost,
        no_fault_found=core.no_fault_found,
        grade="" if grade is None else grade.name,
        repair_success=success,
        salvage=part.salvage if grade is None else part.salvage * grade.value,
        supplier_credit=part.supplier_credit,
        harvest_value=part.harvest_value,
        net_stock=shelf.on_hand - shelf.backorders,
    )
    return DISPOSITIONS.index(rule.decide(view))


def earned(world: World, core: Core) -> float:
    """What a core is paid for that leaves the company."""
    part = world.parts[core.part]
    if core.disposition == SELL:
        return part.salvage if core.grade is None else part.salvage * core.grade.value
    return part.supplier_credit if core.disposition == SUPPLIER_RETURN else 0.0


def take_apart(world: World, loop: ReturnsLoop, core: Core) -> Flow:
    """What is fit for use in a core goes on the shelves at the place where it would have gone itself."""
    if loop.harvest is not None:
        yield loop.harvest(world.luck.draw(core.key, core.fault_number, RETURN + core.nth, CORE_HARVEST))
    for inside, chance in world.parts[core.part].harvest:
        key = core.key ^ world.parts[inside].key
        if world.luck.draw(key, core.fault_number, RETURN + core.nth, HARVEST) < chance:
            shelf = world.shelves[core.shelf.location, inside]
            world.log.harvests.write(core.number, inside, world.kernel._now, shelf.location)
            shelf.take_back(1, HARVESTED)
