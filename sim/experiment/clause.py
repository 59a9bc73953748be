"""The base of everything that an experiment file of `firstfix study` consists of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Clause(BaseModel):
    """Base of what an experiment file consists of: frozen, unknown keys are errors. No section of a scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")
