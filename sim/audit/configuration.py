"""Revisions: what the office knows only grows, parts fit the machines that they are put in, and a retrofit is done once, by who may."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.audit.findings import say
from sim.records import KNOWN_BY, OUTCOMES, SUPPLY_SOURCES
from sim.results import Array, Rows, Tables

NOT_KNOWN, BY_REGISTER, BY_AUDIT, BY_VISIT, BY_RETROFIT = range(len(KNOWN_BY))
NOT_NEEDED, NO_PARTS = SUPPLY_SOURCES.index("not needed"), OUTCOMES.index("part not on hand")


def check(tables: Tables) -> list[str]:
    """All findings about the configuration of machines."""
    rows = tables.raw("configurations")
    rows = rows[np.lexsort((rows["at"], rows["asset"]))]  # what is of one moment stays in the order in which it was written
    if not tables.facts.get("revisions"):
        return ["machines have revisions, and their types have none"] if len(rows) else []
    return [*_history(tables, rows), *_wrong(tables, rows), *_retrofits(tables, rows), *_fits(tables, rows)]


def _history(tables: Tables, rows: Rows) -> list[str]:
    """Every machine has a revision from the start on; visits find it out, and retrofits change it."""
    before, after = rows[:-1], rows[1:]
    same = before["asset"] == after["asset"]
    first = np.r_[True, ~same][: len(rows)]
    stated = np.isin(rows["known_by"], (NOT_KNOWN, BY_REGISTER))
    kinds = np.array([tables.facts["revisions"][name] for name in tables.names("revision")])
    machines = np.array(tables.dimension("assets")["asset_type"])
    found_out = np.isin(after["known_by"], (BY_VISIT, BY_AUDIT))

    def show(row: int) -> str:
        return f"asset {rows['asset'][row]} at {rows['at'][row]:.6g} h"

    def show_next(row: int) -> str:
        return show(row + 1)

    return [
        *say(first != stated, "what a machine is at the start is missing, or told later", show),
        *say(first & (rows["at"] != 0.0), "the first that is known of a machine is not from the start", show),
        *say(machines[rows["asset"]] != kinds[rows["revision"]], "a machine has a revision of another type", show),
        *say(same & found_out & (before["known_by"] != NOT_KNOWN), "somebody found out what was known", show_next),
        *say(same & found_out & (before["revision"] != after["revision"]), "a revision changed without a retrofit", show_next),
    ]


def as_of(rows: Rows, asset: Array, time: Array) -> Array:
    """Row of what each machine is at a moment, changes of that moment included."""
    order = np.lexsort((np.r_[np.zeros(len(rows)), np.ones(len(asset))], np.r_[rows["at"], time], np.r_[rows["asset"], asset]))
    place = np.where(order < len(rows), order, -1)
    latest = np.maximum.accumulate(place)
    found = np.empty(len(asset), dtype=np.int64)
    asked = order >= len(rows)
    found[order[asked] - len(rows)] = latest[asked]
    return found


def _wrong(tables: Tables, rows: Rows) -> list[str]:
    """Who is taken for what he is not, is so until a visit; and only then has it cost the visit."""
    wrong, visits = tables.raw("wrong_revisions"), tables.raw("visits")

    def show(row: int) -> str:
        return f"asset {wrong['asset'][row]}, call {wrong['call'][row]}"

    if not len(wrong):
        return []
    found_out = set(zip(*(rows[rows["known_by"] == BY_VISIT][name].tolist() for name in ("asset", "at")), strict=True))
    told = np.array([pair not in found_out for pair in zip(wrong["asset"].tolist(), wrong["at"].tolist(), strict=True)])
    empty = visits[visits["outcome"] == NO_PARTS]
    ended = set(zip(empty["call"].tolist(), empty["left"].tolist(), strict=True))
    without = np.array([pair in ended for pair in zip(wrong["call"].tolist(), wrong["at"].tolist(), strict=True)])
    return [
        *say(told, "a machine was not what the office believed, and nobody found it out", show),
        *say(wrong["taken_for"] == wrong["revision"], "a machine was taken for what it is", show),
        *say(wrong["missed"] & ~(without & wrong["packed"]), "a wrong revision cost a visit that had its parts", show),
        *say(np.bincount(wrong["asset"])[wrong["asset"]] > 1, "a machine was found out twice", show),
    ]


def _retrofits(tables: Tables, rows: Rows) -> list[str]:
    """Every change of a revision is a retrofit of the machine that had the right one, and the other way round."""
    done = tables.raw("retrofits")
    changed = rows[rows["known_by"] == BY_RETROFIT]
    made = done[done["done"]]

    def pairs(table: Rows) -> list[tuple[int, float]]:
        return sorted(zip(table["asset"].tolist(), table["at"].tolist(), strict=True))

    codes = {tables.code("mode", name): tables.code("revision", source) for name, source in tables.facts["retrofits"].items()}
    vain = done[~done["done"]]
    fault = (
        rows["revision"][as_of(rows, vain["asset"], vain["at"])] == _needed(codes, vain)
        if len(rows)
        else _needed(codes, vain) == -2
    )
    findings = [] if pairs(changed) == pairs(made) else ["revisions change without a retrofit, or retrofits change none"]
    if not findings:  # the n-th retrofit of a machine is its n-th change
        own = np.flatnonzero(rows["known_by"] == BY_RETROFIT)
        made = made[np.lexsort((made["at"], made["asset"]))]
        findings = say(
            rows["revision"][own - 1] != _needed(codes, made), "a retrofit was done at another revision", _call_of(made)
        )
    return [*findings, *say(fault, "a retrofit was in vain at its own revision", _call_of(vain))]


def _needed(codes: dict[int, int], retrofits: Rows) -> Array:
    """The revision that each retrofit changes."""
    return np.array([codes.get(code, -1) for code in retrofits["retrofit"].tolist()], dtype=np.int64)


def _call_of(retrofits: Rows) -> Callable[[int], str]:
    return lambda row: f"call {retrofits['call'][row]}"


def _fits(tables: Tables, rows: Rows) -> list[str]:
    """No part is put in a machine that it does not fit."""
    demands, calls, fits = tables.raw("demands"), tables.raw("calls"), tables.facts["fits"]
    names = tables.names("revision")
    suits = np.array([[part not in fits or name in fits[part] for name in names] for part in tables.names("part")], dtype=bool)
    if not len(demands) or not suits.size:
        return []
    order = np.argsort(calls["call"])
    call = calls[order[np.searchsorted(calls["call"], demands["call"], sorter=order)]]
    asked = np.isin(call["asset"], rows["asset"]) & (demands["supply"] != NOT_NEEDED)
    chosen, call = demands[asked], call[asked]
    revision = rows["revision"][as_of(rows, call["asset"], np.maximum(call["fault"], 0.0))]
    kits = {tables.code("part", part) for kit in tables.facts["kits_of_retrofits"] for part in kit}
    wrong = ~suits[chosen["part"], revision] & ~np.isin(chosen["part"], sorted(kits))
    return say(
        wrong,
        "a part was put in that does not fit",
        lambda row: f"call {chosen['call'][row]}, part {tables.names('part')[chosen['part'][row]]}",
    )
