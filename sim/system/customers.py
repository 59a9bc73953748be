"""Customers and the contracts that they have signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.system.sites import Site


@dataclass(slots=True)
class Contract:
    """What a customer has signed."""

    number: int
    """1 for his first one"""
    offer: int
    begins: float
    ends: float
    """infinite: it has no end"""


@dataclass(slots=True)
class Customer:
    """Who has the machines at a site."""

    site: int
    key: int
    """of his luck"""
    assets: range
    contract: Contract


@dataclass(frozen=True, slots=True)
class Terms:
    """What customers of an offer do at the end of their time."""

    term: float
    """infinite: there is no end"""
    leaves: float
    dissatisfied: float | None
    """the same of who is dissatisfied, if it is another"""
    changes: tuple[tuple[float, int], ...]
    """(chance of those who stay, offer that they change to)"""


@dataclass(slots=True)
class Customers:
    """All who have signed something."""

    each: dict[int, Customer]
    """by site"""
    terms: Mapping[int, Terms]
    """by offer"""
    under: Mapping[tuple[int, int], Site]
    """(site, offer that it may come to) -> the site with the promises of that offer"""
