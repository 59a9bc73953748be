"""Facts about customers: what they have signed, what they think, and what they complain about."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

CUSTOMERS: dict[str, tuple[Column, ...]] = {
    # One row per contract, written when it ends, or at the horizon as running; none where no contract ever ends and nobody may sign up.
    "contracts": columns(
        ("site", "code:site", "customer"),
        ("offer", "code:offer", "what he has signed"),
        ("number", "count", "1 for his first contract in the run"),
        ("begins", "hours", "from when on it holds; below 0: signed before the start"),
        ("ends", "time", "it ended; empty while it runs"),
        ("why", "code:contract_end", "what became of it"),
    ),
    # One row per prospect whom a channel has asked.
    "sign_ups": columns(
        ("channel", "code:channel", "who asked him"),
        ("number", "count", "1 for the channel's first prospect of the run"),
        ("asked", "time", "when"),
        ("offer", "code:offer", "what he was offered"),
        ("threshold", "number", "his luck: he signs where the channel's acceptance at the offer's price is above it"),
        ("signed", "flag", "he signed"),
        ("site", "code:site", "his site; none where he did not sign, or his machines come after the horizon"),
        ("begins", "hours", "his machines are installed and his contract begins; empty where he did not sign"),
    ),
    # One row per change of a customer's score, where a scenario asks for it: after each breakdown call, and each answer to a complaint.
    "satisfaction": columns(
        ("site", "code:site", "customer"),
        ("at", "time", "when"),
        ("call", "id", "call that closed, or that he had complained about"),
        ("why", "code:opinion", "what moved it most"),
        ("before", "number", "score until then, 0 to 100"),
        ("after", "number", "score from then on"),
    ),
    # One row per complaint, written when it is answered, or at the horizon as open.
    "complaints": columns(
        ("complaint", "id", "number of the complaint within the run"),
        ("call", "id", "call that it is about"),
        ("site", "code:site", "who complains"),
        ("mode", "code:mode", "failure mode of the call"),
        ("cause", "code:opinion", "the call's largest loss of points"),
        ("raised", "time", "when"),
        ("answered", "time", "answered; empty while open"),
        ("cost", "money", "what the answer cost"),
    ),
    # One row per corrective action that a review has decided.
    "corrective_actions": columns(
        ("action", "code:action", "which"),
        ("decided", "time", "at a review"),
        ("complaints", "count", "complaints of its cause and failure modes so far"),
        ("effective", "hours", "from when on it works; may lie beyond the horizon"),
        ("cost", "money", "what it costs, once"),
    ),
}
