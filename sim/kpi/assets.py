"""Availability and how often assets fail."""

from __future__ import annotations

import numpy as np

from sim.kpi.members import kpi
from sim.kpi.selections import BY_FAULT, NO_DATA, breakdowns, per_year, ratio, tasks
from sim.promises import DOWN, Downtimes, stretches
from sim.records import EFFECTS
from sim.results import ALWAYS_COVERED, Tables, asset_hours, coverage_clocks, read_clocks, site_of_assets, spells, stays


def downtimes(tables: Tables) -> Downtimes:
    """Downtime of breakdowns whose effect is 'down' and of planned work, clipped to the window; use `tables.once(downtimes)`."""
    return stretches(tables, (DOWN,), tables.warm_up, planned=True)


def down_hours(tables: Tables) -> float:
    """Asset-hours of downtime in the window; use `tables.once(down_hours)`."""
    down = tables.once(downtimes)
    return float((down.end - down.begin).sum())


def standing(tables: Tables) -> float:
    """Machines that stand in the field at a moment of the window."""
    if not tables.facts.get("fleet_changes"):
        return float(tables.facts["assets"])
    begin, end = tables.window
    return ratio(asset_hours(tables, begin, end), end - begin)


@kpi(
    unit="share",
    better="up",
    formula="1 − downtime ÷ asset-hours; downtime from fault to restored (or the horizon) of breakdowns whose effect is 'down', and hands-on "
    "time of planned work that takes the asset down",
    clock="calendar hours, clipped to the window",
    denominator="assets × hours of the window in which they stand in the field",
)
def availability(tables: Tables) -> float:
    """Share of time that assets are up (operational availability)."""
    return 1.0 - ratio(tables.once(down_hours), asset_hours(tables, *tables.window))


@kpi(
    unit="share",
    better="up",
    formula="1 − time under breakdowns of effect 'down' or 'degraded', or planned work that takes the asset down ÷ asset-hours: availability "
    "with degraded operation weighted as none",
    clock="calendar hours, clipped to the window",
    denominator="assets × hours of the window in which they stand in the field",
)
def availability_undegraded(tables: Tables) -> float:
    """Share of time that assets are up and at full performance."""
    impaired = stretches(tables, (DOWN, EFFECTS.index("degraded")), tables.warm_up, planned=True)
    return 1.0 - ratio(float((impaired.end - impaired.begin).sum()), asset_hours(tables, *tables.window))


@kpi(
    unit="share",
    better="up",
    formula="1 − downtime in coverage hours ÷ coverage hours of the assets",
    clock="coverage hours of the offer of each asset's site (all hours without an offer), clipped to the window",
    denominator="assets × coverage hours of the window in which they stand in the field",
)
def availability_in_coverage(tables: Tables) -> float:
    """Share of the promised hours in which assets are up."""
    clocks = tables.once(coverage_clocks)
    down = tables.once(downtimes)
    offer = tables.raw("calls")["offer"][down.row]
    lost = (read_clocks(clocks, offer, down.end) - read_clocks(clocks, offer, down.begin)).sum()
    return 1.0 - ratio(float(lost), _promised_hours(tables))


def _promised_hours(tables: Tables) -> float:
    """Coverage hours of all assets in the window, each as long as it stands in the field."""
    clocks = tables.once(coverage_clocks)
    codes = {name: code for code, name in enumerate(tables.names("offer"))}
    sites = tables.dimension("sites")
    offers = [codes.get(name or ALWAYS_COVERED, -1) for name in sites.get("offer", [])]
    begin, end = tables.window
    if not (tables.facts.get("fleet_changes") or tables.facts.get("has_contracts")):
        covered = [float(np.diff(clock.read(np.array([begin, end])))[0]) for clock in clocks]
        return sum(float(assets) * covered[offer] for offer, assets in zip(offers, sites.get("assets", []), strict=True))
    entered, left = tables.once(stays)
    offer = np.array(offers)[site_of_assets(tables)]
    if tables.facts.get("has_contracts"):
        signed = tables.once(spells)
        bare = offer == -1
        entered, left = np.concatenate([signed.begin, entered[bare]]), np.concatenate([signed.end, left[bare]])
        offer = np.concatenate([signed.offer, offer[bare]])
    begins, ends = np.clip(entered, begin, end), np.clip(left, begin, end)
    passed = read_clocks(clocks, offer, np.maximum(begins, ends)) - read_clocks(clocks, offer, begins)
    return float(passed.sum())


@kpi(
    unit="h",
    better="up",
    formula="(asset-hours − downtime) ÷ failures",
    clock="operating hours in the window: the clock of an asset that is down stands still",
    denominator="all breakdowns whose fault falls in the window, whatever their effect; requests are no failures",
)
def mean_operating_time_between_failures(tables: Tables) -> float:
    """Operating time from one failure to the next, all assets together."""
    failures = ~tables.holds("mode", "requests")[tables.once(breakdowns)["mode"]]
    return ratio(asset_hours(tables, *tables.window) - tables.once(down_hours), failures.sum())


@kpi(
    unit="1/y",
    better="down",
    formula="breakdown calls ÷ asset-years, requests included",
    clock=BY_FAULT,
    denominator="assets × years of the window in which they stand in the field",
)
def calls_per_asset_year(tables: Tables) -> float:
    """Breakdown calls of one asset in a year."""
    return ratio(per_year(tables, len(tables.once(breakdowns))), standing(tables))


@kpi(
    unit="assets",
    formula="asset-hours in the field ÷ hours of the window",
    clock="window; from when each asset is installed until it is taken away",
    denominator="hours of the window; no data where no machine comes or goes",
)
def assets_in_field(tables: Tables) -> float:
    """Machines that stand in the field at a moment."""
    return standing(tables) if tables.facts.get("fleet_changes") else NO_DATA


@kpi(
    unit="h",
    better="down",
    formula="age at the start + calendar time since the asset was installed, or since the start, averaged",
    clock="at the horizon",
    denominator="assets that stand in the field then; no data where no machine had run before the start",
)
def age_of_assets(tables: Tables) -> float:
    """Age of the machines in the field, on average: the base grows older unless new machines come."""
    age = np.array(tables.dimension("assets").get("age", []), dtype=float)
    if not age.any():
        return NO_DATA
    entered, left = tables.once(stays)
    there = (entered < tables.horizon) & (left >= tables.horizon)
    return ratio((age + tables.horizon - entered)[there].sum(), there.sum())


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
