"""What a scenario says of the hotline."""

from __future__ import annotations

from pydantic import Field

from sim.nature.calendars import ALWAYS, OpeningHours
from sim.nature.durations import Constant
from sim.scenario.values import NOTHING, Count, Hours_of_week, Hours_text, Law, PositiveCount, Section
from sim.units import MoneyPerHour, Share


class Desk(Section):
    """The hotline."""

    agents: Count = Field(description="agents on duty at all times")
    shifts: dict[Hours_text, PositiveCount] = Field(
        default_factory=dict, description="hours of the week -> agents who are on duty besides; shifts that overlap add up"
    )
    hours: Hours_of_week = Field(ALWAYS, description="when they answer; callers wait outside them")
    handling: Law = Field(NOTHING, description="time an agent spends on a contact, triage included")
    patience: Law | None = Field(None, description="how long a caller waits in the queue before giving up")
    lines: PositiveCount | None = Field(None, description="callers talking and waiting at most; who rings beyond is blocked")
    redial: Law = Field(Constant(time=1.0), description="time until a caller who gave up or was blocked rings again")
    redial_share: Share = Field(1.0, description="chance that he rings again; else the call is lost and he helps himself")
    triage_accuracy: Share = Field(1.0, description="chance that triage names the true failure mode")
    remote_success: Share = Field(1.0, description="share of the remotely fixable faults that the agents do fix")
    cost: MoneyPerHour = Field(0.0, description="cost of one agent hour on duty")

    @property
    def most_agents(self) -> int:
        """Agents on duty when there are most of them."""
        shifts = [(OpeningHours.read(hours), people) for hours, people in self.shifts.items()]
        begins = {(day, begin) for hours, _ in shifts for day, begin, _ in hours.spans} | {(0, 0)}
        return self.agents + max(sum(n for hours, n in shifts if hours.includes(day, begin)) for day, begin in begins)
