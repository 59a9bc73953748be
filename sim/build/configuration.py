"""Revisions of machines, drawn before the run; what the office knows of them; and retrofits."""

from __future__ import annotations

from functools import partial
from itertools import accumulate

from sim.build.assets import add_modes
from sim.build.names import Names, sampler
from sim.flows.configuration import audit_the_base, configured_call, visit_to_look
from sim.records import KNOWN_BY
from sim.scenario.assets import AssetType
from sim.scenario.configuration import Retrofit as Spec
from sim.scenario.spec import Scenario
from sim.streams import AUDITED, CONFIGURATION, KNOWN, REVISION, name_key, unit
from sim.system.configuration import Configuration, Retrofit, Sockets
from sim.system.world import World
from sim.units import to_tick

NOT_KNOWN, BY_REGISTER = (KNOWN_BY.index(each) for each in ("not known", "register"))
_MONTH = 730.0
_64_BITS = (1 << 64) - 1


def add_configuration(scenario: Scenario, names: Names, world: World) -> None:
    """Every machine gets its revision, if its type has any; the luck of each is its own."""
    if not any(kind.revisions for kind in scenario.asset_types.values()):
        return
    configuration = world.configuration = Configuration()
    for kind, spec in scenario.asset_types.items():
        if spec.revisions:
            _add_revisions(scenario, names, world, configuration, kind)
    asset = socket = 0
    for site_name, site in scenario.sites.items():
        for kind, count in site.assets.items():
            spec = scenario.asset_types[kind]
            modes = len(spec.failures) + len(spec.planned())
            if spec.revisions:
                key = name_key("assets", site_name, kind)
                for i in range(count):
                    configuration.sockets[asset + i] = Sockets(socket + i, count)
                    _draw(scenario, names, world, configuration, kind, asset + i, (key + i) & _64_BITS)
            asset, socket = asset + count, socket + count * modes
    if configuration.to_audit:
        world.kernel.walk(audit_the_base(world, configuration, to_tick(scenario.configuration.audit_at)))
    world.serve = configured_call
    world.visit = partial(visit_to_look, world.visit)
    world.own_work = world.own_work or any(each.apart is None for each in configuration.by_code.values())


def _add_revisions(scenario: Scenario, names: Names, world: World, configuration: Configuration, kind: str) -> None:
    """The modes of a type once for each revision, and what they are taken for where the revision is not known."""
    spec, built = scenario.asset_types[kind], scenario.built(kind)
    modes = world.fleet.modes
    codes = {name: names.revision[f"{kind}.{name}"] for name in built}
    commonest = max(built, key=lambda name: spec.revisions[name].share)
    for name, each in built.items():
        as_built = scenario.model_copy(update={"asset_types": {**scenario.asset_types, kind: each}})
        configuration.first_mode[codes[name]] = add_modes(as_built, names, world.fleet, kind)
        configuration.commonest[codes[name]] = codes[commonest]
        configuration.modes[codes[name]] = len(each.failures) + len(each.planned())
    usual = configuration.first_mode[codes[commonest]]
    for name in built:
        first = configuration.first_mode[codes[name]]
        for nth in range(configuration.modes[codes[name]]):
            if modes[first + nth].needs != modes[usual + nth].needs:
                configuration.taken_for[modes[first + nth]] = modes[usual + nth]
    planned = list(spec.planned())
    for name, retrofit in spec.retrofits.items():
        nth = len(spec.failures) + planned.index(name)
        made = _retrofit(names, kind, nth, name, retrofit, built)
        configuration.by_code[made.code] = made
        configuration.retrofits.setdefault(made.source, []).append(made)


def _retrofit(names: Names, kind: str, nth: int, name: str, spec: Spec, built: dict[str, AssetType]) -> Retrofit:
    before, after = built[spec.source], built[spec.to]
    return Retrofit(
        code=names.mode[f"{kind}.{name}"],
        nth=nth,
        source=names.revision[f"{kind}.{spec.source}"],
        to=names.revision[f"{kind}.{spec.to}"],
        kit=tuple((names.part[part], units) for part, units in spec.kit.items()),
        duration=sampler(spec.duration),
        apart=None if spec.per_month is None else to_tick(_MONTH / spec.per_month),
        begins=to_tick(spec.begins),
        until=float("inf") if spec.until is None else spec.until,
        renews=tuple(i for i, mode in enumerate(before.failures) if before.failures[mode] != after.failures[mode]),
    )


def _draw(scenario: Scenario, names: Names, world: World, configuration: Configuration, kind: str, asset: int, key: int) -> None:
    """The revision of one machine, and whether the office knows it."""
    spec, rules = scenario.asset_types[kind], scenario.configuration
    luck = world.luck.fate(key, 0, CONFIGURATION)
    draw = unit(luck, REVISION)
    shares = accumulate(each.share for each in spec.revisions.values())
    name = next((each for each, up_to in zip(spec.revisions, shares, strict=True) if draw < up_to), list(spec.revisions)[-1])
    installed = world.fleet.entered[asset]
    since = [(each.installed_from, other) for other, each in spec.revisions.items() if each.installed_from is not None]
    name = max(((start, other) for start, other in since if start <= installed), default=(0.0, name))[1]
    revision = configuration.revision_of[asset] = names.revision[f"{kind}.{name}"]
    sockets, first = configuration.sockets[asset], configuration.first_mode[revision]
    for nth in range(configuration.modes[revision]):
        world.fleet.build_as(sockets.first + nth * sockets.apart, first + nth)
    known_by = BY_REGISTER if unit(luck, KNOWN) < rules.known else NOT_KNOWN
    if known_by == NOT_KNOWN:
        configuration.unknown.add(asset)
        if unit(luck, AUDITED) < rules.audited:
            configuration.to_audit.append(asset)
    world.log.configurations.write(asset, 0.0, revision, known_by)
