"""A run's records as tables: raw columns of codes for figures, pandas frames with names for people.

:class:`Tables` is all that figures, ledger, charts and reports see of a run. Times are hours since the start of the scenario,
amounts are money, shares are 0..1; what has not happened is NaN, and 'no such thing' is an empty name.
"""

from sim.results.clocks import ALWAYS_COVERED, CoverageClock, coverage_clocks, duty_clocks, read_clocks, sorted_spans
from sim.results.contracts import Spells, channel_of_sites, spells
from sim.results.defects import has_defect
from sim.results.fleet import asset_hours, hours_in_field, site_of_assets, stays
from sim.results.orders import SUPPLIER, goes_express, order_of_steps, rows_of, was_held
from sim.results.stock import Shelves, missing_cards, missing_units, shelves
from sim.results.tables import Array, Rows, Tables, named

__all__ = [
    "Spells",
    "spells",
    "ALWAYS_COVERED",
    "SUPPLIER",
    "Array",
    "CoverageClock",
    "Rows",
    "Shelves",
    "Tables",
    "asset_hours",
    "channel_of_sites",
    "coverage_clocks",
    "duty_clocks",
    "goes_express",
    "has_defect",
    "hours_in_field",
    "missing_cards",
    "missing_units",
    "named",
    "order_of_steps",
    "read_clocks",
    "rows_of",
    "shelves",
    "site_of_assets",
    "sorted_spans",
    "stays",
    "was_held",
]
