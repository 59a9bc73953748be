"""How long cases are simulated, and what an interrupt or a broken replication leaves."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.verification import trial as trials
from sim.verification.cases import Case, read_cases
from sim.verification.judgement import CONFIDENCE, Sample, half_width
from sim.verification.trial import FULL, QUICK, Effort, needed, scale_of, scenario_of, simulate_cases
from sim.verification.verify import verify

CASES = read_cases()
TINY = Effort("tiny", pilot=2, most=3, relative=10.0, absolute=10.0)


def short(key: str) -> Case:
    """A case of a few days: too short to be right, long enough to run."""
    case = CASES[key]
    return dataclasses.replace(case, changes={**case.changes, "horizon": "40 d", "warm_up": "1 d"})


def test_precision_aimed_at() -> None:
    case = CASES["C30"]
    assert case.precision is None
    assert QUICK.aim(case, None, 100.0, "day") == pytest.approx(100 * QUICK.relative)
    assert FULL.aim(case, None, 0.2, "") == FULL.absolute
    assert FULL.aim(case, None, 0.9, "day") == pytest.approx(0.9 * FULL.relative)
    assert QUICK.aim(case, 0.15, 100.0, "day") == pytest.approx(15.0)
    assert FULL.aim(case, 0.15, 100.0, "day") == pytest.approx(15.0 * FULL.relative / QUICK.relative)


def test_replications_follow_the_pilots_spread() -> None:
    case = CASES["C15"]
    value = float(case.measured[0].values[0])
    luck = np.random.default_rng(5)
    sample = Sample(value + luck.normal(0.0, 0.1 * value, size=6), np.ones(6))
    effort = Effort("test", pilot=6, most=10_000, relative=QUICK.relative, absolute=0.0)
    count = needed(case, [sample], effort)
    assert half_width(sample, CONFIDENCE) * (6 / count) ** 0.5 <= QUICK.relative * value
    assert half_width(sample, CONFIDENCE) * (6 / (count - 1)) ** 0.5 > QUICK.relative * value
    assert needed(case, [sample], dataclasses.replace(effort, most=8)) == 8
    steady = Sample(np.full(6, value) + 1e-6 * np.arange(6), np.ones(6))
    assert needed(case, [steady], effort) == 6


def test_a_spread_between_replications_takes_as_many_as_there_may_be() -> None:
    case = CASES["J04"]
    assert needed(case, [Sample(np.arange(6.0), np.ones(6), spread=True)], FULL) == FULL.most


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("min", 60), ("h", 1), ("day", 1 / 24), ("1/day", 24), ("money/day", 24), ("1/year", 8760), ("", 1), ("calls", 1)],
)
def test_units(unit: str, factor: float) -> None:
    assert scale_of(unit) == pytest.approx(factor)


def test_each_case_has_luck_of_its_own() -> None:
    seeds = {scenario_of(CASES[key], 1).scenario().seed for key in ("C01", "C02", "C30")}
    assert len(seeds) == 3
    assert scenario_of(CASES["C01"], 2).scenario().seed not in seeds


def test_replications_are_gathered_in_order_and_reported_as_they_end() -> None:
    told: list[tuple[int, int]] = []
    found = simulate_cases(
        [short("C30"), short("C15"), CASES["I01"]], TINY, progress=lambda done, planned, _: told.append((done, planned))
    )
    assert set(found.samples) == {"C30", "C15"}
    assert [len(sample.totals) for sample in found.samples["C30"]] == [2] * 6
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_interrupt_keeps_what_is_finished() -> None:
    def stop(done: int, planned: int, outcome: object) -> None:
        if done == 3:
            raise KeyboardInterrupt

    found = verify([short("C30"), short("C15")], TINY, progress=stop)
    assert found.interrupted
    assert found.overall.verdict == "incomplete"
    assert {row.replications for row in found.of_case("C30") if row.is_simulated} == {2}


@pytest.mark.slow
def test_a_case_that_breaks_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trials.measure

    def spoilt(tables, spec):
        if tables.facts["policy"] == "C15":
            raise ZeroDivisionError("on purpose")
        return whole(tables, spec)

    monkeypatch.setattr(trials, "measure", spoilt)
    found = verify([short("C30"), short("C15")], TINY)
    assert found.failures == {"C15": "replication 0: ZeroDivisionError: on purpose"}
    assert found.overall.verdict == "fails"
    assert any(row.is_simulated for row in found.of_case("C30"))
