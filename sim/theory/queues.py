"""Queues in front of identical servers with exponential service: Erlang's formulas and their kin.

Customers come as a Poisson stream and are served in the order of arrival. Times are in any one unit, rates per that unit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import betainc

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_stable
from sim.theory.chains import birth_death


@dataclass(frozen=True, slots=True)
class ManyServers:
    """An M/M/c queue in the long run; see :func:`many_servers`."""

    arrival_rate: float
    mean_service: float
    servers: int
    wait_probability: float
    """Share of customers who find all servers busy (Erlang's C)."""

    @property
    def utilisation(self) -> float:
        """Share of time that a server is busy."""
        return self.arrival_rate * self.mean_service / self.servers

    @property
    def mean_wait(self) -> float:
        """Mean time from arrival to the start of service, over all customers."""
        return self.wait_probability / self._drain

    @property
    def mean_queue(self) -> float:
        """Mean number waiting."""
        return self.arrival_rate * self.mean_wait

    @property
    def mean_time(self) -> float:
        """Mean time from arrival to the end of service."""
        return self.mean_wait + self.mean_service

    @property
    def mean_number(self) -> float:
        """Mean number waiting or in service."""
        return self.arrival_rate * self.mean_time

    def wait_beyond(self, time: float) -> float:
        """Share of customers who wait longer than `time`: C e^(-(c mu - lambda) t)."""
        need_not_negative(time=time)
        return self.wait_probability * math.exp(-self._drain * time)

    def wait_excess(self, time: float) -> float:
        """Mean of the wait beyond `time`, E[(W - t)+], over all customers."""
        return self.wait_beyond(time) / self._drain

    def time_beyond(self, time: float) -> float:
        """Share of customers whose wait and service together take longer than `time`."""
        need_not_negative(time=time)
        return math.exp(-time / self.mean_service) + self.wait_probability * self._overlap(time) / self.mean_service

    def time_excess(self, time: float) -> float:
        """Mean of wait and service together beyond `time`, E[(T - t)+], over all customers."""
        need_not_negative(time=time)
        service = math.exp(-time / self.mean_service)
        return (
            service * self.mean_service
            + self.wait_probability * (service + self._overlap(time) / self.mean_service) / self._drain
        )

    @property
    def _drain(self) -> float:
        """Rate at which a queue that has formed shrinks: c mu - lambda."""
        return self.servers / self.mean_service - self.arrival_rate

    def _overlap(self, time: float) -> float:
        """(e^(-a t) - e^(-b t)) / (b - a) with a, b the service rate and the drain, the smaller first; t e^(-a t) where both are the same."""
        slow, fast = sorted((self._drain, 1 / self.mean_service))
        gap = fast - slow
        return math.exp(-slow * time) * (-math.expm1(-gap * time) / gap if gap else time)


def blocking(*, arrival_rate: float, mean_service: float, servers: int) -> float:
    """Share of customers lost when nobody can wait (Erlang's B), also with any other service time of the same mean.

    B(0) = 1, B(c) = a B(c-1) / (c + a B(c-1)) with the offered load a = arrival_rate x mean_service.
    Source: Erlang (1917). Raises ValueError for rates or times that are not positive.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service)
    need_count(servers=servers, least=0)
    load, lost = arrival_rate * mean_service, 1.0
    for number in range(1, servers + 1):
        lost = load * lost / (number + load * lost)
    return lost


def many_servers(*, arrival_rate: float, mean_service: float, servers: int) -> ManyServers:
    """M/M/c: customers wait as long as it takes for one of `servers` identical servers.

    Erlang's C from Erlang's B: C = B / (1 - rho (1 - B)); the wait of those who wait is exponential with rate c mu - lambda.
    Source: Erlang (1917); Gross et al. (2008), Fundamentals of Queueing Theory.
    Raises ValueError unless rates and times are positive and the load per server is below 1.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service)
    need_count(servers=servers)
    load = arrival_rate * mean_service / servers
    need_stable(load)
    lost = blocking(arrival_rate=arrival_rate, mean_service=mean_service, servers=servers)
    return ManyServers(arrival_rate, mean_service, servers, lost / (1 - load * (1 - lost)))


@dataclass(frozen=True, slots=True)
class LimitedLines:
    """An M/M/c/K queue in the long run; see :func:`limited_lines`."""

    lost: float
    """Share of customers who find every line taken and go away."""
    wait_probability: float
    """Share of the accepted customers who have to wait."""
    mean_wait: float
    """Mean wait of the accepted customers (those who need not wait count with 0)."""
    mean_queue: float
    """Mean number waiting."""
    utilisation: float
    """Share of time that a server is busy."""


def limited_lines(*, arrival_rate: float, mean_service: float, servers: int, lines: int) -> LimitedLines:
    """M/M/c/K: at most `lines` customers are waiting or in service; whoever comes then is lost. Any load is allowed.

    Birth and death: p(n+1) / p(n) = lambda / (min(n+1, c) mu), n = 0 ... K-1; waits by Little's law over accepted customers.
    Source: Gross et al. (2008), Fundamentals of Queueing Theory.
    Raises ValueError for rates or times that are not positive and for fewer lines than servers.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service)
    need_count(servers=servers)
    need_count(lines=lines, least=servers)
    shares = birth_death([arrival_rate * mean_service / min(n, servers) for n in range(1, lines + 1)])
    accepted = 1 - shares[lines]
    queue = sum((n - servers) * shares[n] for n in range(servers, lines + 1))
    return LimitedLines(
        lost=shares[lines],
        wait_probability=sum(shares[servers:lines]) / accepted,
        mean_wait=queue / (arrival_rate * accepted),
        mean_queue=queue,
        utilisation=arrival_rate * accepted * mean_service / servers,
    )


@dataclass(frozen=True, slots=True)
class WithPatience:
    """An M/M/c+M queue in the long run; see :func:`with_patience`."""

    arrival_rate: float
    mean_service: float
    servers: int
    mean_patience: float
    shares: tuple[float, ...]
    """Share of time with 0, 1, 2, ... customers present."""

    @property
    def wait_probability(self) -> float:
        """Share of customers who find all servers busy."""
        return math.fsum(self.shares[self.servers :])

    @property
    def mean_queue(self) -> float:
        """Mean number waiting."""
        return math.fsum(waiting * share for waiting, share in enumerate(self.shares[self.servers :]))

    @property
    def abandoned(self) -> float:
        """Share of customers who give up before they are served."""
        return self.mean_queue / self.mean_patience / self.arrival_rate

    @property
    def mean_wait(self) -> float:
        """Mean time until service or giving up, over all customers."""
        return self.mean_queue / self.arrival_rate

    @property
    def utilisation(self) -> float:
        """Share of time that a server is busy."""
        return self.arrival_rate * (1 - self.abandoned) * self.mean_service / self.servers

    def answered_within(self, time: float) -> float:
        """Share of all customers who are served after a wait of at most `time`.

        Who finds k others waiting moves up at rates c mu + j theta, j = k ... 0; the sum of these steps has a beta law in
        e^(-theta t), so that he is served in time with probability a / (a + k + 1) (1 - I(e^(-theta t); a + 1, k + 1)), a = c mu / theta.
        """
        need_not_negative(time=time)
        pace = self.servers * self.mean_patience / self.mean_service
        left = math.exp(-time / self.mean_patience)
        served = math.fsum(
            share * pace / (pace + ahead + 1) * (1 - float(betainc(pace + 1, ahead + 1, left)))
            for ahead, share in enumerate(self.shares[self.servers :])
        )
        return math.fsum(self.shares[: self.servers]) + served


def with_patience(*, arrival_rate: float, mean_service: float, servers: int, mean_patience: float) -> WithPatience:
    """M/M/c+M (Erlang's A): each customer gives up after an exponential patience if not yet served. Any load is allowed.

    Birth and death: p(n+1) / p(n) = lambda / (min(n+1, c) mu + max(n+1-c, 0) theta), cut where the rest is below 1e-16.
    Source: Palm (1957); Garnett, Mandelbaum and Reiman (2002); Mandelbaum and Zeltyn (2005), The Palm/Erlang-A queue.
    Raises ValueError for rates or times that are not positive.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service, mean_patience=mean_patience)
    need_count(servers=servers)
    steps: list[float] = []
    height, peak = 0.0, 0.0  # logarithm of the last share and of the largest, both relative to the first
    while not (steps and steps[-1] < 1 and height + math.log(1 / (1 - steps[-1])) < peak - 40):
        number = len(steps) + 1
        drain = min(number, servers) / mean_service + max(number - servers, 0) / mean_patience
        steps.append(arrival_rate / drain)
        height += math.log(steps[-1])
        peak = max(peak, height)
    return WithPatience(arrival_rate, mean_service, servers, mean_patience, tuple(birth_death(steps)))


@dataclass(frozen=True, slots=True)
class AverageNumber:
    """What a time average of the number in an M/M/1 queue can tell; see :func:`average_number`."""

    mean: float
    """Long-run mean number present."""
    asymptotic_variance: float
    """Limit of T x variance of the average over a time T."""

    def standard_error(self, time: float) -> float:
        """Standard deviation of the average over a long `time`."""
        need_positive(time=time)
        return math.sqrt(self.asymptotic_variance / time)


def average_number(*, arrival_rate: float, mean_service: float) -> AverageNumber:
    """How far the time average of the number in an M/M/1 queue, over a long time T, strays from its mean.

    lim T Var = 2 rho (1 + rho) / (1 - rho)^4 mean_service. Source: Whitt (1989), Planning queueing simulations.
    Raises ValueError unless rate and time are positive and the load is below 1.
    """
    need_positive(arrival_rate=arrival_rate, mean_service=mean_service)
    load = arrival_rate * mean_service
    need_stable(load)
    return AverageNumber(load / (1 - load), 2 * load * (1 + load) / (1 - load) ** 4 * mean_service)
