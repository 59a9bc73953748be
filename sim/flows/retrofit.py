"""Retrofits: machines are brought to another revision, by visits of a campaign or when somebody is there anyway."""

from __future__ import annotations

from collections.abc import Iterable

from sim.flows.find_part import DEPOT, NOT_NEEDED, OWN_VAN
from sim.kernel import Flow
from sim.records import KNOWN_BY
from sim.streams import CONFIGURATION, REPAIR, unit
from sim.system.calls import PartNeeded, ServiceCall
from sim.system.configuration import Configuration, Kit, Retrofit
from sim.system.renewal import RenewedFleet
from sim.system.workforce import Technician
from sim.system.world import World

BY_RETROFIT = KNOWN_BY.index("retrofit")


def begin_campaigns(world: World) -> None:
    """Campaigns come to the machines in their order, as far as the office believes that they need it."""
    configuration = world.configuration
    for retrofit in configuration.by_code.values() if configuration is not None else ():
        if configuration is not None and retrofit.apart is not None:
            retrofit.to_visit.extend(
                asset for asset in configuration.revision_of if configuration.believed(asset) == retrofit.source
            )
            world.kernel.walk(campaign(world, configuration, retrofit, retrofit.apart))


def campaign(world: World, configuration: Configuration, retrofit: Retrofit, apart: float) -> Flow:
    """So many planned visits a month, as long as there are machines to come to."""
    kernel, fleet = world.kernel, world.fleet
    assert isinstance(fleet, RenewedFleet)
    if retrofit.begins > 0.0:
        yield retrofit.begins
    while kernel._now < retrofit.until:
        asset = next_machine(world, configuration, retrofit)
        if asset is not None:
            sockets = configuration.sockets[asset]
            fleet.fall_due(sockets.first + retrofit.nth * sockets.apart)
        yield apart


def next_machine(world: World, configuration: Configuration, retrofit: Retrofit) -> int | None:
    """The next machine that is there and believed to need it; who has not come yet keeps his place behind the others."""
    fleet, now = world.fleet, world.kernel._now
    for _ in range(len(retrofit.to_visit)):
        asset = retrofit.to_visit.popleft()
        if now >= fleet.left[asset] or configuration.believed(asset) != retrofit.source:
            continue
        if now >= fleet.entered[asset]:
            return asset
        retrofit.to_visit.append(asset)
    return None


def take_kit(world: World, configuration: Configuration, call: ServiceCall, technician: Technician) -> None:
    """Before he sets off to a machine that is to be retrofitted with the next visit: the whole kit, from his van or his home."""
    asset, now = call.asset, world.kernel._now
    if call.number in configuration.kits or asset not in configuration.revision_of:
        return
    for retrofit in configuration.retrofits.get(configuration.believed(asset), ()):
        if retrofit.apart is None and retrofit.begins <= now < retrofit.until and not under_way(world, configuration, asset):
            parts = kit_for(world, call, technician, retrofit)
            if parts is not None:
                call.set_aside = [*call.set_aside, *parts]
                configuration.kits[call.number] = Kit(retrofit, parts)
                return


def under_way(world: World, configuration: Configuration, asset: int) -> bool:
    """Whether somebody has a kit for this machine already."""
    return any(world.open_calls[number].asset == asset for number in configuration.kits)


def kit_for(world: World, call: ServiceCall, technician: Technician, retrofit: Retrofit) -> list[PartNeeded] | None:
    """All of its parts, taken from their shelves; None if any is missing. Until they are used they are not needed."""
    found = []
    at_home = call.pick_up is None or call.pick_up is technician.home
    for part, units in retrofit.kit:
        van = technician.shelves.get(part)
        shelf = world.shelves.get((technician.home_code, part))
        if van is not None and van.can_give(units, call.priority):
            found.append((part, units, van))
        elif at_home and shelf is not None and shelf.can_give(units, call.priority):
            found.append((part, units, shelf))
        else:
            return None
    rows: list[PartNeeded] = []
    for part, units, shelf in found:
        if not shelf.take(units, call.priority):  # it lay in a box that he has taken, or opened, for another part of the kit
            call.set_aside = [*call.set_aside, *rows]  # and brings back
            return None
        row = PartNeeded(part, units, world.kernel._now, world.visits_begun, shelf.location)
        row.supply, row.source, row.filled, row.at_once, row.bad = NOT_NEEDED, shelf.location, row.asked, True, shelf.bad_out
        rows.append(row)
    if any(row.source == technician.home_code for row in rows) and technician.place != technician.home:
        call.pick_up = technician.home
    return rows


def kit_hours(world: World, configuration: Configuration, call: ServiceCall) -> float:
    """Hours of a retrofit that is done with the call's own work; nothing where the machine turns out to be of another revision."""
    kit = configuration.kits.get(call.number)
    if kit is None or kit.begun or kit.retrofit.source != configuration.revision_of[call.asset] or kit_lost(call, kit):
        return 0.0
    kit.begun = True
    for row in kit.parts:
        row.supply = DEPOT if world.shelves[row.source, row.part].location not in world.van_owner else OWN_VAN
        if world.demand_seen is not None:
            world.demand_seen.job([row])
    draw = kit.retrofit.duration
    return 0.0 if draw is None else draw(unit(world.luck.fate(call.key, call.nth, CONFIGURATION), REPAIR))


def kit_lost(call: ServiceCall, kit: Kit) -> bool:
    """Whether its parts have gone back to their shelves, because an earlier visit came to nothing."""
    return not all(any(row is each for each in call.set_aside) for row in kit.parts)


def end_retrofit(world: World, configuration: Configuration, call: ServiceCall) -> None:
    """A call is closed: it may have been a retrofit, or one may have been done with it."""
    kit = configuration.kits.pop(call.number, None)
    done = kit.retrofit if kit is not None and kit.begun else None
    own = configuration.by_code.get(call.mode.code)
    revision = configuration.revision_of[call.asset]
    if own is not None:
        done = own if own.source == revision else None
        if done is None:
            world.log.retrofits.write(call.number, call.asset, own.code, world.kernel._now, True, False)
    if done is not None and done.source == revision:
        world.log.retrofits.write(call.number, call.asset, done.code, world.kernel._now, own is not None, True)
        change(world, configuration, call.asset, done)
    elif world.fleet.modes[world.fleet.mode_of[call.socket]] is not call.mode:
        renew(world, [(call.socket, world.fleet.mode_of[call.socket])])


def change(world: World, configuration: Configuration, asset: int, retrofit: Retrofit) -> None:
    """The machine is of another revision from now on; what differs begins a new life."""
    fleet, sockets = world.fleet, configuration.sockets[asset]
    configuration.revision_of[asset] = retrofit.to
    configuration.unknown.discard(asset)
    world.log.configurations.write(asset, world.kernel._now, retrofit.to, BY_RETROFIT)
    first, renewed = configuration.first_mode[retrofit.to], []
    for nth in range(configuration.modes[retrofit.to]):
        socket = sockets.first + nth * sockets.apart
        if nth in retrofit.renews:
            renewed.append((socket, first + nth))
        else:
            fleet.mode_of[socket] = first + nth
    for following in configuration.retrofits.get(retrofit.to, ()):
        if following.apart is not None:
            following.to_visit.append(asset)
    renew(world, renewed)


def renew(world: World, renewed: Iterable[tuple[int, int]]) -> None:
    """(socket, failure mode as it is from now on): these begin a new life."""
    fleet = world.fleet
    assert isinstance(fleet, RenewedFleet)
    for socket, index in renewed:
        fleet.begin_life(socket, index)
