"""How often 95 % intervals cover the truth: a fixed number of replications, sequential stopping as `firstfix study` does it, and batch means.

python benchmarks/intervals.py [--studies 2000] [--seed 1]: studies over made-up figures whose true mean is known, by the code that real studies
use. The tables stand in docs/explanation/statistics.md; tests/unit/test_until_precise.py looks at a few of them.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from sim.study.precision import replications_needed  # noqa: E402
from sim.study.sequential import LEAST_STEP, next_replications, stopped_interval  # noqa: E402
from sim.study.statistics import CONFIDENCE, Interval, interval  # noqa: E402
from sim.study.steady import batch_means  # noqa: E402

Values = np.ndarray[Any, np.dtype[np.float64]]
Draw = Callable[[np.random.Generator, int], Values]

Z = 1.959963984540054
PILOTS, NUMBERS, MOST = (10, 20), (10, 20, 50, 200), 2000
SIZES = (5, 15, 25, 40, 80, 200)
"""Replications that a wanted half-width would take if the spread were known; 5 are fewer than the pilot."""
BATCHES, MEMORY = (10, 20, 50), (0.5, 2, 20)
"""Number of batches, and the length of one in correlation times."""


def normal(luck: np.random.Generator, count: int) -> Values:
    """Normal values."""
    return luck.normal(size=count)


def skewed(luck: np.random.Generator, count: int) -> Values:
    """Gamma of shape 4: skewness 1."""
    return (luck.gamma(4.0, 1.0, count) - 4.0) / 2.0


def heavy(luck: np.random.Generator, count: int) -> Values:
    """Lognormal with sigma 1.5: skewness 33."""
    mean, variance = math.exp(1.125), math.exp(2.25) * (math.exp(2.25) - 1.0)
    return (luck.lognormal(0.0, 1.5, count) - mean) / math.sqrt(variance)


def autocorrelated(luck: np.random.Generator, count: int, coefficient: float = 0.5) -> Values:
    """A stationary autoregression taken for independent values, as replications never are, but the observations of one run."""
    from scipy.signal import lfilter

    start = luck.normal() / math.sqrt(1 - coefficient**2)
    series = lfilter([1.0], [1.0, -coefficient], luck.normal(size=count), zi=[coefficient * start])[0]
    return np.asarray(series * math.sqrt(1 - coefficient**2), dtype=float)


FIGURES: Mapping[str, Draw] = {
    "normal": normal,
    "mildly skewed (gamma, shape 4)": skewed,
    "heavily skewed (lognormal, sigma 1.5)": heavy,
    "autocorrelated (AR(1), 0.5)": autocorrelated,
}
"""All of them have mean 0 and standard deviation 1."""


def covers(found: Interval, truth: float = 0.0) -> bool:
    """The interval holds the truth."""
    return found.low <= truth <= found.high


def stop(values: Values, pilot: int, half_width: float) -> Values:
    """The replications of a sequential study, out of as many as it could have had."""
    count = pilot
    while True:
        following = next_replications(values[:count], half_width, len(values))
        if following == count:
            return values[:count]
        count = following


def stop_at_once(values: Values, pilot: int, half_width: float) -> Values:
    """The same by the usual interval, as one would do it by hand."""
    count = pilot
    while count < len(values) and interval(values[:count]).half_width > half_width:
        needed = replications_needed(values[:count], half_width)
        count = min(max(needed, count + math.ceil(LEAST_STEP * count)), 2 * count, len(values))
    return values[:count]


def coverage_fixed(draw: Draw, count: int, studies: int, seed: int) -> float:
    """Share of studies of so many replications whose interval covers."""
    return float(np.mean([covers(interval(draw(np.random.default_rng([seed, at]), count))) for at in range(studies)]))


def coverage_sequential(
    draw: Draw, size: int, pilot: int, studies: int, seed: int, *, widened: bool = True
) -> tuple[float, float]:
    """Share of sequential studies whose interval covers, and the replications they took on average; without widening by the usual interval."""
    half_width, hits, used = Z / math.sqrt(size), 0, 0
    for at in range(studies):
        values = (stop if widened else stop_at_once)(draw(np.random.default_rng([seed, at]), MOST), pilot, half_width)
        hits += covers(stopped_interval(values) if widened else interval(values))
        used += len(values)
    return hits / studies, used / studies


def coverage_batches(batches: int, length: float, studies: int, seed: int, coefficient: float = 0.8) -> tuple[float, float]:
    """Share of long autoregressive runs whose batch means cover, and of those where von Neumann's ratio finds the batches too short."""
    memory = (1 + coefficient) / (1 - coefficient)
    count, hits, doubts = round(batches * length * memory), 0, 0
    for at in range(studies):
        found = batch_means(autocorrelated(np.random.default_rng([seed, at]), count, coefficient), batches)
        hits += covers(found.interval)
        doubts += found.too_short
    return hits / studies, doubts / studies


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    studies, seed = given.studies, given.seed
    print(
        f"{studies} studies each, standard error {100 * math.sqrt(0.05 * 0.95 / studies):.1f} points; coverage in % of intervals of {CONFIDENCE:.0%}"
    )
    print("\n| figure | " + " | ".join(f"{count} replications" for count in NUMBERS) + " |\n| --- |" + " --- |" * len(NUMBERS))
    for name, draw in FIGURES.items():
        print(
            f"| {name} | " + " | ".join(f"{100 * coverage_fixed(draw, count, studies, seed):.1f}" for count in NUMBERS) + " |",
            flush=True,
        )
    print(
        "\n| figure | pilot | interval | "
        + " | ".join(f"wanted: {size}" for size in SIZES)
        + " |\n| --- | --- | --- |"
        + " --- |" * len(SIZES)
    )
    for name, draw in FIGURES.items():
        for pilot, widened in ((PILOTS[0], False), *((pilot, True) for pilot in PILOTS)):
            cells = [coverage_sequential(draw, size, pilot, studies, seed, widened=widened) for size in SIZES]
            print(
                f"| {name} | {pilot} | {'widened' if widened else 'usual'} | "
                + " | ".join(f"{100 * hit:.1f} ({used:.0f})" for hit, used in cells)
                + " |",
                flush=True,
            )
    print(
        "\n| batches | " + " | ".join(f"{length} correlation times" for length in MEMORY) + " |\n| --- |" + " --- |" * len(MEMORY)
    )
    for batches in BATCHES:
        cells = [coverage_batches(batches, length, studies, seed) for length in MEMORY]
        print(
            f"| {batches} | " + " | ".join(f"{100 * hit:.1f} ({100 * doubt:.0f} % doubted)" for hit, doubt in cells) + " |",
            flush=True,
        )


if __name__ == "__main__":
    main()
