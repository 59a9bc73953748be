"""Which machine stood under which contract, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.records import NONE
from sim.results.fleet import site_of_assets, stays
from sim.results.tables import Array, Tables


@dataclass(frozen=True)
class Spells:
    """Stretches of machines under contracts, as columns: rows in the contracts table, offers, machines, and from when to when (h)."""

    row: Array
    offer: Array
    asset: Array
    begin: Array
    end: Array


def spells(tables: Tables) -> Spells:
    """Every stretch that a machine stood in the field under a contract; use `tables.once(spells)`."""
    contracts, (entered, left) = tables.raw("contracts"), tables.once(stays)
    names = list(tables.names("site"))
    codes = np.array([names.index(site) for site in tables.dimension("sites")["site"]])[tables.once(site_of_assets)]
    order = np.argsort(codes, kind="stable")
    first, last = (np.searchsorted(codes[order], contracts["site"], side=side) for side in ("left", "right"))
    row = np.repeat(np.arange(len(contracts)), last - first)
    asset = order[np.repeat(first - np.cumsum(last - first) + (last - first), last - first) + np.arange(len(row))]
    ends = np.where(np.isnan(contracts["ends"]), tables.horizon, contracts["ends"])
    begin = np.maximum(np.maximum(contracts["begins"], 0.0)[row], entered[asset])
    end = np.minimum(np.minimum(ends[row], left[asset]), tables.horizon)
    there = begin < end
    return Spells(row[there], contracts["offer"][row[there]], asset[there], begin[there], end[there])


def channel_of_sites(tables: Tables) -> Array:
    """The channel that won the customer of each site code; -1: he was there before. The last element answers code -1 ('no such thing')."""
    asked = tables.raw("sign_ups")
    found = np.full(len(tables.names("site")) + 1, NONE)
    won = asked["site"] != NONE
    found[asked["site"][won]] = asked["channel"][won]
    return found
