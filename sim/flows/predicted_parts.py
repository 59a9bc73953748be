"""Parts that triage named, before anybody is on site: taken along from the depot, or set aside there and waited for.

Whoever named the right fault knows from the symptom what it needs; a wrong one calls for every part that such a fault may need.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.flows.find_part import BACKORDER, DEPOT, NOT_NEEDED, can_help, expect_core, owe
from sim.flows.supersede import comes_out, serving
from sim.flows.write import write_demands
from sim.records import NONE
from sim.system.calls import PartNeeded, ServiceCall, Visit
from sim.system.modes import Mode
from sim.system.world import World


def take_along(world: World, call: ServiceCall, named: Mode, trip: Visit) -> None:
    """Before he sets off: what the named fault needs and his van lacks, if his depot has it; he calls there on his way."""
    technician = trip.technician
    depot = technician.home_code
    for wanted, quantity in predicted(world, call, named):
        part = at_depot(world, call, wanted, quantity, depot)
        van, shelf = technician.shelves.get(part), world.shelves[depot, part]
        kits = van is not None and van.packs is not None and van.can_give(quantity, call.priority)
        if kits or (van is not None and van.seen.on_hand >= quantity) or not shelf.can_give(quantity, call.priority):
            continue
        rows = keep(world, call, wanted, part, quantity, depot)
        for row in rows:
            row.visit = trip.number
            row.location = depot if van is None or row.supply == NOT_NEEDED else van.location
            row.source, row.filled, row.at_once = depot, row.asked, row.location == depot
        shelf.take(quantity, call.priority)
        rows[0].bad = min(shelf.bad_out, rows[0].quantity)
        rows[-1].bad += shelf.bad_out - rows[0].bad
        if technician.place != technician.home:
            call.pick_up = technician.home


def set_aside(world: World, call: ServiceCall, named: Mode) -> None:
    """Before anybody is sent: what the named fault needs, at the depot of the site, which gives it or owes it."""
    depot = call.site.depot
    if world.configuration is not None:
        named = world.configuration.as_registered(call.asset, named)
    for wanted, quantity in predicted(world, call, named):
        part = at_depot(world, call, wanted, quantity, depot)
        call.pick_up = call.site.depot_spot
        shelf = world.shelves[depot, part]
        for row in keep(world, call, wanted, part, quantity, depot):
            row.location = row.source = depot
            if shelf.take(row.quantity, call.priority):
                row.filled, row.at_once = row.asked, True
                row.bad = shelf.bad_out
            else:
                row.supply = BACKORDER if row.supply == DEPOT else NOT_NEEDED
                claim = owe(world, call, row, depot)
                row.units_at_once = claim.quantity - claim.missing


def at_depot(world: World, call: ServiceCall, wanted: int, quantity: int, depot: int) -> int:
    """The part that the depot gives, or owes, where another has taken its place."""
    return serving(world, call, wanted, quantity, lambda part: [(world.shelves[depot, part], 0)])


def predicted(world: World, call: ServiceCall, named: Mode) -> list[tuple[int, int]]:
    """(part, units) that the named fault calls for, that are not set aside yet, and with which the depot can help."""
    step = world.depot_step
    assert step is not None
    kept = {row.wanted for row in call.set_aside}
    wanted = call.needs(world.luck) if named is call.mode else named.predicted_parts
    if named.instead and not call.diagnosed:
        wanted = and_to_be_safe(wanted, named)
    return [
        (part, quantity)
        for part, quantity in wanted
        if part not in kept and (step.chance == 1.0 or can_help(world, call, step, part))
    ]


def and_to_be_safe(wanted: Iterable[tuple[int, int]], named: Mode) -> list[tuple[int, int]]:
    """The same parts, and those that are needed if it is another fault after all: as many units as any of them may need."""
    units = dict(wanted)
    for other in named.instead:
        for part, quantity in other.predicted_parts:
            units[part] = max(units.get(part, 0), quantity)
    return list(units.items())


def keep(world: World, call: ServiceCall, needed: int, part: int, quantity: int, depot: int) -> list[PartNeeded]:
    """Set units aside for a call: as many as the true fault needs, and apart from them the rest, which nobody will need."""
    wanted = dict(call.needs(world.luck)).get(needed, 0)
    if wanted > quantity:
        wanted = 0  # too few to be of use: he will look for all of them
    kept = []
    for units, supply in ((wanted, DEPOT), (quantity - wanted, NOT_NEEDED)):
        if units:
            row = PartNeeded(part, units, world.kernel._now, NONE, NONE)
            row.supply, row.wanted = supply, needed
            if supply == DEPOT and world.fitted is not None:
                row.old = comes_out(world, call, needed)
            kept.append(row)
    if wanted:
        expect_core(world, call, kept[0], depot)
    call.set_aside = [*call.set_aside, *kept]
    return kept


def give_back(world: World, call: ServiceCall) -> None:
    """The fault is known: what nobody needs goes back to the shelf it came from."""
    spare = [row for row in call.set_aside if row.supply == NOT_NEEDED]
    call.set_aside = [row for row in call.set_aside if row.supply != NOT_NEEDED]
    write_demands(world, call, spare)
    for row in spare:
        world.shelves[row.source, row.part].put_bad(row.bad)
        world.shelves[row.source, row.part].take_back(row.quantity)
