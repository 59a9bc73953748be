"""What technicians have learnt, what it took off the road, and what left with people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.people import hours
from sim.kpi.selections import ratio, since
from sim.results import Array, Tables


@kpi(
    unit="share",
    better="down",
    formula="mean of the hands-on time over that of a first job, as the learning curve has it",
    clock="visits that ended in the window, to jobs whose skill is learnt by doing",
    denominator="these visits; no data where nothing is learnt by doing",
)
def learning_factor(tables: Tables) -> float:
    """Hands-on time of jobs over what the same jobs take somebody who does them for the first time."""
    rows = since(tables.raw("practice"), "at", tables.warm_up)
    return ratio(float(rows["factor"].sum()), len(rows))


@kpi(
    unit="share",
    formula="shift hours in courses and e-learning ÷ planned shift hours",
    clock="attendance clipped to the window",
    denominator="planned shift hours of all posts, missed or not",
)
def training_share(tables: Tables) -> float:
    """Share of shift hours spent in courses, off the road, and in e-learning between orders; all of them paid."""
    spent = tables.once(hours)
    return ratio(spent.training, spent.planned)


@kpi(
    unit="share",
    better="down",
    formula="shift hours of vacant posts ÷ planned shift hours",
    clock="attendance clipped to the window",
    denominator="planned shift hours of all posts, missed or not",
)
def vacancy_share(tables: Tables) -> float:
    """Share of shift hours of posts that nobody has, because somebody left and nobody has come yet."""
    spent = tables.once(hours)
    return ratio(spent.vacant, spent.planned)


@dataclass(frozen=True)
class Qualified:
    """Stretches between two changes of what a technician can do, one row each."""

    skill: Array
    hours: Array
    """within the window"""
    level: Array
    certified: Array


def qualified(tables: Tables) -> Qualified:
    """What technicians could do, and for how long; use `tables.once(qualified)`."""
    rows = tables.raw("qualifications")
    order = np.lexsort((np.arange(len(rows)), rows["skill"], rows["technician"]))
    rows = rows[order]
    end = np.full(len(rows), tables.horizon)
    same = (rows["technician"][1:] == rows["technician"][:-1]) & (rows["skill"][1:] == rows["skill"][:-1])
    end[:-1] = np.where(same, rows["time"][1:], tables.horizon)
    spent = np.maximum(end - np.maximum(rows["time"], tables.warm_up), 0.0)
    return Qualified(rows["skill"], spent, rows["level"], rows["certified"])


@kpi(
    unit="ratio",
    better="up",
    formula="∫ level dt ÷ hours, of everybody who had the skill at some time, by skill",
    clock="changes of levels, in courses, by experience and by people who leave",
    denominator="hours of the window, for each of these; no data where no level ever changes",
)
def skill_level(tables: Tables) -> dict[str, float]:
    """Mean level of a skill over the technicians who had it at some time, and over time."""
    rows = tables.once(qualified)
    names = tables.names("skill")
    return {
        names[code]: ratio(
            float((rows.level * rows.hours)[rows.skill == code].sum()), float(rows.hours[rows.skill == code].sum())
        )
        for code in np.unique(rows.skill)
    }


@kpi(
    unit="share",
    better="down",
    formula="hours without a valid certificate ÷ hours with the skill",
    clock="technicians' certificates, in the window",
    denominator="hours of technicians who have a skill; no data where no certificate is ever wanted",
)
def certificate_gaps(tables: Tables) -> float:
    """Share of the time in which technicians have a skill and may not use it, because their certificate has run out."""
    wanted = ~np.isnan(tables.by_code("skill", "certificate"))
    rows = tables.once(qualified)
    counted = wanted[rows.skill] & (rows.level > 0)
    return ratio(float(rows.hours[counted & ~rows.certified].sum()), float(rows.hours[counted].sum()))
