"""Queues in their steady state: the desk, technicians and priorities against exact results.

Error budget: four standard errors over independent replications. Case numbers (A01, B02, ...) are those of the project's collection of
reference cases, whose figures are exact and carry the source named here.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial
from typing import Any

import numpy as np
import pytest
from scipy import stats
from stationary import agree, allowance, observe, poisson_source, seen

from sim.kpi.desk import desk_utilisation
from sim.results import Tables

MINUTES = 60.0


def erlang_c(load: float, servers: int) -> float:
    """Probability of waiting in M/M/c (Erlang 1917; Gross, Shortle, Thompson & Harris, Fundamentals of Queueing Theory, ch. 3)."""
    blocked = stats.poisson.pmf(servers, load) / stats.poisson.cdf(servers, load)
    return float(servers * blocked / (servers - load * (1 - blocked)))


def company(modes: Mapping[str, Any], assets: Mapping[str, int], technicians: int, **more: Any) -> dict[str, Any]:
    """One asset type per mode, at one site, with technicians who are there at once; times are plain hours."""
    return {
        "locations": {"depot": {}},
        "asset_types": {name: {"failures": {"fault": {"effect": "cosmetic", **mode}}} for name, mode in modes.items()},
        "sites": {"town": {"assets": dict(assets)}},
        "technicians": {"crew": {"home": "depot", "count": technicians}},
        **more,
    }


# ---------------------------------------------------------------- the desk
def test_desk_waits_as_erlang_says() -> None:
    """M/M/8, 42 calls an hour of 8 minutes: case A01, P(wait) = 0.2706029322, mean wait 0.9020097741 min (Erlang 1917)."""
    rate, handling, agents = 42.0, 8 / 60, 8
    waiting = erlang_c(rate * handling, agents)
    wait = waiting * handling / (agents - rate * handling)
    assert waiting == pytest.approx(0.2706029322)
    assert wait * MINUTES == pytest.approx(0.9020097741)
    law, assets = poisson_source(rate, handling + wait, assets=2000)
    tree = company({"question": {"law": law, "remote": 1.0}}, {"question": assets}, 1, horizon=320.0, warm_up=20.0)
    tree["desk"] = {"agents": agents, "handling": {"exponential": {"mean": handling}}}

    def figures(tables: Tables) -> dict[str, float]:
        rows = seen(tables, "contacts", "at")
        waits = (rows["answered"] - rows["at"])[~np.isnan(rows["answered"])]
        return {
            "wait": float(waits.mean()),
            "waiting": float((waits > 0).mean()),
            "long": float((waits > 2 / MINUTES).mean()),
            "calls": len(rows) / 300.0,
        }

    agree(observe(tree, figures, 16), {"wait": wait, "waiting": waiting, "long": 0.148510038, "calls": rate}, budget=0.30)


def test_desk_loses_patience_as_often_as_theory_says() -> None:
    """M/M/c+M with redials far apart: each attempt meets Palm's queue (Palm 1957; Mandelbaum & Zeltyn 2005).

    Attempts are the stream that the agents see, so the abandoned share of all attempts is Erlang-A's at their rate: case A10 (6 agents,
    1 attempt a minute, 7 minutes of work, 6 minutes of patience) says 0.2333176843; fresh calls are 1 − 0.2333 a minute.
    """
    attempts, abandoned = 60.0, 0.2333176843
    redial = 10.0
    sojourn = redial * abandoned / (1 - abandoned) + 0.1
    law, assets = poisson_source(attempts * (1 - abandoned), sojourn, assets=5000)
    tree = company({"question": {"law": law, "remote": 1.0}}, {"question": assets}, 1, horizon=260.0, warm_up=60.0)
    tree["desk"] = {
        "agents": 6,
        "handling": {"exponential": {"mean": 7 / 60}},
        "patience": {"exponential": {"mean": 6 / 60}},
        "redial": {"exponential": {"mean": redial}},
    }

    def figures(tables: Tables) -> dict[str, float]:
        rows = seen(tables, "contacts", "at")
        return {"abandoned": float(rows["abandoned"].mean())}

    agree(observe(tree, figures, 20), {"abandoned": abandoned}, budget=0.15)


def hotline(rate: float, handling: float, agents: int, **desk: Any) -> dict[str, Any]:
    """Questions that the desk answers, an hour's rate of them, from callers who never ring twice."""
    tree = company({"question": {"law": {"poisson": rate}, "remote": 1.0}}, {"question": 1}, 1, horizon=440.0, warm_up=40.0)
    handle = {"exponential": {"mean": handling}}
    return {**tree, "desk": {"agents": agents, "handling": handle, "redial_share": 0.0, **desk}}


def test_a_desk_with_few_lines_loses_callers() -> None:
    """M/M/7/12, 95 calls an hour of 5 minutes: case A03 (Erlang 1917; Gross et al. 2008, ch. 2.5)."""

    def figures(tables: Tables) -> dict[str, float]:
        contacts, calls = seen(tables, "contacts", "at"), seen(tables, "calls", "fault")
        waits = (contacts["answered"] - contacts["at"])[~np.isnan(contacts["answered"])]
        assert calls["lost"].sum() == contacts["blocked"].sum()
        return {"blocked": float(contacts["blocked"].mean()), "wait": float(waits.mean()), "waiting": float((waits > 0).mean())}

    exact = {"blocked": 0.1739201751, "wait": 1.712153753 / MINUTES, "waiting": 0.7387889774}
    agree(observe(hotline(95.0, 5 / MINUTES, 7, lines=12), figures, 12), exact, budget=0.10)


def test_callers_who_give_up_for_good_relieve_the_desk() -> None:
    """M/M/6+M, Erlang-A: case A10, 60 calls an hour of 7 minutes, 6 minutes of patience (Palm 1957; Mandelbaum & Zeltyn 2005)."""

    def figures(tables: Tables) -> dict[str, float]:
        contacts = seen(tables, "contacts", "at")
        ended = np.where(contacts["abandoned"], contacts["ended"], contacts["answered"])
        waits = (ended - contacts["at"])[~np.isnan(ended)]
        return {
            "abandoned": float(contacts["abandoned"].mean()),
            "wait": float(waits.mean()),
            "waiting": float((waits > 0).mean()),
            "utilisation": float(tables.once(desk_utilisation)),
        }

    exact = {"abandoned": 0.2333176843, "wait": 1.399906106 / MINUTES, "waiting": 0.679061288, "utilisation": 0.8944627017}
    patience = {"exponential": {"mean": 6 / MINUTES}}
    agree(observe(hotline(60.0, 7 / MINUTES, 6, patience=patience), figures, 12), exact, budget=0.15)


def test_desk_and_visits_in_a_row_are_a_jackson_network() -> None:
    """3 agents, 38 % solved remotely, 22 technicians, 82 % fixed at a visit: case A25 (Jackson 1957)."""
    law, assets = poisson_source(9.0, 2.244637283, assets=3000)
    mode = {"law": law, "remote": 0.38, "repair": {"exponential": {"mean": 2.6}}, "repair_success": 0.82}
    tree = company({"machine": mode}, {"machine": assets}, 22, horizon=800.0, warm_up=100.0)
    tree["desk"] = {"agents": 3, "handling": {"exponential": {"mean": 9 / 60}}}

    def figures(tables: Tables) -> dict[str, float]:
        contacts, visits, calls = (
            seen(tables, kind, moment) for kind, moment in (("contacts", "at"), ("visits", "asked"), ("calls", "fault"))
        )
        closed = calls[~np.isnan(calls["restored"])]
        return {
            "desk": float(np.nanmean(contacts["answered"] - contacts["at"])),
            "visits": len(visits) / (calls["visits"] > 0).sum(),
            "whole": float((closed["restored"] - closed["fault"]).mean()),
        }

    exact = {"desk": 1.014953849 / 60, "visits": 1 / 0.82, "whole": 2.244637283}
    agree(observe(tree, figures, 16), exact, budget=0.40)


# ---------------------------------------------------------------- technicians
@pytest.mark.parametrize(
    "law", [{"exponential": {"mtbf": 45.0}}, {"weibull": {"mean": 45.0, "shape": 2.2}}], ids=lambda law: next(iter(law))
)
def test_machine_repairman(law: dict[str, Any]) -> None:
    """40 machines, 2 technicians, 1.6 h of repair: case B02 (Palm, Ashcroft; Taylor & Jackson 1954).

    Case B06: the answer does not depend on the law of life (BCMP 1975), if life is counted in operating hours.
    """
    machines, crew, ratio = 40, 2, 1.6 / 45.0
    weights = [
        factorial(machines)
        / factorial(machines - n)
        * ratio**n
        / (factorial(n) if n <= crew else factorial(crew) * crew ** (n - crew))
        for n in range(machines + 1)
    ]
    down = sum(n * weight for n, weight in enumerate(weights)) / sum(weights)
    assert 1 - down / machines == pytest.approx(0.9444102205)
    mode = {"law": law, "effect": "down", "repair": {"exponential": {"mean": 1.6}}}
    tree = company({"machine": mode}, {"machine": machines}, crew, horizon=4200.0, warm_up=200.0)

    def figures(tables: Tables) -> dict[str, float]:
        calls = tables.raw("calls")
        ended = np.where(np.isnan(calls["restored"]), tables.horizon, calls["restored"])
        hours = np.maximum(ended, tables.warm_up) - np.maximum(calls["fault"], tables.warm_up)
        recent = calls[(calls["fault"] >= tables.warm_up) & ~np.isnan(calls["restored"])]
        return {
            "down": float(hours.sum() / 4000.0),
            "wait": float(recent["technician"].mean()),
            "faults": (calls["fault"] >= tables.warm_up).sum() / 4000.0,
        }

    agree(observe(tree, figures, 16), {"down": down, "wait": 1.048785479, "faults": 0.8394757515}, budget=0.25)


def test_repair_of_one_length() -> None:
    """12 machines, one technician, always 0.9 h: case B10, availability 0.8970323358 (Takács 1962, ch. 5)."""
    mode = {"law": {"exponential": {"mtbf": 14.0}}, "effect": "down", "repair": {"constant": {"time": 0.9}}}
    tree = company({"machine": mode}, {"machine": 12}, 1, horizon=4100.0, warm_up=100.0)

    def figures(tables: Tables) -> dict[str, float]:
        rows = seen(tables, "calls", "fault")
        return {"wait": float(rows["technician"][~np.isnan(rows["restored"])].mean())}

    agree(observe(tree, figures, 16), {"wait": 0.7070182105}, budget=0.08)


def cobham(rates: list[float], means: list[float], squares: list[float]) -> list[float]:
    """Mean waits in a non-preemptive M/G/1 priority queue, most urgent class first (Cobham 1954)."""
    residual = sum(rate * square for rate, square in zip(rates, squares, strict=True)) / 2
    loads = np.cumsum([0.0, *(rate * mean for rate, mean in zip(rates, means, strict=True))])
    return [float(residual / ((1 - loads[i]) * (1 - loads[i + 1]))) for i in range(len(rates))]


@pytest.mark.parametrize(
    ("rates", "laws", "published"),
    [
        ([0.2, 0.6, 1.2], [{"exponential": {"mean": 1 / 3}}] * 3, [0.2380952381, 0.3246753247, 0.9090909091]),
        (
            [0.28, 0.2],
            [{"gamma": {"mean": 1.4, "cv": 0.9}}, {"gamma": {"mean": 1.8, "cv": 0.3}}],
            [1.397736842, 5.636035654],
        ),
    ],
    ids=["County Hospital", "corrective before preventive"],
)
def test_priority_classes_wait_as_cobham_says(rates: list[float], laws: list[Any], published: list[float]) -> None:
    """One technician, two or three classes: cases A12 (Hillier & Lieberman's County Hospital) and L05."""
    means, squares = [], []
    for law in laws:
        word, parameters = next(iter(law.items()))
        cv = 1.0 if word == "exponential" else parameters["cv"]
        means.append(parameters["mean"])
        squares.append(parameters["mean"] ** 2 * (1 + cv**2))
    waits = cobham(rates, means, squares)
    assert waits == pytest.approx(published, rel=1e-8)
    modes, assets = {}, {}
    for i, rate in enumerate(rates):
        source, count = poisson_source(rate, waits[i] + means[i], assets=1500)
        modes[f"class {i}"] = {"law": source, "priority": i + 1, "repair": laws[i]}
        assets[f"class {i}"] = count
    tree = company(modes, assets, 1, horizon=4200.0 if len(rates) > 2 else 9200.0, warm_up=200.0, dispatch="priority_class")

    def figures(tables: Tables) -> dict[str, float]:
        rows = seen(tables, "visits", "asked")
        order = np.argsort(tables.raw("calls")["call"])
        priority = tables.raw("calls")["priority"][order][rows["call"]]
        wait = rows["dispatched"] - rows["asked"]
        return {f"class {i}": float(wait[priority == i + 1].mean()) for i in range(len(rates))}

    agree(observe(tree, figures, 16), {f"class {i}": wait for i, wait in enumerate(waits)}, budget=0.30)


def test_first_come_first_served_is_erlang_for_technicians() -> None:
    """5 technicians, 2.45 jobs an hour of 1.8 h: all classes of case A14 together wait 2.204986934 h."""
    rate, mean, crew = 2.45, 1.8, 5
    wait = erlang_c(rate * mean, crew) * mean / (crew - rate * mean)
    assert wait == pytest.approx(2.204986934)
    law, assets = poisson_source(rate, wait + mean, assets=2000)
    tree = company(
        {"job": {"law": law, "repair": {"exponential": {"mean": mean}}}}, {"job": assets}, crew, horizon=4200.0, warm_up=200.0
    )

    def figures(tables: Tables) -> dict[str, float]:
        rows = seen(tables, "visits", "asked")
        return {"wait": float((rows["dispatched"] - rows["asked"]).mean())}

    agree(observe(tree, figures, 16), {"wait": wait}, budget=0.30)


# ---------------------------------------------------------------- the benchmark model
def test_field_service_lite() -> None:
    """The small benchmark model of the project: 1,000 assets, 20 technicians, 45 parts; first-time fix 0.816 ± 0.003 in the long run.

    Also its response of about 1.17 h, 6.3 parts on hand and 3.53 h to restore, to the digits that are given.
    """
    tree = {
        "horizon": 1900.0,
        "warm_up": 100.0,
        "parts": {"part": {}},
        "locations": {
            "supplier": {"supplier": True, "lead_time": {"constant": {"time": 8.0}}},
            "store": {"source": "supplier", "stock": {"part": {"rule": "base_stock", "level": 45}}},
        },
        "asset_types": {
            "asset": {
                "failures": {
                    "fault": {
                        "law": {"exponential": {"mtbf": 200.0}},
                        "parts": ["part"],
                        "repair": {"exponential": {"mean": 2.0}},
                    }
                }
            }
        },
        "sites": {"field": {"assets": {"asset": 1000}}},
        "technicians": {"crew": {"home": "store", "count": 20}},
        "travel": {"timed": {"time": {"exponential": {"mean": 1.0}}}},
    }

    def figures(tables: Tables) -> dict[str, float]:
        calls = seen(tables, "calls", "fault")
        arrived = calls[~np.isnan(calls["arrived"])]
        closed = calls[~np.isnan(calls["restored"])]
        movements = tables.raw("movements")
        hours = np.diff(np.append(movements["time"], tables.horizon))
        late = movements["time"] >= tables.warm_up
        return {
            "first-time fix": float(arrived["parts_at_hand"].mean()),
            "fixed first": float(closed["fixed_first_visit"].mean()),
            "response": float((arrived["arrived"] - arrived["fault"]).mean()),
            "restoration": float((closed["restored"] - closed["fault"]).mean()),
            "on hand": float((movements["on_hand"] * hours)[late].sum() / hours[late].sum()),
        }

    observed = observe(tree, figures, 18)
    known = {
        "first-time fix": (0.816, 0.003, 0.04),
        "fixed first": (0.816, 0.003, 0.04),
        "response": (1.17, 0.005, 0.1),
        "restoration": (3.53, 0.005, 0.3),
        "on hand": (6.3, 0.05, 1.0),
    }
    for name, (value, digits, budget) in known.items():
        allowed = allowance(observed[name])
        assert allowed <= budget, f"{name}: too few replications, ±{allowed:.4g}"
        assert abs(observed[name].mean() - value) <= digits + allowed, name
