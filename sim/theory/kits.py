"""Jobs that need several parts at once: the share of jobs for which every part is there.

`jobs_filled` is for shelves replenished one for one while jobs overlap; `kit` is for a repair kit restocked after each job.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.special import gammaincc, ndtr

from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share

Survival = Callable[[float], float]
"""Age of an order -> probability that it is still open."""

_LARGEST = 5_000_000
"""Cells of the joint law of the parts of one job."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part under base stock with backorders; independent lead times of the given law."""

    base_stock: int
    lead_time: float
    """Mean time from order to arrival."""
    law: str = "exponential"
    """'constant', 'exponential', 'uniform' (from 0 to twice the mean), 'gamma' or 'lognormal' (both with `cv`)."""
    cv: float = 1.0
    """Standard deviation of the lead time over its mean, for gamma and lognormal."""

    def survival(self) -> Survival:
        """The probability that an order is still open at a given age."""
        mean, spread = self.lead_time, self.cv**2
        log_sd = math.sqrt(math.log1p(spread))
        laws: dict[str, Survival] = {
            "constant": lambda age: float(age < mean),
            "exponential": lambda age: math.exp(-age / mean),
            "uniform": lambda age: max(0.0, 1 - age / 2 / mean),
            "gamma": lambda age: float(gammaincc(1 / spread, age / mean / spread)),
            "lognormal": lambda age: float(ndtr(-(math.log(age / mean) / log_sd + log_sd / 2))) if age > 0 else 1.0,
        }
        if self.law not in laws:
            raise ValueError(f"law must be one of {', '.join(laws)}, not {self.law!r}")
        return laws[self.law]


@dataclass(frozen=True, slots=True)
class JobFill:
    """Shares of jobs that find all their parts on the shelf."""

    by_job: tuple[float, ...]
    """For each type of job, in the order given."""
    independent: tuple[float, ...]
    """The products of the parts' own fill rates: a lower bound, as jobs bind the shelves together."""
    average: float
    """Over all jobs: the first-time fix as far as parts decide it."""

    def of_job(self, rank: int) -> float:
        """The share for one type of job (the first is 1)."""
        return self.by_job[self._place(rank)]

    def independent_of_job(self, rank: int) -> float:
        """The product of fill rates for one type of job (the first is 1)."""
        return self.independent[self._place(rank)]

    def _place(self, rank: int) -> int:
        need_count(rank=rank)
        if rank > len(self.by_job):
            raise ValueError(f"rank must be at most {len(self.by_job)}, the number of job types, not {rank}")
        return rank - 1


def jobs_filled(*, jobs: Sequence[Mapping[str, Any]], parts: Mapping[Hashable, Mapping[str, Any]]) -> JobFill:
    """Share of jobs that find all their parts at once, with base stocks that are replenished one for one.

    `jobs` are mappings with `rate` (per time, Poisson) and `parts` (the names of the parts of which a job takes one unit
    each, backordered where missing); `parts` maps names to `base_stock`, `lead_time` (mean), `law` and `cv` (see Part).
    Orders of one job leave at the same moment, so the orders open at any time are counts of subsets of parts: independent
    and Poisson, with mean rate x integral over the age of the probability that just these are still open. The joint law of
    the units on order, up to the base stocks, is their convolution.

    Source: Song (1998), Operations Research 46(6). Raises ValueError for unknown parts or laws, parts named twice in a job,
    values out of range, or a job whose base stocks multiply to more than 5 million.
    """
    shelf = {name: Part(**facts) for name, facts in parts.items()}
    for name, part in shelf.items():
        need_count(0, **{f"base_stock of {name}": part.base_stock})
        need_positive(**{f"lead_time of {name}": part.lead_time, f"cv of {name}": part.cv})
    kinds = [(float(job["rate"]), tuple(job["parts"])) for job in jobs]
    for rate, names in kinds:
        need_positive(rate=rate)
        if not names or len(set(names)) < len(names) or not set(names) <= set(shelf):
            raise ValueError(f"a job must name different known parts, one or more, not {list(names)!r}")
    filled = tuple(_filled(names, kinds, shelf) for _, names in kinds)
    alone = {name: _filled((name,), kinds, shelf) for name in {each for _, names in kinds for each in names}}
    total = math.fsum(rate for rate, _ in kinds)
    return JobFill(
        by_job=filled,
        independent=tuple(math.prod(alone[name] for name in names) for _, names in kinds),
        average=math.fsum(rate * share for (rate, _), share in zip(kinds, filled, strict=True)) / total,
    )


def _filled(
    names: tuple[Hashable, ...], kinds: Sequence[tuple[float, tuple[Hashable, ...]]], shelf: Mapping[Hashable, Part]
) -> float:
    """Probability that fewer than base stock units are on order of each of these parts."""
    shape = tuple(shelf[name].base_stock for name in names)
    if math.prod(shape) > _LARGEST:
        raise ValueError(f"the base stocks of one job must multiply to at most {_LARGEST}, not {math.prod(shape)}")
    if 0 in shape:
        return 0.0
    joint = np.zeros(shape)
    joint[(0,) * len(shape)] = 1.0
    for rate, wanted in kinds:
        common = [name for name in names if name in wanted]
        for together, time in _open_together(common, shelf):
            joint = _shifted(joint, [names.index(name) for name in together], rate * time)
    return float(joint.sum())


def _open_together(names: Sequence[Hashable], shelf: Mapping[Hashable, Part]) -> Iterator[tuple[tuple[Hashable, ...], float]]:
    """Subsets of parts ordered at one moment, with the mean time during which just these are still open."""
    subsets = [subset for size in range(1, len(names) + 1) for subset in combinations(names, size)]
    at_least = {frozenset(subset): _mean_minimum([shelf[name] for name in subset]) for subset in subsets}
    for subset in subsets:
        bigger = [other for other in at_least if other >= set(subset)]
        yield subset, math.fsum((-1) ** (len(other) - len(subset)) * at_least[other] for other in bigger)


def _mean_minimum(parts: Sequence[Part]) -> float:
    """Mean time until the first of several orders placed together has arrived."""
    if len(parts) == 1:
        return parts[0].lead_time
    alive = [part.survival() for part in parts]
    ends = [part.lead_time * {"constant": 1, "uniform": 2}.get(part.law, math.inf) for part in parts]
    breaks = sorted({0.0, *(part.lead_time for part in parts), *(end for end in ends if end < math.inf)})
    edges = [edge for edge in breaks if edge <= min(ends)] + ([math.inf] if min(ends) == math.inf else [])

    def all_open(age: float) -> float:
        return math.prod(open_at(age) for open_at in alive)

    return math.fsum(_integral(all_open, low, high) for low, high in pairwise(edges))


def _integral(function: Survival, low: float, high: float) -> float:
    return float(quad(function, low, high, epsabs=1e-13, epsrel=1e-12, limit=400)[0])


def _shifted(joint: np.ndarray[Any, np.dtype[np.float64]], axes: Sequence[int], mean: float) -> Any:
    """Add a Poisson count to several parts at once: a convolution along their diagonal."""
    reach = min(joint.shape[axis] for axis in axes)
    weight = math.exp(-mean)
    result = weight * joint
    for units in range(1, reach):
        weight *= mean / units
        into = tuple(slice(units, None) if axis in axes else slice(None) for axis in range(joint.ndim))
        out_of = tuple(slice(None, -units) if axis in axes else slice(None) for axis in range(joint.ndim))
        result[into] += weight * joint[out_of]
    return result


@dataclass(frozen=True, slots=True)
class Kit:
    """How well a repair kit serves its jobs."""

    job_fill_rate: float
    """Share of jobs whose every part is in the kit."""
    part_fill_rate: float
    """Share of the parts wanted that are in the kit."""


def kit(*, probabilities: Sequence[float], stocked: Sequence[bool | int]) -> Kit:
    """Repair kit restocked after each job; a job needs one unit of part i with probability p(i), independently.

    Job fill rate = product of 1 - p(i) over the parts left at home; part fill rate = sum of p(i) in the kit over all.

    Source: Smith, Chambers & Shlifer (1980), Management Science 26(3); Brumelle & Granot (1993). Raises ValueError for
    lists of unequal length or probabilities that are not between 0 and 1.
    """
    need_share(**{f"probabilities[{i}]": share for i, share in enumerate(probabilities)})
    if not probabilities or len(probabilities) != len(stocked):
        raise ValueError("probabilities and stocked must name the same parts, one or more")
    need_not_negative(**{f"stocked[{i}]": float(units) for i, units in enumerate(stocked)})
    wanted = math.fsum(probabilities)
    carried = math.fsum(share for share, units in zip(probabilities, stocked, strict=True) if units)
    return Kit(
        job_fill_rate=math.prod(1 - share for share, units in zip(probabilities, stocked, strict=True) if not units),
        part_fill_rate=carried / wanted if wanted else 1.0,
    )
