"""Technicians who come and go, drive home or know their district, against exact results.

Error budget: four standard errors over independent replications.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from stationary import agree, observe, poisson_source, seen

from sim.kpi import figures as all_figures
from sim.results import Tables
from sim.theory.chains import average, stationary


def company(rate: float, sojourn: float, repair: Any, technicians: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Poisson stream of faults at one site, and who works them off; times are plain hours."""
    law, assets = poisson_source(rate, sojourn)
    return {
        "locations": {"depot": {}},
        "asset_types": {"machine": {"failures": {"fault": {"law": law, "effect": "cosmetic", "repair": repair}}}},
        "sites": {"town": {"assets": {"machine": assets}}},
        "technicians": technicians,
        **more,
    }


def open_time(tables: Tables) -> float:
    """Mean hours from fault to end."""
    calls = seen(tables, "calls", "fault")
    return float(np.nanmean(calls["restored"] - calls["fault"]))


# ---------------------------------------------------------------- absences
def test_absent_technicians_hand_their_work_over() -> None:
    """M/M/6 whose servers alternate between present (mean 40 h) and absent (mean 8 h), busy or not; work goes on where it stopped.

    Present servers and jobs are a Markov chain (Mitrany & Avi-Itzhak 1968, A Many-Server Queue with Service Interruptions).
    """
    crew, rate, repair, present, absent = 6, 1.5, 2.0, 40.0, 8.0

    def moves(state: tuple[int, int]) -> list[tuple[tuple[int, int], float]]:
        jobs, here = state
        found = [((jobs, here - 1), here / present), ((jobs, here + 1), (crew - here) / absent)]
        found.append(((jobs - 1, here), min(jobs, here) / repair))
        found.append(((jobs + 1, here), rate if jobs < 150 else 0.0))
        return [(target, speed) for target, speed in found if speed]

    shares = stationary((0, crew), moves)
    sojourn = average(shares, lambda state: state[0]) / rate
    assert 2.1 < sojourn < 2.6  # two hours of work, and a queue whenever many are absent
    tree = company(
        rate,
        sojourn,
        {"exponential": {"mean": repair}},
        {
            "crew": {
                "home": "depot",
                "count": crew,
                "absence": {"after": {"exponential": {"mean": present}}, "lasts": {"exponential": {"mean": absent}}},
            }
        },
        horizon=5000.0,
        warm_up=500.0,
    )

    def figures(tables: Tables) -> dict[str, float]:
        found = all_figures(tables)
        visits = seen(tables, "visits", "dispatched")
        calls = seen(tables, "calls", "fault")
        return {
            "open": open_time(tables),
            "absent": found["absence_share"],
            "worked": float(np.nansum(visits["work"])) / len(calls),
            "visits": len(visits) / len(calls),
        }

    exact = {"open": sojourn, "absent": absent / (present + absent), "worked": repair, "visits": 1 + repair / present}
    agree(observe(tree, figures, 16), exact, budget=0.10)


# ---------------------------------------------------------------- home between two jobs
def test_a_technician_who_starts_each_job_from_his_base() -> None:
    """M/G/1 with drive out, work and drive back as service (Pollaczek 1930, Khinchine 1932); the response is the wait and the drive out."""
    rate, road, work = 0.2, 0.4, 1.2
    mean = 2 * road + work
    square = 4 * 2 * road**2 + 2 * 2 * road * work + 2 * work**2  # the way back is as long as the way out, both laws exponential
    wait = rate * square / 2 / (1 - rate * mean)
    crew = {"anna": {"home": "depot", "between_jobs": "home"}}
    travel = {"timed": {"time": {"exponential": {"mean": road}}, "km": 20.0}}
    tree = company(
        rate, wait + road + work, {"exponential": {"mean": work}}, crew, horizon=10_000.0, warm_up=200.0, travel=travel
    )

    def figures(tables: Tables) -> dict[str, float]:
        visits = seen(tables, "visits", "asked")
        found = all_figures(tables)
        return {
            "wait": float(np.nanmean(visits["dispatched"] - visits["asked"])),
            "response": float(np.nanmean(visits["arrived"] - visits["asked"])),
            "busy": found["technician_utilisation"],
            "road": found["travel_share"],
            "km": found["distance"],
        }

    exact = {
        "wait": wait,
        "response": wait + road,
        "busy": rate * mean,
        "road": rate * 2 * road,
        "km": rate * 2 * 20.0 * 8760,
    }
    agree(observe(tree, figures, 16), exact, budget=0.15)


# ---------------------------------------------------------------- fixed preferences
def test_districts_with_a_list_of_preferred_technicians() -> None:
    """The hypercube model with a queue (Larson 1974), three technicians and five districts: workloads by exact balance of its states."""
    rates, work = (0.25, 0.4, 0.15, 0.3, 0.2), 1 / 0.62
    lists = (("anna", "bert", "cleo"), ("anna", "bert", "cleo"), ("bert", "anna", "cleo"))
    lists = (*lists, ("cleo", "bert", "anna"), ("cleo", "anna", "bert"))
    people = ("anna", "bert", "cleo")
    everybody = frozenset(people)

    def moves(state: tuple[frozenset[str], int]) -> list[tuple[tuple[frozenset[str], int], float]]:
        busy, waiting = state
        if waiting:
            return [((busy, waiting - 1), len(people) / work), ((busy, waiting + 1), sum(rates) if waiting < 300 else 0.0)]
        found = [((busy - {each}, 0), 1 / work) for each in busy]
        for rate, wanted in zip(rates, lists, strict=True):
            free = [each for each in wanted if each not in busy]
            found.append(((busy | {free[0]}, 0) if free else (busy, 1), rate))
        return found

    shares = stationary((frozenset[str](), 0), moves)
    wait = average(shares, lambda state: state[1]) / sum(rates)
    load = {each: average(shares, lambda state, each=each: float(each in state[0])) for each in people}  # type: ignore[misc]
    assert abs(load["anna"] - 0.7259044111) < 1e-9
    assert abs(wait - 0.8763731894) < 1e-9
    assert all(busy == everybody for busy, waiting in shares if waiting)
    tree = company(1.0, 1.0, {"exponential": {"mean": work}}, {each: {"home": "depot"} for each in people})
    sources = [poisson_source(rate, wait + work, assets=2000) for rate in rates]
    mode = tree["asset_types"]["machine"]["failures"]["fault"]
    tree["asset_types"] = {f"machine {i}": {"failures": {"fault": {**mode, "law": law}}} for i, (law, _) in enumerate(sources)}
    tree["sites"] = {
        f"district {i}": {"technicians": list(wanted), "assets": {f"machine {i}": sources[i][1]}}
        for i, wanted in enumerate(lists)
    }
    tree.update(dispatch="preferred", horizon=6000.0, warm_up=500.0)

    def figures(tables: Tables) -> dict[str, float]:
        visits = seen(tables, "visits", "dispatched")
        ended = np.where(np.isnan(visits["left"]), tables.horizon, visits["left"])
        names = tables.names("technician")
        busy = {
            names[code]: float((ended - visits["dispatched"])[visits["technician"] == code].sum() / 5500.0) for code in range(3)
        }
        return {**busy, "wait": float((visits["dispatched"] - visits["asked"]).mean())}

    agree(observe(tree, figures, 16), {**load, "wait": wait}, budget=0.30)
