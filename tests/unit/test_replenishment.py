"""Stock rules: when they order and how much, in worked examples and over random demand."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hunting import examples
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.policies.replenishment import (
    BaseStock,
    Kanban,
    MinMax,
    Periodic,
    PeriodicMinMax,
    Reorder,
    ReorderMultiple,
    StockRule,
    TwoBin,
)


@dataclass
class Shelf:
    """Stock of one part at one place."""

    on_hand: int = 0
    on_order: int = 0
    backorders: int = 0

    @property
    def position(self) -> int:
        return self.on_hand + self.on_order - self.backorders


OPENED, EMPTIED = Kanban(cards=3, container=4), Kanban(cards=3, container=4, release="emptied")


@pytest.mark.parametrize(
    ("rule", "shelf", "order"),
    [
        (BaseStock(level=4), Shelf(4), 0),
        (BaseStock(level=4), Shelf(3), 1),
        (BaseStock(level=4), Shelf(1, 2), 1),
        (BaseStock(level=4), Shelf(0, 0, 3), 7),
        (BaseStock(level=4), Shelf(9), 0),
        (BaseStock(level=0), Shelf(0, 0, 1), 1),
        (MinMax(min=2, max=6), Shelf(3), 0),
        (MinMax(min=2, max=6), Shelf(2), 4),
        (MinMax(min=2, max=6), Shelf(1, 1), 4),
        (MinMax(min=2, max=6), Shelf(0, 4, 1), 0),
        (MinMax(min=-1, max=2), Shelf(0), 0),
        (MinMax(min=-1, max=2), Shelf(0, 0, 1), 3),
        (Reorder(point=2, quantity=3), Shelf(3), 0),
        (Reorder(point=2, quantity=3), Shelf(2), 3),
        (Reorder(point=2, quantity=3), Shelf(0, 0, 9), 3),
        (Reorder(point=2, quantity=3), Shelf(0, 3), 0),
        (ReorderMultiple(point=2, quantity=3), Shelf(3), 0),
        (ReorderMultiple(point=2, quantity=3), Shelf(2), 3),
        (ReorderMultiple(point=2, quantity=3), Shelf(0), 3),
        (ReorderMultiple(point=2, quantity=3), Shelf(0, 0, 1), 6),
        (Periodic(every=24.0, level=6), Shelf(4, 1), 1),
        (Periodic(every=24.0, level=6), Shelf(7), 0),
        (PeriodicMinMax(every=24.0, min=2, max=6), Shelf(3), 0),
        (PeriodicMinMax(every=24.0, min=2, max=6), Shelf(2), 4),
        (TwoBin(bin=3), Shelf(4), 0),
        (TwoBin(bin=3), Shelf(3), 3),
        (TwoBin(bin=3), Shelf(0, 3, 5), 0),
        (TwoBin(bin=3), Shelf(0, 0, 5), 3),
        (OPENED, Shelf(12), 0),
        (OPENED, Shelf(11), 4),
        (OPENED, Shelf(11, 4), 0),
        (OPENED, Shelf(8, 4), 0),
        (OPENED, Shelf(7, 4), 4),
        (OPENED, Shelf(0, 0, 9), 12),
        (OPENED, Shelf(16), 0),
        (EMPTIED, Shelf(11), 0),
        (EMPTIED, Shelf(9), 0),
        (EMPTIED, Shelf(8), 4),
        (EMPTIED, Shelf(5, 4), 0),
        (EMPTIED, Shelf(4, 4), 4),
        (EMPTIED, Shelf(0, 8, 1), 4),
    ],
)
def test_orders(rule: StockRule, shelf: Shelf, order: int) -> None:
    assert rule.order(shelf) == order


RULES = [
    (BaseStock(level=4), 4, None),
    (MinMax(min=2, max=6), 6, None),
    (Reorder(point=2, quantity=3), 5, None),
    (ReorderMultiple(point=2, quantity=3), 5, None),
    (Periodic(every=24.0, level=6), 6, 24.0),
    (PeriodicMinMax(every=36.0, min=2, max=6), 6, 36.0),
    (TwoBin(bin=3), 6, None),
    (OPENED, 12, None),
]


@pytest.mark.parametrize(("rule", "full", "review"), RULES, ids=[rule.word for rule, *_ in RULES])
def test_opening_stock_and_review(rule: StockRule, full: int, review: float | None) -> None:
    assert (rule.opening(), rule.levels, rule.review) == (full, full, review)
    assert rule.model_copy(update={"initial": 0}).opening() == 0
    assert rule.order(Shelf(full)) == 0, "a full shelf orders nothing"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: BaseStock(level=-1), "greater than or equal to 0"),
        (lambda: BaseStock(level=1.5), "valid integer"),
        (lambda: MinMax(min=4, max=4), "expected min below max"),
        (lambda: PeriodicMinMax(every=1.0, min=4, max=3), "expected min below max"),
        (lambda: Reorder(point=-2, quantity=1), "greater than or equal to -1"),
        (lambda: Reorder(point=1, quantity=0), "greater than or equal to 1"),
        (lambda: Periodic(every=0.0, level=1), "expected a time above zero"),
        (lambda: TwoBin(bin=0), "greater than or equal to 1"),
        (lambda: Kanban(cards=2, container=3, release="half"), "'opened' or 'emptied'"),
        (lambda: BaseStock(level=1, initial=-1), "greater than or equal to 0"),
    ],
)
def test_faults_are_named(build: object, message: str) -> None:
    assert callable(build)
    with pytest.raises(ValidationError, match=message):
        build()


Story = list[tuple[int, int, int, int]]


def run(rule: StockRule, demands: list[int], delay: int) -> Story:
    """(ordered, on hand, on order, backorders) after each step of demand and delivery, the rule asked at every step."""
    shelf, story = Shelf(rule.opening()), []
    due: dict[int, int] = {}
    for step, demand in enumerate(demands):
        arrived = due.pop(step, 0)
        net = shelf.on_hand - shelf.backorders + arrived - demand
        shelf.on_hand, shelf.backorders, shelf.on_order = max(0, net), max(0, -net), shelf.on_order - arrived
        ordered = rule.order(shelf)
        shelf.on_order += ordered
        due[step + delay] = ordered
        story.append((ordered, shelf.on_hand, shelf.on_order, shelf.backorders))
    return story


demands = st.lists(st.integers(0, 5), max_size=60)
delays = st.integers(1, 9)
points = st.integers(-1, 6)
sizes = st.integers(1, 6)


@examples(60)
@given(level=st.integers(0, 12), demands=demands, delay=delays)
def test_base_stock_keeps_the_position_and_orders_what_was_used(level: int, demands: list[int], delay: int) -> None:
    for demand, (ordered, on_hand, on_order, owed) in zip(demands, run(BaseStock(level=level), demands, delay), strict=True):
        assert ordered == demand
        assert on_hand + on_order - owed == level


@examples(60)
@given(point=points, size=sizes, demands=demands, delay=delays)
def test_reorder_in_multiples_keeps_the_position_between_point_and_one_quantity_more(
    point: int, size: int, demands: list[int], delay: int
) -> None:
    for ordered, on_hand, on_order, owed in run(ReorderMultiple(point=point, quantity=size), demands, delay):
        assert ordered % size == 0
        assert point < on_hand + on_order - owed <= point + size


@examples(60)
@given(low=points, gap=sizes, demands=demands, delay=delays)
def test_min_max_orders_up_to_max_or_not_at_all(low: int, gap: int, demands: list[int], delay: int) -> None:
    for ordered, on_hand, on_order, owed in run(MinMax(min=low, max=low + gap), demands, delay):
        position = on_hand + on_order - owed
        assert position == low + gap if ordered else low < position <= low + gap


@examples(60)
@given(size=sizes, demands=demands, delay=delays)
def test_two_bins_never_have_more_than_one_on_order(size: int, demands: list[int], delay: int) -> None:
    for ordered, on_hand, on_order, _ in run(TwoBin(bin=size), demands, delay):
        assert on_order in {0, size}
        assert ordered in {0, size}
        assert on_hand <= 2 * size
        assert on_hand > size or on_order == size


@examples(60)
@given(cards=st.integers(1, 5), size=sizes, emptied=st.booleans(), demands=demands, delay=delays)
def test_kanban_cards_are_all_either_at_a_container_or_on_their_way(
    cards: int, size: int, emptied: bool, demands: list[int], delay: int
) -> None:
    rule = Kanban(cards=cards, container=size, release="emptied" if emptied else "opened")
    for _, on_hand, on_order, _ in run(rule, demands, delay):
        travelling, rest = divmod(on_order, size)
        assert rest == 0
        assert travelling <= cards
        at_containers = -(-on_hand // size) if emptied else on_hand // size
        assert travelling + at_containers == cards


@pytest.mark.parametrize(
    "rule",
    [
        BaseStock(level=3),
        MinMax(min=2, max=6),
        Reorder(point=2, quantity=3),
        ReorderMultiple(point=2, quantity=3),
        PeriodicMinMax(min=1, max=4, every=9),
    ],
)
def test_a_rule_that_has_enough_orders_nothing_and_one_unit_less_is_not_enough(rule: StockRule) -> None:
    shelves = [Shelf(on_hand, on_order, owed) for on_hand in range(8) for on_order in range(8) for owed in range(8)]
    wants = [rule.order(shelf) for shelf in shelves if shelf.position >= rule.enough]
    assert len(wants) > 50
    assert not any(wants)
    assert all(rule.order(shelf) for shelf in shelves if shelf.position == rule.enough - 1)


@pytest.mark.parametrize("rule", [TwoBin(bin=2), OPENED, EMPTIED])
def test_rules_that_go_by_what_lies_on_the_shelf_never_have_enough(rule: StockRule) -> None:
    assert rule.enough == float("inf")
