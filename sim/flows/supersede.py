"""Supersession: which part serves a need, what comes out of the machine, and the day on which one part takes another's place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from sim.policies.replenishment import BaseStock
from sim.system.calls import PartNeeded, ServiceCall
from sim.system.lifecycle import Succession
from sim.system.movements import WRITTEN_OFF
from sim.system.stock import Shelf
from sim.system.world import World

Reach = Callable[[int], Iterable[tuple[Shelf, int]]]
"""part -> shelves that it may be taken from, each with the units that it keeps for itself"""


def serving(world: World, call: ServiceCall, wanted: int, quantity: int, reach: Reach) -> int:
    """The part that serves a need: the old one or what it is refurbished to where it is in reach, else the newest or what that is."""
    part = world.parts[wanted]
    if part.successor is None and part.stand_in is None:
        return wanted
    newer = newest(world, wanted)
    for each in (wanted, newer) if part.used_up else (newer,):
        for code in new_and_refurbished(world, call, each):
            for shelf, kept in reach(code):
                if (not kept or shelf.on_hand - quantity >= kept) and shelf.can_give(quantity, call.priority):
                    return code
    return newer


def new_and_refurbished(world: World, call: ServiceCall, part: int) -> list[int]:
    """A part and what its units are refurbished to, in the order in which they are used."""
    stand_in = world.parts[part].stand_in
    if stand_in is None or not call.site.takes_refurbished:
        return [part]
    return [stand_in, part] if world.parts[part].stand_in_first else [part, stand_in]


def newest(world: World, part: int) -> int:
    """The last of those that took one another's place."""
    successor = world.parts[part].successor
    return part if successor is None else newest(world, successor)


def comes_out(world: World, call: ServiceCall, wanted: int) -> int:
    """What is in the machine where a part is wanted: that part, or what took its place in an earlier repair."""
    return wanted if world.fitted is None else world.fitted.get((call.socket, wanted), wanted)


def fit(world: World, call: ServiceCall) -> None:
    """The machine runs again: remember where another part was put in than the fault calls for."""
    assert world.fitted is not None
    for row in call.parts:
        if row.part != row.wanted or row.old != row.wanted:
            world.fitted[call.socket, row.wanted] = row.part


def supersede(world: World, change: Succession) -> None:
    """From now on another part serves every need: nothing of the old one is ordered, and who waits for it gets the new one."""
    old = world.parts[change.part]
    old.successor, old.used_up, old.obtainable = change.by, not change.at_once, False
    if world.installed_base is not None:
        world.installed_base.hand_over(change.part, change.by)
    if change.classes is not None:
        change.classes.shelves[:] = [each for each in change.classes.shelves if each.shelf.part != change.part]
    for call in list(world.open_calls.values()):
        for row in (*call.parts, *call.set_aside):
            if row.part == change.part and row.claim is not None:
                wait_for(world, call, row, newest(world, row.part))
    if world.part_orders is not None:
        world.part_orders.pass_on(change.part)
    for (_, part), shelf in world.shelves.items():
        if part == change.part:
            shelf.follow(BaseStock(level=0))
            if change.at_once:
                shelf.tell(partial(scrap, shelf))
                scrap(shelf)


def wait_for(world: World, call: ServiceCall, row: PartNeeded, part: int) -> None:
    """A location owes a call another part instead; if it has set some units of the first one aside already, it owes the rest of these."""
    claim = row.claim
    assert claim is not None
    if claim.missing < claim.quantity:
        return
    world.shelves[row.source, row.part].withdraw(claim)
    row.part = part
    world.owe_again(call, row)


def scrap(shelf: Shelf) -> None:
    """What nobody waits for, and what no kit is just being opened for, is thrown away."""
    if shelf.on_hand and not shelf.backorders and not any(pack.opened_for is shelf for pack in shelf.packs or ()):
        shelf.move(-shelf.on_hand, WRITTEN_OFF)
