"""What a scenario says of technical documentation: which faults it answers, what writing it costs, and what an answer is worth."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import Section
from sim.units import Hours, MoneyPerHour, PerYear, PositiveHours, Share


class Authoring(Section):
    """A revision of a document: authors write what is missing."""

    coverage: Share = Field(description="coverage that each of its failure modes is raised to; what is covered better stays so")
    at: Hours = Field(0.0, description="when it begins, from the start")
    lasts: Hours = Field(0.0, description="time until it is published; coverage rises then")
    every: PositiveHours | None = Field(None, description="interval from its beginning to the next one's; once if left out")
    hours: Hours = Field(0.0, description="authors' hours that one revision takes")


class Document(Section):
    """A service manual, a knowledge base or a guide for customers, about one asset type."""

    asset_type: str = Field(description="machine model it is about")
    coverage: dict[str, Share] = Field(
        description="failure mode -> share of its faults for which the document holds the answer at the start; modes not listed are not in it"
    )
    decay: PerYear = Field(
        0.0, description="rate at which answers go out of date: of what is covered, exp(−decay × years) is left after some years"
    )
    authoring: Authoring | None = Field(None, description="revisions; none if left out")
    feedback: Share = Field(
        0.0,
        description="coverage of its mode that is gained when a visit has fixed a fault that was not covered, and it is written up",
    )
    feedback_hours: Hours = Field(0.0, description="authors' hours to write up one such fault")
    author_cost: MoneyPerHour = Field(0.0, description="cost of one author's hour")
    triage_accuracy: Share = Field(
        0.0, description="chance that triage names the true mode of a covered fault, where that is better than the desk's own"
    )
    remote_success: Share = Field(
        0.0,
        description="share of the covered, remotely fixable faults that agents do fix, where that is better than the desk's own",
    )
    diagnosis_time: Share = Field(1.0, description="factor on the time to find a covered fault on site")
    diagnosis_accuracy: Share = Field(
        0.0,
        description="chance that a covered fault is found at the first look, where that is better than technician and mode give",
    )
    self_service: Share = Field(
        0.0, description="share of customers who look a fault up themselves before they ring; 0 where customers do not have it"
    )
