"""What work needs of parts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.nature.quantities import FixedQuantity
from sim.scenario.values import Quantity, Section
from sim.units import Share


class PartNeed(Section):
    """A part that a failure mode may need."""

    probability: Share = Field(1.0, description="chance that the repair needs it")
    quantity: Quantity = Field(FixedQuantity(units=1), description="units needed then")
    core: bool = Field(
        True,
        description="a unit of a repairable part is left over, and travels back; false where none is, as in a sale or a first fitting",
    )


def _needs(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return {each: {} for each in value if isinstance(each, str)} if all(isinstance(e, str) for e in value) else value
    return value


Needs = Annotated[dict[str, PartNeed], BeforeValidator(_needs)]
