"""How well faults are named before anybody repairs them."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, NO_DATA, breakdowns, ratio
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
