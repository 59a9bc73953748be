"""A core in the repair shop: on a bench, tested, over again as often as it takes."""

from __future__ import annotations

from sim.kernel import Flow
from sim.streams import CORE_REPAIR, CORE_YIELD, PASS, PASS_REPAIR, PASS_REWORK, PASS_TEST, Fate, unit
from sim.system.returns import Core
from sim.system.shop import RepairShop
from sim.system.world import World


def in_shop(world: World, shop: RepairShop, core: Core, healthy: bool, luck: Fate) -> Flow:
    """Repaired and tested, over again as often as the test says so; a unit without fault is never reworked and always good."""
    tested = shop.test is not None
    again = True
    while again:
        yield from on_bench(world, shop, core, luck)
        fate = luck_of_pass(world, core) if tested or shop.rework else luck
        if tested:
            yield from test(world, shop, core, fate)
        again = not healthy and shop.rework > 0.0 and unit(fate, PASS_REWORK) < shop.rework
    core.shop_end = world.kernel._now
    core.good = healthy or unit(luck, CORE_YIELD) < shop.repair_success


def on_bench(world: World, shop: RepairShop, core: Core, luck: Fate) -> Flow:
    """Wait for a bench and be repaired."""
    turn = shop.benches.request()
    if turn is not None:
        yield turn
    if not core.repairs:
        core.shop_start = world.kernel._now
    core.repairs += 1
    if shop.repair is not None:
        draw = unit(luck, CORE_REPAIR) if core.repairs == 1 else unit(luck_of_pass(world, core), PASS_REPAIR)
        yield shop.repair(draw)
    shop.benches.release()


def test(world: World, shop: RepairShop, core: Core, luck: Fate) -> Flow:
    """Wait for a test bench and be tested."""
    kernel, benches = world.kernel, shop.test_benches
    begin = kernel._now
    if benches is not None:
        turn = benches.request()
        if turn is not None:
            yield turn
    assert shop.test is not None
    yield shop.test(unit(luck, PASS_TEST))
    core.testing += kernel._now - begin
    if benches is not None:
        benches.release()


def luck_of_pass(world: World, core: Core) -> Fate:
    """The luck of a core's present pass through the shop."""
    return world.luck.fate(core.key, core.fault_number, PASS + (core.nth << 16) + core.repairs)
