"""Patience of any law: the exponential one is Erlang's A, a constant one with a single server has a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.theory.patience import with_any_patience
from sim.theory.queues import with_patience


@pytest.mark.parametrize(
    ("rate", "servers", "mean"), [(1.0, 3, 1.0), (10.0, 22, 1.0), (1.0, 1, 5.0), (2.5, 4, 0.1), (30.0, 40, 0.5)]
)
def test_exponential_patience_is_erlangs_a(rate: float, servers: int, mean: float) -> None:
    found = with_any_patience(
        arrival_rate=rate, mean_service=2.0, servers=servers, patience=lambda times: np.exp(-times / mean), longest=40 * mean
    )
    known = with_patience(arrival_rate=rate, mean_service=2.0, servers=servers, mean_patience=mean)
    assert found.abandoned == pytest.approx(known.abandoned, abs=5e-5)
    assert found.no_wait == pytest.approx(1 - known.wait_probability, abs=5e-5)
    for time in (0.0, mean / 4, mean):
        assert found.answered_within(time) == pytest.approx(known.answered_within(time), abs=5e-5)


def test_constant_patience_with_one_server() -> None:
    """M/M/1+D: J = (e^((a - m) t) - 1) / (a - m) + e^((a - m) t) / m, and a share (1 + (a - m) J) / (1 + a J) gives up."""
    rate, leave, patience = 1.5, 1.0, 0.7
    grown = math.exp((rate - leave) * patience)
    integral = (grown - 1) / (rate - leave) + grown / leave
    found = with_any_patience(
        arrival_rate=rate, mean_service=1 / leave, servers=1, patience=lambda times: (times < patience) * 1.0, longest=patience
    )
    assert found.no_wait == pytest.approx(1 / (1 + rate * integral), rel=1e-4)
    assert found.abandoned == pytest.approx((1 + (rate - leave) * integral) / (1 + rate * integral), rel=1e-4)
    assert found.answered_within(patience) == pytest.approx(1 - found.abandoned, rel=1e-4)


def test_a_long_tail_does_not_blur_short_waits() -> None:
    """A grid up to a million mean patiences is as good as one up to forty."""
    near, far = (
        with_any_patience(arrival_rate=9.0, mean_service=1.0, servers=10, patience=lambda times: np.exp(-times), longest=longest)
        for longest in (40.0, 1e6)
    )
    assert far.abandoned == pytest.approx(near.abandoned, rel=1e-3)


@pytest.mark.parametrize("change", [{"arrival_rate": 0.0}, {"mean_service": -1.0}, {"servers": 0}, {"longest": 0.0}])
def test_wrong_arguments_are_refused(change: dict[str, float]) -> None:
    given = {"arrival_rate": 1.0, "mean_service": 1.0, "servers": 1, "longest": 1.0} | change
    with pytest.raises(ValueError, match="must"):
        with_any_patience(patience=lambda times: np.exp(-times), **given)  # type: ignore[arg-type]
