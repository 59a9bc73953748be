"""Which of several systems is best: how often to run each, when to drop one, and how probable it is that the choice is right.

Everything here takes 'system' as any alternative that can be run again and again (a policy, a stock plan, a fleet size), its observations
as normal and independent within a system. `better` says which end is wanted, in the word of the figures: "up" for large values, "down" for
small ones. Two ways to choose with a guarantee, whenever the best is at least `difference` better than every other:

- two stages (Dudewicz & Dalal 1975, Rinott 1978): a pilot of each system, then as many runs more as its spread asks for;
- fully sequential (Kim & Nelson 2001, KN): one run of each survivor at a time, and systems that fall behind are dropped early.

And one to spend a fixed number of runs well, without a guarantee: OCBA (Chen, Lin, Yücesan & Chick 2000).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from sim.study.screening import Contest
from sim.study.statistics import CONFIDENCE, Values

WIDEST = 12.0
"""Normal deviates further out than this carry less probability than a double can tell from nothing."""
NODES = 200
"""Nodes of the Gauss-Legendre rules; the integrands are smooth."""


# Two stages ---------------------------------------------------------------------------------------------------------------------------


def dudewicz_dalal_constant(systems: int, first_stage: int, probability: float) -> float:
    """Constant h of Dudewicz & Dalal: ∫ F(t + h)^(k−1) f(t) dt = probability, F and f of Student's t with first_stage − 1 degrees.

    `systems` is k, `first_stage` the number of pilot runs of each, `probability` that of choosing the best. Raises ValueError for fewer
    than two systems or pilot runs and for a probability that is not above the 1/k of blind choice.
    """
    from scipy.special import stdtr, stdtrit

    _check_constant(systems, first_stage, probability)
    degrees = first_stage - 1
    share, weight = _legendre(0.0, math.pi / 2)
    # The share u of the t distribution below t runs as sin²: dense at both ends, where t changes fast.
    t = stdtrit(degrees, np.sin(share) ** 2)
    density = 2.0 * np.sin(share) * np.cos(share) * weight
    return _solve(lambda h: float(density @ stdtr(degrees, t + h) ** (systems - 1)), probability)


def rinott_constant(systems: int, first_stage: int, probability: float) -> float:
    """Constant h of Rinott: ∫ [∫ Φ(h / √((n₀ − 1)(1/x + 1/y))) f(x) dx]^(k−1) f(y) dy = probability, f of χ² with n₀ − 1 degrees.

    `systems` is k, `first_stage` is n₀, the pilot runs of each, `probability` that of choosing the best. Errors as in
    `dudewicz_dalal_constant`.
    """
    from scipy.special import gammaln, ndtr

    _check_constant(systems, first_stage, probability)
    degrees = first_stage - 1
    # In s = √x the integrand is smooth; s follows the χ distribution, whose mass lies within ± 12 of √degrees.
    s, weight = _legendre(max(0.0, math.sqrt(degrees) - WIDEST), math.sqrt(degrees) + WIDEST)
    log_density = (degrees - 1) * np.log(s) - s**2 / 2 - (degrees / 2 - 1) * math.log(2) - gammaln(degrees / 2)
    density = np.exp(log_density) * weight
    scale = 1.0 / np.sqrt(degrees * (1.0 / s[:, None] ** 2 + 1.0 / s[None, :] ** 2))
    return _solve(lambda h: float(density @ (ndtr(h * scale) @ density) ** (systems - 1)), probability)


def second_stage(deviations: Sequence[float], first_stage: int, difference: float, constant: float) -> tuple[int, ...]:
    """Runs of each system in all, pilot included, that a two-stage procedure asks for: max(n₀, ⌈(h · s / difference)²⌉).

    `deviations` are the standard deviations of the pilots, `constant` is Rinott's h. The system with the best mean over all its runs is
    then the best, or within `difference` of it, with the constant's probability. Raises ValueError for a difference that is not positive.
    """
    if not difference > 0:
        raise ValueError(f"difference must be above 0, not {difference}")
    return tuple(max(first_stage, math.ceil((constant * deviation / difference) ** 2)) for deviation in deviations)


def _check_constant(systems: int, first_stage: int, probability: float) -> None:
    if systems < 2 or first_stage < 2:
        raise ValueError(f"there must be at least 2 systems and 2 pilot runs of each, not {systems} and {first_stage}")
    if not 1 / systems < probability < 1:
        raise ValueError(f"probability must lie between 1/{systems}, that of blind choice, and 1, not {probability}")


def _legendre(low: float, high: float) -> tuple[Values, Values]:
    """Nodes and weights of the Gauss-Legendre rule on an interval."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2


def _solve(probability_at: Callable[[float], float], probability: float) -> float:
    """The h at which a probability that grows with h reaches the one wanted."""
    from scipy.optimize import brentq

    high = 4.0
    while probability_at(high) < probability:
        high *= 2
        if not high < 1e6:
            raise ValueError(f"no constant reaches a probability of {probability}; make more pilot runs")
    return float(brentq(lambda h: probability_at(h) - probability, 0.0, high, xtol=1e-12))


# Fully sequential ---------------------------------------------------------------------------------------------------------------------

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Selection(Generic[Name]):
    """The outcome of a sequential choice; tuples are in the order in which the systems were given."""

    selected: Name
    """The system chosen."""
    stage: int
    """Observations of each survivor when the procedure ended."""
    observations: tuple[int, ...]
    """Observations used of each system."""
    dropped_at: tuple[int, ...]
    """Stage at which each system was dropped; 0 for the one selected."""
    eta: float
    """Constant η of the procedure."""
    h_squared: float
    """Constant h² of the procedure."""
    variances: Mapping[tuple[Name, Name], float]
    """Pilot variance of the difference of each pair of systems."""

    @property
    def total(self) -> int:
        """Observations used of all systems together."""
        return sum(self.observations)

    def variance(self, first: Name, second: Name) -> float:
        """Variance of the difference of two systems in the pilot."""
        return self.variances[first, second]


def choose(
    observe: Callable[[Name, int], float],
    systems: Sequence[Name],
    *,
    first_stage: int,
    difference: float,
    confidence: float = CONFIDENCE,
    better: str = "up",
) -> Selection[Name]:
    """Choose the best of several systems, one observation of each survivor at a time (KN of Kim & Nelson with c = 1).

    `observe(system, number)` gives the observation `number` = 0, 1, ... of a system; the systems may share their luck, which makes the
    choice faster. With probability `confidence` the best is chosen, if it is at least `difference` better than every other. With k systems
    and n₀ = `first_stage`, η = ½[(2(1 − confidence)/(k − 1))^(−2/(n₀ − 1)) − 1] and h² = 2η(n₀ − 1); after r observations of each a system
    is dropped that is worse than a survivor by more than max{0, difference/(2r) · (h² S²/difference² − r)}, S² being the variance of the
    pair's difference among the first n₀; of two that are level for good, the one named first is kept. Raises ValueError for fewer than two
    systems or pilot observations, a difference that is not positive, and a confidence outside the range from 1/k, that of blind choice, to 1.
    """
    names, count = list(systems), len(systems)
    if len(set(names)) < max(count, 2) or first_stage < 2:
        raise ValueError("there must be at least two systems of different names and two pilot observations of each")
    if not difference > 0:
        raise ValueError(f"difference must be above 0, not {difference}")
    if not 1 / count < confidence < 1:
        raise ValueError(f"confidence must lie between 1/{count}, that of blind choice, and 1, not {confidence}")
    sign = _sign(better)
    contest = Contest(count, difference=difference, first_stage=first_stage, duel_error=(1 - confidence) / (count - 1))
    while not contest.over:
        alive, number = set(contest.alive), contest.stage
        contest.replicate(np.array([sign * observe(names[i], number) if i in alive else np.nan for i in range(count)]))
    variance = contest.duels.variance
    pairs = {(names[i], names[j]): float(variance[i, j]) for i, j in itertools.permutations(range(count), 2)}
    used = tuple(at or contest.stage for at in contest.dropped_at)
    h_squared = contest.duels.h_squared
    return Selection(
        names[contest.alive[0]],
        contest.stage,
        used,
        tuple(contest.dropped_at),
        h_squared / (2 * (first_stage - 1)),
        h_squared,
        pairs,
    )


def choose_recorded(
    data: Mapping[Name, Sequence[float]],
    *,
    first_stage: int,
    difference: float,
    confidence: float = CONFIDENCE,
    better: str = "up",
) -> Selection[Name]:
    """Choose the best of several systems from observations already made, as `choose` does.

    Raises ValueError when a survivor's observations run out before the choice is made, naming the system.
    """

    def observe(system: Name, number: int) -> float:
        if number >= len(data[system]):
            raise ValueError(f"{len(data[system])} observations of {system} do not suffice for a choice; make more")
        return data[system][number]

    return choose(observe, list(data), first_stage=first_stage, difference=difference, confidence=confidence, better=better)


# A fixed number of runs ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allocation:
    """Runs of each system, and how probable it is that the best one then shows the best mean."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    replications: tuple[float, ...]
    """Runs of each system; not whole numbers where they were computed."""
    better: str

    @property
    def best(self) -> int:
        """Place of the best system, from 0."""
        return int(np.argmax(_sign(self.better) * np.array(self.means)))

    @property
    def correct_selection_bound(self) -> float:
        """Lower bound of the probability of choosing the best: 1 − Σ P(another shows a better mean), after Bonferroni; never below 0."""
        from scipy.special import ndtr

        gaps, errors = self._gaps_and_errors()
        best, others = self.best, self._others()
        return max(0.0, 1.0 - float(ndtr(-gaps[others] / np.hypot(errors[others], errors[best])).sum()))

    @property
    def correct_selection(self) -> float:
        """Probability that the best system shows the best mean, means being normal and independent: ∫ φ(z) Π Φ((gap + z·e_b)/e_i) dz."""
        from scipy.special import ndtr

        gaps, errors = self._gaps_and_errors()
        z, weight = _legendre(-WIDEST, WIDEST)
        density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * weight
        others = self._others()
        ahead = ndtr((gaps[others][:, None] + z[None, :] * errors[self.best]) / errors[others][:, None])
        return float(density @ ahead.prod(axis=0))

    def _others(self) -> list[int]:
        return [i for i in range(len(self.means)) if i != self.best]

    def _gaps_and_errors(self) -> tuple[Values, Values]:
        """How much worse than the best each system is, and the standard error of its mean."""
        means = _sign(self.better) * np.array(self.means)
        return means.max() - means, np.array(self.deviations) / np.sqrt(np.array(self.replications))


def allocate(means: Sequence[float], deviations: Sequence[float], runs: float, better: str = "up") -> Allocation:
    """Divide a number of runs over systems so that the best is most probably recognised (OCBA of Chen, Lin, Yücesan & Chick).

    With d the distance to the best, the others get runs in proportion to (deviation/d)², the best deviation·√Σ(runs/deviation)² over the
    others. Means and deviations are what a pilot says. Raises ValueError where two systems are equally good, for then no number of runs
    tells them apart, and for deviations or runs that are not positive.
    """
    allocation = shared(means, deviations, [1.0] * len(means), better)
    if not runs > 0:
        raise ValueError(f"runs must be above 0, not {runs}")
    best, spread = allocation.best, np.array(deviations, dtype=float)
    distance = np.abs(np.array(means, dtype=float) - means[best])
    others = np.arange(len(means)) != best
    if not distance[others].all():
        raise ValueError("the best two systems have the same mean: no number of runs tells them apart")
    weight = np.zeros(len(means))
    weight[others] = (spread[others] / distance[others]) ** 2
    weight[best] = weight_of_best(spread[best], weight[others], spread[others])
    return shared(means, deviations, (runs * weight / weight.sum()).tolist(), better)


def weight_of_best(spread: float, weights: Values, spreads: Values) -> float:
    """Runs of the best system beside those of the others, deviation·√Σ(runs/deviation)²; a system without spread asks for none."""
    known = spreads > 0
    return float(spread * math.sqrt(float(((weights[known] / spreads[known]) ** 2).sum())))


def shared(means: Sequence[float], deviations: Sequence[float], replications: Sequence[float], better: str = "up") -> Allocation:
    """Runs divided over systems in a way of one's own, for its probability of choosing the best.

    Raises ValueError for fewer than two systems, lists of different lengths and deviations or replications that are not positive.
    """
    _sign(better)
    if len(means) < 2 or not len(means) == len(deviations) == len(replications):
        raise ValueError("means, deviations and replications must be as many as there are systems, at least two")
    if not all(value > 0 for value in (*deviations, *replications)):
        raise ValueError("deviations and replications must be above 0")
    return Allocation(tuple(means), tuple(deviations), tuple(replications), better)


def _sign(better: str) -> float:
    """What makes a larger value the better one."""
    if better not in {"up", "down"}:
        raise ValueError(f'better must be "up" (large values are wanted) or "down", not {better!r}')
    return 1.0 if better == "up" else -1.0
