"""Marginal analysis: against enumeration, and curves that keep their word."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from sim.theory import marginal, pipelines, stocking
from sim.theory.availability import Machines, product
from sim.theory.stocking import Helping, Levels, Network


def tree() -> Network:
    """A centre, two depots (the first sells over the counter, too), three vans."""
    return Network(
        parent=[-1, 0, 0, 1, 1, 2], price=[1.0], demand=[[0, 0, 0.01, 0.04, 0.07, 0.05]], lead_time=[[20, 3, 4, 1, 1, 1]]
    )


def enumerated(network: Network, most: int) -> list[float]:
    """Least backorders of one part for each number of units from 0 to `most`, over all splits."""
    places = len(network.parent)
    splits = np.array([each for each in itertools.product(range(most + 1), repeat=places) if sum(each) <= most])
    found = stocking.levels(network.rows(np.zeros(len(splits), np.int64)), splits).backorders.sum(axis=1)
    return [float(found[splits.sum(axis=1) == units].min()) for units in range(most + 1)]


def test_one_part_on_three_echelons_is_best_by_enumeration() -> None:
    best = enumerated(tree(), 8)
    curve = marginal.system_curve(tree())
    assert len(curve.cost) > 12
    for step, cost in enumerate(curve.cost.tolist()):
        assert curve.levels_at(step).total_backorders == pytest.approx(curve.backorders[step])
        if cost <= 8:
            assert curve.backorders[step] == pytest.approx(best[round(cost)])


def catalogue(seed: int, parts: int = 200, bases: int = 8) -> tuple[Network, list[Machines]]:
    """Prices and rates over three and a half and three decades; every machine has one of each part."""
    rng = np.random.default_rng(seed)
    count = rng.integers(20, 80, bases)
    demand = np.zeros((parts, bases + 1))
    demand[:, 1:] = 10 ** rng.uniform(-2, 1, (parts, 1)) / 365 * count / 50
    lead_time = np.concatenate([rng.uniform(14, 120, (parts, 1)), np.tile(rng.uniform(1, 5, bases), (parts, 1))], axis=1)
    network = Network(parent=[-1] + [0] * bases, price=10 ** rng.uniform(0.5, 4, parts), demand=demand, lead_time=lead_time)
    sockets = np.ones(parts)
    machines = [Machines(place=j, count=int(count[j - 1]), sockets=sockets, demand=demand[:, j]) for j in range(1, bases + 1)]
    return network, machines


def availability(found: Levels, machines: list[Machines]) -> float:
    return float(np.average(product(found, machines), weights=[each.count for each in machines]))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_system_approach_needs_clearly_less_money_for_the_same_availability(seed: int) -> None:
    """Two thirds of what the item approach needs by ready rate, a fifth to two fifths by fill rate (Sherbrooke: about half)."""
    network, machines = catalogue(seed)

    def good(found: Levels) -> bool:
        return availability(found, machines) >= 0.95

    curve = marginal.system_curve(network)
    step = curve.first(good)
    assert step is not None
    system = curve.levels_at(step)
    assert good(system)
    assert not good(curve.levels_at(step - 1))
    for measure, low, high in (("ready rate", 0.6, 0.8), ("fill rate", 0.15, 0.5)):
        item = stocking.item_first(network, good, measure=measure)
        assert item is not None
        assert low < system.cost / item.cost < high
        assert item.total_backorders == pytest.approx(system.total_backorders, rel=0.25)
    same_money = stocking.item_within(network, system.cost, measure="ready rate")
    assert same_money is not None
    assert availability(same_money, machines) < 0.9


def test_the_curve_keeps_its_word_and_never_pays_more_for_less() -> None:
    network, _ = catalogue(2, parts=40, bases=3)
    curve = marginal.system_curve(network)
    assert curve.cost[0] == 0
    assert curve.backorders[0] == pytest.approx(stocking.levels(network, np.zeros((40, 4), int)).total_backorders)
    worth = -np.diff(curve.backorders) / np.diff(curve.cost)
    assert np.all(np.diff(worth) <= 1e-9 * worth[:-1] + 1e-15)
    assert curve.backorders[-1] < 0.01
    for step in np.linspace(0, len(curve.cost) - 1, 25).astype(int).tolist():
        found = curve.levels_at(step)
        assert found.cost == pytest.approx(curve.cost[step])
        assert found.total_backorders == pytest.approx(curve.backorders[step], rel=1e-6, abs=1e-9)
    step = curve.first_with(0.5)
    assert step is not None
    assert curve.backorders[step] <= 0.5 < curve.backorders[step - 1]
    assert curve.within(float(curve.cost[step])) == step
    assert curve.within(float(curve.cost[step]) * 0.9999) < step
    assert (curve.within(-1), curve.first_with(-1), curve.first(lambda _: False)) == (None, None, None)


def test_no_swap_of_one_unit_between_places_helps() -> None:
    """On the hull each part's split is the best for its number of units."""
    network, _ = catalogue(3, parts=30, bases=3)
    curve = marginal.system_curve(network)
    units = curve.levels_at(len(curve.cost) // 2).units
    best = stocking.levels(network, units).backorders.sum(axis=1)
    for giver, taker in itertools.permutations(range(4), 2):
        moved = units.copy()
        some = moved[:, giver] > 0
        moved[some, giver] -= 1
        moved[some, taker] += 1
        assert np.all(stocking.levels(network, moved).backorders.sum(axis=1) >= best - 1e-9)


def test_metric_plans_with_poisson_pipelines() -> None:
    network, _ = catalogue(2, parts=20, bases=3)
    curves = {method: marginal.system_curve(network, method=method) for method in stocking.METHODS}
    step = len(curves["metric"].cost) // 2
    assert curves["metric"].levels_at(step).total_backorders == pytest.approx(curves["metric"].backorders[step])
    hopeful = stocking.levels(network, curves["metric"].levels_at(step).units)
    assert hopeful.total_backorders > curves["metric"].backorders[step]  # pipelines that vary more owe more


@pytest.mark.parametrize("fixed", [[-1, 0, -1, -1, -1, -1], [2, -1, -1, -1, 0, -1], [-1, -1, 3, 1, -1, -1], [1, 0, 2, -1, -1, 1]])
def test_fixed_levels_are_planned_around(fixed: list[int]) -> None:
    free = tree()
    network = Network(parent=free.parent, price=free.price, demand=free.demand, lead_time=free.lead_time, fixed=[fixed])
    held = np.maximum(fixed, 0)
    splits = np.array([each for each in itertools.product(range(6), repeat=6) if sum(each) <= 5])
    splits = splits[(splits[:, np.array(fixed) >= 0] == 0).all(axis=1)]
    found = stocking.levels(free.rows(np.zeros(len(splits), np.int64)), splits + held).backorders.sum(axis=1)
    curve = marginal.system_curve(network)
    assert curve.cost[0] == held.sum()
    for step, cost in enumerate(curve.cost.tolist()):
        levels = curve.levels_at(step)
        assert levels.units[0, np.array(fixed) >= 0].tolist() == [level for level in fixed if level >= 0]
        assert levels.cost == cost
        assert levels.total_backorders == pytest.approx(curve.backorders[step], abs=1e-9)
        bought = round(cost) - held.sum()
        if bought <= 5:
            assert curve.backorders[step] == pytest.approx(found[splits.sum(axis=1) == bought].min())


def test_several_trees_are_planned_together() -> None:
    """Two warehouses, each fed by the supplier, and a shelf of its own: one curve, as if planned apart and merged."""
    demand, lead_time = [[0, 0.1, 0, 0.2, 0.3]], [[20, 2, 15, 3, 8]]
    network = Network(parent=[-1, 0, -1, 2, -1], price=[7.0], demand=demand, lead_time=lead_time)
    curve = marginal.system_curve(network)
    parts = [
        Network(parent=[-1, 0], price=[7.0], demand=[[0, 0.1]], lead_time=[[20, 2]]),
        Network(parent=[-1, 0], price=[7.0], demand=[[0, 0.2]], lead_time=[[15, 3]]),
        Network(parent=[-1], price=[7.0], demand=[[0.3]], lead_time=[[8]]),
    ]
    apart = np.sort(
        np.concatenate(
            [np.repeat(-np.diff(each.backorders) / each.units, each.units) for each in map(marginal.system_curve, parts)]
        )
    )
    assert np.sort(np.repeat(-np.diff(curve.backorders) / curve.units, curve.units)) == pytest.approx(apart, abs=1e-9)
    step = len(curve.cost) // 2
    assert curve.levels_at(step).total_backorders == pytest.approx(curve.backorders[step])


def test_a_shelf_of_its_own_is_bought_unit_by_unit() -> None:
    curve = marginal.system_curve(Network(parent=[-1], price=[2.0], demand=[[0.5]], lead_time=[[6.0]]))
    assert curve.units.tolist() == [1] * len(curve.units)
    expected = [pipelines.poisson_excess(mean=3.0, base_stock=units) for units in range(len(curve.cost))]
    assert curve.backorders == pytest.approx(expected, abs=1e-7)


def test_busy_warehouses_try_levels_in_steps_and_lose_next_to_nothing() -> None:
    network = Network(parent=[-1, 0, 0], price=[1.0], demand=[[0, 4.0, 6.0]], lead_time=[[30, 2, 3]])
    curve = marginal.system_curve(network)
    for step in (len(curve.cost) // 2, len(curve.cost) * 3 // 4):
        units = curve.levels_at(step).units
        total = units.sum()
        near = [
            [centre, first, total - centre - first]
            for centre in range(max(0, units[0, 0] - 12), units[0, 0] + 13)
            for first in range(max(0, units[0, 1] - 12), units[0, 1] + 13)
            if total >= centre + first
        ]
        best = stocking.levels(network.rows(np.zeros(len(near), np.int64)), near).backorders.sum(axis=1).min()
        assert curve.backorders[step] == pytest.approx(best, rel=0.005)


@pytest.mark.parametrize("days", [0.0, 0.5, 3.0])
def test_helping_places_are_planned_as_they_help(days: float) -> None:
    network = Network(
        parent=[-1, 0, 0, 0, 0],
        price=[1.0],
        demand=[[0, 0.08, 0.05, 0.11, 0.03]],
        lead_time=[[20, 2, 2, 3, 4]],
        helping=(Helping(places=(1, 2, 3), time=days),),
    )
    curve, best = marginal.system_curve(network, least_gain=1e-7), enumerated(network, 8)
    for step, cost in enumerate(curve.cost.tolist()):
        assert curve.levels_at(step).total_backorders == pytest.approx(curve.backorders[step], abs=1e-5)
        if cost <= 8:  # the split inside the group is that of shelves on their own
            assert best[round(cost)] - 1e-9 <= curve.backorders[step] <= best[round(cost)] * 1.03


def random_forest(seed: int) -> Network:
    """Up to eight places in no order, some levels fixed, some units repaired on the spot, some neighbours helpful."""
    rng = np.random.default_rng(seed)
    parts, places = int(rng.integers(1, 6)), int(rng.integers(3, 9))
    name = rng.permutation(places)
    parent = np.full(places, -1)
    for place in range(1, places):
        parent[name[place]] = name[rng.integers(0, place)] if rng.random() < 0.8 else -1
    shape = (parts, places)
    groups: dict[int, list[int]] = {}
    for place in range(places):
        if parent[place] >= 0 and place not in parent:
            groups.setdefault(int(parent[place]), []).append(place)
    return Network(
        parent=parent,
        price=10 ** rng.uniform(0, 3, parts),
        demand=10 ** rng.uniform(-3, -1, shape) * (rng.random(shape) < 0.7),
        lead_time=rng.uniform(0, 20, shape),
        fixed=np.where(rng.random(shape) < 0.15, rng.integers(0, 5, shape), -1),
        repaired_share=np.where(rng.random(shape) < 0.2, rng.uniform(0, 1, shape), 0.0),
        repair_time=rng.uniform(0, 10, shape),
        helping=tuple(Helping(places=tuple(each), time=float(rng.choice([0, 2]))) for each in groups.values() if len(each) > 1),
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_network_is_left_with_the_levels_that_its_curve_counted(seed: int) -> None:
    network = random_forest(seed)
    curve = marginal.system_curve(network, method=stocking.METHODS[seed % 2])
    held = network.fixed >= 0
    for step in np.unique(np.linspace(0, len(curve.cost) - 1, 8).astype(int)).tolist():
        found = curve.levels_at(step)
        assert found.cost == pytest.approx(curve.cost[step])
        assert found.total_backorders == pytest.approx(curve.backorders[step], rel=1e-6, abs=1e-9)
        assert np.all(found.units[held] == network.fixed[held])


def test_helpful_neighbours_need_less_stock() -> None:
    network, _ = catalogue(5, parts=30, bases=4)
    facts = {"parent": network.parent, "price": network.price, "demand": network.demand, "lead_time": network.lead_time}
    helped = marginal.system_curve(Network(**facts, helping=(Helping(places=(1, 2), time=0.2), Helping(places=(3, 4), time=0.2))))
    alone = marginal.system_curve(network)
    for backorders in (1.0, 0.3):
        assert helped.cost[helped.first_with(backorders)] < 0.95 * alone.cost[alone.first_with(backorders)]


@pytest.mark.slow
def test_hundreds_of_parts_at_fifty_bases_are_planned_in_seconds() -> None:
    """5,000 parts within a minute is what `make bench` measures."""
    network, _ = catalogue(6, parts=500, bases=50)
    begin = time.process_time()
    curve = marginal.system_curve(network)
    assert time.process_time() - begin < 10
    assert curve.backorders[-1] < 1e-3 * curve.backorders[0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: marginal.system_curve(tree(), least_gain=0), "least_gain"),
        (lambda: marginal.system_curve(tree(), method="luck"), "method"),
        (lambda: marginal.system_curve(tree()).levels_at(-1), "step"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
