"""What may be said about who pays: what an offer includes, warranties, and claims on the maker and on suppliers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.values import NOTHING, Law, Section
from sim.units import Markup, Money, MoneyPerHour, PositiveHours, Share


class Includes(Section):
    """What an offer covers of what the warranty leaves; the customer is billed for the rest."""

    labour: Share = Field(1.0, description="share of the labour of breakdown calls")
    travel: Share = Field(1.0, description="share of their call-outs")
    parts: Share = Field(1.0, description="share of the parts that they use")
    maintenance: Share = Field(1.0, description="share of planned maintenance: its labour, call-outs and parts")


class Claims(Section):
    """How claims are filed, decided and paid."""

    filing: Law = Field(NOTHING, description="time until a claim is filed, from the moment from which it may be")
    file_within: PositiveHours | None = Field(
        None,
        description="time from the closing of the call (of a returned unit: from its removal) within which it must be filed; no limit if left out",
    )
    validation: Law = Field(NOTHING, description="time from filing until it is decided")
    accepted: Share = Field(1.0, description="chance that a claim with nothing wrong about it is accepted")
    payment: Law = Field(NOTHING, description="time from the decision until an accepted claim is paid")
    cost: Money = Field(0.0, description="our own cost of each claim filed")
    checked: bool = Field(
        True,
        description="claims are filed only for what is covered; if false for every failure, and those that are not covered are denied",
    )


class MakerClaims(Claims):
    """What the maker reimburses of his warranty to us, who give service in his name."""

    proof: Literal["none", "received"] = Field(
        "none", description="received: filed only once all defective units that the call owes have been received"
    )
    labour_price: MoneyPerHour = Field(0.0, description="what he pays for an hour of diagnosis and repair; rework is ours")
    call_out: Money = Field(0.0, description="what he pays for each call that is visited")
    parts_markup: Markup = Field(0.0, description="what he pays for parts on top of their price, as for handling")


class Warranty(Section):
    """What the warranty of an asset type covers; faults that come within it count, whenever they are repaired."""

    length: PositiveHours = Field(description="time from the sale of an asset, or from the renewal of its warranty")
    labour: Share = Field(1.0, description="share of the labour that it covers")
    travel: Share = Field(1.0, description="share of the call-out that it covers")
    parts: Share = Field(1.0, description="share of the parts that it covers")
    excludes: list[str] = Field(
        default_factory=list, description="failure modes of the type, and parts, that it does not cover, such as wear and misuse"
    )
    kind: Literal["free", "pro_rata", "renewing"] = Field(
        "free",
        description="free: the shares hold to its end; pro_rata: they fall evenly to nothing, and so does the refund; renewing: it starts again "
        "whenever a call that it covers is closed",
    )
    refund: Money = Field(
        0.0,
        description="paid to the customer at the first failure that it covers, when the call is closed; the warranty ends with it",
    )
    claims: MakerClaims | None = Field(
        None, description="what the maker reimburses; an extension by an offer stays with us. All of it is ours if left out"
    )


class SupplierWarranty(Claims):
    """What the supplier of a part pays for units that fail early."""

    length: PositiveHours = Field(
        description="time from the closing of the call that put such a part into that asset last, or else from the sale of the asset"
    )
    pays: Share = Field(1.0, description="share of the part's price that he pays")
    proof: Literal["none", "received", "returned"] = Field(
        "none",
        description="received: the defective unit must have been received and inspected; returned: it must go back to him (the disposition "
        "'supplier return'). Units that inspection finds without fault are then not claimed, or denied",
    )
