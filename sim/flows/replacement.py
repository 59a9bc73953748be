"""Machines come to their end by age, by what they cost, by how often they fail or stand still, and are replaced or refurbished."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from sim.kernel import Flow
from sim.records import REASONS, RENEWED_FOR
from sim.streams import END_OF_LIFE, unit
from sim.system.calls import ServiceCall
from sim.system.renewal import RenewedFleet
from sim.system.replacement import Life, Lives
from sim.system.work_orders import WorkOrder
from sim.system.workforce import Technician
from sim.system.world import World
from sim.units import HOURS_PER_YEAR, to_tick

BREAKDOWN = REASONS.index("breakdown")
AGE, COST, FAULTS, AVAILABILITY = range(len(RENEWED_FOR))
Serve = Callable[..., Flow]
Visit = Callable[[World, ServiceCall, WorkOrder, Any], Generator[Any, Any, int]]


def watch_ages(world: World) -> None:
    """Every machine comes of age, if it lives so long."""
    for asset, life in world.lives.of.items() if world.lives is not None else ():
        grow_old(world, asset, life)


def grow_old(world: World, asset: int, life: Life) -> None:
    """Look at its age again when it is due; those that are older now are due at once."""
    if life.rules.at_age is not None:
        due = max(life.born + life.rules.at_age, world.kernel._now, world.fleet.entered[asset])
        world.kernel.at(due, partial(come_of_age, world, asset), life)


def come_of_age(world: World, asset: int, life: Life) -> None:
    """It is as old as machines get, unless it has been replaced or refurbished in the meantime."""
    assert life.rules.at_age is not None
    if life.decided is None and world.kernel._now >= life.born + life.rules.at_age:
        decide(world, asset, life, AGE)


def counted_visit(
    lives: Lives, visit: Visit, world: World, call: ServiceCall, order: WorkOrder, who: Any
) -> Generator[Any, Any, int]:
    """A visit whose hours go into the account of the machine."""
    begun = world.kernel._now
    outcome = yield from visit(world, call, order, who)
    life = lives.of.get(call.asset)
    if life is not None and call.mode.reason == BREAKDOWN and isinstance(who, Technician):
        life.cost += (world.kernel._now - begun) * lives.hourly[who.code]
    return outcome


def watched_call(lives: Lives, serve: Serve, world: World, call: ServiceCall, *begun: Any) -> Flow:
    """A call after which somebody asks whether the machine is worth keeping; or the work that ends its life."""
    yield from serve(world, call, *begun)
    life = lives.of.get(call.asset)
    if life is None:
        return
    if call.mode.code in life.rules.codes:
        renew(world, call, life)
    elif call.mode.reason == BREAKDOWN and not call.mode.overlapping:
        if call.fault >= life.born:
            enter(world, call, life)
        why = reason(world, life)
        if why is not None and life.decided is None:
            decide(world, call.asset, life, why)


def enter(world: World, call: ServiceCall, life: Life) -> None:
    """The fault goes into the account of the machine."""
    life.cost += sum(row.quantity * world.parts[row.part].price for row in call.parts)
    life.faults.append(call.fault)
    if call.mode.down:
        life.down.append((call.fault, world.kernel._now))


def reason(world: World, life: Life) -> int | None:
    """Why a machine should not be kept, if it should not."""
    rules, since = life.rules, world.kernel._now - HOURS_PER_YEAR
    while life.faults and life.faults[0] <= since:
        life.faults.popleft()
    while life.down and life.down[0][1] <= since:
        life.down.popleft()
    if rules.after_cost is not None and life.cost >= rules.after_cost:
        return COST
    if rules.after_faults is not None and len(life.faults) >= rules.after_faults:
        return FAULTS
    stood = sum(end - max(begin, since) for begin, end in life.down)
    return AVAILABILITY if rules.below is not None and 1.0 - stood / HOURS_PER_YEAR < rules.below else None


def decide(world: World, asset: int, life: Life, why: int) -> None:
    """It is to be replaced, or refurbished: the work falls due when all that it takes is there."""
    now = life.decided = world.kernel._now
    life.why = why
    draw = life.rules.lead_time
    wait = 0.0 if draw is None else draw(unit(world.luck.fate(life.key, life.renewals, END_OF_LIFE), 0))
    world.kernel.at(now + wait, partial(fall_due, world, asset), life)


def fall_due(world: World, asset: int, life: Life) -> None:
    """Planned work is ordered, if the machine still stands there."""
    fleet, rules = world.fleet, life.rules
    assert isinstance(fleet, RenewedFleet)
    if world.kernel._now < fleet.left[asset]:
        again = life.refurbished < rules.refurbishments
        fleet.fall_due(life.sockets.first + (rules.work + again) * life.sockets.apart)


def renew(world: World, call: ServiceCall, life: Life) -> None:
    """The work is done: a new machine stands there, or a younger one, with a new account."""
    fleet, rules, now = world.fleet, life.rules, world.kernel._now
    assert isinstance(fleet, RenewedFleet)
    assert life.decided is not None
    refurbished = life.refurbished < rules.refurbishments
    age, price = now - life.born, rules.refurbishing_cost if refurbished else rules.price
    world.log.renewed_assets.write(call.number, call.asset, life.decided, now, life.why, age, refurbished, price)
    for nth in range(rules.failures):
        socket = life.sockets.first + nth * life.sockets.apart
        if refurbished:
            fleet.leave_age(socket, rules.leaves)
        else:
            fleet.begin_life(socket, fleet.mode_of[socket])
    life.refurbished = life.refurbished + 1 if refurbished else 0
    life.born = now - to_tick(age * rules.leaves) if refurbished else now
    life.cost, life.decided, life.renewals = 0.0, None, life.renewals + 1
    life.faults.clear()
    life.down.clear()
    grow_old(world, call.asset, life)
