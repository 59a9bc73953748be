"""What a sensitivity analysis says: which factors move a figure, by how much, which cannot be told from luck, and the small print."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.experiment.words import Said, said
from sim.kpi import member_of
from sim.kpi.words import begin, prose
from sim.study.statistics import NEGLIGIBLE, NO_DATA, UNDETECTED

if TYPE_CHECKING:
    from sim.experiment.points import Study

Row = Mapping[str, Any]
_FEW = 4
"""Factors that a sentence names; more stand in the table."""


def unit_of(figure: str) -> str:
    """The figure's unit; none of a figure that is not registered."""
    try:
        return member_of(figure).unit
    except UsageError:
        return ""


def better_of(figure: str) -> str:
    """'up' or 'down'; empty where neither is better."""
    try:
        return member_of(figure).better or ""
    except UsageError:
        return ""


def of_tornado(study: Study, rows: Sequence[Row]) -> Iterator[str]:
    """Figure by figure: the factors with the widest swing, then those that cannot be told from luck."""
    for figure, own in _by_figure(rows).items():
        how, factors = _said(study, figure), dict.fromkeys(str(row["factor"]) for row in own)
        told = [row for row in own if row["verdict"] not in {NO_DATA, UNDETECTED}]
        moving = sorted(dict.fromkeys(str(row["factor"]) for row in told), key=lambda name: -swing(told, name))
        parts = [_ends([row for row in told if row["factor"] == name], name, how) for name in moving[:_FEW]]
        yield from _sentences(figure, parts, [name for name in factors if name not in moving], no_data=_empty(own))


def swing(rows: Sequence[Row], factor: str) -> float:
    """From the least to the greatest difference that a factor makes, no change among them."""
    found = [float(row["difference"]) for row in rows if row["factor"] == factor and row["difference"] == row["difference"]]
    return max([0.0, *found]) - min([0.0, *found])


def _ends(rows: Sequence[Row], factor: str, how: Said) -> str:
    """'lead time': −300 EUR a year at 2 d, +1,200 EUR a year at 10 d."""
    least, most = min(rows, key=lambda row: row["difference"]), max(rows, key=lambda row: row["difference"])
    each = [
        f"{how.difference(row['difference'], _half(row, 'difference', ''))} at {row['value']}"
        for row in ([least] if least is most else [least, most])
    ]
    return f"'{factor}' ({', '.join(each)})"


def _half(row: Row, key: str, prefix: str) -> float:
    """Half of an interval; NaN where it is no more than the rounding of sums, so that nobody reads twelve digits."""
    half = (float(row[f"{prefix}high"]) - float(row[f"{prefix}low"])) / 2
    return half if half > NEGLIGIBLE * abs(float(row[key])) else math.nan


def notes_of_tornado(study: Study, rows: Sequence[Row]) -> Iterator[str]:
    """How it was found."""
    looks = len(rows) // max(len(_by_figure(rows)), 1)
    each = 100 * (1 - (1 - study.says.confidence) / max(looks, 1))
    yield (
        f"One factor at a time, all others as the scenario has them: every value of a list, the ends of a range, the 10 % and 90 % quantiles of a "
        f"distribution. {_runs(study)} Differences are paired with the scenario as it stands, replication by replication; each of the {looks} of a "
        f"figure has an interval of {each:.4g} %, so that all of them hold together with {100 * study.says.confidence:.4g} % (Bonferroni)."
    )
    yield "What factors do only together does not show here; the methods morris and sobol look for it."
    yield from _lacking([row["pairs"] for row in rows], study)


def of_morris(study: Study, rows: Sequence[Row]) -> Iterator[str]:
    """Figure by figure: the factors with the largest mean effect."""
    for figure, own in _by_figure(rows).items():
        how = _said(study, figure)
        moving = sorted((row for row in own if row["verdict"] not in {NO_DATA, UNDETECTED}), key=lambda row: -row["mu_star"])
        parts = [f"'{row['factor']}' (by {_size(how, row)} over its range{_twist(row)})" for row in moving[:_FEW]]
        yield from _sentences(figure, parts, [str(row["factor"]) for row in own if row not in moving], no_data=_empty(own))


def _size(how: Said, row: Row) -> str:
    """The mean size of an effect, rounded to what its interval can tell; one of a few trajectories may have none."""
    return how.difference(row["mu_star"], _half(row, "mu_star", "mu_star_")).lstrip("+")


def _twist(row: Row) -> str:
    """What the spread of the effects says."""
    return ", not the same everywhere" if row["sigma"] > 0.5 * row["mu_star"] else ""


def notes_of_morris(study: Study, rows: Sequence[Row], samples: int) -> Iterator[str]:
    """How it was found."""
    yield (
        f"Elementary effects (Morris 1991) with mu* (Campolongo 2007): {samples} trajectories, each of which moves one factor after the other by "
        f"two thirds of its range; effects are per whole range, of a distribution from its 10 % to its 90 % quantile. {_runs(study)}"
    )
    risk = 100 * (1 - study.says.confidence)
    yield (
        f"An effect is detectable if its mean over replications is not zero (t), or if effects differ between trajectories by more than luck (F); "
        f"the risk of {risk:.3g} % is shared by both tests and all factors of a figure (Bonferroni). The F test takes luck to be alike everywhere; where "
        "it is not, it errs two or three times as often. mu* cannot be below the column 'noise' by much: that is what luck alone would bring. "
        "It is a screening: the factors it names deserve a closer look with sobol or a full factorial."
    )
    yield from _lacking([row["replications"] for row in rows], study)


def of_sobol(rows: Sequence[Row], splits: Sequence[Row]) -> Iterator[str]:
    """Figure by figure: the shares, and how much of a single run is luck."""
    shares = {str(row["figure"]): row for row in splits}
    for figure, own in _by_figure(rows).items():
        moving = sorted((row for row in own if row["verdict"] not in {NO_DATA, UNDETECTED}), key=lambda row: -row["total"])
        parts = [f"'{row['factor']}' ({_share(row, 'total')} of the variance{_alone(row)})" for row in moving[:_FEW]]
        yield from _sentences(figure, parts, [str(row["factor"]) for row in own if row not in moving], no_data=_empty(own))
        if figure in shares and not _empty(own):
            yield from _luck(figure, shares[figure])


def _share(row: Row, key: str) -> str:
    """A share with its interval, cut where no share can be: '44 % [31 to 58]'."""
    at, low, high = (100 * min(max(float(row[each]), 0.0), 1.0) for each in (key, f"{key}_low", f"{key}_high"))
    return f"{at:.0f} % [{low:.0f} to {high:.0f}]" if high >= 1 else "under 1 %"


def _alone(row: Row) -> str:
    """How much of it needs others."""
    return f", {100 * max(row['first_order'], 0.0):.0f} % alone" if row["total_low"] > row["first_order_high"] else ""


def notes_of_sobol(study: Study, splits: Sequence[Row], samples: int) -> Iterator[str]:
    """How it was found."""
    yield (
        f"Sobol indices by Saltelli's plan of {samples} base samples (first order: Saltelli 2010; total: Jansen 1999); ranges and lists count as equally "
        f"likely. {_runs(study)} What luck adds to the indices is estimated from the replications and taken off, so they are shares of the variance of the "
        "mean, not of a single run."
    )
    yield (
        f"Intervals join a bootstrap over samples with a jackknife over replications; those of all factors of a figure hold together with "
        f"{100 * study.says.confidence:.4g} % (Bonferroni). A total that reaches 0 with its interval cannot be told from luck."
    )
    yield from _missing(splits, study)


def of_uncertainty(study: Study, rows: Sequence[Row]) -> Iterator[str]:
    """Figure by figure: the mean with what is not known, and how much of a single run that is."""
    for row in rows:
        figure, how = str(row["figure"]), _said(study, str(row["figure"]))
        if row["mean"] != row["mean"]:
            yield f"{begin(prose(figure))}: no data."
            continue
        half = (row["high"] - row["low"]) / 2
        band = how.range(row["band_low"], row["band_high"])
        yield (
            f"{begin(prose(figure))}: {how.give_or_take(row['mean'], half)} over all that is not known"
            + (f"; as far as the inputs are what is said of them, its mean lies within {band}." if band else ".")
        )
        yield from _luck(figure, row)


def _luck(figure: str, row: Row) -> Iterator[str]:
    """How the variance of a single run divides."""
    if row["input_share"] != row["input_share"]:
        yield f"{begin(prose(figure))}: what is luck and what the factors do cannot be told apart here; run more replications."
    elif row["input_share_low"] <= 0:
        yield f"{begin(prose(figure))}: what the factors do together cannot be told from luck; run more replications."
    else:
        share, low, high = (100 * row[key] for key in ("input_share", "input_share_low", "input_share_high"))
        yield (
            f"{begin(prose(figure))}: of the variance of a single run {share:.0f} % [{low:.0f} to {high:.0f}] come from the factors, "
            f"{100 - share:.0f} % from luck."
        )


def notes_of_uncertainty(study: Study, rows: Sequence[Row]) -> Iterator[str]:
    """How it was found."""
    points = max((int(row["points"]) for row in rows), default=0)
    yield (
        f"A latin hypercube of {points} points over all factors at once; ranges and lists count as equally likely, factors as independent. {_runs(study)} "
        "Variances of inputs and luck by a two-way analysis with random effects (Searle 1992), since all points meet the same luck."
    )
    yield (
        "The interval behind the ± covers the luck of the draw and of the replications; the range says within which the mean lies if the inputs are any of "
        "those drawn. Neither covers inputs that were not named, nor a wrong model."
    )
    yield from _missing(rows, study)


def _sentences(figure: str, moving: Sequence[str], still: Sequence[str], *, no_data: bool) -> Iterator[str]:
    if no_data:
        yield f"{begin(prose(figure))}: no data."
        return
    quiet = ", ".join(f"'{name}'" for name in still[:_FEW]) + (f" and {len(still) - _FEW} more" if len(still) > _FEW else "")
    if moving:
        most, *others = moving
        yield f"{begin(prose(figure))} moves most with {most}" + (f", then with {', '.join(others)}." if others else ".")
        if still:
            yield f"{begin(prose(figure))}: no detectable effect of {quiet}."
    else:
        yield f"{begin(prose(figure))}: no factor has a detectable effect ({quiet})."


def _by_figure(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["figure"]), []).append(row)
    return found


def _empty(rows: Sequence[Row]) -> bool:
    return all(row["verdict"] == NO_DATA for row in rows)


def _said(study: Study, figure: str) -> Said:
    return said(figure, study.base.scenario().currency)


def _runs(study: Study) -> str:
    return f"{study.says.replications or study.base.scenario().replications} replications of each point."


def _lacking(counts: Sequence[int], study: Study) -> Iterator[str]:
    """Replications that had no data or failed."""
    wanted = study.says.replications or study.base.scenario().replications
    if any(count < wanted for count in counts):
        yield f"Some replications failed or have no data: some rows rest on {min(counts)} of {wanted} replications."


def _missing(rows: Sequence[Row], study: Study) -> Iterator[str]:
    yield from _lacking([row["replications"] for row in rows], study)
    for row in rows:
        if row["missing"]:
            cells = row["points"] * row["replications"]
            yield (
                f"'{row['figure']}' has no data in {row['missing']} of {cells} runs; they were filled in so as to add nothing "
                "(Yates 1933), which is sound for a few."
            )
