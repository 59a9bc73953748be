"""What a scenario says of partners: other companies that take calls over, for money."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.nature.durations import Constant
from sim.scenario.skills import skill_levels
from sim.scenario.values import NOTHING, Law, Level, PositiveCount, Priority, Section
from sim.units import Hours, Money, MoneyPerHour, MoneyPerYear, Share


class Partner(Section):
    """Another company's people, who go to our customers with parts of their own."""

    takes: Literal["all", "waiting", "busy", "off_duty"] = Field(
        "all",
        description="calls it is given: all that it can do, so that ours are not asked; or those to which none of ours could be sent, in any case "
        "('waiting'), only while somebody of ours who may do the work is on duty ('busy'), or only while nobody is ('off_duty')",
    )
    after: Hours = Field(0.0, description="time that a call waits for ours before it is offered to the partner")
    regions: list[str] = Field(default_factory=list, description="territories in which it works; none means all")
    skills: Annotated[dict[str, Level] | None, BeforeValidator(skill_levels)] = Field(
        None, description="level per skill, which says what work it may do; any work if left out"
    )
    least_urgent: Priority = Field(9, description="only work of this urgency or more is given to it; 1 is the most urgent")
    capacity: PositiveCount | None = Field(
        None, description="jobs in its hands at a time, from taking one over until it is done; no limit if left out"
    )
    response: Law = Field(
        NOTHING, description="time from taking a job over, or from when its part is there, until somebody is at the site"
    )
    work: Law | None = Field(None, description="hands-on time of a repair; what the failure mode says if left out")
    diagnosis: Share = Field(1.0, description="factor on the chance to find the fault at the first look")
    repair_success: Share = Field(1.0, description="factor on the chance that a repair passes its test")
    hands_back: bool = Field(
        False, description="what its first visit has not fixed comes back to our own people, unless only its part is missing"
    )
    parts_on_hand: Share = Field(1.0, description="chance, for each part that a job needs, that it brings it along")
    parts_delay: Law = Field(Constant(time=24.0), description="time until it has a part that it does not bring along")
    visit_cost: Money = Field(0.0, description="what it asks for a visit")
    hourly_cost: MoneyPerHour = Field(0.0, description="what it asks for an hour at the site")
    parts_price: float = Field(1.0, ge=0, le=100, description="what it asks for a part, as a factor on the part's price")
    retainer: MoneyPerYear = Field(0.0, description="what it is paid for being there, job or no job")

    def may_do(self, skill: str | None, level: int, region: str | None) -> bool:
        """Whether its people may do such work in such a territory."""
        skilled = self.skills is None or skill is None or self.skills.get(skill, 0) >= level
        return skilled and (not self.regions or region in self.regions)
