"""First-time fix: what triage, the van's stock and the technician's skill make of it together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.theory import stock
from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share


@dataclass(frozen=True, slots=True)
class FirstTimeFix:
    """How the jobs of a van go."""

    part_at_hand: float
    """Share of jobs whose part is there on the first visit."""
    first_time_fix: float
    """Share of jobs done on the first visit."""
    visits_per_job: float
    van_fill_rates: tuple[float, ...]
    """Share of the demands for each part that the van's own stock meets."""


def van(
    *,
    job_rate: float,
    fault_shares: Sequence[float],
    base_stocks: Sequence[int],
    lead_time: float,
    triage_accuracy: float,
    depot_fill: float,
    skill: float,
) -> FirstTimeFix:
    """One van whose jobs each need one part: fault i, with probability `fault_shares[i]`, needs one unit of part i.

    The van holds base stock S(i), replenished one for one after `lead_time` (any law); a part that it lacks comes from outside and
    leaves its stock alone, so that each part is an Erlang loss system. Where the van lacks the part, it is there on the first
    visit all the same if triage named the fault (probability `triage_accuracy`) and the depot can hand it over (`depot_fill`). A visit with
    the part succeeds with probability `skill`; all later visits have the part. So first-time fix = part at hand x skill, and
    visits per job = 1 / skill + (1 - part at hand).

    Source: Erlang (1917) for each part, combined by conditional probabilities; compare Teunter (2006), European Journal of
    Operational Research 175. Raises ValueError for lists of unequal length, shares that do not sum to 1 (0 … 1 each), a skill of 0 or
    other values out of range.
    """
    need_positive(job_rate=job_rate, lead_time=lead_time, skill=skill)
    need_share(triage_accuracy=triage_accuracy, depot_fill=depot_fill, skill=skill)
    need_not_negative(**{f"fault_shares[{i}]": share for i, share in enumerate(fault_shares)})
    need_count(0, **{f"base_stocks[{i}]": units for i, units in enumerate(base_stocks)})
    if len(fault_shares) != len(base_stocks) or not math.isclose(math.fsum(fault_shares), 1, abs_tol=1e-9):
        raise ValueError("fault_shares must be probabilities that sum to 1, one for each of base_stocks")
    pairs = list(zip(fault_shares, base_stocks, strict=True))
    fills = tuple(
        stock.emergency(demand_rate=job_rate * share, lead_time=lead_time, base_stock=units).fill_rate for share, units in pairs
    )
    handed_over = triage_accuracy * depot_fill
    at_hand = math.fsum(share * (fill + (1 - fill) * handed_over) for share, fill in zip(fault_shares, fills, strict=True))
    return FirstTimeFix(
        part_at_hand=at_hand,
        first_time_fix=at_hand * skill,
        visits_per_job=1 / skill + 1 - at_hand,
        van_fill_rates=fills,
    )
