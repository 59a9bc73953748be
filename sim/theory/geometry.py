"""How far it is: mean distances in a square or rectangle, and to the nearest of scattered technicians.

Distances in the unit in which the sides are given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.theory.arguments import need_count, need_not_negative, need_positive

Values = NDArray[np.float64]

_ORDERS = (16, 24, 32, 48, 64, 96)
"""Points of Gauss-Legendre quadrature in each direction, refined until the result stands still."""
_STILL = 1e-9


def mean_distance(*, width: float, height: float) -> float:
    """Mean straight distance between two points, both uniform in a rectangle.

    With d the diagonal: (1 / 15) (a³ / b² + b³ / a² + d (3 - a² / b² - b² / a²) + 5/2 (b² / a asinh(a / b) + a² / b asinh(b / a))).

    Source: Santaló (1976), Integral Geometry and Geometric Probability; Larson & Odoni (1981), Urban Operations Research, ch. 3.
    Raises ValueError if a side is not above zero.
    """
    need_positive(width=width, height=height)
    long, short = max(width, height), min(width, height)
    ratio, diagonal = long / short, math.hypot(width, height)
    corners = short**3 / long**2 + diagonal * (3 - ratio**-2) + _difference(ratio) * short
    return (corners + 2.5 * (short / ratio * math.asinh(ratio) + long * ratio * math.asinh(1 / ratio))) / 15


def _difference(ratio: float) -> float:
    """ratio³ - ratio² sqrt(1 + ratio²), written so that long strips lose no digits."""
    return -(ratio**2) / (ratio + math.sqrt(1 + ratio**2))


def mean_distance_right_angle(*, width: float, height: float) -> float:
    """Mean right-angle (street grid, sides parallel to the streets) distance of two points uniform in a rectangle: a third of both sides.

    Source: Larson & Odoni (1981), Urban Operations Research, ch. 3. Raises ValueError if a side is not above zero.
    """
    need_positive(width=width, height=height)
    return (width + height) / 3


def mean_distance_to(*, width: float, height: float, point: tuple[float, float] | None = None) -> float:
    """Mean straight distance from a place uniform in a rectangle to a `point` in it, measured from a corner (the centre if left out).

    The point cuts the rectangle in four, each seen from a corner: from that of p x q with diagonal d the mean is
    d / 3 + p² / (6 q) asinh(q / p) + q² / (6 p) asinh(p / q); weighed with the areas.

    Source: Larson & Odoni (1981), Urban Operations Research, ch. 3.
    Raises ValueError if a side is not above zero or the point is outside.
    """
    need_positive(width=width, height=height)
    across, up = (width / 2, height / 2) if point is None else point
    if not (0 <= across <= width and 0 <= up <= height):
        raise ValueError(f"point must lie within 0 … {width:g} and 0 … {height:g}, not at {across!r}, {up!r}")
    parts = [_corner_moment(p, q) for p in (across, width - across) for q in (up, height - up)]
    return sum(parts) / (width * height)


def _corner_moment(p: float, q: float) -> float:
    """Integral over a p x q rectangle of the distance to one of its corners."""
    if p == 0 or q == 0:
        return 0.0
    return p * q * math.hypot(p, q) / 3 + p**3 * math.asinh(q / p) / 6 + q**3 * math.asinh(p / q) / 6


def mean_distance_to_nearest(*, points: int, width: float, height: float) -> float:
    """Mean straight distance from a customer to the nearest of several technicians, all uniform and independent in a rectangle.

    The mean over the customer's place q of the integral over r > 0 of (1 - A(q, r)) ** points, A the share of the rectangle within r of q.
    Gauss-Legendre over a quarter of the rectangle, and over r between the distances to sides and corners, where A changes its form;
    refined until two results agree within 1e-9, when the finer one is some ten times as good.

    Source: Larson & Odoni (1981), Urban Operations Research, ch. 3.
    Raises ValueError if the number of points is not whole and at least 1 or a side is not above zero; ArithmeticError if it does not settle.
    """
    need_count(points=points)
    need_positive(width=width, height=height)
    earlier = math.nan
    for order in _ORDERS:
        now = _nearest(points, width, height, order)
        if abs(now - earlier) <= _STILL * now:
            return now
        earlier = now
    raise ArithmeticError(f"the mean distance to the nearest of {points} points does not settle")


def _nearest(points: int, width: float, height: float, order: int) -> float:
    """Mean distance to the nearest, with so many quadrature points in each direction."""
    node, weight = np.polynomial.legendre.leggauss(order)
    node, weight = (node + 1) / 2, weight / 2
    total = 0.0
    for share, share_weight in zip(node**2, 2 * node * weight, strict=True):  # denser near the sides
        across, up = share * width / 2, node**2 * height / 2
        mean = _mean_reach(points, np.full(order, across), up, width, height, node, weight)
        total += share_weight * float(np.sum(2 * node * weight * mean))
    return total


def _mean_reach(points: int, across: Values, up: Values, width: float, height: float, node: Values, weight: Values) -> Values:
    """Mean distance to the nearest for customers at several places."""
    legs = [(p, q) for p in (across, width - across) for q in (up, height - up)]
    forms = np.sort(np.array([across, width - across, up, height - up, *(np.hypot(p, q) for p, q in legs)]), axis=0)
    cuts = np.vstack([np.zeros(len(across)), forms])
    start, length = cuts[:-1, :, None], np.diff(cuts, axis=0)[:, :, None]
    reach = start + length * node**2  # within a piece the share grows with a power 3/2 of the distance from its beginning
    covered = sum(_quarter_disc(p[:, None], q[:, None], reach) for p, q in legs) / (width * height)
    free = np.maximum(1 - covered, 0.0) ** points
    return np.asarray((free * length * 2 * node * weight).sum(axis=(0, 2)), dtype=np.float64)


def _quarter_disc(p: Values, q: Values, reach: Values) -> Values:
    """Area within `reach` of a corner of a p x q rectangle."""
    right = np.minimum(p, reach)
    left = np.minimum(np.sqrt(np.maximum(reach**2 - q**2, 0.0)), right)

    def below_arc(x: Values) -> Values:
        return np.asarray((x * np.sqrt(np.maximum(reach**2 - x**2, 0.0)) + reach**2 * np.arcsin(np.minimum(x / reach, 1.0))) / 2)

    return np.asarray(np.minimum(left * q + below_arc(right) - below_arc(left), p * q), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class PoissonPattern:
    """Free technicians scattered over an unbounded plane as a Poisson pattern, of whom the nearest responds."""

    density: float
    """Technicians per unit of area."""

    @property
    def mean_distance(self) -> float:
        """Mean straight distance to the nearest, 1 / (2 sqrt(density))."""
        return 0.5 / math.sqrt(self.density)

    @property
    def mean_distance_right_angle(self) -> float:
        """Mean right-angle distance to the nearest in that sense, sqrt(pi / 8 / density)."""
        return math.sqrt(math.pi / 8 / self.density)

    def within(self, distance: float) -> float:
        """Probability that the nearest is within a straight distance: 1 - exp(-pi density distance²)."""
        need_not_negative(distance=distance)
        return -math.expm1(-math.pi * self.density * distance**2)

    def within_right_angle(self, distance: float) -> float:
        """Probability that the nearest is within a right-angle distance: 1 - exp(-2 density distance²)."""
        need_not_negative(distance=distance)
        return -math.expm1(-2 * self.density * distance**2)


def poisson_pattern(*, density: float) -> PoissonPattern:
    """Square-root law of response distances: the nearest of technicians scattered with `density` per unit of area.

    Source: Kolesar & Blum (1973), Management Science 19; Larson & Odoni (1981), Urban Operations Research, section 3.7.
    Raises ValueError if the density is not above zero.
    """
    need_positive(density=density)
    return PoissonPattern(density)
