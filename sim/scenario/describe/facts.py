"""What is known of a run as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.policies.replenishment import Kanban, StockRule
from sim.scenario.assets import PREVENTIVE, AssetType
from sim.scenario.describe.promises import has_doors
from sim.scenario.diagnostics import OnSite
from sim.scenario.spec import Scenario
from sim.scenario.values import NOTHING
from sim.units import to_tick


def _rules(scenario: Scenario) -> Iterator[StockRule]:
    """All rules of stock."""
    for location in scenario.locations.values():
        yield from location.stock.values()
    for technician in scenario.technicians.values():
        yield from technician.van.values()


def upkeep(spec: AssetType, name: str) -> dict[str, Any]:
    """What planned work does to a machine, and what it uses up."""
    task = spec.planned()[name]
    as_new = {share for share in task.renews.values() if share} == {1.0}
    return {
        "down": task.down,
        "cost": task.cost,
        "as_new": as_new,
        "age": task.every if task.by == "age" and not task.inspects else None,
    }


def facts(scenario: Scenario, policy: str, replication: int, assets: int) -> dict[str, Any]:
    """Single facts: what the run is called, how long it is, and what figures must know of its rules."""
    returns = scenario.returns
    return {
        "name": scenario.name,
        "description": scenario.description,
        "policy": policy,
        "replication": replication,
        "seed": scenario.seed,
        "start": scenario.start.isoformat(),
        "horizon": scenario.horizon,
        "warm_up": scenario.warm_up,
        "first_time_fix_window": scenario.first_time_fix_window,
        "currency": scenario.currency,
        "travel_cost": scenario.travel_cost,
        "emissions": scenario.emissions,
        "assets": assets,
        "has_desk": scenario.desk is not None,
        "tests_faults": any(
            kind.triage.confusion or kind.remote_test or kind.on_site != OnSite() for kind in scenario.asset_types.values()
        ),
        "has_doors": has_doors(scenario),
        "fleet_changes": scenario.fleet_changes,
        "has_contracts": scenario.has_contracts,
        "map_of_offers": {
            name: (offer.labour_intensity, offer.customisation)
            for name, offer in scenario.offers.items()
            if offer.labour_intensity is not None and offer.customisation is not None
        },
        **opinions(scenario),
        **configuration(scenario),
        **lives(scenario),
        "successors": {name: part.superseded_by.part for name, part in scenario.parts.items() if part.superseded_by is not None},
        "reports_late": not scenario.mobility.at_once,
        "interest": None if scenario.billing is None else scenario.billing.interest,
        "inspection_cost": returns.inspection_cost if returns else 0.0,
        "core_freight": returns.freight if returns else 0.0,
        "shop_repair_cost": returns.shop.cost.mean if returns and not returns.keeps_stays else 0.0,
        "harvest_cost": returns.harvest_cost if returns else 0.0,
        "local_repair_cost": returns.local_repair_cost if returns else 0.0,
        "shop_benches": returns.shop.benches if returns else 0,
        "inspectors": returns.inspectors if returns else None,
        "receivers": returns.receivers if returns else None,
        "deposit_window": returns.deposit_window if returns else None,
        "cards_get_lost": any(isinstance(rule, Kanban) and rule.loss > 0 for rule in _rules(scenario)),
        "shop_tests": returns is not None and (returns.shop.test != NOTHING or returns.shop.rework > 0),
        "modules": list(dict.fromkeys(each for part in scenario.parts.values() for each in part.repair_parts)),
        "shop_stays": returns is not None and returns.keeps_stays,
        "due_within": {
            f"{kind}.{name}": task.due_within
            for kind, spec in scenario.asset_types.items()
            for name, task in spec.planned().items()
        },
        "upkeep": {
            f"{kind}.{name}": upkeep(spec, name)
            for kind, spec in scenario.asset_types.items()
            for name, task in spec.planned().items()
            if any(task.renews.values()) or task.down or task.cost
        },
        "conditions": dict(conditions(scenario)),
        "shares_visits": scenario.shares_visits,
    }


def configuration(scenario: Scenario) -> dict[str, Any]:
    """Revisions of machines, which parts fit them, and what makes others of them."""
    kinds = scenario.asset_types.items()
    if not any(kind.revisions for _, kind in kinds):
        return {}
    return {
        "revisions": {f"{name}.{each}": name for name, kind in kinds for each in kind.revisions},
        "fits": {
            part: [f"{name}.{each}" for name, kind in kinds for each in kind.revisions if each in spec.fits]
            for part, spec in scenario.parts.items()
            if spec.fits
        },
        "retrofits": {f"{name}.{each}": f"{name}.{spec.source}" for name, kind in kinds for each, spec in kind.retrofits.items()},
        "kits_of_retrofits": [list(spec.kit) for _, kind in kinds for spec in kind.retrofits.values()],
        "audit_cost": scenario.configuration.audit_cost,
    }


def conditions(scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """Failure modes that a defect announces: by what work it is removed, and what that and watching it cost."""
    for kind, spec in scenario.asset_types.items():
        for name, mode in spec.failures.items():
            if mode.condition is not None:
                yield (
                    f"{kind}.{name}",
                    {
                        "asset_type": kind,
                        "stages": len(mode.condition.stages),
                        "preventive": f"{kind}.{name}{PREVENTIVE}",
                        "material": mode.preventive.cost,
                        "monitored": mode.monitoring is not None,
                        "monitoring": 0.0 if mode.monitoring is None else mode.monitoring.cost,
                    },
                )


def lives(scenario: Scenario) -> dict[str, Any]:
    """What is reckoned over the lives of machines: the share of their age that a refurbishment leaves, and what standstill costs."""
    kinds = scenario.asset_types.items()
    ends = {name: kind.replacement for name, kind in kinds if kind.replacement is not None}
    costs = {name: kind.downtime_cost for name, kind in kinds if kind.downtime_cost}
    found: dict[str, Any] = {"downtime_costs": costs} if costs else {}
    if ends:
        found["life_cycles"] = {name: 0.0 if end.refurbish is None else end.refurbish.leaves for name, end in ends.items()}
        found["ends_of_life"] = {
            name: {"at_age": end.at_age, "times": 0 if end.refurbish is None else end.refurbish.times}
            for name, end in ends.items()
        }
    return found


def opinions(scenario: Scenario) -> dict[str, Any]:
    """How calls move what customers think."""
    spec = scenario.customers
    if spec is None:
        return {"asks_customers": False}
    return {
        "asks_customers": True,
        "start_score": spec.start,
        "neutral_score": spec.neutral,
        "score_half_life": None if spec.half_life is None else to_tick(spec.half_life),
        "late_response_points": spec.late_response,
        "late_restoration_points": spec.late_restoration,
        "repeat_visit_points": spec.repeat_visit,
        "downtime_points": spec.downtime,
        "as_expected_points": spec.as_expected,
        "dissatisfied_below": spec.dissatisfied_below,
        "restored_by_answer": spec.answer.restores,
        "review_every": None if spec.review_every is None else to_tick(spec.review_every),
    }
