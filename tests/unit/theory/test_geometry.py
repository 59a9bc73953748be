"""Distances: units, limits of thin strips and many points, and the plain integral they must equal."""

from __future__ import annotations

import math

import pytest
from scipy import integrate

from sim.theory.geometry import (
    mean_distance,
    mean_distance_right_angle,
    mean_distance_to,
    mean_distance_to_nearest,
    poisson_pattern,
)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (2, 3), (1, 10)])
def test_the_mean_distance_is_its_integral(width: float, height: float):
    """The difference of two uniform coordinates has a triangular density."""

    def weighted(up: float, across: float) -> float:
        return 4 * (width - across) * (height - up) * math.hypot(across, up) / (width * height) ** 2

    whole = integrate.dblquad(weighted, 0, width, 0, height, epsabs=1e-11, epsrel=1e-10)[0]
    assert mean_distance(width=width, height=height) == pytest.approx(whole, rel=1e-8)
    assert mean_distance(width=height, height=width) == mean_distance(width=width, height=height)


def test_a_strip_is_a_line():
    assert mean_distance(width=1e-6, height=3) == pytest.approx(1, rel=1e-9)
    assert mean_distance_to(width=1e-7, height=3) == pytest.approx(3 / 4, rel=1e-9)
    assert mean_distance_to(width=3, height=1e-7, point=(0, 0)) == pytest.approx(3 / 2, rel=1e-9)


def test_the_streets_are_longer_than_the_crow_flies():
    straight = mean_distance(width=4, height=2)
    assert straight < mean_distance_right_angle(width=4, height=2) == 2 < math.sqrt(2) * straight


def test_the_centre_is_nearest_to_all():
    centre = mean_distance_to(width=4, height=2)
    assert centre == pytest.approx(mean_distance_to(width=4, height=2, point=(2, 1)))
    for point in ((1.8, 1), (2, 1.1), (0, 0), (4, 1)):
        assert centre < mean_distance_to(width=4, height=2, point=point)


def test_the_mean_over_all_points_is_the_mean_distance():
    whole = integrate.dblquad(lambda y, x: mean_distance_to(width=2, height=3, point=(x, y)), 0, 2, 0, 3, epsrel=1e-8)[0]
    assert whole / 6 == pytest.approx(mean_distance(width=2, height=3), rel=1e-7)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (2, 3), (1, 8)])
def test_the_nearest_of_one_is_that_one(width: float, height: float):
    nearest = mean_distance_to_nearest(points=1, width=width, height=height)
    assert nearest == pytest.approx(mean_distance(width=width, height=height), rel=1e-9)


def test_the_nearest_of_several_on_a_strip_has_a_closed_form():
    """On a line of length 1, twice the integral of (1 - (1 - 2x)^3) / 6 + (1 - 2x)^3 / 3 over x from 0 to a half."""
    assert mean_distance_to_nearest(points=2, width=1e-5, height=1) == pytest.approx(5 / 24, rel=1e-6)


def test_more_are_nearer_and_distance_scales_with_the_side():
    means = [mean_distance_to_nearest(points=n, width=1, height=1) for n in (1, 2, 4, 8)]
    assert means == sorted(means, reverse=True)
    assert mean_distance_to_nearest(points=4, width=5, height=5) == pytest.approx(5 * means[2], rel=1e-9)


@pytest.mark.slow
def test_many_in_a_square_are_nearly_a_poisson_pattern():
    dense = mean_distance_to_nearest(points=400, width=20, height=20)
    plain = poisson_pattern(density=1).mean_distance
    assert plain < dense < 1.03 * plain


def test_a_pattern_agrees_with_its_probabilities():
    pattern = poisson_pattern(density=0.04)
    for within, mean in (
        (pattern.within, pattern.mean_distance),
        (pattern.within_right_angle, pattern.mean_distance_right_angle),
    ):
        assert integrate.quad(lambda r, near=within: 1 - near(r), 0, 60)[0] == pytest.approx(mean, rel=1e-9)
    assert poisson_pattern(density=0.16).mean_distance == pytest.approx(pattern.mean_distance / 2)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="width must be"):
        mean_distance(width=0, height=1)
    with pytest.raises(ValueError, match="point must lie within"):
        mean_distance_to(width=1, height=1, point=(2, 0))
    with pytest.raises(ValueError, match="points must be a whole number"):
        mean_distance_to_nearest(points=0, width=1, height=1)
    with pytest.raises(ValueError, match="density must be"):
        poisson_pattern(density=0)
