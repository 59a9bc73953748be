"""The service desk."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, breakdowns, known, mean, quantiles, ratio, since
from sim.results import Array, Rows, Tables
from sim.units import TICK

PROMPTLY = 20 / 3600
"""An answer within 20 seconds counts as prompt (h)."""

_CONTACTS = "contacts in the window, repeated attempts included"
_WAIT = "calendar hours; who finds the desk closed rings when it opens; " + _CONTACTS


def _waits(tables: Tables) -> Array:
    contacts = since(tables.raw("contacts"), "at", tables.warm_up)
    return known(contacts["answered"] - contacts["at"])


@kpi(unit="h", better="down", formula="mean of answered − rang", clock=_WAIT, denominator="contacts answered")
def desk_wait(tables: Tables) -> float:
    """Time a caller waits for an agent."""
    return mean(tables.once(_waits))


@kpi(unit="h", better="down", formula="quantiles of answered − rang", clock=_WAIT, denominator="contacts answered")
def desk_wait_quantiles(tables: Tables) -> dict[str, float]:
    """Quantiles of the time a caller waits for an agent."""
    return quantiles(tables.once(_waits))


@kpi(
    unit="share",
    better="down",
    formula="contacts abandoned ÷ contacts",
    clock=_CONTACTS,
    denominator="contacts answered or abandoned; who is blocked never waited",
)
def desk_abandonment(tables: Tables) -> float:
    """Share of callers who lost patience."""
    contacts = since(tables.raw("contacts"), "at", tables.warm_up)
    settled = contacts["abandoned"] | ~np.isnan(contacts["answered"])
    return ratio(contacts["abandoned"].sum(), settled.sum())


@kpi(unit="share", better="down", formula="contacts blocked ÷ contacts", clock=_CONTACTS, denominator="all contacts")
def desk_blocking(tables: Tables) -> float:
    """Share of callers who found all lines taken."""
    contacts = since(tables.raw("contacts"), "at", tables.warm_up)
    return ratio(contacts["blocked"].sum(), len(contacts))


@kpi(
    unit="share",
    better="down",
    formula="calls lost ÷ calls",
    clock=BY_FAULT,
    denominator="breakdown calls of the window that an agent answered or that were lost",
)
def desk_lost_calls(tables: Tables) -> float:
    """Share of calls whose caller rang in vain and did not ring again."""
    calls = tables.once(breakdowns)
    return ratio(calls["lost"].sum(), (calls["lost"] | ~np.isnan(calls["answered"])).sum())


@kpi(
    unit="share",
    better="up",
    formula="contacts answered within 20 s ÷ contacts",
    clock=_WAIT,
    denominator="contacts answered or abandoned, and those that have waited longer by the horizon; blocked ones are in desk_blocking",
)
def desk_service_level(tables: Tables) -> float:
    """Share of callers answered within 20 seconds."""
    contacts = since(tables.raw("contacts"), "at", tables.warm_up)
    prompt, settled = in_time(contacts, PROMPTLY, tables.horizon)
    return ratio(prompt.sum(), settled.sum())


def in_time(contacts: Rows, within: float, horizon: float) -> tuple[Array, Array]:
    """(contacts answered within so many hours, those of which it is known whether they were)."""
    prompt = contacts["answered"] - contacts["at"] <= within + TICK
    waited = contacts["abandoned"] | (~contacts["blocked"] & (horizon - contacts["at"] > within))
    return prompt, prompt | waited


@kpi(
    unit="share",
    formula="hours agents spend on contacts ÷ hours agents are on duty",
    clock="contacts answered and desk hours, clipped to the window; a contact begun before the end of a shift is finished",
    denominator="hours agents are on duty in the opening hours of the window",
)
def desk_utilisation(tables: Tables) -> float:
    """Share of agents' duty spent on contacts."""
    contacts = tables.raw("contacts")
    return share_of_duty(tables, contacts["answered"], contacts["ended"], "desk_hours")


def share_of_duty(tables: Tables, begun: Array, ended: Array, hours: str) -> float:
    """Hours of work begun and ended then (NaN: not yet) ÷ agent hours of a table of stretches with their agents, both clipped to the window."""
    begin, end = tables.window
    worked = np.maximum(np.minimum(np.where(np.isnan(ended), end, ended), end) - np.maximum(begun, begin), 0.0)
    line = {name: np.array(values, dtype=float) for name, values in tables.dimension(hours).items()}
    if not line:
        return ratio(0.0, 0.0)
    duty = np.maximum(np.minimum(line["end"], end) - np.maximum(line["begin"], begin), 0.0) * line["agents"]
    return ratio(float(np.nansum(worked)), float(duty.sum()))
