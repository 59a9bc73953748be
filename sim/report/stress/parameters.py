"""Input parameters of a scenario as tables: what has the same value is one row, and long lists are a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sim.kpi.words import listed
from sim.report.stress.blocks import Table
from sim.report.stress.content import Entry

MOST_VALUES = 10
"""Different values of one key that are printed; more are counted."""
_MOST_NAMES = 6
_TITLES = {
    "parts": "Parts",
    "locations": "Locations and their stock",
    "carriers": "Carriers",
    "asset_types": "Asset types: failures, planned work, life",
    "sites": "Sites",
    "offers": "Offers",
    "desk": "Service desk",
    "technicians": "Technicians and their vans",
    "part_orders": "Customers who order parts",
    "sourcing": "Sourcing of parts for a job",
    "returns": "The way back",
    "": "The whole",
}
COLUMNS = ("Parameter", "Value", "Where", "Meaning")


def parameter_tables(entries: Sequence[Entry]) -> list[Table]:
    """A table for each section of the scenario."""
    sections: dict[str, list[Entry]] = {}
    for each in entries:
        head = each.pattern.partition(".")[0] if "." in each.pattern else ""
        if each.value:
            sections.setdefault(head, []).append(each)
    return [Table(_title(head), COLUMNS, list(_rows(head, own))) for head, own in sections.items()]


def _title(head: str) -> str:
    return _TITLES.get(head) or head.replace("_", " ").capitalize()


def _rows(head: str, entries: Sequence[Entry]) -> Iterator[tuple[str, ...]]:
    """One row for each value of a key, or one for all of them where they are many."""
    by_key: dict[str, list[Entry]] = {}
    for each in entries:
        by_key.setdefault(each.pattern, []).append(each)
    for pattern, own in by_key.items():
        name = pattern.removeprefix(f"{head}.").removeprefix("*.") if head else pattern
        values: dict[str, list[str]] = {}
        for each in own:
            values.setdefault(each.value, []).append(each.names)
        meaning = own[0].meaning
        if len(values) > MOST_VALUES:
            yield (name, _summary(own, len(values)), f"{len(own):,} entries; all in the scenario file", meaning)
            continue
        for at, (value, names) in enumerate(values.items()):
            yield (name if not at else "", value, _where(names), meaning if not at else "")


def _summary(entries: Sequence[Entry], values: int) -> str:
    """So many different values, and between which two they lie."""
    numbers = sorted((each.amount, each.value) for each in entries if each.amount is not None)
    if len(numbers) == len(entries):
        return f"{values:,} values, {numbers[0][1]} to {numbers[-1][1]}"
    words = sorted({word.replace("_", " ") for each in entries for _, word in each.members[:1]})
    return f"{values:,} different values" + (f" ({listed(words)})" if words else "")


def _where(names: Sequence[str]) -> str:
    """The names, or how many there are and the first of them."""
    shown = [name for name, _ in groupby(names)]
    if len(shown) <= _MOST_NAMES:
        return ", ".join(shown)
    return f"{len(shown):,} entries: {', '.join(shown[:3])}, ..."
