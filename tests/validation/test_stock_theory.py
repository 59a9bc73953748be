"""Stock in its steady state: fill rates and backorders of every kind of supply against exact results.

Jobs ask for one part each, nobody waits for a technician, and each call takes no time but that of its part. Times are plain days called
hours. Error budget: four standard errors over independent replications. Case numbers (C01, D02, ...) are those of the project's collection of
reference cases, whose figures are exact and carry the source named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats
from stationary import agree, observe, on_average, poisson_source, seen, supplied, technicians

from sim.results import Tables
from sim.theory import stock

Law = Any


def constant(time: float) -> Law:
    return {"constant": {"time": time}}


def exponential(mean: float) -> Law:
    return {"exponential": {"mean": mean}}


def demand(rates: Mapping[str, float], sojourn: float, assets: int = 800) -> dict[str, Any]:
    """Poisson demand for one part at each home, `sojourn` hours being the mean length of a call."""
    types, sites = {}, {}
    for home, rate in rates.items():
        law, count = poisson_source(rate, sojourn, assets)
        types[f"machine {home}"] = {"failures": {"fault": {"law": law, "effect": "cosmetic", "parts": ["part"]}}}
        sites[f"site {home}"] = {"region": home, "assets": {f"machine {home}": count}}
    return {"parts": {"part": {}}, "asset_types": types, "sites": sites, "technicians": technicians(list(rates))}


def one_shelf(
    rate: float, rule: Mapping[str, Any], lead_time: Law, *, sojourn: float = 0.0, crossing: bool = True, **more: Any
) -> dict[str, Any]:
    """One location that a supplier refills; orders may overtake one another where lead times are drawn."""
    return {
        **demand({"shelf": rate}, sojourn),
        "locations": {
            "maker": {"supplier": True, "lead_time": lead_time},
            "shelf": {"source": "maker", "stock": {"part": dict(rule)}, "orders_may_cross": crossing},
        },
        **more,
    }


LOST_SALES = {"steps": [{"from": "depot", "time": constant(0.0)}, {"from": "emergency", "time": constant(0.0)}]}
"""Who finds the shelf empty is served from elsewhere, and the shelf never hears of it."""


def shelf_figures(tables: Tables) -> dict[str, float]:
    """Fill rate, time averages, and orders per hour, behind the warm-up."""
    orders = seen(tables, "orders", "ordered")
    return {**on_average(tables, "shelf"), **supplied(tables, "shelf"), "orders": len(orders) / (tables.horizon - tables.warm_up)}


# ---------------------------------------------------------------- one for one
@pytest.mark.parametrize(
    ("rate", "level", "law", "mean", "fill_rate", "backorders"),
    [
        (0.21, 5, {"lognormal": {"mean": 14.0, "cv": 0.9}}, 14.0, 0.8252423012, 0.1238367609),
        (0.035, 3, constant(42.0), 42.0, 0.8163389389, 0.08418037248),
        (1.35, 16, {"uniform": {"low": 0.0, "high": 18.0}}, 9.0, 0.8333551495, 0.2705182181),
    ],
    ids=["lognormal", "constant", "uniform"],
)
def test_palm(rate: float, level: int, law: Law, mean: float, fill_rate: float, backorders: float) -> None:
    """(S−1,S) with any law of lead times: cases C01, C02, C03 (Palm 1938; Feeney & Sherbrooke 1966)."""
    pipeline = stats.poisson(rate * mean)
    owed = sum((n - level) * pipeline.pmf(n) for n in range(level + 1, level + 200))
    assert pipeline.cdf(level - 1) == pytest.approx(fill_rate)
    assert owed == pytest.approx(backorders)
    tree = one_shelf(rate, {"rule": "base_stock", "level": level}, law, sojourn=owed / rate)
    span = 2500 / rate
    tree |= {"horizon": 20 * mean + span, "warm_up": 20 * mean}
    exact = {"at once": fill_rate, "backorders": backorders, "on hand": level - rate * mean + owed, "orders": rate}
    agree(observe(tree, shelf_figures, 16), exact, budget=0.55)


def test_emergency_supply_is_erlangs_loss_system() -> None:
    """(S−1,S), what is short comes from elsewhere: case C04, fill rate 0.8015012331 (Erlang 1917; Karush 1957)."""
    rate, level, mean = 0.16, 3, 12.0
    load = stats.poisson(rate * mean)
    fill = 1 - load.pmf(level) / load.cdf(level)
    assert fill == pytest.approx(0.8015012331)
    law = {"lognormal": {"mean": mean, "cv": 1.1}}
    tree = one_shelf(rate, {"rule": "base_stock", "level": level}, law, sourcing=LOST_SALES, horizon=19_000.0, warm_up=1000.0)
    exact = {"at once": fill, "emergency": 1 - fill, "on hand": 1.461117632, "orders": rate * fill}
    agree(observe(tree, shelf_figures, 16), exact, budget=0.15)


def test_units_kept_for_urgent_calls() -> None:
    """Base stock 6, the last two units for premium calls; who is refused is served from elsewhere: case C25 (Dekker et al. 2002)."""
    rates, lead_time, level, kept = [0.12, 0.3], 10.0, 6, 2
    theory = stock.rationed(demand_rates=rates, critical_levels=[0, kept], lead_time=lead_time, base_stock=level)
    exact = {"premium": theory.fill_rate_of(1), "standard": theory.fill_rate_of(2), "on hand": theory.mean_on_hand}
    assert tuple(exact.values()) == pytest.approx((0.9855496573, 0.6122491362, 2.980593003))
    tree = one_shelf(1.0, {"rule": "base_stock", "level": level}, {"gamma": {"mean": lead_time, "cv": 0.6}}, sourcing=LOST_SALES)
    tree["locations"]["shelf"]["reserve"] = {"part": {"units": kept, "priority": 1}}
    failures = {}
    for name, rate, priority in (("premium", rates[0], 1), ("standard", rates[1], 3)):
        law, count = poisson_source(rate, 0.0, 800)
        failures[name] = {"law": law, "effect": "cosmetic", "parts": ["part"], "priority": priority}
    tree["asset_types"] = {"machine": {"failures": failures}}
    tree["sites"] = {"works": {"region": "shelf", "assets": {"machine": count}}}
    tree |= {"horizon": 8200.0, "warm_up": 200.0}

    def figures(tables: Tables) -> dict[str, float]:
        rows, calls = seen(tables, "demands", "asked"), tables.raw("calls")
        priority = dict(zip(calls["call"].tolist(), calls["priority"].tolist(), strict=True))
        urgent = np.array([priority[call] == 1 for call in rows["call"].tolist()])
        return {
            "premium": float(rows["at_once"][urgent].mean()),
            "standard": float(rows["at_once"][~urgent].mean()),
            "on hand": on_average(tables, "shelf")["on hand"],
        }

    agree(observe(tree, figures, 16), exact, budget=0.06)


# ---------------------------------------------------------------- batches, bins and cards
def batches(rate: float, lead_time: float, point: int, quantity: int) -> dict[str, float]:
    """Exact (r,Q) with Poisson demand and constant lead time (Hadley & Whitin 1963 ch. 4; Zipkin 2000 ch. 6).

    The position is uniform on r+1 ... r+Q, and what is on hand a lead time later is the position less a Poisson demand.
    """
    wanted = stats.poisson(rate * lead_time)
    positions = range(point + 1, point + quantity + 1)
    served = float(np.mean([wanted.cdf(position - 1) for position in positions]))
    owed = float(
        np.mean([sum((n - position) * wanted.pmf(n) for n in range(position + 1, position + 150)) for position in positions])
    )
    return {
        "at once": served,
        "backorders": owed,
        "on hand": float(np.mean(positions)) - rate * lead_time + owed,
        "orders": rate / quantity,
    }


@pytest.mark.parametrize(
    ("rate", "lead_time", "point", "quantity", "published"),
    [(1.5, 2.0, 3, 5, (0.8666328304, 0.1054328273)), (0.8, 10.0, 12, 12, (0.9891813353, 0.01026093237))],
    ids=["Snyder & Shen 5.8", "r = Q = bin"],
)
def test_reorder_point(rate: float, lead_time: float, point: int, quantity: int, published: tuple[float, float]) -> None:
    """(r,Q) and (r,nQ): cases C06 (Snyder & Shen, Example 5.8) and C08 (Hadley & Whitin 1963)."""
    exact = batches(rate, lead_time, point, quantity)
    assert (exact["at once"], exact["backorders"]) == pytest.approx(published)
    rule = {"rule": "reorder_multiple", "point": point, "quantity": quantity}
    tree = one_shelf(rate, rule, constant(lead_time), sojourn=exact["backorders"] / rate)
    tree |= {"horizon": 100.0 + 5000 / rate, "warm_up": 100.0}
    del exact["backorders" if exact["backorders"] < 0.05 else "orders"]
    agree(observe(tree, shelf_figures, 12), exact, budget=0.25)


def test_orders_of_several_units() -> None:
    """(s, S) under stuttering Poisson demand: case C09, 0.45 orders a day, geometric with mean 2.5, 8 days of lead time.

    Zipkin (2000), Foundations of Inventory Management, ch. 6-7. By the geometric law's lack of memory the share of units and of whole orders
    that the shelf serves are the same, although orders are given what is there and wait for the rest.
    """
    rule = {"rule": "min_max", "min": 9, "max": 24}
    tree = one_shelf(0.45, rule, constant(8.0), horizon=20_500.0, warm_up=500.0)
    ask = {"law": {"poisson": 0.45}, "parts": {"part": {"quantity": {"geometric": {"mean": 2.5}}}}}
    tree["asset_types"] = {"customers": {"failures": {"order": ask}}}
    tree["sites"] = {"town": {"region": "shelf", "assets": {"customers": 1}}}

    def figures(tables: Tables) -> dict[str, float]:
        orders, asked = seen(tables, "orders", "ordered"), seen(tables, "demands", "asked")
        assert ((asked["units_at_once"] > 0) & ~asked["at_once"]).any()
        return {
            **shelf_figures(tables),
            "units at once": asked["units_at_once"].sum() / asked["quantity"].sum(),
            "units": float(asked["quantity"].mean()),
            "ordered": float(orders["quantity"].mean()),
        }

    exact = {"on hand": 9.241960306, "backorders": 0.6055966697, "units at once": 0.8104301262, "at once": 0.8104301262}
    exact |= {"orders": 0.06818181818, "ordered": 16.5, "units": 2.5}
    agree(observe(tree, figures, 12), exact, budget=0.15)


def test_periodic_review() -> None:
    """(R,S): 1.1 a day, every 7 days up to 23, 10 days of lead time: case C11 (Hadley & Whitin 1963 ch. 5)."""
    tree = one_shelf(1.1, {"rule": "periodic", "every": 7.0, "level": 23}, constant(10.0), sojourn=0.1)
    tree |= {"horizon": 4600.0, "warm_up": 100.0}
    exact = {"at once": 0.9483250961, "on hand": 8.23985919, "backorders": 0.08985918972}
    agree(observe(tree, shelf_figures, 16), exact, budget=0.50)


def test_two_bins_with_a_loss() -> None:
    """Two bins of one size, the reserve bin opened when the first is empty, shortages lost, constant lead time.

    A cycle begins with the arrival of a bin's worth; exact by regeneration: Hadley & Whitin 1963 sec. 4-7. With r = Q the bins' stock
    after an arrival is Q plus what the lead time left, so cycles are linked by a small Markov chain, solved here.
    """
    rate, lead_time, bin_size = 0.9, 6.0, 6
    wanted = stats.poisson(rate * lead_time)
    left = np.array([wanted.pmf(bin_size - n) if n else wanted.sf(bin_size - 1) for n in range(bin_size + 1)])
    # An order is placed with exactly one bin on hand. It arrives on `n` units; then the shelf holds n + Q, or, with n = 0, Q itself, which
    # is an empty bin again: the next order goes out at once. Else n units of demand have to come first.
    sold = bin_size - float(left @ np.arange(bin_size + 1))
    idle = float(left @ np.arange(bin_size + 1))
    cycle = lead_time + idle / rate
    fill = (sold + idle) / (rate * cycle)
    tree = one_shelf(rate, {"rule": "two_bin", "bin": bin_size}, constant(lead_time), sourcing=LOST_SALES)
    tree |= {"horizon": 7100.0, "warm_up": 100.0}
    agree(observe(tree, shelf_figures, 16), {"at once": fill, "orders": 1 / cycle}, budget=0.05)


def kanban_chain(rate: float, container: int, cards: int, mean: float, capacity: int = 99) -> dict[str, float]:
    """Lost share and stock of k Kanban containers whose cards come back after exponential times, released when emptied: a Markov chain.

    The supplier works on `capacity` cards at once. States are the units on hand; a card is out for each missing container. Solved as linear equations.
    """
    top = container * cards
    generator = np.zeros((top + 1, top + 1))
    for units in range(top + 1):
        if units:
            generator[units, units - 1] += rate
        out = cards - -(-units // container)
        if out:
            generator[units, units + container] += min(out, capacity) / mean
    generator -= np.diag(generator.sum(axis=1))
    equations = np.vstack([generator.T, np.ones(top + 1)])
    share = np.linalg.lstsq(equations, np.append(np.zeros(top + 1), 1.0), rcond=None)[0]
    return {
        "emergency": float(share[0]),
        "on hand": float(share @ np.arange(top + 1)),
        "orders": float(rate * (1 - share[0]) / container),
    }


@pytest.mark.parametrize(("rate", "container", "cards", "mean"), [(1.6, 10, 2, 4.0), (1.0, 3, 4, 6.0)], ids=["two", "four"])
def test_kanban(rate: float, container: int, cards: int, mean: float) -> None:
    """Two containers of 10: case C18, lost share 0.06970339879, on hand 9.859767047 (Markov chain); and four of 3."""
    exact = kanban_chain(rate, container, cards, mean)
    if cards == 2:
        assert (exact["emergency"], exact["on hand"], exact["orders"]) == pytest.approx(
            (0.06970339879, 9.859767047, 0.1488474562)
        )
    rule = {"rule": "kanban", "cards": cards, "container": container, "release": "emptied"}
    tree = one_shelf(rate, rule, exponential(mean), sourcing=LOST_SALES, horizon=100 + 5000 / rate, warm_up=100.0)
    agree(observe(tree, shelf_figures, 16), exact, budget=0.40)


def test_kanban_from_a_supplier_who_makes_one_container_at_a_time() -> None:
    """Four containers of 5: case C19, lost share 0.04330040935, on hand 11.97813221 (Markov chain)."""
    exact = kanban_chain(0.8, 5, 4, 4.5, capacity=1)
    assert tuple(exact.values()) == pytest.approx((0.04330040935, 11.97813221, 0.1530719345))
    rule = {"rule": "kanban", "cards": 4, "container": 5, "release": "emptied"}
    tree = one_shelf(0.8, rule, exponential(4.5), sourcing=LOST_SALES, horizon=8200.0, warm_up=200.0)
    tree["locations"]["maker"]["capacity"] = 1
    agree(observe(tree, shelf_figures, 16), exact, budget=0.40)


def test_shelves_share_a_supplier_of_two_places() -> None:
    """Base stock at two shelves over one supplier with two places and a day's transit: units in the making are those of M/M/2 (Erlang C).

    Its customers are first come first served, so each order in the making belongs to a shelf by the shelves' shares of the demand (thinning).
    """
    rates, level, mean = {"left": 0.3, "right": 0.5}, 3, 2.0
    tree = demand(rates, sojourn=2.5)
    shelf = {"source": "maker", "transit": constant(1.0), "stock": {"part": {"rule": "base_stock", "level": level}}}
    tree["locations"] = {
        "maker": {"supplier": True, "lead_time": exponential(mean), "capacity": 2},
        "left": shelf,
        "right": shelf,
    }
    tree |= {"horizon": 7200.0, "warm_up": 200.0}
    load = sum(rates.values()) * mean
    weights = np.cumprod([1.0] + [load / min(n, 2) for n in range(1, 200)])
    making = float((weights / weights.sum()) @ np.arange(200))

    def figures(tables: Tables) -> dict[str, float]:
        found = {}
        for name in rates:
            shelf = on_average(tables, name)
            orders = seen(tables, "orders", "ordered")
            orders = orders[(orders["location"] == tables.code("location", name)) & ~np.isnan(orders["received"])]
            found[f"{name} net"] = level - shelf["on hand"] + shelf["backorders"]
            found[f"{name} lead time"] = float((orders["received"] - orders["ordered"]).mean())
            assert np.allclose(orders["received"] - orders["shipped"], 1.0)
        return found

    exact = {}
    for name, rate in rates.items():
        lead_time = making / sum(rates.values()) + 1.0
        exact |= {f"{name} net": rate * lead_time, f"{name} lead time": lead_time}
    agree(observe(tree, figures, 16), exact, budget=0.10)


# ---------------------------------------------------------------- several locations
def graves(rates: Sequence[float], transits: Sequence[float], levels: Sequence[int], depot: int, lead_time: float) -> list[float]:
    """Exact backorders per base under a depot with constant lead time (Simon 1971; Graves 1985).

    What the depot owes is shared out binomially; a base's outstanding units are its share plus a Poisson number in transit.
    """
    total = sum(rates)
    pipeline = stats.poisson(total * lead_time)
    owed = np.append(pipeline.cdf(depot), pipeline.pmf(np.arange(depot + 1, depot + 120)))
    found = []
    for rate, transit, level in zip(rates, transits, levels, strict=True):
        share = np.zeros(120)
        for count, chance in enumerate(owed):
            share[: count + 1] += chance * stats.binom.pmf(np.arange(count + 1), count, rate / total)
        outstanding = np.convolve(share, stats.poisson.pmf(np.arange(120), rate * transit))
        found.append(float(sum((n - level) * chance for n, chance in enumerate(outstanding) if n > level)))
    return found


def test_two_echelons() -> None:
    """Depot and four unequal bases: case D02, total 1.108856869 (Graves 1985), which METRIC puts at 0.942."""
    rates, transits, levels = [0.03, 0.09, 0.15, 0.05], [1.0, 2.0, 2.0, 5.0], [1, 1, 2, 1]
    exact = graves(rates, transits, levels, depot=4, lead_time=21.0)
    assert exact == pytest.approx([0.04967001708, 0.403035797, 0.4433195692, 0.2128314854])
    bases = {f"base {i}": rate for i, rate in enumerate(rates)}
    tree = demand(bases, sojourn=3.0, assets=1500)
    tree["locations"] = {
        "maker": {"supplier": True, "lead_time": constant(21.0)},
        "depot": {"source": "maker", "stock": {"part": {"rule": "base_stock", "level": 4}}},
    } | {
        base: {"source": "depot", "transit": constant(transits[i]), "stock": {"part": {"rule": "base_stock", "level": levels[i]}}}
        for i, base in enumerate(bases)
    }
    tree |= {"horizon": 14_500.0, "warm_up": 500.0}
    fill_rates = [0.7511082476, 0.4173504887, 0.5375547968, 0.5152285363]

    def figures(tables: Tables) -> dict[str, float]:
        found = {"depot": on_average(tables, "depot")["backorders"]}
        for base in bases:
            found[f"{base} owes"] = on_average(tables, base)["backorders"]
            found[f"{base} serves"] = supplied(tables, base)["at once"]
        return {**found, "total": sum(found[f"{base} owes"] for base in bases)}

    expected = {"depot": 2.864658874, "total": sum(exact)}
    expected |= {f"base {i} owes": value for i, value in enumerate(exact)}
    expected |= {f"base {i} serves": value for i, value in enumerate(fill_rates)}
    observed = observe(tree, figures, 16)
    agree(observed, expected, budget=0.35)
    assert observed["total"].mean() > 1.05, "better than the METRIC approximation's 0.942"


def test_batches_through_two_echelons() -> None:
    """A depot (r,Q) under a warehouse that holds batches: case D14 (Axsäter, Inventory Control, ch. 10)."""
    tree = demand({"depot": 1.2}, sojourn=0.02)
    tree["locations"] = {
        "maker": {"supplier": True, "lead_time": constant(9.0)},
        "warehouse": {"source": "maker", "lead_time": constant(3.0), "stock": {"part": {"rule": "base_stock", "level": 12}}},
        "depot": {"source": "warehouse", "stock": {"part": {"rule": "reorder_multiple", "point": 9, "quantity": 6}}},
    }
    tree |= {"horizon": 6200.0, "warm_up": 200.0}

    def figures(tables: Tables) -> dict[str, float]:
        depot, above = on_average(tables, "depot"), on_average(tables, "warehouse")
        return {
            "at once": supplied(tables, "depot")["at once"],
            "on hand": depot["on hand"],
            "batches owed": above["backorders"] / 6,
        }

    exact = {"at once": 0.985338442, "on hand": 8.106895482, "batches owed": 0.1351109351}
    agree(observe(tree, figures, 16), exact, budget=0.30)


def test_lateral_central_and_emergency_supply() -> None:
    """Own stock, then a neighbour's, then central's, then the maker's: case E05 (Alfredsson & Verrijdt 1999)."""
    rates = {"local 1": 0.03, "local 2": 0.05, "local 3": 0.04}
    preference = {"local 1": ["local 2", "local 3"], "local 2": ["local 1", "local 3"], "local 3": ["local 2", "local 1"]}
    tree = demand(rates, sojourn=0.1, assets=600)
    one = {"rule": "base_stock", "level": 1}
    tree["locations"] = {
        "maker": {"supplier": True, "lead_time": exponential(14.0)},
        "central": {"source": "maker", "orders_may_cross": True, "stock": {"part": {"rule": "base_stock", "level": 2}}},
    } | {
        name: {
            "source": "central",
            "transit": exponential(3.0 if name == "local 3" else 2.0),
            "orders_may_cross": True,
            "laterals": preference[name],
            "stock": {"part": one},
        }
        for name in rates
    }
    steps = (("depot", 0.0), ("lateral", 0.25), ("upstream", 0.5), ("emergency", 2.0))
    tree["sourcing"] = {"wait_limit": 9.0, "steps": [{"from": source, "time": constant(time)} for source, time in steps]}
    tree |= {"horizon": 41_000.0, "warm_up": 1000.0}
    own, lateral = [0.8300013512, 0.7870222894, 0.7999388829], [0.1339314682, 0.1769105299, 0.1639939364]
    delivery = [0.1054381324, 0.1161828978, 0.1129537495]
    exact = {}
    for i, name in enumerate(rates):
        exact |= {
            f"{name} depot": own[i],
            f"{name} lateral": lateral[i],
            f"{name} emergency": 0.03594778335,
            f"{name} delivery": delivery[i],
        }

    def figures(tables: Tables) -> dict[str, float]:
        found = {}
        rows = seen(tables, "demands", "asked")
        for name in rates:
            found |= {f"{name} {source}": share for source, share in supplied(tables, name).items()}
            asked = rows[rows["location"] == tables.code("location", name)]
            found[f"{name} delivery"] = float(np.nanmean(asked["filled"] - asked["asked"]))
        return found

    agree(observe(tree, figures, 16), exact, budget=0.35)


# ---------------------------------------------------------------- vans, first-time fix, returns
def test_first_time_fix_from_van_and_skill() -> None:
    """Van stock per fault, what is short brought for a second visit: case H01 without its triage (Erlang loss per part).

    The first visit fixes when the van holds the part and the repair succeeds (94 %); fill rates per part are the case's.
    """
    shares = [0.3, 0.22, 0.15, 0.13, 0.1, 0.06, 0.04]
    levels = [3, 2, 2, 1, 1, 1, 0]
    published = [0.874784625, 0.7866640547, 0.8690379951, 0.6157635468, 0.6756756757, 0.7763975155, 0.0]
    rate, refill, skill = 3.2, 1.5, 0.94
    fills = []
    for share, level in zip(shares, levels, strict=True):
        load = stats.poisson(rate * share * refill)
        fills.append(float(1 - load.pmf(level) / load.cdf(level)))
    assert fills == pytest.approx(published)
    plenty = {"rule": "base_stock", "level": 500}
    names = [f"part {i}" for i in range(len(shares))]
    modes, assets = {}, {}
    for i, name in enumerate(names):
        law, assets[name] = poisson_source(rate * shares[i], 0.2, assets=1000)
        modes[name] = {"failures": {"fault": {"law": law, "effect": "cosmetic", "parts": [name], "repair_success": skill}}}
    tree = {
        "horizon": 2050.0,
        "warm_up": 50.0,
        "parts": {name: {} for name in names},
        "locations": {"maker": {"supplier": True}, "depot": {"source": "maker", "stock": dict.fromkeys(names, plenty)}},
        "asset_types": modes,
        "sites": {"town": {"assets": assets}},
        "technicians": {
            "anna": {
                "home": "depot",
                "refill": constant(refill),
                "van": {name: {"rule": "base_stock", "level": levels[i]} for i, name in enumerate(names)},
            }
        },
        "sourcing": {"steps": [{"from": "emergency", "time": constant(0.25)}]},
    }

    def figures(tables: Tables) -> dict[str, float]:
        calls = seen(tables, "calls", "fault")
        done = calls[~np.isnan(calls["restored"])]
        at_hand = [done["parts_at_hand"][done["mode"] == code].mean() for code in range(len(names))]
        found = {f"part {i}": float(share) for i, share in enumerate(at_hand)}
        return {**found, "first-time fix": float(done["fixed_first_visit"].mean()), "visits": float(done["visits"].mean())}

    exact = {f"part {i}": fill for i, fill in enumerate(fills) if levels[i]}
    at_hand = sum(share * fill for share, fill in zip(shares, fills, strict=True))
    exact |= {"first-time fix": skill * at_hand, "visits": 1 / skill + 1 - at_hand}
    agree(observe(tree, figures, 16), exact, budget=0.10)


def test_returned_cores_are_a_pipeline_of_their_own() -> None:
    """Cores that are tested, found healthy, repaired or scrapped and bought anew: Palm with a mixed turnaround (kind of case G10).

    A defective unit stays in the machine until a good one is there, so the wait of a call is part of the turnaround; with W the mean wait,
    Little's law gives on hand = S + lambda W - lambda (T + W), exactly. Where waits are rare the fill rate is Palm's.
    """
    rate, healthy, testing, repair, good, lead_time, level = 0.22, 0.28, 2.5, 13.0, 0.88, 55.0, 8
    turnaround = testing + (1 - healthy) * (repair + (1 - good) * lead_time)
    tree = one_shelf(rate, {"rule": "base_stock", "level": level}, exponential(lead_time))
    tree["parts"] = {"part": {"repairable": True, "no_fault_found": healthy}}
    tree["returns"] = {
        "inspection": exponential(testing),
        "shop": {"location": "shelf", "benches": 1000, "repair": {"gamma": {"mean": repair, "cv": 0.7}}, "repair_success": good},
    }
    tree |= {"horizon": 16_000.0, "warm_up": 1000.0}
    exact = {
        "at once": float(stats.poisson.cdf(level - 1, rate * turnaround)),
        "on hand": level - rate * turnaround,
        "orders": rate * (1 - healthy) * (1 - good),
    }
    agree(observe(tree, shelf_figures, 16), exact, budget=0.20)
