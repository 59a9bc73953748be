"""Mobility: every visit is reported once, nothing that waits for a report happens before it is in, and broken-off drives were driven."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, say
from sim.records import DISPOSITIONS, TRIPS
from sim.results import Array, Rows, Tables

LOCAL = [DISPOSITIONS.index(each) for each in ("local repair", "module")]


def check(tables: Tables) -> list[str]:
    """All findings about visit reports and about technicians who are turned round."""
    return [*_reports(tables), *_turned_round(tables)]


def _turned_round(tables: Tables) -> list[str]:
    """Every drive that was broken off is a trip of the technician, and the other way round."""
    trips, drives = tables.raw("trips"), np.sort(tables.raw("drives_broken_off"), order=["technician", "begun"])
    trips = np.sort(trips[trips["trip"] == TRIPS.index("turned round")], order=["technician", "begin"])
    if len(trips) != len(drives):
        return ["not every drive that was broken off is a trip"]
    other = (trips["technician"] != drives["technician"]) | (trips["begin"] != drives["begun"])
    other |= np.abs(trips["hours"] - (drives["turned"] - drives["begun"])) > CLOSE
    return say(other, "a drive that was broken off and its trip do not agree", lambda row: f"call {drives['call'][row]}")


def _reports(tables: Tables) -> list[str]:
    """All findings about visit reports."""
    reports, visits = np.sort(tables.raw("reports"), order="visit"), tables.raw("visits")
    ended = np.sort(visits[~np.isnan(visits["left"])], order="visit")
    if not tables.facts.get("reports_late"):
        return ["there are reports though nobody waits for them"] if len(reports) else []
    if len(reports) != len(ended) or (reports["visit"] != ended["visit"]).any():
        return ["not every visit that is over was reported once"]

    def show(row: int) -> str:
        return f"report of visit {reports['visit'][row]}"

    other = (reports["written"] != ended["left"]) | (reports["call"] != ended["call"])
    other |= reports["technician"] != ended["technician"]
    return [
        *say(other, "a report and its visit do not agree", show),
        *say(reports["received"] < reports["written"], "a report was in before the visit was over", show),
        *say(reports["received"] > tables.horizon, "a report came in after the horizon", show),
        *_cores(tables, reports),
        *_invoices(tables, reports),
    ]


def _cores(tables: Tables, reports: Rows) -> list[str]:
    """A core is received after the report of the visit that took it out."""
    cores = tables.raw("cores")
    cores = cores[~np.isin(cores["disposition"], LOCAL)]
    after = np.array([_told(reports[reports["call"] == core["call"]], core["removed"]) for core in cores], dtype=float)
    early = ~np.isnan(cores["received"]) & ~(cores["received"] >= after)
    return say(early, "a core was received that no report had told of", lambda row: f"core {cores['core'][row]}")


def _told(reports: Rows, removed: float) -> float:
    """When the office knew of what was taken out: of visits that end at one moment any may be the one; NaN where nobody has told."""
    later = reports[reports["written"] >= removed]
    return float(later["received"][later["written"] == later["written"].min()].min()) if len(later) else np.nan


def _invoices(tables: Tables, reports: Rows) -> list[str]:
    """An invoice leaves after all reports of its work order."""
    invoices = tables.raw("invoices")
    last: dict[int, float] = {}
    for call, moment in zip(reports["call"].tolist(), reports["received"].tolist(), strict=True):
        last[call] = max(last.get(call, 0.0), np.inf if np.isnan(moment) else moment)
    told: Array = np.array([last.get(call, 0.0) for call in invoices["call"].tolist()], dtype=float)
    return say(
        invoices["sent"] < told,
        "an invoice left before its visits were reported",
        lambda row: f"invoice {invoices['invoice'][row]}",
    )
