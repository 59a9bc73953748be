"""Designs: which combinations of the factors are run."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import UsageError, nearest
from sim.experiment.clause import Clause
from sim.experiment.factors import Factor
from sim.experiment.measures import Value

MOST_POINTS = 10_000
"""More combinations than these are no design but an oversight."""

_WORDS = ("full_factorial", "one_at_a_time", "latin_hypercube", "sobol")

Combination = dict[str, Value]


class Sample(Clause):
    """Points spread evenly over all factors at once."""

    points: int = Field(ge=2, le=MOST_POINTS, description="number of points; of 'sobol' a power of 2, such as 64")
    seed: int = Field(1, ge=0, description="luck of the sample; that of the simulation is the scenario's")


class Design(Clause):
    """Which combinations of the factors are run."""

    full_factorial: Literal[True] | None = Field(None, description="every value of each factor with every value of the others")
    one_at_a_time: Literal[True] | None = Field(
        None, description="the scenario as it stands, and each value of each factor by itself"
    )
    latin_hypercube: Sample | None = Field(
        None, description="each factor in equal shares, in a random order: `{points: 50, seed: 1}`"
    )
    sobol: Sample | None = Field(None, description="a low-discrepancy sequence, even in several factors at once: `{points: 64}`")

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        """A bare word is a design that needs no more."""
        if not isinstance(value, str):
            return value
        if value in _WORDS[2:]:
            raise _fault(f"'{value}' wants a number of points: {{{value}: {{points: 64}}}}")
        if value not in _WORDS:
            raise _fault(f"expected one of {', '.join(_WORDS)}, found '{value}'", nearest(value, _WORDS))
        return {value: True}

    @model_validator(mode="after")
    def _make_sense(self) -> Design:
        said = [word for word in _WORDS if getattr(self, word) is not None]
        if len(said) != 1:
            raise _fault(f"expected one of {', '.join(_WORDS)}, found {len(said)} of them")
        if self.sobol is not None and self.sobol.points & (self.sobol.points - 1):
            near = 1 << (self.sobol.points.bit_length() - 1)
            raise _fault(f"the points of 'sobol' are a power of 2, such as {near} or {2 * near}, not {self.sobol.points}")
        return self


FULL_FACTORIAL = Design(full_factorial=True)


def combinations(design: Design, factors: Mapping[str, Factor]) -> list[Combination]:
    """The points of a design, always the same; a factor that a point does not name stays as the scenario has it.

    Samples may hold the same combination twice where factors have few values. Raises :class:`UsageError` for a factor without an end of values
    where every value is wanted, and for more than `MOST_POINTS` points.
    """
    for name, factor in factors.items():
        if not (design.latin_hypercube or design.sobol) and factor.count is None and not design.one_at_a_time:
            raise UsageError(f"factor '{name}' {endless(factor)}")
    points = points_in(design, factors)
    if points > MOST_POINTS:
        raise UsageError(too_many(design, points))
    if design.one_at_a_time:
        each = ((name, value) for name, factor in factors.items() for value in singles(factor))
        return [{}, *({name: value} for name, value in each)]
    if design.full_factorial:
        levels = [factor.levels or [] for factor in factors.values()]
        return [dict(zip(factors, values, strict=True)) for values in itertools.product(*levels)]
    rows = sample(design, len(factors))
    return [{name: factor.quantile(share) for (name, factor), share in zip(factors.items(), row, strict=True)} for row in rows]


def singles(factor: Factor) -> list[Value]:
    """What one factor is tried at by itself: its values, or low and high where there is no end to them."""
    return factor.looks if factor.count is None else factor.levels or []


def points_in(design: Design, factors: Mapping[str, Factor]) -> int:
    """How many points a design has, without making them; a factor without an end of values counts as one in a full factorial."""
    sampled = design.latin_hypercube or design.sobol
    if sampled:
        return sampled.points
    if design.one_at_a_time:
        return 1 + sum(len(factor.looks) if factor.count is None else factor.count for factor in factors.values())
    return math.prod(factor.count or 1 for factor in factors.values())


def sample(design: Design, width: int) -> list[list[float]]:
    """Probabilities, a row per point, of a design that is drawn."""
    from scipy.stats import qmc

    if width == 0:
        return []
    if design.sobol:
        drawn = qmc.Sobol(width, scramble=True, seed=design.sobol.seed).random(design.sobol.points)
    elif design.latin_hypercube:
        drawn = qmc.LatinHypercube(width, seed=design.latin_hypercube.seed).random(design.latin_hypercube.points)
    else:
        raise ValueError("this design is not drawn")
    rows: list[list[float]] = drawn.tolist()
    return rows


def endless(factor: Factor) -> str:
    """Why a factor does not fit where every value is wanted."""
    kind = "is a distribution" if factor.uncertain else "can be any number in its range"
    mend = "draw from it" if factor.uncertain else "give it 'by' or 'steps', or draw from it"
    return f"{kind}, so that not every value of it can be run; {mend} with the design latin_hypercube or sobol"


def too_many(design: Design, points: int) -> str:
    """Why a design is refused for its size."""
    kind = "full factorial" if design.full_factorial else "design"
    mend = "take fewer values, or draw from them with the design latin_hypercube or sobol"
    return f"the {kind} has {points:,} points, more than {MOST_POINTS:,}; {mend}"


def _fault(message: str, suggestion: str = "") -> PydanticCustomError:
    return PydanticCustomError("design", "{error}", {"error": message, "suggestion": suggestion})
