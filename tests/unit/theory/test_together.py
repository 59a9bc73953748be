"""Machines, parts and technicians: with plenty of one, the models of the others come out."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.theory.machines import repairmen
from sim.theory.together import emergency_part_prolongs_job, part_before_technician

FLEET: dict[str, Any] = {"machines": 15, "mtbf": 20.0, "technicians": 2, "mean_job": 1.5}


@pytest.mark.parametrize("change", [{"part_share": 0.0, "base_stock": 0}, {"part_share": 0.7, "base_stock": 60}])
def test_with_plenty_of_parts_it_is_the_machine_repairman(change: dict[str, Any]):
    fleet = part_before_technician(**FLEET, lead_time=5.0, **change)
    plain = repairmen(sockets=15, mtbf=20.0, mttr=1.5, repairers=2)
    assert fleet.availability == pytest.approx(plain.availability)
    assert fleet.utilisation == pytest.approx(plain.utilisation)
    assert fleet.waiting_for_part == pytest.approx(0.0, abs=1e-9)
    assert fleet.mean_downtime == pytest.approx(plain.mean_wait + 1.5)


def test_every_machine_is_up_or_waits_for_something():
    fleet = part_before_technician(**FLEET, part_share=0.7, base_stock=3, lead_time=6.0)
    assert 15 * (1 - fleet.availability) == pytest.approx(fleet.waiting_for_part + fleet.with_technician)
    assert fleet.utilisation * 2 == pytest.approx(15 * fleet.availability / 20.0 * 1.5)
    assert 0 < fleet.fill_rate < 1


def test_many_machines_that_seldom_fail_ask_like_a_poisson_stream():
    """Palm: parts on order are Poisson with the mean demand during a lead time."""
    fleet = part_before_technician(
        machines=120, mtbf=12_000.0, part_share=1.0, base_stock=2, lead_time=100.0, technicians=120, mean_job=0.01
    )
    assert fleet.fill_rate == pytest.approx(math.exp(-1) * 2, rel=1e-2)


def test_without_stock_every_part_is_waited_for():
    bare = part_before_technician(machines=6, mtbf=30.0, part_share=1.0, base_stock=0, lead_time=4.0, technicians=6, mean_job=1.0)
    assert bare.fill_rate == 0
    assert bare.mean_downtime == pytest.approx(5.0)


@pytest.mark.parametrize(("stock", "job"), [(0, 4.0), (60, 1.5)])
def test_emergencies_always_or_never_are_the_machine_repairman(stock: int, job: float):
    fleet = emergency_part_prolongs_job(**FLEET, base_stock=stock, lead_time=5.0, mean_long_job=4.0)
    plain = repairmen(sockets=15, mtbf=20.0, mttr=job, repairers=2)
    assert fleet.availability == pytest.approx(plain.availability)
    assert fleet.mean_wait == pytest.approx(plain.mean_wait)
    assert fleet.fill_rate == pytest.approx(1.0 if stock else 0.0)
    assert fleet.utilisation == pytest.approx(plain.utilisation)


def test_more_stock_helps_both():
    for model, extra in ((part_before_technician, {"part_share": 0.8}), (emergency_part_prolongs_job, {"mean_long_job": 4.0})):
        fleets = [model(**FLEET, **extra, base_stock=stock, lead_time=6.0) for stock in range(8)]
        assert [fleet.availability for fleet in fleets] == sorted(fleet.availability for fleet in fleets)
        assert [fleet.fill_rate for fleet in fleets] == sorted(fleet.fill_rate for fleet in fleets)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="part_share"):
        part_before_technician(**FLEET, part_share=1.2, base_stock=3, lead_time=6.0)
    with pytest.raises(ValueError, match="base_stock"):
        part_before_technician(**FLEET, part_share=0.2, base_stock=-1, lead_time=6.0)
    with pytest.raises(ValueError, match="lead_time"):
        emergency_part_prolongs_job(**FLEET, base_stock=3, lead_time=0.0, mean_long_job=4.0)
