"""Every key of a scenario file bites, and its neutral value means the same as leaving it out (invariant 7 of the model).

A new key of a section (`sim/scenario/spec.py` and beside it) needs a row in `BITES`, here or in the file of its subject: two ways to write it
that must not lead to the same records and figures. An optional key needs a row in `NEUTRAL` besides: the value that stands for saying nothing.
"""

from __future__ import annotations

import json
import math
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import channel_keys
import condition_keys
import configuration_keys
import customer_keys
import desk_keys
import document_keys
import money_keys
import part_keys
import part_order_keys
import people_keys
import pytest
import replacement_keys
import returns_keys
import skill_keys
import supply_keys
import tool_keys
import upkeep_keys
from key_overlays import (
    AID,
    ANNA,
    BERT,
    BILLED,
    CLASSED,
    CLOSED,
    CONFUSED,
    ENDING,
    FUSE,
    INVOICED,
    LEAK,
    NEWER,
    OPEN_WORK,
    PUMP,
    SCRAPPED,
    SECOND_LINE,
    TRUCK,
    WARRANTED,
    Overlay,
    at,
    with_key,
)
from pydantic import BaseModel
from rich_scenario import GONE, RICH, changed, rich

import sim
from sim import kpi
from sim.build import simulate
from sim.registry import Member
from sim.results import Tables
from sim.scenario.load import from_mapping
from sim.scenario.spec import Scenario
from sim.study.plan import make_plan


def sections(model: type[BaseModel] = Scenario) -> dict[str, type[BaseModel]]:
    """All sections of the language by name."""
    found: dict[str, type[BaseModel]] = {}

    def inside(annotation: Any) -> Iterator[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Member):
            yield annotation
        for inner in typing.get_args(annotation):
            yield from inside(inner)

    def walk(each: type[BaseModel]) -> None:
        if each.__name__ not in found:
            found[each.__name__] = each
            for info in each.model_fields.values():
                for inner in inside(info.annotation):
                    walk(inner)

    walk(model)
    return found


MODULES = (
    channel_keys,
    condition_keys,
    configuration_keys,
    customer_keys,
    desk_keys,
    document_keys,
    money_keys,
    part_keys,
    part_order_keys,
    people_keys,
    replacement_keys,
    returns_keys,
    skill_keys,
    supply_keys,
    tool_keys,
    upkeep_keys,
)
"""The rows of most sections, a file for each subject."""
KEYS = {f"{name}.{info.alias or key}": info for name, model in sections().items() for key, info in model.model_fields.items()}


WAITING: Overlay = {"sourcing.predicted_parts": "wait_for", "sites.mill.depot": "south", "sites.farm.depot": "central"}


BITES: dict[str, tuple[Overlay, Overlay]] = {
    **{key: row for module in MODULES for key, row in module.BITES.items()},
    "FailureMode.escalation": with_key(SECOND_LINE, f"{LEAK}.escalation", "10 %"),
    "AssetType.sold_before": (
        WARRANTED,
        {**WARRANTED, "asset_types.pump.sold_before": {"uniform": {"low": "0 d", "high": "60 d"}}},
    ),
    "AssetType.warranty": ({}, WARRANTED),
    "Scenario.billing": (BILLED, INVOICED),
    "Scenario.mobility": ({}, {"mobility": {"report": "shift_end"}}),
    "Scenario.name": at("name", "Rich", "Richer"),
    "Scenario.description": at("description", "", "What it is about"),
    "Scenario.start": at("start", "2026-01-05", "2026-01-08"),
    "Scenario.horizon": at("horizon", "100 d", "110 d"),
    "Scenario.warm_up": at("warm_up", "0 h", "20 d"),
    "Scenario.seed": at("seed", 1, 2),
    "Scenario.first_time_fix_window": at("first_time_fix_window", "30 d", "1 d"),
    "Scenario.holidays": at("holidays", [], ["2026-01-06"]),
    "Scenario.parts": at("parts.seal", {"price": "120 EUR"}, {"price": "121 EUR"}),
    "Scenario.carriers": (TRUCK, {**TRUCK, "carriers.truck.departures": GONE, "carriers.truck.cut_off": GONE}),
    "Scenario.locations": at(
        "locations.south.stock", {"nut": {"rule": "base_stock", "level": 2}}, RICH["locations"]["south"]["stock"]
    ),
    "Scenario.asset_types": at("asset_types.fan", RICH["asset_types"]["fan"], {"failures": {}}),
    "Scenario.sites": at("sites.farm", RICH["sites"]["farm"], GONE),
    "Scenario.offers": at("offers.basic", {"response": "3 d"}, {"response": "2 h"}),
    "Scenario.desk": at("desk", RICH["desk"], GONE),
    "Scenario.technicians": at("technicians.cleo", RICH["technicians"]["cleo"], GONE),
    "Scenario.partners": at("partners", GONE, {"aid": AID}),
    "Scenario.skill_levels": at("skill_levels", RICH["skill_levels"], {}),
    "Scenario.travel": at("travel", "instant", "straight_line"),
    "Scenario.travel_cost": at("travel_cost", "0 EUR/km", "0.40 EUR/km"),
    "Scenario.emissions": at("emissions", "0 g/km", "180 g/km"),
    "Scenario.dispatch": at("dispatch", "earliest_due", "nearest"),
    "Scenario.sourcing": at("sourcing", RICH["sourcing"], GONE),
    "Scenario.returns": at("returns", RICH["returns"], GONE),
    "Scenario.classification": at("classification", GONE, {"every": "30 d"}),
    "PartNeed.probability": at(f"{LEAK}.parts.seal.probability", "80 %", "50 %"),
    "PartNeed.quantity": at(f"{LEAK}.parts.seal.quantity", 2, {"geometric": 2}),
    "PartNeed.core": at(f"{FUSE}.parts", {"board": {}}, {"board": {"core": False}}),
    "FailureMode.law": at(f"{LEAK}.law", {"exponential": "14 d"}, {"gamma_poisson": {"mtbf": "14 d", "shape": 1}}),
    "FailureMode.effect": at(f"{FUSE}.effect", "down", "degraded"),
    "FailureMode.reporting_delay": at(f"{LEAK}.reporting_delay", "0 h", "3 h"),
    "FailureMode.priority": at(f"{FUSE}.priority", 2, 1),
    "FailureMode.remote": at(f"{FUSE}.remote", "50 %", "80 %"),
    "FailureMode.remote_time": at(f"{FUSE}.remote_time", "20 min", "40 min"),
    "FailureMode.skill": at(f"{LEAK}.skill", "water", "electronics"),
    "FailureMode.level": at(f"{FUSE}.level", 2, 3),
    "FailureMode.parts": at(f"{FUSE}.parts", ["board"], []),
    "FailureMode.gives_back": at(f"{LEAK}.gives_back", {}, {"board": 1}),
    "FailureMode.diagnosis": at(f"{LEAK}.diagnosis", "30 min", "40 min"),
    "FailureMode.diagnosis_accuracy": at(f"{LEAK}.diagnosis_accuracy", "80 %", "60 %"),
    "FailureMode.repair": at(f"{LEAK}.repair", "2 h", "3 h"),
    "FailureMode.repair_success": at(f"{LEAK}.repair_success", "90 %", "60 %"),
    "Maintenance.every": at("asset_types.pump.maintenance.every", "30 d", "20 d"),
    "Maintenance.duration": at("asset_types.pump.maintenance.duration", "90 min", "100 min"),
    "Maintenance.skill": at("asset_types.pump.maintenance.skill", "water", "electronics"),
    "Maintenance.level": at("asset_types.pump.maintenance.level", 1, 3),
    "Maintenance.priority": at("asset_types.pump.maintenance.priority", 9, 1),
    "Maintenance.due_within": at("asset_types.pump.maintenance.due_within", "5 d", "3 h"),
    "AssetType.failures": at("asset_types.fan.failures", RICH["asset_types"]["fan"]["failures"], {}),
    "AssetType.maintenance": at("asset_types.pump.maintenance", RICH["asset_types"]["pump"]["maintenance"], GONE),
    "AssetType.enters": at("asset_types.fan.enters", "5 d", "30 d"),
    "AssetType.leaves": at("asset_types.fan.leaves", "90 d", {"exponential": "40 d"}),
    "Site.enters": at("sites.mill.enters", "5 d", {"uniform": {"low": "0 d", "high": "50 d"}}),
    "Site.leaves": at("sites.mill.leaves", "90 d", "50 d"),
    "Site.at": at("sites.farm.at", [50.0, 9.0], [50.0, 9.5]),
    "Site.region": ({}, {"sites.hill.region": GONE, "sites.mill.region": "up"}),
    "Site.offer": at("sites.hill.offer", "gold", "basic"),
    "Site.technicians": (
        {"dispatch": "preferred", "sites.mill.technicians": ["cleo"]},
        {"dispatch": "preferred", "sites.mill.technicians": ["bert", "cleo"]},
    ),
    "Scenario.scheduling": (CLOSED, {**CLOSED, "scheduling": {}}),
    "Maintenance.hours": at("asset_types.pump.maintenance.hours", "always", "daily 05:00-08:00"),
    "Site.access": (CLOSED, {**CLOSED, "sites.mill.access": "mon-fri 09:00-12:30"}),
    "Site.no_access": (CLOSED, {**CLOSED, "sites.hill.no_access": "20 %"}),
    "Site.depot": (
        {**WAITING, "sites.hill.depot": "north"},
        {**WAITING, "sites.hill.depot": "south"},
    ),
    "Site.assets": at("sites.hill.assets.pump", 9, 8),
    "AssetType.triage": at(f"{PUMP}.triage", {}, {"confusion": CONFUSED}),
    "AssetType.remote_test": at(f"{PUMP}.remote_test", GONE, {}),
    "AssetType.on_site": at(f"{PUMP}.on_site", {}, {"confusion": CONFUSED}),
    "Scenario.backlog": ({}, OPEN_WORK),
}
IN_A_STUDY = {"Scenario.replications", "Scenario.currency", "Scenario.baseline", "Scenario.policies", "Scenario.headline"}
IN_A_STUDY |= {"Scenario.strategies", "Scenario.goals", "Goals.minimise", "Goals.maximise", "Goals.at_least", "Goals.at_most"}
"""Keys that are about the comparison and its report rather than about one run; shown below."""

REPORTED = {"Scenario.name", "Scenario.description", "Offer.labour_intensity", "Offer.customisation"}
"""Keys whose only effect is what the report says."""


_LEFT: dict[str, tuple[str, dict[str, float | None], dict[str, Any]]] = {}


def left_by(tree: Mapping[str, Any]) -> tuple[str, dict[str, float | None], dict[str, Any]]:
    """Hash of all records, figures and facts that a scenario leaves; many keys are held against the same one, which runs once."""
    written = repr(tree)
    if written not in _LEFT:
        record = simulate(from_mapping(tree).scenario())
        figures = {name: None if math.isnan(value) else value for name, value in kpi.figures(Tables(record)).items()}
        _LEFT[written] = record.log.digest(), figures, record.facts
    return _LEFT[written]


def outcome(overlay: Overlay, facts: bool = False) -> Any:
    """All records and figures; the facts of the report too, if wanted."""
    digest, figures, told = left_by(changed(RICH, overlay))
    return digest, figures, told if facts else None


def test_every_key_is_in_the_table() -> None:
    assert set(BITES) | IN_A_STUDY == set(KEYS)
    assert not set(BITES) & IN_A_STUDY


@pytest.mark.parametrize("key", BITES)
def test_key_bites(key: str) -> None:
    a, b = BITES[key]
    assert rich(a) != rich(b), "the two ways of writing it are the same"
    assert outcome(a, key in REPORTED) != outcome(b, key in REPORTED), "the key is accepted and ignored"


# ---------------------------------------------------------------- keys about the whole study
SMALL = {
    "horizon": "30 d",
    "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
    "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "9 d"}, "repair": "2 h"}}}},
    "sites": {"plant": {"assets": {"pump": 5}}},
    "technicians": {"anna": {"home": "depot", "cost": "50 EUR/h"}},
    "replications": 2,
    "policies": {"two": {"technicians.anna.count": 2}},
}


def test_replications_sets_how_many() -> None:
    for count in (2, 3):
        assert sim.compare(from_mapping({**SMALL, "replications": count})).replications == count


def test_policies_and_baseline_name_what_is_compared() -> None:
    assert make_plan(from_mapping(SMALL)).policies == ["baseline", "two"]
    assert make_plan(from_mapping({**SMALL, "baseline": "as is"})).policies == ["as is", "two"]
    assert make_plan(from_mapping({**SMALL, "policies": {}})).policies == ["baseline"]
    both = make_plan(from_mapping(SMALL)).scenarios
    assert (both["baseline"].technicians["anna"].count, both["two"].technicians["anna"].count) == (1, 2)


def test_strategies_lay_policies_over_one_another() -> None:
    tree = {**SMALL, "policies": {**SMALL["policies"], "dear": {"technicians.anna.cost": "90 EUR/h"}}}
    for members in (["two"], ["two", "dear"]):
        anna = from_mapping({**tree, "strategies": {"bundle": members}}).scenario("bundle").technicians["anna"]
        assert (anna.count, anna.cost) == (2, 90.0 if "dear" in members else 50.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"at_least": {"availability": "1 %"}}, {"at_least": {"availability": "100 %"}}),
        ({"at_most": {"cost": "1 EUR/y"}}, {"at_most": {"cost": "999999999 EUR/y"}}),
        ({"minimise": "cost"}, {"minimise": "mean_time_to_restoration"}),
        ({"maximise": "availability"}, {"maximise": "margin"}),
        (None, {"minimise": "cost"}),
    ],
    ids=["at_least", "at_most", "minimise", "maximise", "goals"],
)
def test_goals_change_what_is_said_and_no_figure(a: Any, b: Any) -> None:
    found = [sim.compare(from_mapping({**SMALL, "goals": each})) for each in (a, b)]
    assert found[0].figures.equals(found[1].figures)
    assert found[0].judgement != found[1].judgement


def test_currency_and_headline_reach_the_report(tmp_path: Path) -> None:
    pages = {}
    for currency, headline in (("EUR", []), ("USD", ["availability"])):
        tree = json.loads(json.dumps(SMALL).replace("EUR", currency))
        out = tmp_path / currency
        sim.compare(from_mapping({**tree, "currency": currency, "headline": headline})).write(out)
        pages[currency] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [page["currency"] for page in pages.values()] == ["EUR", "USD"]
    assert [page["headline"] for page in pages.values()] == [[], ["availability"]]


# ---------------------------------------------------------------- neutral values

NEUTRAL: dict[str, tuple[str, Any]] = {
    **{key: row for module in MODULES for key, row in module.NEUTRAL.items()},
    "AssetType.sold_before": ("asset_types.pump.sold_before", "0 h"),
    "AssetType.warranty": ("asset_types.pump.warranty", None),
    "Scenario.billing": ("billing", None),
    "Scenario.mobility": ("mobility", {"report": "at_once", "delay": "0 h", "van_stock": "live"}),
    "Scenario.name": ("name", "Unnamed scenario"),
    "Scenario.description": ("description", ""),
    "Scenario.start": ("start", "2026-01-05"),
    "Scenario.horizon": ("horizon", "1 y"),
    "Scenario.warm_up": ("warm_up", "0 h"),
    "Scenario.seed": ("seed", 1),
    "Scenario.replications": ("replications", 20),
    "Scenario.currency": ("currency", "EUR"),
    "Scenario.first_time_fix_window": ("first_time_fix_window", "30 d"),
    "Scenario.holidays": ("holidays", []),
    "Scenario.parts": ("parts", {}),
    "Scenario.carriers": ("carriers", {}),
    "Scenario.offers": ("offers", {}),
    "Scenario.desk": ("desk", None),
    "Scenario.partners": ("partners", {}),
    "Scenario.skill_levels": ("skill_levels", {}),
    "Scenario.travel": ("travel", "instant"),
    "Scenario.travel_cost": ("travel_cost", "0 EUR/km"),
    "Scenario.emissions": ("emissions", "0 g/km"),
    "Scenario.dispatch": ("dispatch", "first_come_first_served"),
    "Scenario.sourcing": ("sourcing", {}),
    "Scenario.returns": ("returns", None),
    "Scenario.baseline": ("baseline", "baseline"),
    "Scenario.policies": ("policies", {}),
    "Scenario.strategies": ("strategies", {}),
    "Scenario.goals": ("goals", None),
    "Goals.minimise": ("goals.minimise", None),
    "Goals.maximise": ("goals.maximise", None),
    "Goals.at_least": ("goals.at_least", {}),
    "Goals.at_most": ("goals.at_most", {}),
    "Scenario.headline": ("headline", []),
    "Scenario.classification": ("classification", None),
    "PartNeed.probability": (f"{LEAK}.parts.seal.probability", "100 %"),
    "PartNeed.quantity": (f"{LEAK}.parts.seal.quantity", 1),
    "PartNeed.core": (f"{LEAK}.parts.seal.core", True),
    "FailureMode.effect": (f"{FUSE}.effect", "down"),
    "FailureMode.reporting_delay": (f"{LEAK}.reporting_delay", "0 h"),
    "FailureMode.priority": ("asset_types.fan.failures.stop.priority", 3),
    "FailureMode.remote": (f"{FUSE}.remote", "0 %"),
    "FailureMode.remote_time": (f"{FUSE}.remote_time", "0 h"),
    "FailureMode.skill": (f"{LEAK}.skill", None),
    "FailureMode.level": (f"{FUSE}.level", 1),
    "FailureMode.parts": (f"{FUSE}.parts", {}),
    "FailureMode.gives_back": (f"{LEAK}.gives_back", {}),
    "FailureMode.diagnosis": (f"{LEAK}.diagnosis", "0 h"),
    "FailureMode.diagnosis_accuracy": (f"{LEAK}.diagnosis_accuracy", "100 %"),
    "FailureMode.repair": (f"{LEAK}.repair", "0 h"),
    "FailureMode.repair_success": (f"{LEAK}.repair_success", "100 %"),
    "Maintenance.skill": ("asset_types.pump.maintenance.skill", None),
    "Maintenance.level": ("asset_types.pump.maintenance.level", 1),
    "Maintenance.priority": ("asset_types.pump.maintenance.priority", 9),
    "Maintenance.due_within": ("asset_types.pump.maintenance.due_within", "30 d"),
    "AssetType.maintenance": ("asset_types.pump.maintenance", None),
    "AssetType.failures": ("asset_types.fan.failures", {}),
    "AssetType.triage": (f"{PUMP}.triage", {"confusion": {}}),
    "AssetType.remote_test": (f"{PUMP}.remote_test", None),
    "AssetType.on_site": (f"{PUMP}.on_site", {"confusion": {}}),
    "AssetType.enters": ("asset_types.fan.enters", "0 h"),
    "AssetType.leaves": ("asset_types.fan.leaves", None),
    "Site.enters": ("sites.mill.enters", "0 h"),
    "Site.leaves": ("sites.mill.leaves", None),
    "Site.at": ("sites.plant.at", None),
    "Site.region": ("sites.mill.region", None),
    "Site.offer": ("sites.hill.offer", None),
    "Site.technicians": ("sites.hill.technicians", []),
    "Site.depot": ("sites.hill.depot", None),
    "Site.access": ("sites.hill.access", "always"),
    "Site.no_access": ("sites.hill.no_access", "0 %"),
    "Maintenance.hours": ("asset_types.pump.maintenance.hours", "always"),
    "Scenario.scheduling": ("scheduling", {}),
    "FailureMode.escalation": (f"{LEAK}.escalation", None),
    "Scenario.backlog": ("backlog", []),
}
INSIDE: dict[str, Overlay] = {
    **{key: row for module in MODULES for key, row in getattr(module, "INSIDE", {}).items()},
    "Goals": {"goals": {"at_least": {"availability": "50 %"}, "at_most": {"first_time_fix_rate": "99 %"}}},
}
"""What must be stated before the keys of a section can be."""

NECESSARY = {"Scenario.locations", "Scenario.asset_types", "Scenario.sites", "Scenario.technicians"}
"""Optional in the grammar, but a scenario without them has nothing to simulate."""


def test_every_optional_key_has_a_neutral_value() -> None:
    assert set(NEUTRAL) | NECESSARY == {key for key, info in KEYS.items() if not info.is_required()}


@pytest.mark.parametrize("key", NEUTRAL)
def test_neutral_value_is_as_good_as_none(key: str) -> None:
    path, value = NEUTRAL[key]
    present = {"Classification": CLASSED, "Discontinued": ENDING, "Supersession": NEWER, "WriteOff": SCRAPPED, **INSIDE}.get(
        key.partition(".")[0], {}
    )
    tree = changed(RICH, {"technicians.dora": {"home": "south"}, **present}) if "." in path else SMALL
    tree = SMALL if path.startswith("sites.plant") else tree
    if path.startswith("carriers."):
        tree = changed(RICH, {**TRUCK, **({"carriers.truck.cut_off": GONE} if path.endswith("departures") else {})})
    left_out, stated = (left_by(changed(tree, {path: each})) for each in (GONE, value))
    assert stated[1] == left_out[1]
    assert stated[0] == left_out[0]


@pytest.mark.parametrize("section", sorted(NECESSARY))
def test_nothing_stated_is_nothing_there(section: str) -> None:
    key = section.partition(".")[2]
    assert simulate(Scenario(horizon=100.0, **{key: {}})).log.digest() == simulate(Scenario(horizon=100.0)).log.digest()


ALONE = {"locations.north.laterals": [], "locations.south.laterals": []}

FEATURES: dict[str, tuple[Overlay, Overlay]] = {
    **skill_keys.FEATURES,
    "events where nobody raises an alarm": (
        {**condition_keys.DEFECT, f"{condition_keys.MONITOR}": {"detects": 0}},
        {
            **condition_keys.DEFECT,
            f"{condition_keys.MONITOR}": {"detects": 0},
            "events": {"act_after": "2 d", "filter": {"count": 3}},
        },
    ),
    "levels of skill that do nothing": at(
        "skill_levels", GONE, {level: {"diagnosis": 1, "repair_time": 1} for level in range(1, 10)}
    ),
    "territories that everybody serves": at(f"{ANNA}.regions", [], ["up", "down"]),
    "quantities that are always one": (
        {f"{LEAK}.parts.seal.quantity": {"geometric": 1}},
        {f"{LEAK}.parts.seal.quantity": 1, f"{LEAK}.parts.nut.quantity": {"empirical": [1, 1]}},
    ),
    "a part that is never needed": at(f"{FUSE}.parts", {"board": {}}, {"board": {}, "nut": {"probability": 0, "quantity": 5}}),
    "crossing of orders that all take as long": (
        {"locations.factory.lead_time": "4 d"},
        {"locations.factory.lead_time": "4 d", "locations.central.orders_may_cross": True},
    ),
    "a share of remote fixes that the desk never makes": (
        {f"{FUSE}.remote": 0, f"{FUSE}.remote_time": GONE},
        {f"{FUSE}.remote_time": GONE, "desk.remote_success": 0},
    ),
    "a second line to whom nothing is handed on": ({}, {"desk.second_line": {"agents": 2, "escalation": "0 %"}}),
    "call-backs that nobody takes": ({}, {"desk.call_back": {"after": "1 min", "outside_hours": True, "share": "0 %"}}),
    "a portal that nobody tries": ({}, {"desk.portal": {"share": "0 %", "time": "2 h"}, f"{LEAK}.self_service": "50 %"}),
    "a step that can never help": (
        {"sourcing.steps": RICH["sourcing"]["steps"][::2]},
        {"sourcing.steps.1": {"from": "lateral", "time": "90 min", "chance": 0}},
    ),
    "lateral help where nobody starts from": (
        {**ALONE, "sourcing.steps": [RICH["sourcing"]["steps"][0]]},
        {**ALONE, "locations.hub.laterals": ["north"], "sourcing.steps": RICH["sourcing"]["steps"][:2]},
    ),
    "agents who come all day every day": (
        {"desk.agents": 3},
        {"desk.agents": 1, "desk.shifts": {"daily 00:00-24:00": 1, "daily 00:00-06:00": 1, "daily 06:00-24:00": 1}},
    ),
    "absences that take no time": at(f"{BERT}.absence", GONE, {"after": {"exponential": "9 d"}, "lasts": "0 h"}),
    "a list of those who are wanted, under a rule that does not ask": at("sites.hill.technicians", [], ["cleo", "anna"]),
    "a site without assets": at("sites.void", GONE, {"at": [50.0, 8.0], "assets": {"fan": 0}}),
    "a shelf that passes orders through": at("locations.hub.stock", {}, {"seal": {"rule": "base_stock", "level": 0}}),
    "prices of an offer that includes everything": at("offers.gold.labour_price", GONE, "90 EUR/h"),
    "how long ago machines without a warranty were sold": at("asset_types.pump.sold_before", GONE, "2 y"),
    "a failure mode that never strikes": ({"desk": GONE}, {"desk": GONE, "asset_types.fan.failures.rot": {"law": "never"}}),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_neutral_feature_changes_no_record(feature: str) -> None:
    towns = {"sites.mill.region": "down", "sites.farm.region": "down"}
    without, with_it = ({**towns, **overlay} for overlay in FEATURES[feature])
    assert rich(without) != rich(with_it)
    assert left_by(changed(RICH, with_it))[0] == left_by(changed(RICH, without))[0]


SAME_STOCK = [
    {"rule": "base_stock", "level": 3},
    {"rule": "min_max", "min": 2, "max": 3},
    {"rule": "reorder", "point": 2, "quantity": 1, "initial": 3},
    {"rule": "reorder_multiple", "point": 2, "quantity": 1, "initial": 3},
    {"rule": "kanban", "cards": 3, "container": 1},
]


@pytest.mark.parametrize("rule", SAME_STOCK[1:], ids=lambda rule: rule["rule"])
def test_rules_that_mean_the_same_leave_the_same_records(rule: Any) -> None:
    """For units asked for one by one and never owed, five names of one policy."""
    sourcing = {"steps": [*RICH["sourcing"]["steps"], {"from": "emergency", "time": "30 h"}]}
    first, second = (
        simulate(rich({"sourcing": sourcing, "locations.south.stock.seal": each, "locations.south.stock.nut": each}))
        for each in (SAME_STOCK[0], rule)
    )
    assert second.log.digest() == first.log.digest()


def test_an_offer_that_promises_nothing_is_no_offer() -> None:
    tree = changed(RICH, {"offers.plain": {}, "dispatch": "priority_class"})
    bare, plain_offer = (
        Tables(simulate(from_mapping(changed(tree, {"sites.farm.offer": each})).scenario())) for each in (GONE, "plain")
    )
    for name in bare:
        if name not in {"sites", "coverage"}:
            ours, theirs = (tables[name].drop(columns="offer", errors="ignore") for tables in (bare, plain_offer))
            assert ours.equals(theirs), name
