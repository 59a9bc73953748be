"""Quantities that vary: the laws, the luck, what a planner counts on, and orders that are given what is there."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from sim import kpi
from sim.audit import audit
from sim.build import simulate
from sim.nature.quantities import EmpiricalQuantity, FixedQuantity, GeometricQuantity, QuantityLaw
from sim.registry import OneOf
from sim.results import Tables
from sim.scenario.assets import PartNeed
from sim.scenario.spec import Scenario

LAW: TypeAdapter[QuantityLaw] = TypeAdapter(Annotated[QuantityLaw, OneOf("quantity")])


def test_a_geometric_quantity_needs_each_further_unit_with_the_same_chance() -> None:
    """P(X > k) = (1 - p)^k with p = 1 / mean = 0.4."""
    draw = GeometricQuantity(mean=2.5).sampler()
    assert draw is not None
    luck = (np.arange(100_000) + 0.5) / 100_000
    units = np.array([draw(u) for u in luck])
    for k in range(12):
        assert (units > k).mean() == pytest.approx(0.6**k, abs=2e-5)


def test_an_empirical_quantity_comes_as_often_as_it_was_seen() -> None:
    draw = EmpiricalQuantity(units=(6, 1, 2), weights=(1, 5, 2)).sampler()
    assert draw is not None
    assert Counter(draw((i + 0.5) / 800) for i in range(800)) == {1: 500, 2: 200, 6: 100}


@pytest.mark.parametrize(
    ("law", "mean", "expected"),
    [
        (FixedQuantity(units=3), 3.0, 3),
        (GeometricQuantity(mean=2.5), 2.5, 3),
        (GeometricQuantity(mean=1.4), 1.4, 1),
        (EmpiricalQuantity(units=(1, 10), weights=(9, 1)), 1.9, 2),
    ],
)
def test_a_planner_counts_on_the_mean_rounded(law: QuantityLaw, mean: float, expected: int) -> None:
    assert law.mean == pytest.approx(mean)
    assert law.expected == expected


@pytest.mark.parametrize("law", [FixedQuantity(units=4), GeometricQuantity(mean=1.0), EmpiricalQuantity(units=(4, 4))])
def test_what_never_varies_spends_no_luck(law: QuantityLaw) -> None:
    assert law.sampler() is None
    assert law.expected == law.mean


def test_a_bare_number_is_a_fixed_quantity() -> None:
    assert LAW.validate_python(3) == FixedQuantity(units=3)
    assert PartNeed(quantity=2).quantity == FixedQuantity(units=2)
    assert PartNeed().quantity == FixedQuantity(units=1)
    assert LAW.validate_python({"geometric": 2.5}) == GeometricQuantity(mean=2.5)


@pytest.mark.parametrize(
    "said", [0, -1, 2.5, {"geometric": 0.5}, {"empirical": []}, {"empirical": {"units": [1], "weights": [0]}}]
)
def test_what_is_no_quantity_is_refused(said: Any) -> None:
    with pytest.raises(ValidationError):
        LAW.validate_python(said)


# ---------------------------------------------------------------- in a run
def company(quantity: Any, level: int, **more: Any) -> Scenario:
    """One shelf that a supplier refills in ten hours, and orders for parts every five hours on average."""
    order = {"law": {"poisson": 0.2}, "parts": {"bolt": {"quantity": quantity}}}
    return Scenario.model_validate(
        {
            "horizon": 2000.0,
            "parts": {"bolt": {}},
            "locations": {
                "maker": {"supplier": True, "lead_time": {"constant": {"time": 10.0}}},
                "shelf": {"source": "maker", "stock": {"bolt": {"rule": "base_stock", "level": level}}},
            },
            "asset_types": {"shop": {"failures": {"order": order}}},
            "sites": {"town": {"assets": {"shop": 1}}},
            "technicians": {"crew": {"home": "shelf", "count": 40}},
            **more,
        }
    )


def demands(scenario: Scenario) -> Any:
    """The demands of a run that passes its audit."""
    tables = Tables(simulate(scenario))
    assert audit(tables) == []
    return tables.demands


def test_units_on_hand_are_given_and_the_rest_is_owed() -> None:
    """Two units on the shelf, three asked: a demand finds none, one or two of them, and never all."""
    asked = demands(company(3, 2))
    assert not asked.at_once.any()
    assert set(asked.units_at_once) == {0, 2}
    assert asked.units_at_once[0] == 2
    fill = kpi.figures(Tables(simulate(company(3, 2))))
    assert fill["fill_rate.line"] == 0.0
    assert fill["fill_rate.unit"] == pytest.approx(asked.units_at_once.sum() / asked.quantity.sum())


def test_units_that_take_a_time_to_come_are_not_given_at_once() -> None:
    sourcing = {"steps": [{"from": "depot", "time": {"constant": {"time": 2.0}}}]}
    asked = demands(company({"geometric": 2.5}, 4, sourcing=sourcing))
    assert (asked.units_at_once == 0).all()


def test_who_does_not_get_all_of_it_elsewhere_gets_nothing_at_home() -> None:
    """A source counts only with the whole quantity: an emergency supply brings all three, and the shelf keeps its two."""
    sourcing = {
        "steps": [
            {"from": "depot", "time": {"constant": {"time": 0.0}}},
            {"from": "emergency", "time": {"constant": {"time": 1.0}}},
        ]
    }
    asked = demands(company(3, 2, sourcing=sourcing))
    assert set(asked.supply) == {"emergency"}
    assert (asked.units_at_once == 0).all()


def test_the_quantity_is_the_luck_of_the_fault() -> None:
    """The same orders of the same units, whatever stands on the shelf."""
    law = {"empirical": {"units": [1, 2, 5], "weights": [3, 2, 1]}}
    few, many = (demands(company(law, level)).sort_values("call").head(200) for level in (2, 30))
    assert few.quantity.tolist() == many.quantity.tolist()
    assert set(few.quantity) == {1, 2, 5}
    assert few.quantity.mean() == pytest.approx(2.0, abs=4 * (20 / 9 / 200) ** 0.5)
