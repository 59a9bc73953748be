"""Units made of modules: without modules, with plenty of them, and the balance of units in repair."""

from __future__ import annotations

import pytest

from sim.theory import stock
from sim.theory.indenture import assembly

SITE = {
    "failure_rate": 0.2,
    "unit_stock": 2,
    "assembly_time": 3,
    "module_shares": [0.5, 0.3],
    "module_repair_times": [10, 20],
    "module_stocks": [1, 0],
}


def test_units_in_repair_wait_for_a_module_or_are_in_assembly() -> None:
    site = assembly(**SITE)
    assert site.mean_in_repair == pytest.approx(sum(site.module_backorders) + 0.2 * 3)
    assert site.module_backorders[1] == pytest.approx(0.2 * 0.3 * 20)


def test_with_plenty_of_modules_only_assembly_is_left() -> None:
    site = assembly(**SITE | {"module_stocks": [60, 60]})
    plain = stock.base_stock(demand_rate=0.2, lead_time=3, base_stock=2)
    assert (site.mean_backorders, site.fill_rate) == pytest.approx((plain.mean_backorders, plain.fill_rate))
    assert site.mod_metric_backorders == pytest.approx(site.mean_backorders)


def test_without_modules_in_stock_a_unit_takes_the_mixture_of_times() -> None:
    site = assembly(**SITE | {"module_stocks": [0, 0]})
    plain = stock.base_stock(demand_rate=0.2, lead_time=3 + 0.5 * 10 + 0.3 * 20, base_stock=2)
    assert site.mean_backorders == pytest.approx(plain.mean_backorders)


def test_mod_metric_is_too_hopeful_and_vari_metric_nearer() -> None:
    site = assembly(**SITE | {"module_stocks": [1, 1]})
    assert site.mod_metric_backorders < site.mean_backorders
    assert abs(site.vari_metric_backorders - site.mean_backorders) < site.mean_backorders - site.mod_metric_backorders


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"failure_rate": 0}, "failure_rate"),
        ({"assembly_time": -1}, "assembly_time"),
        ({"module_shares": [0.5, 0.6]}, "sum to at most 1"),
        ({"module_shares": [0.5]}, "same modules"),
        ({"module_stocks": [1, -1]}, "module_stocks"),
        ({"unit_stock": 0.5}, "unit_stock"),
    ],
)
def test_what_cannot_be_is_said(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        assembly(**SITE | change)
