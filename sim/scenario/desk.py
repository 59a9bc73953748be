"""What a scenario says of the hotline: two lines of agents, call-backs, and a portal before them."""

from __future__ import annotations

from pydantic import Field

from sim.nature.calendars import ALWAYS, OpeningHours
from sim.nature.durations import Constant
from sim.scenario.assets import FailureMode
from sim.scenario.values import NOTHING, Count, Hours_of_week, Hours_text, Law, PositiveCount, Section
from sim.units import MoneyPerHour, MoneyPerYear, PositiveHours, Share


class Agents(Section):
    """A line of support: agents who answer."""

    agents: Count = Field(description="agents on duty at all times")
    shifts: dict[Hours_text, PositiveCount] = Field(
        default_factory=dict, description="hours of the week -> agents who are on duty besides; shifts that overlap add up"
    )
    hours: Hours_of_week = Field(ALWAYS, description="when they answer; callers wait outside them")
    handling: Law = Field(NOTHING, description="time an agent spends on a contact, triage included")

    @property
    def most_agents(self) -> int:
        """Agents on duty when there are most of them."""
        shifts = [(OpeningHours.read(hours), people) for hours, people in self.shifts.items()]
        begins = {(day, begin) for hours, _ in shifts for day, begin, _ in hours.spans} | {(0, 0)}
        return self.agents + max(sum(n for hours, n in shifts if hours.includes(day, begin)) for day, begin in begins)


class SecondLine(Agents):
    """Specialists to whom the hotline hands on what it has not solved; they ring the customer back, first come first served."""

    escalation: Share = Field(
        1.0, description="chance that a call is handed on which the hotline has not solved; a failure mode may state its own"
    )
    triage_accuracy: Share = Field(1.0, description="chance that they name the true failure mode")
    remote_success: Share = Field(1.0, description="share of the remotely fixable faults that they do fix")
    cost: MoneyPerHour = Field(0.0, description="cost of one of their hours on duty")


class CallBack(Section):
    """The offer to be rung back instead of waiting on the line: who takes it keeps his place in the queue, and does not give up."""

    after: PositiveHours | None = Field(None, description="wait in the queue after which it is offered; never there if left out")
    outside_hours: bool = Field(
        False, description="also offered to who finds the desk closed: he is in the queue as soon as it opens, and off the line"
    )
    share: Share = Field(1.0, description="share of the callers who take it")


class Portal(Section):
    """Self-service before the hotline: whom it does not help rings."""

    share: Share = Field(description="share of the customers who try it before they ring")
    time: Law = Field(NOTHING, description="time spent there, with success or without")
    cost: MoneyPerYear = Field(0.0, description="what it costs in a year")


class Desk(Agents):
    """The hotline."""

    patience: Law | None = Field(None, description="how long a caller waits in the queue before giving up")
    lines: PositiveCount | None = Field(None, description="callers talking and waiting at most; who rings beyond is blocked")
    redial: Law = Field(Constant(time=1.0), description="time until a caller who gave up or was blocked rings again")
    redial_share: Share = Field(1.0, description="chance that he rings again; else the call is lost and he helps himself")
    triage_accuracy: Share = Field(1.0, description="chance that triage names the true failure mode")
    remote_success: Share = Field(1.0, description="share of the remotely fixable faults that the agents do fix")
    cost: MoneyPerHour = Field(0.0, description="cost of one agent hour on duty")
    second_line: SecondLine | None = Field(None, description="specialists behind the hotline; without them nothing is handed on")
    call_back: CallBack | None = Field(None, description="the offer to be rung back; nobody is if left out")
    portal: Portal | None = Field(None, description="self-service before the call; there is none if left out")

    def escalation(self, mode: FailureMode) -> float:
        """Chance that a fault of a mode is handed on to the second line, where the hotline has not solved it."""
        if self.second_line is None:
            return 0.0
        return float(self.second_line.escalation if mode.escalation is None else mode.escalation)

    def self_service(self, mode: FailureMode) -> float:
        """Share of the faults of a mode that the portal solves."""
        return 0.0 if self.portal is None else float(self.portal.share * mode.self_service)

    def solves(self, mode: FailureMode) -> float:
        """Share of the faults of a mode that need no visit: the portal, the hotline or the second line solves them.

        What one line fixes the better one would have fixed, too: only its lead over the first counts.
        """
        fixed = float(mode.remote * self.remote_success)
        if self.second_line is not None:
            fixed += self.escalation(mode) * mode.remote * max(0.0, self.second_line.remote_success - self.remote_success)
        alone = self.self_service(mode)
        return alone + (1.0 - alone) * fixed
