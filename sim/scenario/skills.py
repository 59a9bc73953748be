"""What a scenario says of skills: how they are learnt by doing and in courses, are forgotten, and leave with people."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sim.nature.calendars import ALWAYS
from sim.scenario.values import NOTHING, Hours_of_week, Law, Level, Section
from sim.units import Hours, Money, PositiveHours, Share


def _above_nothing(rate: float) -> float:
    if rate <= 0:
        raise PydanticCustomError("learning", "expected a share above zero like '85 %', found {found}", {"found": rate})
    return rate


def skill_levels(value: Any) -> Any:
    """A list of skills stands for level 1 of each."""
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return dict.fromkeys(value, 1)
    return value


LearningRate = Annotated[Share, AfterValidator(_above_nothing)]
Jobs = Annotated[float, Field(ge=0, le=1_000_000)]


class Learning(Section):
    """Wright's learning curve: each time the number of jobs done doubles, a job takes `rate` of what it took."""

    rate: LearningRate = Field(
        description="time of the 2nd, 4th, 8th, ... job over that of the 1st, 2nd, 4th, ...; 1: nothing is learnt"
    )
    floor: Share = Field(0.0, description="least share of the standard time, however many jobs were done")


class Forgetting(Section):
    """Experience that fades while a skill is not used."""

    half_life: PositiveHours = Field(description="time without a job of the skill after which half of the experience is gone")
    keeps: Share = Field(0.0, description="share of the most experience that he ever had, which stays for good")


class Skill(Section):
    """How a skill grows and fades; a skill without an entry stays what it is."""

    learning: Learning | None = Field(
        None,
        description="how much faster diagnosis and repair get with each job of the skill; the law's times are those of the first job",
    )
    forgetting: Forgetting | None = Field(None, description="how experience fades without a job of the skill; never if left out")
    level_after: dict[Level, Jobs] = Field(
        default_factory=dict,
        description="level of the skill that somebody has, at least, from so many jobs' worth of experience on, by level",
    )
    certificate: PositiveHours | None = Field(
        None,
        description="how long a certificate is valid, without which nobody is sent to work of this skill; who has the skill at the start has one, "
        "and each course of the skill renews it. No certificate is wanted if left out",
    )


class Course(Section):
    """Training: a course in a room, or e-learning. It takes hours of shifts, which are paid."""

    skill: str = Field(description="skill that it teaches")
    who: list[str] = Field(
        default_factory=list,
        description="technicians who take it, one after the other; a group stands for its members. None where it is for newcomers only",
    )
    kind: Literal["course", "e_learning"] = Field(
        "course",
        description="course: off the road, in hours that everybody knows beforehand; e_learning: whenever he is on shift and has no order. "
        "An order interrupts e-learning at once, and he goes on later where he stopped",
    )
    lasts: PositiveHours = Field(description="hours of shifts that it takes from each")
    level: Level | None = Field(None, description="level that they have afterwards, at least")
    experience: Jobs = Field(0.0, description="jobs' worth of experience that it gives")
    delay: Law = Field(NOTHING, description="time from its end until level and experience show; a certificate counts at once")
    hours: Hours_of_week = Field(
        ALWAYS, description="hours of the week in which they learn, as far as they are on shift; whole shifts if left out"
    )
    at: Hours = Field(0.0, description="when the first of them begins")
    apart: Hours = Field(0.0, description="time between the beginnings of two who follow each other in the list")
    every: PositiveHours | None = Field(None, description="interval at which everybody takes it again; once if left out")
    cost: Money = Field(0.0, description="fee for each who begins it, besides his paid hours")


class Replacement(Section):
    """Who takes over the post and the van of somebody who left."""

    after: Law = Field(NOTHING, description="time that the post is vacant")
    skills: Annotated[dict[str, Level] | None, BeforeValidator(skill_levels)] = Field(
        None, description="level per skill of who comes; those of the post if left out"
    )
    experience: dict[str, Jobs] = Field(default_factory=dict, description="jobs that he has done before, by skill")
    induction: list[str] = Field(
        default_factory=list, description="courses that whoever comes takes from his first day on, one after the other"
    )
