"""Networks of queues: from the hotline to the visit and back, from inspection to repair to test.

Times are in any one unit, rates per that unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share, need_stable
from sim.theory.queues import ManyServers, many_servers


@dataclass(frozen=True, slots=True)
class OpenNetwork:
    """An open network of queues in the long run; see :func:`open_network`."""

    entering: float
    """Customers who come from outside per unit of time, at all stations together."""
    stations: Mapping[str, ManyServers]
    """The queue at each station, revisits included."""
    exits: Mapping[str, float]
    """Customers who leave by each named exit per unit of time."""

    @property
    def mean_number(self) -> float:
        """Mean number present in the whole network."""
        return sum(station.mean_number for station in self.stations.values())

    @property
    def mean_numbers(self) -> tuple[float, ...]:
        """Mean number at each station, waiting or in service, in the order of the stations."""
        return tuple(station.mean_number for station in self.stations.values())

    @property
    def mean_time(self) -> float:
        """Mean time from entering the network to leaving it, all stations and revisits together (Little's law)."""
        return self.mean_number / self.entering

    def share_leaving(self, by: str) -> float:
        """Share of customers who leave by this exit. Raises ValueError if there is no such exit."""
        if by not in self.exits:
            raise ValueError(f"there is no exit {by!r}; there are {', '.join(self.exits)}")
        return self.exits[by] / self.entering


def open_network(
    *,
    arrival_rates: Mapping[str, float],
    mean_service: Mapping[str, float],
    servers: Mapping[str, int],
    next_station: Mapping[str, Mapping[str, float]],
) -> OpenNetwork:
    """Jackson's open network: stations with identical exponential servers, in order of arrival, without limits.

    `arrival_rates` names the Poisson streams from outside (a station without one is left out), `next_station` the share of
    customers who go from a station to each other one, back to the same (to the tail of the queue), or out by a named exit
    (any word that is no station). The flows solve lambda_j = outside_j + sum_i lambda_i p_ij; each station is then an M/M/c queue.

    Source: Jackson (1957), Networks of waiting lines.
    Raises ValueError unless each station has service, servers and shares that add up to 1, every customer leaves in the end,
    and every station can keep up.
    """
    names = list(mean_service)
    _check(names, arrival_rates, servers, next_station)
    outside = np.array([arrival_rates.get(name, 0.0) for name in names])
    inside = np.array([[next_station[name].get(other, 0.0) for other in names] for name in names])
    if max(abs(np.linalg.eigvals(inside))) > 1 - 1e-12:
        raise ValueError("some customers would never leave: every station must lead to an exit in the end")
    flows = dict(zip(names, np.linalg.solve(np.eye(len(names)) - inside.T, outside).tolist(), strict=True))
    stations = {}
    for name in names:
        need_stable(flows[name] * mean_service[name] / servers[name])
        stations[name] = many_servers(arrival_rate=flows[name], mean_service=mean_service[name], servers=servers[name])
    exits: dict[str, float] = {}
    for name in names:
        for target, share in next_station[name].items():
            if target not in stations:
                exits[target] = exits.get(target, 0.0) + flows[name] * share
    return OpenNetwork(float(outside.sum()), stations, exits)


def _check(
    names: list[str],
    arrival_rates: Mapping[str, float],
    servers: Mapping[str, int],
    next_station: Mapping[str, Mapping[str, float]],
) -> None:
    """Raise ValueError unless the stations are fully described."""
    if set(servers) != set(names) or set(next_station) != set(names) or not set(arrival_rates) <= set(names):
        raise ValueError(
            f"each of the stations {', '.join(names)} needs servers and where its customers go next, and no other may"
        )
    for name, rate in arrival_rates.items():
        need_not_negative(**{f"arrival_rates[{name}]": rate})
    need_positive(arrival_rates=sum(arrival_rates.values()))
    for name in names:
        need_count(**{f"servers[{name}]": servers[name]})
        need_share(**{f"next_station[{name}][{target}]": share for target, share in next_station[name].items()})
        if abs(sum(next_station[name].values()) - 1) > 1e-9:
            raise ValueError(f"the shares of next_station[{name}] must add up to 1, not {sum(next_station[name].values())!r}")
