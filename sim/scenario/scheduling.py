"""What a scenario says of when work may be done: closed doors and appointments."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.values import Hours_of_week, PositiveCount, Section
from sim.units import Hours, Share


class Scheduling(Section):
    """When somebody is sent to a site that is not always open, and what he does at a closed door."""

    access_known: bool = Field(
        True, description="nobody is sent to a site outside its hours of access; false: technicians find out at the door"
    )
    set_out: Hours = Field(
        0.0,
        description="time allowed for the drive: people are sent so long before hours of access or a window begin, until so long before they end",
    )
    wait_at_door: Hours = Field(
        0.0,
        description="longest time that a technician waits at a door, for it to open or for somebody to come ('set_out' if that is longer); then he leaves",
    )
    try_again: Hours = Field(24.0, description="time after a visit without access until somebody may be sent again")


class Appointments(Section):
    """Windows of the week that customers are promised; each visit to a fault has one, but none that goes on with broken-off work."""

    windows: list[Hours_of_week] = Field(min_length=1, description="windows of the week; each stretch of each entry is one")
    notice: Hours = Field(0.0, description="least time from booking to the beginning of a window")
    most: PositiveCount | None = Field(
        None, description="times that one window is given away in a territory; no limit if left out"
    )
    no_access: Share | None = Field(
        None, description="chance that nobody is there at an appointment, instead of what the site says"
    )
    missed: Literal["come_late", "rebook"] = Field(
        "come_late",
        description="what follows a window for which nobody could be sent: come as soon as possible, or promise another one",
    )
