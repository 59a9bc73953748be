"""The page's first sentences: nothing is said to be better or worse that the comparison does not call so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.kpi.words import listed
from sim.report.comparison import Cell, Comparison
from sim.report.words import base_name, noun, show


class Phrase(NamedTuple):
    """A piece of a sentence, set in bold when it is what the eye should catch."""

    text: str
    strong: bool = False


Sentence = tuple[Phrase, ...]


def plain_text(sentence: Iterable[Phrase]) -> str:
    """The sentence without emphasis."""
    return "".join(phrase.text for phrase in sentence)


def finding(comparison: Comparison, figures: Sequence[str]) -> list[Sentence]:
    """The page's first sentences: what the policies change, at what price, and what cannot be told."""
    if not figures:
        return [(Phrase("This run has no data for any headline figure: nothing can be compared."),)]
    if not comparison.others:
        return [_alone(comparison, figures), (Phrase("Only one policy was simulated, so nothing is compared."),)]
    if comparison.replications < 2:
        return [_undecidable(comparison)]
    verdicts = [cell for figure in figures for cell in comparison.row(figure) if cell.detectable]
    if not verdicts:
        return [_nothing(comparison, figures)]
    first = leaders(comparison, figures)
    if first:
        told = [*first, *_outdone(comparison, figures, first)]
        sentences = [_lead(comparison, figures, policy, first=policy == first[0]) for policy in told]
        sentences += _rivals(comparison, figures, told) + _nothing_gained(comparison, figures)
    elif len(comparison.others) == 1:
        sentences = [_lead(comparison, figures, comparison.others[0], first=True)]
    else:
        sentences = [_none_better(comparison, figures)]
    unchanged = [figure for figure in figures if not any(cell.detectable for cell in comparison.row(figure))]
    if unchanged:
        sentences.append((Phrase(f"There is no detectable change in {listed([noun(figure) for figure in unchanged], 'or')}."),))
    return sentences


def reading(comparison: Comparison) -> str:
    """How to read a cell of the first table."""
    mean = (
        "Mean of the replications, its 95 % interval in brackets"
        if comparison.replications > 1
        else "What happened in the one replication"
    )
    if not comparison.others:
        return f"{mean}."
    own = ", with an interval of its own" if comparison.replications > 1 else ""
    return f"{mean}; below, the difference to {base_name(comparison)}{own}."


def basis(comparison: Comparison) -> str:
    """How much the finding rests on: replications, intervals, pairing."""
    count = comparison.replications
    if count < 2:
        return "One replication: no intervals, no verdicts."
    if not comparison.others:
        return f"Means over {count} replications with 95 % intervals."
    return (
        f"Means over {count} replications with 95 % intervals; differences are paired, all policies meeting the same luck, and their "
        "intervals hold for all policies at once. “Better” and “worse” are said only where that interval excludes zero."
    )


def _alone(comparison: Comparison, figures: Sequence[str]) -> Sentence:
    parts: list[Phrase] = [Phrase(show(comparison.policies[0]), strong=True), Phrase(": ")]
    for at, figure in enumerate(figures):
        cell, scale = comparison.cell(figure, comparison.policies[0]), comparison.scale(figure)
        if cell is None:
            continue
        parts.append(Phrase(f"{', ' if at else ''}{noun(figure)} "))
        parts.append(Phrase(scale.amount(cell.mean), strong=True))
        spread = scale.interval(cell.low, cell.high)
        if spread:
            parts.append(Phrase(f" ({'95 % interval ' if at == 0 else ''}{spread})"))
    return (*parts, Phrase("."))


def _undecidable(comparison: Comparison) -> Sentence:
    return (
        Phrase("One replication cannot tell policies from chance", strong=True),
        Phrase(
            f": {len(comparison.policies)} policies were simulated once each. The figures below are what happened in that one run; run more "
            "replications for intervals and verdicts."
        ),
    )


def _nothing(comparison: Comparison, figures: Sequence[str]) -> Sentence:
    names = listed([*(show(policy) for policy in comparison.others), base_name(comparison)])
    return (
        Phrase("No detectable difference", strong=True),
        Phrase(
            f" between {names} in {listed([noun(figure) for figure in figures], 'or')} after "
            f"{comparison.replications} replications."
        ),
    )


def _none_better(comparison: Comparison, figures: Sequence[str]) -> Sentence:
    worse = [
        f"{show(policy)} ({listed([noun(cell.figure) for cell in comparison.judged(figures, policy, 'worse')])})"
        for policy in comparison.others
        if comparison.judged(figures, policy, "worse")
    ]
    neutral = "" if worse else " Some figures without a better direction move; the table shows which."
    tail = f"; detectably worse: {'; '.join(worse)}." if worse else f".{neutral}"
    return (
        Phrase("No policy is detectably better"),
        Phrase(f" than {base_name(comparison)} in {listed([noun(figure) for figure in figures], 'or')}{tail}"),
    )


def _gain(comparison: Comparison, figure: str, policy: str) -> float:
    """Size of a detectable improvement; minus infinity without one."""
    cell = comparison.cell(figure, policy)
    return abs(cell.difference) if cell is not None and cell.verdict == "better" else -math.inf


def leaders(comparison: Comparison, figures: Sequence[str]) -> list[str]:
    """One or two policies to speak of: those with the largest gain in the first two figures, or in any when these have none.

    When the first of them makes something else worse, the second is the largest gain that costs nothing.
    """
    chosen: list[str] = []
    for at, figure in enumerate(figures):
        if chosen and at >= 2:
            break
        gainers = [policy for policy in comparison.others if _gain(comparison, figure, policy) > 0]
        clean = [policy for policy in gainers if not comparison.judged(figures, policy, "worse")]
        chosen += [max(pool, key=lambda policy: _gain(comparison, figure, policy)) for pool in (gainers, clean) if pool]
    return list(dict.fromkeys(chosen))[:2]


def _outdone(comparison: Comparison, figures: Sequence[str], told: Sequence[str]) -> list[str]:
    """The policy that gains most in a later figure, if that is beyond doubt more than the policies spoken of gain there."""
    for figure in figures:
        best = max(comparison.others, key=lambda policy: _gain(comparison, figure, policy))
        cell = comparison.cell(figure, best)
        if best in told or cell is None or cell.verdict != "better":
            continue
        rivals = [other for other in comparison.row(figure) if other.policy in told]
        up = 1.0 if cell.difference > 0 else -1.0
        if all(
            min(up * cell.difference_low, up * cell.difference_high) > max(up * r.difference_low, up * r.difference_high)
            for r in rivals
        ):
            return [best]
    return []


def _lead(comparison: Comparison, figures: Sequence[str], policy: str, *, first: bool) -> Sentence:
    """'With X instead of Y, the yearly service cost falls by ... and first-time fix rises by ..., but availability falls by ...'."""
    gains = comparison.judged(figures, policy, "better", "higher", "lower")
    losses = comparison.judged(figures, policy, "worse")
    phrases = [
        Phrase("With "),
        Phrase(show(policy), strong=True),
        Phrase(f" instead of {base_name(comparison)}, " if first else ", "),
    ]
    for at, cell in enumerate(gains):
        phrases += [Phrase(_joint(at, len(gains))), *_change(comparison, cell, interval=at == 0)]
    for at, cell in enumerate(losses):
        joint = ", but " if at == 0 and gains else _joint(at, len(losses))
        phrases += [Phrase(joint), *_change(comparison, cell, interval=at == 0 and not gains)]
    rest = "" if gains and losses else f"; nothing in the table below gets detectably {'worse' if gains else 'better'}"
    return (*phrases, Phrase(f"{rest}."))


def _joint(at: int, count: int) -> str:
    return "" if at == 0 else " and " if at == count - 1 else ", "


def _change(comparison: Comparison, cell: Cell, *, interval: bool) -> list[Phrase]:
    """'the yearly service cost falls by 0.31 M EUR (95 % interval 0.28 to 0.34)'; the interval where it is wanted."""
    scale = comparison.difference_scale(cell) if interval else comparison.short_scale(cell)
    low, high = sorted((abs(cell.difference_low), abs(cell.difference_high)))
    spread = scale.interval(low, high) if interval else ""
    return [
        Phrase(f"{noun(cell.figure)} {'rises' if cell.difference > 0 else 'falls'} by "),
        Phrase(scale.difference(abs(cell.difference), signed=False), strong=True),
        Phrase(f" (95 % interval {spread})" if spread else ""),
    ]


def _nothing_gained(comparison: Comparison, figures: Sequence[str]) -> list[Sentence]:
    """A warning of each policy that makes figures worse and none better."""
    return [
        (
            Phrase("Nothing in the table is gained with "),
            Phrase(show(policy), strong=True),
            Phrase(f"; detectably worse: {listed([noun(cell.figure) for cell in worse])}."),
        )
        for policy in comparison.others
        if (worse := comparison.judged(figures, policy, "worse"))
        and not comparison.judged(figures, policy, "better", "higher", "lower")
    ]


def _rivals(comparison: Comparison, figures: Sequence[str], told: Sequence[str]) -> list[Sentence]:
    """Policies whose gain in the first policy's first figure cannot be told from its gain by their intervals."""
    best = comparison.judged(figures, told[0], "better")[0]
    close = [
        show(cell.policy)
        for cell in comparison.row(best.figure)
        if cell.policy not in told
        and cell.verdict == "better"
        and cell.difference_low <= best.difference_high
        and best.difference_low <= cell.difference_high
    ]
    if not close:
        return []
    return [(Phrase(f"About as much is gained in {noun(best.figure)} with {listed(close)}: the intervals overlap."),)]
