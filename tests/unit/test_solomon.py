"""Routing problems in Solomon's text format: read, made into a day, and worked off."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import sim
from sim.errors import ScenarioError
from sim.scenario.load import from_text
from sim.scenario.solomon import distance, read_instance

INSTANCES = Path(__file__).resolve().parents[2] / "benchmarks" / "vrptw"
HEAD = "TOY\n\nVEHICLE\nNUMBER     CAPACITY\n  1  50\n\nCUSTOMER\nCUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME\n\n"
TOY = HEAD + "0 0 0 0 0 300 0\n1 30 40 5 60 120 20\n2 30 0 5 65 80 10\n"
"""One vehicle; both customers are 50 and 30 from the depot, 40 from each other."""


@pytest.mark.parametrize(("name", "demand", "due"), [("c101", 1810, 1236), ("r101", 1458, 230), ("rc101", 1724, 240)])
def test_published_instances_are_read(name: str, demand: float, due: float) -> None:
    instance = read_instance((INSTANCES / f"{name}.txt").read_text(encoding="ascii"))
    assert (instance.name, instance.vehicles, instance.capacity) == (name.upper(), 25, 200)
    assert len(instance.customers) == 100
    assert sum(each.demand for each in instance.customers) == demand
    assert instance.depot.due == due


def test_windows_become_work_orders_and_promises_and_units_minutes_and_kilometres() -> None:
    """At 60 the van goes to customer 1 (50 min, is there at 110, done at 130), then to 2 (40 min: at 170, long after 80), then home (30)."""
    scenario = from_text(TOY, "toy.txt")
    for rule in ("first_come_first_served", "nearest"):
        results = sim.run(scenario, 0, policy=rule)
        calls, visits, trips = results.tables.calls, results.tables.visits, results.tables.trips
        begin = 7 * 24.0
        assert sorted(calls.reported) == pytest.approx([begin + 60 / 60, begin + 65 / 60], abs=1e-5)
        assert sorted(visits.arrived) == pytest.approx([begin + 110 / 60, begin + 170 / 60], abs=1e-5)
        assert visits.km.sum() + trips.km.sum() == pytest.approx(50 + 40 + 30)
        assert results.figures["response_compliance"] == 0.5


@pytest.mark.slow
def test_distance_of_a_day_is_that_of_its_routes() -> None:
    text = (INSTANCES / "r101.txt").read_text(encoding="ascii")
    instance = read_instance(text)
    places = {"depot": instance.depot, **{f"c{each.number}": each for each in instance.customers}}
    tables = sim.run(from_text(text), 0, policy="nearest").tables
    total = 0.0
    for _, route in tables.visits.sort_values("dispatched").groupby("technician", observed=True):
        stops = ["depot", *map(str, route.site), "depot"]
        total += sum(distance(places[a], places[b]) for a, b in pairwise(stops))
    assert len(tables.visits) == 100
    assert tables.visits.km.sum() + tables.trips.km.sum() == pytest.approx(total)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (TOY.replace("  1  50", "  no  50"), "expected a number of vehicles, found 'no'"),
        (HEAD + "0 0 0 0 0 300 0\n", "expected a depot and at least one customer"),
        (TOY + "2 1 1 1 1 1 1\n", "two customers have the same number"),
        (TOY + "3 1 1 1 1 1\n", "line 13: expected seven numbers"),
        (TOY + "3 1 1 1 9 8 1\n", "line 13: the window of customer 3 closes before it opens"),
        (TOY.replace(" 300 ", " 9000 "), "the depot closes after 9000 minutes"),
        (TOY.replace("CUST NO.", "NUMBER"), "CUSTOMER come first"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_instance_is_told(text: str, complaint: str) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        from_text(text, "toy.txt")
