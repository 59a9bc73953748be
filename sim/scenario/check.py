"""Does a scenario make sense? Faults that no single key shows: dangling names, networks that supply nobody, work that nobody can do."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator

from sim.nature.failures import FailureLaw, PowerLaw
from sim.scenario.assets import MAINTENANCE, planned_at
from sim.scenario.check_backlog import check_backlog
from sim.scenario.check_billing import check_billing
from sim.scenario.check_channels import check_channels, with_examples
from sim.scenario.check_condition import check_condition
from sim.scenario.check_configuration import check_configuration
from sim.scenario.check_customers import check_customers
from sim.scenario.check_demand import check_demand
from sim.scenario.check_desk import check_desk
from sim.scenario.check_diagnostics import check_diagnostics
from sim.scenario.check_documents import check_documents
from sim.scenario.check_endings import check_endings
from sim.scenario.check_fulfilment import check_fulfilment
from sim.scenario.check_goals import check_goals
from sim.scenario.check_insight import check_insight
from sim.scenario.check_inspection import check_inspection
from sim.scenario.check_lifecycle import check_lifecycle
from sim.scenario.check_mobility import check_mobility
from sim.scenario.check_overtime import check_overtime
from sim.scenario.check_part_orders import check_part_orders
from sim.scenario.check_partners import check_partners
from sim.scenario.check_refurbish import check_refurbish
from sim.scenario.check_returns import check_returns
from sim.scenario.check_scheduling import check_scheduling
from sim.scenario.check_skills import check_skills
from sim.scenario.check_suppliers import check_suppliers
from sim.scenario.check_supply import check_supply
from sim.scenario.check_tools import check_tools
from sim.scenario.check_upkeep import check_upkeep
from sim.scenario.check_warranty import check_warranty
from sim.scenario.check_work import check_work
from sim.scenario.classes import possible_rules
from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path
from sim.units import describe_hours

MOST_ASSETS = 10_000_000
MOST_TECHNICIANS = 100_000
MOST_EVENTS = 1_000_000_000
"""Faults, tasks and stock reviews that one run may come to, and faults of old machines before it; ten thousand times what a large case needs."""
_LONGEST_NAME = 100
_YEARS = (1900, 2200)


def check(scenario: Scenario) -> list[Finding]:
    """All faults of a validated scenario."""
    findings = with_examples(scenario, _sense)
    findings += check_channels(scenario)
    if not findings:
        findings += _size(scenario)
    return list(dict.fromkeys(findings))


def _sense(scenario: Scenario) -> list[Finding]:
    """All faults of a scenario in which everybody is there."""
    findings = [*_names(scenario), *_time(scenario), *_offers(scenario), *check_desk(scenario)]
    findings += [*check_supply(scenario), *check_suppliers(scenario), *check_demand(scenario), *check_fulfilment(scenario)]
    findings += [*check_returns(scenario), *check_inspection(scenario), *check_refurbish(scenario)]
    findings += [*check_lifecycle(scenario), *check_work(scenario)]
    findings += [*check_warranty(scenario), *check_skills(scenario), *check_tools(scenario), *check_scheduling(scenario)]
    findings += [*check_partners(scenario), *check_billing(scenario), *check_backlog(scenario)]
    findings += [*check_overtime(scenario), *check_customers(scenario), *check_insight(scenario)]
    findings += [*check_diagnostics(scenario), *check_documents(scenario)]
    findings += [*check_mobility(scenario), *check_endings(scenario), *check_goals(scenario), *check_upkeep(scenario)]
    findings += check_part_orders(scenario)
    findings += check_configuration(scenario)
    findings += check_condition(scenario)
    return findings


def policy_name(name: str, taken: Iterable[str]) -> tuple[str, str] | None:
    """(message, suggestion) when a policy cannot be called so: names become parts of file names and of command lines."""
    if not re.fullmatch(r"\w[\w.+\- ]*", name) or name[-1] in ". " or len(name) > _LONGEST_NAME:
        return f"'{name[:60]}' cannot name a policy; use letters, digits, spaces and . - + _ (it becomes part of file names)", ""
    for index, other in enumerate(taken):
        if other.casefold() == name.casefold():
            return f"'{name}' is also the name of {'another policy' if index else 'the baseline'}", ""
    return None


def _names(scenario: Scenario) -> Iterator[Finding]:
    """Names must be readable in tables and reports, and tell things apart."""
    for section in (
        "parts",
        "locations",
        "carriers",
        "asset_types",
        "sites",
        "offers",
        "channels",
        "technicians",
        "partners",
        "part_orders",
        "skills",
        "courses",
        "documents",
    ):
        for name in getattr(scenario, section):
            yield from _one_name((section, name), name)
    for name in scenario.returns.shops if scenario.returns is not None else ():
        yield from _one_name(("returns", "shops", name), name)
    modes: dict[str, Path] = {}
    for asset_type, each in scenario.asset_types.items():
        for mode in each.failures:
            path = ("asset_types", asset_type, "failures", mode)
            yield from _one_name(path, mode)
            if mode == MAINTENANCE:
                yield Finding(path, "'maintenance' is what planned maintenance is called; give the failure mode another name")
            if f"{asset_type}.{mode}" in modes:
                yield Finding(path, f"two failure modes are called '{asset_type}.{mode}'")
            modes[f"{asset_type}.{mode}"] = path
    if "-" in scenario.offers:
        yield Finding(("offers", "-"), "'-' stands for 'no offer'; give the offer another name")
    for name in scenario.locations:
        if name.startswith("van:"):
            yield Finding(("locations", name), "names that begin with 'van:' are kept for the vans of technicians")


def _one_name(path: Path, name: str) -> Iterator[Finding]:
    if name != name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME or ("'" in name and '"' in name):
        yield Finding(
            path, f"a name is up to {_LONGEST_NAME} printable characters without blanks at its ends or both kinds of quotes"
        )


def _time(scenario: Scenario) -> Iterator[Finding]:
    if scenario.warm_up >= scenario.horizon:
        horizon, warm_up = describe_hours(scenario.horizon), describe_hours(scenario.warm_up)
        yield Finding(("warm_up",), f"expected a warm-up shorter than the horizon of {horizon}, found {warm_up}")
    if not _YEARS[0] <= scenario.start.year <= _YEARS[1]:
        yield Finding(("start",), f"expected a start from {_YEARS[0]} to {_YEARS[1]}, found {scenario.start}")


def _offers(scenario: Scenario) -> Iterator[Finding]:
    for name, offer in scenario.offers.items():
        for promise in ("response", "restoration"):
            for penalty in (f"{promise}_penalty", f"{promise}_penalty_per_hour"):
                if getattr(offer, promise) is None and getattr(offer, penalty):
                    path = ("offers", name, penalty)
                    yield Finding(path, f"there is a penalty but no promise: add '{promise}', the time that is promised")
        if offer.uptime is None and offer.uptime_penalty:
            yield Finding(
                ("offers", name, "uptime_penalty"), "there is a penalty but no promise: add 'uptime', the share that is promised"
            )
        if offer.hours.weekly_hours == 0 and not offer.hours.always and (offer.response or offer.restoration):
            yield Finding(("offers", name, "hours"), "promises are clocked in coverage hours, and there are none")


def _size(scenario: Scenario) -> Iterator[Finding]:
    """Bounds that keep a slip of the pen from filling the memory or running for a week."""
    assets: dict[str, int] = {}
    for site in scenario.sites.values():
        for asset_type, count in site.assets.items():
            assets[asset_type] = assets.get(asset_type, 0) + count * site.customers
    for channel in scenario.channels.values():
        for asset_type, count in channel.customer.assets.items():
            asked = math.ceil((channel.prospects.mean_rate or 0.0) * scenario.horizon)
            assets[asset_type] = assets.get(asset_type, 0) + count * asked
    technicians = sum(each.count for each in scenario.technicians.values())
    if sum(assets.values()) > MOST_ASSETS:
        yield Finding(("sites",), f"{sum(assets.values()):,} assets are too many; at most {MOST_ASSETS:,}")
    if technicians > MOST_TECHNICIANS:
        yield Finding(("technicians",), f"{technicians:,} technicians are too many; at most {MOST_TECHNICIANS:,}")
    for path, events in [
        *_tasks(scenario, assets),
        *_reviews(scenario),
        *_absences(scenario),
        *_training(scenario),
        *_at_intervals(scenario),
    ]:
        if events > MOST_EVENTS:
            yield Finding(path, f"about {events:.0e} events in one run are too many; at most {MOST_EVENTS:.0e}")


def _tasks(scenario: Scenario, assets: dict[str, int]) -> Iterator[tuple[Path, float]]:
    """Expected faults per failure mode and tasks of maintenance, with their paths."""
    for name, count in assets.items():
        older = max((scenario.age(site, name).mean for site in scenario.sites.values() if name in site.assets), default=0.0)
        for mode, failure in scenario.asset_types[name].failures.items():
            lived = scenario.horizon + (0.0 if failure.law.memoryless else older)
            yield ("asset_types", name, "failures", mode, "law"), count * _expected_faults(failure.law, lived)
        for task, planned in scenario.asset_types[name].scheduled().items():
            least = min((share for share in planned.renews.values() if share), default=1.0) if planned.by == "age" else 1.0
            yield ("asset_types", name, *planned_at(task), "every"), count * (scenario.horizon + older) / (planned.every * least)


def _expected_faults(law: FailureLaw, horizon: float) -> float:
    """Faults of one asset over the horizon, roughly."""
    if isinstance(law, PowerLaw):
        return math.exp(min(700.0, law.shape * math.log(horizon / law.scale)))
    return horizon * (law.mean_rate or 0.0)


def _absences(scenario: Scenario) -> Iterator[tuple[Path, float]]:
    for name, technician in scenario.technicians.items():
        if technician.absence is not None:
            cycle = technician.absence.after.mean + technician.absence.lasts.mean
            yield ("technicians", name, "absence"), technician.count * scenario.horizon / cycle


def _training(scenario: Scenario) -> Iterator[tuple[Path, float]]:
    """Courses begun, and people who leave; a thousand of the other events is the work of one of these."""
    for name, course in scenario.courses.items():
        if course.every is not None:
            yield ("courses", name, "every"), 1000 * scenario.horizon / course.every
    for name, technician in scenario.technicians.items():
        if technician.leaves is not None:
            yield ("technicians", name, "leaves"), 1000 * technician.count * scenario.horizon / max(technician.leaves.mean, 1e-6)


def _at_intervals(scenario: Scenario) -> Iterator[tuple[Path, float]]:
    """Disruptions of locations, orders for parts, and revisions of documents."""
    for name, location in scenario.locations.items():
        if location.disruptions is not None:
            cycle = location.disruptions.after.mean + location.disruptions.lasts.mean
            yield ("locations", name, "disruptions"), scenario.horizon / cycle
    for name, orders in scenario.part_orders.items():
        yield ("part_orders", name, "law"), 4 * _expected_faults(orders.law, scenario.horizon)
    for name, document in scenario.documents.items():
        if document.authoring is not None and document.authoring.every is not None:
            yield ("documents", name, "authoring", "every"), scenario.horizon / document.authoring.every


def _reviews(scenario: Scenario) -> Iterator[tuple[Path, float]]:
    """Looks at shelves and parts at set times."""
    places = [(("locations", name, "stock"), each.stock, 1) for name, each in scenario.locations.items()]
    places += [(("technicians", name, "van"), each.van, each.count) for name, each in scenario.technicians.items()]
    for path, rules, count in places:
        for part in scenario.parts if any(rule.review for rule in rules.values()) else ():
            for key, rule in possible_rules(scenario, rules, part).items():
                if rule.review:
                    yield (*path, key), count * scenario.horizon / rule.review
    for name, location in scenario.locations.items():
        if location.write_off is not None:
            yield ("locations", name, "write_off", "every"), len(scenario.parts) * scenario.horizon / location.write_off.every
        if location.count_every is not None:
            yield ("locations", name, "count_every"), scenario.horizon / location.count_every
    for name, technician in scenario.technicians.items():
        if technician.count_every is not None:
            yield ("technicians", name, "count_every"), technician.count * scenario.horizon / technician.count_every
    if scenario.classification is not None:
        yield ("classification", "period"), len(scenario.parts) * scenario.horizon / scenario.classification.period
