"""Machines that have run before the start: what wears out begins at that age."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.audit import audit
from sim.build import simulate
from sim.build.demand import installed_base
from sim.build.names import Names
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.system.installed_base import faults
from sim.theory.renewal import renewals

SWAP = {"every": "80 h", "by": "age", "duration": "0 h", "renews": {"wear": "100 %"}}


def scenario(law: Any, old: Any = "0 h", machines: int = 1, horizon: str = "1000 h", tasks: Any = None, **site: Any) -> Scenario:
    """Machines of an age, and hands enough."""
    tree = {
        "horizon": horizon,
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"machine": {"failures": {"wear": {"law": law}}, "tasks": tasks or {}, "age": old}},
        "sites": {"town": {"assets": {"machine": machines}, **site}},
        "technicians": {"crew": {"home": "depot", "count": 2 * machines}},
    }
    return from_mapping(tree).scenario()


def moments(ready: Scenario, mode: str = "wear") -> list[float]:
    """Hours at which machines fail."""
    tables = Tables(simulate(ready))
    assert audit(tables) == []
    return sorted(tables.calls.fault[tables.calls["mode"] == f"machine.{mode}"].tolist())


def lives(*times: str, clock: str = "operating") -> dict[str, Any]:
    return {"empirical": {"times": list(times), "clock": clock}}


@pytest.mark.parametrize("clock", ["operating", "calendar"])
@pytest.mark.parametrize("tasks", [{}, {"swap": {**SWAP, "by": "calendar", "every": "900 y", "renews": {"wear": "50 %"}}}])
def test_a_machine_goes_on_where_it_was(clock: str, tasks: Any) -> None:
    """Parts that live 400 h, in a machine of 850 h, are 50 h old: as in every later life, be there planned work or not."""
    assert moments(scenario(lives("400 h", clock=clock), "850 h", tasks=tasks)) == [350.0, 750.0]
    assert moments(scenario(lives("400 h", clock=clock), "850 h", tasks=tasks, age="100 h")) == [300.0, 700.0]


def test_who_is_installed_later_is_new() -> None:
    assert moments(scenario(lives("400 h"), "850 h", enters="10 h")) == [410.0, 810.0]
    assert moments(scenario(lives("400 h", clock="calendar"), "850 h", enters="10 h")) == [410.0, 810.0]


def test_old_and_new_machines_stand_side_by_side() -> None:
    """Whatever the order of sites, and whether there is planned work that renews them."""
    for tasks in ({}, {"swap": {**SWAP, "every": "900 y"}}):
        ready = scenario(lives("400 h"), "850 h", tasks=tasks, horizon="401 h")
        town = ready.sites["town"]
        new = town.model_copy(update={"age": NOTHING})
        both = ready.model_copy(update={"sites": {"north": new, "town": town, "west": new}})
        assert moments(both) == [350.0, 400.0, 400.0]


def test_what_is_older_than_its_replacement_age_is_replaced_at_once() -> None:
    """At 90 h it is too old, at 50 h it waits for 30 h more; and at 150 h it has been renewed at 100 h."""
    for age, due in (("90 h", [0.0, 80.0]), ("50 h", [30.0]), ("150 h", [30.0])):
        found = moments(scenario(lives("100 h"), age, tasks={"swap": SWAP}, horizon="100 h"), "swap")
        assert found == pytest.approx(due, abs=1e-5)


def test_almost_no_renewal_of_old_machines_changes_almost_nothing() -> None:
    """A task that takes a thousandth of a per cent of the age away moves no fault by more than an hour."""
    law = {"power_law": {"scale": "200 h", "shape": 2}}
    task = {"swap": {**SWAP, "by": "calendar", "every": "60 h", "renews": {"wear": "0.001 %"}}}
    without, with_it = (moments(scenario(law, "500 h", machines=20, horizon="300 h", tasks=each)) for each in ({}, task))
    assert len(without) > 100
    assert with_it == pytest.approx(without, abs=1.0)


@pytest.mark.slow
def test_machines_that_wear_out_fail_as_often_as_theory_says_of_their_age() -> None:
    """Weibull lives renewed by repairs: M(age + t) - M(age); minimal repair: the power law's own counts. New ones fail less."""
    machines, scale = 4000, 1000.0
    weibull = {"weibull": {"scale": f"{scale} h", "shape": 2}}
    power = {"power_law": {"scale": f"{scale} h", "shape": 2}}
    renewed = renewals(life={"weibull": {"scale": scale, "shape": 2.0}}, horizon=1100.0)
    for law, count in ((weibull, renewed.failures), (power, lambda time: (time / scale) ** 2)):
        found = [len(moments(scenario(law, age, machines, "400 h"))) / machines for age in ("0 h", "700 h")]
        expected = [count(400.0), count(1100.0) - count(700.0)]
        assert found[0] * 2 < found[1]
        for share, theory in zip(found, expected, strict=True):
            assert share == pytest.approx(theory, abs=3.3 * np.sqrt(theory / machines))


def test_ages_are_drawn_for_each_machine_and_planned_for() -> None:
    """Between 0 and 100 h, first faults are spread over as much; who plans by the installed base reckons with the mean age."""
    law = {"power_law": {"scale": "100 h", "shape": 2}}
    spread = moments(scenario(lives("200 h"), {"uniform": {"low": "0 h", "high": "100 h"}}, machines=50, horizon="200 h"))
    assert len({round(each, 3) for each in spread}) == 50
    assert min(spread) >= 100.0
    old = scenario(law, {"uniform": {"low": "0 h", "high": "100 h"}})
    (group,) = installed_base(old, Names(old)).standing
    assert group.age == 50.0
    assert faults(old.asset_types["machine"].failures["wear"].law, group.age, 0.0, 100.0) == pytest.approx(1.5**2 - 0.5**2)
