"""Technicians' time and the kilometres they drive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import per_year, ratio, since
from sim.records import DUTIES, TRIPS
from sim.results import Tables, duty_clocks

_CLOCK = "attendance clipped to the window; visits dispatched in the window, maintenance included"
_PAID = "paid hours: on shift, in courses, and overtime (hours worked outside shifts, on call or not)"


@dataclass(frozen=True)
class Hours:
    """Technicians' hours in the window, all of them together."""

    shift: float
    overtime: float
    """hours worked outside shifts, on call or not"""
    travel: float
    work: float
    absent: float
    """shift hours missed"""
    training: float
    """shift hours in courses and e-learning"""
    vacant: float
    """shift hours of posts that nobody has"""

    @property
    def paid(self) -> float:
        """Hours on shift and overtime, courses included."""
        return self.shift + self.overtime + self.training

    @property
    def planned(self) -> float:
        """Shift hours of all posts, worked or not."""
        return self.shift + self.absent + self.training + self.vacant


def hours(tables: Tables) -> Hours:
    """Add up the technicians' hours; use `tables.once(hours)`."""
    begin, horizon = tables.window
    attendance = tables.raw("attendance")
    present = np.maximum(np.minimum(attendance["end"], horizon) - np.maximum(attendance["begin"], begin), 0.0)
    shift, absent, training, vacant, e_learning = (
        float(present[attendance["duty"] == DUTIES.index(duty)].sum())
        for duty in ("shift", "absent", "training", "vacant", "e-learning")
    )
    visits = since(tables.raw("visits"), "dispatched", begin)
    return Hours(
        shift=shift,
        overtime=float(visits["overtime"].sum()),
        travel=float(np.minimum(visits["travel"], horizon - visits["dispatched"]).sum()) + way_back(tables),
        work=float(np.minimum(visits["work"], np.maximum(horizon - visits["dispatched"] - visits["travel"], 0.0)).sum()),
        absent=absent,
        training=training + e_learning,
        vacant=vacant,
    )


def way_back(tables: Tables) -> float:
    """Shift hours in the window spent on the way home between two jobs, or on the way to one that had to wait after all."""
    trips = since(tables.raw("trips"), "begin", tables.warm_up)
    trips = trips[np.isin(trips["trip"], [TRIPS.index("between jobs"), TRIPS.index("turned round")])]
    if not len(trips):
        return 0.0
    shifts = duty_clocks(tables, DUTIES.index("shift"))
    total = 0.0
    for technician in np.unique(trips["technician"]):
        own, shift = trips[trips["technician"] == technician], shifts[int(technician)]
        total += float((shift.read(own["begin"] + own["hours"]) - shift.read(own["begin"])).sum())
    return total


@kpi(unit="share", formula="(travel + hands-on work) ÷ paid hours", clock=_CLOCK, denominator=_PAID)
def technician_utilisation(tables: Tables) -> float:
    """Share of paid hours spent on the road or hands on: to a site, or home between two jobs; not home at the end of the day."""
    spent = tables.once(hours)
    return ratio(spent.travel + spent.work, spent.paid)


@kpi(unit="share", formula="hands-on hours ÷ paid hours", clock=_CLOCK, denominator=_PAID)
def wrench_share(tables: Tables) -> float:
    """Share of paid hours spent hands on: diagnosis and repair."""
    spent = tables.once(hours)
    return ratio(spent.work, spent.paid)


@kpi(unit="share", formula="hours of travel to sites, and home between two jobs ÷ paid hours", clock=_CLOCK, denominator=_PAID)
def travel_share(tables: Tables) -> float:
    """Share of paid hours spent on the road."""
    spent = tables.once(hours)
    return ratio(spent.travel, spent.paid)


@kpi(unit="share", formula="overtime ÷ paid hours", clock=_CLOCK, denominator=_PAID)
def overtime_share(tables: Tables) -> float:
    """Share of paid hours that were worked outside shifts."""
    spent = tables.once(hours)
    return ratio(spent.overtime, spent.paid)


@kpi(
    unit="share",
    formula="shift hours missed ÷ planned shift hours",
    clock="attendance clipped to the window",
    denominator="planned shift hours, missed or not",
)
def absence_share(tables: Tables) -> float:
    """Share of shift hours missed by illness and other random absences."""
    spent = tables.once(hours)
    return ratio(spent.absent, spent.planned)


def kilometres(tables: Tables) -> float:
    """Kilometres driven in the window: to sites, for parts, and home."""
    visits = since(tables.raw("visits"), "dispatched", tables.warm_up)
    trips = since(tables.raw("trips"), "begin", tables.warm_up)
    return float(visits["km"].sum() + trips["km"].sum())


@kpi(
    unit="km/y",
    better="down",
    formula="kilometres to sites, for parts fetched, and home, per year",
    clock="visits dispatched and drives begun in the window; a year has 8,760 h",
    denominator="years of the window",
)
def distance(tables: Tables) -> float:
    """Kilometres that technicians drive in a year."""
    return per_year(tables, tables.once(kilometres))


@kpi(
    unit="kg/y",
    better="down",
    formula="distance × emissions per kilometre",
    clock="visits dispatched and drives begun in the window; a year has 8,760 h",
    denominator="years of the window",
)
def co2(tables: Tables) -> float:
    """Carbon dioxide from driving in a year."""
    return per_year(tables, tables.once(kilometres) * float(tables.facts.get("emissions", 0.0)))
