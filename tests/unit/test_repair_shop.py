"""What a repair shop does next, seen in the stays that it leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.audit import audit
from sim.build import simulate
from sim.nature.calendars import OpeningHours
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.scenario.spec import Scenario

OTHER = {"location": "depot", "repair": "1 h"}


def run(shop: dict[str, Any], *, keys: dict[str, Any] | None = None, **returns: Any) -> Tables:
    """Boards and cards are asked for at a depot and repaired there, on one bench unless said otherwise; nobody else sells them quickly."""
    stock = {part: {"rule": "base_stock", "level": 3} for part in ("board", "card")}
    tree = {
        "horizon": "6000 h",
        "parts": {"board": {"repairable": True}, "card": {"repairable": True}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "900 h"},
            "depot": {"source": "factory", "stock": stock},
        },
        "asset_types": {
            "pump": {
                "failures": {
                    "dark": {"law": {"poisson": "0.04/h"}, "parts": ["board"]},
                    "loose": {"law": {"poisson": "0.04/h"}, "parts": ["card"]},
                }
            }
        },
        "sites": {"plant": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot", "count": 200}},
        "returns": {
            "removal": "diagnosis",
            "shop": {"location": "depot", "repair": {"exponential": "11 h"}, **shop},
            "shops": {"other": OTHER},
            **returns,
        },
        **(keys or {}),
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def part_of(tables: Tables) -> pd.DataFrame:
    """Stays with the part of each, in the order in which benches took them up."""
    parts = tables.cores.set_index("core")["part"].astype(str)
    stays = tables.repairs.dropna(subset="begun")
    return stays.assign(part=parts.loc[stays["core"]].to_numpy()).sort_values("begun", kind="stable")


def waiting(stays: pd.DataFrame, taken: Any) -> pd.DataFrame:
    """Those that waited when one was taken up."""
    return stays[(stays["came"] < taken.begun) & (stays["begun"] > taken.begun)]


def stock_at(tables: Tables, part: str, when: float) -> Any:
    """The state of a part's shelf at a moment, after all that happens then."""
    rows = tables.movements
    return rows[(rows["part"] == part) & (rows["time"] <= when)].iloc[-1]


def position(shelf: Any) -> int:
    """Inventory position."""
    return int(shelf["on_hand"] + shelf["on_order"] - shelf["backorders"])


def test_the_shortest_repair_goes_first() -> None:
    stays = part_of(run({"queue": "shortest"})).dropna(subset="ended")
    passed = [waiting(stays, taken) for taken in stays.itertuples()]
    assert sum(len(others) > 0 for others in passed) > 100
    for taken, others in zip(stays.itertuples(), passed, strict=True):
        assert (others["on_bench"] >= taken.on_bench).all()
    assert not stays["came"].is_monotonic_increasing


def test_first_come_is_first_served() -> None:
    stays = part_of(run({})).dropna(subset="begun")
    assert stays["came"].is_monotonic_increasing


@pytest.mark.slow
def test_the_part_that_most_are_owed_of_goes_first() -> None:
    tables = run({"queue": "most_needed"})
    stays = part_of(tables)
    choices = 0
    for taken in stays.itertuples():
        rivals = set(waiting(stays, taken)["part"]) - {taken.part}
        if rivals:
            ours, theirs = (stock_at(tables, part, taken.begun) for part in (taken.part, *rivals))
            choices += ours["backorders"] != theirs["backorders"]
            assert (ours["backorders"], -position(ours)) >= (theirs["backorders"], -position(theirs))
    assert choices > 50


@pytest.mark.slow
@pytest.mark.parametrize("benches", [1, 3])
def test_cores_are_pulled_as_the_shelf_needs_them(benches: int) -> None:
    """At no moment is a core taken up while the shelf and the cores in work are enough, and none waits while they are not and a bench is free."""
    tables = run({"benches": benches, "release": {"rule": "pull", "below": 2}}, cores_count="never")
    stays = part_of(tables)
    assert (stays["begun"] > stays["came"]).sum() > 50
    rows = tables.movements
    for part in ("board", "card"):
        own = stays[stays["part"] == part]
        shelf = rows[rows["part"] == part]
        for taken in own.itertuples():
            state = shelf[shelf["time"] <= taken.begun].iloc[-1]
            in_work = ((own["begun"] < taken.begun) & ~(own["ended"] <= taken.begun)).sum()
            assert state["on_hand"] - state["backorders"] + in_work < 2
        changes = np.unique(shelf["time"])
        for when in (changes[:-1] + changes[1:])[::7] / 2:
            state = shelf[shelf["time"] <= when].iloc[-1]
            in_work = ((own["begun"] <= when) & ~(own["ended"] <= when)).sum()
            held = ((own["came"] <= when) & (own["begun"] > when)).any()
            busy = ((stays["begun"] <= when) & ~(stays["ended"] <= when)).sum()
            assert not (held and busy < benches and state["on_hand"] - state["backorders"] + in_work < 2)


def test_pulling_by_position_counts_what_is_bought() -> None:
    """New units are on order for all that is missing from the shelf, so nothing but what they do not cover is repaired."""
    tables = run({"release": {"rule": "pull", "below": 3, "counting": "position"}}, cores_count="released")
    assert len(part_of(tables)) == 0
    assert len(tables.orders) > 100


@pytest.mark.slow
def test_what_comes_beyond_the_limit_is_disposed_of() -> None:
    tables = run({"repair": "90 h", "most_waiting": 2})
    cores, stays = tables.cores, part_of(tables)
    gone = cores[cores["disposition"] == "surplus"]
    assert len(gone) > 100
    assert gone["shop_start"].isna().all()
    assert not gone["good"].any()
    for core in gone.itertuples():
        kin = stays[stays["part"] == core.part]
        there = tables.repairs.merge(cores[["core", "part"]], on="core")
        there = there[there["part"] == core.part]
        present = ((there["came"] <= core.ended) & ~(there["ended"] <= core.ended)).sum()
        assert present == 2, kin


def test_a_shop_works_in_its_hours() -> None:
    tables = run({"hours": "mon-fri 08:00-16:00", "repair": "6 h", "test": "3 h", "benches": 99})
    done = part_of(tables).dropna(subset="ended")
    days, hour = done["ended"] // 24, done["ended"] % 24
    assert ((days % 7 < 5) & (hour > 8) & (hour <= 16)).all()
    opening = Scenario(horizon=6000.0).calendar(OpeningHours.read("mon-fri 08:00-16:00"))
    for stay in done.itertuples():
        assert opening.hours_between(stay.begun, stay.begun + stay.on_bench) == pytest.approx(6.0)
        assert opening.hours_between(stay.came, stay.ended) == pytest.approx(9.0)


def test_a_maker_puts_work_aside_while_enough_is_there() -> None:
    """Stock that comes from elsewhere stops the work; it takes as long as ever in the hours in which it is wanted."""
    keys = {
        "locations": {
            "factory": {"supplier": True, "capacity": 1, "lead_time": "60 h", "works_while_below": 2},
            "depot": {"source": "factory", "stock": {"board": {"rule": "base_stock", "level": 3}}},
        },
        "asset_types": {
            "pump": {
                "failures": {
                    "dark": {"law": {"poisson": "0.04/h"}, "parts": {"board": {"core": False}}},
                    "back": {"law": {"poisson": "0.03/h"}, "gives_back": {"board": 1}},
                }
            }
        },
    }
    tables = run({"benches": 99, "repair": "1 h"}, keys=keys, cores_count="never")
    shelf, orders = tables.movements, tables.orders.sort_values("shipped").dropna(subset="shipped")
    times = np.append(shelf["time"].to_numpy(), 6000.0)
    low = shelf["on_hand"].to_numpy() < 2

    def wanted(begin: float, end: float) -> float:
        return float((np.clip(times[1:], begin, end) - np.clip(times[:-1], begin, end))[low].sum())

    free, stretched = 0.0, 0
    for order in orders.itertuples():
        begin = max(order.ordered, free)
        assert wanted(begin, order.shipped) == pytest.approx(60.0)
        stretched += order.shipped - begin > 60.0
        free = order.shipped
    assert stretched > 10
    assert len(orders) > 20
