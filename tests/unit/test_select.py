"""Choosing the best way to run: what is asked for, what is decided, what is said, and that the promise is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from studies import Replications, drive, finish

from sim.experiment.procedure import Ask, Point
from sim.experiment.procedures.ocba import divided, look, shares
from sim.experiment.procedures.question import BEATEN, BREAKS, CHOSEN, LEFT, STARVED, Question
from sim.experiment.procedures.select import choose_among, in_sequence
from sim.experiment.spec import Selection
from sim.study.limits import Limit, Objective
from sim.study.selection import allocate

NAMES = ("two vans", "three vans", "four vans", "five vans", "monitoring")
COST = (900.0, 950.0, 1010.0, 1080.0, 1300.0)
AVAILABILITY = (0.955, 0.962, 0.975, 0.98, 0.99)
POINTS = [Point(name, name) for name in NAMES]


def question(
    method: str = "kn", *, limits: bool = True, budget: int | None = None, pilot: int = 10, by: float = 20.0
) -> Question:
    limit = [Limit("availability", "at least", 0.97)] if limits else []
    says = Selection.model_validate({"method": method, "budget": budget, "pilot": pilot})
    return Question(POINTS, Objective("cost", "down"), limit, says, 0.95, "EUR", by, [0.002] if limits else [])


def draw(point: Point, replication: int, seed: int = 0) -> Mapping[str, float]:
    """Luck that the points share, and some of their own."""
    at = POINTS.index(point)
    luck = np.random.default_rng([seed, replication]).normal(size=2)
    own = np.random.default_rng([seed, replication, at]).normal(size=2)
    return {
        "cost": COST[at] + 40 * luck[0] + 15 * own[0],
        "availability": AVAILABILITY[at] + 0.006 * luck[1] + 0.004 * own[1],
    }


def test_the_cheapest_that_keeps_the_limit_is_chosen_and_told() -> None:
    found, asked = drive(choose_among(question()), draw)
    table = found.tables["selection"].set_index("point")
    assert found.says[0].startswith(
        "four vans has the lowest cost of the 5 ways to run, of those that keep availability at least 97 %, with 95 %"
    )
    assert "less than 20 EUR a year" in found.says[0]
    assert "tolerance may be put on either side: 0.2 points of availability." in found.notes[0]
    assert found.says[2] == "two vans and three vans do not keep the limit on availability, at least 97 %."
    assert table["verdict"].to_dict() == {
        "two vans": BREAKS, "three vans": BREAKS, "four vans": CHOSEN, "five vans": BEATEN, "monitoring": BEATEN
    }  # fmt: skip
    assert list(table.index[:3]) == ["four vans", "five vans", "monitoring"]
    assert table["replications"].sum() == sum(asked.values())
    assert table.loc["five vans", "difference_low"] > 0
    limits = found.tables["selection_limits"].set_index("point")
    assert limits.loc["two vans", "verdict"] == "does not meet"
    assert limits.loc["four vans", "decided_at"] >= 10
    assert asked[POINTS[2]] > asked[POINTS[4]]
    assert f"It took {sum(asked.values()):,} replications" in found.says[3]
    assert "were saved" in found.says[3]
    assert "Andradóttir" in found.notes[0]


def outcome(block: Callable[[int, int], int], *, limits: bool, failed: bool = False) -> tuple[list[object], int, int]:
    """Decisions of the sequential choice with blocks of some size; replications computed and computed in vain."""
    asking = question(limits=limits, by=15.0 if limits else 1.0)
    seen = Replications(draw, lambda point, number: failed and point is POINTS[1] and number % 7 == 3)
    procedure = in_sequence(asking, block)
    try:
        stage = next(procedure)
        while True:
            seen.compute(stage)
            stage = procedure.send(seen)
    except StopIteration as end:
        choice, _ = end.value
    told = [(fate.word, fate.used, fate.dropped_at, fate.beaten_by, fate.sides, fate.tried_at) for fate in choice.fates]
    assert choice.total == sum(seen.asked.values())
    return told, choice.total, choice.in_vain


@pytest.mark.parametrize(("limits", "failed"), [(True, False), (False, False), (True, True)])
def test_blocks_change_nothing_but_what_was_computed_in_vain(limits: bool, failed: bool) -> None:
    one_by_one = outcome(lambda _behind, _alive: 1, limits=limits, failed=failed)
    assert one_by_one[2] == 0
    for block in (7, 64):
        told, total, in_vain = outcome(lambda _behind, _alive, block=block: block, limits=limits, failed=failed)
        assert told == one_by_one[0]
        assert total - in_vain == one_by_one[1]
        assert in_vain > 0


def test_who_was_dropped_is_not_asked_for_again_and_workers_have_enough_to_do() -> None:
    seen = Replications(draw)
    finish(choose_among(question(limits=False)), seen)
    for earlier, later in zip(seen.stages, seen.stages[1:], strict=False):
        assert set(later) <= set(earlier)
        assert sum(later[point] - earlier[point] for point in later) >= 24


def test_nobody_is_chosen_where_nobody_keeps_the_limits() -> None:
    for method in ("kn", "two_stages", "ocba"):
        budget = 200 if method == "ocba" else None
        found, _ = drive(
            choose_among(question(method, budget=budget)),
            lambda point, number: {**draw(point, number), "availability": 0.9 + 0.001 * (number % 3)},
        )
        assert found.says[0].startswith("None of the 5 ways to run keeps availability at least 97 %")
        assert set(found.tables["selection"]["verdict"]) == {BREAKS}


def test_two_stages_take_the_same_number_of_each_once() -> None:
    seen = Replications(draw)
    found = finish(choose_among(question("two_stages")), seen)
    assert len(seen.stages) == 2
    assert set(seen.stages[0].values()) == {10}
    assert len(set(seen.asked.values())) == 1
    table = found.tables["selection"].set_index("point")
    assert table.loc["four vans", "verdict"] == CHOSEN
    sequential, asked = drive(choose_among(question()), draw)
    assert f"the same number for each, {seen.asked[POINTS[0]]:,}" in sequential.says[3]
    assert sum(asked.values()) < sum(seen.asked.values())


@pytest.mark.parametrize("method", ["kn", "two_stages"])
def test_a_budget_that_is_too_small_ends_without_a_promise(method: str) -> None:
    found, asked = drive(choose_among(question(method, budget=55, limits=False, by=0.5)), draw)
    assert sum(asked.values()) <= 55
    assert found.says[0].startswith("The budget of 55 replications does not tell")
    assert LEFT in set(found.tables["selection"]["verdict"])
    assert CHOSEN not in set(found.tables["selection"]["verdict"])
    assert found.notes[-1] == "The budget ended it before the promise could be made."


@pytest.mark.parametrize("method", ["kn", "two_stages", "ocba"])
def test_failures_are_left_out_and_a_point_that_always_fails_is_named(method: str) -> None:
    def failed(point: Point, number: int) -> bool:
        return point is POINTS[4] or (point is POINTS[2] and number % 9 == 4)

    found, asked = drive(choose_among(question(method, budget=400 if method == "ocba" else None)), draw, failed)
    table = found.tables["selection"].set_index("point")
    assert table.loc["monitoring", "verdict"] == STARVED
    assert table.loc["four vans", "verdict"] == CHOSEN
    assert table.loc["four vans", "without_data"] == len([n for n in range(asked[POINTS[2]]) if n % 9 == 4]) > 0
    assert any("monitoring had no data" in line for line in found.says)
    if method != "two_stages":
        assert asked[POINTS[4]] == 10


def test_ocba_spends_its_budget_where_it_tells() -> None:
    found, asked = drive(choose_among(question("ocba", budget=301)), draw)
    assert sum(asked.values()) == 301
    assert asked[POINTS[2]] > 60 > asked[POINTS[4]]
    assert asked[POINTS[4]] == 10  # clear after the pilot
    assert "estimated probability" in found.says[0]
    assert "promises nothing" in found.notes[0]
    assert "with 95 %" not in found.says[0]


def alone(point: Point, replication: int) -> Mapping[str, float]:
    """Luck of the point's own, in pairs of opposite sign, so that nothing is shared by chance either."""
    at = POINTS.index(point)
    return {"cost": COST[at] + (30 + at) * (1 if replication >> at & 1 else -1)}


def test_shares_without_limits_and_without_shared_luck_are_those_of_ocba() -> None:
    asking = question("ocba", limits=False, by=0.0)
    seen = Replications(alone)
    seen.compute([Ask(point, 64) for point in POINTS])
    found = look(asking, seen)
    weights = shares(found)
    wanted = allocate(found.means[:, 0].tolist(), found.deviations[:, 0].tolist(), 1000.0).replications
    assert weights / weights.sum() * 1000 == pytest.approx(wanted)
    more = divided(found, [64] * 5, 77)
    assert sum(more) == 77
    assert min(more) >= 0


def test_a_leader_is_not_given_more_than_its_rivals_can_be_paired_with() -> None:
    asking = question("ocba", limits=False, by=0.0)
    seen = Replications(draw)
    seen.compute([Ask(point, 40) for point in POINTS])
    weights = shares(look(asking, seen))
    assert weights[0] == max(weights[1:]) == weights[1]


def test_the_same_seen_is_asked_and_answered_the_same() -> None:
    first, second = Replications(draw), Replications(draw)
    for point in POINTS[:3]:
        second.journal(point, 25)  # as a journal that is further than the procedure
    found = [finish(choose_among(question()), seen) for seen in (first, second)]
    assert found[0].says[0] == found[1].says[0]
    assert first.stages == second.stages


@pytest.mark.slow
def test_the_promise_is_kept_at_the_edge() -> None:
    """The rivals are worse by just the difference, the cheap ones break the limit by just the tolerance: 150 studies with one seed."""
    cost, distance = np.array([100.0, 101.0, 101.0, 98.0]), np.array([0.5, 0.5, 0.5, -0.5])
    points = [Point(str(at), str(at)) for at in range(4)]
    says = Selection.model_validate({"pilot": 10})
    asking = Question(points, Objective("cost", "down"), [Limit("availability", "at least", 0.0)], says, 0.9, "EUR", 1.0, [0.5])
    right, studies = 0, 150
    for study in range(studies):
        luck = np.random.default_rng([11, study]).normal(size=(1500, 2, 5))

        def edge(point: Point, number: int, luck: np.ndarray = luck) -> Mapping[str, float]:  # type: ignore[type-arg]
            at, (first, second) = int(point.name), luck[number]
            return {"cost": cost[at] + 1.2 * first[4] + first[at], "availability": distance[at] + second[at]}

        found, _ = drive(choose_among(asking), edge)
        table = found.tables["selection"]
        right += table.loc[table["verdict"] == CHOSEN, "point"].tolist() == ["0"]
    assert right / studies > 0.9 - 3 * math.sqrt(0.09 / studies)
