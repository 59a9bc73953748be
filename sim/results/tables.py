"""All tables of one run: coded rows for figures, pandas frames with names for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    "partner": "partners",
    "offer": "offers",
    "shop": "shops",
    "skill": "skills",
    "document": "documents",
    "course": "courses",
    "stream": "part_orders",
    "channel": "channels",
}
"""Vocabulary -> the dimension that describes its names, whose first column holds them."""

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

    def since(self, warm_up: float) -> Tables:
        """The same run read with another warm-up (h): figures of it are about the hours from there to the horizon."""
        again = Tables(self._record)
        again.warm_up = again.facts["warm_up"] = warm_up
        again._rows, again._frames = self._rows, self._frames  # records do not depend on the warm-up
        return again

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
        partner_visits: pd.DataFrame
        partner_parts: pd.DataFrame
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
        loans: pd.DataFrame
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
        drives_broken_off: pd.DataFrame
        contracts: pd.DataFrame
        satisfaction: pd.DataFrame
        complaints: pd.DataFrame
        corrective_actions: pd.DataFrame
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
        partners: pd.DataFrame
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
