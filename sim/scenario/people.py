"""What a scenario says of technicians: skills, hours, absences and vans."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.nature.calendars import ALWAYS
from sim.nature.durations import Constant
from sim.scenario.assets import FailureMode
from sim.scenario.skills import Jobs, Replacement, skill_levels
from sim.scenario.values import Hours_of_week, Law, Level, PositiveCount, Priority, Section, Stock
from sim.units import Hours, Money, MoneyPerHour, PositiveHours, Share


class SkillLevel(Section):
    """What a level of skill does."""

    diagnosis: Share = Field(1.0, description="factor on the chance to find the fault at the first look")
    repair_time: float = Field(1.0, gt=0, le=100, description="factor on diagnosis and repair time")


class Absence(Section):
    """Illness and whatever else takes a technician out at random; calendar time, work or no work."""

    after: Law = Field(description="time until he is absent, from the start or from his return")
    lasts: Law = Field(description="time that he is absent; shift and on-call hours in it are missed")


class Help(Section):
    """When a technician works in territories that are not his own, on shift; never on what wants a scarce tool."""

    regions: list[str] = Field(default_factory=list, description="territories helped; none means all others")
    at_least: PositiveCount = Field(
        1, description="orders of work that he may do, waiting in a territory, from which on he goes there"
    )


class Technician(Section):
    """One technician with a van, or `count` alike."""

    home: str = Field(description="location where the day starts and which refills the van")
    count: PositiveCount = Field(1, description="how many alike; they are named name-1, name-2, ...")
    skills: Annotated[dict[str, Level], BeforeValidator(skill_levels)] = Field(
        default_factory=dict, description="level per skill"
    )
    experience: dict[str, Jobs] = Field(
        default_factory=dict, description="jobs of a skill done before the start, by skill; where the skill has a learning curve"
    )
    certificates: dict[str, Hours] = Field(
        default_factory=dict,
        description="how long his certificate is still valid at the start, by skill; as long as a new one if left out",
    )
    leaves: Law | None = Field(
        None, description="time until who has the post leaves, from the start or from his coming; nobody leaves if left out"
    )
    replaced: Replacement | None = Field(None, description="who takes over the post; nobody does if left out")
    regions: list[str] = Field(default_factory=list, description="territories served; none means all")
    helps: Help | None = Field(
        None, description="work in other territories while there is none for him in those served; he does none if left out"
    )
    hours: Hours_of_week = Field(ALWAYS, description="weekly shifts")
    on_call: Hours_of_week | None = Field(None, description="hours outside shifts when urgent calls are taken")
    on_call_priority: Priority = Field(1, description="on call, only work of this urgency or more is taken")
    at_shift_end: Literal["finish", "stop"] = Field("finish", description="finish the job in overtime, or stop and come back")
    between_jobs: Literal["stay", "home"] = Field(
        "stay", description="wait where the last job was, or drive home after each job and only then take the next order"
    )
    overtime_limit: Hours | None = Field(
        None,
        description="no job is begun on shift that is expected to end later than this after its end, the drive and the mean hands-on time "
        "counted, unless he is then on call for it; no limit if left out",
    )
    absence: Absence | None = Field(None, description="random absences, such as illness; each of `count` has his own")
    cost: MoneyPerHour = Field(0.0, description="cost of one paid hour")
    overtime_cost: MoneyPerHour | None = Field(None, description="cost of one overtime hour; the normal cost if left out")
    on_call_cost: MoneyPerHour = Field(0.0, description="cost of one hour on call, worked or not")
    call_out_cost: Money = Field(0.0, description="cost of one visit to which he is sent while on call, besides the hours")
    van: dict[str, Stock] = Field(
        default_factory=dict,
        description="replenishment rule per part carried, or per class of parts; the most specific one counts",
    )
    refill: Law = Field(Constant(time=24.0), description="time from ordering at home until a part is in the van")
    refill_by: str | None = Field(None, description="carrier that brings parts from home to the van, instead of 'refill'")
    count_every: PositiveHours | None = Field(
        None, description="interval between two counts of the van, which put its books right; never if left out"
    )
    count_cost: Money = Field(0.0, description="cost of one count of the van")

    def may_repair(self, mode: FailureMode) -> bool:
        """Whether his skill is good enough for a failure mode."""
        return mode.skill is None or self.skills.get(mode.skill, 0) >= mode.level
