"""Who has signed what at the start, and what may become of it."""

from __future__ import annotations

import math

from sim.build.assets import make_site
from sim.build.names import Names
from sim.flows.contracts import sign
from sim.scenario.assets import Site
from sim.scenario.offers import Offer
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.streams import RENEWAL, SIGNED, Luck, name_key
from sim.system.customers import Contract, Customer, Customers, Terms
from sim.system.world import World
from sim.units import to_tick


def add_customers(scenario: Scenario, names: Names, world: World) -> None:
    """Every customer with his contract, where some contract has an end."""
    if not scenario.has_contracts:
        return
    fleet = world.fleet
    terms = {names.offer[name]: make_terms(names, offer) for name, offer in scenario.offers.items()}
    under = {
        (names.site[name], names.offer[offer]): make_site(scenario, names, name, offer)
        for name, site in scenario.sites.items()
        if site.offer is not None
        for offer in within_reach(scenario, site.offer)
    }
    under |= {(code, site.offer): site for code, site in enumerate(fleet.sites)}
    fleet.comes_and_goes = fleet.comes_and_goes or scenario.fleet_changes
    world.customers = Customers({}, terms, under)
    first = 0
    for name, site in scenario.sites.items():
        assets = range(first, first + sum(site.assets.values()))
        first = assets.stop
        stays = [fleet.entered[asset] for asset in assets if fleet.entered[asset] < fleet.left[asset]]
        if site.offer is not None and stays:
            contract = first_contract(world.luck, name, min(stays), site, names.offer[site.offer], terms)
            customer = Customer(names.site[name], name_key("customer", name), assets, contract)
            world.customers.each[customer.site] = customer
            sign(world, world.customers, customer)


def first_contract(luck: Luck, name: str, enters: float, spec: Site, offer: int, terms: dict[int, Terms]) -> Contract:
    """What a customer has signed when his first machine is there: then, or so long before the start."""
    before = 0.0
    if enters == 0.0 and spec.signed_before != NOTHING:
        before = spec.signed_before.sampler()(luck.draw(name_key("customer", name), 0, RENEWAL, SIGNED))
    term = terms[offer].term
    begins = enters - (math.fmod(before, term) if term < math.inf else before)
    return Contract(1, offer, begins, begins + term)


def make_terms(names: Names, offer: Offer) -> Terms:
    """What customers of an offer do at the end of their time."""
    changes = tuple((chance, names.offer[other]) for other, chance in offer.renewal.changes.items() if chance > 0)
    return Terms(
        math.inf if offer.term is None else to_tick(offer.term), offer.renewal.leaves, offer.renewal.dissatisfied, changes
    )


def within_reach(scenario: Scenario, offer: str) -> list[str]:
    """The offers that a customer who begins with one may come to in time, that one first."""
    found = [offer]
    for each in found:
        spec = scenario.offers[each]
        found.extend(other for other in spec.renewal.changes if spec.term is not None and other not in found)
    return found
