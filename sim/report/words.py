"""Sentences and titles, built from verdicts: nothing is said to be better or worse that the comparison does not call so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.charts.scale import scale_for
from sim.report.comparison import Cell, Comparison

HEADLINE = ("cost", "first_time_fix_rate", "availability", "response_compliance")
"""Figures of the first table and the first sentence; those without data give way to the substitutes."""
_SUBSTITUTES = ("mean_time_to_restoration", "inventory_value", "restoration_compliance")

_TITLES = {
    "cost": "Service cost per year",
    "first_time_fix_rate": "First-time fix",
    "availability": "Availability",
    "availability_in_coverage": "Availability in coverage hours",
    "response_compliance": "Response within target",
    "restoration_compliance": "Restoration within target",
    "mean_time_to_restoration": "Mean time to restoration",
    "mean_operating_time_between_failures": "Mean operating time between failures",
    "mean_active_repair_time": "Mean active repair time",
    "co2": "CO₂ per year",
    "distance": "Distance driven per year",
    "revenue": "Revenue per year",
    "margin": "Margin per year",
    "inventory_value": "Stock value",
    "first_time_fix_misses": "First-time-fix misses",
    "first_time_fix_open_windows": "First-time-fix windows still open",
    "restoration_stages": "Downtime per call",
    "cost_by_category": "Cost per year",
    "open_calls": "Calls open at the end",
}
_IN_A_SENTENCE = {
    "cost": "the yearly service cost",
    "mean_time_to_restoration": "the mean time to restoration",
    "inventory_value": "the stock value",
    "response_compliance": "response within target",
    "restoration_compliance": "restoration within target",
}
STAGE_TITLES = {
    "reporting": "reporting",
    "desk": "service desk",
    "coverage": "outside coverage hours",
    "technician": "waiting for a technician",
    "travel": "travel",
    "diagnosis": "diagnosis",
    "parts": "waiting for parts",
    "repair": "repair",
    "rework": "rework",
}


class Phrase(NamedTuple):
    """A piece of a sentence, set in bold when it is what the eye should catch."""

    text: str
    strong: bool = False


Sentence = tuple[Phrase, ...]


def plain_text(sentence: Iterable[Phrase]) -> str:
    """The sentence without emphasis."""
    return "".join(phrase.text for phrase in sentence)


def show(policy: str) -> str:
    """A policy's or a part's name as prose: 'two_bin_vans' is 'two bin vans'."""
    return " ".join(policy.replace("_", " ").split())


def quoted(policy: str) -> str:
    """The baseline's name within a sentence, in quotation marks, or 'the baseline' when it is called that."""
    name = show(policy)
    return "the baseline" if name == "baseline" else f"“{name}”"


def base_name(comparison: Comparison) -> str:
    """The baseline within a sentence."""
    return quoted(comparison.baseline)


def figure_title(figure: str) -> str:
    """The heading of a figure: 'First-time fix', 'Fill rate, unit'."""
    if figure in _TITLES:
        return _TITLES[figure]
    head, _, part = figure.partition(".")
    title = _TITLES.get(head) or head[:1].upper() + show(head)[1:]
    return f"{title}: {show(part)}" if part else title


def noun(figure: str) -> str:
    """The figure within a sentence."""
    title = figure_title(figure)
    return _IN_A_SENTENCE.get(figure) or title[:1].lower() + title[1:]


def headline_figures(comparison: Comparison, wished: Sequence[str] = ()) -> list[str]:
    """The figures of the first table: those wished for by the scenario, or the usual four, that have data."""
    if wished:
        return [figure for figure in wished if comparison.has(figure)]
    chosen = [figure for figure in HEADLINE if comparison.has(figure)]
    spare = [figure for figure in _SUBSTITUTES if comparison.has(figure)]
    return [*chosen, *spare[: len(HEADLINE) - len(chosen)]]


def listed(names: Sequence[str], last: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


# ---------------------------------------------------------------- the finding
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
        f"{show(policy)} ({listed([noun(cell.figure) for cell in _cells(comparison, figures, policy, 'worse')])})"
        for policy in comparison.others
        if _cells(comparison, figures, policy, "worse")
    ]
    neutral = "" if worse else " Some figures without a better direction move; the table shows which."
    tail = f"; detectably worse: {'; '.join(worse)}." if worse else f".{neutral}"
    return (
        Phrase("No policy is detectably better"),
        Phrase(f" than {base_name(comparison)} in {listed([noun(figure) for figure in figures], 'or')}{tail}"),
    )


def _cells(comparison: Comparison, figures: Sequence[str], policy: str, *verdicts: str) -> list[Cell]:
    """A policy's cells with one of the verdicts."""
    cells = (comparison.cell(figure, policy) for figure in figures)
    return [cell for cell in cells if cell is not None and cell.verdict in verdicts]


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
        clean = [policy for policy in gainers if not _cells(comparison, figures, policy, "worse")]
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
    gains = _cells(comparison, figures, policy, "better", "higher", "lower")
    losses = _cells(comparison, figures, policy, "worse")
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
        if (worse := _cells(comparison, figures, policy, "worse"))
        and not _cells(comparison, figures, policy, "better", "higher", "lower")
    ]


def _rivals(comparison: Comparison, figures: Sequence[str], told: Sequence[str]) -> list[Sentence]:
    """Policies whose gain in the first policy's first figure cannot be told from its gain by their intervals."""
    best = _cells(comparison, figures, told[0], "better")[0]
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


# ---------------------------------------------------------------- cells of the first table
def difference_words(comparison: Comparison, cell: Cell) -> tuple[str, ...]:
    """What stands beside a verdict: ('−0.31 M EUR', '(−0.34 to −0.28)'); no interval after one replication."""
    if not math.isfinite(cell.difference):
        return ()
    scale = comparison.difference_scale(cell)
    spread = scale.interval(cell.difference_low, cell.difference_high, signed=True)
    return (scale.difference(cell.difference), f"({spread})") if spread else (scale.difference(cell.difference),)


# ---------------------------------------------------------------- titles that say the finding
def tradeoff_title(comparison: Comparison, x: str = "cost", y: str = "first_time_fix_rate") -> str:
    """Who costs less, who fixes more at the first visit, by verdict."""
    if not comparison.others:
        return f"{figure_title(x)} and {noun(y)} of {base_name(comparison)}"
    if comparison.replications < 2:
        return "Cost and first-time fix in one replication: differences may be chance"
    less, more = (_count(comparison, x, word) for word in ("better", "worse"))
    up, down = (_count(comparison, y, word) for word in ("better", "worse"))
    base, total = base_name(comparison), len(comparison.others)
    if not less + more + up + down:
        return f"No policy differs detectably from {base} in cost or first-time fix"
    cost = [f"{count} cost{_s(count)} {word}" for count, word in ((less, "less"), (more, "more")) if count]
    fix = [
        f"{count} {'fixes' if count == 1 else 'fix'} {word} at the first visit"
        for count, word in ((up, "more"), (down, "less"))
        if count
    ]
    halves = [", ".join(half) if half else nothing for half, nothing in ((cost, "none costs less"), (fix, "none fixes more"))]
    return f"Of {total} policies against {base}, {'; '.join(halves)}" if total > 1 else _one_policy(comparison, x, y)


def _one_policy(comparison: Comparison, x: str, y: str) -> str:
    """The title when a single policy is compared."""
    said = {
        (x, "better"): "lower cost",
        (x, "worse"): "higher cost",
        (y, "better"): "more fixed at the first visit",
        (y, "worse"): "less fixed at the first visit",
    }
    policy = comparison.others[0]
    told = [words for (figure, verdict), words in said.items() if _cells(comparison, [figure], policy, verdict)]
    return f"Against {base_name(comparison)}, {' and '.join(told)} with {show(policy)}"


def _count(comparison: Comparison, figure: str, verdict: str) -> int:
    return sum(cell.verdict == verdict for cell in comparison.row(figure))


def _s(count: int) -> str:
    """The ending of a verb after a number of policies."""
    return "s" if count == 1 else ""


def differences_title(comparison: Comparison, figures: Sequence[str]) -> str:
    """How many of the differences are real."""
    cells = [cell for figure in figures for cell in comparison.row(figure) if cell.policy != comparison.baseline]
    better, worse = (sum(cell.verdict == word for cell in cells) for word in ("better", "worse"))
    detectable = sum(cell.detectable for cell in cells)
    if not detectable:
        return f"None of the {len(cells)} differences to {base_name(comparison)} is detectable"
    verb = "is" if detectable == 1 else "are"
    return f"{detectable} of {len(cells)} differences to {base_name(comparison)} {verb} detectable: {better or 'none'} better, {worse or 'none'} worse"


def largest_part_title(comparison: Comparison, family: str, opening: str, closing: str = "") -> str:
    """'Largest cost of lean vans: labour, 0.81 of 1.23 M EUR'."""
    cells = [
        cell for figure in comparison.parts(family) if (cell := comparison.cell(figure, comparison.baseline)) and cell.mean > 0
    ]
    if not cells:
        return opening
    top = max(cells, key=lambda cell: cell.mean)
    total = sum(cell.mean for cell in cells)
    part = top.figure.partition(".")[2]
    scale = scale_for(top.unit, [total], comparison.currency)
    name = STAGE_TITLES.get(part, show(part)) if family == "restoration_stages" else show(part)
    return f"{opening} of {base_name(comparison)}: {name}, {scale.digits(top.mean)} of {scale.amount(total)}{closing}"
