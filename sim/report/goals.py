"""Which strategy to choose, in words: what strategies.csv and limits.csv say, and nothing beyond it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.charts.scale import Scale, scale_for
from sim.charts.sieve import LOOKS, PLACES, as_stated, in_order
from sim.kpi.words import listed
from sim.report.finding import Phrase, Sentence
from sim.report.words import figure_title, noun, show

_MOST_RUNS = 10_000
"""More replications than these are called 'more than'."""
_LEAST_OF_A_MILLION = 0.01
"""Differences below 10,000 are not said in millions."""
_STYLES = {"meets": "better", "does not meet": "worse"}


@dataclass(frozen=True)
class Judged:
    """The rows of strategies.csv and limits.csv, and what run.json says of the goals."""

    strategies: pd.DataFrame
    limits: pd.DataFrame
    currency: str
    noun: str
    """'strategy' or 'policy'."""
    objective: str
    """Figure; empty without one."""
    better: str
    unit: str
    """Of the objective."""
    said: str
    conflicts: tuple[str, ...]

    @property
    def rows(self) -> list[Mapping[Any, Any]]:
        """A row per strategy, those that meet their limits first, by the objective."""
        found = {str(row["strategy"]): row for row in self.strategies.to_dict("records")}
        return [found[name] for name in in_order(self.strategies, self.better)]

    def named(self, *words: str) -> list[Mapping[Any, Any]]:
        """The rows with one of the verdicts on all limits."""
        return [row for row in self.rows if row["limits"] in words]

    def verdicts(self, strategy: str) -> list[Mapping[Any, Any]]:
        """The rows of limits.csv of one strategy."""
        return [row for row in self.limits.to_dict("records") if row["strategy"] == strategy]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The limits as (figure, side)."""
        return list(dict.fromkeys((str(row["figure"]), str(row["side"])) for row in self.limits.to_dict("records")))

    def scale(self, figure: str) -> Scale:
        """How a limit's figure is printed."""
        block = self.limits[self.limits["figure"] == figure]
        return scale_for(str(block["unit"].iloc[0]), [*block["mean"], *block["limit"]], self.currency)

    @property
    def money(self) -> Scale:
        """How the objective is printed."""
        return scale_for(self.unit, self.strategies["mean"], self.currency)


def read_judged(strategies: pd.DataFrame, limits: pd.DataFrame, run: Mapping[str, Any], unit: str) -> Judged | None:
    """What was judged, or nothing where the scenario has no goals; `unit` is that of the objective."""
    goals = run.get("goals")
    if not isinstance(goals, Mapping) or strategies.empty:
        return None
    objective = goals.get("objective") or {}
    return Judged(
        strategies,
        limits,
        str(run.get("currency") or "EUR"),
        "strategy" if run.get("strategies") else "policy",
        str(objective.get("figure") or ""),
        str(objective.get("better") or "down"),
        unit,
        str(goals.get("said") or ""),
        tuple(str(each) for each in run.get("conflicts") or ()),
    )


def choice(judged: Judged) -> list[Sentence]:
    """Which to choose, at what price, what falls out and why, and what cannot be told."""
    sentences = [_best(judged)]
    fails = judged.named("does not meet")
    if fails:
        pieces = [f"{_called(row)} ({listed([_missed(judged, each) for each in _broken(judged, row)])})" for row in fails]
        verb = "does not meet the limits" if len(fails) == 1 else "do not meet the limits"
        text = f"{listed(pieces)} {verb}."
        sentences.append((Phrase(text[0].upper() + text[1:] if text.startswith("the ") else text),))
    untold = judged.named("cannot be told") if judged.columns else []
    if untold:
        pieces = [f"{_called(row)}{_would_take(judged, row)}" for row in untold]
        sentences.append(
            (Phrase(f"For {listed(pieces)} it cannot be told whether the limits are met.{_chances(judged, untold)}"),)
        )
    return sentences


def _chances(judged: Judged, untold: Sequence[Mapping[Any, Any]]) -> str:
    """Whether those that cannot be told could still turn out to be the best; nothing where there is nobody to be better than."""
    if not judged.objective or not judged.named("meets"):
        return ""
    beaten = [
        row
        for row in untold
        if (float(row["difference_low"]) > 0 if judged.better == "down" else float(row["difference_high"]) < 0)
    ]
    could = [_called(row) for row in untold if row not in beaten]
    if could:
        return f" If so, {listed(could, 'or')} may be the best."
    return f" Even so, {'it' if len(untold) == 1 else 'none of them'} would {'not ' if len(untold) == 1 else ''}be the best."


def chosen_title(judged: Judged) -> str:
    """The finding as the title of the picture."""
    return "".join(phrase.text for phrase in _best(judged)).partition(":")[0].rstrip(".")


def on_single_runs(judged: Judged) -> str:
    """That a mean keeps a limit, while a run may break it: how often that was."""
    rows = [row for row in judged.named("meets") if row["runs"]]
    if not judged.columns or not rows:
        return ""
    pieces = [f"{show(row['strategy'])} {_kept(row)}" for row in rows]
    return (
        "A limit is on the mean over many runs; a single run may break it all the same. Runs that kept every limit, with the exact 95 % interval of "
        f"the probability that a run does: {'; '.join(pieces)}."
    )


def _kept(row: Mapping[Any, Any]) -> str:
    low, high = 100 * float(row["kept_low"]), 100 * float(row["kept_high"])
    return f"{int(row['runs_kept'])} of {int(row['runs'])} ({low:.0f} to {high:.0f} %)"


def _best(judged: Judged) -> Sentence:
    """The first sentence."""
    fit, count = judged.named("meets", ""), len(judged.columns)
    limits = {0: "", 1: "the limit", 2: "both limits"}.get(count, f"all {count} limits")
    if not fit:
        return (Phrase(f"No {judged.noun} meets {limits} for sure", strong=True), Phrase("."))
    if not judged.objective:
        verb = "meets" if len(fit) == 1 else "meet"
        return (Phrase(listed([show(row["strategy"]) for row in fit]), strong=True), Phrase(f" {verb} {limits}."))
    scale, what = judged.money, noun(judged.objective)
    top, level = fit[0], [row for row in fit if row["place"] == "level"]
    most = "lowest" if judged.better == "down" else "highest"
    head = Phrase(f"{show(top['strategy'])} ", strong=True)
    amount = f"{scale.amount(float(top['mean']))}"
    spread = scale.interval(float(top["low"]), float(top["high"]))
    price = f"{amount} (95 % interval {spread})" if spread else amount
    if len(fit) == 1:
        opening = f"alone meets {limits}: " if limits else "is alone: "
        return (head, Phrase(f"{opening}{what} {price}."))
    opening = f"meets {limits} with" if limits else "has"
    if level or top["place"] != "best":
        rest = f", but {listed([show(row['strategy']) for row in level], 'or')} may be as good" if level else ""
        return (head, Phrase(f"{opening} the {most} {_bare(what)} seen{rest}: {price}."))
    nearest = fit[1]
    gap = _gap_scale(judged, nearest)
    spread = gap.interval(abs(float(nearest["difference_low"])), abs(float(nearest["difference_high"])))
    if judged.better == "up":
        spread = gap.interval(abs(float(nearest["difference_high"])), abs(float(nearest["difference_low"])))
    words = "less" if judged.better == "down" else "more"
    return (
        head,
        Phrase(f"{opening} the {most} {_bare(what)}: {price}, {gap.difference(abs(float(nearest['difference'])), signed=False)}"),
        Phrase(f" {words}" + (f" ({spread})" if spread else "") + f" than {show(nearest['strategy'])}, the next."),
    )


def _called(row: Mapping[Any, Any]) -> str:
    """A strategy within a sentence."""
    name = show(str(row["strategy"]))
    return "the baseline" if name == "baseline" else name


def _gap_scale(judged: Judged, row: Mapping[Any, Any]) -> Scale:
    """How a difference to the one ahead is printed: in the unit of the means, unless it is too small for that, and never as zero."""
    low, high = float(row["difference_low"]), float(row["difference_high"])
    size, scale = (
        max((abs(each) for each in (low, high, float(row["difference"])) if math.isfinite(each)), default=0.0),
        judged.money,
    )
    if scale.factor < 1.0 and size * scale.factor < _LEAST_OF_A_MILLION:
        scale = scale_for(judged.unit, [size], judged.currency)
    return scale.resolving((high - low) / 2).finer((low, high) if low > 0 or high < 0 else ())


def _bare(what: str) -> str:
    return what.removeprefix("the ")


def _broken(judged: Judged, row: Mapping[Any, Any]) -> list[Mapping[Any, Any]]:
    return [each for each in judged.verdicts(str(row["strategy"])) if each["verdict"] == "does not meet"]


def _missed(judged: Judged, each: Mapping[Any, Any]) -> str:
    return f"{_bare(noun(str(each['figure'])))} {judged.scale(str(each['figure'])).amount(float(each['mean']))}"


def _would_take(judged: Judged, row: Mapping[Any, Any]) -> str:
    """How many replications would probably tell."""
    untold = [each for each in judged.verdicts(str(row["strategy"])) if each["verdict"] == "cannot be told"]
    needed = [float(each["needed"]) for each in untold]
    if not needed or any(math.isnan(each) for each in needed):
        return ""
    most = max(needed)
    return (
        f" (more than {_MOST_RUNS:,} replications would probably tell)"
        if most > _MOST_RUNS
        else f" (about {most:,.0f} replications would probably tell)"
    )


@dataclass(frozen=True)
class Row:
    """A strategy in the table."""

    name: str
    policies: str
    cells: tuple[tuple[str, str, str, str, str], ...]
    """Heading, amount, bounds, verdict with its sign, style: one per limit."""
    amount: str
    interval: str
    gap: str
    gap_interval: str
    place: str
    kept: str
    style: str


def headings(judged: Judged) -> list[str]:
    """One heading per limit: 'First-time fix, at least 75 %'."""
    found = []
    for figure, side in judged.columns:
        block = judged.limits[(judged.limits["figure"] == figure) & (judged.limits["side"] == side)]
        found.append(f"{figure_title(figure)}, {side} {as_stated(judged.scale(figure), float(block['limit'].iloc[0]))}")
    return found


def table(judged: Judged) -> list[Row]:
    """The rows of the table, in the order of the picture."""
    names = headings(judged)
    return [_row(judged, row, names) for row in judged.rows]


def _row(judged: Judged, row: Mapping[Any, Any], names: Sequence[str]) -> Row:
    cells = []
    for heading, each in zip(names, judged.verdicts(str(row["strategy"])), strict=True):
        scale, word = judged.scale(str(each["figure"])), str(each["verdict"])
        bounds = scale.interval(float(each["low"]), float(each["high"]))
        cells.append((heading, scale.amount(float(each["mean"])), bounds, f"{LOOKS[word][0]} {word}", _STYLES.get(word, "none")))
    difference = float(row["difference"])
    gap = _gap_scale(judged, row)
    spread = gap.interval(float(row["difference_low"]), float(row["difference_high"]), signed=True)
    place = PLACES.get(str(row["place"]), "")
    return Row(
        show(str(row["strategy"])),
        listed([show(each) for each in _policies(str(row["policies"]))]),
        tuple(cells),
        judged.money.amount(float(row["mean"])) if judged.objective else "",
        judged.money.interval(float(row["low"]), float(row["high"])) if judged.objective else "",
        "" if math.isnan(difference) else gap.difference(difference),
        spread,
        place,
        _kept(row) if judged.columns and row["runs"] else "",
        {"best": "better", "behind": "worse"}.get(str(row["place"]), "none"),
    )


def _policies(text: str) -> list[str]:
    import shlex

    return shlex.split(text)
