"""Tables: names for codes, shelves between movements, coverage clocks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from small_run import SmallRun

from sim.errors import UsageError
from sim.results import CoverageClock, coverage_clocks, read_clocks, shelves


def test_codes_get_their_names_and_none_is_missing() -> None:
    run = SmallRun()
    run.call(1.0, 2.0, miss="wrong skill")
    run.call(3.0, offer=None, site="mill")
    calls = run.tables().calls
    assert calls["site"].tolist() == ["plant", "mill"]
    assert calls["miss"].tolist()[0] == "wrong skill"
    assert calls["miss"].isna().tolist() == [False, True]
    assert calls["offer"].isna().tolist() == [False, True]
    assert isinstance(calls["mode"].dtype, pd.CategoricalDtype)
    assert calls["restored"].isna().tolist() == [False, True]
    assert calls["remote"].dtype == bool


def test_every_kind_and_dimension_is_a_table_even_without_rows() -> None:
    tables = SmallRun().tables()
    assert [name for name in tables if len(tables[name].columns) == 0] == []
    assert "orders" in tables
    assert len(tables.orders) == 0
    assert tables.parts["price"].tolist() == [100.0, 10.0]
    assert tables["parts"] is tables.parts


def test_an_unknown_table_is_named_with_the_nearest_one() -> None:
    tables = SmallRun().tables()
    with pytest.raises(UsageError, match="there is no table 'visit'; did you mean 'visits'"):
        tables["visit"]
    with pytest.raises(AttributeError, match="visit"):
        tables.visit  # noqa: B018
    with pytest.raises(UsageError, match="there is no part 'cog'; known: seal, bolt"):
        tables.code("part", "cog")
    assert tables.code("part", "bolt") == 1


def test_columns_by_code_answer_none_with_the_missing_value() -> None:
    tables = SmallRun().tables()
    assert tables.by_code("part", "price", 0.0)[[1, 0, -1]].tolist() == [10.0, 100.0, 0.0]
    assert math.isnan(tables.by_code("offer", "response")[1])
    assert tables.labels_by_code("location", "source") == ["", "factory", "central", "depot"]


def test_groundwork_is_computed_once() -> None:
    tables = SmallRun().tables()
    seen: list[int] = []

    def count(_: Any) -> int:
        seen.append(1)
        return len(seen)

    assert (tables.once(count), tables.once(count)) == (1, 1)


def test_digest_tells_runs_apart() -> None:
    def run(fault: float) -> str:
        small = SmallRun()
        small.call(fault)
        return small.tables().digest

    assert run(1.0) == run(1.0) != run(2.0)


def test_window() -> None:
    tables = SmallRun(horizon=8860.0, warm_up=100.0).tables()
    assert tables.window == (100.0, 8860.0)
    assert tables.window_years == 1.0


def test_shelves_are_stretches_between_movements_of_a_pair() -> None:
    run = SmallRun()
    move = {"movement": "initial", "quantity": 1}
    run.add("movements", time=0.0, location="depot", part="seal", on_hand=2, **move)
    run.add("movements", time=0.0, location="van", part="seal", on_hand=1, **move)
    run.add("movements", time=5.0, location="depot", part="seal", on_hand=1, **move)
    run.add("movements", time=7.0, location="depot", part="bolt", on_hand=9, **move)
    shelf = shelves(run.tables())
    assert shelf.row.tolist() == [0, 2, 3, 1]
    assert shelf.begin.tolist() == [0.0, 5.0, 7.0, 0.0]
    assert shelf.end.tolist() == [5.0, 240.0, 240.0, 240.0]
    assert shelf.on_hand.tolist() == [2.0, 1.0, 9.0, 1.0]
    assert (shelf.pair.tolist(), shelf.pairs) == ([0, 0, 1, 2], 3)
    assert shelf.hours(2.0, 10.0).tolist() == [3.0, 5.0, 3.0, 8.0]


def test_no_movements_no_shelves() -> None:
    assert shelves(SmallRun().tables()).pairs == 0


def test_coverage_clock_counts_open_hours_only() -> None:
    clock = coverage_clocks(SmallRun().tables())[0]  # gold, daily 08-18
    times = np.array([0.0, 8.0, 9.5, 18.0, 30.0, 32.0, 33.0, math.nan])
    assert clock.read(times)[:-1].tolist() == [0.0, 0.0, 1.5, 10.0, 10.0, 10.0, 11.0]
    assert math.isnan(clock.read(times)[-1])


def test_coverage_clock_tells_when_hours_have_passed() -> None:
    clock = coverage_clocks(SmallRun().tables())[0]
    assert clock.when(np.array([4.0, 10.0, 10.5, 100.0, 100.5])).tolist() == [12.0, 18.0, 32.5, 234.0, math.inf]


def test_never_covered_and_always_covered() -> None:
    never = CoverageClock(np.zeros(0), np.zeros(0), np.zeros(0))
    assert never.read(np.array([5.0, 100.0])).tolist() == [0.0, 0.0]
    assert never.when(np.array([1.0])).tolist() == [math.inf]
    clocks = coverage_clocks(SmallRun().tables())
    offers = np.array([0, 1, -1])
    assert read_clocks(clocks, offers, np.array([20.0, 20.0, 20.0])).tolist() == [10.0, 20.0, 20.0]
