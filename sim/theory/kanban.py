"""Containers that circulate with their cards between a shelf and its supplier; demand beyond them is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.theory.arguments import need_count, need_positive
from sim.theory.chains import average, stationary


@dataclass(frozen=True, slots=True)
class Kanban:
    """Long-run figures of a Kanban shelf."""

    lost_share: float
    """Share of demands that find every container empty (lost, or met from elsewhere)."""
    mean_on_hand: float
    circulation_rate: float
    """Containers sent to the supplier per time."""

    @property
    def fill_rate(self) -> float:
        """Share of demands met from the shelf."""
        return 1 - self.lost_share


def containers(
    *, demand_rate: float, container: int, cards: int, mean_replenishment: float, servers: int | None = None
) -> Kanban:
    """`cards` containers of `container` units; an emptied one sends its card to the supplier and returns full.

    Units are taken from the open container only; the next full one is opened when it is empty. Poisson unit demands, lost
    when all containers are away. Replenishment is exponential with the given mean: for each container on its own (`servers`
    None, ample supply) or by so many servers, first come first served. Two cards are a true two-bin system.

    A continuous-time Markov chain of (containers away, units in the open one), solved exactly. Rates per time, times in the
    same unit. Source: the chain itself; compare Buzacott & Shanthikumar (1993). Raises ValueError for arguments out of range.
    """
    need_positive(demand_rate=demand_rate, mean_replenishment=mean_replenishment)
    need_count(container=container, cards=cards)
    if servers is not None:
        need_count(servers=servers)

    def moves(state: tuple[int, int]) -> Iterator[tuple[tuple[int, int], float]]:
        away, left = state
        if left > 1:
            yield (away, left - 1), demand_rate
        elif left == 1:
            yield (away + 1, container if away + 1 < cards else 0), demand_rate
        at_work = away if servers is None else min(away, servers)
        yield (max(away - 1, 0), left or container), at_work / mean_replenishment

    shares = stationary((0, container), moves)
    lost = sum(share for (away, _), share in shares.items() if away == cards)
    return Kanban(
        lost_share=lost,
        mean_on_hand=average(shares, lambda state: max(0, cards - state[0] - 1) * container + state[1]),
        circulation_rate=demand_rate * (1 - lost) / container,
    )
