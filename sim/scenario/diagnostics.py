"""What may be said about tests that name a fault: at the desk, from afar, and on site."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import NOTHING, Law, Section
from sim.units import Money, Share

Confusion = dict[str, dict[str, Share]]
"""true failure mode -> the other mode that it is taken for -> share"""

_ROWS = "true failure mode -> another one -> share of such faults that are taken for it; what is left of 100 % is named rightly"


class Triage(Section):
    """What the desk takes for what."""

    confusion: Confusion = Field(
        default_factory=dict, description=f"{_ROWS}. Modes without a row err by 'desk.triage_accuracy', evenly"
    )


class RemoteTest(Section):
    """A test from afar before a visit; what it says takes the place of what triage named."""

    time: Law = Field(NOTHING, description="time that it takes; the agent and the customer stay on the line")
    cost: Money = Field(0.0, description="cost of one test")
    confusion: Confusion = Field(default_factory=dict, description=f"{_ROWS}. Modes without a row are always named rightly")


class OnSite(Section):
    """What technicians take for what."""

    confusion: Confusion = Field(
        default_factory=dict,
        description=f"{_ROWS}, times the factor of the technician's level. Modes without a row err by 'diagnosis_accuracy', evenly",
    )
    wrong_parts: Share = Field(
        0.0,
        description="share of wrong diagnoses that he acts on: he replaces the parts of the fault that he believes in, if he has them at hand, "
        "and the machine fails its test",
    )
