"""Which figures are shown first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

HEADLINE = ("cost", "first_time_fix_rate", "availability", "response_compliance")
"""The usual four."""
_SUBSTITUTES = ("mean_time_to_restoration", "inventory_value", "restoration_compliance", "promise_kept", "part_sales")


def headline(has: Callable[[str], bool], wished: Sequence[str] = ()) -> list[str]:
    """The figures wished for, or the usual four, that have data; `has` says which do."""
    if wished:
        return [figure for figure in wished if has(figure)]
    chosen = [figure for figure in HEADLINE if has(figure)]
    spare = [figure for figure in _SUBSTITUTES if has(figure)]
    return [*chosen, *spare[: len(HEADLINE) - len(chosen)]]
