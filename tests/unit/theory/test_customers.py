"""Lives of customers whose chains are known."""

from __future__ import annotations

import pytest

from sim.theory.customers import customer_life


def test_one_mood_leaves_a_geometric_life():
    life = customer_life(states=["content"], transitions=[[0.9]], start="content", margin=[7])
    assert life.events == pytest.approx(10)
    assert life.variance == pytest.approx(0.9 / 0.1**2)
    assert life.lifetime_margin == pytest.approx(70)
    assert life.remaining(5) == pytest.approx(0.9**5)
    assert life.remaining(0) == 1


def test_moods_in_a_row_add_up():
    life = customer_life(states="abc", transitions=[[0.5, 0.5, 0], [0, 0.75, 0.25], [0, 0, 0.8]], start="a")
    assert life.visits == pytest.approx((2, 4, 5))
    assert life.events == pytest.approx(11)
    assert life.variance == pytest.approx(0.5 / 0.25 + 0.75 / 0.0625 + 0.8 / 0.04)
    assert life.lifetime_margin == 0


def test_the_events_are_the_sum_of_who_remains():
    life = customer_life(states="ab", transitions=[[0.7, 0.2], [0.3, 0.4]], start="b")
    assert sum(life.remaining(events) for events in range(300)) == pytest.approx(life.events, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"transitions": [[0.7, 0.2]]}, "2 rows of 2"),
        ({"transitions": [[0.7, 0.4], [0, 0.5]]}, "add up to at most 1"),
        ({"transitions": [[0.7, 0.2], [0, 1]]}, "a way to leave"),
        ({"transitions": [[0.7, -0.2], [0, 0.5]]}, "must be a share"),
        ({"start": "c"}, "start must be one of a, b"),
        ({"margin": [1]}, "2 entries"),
    ],
)
def test_bad_chains_are_refused(change, words: str):
    fine = {"states": "ab", "transitions": [[0.7, 0.2], [0.3, 0.4]], "start": "a", "margin": [1, 2]}
    with pytest.raises(ValueError, match=words):
        customer_life(**(fine | change))


def test_a_state_may_leave_through_others():
    life = customer_life(states="abc", transitions=[[0, 1, 0], [0, 0, 1], [0, 0, 0]], start="a")
    assert life.events == pytest.approx(3)
    assert life.variance == pytest.approx(0, abs=1e-12)
