"""The way back of cores, and the shop that repairs them."""

from __future__ import annotations

from sim.build.names import Names, calendar, sampler
from sim.kernel import Kernel
from sim.policies.disposition import RepairAll, RepairIfCheaper, ScrapAll
from sim.scenario import returns as spec
from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.benches import ChoosingBenches
from sim.system.returns import CoreDock, Grade, ReturnsLoop, WayBack
from sim.system.shop import RepairShop, Shop
from sim.system.world import World
from sim.units import to_tick

BY_FAULT_AND_COST = (RepairAll, ScrapAll, RepairIfCheaper)


def add_returns(scenario: Scenario, names: Names, world: World) -> None:
    """The way back of cores, if there is one."""
    returns = scenario.returns
    if returns is not None:
        shops = {name: repair_shop(scenario, names, world.kernel, name, shop) for name, shop in returns.every_shop().items()}
        for part, wanted in zip(world.parts, scenario.parts.values(), strict=True):
            part.route = tuple(shops[name] for name in wanted.shops or [spec.COMMON_SHOP])
            part.modules = tuple(
                (names.part[name], need.probability, need.quantity) for name, need in wanted.repair_parts.items()
            )
            part.one_module = wanted.one_repair_part
            part.cores_to = part.route[-1].location
            part.repair_cost = sum(shop.cost for shop in part.route)
            part.quoted = any(shop.quote is not None for shop in part.route)
            if wanted.repair_limit is not None:
                part.dearest_repair = wanted.repair_limit * wanted.price
            part.salvage, part.supplier_credit, part.disposition = wanted.salvage, wanted.supplier_credit, wanted.disposition
            part.harvest = tuple((names.part[inside], chance) for inside, chance in wanted.harvest.items())
            if part.harvest:
                part.harvest_value = sum(chance * world.parts[inside].price for inside, chance in part.harvest)
                part.harvest_value -= returns.harvest_cost
        world.returns = ReturnsLoop(
            at_diagnosis=returns.removal == "diagnosis",
            way=way_back(scenario, names, returns),
            transit=sampler(returns.transit),
            inspection=sampler(returns.inspection),
            inspectors=None if returns.inspectors is None else Shop(returns.inspectors),
            detection=returns.detection,
            missed_faults=returns.missed_faults,
            grades=grades(names, returns),
            notes_inspections=notes_inspections(scenario, returns),
            harvest=sampler(returns.harvest),
            disposition=returns.disposition,
            local_repair=sampler(returns.local_repair),
            counts_from_removal=returns.cores_count == "removed",
            counts_from_release=returns.cores_count == "released",
            keeps_stays=returns.keeps_stays,
        )


def way_back(scenario: Scenario, names: Names, returns: spec.Returns) -> WayBack | None:
    """The way from the machine to the inspection; None where it is a transit and no more."""
    way = WayBack(
        late=returns.late if sampler(returns.late_by) else 0.0,
        late_by=sampler(returns.late_by),
        given_up_after=None if returns.given_up_after is None else to_tick(returns.given_up_after),
        at_shift_end=returns.handed_in == "shift_end",
        ship_every=None if returns.ship_every is None else to_tick(returns.ship_every),
        ship_units=returns.ship_units,
        receiving=sampler(returns.receiving),
        receivers=None if returns.receivers is None else Shop(returns.receivers),
        deposit_window=None if returns.deposit_window is None else to_tick(returns.deposit_window),
        homes={names.location[each.home]: CoreDock(name_key("cores from", each.home)) for each in scenario.technicians.values()},
    )
    steps = (way.late, way.given_up_after, way.at_shift_end, way.consolidates, way.receiving)
    kept = any(part.repairable and (part.missing or part.deposit) for part in scenario.parts.values())
    return way if kept or any(steps) else None


def grades(names: Names, returns: spec.Returns) -> list[tuple[float, Grade]]:
    """Each grade with the share of cores that are of it or of one before."""
    up_to, found = 0.0, []
    for name, grade in returns.grades.items():
        up_to += grade.share
        found.append((up_to, Grade(names.grade[name], name, grade.repair_success, grade.repair_time, grade.cost, grade.value)))
    return found


def notes_inspections(scenario: Scenario, returns: spec.Returns) -> bool:
    """Whether inspections say more than if a fault was found: where they err, grade, or decide by more than fault and cost."""
    parts = scenario.parts.values()
    more = any(
        part.repair_limit is not None or part.salvage or part.supplier_credit or part.harvest or part.disposition is not None
        for part in parts
    )
    quoted = any(shop.cost.sampler() is not None for shop in returns.every_shop().values())
    return bool(
        returns.missed_faults or returns.grades or quoted or more or not isinstance(returns.disposition, BY_FAULT_AND_COST)
    )


def repair_shop(scenario: Scenario, names: Names, kernel: Kernel, name: str, shop: spec.Shop) -> RepairShop:
    """A repair shop with its laws ready to draw."""
    chooses = shop.release.pulls or shop.queue.word != "first_come"
    return RepairShop(
        code=names.shop[name],
        location=names.location[shop.location],
        transit=sampler(shop.transit),
        benches=Shop(shop.benches),
        repair=sampler(shop.repair),
        test=sampler(shop.test),
        test_benches=None if shop.test_benches is None else Shop(shop.test_benches),
        rework=shop.rework,
        repair_success=shop.repair_success,
        cost=shop.cost.mean,
        quote=shop.cost.sampler(),
        hours=None if shop.hours.always else calendar(scenario, shop.hours),
        line=ChoosingBenches(kernel, shop.benches, shop.queue, shop.release) if chooses else None,
        most_waiting=shop.most_waiting,
        present={},
    )
