"""Facts about hidden defects: what became of them, who looked, what sensors said, and what was done."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

HEALTH: dict[str, tuple[Column, ...]] = {
    # One row per defect, written when it is over, or at the horizon as open.
    "defects": columns(
        ("asset", "id", "row of the asset in the assets table"),
        ("mode", "code:mode", "failure mode that it announces"),
        ("life", "count", "number of the life, from new to failure, that it ends"),
        ("arose", "time", "it can be seen from now on"),
        ("ended", "time", "it was removed, or the asset failed; empty while it is there"),
        ("stage", "count", "stage that it had come to, the first that can be seen being 1"),
        ("ending", "code:defect_end", "what became of it"),
        ("call", "id", "work order that removed it, or call about the failure; −1 for neither"),
    ),
    # One row per failure mode that a task has looked at, written when the task is done.
    "condition_checks": columns(
        ("call", "id", "task that looked"),
        ("asset", "id", "row of the asset in the assets table"),
        ("mode", "code:mode", "failure mode that it looked at"),
        ("at", "time", "when"),
        ("stage", "count", "true stage; 0 for a sound asset"),
        ("seen", "flag", "there is a defect, and it was seen"),
        ("acted", "flag", "it is to be removed"),
    ),
    # One row per work order to remove a defect, written when it is closed.
    "prevention": columns(
        ("call", "id", "work order in the calls table"),
        ("asset", "id", "row of the asset in the assets table"),
        ("mode", "code:mode", "failure mode that it was to prevent"),
        ("at", "time", "when it was closed"),
        ("result", "code:prevention_result", "what came of it"),
    ),
    # One row per alarm, written when something has become of it, or at the horizon as waiting.
    "alarms": columns(
        ("alarm", "id", "number of the alarm within the run"),
        ("asset", "id", "row of the asset in the assets table"),
        ("mode", "code:mode", "failure mode that it warns of"),
        ("raised", "time", "when it came in"),
        ("true", "flag", "there is a defect"),
        ("at", "time", "when something became of it; empty while it waits"),
        ("handled", "code:alarm_end", "what became of it"),
        ("call", "id", "work order that it led to, or that was open already; −1 for none"),
    ),
    # One row per piece of work done by a technician who was at the asset already, written when he begins it.
    "same_visits": columns(
        ("call", "id", "work order that needed no journey of its own"),
        ("technician", "code:technician", "who stayed for it"),
        ("after", "id", "call that had brought him, or that he had seen to just before"),
        ("at", "time", "when"),
    ),
}
