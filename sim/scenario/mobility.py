"""What may be said about mobility: when the office learns what technicians have done."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.values import NOTHING, Law, Priority, Section


class Mobility(Section):
    """How visit reports reach the office; refills of vans, the way back of cores and invoices wait for them, repairs do not."""

    report: Literal["at_once", "shift_end"] = Field(
        "at_once",
        description="at_once: the technician reports from the site when he leaves (mobile); shift_end: when his shift or on-call hours end "
        "(paper, or a batch; who works beyond them or is never off duty reports at once)",
    )
    delay: Law = Field(NOTHING, description="time until a report is in the office after that, as for post and keying in")
    van_stock: Literal["live", "reported"] = Field(
        "live", description="what dispatch sees of the stock in vans: what is there, or what the reports that are in tell of it"
    )
    reroute: Priority | None = Field(
        None,
        description="orders of this priority, or more urgent ones, for which nobody is free turn round the nearest technician who is on his way, in "
        "his shift, to a first look at a less urgent one; nobody is turned round if left out",
    )

    @property
    def at_once(self) -> bool:
        """Whether the office knows at once what technicians have done."""
        return self.report == "at_once" and self.delay == NOTHING
