"""When machines are replaced, and what is known of each at the start."""

from __future__ import annotations

from functools import partial

from sim.build.names import Names, sampler
from sim.flows.replacement import counted_visit, watched_call
from sim.scenario.replacement import REFURBISHMENT, REPLACEMENT
from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.configuration import Sockets
from sim.system.replacement import EndOfLife, Life, Lives
from sim.system.world import World
from sim.units import to_tick

_64_BITS = (1 << 64) - 1


def add_replacement(scenario: Scenario, names: Names, world: World) -> None:
    """Every machine of a type that is replaced some day gets an account of its own."""
    rules = {kind: _rules(scenario, names, kind) for kind, spec in scenario.asset_types.items() if spec.replacement is not None}
    if not rules:
        return
    lives = world.lives = Lives(hourly={names.technician[name]: spec.cost for name, spec in scenario.each_technician()})
    fleet, asset, socket = world.fleet, 0, 0
    for site_name, site in scenario.sites.items():
        for kind, count in site.assets.items():
            spec, key = scenario.asset_types[kind], name_key("assets", site_name, kind)
            for i in range(count if kind in rules else 0):
                born = fleet.entered[asset + i] - (fleet.age[asset + i] if fleet.age else 0.0)
                lives.of[asset + i] = Life(rules[kind], Sockets(socket + i, count), (key + i) & _64_BITS, born)
            asset, socket = asset + count, socket + count * (len(spec.failures) + len(spec.planned()))
    world.serve = partial(watched_call, lives, world.serve)
    if any(each.after_cost is not None for each in rules.values()):
        world.visit = partial(counted_visit, lives, world.visit)


def _rules(scenario: Scenario, names: Names, kind: str) -> EndOfLife:
    spec = scenario.asset_types[kind]
    end = spec.replacement
    assert end is not None
    again = end.refurbish
    return EndOfLife(
        failures=len(spec.failures),
        work=len(spec.failures) + list(spec.planned()).index(REPLACEMENT),
        codes=frozenset(names.mode[f"{kind}.{name}"] for name in (REPLACEMENT, REFURBISHMENT) if name in spec.planned()),
        at_age=None if end.at_age is None else to_tick(end.at_age),
        after_cost=end.after_cost,
        after_faults=end.after_faults,
        below=end.below,
        price=end.price,
        lead_time=sampler(end.lead_time),
        refurbishments=0 if again is None else again.times,
        refurbishing_cost=0.0 if again is None else again.cost,
        leaves=0.0 if again is None else again.leaves,
    )
