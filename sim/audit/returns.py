"""The way back told in steps: cores go forward, leave with the shipment that counts them, and deposits are settled once."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, most_at_once, out_of_order, say
from sim.audit.parts import comes_back_as
from sim.records import DISPOSITIONS, NONE, NOT_SENT
from sim.results import Array, Rows, Tables


def check(tables: Tables) -> list[str]:
    """All findings about the way back."""
    journeys = tables.raw("journeys")
    findings = [*_inspections(tables), *_dead_on_arrival(tables)]
    if not len(journeys):
        return findings
    return [*findings, *_steps(tables, journeys), *_shipments(tables, journeys), *_deposits(tables, journeys)]


def _inspections(tables: Tables) -> list[str]:
    """What is known of an inspected core agrees with what became of it; only cores taken apart yield parts."""
    cores, inspections = np.sort(tables.raw("cores"), order="core"), tables.raw("inspections")
    apart = cores["core"][cores["disposition"] == DISPOSITIONS.index("harvest")]
    harvests = tables.raw("harvests")
    findings = say(~np.isin(harvests["core"], apart), "parts came out of a core that was not taken apart", lambda i: f"row {i}")
    if not len(inspections):
        return findings
    if not np.array_equal(np.sort(inspections["core"]), cores["core"][~np.isnan(cores["inspected"])]):
        return [*findings, "the cores that were inspected are not those of the inspections"]
    of = cores[np.searchsorted(cores["core"], inspections["core"])]
    gone = np.isin(of["disposition"], [DISPOSITIONS.index(each) for each in ("sell", "supplier return")])

    def show(row: int) -> str:
        return f"core {inspections['core'][row]}"

    graded = (inspections["grade"] != NONE) & of["no_fault_found"]
    limit = (tables.by_code("part", "repair_limit") * tables.by_code("part", "price", 0.0))[of["part"]]
    too_dear = (inspections["repair_cost"] > limit) & ~of["no_fault_found"] & (of["disposition"] != DISPOSITIONS.index("condemn"))
    return [
        *findings,
        *say(inspections["inspected"] != of["inspected"], "a core was inspected twice, or at another time", show),
        *say((inspections["earned"] != 0) & ~gone, "a core earned money that did not leave the company", show),
        *say(too_dear, "a core was not condemned whose repair costs more than it may", show),
        *say(graded, "a core without fault has a grade", show),
    ]


def _dead_on_arrival(tables: Tables) -> list[str]:
    """No more defective units are found in repairs than inspection put on the shelves, alone or inside the unit that failed."""
    cores, inspections, found = (tables.raw(each) for each in ("cores", "inspections", "dead_on_arrival"))
    restocked = cores[(cores["disposition"] == DISPOSITIONS.index("restock")) & ~np.isnan(cores["ended"])]
    restocked = restocked.copy()
    restocked["part"] = tables.once(comes_back_as)[restocked["part"]]
    missed = restocked[np.isin(restocked["core"], inspections["core"][inspections["defective"]])]
    parts = len(tables.names("part"))
    most = np.bincount(missed["part"], minlength=parts)
    inside = np.eye(parts, dtype=np.int64)
    structure = tables.dimension("modules")
    for _ in structure.get("part", []):  # as deep as it may go
        for unit, module in zip(structure["part"], structure["module"], strict=True):
            inside[tables.code("part", unit)] |= inside[tables.code("part", module)]
    most = inside @ most
    units = np.bincount(found["part"], weights=found["quantity"], minlength=parts)
    rule = "repairs found more defective units than inspection had put on the shelves"
    return say(units > most, rule, lambda part: tables.names("part")[part])


def received_at(tables: Tables, numbers: Array) -> Array:
    """When cores were received, by their numbers, which must be there."""
    cores = np.sort(tables.raw("cores"), order="core")
    found: Array = cores["received"][np.searchsorted(cores["core"], numbers).clip(max=len(cores) - 1)]
    return found


def _steps(tables: Tables, journeys: Rows) -> list[str]:
    """Every core that travels has one journey, whose moments follow one another; who is received is not kept."""
    received = received_at(tables, journeys["core"])

    def show(row: int) -> str:
        return f"core {journeys['core'][row]}"

    travelling = tables.raw("cores")
    travelling = np.sort(travelling["core"][~np.isin(travelling["disposition"], [DISPOSITIONS.index(each) for each in NOT_SENT])])
    moments = [journeys[each] for each in ("handed_in", "sent", "arrived", "receiving_start")]
    never = np.isnan(journeys["handed_in"]) & np.isnan(received)
    findings = [
        *say(out_of_order(journeys["removed"], *moments, received), "moments of a journey are not in order", show),
        *say(journeys["kept"] & ~never, "a core that never comes was handed in", show),
        *say(journeys["given_up"] > received, "a core was given up after it had come", show),
    ]
    if not np.array_equal(np.sort(journeys["core"]), travelling):
        findings.append(f"{len(journeys)} journeys are not those of the {len(travelling)} cores that travel")
    receivers = tables.facts.get("receivers") or len(journeys)
    busy = most_at_once(journeys["receiving_start"], np.where(np.isnan(received), np.inf, received))
    if busy > receivers:
        findings.append(f"{busy} cores were received at once by {receivers} people")
    return findings


def _shipments(tables: Tables, journeys: Rows) -> list[str]:
    """A shipment has the cores that say so, and they left when and where it did."""
    shipments = tables.raw("core_shipments")
    together = journeys[journeys["shipment"] != NONE]
    units = np.bincount(together["shipment"], minlength=len(shipments))
    row = together["shipment"]
    elsewhere = (together["sent"] != shipments["left"][row]) | (together["home"] != shipments["home"][row])
    return [
        *say(units != shipments["units"], "a shipment has other cores than it counts", lambda i: f"shipment {i}"),
        *say(elsewhere, "a core left at another time or place than its shipment", lambda i: f"core {together['core'][i]}"),
    ]


def _deposits(tables: Tables, journeys: Rows) -> list[str]:
    """A deposit is refunded when the core is received within the window, else lost with the window."""
    received, removed = received_at(tables, journeys["core"]), journeys["removed"]
    window = tables.facts.get("deposit_window") or np.inf
    back, lost = ~np.isnan(journeys["refunded"]), ~np.isnan(journeys["forfeited"])
    wrong = back & ((journeys["refunded"] != received) | (received - removed > window + CLOSE))
    wrong |= lost & (np.abs(journeys["forfeited"] - removed - window) > CLOSE)
    wrong |= (back & lost) | (~np.isnan(received) & (journeys["deposit"] > 0) & ~back & ~lost)
    return say(wrong, "a deposit is not settled as its window says", lambda row: f"core {journeys['core'][row]}")
