"""What a scenario says of work that is open at the start."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import NOTHING, Law, PositiveCount, Section


class Backlog(Section):
    """Work orders for one kind of fault at one site that wait for a technician when the run begins."""

    site: str = Field(description="where")
    asset_type: str = Field(description="of what machines; each fault is at another one, the first of those that stand there")
    failure: str = Field(
        description="failure mode, or planned work that has not been done yet: 'maintenance', or the name of a task"
    )
    count: PositiveCount = Field(1, description="how many")
    age: Law = Field(
        NOTHING, description="time since the fault was reported (since planned work fell due) at the start; drawn for each"
    )
