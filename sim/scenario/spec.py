"""The whole of a scenario; its sections have modules of their own beside this one.

The default of every optional key is neutral: a scenario that leaves it out behaves as if nobody had ever written the word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from sim.nature.calendars import Calendar, OpeningHours
from sim.nature.durations import DurationLaw
from sim.nature.travel import Instant
from sim.policies.dispatch import FirstComeFirstServed
from sim.scenario.assets import AssetType, Site
from sim.scenario.backlog import Backlog
from sim.scenario.billing import Billing
from sim.scenario.carriers import Carrier
from sim.scenario.channels import Channel
from sim.scenario.classes import Classification
from sim.scenario.condition import Events
from sim.scenario.configuration import Configuration
from sim.scenario.desk import Desk
from sim.scenario.documents import Document
from sim.scenario.goals import Goals
from sim.scenario.insight import Insight
from sim.scenario.locations import Location
from sim.scenario.mobility import Mobility
from sim.scenario.offers import Offer
from sim.scenario.part_orders import PartOrders
from sim.scenario.partners import Partner
from sim.scenario.parts import Part
from sim.scenario.people import SkillLevel, Technician
from sim.scenario.returns import Returns
from sim.scenario.scheduling import Scheduling
from sim.scenario.skills import Course, Skill
from sim.scenario.sourcing import Sourcing
from sim.scenario.tools import Tool
from sim.scenario.values import NOTHING, Date, Dispatch, Level, PositiveCount, Section, Travel
from sim.units import Hours, KgPerKm, MoneyPerKm, PositiveHours, to_tick


class Scenario(Section):
    """A service supply chain to simulate."""

    name: str = Field("Unnamed scenario", max_length=200, description="title of the report")
    description: str = Field("", description="what it is about, printed in the report")
    start: Date = Field(dt.date(2026, 1, 5), description="first day; hours of the week count from it")
    horizon: Annotated[PositiveHours, AfterValidator(to_tick)] = Field(8760.0, description="length of a run")
    warm_up: Hours = Field(0.0, description="cut off at the start before figures are computed")
    seed: int = Field(1, ge=0, le=2**63 - 1, description="names the luck; the same seed is the same luck")
    replications: PositiveCount = Field(20, description="replications of a comparison unless asked otherwise")
    currency: str = Field("EUR", pattern=r"^[A-Z]{3}$", description="three-letter code of all money")
    first_time_fix_window: PositiveHours = Field(
        720.0, description="a repeat of the same fault within this time undoes a first-time fix"
    )
    holidays: list[Date] = Field(default_factory=list, description="days on which nobody works shifts")
    parts: dict[str, Part] = Field(default_factory=dict, description="stock-keeping units")
    locations: dict[str, Location] = Field(default_factory=dict, description="stocking locations and suppliers")
    carriers: dict[str, Carrier] = Field(default_factory=dict, description="ways to ship, with time, price and departures")
    classification: Classification | None = Field(
        None, description="classes of parts (A to C, X to Z) from what jobs asked for; without it no part has such a class"
    )
    asset_types: dict[str, AssetType] = Field(default_factory=dict, description="machine models")
    configuration: Configuration = Field(Configuration(), description="what the office knows of the revisions of its machines")
    sites: dict[str, Site] = Field(default_factory=dict, description="where the assets stand")
    offers: dict[str, Offer] = Field(default_factory=dict, description="what customers were promised")
    channels: dict[str, Channel] = Field(
        default_factory=dict, description="ways to win customers during the run; nobody signs up if left out"
    )
    billing: Billing | None = Field(
        None, description="how customers are invoiced and pay; without it they are billed when a call is closed, and pay at once"
    )
    backlog: list[Backlog] = Field(default_factory=list, description="work orders that are open at the start; none if left out")
    customers: Insight | None = Field(
        None,
        description="what customers think of the service, whom they tell, and what is done about it; nobody asks if left out",
    )
    desk: Desk | None = Field(None, description="the hotline; without one, calls become work orders at once")
    documents: dict[str, Document] = Field(
        default_factory=dict, description="manuals and guides, and the faults that they answer"
    )
    technicians: dict[str, Technician] = Field(default_factory=dict, description="the field force")
    partners: dict[str, Partner] = Field(default_factory=dict, description="other companies that take calls over")
    part_orders: dict[str, PartOrders] = Field(
        default_factory=dict, description="customers who order parts, beside those whose machines fail; none if left out"
    )
    skill_levels: dict[Level, SkillLevel] = Field(default_factory=dict, description="what each level of skill does")
    skills: dict[str, Skill] = Field(default_factory=dict, description="how skills are learnt by doing, and forgotten")
    courses: dict[str, Course] = Field(
        default_factory=dict, description="training: who takes which course when, and what it gives"
    )
    tools: dict[str, Tool] = Field(
        default_factory=dict,
        description="scarce tools and vehicles, which work may want; what nobody has to wait for is left out",
    )
    mobility: Mobility = Field(Mobility(), description="when the office learns what technicians have done")
    travel: Travel = Field(Instant(), description="how long technicians are on the road")
    travel_cost: MoneyPerKm = Field(0.0, description="cost of one kilometre")
    emissions: KgPerKm = Field(0.0, description="CO2 per kilometre")
    scheduling: Scheduling = Field(Scheduling(), description="when somebody is sent to a site that is not always open")
    dispatch: Dispatch = Field(FirstComeFirstServed(), description="who goes where next")
    sourcing: Sourcing = Field(Sourcing(), description="where missing parts come from")
    events: Events = Field(Events(), description="what becomes of the alarms that sensors raise")
    returns: Returns | None = Field(None, description="the way back of defective parts; without it they are scrapped on site")
    baseline: str = Field(
        "baseline", pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\- ]*$", description="name of the scenario without any policy"
    )
    policies: dict[str, dict[str, Any]] = Field(default_factory=dict, description="named overlays: path -> value")
    strategies: dict[str, list[str]] = Field(
        default_factory=dict, description="named bundles of policies, laid over one another in this order: later ones win"
    )
    goals: Goals | None = Field(
        None, description="what policies and strategies are judged by; without them they are only held against the baseline"
    )
    headline: list[str] = Field(default_factory=list, description="figures of the report's first table")

    def stay(self, site: Site, kind: str) -> tuple[DurationLaw, DurationLaw | None]:
        """When the assets of a type are installed at a site, and when they are taken away."""
        spec = self.asset_types[kind]
        return (spec.enters if site.enters is None else site.enters), (spec.leaves if site.leaves is None else site.leaves)

    def age(self, site: Site, kind: str) -> DurationLaw:
        """How long the assets of a type at a site have run before the start."""
        return self.asset_types[kind].age if site.age is None else site.age

    def built(self, kind: str) -> dict[str, AssetType]:
        """An asset type as it has been built at each of its revisions; none where all machines are alike."""
        fits = {name: part.fits for name, part in self.parts.items() if part.fits}
        spec = self.asset_types[kind]
        return {name: spec.at_revision(name, fits) for name in spec.revisions}

    def each_customer(self) -> Scenario:
        """The same scenario with a site for every customer; `customers` alike are numbered from 1."""
        if all(site.customers == 1 for site in self.sites.values()):
            return self
        alone = {
            each: site if site.customers == 1 else site.model_copy(update={"customers": 1})
            for name, site in self.sites.items()
            for each in ([name] if site.customers == 1 else [f"{name}-{i + 1}" for i in range(site.customers)])
        }
        return self.model_copy(update={"sites": alone})

    @property
    def has_contracts(self) -> bool:
        """Some contract ends, and the customer decides what follows; or somebody may sign up."""
        return bool(self.channels) or any(offer.term is not None for offer in self.offers.values())

    @property
    def fleet_changes(self) -> bool:
        """Some machines may not be there all the time."""
        return (
            bool(self.channels)
            or any(offer.renewal.loses for offer in self.offers.values())
            or any(self.stay(site, kind) != (NOTHING, None) for site in self.sites.values() for kind in site.assets)
        )

    @property
    def shares_visits(self) -> bool:
        """Who is at a site may do more there than what he was sent for."""
        return any(
            any(mode.condition is not None for mode in kind.failures.values())
            or any(task.with_visit is not None for task in kind.scheduled().values())
            for kind in self.asset_types.values()
        )

    def every_skill(self) -> list[str]:
        """All skills by name: stated, wanted by work, taught, or had by somebody."""
        found: dict[str, None] = dict.fromkeys(self.skills)
        for kind in self.asset_types.values():
            found.update(dict.fromkeys(mode.skill for mode in kind.failures.values() if mode.skill is not None))
            found.update(dict.fromkeys(task.skill for task in kind.planned().values() if task.skill is not None))
        for technician in self.technicians.values():
            found.update(dict.fromkeys(technician.skills))
            found.update(dict.fromkeys((technician.replaced and technician.replaced.skills) or ()))
        found.update(dict.fromkeys(course.skill for course in self.courses.values()))
        return list(found)

    def depots(self, site: Site) -> list[str]:
        """Where parts for jobs at a site are set aside: the depot stated, else the homes of all who serve it."""
        if site.depot is not None:
            return [site.depot]
        crew = (each for each in self.technicians.values() if not each.regions or site.region in each.regions)
        return list(dict.fromkeys(each.home for each in crew))

    def sellers(self, location: str, part: str) -> list[str]:
        """Suppliers who may get an order for a part from a location, in order; none where it is refilled from our own stock."""
        place, stated = self.locations[location], self.parts[part].suppliers
        if place.source is None or not self.locations[place.source].supplier:
            return []
        return [name for name in (place.source, *place.also_from) if not stated or name in stated]

    def calendar(self, hours: OpeningHours) -> Calendar:
        """Opening hours on the scenario's dates."""
        return hours.calendar(self.start, self.horizon, frozenset(self.holidays))

    def each_technician(self) -> Iterator[tuple[str, Technician]]:
        """Every technician with his name; `count` alike are numbered from 1."""
        for name, spec in self.technicians.items():
            yield from ((each, spec) for each in self.members(name))

    def members(self, name: str) -> list[str]:
        """The names of the technicians who are declared together; a technician alone is his own group."""
        count = self.technicians[name].count
        return [name] if count == 1 else [f"{name}-{i + 1}" for i in range(count)]
