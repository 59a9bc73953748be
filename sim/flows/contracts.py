"""Contracts: signed for a term, at the end of which the customer renews, changes to another offer, or leaves."""

from __future__ import annotations

from sim.records import CONTRACT_ENDS, NEVER, NONE
from sim.streams import CHANGES_TO, GOES, RENEWAL, unit
from sim.system.customers import Contract, Customer, Customers, Terms
from sim.system.installed_base import InstalledBase
from sim.system.world import World

NO_END = float("inf")
RENEWED, CHANGED, LEFT, MACHINES_GONE = range(len(CONTRACT_ENDS))


def sign(world: World, customers: Customers, customer: Customer) -> None:
    """Wait for the end of his contract, if it has one; whatever happens at that moment happens after it."""
    if customer.contract.ends < NO_END:
        world.kernel.first_at(customer.contract.ends, lambda who: term_ends(world, customers, who), customer)


def term_ends(world: World, customers: Customers, customer: Customer) -> None:
    """The customer makes up his mind; calls that are open then go on under what he had signed."""
    now, old = world.kernel._now, customer.contract
    if gone(world, customer) <= now:
        write_contract(world, customer)
        del customers.each[customer.site]
        return
    terms, luck = customers.terms[old.offer], world.luck.fate(customer.key, old.number, RENEWAL)
    if unit(luck, GOES) < chance_to_leave(world, customer, terms):
        world.log.contracts.write(customer.site, old.offer, old.number, old.begins, now, LEFT)
        del customers.each[customer.site]
        leave(world, customer)
        return
    offer = next_offer(old.offer, terms.changes, unit(luck, CHANGES_TO))
    world.log.contracts.write(customer.site, old.offer, old.number, old.begins, now, RENEWED if offer == old.offer else CHANGED)
    if offer != old.offer:
        world.fleet.sites[customer.site] = customers.under[customer.site, offer]
    customer.contract = Contract(old.number + 1, offer, now, now + customers.terms[offer].term)
    sign(world, customers, customer)


def chance_to_leave(world: World, customer: Customer, terms: Terms) -> float:
    """By what he thinks, where that matters."""
    if (
        terms.dissatisfied is not None
        and world.insight is not None
        and world.insight.dissatisfied(customer.site, world.kernel._now)
    ):
        return terms.dissatisfied
    return terms.leaves


def next_offer(offer: int, changes: tuple[tuple[float, int], ...], luck: float) -> int:
    """The offer that somebody who stays signs: one of those he may change to, by their chances in order, else the same."""
    for chance, other in changes:
        luck -= chance
        if luck < 0:
            return other
    return offer


def leave(world: World, customer: Customer) -> None:
    """All machines of his that still stand are served no longer."""
    fleet, now = world.fleet, world.kernel._now
    for asset in customer.assets:
        if fleet.left[asset] > now:
            if world.installed_base is not None:
                foresee(world, world.installed_base, asset)
            fleet.left[asset] = now


def foresee(world: World, base: InstalledBase, asset: int) -> None:
    """Whoever plans by the installed base learns of a machine that leaves before its time, or never comes."""
    at, fleet = world.kernel.at, world.fleet
    if fleet.entered[asset] < fleet.left[asset]:
        at(max(world.kernel._now, fleet.entered[asset]), lambda group: base.add(group, -1), base.group_of[asset])
        if fleet.left[asset] < NO_END:
            at(fleet.left[asset], lambda group: base.add(group, 1), base.group_of[asset])


def gone(world: World, customer: Customer) -> float:
    """When the last of his machines is taken away."""
    left, entered = world.fleet.left, world.fleet.entered
    return max(left[asset] for asset in customer.assets if entered[asset] < left[asset])


def write_contract(world: World, customer: Customer) -> None:
    """One row for a contract that runs, or that nothing is left of."""
    contract, end = customer.contract, gone(world, customer)
    over = end <= world.kernel._now
    row = (customer.site, contract.offer, contract.number, contract.begins)
    world.log.contracts.write(*row, end if over else NEVER, MACHINES_GONE if over else NONE)


def write_running(world: World) -> None:
    """At the horizon: contracts that run on."""
    for customer in world.customers.each.values() if world.customers is not None else ():
        write_contract(world, customer)
