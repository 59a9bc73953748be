"""Contracts: one after the other, each for its term, and nothing is done for who has left."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.records import CONTRACT_ENDS, NONE
from sim.results import Tables, site_of_assets, stays

RENEWED, CHANGED, LEFT, MACHINES_GONE = range(len(CONTRACT_ENDS))


def check(tables: Tables) -> list[str]:
    """All findings about contracts."""
    contracts = tables.raw("contracts")
    if not tables.facts.get("has_contracts"):
        return ["there are contracts, though none was to end"] if len(contracts) else []
    rows = np.sort(contracts, order=("site", "number"))
    before, after = rows[:-1], rows[1:]
    same = before["site"] == after["site"]
    term = tables.by_code("offer", "term", np.inf)[rows["offer"]]
    ends = np.isin(rows["why"], (RENEWED, CHANGED, LEFT))
    late = np.isnan(rows["ends"]) & (rows["begins"] + term < tables.horizon)
    goes_on = np.isin(before["why"], (RENEWED, CHANGED))
    first, last = (np.r_[edge][: len(rows)] for edge in ((True, ~same), (~same, True)))

    def show(row: int) -> str:
        return f"{tables.names('site')[rows['site'][row]]}, number {rows['number'][row]}"

    return [
        *say(first & (rows["number"] != 1), "a customer's first contract is missing", show),
        *say(same & (after["number"] != before["number"] + 1), "a contract is missing between two", show),
        *say(
            same & ~((before["ends"] == after["begins"]) & goes_on), "a contract does not begin when the one before it ends", show
        ),
        *say(last & np.isin(rows["why"], (RENEWED, CHANGED)), "a contract was renewed, and the new one is missing", show),
        *say(
            same & ((before["why"] == RENEWED) != (before["offer"] == after["offer"])),
            "what was signed next is not what is said",
            show,
        ),
        *say(ends & (np.abs(rows["begins"] + term - rows["ends"]) > CLOSE), "a contract did not end with its term", show),
        *say(late, "a contract ran on after its term", show),
        *say((rows["why"] == NONE) != np.isnan(rows["ends"]), "a contract ended without a reason, or the other way round", show),
        *_who_left(tables),
        *_under_what(tables),
    ]


def _who_left(tables: Tables) -> list[str]:
    """Who leaves takes his machines with him; those that never came are nowhere."""
    contracts, (entered, left) = tables.raw("contracts"), tables.once(stays)
    came = entered < left
    last = np.zeros(len(tables.dimension("sites")["site"]))
    np.maximum.at(last, tables.once(site_of_assets)[came], left[came])
    names = tables.dimension("sites")["site"]
    at = np.array([names.index(name) for name in tables.names("site")], dtype=np.int64)[contracts["site"]]
    gone = np.isin(contracts["why"], (LEFT, MACHINES_GONE))
    wrong = gone & (last[at] > contracts["ends"])
    return say(
        wrong, "a machine stayed though its customer had left", lambda row: str(tables.names("site")[contracts["site"][row]])
    )


def _under_what(tables: Tables) -> list[str]:
    """Every call is judged by what its customer had signed when it began."""
    calls, contracts = tables.raw("calls"), tables.raw("contracts")
    held = np.zeros(len(calls), dtype=bool)
    known = np.isin(calls["site"], contracts["site"])
    for row in contracts:
        end = np.inf if np.isnan(row["ends"]) else row["ends"]
        since = row["begins"] if row["number"] > 1 else -np.inf
        held |= (
            (calls["site"] == row["site"]) & (calls["offer"] == row["offer"]) & (calls["fault"] >= since) & (calls["fault"] < end)
        )
    return say(
        known & ~held, "a call is under an offer that its customer had not signed", lambda row: f"call {calls['call'][row]}"
    )
