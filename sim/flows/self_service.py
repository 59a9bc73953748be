"""Self-service: some customers try the portal before they ring."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sim.streams import CONTACT, HELPS_HIMSELF, PORTAL_TIME, TRIES_PORTAL, unit
from sim.system.calls import DESK, ServiceCall
from sim.system.desk import Portal
from sim.system.world import World


def self_service(world: World, portal: Portal, call: ServiceCall) -> Generator[Any, Any, bool]:
    """Try the portal, if that is the customer's way; returns True when it solves the fault, which then counts as answered by it."""
    luck = world.luck.fate(call.key, call.nth, CONTACT)
    if unit(luck, TRIES_PORTAL) >= portal.share:
        return False
    kernel = world.kernel
    began = kernel._now
    call.waits_for = DESK
    portal.inside[call.number] = began
    length = portal.time(unit(luck, PORTAL_TIME)) if portal.time is not None else 0.0
    if length > 0.0:
        yield length
    del portal.inside[call.number]
    call.stages[DESK] += length
    solved = unit(luck, HELPS_HIMSELF) < call.mode.self_service
    world.log.portal_visits.write(call.number, began, kernel._now, solved)
    if solved:
        call.answered = call.triaged = kernel._now
        call.remote = True
    return solved
