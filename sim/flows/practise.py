"""Learning by doing: a job of a skill counts for who completes it, and makes his next one faster."""

from __future__ import annotations

from sim.flows.qualify import by_experience
from sim.records import OUTCOMES
from sim.system.calls import ServiceCall, Visit
from sim.system.world import World

FIXED = OUTCOMES.index("fixed")


def practise(world: World, call: ServiceCall, trip: Visit, outcome: int) -> None:
    """At the end of a visit: note how practised he was, and count the job if it is done."""
    assert trip.technician.practice is not None
    practice = trip.technician.practice.get(call.mode.skill or "")
    if practice is None:
        return
    now, curve = world.kernel._now, practice.curve
    job = practice.experience(trip.dispatched) + 1.0
    world.log.practice.write(trip.number, now, trip.technician.code, curve.code, job, curve.factor(job), outcome == FIXED)
    if outcome == FIXED:
        practice.add(trip.dispatched, now)
        if curve.levels:
            by_experience(world, trip.technician, call.mode.skill or "")
