"""Containers and cards: loss systems as special cases, flow balance."""

from __future__ import annotations

import pytest

from sim.theory import stock
from sim.theory.kanban import containers


def test_containers_of_one_from_an_ample_supplier_are_a_loss_system() -> None:
    kanban = containers(demand_rate=0.7, container=1, cards=4, mean_replenishment=3)
    shelf = stock.emergency(demand_rate=0.7, lead_time=3, base_stock=4)
    assert (kanban.fill_rate, kanban.mean_on_hand) == pytest.approx((shelf.fill_rate, shelf.mean_on_hand))


def test_containers_of_one_from_a_single_server_are_a_finite_queue() -> None:
    load = 0.7 * 3
    away = [load**n for n in range(5)]
    kanban = containers(demand_rate=0.7, container=1, cards=4, mean_replenishment=3, servers=1)
    assert kanban.lost_share == pytest.approx(away[-1] / sum(away))
    assert kanban.mean_on_hand == pytest.approx(4 - sum(n * w for n, w in enumerate(away)) / sum(away))


@pytest.mark.parametrize("servers", [None, 1, 2])
def test_what_is_delivered_is_what_is_used(servers: int | None) -> None:
    kanban = containers(demand_rate=1.5, container=6, cards=3, mean_replenishment=4, servers=servers)
    assert kanban.circulation_rate * 6 == pytest.approx(1.5 * kanban.fill_rate)


def test_as_many_servers_as_cards_are_ample_and_more_cards_lose_less() -> None:
    facts = {"demand_rate": 1.5, "container": 6, "mean_replenishment": 4}
    assert containers(**facts, cards=3, servers=3) == containers(**facts, cards=3)
    assert containers(**facts, cards=3, servers=1).lost_share > containers(**facts, cards=3, servers=2).lost_share
    assert containers(**facts, cards=4).lost_share < containers(**facts, cards=3).lost_share


@pytest.mark.parametrize(
    "change", [{"demand_rate": 0}, {"container": 0}, {"cards": 0}, {"mean_replenishment": -1}, {"servers": 0}]
)
def test_what_cannot_be_is_said(change: dict) -> None:
    facts = {"demand_rate": 1.5, "container": 6, "cards": 3, "mean_replenishment": 4} | change
    with pytest.raises(ValueError, match=next(iter(change))):
        containers(**facts)
