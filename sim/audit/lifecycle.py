"""Phase-in and phase-out: nothing happens to a machine that is not there, and nobody makes a part that is discontinued."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sim.audit.findings import say
from sim.records import NONE, SUPPLY_SOURCES
from sim.results import SUPPLIER, Rows, Tables, stays


def check(tables: Tables) -> list[str]:
    """All findings about machines and parts that come and go."""
    return [*_stays(tables), *_discontinued(tables), *_cannibalised(tables)]


def _stays(tables: Tables) -> list[str]:
    """Every fault and every task falls into the stay of its machine."""
    if not tables.facts.get("fleet_changes"):
        return []
    calls = tables.raw("calls")
    entered, left = (each[calls["asset"]] for each in tables.once(stays))
    absent = (np.maximum(calls["fault"], 0.0) < entered) | (calls["fault"] >= left)
    return say(absent, "something happened to an asset that is not in the field", lambda row: f"call {calls['call'][row]}")


def _discontinued(tables: Tables) -> list[str]:
    """Suppliers stop when they said: last-time buys are made then, and later orders go by the later terms, or never."""
    orders, bought = tables.raw("orders"), tables.raw("last_time_buys")
    at, later = tables.by_code("part", "discontinued", np.inf), tables.by_code("part", "price_afterwards")
    outside = np.array([kind == SUPPLIER for kind in tables.labels_by_code("location", "kind")] + [False])
    late = outside[orders["source"]] & (orders["ordered"] > at[orders["part"]])
    asked = later[orders["part"]]
    wrong = late & np.where(np.isnan(asked), ~np.isnan(orders["shipped"]), orders["unit_price"] != asked)
    numbers = np.sort(orders, order="order")
    last = bought[bought["order"] >= 0]
    found = numbers[np.searchsorted(numbers["order"], last["order"]).clip(max=len(numbers) - 1)]
    strange = np.zeros(len(last), dtype=bool)
    for column, theirs in (("order", "order"), ("part", "part"), ("location", "location"), ("time", "ordered")):
        strange |= last[column] != found[theirs]
    strange |= (found["quantity"] < last["units"]) | ~outside[found["source"]]

    def show(row: int) -> str:
        return f"order {last['order'][row]}"

    return [
        *say(bought["time"] != at[bought["part"]], "a last-time buy was made at another time", lambda row: f"row {row}"),
        *say((bought["order"] >= 0) != (bought["units"] > 0), "a last-time buy has no order", lambda row: f"row {row}"),
        *say(strange, "a last-time buy is not the order that it says", show),
        *say(
            wrong,
            "a discontinued part was shipped, or at another price than later ones have",
            lambda row: f"order {orders['order'][row]}",
        ),
    ]


def _cannibalised(tables: Tables) -> list[str]:
    """What was taken out of a machine is asked for anew at that moment, by the job of a machine at the same site that is down."""
    demands, calls = tables.raw("demands"), np.sort(tables.raw("calls"), order="call")
    taken = demands[demands["supply"] == SUPPLY_SOURCES.index("cannibalise")]
    if not len(taken):
        return []
    again = demands[demands["visit"] == NONE]

    def deals(rows: Rows) -> list[tuple[float, int, int, int]]:
        site = calls["site"][np.searchsorted(calls["call"], rows["call"])]
        return sorted(zip(*(each.tolist() for each in (rows["asked"], rows["part"], rows["quantity"], site)), strict=True))

    given, asked = Counter(deals(taken)), Counter(deals(again))
    # What is owed may have become another part meanwhile, which took the place of the one that was given.
    missing = Counter((time, *rest) for time, _, *rest in (given - asked).elements())
    missing -= Counter((time, *rest) for time, _, *rest in (asked - given).elements())
    return [f"{missing.total()} parts taken out of machines are not asked for by their jobs"] if missing else []
