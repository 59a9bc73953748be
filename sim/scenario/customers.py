"""What a scenario says of customers: how long they sign for, and what they do when that time is over."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import Section
from sim.units import Share


class Renewal(Section):
    """What a customer does at the end of a term."""

    leaves: Share = Field(0.0, description="chance that he leaves for good; his machines are served no longer, and pay no longer")
    dissatisfied: Share | None = Field(
        None, description="chance that he leaves if he is dissatisfied then (see `customers`); as everybody if left out"
    )
    changes: dict[str, Share] = Field(
        default_factory=dict,
        description="chance to change to each of these offers, of those who stay; the others renew as they are",
    )

    @property
    def loses(self) -> bool:
        """Somebody may leave."""
        return self.leaves > 0 or (self.dissatisfied is not None and self.dissatisfied > 0)
