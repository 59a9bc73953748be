"""What replications can say: means with intervals, and paired differences to the baseline with a verdict in words.

Pure functions of a long table with the columns policy, replication, figure, value. NaN is 'no data': a replication without data for a
figure is left out of its mean, and a pair of which one side has none is left out of the difference; the numbers that remain are reported.

A mean has the t interval of confidence 95 %. A difference is taken replication by replication, since both policies met the same luck, and
has a t interval too; where k policies are compared with the baseline its confidence is 1 − 0.05/k (Bonferroni), so that for one figure all k
intervals hold together with at least 95 %. The mean over replications of a ratio is not the ratio of the means: figures are means of ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Values = np.ndarray[Any, np.dtype[np.float64]]
Numbers = Values | Sequence[float]

CONFIDENCE = 0.95
NEGLIGIBLE = 1e-9
"""A difference smaller than this share of the figure itself is the rounding of sums, not a difference."""

COLUMNS = (
    "figure",
    "policy",
    "mean",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "verdict",
    "unit",
    "better",
    "replications",
    "pairs",
    "deviation",
)
"""Columns of a comparison, in this order; `replications` and `pairs` are those with data, `deviation` is between replications."""

BASELINE = "baseline"
NO_DATA = "no data"
UNDETECTED = "no detectable difference"
NOTHING = float("nan")


@dataclass(frozen=True)
class Interval:
    """A mean of `count` values, its confidence interval and the values' standard deviation; NaN where there is none."""

    mean: float
    low: float
    high: float
    count: int
    deviation: float

    @property
    def half_width(self) -> float:
        """What stands behind the ±: half the length of the interval."""
        return (self.high - self.low) / 2


def interval(values: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """Mean and t interval of independent values; NaN values are left out, and one value has no interval."""
    known = known_values(values)
    count = len(known)
    if count == 0:
        return Interval(NOTHING, NOTHING, NOTHING, 0, NOTHING)
    mean = float(known.mean())
    if count == 1:
        return Interval(mean, NOTHING, NOTHING, 1, NOTHING)
    deviation = float(known.std(ddof=1))
    half = t_quantile(count - 1, 0.5 + confidence / 2) * deviation / count**0.5
    return Interval(mean, mean - half, mean + half, count, deviation)


def known_values(values: Numbers) -> Values:
    """The values as an array, NaN left out."""
    every: Values = np.asarray(values, dtype=float)
    return every[~np.isnan(every)]


def t_quantile(degrees: float, probability: float) -> float:
    """Quantile of Student's t distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, probability))


def paired_difference(values: Values, baseline: Values, confidence: float = CONFIDENCE) -> Interval:
    """Mean and t interval of values − baseline, replication by replication; pairs of which one side is NaN are left out.

    A mean difference that is only the rounding of sums is taken as zero.
    """
    found = interval(values - baseline, confidence)
    scale = float(np.nanmax(np.abs(np.concatenate([values, baseline])), initial=0.0))
    if found.count and abs(found.mean) <= NEGLIGIBLE * scale and not found.deviation > NEGLIGIBLE * scale:
        spread = NOTHING if found.count == 1 else 0.0
        return Interval(0.0, spread, spread, found.count, spread)
    return found


def verdict(difference: Interval, better: str | None) -> str:
    """The difference in words: better, worse (higher, lower without a direction), or no detectable difference."""
    if difference.count == 0:
        return NO_DATA
    if difference.low > 0:
        return {"up": "better", "down": "worse"}.get(better or "", "higher")
    if difference.high < 0:
        return {"up": "worse", "down": "better"}.get(better or "", "lower")
    return UNDETECTED


def compare_figures(
    figures: pd.DataFrame,
    baseline: str,
    policies: Sequence[str] | None = None,
    about: Mapping[str, tuple[str, str | None]] | None = None,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Compare every figure of every policy with the baseline: one row each, columns as in `COLUMNS`.

    `policies` gives the order (the baseline goes first; all that occur when None); `about` maps a figure to (unit, better), taken from the
    register of figures when None. Rows of the baseline have no difference.
    """
    import pandas as pd

    names = list(dict.fromkeys([baseline, *(policies if policies is not None else figures["policy"].unique())]))
    about = _registered(list(figures["figure"].unique())) if about is None else about
    table = figures.pivot(index=["figure", "policy"], columns="replication", values="value")
    known = dict(zip(table.index, table.to_numpy(dtype=float), strict=True))
    absent = np.full(table.shape[1], NOTHING)
    stricter = 1.0 - (1.0 - confidence) / max(len(names) - 1, 1)
    rows: list[tuple[Any, ...]] = []
    for figure in _in_order(list(figures["figure"].unique()), about):
        unit, better = about.get(figure, ("", None))
        base = known.get((figure, baseline), absent)
        for policy in names:
            values = known.get((figure, policy), absent)
            own = interval(values, confidence)
            if policy == baseline:
                gap, words = Interval(NOTHING, NOTHING, NOTHING, own.count, NOTHING), BASELINE
            else:
                gap = paired_difference(values, base, stricter)
                words = verdict(gap, better)
            rows.append(
                (
                    figure,
                    policy,
                    own.mean,
                    own.low,
                    own.high,
                    gap.mean,
                    gap.low,
                    gap.high,
                    words,
                    unit,
                    better or "",
                    own.count,
                    gap.count,
                    own.deviation,
                )
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _registered(names: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """(unit, better) of figures in the order of the register; figures that are no longer registered are left out."""
    from sim.kpi import members

    known = members()
    order = {name: place for place, name in enumerate(known)}
    own = [name for name in names if name.partition(".")[0] in known]
    own.sort(key=lambda name: order[name.partition(".")[0]])
    return {name: (known[name.partition(".")[0]].unit, known[name.partition(".")[0]].better) for name in own}


def _in_order(names: Sequence[str], about: Mapping[str, Any]) -> list[str]:
    """Figures as `about` orders them, then the others by name."""
    present = set(names)
    return [name for name in about if name in present] + sorted(present - set(about))
