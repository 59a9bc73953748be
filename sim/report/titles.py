"""Titles of pictures that say the finding, by verdict."""

from __future__ import annotations

from collections.abc import Sequence

from sim.charts.scale import scale_for
from sim.report.comparison import Comparison
from sim.report.words import STAGE_TITLES, base_name, figure_title, noun, show

_FIX = "first_time_fix_rate"


def tradeoff_title(comparison: Comparison, x: str = "cost", y: str = _FIX) -> str:
    """Who costs less, who fixes more at the first visit (or what else rises and falls), by verdict."""
    if not comparison.others:
        return f"{figure_title(x)} and {noun(y)} of {base_name(comparison)}"
    if comparison.replications < 2:
        return f"Cost and {noun(y)} in one replication: differences may be chance"
    less, more = (_count(comparison, x, word) for word in ("better", "worse"))
    up, down = (_count(comparison, y, word) for word in ("better", "worse"))
    base, total = base_name(comparison), len(comparison.others)
    if not less + more + up + down:
        return f"No policy differs detectably from {base} in cost or {noun(y)}"
    if total == 1:
        return _one_policy(comparison, x, y)
    cost = [f"{count} cost{_s(count)} {word}" for count, word in ((less, "less"), (more, "more")) if count] or ["none costs less"]
    return f"Of {total} policies against {base}, {', '.join(cost)}; {_gains(y, up, down)}"


def _gains(y: str, up: int, down: int) -> str:
    """'2 fix more at the first visit, 1 fixes less at the first visit', 'availability rises with 2, falls with 1'."""
    if y == _FIX:
        fix = [
            f"{count} {'fixes' if count == 1 else 'fix'} {word} at the first visit"
            for count, word in ((up, "more"), (down, "less"))
            if count
        ]
        return ", ".join(fix) or "none fixes more"
    moves = [f"{verb} with {count}" for count, verb in ((up, "rises"), (down, "falls")) if count]
    return f"{noun(y)} {', '.join(moves) or 'rises with none'}"


def _one_policy(comparison: Comparison, x: str, y: str) -> str:
    """The title when a single policy is compared."""
    said = {
        (x, "better"): "lower cost",
        (x, "worse"): "higher cost",
        (y, "better"): "more fixed at the first visit" if y == _FIX else f"higher {noun(y)}",
        (y, "worse"): "less fixed at the first visit" if y == _FIX else f"lower {noun(y)}",
    }
    policy = comparison.others[0]
    told = [words for (figure, verdict), words in said.items() if comparison.judged([figure], policy, verdict)]
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
