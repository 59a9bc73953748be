"""Queues with classes of customers: whoever is more urgent goes first, but nobody in service is interrupted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sim.theory.arguments import need_not_negative, need_positive, need_stable
from sim.theory.queues import many_servers


@dataclass(frozen=True, slots=True)
class Classes:
    """Waits by class in the long run; the first class goes before all others."""

    arrival_rates: tuple[float, ...]
    mean_waits: tuple[float, ...]
    """Mean time from arrival to the start of service, one per class."""

    @property
    def mean_wait(self) -> float:
        """Mean wait over the customers of all classes."""
        weighed = sum(rate * wait for rate, wait in zip(self.arrival_rates, self.mean_waits, strict=True))
        return weighed / sum(self.arrival_rates)


def many_servers_by_class(*, arrival_rates: Sequence[float], mean_service: float, servers: int) -> Classes:
    """M/M/c with non-preemptive priorities: `servers` identical servers, the same exponential service for every class.

    W_k = C mean_service / c / ((1 - s_(k-1)) (1 - s_k)) with Erlang's C of the whole stream and s_k the load of classes 1 ... k.
    In order of arrival inside a class. Source: Cobham (1954); Kella and Yechiali (1985).
    Raises ValueError unless all rates and the time are positive and the load per server is below 1.
    """
    _need_rates(arrival_rates)
    queue = many_servers(arrival_rate=sum(arrival_rates), mean_service=mean_service, servers=servers)
    until_free = queue.wait_probability * mean_service / servers
    return _cobham(arrival_rates, [rate * mean_service / servers for rate in arrival_rates], until_free)


def single_server_by_class(
    *, arrival_rates: Sequence[float], mean_services: Sequence[float], service_cvs: Sequence[float]
) -> Classes:
    """M/G/1 with non-preemptive priorities: one server, each class with its own mean service and coefficient of variation.

    W_k = sum(lambda_i E[S_i^2]) / 2 / ((1 - s_(k-1)) (1 - s_k)) with s_k the load of classes 1 ... k.
    In order of arrival inside a class. Source: Cobham (1954).
    Raises ValueError unless rates and times are positive, cvs not negative, as many of each, and the load is below 1.
    """
    _need_rates(arrival_rates)
    if not len(arrival_rates) == len(mean_services) == len(service_cvs):
        raise ValueError(f"each of the {len(arrival_rates)} classes needs one mean service and one service cv")
    for mean, cv in zip(mean_services, service_cvs, strict=True):
        need_positive(mean_service=mean)
        need_not_negative(service_cv=cv)
    loads = [rate * mean for rate, mean in zip(arrival_rates, mean_services, strict=True)]
    need_stable(sum(loads))
    until_free = sum(load * mean * (1 + cv**2) / 2 for load, mean, cv in zip(loads, mean_services, service_cvs, strict=True))
    return _cobham(arrival_rates, loads, until_free)


def _need_rates(arrival_rates: Sequence[float]) -> None:
    """Raise ValueError unless there is a class, and every class has customers."""
    if not arrival_rates:
        raise ValueError("arrival_rates must name one rate per class, at least one")
    for rate in arrival_rates:
        need_positive(arrival_rate=rate)


def _cobham(arrival_rates: Sequence[float], loads: Sequence[float], until_free: float) -> Classes:
    """Waits by class from the mean time until a server is free for a customer who goes before all others."""
    ahead = [0.0, *accumulate(loads)]
    waits = tuple(until_free / ((1 - before) * (1 - upto)) for before, upto in pairwise(ahead))
    return Classes(tuple(arrival_rates), waits)
