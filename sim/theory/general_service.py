"""Queues whose service time is not exponential: one server with any law, many servers with a fixed time.

Customers come as a Poisson stream and are served in the order of arrival. Times are in any one unit, rates per that unit.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass

from scipy.special import lambertw

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_stable


@dataclass(frozen=True, slots=True)
class Waiting:
    """The figures of a queue in the long run."""

    wait_probability: float
    """Share of customers who have to wait."""
    mean_wait: float
    """Mean time from arrival to the start of service, over all customers."""
    mean_time: float
    """Mean time from arrival to the end of service."""
    mean_queue: float
    """Mean number waiting."""
    mean_number: float
    """Mean number waiting or in service."""
    utilisation: float
    """Share of time that a server is busy."""


def single_server(*, arrival_rate: float, mean_service: float, service_cv: float) -> Waiting:
    """M/G/1: one server, service of any law with this mean and coefficient of variation (standard deviation / mean).

    Mean wait = rho / (1 - rho) x mean_service x (1 + cv^2) / 2; no law enters but through mean and cv.
    Source: Pollaczek (1930), Khinchine (1932).
    Raises ValueError unless rate and time are positive, the cv is not negative and the load is below 1.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service)
    need_not_negative(service_cv=service_cv)
    load = arrival_rate * mean_service
    need_stable(load)
    return _little(arrival_rate, mean_service, 1, load, load / (1 - load) * mean_service * (1 + service_cv**2) / 2)


def fixed_service(*, arrival_rate: float, service: float, servers: int) -> Waiting:
    """M/D/c: every service takes exactly the time `service`.

    The number present a service time later is Poisson plus those who were waiting; its generating function is settled
    by the roots of z^c = e^(a (z - 1)) inside the unit circle, a = arrival_rate x service, which Lambert's W gives:
    z_k = -W(-rho e^(-rho) w_k) / rho with w_k the c-th roots of one.
    P(wait) = 1 - (c - a) / prod(1 - z_k), mean number = sum 1 / (1 - z_k) - ((c - a)^2 - c) / (2 (c - a)), k = 1 ... c-1.
    Source: Crommelin (1932); Franx (2001); Janssen and van Leeuwaarden (2005).
    Raises ValueError unless rate and time are positive and the load per server is below 1.
    """
    need_positive(arrival_rate=arrival_rate, service=service)
    need_count(servers=servers)
    offered = arrival_rate * service
    load = offered / servers
    need_stable(load)
    idle = servers - offered
    gaps = []
    for number in range(1, servers):
        turn = cmath.exp(2j * math.pi * number / servers)
        gaps.append(1 + complex(lambertw(-load * math.exp(-load) * turn)) / load)
    number_present = sum(1 / gap for gap in gaps).real - (idle**2 - servers) / (2 * idle)
    all_busy = 1 - idle / math.prod(gaps, start=1 + 0j).real
    return _little(arrival_rate, service, servers, all_busy, (number_present - offered) / arrival_rate)


def _little(arrival_rate: float, mean_service: float, servers: int, wait_probability: float, mean_wait: float) -> Waiting:
    """All figures from the mean wait, by Little's law."""
    time = mean_wait + mean_service
    return Waiting(
        wait_probability=wait_probability,
        mean_wait=mean_wait,
        mean_time=time,
        mean_queue=arrival_rate * mean_wait,
        mean_number=arrival_rate * time,
        utilisation=arrival_rate * mean_service / servers,
    )
