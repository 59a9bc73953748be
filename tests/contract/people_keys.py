"""Keys of technicians, of partners, and of when and how they are sent."""

from __future__ import annotations

from typing import Any

from key_overlays import AID, ANNA, BERT, BOOKED, CLOSED, OPEN_WORK, TRUCK, Overlay, at
from rich_scenario import GONE

TIGHT = {"windows": ["tue 09:00-09:15"]}


def booked(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """Appointments with one key changed."""
    stated = BOOKED["offers.gold.appointments"]
    return BOOKED, {**BOOKED, "offers.gold.appointments": {**stated, key: value}}


def open_work(key: str, value: Any, **more: Any) -> tuple[Overlay, Overlay]:
    """Work that is open at the start with one key changed."""
    return OPEN_WORK, {"backlog": [{**OPEN_WORK["backlog"][0], **more, key: value}]}


DOORS: Overlay = {"sites.mill.access": "mon-fri 09:00-12:00"}


def scheduled(key: str, value: Any) -> tuple[Overlay, Overlay]:
    """Closed doors with one key of the office changed."""
    return CLOSED, {**CLOSED, "scheduling": {**CLOSED["scheduling"], key: value}}


def partner(key: str, value: Any, **others: Any) -> tuple[Overlay, Overlay]:
    """A partner with one key changed."""
    plain = {**AID, **others}
    return at("partners", {"aid": plain}, {"aid": {**plain, key: value}})


FAR: Overlay = {"travel": {"straight_line": {"speed": "20 km/h"}}, "technicians.cleo": GONE}

CARRYING: Overlay = {
    "dispatch": "parts_aware",
    f"{ANNA}.regions": [],
    f"{BERT}.van": {"seal": {"rule": "base_stock", "level": 2}},
}

BITES: dict[str, tuple[Overlay, Overlay]] = {
    "Mobility.report": ({"mobility": {}}, {"mobility": {"report": "shift_end"}}),
    "Mobility.reroute": ({"mobility": {}, **FAR}, {"mobility": {"reroute": 2}, **FAR}),
    "Mobility.delay": ({"mobility": {"delay": "2 h"}}, {"mobility": {"delay": {"exponential": "2 h"}}}),
    "Mobility.van_stock": (
        {**CARRYING, "mobility": {"delay": "3 d"}},
        {**CARRYING, "mobility": {"delay": "3 d", "van_stock": "reported"}},
    ),
    "Appointments.windows": booked("windows", ["mon-fri 10:00-11:00"]),
    "Appointments.notice": booked("notice", "30 h"),
    "Appointments.most": booked("most", 2),
    "Appointments.no_access": booked("no_access", "5 %"),
    "Appointments.missed": at("offers.gold.appointments", TIGHT, {**TIGHT, "missed": "rebook"}),
    "Scheduling.access_known": scheduled("access_known", True),
    "Scheduling.set_out": (DOORS, {**DOORS, "scheduling": {"set_out": "20 min"}}),
    "Scheduling.wait_at_door": scheduled("wait_at_door", "10 min"),
    "Scheduling.try_again": scheduled("try_again", "5 h"),
    "SkillLevel.diagnosis": at("skill_levels.1.diagnosis", "70 %", "40 %"),
    "SkillLevel.repair_time": at("skill_levels.1.repair_time", 1.5, 2.0),
    "Technician.home": at(f"{ANNA}.home", "north", "central"),
    "Technician.count": at(f"{ANNA}.count", 1, 2),
    "Technician.skills": at(f"{ANNA}.skills", {"water": 2, "electronics": 3}, {"water": 3}),
    "Partner.takes": partner("takes", "all"),
    "Partner.after": partner("after", "5 h"),
    "Partner.regions": partner("regions", ["up"]),
    "Partner.skills": partner("skills", {"water": 1}),
    "Partner.least_urgent": partner("least_urgent", 2),
    "Partner.capacity": partner("capacity", 1, takes="all"),
    "Partner.response": partner("response", "4 h"),
    "Partner.work": partner("work", "4 h"),
    "Partner.diagnosis": partner("diagnosis", "50 %"),
    "Partner.repair_success": partner("repair_success", "50 %"),
    "Partner.hands_back": partner("hands_back", True),
    "Partner.parts_on_hand": partner("parts_on_hand", "40 %"),
    "Partner.parts_delay": partner("parts_delay", "9 h"),
    "Partner.visit_cost": partner("visit_cost", "99 EUR"),
    "Partner.hourly_cost": partner("hourly_cost", "80 EUR/h"),
    "Partner.parts_price": partner("parts_price", 1.3),
    "Partner.retainer": partner("retainer", "500 EUR/y"),
    "Backlog.site": open_work("site", "hill"),
    "Backlog.asset_type": open_work("asset_type", "fan", failure="stop"),
    "Backlog.failure": open_work("failure", "leak"),
    "Backlog.count": open_work("count", 3),
    "Backlog.age": open_work("age", {"exponential": "5 d"}),
    "Technician.regions": at(f"{ANNA}.regions", ["up"], []),
    "Technician.helps": at(f"{ANNA}.helps", GONE, {}),
    "Help.regions": (
        {"sites.mill.region": "down", f"{ANNA}.helps": {}},
        {"sites.mill.region": "down", f"{ANNA}.helps": {"regions": ["down"]}},
    ),
    "Help.at_least": at(f"{ANNA}.helps", {"at_least": 1}, {"at_least": 2}),
    "Technician.hours": at(f"{ANNA}.hours", "mon-fri 07:00-16:00", "mon-fri 08:00-17:00"),
    "Technician.on_call": at(f"{ANNA}.on_call", "daily 16:00-22:00", GONE),
    "Technician.on_call_priority": at(f"{ANNA}.on_call_priority", 1, 9),
    "Technician.at_shift_end": at(f"{BERT}.at_shift_end", "stop", "finish"),
    "Technician.between_jobs": at(f"{ANNA}.between_jobs", "stay", "home"),
    "Technician.absence": at(f"{BERT}.absence", GONE, {"after": {"exponential": "9 d"}, "lasts": "2 d"}),
    "Absence.after": at(f"{BERT}.absence", {"after": "9 d", "lasts": "2 d"}, {"after": "8 d", "lasts": "2 d"}),
    "Absence.lasts": at(f"{BERT}.absence", {"after": "9 d", "lasts": "2 d"}, {"after": "9 d", "lasts": "30 h"}),
    "Technician.cost": at(f"{ANNA}.cost", "50 EUR/h", "51 EUR/h"),
    "Technician.overtime_cost": at(f"{ANNA}.overtime_cost", "70 EUR/h", "71 EUR/h"),
    "Technician.on_call_cost": at(f"{ANNA}.on_call_cost", "5 EUR/h", "6 EUR/h"),
    "Technician.call_out_cost": at(f"{ANNA}.call_out_cost", "9 EUR", "10 EUR"),
    "Technician.overtime_limit": at(f"{ANNA}.overtime_limit", "30 min", GONE),
    "Technician.van": at(f"{ANNA}.van", {"seal": {"rule": "base_stock", "level": 1}}, {}),
    "Technician.count_every": (
        {"parts.seal.shrinkage": "900 %/y", f"{ANNA}.count_every": "3 d"},
        {"parts.seal.shrinkage": "900 %/y", f"{ANNA}.count_every": "20 d"},
    ),
    "Technician.count_cost": ({f"{ANNA}.count_every": "5 d"}, {f"{ANNA}.count_every": "5 d", f"{ANNA}.count_cost": "9 EUR"}),
    "Technician.refill": at(f"{ANNA}.refill", "1 d", "3 d"),
    "Technician.refill_by": (
        {**TRUCK, f"{ANNA}.refill": GONE},
        {**TRUCK, f"{ANNA}.refill": GONE, f"{ANNA}.refill_by": "truck"},
    ),
}

NEUTRAL: dict[str, tuple[str, Any]] = {
    "Mobility.report": ("mobility.report", "at_once"),
    "Mobility.delay": ("mobility.delay", "0 h"),
    "Mobility.van_stock": ("mobility.van_stock", "live"),
    "Mobility.reroute": ("mobility.reroute", None),
    "Appointments.notice": ("offers.gold.appointments.notice", "0 h"),
    "Appointments.most": ("offers.gold.appointments.most", None),
    "Appointments.no_access": ("offers.gold.appointments.no_access", None),
    "Appointments.missed": ("offers.gold.appointments.missed", "come_late"),
    "Scheduling.access_known": ("scheduling.access_known", True),
    "Scheduling.set_out": ("scheduling.set_out", "0 h"),
    "Scheduling.wait_at_door": ("scheduling.wait_at_door", "0 h"),
    "Scheduling.try_again": ("scheduling.try_again", "24 h"),
    "SkillLevel.diagnosis": ("skill_levels.1.diagnosis", "100 %"),
    "SkillLevel.repair_time": ("skill_levels.3.repair_time", 1.0),
    "Technician.count": (f"{ANNA}.count", 1),
    "Technician.skills": ("technicians.dora.skills", {}),
    "Partner.takes": ("partners.aid.takes", "all"),
    "Partner.after": ("partners.aid.after", "0 h"),
    "Partner.regions": ("partners.aid.regions", []),
    "Partner.skills": ("partners.aid.skills", None),
    "Partner.least_urgent": ("partners.aid.least_urgent", 9),
    "Partner.capacity": ("partners.aid.capacity", None),
    "Partner.response": ("partners.aid.response", "0 h"),
    "Partner.work": ("partners.aid.work", None),
    "Partner.diagnosis": ("partners.aid.diagnosis", "100 %"),
    "Partner.repair_success": ("partners.aid.repair_success", "100 %"),
    "Partner.hands_back": ("partners.aid.hands_back", False),
    "Partner.parts_on_hand": ("partners.aid.parts_on_hand", "100 %"),
    "Partner.parts_delay": ("partners.aid.parts_delay", "24 h"),
    "Partner.visit_cost": ("partners.aid.visit_cost", "0 EUR"),
    "Partner.hourly_cost": ("partners.aid.hourly_cost", "0 EUR/h"),
    "Partner.parts_price": ("partners.aid.parts_price", 1),
    "Partner.retainer": ("partners.aid.retainer", "0 EUR/y"),
    "Backlog.count": ("backlog.0.count", 1),
    "Backlog.age": ("backlog.0.age", "0 h"),
    "Technician.regions": (f"{ANNA}.regions", []),
    "Technician.helps": (f"{ANNA}.helps", None),
    "Help.regions": (f"{ANNA}.helps.regions", []),
    "Help.at_least": (f"{ANNA}.helps.at_least", 1),
    "Technician.hours": (f"{ANNA}.hours", "daily 00:00-24:00"),
    "Technician.on_call": (f"{BERT}.on_call", "never"),
    "Technician.on_call_priority": (f"{ANNA}.on_call_priority", 1),
    "Technician.at_shift_end": (f"{BERT}.at_shift_end", "finish"),
    "Technician.between_jobs": (f"{BERT}.between_jobs", "stay"),
    "Technician.absence": (f"{BERT}.absence", None),
    "Technician.cost": (f"{ANNA}.cost", "0 EUR/h"),
    "Technician.overtime_cost": (f"{ANNA}.overtime_cost", "50 EUR/h"),
    "Technician.on_call_cost": (f"{ANNA}.on_call_cost", "0 EUR/h"),
    "Technician.call_out_cost": (f"{ANNA}.call_out_cost", "0 EUR"),
    "Technician.overtime_limit": (f"{ANNA}.overtime_limit", None),
    "Technician.van": (f"{ANNA}.van", {}),
    "Technician.count_every": (f"{ANNA}.count_every", None),
    "Technician.count_cost": (f"{ANNA}.count_cost", "0 EUR"),
    "Technician.refill": (f"{ANNA}.refill", "1 d"),
    "Technician.refill_by": (f"{ANNA}.refill_by", None),
}

INSIDE: dict[str, Overlay] = {
    "Mobility": {"mobility": {}},
    "Scheduling": CLOSED,
    "Appointments": BOOKED,
    "Partner": {"partners": {"aid": AID}},
    "Help": {f"{ANNA}.helps": {}},
    "Backlog": OPEN_WORK,
}
