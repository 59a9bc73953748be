"""Channels: everybody is asked once, signs by his luck and the price alone, and comes when it is said."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.records import NONE
from sim.results import Array, Rows, Tables, site_of_assets, stays


def check(tables: Tables) -> list[str]:
    """All findings about who signs up."""
    asked = tables.raw("sign_ups")
    if not len(asked):
        return []
    rows = np.sort(asked, order=("channel", "number"))
    same = rows["channel"][1:] == rows["channel"][:-1]
    follows = (rows["number"][1:] == rows["number"][:-1] + 1) & (rows["asked"][1:] > rows["asked"][:-1])
    first = np.r_[True, ~same]
    signed, there = rows["signed"], rows["site"] != NONE
    signers = np.bincount(rows["site"] + 1, minlength=len(tables.names("site")) + 1)[rows["site"] + 1]
    late = rows["begins"] < rows["asked"]
    served = tables.by_code("channel", "assets", 0.0)[rows["channel"]] > 0

    def show(row: int) -> str:
        return f"{tables.names('channel')[rows['channel'][row]]}, number {rows['number'][row]}"

    return [
        *say(first & (rows["number"] != 1), "a channel's first prospect is missing", show),
        *say(same & ~follows, "prospects do not follow one another", lambda row: show(row + 1)),
        *say(
            signed != (rows["threshold"] < _acceptance(tables, rows)),
            "somebody signed who would not, or the other way round",
            show,
        ),
        *say((signed == np.isnan(rows["begins"])) | late, "a sign-up has no beginning, or the other way round", show),
        *say(there != (signed & (rows["begins"] < tables.horizon)), "who signed has no site, or the other way round", show),
        *say(there & (signers > 1), "two signed for one site", show),
        *say(there & ~_come(tables, rows), "a customer's machines do not come when he signed for them", show),
        *say(there & served & ~_sign(tables, rows), "a customer's contract is not what he signed", show),
    ]


def _acceptance(tables: Tables, rows: Rows) -> Array:
    """Share of prospects who sign at the price of what each was offered."""
    channel, price = rows["channel"], tables.by_code("offer", "price", 0.0)[rows["offer"]]
    at = tables.by_code("channel", "at", np.nan)[channel]
    elasticity = tables.by_code("channel", "elasticity", 0.0)[channel]
    stated = tables.by_code("channel", "acceptance", 0.0)[channel]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        share = stated * np.where(np.isnan(at) | (elasticity == 0), 1.0, (at / price) ** elasticity)
    found: Array = np.where(stated > 0, np.minimum(1.0, share), 0.0)
    return found


def _come(tables: Tables, rows: Rows) -> Array:
    """Whose machines are all there, and installed when his contract begins."""
    sites, codes = (
        len(tables.names("site")) + 1,
        np.array([tables.code("site", name) for name in tables.dimension("sites")["site"]], int),
    )
    at, begins = codes[tables.once(site_of_assets)], np.full(sites, np.nan)
    begins[rows["site"]] = rows["begins"]
    punctual = np.abs(tables.once(stays)[0] - begins[at]) <= CLOSE
    there, on_time = (np.bincount(each, minlength=sites)[rows["site"]] for each in (at, at[punctual]))
    found: Array = (there == tables.by_code("channel", "assets", 0.0)[rows["channel"]]) & (on_time == there)
    return found


def _sign(tables: Tables, rows: Rows) -> Array:
    """Whose first contract is the offer of his channel, from when his machines come."""
    contracts, sites = tables.raw("contracts"), len(tables.names("site")) + 1
    first = contracts[contracts["number"] == 1]
    offer, begins = np.full(sites, NONE), np.full(sites, np.nan)
    offer[first["site"]], begins[first["site"]] = first["offer"], first["begins"]
    found: Array = (offer[rows["site"]] == rows["offer"]) & (begins[rows["site"]] == rows["begins"])
    return found
