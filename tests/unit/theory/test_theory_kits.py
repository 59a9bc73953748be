"""Jobs that need several parts: single parts as the special case, joint demand, and bounds."""

from __future__ import annotations

import math
from itertools import product

import pytest
from scipy import integrate

from sim.theory import kits, stock
from sim.theory.kits import Part

LAWS = ["constant", "exponential", "uniform", "gamma", "lognormal"]


@pytest.mark.parametrize("law", LAWS)
def test_an_order_stays_open_for_the_mean_lead_time(law: str) -> None:
    part = Part(base_stock=1, lead_time=3, law=law, cv=0.7)
    open_for = integrate.quad(part.survival(), 0, 200, points=[3, 6], limit=500)[0]
    assert open_for == pytest.approx(3, rel=1e-6)


def test_jobs_of_one_part_are_plain_base_stock() -> None:
    jobs = [{"rate": 0.2, "parts": ["a"]}, {"rate": 0.5, "parts": ["b"]}, {"rate": 0.1, "parts": ["a"]}]
    parts = {"a": {"base_stock": 3, "lead_time": 4}, "b": {"base_stock": 2, "lead_time": 2, "law": "constant"}}
    filled = kits.jobs_filled(jobs=jobs, parts=parts)
    a = stock.base_stock(demand_rate=0.3, lead_time=4, base_stock=3).fill_rate
    b = stock.base_stock(demand_rate=0.5, lead_time=2, base_stock=2).fill_rate
    assert filled.by_job == pytest.approx((a, b, a))
    assert filled.independent == pytest.approx(filled.by_job)
    assert filled.average == pytest.approx((0.3 * a + 0.5 * b) / 0.8)


def test_twins_with_the_same_constant_lead_time_are_missing_together() -> None:
    parts = {name: {"base_stock": s, "lead_time": 4, "law": "constant"} for name, s in (("a", 3), ("b", 2))}
    filled = kits.jobs_filled(jobs=[{"rate": 0.4, "parts": ["a", "b"]}], parts=parts)
    assert filled.of_job(1) == pytest.approx(stock.base_stock(demand_rate=0.4, lead_time=4, base_stock=2).fill_rate)
    assert filled.independent_of_job(1) < filled.of_job(1)


def test_with_one_unit_each_all_is_there_when_nothing_is_open() -> None:
    """No order of any kind may be open: the longest lead time counts, E[max of two exponentials]."""
    parts = {"a": {"base_stock": 1, "lead_time": 4}, "b": {"base_stock": 1, "lead_time": 2}}
    filled = kits.jobs_filled(jobs=[{"rate": 0.1, "parts": ["a", "b"]}, {"rate": 0.2, "parts": ["b"]}], parts=parts)
    longest = 4 + 2 - 1 / (1 / 4 + 1 / 2)
    assert filled.of_job(1) == pytest.approx(math.exp(-0.1 * longest - 0.2 * 2))


@pytest.mark.parametrize(("one", "two"), list(product(LAWS, LAWS)))
def test_jobs_bind_the_shelves_together_for_any_laws(one: str, two: str) -> None:
    parts = {
        "a": {"base_stock": 2, "lead_time": 4, "law": one, "cv": 0.6},
        "b": {"base_stock": 3, "lead_time": 9, "law": two, "cv": 1.2},
        "c": {"base_stock": 1, "lead_time": 1},
    }
    filled = kits.jobs_filled(jobs=[{"rate": 0.2, "parts": ["a", "b", "c"]}, {"rate": 0.1, "parts": ["c"]}], parts=parts)
    assert filled.independent_of_job(1) < filled.of_job(1) < filled.of_job(2)


def test_gamma_with_cv_one_is_exponential() -> None:
    jobs = [{"rate": 0.2, "parts": ["a", "b"]}]
    shares = [
        kits.jobs_filled(
            jobs=jobs,
            parts={"a": {"base_stock": 2, "lead_time": 4, "law": law}, "b": {"base_stock": 2, "lead_time": 3, "law": "uniform"}},
        ).of_job(1)
        for law in ("gamma", "exponential")
    ]
    assert shares[0] == pytest.approx(shares[1])


def test_a_part_never_stocked_is_never_there() -> None:
    parts = {"a": {"base_stock": 0, "lead_time": 4}, "b": {"base_stock": 5, "lead_time": 4}}
    assert kits.jobs_filled(jobs=[{"rate": 1, "parts": ["a", "b"]}], parts=parts).average == 0


def test_a_kit_by_enumerating_jobs() -> None:
    probabilities, stocked = [0.5, 0.2, 0.1], [1, 0, 1]
    filled = wanted = carried = 0.0
    for needs in product([0, 1], repeat=3):
        weight = math.prod(p if need else 1 - p for p, need in zip(probabilities, needs, strict=True))
        filled += weight * all(has or not need for has, need in zip(stocked, needs, strict=True))
        wanted += weight * sum(needs)
        carried += weight * sum(need and has for has, need in zip(stocked, needs, strict=True))
    kit = kits.kit(probabilities=probabilities, stocked=stocked)
    assert (kit.job_fill_rate, kit.part_fill_rate) == pytest.approx((filled, carried / wanted))


SHELF = {"a": {"base_stock": 1, "lead_time": 4}}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kits.jobs_filled(jobs=[{"rate": 1, "parts": ["b"]}], parts=SHELF), "known parts"),
        (lambda: kits.jobs_filled(jobs=[{"rate": 1, "parts": ["a", "a"]}], parts=SHELF), "different"),
        (lambda: kits.jobs_filled(jobs=[{"rate": 0, "parts": ["a"]}], parts=SHELF), "rate"),
        (
            lambda: kits.jobs_filled(jobs=[{"rate": 1, "parts": ["a"]}], parts={"a": {"base_stock": -1, "lead_time": 1}}),
            "base_stock",
        ),
        (
            lambda: kits.jobs_filled(jobs=[{"rate": 1, "parts": ["a"]}], parts={"a": {"base_stock": 1, "lead_time": 0}}),
            "lead_time",
        ),
        (lambda: Part(base_stock=1, lead_time=1, law="normal").survival(), "law must be one of"),
        (lambda: kits.jobs_filled(jobs=[{"rate": 1, "parts": ["a"]}], parts=SHELF).of_job(2), "rank"),
        (lambda: kits.kit(probabilities=[0.1], stocked=[1, 0]), "same parts"),
        (lambda: kits.kit(probabilities=[1.1], stocked=[1]), "probabilities"),
    ],
)
def test_what_cannot_be_is_said(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()
