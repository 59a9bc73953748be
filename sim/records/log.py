"""The log of a run: rows of facts as they are written, and as columns when the run is over."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.records.schema import SCHEMA, Column


class Recorder:
    """Rows of one kind of fact. One row is kept by `keep(pack(*row))`, its values in the order of the columns."""

    __slots__ = ("_buffer", "columns", "dtype", "keep", "pack")

    pack: Callable[..., bytes]
    keep: Callable[[bytes], None]

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self.dtype = np.dtype([(column.name, column.layout[1]) for column in columns])
        self.pack = struct.Struct("<" + "".join(column.layout[0] for column in columns)).pack
        self._buffer = bytearray()
        self.keep = self._buffer.extend

    def write(self, *row: float) -> None:
        """Keep one row, where speed does not matter."""
        self.keep(self.pack(*row))

    def rows(self) -> np.ndarray[Any, np.dtype[np.void]]:
        """All rows as a structured array."""
        return np.frombuffer(bytes(self._buffer), dtype=self.dtype)

    def __bool__(self) -> bool:
        """Whether there are rows."""
        return bool(self._buffer)

    def digest(self) -> bytes:
        """Hash of the rows as written."""
        return hashlib.sha256(self._buffer).digest()


class Log:
    """All records of one run; one recorder per kind, as attributes."""

    __slots__ = tuple(SCHEMA)

    calls: Recorder
    visits: Recorder
    partner_visits: Recorder
    partner_parts: Recorder
    demands: Recorder
    fulfilment: Recorder
    movements: Recorder
    orders: Recorder
    disruptions: Recorder
    held_orders: Recorder
    cores: Recorder
    repairs: Recorder
    replacements: Recorder
    journeys: Recorder
    inspections: Recorder
    harvests: Recorder
    dead_on_arrival: Recorder
    core_shipments: Recorder
    contacts: Recorder
    tests: Recorder
    call_backs: Recorder
    escalations: Recorder
    portal_visits: Recorder
    wrong_parts: Recorder
    attendance: Recorder
    practice: Recorder
    training: Recorder
    qualifications: Recorder
    turnover: Recorder
    trips: Recorder
    reviews: Recorder
    last_time_buys: Recorder
    classes: Recorder
    settlements: Recorder
    invoices: Recorder
    reports: Recorder
    claims: Recorder
    lookups: Recorder
    answers: Recorder
    writing: Recorder
    counts: Recorder
    doors: Recorder
    appointments: Recorder
    held_back: Recorder
    helped: Recorder
    drives_broken_off: Recorder
    loans: Recorder
    backlog: Recorder
    standstills: Recorder
    configurations: Recorder
    wrong_revisions: Recorder
    retrofits: Recorder
    renewed_assets: Recorder
    overtime_limits: Recorder
    contracts: Recorder
    sign_ups: Recorder
    satisfaction: Recorder
    complaints: Recorder
    corrective_actions: Recorder
    sales_orders: Recorder
    sales_lines: Recorder
    sales_shipments: Recorder
    defects: Recorder
    condition_checks: Recorder
    prevention: Recorder
    alarms: Recorder
    same_visits: Recorder

    def __init__(self) -> None:
        for kind, columns in SCHEMA.items():
            setattr(self, kind, Recorder(columns))

    def digest(self) -> str:
        """One hash over all records: equal if and only if every row of every kind is equal and in the same order.

        A kind without rows adds nothing, so that a kind of facts that comes to the language later moves no hash of runs without it.
        """
        total = hashlib.sha256()
        for kind in SCHEMA:
            recorder: Recorder = getattr(self, kind)
            if recorder:
                total.update(kind.encode())
                total.update(recorder.digest())
        return total.hexdigest()


@dataclass
class RunRecord:
    """All that one run leaves: its log, the names behind the codes, and the things the facts are about."""

    log: Log
    names: dict[str, list[str]]
    """vocabulary -> names by code: site, mode, part, location, carrier, technician, offer."""
    dimensions: dict[str, dict[str, list[Any]]]
    """table -> column -> values: assets, sites, modes, parts, locations, carriers, opening, departures, technicians, offers,
    coverage, desk_hours, second_line_hours, portals."""
    facts: dict[str, Any] = field(default_factory=dict)
    """Single values: name, policy, replication, seed, start, horizon, warm_up, currency, cost rates, ..."""
