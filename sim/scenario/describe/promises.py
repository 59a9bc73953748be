"""What customers are promised, and when work may be done, as columns."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from sim.nature.calendars import ALWAYS, OpeningHours
from sim.scenario.describe.columns import NO_OFFER, NOT_STATED, Columns, columns_of, stretches
from sim.scenario.offers import Offer
from sim.scenario.spec import Scenario
from sim.units import HOURS_PER_WEEK, to_tick


def offers(scenario: Scenario) -> Columns:
    """Offers: what they promise, include and cost."""
    promises = ("response", "restoration", "uptime")
    terms = (*(f"{each}_penalty" for each in promises), "response_penalty_per_hour", "restoration_penalty_per_hour")

    def row(name: str, offer: Offer) -> tuple[Any, ...]:
        promised = [getattr(offer, each) for each in promises]
        told = [NOT_STATED if each is None else each for each in promised]
        covered = (offer.includes.labour, offer.includes.travel, offer.includes.parts, offer.includes.maintenance)
        prices = (offer.labour_price, offer.call_out, offer.parts_markup)
        paid = (*(getattr(offer, each) for each in terms), offer.price, offer.priority)
        return (
            name,
            *told,
            *paid,
            *covered,
            *prices,
            offer.extends_warranty,
            NOT_STATED if offer.term is None else to_tick(offer.term),
        )

    rows = [row(name, offer) for name, offer in scenario.offers.items()]
    includes = ("includes_labour", "includes_travel", "includes_parts", "includes_maintenance")
    prices = ("labour_price", "call_out", "parts_markup", "extends_warranty", "term")
    return columns_of(("offer", *promises, *terms, "price", "priority", *includes, *prices), rows)


def channels(scenario: Scenario) -> Columns:
    """Channels: what they offer, who accepts it at which price, and what that costs."""
    rows = [
        (
            name,
            each.customer.offer,
            sum(each.customer.assets.values()),
            each.acceptance,
            each.price_response.elasticity if each.price_response else 0.0,
            each.price_response.at if each.price_response else NOT_STATED,
            each.cost_per_prospect,
            each.cost_per_sign_up,
            each.commission,
        )
        for name, each in scenario.channels.items()
    ]
    response = ("acceptance", "elasticity", "at")
    return columns_of(("channel", "offer", "assets", *response, "cost_per_prospect", "cost_per_sign_up", "commission"), rows)


def corrective_actions(scenario: Scenario) -> Columns:
    """What reviews of complaints may decide."""
    stated = scenario.customers.corrective_actions if scenario.customers is not None else {}
    rows = [(name, each.cause, ", ".join(each.failures), each.complaints, each.cost) for name, each in stated.items()]
    return columns_of(("action", "cause", "failures", "complaints", "cost"), rows)


def warranties(scenario: Scenario) -> Columns:
    """What the warranty of each asset type says; types without one have no row."""
    stated = {kind: spec.warranty for kind, spec in scenario.asset_types.items() if spec.warranty is not None}
    shares = ("labour", "travel", "parts")
    return columns_of(
        ("asset_type", "length", "kind", *shares, "excludes", "refund", "reimbursed"),
        [
            (
                kind,
                each.length,
                each.kind,
                *(getattr(each, share) for share in shares),
                ", ".join(each.excludes),
                each.refund,
                each.claims is not None,
            )
            for kind, each in stated.items()
        ],
    )


def coverage(scenario: Scenario, reaches_back: float) -> Columns:
    """When each offer covers its sites, and covered them before the start as far as anybody has waited since."""
    hours = {NO_OFFER: ALWAYS, **{name: spec.hours for name, spec in scenario.offers.items()}}
    if not reaches_back:
        return columns_of(("offer", "begin", "end"), stretches(scenario, hours))
    weeks = math.ceil(reaches_back / HOURS_PER_WEEK)
    back = weeks * HOURS_PER_WEEK
    longer = scenario.model_copy(update={"start": scenario.start - dt.timedelta(weeks=weeks), "horizon": scenario.horizon + back})
    return columns_of(
        ("offer", "begin", "end"), [(name, begin - back, end - back) for name, begin, end in stretches(longer, hours)]
    )


def _bound(scenario: Scenario) -> list[OpeningHours]:
    """The hours that sites and planned work are bound to, each once."""
    planned = [task.hours for kind in scenario.asset_types.values() for task in kind.planned().values()]
    stated = [*(site.access for site in scenario.sites.values()), *planned]
    return [hours for hours in dict.fromkeys(stated) if not hours.always]


def bound_hours(scenario: Scenario) -> Columns:
    """The stretches of these hours within the run."""
    return columns_of(("hours", "begin", "end"), stretches(scenario, {hours.text: hours for hours in _bound(scenario)}))


def has_doors(scenario: Scenario) -> bool:
    """Whether a visit may find a closed door, or come at the wrong time."""
    return (
        bool(_bound(scenario))
        or any(site.no_access for site in scenario.sites.values())
        or any(offer.appointments is not None for offer in scenario.offers.values())
    )
