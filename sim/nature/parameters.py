"""What laws of durations and of failures share: parameters said in one of several ways, observed times, the gamma law."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate
from typing import Annotated, Any

from pydantic import ConfigDict, Field
from pydantic_core import PydanticCustomError

from sim.registry import Member

Shape = Annotated[float, Field(ge=0.05, le=1000, allow_inf_nan=False)]
Spread = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]


def fault(message: str, **context: Any) -> PydanticCustomError:
    """A fault among the parameters of one law."""
    return PydanticCustomError("parameters", message, context)


def chosen(law: Member, *choices: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the alternative sets of parameters was given; raises when it is none of them."""
    names = dict.fromkeys(name for choice in choices for name in choice)
    given = [name for name in names if getattr(law, name) is not None]
    for choice in choices:
        if sorted(choice) == sorted(given):
            return choice
    comma = "," if any(len(choice) > 1 for choice in choices) else ""
    wanted = f"{comma} or ".join(" and ".join(choice) for choice in choices)
    raise fault("expected {wanted}; found {given}", wanted=wanted, given=" and ".join(given) or "none of them")


def complete(law: Member, **values: float) -> None:
    """Fill in the parameters that follow from those given, without counting them as given."""
    law.__dict__.update(values)


def either(*choices: tuple[str, ...]) -> ConfigDict:
    """The alternative sets of parameters, for the JSON Schema."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": list(choice)} for choice in choices]})


def spread(mean: float, sd: float) -> float:
    """Coefficient of variation, checked to be within what laws take (0 to 100)."""
    if sd > 100 * mean:
        raise fault("expected a standard deviation of at most 100 times the mean")
    return sd / mean if mean else 0.0


def weibull_pair(law: Any, shape: float) -> dict[str, float]:
    """Mean and scale of a Weibull law of which one was given."""
    factor = math.gamma(1 + 1 / shape)
    if chosen(law, ("mean",), ("scale",)) == ("mean",):
        return {"scale": law.mean / factor}
    return {"mean": law.scale * factor}


def observed(times: tuple[float, ...], weights: tuple[float, ...] | None) -> tuple[list[float], list[float]]:
    """Observed times in rising order and their cumulative shares, for a bisection; raises when the weights don't fit."""
    if weights is None:
        weights = (1.0,) * len(times)
    if len(weights) != len(times):
        raise fault("expected as many weights as times ({times}), found {weights}", times=len(times), weights=len(weights))
    total = math.fsum(weights)
    if total <= 0:
        raise fault("expected at least one weight above zero")
    pairs = sorted(pair for pair in zip(times, weights, strict=True) if pair[1] > 0)
    shares = [each / total for each in accumulate(weight for _, weight in pairs)]
    shares[-1] = 1.0
    return [time for time, _ in pairs], shares


def observed_mean(times: tuple[float, ...], weights: tuple[float, ...] | None) -> float:
    """Weighted average of observed times."""
    weights = weights or (1.0,) * len(times)
    return math.fsum(time * weight for time, weight in zip(times, weights, strict=True)) / math.fsum(weights)


def gamma_quantile(mean: float, shape: float) -> Callable[[float], float]:
    """Inverse distribution function of the gamma law with that mean and shape; an infinite shape is a constant."""
    if math.isinf(shape):
        return lambda _: mean
    if shape == 1.0:
        return lambda u: -mean * math.log1p(-u)
    # Imported late because it is heavy and most scenarios have no gamma law; the scalar version is three times as fast as the ufunc.
    from scipy.special.cython_special import gammaincinv

    scale = mean / shape
    return lambda u: scale * gammaincinv(shape, u)
