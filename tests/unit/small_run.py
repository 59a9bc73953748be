"""A run written by hand: rows with names and defaults, to be read as tables or broken on purpose."""

from __future__ import annotations

import math
from typing import Any

from sim.records import NONE, SCHEMA, STAGES, VOCABULARIES, Column, Log, RunRecord
from sim.results import Tables

DAY = 24.0


class SmallRun:
    """Two sites, four assets, two parts, three shelves and two technicians; the lists hold rows until `tables()` is called."""

    def __init__(self, **facts: Any) -> None:
        self.names = {
            "site": ["plant", "mill"],
            "mode": ["pump.leak", "pump.jam", "pump.maintenance"],
            "part": ["seal", "bolt"],
            "location": ["factory", "central", "depot", "van"],
            "carrier": ["truck", "courier"],
            "technician": ["anna", "bert"],
            "offer": ["gold", "basic"],
            "grade": ["good", "poor"],
        }
        self.facts = {
            "policy": "baseline",
            "replication": 0,
            "horizon": 240.0,
            "warm_up": 0.0,
            "first_time_fix_window": 48.0,
            "travel_cost": 0.5,
            "emissions": 0.2,
            "assets": 4,
            "has_desk": True,
            "inspection_cost": 15.0,
            "core_freight": 8.0,
            "shop_repair_cost": 40.0,
            "local_repair_cost": 25.0,
            "shop_benches": 1,
            "due_within": {"pump.maintenance": 24.0},
            **facts,
        }
        self.rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in SCHEMA}
        self.dimensions = self._dimensions()

    def _dimensions(self) -> dict[str, dict[str, list[Any]]]:
        horizon = self.facts["horizon"]
        nan = math.nan
        office = [
            (at + 8, min(at + 18, horizon)) for at in (day * DAY for day in range(math.ceil(horizon / DAY))) if at + 8 < horizon
        ]
        return {
            "assets": {
                "asset": [0, 1, 2, 3],
                "name": ["a", "b", "c", "d"],
                "site": ["plant"] * 3 + ["mill"],
                "asset_type": ["pump"] * 4,
                "entered": [0.0] * 4,
                "left": [nan] * 4,
                "age": [0.0] * 4,
            },
            "sites": {
                "site": ["plant", "mill"],
                "latitude": [50.0, nan],
                "longitude": [8.5, nan],
                "region": ["south", None],
                "offer": ["gold", "-"],
                "assets": [3, 1],
            },
            "parts": {
                "part": ["seal", "bolt"],
                "price": [100.0, 10.0],
                "holding": [0.2, 0.1],
                "weight": [3.0, 0.5],
                "repairable": [True, False],
                "shrinkage": [0.1, 0.0],
            },
            "locations": {
                "location": ["factory", "central", "depot", "van"],
                "kind": ["supplier", "warehouse", "warehouse", "van"],
                "echelon": [0, 1, 2, 3],
                "source": [None, "factory", "central", "depot"],
                "latitude": [nan, 50.5, 50.1, 50.1],
                "longitude": [nan, 8.6, 8.7, 8.7],
                "order_cost": [0.0, 3.0, 2.0, 0.0],
                "freight": [0.0, 10.0, 4.0, 0.0],
                "pickers": [None, 1, None, None],
                "express": [None, None, "courier", None],
                "orders_may_cross": [True, False, False, False],
                "technician": [None, None, None, "anna"],
            },
            "opening": {
                "location": ["central"] * 9,
                "begin": [24.0 * day + 8 for day in range(9)],
                "end": [24.0 * day + 17 for day in range(9)],
            },
            "carriers": {"carrier": ["truck", "courier"], "freight": [60.0, 25.0], "per_kg": [2.0, 0.0], "cut_off": [2.0, 0.0]},
            "departures": {"carrier": ["truck"] * 9, "time": [24.0 * day + 17 for day in range(9)]},
            "technicians": {
                "technician": ["anna", "bert"],
                "home": ["depot", "depot"],
                "cost": [40.0, 30.0],
                "overtime_cost": [60.0, nan],
                "on_call_cost": [5.0, 0.0],
            },
            "offers": {
                "offer": ["gold", "basic"],
                "response": [4.0, nan],
                "restoration": [12.0, nan],
                "response_penalty": [20.0, 0.0],
                "restoration_penalty": [50.0, 0.0],
                "price": [876.0, 0.0],
            },
            "coverage": {
                "offer": ["-", "basic", *["gold" for _ in office]],
                "begin": [0.0, 0.0, *[begin for begin, _ in office]],
                "end": [horizon, horizon, *[end for _, end in office]],
            },
            "desk_hours": {"begin": [0.0], "end": [horizon], "agents": [2], "cost": [30.0]},
        }

    def add(self, kind: str, **values: Any) -> dict[str, Any]:
        """Add a row; names stand for codes, what is left out has not happened."""
        known = {column.name for column in SCHEMA[kind]}
        assert set(values) <= known, f"no such column in {kind}: {set(values) - known}"
        self.rows[kind].append(values)
        return values

    def call(self, fault: float, restored: float = math.nan, **values: Any) -> dict[str, Any]:
        """Add a breakdown call, reported and answered at once; its whole length is put into the stage 'technician'."""
        length = (restored if restored == restored else self.facts["horizon"]) - fault
        stages = {} if set(values) & set(STAGES) else {"technician": length}
        row = {
            "call": len(self.rows["calls"]),
            "reason": "breakdown",
            "asset": 0,
            "site": "plant",
            "mode": "pump.leak",
            "effect": "down",
            "offer": "gold",
            "fault": fault,
            "reported": fault,
            "answered": fault,
            "restored": restored,
            **stages,
            **values,
        }
        return self.add("calls", **row)

    def tables(self) -> Tables:
        """The run as tables."""
        log = Log()
        for kind, columns in SCHEMA.items():
            for row in self.rows[kind]:
                getattr(log, kind).write(*(self._value(column, row) for column in columns))
        return Tables(RunRecord(log, self.names, self.dimensions, self.facts))

    def _value(self, column: Column, row: dict[str, Any]) -> Any:
        value = row.get(column.name)
        if column.vocabulary:
            names = VOCABULARIES.get(column.vocabulary) or self.names[column.vocabulary]
            return NONE if value is None else list(names).index(value)
        if value is None:
            return math.nan if column.kind == "time" else 0
        return value
