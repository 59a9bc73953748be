"""Call-backs: who has waited long enough, or finds the desk closed, hangs up, keeps his place in the queue, and is rung back."""

from __future__ import annotations

from functools import partial

from sim.kernel import Signal
from sim.streams import CALL_BACK, Fate, unit
from sim.system.calls import ServiceCall
from sim.system.desk import CallBack, Desk
from sim.system.world import World

NEVER_GIVES_UP = float("inf")


def leave_number(desk: Desk, call: ServiceCall, luck: Fate, now: float) -> None:
    """The desk is closed: perhaps the caller asks to be rung back when it opens."""
    offer = desk.call_back
    if offer is not None and offer.outside_hours and unit(luck, CALL_BACK) < offer.share:
        offer.asked[call.number] = now


def ring_or_be_rung(world: World, desk: Desk, call: ServiceCall, luck: Fate, patience: float) -> Signal | None:
    """Ring, as `Desk.ring` says; who takes the offer does not give up after it, and is off the line."""
    offer = desk.call_back
    assert offer is not None
    if call.number in offer.asked:
        waiting = desk.ring(NEVER_GIVES_UP)
        desk.leave_line()
        return waiting
    if patience <= offer.after or unit(luck, CALL_BACK) >= offer.share:
        return desk.ring(patience)
    waiting = desk.ring(NEVER_GIVES_UP)
    if waiting is not None:
        world.kernel.at(world.kernel._now + offer.after, partial(_hang_up, world, desk, offer, call), waiting)
    return waiting


def _hang_up(world: World, desk: Desk, offer: CallBack, call: ServiceCall, waiting: Signal) -> None:
    """He has waited long enough, unless somebody has answered."""
    if not waiting.happened:
        offer.asked[call.number] = world.kernel._now
        desk.leave_line()


def rung_back(world: World, offer: CallBack, call: ServiceCall) -> bool:
    """Whether the contact that begins now is a call-back; if so, it is written down."""
    asked = offer.asked.pop(call.number, None)
    if asked is None:
        return False
    world.log.call_backs.write(call.number, asked, world.kernel._now)
    return True
