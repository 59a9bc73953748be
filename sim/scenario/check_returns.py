"""Do defective parts come back to a shelf that can take them?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.classes import possible_rules
from sim.scenario.finding import Finding, dangling, some
from sim.scenario.returns import COMMON_SHOP, Returns
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path
from sim.scenario.values import NOTHING

MOST_SHOPS = 15
"""Shops on the way of one core: its luck has room for so many."""


def check_returns(scenario: Scenario) -> Iterator[Finding]:
    """Faults of the way back."""
    yield from _given_back(scenario)
    yield from _modules(scenario)
    if scenario.returns is None:
        return
    yield from _shops(scenario, scenario.returns)
    for name, part in scenario.parts.items():
        if part.repairable:
            location = scenario.returns.route(part.shops)[-1].location
            if location in scenario.locations:
                yield from _rule_of_cores(scenario, location, part.comes_back_as(name), f"cores of '{name}' come back to")
    yield from _local_repairs(scenario)
    yield from _cores_that_stay_away(scenario, scenario.returns)


def _shops(scenario: Scenario, returns: Returns) -> Iterator[Finding]:
    """Shops stand somewhere, and parts name shops that are there."""
    if COMMON_SHOP in returns.shops:
        yield Finding(
            ("returns", "shops", COMMON_SHOP),
            f"'{COMMON_SHOP}' is what the shop in 'returns.shop' is called; give it another name",
        )
    places = [("returns", "shop"), *(("returns", "shops", name) for name in returns.shops)]
    for place, shop in zip(places, [returns.shop, *returns.shops.values()], strict=True):
        path, location = (*place, "location"), shop.location
        fault = dangling(path, "location", location, scenario.locations)
        if fault:
            yield fault
        elif scenario.locations[location].supplier:
            yield Finding(path, f"'{location}' is a supplier; repaired parts go to the shelf of a location that we run")
        if shop.hours.weekly_hours == 0 and not shop.hours.always:
            yield Finding((*place, "hours"), "the shop never opens, so no core is ever repaired")
    for name, part in scenario.parts.items():
        if part.shops and not part.repairable:
            yield Finding(("parts", name, "shops"), f"'{name}' is not repairable, so no shop ever sees it")
        if len(part.shops) > MOST_SHOPS:
            yield Finding(("parts", name, "shops"), f"{len(part.shops)} shops are too many; at most {MOST_SHOPS}")
        for index, shop_name in enumerate(part.shops):
            step: Path = ("parts", name, "shops", index)
            fault = dangling(step, "repair shop", shop_name, returns.every_shop())
            if fault:
                yield fault
            elif shop_name in part.shops[:index]:
                yield Finding(step, f"'{shop_name}' stands twice in the list")


def _modules(scenario: Scenario) -> Iterator[Finding]:
    """Units are made of other parts, and not of themselves."""
    for name, part in scenario.parts.items():
        path = ("parts", name, "repair_parts")
        for module in part.repair_parts:
            fault = dangling((*path, module), "part", module, scenario.parts)
            if fault:
                yield fault
            elif name in _inside(scenario, module):
                yield Finding((*path, module), f"'{module}' holds a '{name}' or is one; a part cannot be inside itself")
        total = sum(each.probability for each in part.repair_parts.values())
        if part.one_repair_part and total > 1 + 1e-9:
            yield Finding(path, f"one of them at most has failed, but their probabilities add up to {total:.4g}")
        if part.one_repair_part and not part.repair_parts:
            yield Finding(("parts", name, "one_repair_part"), "there are no 'repair_parts' of which one could have failed")


def _inside(scenario: Scenario, name: str) -> set[str]:
    """A part and all that is inside it, however deep."""
    found: set[str] = set()
    open_ones = [name]
    while open_ones:
        each = open_ones.pop()
        if each in scenario.parts and each not in found:
            found.add(each)
            open_ones += scenario.parts[each].repair_parts
    return found


def _given_back(scenario: Scenario) -> Iterator[Finding]:
    """What a visit takes away has to have a way back."""
    for kind, each in scenario.asset_types.items():
        for mode, failure in each.failures.items():
            for part in failure.gives_back:
                path = ("asset_types", kind, "failures", mode, "gives_back", part)
                fault = dangling(path, "part", part, scenario.parts)
                if fault:
                    yield fault
                elif not scenario.parts[part].repairable:
                    yield Finding(path, f"'{part}' is not repairable, so nobody takes it back")
                elif scenario.returns is None:
                    yield Finding(path, f"nothing says where '{part}' goes; add a section 'returns'")


def _rule_of_cores(scenario: Scenario, location: str, part: str, words: str) -> Iterator[Finding]:
    """Where cores come back, those on their way count as on order; a rule that waits for its orders would wait for them."""
    assert scenario.returns is not None
    if scenario.returns.cores_count == "never":
        return
    for key, rule in possible_rules(scenario, scenario.locations[location].stock, part).items():
        if rule.word in {"two_bin", "kanban"}:
            yield Finding(
                ("locations", location, "stock", key),
                f"{words} '{location}', where {rule.word} would wait for them instead of ordering; "
                "use a rule that counts the inventory position, such as base_stock",
            )


def _cores_that_stay_away(scenario: Scenario, returns: Returns) -> Iterator[Finding]:
    """Missing cores must be given up some day, late ones need to be late by something, and only cores that are due have a deposit."""
    missing = [name for name, part in scenario.parts.items() if part.repairable and part.missing > 0]
    if missing and returns.given_up_after is None:
        yield Finding(
            ("returns",),
            f"missing key 'given_up_after': some cores of {some(missing, 2)} never come back, and the shelf would wait for them for ever",
        )
    if returns.late > 0 and returns.late_by == NOTHING:
        yield Finding(("returns", "late"), "late by nothing; add 'late_by', the time from removal until a late core is handed in")
    for name, part in scenario.parts.items():
        for key in ("missing", "deposit"):
            if getattr(part, key) and not part.repairable:
                yield Finding(("parts", name, key), f"no core of '{name}' is due back; add 'repairable: true'")


def _local_repairs(scenario: Scenario) -> Iterator[Finding]:
    """Parts that are repaired where the technicians start from need a time for it, and a shelf there that counts cores due."""
    assert scenario.returns is not None
    local = [name for name, part in scenario.parts.items() if part.repairable and part.repaired_locally > 0]
    if local and scenario.returns.local_repair is None:
        yield Finding(
            ("returns",),
            f"missing key 'local_repair': time of a repair at the technician's home, where some units of {some(local, 2)} are repaired",
        )
    for part in local:
        for home in _removed_from(scenario, part):
            if home not in scenario.locations or scenario.locations[home].supplier:
                continue  # told elsewhere
            if not possible_rules(scenario, scenario.locations[home].stock, part):
                yield Finding(
                    ("parts", part, "repaired_locally"),
                    f"no stock rule for '{part}' at '{home}', where repaired units would lie: technicians who replace it start there",
                )
            elif home != scenario.returns.route(scenario.parts[part].shops)[-1].location:
                yield from _rule_of_cores(scenario, home, part, f"units of '{part}' are repaired at")


def _removed_from(scenario: Scenario, part: str) -> list[str]:
    """Homes whose technicians may replace a part, and depots where it is set aside for jobs."""
    modes = [mode for kind in scenario.asset_types.values() for mode in kind.failures.values() if part in mode.parts]
    homes = [each.home for each in scenario.technicians.values() if any(each.may_repair(mode) for mode in modes)]
    if scenario.sourcing.predicted_parts == "wait_for":
        kinds = {
            name for name, each in scenario.asset_types.items() if any(part in mode.parts for mode in each.failures.values())
        }
        homes += [depot for site in scenario.sites.values() if kinds & set(site.assets) for depot in scenario.depots(site)]
    return list(dict.fromkeys(homes))
