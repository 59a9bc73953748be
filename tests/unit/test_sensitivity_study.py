"""Sensitivity analyses driven over functions that are known: what they ask for, what they find, and what they say."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from experiment_text import problems_in
from studies import Draw, drive

from sim.errors import Problem, ScenarioError
from sim.experiment.checks.sensitivity import problems_of_sensitivity
from sim.experiment.points import Study
from sim.experiment.procedure import Findings, Point
from sim.experiment.procedures.sensitivity import on_grid, sensitivity_of
from sim.experiment.spec import Experiment
from sim.theory.sobol import ishigami

LINES: dict[str, Any] = {"a": {"from": 0.0, "to": 1.0}, "b": {"from": 0.0, "to": 1.0}, "c": {"from": 0.0, "to": 1.0}}
ANGLES = {name: {"from": -3.14159265, "to": 3.14159265} for name in ("x1", "x2", "x3")}


class Fake:
    """A study whose points are only names."""

    def __init__(self, factors: Mapping[str, Any], replications: int, figures: list[str], **asked: Any) -> None:
        self.says = Experiment.model_validate(
            {"scenario": "x.yaml", "factors": factors, "replications": replications, "sensitivity": asked}
        )
        self.figures = figures
        self.base = SimpleNamespace(scenario=lambda: SimpleNamespace(replications=20, currency="EUR"))

    def point(self, values: Mapping[str, Any], policy: str | None = None) -> Point:
        return Point(f"{policy} {values}", policy or "baseline", tuple(values.items()))


def analysed(fake: Fake, draw: Draw, **more: Any) -> tuple[Findings, dict[Point, int]]:
    return drive(sensitivity_of(cast("Study", fake)), draw, **more)


def noisy(outcome: Any, common: float, rest: float, figure: str = "cost") -> Draw:
    """A function of the factors with luck that is the same at every point, and luck that is not; the scenario as it stands has 0.5 everywhere."""

    def draw(point: Point, replication: int) -> dict[str, float]:
        values = {"a": 0.5, "b": 0.5, "c": 0.5, **dict(point.values)}
        shared = np.random.default_rng(replication).normal()
        own = np.random.default_rng([replication, *point.name.encode()]).normal()
        return {figure: outcome(**values) + common * shared + rest * own}

    return draw


def slope(a: float, b: float, c: float) -> float:
    return 100 + 30 * a - 20 * b + 0 * c


def test_a_tornado_finds_the_slopes_and_asks_for_every_end_once() -> None:
    found, asked = analysed(Fake(LINES, 8, ["cost"], method="tornado"), noisy(slope, 50, 0.0))
    assert len(asked) == 7
    assert set(asked.values()) == {8}
    table = found.tables["tornado"].set_index(["factor", "value"])
    assert table["difference"].to_dict() == pytest.approx(
        {("a", "0.0"): -15, ("a", "1.0"): 15, ("b", "0.0"): 10, ("b", "1.0"): -10, ("c", "0.0"): 0, ("c", "1.0"): 0}
    )
    assert found.says == [
        (
            "Cost moves most with 'a' (−15.0 EUR a year at 0.0, +15.0 EUR a year at 1.0), "
            "then with 'b' (−10.0 EUR a year at 1.0, +10.0 EUR a year at 0.0)."
        ),
        "Cost: no detectable effect of 'c'.",
    ]


def test_a_tornado_keeps_its_promise_for_all_differences_together() -> None:
    """Of seven points without any effect, none is told apart in 95 % of studies."""
    wrong = 0
    for seed in range(100):

        def draw(point: Point, replication: int, seed: int = seed) -> dict[str, float]:
            return {"cost": np.random.default_rng([seed, replication, *point.name.encode()]).normal()}

        found, _ = analysed(Fake(LINES, 6, ["cost"], method="tornado"), draw)
        wrong += set(found.tables["tornado"]["verdict"]) != {"no detectable difference"}
    assert wrong <= 11


def test_a_tornado_looks_at_every_word_of_a_list_and_at_low_and_high_of_a_distribution() -> None:
    factors = {"rule": ["near", "old", "urgent"], "wage": {"uniform": {"low": "0 EUR", "high": "10 EUR"}}}
    _, asked = analysed(Fake(factors, 2, ["cost"], method="tornado"), lambda _point, _run: {"cost": 1.0})
    assert [point.values for point in asked] == [
        (),
        (("rule", "near"),),
        (("rule", "old"),),
        (("rule", "urgent"),),
        (("wage", "1 EUR"),),
        (("wage", "9 EUR"),),
    ]


def test_morris_finds_slopes_exactly_and_no_effect_in_luck() -> None:
    fake = Fake(LINES, 5, ["cost"], method="morris", samples=6)
    exact, asked = analysed(fake, noisy(slope, 50, 0))
    assert len(asked) <= 6 * 4
    table = exact.tables["morris"].set_index("factor")
    assert table["mu"].to_dict() == pytest.approx({"a": 30, "b": -20, "c": 0}, abs=0.01)
    assert table["mu_star"].to_dict() == pytest.approx({"a": 30, "b": 20, "c": 0}, abs=0.01)
    rough, _ = analysed(fake, noisy(slope, 50, 5))
    assert rough.tables["morris"]["verdict"].tolist() == ["moves it", "moves it", "no detectable difference"]
    assert rough.says[0].startswith("Cost moves most with 'a' (by ")
    assert rough.says[1] == "Cost: no detectable effect of 'c'."


def test_a_factor_with_few_values_moves_as_far_as_it_really_does() -> None:
    """Of 1, 2, 4 a step of two thirds goes one value further, which is half of the range."""
    factors = {"a": {"from": 0, "to": 2}, "b": {"from": 0.0, "to": 1.0}}
    assert [on_grid(Fake(factors, 2, []).says.factors["a"], share)[1] for share in (0, 1 / 3, 2 / 3, 1)] == [0, 0.5, 0.5, 1]
    found, _ = analysed(Fake(factors, 2, ["cost"], method="morris"), noisy(lambda a, b, c: 7 * a + b, 1, 0))
    assert found.tables["morris"]["mu"].tolist() == pytest.approx([14, 1], abs=0.01)


def test_sobol_tells_ishigami_from_luck_and_says_how_much_luck_there_is() -> None:
    exact = ishigami(7, 0.1)
    luck = math.sqrt(exact.variance / 2)
    fake = Fake(ANGLES, 4, ["cost"], method="sobol", samples=256)
    found, asked = analysed(fake, noisy(lambda a, b, c, **at: exact.value(**at), luck, luck))
    assert len(asked) == 256 * 5
    table = found.tables["sobol"]
    for row, first, total in zip(table.to_dict("records"), exact.first_order, exact.total, strict=True):
        assert row["first_order_low"] < first < row["first_order_high"]
        assert row["total_low"] < total < row["total_high"]
    assert set(table["verdict"]) == {"moves it"}
    noise = found.tables["noise"].iloc[0]
    assert noise["input_share_low"] < 0.5 < noise["input_share_high"]
    assert noise["input_deviation"] == pytest.approx(math.sqrt(exact.variance), rel=0.1)
    assert "of the variance of a single run" in found.says[-1]


@pytest.mark.parametrize("method", ["morris", "sobol", "uncertainty"])
def test_where_all_is_luck_nothing_is_found(method: str) -> None:
    wrong = 0
    for seed in range(12):
        fake = Fake(LINES, 4, ["cost"], method=method, samples=16, seed=seed)

        def draw(point: Point, replication: int, seed: int = seed) -> dict[str, float]:
            return {"cost": 100 + np.random.default_rng([seed, replication, *point.name.encode()]).normal()}

        found, _ = analysed(fake, draw)
        wrong += "no factor has a detectable effect" not in found.says[0] and "cannot be told from luck" not in found.says[-1]
    assert wrong <= 2


def test_uncertainty_gives_the_mean_with_what_is_not_known() -> None:
    factors = {"a": {"normal": {"mean": 0.5, "sd": 0.1}}, "b": {"uniform": {"low": 0.0, "high": 1.0}}}
    found, asked = analysed(Fake(factors, 10, ["cost"], method="uncertainty", samples=40), noisy(slope, 3, 4))
    assert len(asked) == 40
    row = found.tables["uncertainty"].iloc[0]
    inputs = 30**2 * 0.1**2 + 20**2 / 12
    assert row["low"] < 105 < row["high"]
    assert row["input_share_low"] < inputs / (inputs + 25) < row["input_share_high"]
    assert row["input_deviation"] == pytest.approx(math.sqrt(inputs), rel=0.15)
    assert row["band_low"] < 105 - math.sqrt(inputs) < 105 + math.sqrt(inputs) < row["band_high"]
    assert found.says[0].startswith("Cost: 10")
    assert "% from luck." in found.says[1]


def test_failed_replications_are_left_out_and_told() -> None:
    def failed(point: Point, replication: int) -> bool:
        return replication == 2 and "a" in dict(point.values)

    for method in ("tornado", "morris", "sobol", "uncertainty"):
        found, _ = analysed(Fake(LINES, 5, ["cost", "nothing"], method=method, samples=None), noisy(slope, 3, 1), failed=failed)
        assert any("no data" in note for note in found.notes), method
        assert any(line == "Nothing: no data." for line in found.says), method
        assert not any("nan" in line for line in [*found.says, *found.notes]), method
    assert any("'a'" in line for line in found.says) or method == "uncertainty"


@pytest.mark.parametrize("method", ["tornado", "morris", "sobol", "uncertainty"])
def test_what_the_scenario_does_not_allow_is_told_of_all_factors_at_once(method: str) -> None:
    fake = Fake(LINES, 2, ["cost"], method=method)

    def refuse(values: Mapping[str, Any], policy: str | None = None) -> Point:
        wrong = [name for name in values if name != "a"]
        if wrong:
            raise ScenarioError([Problem("x.yaml", 1, 1, name, "no") for name in wrong])
        return Point(f"{policy} {values}", "baseline", tuple(values.items()))

    fake.point = refuse  # type: ignore[method-assign]
    with pytest.raises(ScenarioError) as caught:
        analysed(fake, noisy(slope, 1, 1))
    assert {problem.path for problem in caught.value.problems} == {"b", "c"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sensitivity: {method: tornado}", "x.yaml:2:1: sensitivity: there are no 'factors'"),
        (
            "sensitivity: {method: morrs}",
            "x.yaml:2:23: sensitivity.method: expected 'tornado', 'morris', 'sobol' or 'uncertainty'",
        ),
        ("factors: {a: [1, 2]}\nreplications: 1\nsensitivity: {}", "x.yaml:3:15: replications: at least 2 replications"),
        (
            "factors: {a: [1, 2]}\npolicies: [x, y]\nsensitivity: {}",
            "x.yaml:3:1: policies: a sensitivity analysis looks at one policy",
        ),
        (
            "factors: {a: [1, 2]}\nsensitivity: {method: sobol, samples: 100}",
            "x.yaml:3:39: sensitivity.samples: the samples of sobol are a power",
        ),
        ("factors: {a: [1, 2]}\nsensitivity: {samples: 10}", "x.yaml:3:24: sensitivity.samples: a tornado takes no samples"),
        ("factors: {a: [1]}\nsensitivity: {method: morris}", "x.yaml:2:11: factors.a: has one value only"),
        (
            "factors: {a: [1, 2]}\nsensitivity: {method: sobol, samples: 65536}",
            "'sobol' has 196,608 points with 1 factors, more than 100,000",
        ),
    ],
)
def test_an_analysis_that_cannot_be_made_is_told_with_its_place(text: str, said: str) -> None:
    found = problems_in(f"scenario: y.yaml\n{text}\n", problems_of_sensitivity)
    assert len(found) == 1, [str(each) for each in found]
    assert said in str(found[0])
