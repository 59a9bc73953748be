"""Learning by doing: job by job, as the curve says, and forgotten again."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping

near = pytest.approx


def run(
    skills: dict[str, Any], technicians: dict[str, Any] | None = None, mode: dict[str, Any] | None = None, horizon: int = 60
) -> Tables:
    """One machine that fails ten hours after each repair of four hours; half an hour of it finds the fault."""
    fault = {"law": {"empirical": {"times": ["10 h"]}}, "skill": "water", "diagnosis": "1 h", "repair": "4 h", **(mode or {})}
    tree = {
        "horizon": f"{horizon} h",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": {"leak": fault}}},
        "sites": {"town": {"assets": {"pump": 1}}},
        "technicians": technicians or {"anna": {"home": "depot", "skills": ["water"]}},
        "skills": skills,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def work(tables: Tables) -> list[float]:
    """Hands-on hours of the visits that ended, in their order."""
    return [row["work"] for row in tables.raw("visits") if row["left"] == row["left"]]


def test_the_second_job_takes_the_rate_and_so_does_its_diagnosis() -> None:
    tables = run({"water": {"learning": {"rate": "80 %"}}})
    assert work(tables)[:4] == near([5.0, 4.0, 5 * 3**-0.321928, 3.2], rel=1e-5)
    assert figures(tables)["learning_factor"] == near(sum(work(tables)) / 5 / len(work(tables)), rel=1e-5)


def test_there_is_a_floor_and_experience_from_before() -> None:
    anna = {"home": "depot", "skills": ["water"], "experience": {"water": 3}}
    assert work(run({"water": {"learning": {"rate": "80 %"}}}, {"anna": anna}))[0] == near(3.2, rel=1e-5)
    assert work(run({"water": {"learning": {"rate": "80 %", "floor": "90 %"}}}))[1:3] == near([4.5, 4.5], rel=1e-5)


def test_experience_halves_while_nothing_is_done() -> None:
    """Ten hours between two jobs: one job done is half a job then, and the next is the job one and a half."""
    forgets = {"learning": {"rate": "80 %"}, "forgetting": {"half_life": "10 h"}}
    jobs = run({"water": forgets}).raw("practice")["job"]
    assert jobs[:3] == near([1.0, 1.5, 1.75])
    keeps = {**forgets, "forgetting": {"half_life": "10 h", "keeps": "80 %"}}
    assert run({"water": keeps}).raw("practice")["job"][:3] == near([1.0, 1.8, 1 + 0.8 * 1.8])


def test_who_leaves_without_success_has_learnt_nothing() -> None:
    """A wrong diagnosis is no job done; each technician has a curve of his own."""
    rows = run({"water": {"learning": {"rate": "80 %"}}}, mode={"diagnosis_accuracy": "50 %"}, horizon=400).raw("practice")
    assert not rows["done"].all()
    assert rows["job"] == near(1 + rows["done"].cumsum() - rows["done"])
    crew = {"crew": {"home": "depot", "skills": ["water"], "count": 2}}
    pair = run({"water": {"learning": {"rate": "80 %"}}}, crew, horizon=200).raw("practice")
    assert list(zip(pair["technician"].tolist(), pair["job"].tolist(), strict=True))[:4] == [
        (0, 1.0),
        (1, 1.0),
        (0, 2.0),
        (1, 2.0),
    ]
