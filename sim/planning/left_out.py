"""What a scenario says that theory leaves out, or takes more simply than the simulation does: named, so that nothing is silently wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from sim.scenario.spec import Scenario

_NAMED = 3
"""Names after which a list is cut short."""


@dataclass(frozen=True, slots=True)
class Left:
    """What theory makes of a key that is stated."""

    says: str
    when: Callable[[Any], bool] = bool
    """Of which values; of all that are not zero, false or empty."""


def _one_of(*words: str) -> Callable[[Any], bool]:
    """Whether a value, or the word of a rule, is one of these."""
    return lambda value: getattr(value, "word", value) in words


_COUNTS = "units that go missing, and stock counts: theory takes the books for the truth"
_MACHINES = "machines that come and go: theory plans for the mean number that stands in the field"
_AGE = "the age of machines at the start: theory takes long-run rates, or the first years of new machines"
_CAPACITY = "suppliers of limited capacity: theory lets them work on all orders at once"
_QUEUES = "queues for receivers and inspectors of returned units, at test benches and at closed repair shops"
_ROUNDED = "least quantities and multiples of suppliers: theory orders just what is needed"
_CARDS = "Kanban cards that get lost"
_REPORTS = "refills of vans that wait for visit reports"
_LATE_CORES = "returned units that wait for the end of a shift, or until so many are together"
_NAMED_WRONGLY = "which faults are taken for which: theory takes the desk's accuracy for all of them"

LEFT_OUT: dict[str, Left] = {
    "AssetType.age": Left(_AGE, lambda law: law.mean > 0.0),
    "AssetType.enters": Left(_MACHINES, lambda law: law.mean > 0.0),
    "AssetType.leaves": Left(_MACHINES),
    "AssetType.revisions": Left(
        "revisions of machines, and parts that fit some of them only: theory takes every machine as the failure modes of its type have it"
    ),
    "AssetType.replacement": Left("machines that are replaced or refurbished: theory plans for machines that grow old"),
    "AssetType.retrofits": Left("retrofits: theory plans for machines that stay as they are, and for no kits"),
    "Channel.prospects": Left("customers who sign up during the run: theory plans for the machines of the sites alone"),
    "Classification.every": Left(
        "classes of parts that change: each part has the rule of the class that its expected demand makes it, and a planned level of its own"
    ),
    "Disruptions.after": Left("disruptions: suppliers and warehouses always ship"),
    "Document.coverage": Left(
        "documents: theory plans as if no fault were answered by one, so with more visits than there will be"
    ),
    "FailureMode.condition": Left(
        "defects that are found before they become failures: theory plans as if every defect became one at once"
    ),
    "FailureMode.gives_back": Left("units that are taken back without replacement, which add to what the shop can repair"),
    "ForecastStock.forecast": Left(
        "forecasts: a rule that follows one holds what it would if it knew the demand; a planned level stays as it is"
    ),
    "Kanban.audit": Left(_CARDS),
    "Kanban.loss": Left(_CARDS),
    "Location.capacity": Left(_CAPACITY),
    "Location.count_every": Left(_COUNTS),
    "Location.express": Left("express shipments while a call waits"),
    "Location.hours": Left("opening hours, which hold up refills", lambda hours: not hours.always),
    "Location.pickers": Left("queues for pickers"),
    "Location.purchase": Left(
        "urgent orders and standby suppliers: theory buys from the first supplier, or from the cheapest where only urgent orders go to the quickest",
        _one_of("standby", "urgent"),
    ),
    "Location.reserve": Left(
        "reserves for urgent calls: shelves that have one keep their level, and theory lets everybody take from them"
    ),
    "Location.works_while_below": Left(_CAPACITY),
    "Location.write_off": Left("write-offs of stock that nobody asks for"),
    "Maintenance.parts": Left("parts of planned work: theory plans for what faults need"),
    "Maintenance.renews": Left("planned work that renews machines: theory plans for the faults that there would be without it"),
    "Mobility.delay": Left(_REPORTS, lambda law: law.mean > 0.0),
    "Mobility.report": Left(_REPORTS, _one_of("shift_end")),
    "OnSite.wrong_parts": Left(
        "good parts that are replaced on suspicion: theory plans for what faults need", lambda share: share > 0.0
    ),
    "Part.contains": Left(
        "what is left of opened kits: a place that has a part in kits alone gives a whole kit for it, that serves the other needs of the same job"
    ),
    "Part.discontinued": Left(
        "parts that suppliers stop making: theory plans as if they went on; last-time buys are what the scenario says"
    ),
    "Part.harvest": Left("parts from units that are taken apart"),
    "Part.introduced": Left("parts that are introduced later: theory plans as if their stock rules were in force from the start"),
    "Part.refurbished": Left("units that come back as another part: theory buys all new, and lets used ones serve nobody"),
    "Part.shrinkage": Left(_COUNTS),
    "Part.sold": Left("units that come back beyond what is wanted, and are sold"),
    "Part.superseded_by": Left(
        "what is left of superseded parts: theory plans either part for the demand of its own time; stock money has the levels of both"
    ),
    "PartOrders.parts": Left(
        "how customers order parts: theory counts the units where they are served, asked for one by one and behind nobody, and of a repairable part as if a "
        "defective one came back for each"
    ),
    "Partner.takes": Left("partners: theory sends our own people to every call, with parts from our own stock"),
    "Renewal.leaves": Left("customers who leave, and their machines with them: theory plans as if all stayed"),
    "RemoteTest.confusion": Left(_NAMED_WRONGLY),
    "Returns.cores_count": Left(
        "returned units that count as on order only when a bench takes them up, or never", _one_of("released", "never")
    ),
    "Returns.disposition": Left(
        "dispositions that look at the stock: theory takes it as neither short nor long", _one_of("if_needed")
    ),
    "Part.disposition": Left(
        "dispositions that look at the stock: theory takes it as neither short nor long", _one_of("if_needed")
    ),
    "Returns.handed_in": Left(_LATE_CORES, _one_of("shift_end")),
    "Returns.inspectors": Left(_QUEUES),
    "Returns.missed_faults": Left("defective units that inspection takes for good, and that fail in the next machine"),
    "Returns.receivers": Left(_QUEUES),
    "Returns.ship_units": Left(_LATE_CORES),
    "Shop.hours": Left(_QUEUES, lambda hours: not hours.always),
    "Shop.most_waiting": Left("units that a full repair shop turns away"),
    "Shop.queue": Left("the order in which a repair shop works on what waits", lambda queue: queue.word != "first_come"),
    "Shop.release": Left(
        "repairs that wait until the stock needs them: theory repairs what comes", lambda release: release.pulls
    ),
    "Shop.test_benches": Left(_QUEUES),
    "Site.age": Left(_AGE, lambda law: law is not None and law.mean > 0.0),
    "Site.enters": Left(_MACHINES, lambda law: law is not None and law.mean > 0.0),
    "Site.leaves": Left(_MACHINES),
    "Sourcing.owed_by": Left(
        "a part that is owed by a whole group of locations: theory lets everybody wait at his home", _one_of("group")
    ),
    "Skill.learning": Left("learning by doing, and forgetting: theory takes the hands-on times as the laws state them"),
    "Sourcing.to_be_safe": Left(
        "parts of less likely faults that are taken along to be safe: theory lets technicians take those of the fault that was named",
        lambda faults: faults > 0,
    ),
    "SourcingStep.hold_back": Left("units that who helps out keeps for himself"),
    "SourcingStep.source": Left(
        "parts from colleagues' vans, or out of machines that stand still: theory skips these steps of the sourcing cascade",
        _one_of("vans", "cannibalise"),
    ),
    "StockRule.initial": Left(
        "shelves that are not full at the start; a planned level begins full", lambda units: units is not None
    ),
    "Technician.count_every": Left(_COUNTS),
    "Technician.helps": Left(
        "help in other territories: theory lets vans serve the visits of their own alone", lambda helps: helps is not None
    ),
    "Technician.leaves": Left("technicians who leave, and posts that nobody fills for a while"),
    "Terms.minimum": Left(_ROUNDED, lambda units: units > 1),
    "Terms.multiple": Left(_ROUNDED, lambda units: units > 1),
    "Triage.confusion": Left(_NAMED_WRONGLY),
}
"""Section and key -> what theory makes of it."""

_PLAIN = {bool, int, float, str, type(None)}


def left_out(scenario: Scenario) -> list[str]:
    """What theory leaves out of this scenario, each with the names of where it is stated."""
    found: dict[str, dict[str, None]] = {}
    for owner, section in _sections(scenario):
        for name, left in _watched(type(section)):
            if left.when(getattr(section, name)):
                found.setdefault(left.says, {})[owner] = None
    return [says + _where(list(names)) for says, names in found.items()]


@cache
def _watched(kind: type[BaseModel]) -> tuple[tuple[str, Left], ...]:
    """Keys of a kind of section that theory leaves out."""
    keys = [(name, f"{each.__name__}.{name}") for name in kind.model_fields for each in kind.__mro__]
    return tuple((name, LEFT_OUT[key]) for name, key in keys if key in LEFT_OUT)


def _where(names: list[str]) -> str:
    """The names, a few of them."""
    named = [name for name in names if name]
    if not named:
        return ""
    more = len(named) - _NAMED
    return f" ({', '.join(named[:_NAMED])}{f' and {more} more' if more > 0 else ''})"


def _sections(value: Any, owner: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Every section of a scenario, laws and rules included, with the named entry that it stands in."""
    if isinstance(value, BaseModel):
        yield owner, value
        below = [each for name, each in vars(value).items() if type(each) not in _PLAIN and name != "policies"]
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _sections(each, owner or str(name))
        return
    else:
        below = list(value) if isinstance(value, (list, tuple)) else []
    for each in below:
        yield from _sections(each, owner)
