"""Parts: nothing appears and nothing vanishes, at any shelf and between the shelves."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.records import MOVEMENTS, SUPPLY_SOURCES
from sim.results import SUPPLIER, Array, Rows, Tables, shelves

_ON_HAND = {
    "initial": 1,
    "issue": -1,
    "receipt": 1,
    "backorder filled": -1,
    "core repaired": 1,
    "taken back": 1,
    "written off": -1,
    "harvested": 1,
    "lost": -1,
    "kit opened": -1,
    "from kit": 1,
    "sold": -1,
}
_ON_ORDER = {"receipt": -1, "order placed": 1, "core due": 1, "core repaired": -1, "core scrapped": -1, "core given up": -1}
_OWED = {"backorder filled": -1, "demand backordered": 1, "demand withdrawn": -1}
"""What a movement of one unit does to on hand, on order and backorders. Any row may show an order that it set off besides."""


def _effect(effects: dict[str, int], rows: Rows) -> Array:
    """Change that each movement should make."""
    signs = np.array([effects.get(movement, 0) for movement in MOVEMENTS])
    change: Array = signs[rows["movement"]] * np.abs(rows["quantity"])
    return change


def check(tables: Tables) -> list[str]:
    """All findings about stock."""
    return [*_rows(tables), *_orders(tables), *_given(tables), *_taken_back(tables), *_cores(tables), *_kits(tables)]


def _steps(values: Array, first: Array) -> Array:
    """Change from row to row; the first row of a shelf counts from nothing."""
    change = np.diff(values, prepend=0.0)
    change[first] = values[first]
    return change


def _rows(tables: Tables) -> list[str]:
    """Every movement changes the shelf by what it says, and no count is below zero."""
    shelf = tables.once(shelves)
    rows = tables.raw("movements")[shelf.row]
    first = np.diff(shelf.pair, prepend=-1) > 0
    initial = rows["movement"] == MOVEMENTS.index("initial")

    def show(row: int) -> str:
        place, part = tables.names("location")[rows["location"][row]], tables.names("part")[rows["part"][row]]
        return f"{part} at {place}, {MOVEMENTS[rows['movement'][row]]} at {rows['time'][row]:.2f} h"

    on_hand = _steps(shelf.on_hand, first) != _effect(_ON_HAND, rows)
    owed = _steps(shelf.backorders, first) != _effect(_OWED, rows)
    placed = rows["movement"] == MOVEMENTS.index("order placed")
    ordered = _steps(shelf.on_order, first) - _effect(_ON_ORDER, rows)
    below = (shelf.on_hand < 0) | (shelf.on_order < 0) | (shelf.backorders < 0)
    return [
        *say(on_hand, "on hand does not follow from the movement", show),
        *say(owed, "backorders do not follow from the movement", show),
        *say((ordered < 0) | (placed & (ordered != 0)), "on order does not follow from the movement", show),
        *say(below, "on hand, on order or backorders are below zero", show),
        *say(initial != first, "a shelf does not begin with its opening stock, or begins twice", show),
        *say(shelf.end < shelf.begin, "movements of a shelf are not in order of time", show),
    ]


def _pairs(tables: Tables, rows: Rows, place: str) -> Array:
    """Number of the (location, part) of each row; −1 for no location."""
    parts = max(len(tables.names("part")), 1)
    numbers: Array = np.where(rows[place] >= 0, rows[place].astype(np.int64) * parts + rows["part"], -1)
    return numbers


def _total(numbers: Array, weights: Array, count: int) -> Array:
    chosen = numbers >= 0
    return np.bincount(numbers[chosen], weights=weights[chosen], minlength=count)


def _moved(tables: Tables, numbers: Array, count: int, *movements: str) -> Array:
    """Units of some movements per (location, part)."""
    rows = tables.raw("movements")
    chosen = np.isin(rows["movement"], [MOVEMENTS.index(each) for each in movements])
    return _total(numbers[chosen], np.abs(rows["quantity"][chosen]).astype(float), count)


def _say_pairs(tables: Tables, broken: Array, rule: str) -> list[str]:
    parts = max(len(tables.names("part")), 1)
    return say(broken, rule, lambda row: f"{tables.names('part')[row % parts]} at {tables.names('location')[row // parts]}")


def _orders(tables: Tables) -> list[str]:
    """What the orders table says was received and is on order is what the shelves say."""
    orders, rows = tables.raw("orders"), tables.raw("movements")
    count = len(tables.names("location")) * max(len(tables.names("part")), 1)
    moved, placed = _pairs(tables, rows, "location"), _pairs(tables, orders, "location")
    quantity = orders["quantity"].astype(float)
    arrived = ~np.isnan(orders["received"])
    received = _total(placed[arrived], quantity[arrived], count)
    shelf = tables.once(shelves)
    last = np.append(np.diff(shelf.pair) > 0, True)[: len(shelf.pair)]
    number = _pairs(tables, rows[shelf.row], "location")
    on_order = _total(number[last], shelf.on_order[last], count)
    due = _moved(tables, moved, count, "core due") - _moved(
        tables, moved, count, "core repaired", "core scrapped", "core given up"
    )
    late = (
        (orders["shipped"] < orders["ordered"])
        | (orders["received"] < orders["shipped"])
        | (arrived & np.isnan(orders["shipped"]))
    )
    return [
        *_say_pairs(tables, received != _moved(tables, moved, count, "receipt"), "units received are not those of the orders"),
        *_say_pairs(
            tables, on_order != _total(placed, quantity, count) - received + due, "on order at the end is not ordered − received"
        ),
        *say(late, "moments of an order are not in order", lambda row: f"order {orders['order'][row]}"),
    ]


def _given(tables: Tables) -> list[str]:
    """What left a shelf went to a job, to a customer or to a lower echelon; what is still owed may be set aside in part."""
    orders, demands, rows = tables.raw("orders"), tables.raw("demands"), tables.raw("movements")
    count = len(tables.names("location")) * max(len(tables.names("part")), 1)
    moved = _pairs(tables, rows, "location")
    out = _moved(tables, moved, count, "issue", "backorder filled")
    sent, asked = _pairs(tables, orders, "source"), _pairs(tables, demands, "source")
    shipped = ~np.isnan(orders["shipped"])
    filled = ~np.isnan(demands["filled"])
    modules = tables.raw("replacements")
    used, built_in = _pairs(tables, modules, "location"), ~np.isnan(modules["filled"])
    units = modules["quantity"].astype(float)
    ordered, wanted = orders["quantity"].astype(float), demands["quantity"].astype(float)
    least = _total(sent[shipped], ordered[shipped], count) + _total(asked[filled], wanted[filled], count)
    most = _total(sent, ordered, count) + _total(asked, wanted, count)
    least += _total(used[built_in], units[built_in], count)
    most += _total(used, units, count)
    mistaken = tables.raw("wrong_parts")
    wasted = _total(_pairs(tables, mistaken, "source"), mistaken["quantity"].astype(float), count)
    sold = tables.raw("sales_lines")
    bought, units = _pairs(tables, sold, "location"), sold["quantity"].astype(float)
    taken, set_aside = ~np.isnan(sold["asked"]), ~np.isnan(sold["set_aside"])
    least = least + wasted + _total(bought[set_aside], units[set_aside], count)
    most = most + wasted + _total(bought[taken], units[taken], count)
    stocked = np.repeat(
        [kind != SUPPLIER for kind in tables.labels_by_code("location", "kind")], max(len(tables.names("part")), 1)
    )
    wrong = stocked & ((out < least) | (out > most))
    early = demands["filled"] < demands["asked"]
    immediate = demands["at_once"] & (demands["filled"] != demands["asked"])
    partly = (demands["units_at_once"] < 0) | (demands["at_once"] != (demands["units_at_once"] >= demands["quantity"]))
    return [
        *_say_pairs(tables, wrong, "units that left a shelf are not those that jobs, customers and lower echelons got from it"),
        *say(early, "a demand was filled before it was asked", lambda row: f"call {demands['call'][row]}"),
        *say(partly, "a demand and its units met at once disagree", lambda row: f"call {demands['call'][row]}"),
        *say(immediate, "a demand met at once had to wait", lambda row: f"call {demands['call'][row]}"),
    ]


def _taken_back(tables: Tables) -> list[str]:
    """What came back unused is what triage had named wrongly (of all closed calls, and of open ones at most), and what customers cancelled."""
    calls, demands, rows = tables.raw("calls"), tables.raw("demands"), tables.raw("movements")
    count = len(tables.names("location")) * max(len(tables.names("part")), 1)
    back = _moved(tables, _pairs(tables, rows, "location"), count, "taken back")
    spare = demands[(demands["supply"] == SUPPLY_SOURCES.index("not needed")) & ~np.isnan(demands["filled"])]
    from_closed = np.isin(spare["call"], calls["call"][~np.isnan(calls["restored"])])
    source, quantity = _pairs(tables, spare, "source"), spare["quantity"].astype(float)
    most, least = _total(source, quantity, count), _total(source[from_closed], quantity[from_closed], count)
    off = tables.raw("sales_lines")
    off = off[~np.isnan(off["cancelled"]) & ~np.isnan(off["asked"])]
    source, quantity, there = _pairs(tables, off, "location"), off["quantity"].astype(float), ~np.isnan(off["set_aside"])
    most, least = most + _total(source, quantity, count), least + _total(source[there], quantity[there], count)
    return _say_pairs(
        tables,
        (back < least) | (back > most),
        "units that came back unused are not those that triage named wrongly, or customers cancelled",
    )


def _cores(tables: Tables) -> list[str]:
    """What came onto a shelf repaired, from the shop or from next door, is what the cores say."""
    cores, rows = tables.raw("cores"), tables.raw("movements")
    count = len(tables.names("location")) * max(len(tables.names("part")), 1)
    moved = _moved(tables, _pairs(tables, rows, "location"), count, "core repaired")
    landed = cores.copy()
    landed["part"] = tables.once(comes_back_as)[cores["part"]]
    back = _total(_pairs(tables, landed, "location"), np.ones(len(cores)), count)
    harvests = tables.raw("harvests")
    taken_out = _total(_pairs(tables, harvests, "location"), np.ones(len(harvests)), count)
    on_shelf = _moved(tables, _pairs(tables, rows, "location"), count, "harvested")
    return [
        *_say_pairs(tables, moved != back, "units that came back repaired are not the cores that went to the shelf"),
        *_say_pairs(tables, taken_out != on_shelf, "units harvested are not those that cores yielded"),
    ]


def comes_back_as(tables: Tables) -> Array:
    """Part -> the part that its units are once they have come back; use `tables.once(comes_back_as)`."""
    names = tables.labels_by_code("part", "refurbished")
    return np.array([tables.code("part", name) if name else code for code, name in enumerate(names)], dtype=np.int64)


def _kits(tables: Tables) -> list[str]:
    """What came out of kits is what was in those that were opened there; less where the rest is thrown away."""
    rows, kits = tables.raw("movements"), tables.dimension("kits")
    parts = max(len(tables.names("part")), 1)
    count = len(tables.names("location")) * parts
    moved = _pairs(tables, rows, "location")
    opened, found = _moved(tables, moved, count, "kit opened"), _moved(tables, moved, count, "from kit")
    most, least = np.zeros(count), np.zeros(count)
    places = np.arange(len(tables.names("location"))) * parts
    for kit, part, units, way in zip(*(kits.get(name, []) for name in ("kit", "part", "units", "opened")), strict=True):
        inside = opened[places + tables.code("part", kit)] * units
        most[places + tables.code("part", part)] += inside
        least[places + tables.code("part", part)] += inside * (way == "loose")
    return _say_pairs(tables, (found > most) | (found < least), "units that came out of kits are not those that were in them")
