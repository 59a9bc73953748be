"""What a verification found, in words and numbers that fit a line."""

from __future__ import annotations

from math import isfinite, isnan
from typing import Any

from sim.verification.judgement import CONFIDENCE, LEAST_CHANCE, STANDARD_ERRORS, Overall, Row
from sim.verification.verify import Verification

PERCENT = f"{CONFIDENCE * 100:g} %"


def number(value: Any, digits: int = 6) -> str:
    """A number to some digits, a word as it is, nothing for what is not known."""
    if isinstance(value, str):
        return value
    return "" if isnan(float(value)) else f"{float(value):.{digits}g}"


def finding(found: Overall) -> str:
    """The finding in a sentence or two."""
    if not found.complete:
        return "The verification was interrupted; what is finished is below."
    parts = []
    if found.computed:
        right = found.computed - found.differing
        parts.append(f"Theory gives {right:,} of {found.computed:,} reference figures to a relative error of 1e-6.")
    if found.simulated:
        many = {0: "none lies outside its", 1: "one lies outside its"}.get(found.outside, f"{found.outside} lie outside their")
        by_chance = number(round(found.expected_outside, 1), 3)
        parts.append(f"Of {found.simulated:,} simulated figures {many} {PERCENT} interval; by chance one expects {by_chance}.")
    if found.broken:
        parts.append(f"{found.broken} {'case' if found.broken == 1 else 'cases'} could not be computed or simulated.")
    return " ".join(parts)


def tests(found: Overall) -> list[str]:
    """The tests behind the verdict, one per line."""
    if not found.simulated:
        return []
    rejects = "rejects" if found.smallest < LEAST_CHANCE else "does not reject"
    too_far = "too far" if found.chi_square_chance < LEAST_CHANCE else "no further than chance allows"
    outside = f"{found.outside} of {found.simulated}, {found.expected_outside:.1f} expected"
    chance = f"chance of as many or more, were figures independent, {found.chance_of_more:.2g}"
    squares = f"{found.chi_square:.1f} with {found.degrees} degrees of freedom, chance {found.chi_square_chance:.2g}"
    return [
        f"Outside at {PERCENT}: {outside}; {chance}.",
        f"Beyond {STANDARD_ERRORS:.0f} standard errors, also when simulated again: {found.disagreeing}.",
        f"Holm's test of all figures together at {LEAST_CHANCE * 100:g} % {rejects}: smallest corrected chance {found.smallest:.2g}.",
        f"Chi-square of one figure per case: {squares}: {too_far}.",
    ]


def cells(row: Row) -> dict[str, str]:
    """A row for a table."""
    simulated = row.is_simulated
    return {
        "case": row.case,
        "figure": row.figure,
        "unit": row.unit,
        "reference": number(row.value, 7),
        "theory": row.computed,
        "simulated": number(row.simulated, 5) if simulated else "",
        "interval": f"{number(row.low, 5)} to {number(row.high, 5)}" if simulated and isfinite(row.low) else "",
        "z": f"{row.z:+.2f}".replace("-", "−") if simulated and isfinite(row.z) else "",
        "verdict": row.verdict,
    }


def basis(verification: Verification) -> str:
    """How it was done, in a line."""
    effort = verification.effort
    return (
        f"{effort.name} effort: at least {effort.pilot}, at most {effort.most} replications of a case, until the {PERCENT} interval is within "
        f"{effort.relative * 100:g} % of the figure (shares: {effort.absolute:g}); seed {verification.seed}; {verification.elapsed:.0f} s."
    )
