"""Every case that a scenario stands for, simulated with less effort than `firstfix verify` takes, so that it takes minutes.

Twelve short replications of each: a quarter of the time after the warm-up that `firstfix verify` simulates, of a few a third, except where the time
belongs to the model (there is no warm-up, or machines are sold meanwhile) or the figure (whole weeks; a spread between runs of this length, which
takes forty of them).

Error budget: no figure may lie further from its exact value than chance takes one in 16,000, with some 300 figures one run in fifty: 6.2 standard
errors of Student's at 11 degrees of freedom, in two simulations with different seeds, the second four times as long. `firstfix verify --full`
is more precise, and judges all figures together.

What is noticed: half of the cases notice that a figure is 2.1 % off, three in four 5 %, nine in ten 14 %, and all but the BLUNT ones 20 %, by their most
precise figure; the test says so of each. Of the BLUNT ones K01 and K02 notice 60 %, J04 and J05 a spread that is half as large again.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from scipy.special import ndtr, stdtrit

from sim.build import assets
from sim.system.fleet import Mode
from sim.units import to_tick
from sim.verification.cases import Case, read_cases
from sim.verification.judgement import CONFIDENCE, DISAGREES, STANDARD_ERRORS, Row
from sim.verification.measures import as_list
from sim.verification.trial import Effort, scenario_of, simulate_cases
from sim.verification.verify import answered, case_rows, verify

BRIEF = Effort("brief", pilot=12, most=40, relative=1e6, absolute=1e6)
"""Twelve replications, however wide the intervals are."""
SHORTER = 4
CASES = [case for case in read_cases().values() if case.simulated]
THIRDS = {"C21", "D15", "F09", "F10", "K07"}
"""Cases that notice too little in a quarter."""
SHARP, BLUNT = 0.2, {"J04", "J05", "K01", "K02"}


def shortened(case: Case) -> Case:
    """The same case over a quarter of the time after the warm-up, or a third, where its figures do not hang on the time."""
    scenario = scenario_of(case, 1).scenario()
    measures = [measure for output in case.measured for measure in as_list(output.measure)]
    grows = bool(scenario.channels)
    if (
        grows
        or not scenario.warm_up
        or any("cycle" in measure for measure in measures)
        or any(each.spread for each in case.measured)
    ):
        return case
    horizon = scenario.warm_up + (scenario.horizon - scenario.warm_up) / (3 if case.id in THIRDS else SHORTER)
    return dataclasses.replace(case, changes={**case.changes, "horizon": f"{horizon} h"})


def noticed(row: Row) -> float:
    """The least deviation of the model that this row is sure to find, as a share of the figure, if chance adds nothing."""
    degrees = row.replications - 1
    error = (row.high - row.low) / 2 / float(stdtrit(degrees, 0.5 + CONFIDENCE / 2))
    return error * float(-stdtrit(degrees, ndtr(-STANDARD_ERRORS))) / abs(float(row.value))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_simulation_agrees_with_theory(case: Case) -> None:
    found = verify([shortened(case)], BRIEF)
    assert not found.failures
    wrong = [row for row in found.rows if row.verdict == DISAGREES]
    assert not wrong, "\n".join(f"{row.figure}: {row.simulated:.6g} (z {row.z:+.1f}), theory says {row.value}" for row in wrong)
    simulated = [row for row in found.rows if row.is_simulated]
    assert all(row.replications >= BRIEF.pilot for row in simulated)
    assert case.id in BLUNT or min(noticed(row) for row in simulated if row.value) < SHARP


@pytest.mark.parametrize("key", ["A14", "A23", "B02", "L05"])
def test_repairs_that_take_a_tenth_longer_are_noticed(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In queues, among machines that share repairers, and in the whole loop of a part; by the first run alone."""
    build = assets.failure_mode

    def slower(*about: Any) -> Mode:
        mode = build(*about)
        repair = mode.repair
        assert repair is not None
        mode.repair = lambda luck: to_tick(1.1 * repair(luck))
        return mode

    monkeypatch.setattr(assets, "failure_mode", slower)
    failures: dict[str, str] = {}
    case = shortened(read_cases()[key])
    rows = list(case_rows(case, answered(case, failures), simulate_cases([case], BRIEF)))
    assert not failures
    assert any(row.verdict == DISAGREES for row in rows)
