"""What a scenario says of when work may be done: how the office deals with closed doors."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import Section
from sim.units import Hours


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
