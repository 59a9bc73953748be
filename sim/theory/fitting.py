"""Laws fitted to field data in which many lives have not ended yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from sim.theory.arguments import need_positive

_STEEPEST = 1e4


@dataclass(frozen=True, slots=True)
class WeibullFit:
    """Weibull law that makes the observed lives likeliest."""

    shape: float
    scale: float
    log_likelihood: float
    """Natural logarithm of the likelihood at the fitted law."""


def weibull_fit(*, failures: Sequence[float], censored: Sequence[float] = ()) -> WeibullFit:
    """Maximum-likelihood Weibull fit to ages at failure and ages at which units were still alive (right-censored).

    The shape b solves sum(t^b ln t) / sum(t^b) - 1 / b = mean of ln t over the failures, sums over all ages; scale^b = sum(t^b) / failures.

    Source: Lawless (2003), Statistical Models and Methods for Lifetime Data, ch. 5.
    Raises ValueError if an age is not above zero, or there are no two different ages among which a failure is not the oldest of all,
    so that the likelihood has no maximum.
    """
    for age in (*failures, *censored):
        need_positive(age=age)
    if not failures or min(failures) == max(*failures, *censored, failures[0]):
        raise ValueError("a Weibull fit wants failures, at least one of them at an age that another unit outlived")
    ages = np.log(np.array([*failures, *censored], dtype=float))
    top = float(ages.max())
    ended = np.log(np.array(failures, dtype=float))
    relative, mean = ages - top, float(ended.mean()) - top

    def score(shape: float) -> float:
        power = np.exp(shape * relative)
        return float(power @ relative / power.sum()) - 1 / shape - mean

    typical = 1 / (top - float(ages.min()))
    shape = float(optimize.brentq(score, 1e-3 * typical, _STEEPEST * typical, xtol=1e-300, rtol=1e-14))
    total = float(np.exp(shape * relative).sum())
    log_scale = top + np.log(total / len(failures)) / shape
    likelihood = len(failures) * (np.log(shape) - shape * log_scale - 1) + (shape - 1) * float(ended.sum())
    return WeibullFit(shape, float(np.exp(log_scale)), float(likelihood))
