"""Facts about customers: what they have signed."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

CUSTOMERS: dict[str, tuple[Column, ...]] = {
    # One row per contract, written when it ends, or at the horizon as running; none where no contract ever ends.
    "contracts": columns(
        ("site", "code:site", "customer"),
        ("offer", "code:offer", "what he has signed"),
        ("number", "count", "1 for his first contract in the run"),
        ("begins", "hours", "from when on it holds; below 0: signed before the start"),
        ("ends", "time", "it ended; empty while it runs"),
        ("why", "code:contract_end", "what became of it"),
    ),
}
