"""What a scenario says of hidden defects: how they grow, who looks for them, what watches them, and what is done when one is found."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.needs import Needs
from sim.scenario.values import NOTHING, Law, PositiveCount, Priority, Section
from sim.units import Hours, Money, PositiveHours, Share

MOST_STAGES = 8


class Condition(Section):
    """A failure that announces itself: a defect that can be seen grows through stages until the machine fails."""

    stages: list[Law] = Field(
        min_length=1,
        max_length=MOST_STAGES,
        description="time that it spends in each stage from the first that can be seen on, on the clock of the failure law; the machine fails at the "
        "end of the last. One stage is the P-F interval, or delay time; several are a chain of deterioration. The law itself is the time to the "
        "first stage",
    )


class Monitoring(Section):
    """Sensors that watch for one failure mode from afar."""

    detects: Share = Field(1.0, description="share of defects that they can tell at all")
    delay: Law = Field(NOTHING, description="time from the beginning of a defect, when it can first be seen, to its alarm")
    repeats: PositiveHours | None = Field(
        None,
        description="the alarm of a defect is raised again at this interval until somebody has seen to it; once only if left out",
    )
    false_alarms: Annotated[float, Field(ge=0.0, le=8760.0, allow_inf_nan=False)] = Field(
        0.0, description="false alarms of a sound asset in a year; each stands for itself"
    )
    cost: Money = Field(0.0, description="sensors, line and watching, per asset and year")


class Preventive(Section):
    """Work that removes a defect before it becomes a failure; what is left out is as in the repair of the failure."""

    look: Law = Field(
        NOTHING, description="time on site until it is clear whether there is a defect; all that a false alarm takes"
    )
    repair: Law | None = Field(None, description="hands-on time; as the failure's if left out")
    parts: Needs | None = Field(None, description="parts needed; as the failure's if left out")
    cost: Money = Field(0.0, description="material of such work that no part stands for")
    down: bool = Field(False, description="the asset stands still while somebody works on it")
    priority: Priority = Field(5, description="urgency against breakdowns; 1 is the most urgent")
    due_within: PositiveHours = Field(720.0, description="work done within this time counts as on time")
    same_visit: bool = Field(
        True,
        description="who finds the defect removes it before he leaves, if he is on shift, may do it and needs no scarce tool for it; false: it is always "
        "a work order of its own. Who drives home between jobs never does",
    )


class Inspection(Section):
    """What planned work sees of one failure mode."""

    sees: Share = Field(1.0, description="chance that it sees a defect that is there")
    act_from: Annotated[int, Field(ge=1, le=MOST_STAGES)] = Field(
        1, description="stage from which on a defect is removed (control limit); one in an earlier stage is left"
    )


class Filter(Section):
    """Which alarms are believed."""

    count: PositiveCount = Field(1, description="alarms of the same failure mode at the same asset that it takes")
    within: PositiveHours = Field(24.0, description="time in which they have to come")


class Events(Section):
    """From alarms to work orders: what the desk that watches the sensors does."""

    act_after: Hours = Field(0.0, description="time from an alarm that is believed until its work order is written")
    filter: Filter = Field(Filter(), description="alarms that it takes to be believed; one by itself if left out")
    bundle: Hours = Field(
        0.0,
        description="an alarm waits for planned work at the same asset that falls due within this time, and is seen to on the same visit; 0: it waits for none",
    )
