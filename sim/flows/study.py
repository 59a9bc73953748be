"""E-learning: an order comes first, and whoever is through with it goes on where he stopped."""

from __future__ import annotations

from functools import partial

from sim.flows.qualify import course_ends, course_shows
from sim.records import DUTIES, NEVER
from sim.system.skills import Lesson
from sim.system.study import Learner, OnlineCourse
from sim.system.workforce import SHIFT
from sim.system.world import World

E_LEARNING = DUTIES.index("e-learning")


def begin_studies(world: World, learner: Learner, courses: list[OnlineCourse]) -> None:
    """He notices when he has time, and takes up each course when it is due."""
    learner.notices = partial(notice, world, learner)
    for course in courses:
        world.kernel.at(course.due, lambda each: take_up(world, learner, each), course)


def notice(world: World, learner: Learner) -> None:
    """His order or his duty has changed, or may have."""
    if learner.is_free == learner.has_time:
        return
    learner.has_time = learner.is_free
    if learner.has_time:
        go_on(world, learner)
    else:
        stop(world, learner)


def take_up(world: World, learner: Learner, course: OnlineCourse) -> None:
    """A course is due; he is at one after the other."""
    learner.courses.append(course)
    if learner.has_time and len(learner.courses) == 1:
        go_on(world, learner)


def go_on(world: World, learner: Learner) -> None:
    """Learn from now on, or once the hours of the course begin, until they end or it is done; nobody knows when an order comes."""
    if not learner.courses:
        return
    now, course = world.kernel._now, learner.courses[0]
    if course.hours.is_open(now):
        learner.since = now
        until = min(course.hours.open_until(now), now + course.left)
    else:
        until = course.hours.next_open(now)
    learner.turn += 1
    if until < float("inf"):
        world.kernel.at(until, lambda turn: look_up(world, learner, turn), learner.turn)


def look_up(world: World, learner: Learner, turn: int) -> None:
    """Hours of a course begin or end, or it is done."""
    if turn == learner.turn:
        stop(world, learner)
        go_on(world, learner)


def stop(world: World, learner: Learner) -> None:
    """End a block."""
    learner.turn += 1
    now, since = world.kernel._now, learner.since
    if since is None:
        return
    learner.since = None
    course = learner.courses[0]
    if now > since:
        learner.blocks.append((since, now))
        if not course.spent:
            course.begun = since
        course.spent += now - since
        course.left -= now - since
    if course.left <= 0:
        course.ended = now
        learner.attended.append(learner.courses.popleft())
        world.kernel.at(now, lambda each: pass_on(world, learner, each), course)


def pass_on(world: World, learner: Learner, course: OnlineCourse) -> None:
    """Let what he has learnt count."""
    lesson = Lesson(learner, course.begun, course.ended, course.skill, course.level, course.experience)
    course_ends(world, lesson)
    world.kernel.at(course.shows, lambda each: course_shows(world, each), lesson)


def drop_out(world: World, learner: Learner) -> None:
    """Somebody else has the post now: what was begun is lost, and what only the other was to take."""
    stop(world, learner)
    waiting = list(learner.courses)
    learner.courses.clear()
    for course in waiting:
        if course.spent:
            learner.attended.append(course)
        elif not course.induction:
            learner.courses.append(course)
    if learner.has_time:
        go_on(world, learner)


def write_studies(world: World) -> None:
    """At the horizon: shifts with the blocks in them, and the courses that were begun."""
    now = world.kernel._now
    for learner in world.technicians:
        if not isinstance(learner, Learner):
            continue
        stop(world, learner)
        write_shifts(world, learner)
        for course in sorted([*learner.attended, *learner.courses], key=lambda each: each.begun):
            if course.spent:
                shows = course.shows if course.shows <= now else NEVER
                world.log.training.write(
                    learner.code, course.course, course.begun, course.ended, shows, course.spent, course.cost
                )


def write_shifts(world: World, learner: Learner) -> None:
    """What he learns of a shift is no hour for orders."""
    write, blocks, horizon = world.log.attendance.write, iter(learner.blocks), world.kernel._now
    block = next(blocks, None)
    for opens, closes in learner.shift.spans:
        now, end = opens, min(closes, horizon)
        while block is not None and block[0] < end:
            write(learner.code, now, block[0], SHIFT)
            write(learner.code, *block, E_LEARNING)
            now, block = block[1], next(blocks, None)
        if now < end:
            write(learner.code, now, end, SHIFT)
