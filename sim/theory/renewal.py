"""The renewal function: expected failures of a position whose unit is replaced by a new one at each failure, and what follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Chebyshev, chebyshev
from scipy import integrate, special

from sim.theory.arguments import need_not_negative, need_positive
from sim.theory.lifetimes import Law, Life, lifetime

_SETTLED = 1e-9
"""Largest change between two refinements at which the finer one is taken; its own error is near the square of the change before."""
_STUCK = 0.2
"""Share of the last change above which a refinement from 128 to 256 is not worth another: the law is not smooth enough."""
_LEAST_POWER = 0.1
"""Laws that die younger than this have densities that cannot be written down near zero."""
_DEGREES = (32, 64, 128, 256, 512)


@dataclass(frozen=True, slots=True)
class Renewals:
    """Failures of one position, new at time 0, whose unit is replaced by a new one at once at each failure, up to `horizon`."""

    horizon: float
    grading: float
    series: Chebyshev
    """M as a function of (time / horizon) ** (1 / grading), in which it is smooth at zero."""

    def failures(self, time: float) -> float:
        """M(time): expected failures in (0, time]."""
        return float(self.series(self._place(time)))

    def rate(self, time: float) -> float:
        """Renewal density: expected failures per unit of time at `time` (above zero)."""
        place = self._place(time)
        return float(self.series.deriv()(place) * place / (self.grading * time))

    def integral(self, time: float) -> float:
        """Integral of M from 0 to `time`: failures by then of units that went to work one per unit of time."""

        def stretched(place: float) -> float:
            return float(self.series(place) * self.grading * place ** (self.grading - 1))

        return self.horizon * float(integrate.quad(stretched, 0, self._place(time), epsabs=1e-13, epsrel=1e-12, limit=200)[0])

    def _place(self, time: float) -> float:
        if not 0 <= time <= self.horizon * (1 + 1e-12):
            raise ValueError(f"time must lie within 0 and the horizon of {self.horizon:g}, not {time!r}")
        return float((time / self.horizon) ** (1 / self.grading))


def renewals(*, life: Law, horizon: float) -> Renewals:
    """Renewal function of a law of lives up to a horizon (time, in the law's unit).

    Solves M(t) = F(t) + integral of M(t - x) f(x) dx over 0 … t by collocation with Chebyshev polynomials in a power of t that suits the
    law's behaviour at zero, with double-exponential quadrature; refined until M changes by less than 1e-9 of itself (of 1 where M < 1), which
    leaves far smaller errors, as each refinement about doubles the number of exact digits.

    Source: Feller (1971), An Introduction to Probability Theory II, ch. XI; numerical peers: Smith & Leadbetter (1963), Xie (1989).
    Raises ValueError if the horizon is not above zero or the law dies extremely young (Weibull shape below 0.1, gamma cv above 3.1),
    ArithmeticError if the refinement does not settle: the horizon spans too many lives for so steep a law, or the density jumps within it
    (a uniform law beyond its upper end).
    """
    need_positive(horizon=horizon)
    law = lifetime(life)
    if law.power < _LEAST_POWER:
        raise ValueError(f"the share failed must not leave zero faster than age ** {_LEAST_POWER}, not as age ** {law.power:g}")
    grading = math.ceil(3 * law.power) / law.power
    probe = np.linspace(0, 1, 201)
    earlier, change = np.full(201, np.inf), np.inf
    for degree in _DEGREES:
        series = _collocate(law, horizon, grading, degree)
        now = np.asarray(series(probe))
        last, change = change, float(np.max(np.abs(now - earlier) / np.maximum(1.0, now)))
        if change <= _SETTLED:
            return Renewals(horizon, grading, series)
        if degree > 128 and change > _STUCK * last:
            break
        earlier = now
    raise ArithmeticError(f"the renewal function does not settle up to {horizon:g}: too many lives, or a density that jumps")


def _collocate(law: Life, horizon: float, grading: float, degree: int) -> Chebyshev:
    """Series of the given degree that meets the renewal equation at as many points."""
    depth = math.asinh(12.5 / min(1.0, law.power))  # of the quadrature: what lies beyond is less than 1e-16 of the failures
    step = np.linspace(-depth, depth, 5 * degree // 2 | 1)
    swing = np.pi / 2 * np.sinh(step)
    early = special.expit(2 * swing)  # share of the time gone
    late = special.expit(-2 * swing)  # share of it left, exact near its end too
    weight = (step[1] - step[0]) * np.pi * np.cosh(step) * early * late
    places = (1 - np.cos(np.pi * np.arange(degree + 1) / degree)) / 2
    matrix = chebyshev.chebvander(2 * places - 1, degree)
    failed = np.zeros(degree + 1)
    for row, place in enumerate(places[1:], start=1):
        time = horizon * place**grading
        density = np.array([law.density(age) for age in (time * early).tolist()])
        then = place * late ** (1 / grading)
        matrix[row] -= (time * weight * density) @ chebyshev.chebvander(2 * then - 1, degree)
        failed[row] = law.failed(float(time))
    return Chebyshev(np.linalg.solve(matrix, failed), domain=[0, 1])


@dataclass(frozen=True, slots=True)
class InstalledBase:
    """Failures of a growing fleet in a window of time."""

    failures: float
    """Expected failures, hence expected demand for the part, within the window."""
    of_initial: float
    """Those of them that machines present at time 0 have."""
    of_sold: float
    """Those of machines sold since."""


def growing_base(*, life: Law, sales_rate: float, window: tuple[float, float], installed: float = 0.0) -> InstalledBase:
    """Expected failures in (start, end] of `installed` machines, new at time 0, and of those sold since, each renewed at every failure.

    Sales come at `sales_rate` per unit of time from time 0 on (Poisson or even: the expectation is the same). With the renewal function M:
    installed (M(end) - M(start)) + sales_rate (integral of M over 0 … end, less that over 0 … start).

    Source: renewal theory; Jalil, Zuidwijk, Fleischmann & van Nunen (2011), Spare parts logistics and installed base information.
    Raises ValueError if a rate or number is negative or the window is empty or begins before 0; ArithmeticError as `renewals` does.
    """
    need_not_negative(installed=installed, sales_rate=sales_rate)
    start, end = window
    if not 0 <= start < end:
        raise ValueError(f"window must begin at 0 or later and end after it begins, not {start!r} … {end!r}")
    count = renewals(life=life, horizon=end)
    initial = installed * (count.failures(end) - count.failures(start))
    sold = sales_rate * (count.integral(end) - count.integral(start))
    return InstalledBase(initial + sold, initial, sold)
