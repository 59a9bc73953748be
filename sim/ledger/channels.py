"""What it costs to win customers."""

from __future__ import annotations

import numpy as np

from sim.ledger.book import Book
from sim.ledger.promises import contract_spells
from sim.results import Tables, channel_of_sites
from sim.units import HOURS_PER_YEAR


def book_channels(tables: Tables, book: Book) -> None:
    """Prospects and sign-ups when they are asked; commissions as long as customers stay."""
    asked = tables.raw("sign_ups")
    if not len(asked):
        return
    each, won, share = (tables.by_code("channel", key, 0.0) for key in ("cost_per_prospect", "cost_per_sign_up", "commission"))
    amount = each[asked["channel"]] + asked["signed"] * won[asked["channel"]]
    book.add("acquisition", "sign_ups", np.arange(len(asked)), asked["asked"], amount)
    row, begin, end, yearly = tables.once(contract_spells)
    owed = yearly * share[tables.once(channel_of_sites)[tables.raw("contracts")["site"][row]]]
    book.spread("commissions", "contracts", row, begin, end, owed / HOURS_PER_YEAR)
