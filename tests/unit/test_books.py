"""Books that err, by hand: what rules and dispatchers believe while units are gone and cards are lost, and what puts it right."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kernel import Kernel
from sim.kpi import figures
from sim.ledger import lines
from sim.policies.replenishment import BaseStock, Kanban, Periodic, StockRule
from sim.records import MOVEMENTS, Log
from sim.results import Tables
from sim.scenario.spec import Scenario
from sim.streams import Luck
from sim.system.books import Books
from sim.system.stock import Shelf


class OnePlace:
    """A shelf with books, whose orders come after ten hours."""

    def __init__(self, rule: StockRule, shrinkage: float = 0.0) -> None:
        self.kernel, self.log, self.ordered = Kernel(), Log(), []
        self.shelf = Shelf(self.kernel, self.log.movements, 0, 0, rule)
        self.books = Books(self.shelf, Luck(1, 0), 5, shrinkage)
        self.shelf.go_by(self.books)
        self.shelf.place_order = self.order
        self.shelf.begin_reviews = lambda _: None
        self.shelf.open()

    def order(self, shelf: Shelf, quantity: int) -> int:
        self.ordered.append(quantity)
        self.kernel.at(self.kernel._now + 10.0, shelf.receive, quantity)
        return quantity

    def movements(self) -> list[str]:
        return [MOVEMENTS[code] for code in self.log.movements.rows()["movement"]]


def test_nobody_orders_what_nobody_misses() -> None:
    place = OnePlace(BaseStock(level=2))
    place.books.lose()
    assert (place.shelf.on_hand, place.shelf.position) == (1, 1)
    assert (place.books.on_hand, place.books.position, place.ordered) == (2, 2, [])
    assert place.books.correct() == 1
    assert place.ordered == [1]
    assert place.books.correct() == 0
    assert place.movements() == ["initial", "lost", "books corrected"]


def test_an_empty_shelf_that_should_hold_some_is_noticed_by_who_stands_in_front_of_it() -> None:
    place = OnePlace(BaseStock(level=2))
    place.books.lose()
    assert not place.shelf.take(3), "the books do not promise three, so nobody goes to look"
    assert place.books.missing == 1
    assert not place.shelf.take(2)
    assert (place.books.missing, place.ordered) == (0, [1])


def test_who_is_owed_units_notices_as_well() -> None:
    place = OnePlace(BaseStock(level=2))
    place.books.lose()
    place.shelf.owe(3, 5, lambda: None)
    assert (place.books.missing, sum(place.ordered)) == (0, 4), "three asked for, one gone"


def test_lost_cards_are_believed_to_be_on_their_way_until_an_audit() -> None:
    rule = Kanban(cards=3, container=2, loss=1.0, audit=24.0)
    place = OnePlace(rule)
    assert place.shelf.take(3)
    assert (place.ordered, place.shelf.on_order, place.books.on_order, place.books.cards_lost) == ([], 0, 4, 2)
    place.kernel.run_to(25.0)
    assert place.movements() == ["initial", "issue", "card lost", "card found", "card lost"], "lost again"
    place.shelf.follow(Periodic(every=24.0, level=5))
    assert (place.books.cards_lost, place.movements()[-1]) == (0, "card found")
    place.kernel.run_to(100.0)
    assert len(place.movements()) == 6, "the audits of the old rule have ended"


def test_some_cards_get_through_in_one_order() -> None:
    place = OnePlace(Kanban(cards=40, container=1, loss=0.5))
    assert place.shelf.take(40)
    assert place.ordered == [40 - place.books.cards_lost]
    assert 8 < place.books.cards_lost < 32


def test_a_unit_is_lost_when_its_time_comes_and_not_before() -> None:
    """Twice the units, half the time: the hazard of the next loss is the same."""

    def first_loss(level: int) -> float:
        place = OnePlace(BaseStock(level=level), shrinkage=0.01)
        place.kernel.run_to(100_000.0)
        rows = place.log.movements.rows()
        return float(rows["time"][1])

    assert first_loss(4) == pytest.approx(first_loss(2) / 2, rel=1e-4)


# ---------------------------------------------------------------- in a whole run
def run(**more: Any) -> Tables:
    """A pump fails now and then; a seal costs 10, and much goes missing."""
    tree = {
        "horizon": 8760.0,
        "warm_up": 1000.0,
        "parts": {"seal": {"price": 10.0, "shrinkage": 4.0}},
        "locations": {
            "maker": {"supplier": True, "lead_time": 30.0},
            "depot": {
                "source": "maker",
                "stock": {"seal": {"rule": "base_stock", "level": 6}},
                "count_every": 730.0,
                "count_cost": 50.0,
            },
        },
        "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": {"mtbf": 300.0}}, "parts": ["seal"]}}}},
        "sites": {"mill": {"assets": {"pump": 3}}},
        "technicians": {
            "anna": {
                "home": "depot",
                "van": {"seal": {"rule": "base_stock", "level": 2}},
                "count_every": 168.0,
                "count_cost": 5.0,
            }
        },
        **more,
    }
    tables = Tables(simulate(Scenario.model_validate(tree)))
    assert audit(tables) == []
    return tables


def test_counts_and_losses_are_in_the_records_the_money_and_the_figures() -> None:
    tables = run()
    counts, moved = tables.counts, tables.movements
    assert counts.groupby("location", observed=True).size().loc[["depot", "van:anna"]].tolist() == [11, 52]
    lost = moved[(moved["movement"] == "lost") & (moved["time"] >= 1000.0)]
    assert len(lost) > 10
    book = lines(tables)
    assert book.total(1000.0, "shrinkage") == 10.0 * len(lost)
    assert book.total(0.0, "counting") == 11 * 50.0 + 52 * 5.0
    found = figures(tables, ["units_lost", "stock_record_accuracy", "kanban_cards_missing"])
    assert found["units_lost"] == pytest.approx(len(lost) * 8760 / 7760)
    assert 0.3 < found["stock_record_accuracy"] < 1.0
    assert found["kanban_cards_missing"] != found["kanban_cards_missing"], "no data"


def test_more_counts_make_better_books() -> None:
    def accuracy(every: float) -> float:
        technicians = {"anna": {"home": "depot"}}
        depot = {"source": "maker", "stock": {"seal": {"rule": "base_stock", "level": 6}}, "count_every": every}
        places = {"maker": {"supplier": True, "lead_time": 30.0}, "depot": depot}
        return figures(run(locations=places, technicians=technicians), ["stock_record_accuracy"])["stock_record_accuracy"]

    assert accuracy(100.0) > accuracy(1000.0)


def test_figures_about_books_have_no_data_where_nothing_goes_missing() -> None:
    found = figures(run(parts={"seal": {}}), ["units_lost", "stock_record_accuracy", "kanban_cards_missing"])
    assert all(value != value for value in found.values())
