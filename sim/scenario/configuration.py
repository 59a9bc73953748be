"""What a scenario says of the configuration of machines: revisions, what the office knows of them, and retrofits."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from sim.scenario.needs import Needs
from sim.scenario.values import NOTHING, Failure, Law, PositiveCount, Section
from sim.units import Hours, Money, PositiveHours, Share


class RevisedMode(Section):
    """What is different in a failure mode at a revision; the rest is as the asset type has it."""

    law: Failure | None = Field(None, description="when it happens, of the same nature as that of the type; as there if left out")
    parts: Needs | None = Field(None, description="parts needed, all of them; as the type has it if left out")
    repair: Law | None = Field(None, description="hands-on repair time; as the type has it if left out")


class Revision(Section):
    """One way in which a machine model has been built."""

    share: Share = Field(0.0, description="share of the machines that have it; drawn for each")
    installed_from: Hours | None = Field(
        None,
        description="machines that are installed from this time on have it, whatever the shares; of several revisions the latest. The shares alone "
        "decide if left out",
    )
    failures: dict[str, RevisedMode] = Field(
        default_factory=dict, description="what is different in its failure modes; nothing if left out"
    )


def _shares(value: Any) -> Any:
    """`A: 60 %` is short for a share."""
    if not isinstance(value, dict):
        return value
    return {name: each if isinstance(each, (dict, Revision)) else {"share": each} for name, each in value.items()}


Revisions = Annotated[dict[str, Revision], BeforeValidator(_shares)]


class Retrofit(Section):
    """Work that makes another revision of a machine, once."""

    source: str = Field(alias="from", description="revision that it is meant for")
    to: str = Field(description="revision that the machine has afterwards; failure modes that differ begin a new life")
    kit: dict[str, PositiveCount] = Field(
        default_factory=dict,
        description="parts that it uses up, and how many units of each; nothing comes out that is wanted back",
    )
    duration: Law = Field(NOTHING, description="hands-on time")
    when: Literal["with_next_visit", "campaign"] = Field(
        "with_next_visit",
        description="with_next_visit: whoever works on such a machine does it, too, if his van or his home has the whole kit when he sets off; "
        "campaign: by visits of its own",
    )
    per_month: PositiveCount | None = Field(None, description="planned visits of a campaign in a month of 730 h, evenly spaced")
    begins: Hours = Field(0.0, description="when it begins, counted from the start")
    until: PositiveHours | None = Field(None, description="when no more of it is begun; it goes on to the end if left out")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Configuration(Section):
    """What the office knows of the revisions of its machines."""

    known: Share = Field(
        1.0,
        description="share of the machines whose revision stands in the office's register; all others are taken for the commonest of their type until "
        "somebody has been there, and parts are packed for that one",
    )
    audited: Share = Field(0.0, description="share of the others whose revision an audit of the base finds out")
    audit_at: Hours = Field(
        0.0, description="when the audit takes place, counted from the start; what visits have found out by then it leaves out"
    )
    audit_cost: Money = Field(0.0, description="cost of the audit per machine whose revision it finds out")
