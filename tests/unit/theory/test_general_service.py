"""Any law of service: the exponential law gives Erlang's queue, a fixed time halves the wait of one server."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.theory.general_service import fixed_service, single_server
from sim.theory.queues import many_servers


def test_an_exponential_service_is_the_queue_of_one_server():
    general = single_server(arrival_rate=0.6, mean_service=1.5, service_cv=1.0)
    erlang = many_servers(arrival_rate=0.6, mean_service=1.5, servers=1)
    assert general.mean_wait == pytest.approx(erlang.mean_wait)
    assert general.mean_time == pytest.approx(erlang.mean_time)
    assert general.wait_probability == pytest.approx(erlang.wait_probability)


def test_one_server_with_a_fixed_time_is_both():
    fixed = fixed_service(arrival_rate=0.6, service=1.5, servers=1)
    general = single_server(arrival_rate=0.6, mean_service=1.5, service_cv=0.0)
    for figure in ("wait_probability", "mean_wait", "mean_time", "mean_queue", "mean_number", "utilisation"):
        assert getattr(fixed, figure) == pytest.approx(getattr(general, figure))


@pytest.mark.parametrize(("offered", "servers"), [(1.2, 2), (2.55, 3), (6.9, 8), (28.0, 30)])
def test_the_number_present_reproduces_itself_one_service_later(offered: float, servers: int):
    """The same queue by brute force: the law of the number present, renewed service by service until it stands still."""
    size = 500
    new = np.exp(-offered + np.arange(size) * math.log(offered) - np.array([math.lgamma(n + 1) for n in range(size)]))
    shares = np.zeros(size)
    shares[0] = 1.0
    for _ in range(4000):
        waiting = np.append(shares[: servers + 1].sum(), shares[servers + 1 :])
        renewed = np.convolve(waiting, new)[:size]
        if np.abs(renewed - shares).max() < 1e-15:
            break
        shares = renewed
    queue = fixed_service(arrival_rate=offered, service=1.0, servers=servers)
    assert queue.mean_number == pytest.approx(shares @ np.arange(size), rel=1e-9)
    assert queue.wait_probability == pytest.approx(1 - shares[:servers].sum(), rel=1e-9)


def test_fixed_times_make_the_wait_shorter_than_random_ones():
    for servers in (1, 2, 5, 20):
        fixed = fixed_service(arrival_rate=0.9 * servers, service=1.0, servers=servers)
        random = many_servers(arrival_rate=0.9 * servers, mean_service=1.0, servers=servers)
        assert 0.5 * random.mean_wait <= fixed.mean_wait * (1 + 1e-9) < random.mean_wait
        assert fixed.mean_number == pytest.approx(fixed.mean_queue + 0.9 * servers)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="keep up"):
        single_server(arrival_rate=2.0, mean_service=0.5, service_cv=1.0)
    with pytest.raises(ValueError, match="keep up"):
        fixed_service(arrival_rate=7.0, service=0.5, servers=3)
    with pytest.raises(ValueError, match="service_cv"):
        single_server(arrival_rate=1.0, mean_service=0.5, service_cv=-0.1)
    with pytest.raises(ValueError, match="servers"):
        fixed_service(arrival_rate=1.0, service=0.5, servers=0)
