"""How well faults are named before anybody repairs them."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.parts import demands
from sim.kpi.selections import BY_FAULT, NO_DATA, breakdowns, per_year, ratio, since
from sim.records import TESTS
from sim.results import Tables


@kpi(
    unit="share",
    better="down",
    formula="faults named wrongly ÷ faults named, by triage (before any test from afar), by remote tests, and by technicians",
    clock=BY_FAULT,
    denominator="calls triaged; remote tests; diagnoses on site, where a table says what is taken for what. No data where a scenario states "
    "neither such a table nor a remote test",
)
def misnamed_share(tables: Tables) -> dict[str, float]:
    """Share of faults that are taken for another one."""
    calls, tests = np.sort(tables.once(breakdowns), order="call"), tables.raw("tests")
    if not tables.facts.get("tests_faults"):
        return dict.fromkeys(("triage", *TESTS), NO_DATA)
    tests = tests[np.isin(tests["call"], calls["call"])]
    at = np.searchsorted(calls["call"], tests["call"])
    wrong = tests["named"] != calls["mode"][at]
    afar = tests["test"] == TESTS.index("remote")
    named = calls["named_mode"].copy()
    named[at[afar]] = tests["before"][afar]
    triaged = ~np.isnan(calls["triaged"])
    return {
        "triage": ratio((named != calls["mode"])[triaged].sum(), triaged.sum()),
        **{test: ratio(wrong[tests["test"] == code].sum(), (tests["test"] == code).sum()) for code, test in enumerate(TESTS)},
    }


@kpi(
    unit="share",
    better="down",
    formula="units replaced by mistake ÷ units put in, by mistake or because the fault needed them",
    clock="parts replaced by mistake, and part demands of jobs filled, in the window",
    denominator="units put in; no data where no unit is",
)
def wrong_parts_share(tables: Tables) -> float:
    """Share of the parts put in that replaced a good one."""
    mistaken, needed = since(tables.raw("wrong_parts"), "at", tables.warm_up), tables.once(demands)
    units = int(mistaken["quantity"].sum())
    return ratio(units, units + int(needed["quantity"][~np.isnan(needed["filled"])].sum()))


@kpi(
    unit="money/y",
    better="down",
    formula="units replaced by mistake × price of the part, per year; what comes back of it, as a core without fault, is not taken off",
    clock="parts replaced by mistake in the window; a year has 8,760 h",
    denominator="years of the window",
)
def wrong_parts_value(tables: Tables) -> float:
    """Price of the parts that replaced a good one, in a year."""
    mistaken = since(tables.raw("wrong_parts"), "at", tables.warm_up)
    prices = tables.by_code("part", "price", 0.0)
    return per_year(tables, float((mistaken["quantity"] * prices[mistaken["part"]]).sum()))
