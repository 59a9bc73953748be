"""Customer insight: what a call does to its customer's mind, complaints and their answers, reviews and what they correct."""

from __future__ import annotations

import math
from typing import Any

from sim.flows.sources import breakdown
from sim.kernel import Flow
from sim.records import NEVER, OPINIONS, REASONS
from sim.streams import AVOIDED, COMPLAINS, INSIGHT, LASTS, Fate, unit
from sim.system.calls import ServiceCall
from sim.system.insight import Action, Complaint, Insight
from sim.system.modes import Mode
from sim.system.world import World

BREAKDOWN = REASONS.index("breakdown")
AS_EXPECTED, LATE_RESPONSE, LATE_RESTORATION, REPEAT_VISIT, DOWNTIME, ANSWERED = range(len(OPINIONS))


def noticed_breakdown(world: World, insight: Insight, socket: int, asset: int, mode: Mode, nth: int, fate: Fate) -> None:
    """A fault whose customer makes up his mind about how it was seen to; or one that a corrective action has done away with."""
    share = insight.avoided.get(mode.code)
    if share is not None and world.luck.draw(world.fleet.key_of[socket], nth, INSIGHT, AVOIDED) < share:
        world.fleet.restore(socket, mode, fate)
        return
    breakdown(world, socket, asset, mode, nth, fate, noticed_call)


def noticed_call(world: World, call: ServiceCall, *begun: Any) -> Flow:
    """A call, and what its customer thinks of it."""
    yield from world.serve(world, call, *begun)
    if call.mode.reason == BREAKDOWN and world.insight is not None and still_there(world, call):
        experience(world, world.insight, call)


def still_there(world: World, call: ServiceCall) -> bool:
    """Whether the customer has not left in the meantime."""
    return world.fleet.left[call.asset] > world.kernel._now


def experience(world: World, insight: Insight, call: ServiceCall) -> None:
    """The call moves the customer's score; if it leaves him dissatisfied, he complains or keeps silent."""
    now, site = world.kernel._now, call.site.code
    losses = what_it_cost(insight, call, now)
    loss = sum(losses.values())
    cause = max(losses, key=lambda each: losses[each]) if loss > 0 else AS_EXPECTED
    change(world, insight, site, insight.scale.as_expected if loss == 0 else -loss, call.number, cause)
    if loss > 0 and insight.opinions[site].score < insight.scale.dissatisfied_below:
        fate = world.luck.fate(call.key, call.nth, INSIGHT)
        if unit(fate, COMPLAINS) < insight.scale.complaint_share:
            complain(world, insight, call, cause, fate)


def what_it_cost(insight: Insight, call: ServiceCall, now: float) -> dict[int, float]:
    """Points lost by each cause; who did not wait for help was promised nothing."""
    scale, (response, restoration) = insight.scale, insight.promises[call.site.offer]
    passed, lost = call.site.coverage.hours_between, {}
    if not call.lost:
        done = call.answered if call.remote else call.arrived
        if response is not None and passed(call.reported, done) > response:
            lost[LATE_RESPONSE] = scale.late_response
        if restoration is not None and passed(call.reported, now) > restoration:
            lost[LATE_RESTORATION] = scale.late_restoration
    lost[REPEAT_VISIT] = scale.repeat_visit * max(call.visits - 1, 0)
    lost[DOWNTIME] = scale.downtime * (now - call.fault) if call.mode.down else 0.0
    return lost


def change(world: World, insight: Insight, site: int, points: float, call: int, why: int) -> None:
    """A customer's score goes up or down, within 0 and 100."""
    now, opinion = world.kernel._now, insight.opinions[site]
    before = insight.score(site, now)
    opinion.score, opinion.since = min(max(before + points, 0.0), 100.0), now
    world.log.satisfaction.write(site, now, call, why, before, opinion.score)


def complain(world: World, insight: Insight, call: ServiceCall, cause: int, fate: Fate) -> None:
    """A complaint is collected, counted by its cause, and answered in its time."""
    now, number = world.kernel._now, insight.complaints
    insight.complaints = number + 1
    complaint = insight.waiting[number] = Complaint(number, call.number, call.site.code, call.mode.code, cause, now)
    place = cause, call.mode.code
    insight.counted[place] = insight.counted.get(place, 0) + 1
    wait = 0.0 if insight.answer_time is None else insight.answer_time(unit(fate, LASTS))
    world.kernel.at(now + wait, lambda each: answer(world, insight, each), complaint)


def answer(world: World, insight: Insight, complaint: Complaint) -> None:
    """The customer is content again, as far as an answer can do it."""
    del insight.waiting[complaint.number]
    write_complaint(world, insight, complaint, world.kernel._now)
    change(world, insight, complaint.site, insight.restores, complaint.call, ANSWERED)


def write_complaint(world: World, insight: Insight, complaint: Complaint, answered: float) -> None:
    """One row for the complaint."""
    cost = 0.0 if math.isnan(answered) else insight.answer_cost
    world.log.complaints.write(
        complaint.number, complaint.call, complaint.site, complaint.mode, complaint.cause, complaint.raised, answered, cost
    )


def write_unanswered(world: World) -> None:
    """At the horizon: complaints that nobody has answered."""
    if world.insight is not None:
        for complaint in world.insight.waiting.values():
            write_complaint(world, world.insight, complaint, NEVER)


def reviews(world: World, insight: Insight, every: float) -> Flow:
    """Complaints are looked at in a rhythm; enough of a kind set off what corrects it."""
    while insight.actions:
        yield every
        for action in [*insight.actions]:
            found = sum(insight.counted.get((action.cause, mode), 0) for mode in action.modes)
            if found >= action.threshold:
                insight.actions.remove(action)
                decide(world, insight, action, found)


def decide(world: World, insight: Insight, action: Action, found: int) -> None:
    """A corrective action is begun, and takes effect after its lead time."""
    now = world.kernel._now
    wait = 0.0 if action.lead_time is None else action.lead_time(world.luck.draw(action.key, 0, INSIGHT, LASTS))
    world.log.corrective_actions.write(action.code, now, found, now + wait, action.cost)
    world.kernel.at(now + wait, lambda each: take_effect(world, insight, each), action)


def take_effect(world: World, insight: Insight, action: Action) -> None:
    """The cause is smaller for everybody."""
    for mode in world.fleet.modes:
        if mode.code in action.modes:
            if action.accuracy is not None:
                mode.accuracy = action.accuracy
            if action.success is not None:
                mode.success = action.success
            if action.avoids > 0:
                insight.avoided[mode.code] = 1.0 - (1.0 - insight.avoided.get(mode.code, 0.0)) * (1.0 - action.avoids)
