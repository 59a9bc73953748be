"""One part takes another's place: who is served with which, what becomes of the old one, and what comes out of machines."""

from __future__ import annotations

from typing import Any

import pytest
from test_lifecycle import run, tree

from sim import kpi
from sim.ledger import lines


def superseded(mode: str = "use_up", at: float = 250.0, **more: Any) -> dict[str, Any]:
    """The seal is replaced by a gasket, which lies at the depot, too; both cost what they say."""
    given = tree(superseded_by={"part": "gasket", "at": at, "mode": mode})
    given["parts"]["gasket"] = {"price": 30.0, **more}
    given["locations"]["depot"]["stock"]["gasket"] = {"rule": "base_stock", "level": 2}
    return given


def test_the_old_part_is_used_up_first_and_not_ordered_any_more() -> None:
    """Two seals on the shelf and none on order at 250: used at 300 and 400."""
    tables = run(superseded())
    assert tables.demands.part.tolist() == ["seal"] * 4 + ["gasket"] * 5
    assert tables.orders[tables.orders.part == "seal"].ordered.max() == 200.0


def test_at_once_the_old_part_is_scrapped_and_what_was_ordered_too_when_it_comes() -> None:
    """At 205 one seal lies on the shelf, and one comes at 210."""
    tables = run(superseded("at_once", at=205.0))
    assert tables.demands.part.tolist() == ["seal"] * 2 + ["gasket"] * 7
    gone = tables.movements[tables.movements.movement == "written off"]
    assert gone[["time", "quantity"]].to_numpy().tolist() == [[205.0, -1.0], [210.0, -1.0]]
    assert tables.once(lines).by_category()["obsolescence"] == pytest.approx(20.0)


def test_who_waits_for_the_old_part_gets_the_new_one() -> None:
    """Nothing on the shelf and a long way: the first call waits for a seal from 100 on, and has a gasket at 150."""
    given = superseded(at=150.0)
    given["locations"]["factory"]["lead_time"] = 500.0
    given["locations"]["depot"]["stock"]["seal"]["initial"] = 0
    given["sourcing"]["wait_limit"] = 0.0
    tables = run(given)
    first = tables.demands.iloc[0]
    assert (first.part, first.asked, first.filled) == ("gasket", 100.0, 150.0)
    assert tables.calls.restored.iloc[0] == 150.0
    assert "demand withdrawn" in set(tables.movements.movement)


def test_a_part_is_not_stocked_before_it_is_introduced() -> None:
    tables = run(superseded(introduced=200.0))
    moved = tables.movements[tables.movements.part == "gasket"]
    assert moved.on_hand[moved.time < 210.0].tolist() == [0, 0]
    assert tables.orders[tables.orders.part == "gasket"].ordered.min() == 200.0
    assert tables.demands.part.tolist() == ["seal"] * 4 + ["gasket"] * 5


def test_a_chain_of_successors_ends_with_the_newest() -> None:
    given = superseded("at_once", superseded_by={"part": "ring", "at": 550.0, "mode": "at_once"})
    given["parts"]["ring"] = {"price": 1.0}
    assert run(given).demands.part.tolist() == ["seal"] * 2 + ["gasket"] * 3 + ["ring"] * 4


def test_the_machine_gives_back_what_was_in_it() -> None:
    """The seal of the fifth repair was put in at the fourth; from the sixth on gaskets come out."""
    given = superseded(repairable=True)
    given["parts"]["seal"]["repairable"] = True
    given["returns"] = {"shop": {"location": "depot", "repair": 5000.0}, "cores_count": "never"}
    tables = run(given)
    assert tables.cores.part.tolist() == ["seal"] * 5 + ["gasket"] * 4


@pytest.mark.parametrize("predicted", ["take_along", "wait_for"])
def test_parts_set_aside_before_the_visit_follow(predicted: str) -> None:
    given = superseded()
    given["sourcing"] = {"predicted_parts": predicted, "steps": [{"from": "depot"}]}
    tables = run(given)
    assert tables.demands.part.tolist() == ["seal"] * 4 + ["gasket"] * 5
    assert kpi.figures(tables)["fill_rate.unit"] == 1.0


def test_an_emergency_does_not_bring_the_old_part() -> None:
    given = superseded()
    given["sourcing"]["steps"] = [{"from": "emergency", "time": 1.0}]
    assert run(given).demands.part.tolist() == ["seal"] * 2 + ["gasket"] * 7


def test_forecasts_by_the_installed_base_follow_the_need() -> None:
    given = superseded("at_once")
    rule = {"rule": "forecast", "every": 100.0, "forecast": "installed_base"}
    given["locations"]["depot"]["stock"] = {"seal": rule, "gasket": rule}
    reviews = run(given).reviews
    found = {part: reviews[reviews.part == part].forecast.tolist() for part in ("seal", "gasket")}
    assert found["gasket"] == [0.0] * 3 + [1.0] * 7
    assert found["seal"] == [1.0] * 3
