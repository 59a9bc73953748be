"""Availability and how often assets fail."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, breakdowns, per_year, ratio, tasks
from sim.promises import DOWN, Downtimes, stretches
from sim.records import EFFECTS
from sim.results import ALWAYS_COVERED, Tables, coverage_clocks, read_clocks


def downtimes(tables: Tables) -> Downtimes:
    """Downtime of breakdowns whose effect is 'down', clipped to the window; use `tables.once(downtimes)`."""
    return stretches(tables, (DOWN,), tables.warm_up)


def down_hours(tables: Tables) -> float:
    """Asset-hours of downtime in the window; use `tables.once(down_hours)`."""
    down = tables.once(downtimes)
    return float((down.end - down.begin).sum())


@kpi(
    unit="share",
    better="up",
    formula="1 − downtime ÷ (assets × window); downtime from fault to restored (or the horizon) of breakdowns whose effect is 'down'",
    clock="calendar hours, clipped to the window",
    denominator="assets × hours of the window",
)
def availability(tables: Tables) -> float:
    """Share of time that assets are up (operational availability)."""
    begin, end = tables.window
    return 1.0 - ratio(tables.once(down_hours), tables.facts["assets"] * (end - begin))


@kpi(
    unit="share",
    better="up",
    formula="1 − time under breakdowns of effect 'down' or 'degraded' ÷ (assets × window): availability with degraded operation weighted as none",
    clock="calendar hours, clipped to the window",
    denominator="assets × hours of the window",
)
def availability_undegraded(tables: Tables) -> float:
    """Share of time that assets are up and at full performance."""
    begin, end = tables.window
    impaired = stretches(tables, (DOWN, EFFECTS.index("degraded")), begin)
    return 1.0 - ratio(float((impaired.end - impaired.begin).sum()), tables.facts["assets"] * (end - begin))


@kpi(
    unit="share",
    better="up",
    formula="1 − downtime in coverage hours ÷ (assets × coverage hours of the window)",
    clock="coverage hours of the offer of each asset's site (all hours without an offer), clipped to the window",
    denominator="assets × coverage hours of the window",
)
def availability_in_coverage(tables: Tables) -> float:
    """Share of the promised hours in which assets are up."""
    clocks = tables.once(coverage_clocks)
    down = tables.once(downtimes)
    offer = tables.raw("calls")["offer"][down.row]
    lost = (read_clocks(clocks, offer, down.end) - read_clocks(clocks, offer, down.begin)).sum()
    codes = {name: code for code, name in enumerate(tables.names("offer"))}
    window = np.array(tables.window)
    promised = 0.0
    sites = tables.dimension("sites")
    covered = [float(np.diff(clock.read(window))[0]) for clock in clocks]
    for name, assets in zip(sites.get("offer", []), sites.get("assets", []), strict=True):
        promised += float(assets) * covered[codes.get(name or ALWAYS_COVERED, -1)]
    return 1.0 - ratio(float(lost), promised)


@kpi(
    unit="h",
    better="up",
    formula="(assets × window − downtime) ÷ failures",
    clock="operating hours in the window: the clock of an asset that is down stands still",
    denominator="all breakdowns whose fault falls in the window, whatever their effect; requests are no failures",
)
def mean_operating_time_between_failures(tables: Tables) -> float:
    """Operating time from one failure to the next, all assets together."""
    begin, end = tables.window
    failures = ~tables.holds("mode", "requests")[tables.once(breakdowns)["mode"]]
    return ratio(tables.facts["assets"] * (end - begin) - tables.once(down_hours), failures.sum())


@kpi(
    unit="1/y",
    better="down",
    formula="breakdown calls ÷ asset-years, requests included",
    clock=BY_FAULT,
    denominator="assets × years of the window",
)
def calls_per_asset_year(tables: Tables) -> float:
    """Breakdown calls of one asset in a year."""
    return ratio(per_year(tables, len(tables.once(breakdowns))), tables.facts["assets"])


@kpi(
    unit="count",
    better="down",
    formula="breakdown calls without restoration",
    clock="at the horizon; " + BY_FAULT,
    denominator="none: a count",
)
def open_calls(tables: Tables) -> float:
    """Breakdown calls still open at the horizon."""
    return float(np.isnan(tables.once(breakdowns)["restored"]).sum())


@kpi(
    unit="share",
    better="up",
    formula="maintenance tasks done within due_within of falling due ÷ tasks due",
    clock="calendar hours; tasks that fell due in the window",
    denominator="maintenance tasks of the window whose due_within ended by the horizon, done or not",
)
def maintenance_compliance(tables: Tables) -> float:
    """Share of planned maintenance done in time."""
    due_within = tables.facts.get("due_within") or {}
    calls = tables.once(tasks)
    allowed = np.array([float(due_within.get(mode, np.inf)) for mode in tables.names("mode")] + [np.inf])[calls["mode"]]
    deadline = calls["fault"] + allowed
    due = deadline <= tables.horizon
    return ratio((calls["restored"][due] <= deadline[due]).sum(), due.sum())
