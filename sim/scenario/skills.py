"""What a scenario says of skills: how they are learnt by doing, and forgotten."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sim.scenario.values import Section
from sim.units import PositiveHours, Share


def _above_nothing(rate: float) -> float:
    if rate <= 0:
        raise PydanticCustomError("learning", "expected a share above zero like '85 %', found {found}", {"found": rate})
    return rate


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
