"""Random small scenarios of every kind: laws, rules, shifts, desk, returns, sourcing, networks, promises."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from random_condition import conditions
from random_configuration import configurations
from random_customers import customers
from random_diagnostics import diagnostics
from random_documents import documents
from random_lifecycles import kits, lifecycles
from random_part_orders import part_orders
from random_partners import partners
from random_replacement import replacements
from random_scheduling import backlogs, bound_to_hours, helping
from random_suppliers import with_suppliers
from random_tools import tools
from random_training import training
from random_upkeep import upkeep
from random_warranties import warranties

PLACES = [[50.0, 8.0], [50.2, 8.1], [50.0, 8.6], [49.7, 8.3], [51.0, 9.5]]
SKILLS = ("water", "power")
PARTS = ("seal", "board", "nut")

Tree = dict[str, Any]


def hours(low: float, high: float) -> st.SearchStrategy[str]:
    """A time in whole quarters of an hour."""
    return st.integers(round(low * 4), round(high * 4)).map(lambda quarters: f"{quarters / 4} h")


def durations(longest: float) -> st.SearchStrategy[Any]:
    """Any law of durations of about that size at most, zero now and then."""
    means = hours(0.25, longest)
    return st.one_of(
        st.just("0 h"),
        means,
        means.map(lambda mean: {"exponential": {"mean": mean}}),
        means.map(lambda mean: {"lognormal": {"mean": mean, "cv": 0.8}}),
        means.map(lambda mean: {"gamma": {"mean": mean, "cv": 1.2}}),
        means.map(lambda mean: {"weibull": {"mean": mean, "shape": 1.5}}),
        means.map(lambda mean: {"uniform": {"low": "0 h", "high": mean}}),
        means.map(lambda mean: {"triangular": {"low": "0 h", "mode": mean, "high": "100 h"}}),
        means.map(lambda mean: {"erlang": {"mean": mean, "phases": 3}}),
        means.map(lambda mean: {"empirical": {"times": [mean, "0 h", "1 h"]}}),
        means.map(lambda mean: {"mixture": {"of": [{"share": 0.7, "law": mean}, {"share": 0.3, "law": {"exponential": mean}}]}}),
    )


def failures() -> st.SearchStrategy[Any]:
    """Any law of failures, so frequent that a few weeks see many."""
    means = hours(40, 400)
    return st.one_of(
        means.map(lambda mean: {"exponential": {"mtbf": mean}}),
        means.map(lambda mean: {"gamma_poisson": {"mtbf": mean, "shape": 0.7}}),
        st.tuples(means, st.sampled_from([0.6, 3.0]), st.sampled_from(["operating", "calendar"])).map(
            lambda drawn: {"weibull": {"mean": drawn[0], "shape": drawn[1], "clock": drawn[2]}}
        ),
        st.tuples(means, st.sampled_from([0.7, 1.6])).map(lambda drawn: {"power_law": {"scale": drawn[0], "shape": drawn[1]}}),
        st.tuples(means, st.sampled_from(["operating", "calendar"])).map(
            lambda drawn: {"empirical": {"times": [drawn[0], "50 h", "300 h"], "weights": [1, 1, 2], "clock": drawn[1]}}
        ),
        st.just("never"),
        requests(),
    )


def requests() -> st.SearchStrategy[Any]:
    """Any law of requests."""
    rates = st.sampled_from(["1 /day", "0.02 /h", "3 /w"])
    day = st.lists(st.integers(0, 3), min_size=24, max_size=24).filter(any)
    week = st.none() | st.lists(st.integers(0, 2), min_size=7, max_size=7).filter(any)
    return st.one_of(
        rates.map(lambda rate: {"poisson": rate}),
        rates.map(lambda rate: {"monthly": {"rate": rate, "months": [0, 3, *[1] * 10]}}),
        st.tuples(rates, day, week).map(lambda drawn: {"hourly": dict(zip(("rate", "hours", "weekdays"), drawn, strict=True))}),
        st.tuples(rates, SHARES, hours(4, 200), hours(0, 90)).map(
            lambda drawn: {"seasonal": dict(zip(("rate", "swing", "period", "peak"), drawn, strict=True))}
        ),
    )


def lost_cards() -> st.SearchStrategy[Tree]:
    """Kanban cards that get lost, and perhaps are found."""
    found = hours(20, 90).map(lambda every: {"loss": 0.4, "audit": every})
    return st.one_of(st.just({}), st.just({"loss": 0.4}), found)


def stock_rules() -> st.SearchStrategy[Tree]:
    """Any rule of stock, sometimes with another opening stock than the full one."""
    small = st.integers(0, 4)
    some = st.integers(1, 4)
    rules = st.one_of(
        small.map(lambda level: {"rule": "base_stock", "level": level}),
        st.tuples(small, some).map(lambda drawn: {"rule": "min_max", "min": drawn[0], "max": drawn[0] + drawn[1]}),
        st.tuples(small, some).map(lambda drawn: {"rule": "reorder", "point": drawn[0], "quantity": drawn[1]}),
        st.tuples(small, some).map(lambda drawn: {"rule": "reorder_multiple", "point": drawn[0], "quantity": drawn[1]}),
        st.tuples(hours(10, 90), some).map(lambda drawn: {"rule": "periodic", "every": drawn[0], "level": drawn[1]}),
        st.tuples(hours(10, 90), small, some).map(
            lambda drawn: {"rule": "periodic_min_max", "every": drawn[0], "min": drawn[1], "max": drawn[1] + drawn[2]}
        ),
        some.map(lambda bin_size: {"rule": "two_bin", "bin": bin_size}),
        st.tuples(some, some, st.sampled_from(["opened", "emptied"]), lost_cards()).map(
            lambda drawn: {"rule": "kanban", "cards": drawn[0], "container": drawn[1], "release": drawn[2], **drawn[3]}
        ),
    )
    opening = st.one_of(st.just({}), small.map(lambda units: {"initial": units}))
    rules = st.one_of(rules, rules, forecast_rules())
    return st.tuples(rules, opening).map(lambda drawn: {**drawn[0], **drawn[1]})


def forecast_rules() -> st.SearchStrategy[Tree]:
    """Levels that follow any forecast."""
    forecasts = st.sampled_from(
        [
            "installed_base",
            {"moving_average": {"periods": 3}},
            {"ses": {"smoothing": 0.3}},
            {"croston": {"smoothing": 0.2}},
            {"sba": {"smoothing": 0.2}},
            {"tsb": {"size_smoothing": 0.2, "probability_smoothing": 0.1}},
        ]
    )
    return st.fixed_dictionaries(
        {"rule": st.just("forecast"), "every": hours(10, 200), "forecast": forecasts},
        optional={
            "service": st.sampled_from([0.5, 0.9, 0.99]),
            "demand": st.sampled_from(["poisson", "normal", "negative_binomial"]),
            "lead_time": hours(0, 90),
            "orders": st.sampled_from(["at_review", "at_once"]),
            "lot": st.integers(1, 4),
            "start": st.sampled_from(["0.1 /d", "3 /d"]),
        },
    )


def shelves() -> st.SearchStrategy[Tree]:
    """A rule for each part, or for all parts of some class besides."""
    by_class = st.dictionaries(st.sampled_from(["small", "vital", "A", "BZ", "C", "Y"]), stock_rules(), max_size=2)
    by_part = st.fixed_dictionaries({"nut": stock_rules()}, optional={part: stock_rules() for part in ("seal", "board")})
    return st.one_of(
        st.fixed_dictionaries({part: stock_rules() for part in PARTS}),
        st.tuples(by_class, by_part).map(lambda drawn: {**drawn[0], "small": {"rule": "base_stock", "level": 1}, **drawn[1]}),
    )


def classifications() -> st.SearchStrategy[Tree]:
    """Classes by demand, found often."""
    return st.fixed_dictionaries(
        {"every": hours(40, 300), "over": hours(40, 600), "period": hours(20, 100)},
        optional={"abc": st.sampled_from([[0.2, 0.5], [1, 1]]), "xyz": st.sampled_from([[0.2, 0.4], [1, 3]])},
    )


def write_offs() -> st.SearchStrategy[Tree]:
    """Stock is scrapped soon."""
    return st.fixed_dictionaries(
        {"every": hours(50, 300), "keep": hours(0, 200)}, optional={"over": hours(20, 400), "scrap_value": SHARES}
    )


SHARES = st.sampled_from([0, 0.3, 0.7, 1])
WEEKS = st.sampled_from(
    ["always", "mon-fri 08:00-17:00", "daily 22:00-06:00", "mon-sat 06:00-14:00", "tue 09:00-10:30, sun 12:00-24:00"]
)
SHRINKAGE = st.sampled_from(["0 %/y", "0 %/y", "150 %/y", "900 %/y"])
PRIORITIES = st.integers(1, 5)


def quantities() -> st.SearchStrategy[Any]:
    """How many units, always the same or not."""
    drawn = st.sampled_from([{"geometric": {"mean": 2.5}}, {"empirical": {"units": [1, 4], "weights": [3, 1]}}])
    return st.integers(1, 3) | drawn


def modes() -> st.SearchStrategy[Tree]:
    """A failure mode; requests take no asset down."""

    def harmless(mode: Tree) -> Tree:
        asked = isinstance(mode["law"], dict) and not {"poisson", "hourly", "monthly", "seasonal"}.isdisjoint(mode["law"])
        return {key: value for key, value in mode.items() if not (asked and key == "effect" and value == "down")}

    return st.fixed_dictionaries(
        {"law": failures()},
        optional={
            "effect": st.sampled_from(["down", "degraded", "cosmetic"]),
            "reporting_delay": durations(3),
            "priority": PRIORITIES,
            "remote": SHARES,
            "remote_time": durations(1),
            "skill": st.sampled_from(SKILLS),
            "parts": st.dictionaries(
                st.sampled_from(PARTS),
                st.fixed_dictionaries({"probability": SHARES, "quantity": quantities()}, optional={"core": st.booleans()}),
                max_size=3,
            ),
            "diagnosis": durations(2),
            "diagnosis_accuracy": st.sampled_from([0.4, 0.9, 1]),
            "repair": durations(9),
            "repair_success": st.sampled_from([0.5, 0.9, 1]),
        },
    ).map(harmless)


STAYS = {"enters": durations(99), "leaves": hours(100, 900).flatmap(lambda mean: st.sampled_from([mean, {"exponential": mean}]))}
"""When machines come, and when they go."""


def asset_types() -> st.SearchStrategy[Tree]:
    """One to three kinds of machines."""
    maintenance = st.fixed_dictionaries(
        {"every": hours(90, 400), "duration": durations(4)}, optional={"priority": PRIORITIES, "skill": st.sampled_from(SKILLS)}
    )
    kind = st.fixed_dictionaries(
        {"failures": st.dictionaries(st.sampled_from(["leak", "jam", "dark"]), modes(), min_size=1, max_size=3)},
        optional={"maintenance": maintenance, **STAYS},
    )
    return st.dictionaries(st.sampled_from(["pump", "fan", "press"]), kind, min_size=1, max_size=3)


def offers() -> st.SearchStrategy[Tree]:
    """A generous offer and a mean one."""
    offer = st.fixed_dictionaries(
        {"response": hours(1, 30), "restoration": hours(4, 60)},
        optional={
            "hours": WEEKS,
            "priority": PRIORITIES,
            "price": st.just("900 EUR/y"),
            "response_penalty": st.just("50 EUR"),
            "restoration_penalty": st.just("90 EUR"),
            "response_penalty_per_hour": st.just("3 EUR/h"),
            "restoration_penalty_per_hour": st.just("5 EUR/h"),
            "uptime": st.sampled_from([0.5, "99.5 %", 1]),
            "uptime_penalty": st.just("7 EUR/h"),
        },
    )
    return st.fixed_dictionaries({"gold": offer, "basic": offer})


def absences() -> st.SearchStrategy[Tree]:
    """Illness that comes and goes."""
    after = hours(2, 300)
    return st.fixed_dictionaries(
        {"after": st.one_of(after, after.map(lambda mean: {"exponential": mean})), "lasts": durations(60)}
    )


def technicians() -> st.SearchStrategy[Tree]:
    """One to three technicians beside one who can do everything everywhere."""
    person = st.fixed_dictionaries(
        {"home": st.sampled_from(["central", "north", "south"])},
        optional={
            "skills": st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3)),
            "regions": st.sampled_from([[], ["up"], ["down"]]),
            "hours": WEEKS,
            "on_call": WEEKS,
            "on_call_priority": PRIORITIES,
            "at_shift_end": st.sampled_from(["finish", "stop"]),
            "between_jobs": st.sampled_from(["stay", "home"]),
            "absence": absences(),
            "van": st.dictionaries(st.sampled_from([*PARTS, "small", "vital", "AX", "C"]), stock_rules(), max_size=3),
            "refill": durations(40),
            "refill_by": CARRIERS,
            "count_every": hours(20, 200),
            "count_cost": st.just("1 EUR"),
            "cost": st.just("50 EUR/h"),
            "overtime_cost": st.just("70 EUR/h"),
            "overtime_limit": st.sampled_from(["30 min", "4 h", "20 h"]),
            "call_out_cost": st.just("9 EUR"),
            "on_call_cost": st.just("5 EUR/h"),
            "count": st.integers(1, 2),
        },
    )

    def refilled(drawn: Tree) -> Tree:
        without = "refill" if drawn.get("refill_by") else "refill_by"
        return {key: value for key, value in drawn.items() if key != without}

    person = person.map(refilled)
    everybody = person.map(lambda drawn: {**drawn, "skills": {"water": 2, "power": 1}, "regions": []})
    return st.tuples(everybody, st.dictionaries(st.sampled_from(["bert", "cleo"]), person)).map(
        lambda drawn: {"anna": drawn[0], **drawn[1]}
    )


def dispatch_rules() -> st.SearchStrategy[Any]:
    """Any dispatch rule."""
    return st.sampled_from(
        [
            "first_come_first_served",
            "earliest_due",
            "least_slack",
            "priority_class",
            "nearest",
            "parts_aware",
            "preferred",
            {"rule": "nearest", "priority_first": False},
            {"rule": "skill_best", "prefer": "least"},
            {"rule": "skill_best", "prefer": "most"},
            "joint_assignment",
            {"rule": "joint_assignment", "every": "3 h", "waiting": 1.0},
            "route_plan",
            {"rule": "route_plan", "replan": "never", "every": "7 h", "late": 5.0},
        ]
    )


def sourcing() -> st.SearchStrategy[Tree]:
    """A cascade, or none."""
    more = {"cost": st.just("60 EUR"), "chance": SHARES, "repair_factor": st.sampled_from([0.5, 1, 2.5])}
    step = st.fixed_dictionaries({"time": durations(30)}, optional=more) | st.fixed_dictionaries(
        {"carrier": CARRIERS.filter(bool)}, optional={key: more[key] for key in ("chance", "repair_factor")}
    )
    depot = st.one_of(step, st.fixed_dictionaries({}, optional=more))
    kinds = st.lists(
        st.sampled_from(["depot", "lateral", "vans", "upstream", "emergency", "cannibalise"]), unique=True, max_size=6
    )

    def cascade(drawn: tuple[list[str], Tree, Tree, str, str, int, str]) -> Tree:
        wanted, at_depot, elsewhere, limit, predicted, hold_back, owed_by = drawn
        if predicted != "at_visit" and wanted and "depot" not in wanted:
            wanted = ["depot", *wanted]
        last_one = [kind for kind in wanted if kind != "emergency"] + [kind for kind in wanted if kind == "emergency"]
        steps = [{"from": kind, **(at_depot if kind in {"depot", "vans"} else elsewhere)} for kind in last_one]
        for step in steps:
            if step["from"] in {"lateral", "vans"}:
                step["hold_back"] = hold_back
        debtors = {"owed_by": owed_by} if "lateral" in wanted else {}
        return {"wait_limit": limit, "predicted_parts": predicted, "steps": steps, **debtors}

    predicted = st.sampled_from(["at_visit", "take_along", "wait_for"])
    debtors = st.sampled_from(["home", "group"])
    return st.tuples(kinds, depot, step, hours(0, 10), predicted, st.integers(0, 2), debtors).map(cascade)


GRADES = {
    "good": {"share": 0.7, "repair_time": 0.5, "cost": 0.5},
    "poor": {"share": 0.3, "repair_success": 0.4, "repair_time": 1.7, "value": 0.5},
}


def dispositions() -> st.SearchStrategy[Any]:
    """Any rule of what is done with a core."""
    elsewhere = st.sampled_from(["scrap", "harvest", "supplier_return", "sell"])
    return st.one_of(
        st.sampled_from(["repair_all", "scrap_all", "by_value", {"rule": "repair_if_cheaper", "share": 0.3}]),
        elsewhere.map(lambda word: {"rule": "by_grade", "repair": ["good"], **({} if word == "scrap" else {word: ["poor"]})}),
        st.tuples(st.integers(-1, 3), elsewhere).map(lambda drawn: {"rule": "if_needed", "above": drawn[0], "instead": drawn[1]}),
    )


@st.composite
def refurbished(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario, where boards come back as used boards, and those beyond are sold."""
    parts = {**tree["parts"], "used board": {"price": "90 EUR", "repairable": draw(st.booleans())}}
    becomes = {"part": "used board", "used": draw(st.sampled_from(["first", "last", "never"]))}
    parts["board"] = {**parts["board"], "refurbished": becomes, "repaired_locally": 0}
    if draw(st.booleans()):
        parts["used board"]["sold"] = {"above": draw(st.integers(2, 4)), "price": "70 EUR"}
    places = {name: dict(place) for name, place in tree["locations"].items()}
    for name in draw(st.sets(st.sampled_from(["central", "north", "south"]))):
        places[name]["stock"] = {**places[name]["stock"], "used board": {"rule": "base_stock", "level": draw(st.integers(0, 2))}}
    offers = {name: {**offer, "refurbished": draw(st.booleans())} for name, offer in tree["offers"].items()}
    return {**tree, "parts": parts, "locations": places, "offers": offers}


def returns() -> st.SearchStrategy[Tree]:
    """A way back of cores."""
    shop = st.fixed_dictionaries(
        {"location": st.sampled_from(["central", "north"]), "repair": durations(90), "benches": st.integers(1, 2)},
        optional={
            "repair_success": SHARES,
            "cost": st.sampled_from(
                ["80 EUR", {"lognormal": {"mean": "80 EUR", "cv": 0.7}}, {"empirical": ["20 EUR", "150 EUR"]}]
            ),
            "transit": durations(40),
            "hours": WEEKS,
            "queue": st.sampled_from(["shortest", "most_needed"]),
            "release": st.builds(
                lambda below, counting: {"rule": "pull", "below": below, "counting": counting},
                st.integers(1, 5),
                st.sampled_from(["serviceable", "position"]),
            ),
            "most_waiting": st.integers(1, 3),
            "test": durations(30),
            "test_benches": st.integers(1, 2),
            "rework": st.sampled_from([0, 0.3, 0.8]),
        },
    )
    return st.fixed_dictionaries(
        {"shop": shop, "local_repair": durations(70), "given_up_after": hours(10, 300) | st.none()},
        optional={
            "shops": st.fixed_dictionaries({"east": shop, "west": shop}),
            "cores_count": st.sampled_from(["removed", "released", "never"]),
            "removal": st.sampled_from(["exchange", "diagnosis"]),
            "late": SHARES,
            "late_by": hours(1, 200),
            "handed_in": st.sampled_from(["at_once", "shift_end"]),
            "ship_every": hours(10, 200),
            "ship_units": st.integers(1, 4),
            "transit": durations(50),
            "receiving": durations(9),
            "receivers": st.integers(1, 2),
            "deposit_window": hours(10, 200),
            "deposit_halves": st.just("50 EUR"),
            "inspection": durations(9),
            "inspectors": st.integers(1, 2),
            "detection": SHARES,
            "missed_faults": SHARES,
            "grades": st.sampled_from([{}, GRADES]),
            "disposition": dispositions(),
            "harvest": durations(9),
            "harvest_cost": st.just("3 EUR"),
            "inspection_cost": st.just("9 EUR"),
            "freight": st.just("7 EUR"),
            "local_repair_cost": st.just("60 EUR"),
        },
    )


def desks() -> st.SearchStrategy[Tree]:
    """A hotline, with or without a second line, call-backs and a portal."""
    agents = {"agents": st.integers(1, 2)}
    line = {"shifts": st.dictionaries(WEEKS, st.integers(1, 2), max_size=2), "hours": WEEKS, "handling": durations(2)}
    skill = {"triage_accuracy": SHARES, "remote_success": SHARES, "cost": st.just("30 EUR/h")}
    second_line = st.fixed_dictionaries(agents, optional={**line, **skill, "escalation": SHARES})
    call_back = st.fixed_dictionaries({"after": hours(1, 4)}, optional={"outside_hours": st.booleans(), "share": SHARES})
    portal = st.fixed_dictionaries({"share": SHARES}, optional={"time": durations(2), "cost": st.just("900 EUR/y")})
    return st.fixed_dictionaries(
        agents,
        optional={
            **line,
            **skill,
            "patience": durations(2),
            "redial": hours(0.25, 3),
            "redial_share": SHARES,
            "lines": st.integers(2, 5),
            "second_line": second_line,
            "call_back": call_back,
            "portal": portal,
        },
    ).map(sensible)


def sensible(desk: Tree) -> Tree:
    """A desk that never closes offers nothing outside its hours."""
    if "call_back" in desk and desk.get("hours", "always") == "always":
        desk["call_back"].pop("outside_hours", None)
    return desk


DOCKS = {
    "hours": WEEKS,
    "picking": durations(6).filter(lambda law: law != "0 h"),
    "pickers": st.integers(1, 2),
}


def on_docks(place: Tree) -> Tree:
    """A place without queue for pickers where nobody picks."""
    return {key: value for key, value in place.items() if key != "pickers" or "picking" in place}


def carriers() -> st.SearchStrategy[Tree]:
    """A truck, a van and a courier."""
    plans = st.sampled_from(["mon-fri 17:00", "daily 06:00 18:00", "tue thu 12:00, sat 00:00"])
    prices = {"freight": st.just("40 EUR"), "per_kg": st.just("0.5 EUR/kg")}
    planned = st.fixed_dictionaries({"time": durations(30), "departures": plans}, optional={**prices, "cut_off": hours(0, 30)})
    courier = st.fixed_dictionaries({"time": durations(9)}, optional=prices)
    return st.fixed_dictionaries({"truck": planned, "van": planned, "courier": courier})


def carried(place: Tree, by: tuple[str, str]) -> Tree:
    """A place to which carriers ship, instead of what it says of times and freight itself."""
    ordinary, express = by
    if not ordinary:
        return place
    kept = {key: value for key, value in place.items() if key not in {"transit", "freight"}}
    return {**kept, "carrier": ordinary, **({"express": express} if express not in {"", ordinary} else {})}


CARRIERS = st.sampled_from(["", "truck", "van", "courier"])


def networks() -> st.SearchStrategy[Tree]:
    """A factory, a central store, and two depots that may help each other."""
    supply = st.fixed_dictionaries(
        {"supplier": st.just(True), "lead_time": durations(90)}, optional={"capacity": st.integers(1, 3), **DOCKS}
    ) | st.fixed_dictionaries(
        {
            "supplier": st.just(True),
            "lead_time": durations(90),
            "capacity": st.integers(1, 3),
            "works_while_below": st.integers(1, 3),
        }
    )
    store = st.fixed_dictionaries(
        {"stock": shelves()},
        optional={
            "lead_time": durations(30),
            "transit": durations(40),
            "reserve": st.dictionaries(
                st.sampled_from(PARTS), st.fixed_dictionaries({"units": st.integers(1, 3), "priority": PRIORITIES}), max_size=2
            ),
            "orders_may_cross": st.booleans(),
            "order_cost": st.just("9 EUR"),
            "freight": st.just("4 EUR"),
            **DOCKS,
            "write_off": write_offs(),
            "count_every": hours(20, 200),
            "count_cost": st.just("3 EUR"),
        },
    )
    store = st.tuples(store, st.tuples(CARRIERS, CARRIERS)).map(lambda drawn: carried(*drawn))

    def connect(drawn: tuple[Tree, Tree, Tree, Tree, str]) -> Tree:
        factory, central, north, south, source = [on_docks(each) if isinstance(each, dict) else each for each in drawn]
        return {
            "factory": factory,
            "central": {**central, "source": "factory", "at": PLACES[0]},
            "north": {**north, "source": "central", "at": PLACES[1], "laterals": ["south"]},
            "south": {**south, "source": source, "at": PLACES[2], "laterals": ["north", "central"]},
        }

    return st.tuples(supply, store, store, store, st.sampled_from(["central", "factory"])).map(connect)


DEPOTS = st.sampled_from(["central", "north", "south"])
TRAVELS = st.sampled_from(
    [
        "instant",
        {"straight_line": {"speed": "60 km/h"}},
        {"straight_line": {"speed": "90 km/h", "fixed": "10 min"}},
        {"timed": {"time": {"exponential": {"mean": "1 h"}}, "km": "30 km"}},
    ]
)


@st.composite
def scenarios(draw: st.DrawFn) -> Tree:
    """A scenario as a file would say it."""
    kinds = draw(asset_types())
    site = st.fixed_dictionaries(
        {"assets": st.fixed_dictionaries({kind: st.integers(0, 4) for kind in kinds})},
        optional={"offer": st.sampled_from(["gold", "basic"]), **STAYS},
    )
    regions = ("up", "down", "up")
    sites = {f"site {i}": {"at": PLACES[i + 2], "region": regions[i], "depot": draw(DEPOTS), **draw(site)} for i in range(3)}
    tree: Tree = {
        "horizon": f"{draw(st.integers(200, 900))} h",
        "warm_up": draw(hours(0, 150)),
        "seed": draw(st.integers(0, 2**63 - 1)),
        "holidays": draw(st.sampled_from([[], ["2026-01-06", "2026-01-12"]])),
        "parts": {
            "seal": {"price": "20 EUR", "holding": "20 %/y", "weight": "2 kg", "class": "small", "shrinkage": draw(SHRINKAGE)},
            "board": {
                "class": "small",
                "price": "200 EUR",
                "repairable": True,
                "no_fault_found": 0.3,
                "missing": draw(st.sampled_from([0, 0, 0.3])),
                "deposit": draw(st.sampled_from(["0 EUR", "50 EUR"])),
                "salvage": "9 EUR",
                "holding": "20 %/y",
                "core_value": draw(st.sampled_from([0, 0.4])),
                "supplier_credit": draw(st.sampled_from(["0 EUR", "150 EUR"])),
                "harvest": draw(st.sampled_from([{}, {"seal": 0.6, "nut": 1}])),
                "condemned": draw(SHARES),
                "repair_limit": draw(st.sampled_from([None, 0.4, 0.9])),
                "repaired_locally": draw(SHARES),
                "lead_time": draw(durations(90)),
            },
            "nut": {
                "price": "1 EUR",
                "criticality": "vital",
                "shrinkage": draw(SHRINKAGE),
                "repairable": draw(st.booleans()),
                "repaired_locally": draw(SHARES),
            },
        },
        "locations": draw(networks()),
        "carriers": draw(carriers()),
        "classification": draw(classifications()),
        "asset_types": kinds,
        "sites": sites,
        "offers": draw(offers()),
        "technicians": draw(technicians()),
        "travel": draw(TRAVELS),
        "travel_cost": "0.4 EUR/km",
        "dispatch": draw(dispatch_rules()),
        "sourcing": draw(sourcing()),
        "skill_levels": draw(st.sampled_from([{}, {1: {"diagnosis": 0.6, "repair_time": 1.4}, 3: {"repair_time": 0.7}}])),
    }
    tree["parts"] = draw(lifecycles(tree["parts"]))
    tree = draw(kits(tree))
    if draw(st.booleans()):
        tree["desk"] = draw(desks())
        for mode in (mode for kind in kinds.values() for mode in kind["failures"].values()):
            if "portal" in tree["desk"]:
                mode["self_service"] = draw(SHARES)
            if "second_line" in tree["desk"] and draw(st.booleans()):
                mode["escalation"] = draw(SHARES)
    if draw(st.booleans()):
        tree["returns"] = draw(returns())
        if "shops" in tree["returns"]:
            tree["parts"]["board"]["shops"] = draw(st.sampled_from([["east"], ["west", "shop"], ["shop", "east", "west"]]))
        if draw(st.booleans()):
            tree = draw(refurbished(tree))
        if draw(st.booleans()):
            tree["parts"]["board"]["repair_parts"] = {
                "nut": {"probability": 0.5, "quantity": draw(st.integers(1, 2))},
                "seal": {"probability": draw(st.sampled_from([0.4, 0.5]))},
            }
            tree["parts"]["board"]["one_repair_part"] = draw(st.booleans())
        for kind in kinds.values():
            for mode in kind["failures"].values():
                mode.update(draw(st.sampled_from([{}, {}, {"gives_back": {"board": 2}}])))
    if draw(st.booleans()):
        tree = draw(with_suppliers(tree, durations(90)))
    tree = draw(partners(draw(helping(draw(bound_to_hours(draw(diagnostics(tree))))))))
    tree = draw(configurations(draw(upkeep(draw(documents(draw(training(draw(warranties(tree))))))))))
    tree = draw(backlogs(draw(tools(draw(conditions(tree))))))
    tree = draw(replacements(draw(part_orders(tree))))
    return draw(customers(tree)) if "backlog" not in tree else tree
