"""Documentation at work: customers who look a fault up, answers that grow with what visits find, and authors who revise."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from sim.kernel import Flow
from sim.records import EDITS, NONE
from sim.streams import COVERED, DOCUMENT, SELF_SERVICE, SELF_SERVICE_TIME, unit
from sim.system.calls import REPORTING, ServiceCall
from sim.system.documents import Document, Pages
from sim.system.world import World

INITIAL, REVISION, FEEDBACK = range(len(EDITS))


def look_up(world: World, call: ServiceCall, pages: Pages) -> Generator[Any, Any, bool]:
    """Is this fault answered? Returns True when the customer has solved it by the answer and does not ring.

    The luck is the fault's own: one that is answered at some coverage is answered at every higher one.
    """
    now = world.kernel._now
    luck = world.luck.fate(call.key, call.nth, DOCUMENT)
    coverage, document, mode = pages.coverage(now), pages.document, call.mode
    covered = unit(luck, COVERED) < coverage
    alone = covered and unit(luck, SELF_SERVICE) < mode.self_service * document.self_service
    world.log.lookups.write(call.number, document.code, now, coverage, covered, alone)
    if not covered:
        return False
    call.document = document
    if alone and mode.self_service_time is not None:
        hours = mode.self_service_time(unit(luck, SELF_SERVICE_TIME))
        yield hours
        call.stages[REPORTING] += hours
    return alone


def find_answer(world: World, call: ServiceCall, pages: Pages) -> None:
    """Look a fault up whose customer has rung before the run began."""
    now = world.kernel._now
    coverage, document = pages.coverage(now), pages.document
    covered = unit(world.luck.fate(call.key, call.nth, DOCUMENT), COVERED) < coverage
    world.log.lookups.write(call.number, document.code, now, coverage, covered, False)
    if covered:
        call.document = document


def write_up(world: World, call: ServiceCall, pages: Pages) -> None:
    """A visit has found the answer to a fault that was not covered: next time it is there."""
    document, now = pages.document, world.kernel._now
    coverage = pages.coverage(now)
    if call.document is not None or not call.visits or not document.feedback or coverage == 1.0:
        return
    pages.rewrite(now, coverage + document.feedback)
    world.log.answers.write(now, document.code, pages.mode, FEEDBACK, pages.coverage(now))
    world.log.writing.write(document.code, call.number, now, now, document.feedback_hours)


def revisions(world: World, document: Document, at: float, every: float | None, lasts: float, goal: float) -> Flow:
    """Revise a document, once or again and again; the next revision may begin before the last one is published."""
    yield at
    while True:
        world.kernel.walk(revision(world, document, lasts, goal))
        if every is None:
            return
        yield every


def revision(world: World, document: Document, lasts: float, goal: float) -> Flow:
    """Write what is missing, and publish it."""
    begun = world.kernel._now
    document.revised_since.append(begun)
    yield lasts
    now = world.kernel._now
    document.revised_since.remove(begun)
    world.log.writing.write(document.code, NONE, begun, now, document.hours)
    for pages in document.pages:
        if pages.coverage(now) < goal:
            pages.rewrite(now, goal)
            world.log.answers.write(now, document.code, pages.mode, REVISION, goal)
