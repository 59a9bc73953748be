"""Stock fed by returns: plain base stock at the ends, and flows that balance."""

from __future__ import annotations

import pytest

from sim.theory import returns, stock

UNIT = {"failure_rate": 0.2, "mean_repair": 6, "procurement_time": 40, "base_stock": 4}
PLANT = {
    "demand_rate": 1.0,
    "return_rate": 0.5,
    "remake_rate": 0.8,
    "make_rate": 0.7,
    "remake_up_to": 6,
    "make_up_to": 3,
    "most_returned": 5,
}


@pytest.mark.parametrize("repairers", [None, 2])
def test_when_all_can_be_repaired_nothing_is_bought(repairers: int | None) -> None:
    shelf = returns.condemnation(**UNIT, repairable=1, repairers=repairers)
    assert shelf.mean_backorders == pytest.approx(
        stock.base_stock(demand_rate=0.2, lead_time=6, base_stock=4, servers=repairers).mean_backorders
    )


def test_ample_repair_and_purchase_are_one_mixture_of_times() -> None:
    shelf = returns.condemnation(**UNIT, repairable=0.75)
    mixed = stock.base_stock(demand_rate=0.2, lead_time=0.75 * 6 + 0.25 * 40, base_stock=4)
    assert (shelf.mean_backorders, shelf.fill_rate) == pytest.approx((mixed.mean_backorders, mixed.fill_rate))
    assert returns.condemnation(**UNIT, repairable=0.75, repairers=2).mean_backorders > shelf.mean_backorders


def test_returns_without_a_fault_only_pass_the_test() -> None:
    facts = {"removal_rate": 0.3, "mean_test": 2, "repairable": 0.8, "mean_repair": 10, "procurement_time": 50, "base_stock": 3}
    clean = returns.no_fault_found(**facts, no_fault=1)
    assert clean.mean_turnaround == 2
    assert clean.fill_rate == pytest.approx(stock.base_stock(demand_rate=0.3, lead_time=2, base_stock=3).fill_rate)
    faulty = returns.no_fault_found(**facts, no_fault=0)
    assert faulty.mean_turnaround == pytest.approx(2 + 0.8 * 10 + 0.2 * 50)
    assert faulty.mean_on_hand - faulty.mean_backorders == pytest.approx(3 - 0.3 * faulty.mean_turnaround)


def test_what_comes_in_goes_out() -> None:
    plant = returns.hybrid(**PLANT)
    assert plant.remade_rate + plant.made_rate == pytest.approx(1.0 * (1 - plant.lost_share))
    assert plant.remade_rate + plant.disposal_rate == pytest.approx(0.5)
    assert plant.lost_rate == pytest.approx(plant.lost_share)


def test_without_returns_it_is_a_produce_up_to_queue() -> None:
    """One server making up to 3 units against lost demand: a birth-death chain with load demand / making."""
    plant = returns.hybrid(**PLANT | {"return_rate": 0})
    weights = [(0.7 / 1.0) ** units for units in range(4)]
    assert plant.lost_share == pytest.approx(1 / sum(weights))
    assert plant.mean_serviceable == pytest.approx(sum(n * w for n, w in enumerate(weights)) / sum(weights))
    assert (plant.remade_rate, plant.disposal_rate, plant.mean_returned) == (0, 0, 0)


def test_no_room_for_returns_disposes_of_them_all() -> None:
    plant = returns.hybrid(**PLANT | {"most_returned": 0})
    assert plant.disposal_rate == pytest.approx(0.5)
    assert plant.remade_rate == 0


def test_cost_adds_each_of_its_parts() -> None:
    plant = returns.hybrid(**PLANT)
    parts = {
        "holding_serviceable": plant.mean_serviceable,
        "holding_returned": plant.mean_returned,
        "lost": plant.lost_rate,
        "remade": plant.remade_rate,
        "made": plant.made_rate,
        "disposed": plant.disposal_rate,
    }
    assert plant.cost_rate() == 0
    for name, quantity in parts.items():
        assert plant.cost_rate(**{name: 3}) == pytest.approx(3 * quantity)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: returns.condemnation(**UNIT, repairable=1.2), "repairable"),
        (lambda: returns.condemnation(**UNIT, repairable=1, repairers=1), "keep up"),
        (lambda: returns.condemnation(**UNIT | {"procurement_time": -1}, repairable=1), "procurement_time"),
        (lambda: returns.hybrid(**PLANT | {"demand_rate": 0}), "demand_rate"),
        (lambda: returns.hybrid(**PLANT | {"most_returned": -1}), "most_returned"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
