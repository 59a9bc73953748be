"""Technical documentation: mixtures by coverage, the balance of decay and feedback, customers who help themselves, authors' hours."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.load import from_mapping

YEAR = 8760.0


def run(manual: dict[str, Any] | None, mode: dict[str, Any] | None = None, **keys: Any) -> Tables:
    """A fleet that leaks 1,460 times a year; whoever is needed is there, and nothing wears out while it is open."""
    leak = {"law": {"exponential": "50 d"}, "effect": "cosmetic", "diagnosis": "1 h", "repair": "1 h", **(mode or {})}
    tree = {
        "horizon": "4 y",
        "asset_types": {"pump": {"failures": {"leak": leak, "jam": {"law": "never"}}}},
        "sites": {"plant": {"assets": {"pump": 200}}},
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "desk": {"agents": 50, "triage_accuracy": "60 %", "remote_success": "50 %", "handling": "6 min"},
        "technicians": {"anna": {"home": "depot", "count": 40}},
        **keys,
    }
    if manual is not None:
        tree["documents"] = {"manual": {"asset_type": "pump", "coverage": {"leak": "40 %"}, **manual}}
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def near(found: float, expected: float, cases: int) -> None:
    """A share of so many cases is what theory says, within four standard errors."""
    assert abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / cases)


# ---------------------------------------------------------------- against theory
def test_shares_are_mixtures_by_coverage() -> None:
    """Each share is coverage x what it is with an answer + the rest x what it is without."""
    tables = run(
        {"triage_accuracy": "95 %", "remote_success": "90 %", "diagnosis_accuracy": "100 %", "diagnosis_time": "25 %"},
        {"remote": "50 %", "diagnosis_accuracy": "70 %"},
    )
    calls = tables.raw("calls")
    answered = calls[~np.isnan(calls["triaged"])]
    near((answered["named_mode"] == answered["mode"]).mean(), 0.4 * 0.95 + 0.6 * 0.6, len(answered))
    near(kpi.figures(tables)["remote_resolution_rate"], 0.5 * (0.4 * 0.9 + 0.6 * 0.5), len(answered))
    first = tables.raw("visits")
    first = first[(first["number"] == 1) & ~np.isnan(first["left"])]
    covered = (0.4 * (1 - 0.5 * 0.9)) / (0.4 * (1 - 0.5 * 0.9) + 0.6 * (1 - 0.5 * 0.5))
    near((first["outcome"] == 0).mean(), covered + (1 - covered) * 0.7, len(first))
    near((first["work"] == 1.25).mean(), covered, len(first))


@pytest.mark.slow
def test_decay_and_feedback_reach_their_balance() -> None:
    """n faults a year, g gained at each that is not covered, decay d: n g (1 − c) = d c, so that c = n g / (n g + d)."""
    n, g, d = 100.0, 0.005, 0.5
    tables = run(
        {"coverage": {"leak": "0 %"}, "feedback": g, "decay": "50 %/y"},
        {"law": {"exponential": "36.5 d"}, "diagnosis": "0 h", "repair": "0 h"},
        sites={"plant": {"assets": {"pump": 10}}},
        horizon="150 y",
        warm_up="10 y",
    )
    balance = n * g / (n * g + d)
    assert kpi.figures(tables)["documentation_coverage.pump.leak"] == pytest.approx(balance, abs=0.012)
    asked = tables.raw("lookups")
    near(asked["covered"][asked["at"] > 10 * YEAR].mean(), balance, len(asked))


def test_answers_go_out_of_date_exponentially() -> None:
    tables = run({"coverage": {"leak": "80 %"}, "decay": "30 %/y"})
    asked = tables.raw("lookups")
    assert asked["coverage"] == pytest.approx(0.8 * np.exp(-0.3 * asked["at"] / YEAR))
    mean = 0.8 * (1 - math.exp(-0.3 * 4)) / (0.3 * 4)
    assert kpi.figures(tables)["documentation_coverage.pump.leak"] == pytest.approx(mean, rel=1e-9)


# ---------------------------------------------------------------- luck
EFFECTS = {
    "triage_accuracy": "90 %",
    "remote_success": "90 %",
    "diagnosis_accuracy": "90 %",
    "diagnosis_time": "40 %",
    "self_service": "70 %",
}
OPEN = {"remote": "50 %", "diagnosis_accuracy": "60 %", "self_service": "60 %", "self_service_time": "6 min"}


@pytest.mark.slow
def test_more_coverage_never_hurts_the_same_fault() -> None:
    """The luck is the fault's own: what was covered stays so, and no fault takes longer than it did."""
    some, more = (run({"coverage": {"leak": share}, **EFFECTS}, OPEN) for share in ("30 %", "70 %"))
    faults = [each["calls"].set_index(["asset", "fault_number"]).sort_index() for each in (some, more)]
    lasted = [(each.restored - each.fault).dropna() for each in faults]
    for call in ("covered", "self_service"):
        told = [
            set(
                each["calls"]
                .set_index("call")
                .loc[each["lookups"].query(call).call][["asset", "fault_number"]]
                .itertuples(index=False)
            )
            for each in (some, more)
        ]
        assert told[0] < told[1]
    assert not lasted[0].index.difference(lasted[1].index).size
    assert (lasted[1].loc[lasted[0].index] <= lasted[0]).all()
    assert lasted[1].mean() < lasted[0].mean()


@pytest.mark.slow
def test_a_document_that_helps_nobody_changes_nothing_else() -> None:
    none, idle = run(None, OPEN), run({"feedback": "1 %"}, OPEN)
    for kind in ("calls", "visits", "contacts"):
        assert (none.raw(kind) == idle.raw(kind)).all() or none[kind].equals(idle[kind]), kind


# ---------------------------------------------------------------- customers
def test_customers_who_find_the_answer_do_not_ring() -> None:
    tables = run({"self_service": "70 %"}, {"self_service": "50 %", "self_service_time": "30 min"})
    near(kpi.figures(tables)["self_service_rate"], 0.4 * 0.7 * 0.5, len(tables.raw("calls")))
    calls = tables["calls"].set_index("call").loc[tables["lookups"].query("self_service").call].dropna(subset=["restored"])
    assert len(calls) > 100
    assert calls.reported.isna().all()
    assert (calls[["contacts", "visits"]] == 0).all().all()
    assert (calls.restored - calls.fault == 0.5).all()


# ---------------------------------------------------------------- authors
def test_revisions_raise_coverage_when_they_are_published_and_cost_hours() -> None:
    plan = {"coverage": "90 %", "at": "100 d", "lasts": "20 d", "every": "1 y", "hours": "80 h"}
    tables = run({"authoring": plan, "author_cost": "50 EUR/h"}, horizon="470 d")
    writing = tables["writing"]
    assert list(writing.begun) == [2400.0, 2400.0 + YEAR]
    assert writing.published[0] == 2880.0
    assert math.isnan(writing.published[1]), "at the horizon nobody has the second one yet"
    asked = tables.raw("lookups")
    assert set(asked["coverage"][asked["at"] < 2880.0]) == {0.4}
    assert set(asked["coverage"][asked["at"] > 2880.0]) == {0.9}
    assert tables.once(lines).total(category="documentation") == 2 * 80 * 50
    assert kpi.figures(tables)["authoring_hours"] == pytest.approx(160 * 365 / 470)


def test_a_revision_takes_nothing_away() -> None:
    tables = run({"coverage": {"leak": "60 %", "jam": "10 %"}, "authoring": {"coverage": "30 %", "at": "9 d"}})
    assert list(tables["answers"][["mode", "coverage"]].itertuples(index=False, name=None)) == [
        ("pump.leak", 0.6),
        ("pump.jam", 0.1),
        ("pump.jam", 0.3),
    ]


def test_what_is_written_up_costs_its_hours_and_never_covers_more_than_everything() -> None:
    tables = run({"feedback": "40 %", "feedback_hours": "2 h", "author_cost": "50 EUR/h"})
    assert list(tables["answers"].coverage) == [0.4, 0.8, 1.0]
    assert tables.once(lines).total(category="documentation") == 2 * 2 * 50


def test_what_is_written_up_at_the_moment_of_the_fault_helps_the_next_one() -> None:
    """Nothing takes time: a fault is looked up, seen to and written up at one moment, and was looked up before it was written up."""
    at_once = {"desk": {"agents": 50}, "horizon": "30 d"}
    tables = run({"coverage": {"leak": "0 %"}, "feedback": "1 %"}, {"diagnosis": "0 h", "repair": "0 h"}, **at_once)
    asked, written = tables.raw("lookups"), tables.raw("answers")
    assert np.isin(asked["at"], written["at"]).any()
    assert asked["coverage"][:3] == pytest.approx([0.0, 0.01, 0.02])


# ---------------------------------------------------------------- the audit
BROKEN = {
    "a document covers what nobody wrote": ("answers", "coverage", 0.99),
    "a fault was looked up at a coverage that the document did not have": ("lookups", "coverage", 0.99),
    "a customer solved a fault without an answer": ("lookups", "covered", False),
    "a customer solved a fault himself and rang": ("lookups", "self_service", True),
    "a look-up has no call, or its call two look-ups": ("lookups", "call", 10**6),
    "authors' work does not go forward": ("writing", "published", -1.0),
    "a fault was written up that taught nothing": ("writing", "call", 10**6),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_the_audit_notices(finding: str) -> None:
    tables = run({"feedback": "1 %", "self_service": "100 %"}, {"self_service": "50 %"}, horizon="60 d")
    kind, column, value = BROKEN[finding]
    rows = tables.raw(kind).copy()
    row = int(np.flatnonzero(rows["self_service"] == (column == "covered"))[0]) if kind == "lookups" else 1
    rows[column][row] = value
    if column == "self_service":
        rows["covered"][row] = True
    tables._rows[kind] = rows
    assert any(each.startswith(finding) for each in audit(tables))
