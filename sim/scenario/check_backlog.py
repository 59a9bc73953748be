"""Can the work that is open at the start be what it is said to be?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING


def check_backlog(scenario: Scenario) -> Iterator[Finding]:
    """Faults of the backlog: each order is for a machine of its own that stands there, and for work that wants a visit."""
    failed: Counter[tuple[str, str]] = Counter()
    for index, row in enumerate(scenario.backlog):
        path = ("backlog", index)
        fault = dangling((*path, "site"), "site", row.site, scenario.sites)
        if fault:
            yield fault
            continue
        site = scenario.sites[row.site]
        fault = dangling((*path, "asset_type"), f"asset type at '{row.site}'", row.asset_type, site.assets)
        if fault:
            yield fault
            continue
        kind = scenario.asset_types.get(row.asset_type)
        if kind is None:
            continue
        modes = [*kind.failures, *kind.scheduled()]
        fault = dangling((*path, "failure"), f"failure mode of '{row.asset_type}'", row.failure, modes)
        if fault:
            yield fault
            continue
        mode = kind.failures.get(row.failure)
        if scenario.stay(site, row.asset_type)[0] != NOTHING:
            yield Finding(
                (*path, "asset_type"),
                f"'{row.asset_type}' at '{row.site}' is installed later; nothing is open there at the start",
            )
        if mode is not None and scenario.desk is not None and scenario.desk.solves(mode) >= 1:
            yield Finding((*path, "failure"), f"the desk solves every '{row.failure}'; none of them waits for a technician")
        failed[row.site, row.asset_type] += row.count
        if failed[row.site, row.asset_type] > site.assets[row.asset_type]:
            stand = f"{site.assets[row.asset_type]} of '{row.asset_type}' at '{row.site}'"
            yield Finding((*path, "count"), f"only {stand}, and each order of the backlog is for another one")
            failed[row.site, row.asset_type] = 0
