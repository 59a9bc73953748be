"""Facts about calls, and about the visits made for them."""

from __future__ import annotations

from sim.records.schema.column import Column, columns
from sim.records.vocabularies import STAGES

WORK: dict[str, tuple[Column, ...]] = {
    # One row per service call (a breakdown) or maintenance task, written when it closes, or at the horizon as open.
    "calls": columns(
        ("call", "id", "number of the call within the run"),
        ("reason", "code:reason", "breakdown or maintenance"),
        ("asset", "id", "row of the asset in the assets table"),
        ("site", "code:site", "where the asset stands"),
        ("mode", "code:mode", "true failure mode, written 'asset_type.mode' (or 'asset_type.maintenance')"),
        ("named_mode", "code:mode", "failure mode that triage named"),
        (
            "fault_number",
            "count",
            "number of the fault (or task) of this mode in the asset's luck; faults that fell into downtime count, too",
        ),
        ("effect", "code:effect", "what the fault does to the asset"),
        ("offer", "code:offer", "offer that covers the site"),
        ("priority", "count", "1 is the most urgent"),
        ("fault", "time", "the asset failed, or the task fell due"),
        ("reported", "time", "first contact with the desk, or with dispatch where there is no desk"),
        ("answered", "time", "an agent answered, or the portal had solved it"),
        ("triaged", "time", "the agent ended, of the second line where it was handed on: work order written, or solved remotely"),
        ("dispatched", "time", "first technician sent"),
        ("arrived", "time", "first arrival at the site"),
        ("restored", "time", "the asset is up again and the call closed; empty while open"),
        ("remote", "flag", "solved without a visit"),
        ("lost", "flag", "the caller rang in vain and did not ring again: he helped himself"),
        ("contacts", "count", "times the customer called in (abandoned attempts included)"),
        ("visits", "count", "visits begun"),
        ("fixed_first_visit", "flag", "the first visit closed the call"),
        ("miss", "code:miss", "why the first visit did not close it; 'none' if it did, or none was made"),
        ("parts_needed", "count", "units of parts that the true fault needs; those that a partner brings stand in partner_parts"),
        ("parts_at_hand", "flag", "the first diagnosed visit had all needed parts at once"),
        *((stage, "hours", f"{stage}, as part of fault -> restored") for stage in STAGES),
    ),
    # One row per planned task that takes its asset down, written when hands-on work begins.
    "standstills": columns(
        ("call", "id", "task it belongs to"),
        ("asset", "id", "row of the asset in the assets table"),
        ("begin", "time", "the asset stands still from now on, until the task is done"),
    ),
    # One row per trip of a technician to a job, written when he leaves the site, or at the horizon as open.
    "visits": columns(
        ("visit", "id", "number of the visit within the run"),
        ("call", "id", "call it belongs to"),
        ("number", "count", "1 for the first visit of the call"),
        ("technician", "code:technician", "who went"),
        ("site", "code:site", "where to"),
        ("asked", "time", "the work order (re)joined the dispatch queue"),
        ("dispatched", "time", "the technician was sent"),
        ("arrived", "time", "arrival at the site"),
        ("diagnosed", "time", "fault found, or believed found"),
        ("parts_ready", "time", "all parts in hand; empty when he left without"),
        ("left", "time", "the technician is free again; empty while open"),
        ("travel", "hours", "time on the road to the site"),
        ("waiting", "hours", "time waited on site for parts, or fetched them"),
        ("work", "hours", "hands on: diagnosis and repair"),
        ("overtime", "hours", "part of dispatched -> left outside shift hours"),
        ("km", "km", "distance to the site and for parts fetched"),
        ("duty", "code:duty", "shift or on call when sent"),
        ("outcome", "code:outcome", "how it ended"),
    ),
    # One row per visit that is over, where its report takes time to reach the office.
    "reports": columns(
        ("visit", "id", "visit it is about"),
        ("call", "id", "call that the visit was for"),
        ("technician", "code:technician", "who reports"),
        ("written", "time", "he left the site"),
        ("received", "time", "it is in the office; empty before"),
    ),
    # One row per trip of a partner's people to a job, written when they leave the site, or at the horizon as open.
    "partner_visits": columns(
        ("visit", "id", "number of the visit among those of partners within the run"),
        ("call", "id", "call it belongs to"),
        ("number", "count", "1 for the first visit of the call"),
        ("partner", "code:partner", "whose people went"),
        ("site", "code:site", "where to"),
        ("asked", "time", "the work order joined the dispatch queue, or the partner planned its next visit"),
        ("dispatched", "time", "the partner took it over"),
        ("arrived", "time", "arrival at the site; the time until then is the call's stage 'technician'"),
        ("diagnosed", "time", "fault found, or believed found"),
        ("left", "time", "left the site; empty while open"),
        ("outcome", "code:outcome", "how it ended"),
    ),
    # One row per part that a job in the hands of a partner needs, out of the partner's own stock.
    "partner_parts": columns(
        ("call", "id", "call that needs the part"),
        ("visit", "id", "visit of the partner that found it out"),
        ("part", "code:part", "part"),
        ("quantity", "count", "units"),
        ("asked", "time", "when"),
        ("delay", "hours", "until the partner has it; 0 where its people brought it along"),
    ),
    # One row per test that has named a fault: from afar, or on site where there is a table of what is taken for what.
    "tests": columns(
        ("call", "id", "call whose fault was tested for"),
        ("visit", "id", "visit whose technician looked; −1 for a remote test"),
        ("test", "code:test", "remote, or on site"),
        ("begun", "time", "from"),
        ("ended", "time", "it named a fault"),
        ("before", "code:mode", "failure mode named before: by triage, or by the remote test"),
        ("named", "code:mode", "failure mode that it named"),
        ("cost", "money", "what it cost"),
    ),
    # One row per part that a technician replaced by mistake, because he took the fault for another one.
    "wrong_parts": columns(
        ("call", "id", "call that he was at"),
        ("visit", "id", "visit on which he did"),
        ("believed", "code:mode", "failure mode that he took the fault for"),
        ("part", "code:part", "what he put in; a unit of it came out that was good"),
        ("quantity", "count", "units"),
        ("at", "time", "when he began"),
        ("source", "code:location", "his van, or the location where it was taken along from"),
    ),
    # One row per visit on which the technician waited at a door, or left without being let in.
    "doors": columns(
        ("visit", "id", "visit in the visits table"),
        ("call", "id", "call it belongs to"),
        ("since", "time", "he stood at the door"),
        ("waited", "hours", "how long, as part of the visit's waiting; the rest of that is for parts"),
        ("let_in", "flag", "somebody let him in; else he left, or his shift ended"),
    ),
    # One row per drive to a job that ended on the way, because the technician was turned round.
    "drives_broken_off": columns(
        ("call", "id", "call that he was on the way to; it waits for a technician as if nobody had been sent"),
        ("technician", "code:technician", "who was on the way"),
        ("asked", "time", "the order began to wait for him"),
        ("begun", "time", "he set off"),
        ("turned", "time", "he was turned round"),
    ),
    # One row per window that a customer was promised, written when somebody arrives, another one is promised, or at the horizon.
    "appointments": columns(
        ("call", "id", "call that it is for"),
        ("booked", "time", "it was promised"),
        ("begin", "hours", "beginning of the window; may lie beyond the horizon"),
        ("end", "hours", "its end; may lie beyond the horizon"),
        ("arrived", "time", "somebody came; empty where nobody did"),
    ),
    # One row per stretch in which a work order stood in the dispatch queue in vain: the hours for it ended, and nobody had been sent.
    "held_back": columns(
        ("call", "id", "call that waits"),
        ("asked", "time", "its work order (re)joined the dispatch queue"),
        ("withdrawn", "time", "it was taken out again, until the next hours for it"),
    ),
    # One row per work order that was open at the start.
    "backlog": columns(
        ("call", "id", "call that it is for; its fault lies before the start"),
        ("age", "hours", "time since it was reported, at the start; counts as waiting for a technician"),
    ),
    # One row per time that a technician was sent into a territory that is not his own.
    "helped": columns(
        ("technician", "code:technician", "who was sent"),
        ("site", "code:site", "where to"),
        ("at", "time", "when"),
        ("waiting", "count", "orders of his kinds of work that waited in that territory, this one included"),
    ),
}
