"""A search of a shipped scenario against all ways there are: it ends at the best of them, or at one that cannot be told from it."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from studies import drive

import sim
from sim.experiment.procedure import Point
from sim.experiment.procedures.search import search
from sim.experiment.read import read_study
from sim.kpi import figures
from sim.study.statistics import paired_difference

SCENARIO = Path(__file__).parents[2] / "scenarios" / "stories" / "what_pays.yaml"
YEARS = 24


@pytest.mark.slow
def test_the_best_of_all_ways_is_found_in_a_third_of_the_replications(tmp_path: Path) -> None:
    file = tmp_path / "stock.yaml"
    lines = [
        f"scenario: {SCENARIO.as_posix()}",
        "decisions:",
        "  van: {path: technicians.anna.van.seal.level, from: 2, to: 6}",
        "  depot: {path: locations.depot.stock.seal.level, from: 12, to: 18}",
        "goals: {minimise: cost}",
        "search: {points: 12, replications: 3}",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    study = read_study(file)

    @cache
    def year(point: Point, replication: int) -> dict[str, float]:
        return figures(sim.run(study.scenario(point), replication=replication).tables, ["cost", "first_time_fix_rate"])

    findings, asked = drive(search(study), year)
    tried = findings.tables["tried"]
    assert (tried["origin"] == "theory").any()
    assert len(asked) == 12
    assert sum(asked.values()) < 0.3 * 35 * YEARS, "less than a third of what all of them would take"

    every = [study.point({"van": van, "depot": depot}) for van, depot in product(range(2, 7), range(12, 19))]
    costs = {each.name: np.array([year(each, number)["cost"] for number in range(YEARS)]) for each in every}
    best = min(costs, key=lambda name: float(costs[name].mean()))
    [row] = tried[tried["chosen"]].to_dict("records")
    found = study.point({"van": row["van"], "depot": row["depot"]}).name
    apart = paired_difference(costs[found], costs[best], 1 - 0.05 / (len(every) - 1))
    assert found == best or apart.low <= 0, f"{found} is dearer than {best} by {apart.mean:.0f} EUR a year"
    assert apart.mean < 100, "of 560,000"
