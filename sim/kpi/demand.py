"""Demand: how good forecasts were, what was bought in vain, and the classes of parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.parts import demands
from sim.kpi.selections import NO_DATA, ON_SHELVES, mean, per_year, ratio
from sim.records import ABC, MOVEMENTS, XYZ
from sim.results import Array, Rows, Tables, shelves


# ---------------------------------------------------------------- forecasts
@dataclass(frozen=True)
class Judged:
    """One row per period that was forecast at one review and seen at the next one."""

    series: Array
    """number of the (location, part)"""
    part: Array
    time: Array
    """end of the period"""
    forecast: Array
    most: Array
    service: Array
    demand: Array
    before: Array
    """demand of the period before it, not a number at the first under a rule"""

    def only(self, chosen: Array) -> Judged:
        """Some of the rows."""
        return Judged(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def judged(tables: Tables) -> Judged:
    """Periods that ended in the window, with what was forecast for them; use `tables.once(judged)`."""
    reviews = tables.raw("reviews")
    key = reviews["location"].astype(np.int64) * max(len(tables.names("part")), 1) + reviews["part"]
    rows = reviews[np.argsort(key, kind="stable")]
    key = np.sort(key)
    later = np.flatnonzero((key[1:] == key[:-1]) & (rows["since"][1:] == rows["time"][:-1])) + 1
    later = later[rows["time"][later] >= tables.warm_up]
    forecast, ended = rows[later - 1], rows[later]
    return Judged(
        series=key[later],
        part=ended["part"],
        time=ended["time"],
        forecast=forecast["forecast"],
        most=forecast["most"].astype(float),
        service=forecast["service"],
        demand=ended["demand"].astype(float),
        before=np.where(np.isnan(forecast["since"]), np.nan, forecast["demand"]),
    )


def mase(found: Judged) -> float:
    """Mean over the shelves of the mean absolute error over that of 'as many as last time'."""
    scaled = []
    found = found.only(~np.isnan(found.before))
    for series in np.unique(found.series):
        own = found.series == series
        naive = np.abs(found.demand - found.before)[own].mean()
        if naive > 0:
            scaled.append(np.abs(found.demand - found.forecast)[own].mean() / naive)
    return mean(np.array(scaled))


def bias(found: Judged) -> float:
    """Forecast less demand, over demand."""
    return ratio((found.forecast - found.demand).sum(), found.demand.sum())


def pinball_loss(found: Judged) -> float:
    """Loss of the forecast of a quantile, over demand."""
    above = found.demand - found.most
    loss = np.maximum(found.service * above, (found.service - 1) * above)
    return ratio(loss.sum(), found.demand.sum())


_PERIODS = "periods between two reviews of a forecast that ended in the window"


@kpi(
    unit="ratio",
    better="down",
    formula="mean |demand − forecast| ÷ mean |demand − demand of the period before|, both over the periods of a (location, part); mean over these",
    clock=_PERIODS,
    denominator="(location, part) whose demand changed; the first period under a rule aside",
)
def forecast_mase(tables: Tables) -> float:
    """How wrong forecasts are against 'as many as last time' (mean absolute scaled error); below 1 is better than that."""
    return mase(tables.once(judged))


@kpi(
    unit="share",
    formula="(forecast − demand) ÷ demand, both summed over all periods and (location, part)",
    clock=_PERIODS,
    denominator="units demanded in these periods",
)
def forecast_bias(tables: Tables) -> float:
    """How much too high forecasts are in total; below zero they are too low."""
    return bias(tables.once(judged))


@kpi(
    unit="ratio",
    better="down",
    formula="units above the forecast quantile × service + units below it × (1 − service), ÷ units demanded; summed over all periods",
    clock=_PERIODS + "; the quantile of a period's demand is the one at the rule's `service`",
    denominator="units demanded in these periods",
)
def forecast_pinball_loss(tables: Tables) -> float:
    """How well the quantile is forecast that a stock level needs; the cost per unit when a unit short costs `service` and one idle the rest."""
    return pinball_loss(tables.once(judged))


# ---------------------------------------------------------------- obsolescence
@kpi(
    unit="money/y",
    better="down",
    formula="units written off × price per year, whatever scrap brings",
    clock="written off in the window; a year has 8,760 h",
    denominator="years of the window",
)
def obsolete_value(tables: Tables) -> float:
    """Value of stock that was written off in a year."""
    rows = tables.raw("movements")
    gone = rows[(rows["movement"] == MOVEMENTS.index("written off")) & (rows["time"] >= tables.warm_up)]
    return per_year(tables, float((np.abs(gone["quantity"]) * tables.by_code("part", "price", 0.0)[gone["part"]]).sum()))


@kpi(
    unit="money",
    better="down",
    formula="units on hand at the end of the run above the demand of the time `keep` to come, as seen over the time `over` before × price",
    clock="end of the run",
    denominator="shelves at locations with `write_off`; no data where none has it",
)
def excess_value(tables: Tables) -> float:
    """Value of the stock that nobody will ask for in time, at the end of the run."""
    shelf = tables.once(shelves)
    keep, over = (tables.by_code("location", column) for column in ("keep", "over"))
    span = np.minimum(over, tables.horizon)
    last = shelf.end == tables.horizon
    at = np.flatnonzero(last & ~np.isnan(keep[shelf.location]))
    if not len(at):
        return NO_DATA
    rows = tables.raw("movements")
    asked = np.isin(rows["movement"], [MOVEMENTS.index(each) for each in ("issue", "demand backordered")])
    asked &= rows["time"] >= (tables.horizon - span)[rows["location"]]
    parts = max(len(tables.names("part")), 1)
    pair = rows["location"].astype(np.int64) * parts + rows["part"]
    seen = np.bincount(pair[asked], weights=np.abs(rows["quantity"][asked]), minlength=len(tables.names("location")) * parts)
    place = shelf.location[at]
    needed = seen[place.astype(np.int64) * parts + shelf.part[at]] * keep[place] / span[place]
    excess = np.maximum(shelf.on_hand[at] - needed, 0.0)
    return float((excess * tables.by_code("part", "price", 0.0)[shelf.part[at]]).sum())


# ---------------------------------------------------------------- classes of parts
@dataclass(frozen=True)
class ClassStretch:
    """A stretch of the window in which no part changed its class."""

    begin: float
    end: float
    members: dict[str, Array]
    """class -> for each part, by code, whether it is in it"""


def class_stretches(tables: Tables) -> list[ClassStretch]:
    """The window from classification to classification; no stretches when no part has a class; use `tables.once(class_stretches)`."""
    begin, end = tables.window
    stated: dict[str, Array] = {}
    for column in ("class", "criticality"):
        labels = np.array(tables.labels_by_code("part", column), dtype=object)
        stated |= {label: labels == label for label in dict.fromkeys(labels) if label}
    rows = tables.raw("classes")
    if not len(rows):
        return [ClassStretch(begin, end, stated)] if stated else []
    times = np.unique(rows["time"])
    found = []
    for time, following in zip(times, [*times[1:], np.inf], strict=True):
        own = np.sort(rows[rows["time"] == time], order="part")
        computed = {word: own["abc"] == i for i, word in enumerate(ABC)} | {word: own["xyz"] == i for i, word in enumerate(XYZ)}
        if min(following, end) > max(time, begin):
            found.append(ClassStretch(max(time, begin), min(following, end), stated | computed))
    return found


def _by_class(tables: Tables, amount: Callable[[ClassStretch], Array]) -> dict[str, float]:
    """Amounts per part of each stretch, added up by class."""
    sums: dict[str, float] = {}
    for stretch in tables.once(class_stretches):
        found = amount(stretch)
        for word, members in stretch.members.items():
            sums[word] = sums.get(word, 0.0) + float(found[members].sum())
    return sums


_CLASSES = "classes as they were at the time; each part is in one class of every kind that is stated or computed"


@kpi(
    unit="count",
    formula="time-average of the parts in each class",
    clock="window; " + _CLASSES,
    denominator="hours of the window",
)
def parts_by_class(tables: Tables) -> dict[str, float]:
    """How many parts are in each class."""
    begin, end = tables.window
    hours = _by_class(tables, lambda stretch: np.full(len(tables.names("part")), stretch.end - stretch.begin))
    return {word: each / (end - begin) for word, each in hours.items()}


@kpi(
    unit="money",
    better="down",
    formula="time-average of units on hand × price, by class of the part",
    clock=ON_SHELVES + "; " + _CLASSES,
    denominator="hours of the window",
)
def inventory_value_by_class(tables: Tables) -> dict[str, float]:
    """Money tied up in the parts of each class, at a moment."""
    shelf, price = tables.once(shelves), tables.by_code("part", "price", 0.0)[:-1]
    begin, end = tables.window

    def value(stretch: ClassStretch) -> Array:
        hours = shelf.hours(stretch.begin, stretch.end)
        held: Array = np.bincount(shelf.part, weights=hours * shelf.on_hand, minlength=len(price)) * price
        return held

    return {word: each / (end - begin) for word, each in _by_class(tables, value).items()}


def _in_class(tables: Tables, part: Array, time: Array) -> Iterator[tuple[str, Array]]:
    """(class, rows of it) for facts about a part at a time."""
    stretches = tables.once(class_stretches)
    for word in dict.fromkeys(word for stretch in stretches for word in stretch.members):
        chosen = np.zeros(len(part), dtype=bool)
        for stretch in stretches:
            members = stretch.members.get(word)
            if members is not None:
                chosen |= members[part] & (time >= stretch.begin) & ((time < stretch.end) | (stretch.end >= tables.horizon))
        yield word, chosen


@kpi(
    unit="share",
    better="up",
    formula="units given at once ÷ units asked by jobs, by class of the part",
    clock="part demands of jobs asked in the window; " + _CLASSES,
    denominator="units asked; open ones included",
)
def fill_rate_by_class(tables: Tables) -> dict[str, float]:
    """Share of units of each class served at once by the location asked first."""
    lines: Rows = tables.once(demands)
    classes = _in_class(tables, lines["part"], lines["asked"])
    return {word: ratio(lines["units_at_once"][own].sum(), lines["quantity"][own].sum()) for word, own in classes}


def _forecasts_by_class(tables: Tables, measure: Callable[[Judged], float]) -> dict[str, float]:
    found = tables.once(judged)
    if not len(found.series):
        return {}
    return {word: measure(found.only(own)) for word, own in _in_class(tables, found.part, found.time)}


@kpi(
    unit="ratio",
    better="down",
    formula="forecast_mase, by class of the part",
    clock=_PERIODS + "; " + _CLASSES,
    denominator="(location, part) whose demand changed",
)
def forecast_mase_by_class(tables: Tables) -> dict[str, float]:
    """How wrong the forecasts of each class are against 'as many as last time'."""
    return _forecasts_by_class(tables, mase)


@kpi(
    unit="share",
    formula="forecast_bias, by class of the part",
    clock=_PERIODS + "; " + _CLASSES,
    denominator="units demanded in these periods",
)
def forecast_bias_by_class(tables: Tables) -> dict[str, float]:
    """How much too high the forecasts of each class are in total."""
    return _forecasts_by_class(tables, bias)


@kpi(
    unit="ratio",
    better="down",
    formula="forecast_pinball_loss, by class of the part",
    clock=_PERIODS + "; " + _CLASSES,
    denominator="units demanded in these periods",
)
def forecast_pinball_loss_by_class(tables: Tables) -> dict[str, float]:
    """How well the quantile is forecast that a stock level needs, by class."""
    return _forecasts_by_class(tables, pinball_loss)
