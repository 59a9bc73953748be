"""A contact with the service desk: portal, queue, patience, triage, remote fix, second line."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sim.flows.call_back import NEVER_GIVES_UP, leave_number, ring_or_be_rung, rung_back
from sim.flows.diagnostics import remote_test
from sim.flows.self_service import self_service
from sim.records import NEVER
from sim.streams import CONTACT, ESCALATION, HANDLING, PATIENCE, PERSISTENCE, REDIAL, REMOTE, REMOTE_TIME, TRIAGE, Fate, unit
from sim.system.calls import COVERAGE, ServiceCall
from sim.system.calls import DESK as DESK_STAGE
from sim.system.desk import Desk
from sim.system.diagnostics import name_fault
from sim.system.world import World


def contact(world: World, desk: Desk, call: ServiceCall) -> Generator[Any, Any, bool]:
    """Ring until somebody answers; returns True when the call ends here: solved without a visit, or lost."""
    kernel = world.kernel
    if desk.portal is not None and (yield from self_service(world, desk.portal, call)):
        return True
    while True:
        call.contacts += 1
        luck = world.luck.fate(call.key, call.nth, CONTACT + call.contacts)
        if not desk.hours.always:
            closed = desk.hours.next_open(kernel._now) - kernel._now
            if closed > 0.0:
                call.waits_for = COVERAGE
                leave_number(desk, call, luck, kernel._now)
                yield closed
                call.stages[COVERAGE] += closed
        call.waits_for = DESK_STAGE
        rang = kernel._now
        blocked = desk.lines is not None and desk.is_full() and not desk.is_asked_back(call.number)
        if not blocked:
            world.open_contacts[call.number] = (rang, NEVER)
            patience = desk.patience(unit(luck, PATIENCE)) if desk.patience is not None else NEVER_GIVES_UP
            waiting = desk.ring(patience) if desk.call_back is None else ring_or_be_rung(world, desk, call, luck, patience)
            if waiting is None or (yield waiting):
                break
            del world.open_contacts[call.number]
        world.log.contacts.write(call.number, rang, NEVER, kernel._now, not blocked, blocked)
        call.lost = desk.redial_share < 1.0 and unit(luck, PERSISTENCE) >= desk.redial_share
        if call.lost:
            call.stages[DESK_STAGE] += kernel._now - rang
            return True
        if desk.redial is not None:
            yield desk.redial(unit(luck, REDIAL))
        call.stages[DESK_STAGE] += kernel._now - rang
    call.answered = kernel._now
    lines = 0 if desk.call_back is not None and rung_back(world, desk.call_back, call) else 1
    world.open_contacts[call.number] = (rang, kernel._now)
    fixed = triage(desk, call)
    length = contact_time(desk, call, luck)
    if length > 0.0:
        yield length
    if call.mode.remote_test is not None and not fixed:
        yield from remote_test(world, call)
    call.triaged = kernel._now
    call.stages[DESK_STAGE] += kernel._now - rang
    desk.hang_up(lines)
    del world.open_contacts[call.number]
    world.log.contacts.write(call.number, rang, call.answered, kernel._now, False, False)
    if desk.second_line is not None and not fixed:
        fixed = yield from escalate(world, desk.second_line, call)
    call.remote = fixed
    return fixed


def escalate(world: World, line: Desk, call: ServiceCall) -> Generator[Any, Any, bool]:
    """Hand a call on that the hotline has not solved, if that is its luck; returns True when the second line solves it.

    What the second line names takes the place of what the hotline named, unless a remote test has had the last word.
    """
    luck = world.luck.fate(call.key, call.nth, CONTACT)
    if unit(luck, ESCALATION) >= call.mode.escalation:
        return False
    kernel = world.kernel
    handed_on = ready = kernel._now
    line.open_tickets[call.number] = (handed_on, NEVER)
    if not line.hours.always:
        closed = line.hours.next_open(handed_on) - handed_on
        if closed > 0.0:
            call.waits_for = COVERAGE
            yield closed
            call.stages[COVERAGE] += closed
            ready = kernel._now
    call.waits_for = DESK_STAGE
    waiting = line.ring(NEVER_GIVES_UP)
    if waiting is not None:
        yield waiting
    begun = kernel._now
    line.open_tickets[call.number] = (handed_on, begun)
    tested = call.named
    fixed = triage(line, call)
    if call.mode.remote_test is not None:
        call.named = tested
    length = contact_time(line, call, luck)
    if length > 0.0:
        yield length
    line.hang_up()
    call.triaged = kernel._now
    call.stages[DESK_STAGE] += kernel._now - ready
    del line.open_tickets[call.number]
    world.log.escalations.write(call.number, handed_on, begun, kernel._now, fixed)
    return fixed


def triage(desk: Desk, call: ServiceCall) -> bool:
    """Name the likely fault and say whether it can be solved from here.

    The luck is the fault's own: an agent who is right at some accuracy is right at every higher one.
    """
    accuracy, errors = (desk.accuracy, ()) if call.mode.at_triage is None else call.mode.at_triage
    success = desk.remote_success
    if call.document is not None:
        accuracy, success = max(accuracy, call.document.triage_accuracy), max(success, call.document.remote_success)
    call.named = name_fault(call.mode, unit(call.fate, TRIAGE), accuracy, errors)
    return unit(call.fate, REMOTE) < call.mode.remote * success


def contact_time(desk: Desk, call: ServiceCall, luck: Fate) -> float:
    """Handling time, and the remote attempt where the fault allows one."""
    length = desk.handling(unit(luck, HANDLING)) if desk.handling is not None else 0.0
    mode = call.mode
    if mode.remote_time is not None and unit(call.fate, REMOTE) < mode.remote:
        length += mode.remote_time(unit(luck, REMOTE_TIME))
    return length
