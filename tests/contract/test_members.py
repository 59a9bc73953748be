"""What every registered member of every family owes: words, schema, frozen parameters, and that each parameter bites.

A new member needs rows in `BITES`, one per parameter: two values, and whatever else it takes to build it. A new family needs a probe.
"""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import sim.nature
import sim.policies
from sim.kernel import Kernel
from sim.nature.costs import CostLaw
from sim.nature.durations import DurationLaw
from sim.nature.failures import FailureLaw, Renewing
from sim.nature.quantities import QuantityLaw
from sim.nature.travel import Spot, TravelLaw
from sim.policies.disposition import DispositionRule
from sim.policies.forecast_stock import ForecastStock
from sim.policies.forecasting import Forecast
from sim.policies.last_time_buy import LastTimeBuy
from sim.policies.promise import PromiseRule
from sim.policies.purchase import PurchaseRule
from sim.policies.replenishment import Kanban, StockRule
from sim.policies.shop import ReleaseRule, ShopQueue
from sim.records import Log
from sim.registry import Member, families, get_family, member_schema
from sim.streams import Luck
from sim.system.books import Books
from sim.system.demand import Outlook
from sim.system.stock import Shelf as RealShelf
from sim.units import FOREVER, TICK, to_tick

for package in (sim.nature, sim.policies):
    for found in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{found.name}")

COVERED_ELSEWHERE = {"dispatch": "test_dispatch.py"}
"""Families whose parameters are shown to bite in a file of their own, because a probe of them needs orders and technicians."""

MEMBERS = [pytest.param(family, cls, id=f"{family.name}.{word}") for family in families() for word, cls in family.members.items()]


def nested_models(cls: type[BaseModel], name: str) -> list[type[BaseModel]]:
    """Models other than members inside the type of a parameter, such as the rows of a matrix."""

    def walk(annotation: Any) -> Iterator[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Member):
            yield annotation
        for inner in typing.get_args(annotation):
            yield from walk(inner)

    return list(walk(cls.model_fields[name].annotation))


def parameters(cls: type[BaseModel]) -> Iterator[tuple[str, str | None]]:
    """(name, description) of each parameter as a scenario writes it; those of rows inside as 'rows.time'."""
    for name, info in cls.model_fields.items():
        inner = nested_models(cls, name)
        yield info.alias or name, info.description
        for model in inner:
            yield from ((f"{info.alias or name}.{key}", text) for key, text in parameters(model))


@dataclass(frozen=True)
class Bite:
    """Two values of one parameter of a member, and the other parameters that it takes to build it."""

    family: str
    word: str
    parameter: str
    a: Any
    b: Any
    rest: Mapping[str, Any]

    def build(self, value: Any) -> Any:
        """The member with that value of the parameter (of the whole list, where the parameter is inside rows)."""
        key = self.parameter.partition(".")[0]
        return get_family(self.family).members[self.word].model_validate({**self.rest, key: value}, context={"currency": "EUR"})


def bite(member: str, parameter: str, a: Any, b: Any, **rest: Any) -> Bite:
    """One row of the table; `member` is written 'family.word'."""
    family, _, word = member.partition(".")
    return Bite(family, word, parameter, a, b, rest)


def mix(*pairs: tuple[float, Any]) -> list[dict[str, Any]]:
    """The components of a mixture from (share, law)."""
    return [{"share": share, "law": law} for share, law in pairs]


_SHORT, _LONG = {"exponential": {"mean": "1 h"}}, {"lognormal": {"mean": "8 h", "cv": 0.4}}
_DAY = [0] * 8 + [3] * 10 + [1] * 6
_ROW = {"from": "a", "to": "b", "time": "1 h", "km": "50 km"}
_STOCK: dict[str, dict[str, Any]] = {
    "base_stock": {"level": 4},
    "min_max": {"min": 2, "max": 6},
    "reorder": {"point": 2, "quantity": 3},
    "reorder_multiple": {"point": 2, "quantity": 2},
    "periodic": {"every": "4 h", "level": 6},
    "periodic_min_max": {"every": "4 h", "min": 3, "max": 6},
    "two_bin": {"bin": 2},
    "kanban": {"cards": 3, "container": 2},
    "forecast": {"every": "4 h", "forecast": {"ses": {"smoothing": 0.5}}},
}


def stock_bite(word: str, parameter: str, other: Any) -> Bite:
    """A stock rule with one parameter changed from what `_STOCK` says."""
    rest = {key: value for key, value in _STOCK[word].items() if key != parameter}
    return bite(f"stock.{word}", parameter, _STOCK[word][parameter], other, **rest)


BITES = [
    bite("duration.constant", "time", "1 h", "90 min"),
    bite("duration.exponential", "mean", "1 h", "2 h"),
    bite("duration.lognormal", "mean", "1 h", "2 h", cv=0.5),
    bite("duration.lognormal", "cv", 0.5, 1.5, mean="2 h"),
    bite("duration.lognormal", "sd", "1 h", "3 h", mean="2 h"),
    bite("duration.lognormal", "median", "1 h", "2 h", p90="5 h"),
    bite("duration.lognormal", "p90", "3 h", "9 h", median="2 h"),
    bite("duration.gamma", "mean", "1 h", "2 h", cv=0.5),
    bite("duration.gamma", "cv", 0.5, 1.5, mean="2 h"),
    bite("duration.gamma", "sd", "1 h", "3 h", mean="2 h"),
    bite("duration.weibull", "mean", "1 h", "2 h", shape=1.5),
    bite("duration.weibull", "scale", "1 h", "2 h", shape=1.5),
    bite("duration.weibull", "shape", 0.8, 3.0, mean="2 h"),
    bite("duration.uniform", "low", "1 h", "2 h", high="4 h"),
    bite("duration.uniform", "high", "3 h", "4 h", low="1 h"),
    bite("duration.triangular", "low", "0 h", "2 h", mode="3 h", high="8 h"),
    bite("duration.triangular", "mode", "1 h", "5 h", low="1 h", high="8 h"),
    bite("duration.triangular", "high", "3 h", "9 h", low="1 h", mode="3 h"),
    bite("duration.erlang", "mean", "1 h", "2 h", phases=3),
    bite("duration.erlang", "phases", 2, 5, mean="2 h"),
    bite("duration.empirical", "times", ["1 h", "3 h"], ["2 h", "3 h"]),
    bite("duration.empirical", "weights", [1, 1, 1], [0, 9, 1], times=["1 h", "3 h", "7 h"]),
    bite("duration.mixture", "of.share", mix((0.9, _SHORT), (0.1, _LONG)), mix((0.3, _SHORT), (0.7, _LONG))),
    bite("duration.mixture", "of.law", mix((0.6, _SHORT), (0.4, _LONG)), mix((0.6, _SHORT), (0.4, "2 h"))),
    bite("release.pull", "below", 2, 3),
    bite("release.pull", "counting", "serviceable", "position", below=2),
    bite("failure.exponential", "mtbf", "90 d", "120 d"),
    bite("failure.weibull", "mean", "90 d", "120 d", shape=2.0),
    bite("failure.weibull", "scale", "90 d", "120 d", shape=2.0),
    bite("failure.weibull", "shape", 0.7, 3.0, mean="90 d"),
    bite("failure.weibull", "clock", "operating", "calendar", mean="90 d", shape=2.0),
    bite("failure.power_law", "scale", "90 d", "120 d", shape=1.5),
    bite("failure.power_law", "shape", 0.7, 1.5, scale="90 d"),
    bite("failure.gamma_poisson", "mtbf", "90 d", "120 d", shape=0.8),
    bite("failure.gamma_poisson", "shape", 0.5, 5.0, mtbf="90 d"),
    bite("failure.empirical", "times", ["10 d", "90 d"], ["20 d", "90 d"]),
    bite("failure.empirical", "weights", [1, 1], [9, 1], times=["10 d", "90 d"]),
    bite("failure.empirical", "clock", "operating", "calendar", times=["10 d", "90 d"]),
    bite("failure.poisson", "rate", "2 /day", "3 /day"),
    bite("failure.hourly", "rate", "2 /day", "3 /day", hours=_DAY),
    bite("failure.hourly", "hours", _DAY, [1] * 24, rate="2 /day"),
    bite("failure.hourly", "weekdays", None, [1, 1, 1, 1, 1, 0, 0], rate="2 /day", hours=_DAY),
    bite("failure.monthly", "rate", "2 /day", "3 /day", months=[1] * 12),
    bite("failure.monthly", "months", [1] * 12, [2] + [1] * 11, rate="2 /day"),
    bite("failure.seasonal", "rate", "2 /day", "3 /day", swing=0.6, period="1 w"),
    bite("failure.seasonal", "swing", "60 %", "90 %", rate="2 /day", period="1 w"),
    bite("failure.seasonal", "period", "1 w", "1 d", rate="2 /day", swing=0.6),
    bite("failure.seasonal", "peak", "0 h", "30 h", rate="2 /day", swing=0.6, period="1 w"),
    bite("quantity.fixed", "units", 1, 2),
    bite("quantity.geometric", "mean", 1.5, 4),
    bite("quantity.empirical", "units", [1, 2], [1, 3]),
    bite("quantity.empirical", "weights", [1, 1], [9, 1], units=[1, 5]),
    bite("cost.fixed", "amount", "100 EUR", "90 EUR"),
    bite("cost.exponential", "mean", "100 EUR", "90 EUR"),
    bite("cost.lognormal", "mean", "100 EUR", "90 EUR", cv=0.5),
    bite("cost.lognormal", "cv", 0.5, 1.5, mean="90 EUR"),
    bite("cost.empirical", "amounts", ["10 EUR", "20 EUR"], ["10 EUR", "30 EUR"]),
    bite("cost.empirical", "weights", [1, 1], [9, 1], amounts=["10 EUR", "50 EUR"]),
    bite("travel.straight_line", "speed", "60 km/h", "80 km/h"),
    bite("travel.straight_line", "road_factor", 1.2, 1.5),
    bite("travel.straight_line", "fixed", "0 h", "10 min"),
    bite("travel.timed", "time", "1 h", {"exponential": {"mean": "1 h"}}),
    bite("travel.timed", "km", "0 km", "40 km", time="1 h"),
    bite("travel.matrix", "rows.from", [_ROW], [{**_ROW, "from": "c"}]),
    bite("travel.matrix", "rows.to", [_ROW], [{**_ROW, "to": "c"}]),
    bite("travel.matrix", "rows.time", [_ROW], [{**_ROW, "time": "2 h"}]),
    bite("travel.matrix", "rows.km", [_ROW], [{**_ROW, "km": "60 km"}]),
    bite("travel.matrix", "symmetric", True, False, rows=[_ROW]),
    stock_bite("base_stock", "level", 5),
    stock_bite("min_max", "min", 4),
    stock_bite("min_max", "max", 8),
    stock_bite("reorder", "point", 3),
    stock_bite("reorder", "quantity", 4),
    stock_bite("reorder_multiple", "point", 4),
    stock_bite("reorder_multiple", "quantity", 3),
    stock_bite("periodic", "every", "8 h"),
    stock_bite("periodic", "level", 8),
    stock_bite("periodic_min_max", "every", "8 h"),
    stock_bite("periodic_min_max", "min", 5),
    stock_bite("periodic_min_max", "max", 8),
    stock_bite("two_bin", "bin", 3),
    stock_bite("kanban", "cards", 4),
    stock_bite("kanban", "container", 3),
    bite("stock.kanban", "release", "opened", "emptied", **_STOCK["kanban"]),
    bite("stock.kanban", "loss", 0.2, 0.7, **_STOCK["kanban"]),
    bite("stock.kanban", "audit", "4 h", "9 h", loss=0.6, **_STOCK["kanban"]),
    stock_bite("forecast", "every", "8 h"),
    stock_bite("forecast", "forecast", {"moving_average": {"periods": 6}}),
    bite("stock.forecast", "service", "95 %", "60 %", **_STOCK["forecast"]),
    bite("stock.forecast", "demand", "poisson", "normal", **_STOCK["forecast"]),
    bite("stock.forecast", "lead_time", None, "9 h", **_STOCK["forecast"]),
    bite("stock.forecast", "orders", "at_review", "at_once", **_STOCK["forecast"]),
    bite("stock.forecast", "lot", 1, 5, **_STOCK["forecast"]),
    bite("stock.forecast", "start", None, "1 /h", **_STOCK["forecast"]),
    *(bite(f"stock.{word}", "initial", None, 1, **values) for word, values in _STOCK.items()),
    bite("forecast.moving_average", "periods", 2, 3),
    bite("forecast.ses", "smoothing", 0.1, 0.3),
    bite("forecast.croston", "smoothing", 0.1, 0.3),
    bite("forecast.sba", "smoothing", 0.1, 0.3),
    bite("forecast.tsb", "size_smoothing", 0.1, 0.3, probability_smoothing=0.2),
    bite("forecast.tsb", "probability_smoothing", 0.1, 0.3, size_smoothing=0.2),
    bite("disposition.repair_if_cheaper", "share", "65 %", "30 %"),
    bite("purchase.shares", "shares", {"near": "50 %", "far": "50 %"}, {"near": "80 %", "far": "20 %"}),
    bite("purchase.urgent", "below", 1, 4),
    bite("promise.available_to_promise", "buffer", "0 h", "5 h"),
    bite("promise.standard_lead_time", "buffer", "0 h", "5 h"),
    bite("promise.fixed", "lead_time", "9 h", "10 h"),
    bite("last_time_buy.fixed", "units", 1, 4),
    bite("last_time_buy.forecast", "until", "400 h", "900 h"),
    bite("last_time_buy.forecast", "service", 0.6, 0.99, until="400 h"),
    bite("last_time_buy.forecast", "forecast", {"ses": 0.5}, {"moving_average": 9}, until="400 h", start="9 /d"),
    bite("last_time_buy.forecast", "every", "10 h", "90 h", until="400 h", forecast={"ses": 0.5}),
    bite("last_time_buy.forecast", "demand", "poisson", "normal", until="400 h", forecast={"ses": 0.5}),
    bite("last_time_buy.forecast", "start", "1 /d", "9 /d", until="400 h", forecast={"ses": 0.5}),
    bite("disposition.by_grade", "repair", ["A"], ["A", "B"]),
    bite("disposition.by_grade", "harvest", ["A"], ["B"], repair=["C"]),
    bite("disposition.by_grade", "supplier_return", [], ["A"]),
    bite("disposition.by_grade", "sell", ["A"], []),
    bite("disposition.by_value", "margin", "0 %", "20 %"),
    bite("disposition.if_needed", "above", 2, 4),
    bite("disposition.if_needed", "instead", "scrap", "supplier_return", above=1),
]

# ---------------------------------------------------------------- probes: what a member makes of a fixed world
DRAWS = (0.03, 0.41, 0.77, 0.52, 0.96, 0.21)


def probe_duration(law: DurationLaw) -> Any:
    """Draws at fixed luck."""
    draw = law.sampler()
    return [draw(u) for u in DRAWS]


def probe_quantity(law: QuantityLaw) -> Any:
    """Units at fixed luck."""
    draw = law.sampler()
    return [law.expected if draw is None else draw(u) for u in DRAWS]


def probe_cost(law: CostLaw) -> Any:
    """Amounts at fixed luck."""
    draw = law.sampler()
    return [law.mean if draw is None else draw(u) for u in DRAWS]


def probe_failure(law: FailureLaw) -> Any:
    """When two assets fail, each repair taking three days."""

    def faults(own: float) -> Iterator[float]:
        now, age, next_fault = 0.0, 0.0, law.sampler()
        for u in DRAWS:
            following = next_fault(age, u, own)
            fault = now + following - age if law.clock == "operating" else max(now, following)
            yield fault
            now, age = fault + 72.0, following

    return [list(faults(own)) for own in (0.2, 0.9)]


def probe_travel(law: TravelLaw) -> Any:
    """Trips between three places; None where there is no way."""
    trip = law.plan()
    spots = [Spot("a", (50.1, 8.7)), Spot("b", (49.5, 8.5)), Spot("c", (50.1, 9.7))]

    def go(origin: Spot, target: Spot, u: float) -> Any:
        try:
            return trip(origin, target, u)
        except ValueError:
            return None

    return [go(origin, target, u) for origin in spots for target in spots for u in DRAWS]


@dataclass
class Shelf:
    """Stock of one part at one place."""

    on_hand: int
    on_order: int = 0
    backorders: int = 0
    level: int = 0
    supply_time: float = 3.0

    @staticmethod
    def expected(hours: float) -> float:
        return 0.9 * hours

    @property
    def position(self) -> int:
        return self.on_hand + self.on_order - self.backorders


DEMANDS = (1, 1, 1, 0, 2, 1, 0, 1, 3, 1, 0, 1, 1, 2, 1, 0, 1, 4, 1, 1, 0, 2, 1, 1)


def lost_cards(rule: Kanban) -> Any:
    """The same day on a shelf of the simulator, whose books may not know where all cards are."""
    kernel, log = Kernel(), Log()
    shelf = RealShelf(kernel, log.movements, 0, 0, rule)
    shelf.go_by(Books(shelf, Luck(1, 0), 7, 0.0))

    def place_order(shelf: RealShelf, quantity: int) -> int:
        kernel.at(kernel._now + 3.0, shelf.receive, quantity)
        return quantity

    shelf.place_order = place_order
    shelf.open()
    for hour, demand in enumerate(DEMANDS):
        kernel.run_to(hour + 0.5)
        if demand:
            shelf.owe(demand, 1, lambda: None)
    return log.movements.rows().tolist()


def probe_stock(rule: StockRule) -> Any:
    """Orders and stock over a day of demands, deliveries taking three hours."""
    shelf, due, seen, story = Shelf(0), {}, 0, []
    outlook = Outlook(shelf, rule) if isinstance(rule, ForecastStock) else None
    if outlook is not None:
        shelf.level = rule.level_for(outlook)
    shelf.on_hand = shelf.level if outlook is not None and rule.initial is None else rule.opening()
    for hour, demand in enumerate(DEMANDS):
        arrived = due.pop(hour, 0)
        shelf.on_order -= arrived
        net = shelf.on_hand - shelf.backorders + arrived - demand
        shelf.on_hand, shelf.backorders = max(0, net), max(0, -net)
        seen += demand
        review = rule.review is not None and hour % rule.review == 0
        if review and outlook is not None:
            outlook.see(seen)
            shelf.level, seen = rule.level_for(outlook), 0
        ordered = 0
        if review or rule.continuous:
            ordered = rule.order(shelf)
            shelf.on_order += ordered
            due[hour + 3] = ordered
        story.append((ordered, shelf.on_hand, shelf.backorders))
    if isinstance(rule, Kanban):
        return [story, lost_cards(rule)]
    return story


def probe_forecast(rule: Forecast) -> Any:
    """What is forecast over a day of demands."""
    forecaster = rule.begin(0.4, lambda: 0.9)
    story = [forecaster.forecast]
    for demand in DEMANDS:
        forecaster.see(demand)
        story.append(forecaster.forecast)
    return story


@dataclass(frozen=True)
class Core:
    """An inspected core."""

    price: float
    repair_cost: float
    no_fault_found: bool
    grade: str = ""
    repair_success: float = 0.9
    salvage: float = 20.0
    supplier_credit: float = 0.0
    harvest_value: float = 0.0
    net_stock: int = 0


def probe_disposition(rule: DispositionRule) -> Any:
    """Decisions over cores of all costs."""
    plain = [Core(100.0, 10.0 * tenths, found) for tenths in range(12) for found in (False, True)]
    graded = [Core(100.0, 10.0, False, grade=grade, net_stock=units) for grade in "ABC" for units in range(-2, 7)]
    return [rule.decide(core) for core in (*plain, *graded)]


@dataclass(frozen=True)
class WaitingCore:
    """A core that waits for a bench."""

    hours: float
    stock: Shelf
    levels: int


def probe_shop_queue(rule: ShopQueue) -> Any:
    """The order of cores of two parts."""
    cores = [WaitingCore(hours, Shelf(0, backorders=owed), level) for hours in (3.0, 1.0) for owed in (0, 2) for level in (1, 4)]
    return [rule.looks_at_stock, [rule.urgency(core) for core in cores]]


def probe_release(rule: ReleaseRule) -> Any:
    """What is wanted at all stocks."""
    shelves = [Shelf(on_hand, on_order, owed) for on_hand in range(4) for on_order in range(3) for owed in range(2)]
    return [rule.pulls, [rule.wants(shelf, in_work) for shelf in shelves for in_work in range(3)]]


@dataclass
class Offer:
    """What a supplier offers."""

    name: str
    unit_price: float
    lead_time: float
    quantity: int = 1
    disrupted: bool = False
    bought: int = 0


def probe_purchase(rule: PurchaseRule) -> Any:
    """Who gets ten orders while stock runs out."""
    offers, story = [Offer("near", 5.0, 10.0), Offer("far", 3.0, 90.0)], []
    for on_hand in reversed(range(10)):
        chosen = rule.choose(Shelf(on_hand), offers)
        offers[chosen].bought += 1
        story.append(chosen)
    return story


class Line:
    """Nothing is here, something is coming in nine hours, and what is ordered now in forty; the way takes two."""

    def on_hand(self) -> bool:
        return False

    def available(self) -> float:
        return 9.0

    def replenishment(self) -> float:
        return 40.0

    def delivered(self, ready: float) -> float:
        return ready + 2.0


def probe_promise(rule: PromiseRule) -> Any:
    """What is promised."""
    return rule.promise(Line())


class LastOrder:
    """A shelf on which the suppliers stop: three periods with two units each lie behind."""

    position = 3

    def outlook(self, rule: ForecastStock) -> Any:
        forecaster = rule.forecast.begin(rule.start_per_period, lambda: rule.every / 50)
        for _ in range(3):
            forecaster.see(2)
        return SimpleNamespace(forecast=forecaster.forecast, variance=40.0, supply_time=0.0)


def probe_last_time_buy(rule: LastTimeBuy) -> Any:
    """What it orders."""
    return rule.units(LastOrder())


PROBES: dict[str, Callable[[Any], Any]] = {
    "last_time_buy": probe_last_time_buy,
    "duration": probe_duration,
    "failure": probe_failure,
    "quantity": probe_quantity,
    "cost": probe_cost,
    "travel": probe_travel,
    "stock": probe_stock,
    "forecast": probe_forecast,
    "disposition": probe_disposition,
    "shop_queue": probe_shop_queue,
    "release": probe_release,
    "purchase": probe_purchase,
    "promise": probe_promise,
}


# ---------------------------------------------------------------- what all members owe
@pytest.mark.parametrize(("family", "cls"), MEMBERS)
def test_member_says_what_it_means(family: Any, cls: type[Member]) -> None:
    assert cls.__doc__, "needs a docstring of its own"
    assert cls.__doc__ != cls.__mro__[1].__doc__, "needs a docstring of its own"
    assert len(cls.meaning()) > 10
    for name, description in parameters(cls):
        assert description, f"parameter '{name}' needs a description"


@pytest.mark.parametrize(("family", "cls"), MEMBERS)
def test_member_has_a_schema(family: Any, cls: type[Member]) -> None:
    schema = json.loads(json.dumps(member_schema(cls, family)))
    inner = schema if family.rule else schema["properties"][cls.word]
    names = {name for name, _ in parameters(cls) if "." not in name}
    assert set(inner["properties"]) - {"rule"} == names
    assert inner["additionalProperties"] is False
    assert all(inner["properties"][name]["description"] for name in names)


@pytest.mark.parametrize(("family", "cls"), MEMBERS)
def test_member_rejects_unknown_parameters(family: Any, cls: type[Member]) -> None:
    with pytest.raises(ValidationError) as caught:
        cls.model_validate({"no_such_parameter": 1})
    assert ("no_such_parameter",) in {error["loc"] for error in caught.value.errors() if error["type"] == "extra_forbidden"}


@pytest.mark.parametrize(("family", "cls"), MEMBERS)
def test_member_is_known_under_its_word(family: Any, cls: type[Member]) -> None:
    assert (cls.family, family.members[cls.word]) == (family.name, cls)
    assert cls.model_config["frozen"] is True
    assert not cls.word.startswith(tuple("0123456789+-.")), "would be read as a quantity"


# ---------------------------------------------------------------- each parameter bites
def test_every_family_is_probed() -> None:
    names = {family.name for family in families()}
    assert names == set(PROBES) | set(COVERED_ELSEWHERE)
    for file in COVERED_ELSEWHERE.values():
        assert (Path(__file__).parent / file).exists()


@pytest.mark.parametrize(("family", "cls"), [each for each in MEMBERS if each.values[0].name not in COVERED_ELSEWHERE])
def test_every_parameter_is_in_the_table(family: Any, cls: type[Member]) -> None:
    names = [name for name, _ in parameters(cls)]
    leaves = {name for name in names if not any(other.startswith(f"{name}.") for other in names)}
    assert {row.parameter for row in BITES if (row.family, row.word) == (family.name, cls.word)} == leaves


@pytest.mark.parametrize("row", BITES, ids=lambda row: f"{row.family}.{row.word}.{row.parameter}")
def test_parameter_bites(row: Bite) -> None:
    probe = PROBES[row.family]
    assert probe(row.build(row.a)) == probe(row.build(row.a)), "the probe itself must not vary"
    assert probe(row.build(row.a)) != probe(row.build(row.b)), "the parameter is accepted and ignored"


@pytest.mark.parametrize("row", BITES, ids=lambda row: f"{row.family}.{row.word}.{row.parameter}")
def test_member_is_a_value(row: Bite) -> None:
    member, other = row.build(row.a), row.build(row.b)
    assert member == row.build(row.a)
    assert hash(member) == hash(row.build(row.a))
    assert member != other
    for name in type(member).model_fields:
        with pytest.raises(ValidationError, match="frozen"):
            setattr(member, name, getattr(other, name))
    if row.word not in {"mixture", "timed", "forecast"}:  # these hold other laws
        assert type(member).model_validate(member.model_dump(exclude_unset=True, by_alias=True)) == member


# ---------------------------------------------------------------- laws against their own means
DURATIONS = [row for row in BITES if row.family == "duration"]
EDGES = (5e-324, 1e-300, 2.0**-60, 1e-9, 1 - 1e-9, 1 - 2.0**-53)


def integrate(quantile: Callable[[float], float]) -> float:
    """The mean of a law: its quantile function integrated over (0, 1), with u = 1 / (1 + exp(-x)) to see both tails."""
    steps, reach = 60_000, 32.0
    width, total = 2 * reach / steps, 0.0
    for step in range(steps):
        x = -reach + (step + 0.5) * width
        u = 1 / (1 + math.exp(-x))
        total += quantile(u) * u * (1 - u)
    return total * width


@pytest.mark.parametrize("row", DURATIONS, ids=lambda row: f"{row.word}.{row.parameter}")
def test_duration_mean_is_the_integral_of_its_quantile(row: Bite) -> None:
    for value in (row.a, row.b):
        law = row.build(value)
        draw = law.sampler()
        assert integrate(draw) == pytest.approx(law.mean, rel=1e-3)


@pytest.mark.parametrize("row", DURATIONS, ids=lambda row: f"{row.word}.{row.parameter}")
def test_duration_draws_are_its_quantile_on_the_tick(row: Bite) -> None:
    law = row.build(row.b)
    draw = law.sampler()
    luck = sorted((*EDGES, *(i / 97 for i in range(1, 97))))
    for u in luck:
        assert abs(draw(u) - to_tick(law.quantile(u))) <= TICK
        assert 0 <= draw(u) <= FOREVER
        assert (draw(u) / TICK).is_integer()
    if law.word != "mixture":
        assert all(low <= high for low, high in pairwise([law.quantile(u) for u in luck]))


@pytest.mark.parametrize("row", [row for row in BITES if row.family == "quantity"], ids=lambda row: f"{row.word}.{row.parameter}")
def test_quantity_mean_is_that_of_its_draws(row: Bite) -> None:
    for value in (row.a, row.b):
        law = row.build(value)
        draw = law.sampler() or (lambda _, law=law: law.expected)
        assert integrate(draw) == pytest.approx(law.mean, rel=1e-3)
        assert all(isinstance(draw(u), int) and draw(u) >= 1 for u in EDGES)
        assert abs(law.expected - law.mean) <= 0.5


@pytest.mark.parametrize("row", [row for row in BITES if row.family == "cost"], ids=lambda row: f"{row.word}.{row.parameter}")
def test_cost_mean_is_that_of_its_draws(row: Bite) -> None:
    for value in (row.a, row.b):
        law = row.build(value)
        draw = law.sampler() or (lambda _, law=law: law.mean)
        assert integrate(draw) == pytest.approx(law.mean, rel=1e-3)
        assert all(draw(low) <= draw(high) for low, high in pairwise(sorted(DRAWS)))


FAILURES = [row for row in BITES if row.family == "failure"]


@pytest.mark.parametrize("row", FAILURES, ids=lambda row: f"{row.word}.{row.parameter}")
def test_failure_moves_time_on_by_whole_ticks(row: Bite) -> None:
    next_fault = row.build(row.a).sampler()
    for age in (0.0, TICK, 1000.0, 1e8):
        for u in (*EDGES, 0.5):
            for own in (*EDGES, 0.5):
                when = next_fault(age, u, own)
                assert age < when <= FOREVER
                assert (when / TICK).is_integer()


@pytest.mark.parametrize("row", FAILURES, ids=lambda row: f"{row.word}.{row.parameter}")
def test_failure_rate_is_one_over_the_mean_life(row: Bite) -> None:
    law = row.build(row.a)
    next_fault = law.sampler()
    if isinstance(law, Renewing) or law.word in {"exponential", "poisson"}:
        assert law.mean_rate == pytest.approx(1 / integrate(lambda u: next_fault(0.0, u, 0.5)), rel=1e-3)
    else:
        assert law.word in {"gamma_poisson", "power_law", "hourly", "monthly", "seasonal"}, (
            "show the rate of a new law in tests/unit/test_failures.py and name it here"
        )
    assert law.clock in {"operating", "calendar"}
