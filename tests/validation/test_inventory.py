"""Stock that is shared, counted, lost and carried in containers, against exact results and against itself.

Error budget: four standard errors over independent replications; rules that mean the same must leave the same records.
"""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest
from stationary import agree, observe, seen

from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario
from sim.theory import pooling
from sim.units import HOURS_PER_YEAR

AT_ONCE = {"constant": {"time": 0.0}}


def one_shelf(rule: dict[str, Any], rate: float = 0.0, **more: Any) -> dict[str, Any]:
    """One shelf, refilled after 40 h; what it lacks comes from elsewhere at once, and is not owed."""
    machine = {"failures": {"wear": {"law": {"poisson": {"rate": rate}} if rate else "never", "parts": ["unit"]}}}
    return {
        "horizon": 9000.0,
        "parts": {"unit": {}},
        "locations": {
            "supplier": {"supplier": True, "lead_time": 40.0},
            "shelf": {"source": "supplier", "stock": {"unit": rule}},
        },
        "asset_types": {"machine": machine},
        "sites": {"field": {"assets": {"machine": 1}}},
        "technicians": {"crew": {"home": "shelf", "count": 40}},
        "sourcing": {"steps": [{"from": "depot", "time": 0.0}, {"from": "emergency", "time": 0.0}]},
        **more,
    }


# ---------------------------------------------------------------- bins and cards
REORDER = {"rule": "reorder", "point": 4, "quantity": 4}
TWO_BIN = {"rule": "two_bin", "bin": 4}
KANBAN = {"rule": "kanban", "cards": 2, "container": 4, "release": "emptied"}
SLOW, FAST = 0.02, 0.2


def left_by(rule: dict[str, Any], rate: float) -> tuple[str, Any]:
    """Digest of the records, and the movements at the shelf."""
    tables = Tables(simulate(Scenario.model_validate(one_shelf(rule, rate))))
    return tables.digest, tables.raw("movements")


def test_two_bins_are_a_reorder_point_of_one_bin_while_one_order_at_most_is_open() -> None:
    """An empty bin is ordered when the other is full: point and quantity are one bin. Only an empty shelf would order again."""
    digest, movements = left_by(TWO_BIN, SLOW)
    assert movements["on_hand"].min() > 0, "or else the case shows nothing"
    assert len(movements) > 100
    assert left_by(REORDER, SLOW)[0] == digest
    assert left_by(REORDER, FAST)[0] != left_by(TWO_BIN, FAST)[0]


@pytest.mark.parametrize("rate", [SLOW, FAST])
def test_two_cards_that_leave_when_emptied_are_a_reorder_point_of_one_container(rate: float) -> None:
    """With no demand owed, a free card is one container below the position; both may be away at once."""
    assert left_by(KANBAN, rate)[0] == left_by(REORDER, rate)[0]


def test_two_cards_are_two_bins_until_both_are_empty() -> None:
    bins, cards = left_by(TWO_BIN, FAST)[1], left_by(KANBAN, FAST)[1]
    empty = int(np.flatnonzero(bins["on_hand"] == 0)[0])
    assert empty > 5
    assert (bins[:empty] == cards[:empty]).all()
    assert (bins[empty]["on_order"], cards[empty]["on_order"]) == (4, 8)


def test_cards_get_lost_as_often_as_stated_and_audits_bring_them_back() -> None:
    """Of all trips a share of cards is lost; with an audit after every trip the shelf would be as good as without losses."""
    rule = {"rule": "kanban", "cards": 5, "container": 2, "loss": 0.2, "audit": 300.0}

    def figures(tables: Tables) -> dict[str, float]:
        lost = np.sum(tables.raw("movements")["movement"] == tables.code("movement", "card lost"))
        return {"share": float(lost / (lost + tables.raw("orders")["quantity"].sum() / 2))}

    agree(observe(one_shelf(rule, 0.1), figures, 16), {"share": 0.2}, budget=0.1)


# ---------------------------------------------------------------- units that go missing
def test_units_go_missing_one_by_one() -> None:
    """Nobody uses or orders any: of n units n (1 − exp(−rate × time)) are gone; the books know of those that a count found."""
    parts = {f"part {i}": {"shrinkage": 1.0} for i in range(40)}
    rule = {"rule": "min_max", "min": -1, "max": 20}
    tree = one_shelf(rule, parts={**parts, "unit": {}}, horizon=HOURS_PER_YEAR)
    tree["locations"]["shelf"] |= {"stock": dict.fromkeys(parts, rule), "count_every": 0.6 * HOURS_PER_YEAR}

    def figures(tables: Tables) -> dict[str, float]:
        moved = tables.raw("movements")
        lost = moved["movement"] == tables.code("movement", "lost")
        return {"lost": float(lost.sum()), "found": float(tables.raw("counts")["missing"].sum())}

    exact = {"lost": 800 * (1 - exp(-1.0)), "found": 800 * (1 - exp(-0.6))}
    agree(observe(tree, figures, 16), exact, budget=0.06)


def test_books_are_right_from_a_count_to_the_first_loss() -> None:
    """Filled up at each count, n units keep their books right for a share (1 − exp(−x)) / x of the time, x = n × rate × interval."""
    units, rate, every = 5, 2.0, 0.1
    tree = one_shelf({"rule": "base_stock", "level": units}, parts={"unit": {"shrinkage": rate}}, horizon=200 * HOURS_PER_YEAR)
    tree["locations"]["supplier"]["lead_time"] = AT_ONCE
    tree["locations"]["shelf"]["count_every"] = every * HOURS_PER_YEAR

    def figures(tables: Tables) -> dict[str, float]:
        from sim.kpi import figures as compute

        return compute(tables, ["stock_record_accuracy", "units_lost"])

    x = units * rate * every
    exact = {"stock_record_accuracy": (1 - exp(-x)) / x, "units_lost": units * (1 - exp(-rate * every)) / every}
    agree(observe(tree, figures, 16), exact, budget=0.06)


@pytest.mark.parametrize("rule", [{"rule": "base_stock", "level": 6}, REORDER], ids=lambda rule: rule["rule"])
def test_losses_follow_what_lies_on_a_busy_shelf(rule: dict[str, Any]) -> None:
    """Whatever comes and goes: losses are the rate times the unit-hours on hand, on average over many of them."""
    tree = one_shelf(rule, 0.03, parts={"unit": {"shrinkage": 6.0}}, horizon=20 * HOURS_PER_YEAR)
    tree["locations"]["shelf"]["count_every"] = 700.0

    def figures(tables: Tables) -> dict[str, float]:
        moved = tables.raw("movements")
        hours = np.diff(np.append(moved["time"], tables.horizon))
        lost = int((moved["movement"] == tables.code("movement", "lost")).sum())
        return {"rate": lost / float((moved["on_hand"] * hours).sum()) * HOURS_PER_YEAR}

    agree(observe(tree, figures, 16), {"rate": 6.0}, budget=0.1)


# ---------------------------------------------------------------- shelves that help each other
def test_bases_that_hold_a_unit_back() -> None:
    """Two bases as in case E01, each of which keeps its last unit for itself: the exact chain of the units on hand."""
    exact = pooling.lateral(
        demand_rates=[0.1, 0.22], base_stocks=[2, 3], lead_times=[9, 9], preferences=[[2], [1]], held_back=[1, 1]
    )
    base = {"source": "supplier", "orders_may_cross": True}
    tree = {
        "horizon": 24.0 * 20000,
        "warm_up": 24.0 * 200,
        "parts": {"unit": {}},
        "locations": {
            "supplier": {"supplier": True, "lead_time": {"exponential": {"mean": 24.0 * 9}}},
            "first": {**base, "laterals": ["second"], "stock": {"unit": {"rule": "base_stock", "level": 2}}},
            "second": {**base, "laterals": ["first"], "stock": {"unit": {"rule": "base_stock", "level": 3}}},
        },
        "asset_types": {
            f"machine {i}": {"failures": {"wear": {"law": {"poisson": {"rate": rate / 24}}, "parts": ["unit"]}}}
            for i, rate in enumerate([0.1, 0.22])
        },
        "sites": {f"field {i}": {"region": str(i), "assets": {f"machine {i}": 1}} for i in range(2)},
        "technicians": {
            f"crew {i}": {"home": home, "regions": [str(i)], "count": 30} for i, home in enumerate(["first", "second"])
        },
        "sourcing": {
            "steps": [
                {"from": "depot", "time": 0.0},
                {"from": "lateral", "time": 0.0, "hold_back": 1},
                {"from": "emergency", "time": 0.0},
            ]
        },
    }

    def figures(tables: Tables) -> dict[str, float]:
        rows = seen(tables, "demands", "asked")
        found = {}
        for i, home in enumerate(["first", "second"]):
            here = rows["supply"][rows["location"] == tables.code("location", home)]
            for supply in ("depot", "lateral", "emergency"):
                found[f"{supply} {i}"] = float((here == tables.code("supply", supply)).mean())
        return found

    shares = {"depot": exact.own, "lateral": exact.lateral, "emergency": exact.emergency}
    agree(observe(tree, figures, 16), {f"{name} {i}": each[i] for name, each in shares.items() for i in range(2)}, budget=0.15)
