"""What may be said in a scenario: every key, its unit, its default and its meaning; parts, locations, carriers, sourcing and returns have modules of their own.

The default of every optional key is neutral: a scenario that leaves it out behaves as if nobody had ever written the word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.nature.calendars import ALWAYS, Calendar, OpeningHours
from sim.nature.durations import Constant, DurationLaw
from sim.nature.quantities import FixedQuantity
from sim.nature.travel import Instant
from sim.policies.dispatch import FirstComeFirstServed
from sim.scenario.carriers import Carrier
from sim.scenario.classes import Classification
from sim.scenario.locations import Location
from sim.scenario.parts import Part
from sim.scenario.returns import Returns
from sim.scenario.sourcing import Sourcing
from sim.scenario.values import (
    NOTHING,
    Count,
    Date,
    Dispatch,
    Failure,
    Hours_of_week,
    Hours_text,
    Law,
    Level,
    Place,
    PositiveCount,
    Priority,
    Quantity,
    Section,
    Stock,
    Travel,
)
from sim.scenario.warranty import Includes, Warranty
from sim.units import Hours, KgPerKm, Markup, Money, MoneyPerHour, MoneyPerKm, MoneyPerYear, PositiveHours, Share, to_tick


class PartNeed(Section):
    """A part that a failure mode may need."""

    probability: Share = Field(1.0, description="chance that the repair needs it")
    quantity: Quantity = Field(FixedQuantity(units=1), description="units needed then")
    core: bool = Field(
        True,
        description="a unit of a repairable part is left over, and travels back; false where none is, as in a sale or a first fitting",
    )


def _needs(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return {each: {} for each in value if isinstance(each, str)} if all(isinstance(e, str) for e in value) else value
    return value


class FailureMode(Section):
    """One way an asset type fails."""

    law: Failure = Field(description="when it happens")
    effect: Literal["down", "degraded", "cosmetic"] = Field(
        "down", description="what it does to the asset; requests are cosmetic unless they say 'degraded'"
    )
    reporting_delay: Law = Field(NOTHING, description="time until the customer rings")
    priority: Priority | None = Field(None, description="urgency of this mode, instead of the offer's; 1 is the most urgent")
    remote: Share = Field(0.0, description="share of these faults that the desk can solve without a visit")
    remote_time: Law = Field(NOTHING, description="time of a remote fix, on top of the handling time")
    skill: str | None = Field(None, description="skill that the repair wants")
    level: Level = Field(1, description="least level of that skill that may attempt it")
    parts: Annotated[dict[str, PartNeed], BeforeValidator(_needs)] = Field(default_factory=dict, description="parts needed")
    gives_back: dict[str, PositiveCount] = Field(
        default_factory=dict,
        description="units of repairable parts that such a visit takes away besides those that it replaces, as in a take-back",
    )
    diagnosis: Law = Field(NOTHING, description="time to find the fault on site")
    diagnosis_accuracy: Share = Field(1.0, description="chance that the fault is found at the first look")
    repair: Law = Field(NOTHING, description="hands-on repair time once parts are there")
    repair_success: Share = Field(1.0, description="chance that a repair passes its test")

    @model_validator(mode="after")
    def _harmless_unless_told(self) -> Self:
        """A request leaves the asset as it is."""
        if self.law.overlapping and "effect" not in self.model_fields_set:
            self.__dict__["effect"] = "cosmetic"
        return self


class Maintenance(Section):
    """Planned maintenance visits."""

    every: PositiveHours = Field(description="interval between two tasks at one asset; first one at a random moment of it")
    duration: Law = Field(description="hands-on time")
    skill: str | None = Field(None, description="skill wanted")
    level: Level = Field(1, description="least level of that skill")
    priority: Priority = Field(9, description="urgency against breakdowns; 1 is the most urgent")
    due_within: PositiveHours = Field(720.0, description="a task done within this time counts as on time")


class AssetType(Section):
    """A machine model."""

    failures: dict[str, FailureMode] = Field(default_factory=dict, description="failure modes")
    maintenance: Maintenance | None = Field(None, description="planned maintenance")
    enters: Law = Field(
        NOTHING,
        description="time from the start until an asset is installed, as new; drawn for each, and nothing happens to it before",
    )
    leaves: Law | None = Field(
        None,
        description="time from the start until an asset is taken away, drawn for each; a call open then is finished, but counts no longer; "
        "who would leave before he enters never comes. Nobody leaves if left out",
    )
    sold_before: Law = Field(
        NOTHING,
        description="time from the sale of an asset to the start of the run, drawn for each: its warranty has run so long, though failure laws start "
        "as new; who is installed later is sold then",
    )
    warranty: Warranty | None = Field(
        None, description="what is repaired free of charge, and for how long; nothing is if left out"
    )


class Site(Section):
    """A place with assets."""

    at: Place | None = Field(None, description="[latitude, longitude]")
    region: str | None = Field(None, description="territory; technicians may be bound to territories")
    offer: str | None = Field(None, description="offer that covers the assets here")
    technicians: list[str] = Field(
        default_factory=list,
        description="who goes there first, in order of preference, where dispatch is 'preferred'; a group stands for its members",
    )
    depot: str | None = Field(
        None,
        description="where parts for jobs here are set aside if 'predicted_parts: wait_for'; the home of those who serve it if left out",
    )
    assets: dict[str, Count] = Field(description="how many of each asset type stand here")
    enters: Law | None = Field(None, description="when the assets here are installed, instead of what their types say")
    leaves: Law | None = Field(None, description="when the assets here are taken away, instead of what their types say")


class Offer(Section):
    """What was promised to a customer."""

    hours: Hours_of_week = Field(ALWAYS, description="coverage hours; promises are clocked in them")
    response: PositiveHours | None = Field(None, description="promised time from report to arrival, in coverage hours")
    restoration: PositiveHours | None = Field(None, description="promised time from report to restoration, in coverage hours")
    response_penalty: Money = Field(0.0, description="paid for each response that is late")
    response_penalty_per_hour: MoneyPerHour = Field(0.0, description="paid besides for each coverage hour that it is late")
    restoration_penalty: Money = Field(0.0, description="paid for each restoration that is late")
    restoration_penalty_per_hour: MoneyPerHour = Field(0.0, description="paid besides for each coverage hour that it is late")
    uptime: Share | None = Field(
        None, description="guaranteed share of each contract year (8,760 h from the start) that an asset is up"
    )
    uptime_penalty: MoneyPerHour = Field(0.0, description="paid for each hour that an asset is down beyond that")
    price: MoneyPerYear = Field(0.0, description="yearly revenue per asset")
    includes: Includes = Field(Includes(), description="what the price covers; the customer is billed for the rest")
    labour_price: MoneyPerHour = Field(
        0.0, description="price of an hour of diagnosis and repair that is billed; rework is not billed"
    )
    call_out: Money = Field(0.0, description="price of a call that is visited, once, however many visits it takes")
    parts_markup: Markup = Field(0.0, description="what billed parts cost on top of their price")
    extends_warranty: Hours = Field(0.0, description="time by which it extends the warranty of the assets that it covers")
    priority: Priority = Field(3, description="urgency of its calls; 1 is the most urgent")
    refurbished: bool = Field(True, description="refurbished units may be put into the machines under it; else only new ones")


class Desk(Section):
    """The hotline."""

    agents: Count = Field(description="agents on duty at all times")
    shifts: dict[Hours_text, PositiveCount] = Field(
        default_factory=dict, description="hours of the week -> agents who are on duty besides; shifts that overlap add up"
    )
    hours: Hours_of_week = Field(ALWAYS, description="when they answer; callers wait outside them")
    handling: Law = Field(NOTHING, description="time an agent spends on a contact, triage included")
    patience: Law | None = Field(None, description="how long a caller waits in the queue before giving up")
    lines: PositiveCount | None = Field(None, description="callers talking and waiting at most; who rings beyond is blocked")
    redial: Law = Field(Constant(time=1.0), description="time until a caller who gave up or was blocked rings again")
    redial_share: Share = Field(1.0, description="chance that he rings again; else the call is lost and he helps himself")
    triage_accuracy: Share = Field(1.0, description="chance that triage names the true failure mode")
    remote_success: Share = Field(1.0, description="share of the remotely fixable faults that the agents do fix")
    cost: MoneyPerHour = Field(0.0, description="cost of one agent hour on duty")

    @property
    def most_agents(self) -> int:
        """Agents on duty when there are most of them."""
        shifts = [(OpeningHours.read(hours), people) for hours, people in self.shifts.items()]
        begins = {(day, begin) for hours, _ in shifts for day, begin, _ in hours.spans} | {(0, 0)}
        return self.agents + max(sum(n for hours, n in shifts if hours.includes(day, begin)) for day, begin in begins)


class SkillLevel(Section):
    """What a level of skill does."""

    diagnosis: Share = Field(1.0, description="factor on the chance to find the fault at the first look")
    repair_time: float = Field(1.0, gt=0, le=100, description="factor on diagnosis and repair time")


def _skills(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return dict.fromkeys(value, 1)
    return value


class Absence(Section):
    """Illness, training and whatever else takes a technician out at random; calendar time, work or no work."""

    after: Law = Field(description="time until he is absent, from the start or from his return")
    lasts: Law = Field(description="time that he is absent; shift and on-call hours in it are missed")


class Technician(Section):
    """One technician with a van, or `count` alike."""

    home: str = Field(description="location where the day starts and which refills the van")
    count: PositiveCount = Field(1, description="how many alike; they are named name-1, name-2, ...")
    skills: Annotated[dict[str, Level], BeforeValidator(_skills)] = Field(default_factory=dict, description="level per skill")
    regions: list[str] = Field(default_factory=list, description="territories served; none means all")
    hours: Hours_of_week = Field(ALWAYS, description="weekly shifts")
    on_call: Hours_of_week | None = Field(None, description="hours outside shifts when urgent calls are taken")
    on_call_priority: Priority = Field(1, description="on call, only work of this urgency or more is taken")
    at_shift_end: Literal["finish", "stop"] = Field("finish", description="finish the job in overtime, or stop and come back")
    between_jobs: Literal["stay", "home"] = Field(
        "stay", description="wait where the last job was, or drive home after each job and only then take the next order"
    )
    absence: Absence | None = Field(None, description="random absences, such as illness; each of `count` has his own")
    cost: MoneyPerHour = Field(0.0, description="cost of one paid hour")
    overtime_cost: MoneyPerHour | None = Field(None, description="cost of one overtime hour; the normal cost if left out")
    on_call_cost: MoneyPerHour = Field(0.0, description="cost of one hour on call, worked or not")
    van: dict[str, Stock] = Field(
        default_factory=dict,
        description="replenishment rule per part carried, or per class of parts; the most specific one counts",
    )
    refill: Law = Field(Constant(time=24.0), description="time from ordering at home until a part is in the van")
    refill_by: str | None = Field(None, description="carrier that brings parts from home to the van, instead of 'refill'")
    count_every: PositiveHours | None = Field(
        None, description="interval between two counts of the van, which put its books right; never if left out"
    )
    count_cost: Money = Field(0.0, description="cost of one count of the van")

    def may_repair(self, mode: FailureMode) -> bool:
        """Whether his skill is good enough for a failure mode."""
        return mode.skill is None or self.skills.get(mode.skill, 0) >= mode.level


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
    sites: dict[str, Site] = Field(default_factory=dict, description="where the assets stand")
    offers: dict[str, Offer] = Field(default_factory=dict, description="what customers were promised")
    desk: Desk | None = Field(None, description="the hotline; without one, calls become work orders at once")
    technicians: dict[str, Technician] = Field(default_factory=dict, description="the field force")
    skill_levels: dict[Level, SkillLevel] = Field(default_factory=dict, description="what each level of skill does")
    travel: Travel = Field(Instant(), description="how long technicians are on the road")
    travel_cost: MoneyPerKm = Field(0.0, description="cost of one kilometre")
    emissions: KgPerKm = Field(0.0, description="CO2 per kilometre")
    dispatch: Dispatch = Field(FirstComeFirstServed(), description="who goes where next")
    sourcing: Sourcing = Field(Sourcing(), description="where missing parts come from")
    returns: Returns | None = Field(None, description="the way back of defective parts; without it they are scrapped on site")
    baseline: str = Field(
        "baseline", pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.\- ]*$", description="name of the scenario without any policy"
    )
    policies: dict[str, dict[str, Any]] = Field(default_factory=dict, description="named overlays: path -> value")
    headline: list[str] = Field(default_factory=list, description="figures of the report's first table")

    def stay(self, site: Site, kind: str) -> tuple[DurationLaw, DurationLaw | None]:
        """When the assets of a type are installed at a site, and when they are taken away."""
        spec = self.asset_types[kind]
        return (spec.enters if site.enters is None else site.enters), (spec.leaves if site.leaves is None else site.leaves)

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
