"""What every part of the assembly uses: codes of names, calendars on the scenario's dates, fast draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sim.nature.calendars import Calendar, OpeningHours
from sim.nature.durations import Constant, DurationLaw
from sim.scenario.assets import AssetType
from sim.scenario.spec import Scenario

Draw = Callable[[float], float]


class Names:
    """The code of every named thing; codes follow the order of the scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.technicians = dict(scenario.each_technician())
        self.van_owner = {f"van:{name}": name for name, spec in self.technicians.items() if spec.van}
        self.site = _codes(scenario.sites)
        self.part = _codes(scenario.parts)
        self.location = _codes([*scenario.locations, *self.van_owner])
        self.carrier = _codes(scenario.carriers)
        self.technician = _codes(self.technicians)
        self.partner = _codes(scenario.partners)
        self.offer = _codes(scenario.offers)
        self.shop = _codes(scenario.returns.every_shop() if scenario.returns else ())
        self.grade = _codes(scenario.returns.grades if scenario.returns else ())
        self.skill = _codes(scenario.every_skill())
        self.course = _codes(scenario.courses)
        self.document = _codes(scenario.documents)
        self.tool = _codes(scenario.tools)
        self.channel = _codes(scenario.channels)
        self.action = _codes(scenario.customers.corrective_actions if scenario.customers else ())
        self.stream = _codes(scenario.part_orders)
        self.revision = _codes(f"{kind}.{name}" for kind, spec in scenario.asset_types.items() for name in spec.revisions)
        self.mode = _codes(name for kind, spec in scenario.asset_types.items() for name in mode_names(kind, spec))

    def by_vocabulary(self) -> dict[str, list[str]]:
        """Names by code, for the tables."""
        kinds = (
            "site",
            "part",
            "location",
            "carrier",
            "technician",
            "partner",
            "offer",
            "shop",
            "grade",
            "skill",
            "course",
            "document",
            "tool",
            "channel",
            "action",
            "stream",
            "revision",
            "mode",
        )
        return {kind: list(getattr(self, kind)) for kind in kinds}


def _codes(names: Iterable[str]) -> dict[str, int]:
    return {name: code for code, name in enumerate(names)}


def mode_names(kind: str, spec: AssetType) -> Iterator[str]:
    """'pump.leak' for every failure mode, 'pump.maintenance' for planned work."""
    for mode in spec.failures:
        yield f"{kind}.{mode}"
    for task in spec.planned():
        yield f"{kind}.{task}"


def open_hours(scenario: Scenario, hours: OpeningHours) -> Calendar | None:
    """The hours on the scenario's dates, or None where they never end."""
    return None if hours.always else calendar(scenario, hours)


def sampler(law: DurationLaw | None) -> Draw | None:
    """A fast draw of hours, or None for a law that is always zero, so that no luck is spent on it."""
    return None if law is None or (isinstance(law, Constant) and law.time == 0) else law.sampler()


def calendar(scenario: Scenario, hours: OpeningHours) -> Calendar:
    """Opening hours on the scenario's dates."""
    return scenario.calendar(hours)
