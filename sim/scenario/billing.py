"""What may be said about billing: when invoices leave, when and whether they are paid, and what nobody writes down."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.values import NOTHING, Law, Section
from sim.units import Hours, PerYear, PositiveHours, Share


class Leakage(Section):
    """Work that was done and that no visit report tells of, so that nobody bills it."""

    labour: Share = Field(
        0.0, description="share of the work orders whose hours are not written down; a flat rate is billed all the same"
    )
    parts: Share = Field(0.0, description="share of the parts used that are not written down")


class Billing(Section):
    """An invoice for each work order of which the customer bears anything, by the prices of his offer."""

    lag: Law = Field(
        NOTHING, description="time until an invoice is ready, from when the visit reports of its work order are in the office"
    )
    every: PositiveHours | None = Field(
        None,
        description="time between invoice runs, the first at the start; each invoice leaves as soon as it is ready if left out",
    )
    terms: Hours = Field(0.0, description="time that customers are given to pay, from when the invoice leaves")
    late: Law = Field(NOTHING, description="time beyond the terms after which they pay")
    disputed: Share = Field(0.0, description="share of the invoices that are disputed when they fall due")
    dispute: Law = Field(NOTHING, description="time by which a dispute holds up the payment")
    conceded: Share = Field(
        0.0, description="what is credited to the customer of an invoice that he disputes, when he pays the rest"
    )
    written_off: Share = Field(0.0, description="share of the invoices that are never paid")
    written_off_after: Hours = Field(0.0, description="time beyond the terms after which such an invoice is written off")
    interest: PerYear = Field(0.0, description="yearly cost of money that customers owe for closed work orders, invoiced or not")
    leakage: Leakage = Field(Leakage(), description="what is not written down, and so not billed")
    leakage_at_once: Leakage | None = Field(
        None, description="the same where visits are reported at once, without any delay; as 'leakage' if left out"
    )
