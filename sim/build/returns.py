"""The way back of cores, and the shop that repairs them."""

from __future__ import annotations

from sim.build.names import Names, sampler
from sim.scenario import returns as spec
from sim.scenario.spec import Scenario
from sim.system.returns import ReturnsLoop
from sim.system.shop import RepairShop, Shop
from sim.system.world import World


def add_returns(scenario: Scenario, names: Names, world: World) -> None:
    """The way back of cores, if there is one."""
    returns = scenario.returns
    if returns is not None:
        world.returns = ReturnsLoop(
            at_diagnosis=returns.removal == "diagnosis",
            transit=sampler(returns.transit),
            inspection=sampler(returns.inspection),
            inspectors=None if returns.inspectors is None else Shop(returns.inspectors),
            detection=returns.detection,
            disposition=returns.disposition,
            shop=repair_shop(names, returns.shop),
            local_repair=sampler(returns.local_repair),
        )


def repair_shop(names: Names, shop: spec.Shop) -> RepairShop:
    """A repair shop with its laws ready to draw."""
    return RepairShop(
        location=names.location[shop.location],
        benches=Shop(shop.benches),
        repair=sampler(shop.repair),
        test=sampler(shop.test),
        test_benches=None if shop.test_benches is None else Shop(shop.test_benches),
        rework=shop.rework,
        repair_success=shop.repair_success,
        cost=shop.cost,
    )
