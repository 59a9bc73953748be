"""Facts about the configuration of machines, and about the end of their lives."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

MACHINES: dict[str, tuple[Column, ...]] = {
    # One row per machine of a type with revisions at the start, and one whenever its revision changes or the office finds it out.
    "configurations": columns(
        ("asset", "id", "row of the asset in the assets table"),
        ("at", "time", "from when on"),
        ("revision", "code:revision", "revision that it has, written 'asset_type.revision'"),
        ("known_by", "code:known_by", "how the office knows it, or that it does not"),
    ),
    # One row per machine that was taken for another revision until somebody came.
    "wrong_revisions": columns(
        ("call", "id", "call on whose visit it was found out"),
        ("asset", "id", "row of the asset in the assets table"),
        ("at", "time", "end of that visit"),
        ("taken_for", "code:revision", "revision that the office took it for"),
        ("revision", "code:revision", "revision that it has"),
        ("packed", "flag", "parts differ, and those of the other revision stood in the work order"),
        ("missed", "flag", "the visit ended without the part that was needed because of that"),
    ),
    # One row per retrofit that is done, and one per visit of a campaign to a machine that turned out to have another revision.
    "retrofits": columns(
        ("call", "id", "its own call, or the one with which it was done"),
        ("asset", "id", "row of the asset in the assets table"),
        ("retrofit", "code:mode", "which one, written 'asset_type.retrofit'"),
        ("at", "time", "when the call was closed"),
        ("own_visit", "flag", "by a visit of its own"),
        ("done", "flag", "the machine has the new revision from then on; else it needed none"),
    ),
    # One row per machine that was replaced by a new one or refurbished, written when the work on it is done.
    "renewed_assets": columns(
        ("call", "id", "planned work that did it"),
        ("asset", "id", "row of the asset in the assets table"),
        ("decided", "time", "it was decided"),
        ("at", "time", "it was done"),
        ("why", "code:renewed_for", "what the decision was made by"),
        ("age", "hours", "its age then, since it was new; what refurbishments took away left out"),
        ("refurbished", "flag", "the same machine, younger; else a new one"),
        ("price", "money", "what it cost"),
    ),
}
