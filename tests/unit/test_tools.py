"""Scarce tools and vehicles: small runs, hour by hour, and what the audit says of runs in which too many are out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.audit import audit, tools
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import lines
from sim.records import OUTCOMES, TRIPS
from sim.results import Tables
from sim.scenario.load import from_mapping

near = pytest.approx
CREW = {"anna": {}, "bert": {}}


def run(
    modes: dict[str, Any] | None = None,
    cranes: int = 1,
    technicians: dict[str, Any] | None = None,
    machines: int = 2,
    audited: bool = True,
    **more: Any,
) -> Tables:
    """Machines an hour and 60 km from the depot that fail together every 20 h; a repair takes two hours and wants the crane."""
    job = {"law": {"empirical": {"times": ["20 h"]}}, "repair": "2 h", "tool": "crane"}
    modes = {"job": job} if modes is None else {name: {**job, **mode} for name, mode in modes.items()}
    tree = {
        "horizon": "28 h",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": modes}},
        "sites": {"town": {"assets": {"pump": machines}}},
        "technicians": {name: {"home": "depot", **spec} for name, spec in (technicians or CREW).items()},
        "tools": {"crane": {"at": {"depot": cranes}, "cost": "876 EUR/y"}},
        "travel": {"matrix": {"rows": [{"from": "depot", "to": "town", "time": "1 h", "km": "60 km"}]}},
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    if audited:
        assert audit(tables) == []
    return tables


def lent(tables: Tables) -> list[tuple[float, float, float]]:
    """(asked, set off, back) of every loan."""
    return sorted((row["asked"], row["begin"], row["end"]) for row in tables.raw("loans"))


def sent(tables: Tables) -> list[tuple[float, str, str]]:
    """(when, who, outcome) of the visits."""
    rows = sorted(tables.raw("visits"), key=lambda row: row["visit"])
    who = tables.names("technician")
    return [(row["dispatched"], who[row["technician"]], OUTCOMES[row["outcome"]]) for row in rows]


def test_the_second_order_waits_until_the_only_crane_is_back_home() -> None:
    """Out from 20 h: an hour there, two of work, an hour back; Bert is free all the time."""
    tables = run()
    assert lent(tables) == [(20.0, 20.0, 24.0), (20.0, 24.0, near(float("nan"), nan_ok=True))]
    assert sent(tables)[:2] == [(20.0, "anna", "fixed"), (24.0, "bert", "fixed")]
    found = figures(tables)
    assert found["tool_utilisation.crane"] == near(8 / 28)
    assert found["tool_wait_share.crane"] == near(0.5)
    assert found["tool_wait.crane"] == near(2.0)
    assert tables.once(lines).total(category="tools") == near(876 * 28 / 8760)
    back = tables.raw("trips")
    assert [(row["begin"], row["hours"], TRIPS[row["trip"]]) for row in back[:1]] == [(23.0, 1.0, "between jobs")]


def test_two_cranes_let_nobody_wait() -> None:
    tables = run(cranes=2)
    assert lent(tables) == [(20.0, 20.0, 24.0), (20.0, 20.0, 24.0)]
    assert figures(tables)["tool_wait_share.crane"] == 0.0


def test_work_without_a_tool_goes_on_while_the_crane_is_out() -> None:
    """Two jobs and two noises, none of which takes a machine down, at 20 h: all but one of the jobs are begun at once."""
    tables = run(
        {"job": {"effect": "cosmetic"}, "noise": {"tool": None, "effect": "cosmetic"}}, technicians={"crew": {"count": 4}}
    )
    assert [when for when, _, _ in sent(tables)][:4] == [20.0, 20.0, 20.0, 24.0]


def test_each_home_lends_its_own_and_waits_for_its_own() -> None:
    two = {"locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}, "yard": {"source": "factory"}}}
    rows = [{"from": home, "to": "town", "time": "1 h", "km": "60 km"} for home in ("depot", "yard")]
    crew = {"anna": {}, "bert": {}, "cleo": {"home": "yard"}}
    kept = {"crane": {"at": {"depot": 1, "yard": 1}}}
    rows.append({"from": "depot", "to": "yard", "time": "1 h", "km": "60 km"})
    tables = run(technicians=crew, tools=kept, travel={"matrix": {"rows": rows}}, **two)
    assert sent(tables)[:2] == [(20.0, "anna", "fixed"), (20.0, "cleo", "fixed")]


def test_who_is_elsewhere_fetches_it_first() -> None:
    """A job without a tool at 10 h leaves him in the town, where he stays until he fetches the crane: an hour home, an hour back."""
    small = {"law": {"empirical": {"times": ["10 h"]}}, "tool": None, "effect": "cosmetic", "repair": "8 h"}
    tables = run({"job": {}, "small": small}, technicians={"anna": {}}, machines=1)
    rows = sorted(tables.raw("visits"), key=lambda row: row["visit"])
    assert [(row["dispatched"], row["arrived"], row["km"]) for row in rows[:2]] == [(10.0, 11.0, 60.0), (20.0, 22.0, 120.0)]


def test_who_was_sent_without_the_tool_finds_out_and_somebody_comes_again() -> None:
    """The desk always takes the job for a noise, which wants no crane."""
    kinds = {"job": {}, "noise": {"law": {"exponential": "900 y"}, "tool": None}}
    desk = {"agents": 1, "handling": "1 h", "triage_accuracy": 0}
    tables = run(kinds, machines=1, desk=desk)
    assert [(when, outcome) for when, _, outcome in sent(tables)][:2] == [(21.0, "wrong skill"), (22.0, "fixed")]


def broken(column: str, value: float, **run_with: Any) -> str:
    """What the audit says when the first loan is changed."""
    tables = run(audited=False, **run_with)
    rows = np.sort(tables.raw("loans").copy(), order="begin")
    rows[column][0] = value
    tables._rows["loans"] = rows
    return " ".join(tools.check(tables))


def test_the_audit_notices_too_many_tools_and_loans_of_nothing() -> None:
    assert "more tools are out than there are: crane at depot" in broken("end", 25.0)
    assert "back before the visit has ended" in broken("end", 22.0)
    assert "lent for no such visit" in broken("technician", 1)
    assert "moments of a loan are not in order" in broken("asked", 21.0)
    assert "lent to somebody from elsewhere" in broken("home", 0)
    assert "done without it" in broken("visit", 77)
