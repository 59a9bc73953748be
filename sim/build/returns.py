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
        shops = {name: repair_shop(names, name, shop) for name, shop in returns.every_shop().items()}
        for part, wanted in zip(world.parts, scenario.parts.values(), strict=True):
            part.route = tuple(shops[name] for name in wanted.shops or [spec.COMMON_SHOP])
            part.cores_to = part.route[-1].location
            part.repair_cost = sum(shop.cost for shop in part.route)
        world.returns = ReturnsLoop(
            at_diagnosis=returns.removal == "diagnosis",
            transit=sampler(returns.transit),
            inspection=sampler(returns.inspection),
            inspectors=None if returns.inspectors is None else Shop(returns.inspectors),
            detection=returns.detection,
            disposition=returns.disposition,
            local_repair=sampler(returns.local_repair),
            counts_from_removal=returns.cores_count == "removed",
            counts_from_release=returns.cores_count == "released",
            keeps_stays=returns.keeps_stays,
        )


def repair_shop(names: Names, name: str, shop: spec.Shop) -> RepairShop:
    """A repair shop with its laws ready to draw."""
    return RepairShop(
        code=names.shop[name],
        location=names.location[shop.location],
        benches=Shop(shop.benches),
        repair=sampler(shop.repair),
        test=sampler(shop.test),
        test_benches=None if shop.test_benches is None else Shop(shop.test_benches),
        rework=shop.rework,
        repair_success=shop.repair_success,
        cost=shop.cost,
    )
