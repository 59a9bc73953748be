"""A run's records as tables: raw columns of codes for figures, pandas frames with names for people.

:class:`Tables` is all that figures, ledger, charts and reports see of a run. Times are hours since the start of the scenario,
amounts are money, shares are 0..1; what has not happened is NaN, and 'no such thing' is an empty name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from sim.errors import UsageError, nearest
from sim.records import SCHEMA, VOCABULARIES, RunRecord
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

Rows = np.ndarray[Any, np.dtype[np.void]]
"""Structured array: one record per row, coded."""

Array = np.ndarray[Any, np.dtype[Any]]
T = TypeVar("T")

KEYS = {
    "part": "parts",
    "location": "locations",
    "site": "sites",
    "mode": "modes",
    "carrier": "carriers",
    "technician": "technicians",
    "offer": "offers",
    "shop": "shops",
    "skill": "skills",
    "document": "documents",
    "course": "courses",
}
"""Vocabulary -> the dimension that describes its names, whose first column holds them."""

SUPPLIER = "supplier"
VAN = "van"
ALWAYS_COVERED = "-"
"""Offer of sites that have none: covered around the clock, nothing promised."""


class Tables:
    """All tables of one run: `tables["calls"]` or `tables.calls` is a frame, `tables.raw("calls")` the coded rows behind it."""

    def __init__(self, record: RunRecord) -> None:
        self.facts: dict[str, Any] = dict(record.facts)
        self.horizon = float(self.facts["horizon"])
        self.warm_up = float(self.facts.get("warm_up", 0.0))
        self._record = record
        self._rows: dict[str, Rows] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._kept: dict[Any, Any] = {}

    @property
    def window(self) -> tuple[float, float]:
        """(warm-up, horizon): the hours that figures are about."""
        return (self.warm_up, self.horizon)

    @property
    def window_years(self) -> float:
        """Length of the window in years of 8,760 h."""
        return (self.horizon - self.warm_up) / HOURS_PER_YEAR

    def names(self, vocabulary: str) -> Sequence[str]:
        """Names by code."""
        return VOCABULARIES[vocabulary] if vocabulary in VOCABULARIES else self._record.names.get(vocabulary, [])

    def code(self, vocabulary: str, name: str) -> int:
        """Code of a name; raises :class:`UsageError` when there is none."""
        names = self.names(vocabulary)
        if name not in names:
            raise UsageError(f"there is no {vocabulary} '{name}'; known: {', '.join(names)}")
        return list(names).index(name)

    def raw(self, kind: str) -> Rows:
        """Coded rows of one kind of record, in the order they were written."""
        if kind not in self._rows:
            self._rows[kind] = getattr(self._record.log, kind).rows()
        return self._rows[kind]

    def dimension(self, name: str) -> dict[str, list[Any]]:
        """Columns of a table of things, such as parts; no columns when the scenario has none of them."""
        return self._record.dimensions.get(name, {})

    def by_code(self, vocabulary: str, column: str, missing: float = np.nan) -> Array:
        """A numeric column of a dimension, by code; the last element answers code −1 ('no such thing')."""
        known = dict(zip(*self._key_and(vocabulary, column), strict=True))
        values = [known.get(name) for name in self.names(vocabulary)]
        return np.array([missing if value is None else float(value) for value in values] + [missing])

    def holds(self, vocabulary: str, column: str) -> Array:
        """A column of flags of a dimension, by code; the last element answers code −1."""
        found: Array = self.by_code(vocabulary, column, 0.0) > 0
        return found

    def labels_by_code(self, vocabulary: str, column: str) -> list[str]:
        """A column of words of a dimension, by code; '' where there is none."""
        known = dict(zip(*self._key_and(vocabulary, column), strict=True))
        return [str(known.get(name) or "") for name in self.names(vocabulary)]

    def _key_and(self, vocabulary: str, column: str) -> tuple[list[Any], list[Any]]:
        table = self.dimension(KEYS[vocabulary])
        return (table.get(vocabulary, []), table.get(column, [None] * len(table.get(vocabulary, []))))

    def once(self, compute: Callable[[Tables], T]) -> T:
        """Result of `compute(tables)`, worked out the first time and kept; several figures share their groundwork so."""
        if compute not in self._kept:
            self._kept[compute] = compute(self)
        kept: T = self._kept[compute]
        return kept

    @property
    def digest(self) -> str:
        """Hash of all records: equal if and only if every row is."""
        return self._record.log.digest()

    # ------------------------------------------------------------ frames
    def keys(self) -> list[str]:
        """Names of all tables: records first, then the things they are about."""
        return [*SCHEMA, *self._record.dimensions]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __contains__(self, name: object) -> bool:
        return name in self.keys()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The table as a pandas frame, codes given their names."""
        if name not in self._frames:
            if name in SCHEMA:
                self._frames[name] = self._frame(name)
            elif name in self._record.dimensions:
                import pandas as pd

                self._frames[name] = pd.DataFrame(self.dimension(name))
            else:
                hint = nearest(name, self.keys())
                raise UsageError(f"there is no table '{name}'" + (f"; did you mean '{hint}'?" if hint else ""))
        return self._frames[name]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or name not in self.keys():
                raise AttributeError(f"there is no table or attribute '{name}'")
            return self[name]
    else:
        calls: pd.DataFrame
        visits: pd.DataFrame
        demands: pd.DataFrame
        fulfilment: pd.DataFrame
        movements: pd.DataFrame
        orders: pd.DataFrame
        disruptions: pd.DataFrame
        held_orders: pd.DataFrame
        cores: pd.DataFrame
        repairs: pd.DataFrame
        replacements: pd.DataFrame
        journeys: pd.DataFrame
        inspections: pd.DataFrame
        harvests: pd.DataFrame
        dead_on_arrival: pd.DataFrame
        core_shipments: pd.DataFrame
        contacts: pd.DataFrame
        call_backs: pd.DataFrame
        escalations: pd.DataFrame
        portal_visits: pd.DataFrame
        attendance: pd.DataFrame
        practice: pd.DataFrame
        training: pd.DataFrame
        qualifications: pd.DataFrame
        turnover: pd.DataFrame
        trips: pd.DataFrame
        reviews: pd.DataFrame
        last_time_buys: pd.DataFrame
        classes: pd.DataFrame
        settlements: pd.DataFrame
        claims: pd.DataFrame
        lookups: pd.DataFrame
        answers: pd.DataFrame
        writing: pd.DataFrame
        counts: pd.DataFrame
        assets: pd.DataFrame
        sites: pd.DataFrame
        modes: pd.DataFrame
        parts: pd.DataFrame
        terms: pd.DataFrame
        kits: pd.DataFrame
        locations: pd.DataFrame
        carriers: pd.DataFrame
        opening: pd.DataFrame
        departures: pd.DataFrame
        technicians: pd.DataFrame
        skills: pd.DataFrame
        courses: pd.DataFrame
        offers: pd.DataFrame
        warranties: pd.DataFrame
        shops: pd.DataFrame
        documents: pd.DataFrame
        coverage: pd.DataFrame
        desk_hours: pd.DataFrame
        second_line_hours: pd.DataFrame
        portals: pd.DataFrame

    def _frame(self, kind: str) -> pd.DataFrame:
        import pandas as pd

        rows = self.raw(kind)
        columns: dict[str, Any] = {}
        for column in SCHEMA[kind]:
            values = np.ascontiguousarray(rows[column.name])
            if column.vocabulary:
                columns[column.name] = named(values, self.names(column.vocabulary))
            else:
                columns[column.name] = values
        return pd.DataFrame(columns)


def named(codes: Array, names: Sequence[str]) -> pd.Categorical[str]:
    """A pandas column of names for codes; −1 is missing."""
    import pandas as pd

    return pd.Categorical.from_codes(cast("Sequence[int]", codes), categories=pd.Index(list(names), dtype=str))


# ---------------------------------------------------------------- machines in the field
def stays(tables: Tables) -> tuple[Array, Array]:
    """When each asset is installed, and when it is taken away (infinite: never); use `tables.once(stays)`."""
    assets = tables.dimension("assets")
    left = np.array(assets["left"], dtype=float)
    return np.array(assets["entered"], dtype=float), np.where(np.isnan(left), np.inf, left)


def site_of_assets(tables: Tables) -> Array:
    """Row of each asset's site in the sites table."""
    rows = {name: row for row, name in enumerate(tables.dimension("sites")["site"])}
    return np.array([rows[site] for site in tables.dimension("assets")["site"]], dtype=np.int64)


def asset_hours(tables: Tables, begin: float, end: float) -> float:
    """Hours that the assets stand in the field between two moments, all together."""
    if not tables.facts.get("fleet_changes"):
        return float(tables.facts["assets"] * (end - begin))
    return float(hours_in_field(tables, begin, end).sum())


def hours_in_field(tables: Tables, begin: float, end: float) -> Array:
    """Hours that each asset stands in the field between two moments."""
    entered, left = tables.once(stays)
    hours: Array = np.maximum(np.minimum(left, end) - np.maximum(entered, begin), 0.0)
    return hours


# ---------------------------------------------------------------- what stock did between two movements
@dataclass(frozen=True)
class Shelves:
    """What stood on the shelves, one row per stretch between two movements of a (location, part), in that order.

    `row` is the row of the movements table that began the stretch; `begin` and `end` are hours, the last stretch ending at the
    horizon; `pair` numbers the (location, part) pairs from 0.
    """

    row: Array
    pair: Array
    location: Array
    part: Array
    begin: Array
    end: Array
    on_hand: Array
    on_order: Array
    backorders: Array
    pairs: int

    def hours(self, begin: float, end: float) -> Array:
        """Length of each stretch within [begin, end]."""
        hours: Array = np.maximum(np.minimum(self.end, end) - np.maximum(self.begin, begin), 0.0)
        return hours


def shelves(tables: Tables) -> Shelves:
    """Stretches between movements of every (location, part); use `tables.once(shelves)`."""
    rows = tables.raw("movements")
    parts = max(len(tables.names("part")), 1)
    key = rows["location"].astype(np.int64) * parts + rows["part"]
    order = np.argsort(key, kind="stable")
    key = key[order]
    moved = rows[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    end = np.full(len(key), tables.horizon)
    end[:-1] = np.where(first[1:], tables.horizon, moved["time"][1:])
    return Shelves(
        row=order,
        pair=np.cumsum(first) - 1,
        location=np.ascontiguousarray(moved["location"]),
        part=np.ascontiguousarray(moved["part"]),
        begin=np.ascontiguousarray(moved["time"]),
        end=end,
        on_hand=moved["on_hand"].astype(float),
        on_order=moved["on_order"].astype(float),
        backorders=moved["backorders"].astype(float),
        pairs=int(first.sum()),
    )


def missing_units(tables: Tables) -> Array:
    """Units that the books still have though they are gone, for each stretch of `shelves`; use `tables.once(missing_units)`."""
    return _missing(tables, "lost", "books corrected")


def missing_cards(tables: Tables) -> Array:
    """Kanban cards that are lost and not replaced, for each stretch of `shelves`; use `tables.once(missing_cards)`."""
    return _missing(tables, "card lost", "card found")


def _missing(tables: Tables, gone: str, back: str) -> Array:
    """How many of a shelf are gone and not back yet."""
    shelf = tables.once(shelves)
    rows = tables.raw("movements")[shelf.row]
    codes = [tables.code("movement", each) for each in (gone, back)]
    change = np.abs(rows["quantity"].astype(np.int64))
    change *= (rows["movement"] == codes[0]).astype(np.int64) - (rows["movement"] == codes[1]).astype(np.int64)
    level = np.cumsum(change)
    first = np.flatnonzero(np.diff(shelf.pair, prepend=-1))
    found: Array = level - (level - change)[first][shelf.pair]
    return found


def order_of_steps(tables: Tables) -> Array:
    """Row in the orders table of each row of fulfilment."""
    return rows_of(tables, tables.raw("fulfilment"))


def rows_of(tables: Tables, facts: Rows) -> Array:
    """Row in the orders table of each row of facts about orders; of a neighbour where there is no such order."""
    orders = tables.raw("orders")
    if not len(facts) or not len(orders):
        return np.zeros(0, dtype=np.int64)
    by_number = np.argsort(orders["order"])
    found: Array = by_number[np.minimum(np.searchsorted(orders["order"], facts["order"], sorter=by_number), len(orders) - 1)]
    return found


def was_held(tables: Tables) -> Array:
    """Which replenishment orders a disruption held up; use `tables.once(was_held)`."""
    found: Array = np.isin(tables.raw("orders")["order"], tables.raw("held_orders")["order"])
    return found


def goes_express(tables: Tables) -> Array:
    """Which replenishment orders go by the express carrier of who ordered them; use `tables.once(goes_express)`."""
    carriers = list(tables.names("carrier"))
    labels = tables.labels_by_code("location", "express")
    express = np.array([carriers.index(name) if name else -2 for name in labels] + [-2])
    orders = tables.raw("orders")
    found: Array = orders["carrier"] == express[orders["location"]]
    return found


# ---------------------------------------------------------------- the clock of a promise
@dataclass(frozen=True)
class CoverageClock:
    """Counts the hours of an offer's coverage that have passed since the start."""

    begins: Array
    ends: Array
    counted: Array
    """Coverage hours passed at the end of each span."""

    def read(self, times: Array) -> Array:
        """Coverage hours passed at each time; NaN stays NaN."""
        if not len(self.begins):
            return np.where(np.isnan(times), np.nan, 0.0)
        edges = np.column_stack([self.begins, self.ends]).ravel()
        passed = np.column_stack([self.counted - (self.ends - self.begins), self.counted]).ravel()
        found: Array = np.interp(times, edges, passed)
        return found

    def when(self, passed: Array) -> Array:
        """The first time at which so many coverage hours have passed; infinity beyond the last span."""
        span = np.searchsorted(self.counted, passed, side="left")
        found = span < len(self.counted)
        at = np.minimum(span, max(len(self.counted) - 1, 0))
        if not len(self.counted):
            return np.full(np.shape(passed), np.inf)
        return np.where(found, self.ends[at] - (self.counted[at] - passed), np.inf)


def coverage_clocks(tables: Tables) -> list[CoverageClock]:
    """The clock of each offer by its code, last the one of 'no offer' (always covered); use `tables.once(coverage_clocks)`."""
    coverage = tables.dimension("coverage")
    spans: dict[str, list[tuple[float, float]]] = {}
    for offer, begin, end in zip(coverage.get("offer", []), coverage.get("begin", []), coverage.get("end", []), strict=True):
        spans.setdefault(offer, []).append((float(begin), float(end)))
    always = [(0.0, tables.horizon)]
    spans.setdefault(ALWAYS_COVERED, always)
    return [sorted_spans(spans.get(offer, [])) for offer in [*tables.names("offer"), ALWAYS_COVERED]]


def sorted_spans(spans: list[tuple[float, float]]) -> CoverageClock:
    """The clock of some hours."""
    table = np.array(sorted(spans), dtype=float).reshape(-1, 2)
    begins, ends = table[:, 0], table[:, 1]
    return CoverageClock(begins, ends, np.cumsum(ends - begins))


def duty_clocks(tables: Tables, duty: int) -> dict[int, CoverageClock]:
    """The clock of the hours that each technician (by code) was present on a duty."""
    attendance = tables.raw("attendance")
    chosen = attendance[attendance["duty"] == duty]
    clocks = {}
    for technician in np.unique(chosen["technician"]):
        own = np.sort(chosen[chosen["technician"] == technician], order="begin")
        clocks[int(technician)] = CoverageClock(own["begin"], own["end"], np.cumsum(own["end"] - own["begin"]))
    return clocks


def read_clocks(clocks: Sequence[CoverageClock], offer: Array, times: Array) -> Array:
    """Coverage hours passed at `times`, each on the clock of its offer's code."""
    passed = np.array(times, dtype=float)
    for code in np.unique(offer):
        chosen = offer == code
        passed[chosen] = clocks[code].read(passed[chosen])
    return passed
