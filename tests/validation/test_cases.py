"""Every case that a scenario stands for, simulated with less effort than `firstfix verify` takes, so that it takes minutes.

Error budget: no figure may lie more than four standard errors from its exact value (by chance one in 16,000 does, with some 300 figures one
run in fifty) in two simulations with different seeds, the second four times as long. `firstfix verify --full` is more precise, and judges all
figures together.
"""

from __future__ import annotations

import pytest

from sim.verification.cases import read_cases
from sim.verification.judgement import DISAGREES
from sim.verification.trial import Effort
from sim.verification.verify import verify

BRIEF = Effort("brief", pilot=4, most=8, relative=0.12, absolute=0.04)
CASES = [case for case in read_cases().values() if case.simulated]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_simulation_agrees_with_theory(case) -> None:
    found = verify([case], BRIEF)
    assert not found.failures
    wrong = [row for row in found.rows if row.verdict == DISAGREES]
    assert not wrong, "\n".join(f"{row.figure}: {row.simulated:.6g} (z {row.z:+.1f}), theory says {row.value}" for row in wrong)
    assert all(row.replications >= BRIEF.pilot for row in found.rows if row.is_simulated)
