"""Stock of one part at one stocking location: who gets units, who waits for them, and what its rule orders."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from sim.system.claims import REPLENISHMENT_PRIORITY, Ask, Claim
from sim.system.movements import (
    CORE_REPAIRED,
    FILLED,
    INITIAL,
    ISSUE,
    ORDERED,
    OWED,
    RECEIPT,
    TAKEN_BACK,
    WITHDRAWN,
)
from sim.system.stock_level import StockLevel

if TYPE_CHECKING:
    from sim.kernel import Kernel
    from sim.policies.forecast_stock import ForecastStock, OutlookView
    from sim.policies.replenishment import StockRule, StockView
    from sim.records import Recorder
    from sim.system.books import Books
    from sim.system.dock import Dock
    from sim.system.kits import Pack
    from sim.system.lanes import Lane, ReplenishmentOrder
    from sim.system.office import ReportedStock
    from sim.system.suppliers import Market


class Shelf(StockLevel):
    """One part at one location. Its rule sees it as a `StockView`."""

    __slots__ = (
        "_asked",
        "_enough",
        "_sequence",
        "_wanted",
        "begin_reviews",
        "books",
        "claims",
        "dock",
        "lane",
        "leaving",
        "level",
        "market",
        "on_call_waits",
        "orders_placed",
        "packs",
        "place_order",
        "reported",
        "reserve",
        "reserved_for",
        "rule",
        "rules_followed",
        "seen",
        "shown",
        "units_hurried",
        "waits_for_reports",
    )

    lane: Lane
    """who refills it, and how long that takes; the first of the suppliers where there are several"""
    place_order: Callable[[Shelf, int], int]
    """orders units at least, and says how many are coming"""
    begin_reviews: Callable[[Shelf], None]
    """starts to look at the shelf at set times, the first time now"""
    seen: StockView
    """what who stands in front of it believes: the books, where they may err"""
    reported: StockView
    """what its rule sees: that, or what visit reports tell of it"""
    shown: StockView
    """what dispatchers see: one of the two"""
    waits_for_reports: bool
    """its rule looks when a report comes in, not after every change"""

    def __init__(self, kernel: Kernel, movements: Recorder, location: int, part: int, rule: StockRule) -> None:
        super().__init__(kernel, movements, location, part)
        self._wanted: Callable[[StockView], int] | None
        """asks a rule that looks after every change how many units to order"""
        self._enough: float
        """inventory position from which on it need not be asked; the books never tell it of less"""
        self.books: Books | None = None
        """set where they may err: units go missing, or cards get lost"""
        self.seen = self.reported = self.shown = self
        self.waits_for_reports = False
        self._obey(rule)
        self.rules_followed = 0
        """rules that were followed before this one"""
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
        self.claims: list[tuple[int, int, Claim]] = []
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
            if not self.has(quantity, priority):
                return self._refuse(quantity, priority)
        elif self.on_hand < quantity or self.claims:
            return self._refuse(quantity, priority)
        self.on_hand -= quantity
        self.position -= quantity
        self.changed(ISSUE, -quantity)
        return True

    def _refuse(self, quantity: int, priority: int) -> bool:
        """Nothing is issued, unless there is a kit to open; who stands in front of the shelf may notice that the books are wrong."""
        if self.packs is None and self.books is None:
            return False
        for pack in self.packs or ():
            kits = pack.kits_for(self, quantity, priority)
            if kits:
                pack.open(self, kits, quantity - self.on_hand + (self.reserve if priority > self.reserved_for else 0))
                self.on_hand -= quantity
                self.position -= quantity
                self.changed(ISSUE, -quantity)
                pack.serve_others(self)
                return True
        if self.books is not None:
            self.books.found_short(quantity)
        return False

    def can_give(self, quantity: int, priority: int) -> bool:
        """Would `take` issue them?"""
        return self.has(quantity, priority) or any(pack.kits_for(self, quantity, priority) for pack in self.packs or ())

    def has(self, quantity: int, priority: int) -> bool:
        """Are they on hand? Who may use the reserve passes by those who wait outside it."""
        if not self.reserve or priority > self.reserved_for:
            return self.on_hand - self.reserve >= quantity and not self.claims
        return self.on_hand >= quantity and not (self.claims and self.claims[0][0] <= self.reserved_for)

    def take_back(self, quantity: int, movement: int = TAKEN_BACK) -> None:
        """Units that were issued come back unused, or units come that nobody has ordered."""
        self.move(quantity, movement)
        self.serve()

    def owe(self, quantity: int, priority: int, on_filled: Callable[[], None]) -> Claim:
        """Promise units that are not there: first come first served within a priority class.

        What is on hand is set aside at once; `on_filled` is called when all units are.
        """
        claim = Claim(quantity, on_filled)
        self._sequence += 1
        heappush(self.claims, (priority, self._sequence, claim))
        self.backorders += quantity
        self.position -= quantity
        self.changed(OWED, quantity)
        self.serve()
        if self.packs is not None and claim.missing:
            for pack in self.packs:
                pack.open_for_claims(self)
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
        heappush(self.claims, (REPLENISHMENT_PRIORITY, self._sequence, Claim(claim.quantity, on_filled)))
        claim.missing = 0
        self._drop_settled()

    def withdraw(self, claim: Claim) -> None:
        """Who waited for units, and none of them set aside yet, waits no more."""
        self.backorders -= claim.missing
        self.position += claim.missing
        units, claim.missing = claim.missing, 0
        self._drop_settled()
        self.changed(WITHDRAWN, units)

    def _drop_settled(self) -> None:
        while self.claims and not self.claims[0][2].missing:
            heappop(self.claims)

    def owed_to_calls(self) -> int:
        """Units that calls wait for, beyond what is on hand."""
        owed = sum(claim.missing for priority, _, claim in self.claims if priority < REPLENISHMENT_PRIORITY)
        return owed - self.on_hand

    def serve(self) -> None:
        """Give what is on hand to those who wait."""
        while self.on_hand and (self.claims or self._asked):
            if self._asked and self._help_out():
                continue
            if not self.claims:
                return
            priority, _, claim = self.claims[0]
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
                heappop(self.claims)
                if self.claims:
                    self._drop_settled()
            self.changed(FILLED, -given)
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
            if self.claims and self.claims[0][:2] < (priority, sequence):
                return False
            kept = max(ask.hold_back, self.reserve if priority > self.reserved_for else 0)
            if self.on_hand - claim.quantity < kept:
                return False
            heappop(self._asked)
            self.on_hand -= claim.quantity
            self.on_order += claim.quantity
            self.changed(ISSUE, -claim.quantity)
            ask.on_given(self)
            return True
        return False

    # ------------------------------------------------------------------ supply
    def open(self) -> None:
        """Put the opening stock on the shelf."""
        self.on_hand = self.position = self.opening()
        self.changed(INITIAL, self.on_hand)

    def opening(self) -> int:
        """Units on the shelf at the start."""
        return self.rule.opening()

    def receive(self, quantity: int) -> None:
        """A replenishment order arrives."""
        self.on_order -= quantity
        self.on_hand += quantity
        self.changed(RECEIPT, quantity)
        if self.claims or self._asked:
            self.serve()

    def receive_core(self) -> None:
        """A repaired unit arrives."""
        self.on_order -= 1
        self.on_hand += 1
        self.changed(CORE_REPAIRED, 1)
        self.serve()

    def go_by(self, books: Books) -> None:
        """From now on the rule sees the books, which may err."""
        self.books = self.seen = self.reported = self.shown = books
        self.tell(books.follow_up)

    def wait_for_reports(self, stock: ReportedStock) -> None:
        """From now on the rule sees what reports tell, when they come in."""
        self.reported = stock
        self.waits_for_reports = True
        self._wanted = None
        self.tell(stock.look)

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
        self._wanted = rule.order if rule.continuous and not self.waits_for_reports else None
        self._enough = rule.enough

    def review(self) -> None:
        """Ask the rule, for rules that look at set times."""
        wanted = self.rule.order(self.reported)
        if wanted > 0 and self.books is not None:
            wanted = self.books.sent(wanted)
        if wanted > 0:
            self.orders_placed += 1
            coming = self.place_order(self, wanted)
            self.on_order += coming
            self.position += coming
            self.record(ORDERED, coming)
        if self.books is not None:
            self.books.follow_up()

    def order_besides(self, quantity: int) -> None:
        """Order units whatever the rule says."""
        self.orders_placed += 1
        coming = self.place_order(self, quantity)
        self.on_order += coming
        self.position += coming
        self.record(ORDERED, coming)

    def outlook(self, rule: ForecastStock) -> OutlookView:
        """What a planner would believe of the demand; only a shelf that is watched knows."""
        raise NotImplementedError

    def changed(self, movement: int, quantity: int) -> None:
        """Ask the rule where it looks after every change, then record the state."""
        if self.bad is not None and quantity < 0:
            self._hand_out(-quantity)
        if self.position < self._enough and self._wanted is not None:
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
