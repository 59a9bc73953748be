"""Records: the facts a run leaves, one typed row per fact, never averages.

A :class:`Log` holds one :class:`Recorder` per kind of fact. A recorder packs rows into a byte buffer of a fixed layout
(0.3 µs for thirty columns), which becomes NumPy columns without copying when the run is over. Codes (part, site, outcome, ...) are
stored as small numbers; `sim/results` gives them their names back.
"""

from sim.records.log import Log, Recorder, RunRecord
from sim.records.schema import SCHEMA, Column
from sim.records.vocabularies import (
    ABC,
    CONTRACT_ENDS,
    DENIALS,
    DISPOSITIONS,
    DUTIES,
    EDITS,
    EFFECTS,
    ITEMS,
    KNOWN_BY,
    MISS_CAUSES,
    MOVEMENTS,
    NEVER,
    NONE,
    NOT_SENT,
    OPINIONS,
    ORDER_ENDS,
    OUTCOMES,
    PAYERS,
    QUALIFIED_BY,
    REASONS,
    STAGES,
    SUPPLY_SOURCES,
    TESTS,
    TRIPS,
    VOCABULARIES,
    XYZ,
)

__all__ = [
    "ABC",
    "CONTRACT_ENDS",
    "DENIALS",
    "DISPOSITIONS",
    "DUTIES",
    "EDITS",
    "EFFECTS",
    "ITEMS",
    "KNOWN_BY",
    "MISS_CAUSES",
    "MOVEMENTS",
    "NEVER",
    "NONE",
    "NOT_SENT",
    "OPINIONS",
    "ORDER_ENDS",
    "OUTCOMES",
    "PAYERS",
    "QUALIFIED_BY",
    "REASONS",
    "SCHEMA",
    "STAGES",
    "SUPPLY_SOURCES",
    "TESTS",
    "TRIPS",
    "VOCABULARIES",
    "XYZ",
    "Column",
    "Log",
    "Recorder",
    "RunRecord",
]
