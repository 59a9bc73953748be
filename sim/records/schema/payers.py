"""Facts about who pays for a closed call, and whether he has."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

PAYERS: dict[str, tuple[Column, ...]] = {
    # One row per thing paid for at a closed call, where there is a warranty or an offer that does not include everything.
    "settlements": columns(
        ("call", "id", "closed call"),
        ("item", "code:item", "labour and travel of the call, each of its parts, or a refund"),
        ("part", "code:part", "part, of a row for parts"),
        ("at", "time", "the call was closed, and what is billed is billed"),
        ("age", "hours", "age of the warranty at the fault; empty where the asset type has none"),
        (
            "cost",
            "money",
            "what it costs us: technicians' hours of all visits, their kilometres, the part at its price with the freight of its supply",
        ),
        ("value", "money", "what the customer would pay for it if nothing were covered, by the prices of the offer"),
        ("warranty", "number", "share that the warranty bears"),
        ("contract", "number", "share that the offer includes"),
        ("customer", "number", "share that the customer bears; the three add up to one"),
        ("billed", "money", "the customer's share of the value"),
    ),
    # One row per closed work order of which anything was settled, where billing is stated, as far as its invoice has come by the horizon.
    "invoices": columns(
        ("invoice", "id", "number of the invoice within the run"),
        ("call", "id", "closed call"),
        ("closed", "time", "the call was closed"),
        ("labour", "money", "billed for hours"),
        ("travel", "money", "billed for the call-out"),
        ("parts", "money", "billed for parts"),
        ("flat", "money", "billed as a flat rate"),
        ("amount", "money", "what the customer is asked for: the four together"),
        ("included", "money", "what the rest would cost him, which warranty and offer bear"),
        ("leaked", "money", "what he would have been asked for besides if it had been written down"),
        ("sent", "time", "it left; empty before, and where there is nothing to ask for"),
        ("disputed", "time", "the customer disputed it; empty where he does not"),
        ("credited", "money", "taken back of the amount when he paid"),
        ("paid", "time", "when; empty while it is not"),
        ("written_off", "time", "nobody expects it to be paid any more"),
    ),
    # One row per claim on the maker or on a supplier, as far as it has come by the horizon.
    "claims": columns(
        ("claim", "id", "number of the claim within the run"),
        ("call", "id", "call it is about"),
        ("core", "id", "core it is about, in the cores table; −1 where it is about a call, or a part that does not come back"),
        ("part", "code:part", "part that failed; 'none' in a claim on the maker, which is about the whole call"),
        ("payer", "code:payer", "whom it is made on"),
        ("amount", "money", "what is claimed"),
        ("arose", "time", "the call was closed, or the unit taken out"),
        ("filed", "time", "when; empty where it has not been, or has lapsed"),
        ("decided", "time", "accepted or denied, or lapsed for want of proof; empty while open"),
        ("accepted", "flag", "it is or will be paid in full"),
        ("denial", "code:denial", "why it was denied"),
        ("paid", "time", "when; empty while it is not"),
        ("cost", "money", "what filing it costs us"),
    ),
}
