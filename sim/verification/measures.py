"""What a case looks at in a run's records: a small vocabulary, written in the case files.

A measure is a mapping whose first word says what is done; the other keys are its parameters. Each gives a total and a weight, whose
quotient is the figure of that run; over replications the totals and the weights are added up before they are divided, so that a ratio
has no bias from short runs. Times come out in hours. *Spans* are stretches of time with a beginning and an end:

    {mean: dispatch wait, where: {call.priority: 1}}     mean length of those that ended in the window
    {share: desk wait, above: 2 min}                      share longer than that (`within`: not longer)
    {excess: response, above: 2 h}                        mean of the hours beyond
    {number: desk wait}                                   how many at a time, on average over the window
    {number: call, at: 10 h}                              ... at ten o'clock; `between: [10 h, 11 h]`: in that hour of the day
    {number: call, beyond: 2}                             ... in excess of two
    {time_share: call, at_most: 2}                        share of the time with no more than two
    {cycle: call, period: 1 day, figure: highest}         the sinusoid that fits the number best: mean, highest, lowest, or hours of the peak

    {fraction: demands, that: {at_once: true}}            share of rows of a table
    {rate: orders}                                        rows per hour; `sum: quantity` adds a column up instead
    {interval: defects}                                   asset-hours from one row to the next
    {average: quantity, of: orders}                       mean of a column; `first: 40`: of the first 40 rows that came
    {stock: on_hand, at: depot}                           time average on a shelf (on_hand, on_order, backorders)
    {stock_share: backorders, at: depot, at_most: 0}      share of the time with no more than that
    {sampled: on_hand, at: depot, every: 1 day}           mean just before each multiple of the interval
    {quiet: demands, that: {at_once: false}, every: 1 day}    share of intervals in which no such row was written
    {per_asset: calls, until: 350 d}                      calls per asset, up to a moment; `type: pump` for assets of one type
    {per_asset: warranty_cost}                            what the warranty bears of its calls, refunds included
    {per_asset: share_beyond, downtime: 175.2 h}          downtime of each asset: mean, share_beyond, excess_beyond
    {lookup: visits, table: {technician: {site: 12}}}     mean of a table's entry for each row
    {ledger: penalties, per: calls}                       money of a category per row of a table, per asset or per hour
    {figure: availability}                                a registered figure
    {sum: [[64, {rate: ...}], [1, {...}]]}                factors times measures
    {ratio: [{stock: on_order, at: depot}, {rate: cores}]}    one measure divided by another, such as a mean time by Little's law

`where` keeps rows by their columns, `that` names those that count; a column of the call is written `call.priority`, names are those of the
scenario, and a list means any of these. `divided_by` divides, for the share of each of so many agents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.errors import UsageError, nearest
from sim.kpi.selections import call_rows, since
from sim.results import Array, Tables, shelves
from sim.verification.rows import BEGINNINGS, arrived, hours_of, lengths, matching, stretches

Pair = tuple[float, float]
"""A total and its weight."""
Measure = Mapping[str, Any]

DAY = 24.0
_VERBS: dict[str, tuple[Callable[[Tables, Measure], Pair], frozenset[str]]] = {}


def measure(tables: Tables, spec: Measure) -> Pair:
    """Total and weight of a measure in one run; raises :class:`UsageError` when it makes no sense."""
    verb = check(spec)
    total, weight = _VERBS[verb][0](tables, spec)
    return total, weight * float(spec.get("divided_by", 1.0))


def check(spec: Measure) -> str:
    """The verb of a measure; raises :class:`UsageError` for a word that is not known."""
    if not isinstance(spec, Mapping) or not spec:
        raise UsageError(f"expected a measure, found {spec!r}")
    verb = next(iter(spec))
    if verb not in _VERBS:
        raise UsageError(f"there is no measure '{verb}'; known: {', '.join(_VERBS)}")
    allowed = {verb, "divided_by", *_VERBS[verb][1]}
    for key in spec:
        if key not in allowed:
            hint = nearest(key, allowed)
            raise UsageError(f"measure '{verb}' has no '{key}'" + (f"; did you mean '{hint}'?" if hint else ""))
    return verb


def _verb(*keys: str) -> Callable[[Callable[[Tables, Measure], Pair]], Callable[[Tables, Measure], Pair]]:
    def keep(function: Callable[[Tables, Measure], Pair]) -> Callable[[Tables, Measure], Pair]:
        _VERBS[function.__name__.strip("_")] = (function, frozenset(keys))
        return function

    return keep


# ---------------------------------------------------------------------- spans
@_verb("where")
def mean(tables: Tables, spec: Measure) -> Pair:
    """Mean length."""
    hours = lengths(tables, spec["mean"], spec.get("where"))
    return float(hours.sum()), len(hours)


@_verb("above", "within", "that", "where")
def share(tables: Tables, spec: Measure) -> Pair:
    """Share longer than a limit, or not longer; those that `that` leaves out count among all, but not among these."""
    where = spec.get("where") or {}
    hours = lengths(tables, spec["share"], {**where, **(spec.get("that") or {})})
    long = int((hours > hours_of(spec["above" if "above" in spec else "within"])).sum())
    every = len(lengths(tables, spec["share"], where)) if "that" in spec else len(hours)
    return float(long if "above" in spec else len(hours) - long), every


@_verb("above", "where")
def excess(tables: Tables, spec: Measure) -> Pair:
    """Mean of the hours beyond a limit."""
    hours = lengths(tables, spec["excess"], spec.get("where"))
    return float(np.maximum(hours - hours_of(spec["above"]), 0.0).sum()), len(hours)


@_verb("where", "at", "between", "beyond")
def number(tables: Tables, spec: Measure) -> Pair:
    """How many at a time."""
    if "beyond" in spec:
        levels, hours = _course(tables, spec["number"], spec.get("where"))
        return float((np.maximum(levels - spec["beyond"], 0.0) * hours).sum()), tables.horizon - tables.warm_up
    begin, end = stretches(tables, spec["number"], spec.get("where"))
    if "at" in spec:
        moments = np.arange(np.ceil(tables.warm_up / DAY), tables.horizon / DAY) * DAY + hours_of(spec["at"])
        moments = moments[(moments >= tables.warm_up) & (moments < tables.horizon)]
        there = np.searchsorted(np.sort(begin), moments, "right") - np.searchsorted(np.sort(end), moments, "right")
        return float(there.sum()), len(moments)
    low, high = (hours_of(edge) for edge in spec.get("between", (0.0, DAY)))

    def passed(times: Array) -> Array:
        """Hours of the part of the day that have passed."""
        clipped = np.clip(times, tables.warm_up, tables.horizon)
        days = np.floor(clipped / DAY)
        counted: Array = days * (high - low) + np.clip(clipped - days * DAY - low, 0.0, high - low)
        return counted

    whole = passed(np.array(tables.window))
    return float((passed(end) - passed(begin)).sum()), float(whole[1] - whole[0])


@_verb("at_most", "where")
def time_share(tables: Tables, spec: Measure) -> Pair:
    """Share of the time with no more than so many."""
    levels, hours = _course(tables, spec["time_share"], spec.get("where"))
    return float(hours[levels <= spec["at_most"]].sum()), tables.horizon - tables.warm_up


def _course(tables: Tables, span: str, where: Mapping[str, Any] | None) -> tuple[Array, Array]:
    """How many spans there are at a time, step by step, and the hours of each step within the window."""
    begin, end = stretches(tables, span, where)
    ended = end[np.isfinite(end)]
    times = np.concatenate([begin, ended])
    steps = np.concatenate([np.ones(len(begin)), -np.ones(len(ended))])
    order = np.lexsort((steps, times))
    clipped = np.clip(np.concatenate([[tables.warm_up], times[order], [tables.horizon]]), *tables.window)
    return np.concatenate([[0.0], np.cumsum(steps[order])]), np.diff(clipped)


@_verb("period", "figure", "where")
def cycle(tables: Tables, spec: Measure) -> Pair:
    """The sinusoid of a given period that fits the number at a time best; the window is cut to whole periods."""
    begin, end = stretches(tables, spec["cycle"], spec.get("where"))
    period = hours_of(spec["period"])
    first = np.ceil(tables.warm_up / period) * period
    last = first + np.floor((tables.horizon - first) / period) * period
    begin, end = np.clip(begin, first, last), np.clip(end, first, last)
    turn = 2 * np.pi / period
    average = float((end - begin).sum() / (last - first))
    sine = 2 * float((np.cos(turn * begin) - np.cos(turn * end)).sum()) / (turn * (last - first))
    cosine = 2 * float((np.sin(turn * end) - np.sin(turn * begin)).sum()) / (turn * (last - first))
    swing = float(np.hypot(sine, cosine))
    peak = float(np.arctan2(sine, cosine) / turn) % period
    return {"mean": average, "highest": average + swing, "lowest": average - swing, "peak": peak}[spec["figure"]], 1.0


# ---------------------------------------------------------------------- rows
@_verb("that", "where")
def fraction(tables: Tables, spec: Measure) -> Pair:
    """Share of rows."""
    rows = arrived(tables, spec["fraction"], spec.get("where"))
    return float(matching(tables, spec["fraction"], rows, spec["that"]).sum()), len(rows)


@_verb("where", "sum")
def rate(tables: Tables, spec: Measure) -> Pair:
    """Rows per hour, or a column's sum per hour."""
    rows = arrived(tables, spec["rate"], spec.get("where"))
    return float(rows[spec["sum"]].sum() if "sum" in spec else len(rows)), tables.horizon - tables.warm_up


@_verb("where")
def interval(tables: Tables, spec: Measure) -> Pair:
    """Asset-hours from one row to the next."""
    rows = arrived(tables, spec["interval"], spec.get("where"))
    return float(tables.facts["assets"]) * (tables.horizon - tables.warm_up), len(rows)


@_verb("of", "where", "first")
def average(tables: Tables, spec: Measure) -> Pair:
    """Mean of a column, empty entries left out; of all rows, or of the first that came."""
    rows = arrived(tables, spec["of"], spec.get("where"))
    if "first" in spec:
        rows = rows[np.argsort(rows[BEGINNINGS[spec["of"]]], kind="stable")[: spec["first"]]]
    values = rows[spec["average"]].astype(float)
    values = values[~np.isnan(values)]
    return float(values.sum()), len(values)


@_verb("table", "where")
def lookup(tables: Tables, spec: Measure) -> Pair:
    """Mean of a table's entry for each row, by technician and site."""
    rows = arrived(tables, spec["lookup"], spec.get("where"))
    entries = np.full((len(tables.names("technician")), len(tables.names("site"))), np.nan)
    for technician, line in spec["table"].items():
        for site, entry in line.items():
            entries[tables.code("technician", technician), tables.code("site", site)] = (
                hours_of(entry) if isinstance(entry, str) else entry
            )
    return float(entries[rows["technician"], rows["site"]].sum()), len(rows)


@_verb("that", "every", "where")
def quiet(tables: Tables, spec: Measure) -> Pair:
    """Share of intervals without such a row."""
    every = hours_of(spec["every"])
    rows = arrived(tables, spec["quiet"], spec.get("where"))
    rows = rows[matching(tables, spec["quiet"], rows, spec["that"])]
    first, last = int(np.ceil(tables.warm_up / every)), int(tables.horizon // every)
    hit = np.unique(np.floor(rows[BEGINNINGS[spec["quiet"]]] / every))
    return float(last - first - ((hit >= first) & (hit < last)).sum()), last - first


# ---------------------------------------------------------------------- stock
def _levels(tables: Tables, spec: Measure, column: str) -> tuple[Array, Array, Array]:
    """Beginnings, ends and levels of the stretches of the shelves asked for."""
    stretches = tables.once(shelves)
    places = spec["at"] if isinstance(spec["at"], list) else [spec["at"]]
    keep = np.isin(stretches.location, [tables.code("location", place) for place in places])
    if "part" in spec:
        keep &= stretches.part == tables.code("part", spec["part"])
    return stretches.begin[keep], stretches.end[keep], getattr(stretches, column)[keep]


@_verb("at", "part")
def stock(tables: Tables, spec: Measure) -> Pair:
    """Time average of on_hand, on_order or backorders, all shelves asked for together."""
    begin, end, level = _levels(tables, spec, spec["stock"])
    hours = np.clip(end, *tables.window) - np.clip(begin, *tables.window)
    return float((level * hours).sum()), tables.horizon - tables.warm_up


@_verb("at", "part", "at_most")
def stock_share(tables: Tables, spec: Measure) -> Pair:
    """Share of the time with no more than so much."""
    begin, end, level = _levels(tables, spec, spec["stock_share"])
    hours = np.clip(end, *tables.window) - np.clip(begin, *tables.window)
    return float(hours[level <= spec["at_most"]].sum()), float(hours.sum())


@_verb("at", "part", "every")
def sampled(tables: Tables, spec: Measure) -> Pair:
    """Mean just before each multiple of an interval, such as the moment before a review."""
    begin, _, level = _levels(tables, spec, spec["sampled"])
    every = hours_of(spec["every"])
    moments = np.arange(np.floor(tables.warm_up / every) + 1, np.floor(tables.horizon / every) + 1) * every
    found = level[np.searchsorted(begin, moments, "left") - 1]
    return float(found.sum()), len(moments)


# ---------------------------------------------------------------------- assets, money, figures
@_verb("downtime", "until", "type")
def per_asset(tables: Tables, spec: Measure) -> Pair:
    """Calls per asset, what the warranty bears, or the downtime of each: its mean, the share of assets beyond a limit, the mean excess."""
    kinds = np.array(tables.dimension("assets")["asset_type"])
    chosen = kinds == spec["type"] if "type" in spec else np.ones(len(kinds), dtype=bool)
    calls = tables.raw("calls")
    if spec["per_asset"] == "warranty_cost":
        rows = since(tables.raw("settlements"), "at", tables.warm_up)
        theirs = chosen[calls["asset"][tables.once(call_rows)[rows["call"]]]]
        return float((rows["cost"] * rows["warranty"])[theirs].sum()), int(chosen.sum())
    calls = calls[chosen[calls["asset"]]]
    if spec["per_asset"] == "calls":
        until = hours_of(spec["until"]) if "until" in spec else tables.horizon
        return float(((calls["fault"] >= tables.warm_up) & (calls["fault"] < until)).sum()), int(chosen.sum())
    end = np.where(np.isnan(calls["restored"]), tables.horizon, calls["restored"])
    hours = np.clip(end, *tables.window) - np.clip(calls["fault"], *tables.window)
    down = np.bincount(calls["asset"], weights=hours, minlength=len(kinds))[chosen]
    if spec["per_asset"] == "mean":
        return float(down.sum()), len(down)
    limit = hours_of(spec["downtime"])
    beyond = {"share_beyond": (down > limit).astype(float), "excess_beyond": np.maximum(down - limit, 0.0)}
    return float(beyond[spec["per_asset"]].sum()), len(down)


@_verb("per", "where")
def ledger(tables: Tables, spec: Measure) -> Pair:
    """Money of a category of the ledger, per row of a table that came in the window, per asset, or per hour."""
    from sim.ledger import ledger as in_full

    book = tables.once(in_full)
    chosen = (book["category"] == spec["ledger"]) & (book["time"] >= tables.warm_up)
    money = float(book.loc[chosen, "amount"].sum())
    per = spec["per"]
    if per == "asset":
        return money, len(tables.dimension("assets")["asset"])
    if per == "hour":
        return money, tables.horizon - tables.warm_up
    return money, len(arrived(tables, per, spec.get("where")))


@_verb()
def figure(tables: Tables, spec: Measure) -> Pair:
    """A registered figure, such as availability."""
    from sim.kpi import figures

    name = spec["figure"]
    found = figures(tables, [name.partition(".")[0]])
    if name not in found:
        raise UsageError(f"there is no figure '{name}'; there are {', '.join(found)}")
    return found[name], 1.0


@_verb()
def _sum(tables: Tables, spec: Measure) -> Pair:
    """Factors times measures."""
    total = 0.0
    for factor, part in spec["sum"]:
        amount, weight = measure(tables, part)
        total += float(factor) * amount / weight
    return total, 1.0


@_verb()
def ratio(tables: Tables, spec: Measure) -> Pair:
    """One measure divided by another."""
    (upper, upper_weight), (lower, lower_weight) = (measure(tables, part) for part in spec["ratio"])
    return upper / upper_weight, lower / lower_weight


def as_list(spec: Any) -> Sequence[Measure]:
    """A list of measures, one per value of an output."""
    return spec if isinstance(spec, list) else [spec]
