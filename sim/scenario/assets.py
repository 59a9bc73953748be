"""What a scenario says of machines: their failure modes, their maintenance, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.nature.calendars import ALWAYS
from sim.nature.quantities import FixedQuantity
from sim.scenario.condition import Condition, Inspection, Monitoring, Preventive
from sim.scenario.configuration import Retrofit, Revisions
from sim.scenario.diagnostics import OnSite, RemoteTest, Triage
from sim.scenario.needs import Needs, PartNeed
from sim.scenario.replacement import REFURBISHMENT, REPLACEMENT, EndOfLife
from sim.scenario.values import (
    NOTHING,
    Count,
    Failure,
    Hours_of_week,
    Law,
    Level,
    Place,
    PositiveCount,
    Priority,
    Section,
)
from sim.scenario.warranty import Warranty
from sim.units import FOREVER, HOURS_PER_YEAR, Hours, Money, MoneyPerHour, PositiveHours, Share

MAINTENANCE = "maintenance"
"""Name of the planned work that has a key of its own."""
_NO_CALENDAR = 1000 * HOURS_PER_YEAR
"""Stands for the interval of work that falls due by nobody's calendar, h."""


PREVENTIVE = " (preventive)"
"""What work that removes a defect is called, after the name of its failure mode."""


def planned_at(name: str) -> tuple[str, ...]:
    """Where planned work of this name stands below its asset type."""
    if name.endswith(PREVENTIVE):
        return ("failures", name.removesuffix(PREVENTIVE), "preventive")
    return (MAINTENANCE,) if name == MAINTENANCE else ("tasks", name)


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
    escalation: Share | None = Field(
        None,
        description="chance that the hotline hands such a fault on to its second line, instead of what that line says for all",
    )
    self_service: Share = Field(
        0.0,
        description="share of these faults that customers can solve themselves, where a document for them holds the answer, or in the desk's portal",
    )
    self_service_time: Law = Field(NOTHING, description="time that it takes them by a document")
    skill: str | None = Field(None, description="skill that the repair wants")
    level: Level = Field(1, description="least level of that skill that may attempt it")
    tool: str | None = Field(None, description="scarce tool that the repair wants; whoever is sent fetches one first")
    parts: Needs = Field(default_factory=dict, description="parts needed")
    gives_back: dict[str, PositiveCount] = Field(
        default_factory=dict,
        description="units of repairable parts that such a visit takes away besides those that it replaces, as in a take-back",
    )
    diagnosis: Law = Field(NOTHING, description="time to find the fault on site")
    diagnosis_accuracy: Share = Field(1.0, description="chance that the fault is found at the first look")
    repair: Law = Field(NOTHING, description="hands-on repair time once parts are there")
    repair_success: Share = Field(1.0, description="chance that a repair passes its test")
    condition: Condition | None = Field(
        None, description="the failure is preceded by a defect that can be found; it comes out of the blue if left out"
    )
    preventive: Preventive = Field(Preventive(), description="work that removes such a defect before it becomes a failure")
    monitoring: Monitoring | None = Field(None, description="sensors that watch for such defects from afar; none if left out")

    @model_validator(mode="after")
    def _harmless_unless_told(self) -> Self:
        """A request leaves the asset as it is."""
        if self.law.overlapping and "effect" not in self.model_fields_set:
            self.__dict__["effect"] = "cosmetic"
        return self


class Maintenance(Section):
    """Planned work, done by visits."""

    every: PositiveHours = Field(
        description="interval between two tasks at one asset; first one at a random moment of it, or where it is due by age at that age"
    )
    by: Literal["calendar", "use", "age"] = Field(
        "calendar",
        description="what the interval counts. calendar: fixed dates, whatever happens in between (block replacement); use: operating time since "
        "the task was last done; age: the age of what it renews or inspects, on the clock of its law, so that a repair puts it off (age replacement); "
        "what only looks is due at each multiple of the interval since that was new",
    )
    renews: dict[str, Share] = Field(
        default_factory=dict,
        description="failure mode -> share of its age that the task takes away: 100 % makes it as good as new, less is an imperfect renewal",
    )
    inspects: dict[str, Inspection] = Field(
        default_factory=dict, description="failure mode -> how well the task sees a defect of it; one that it finds is removed"
    )
    with_visit: Hours | None = Field(
        None,
        description="a technician who is at the site for something else does the task if it falls due within this time, or is overdue; who drives home "
        "between jobs does not. Nobody does if left out",
    )
    down: bool = Field(False, description="the asset stands still while somebody works on it")
    parts: Needs = Field(default_factory=dict, description="parts needed")
    cost: Money = Field(0.0, description="material of a task that no part stands for: oil, gaskets, disposal")
    duration: Law = Field(description="hands-on time")
    skill: str | None = Field(None, description="skill wanted")
    level: Level = Field(1, description="least level of that skill")
    tool: str | None = Field(None, description="scarce tool wanted")
    priority: Priority = Field(9, description="urgency against breakdowns; 1 is the most urgent")
    due_within: PositiveHours = Field(720.0, description="a task done within this time counts as on time")
    hours: Hours_of_week = Field(
        ALWAYS, description="hours in which it may be begun; a task that has begun is finished after them"
    )


def prevention(mode: FailureMode) -> Maintenance:
    """Work that removes a defect of a failure mode: planned work that never falls due by itself."""
    spec = mode.preventive
    return Maintenance.model_construct(
        every=FOREVER,
        duration=mode.repair if spec.repair is None else spec.repair,
        parts=mode.parts if spec.parts is None else spec.parts,
        down=spec.down,
        skill=mode.skill,
        level=mode.level,
        tool=mode.tool,
        priority=spec.priority,
        due_within=spec.due_within,
    )


class AssetType(Section):
    """A machine model."""

    failures: dict[str, FailureMode] = Field(default_factory=dict, description="failure modes")
    maintenance: Maintenance | None = Field(None, description="planned maintenance")
    tasks: dict[str, Maintenance] = Field(default_factory=dict, description="other planned work, each with a name of its own")
    revisions: Revisions = Field(
        default_factory=dict,
        description="ways in which such machines have been built, each with the share of the machines that have it; all are alike if left out",
    )
    retrofits: dict[str, Retrofit] = Field(
        default_factory=dict, description="work that makes another revision of a machine, each with a name of its own"
    )
    replacement: EndOfLife | None = Field(
        None, description="when a machine is replaced or refurbished; it is kept for ever if left out"
    )
    downtime_cost: MoneyPerHour = Field(
        0.0,
        description="what an hour of standstill costs whoever uses the machine; counts in life-cycle cost, and is nobody's bill",
    )
    triage: Triage = Field(Triage(), description="what the desk takes for what")
    remote_test: RemoteTest | None = Field(
        None, description="test from afar of every fault that the desk has not solved, before anybody is sent; none if left out"
    )
    on_site: OnSite = Field(OnSite(), description="what technicians take for what")
    enters: Law = Field(
        NOTHING,
        description="time from the start until an asset is installed, as new; drawn for each, and nothing happens to it before",
    )
    leaves: Law | None = Field(
        None,
        description="time from the start until an asset is taken away, drawn for each; a call open then is finished, but counts no longer; "
        "who would leave before he enters never comes. Nobody leaves if left out",
    )
    age: Law = Field(
        NOTHING,
        description="operating time of an asset before the start, drawn for each: laws that wear out begin at that age, what failed on the way there "
        "having been repaired; planned work had not been done. Who is installed later is new",
    )
    sold_before: Law = Field(
        NOTHING,
        description="time from the sale of an asset to the start of the run, drawn for each: its warranty has run so long, whatever its 'age'; who is "
        "installed later is sold then",
    )
    warranty: Warranty | None = Field(
        None, description="what is repaired free of charge, and for how long; nothing is if left out"
    )

    def planned(self) -> dict[str, Maintenance]:
        """All planned work by name: what has its dates, what removes defects that somebody found, retrofits, and the end of a machine's life."""
        prevents = {name + PREVENTIVE: prevention(mode) for name, mode in self.failures.items() if mode.condition is not None}
        retrofits = {name: as_task(each) for name, each in self.retrofits.items()}
        return {**self.scheduled(), **prevents, **retrofits, **end_of_life(self.replacement)}

    def scheduled(self) -> dict[str, Maintenance]:
        """Planned work that falls due by itself."""
        return self.tasks if self.maintenance is None else {MAINTENANCE: self.maintenance, **self.tasks}

    @property
    def uncalled(self) -> set[str]:
        """Planned work on the machine as a whole that falls due by nobody's calendar."""
        return {*self.retrofits, *end_of_life(self.replacement)}

    def at_revision(self, name: str, fits: Mapping[str, Sequence[str]]) -> AssetType:
        """The type as it has been built at a revision; `fits` has the parts that do not fit every one."""

        def fitting(needs: Mapping[str, PartNeed]) -> dict[str, PartNeed]:
            return {part: need for part, need in needs.items() if part not in fits or name in fits[part]}

        failures = {}
        for mode, spec in self.failures.items():
            revised = self.revisions[name].failures.get(mode)
            stated = {} if revised is None else {key: value for key, value in revised if value is not None}
            built = spec.model_copy(update=stated)
            own = built.preventive.parts
            prevents = built.preventive if own is None else built.preventive.model_copy(update={"parts": fitting(own)})
            failures[mode] = built.model_copy(update={"parts": fitting(built.parts), "preventive": prevents})
        changes: dict[str, object] = {"failures": failures}
        changes["tasks"] = {task: spec.model_copy(update={"parts": fitting(spec.parts)}) for task, spec in self.tasks.items()}
        if self.maintenance is not None:
            changes["maintenance"] = self.maintenance.model_copy(update={"parts": fitting(self.maintenance.parts)})
        changes["retrofits"] = {each: spec if spec.source == name else in_vain(spec) for each, spec in self.retrofits.items()}
        return self.model_copy(update=changes)


def as_task(retrofit: Retrofit) -> Maintenance:
    """A retrofit as planned work, which falls due when its campaign says so."""
    kit = {part: PartNeed(quantity=FixedQuantity(units=units), core=False) for part, units in retrofit.kit.items()}
    return Maintenance(every=_NO_CALENDAR, duration=retrofit.duration, parts=kit)


def end_of_life(replacement: EndOfLife | None) -> dict[str, Maintenance]:
    """The exchange of a machine, and its refurbishment, as planned work."""
    if replacement is None:
        return {}
    works = {REPLACEMENT: replacement.duration}
    if replacement.refurbish is not None:
        works[REFURBISHMENT] = replacement.refurbish.duration
    return {name: Maintenance(every=_NO_CALENDAR, duration=duration, down=True) for name, duration in works.items()}


def in_vain(retrofit: Retrofit) -> Retrofit:
    """What is done at a machine that turns out to be of another revision: nothing."""
    return retrofit.model_copy(update={"kit": {}, "duration": NOTHING})


class Site(Section):
    """A place with assets."""

    at: Place | None = Field(None, description="[latitude, longitude]")
    region: str | None = Field(None, description="territory; technicians may be bound to territories")
    offer: str | None = Field(None, description="offer that covers the assets here")
    customers: PositiveCount = Field(
        1,
        description="customers of this kind, each a site of his own with these assets, numbered from 1 ('plant-1') if there are several",
    )
    signed_before: Law = Field(
        NOTHING,
        description="time from the signing of the contract to the start of the run, drawn for each; one that has ended since was renewed as it was. "
        "Who is installed later signs then",
    )
    access: Hours_of_week = Field(ALWAYS, description="hours in which one is let in; who is inside may finish after them")
    no_access: Share = Field(0.0, description="chance of a visit that nobody lets the technician in, though the site is open")
    technicians: list[str] = Field(
        default_factory=list,
        description="who goes there first, in order of preference, where dispatch is 'preferred'; a group stands for its members",
    )
    depot: str | None = Field(
        None,
        description="where parts for jobs here are set aside if 'predicted_parts: wait_for'; the home of those who serve it if left out",
    )
    assets: dict[str, Count] = Field(description="how many of each asset type stand here")
    age: Law | None = Field(
        None, description="operating time of the assets here before the start, instead of what their types say"
    )
    enters: Law | None = Field(None, description="when the assets here are installed, instead of what their types say")
    leaves: Law | None = Field(None, description="when the assets here are taken away, instead of what their types say")
