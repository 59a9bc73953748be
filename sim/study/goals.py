"""From the goals of a scenario to limits and an objective in the units of the figures, and from a judgement to its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import UsageError
from sim.study.limits import Better, Judgement, Limit, Objective, Side, judge
from sim.units import percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.goals import Amount, Goals

_LIKE = {
    "share": "'75 %'",
    "h": "'12 h'",
    "d": "'30 d'",
    "money": "'200000 EUR'",
    "money/y": "'500000 EUR/y'",
    "money/call": "'300 EUR/call'",
    "km/y": "'20000 km/y'",
    "kg/y": "'4000 kg/y'",
    "h/y": "'200 h/y'",
}
"""Unit of a figure -> how an amount of it is written; of other units a bare number will do."""

STRATEGY_COLUMNS = (
    "strategy",
    "policies",
    "limits",
    "runs_kept",
    "runs",
    "kept_low",
    "kept_high",
    "objective",
    "mean",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "place",
)
LIMIT_COLUMNS = ("strategy", "figure", "side", "limit", "mean", "low", "high", "verdict", "replications", "needed", "unit")


def read_goals(goals: Goals) -> tuple[list[Limit], Objective | None]:
    """Limits and objective; raises :class:`UsageError` for a figure that is not there, a wrong unit or a wrong direction."""
    limits: list[Limit] = []
    sides: tuple[tuple[Side, str, Mapping[str, Amount]], ...] = (
        ("at least", "at_least", goals.at_least),
        ("at most", "at_most", goals.at_most),
    )
    for side, key, wanted in sides:
        for figure, amount in wanted.items():
            limits.append(Limit(figure, side, in_unit(f"goals.{key}", figure, amount)))
    return limits, _objective("minimise", goals.minimise) or _objective("maximise", goals.maximise)


def _objective(key: str, figure: str | None) -> Objective | None:
    """The figure to make small or large."""
    from sim.kpi import member_of

    if figure is None:
        return None
    unit_of(f"goals.{key}", figure)
    better: Better = "down" if key == "minimise" else "up"
    if member_of(figure).better not in {None, better}:
        other, more = ("maximise", "more") if key == "minimise" else ("minimise", "less")
        raise UsageError(f"goals.{key}: of '{figure}' {more} is better; did you mean '{other}'?")
    return Objective(figure, better)


def unit_of(path: str, figure: str) -> str:
    """The unit of a figure; raises :class:`UsageError` with the path when there is none."""
    from sim.kpi import member_of

    try:
        return member_of(figure).unit
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def in_unit(path: str, figure: str, amount: Amount) -> float:
    """The amount as the figure counts; raises :class:`UsageError` with the path for a figure that is not there and for a wrong unit."""
    unit = unit_of(path, figure)
    if amount.unit == unit:
        return amount.number
    if unit == "d" and amount.unit == "h":
        return amount.number / 24
    if amount.unit == "" and (unit not in _LIKE or (unit == "share" and abs(amount.number) <= 1)):
        return amount.number
    like = _LIKE.get(unit, f"'2 {unit}' or 2")
    raise UsageError(f"{path}.{figure}: expected an amount like {like}, found '{amount.text}'")


def judge_figures(
    figures: pd.DataFrame, strategies: Sequence[str], limits: Sequence[Limit], objective: Objective | None
) -> Judgement:
    """Judge by a long table with the columns policy, replication, figure, value."""
    wanted = {limit.figure for limit in limits} | ({objective.figure} if objective else set())
    table = figures[figures["figure"].isin(wanted)].pivot(index=["policy", "figure"], columns="replication", values="value")
    series = dict(zip(table.index, table.to_numpy(dtype=float), strict=True))
    absent = np.full(table.shape[1], np.nan)
    every = {(strategy, figure): series.get((strategy, figure), absent) for strategy in strategies for figure in wanted}
    return judge(every, strategies, limits, objective)


def strategies_frame(judgement: Judgement, policies: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """One row per strategy: do the limits hold, in how many runs, the objective with its interval, the difference to the one ahead."""
    import pandas as pd

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in judgement.standings:
            kept, objective, gap = each.kept, each.objective, each.gap
            yield (
                each.strategy,
                " ".join(f"'{name}'" if " " in name else name for name in policies.get(each.strategy, ())),
                each.word if judgement.verdicts else "",
                kept.runs,
                kept.of,
                kept.low,
                kept.high,
                judgement.objective.figure if judgement.objective else "",
                objective.mean,
                objective.low,
                objective.high,
                gap.mean,
                gap.low,
                gap.high,
                each.place,
            )

    return pd.DataFrame(rows(), columns=list(STRATEGY_COLUMNS))


def limits_frame(judgement: Judgement) -> pd.DataFrame:
    """One row per strategy and limit: mean, one-sided bounds, verdict, and how many replications would probably tell."""
    import pandas as pd

    rows = [
        (
            each.strategy,
            each.limit.figure,
            each.limit.side,
            each.limit.value,
            each.mean,
            each.low,
            each.high,
            each.word,
            each.replications,
            each.needed,
            unit_of("goals", each.limit.figure),
        )
        for each in judgement.verdicts
    ]
    frame = pd.DataFrame(rows, columns=list(LIMIT_COLUMNS))
    return frame.astype({"needed": "Int64"})


def goals_said(judgement: Judgement) -> str:
    """What the verdicts rest on, in words."""
    strategies, verdicts = len(judgement.standings), len(judgement.verdicts)
    parts = []
    if verdicts:
        noun = "verdict on a limit comes" if verdicts == 1 else "verdicts on limits come"
        parts.append(f"The {verdicts} {noun} from one-sided bounds of {percent(judgement.bound_confidence)} each")
    if judgement.objective and strategies > 1:
        pairs = strategies * (strategies - 1) // 2
        each = f", which allows for all {pairs} pairs" if pairs > 1 else ""
        parts.append(
            f"{'d' if parts else 'D'}ifferences of the objective are paired by replication with intervals of "
            f"{percent(judgement.gap_confidence)}{each}"
        )
    return (
        f"{'; '.join(parts)}. All of it holds together with at least {percent(judgement.confidence)} (Bonferroni)."
        if parts
        else ""
    )
