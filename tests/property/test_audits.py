"""Whatever the scenario, the invariants hold: random companies of every kind, each run audited."""

from __future__ import annotations

from typing import Any

import numpy as np
from hunting import examples
from hypothesis import given
from random_scenarios import scenarios

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.records import SCHEMA, STAGES
from sim.results import Tables
from sim.scenario.spec import Scenario

several = examples(80)


def read(tree: dict[str, Any]) -> Scenario:
    """The scenario in the units of a file."""
    return Scenario.model_validate(tree, context={"currency": "EUR"})


@several
@given(scenarios())
def test_every_run_passes_its_audit(tree: dict[str, Any]) -> None:
    scenario = read(tree)
    record = simulate(scenario)
    tables = Tables(record)
    assert audit(tables) == []
    assert simulate(scenario).log.digest() == record.log.digest(), "a second run left other records"
    waterfalls_add_up(tables)
    nothing_disappears(tables)
    figures = kpi.figures(tables)
    assert not any(np.isinf(value) for value in figures.values())


def waterfalls_add_up(tables: Tables) -> None:
    """The stages of a call add up to its length to the last bit; those of an open one to the horizon."""
    calls = tables.raw("calls")
    ended = np.where(np.isnan(calls["restored"]), tables.horizon, calls["restored"])
    total = sum((calls[stage] for stage in STAGES), np.zeros(len(calls)))
    assert (total == ended - calls["fault"]).all()
    assert all((calls[stage] >= 0).all() for stage in STAGES)


def nothing_disappears(tables: Tables) -> None:
    """Everything that was begun has its row, ended or open: numbers run from 0 without a gap."""
    for kind, number in (
        ("calls", "call"),
        ("visits", "visit"),
        ("partner_visits", "visit"),
        ("orders", "order"),
        ("cores", "core"),
        ("sales_orders", "order"),
        ("sales_shipments", "shipment"),
    ):
        numbers = np.sort(tables.raw(kind)[number])
        assert (numbers == np.arange(len(numbers))).all(), kind
    for kind, columns in SCHEMA.items():
        for column in columns:
            if column.kind == "time":
                times = tables.raw(kind)[column.name]
                assert not (times > tables.horizon).any(), f"{kind}.{column.name} lies beyond the horizon"
    visits, calls = tables.raw("visits"), tables.raw("calls")
    on_a_visit = visits["call"][np.isnan(visits["left"])]
    closed = calls["call"][~np.isnan(calls["restored"])]
    assert not np.isin(on_a_visit, closed).any(), "a closed call has an open visit"
    assert len(np.unique(on_a_visit)) == len(on_a_visit), "a call has two open visits"
