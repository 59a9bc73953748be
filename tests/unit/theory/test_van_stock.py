"""Van stock for first-time fix: kits and single shelves as special cases, enumeration, and curves that keep their word."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from sim.theory import kits, stock, van_stock
from sim.theory.van_stock import Job, Van


def random_van(seed: int, lead_time: float = 2.0) -> Van:
    """Three parts whose prices spread over two decades, three jobs of one to three parts."""
    rng = np.random.default_rng(seed)
    jobs = [
        Job(
            rate=float(rng.uniform(0.05, 0.6)),
            needs={int(part): float(rng.choice([1.0, 0.4])) for part in rng.choice(3, rng.integers(1, 4), replace=False)},
        )
        for _ in range(3)
    ]
    demand = [math.fsum(job.rate * job.needs.get(part, 0.0) for job in jobs) for part in range(3)]
    mean = np.array(demand) * lead_time
    return Van(jobs=jobs, price=10 ** rng.uniform(0, 2, 3), mean=mean, variance=mean)


def average(van: Van, levels: np.ndarray) -> float:
    rates = np.array([job.rate for job in van.jobs])
    return float(rates @ van_stock.fix_rates(van, levels) / rates.sum())


def test_a_van_restocked_after_each_visit_is_a_kit() -> None:
    chances = [0.5, 0.2, 0.1, 0.9]
    van = Van(jobs=[Job(rate=1, needs=dict(enumerate(chances)))], price=[1.0] * 4, mean=[0.0] * 4, variance=[0.0] * 4)
    for stocked in itertools.product([0, 1], repeat=4):
        kit = kits.kit(probabilities=chances, stocked=stocked)
        assert van_stock.fix_rates(van, stocked) == pytest.approx((kit.job_fill_rate,))


def test_a_visit_for_one_part_is_a_shelf() -> None:
    van = Van(jobs=[Job(rate=0.5, needs={0: 1.0})], price=[1.0], mean=[2.0], variance=[2.0])
    shelf = stock.base_stock(demand_rate=0.5, lead_time=4, base_stock=3)
    assert van_stock.fix_rates(van, [3]) == pytest.approx((shelf.fill_rate,))


def test_two_units_at_once_need_two_on_the_shelf() -> None:
    one = Van(jobs=[Job(rate=1, needs={0: 1.0})], price=[1.0], mean=[2.0], variance=[3.0])
    two = Van(jobs=[Job(rate=1, needs={0: 1.0}, units={0: 2})], price=[1.0], mean=[2.0], variance=[3.0])
    assert van_stock.fix_rates(two, [1]) == (0.0,)
    for units in range(4):
        assert van_stock.fix_rates(two, [units + 1]) == van_stock.fix_rates(one, [units])


@pytest.mark.parametrize("seed", range(6))
def test_independent_shelves_are_a_lower_bound(seed: int) -> None:
    rng = np.random.default_rng(seed)
    jobs = [(float(rng.uniform(0.1, 0.5)), [0, 1]), (float(rng.uniform(0.1, 0.5)), [1, 2]), (0.1, [0, 1, 2])]
    mean = np.array([math.fsum(rate for rate, parts in jobs if part in parts) for part in range(3)]) * 2
    van = Van(
        jobs=[Job(rate=rate, needs=dict.fromkeys(parts, 1.0)) for rate, parts in jobs], price=[1.0] * 3, mean=mean, variance=mean
    )
    levels = rng.integers(2, 6, 3)
    exact = kits.jobs_filled(
        jobs=[{"rate": rate, "parts": parts} for rate, parts in jobs],
        parts={part: {"base_stock": int(levels[part]), "lead_time": 2} for part in range(3)},
    )
    found = van_stock.fix_rates(van, levels)
    assert found == pytest.approx(exact.independent)
    assert np.all(np.array(found) < exact.by_job)
    assert average(van, levels) == pytest.approx(exact.average, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "worst"), [(0, 0.001), (1, 0.001), (7, 0.13)])  # the worst of 200
def test_the_curve_comes_close_to_enumeration(seed: int, worst: float) -> None:
    van = random_van(seed)
    curve = van_stock.fix_curve([van])
    every = np.array(list(itertools.product(range(12), repeat=3)))
    rates, cost = np.array([average(van, each) for each in every]), every @ van.price
    extra = []
    for step in range(1, len(curve.cost)):
        levels = curve.levels_at(step)[:, 0]
        assert curve.fix_rate[step] == pytest.approx(average(van, levels))
        assert curve.cost[step] == pytest.approx(float(van.price @ levels))
        if curve.fix_rate[step] < 0.99:
            extra.append(curve.cost[step] / cost[rates >= curve.fix_rate[step] - 1e-9].min() - 1)
    assert np.all(np.diff(curve.fix_rate) > 0)
    assert curve.fix_rate[-1] > 0.9999
    assert max(extra) < worst
    assert np.median(extra) < 1e-9


def test_parts_that_are_worth_nothing_alone_are_bought_together() -> None:
    van = Van(jobs=[Job(rate=1, needs={0: 1.0, 1: 1.0, 2: 1.0})], price=[1.0, 2.0, 3.0], mean=[0.1] * 3, variance=[0.1] * 3)
    curve = van_stock.fix_curve([van])
    assert curve.levels_at(1)[:, 0].tolist() == [1, 1, 1]


def test_vans_share_the_money_by_what_it_fixes() -> None:
    """Two equal vans are served alike; a van with ten times the visits for the same stock comes first."""
    quiet, busy = (Van(jobs=[Job(rate=rate, needs={0: 1.0})], price=[5.0], mean=[0.2], variance=[0.2]) for rate in (0.1, 1.0))
    curve = van_stock.fix_curve([quiet, busy])
    assert curve.van[0] == 1
    twins = van_stock.fix_curve([quiet, quiet])
    assert twins.levels_at(2).tolist() == [[1, 1]]
    assert twins.fix_rate[2] == pytest.approx(math.exp(-0.2))


def test_a_budget_is_used_up_to_the_last_purchase_that_it_pays_for() -> None:
    van = random_van(1)
    curve = van_stock.fix_curve([van])
    for budget in (curve.cost[3] * 0.999, curve.cost[-2] * 0.999):
        found = van_stock.fix_curve([van], budget=budget)
        assert found.cost[-1] <= budget
        assert found.fix_rate[-1] >= curve.fix_rate[curve.within(budget)]
    assert curve.first_with(0.9) == int(np.argmax(curve.fix_rate >= 0.9))
    assert curve.first_with(1.1) is None
    assert curve.within(-1) is None


def test_fixed_levels_stay_and_cost() -> None:
    jobs = [Job(rate=1, needs={0: 1.0, 1: 0.5}), Job(rate=1, needs={2: 1.0}), Job(rate=1, needs={})]
    van = Van(jobs=jobs, price=[1.0, 2.0, 3.0], mean=[0.1] * 3, variance=[0.1] * 3, fixed=[2, 0, -1])
    curve = van_stock.fix_curve([van])
    assert curve.cost[0] == 2
    assert curve.fix_rate[0] == pytest.approx(
        (stock.base_stock(demand_rate=0.1, lead_time=1, base_stock=2).fill_rate / 2 + 1) / 3
    )
    assert curve.levels_at(len(curve.cost) - 1)[:2, 0].tolist() == [2, 0]
    assert set(curve.part.tolist()) == {2}


ONE = {"jobs": [Job(rate=1, needs={0: 1.0})], "price": [1.0], "mean": [1.0], "variance": [1.0]}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Van(**ONE | {"jobs": []}), "jobs one job"),
        (lambda: Van(**ONE | {"mean": [1.0, 2.0]}), "same parts"),
        (lambda: Van(**ONE | {"variance": [0.5]}), "below the mean"),
        (lambda: Van(**ONE | {"jobs": [Job(rate=0, needs={0: 1.0})]}), "rate"),
        (lambda: Van(**ONE | {"jobs": [Job(rate=1, needs={0: 1.5})]}), "chance of part 0"),
        (lambda: Van(**ONE | {"jobs": [Job(rate=1, needs={1: 1.0})]}), "parts from 0 to 0"),
        (lambda: Van(**ONE | {"jobs": [Job(rate=1, needs={0: 1.0}, units={0: 0})]}), "units of part 0"),
        (lambda: van_stock.fix_rates(Van(**ONE), [1, 2]), "1 levels"),
        (lambda: van_stock.fix_curve([]), "one or more"),
        (lambda: van_stock.fix_curve([Van(**ONE)], least_gain=0), "least_gain"),
        (lambda: van_stock.fix_curve([Van(**ONE)]).levels_at(99), "step"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
