"""What planning reads off a scenario: machines that come and go, classes, kits, modules, successors, suppliers, lanes; and what it says it leaves out."""

from __future__ import annotations

import random
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sim.build import simulate
from sim.kpi.selections import breakdowns
from sim.nature.durations import Constant, Exponential, Uniform
from sim.planning.demand import share_in_field
from sim.planning.lanes import mean_in_order, shares_of_sellers
from sim.planning.left_out import LEFT_OUT, left_out
from sim.planning.plan import plan
from sim.planning.proof import supply_availability
from sim.planning.rules import held
from sim.planning.service import Theory
from sim.planning.supply import Supply, supply_of
from sim.results import Tables
from sim.scenario.load import from_mapping, load
from sim.scenario.spec import Scenario
from sim.theory.indenture import assembly

STORIES = Path(__file__).parents[2] / "scenarios" / "stories"
DAY = 24.0


def tree(**changes: Any) -> dict[str, Any]:
    """Ten pumps that ask for a seal every hundred days each, from a depot."""
    return {
        "horizon": "400 d",
        "parts": {"seal": {"price": "100 EUR"}},
        "locations": {
            "factory": {"supplier": True, "lead_time": "10 d"},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 2}}},
        },
        "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": {"mtbf": "100 d"}}, "parts": ["seal"]}}}},
        "sites": {"Hill": {"assets": {"pump": 10}}},
        "technicians": {"anna": {"home": "depot"}},
    } | changes


def read(**changes: Any) -> Scenario:
    return from_mapping(tree(**changes)).scenario()


def asked(supply: Supply, part: str) -> float:
    """Units per day that jobs, and repairs, ask for anywhere."""
    return DAY * float(supply.asked[supply.parts.index(part)] @ supply.counts)


# ---------------------------------------------------------------- machines that come and go
def test_machines_that_come_and_go_count_as_long_as_they_stand() -> None:
    comes = read(sites={"Hill": {"assets": {"pump": 10}, "enters": "100 d"}})
    assert share_in_field(comes, comes.sites["Hill"], "pump") == pytest.approx(0.75, abs=0.002)
    goes = read(sites={"Hill": {"assets": {"pump": 10}, "leaves": {"uniform": {"low": "0 d", "high": "400 d"}}}})
    assert share_in_field(goes, goes.sites["Hill"], "pump") == pytest.approx(0.5, abs=0.005)
    late = read(sites={"Hill": {"assets": {"pump": 10}, "enters": "100 d"}}, warm_up="200 d")
    assert share_in_field(late, late.sites["Hill"], "pump") == pytest.approx(1.0)
    assert asked(supply_of(goes), "seal") == pytest.approx(0.05, rel=0.01)
    assert Theory(goes, supply_of(goes), "metric").machines == pytest.approx(5.0, rel=0.01)


def test_the_proof_counts_machines_as_long_as_they_stand() -> None:
    """All machines leave after a quarter: what waits is held against those that were there."""
    locations = tree()["locations"]
    locations["depot"]["stock"]["seal"]["level"] = 0
    ready = read(sites={"Hill": {"assets": {"pump": 10}, "leaves": "100 d"}}, locations=locations)
    tables = Tables(simulate(ready))
    waited = tables.once(breakdowns)["parts"].sum()
    assert waited > 0
    assert supply_availability(tables, down_only=True) == pytest.approx(1 - waited / (10 * 100 * DAY))


# ---------------------------------------------------------------- successors, kits, modules, classes
def test_a_successor_is_asked_for_in_its_own_time() -> None:
    parts = {"seal": {"price": "100 EUR", "superseded_by": {"part": "new seal", "at": "100 d"}}, "new seal": {"price": "140 EUR"}}
    supply = supply_of(read(parts=parts))
    (job,) = supply.jobs
    assert {(need.part, need.chance, need.share) for need in job.needs} == {("seal", 1.0, 0.25), ("new seal", 1.0, 0.75)}
    assert asked(supply, "seal") == asked(supply, "new seal") == pytest.approx(0.1)  # at full rate, each in its time
    locations = tree()["locations"]
    locations["depot"]["stock"] = {"seal": {"rule": "base_stock", "level": 0}, "new seal": {"rule": "base_stock", "level": 50}}
    ready = read(parts=parts, locations=locations)
    theory = Theory(ready, supply_of(ready), "metric")
    assert theory.service(theory.supply.present).waiting == pytest.approx(0.25 * 0.1 * 10, rel=1e-3)  # only in the first quarter


def test_a_part_that_lies_in_kits_alone_asks_for_kits() -> None:
    parts: dict[str, Any] = {"seal": {"price": "9 EUR"}, "nut": {"price": "1 EUR"}}
    parts["kit"] = {"price": "20 EUR", "contains": {"seal": 1, "nut": 4}}
    needs = {"seal": {"probability": 0.5}, "nut": {"probability": 0.8, "quantity": 6}}
    types = {"pump": {"failures": {"leak": {"law": {"poisson": "0.01 /day"}, "parts": needs}}}}
    locations = tree()["locations"]
    locations["depot"]["stock"] = {"kit": {"rule": "base_stock", "level": 3}}
    loose = supply_of(read(parts=parts, asset_types=types, locations=locations))
    assert asked(loose, "kit") == pytest.approx(0.1 * 0.8 * 2)  # two kits for six nuts; the seals lie loose
    parts["kit"]["opened"] = "scrap"
    assert asked(supply_of(read(parts=parts, asset_types=types, locations=locations)), "kit") == pytest.approx(0.1 * (1.6 + 0.5))
    locations["depot"]["stock"]["nut"] = {"rule": "base_stock", "level": 3}
    mixed = supply_of(read(parts=parts, asset_types=types, locations=locations))
    assert asked(mixed, "kit") == pytest.approx(0.05)
    assert asked(mixed, "nut") == pytest.approx(0.1 * 0.8 * 6)


def modules(stocks: tuple[int, int, int]) -> Theory:
    """Drives that fail ten times in a hundred days, always mended at the depot with a board or a motor."""
    parts = {
        "drive": {"price": "2000 EUR", "repairable": True, "one_repair_part": True,
                  "repair_parts": {"board": {"probability": 0.6}, "motor": {"probability": 0.4}}},
        "board": {"price": "300 EUR", "repairable": True, "shops": ["electronics"]},
        "motor": {"price": "500 EUR", "repairable": True, "shops": ["mechanics"]},
    }  # fmt: skip
    locations = tree()["locations"]
    names = ("drive", "board", "motor")
    locations["depot"]["stock"] = {
        name: {"rule": "base_stock", "level": level} for name, level in zip(names, stocks, strict=True)
    }
    types = {"pump": {"failures": {"leak": {"law": {"exponential": {"mtbf": "100 d"}}, "parts": ["drive"]}}}}
    returns = {
        "removal": "diagnosis",
        "shop": {"location": "depot", "benches": 99, "repair": "2 d"},
        "shops": {
            "electronics": {"location": "depot", "benches": 99, "repair": "20 d"},
            "mechanics": {"location": "depot", "benches": 99, "repair": "15 d"},
        },
    }
    ready = read(parts=parts, locations=locations, asset_types=types, returns=returns)
    return Theory(ready, supply_of(ready), "vari-metric")


@pytest.mark.parametrize("stocks", [(2, 1, 1), (1, 2, 2), (3, 0, 1)])
def test_units_wait_for_their_modules(stocks: tuple[int, int, int]) -> None:
    """Close to the exact law of units and modules (the unit's pipeline is taken as Poisson here)."""
    theory = modules(stocks)
    supply = theory.supply
    assert asked(supply, "board") == pytest.approx(0.06)
    assert asked(supply, "motor") == pytest.approx(0.04)
    exact = assembly(
        failure_rate=0.1,
        unit_stock=stocks[0],
        assembly_time=2,
        module_shares=(0.6, 0.4),
        module_repair_times=(20, 15),
        module_stocks=stocks[1:],
    )
    found = theory.service(supply.present)
    assert found.backorders[supply.parts.index("board"), 0] == pytest.approx(exact.module_backorders[0], rel=0.02)
    assert found.waiting == pytest.approx(exact.mod_metric_backorders, rel=0.1)


def test_modules_are_bought_where_units_would_wait_for_them() -> None:
    found = plan(load(STORIES / "modules.yaml"), replications=0, target="availability=99%")
    units = dict(zip(found.supply.parts, found.chosen.levels[:, 0].tolist(), strict=True))
    assert units["board"] > 0
    assert units["motor"] > 0
    assert found.chosen.service.availability >= 0.99


def test_a_class_stands_for_the_rule_that_expected_demand_gives() -> None:
    parts = {"seal": {"price": "100 EUR"}, "nut": {"price": "1 EUR"}, "bolt": {"price": "1 EUR", "criticality": "vital"}}
    types = {"pump": {"failures": {"leak": {"law": {"poisson": "0.01 /day"}, "parts": ["seal", "nut"]}}}}
    locations = tree()["locations"]
    levels = {"A": 7, "C": 3, "vital": 5}
    locations["depot"]["stock"] = {word: {"rule": "base_stock", "level": level} for word, level in levels.items()}
    supply = supply_of(read(parts=parts, asset_types=types, locations=locations, classification={"abc": ["50 %", "95 %"]}))
    assert dict(zip(supply.parts, supply.present[:, 0].tolist(), strict=True)) == {"seal": 7, "nut": 3, "bolt": 5}
    assert {supply.places[0].path(part) for part in supply.parts} >= {("locations", "depot", "stock", "nut")}


def test_a_forecast_counts_as_if_it_knew_the_demand() -> None:
    rule = {"rule": "forecast", "every": "30 d", "forecast": {"ses": {"smoothing": 0.2}}, "service": 0.95}
    locations = tree()["locations"]
    locations["depot"]["stock"]["seal"] = rule
    supply = supply_of(read(locations=locations))
    at_review = supply.held[0, 0]
    assert (at_review.level, at_review.wait) == (8, 15 * DAY)  # a mean of 4 in lead time and review: P(X <= 7) = 0.949
    locations["depot"]["stock"]["seal"] = rule | {"orders": "at_once", "lot": 4}
    at_once = supply_of(read(locations=locations)).held[0, 0]
    assert (at_once.level, at_once.lot, at_once.wait) == (4, 4, 0.0)


# ---------------------------------------------------------------- suppliers and lanes
def two_suppliers(purchase: Any, **more: Any) -> dict[str, float]:
    near = {"price": "120 EUR", "lead_time": "2 d"}
    far = {"price": "90 EUR", "lead_time": "40 d", **more}
    locations = tree()["locations"] | {"near": {"supplier": True}, "far": {"supplier": True}}
    locations["depot"] |= {"source": "near", "also_from": ["far"], "purchase": purchase}
    parts = {"seal": {"price": "100 EUR", "suppliers": {"near": near, "far": far}}}
    ready = read(parts=parts, locations=locations)
    shares = shares_of_sellers(ready, "depot", "seal")
    supply = supply_of(ready)
    days = {"near": 2, "far": 40}
    assert supply.lead_time[0, 0] == pytest.approx(DAY * sum(share * days[name] for name, share in shares.items()))
    return shares


def test_who_sells_depends_on_the_rule_of_purchase() -> None:
    assert two_suppliers("first") == {"near": 1.0}
    assert two_suppliers("cheapest") == {"far": 1.0}
    assert two_suppliers("quickest") == {"near": 1.0}
    assert two_suppliers({"rule": "urgent", "below": 0}) == {"far": 1.0}
    assert two_suppliers({"rule": "shares", "shares": {"near": 0.25, "far": 0.75}}) == {"near": 0.25, "far": 0.75}
    assert two_suppliers("cheapest", price="130 EUR", price_breaks={"50": "80 EUR"}) == {"near": 1.0}  # one for one gets no break
    assert two_suppliers("cheapest", price="130 EUR", minimum=50, price_breaks={"50": "80 EUR"}) == {"far": 1.0}


@pytest.mark.parametrize("law", [Exponential(mean=48.0), Uniform(low=0.0, high=96.0)])
@pytest.mark.parametrize("per_mean", [0.1, 1.0, 8.0])
def test_orders_that_may_not_overtake_take_longer(law: Any, per_mean: float) -> None:
    """Against orders at random moments, each held up by all before it."""
    luck, rate = random.Random(3), per_mean / 48.0
    now = last = total = 0.0
    for _ in range(60_000):
        now += luck.expovariate(rate)
        last = max(last, now + law.quantile(luck.random()))
        total += last - now
    assert mean_in_order(law, rate) == pytest.approx(total / 60_000, rel=0.03)
    assert mean_in_order(law, rate) > 48.0
    assert mean_in_order(Constant(time=48.0), rate) == 48.0


def test_lanes_on_which_orders_may_cross_take_their_mean() -> None:
    locations = tree()["locations"]
    locations["factory"]["lead_time"] = {"exponential": {"mean": "10 d"}}
    slow = supply_of(read(locations=locations)).lead_time[0, 0]
    locations["depot"]["orders_may_cross"] = True
    assert supply_of(read(locations=locations)).lead_time[0, 0] == pytest.approx(10 * DAY)
    assert slow > 11 * DAY
    locations["factory"]["picking"] = "3 h"
    assert supply_of(read(locations=locations)).lead_time[0, 0] == pytest.approx(10 * DAY + 3)


# ---------------------------------------------------------------- what is left out
@pytest.mark.parametrize(
    ("story", "told"),
    [
        ("phase_out", ["suppliers stop making", "machines that come and go"]),
        ("supersession", ["superseded", "introduced later"]),
        ("suppliers", ["disruptions", "least quantities"]),
        ("counts", ["go missing", "Kanban cards"]),
        ("fulfilment", ["opening hours", "pickers"]),
        ("kits", ["opened kits"]),
        ("forecasting", ["forecasts", "write-offs"]),
        ("reman", ["taken back without replacement"]),
        ("configuration", ["revisions of machines"]),
    ],
)
def test_what_theory_leaves_out_is_named(story: str, told: list[str]) -> None:
    said = left_out(load(STORIES / f"{story}.yaml").scenario())
    assert len(said) == len(set(said))
    for words in told:
        assert any(words in line for line in said), words


def test_colleagues_vans_and_groups_are_named_under_the_policy_that_asks_them() -> None:
    file = load(STORIES / "laterals.yaml")
    assert left_out(file.scenario()) == []
    assert "colleagues' vans" in left_out(file.scenario("ask_colleagues"))[0]
    assert "owed by a whole group" in left_out(file.scenario("pooled"))[0]


IN_THEORY = {
    "AssetType": "failures enters leaves",
    "Carrier": "time departures cut_off",
    "Classification": "over period abc xyz",
    "FailureMode": "law effect remote self_service escalation skill level parts",
    "Grade": "share repair_success repair_time cost value",
    "Location": "at supplier source also_from purchase lead_time transit carrier picking orders_may_cross laterals stock",
    "Part": "price lead_time suppliers repairable no_fault_found missing deposit condemned shops salvage supplier_credit disposition repair_limit repair_parts "
    "one_repair_part repaired_locally criticality stated_class",
    "OrderLine": "probability quantity",
    "PartNeed": "probability quantity",
    "PartOrders": "at law",
    "RepairPart": "probability quantity",
    "Returns": "removal late late_by given_up_after ship_every transit receiving deposit_halves inspection detection grades disposition local_repair "
    "shop shops",
    "Shop": "location transit repair test rework repair_success cost",
    "Site": "at region depot assets customers enters leaves",
    "Sourcing": "wait_limit predicted_parts steps",
    "SourcingStep": "source time carrier chance",
    "Supersession": "part at",
    "Technician": "home count skills regions van refill refill_by",
    "Terms": "price lead_time minimum price_breaks",
}
"""Keys that theory reads."""
BESIDE = {
    "AssetType": "maintenance tasks sold_before downtime_cost warranty triage remote_test on_site",
    "Afterwards": "price lead_time",  # with Part.discontinued
    "Authoring": "coverage at lasts every hours",  # with Document.coverage
    "Carrier": "freight per_kg",
    "Configuration": "known audited audit_at audit_cost",  # with AssetType.revisions
    "Channel": "customer acceptance price_response delay cost_per_prospect cost_per_sign_up commission",  # with prospects
    "PriceResponse": "elasticity at",
    "Condition": "stages",  # with FailureMode.condition
    "EndOfLife": "at_age after_cost after_faults below price lead_time duration refurbish",  # with AssetType.replacement
    "Refurbishment": "cost leaves duration times",  # with AssetType.replacement
    "Discontinued": "at last_time_buy afterwards",  # with Part.discontinued
    "Disruptions": "lasts recovery once",  # with after
    "Document": "asset_type decay authoring feedback feedback_hours author_cost triage_accuracy remote_success diagnosis_time "
    "diagnosis_accuracy self_service",  # with Document.coverage
    "FailureMode": "tool reporting_delay priority remote_time self_service_time diagnosis diagnosis_accuracy repair repair_success "
    "preventive monitoring",  # with condition
    "Inspection": "sees act_from",  # with FailureMode.condition
    "Location": "disruptions order_cost freight count_cost",
    "Mobility": "van_stock reroute",
    "Monitoring": "detects delay repeats false_alarms cost",  # with FailureMode.condition
    "OnSite": "confusion",
    "Part": "holding weight opened core_value supplier_warranty fits",
    "Refurbished": "part used",  # with Part.refurbished
    "PartNeed": "core",
    "PartOrders": "wanted promise patience cancels_after ships reserves priority markup transit freight carrier",  # with parts
    "Partner": "after regions skills least_urgent capacity response work diagnosis repair_success hands_back parts_on_hand parts_delay "
    "visit_cost hourly_cost parts_price retainer",  # with Partner.takes
    "Preventive": "look repair parts cost down priority due_within same_visit",  # with FailureMode.condition
    "RemoteTest": "time cost",
    "Help": "regions at_least",  # with Technician.helps
    "Replacement": "after skills experience induction",  # with Technician.leaves
    "Renewal": "changes dissatisfied",  # with leaves
    "Reserve": "units priority",  # with Location.reserve
    "Retrofit": "source to kit duration when per_month begins until",  # with AssetType.retrofits
    "RevisedMode": "law parts repair",  # with AssetType.revisions
    "Revision": "share installed_from failures",  # with AssetType.revisions
    "Returns": "freight deposit_window inspection_cost harvest harvest_cost local_repair_cost",
    "Shop": "benches",  # taken for granted of any scenario
    "Site": "offer signed_before technicians access no_access",
    "Skill": "forgetting level_after certificate",
    "SourcingStep": "cost supplier repair_factor",  # the supplier's disruptions are named with him
    "Supersession": "mode",
    "Surplus": "above price",  # with Part.sold
    "Technician": "hours on_call on_call_priority at_shift_end overtime_limit between_jobs absence cost overtime_cost on_call_cost call_out_cost count_cost "
    "experience certificates replaced",
    "WriteOff": "every keep over scrap_value",  # with Location.write_off
}
"""Keys that do not change how many parts are asked for or how long they take to come: money, people, and details of what is named."""


ROOMS = (
    "assets carriers channels classes configuration customers diagnostics documents lifecycle locations mobility needs "
    "part_orders parts partners people refurbish replacement returns skills sourcing suppliers"
)
"""Where the sections of a scenario stand that are about parts, and about who fetches and needs them."""


def sections() -> set[type[BaseModel]]:
    """Sections of a scenario about parts."""
    from sim.scenario.values import Section

    rooms = (import_module(f"sim.scenario.{room}") for room in ROOMS.split())
    found = (each for room in rooms for each in vars(room).values())
    return {each for each in found if isinstance(each, type) and issubclass(each, Section) and each is not Section}


def test_every_key_about_parts_is_in_theory_or_named() -> None:
    """A new key must be put where it belongs: into theory, among what it leaves out, or beside both."""
    people_and_money = {
        "Scenario",
        "Offer",
        "Desk",
        "SkillLevel",
        "Absence",
        "Maintenance",
        "Warranty",
        "Includes",
        "SupplierWarranty",
        "Course",
        "Learning",
        "Forgetting",
    }
    for section in sections():
        name = section.__name__
        if name in people_and_money:
            continue
        told = {key.split(".")[1] for key in LEFT_OUT if key.startswith(f"{name}.")}
        known = set(IN_THEORY.get(name, "").split()) | set(BESIDE.get(name, "").split()) | told
        assert set(section.model_fields) == known, name


def test_what_is_named_exists() -> None:
    from sim.policies.forecast_stock import ForecastStock
    from sim.policies.replenishment import Kanban, StockRule

    kinds: list[type[BaseModel]] = [*sections(), ForecastStock, Kanban, StockRule]
    known = {each.__name__: each for each in kinds}
    for key in LEFT_OUT:
        owner, field = key.split(".")
        assert field in known[owner].model_fields, key
    assert held(Kanban(cards=2, container=3)).lot == 3
