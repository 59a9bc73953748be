"""Random revisions of machines, what is known of them, and retrofits."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
SHARES = st.sampled_from([0, 0.3, 0.7, 1])


@st.composite
def configurations(draw: st.DrawFn, tree: Tree) -> Tree:
    """The same scenario with machines of several revisions, one time in three."""
    if draw(st.integers(0, 2)):
        return tree
    kinds = {name: dict(kind) for name, kind in tree["asset_types"].items()}
    parts = {name: dict(part) for name, part in tree["parts"].items()}
    kind = kinds[draw(st.sampled_from(sorted(kinds)))]
    share = draw(st.sampled_from([0.25, 0.5, 1]))
    kind["revisions"] = {
        "A": {"share": share},
        "B": {
            "share": 1 - share,
            "failures": {name: draw(revised(mode, sorted(parts))) for name, mode in kind["failures"].items()},
        },
    }
    if draw(st.booleans()):
        kind["retrofits"] = {name: draw(retrofits(sorted(parts))) for name in draw(st.sampled_from([["kit"], ["kit", "cover"]]))}
    if draw(st.booleans()):
        parts[draw(st.sampled_from(sorted(parts)))]["fits"] = draw(st.sampled_from([["A"], ["B"], ["A", "B"]]))
    known = {
        "known": draw(SHARES),
        "audited": draw(SHARES),
        "audit_at": draw(st.sampled_from(["0 h", "90 h"])),
        "audit_cost": "9 EUR",
    }
    return {**tree, "asset_types": kinds, "parts": parts, "configuration": known}


@st.composite
def revised(draw: st.DrawFn, mode: Tree, parts: list[str]) -> Tree:
    """What differs in a failure mode."""
    changes: Tree = {}
    if draw(st.booleans()):
        changes["parts"] = {part: {} for part in draw(st.lists(st.sampled_from(parts), unique=True, max_size=2))}
    law = mode["law"]
    if isinstance(law, dict) and "exponential" in law and draw(st.booleans()):
        changes["law"] = {"exponential": {"mtbf": "77 h"}}
    if draw(st.booleans()):
        changes["repair"] = "90 min"
    return changes


@st.composite
def retrofits(draw: st.DrawFn, parts: list[str]) -> Tree:
    """A retrofit, from A to B or back."""
    source, to = draw(st.permutations(["A", "B"]))
    found: Tree = {
        "from": source,
        "to": to,
        "kit": {part: draw(st.integers(1, 2)) for part in draw(st.lists(st.sampled_from(parts), unique=True, max_size=2))},
        "duration": draw(st.sampled_from(["0 h", "3 h", {"exponential": "2 h"}])),
        "begins": draw(st.sampled_from(["0 h", "60 h"])),
    }
    if draw(st.booleans()):
        found |= {"when": "campaign", "per_month": draw(st.sampled_from([3, 40]))}
    if draw(st.booleans()):
        found["until"] = "400 h"
    return found
