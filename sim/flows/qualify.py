"""Levels and certificates change: by courses, by experience, when a certificate runs out, and when somebody else takes over a post."""

from __future__ import annotations

from collections.abc import Mapping

from sim.records import QUALIFIED_BY
from sim.system.skills import Lesson, Newcomer
from sim.system.workforce import Technician
from sim.system.world import World

START, COURSE, EXPERIENCE, EXPIRED, JOINED = range(len(QUALIFIED_BY))


def start_certificates(world: World, technician: Technician, left: Mapping[str, float]) -> None:
    """Who has a skill that wants a certificate has one at the start; experience from before may have brought levels."""
    lift(technician)
    certify_all(world, technician, left)
    for skill in world.skill_codes:
        if technician.level(skill):
            write(world, technician, skill, START)


def lift(technician: Technician) -> None:
    """The levels that his experience brings at least."""
    for skill, practice in (technician.practice or {}).items():
        level = practice.curve.level_after(practice.jobs)
        if level > technician.level(skill):
            technician.qualify({skill: level})


def certify_all(world: World, technician: Technician, left: Mapping[str, float]) -> None:
    """Certificates of all skills that he has, valid so long or as long as new ones; he may not do work of the others."""
    for skill, valid in world.certificates.items():
        technician.barred.add(skill)
        if technician.level(skill):
            certify(world, technician, skill, world.kernel._now + left.get(skill, valid))


def certify(world: World, technician: Technician, skill: str, until: float) -> None:
    """He has a certificate that is valid until then."""
    if until > world.kernel._now:
        technician.barred.discard(skill)
        technician.certified_until[skill] = until
        world.kernel.at(until, lambda who: expire(world, who, skill), technician)


def expire(world: World, technician: Technician, skill: str) -> None:
    """A certificate runs out, unless it was renewed."""
    if skill not in technician.barred and technician.certified_until[skill] <= world.kernel._now:
        technician.barred.add(skill)
        changed(world, technician, skill, EXPIRED)


def course_ends(world: World, lesson: Lesson) -> None:
    """A certificate counts from the end of the course."""
    technician, valid = lesson.technician, world.certificates.get(lesson.skill)
    if valid is None or lesson.begin < technician.came:
        return
    certify(world, technician, lesson.skill, world.kernel._now + valid)
    changed(world, technician, lesson.skill, COURSE)


def course_shows(world: World, lesson: Lesson) -> None:
    """What he learnt shows; who left in between took it with him."""
    technician, skill = lesson.technician, lesson.skill
    if lesson.begin < technician.came:
        return
    if lesson.experience and technician.practice is not None and skill in technician.practice:
        now = world.kernel._now
        technician.practice[skill].add(now, now, lesson.experience)
        by_experience(world, technician, skill)
    raise_to(world, technician, skill, lesson.level, COURSE)


def by_experience(world: World, technician: Technician, skill: str) -> None:
    """Experience may bring a level."""
    assert technician.practice is not None
    practice = technician.practice[skill]
    raise_to(world, technician, skill, practice.curve.level_after(practice.jobs), EXPERIENCE)


def raise_to(world: World, technician: Technician, skill: str, level: int, by: int) -> None:
    """He has this level at least."""
    if level > technician.level(skill):
        technician.qualify({skill: level})
        changed(world, technician, skill, by)


def newcomer(world: World, who: Newcomer) -> None:
    """Somebody else has the post, the van and whatever the post was on its way to."""
    technician, now = who.technician, world.kernel._now
    before = [skill for skill in world.skill_codes if technician.level(skill)]
    technician.came = now
    technician.qualify({**dict.fromkeys(before, 0), **who.skills})
    technician.certified_until.clear()
    for skill, practice in (technician.practice or {}).items():
        practice.begin(now, who.experience.get(skill, 0.0))
    lift(technician)
    certify_all(world, technician, {})
    for skill in dict.fromkeys([*before, *(each for each in world.skill_codes if technician.level(each))]):
        write(world, technician, skill, JOINED)
    world.dispatcher.requalify(technician)


def changed(world: World, technician: Technician, skill: str, by: int) -> None:
    """He may be sent to other work from now on."""
    write(world, technician, skill, by)
    world.dispatcher.requalify(technician)


def write(world: World, technician: Technician, skill: str, by: int) -> None:
    """One row for what he can do."""
    world.log.qualifications.write(
        world.kernel._now, technician.code, world.skill_codes[skill], technician.level(skill), skill not in technician.barred, by
    )
