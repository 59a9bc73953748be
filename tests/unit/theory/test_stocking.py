"""Levels over a supply tree: the figures of METRIC and VARI-METRIC, flows that balance, and the item approach."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory import echelons, pipelines, pooling, stocking, two_moments
from sim.theory.stocking import Helping, Network

DEPOT = {
    "demand_rates": [0.06, 0.03, 0.15],
    "base_stocks": [1, 1, 2],
    "transport_times": [3, 1, 2],
    "depot_stock": 4,
    "depot_repair": 14,
    "repaired_shares": [0.2, 0.0, 0.5],
    "repair_times": [4, 0, 6],
}


def depot() -> Network:
    return Network(
        parent=[-1, 0, 0, 0],
        price=[100.0],
        demand=[[0, 0.06, 0.03, 0.15]],
        lead_time=[[14, 3, 1, 2]],
        repaired_share=[[0, 0.2, 0, 0.5]],
        repair_time=[[0, 4, 0, 6]],
    )


@pytest.mark.parametrize("method", stocking.METHODS)
def test_two_echelons_are_those_of_the_exact_law(method: str) -> None:
    """Means and variances of the first two echelons are exact, so that both approximations agree with those of the exact tree."""
    exact = echelons.depot_and_bases(**DEPOT)
    found = stocking.levels(depot(), [[4, 1, 1, 2]], method=method)
    assert found.all_backorders[0, 0] == pytest.approx(exact.depot_backorders)
    assert found.backorders[0, 0] == 0  # the depot has no customers of its own
    assert found.on_order_mean[0, 1:] == pytest.approx([base.mean_on_order for base in exact.bases])
    assert found.total_backorders == pytest.approx(
        exact.metric_backorders if method == "metric" else exact.vari_metric_backorders
    )
    if method == "vari-metric":
        assert found.on_order_variance[0, 1:] == pytest.approx([base.variance_on_order for base in exact.bases])
    assert found.cost == 800


def test_moments_on_arrays_are_those_of_single_laws() -> None:
    mean, variance, units = np.array([1.0, 2.0, 10.0, 0.3]), np.array([1.0, 4.0, 10.0, 0.5]), np.array([3, 0, 15, 1])
    found, spread = two_moments.backorders(units, mean=mean, variance=variance)
    for at, (m, v, s) in enumerate(zip(mean, variance, units, strict=True)):
        law = pipelines.negative_binomial(mean=m, variance=v)
        assert found[at] == pytest.approx(pipelines.excess(law, s), abs=1e-12)
        assert spread[at] == pytest.approx(pipelines.variance(pipelines.backordered(law, s)), abs=1e-12)
        assert two_moments.at_least(s, mean=m, variance=v) == pytest.approx(law[s:].sum())


@pytest.mark.parametrize(("mean", "variance"), [(900.0, 900.0), (900.0, 4000.0), (0.2, 0.2), (3.0, 7.0)])
def test_units_gain_what_the_tail_of_the_law_says_busy_places_too(mean: float, variance: float) -> None:
    steps = list(two_moments.gains(mean=np.array([[mean]]), variance=np.array([[variance]]), least=1e-5))
    law = pipelines.negative_binomial(mean=mean, variance=variance)
    tails = [1 - law[:unit].sum() for unit in range(1, len(steps) + 1)]
    assert [gain[0, 0] for _, gain in steps] == pytest.approx(tails, abs=1e-9)
    assert tails[-1] >= 1e-5 > 1 - law[: len(steps) + 1].sum()


def test_gains_leave_out_places_that_need_no_more() -> None:
    mean = np.array([[0.0, 3.0, 0.1]])
    steps = list(two_moments.gains(mean=mean, variance=mean, least=1e-3))
    assert steps[0][0].tolist() == [1, 2]
    assert steps[-1][0].tolist() == [1]


@pytest.mark.parametrize("fill_rate", [0.5, 0.9, 0.999])
def test_the_least_stock_is_enough_and_one_less_is_not(fill_rate: float) -> None:
    mean, variance = np.array([0.01, 0.7, 3.0, 40.0]), np.array([0.01, 0.7, 6.0, 90.0])
    found = two_moments.least_stock(mean=mean, variance=variance, fill_rate=fill_rate)
    assert np.all(1 - two_moments.at_least(found, mean=mean, variance=variance) >= fill_rate)
    assert np.all(1 - two_moments.at_least(found - 1, mean=mean, variance=variance) < fill_rate)
    assert two_moments.least_stock(mean=0.0, variance=0.0, fill_rate=0.99) == 0


DEEP = {
    "base_stock": 4,
    "lead_time": 20,
    "feeds": [
        {
            "base_stock": 2,
            "lead_time": 3,
            "demand_rate": 0.02,
            "feeds": [{"base_stock": 1, "lead_time": 1, "demand_rate": rate} for rate in (0.04, 0.07)],
        },
        {"base_stock": 2, "lead_time": 4, "feeds": [{"base_stock": 1, "lead_time": 1, "demand_rate": 0.09}]},
    ],
}


def deep() -> Network:
    return Network(
        parent=[-1, 0, 0, 1, 1, 2], price=[1.0], demand=[[0, 0.02, 0, 0.04, 0.07, 0.09]], lead_time=[[20, 3, 4, 1, 1, 1]]
    )


def test_on_three_echelons_means_come_close_to_the_exact_tree() -> None:
    exact = echelons.tree(root=DEEP)
    found = stocking.levels(deep(), [[4, 2, 2, 1, 1, 1]])
    assert found.all_backorders[0, :1] == pytest.approx(exact.backorders(0))
    assert found.on_order_mean[0, 1:3] == pytest.approx([shelf.mean_on_order for shelf in exact.shelves(1)])
    assert found.all_backorders[0, 1:3] == pytest.approx(exact.backorders(1), rel=0.02)
    assert found.all_backorders[0, 3:] == pytest.approx(exact.backorders(2), rel=0.07)
    hopeful = stocking.levels(deep(), [[4, 2, 2, 1, 1, 1]], method="metric").all_backorders[0, 3:]
    assert np.all(hopeful < 0.75 * np.array(exact.backorders(2)))
    assert found.fill_rates[0, 3:] == pytest.approx(exact.fill_rates(2), abs=0.005)
    own = found.backorders[0, 1] / found.all_backorders[0, 1]
    assert own == pytest.approx(0.02 / 0.13)  # the counter's share of all that the depot owes


@pytest.mark.parametrize("method", stocking.METHODS)
def test_units_are_on_hand_on_order_or_owed(method: str) -> None:
    """At every place, and over the tree: what is owed at the top and on the road is on order below."""
    found = stocking.levels(deep(), [[4, 2, 2, 1, 1, 1]], method=method)
    assert np.all(found.on_hand > 0)
    law = pipelines.negative_binomial(mean=found.on_order_mean[0, 4], variance=found.on_order_variance[0, 4])
    assert found.on_hand[0, 4] == pytest.approx(law[0])  # one unit, on hand while none is on order
    below, road = found.on_order_mean[0, 1:3].sum(), 0.13 * 3 + 0.09 * 4
    assert below == pytest.approx(found.all_backorders[0, 0] + road)


def test_places_that_send_each_other_parts_at_once_are_one_shelf() -> None:
    """Case E07 of the reference cases: complete pooling."""
    group = {"demand_rates": [0.08, 0.05, 0.11], "base_stocks": [3, 2, 3], "lead_time": 16}
    exact = pooling.pooled(**group)
    above = {"parent": [-1, 0, 0, 0], "price": [1.0], "demand": [[0, 0.08, 0.05, 0.11]], "lead_time": [[0, 16, 16, 16]]}
    pooled = Network(**above, helping=(Helping(places=(1, 2, 3), time=0.0),))
    assert stocking.levels(pooled, [[0, 3, 2, 3]]).total_backorders == pytest.approx(exact.mean_backorders)
    alone = stocking.levels(Network(**above), [[0, 3, 2, 3]])
    assert alone.total_backorders == pytest.approx(exact.separate_backorders)
    slow = Network(**above, helping=(Helping(places=(1, 2, 3), time=1e6),))
    assert stocking.levels(slow, [[0, 3, 2, 3]]).backorders == pytest.approx(alone.backorders)
    totals = []
    for time in (0.0, 0.5, 1.0, 2.0):
        helped = Network(**above, helping=(Helping(places=(1, 2, 3), time=time),))
        totals.append(stocking.levels(helped, [[0, 3, 2, 3]]).total_backorders)
    assert np.all(np.diff(totals) > 0)
    assert totals[-1] < alone.total_backorders


def test_shipments_between_shelves_are_somewhat_underrated() -> None:
    """Case E01 of the reference cases, which has emergency supply in place of backorders."""
    exact = pooling.lateral(demand_rates=[0.1, 0.22], base_stocks=[2, 3], lead_times=[9, 9], preferences=[[2], [1]])
    shipped = 0.1 * exact.lateral[0] + 0.22 * exact.lateral[1]
    group, owed = Helping(places=(1, 2), time=1.0), [0.0, 0.0]
    above = {"parent": [-1, 0, 0], "price": [1.0], "demand": [[0, 0.1, 0.22]], "lead_time": [[0, 9, 9]]}
    for at, time in enumerate((0.0, 1.0)):
        network = Network(**above, helping=(Helping(places=group.places, time=time),))
        owed[at] = stocking.levels(network, [[0, 2, 3]]).total_backorders
    assert owed[1] - owed[0] == pytest.approx(0.0399, abs=5e-5)
    assert shipped == pytest.approx(0.0472, abs=5e-5)


def test_pooled_places_owe_what_their_supplier_owes_them_together() -> None:
    """The moments of the group's pipeline are exact below a depot: covariances of the shares included."""
    law = pipelines.poisson(mean=0.24 * 14)
    owed = pipelines.backordered(law, 2)
    together = pipelines.joined(pipelines.thinned(owed, 0.13 / 0.24), pipelines.poisson(mean=0.13 * 2))
    network = Network(parent=[-1, 0, 0, 0], price=[1.0], demand=[[0, 0.08, 0.05, 0.11]], lead_time=[[14, 2, 2, 2]])
    moments = (np.array([pipelines.mean(owed)]), np.array([pipelines.variance(owed)]))
    mean, variance = network.pooled_pipeline([1, 2], moments, "vari-metric")
    assert (mean[0], variance[0]) == pytest.approx((pipelines.mean(together), pipelines.variance(together)))


def random_network() -> Network:
    """A depot and three bases; the last one has no demand for every second part."""
    rng = np.random.default_rng(4)
    demand = np.concatenate([np.zeros((20, 1)), 10 ** rng.uniform(-3, 0, (20, 3))], axis=1)
    demand[::2, 3] = 0
    price, lead_time = (
        10 ** rng.uniform(0, 4, 20),
        np.concatenate([rng.uniform(5, 60, (20, 1)), rng.uniform(1, 4, (20, 3))], axis=1),
    )
    return Network(parent=[-1, 0, 0, 0], price=price, demand=demand, lead_time=lead_time)


@pytest.mark.parametrize("measure", stocking.MEASURES)
def test_the_item_approach_gives_every_shelf_the_service_and_no_more(measure: str) -> None:
    network = random_network()
    found = stocking.item_levels(network, fill_rate=0.9, measure=measure)
    spare = stocking.MEASURES.index(measure)
    mean, variance, units = found.on_order_mean, found.on_order_variance, found.units + spare
    used = network.rate > 0
    assert np.all(1 - two_moments.at_least(units, mean=mean, variance=variance)[used] >= 0.9)
    some = used & (found.units > 0)
    assert some.any()
    assert np.all(1 - two_moments.at_least(units - 1, mean=mean, variance=variance)[some] < 0.9)
    assert np.all(found.units[~used] == 0)


def test_item_levels_for_a_budget_or_a_target_are_next_to_each_other() -> None:
    network = random_network()
    target = stocking.item_levels(network, fill_rate=0.8, measure="ready rate")
    first = stocking.item_first(network, lambda found: found.total_backorders <= target.total_backorders, measure="ready rate")
    assert first is not None
    assert first.total_backorders <= target.total_backorders
    assert first.cost <= target.cost
    within = stocking.item_within(network, first.cost * 0.999, measure="ready rate")
    assert within is not None
    assert within.cost < first.cost
    assert within.total_backorders > target.total_backorders
    assert stocking.item_within(network, -1) is None
    assert stocking.item_first(network, lambda _: False) is None


def test_fixed_levels_stay_in_the_item_approach() -> None:
    network = Network(parent=[-1, 0, 0], price=[1.0], demand=[[0, 0.1, 0.1]], lead_time=[[20, 2, 2]], fixed=[[-1, 0, 7]])
    assert stocking.item_levels(network, fill_rate=0.9).units[0, 1:].tolist() == [0, 7]


FLAT = {"parent": [-1, 0], "price": [1.0], "demand": [[0, 1.0]], "lead_time": [[1, 1]]}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Network(**FLAT | {"demand": [[1.0]]}), "demand must have a row per part"),
        (lambda: Network(**FLAT | {"lead_time": [[1, -1]]}), "lead_time must be numbers"),
        (lambda: Network(**FLAT | {"price": [0.0]}), "price"),
        (lambda: Network(**FLAT | {"parent": [1, 0]}), "no circles"),
        (lambda: Network(**FLAT | {"parent": [-1, 2]}), "tree"),
        (lambda: Network(**FLAT, repaired_share=[[0, 2]]), "repaired_share"),
        (lambda: Network(**FLAT, helping=(Helping(places=(0, 1), time=0.0),)), "feed no other"),
        (lambda: Network(**FLAT, helping=(Helping(places=(1,), time=0.0),)), "two or more"),
        (lambda: Network(**FLAT | {"parent": [-1, -1]}, helping=(Helping(places=(0, 1), time=0.0),)), "below the same place"),
        (lambda: stocking.levels(Network(**FLAT), [[1]]), "units must have"),
        (lambda: stocking.levels(Network(**FLAT), [[1, -1]]), "least_level"),
        (lambda: stocking.levels(Network(**FLAT), [[1, 1]], method="poisson"), "method"),
        (lambda: stocking.item_levels(Network(**FLAT), fill_rate=1), "fill_rate"),
        (lambda: stocking.item_levels(Network(**FLAT), fill_rate=0.9, measure="luck"), "measure"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
