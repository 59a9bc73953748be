"""Machines and repairers: cases that must coincide, Little's law, more spares or repairers never harm."""

from __future__ import annotations

import pytest

from sim.theory.machines import ample_repair, closed_loop, one_repairer, repairmen


@pytest.mark.parametrize("spares", [0, 4])
def test_units_are_kept_and_waits_follow_from_numbers(spares: int):
    fleet = repairmen(sockets=9, spares=spares, mtbf=20.0, mttr=4.0, repairers=2)
    assert fleet.mean_failed == pytest.approx(fleet.failure_rate * (fleet.mean_wait + 4.0))
    assert fleet.utilisation * 2 == pytest.approx(fleet.failure_rate * 4.0)
    assert fleet.failure_rate == pytest.approx(9 * fleet.availability / 20.0)
    if not spares:
        assert fleet.mean_failed == pytest.approx(9 * (1 - fleet.availability))


def test_a_repairer_for_everyone_is_ample_repair():
    crowd = repairmen(sockets=12, mtbf=30.0, mttr=5.0, repairers=12)
    ample = ample_repair(machines=12, mtbf=30.0, mttr=5.0)
    assert crowd.availability == pytest.approx(ample.availability)
    assert crowd.mean_failed == pytest.approx(ample.mean_down)
    assert crowd.all_up == pytest.approx(ample.at_least(12))
    assert crowd.mean_wait == pytest.approx(0.0, abs=1e-12)


def test_so_many_of_so_many():
    pair = ample_repair(machines=2, mtbf=9.0, mttr=1.0)
    assert pair.at_least(2) == pytest.approx(0.81)
    assert pair.at_least(1) == pytest.approx(0.99)
    assert pair.at_least(0) == 1.0
    assert pair.at_least(3) == 0.0


@pytest.mark.parametrize("machines", [1, 2, 12, 60])
def test_one_exponential_repairer_is_one_of_the_repairmen(machines: int):
    one = one_repairer(machines=machines, mtbf=14.0, mean_repair=0.9, repair_cv=1.0)
    same = repairmen(sockets=machines, mtbf=14.0, mttr=0.9, repairers=1)
    assert one.utilisation == pytest.approx(same.utilisation)
    assert one.availability == pytest.approx(same.availability)
    assert one.mean_down == pytest.approx(same.mean_failed)
    assert one.mean_wait == pytest.approx(same.mean_wait, abs=1e-9)


def test_steadier_repairs_mean_shorter_waits_and_a_fixed_time_is_the_limit():
    waits = [one_repairer(machines=8, mtbf=10.0, mean_repair=1.0, repair_cv=cv).mean_wait for cv in (0.0, 1e-4, 0.5, 1.0, 2.0)]
    assert waits == sorted(waits)
    assert waits[1] == pytest.approx(waits[0], rel=1e-6)


def test_a_single_machine_never_waits():
    alone = one_repairer(machines=1, mtbf=10.0, mean_repair=2.5, repair_cv=0.0)
    assert alone.availability == pytest.approx(0.8)
    assert alone.mean_wait == pytest.approx(0.0, abs=1e-9)


def test_a_loop_without_ways_is_the_repairman_with_spares():
    loop = closed_loop(sockets=20, units=23, mtbf=60.0, repairers=2, mttr=5.5)
    fleet = repairmen(sockets=20, spares=3, mtbf=60.0, mttr=5.5, repairers=2)
    assert loop.availability == pytest.approx(fleet.availability)
    assert loop.all_filled == pytest.approx(fleet.all_up)
    assert loop.mean_at_shop == pytest.approx(fleet.mean_failed)
    assert loop.utilisation == pytest.approx(fleet.utilisation)
    assert loop.throughput == pytest.approx(fleet.failure_rate)


def test_long_ways_without_queue_are_ample_repair():
    loop = closed_loop(sockets=7, units=7, mtbf=50.0, repairers=7, mttr=2.0, transports=[5.0, 3.0])
    ample = ample_repair(machines=7, mtbf=50.0, mttr=10.0)
    assert loop.availability == pytest.approx(ample.availability)
    assert loop.all_filled == pytest.approx(ample.at_least(7))


def test_every_unit_is_somewhere():
    loop = closed_loop(sockets=18, units=24, mtbf=48.0, repairers=2, mttr=3.6, transports=[3.0, 2.0])
    operating = 18 - loop.backorders
    under_way = loop.throughput * 5.0
    on_shelf = 24 - operating - under_way - loop.mean_at_shop
    assert on_shelf > 0
    assert loop.utilisation * 2 == pytest.approx(loop.throughput * 3.6)
    many = closed_loop(sockets=18, units=900, mtbf=48.0, repairers=2, mttr=3.6, transports=[3.0, 2.0])
    assert many.availability == pytest.approx(1.0)  # capacity 0.56 a day for 0.375 failures: spares pile up on the shelf
    assert many.throughput == pytest.approx(18 / 48.0)


def test_more_never_harms():
    by_spares = [repairmen(sockets=10, spares=n, mtbf=30.0, mttr=4.0, repairers=2).availability for n in range(6)]
    by_repairers = [repairmen(sockets=10, mtbf=30.0, mttr=4.0, repairers=n).availability for n in range(1, 6)]
    assert by_spares == sorted(by_spares)
    assert by_repairers == sorted(by_repairers)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="mtbf"):
        repairmen(sockets=3, mtbf=0.0, mttr=1.0, repairers=1)
    with pytest.raises(ValueError, match="spares"):
        repairmen(sockets=3, mtbf=1.0, mttr=1.0, repairers=1, spares=-1)
    with pytest.raises(ValueError, match="machines"):
        ample_repair(machines=0, mtbf=1.0, mttr=1.0)
    with pytest.raises(ValueError, match="repair_cv"):
        one_repairer(machines=3, mtbf=1.0, mean_repair=1.0, repair_cv=-1.0)
    with pytest.raises(ValueError, match="transport"):
        closed_loop(sockets=3, units=4, mtbf=1.0, repairers=1, mttr=1.0, transports=[-1.0])
