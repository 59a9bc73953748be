"""Stock of one part at one stocking location: shelf, pipeline and what is owed."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from sim.records import MOVEMENTS, Recorder

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.forecast_stock import ForecastStock, OutlookView
    from sim.policies.replenishment import StockRule, StockView
    from sim.system.books import Books
    from sim.system.dock import Dock
    from sim.system.kits import Pack
    from sim.system.lanes import Lane, ReplenishmentOrder
    from sim.system.suppliers import Market

(
    INITIAL,
    ISSUE,
    RECEIPT,
    FILLED,
    OWED,
    ORDERED,
    CORE_DUE,
    CORE_REPAIRED,
    CORE_SCRAPPED,
    TAKEN_BACK,
    CORE_GIVEN_UP,
    WRITTEN_OFF,
    HARVESTED,
    LOST,
    CORRECTED,
    CARD_LOST,
    CARD_FOUND,
    WITHDRAWN,
    KIT_OPENED,
    FROM_KIT,
    SOLD,
) = range(len(MOVEMENTS))
REPLENISHMENT_PRIORITY = 10
"""Refills of lower echelons wait behind every call that waits for the same part."""


class Claim:
    """Units owed to a call or to a lower echelon."""

    __slots__ = ("bad", "missing", "on_filled", "quantity")

    def __init__(self, quantity: int, on_filled: Callable[[], None]) -> None:
        self.quantity = quantity
        self.missing = quantity
        """units not yet set aside; none: settled"""
        self.bad = 0
        """units set aside that nobody knows to be defective"""
        self.on_filled = on_filled


class Ask:
    """A claim on another location of the group, which this shelf may fill first."""

    __slots__ = ("claim", "hold_back", "on_given")

    def __init__(self, claim: Claim, hold_back: int, on_given: Callable[[Shelf], None]) -> None:
        self.claim = claim
        self.hold_back = hold_back
        """units that stay here"""
        self.on_given = on_given


class Shelf:
    """One part at one location. Its rule sees it as a `StockView`."""

    __slots__ = (
        "_asked",
        "_claims",
        "_keep",
        "_pack",
        "_sequence",
        "_wanted",
        "backorders",
        "bad",
        "bad_out",
        "begin_reviews",
        "books",
        "dock",
        "kernel",
        "lane",
        "leaving",
        "level",
        "listeners",
        "location",
        "market",
        "on_call_waits",
        "on_hand",
        "on_order",
        "orders_placed",
        "packs",
        "part",
        "place_order",
        "position",
        "reserve",
        "reserved_for",
        "rule",
        "rules_followed",
        "seen",
        "units_hurried",
    )

    lane: Lane
    """who refills it, and how long that takes; the first of the suppliers where there are several"""
    place_order: Callable[[Shelf, int], int]
    """orders units at least, and says how many are coming"""
    begin_reviews: Callable[[Shelf], None]
    """starts to look at the shelf at set times, the first time now"""

    def __init__(self, kernel: Kernel, movements: Recorder, location: int, part: int, rule: StockRule) -> None:
        self.kernel = kernel
        self._keep, self._pack = movements.keep, movements.pack
        self._wanted: Callable[[StockView], int] | None
        """asks a rule that looks after every change how many units to order"""
        self.location = location
        self.part = part
        self.books: Books | None = None
        """set where they may err: units go missing, or cards get lost"""
        self.seen: StockView = self
        """what rules and dispatchers see: the books, where they may err"""
        self._obey(rule)
        self.rules_followed = 0
        """rules that were followed before this one"""
        self.listeners: list[Callable[[], None]] | None = None
        """who is told of every change"""
        self.bad: list[int] | None = None
        """units on hand that nobody knows to be defective, each by how many leave before it; None where there are none such"""
        self.bad_out = 0
        """... among those last handed out"""
        self.on_hand = 0
        self.on_order = 0
        self.backorders = 0
        self.position = 0
        """on hand + on order − backorders"""
        self.level = 0
        """order-up-to level of the last review, for rules that have it worked out"""
        self.orders_placed = 0
        self.packs: list[Pack] | None = None
        """kits here that may be opened for this part"""
        self.market: Market | None = None
        """suppliers with terms of their own, or several of them"""
        self.reserve = 0
        """the last units, kept for calls of some urgency"""
        self.reserved_for = 0
        """least urgent priority that may take them"""
        self.dock: Dock | None = None
        """where orders come in"""
        self.leaving: list[ReplenishmentOrder] = []
        """orders in fulfilment at their source: set aside there, and not on the way yet"""
        self.units_hurried = 0
        """units that hurry here because calls wait for them"""
        self.on_call_waits: Callable[[Shelf], None] | None = None
        """called when a call begins to wait, where something can be hurried"""
        self._claims: list[tuple[int, int, Claim]] = []
        self._asked: list[tuple[int, int, Ask]] = []
        """claims on other locations of the group, where stock is owed by all of them together"""
        self._sequence = 0

    @property
    def lanes(self) -> list[Lane]:
        """All lanes that end here, those of express carriers, too."""
        ways = [self.lane] if self.market is None else [offer.lane for offer in self.market.offers]
        return [each for lane in ways for each in (lane, lane.express) if each is not None]

    # ------------------------------------------------------------------ demand
    def take(self, quantity: int, priority: int = REPLENISHMENT_PRIORITY) -> bool:
        """Issue units if all are on hand, not kept for others, and nobody is owed any."""
        if self.reserve:
            if not self._has(quantity, priority):
                return self._refuse(quantity, priority)
        elif self.on_hand < quantity or self._claims:
            return self._refuse(quantity, priority)
        self.on_hand -= quantity
        self.position -= quantity
        self._changed(ISSUE, -quantity)
        return True

    def _refuse(self, quantity: int, priority: int) -> bool:
        """Nothing is issued, unless there is a kit to open; who stands in front of the shelf may notice that the books are wrong."""
        for pack in self.packs or ():
            kits = self._kits_for(pack, quantity, priority)
            if kits:
                pack.open(self, kits, quantity - self.on_hand + (self.reserve if priority > self.reserved_for else 0))
                self.on_hand -= quantity
                self.position -= quantity
                self._changed(ISSUE, -quantity)
                pack.serve_others(self)
                return True
        if self.books is not None:
            self.books.found_short(quantity)
        return False

    def can_give(self, quantity: int, priority: int) -> bool:
        """Would `take` issue them?"""
        return self._has(quantity, priority) or any(self._kits_for(pack, quantity, priority) for pack in self.packs or ())

    def _kits_for(self, pack: Pack, quantity: int, priority: int) -> int:
        """Kits to open so that there are so many units; 0 where there are not enough kits, or others wait for what is in them."""
        kept = self.reserve if priority > self.reserved_for else 0
        kits = pack.needed(self, quantity - self.on_hand + kept)
        return kits if not self._claims and kits > 0 and pack.kits.can_give(kits, priority) else 0

    def _has(self, quantity: int, priority: int) -> bool:
        """Are they on hand? Who may use the reserve passes by those who wait outside it."""
        if not self.reserve or priority > self.reserved_for:
            return self.on_hand - self.reserve >= quantity and not self._claims
        return self.on_hand >= quantity and not (self._claims and self._claims[0][0] <= self.reserved_for)

    def take_back(self, quantity: int, movement: int = TAKEN_BACK) -> None:
        """Units that were issued come back unused, or units come that nobody has ordered."""
        self.on_hand += quantity
        self.position += quantity
        self._changed(movement, quantity)
        self._serve()

    def owe(self, quantity: int, priority: int, on_filled: Callable[[], None]) -> Claim:
        """Promise units that are not there: first come first served within a priority class.

        What is on hand is set aside at once; `on_filled` is called when all units are.
        """
        claim = Claim(quantity, on_filled)
        self._sequence += 1
        heappush(self._claims, (priority, self._sequence, claim))
        self.backorders += quantity
        self.position -= quantity
        self._changed(OWED, quantity)
        self._serve()
        if self.packs is not None and claim.missing:
            self.open_for_claims()
        if self.books is not None and claim.missing:
            self.books.found_short(1)
        if self.on_call_waits is not None and claim.missing and priority < REPLENISHMENT_PRIORITY:
            self.on_call_waits(self)
        return claim

    def ask(self, claim: Claim, priority: int, hold_back: int, on_given: Callable[[Shelf], None]) -> None:
        """Another location owes units: whoever of the group has them first gives them; `on_given` is called with the giver."""
        self._sequence += 1
        heappush(self._asked, (priority, self._sequence, Ask(claim, hold_back, on_given)))

    def pass_on(self, claim: Claim, on_filled: Callable[[], None]) -> None:
        """Another location served who waited here: its units are owed to that one now, behind everybody who waits."""
        self._sequence += 1
        heappush(self._claims, (REPLENISHMENT_PRIORITY, self._sequence, Claim(claim.quantity, on_filled)))
        claim.missing = 0
        self._drop_settled()

    def withdraw(self, claim: Claim) -> None:
        """Who waited for units, and none of them set aside yet, waits no more."""
        self.backorders -= claim.missing
        self.position += claim.missing
        units, claim.missing = claim.missing, 0
        self._drop_settled()
        self._changed(WITHDRAWN, units)

    def _drop_settled(self) -> None:
        while self._claims and not self._claims[0][2].missing:
            heappop(self._claims)

    def owed_to_calls(self) -> int:
        """Units that calls wait for, beyond what is on hand."""
        owed = sum(claim.missing for priority, _, claim in self._claims if priority < REPLENISHMENT_PRIORITY)
        return owed - self.on_hand

    def _serve(self) -> None:
        """Give what is on hand to those who wait."""
        while self.on_hand and (self._claims or self._asked):
            if self._asked and self._help_out():
                continue
            if not self._claims:
                return
            priority, _, claim = self._claims[0]
            free = self.on_hand
            if self.reserve and priority > self.reserved_for:
                free -= self.reserve
                if free <= 0:
                    return
            given = min(free, claim.missing)
            self.on_hand -= given
            self.backorders -= given
            claim.missing -= given
            if not claim.missing:
                self._drop_settled()
            self._changed(FILLED, -given)
            claim.bad += self.bad_out
            if not claim.missing:
                self.bad_out = claim.bad
                claim.on_filled()

    def _help_out(self) -> bool:
        """Give to who waits elsewhere in the group and has waited longest; False when nobody does, or not enough is on hand.

        A claim is filled in one piece, and only while the location that owes it has set nothing aside for it. What is given here comes
        back from there, so it is on order, and the rule need not order it.
        """
        while self._asked:
            priority, sequence, ask = self._asked[0]
            claim = ask.claim
            if claim.missing < claim.quantity:
                heappop(self._asked)
                continue
            if self._claims and self._claims[0][:2] < (priority, sequence):
                return False
            kept = max(ask.hold_back, self.reserve if priority > self.reserved_for else 0)
            if self.on_hand - claim.quantity < kept:
                return False
            heappop(self._asked)
            self.on_hand -= claim.quantity
            self.on_order += claim.quantity
            self._changed(ISSUE, -claim.quantity)
            ask.on_given(self)
            return True
        return False

    # ------------------------------------------------------------------ kits
    def open_kits(self, kits: int) -> None:
        """Kits are opened for what is in them."""
        self.on_hand -= kits
        self.position -= kits
        self._changed(KIT_OPENED, -kits)

    def unpack(self, units: int) -> None:
        """Units come out of a kit; whoever opened it says who gets them."""
        self.on_hand += units
        self.position += units
        self._changed(FROM_KIT, units)

    def open_for_claims(self) -> None:
        """Open kits for those who wait, as far as there are any."""
        for pack in self.packs or ():
            if self._claims:
                kits = pack.needed(self, self.backorders)
                while kits and not pack.kits.can_give(kits, self._claims[0][0]):
                    kits -= 1
                if kits:
                    pack.open(self, kits, self.backorders)
                    self._serve()
                    pack.serve_others(self)

    def serve(self) -> None:
        """Give what is on hand to those who wait."""
        self._serve()

    # ------------------------------------------------------------------ losses
    def lose(self) -> None:
        """A unit is gone. Nobody notices: the books, and so the rule, see the shelf as before."""
        self.on_hand -= 1
        self.position -= 1
        self._record(LOST, -1)
        assert self.books is not None
        self.books.follow_up()

    def put_right(self, units: int) -> None:
        """The books had units that are gone; now the rule knows."""
        self._changed(CORRECTED, -units)

    def drop_cards(self, cards: int) -> None:
        """Cards got lost on their way to the source: nothing is ordered for them, and nobody knows."""
        self._record(CARD_LOST, -cards)

    def forget_cards(self, cards: int) -> None:
        """Cards that had got lost are of no use any more, for another rule is in force."""
        self._record(CARD_FOUND, cards)

    def find_cards(self, cards: int) -> None:
        """Cards that had got lost are replaced; the rule sends them off where their containers are not full."""
        self._changed(CARD_FOUND, cards)

    # ------------------------------------------------------------------ supply
    def open(self) -> None:
        """Put the opening stock on the shelf."""
        self.on_hand = self.position = self.opening()
        self._changed(INITIAL, self.on_hand)

    def opening(self) -> int:
        """Units on the shelf at the start."""
        return self.rule.opening()

    def receive(self, quantity: int) -> None:
        """A replenishment order arrives."""
        self.on_order -= quantity
        self.on_hand += quantity
        self._changed(RECEIPT, quantity)
        if self._claims or self._asked:
            self._serve()

    def write_off(self, quantity: int) -> None:
        """Units on the shelf that nobody will ask for are scrapped."""
        self.on_hand -= quantity
        self.position -= quantity
        self._changed(WRITTEN_OFF, -quantity)

    def sell(self, quantity: int) -> None:
        """Units on the shelf leave the company."""
        self.on_hand -= quantity
        self.position -= quantity
        self._changed(SOLD, -quantity)

    def put_bad(self, units: int) -> None:
        """Of the units that arrive next so many are defective, and nobody knows; first in, first out."""
        if units:
            self.bad = [*(self.bad or ()), *range(self.on_hand, self.on_hand + units)]

    def _hand_out(self, units: int) -> None:
        """The units that have been here longest leave; see which of them are bad."""
        assert self.bad is not None
        self.bad_out = sum(ahead < units for ahead in self.bad)
        self.bad = [ahead - units for ahead in self.bad if ahead >= units]

    def expect_core(self, quantity: int) -> None:
        """Units will come back repaired: they count as on order."""
        self.on_order += quantity
        self.position += quantity
        self._changed(CORE_DUE, quantity)

    def receive_core(self) -> None:
        """A repaired unit arrives."""
        self.on_order -= 1
        self.on_hand += 1
        self._changed(CORE_REPAIRED, 1)
        self._serve()

    def give_up_core(self, movement: int = CORE_SCRAPPED) -> None:
        """A unit that was expected back is scrapped, or has not come for too long."""
        self.on_order -= 1
        self.position -= 1
        self._changed(movement, 1)

    def go_by(self, books: Books) -> None:
        """From now on the rule sees the books, which may err."""
        self.books = self.seen = books
        self.tell(books.follow_up)

    def tell(self, listener: Callable[[], None]) -> None:
        """Tell somebody whenever this stock changes."""
        self.listeners = [*(self.listeners or ()), listener]

    def stop_telling(self, listener: Callable[[], None]) -> None:
        """Tell him no more."""
        assert self.listeners is not None
        self.listeners = [each for each in self.listeners if each != listener] or None

    def follow(self, rule: StockRule) -> None:
        """From now on another rule decides; it looks at once. Open orders stay open, and what is too much is used up, not sent back."""
        if rule == self.rule:
            return
        self._obey(rule)
        self.rules_followed += 1
        if rule.review is None:
            self.review()
        else:
            self.begin_reviews(self)

    def _obey(self, rule: StockRule) -> None:
        self.rule = rule
        if self.books is not None:
            self.books.obey(rule)
        self._wanted = rule.order if rule.continuous else None

    def review(self) -> None:
        """Ask the rule, for rules that look at set times."""
        wanted = self.rule.order(self.seen)
        if wanted > 0 and self.books is not None:
            wanted = self.books.sent(wanted)
        if wanted > 0:
            self.orders_placed += 1
            coming = self.place_order(self, wanted)
            self.on_order += coming
            self.position += coming
            self._record(ORDERED, coming)
        if self.books is not None:
            self.books.follow_up()

    def order_besides(self, quantity: int) -> None:
        """Order units whatever the rule says."""
        self.orders_placed += 1
        coming = self.place_order(self, quantity)
        self.on_order += coming
        self.position += coming
        self._record(ORDERED, coming)

    def outlook(self, rule: ForecastStock) -> OutlookView:
        """What a planner would believe of the demand; only a shelf that is watched knows."""
        raise NotImplementedError

    def _changed(self, movement: int, quantity: int) -> None:
        """Ask the rule where it looks after every change, then record the state."""
        if self.bad is not None and quantity < 0:
            self._hand_out(-quantity)
        if self._wanted is not None:
            wanted = self._wanted(self.seen)
            if wanted > 0 and (self.books is None or (wanted := self.books.sent(wanted)) > 0):
                self.orders_placed += 1
                coming = self.place_order(self, wanted)
                self.on_order += coming
                self.position += coming
        self._keep(
            self._pack(
                self.kernel._now, self.location, self.part, movement, quantity, self.on_hand, self.on_order, self.backorders
            )
        )
        if self.listeners is not None:
            for listener in self.listeners:
                listener()

    def _record(self, movement: int, quantity: int) -> None:
        """Write the state down without asking the rule."""
        self._keep(
            self._pack(
                self.kernel._now, self.location, self.part, movement, quantity, self.on_hand, self.on_order, self.backorders
            )
        )
