"""First-time fix: what triage, stock and skill can and cannot do."""

from __future__ import annotations

import pytest

from sim.theory import stock
from sim.theory.first_time_fix import van

JOBS = {
    "job_rate": 2.0,
    "fault_shares": [0.6, 0.4],
    "base_stocks": [2, 1],
    "lead_time": 1.0,
    "triage_accuracy": 0.8,
    "depot_fill": 0.9,
    "skill": 0.95,
}


def test_an_empty_van_lives_on_triage_and_depot() -> None:
    jobs = van(**JOBS | {"base_stocks": [0, 0]})
    assert jobs.part_at_hand == pytest.approx(0.8 * 0.9)
    assert jobs.van_fill_rates == (0, 0)


@pytest.mark.parametrize("change", [{"triage_accuracy": 0}, {"depot_fill": 0}])
def test_without_triage_or_depot_only_the_van_counts(change: dict) -> None:
    jobs = van(**JOBS | change)
    fills = [stock.emergency(demand_rate=2 * share, lead_time=1, base_stock=s).fill_rate for share, s in ((0.6, 2), (0.4, 1))]
    assert jobs.part_at_hand == pytest.approx(0.6 * fills[0] + 0.4 * fills[1])


def test_perfect_preparation_leaves_skill_alone() -> None:
    jobs = van(**JOBS | {"triage_accuracy": 1, "depot_fill": 1})
    assert (jobs.part_at_hand, jobs.first_time_fix, jobs.visits_per_job) == pytest.approx((1, 0.95, 1 / 0.95))


def test_a_perfect_technician_needs_a_second_visit_only_for_the_part() -> None:
    jobs = van(**JOBS | {"skill": 1})
    assert jobs.visits_per_job == pytest.approx(2 - jobs.first_time_fix)


@pytest.mark.parametrize("better", [{"base_stocks": [3, 1]}, {"triage_accuracy": 0.9}, {"depot_fill": 1}, {"skill": 1}])
def test_each_lever_helps(better: dict) -> None:
    before, after = van(**JOBS), van(**JOBS | better)
    assert after.first_time_fix > before.first_time_fix
    assert after.visits_per_job < before.visits_per_job


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"job_rate": 0}, "job_rate"),
        ({"fault_shares": [0.6, 0.3]}, "sum to 1"),
        ({"base_stocks": [1]}, "base_stocks"),
        ({"skill": 0}, "skill"),
        ({"triage_accuracy": 1.1}, "triage_accuracy"),
    ],
)
def test_what_cannot_be_is_said(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        van(**JOBS | change)
