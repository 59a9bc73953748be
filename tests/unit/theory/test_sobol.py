"""Exact sensitivity indices: shares of a whole, and the function by numerical integration."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.theory.sobol import ishigami


@pytest.mark.parametrize(("a", "b"), [(7, 0.1), (5, 0.05), (0, 1), (3, 0)])
def test_variance_is_that_of_the_function(a: float, b: float) -> None:
    exact = ishigami(a, b)
    node, weight = np.polynomial.legendre.leggauss(40)
    share = weight / 2
    values = np.vectorize(exact.value)(*np.meshgrid(*[math.pi * node] * 3, indexing="ij"))
    mean = np.einsum("ijk,i,j,k", values, share, share, share)
    assert mean == pytest.approx(exact.mean, abs=1e-9)
    assert np.einsum("ijk,i,j,k", (values - mean) ** 2, share, share, share) == pytest.approx(exact.variance)
    for axis, index in enumerate(exact.first_order):
        others = [other for other in range(3) if other != axis]
        slopes = np.einsum("ijk,j,k->i", np.transpose(values, (axis, *others)), share, share)
        assert (slopes - mean) ** 2 @ share == pytest.approx(index * exact.variance, abs=1e-9)


def test_shares_add_up_with_the_interaction_counted_once() -> None:
    exact = ishigami(7, 0.1)
    interaction = exact.total[2]
    assert sum(exact.first_order) + interaction == pytest.approx(1)
    assert exact.total[0] == pytest.approx(exact.first_order[0] + interaction)
    assert ishigami(7, 0).total == ishigami(7, 0).first_order


def test_finite_parameters_are_asked_for() -> None:
    with pytest.raises(ValueError, match="finite"):
        ishigami(math.inf, 0.1)
