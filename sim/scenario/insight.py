"""What a scenario says of what customers think, whom they tell, and what is done about it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.values import NOTHING, Law, PositiveCount, Section
from sim.units import Money, PositiveHours, Share

Points = Annotated[float, Field(ge=0.0, le=100.0)]
"""Of a score from 0 to 100."""


class Answer(Section):
    """How complaints are answered: the short loop, which makes this customer content again."""

    time: Law = Field(NOTHING, description="time from a complaint to its answer")
    cost: Money = Field(0.0, description="cost of an answer, what it gives away included")
    restores: Points = Field(0.0, description="points that the customer's score wins by it")


class CorrectiveAction(Section):
    """What takes a cause of complaints away for everybody: the long loop."""

    cause: Literal["late response", "late restoration", "repeat visit", "downtime"] = Field(
        description="what it is about: the largest loss of the call that was complained about"
    )
    failures: list[str] = Field(
        min_length=1, description="failure modes ('pump.leak') whose complaints count for it, and which it changes"
    )
    complaints: PositiveCount = Field(1, description="complaints so far from which on a review decides for it")
    lead_time: Law = Field(NOTHING, description="time from the decision until it takes effect")
    cost: Money = Field(0.0, description="cost, once, when it is decided")
    avoids: Share = Field(0.0, description="share of these faults that do not happen any more")
    diagnosis_accuracy: Share | None = Field(
        None, description="chance to find them at the first look from then on; as before if left out"
    )
    repair_success: Share | None = Field(
        None, description="chance that their repair passes its test from then on; as before if left out"
    )


class Insight(Section):
    """What customers think of the service, as a score from 0 to 100 for each of them."""

    start: Points = Field(100.0, description="score at the start")
    neutral: Points = Field(100.0, description="score towards which it drifts while nothing happens")
    half_life: PositiveHours | None = Field(
        None, description="time in which the way to `neutral` halves; it stays as it is if left out"
    )
    late_response: Points = Field(0.0, description="points lost by a response later than promised")
    late_restoration: Points = Field(0.0, description="points lost by a restoration later than promised")
    repeat_visit: Points = Field(0.0, description="points lost by each visit to a call after its first")
    downtime: Points = Field(0.0, description="points lost by each hour that the machine was down")
    as_expected: Points = Field(0.0, description="points won by a call that loses none")
    dissatisfied_below: Points = Field(50.0, description="score below which a customer is dissatisfied")
    complaint_share: Share = Field(
        0.04,
        description="chance that a customer complains after a call that cost points and leaves him dissatisfied; the others keep silent",
    )
    answer: Answer = Field(Answer(), description="how complaints are answered")
    review_every: PositiveHours | None = Field(
        None, description="rhythm in which complaints are reviewed by cause; never if left out, and then nothing is corrected"
    )
    corrective_actions: dict[str, CorrectiveAction] = Field(
        default_factory=dict, description="what a review may decide, each once"
    )
