"""Factors and designs: what values they have, how these are written, which combinations are run, and what is said of wrong words."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from experiment_text import problems_in

from sim.errors import UsageError
from sim.experiment.checks.factors import problems_of_factors
from sim.experiment.design import Design, combinations
from sim.experiment.factors import Factor, paths_of
from sim.experiment.measures import Value


def factor(says: Any) -> Factor:
    return Factor.model_validate(says)


@pytest.mark.parametrize(
    ("says", "levels"),
    [
        ([1, 2, 4], [1, 2, 4]),
        ({"values": ["nearest", "fifo"]}, ["nearest", "fifo"]),
        ([True, False], [True, False]),
        ({"from": 1, "to": 4}, [1, 2, 3, 4]),
        ({"from": 2, "to": 9, "by": 3}, [2, 5, 8]),
        ({"from": "2 d", "to": "10 d", "by": "2 d"}, ["2 d", "4 d", "6 d", "8 d", "10 d"]),
        ({"from": 0.1, "to": 0.7, "by": 0.2}, [0.1, 0.3, 0.5, 0.7]),
        ({"from": "5 %", "to": "15 %", "steps": 3}, ["5 %", "10 %", "15 %"]),
        ({"from": "6 /y", "to": "7 /y", "steps": 4}, ["6 /y", "6.3333 /y", "6.6667 /y", "7 /y"]),
        ({"from": 1, "to": 9, "steps": 3}, [1, 5, 9]),
        ({"discrete": {"values": ["2 h", "8 h"], "weights": [3, 1]}}, ["2 h", "8 h"]),
        ({"from": "2 d", "to": "10 d"}, None),
        ({"from": 1.0, "to": 3}, None),
        ({"from": 1, "to": 3, "whole": False}, None),
        ({"normal": {"mean": 3, "sd": 1}}, None),
    ],
)
def test_a_factor_has_the_values_it_says(says: Any, levels: list[Value] | None) -> None:
    found = factor(says)
    assert found.levels == levels
    assert [type(each) for each in found.levels or []] == [type(each) for each in levels or []]
    assert found.count == (None if levels is None else len(levels))


def test_a_range_of_a_billion_is_counted_and_not_made() -> None:
    many = factor({"from": 0, "to": 1_000_000_000})
    assert many.count == 1_000_000_001
    assert many.quantile(0.5) == 500_000_000
    with pytest.raises(UsageError, match=r"the full factorial has 1,000,000,001 points, more than 10,000; take fewer values"):
        combinations(Design.model_validate("full_factorial"), {"a": many})


@pytest.mark.parametrize(
    ("says", "probability", "value"),
    [
        ([1, 2, 4], 0.0, 1),
        ([1, 2, 4], 0.34, 2),
        ([1, 2, 4], 0.6, 2),
        ([1, 2, 4], 1.0, 4),
        ({"from": "2 d", "to": "10 d"}, 0.25, "4 d"),
        ({"from": "2.0 d", "to": "10 d"}, 0.0, "2.0 d"),
        ({"uniform": {"low": "120 EUR", "high": "180 EUR"}}, 1 / 3, "140 EUR"),
        ({"uniform": {"low": 1, "high": 4}}, 0.3, 2),
        ({"uniform": {"low": 1, "high": 4}}, 1.0, 4),
        ({"triangular": {"low": "0 h", "likely": "1 h", "high": "4 h"}}, 0.25, "1 h"),
        ({"triangular": {"low": "0 h", "likely": "1 h", "high": "4 h"}}, 0.0, "0 h"),
        ({"triangular": {"low": 0.0, "likely": 1, "high": 4}}, 1.0, 4.0),
        ({"normal": {"mean": "50 h", "sd": "5 h"}}, 0.5, "50 h"),
        ({"normal": {"mean": "50 h", "sd": "5 h"}}, 0.0, "30 h"),
        ({"normal": {"mean": "5 h", "sd": "5 h"}}, 0.0, "0 h"),
        ({"normal": {"mean": "-5 h", "sd": "5 h"}}, 0.0, "-25 h"),
        ({"normal": {"mean": "95 %", "sd": "4 %", "high": "100 %"}}, 1.0, "100 %"),
        ({"normal": {"mean": 3, "sd": 1}}, 0.9, 4),
        ({"lognormal": {"median": "8 h", "p90": "20 h"}}, 0.9, "20 h"),
        ({"lognormal": {"median": "8 h", "p90": "20 h"}}, 0.5, "8 h"),
        ({"discrete": {"values": ["a", "b", "c"], "weights": [1, 0, 3]}}, 0.2, "a"),
        ({"discrete": {"values": ["a", "b", "c"], "weights": [1, 0, 3]}}, 0.25, "c"),
        ({"discrete": {"values": ["a", "b"], "weights": [1, 0]}}, 1.0, "a"),
    ],
)
def test_a_quantile_is_written_as_the_scenario_wants_it(says: Any, probability: float, value: Value) -> None:
    found = factor(says).quantile(probability)
    assert (found, type(found)) == (value, type(value))


def test_quantiles_have_the_moments_of_their_law() -> None:
    even = (np.arange(1000) + 0.5) / 1000

    def drawn(says: Any) -> Any:
        return np.array([factor(says).quantile(share) for share in even.tolist()], dtype=float)

    triangle = drawn({"triangular": {"low": 0.0, "likely": 1.0, "high": 5.0}})
    assert triangle.mean() == pytest.approx(2.0, abs=1e-3)
    assert triangle.var() == pytest.approx((25 + 1 - 5) / 18, abs=2e-3)
    bell = drawn({"normal": {"mean": 50.0, "sd": 5.0}})
    assert (bell.mean(), bell.std()) == pytest.approx((50, 5), rel=2e-3)
    cut = drawn({"normal": {"mean": 1.0, "sd": 1.0}})
    density, above = NormalDist().pdf(1.0), NormalDist().cdf(1.0)
    assert cut.min() >= 0
    assert cut.mean() == pytest.approx(1 + density / above, abs=2e-3)
    tail = np.log(drawn({"lognormal": {"median": 8.0, "p90": 20.0}}))
    assert tail.std() == pytest.approx(np.log(2.5) / NormalDist().inv_cdf(0.9), rel=2e-3)


def test_small_numbers_of_a_long_tail_keep_their_digits() -> None:
    low = factor({"lognormal": {"median": 1.0, "p90": 1000.0}}).quantile(0.001)
    assert isinstance(low, float)
    assert 0 < low < 1e-6
    assert factor({"uniform": {"low": "1000000 EUR", "high": "1000001 EUR"}}).quantile(0.123456) == "1000000.12346 EUR"


def test_what_is_looked_at_alone() -> None:
    assert factor(["a", "b", "c"]).looks == ["a", "b", "c"]
    assert factor({"from": 1, "to": 9}).looks == [1, 9]
    assert factor({"from": "1 h", "to": "9 h"}).looks == ["1 h", "9 h"]
    assert factor({"uniform": {"low": "0 h", "high": "10 h"}}).looks == ["1 h", "9 h"]


def test_a_name_is_a_path_unless_there_are_others() -> None:
    assert paths_of("a.b", factor([1])) == ["a.b"]
    assert paths_of("stock", factor({"path": "a.b", "values": [1]})) == ["a.b"]
    assert paths_of("stock", factor({"paths": ["a.b", "a.*.c"], "from": 1, "to": 2})) == ["a.b", "a.*.c"]


def test_designs_have_the_points_they_should() -> None:
    factors = {"a": factor([1, 2]), "b": factor(["x", "y", "z"])}
    full = combinations(Design.model_validate("full_factorial"), factors)
    assert [tuple(each.values()) for each in full] == [(1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z")]
    singles = combinations(Design.model_validate("one_at_a_time"), {**factors, "c": factor({"from": "1 h", "to": "2 h"})})
    assert singles == [{}, {"a": 1}, {"a": 2}, {"b": "x"}, {"b": "y"}, {"b": "z"}, {"c": "1 h"}, {"c": "2 h"}]
    assert combinations(Design.model_validate("full_factorial"), {}) == [{}]


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_samples_fill_every_share_once_and_hang_on_their_seed(kind: str) -> None:
    factors = {"a": factor({"from": 0.0, "to": 1.0}), "b": factor({"from": 0.0, "to": 1.0})}

    def points(seed: int) -> list[dict[str, Value]]:
        return combinations(Design.model_validate({kind: {"points": 16, "seed": seed}}), factors)

    for name in factors:
        assert sorted(int(float(point[name]) * 16) for point in points(3)) == list(range(16))
    assert points(3) == points(3)
    assert points(3) != points(4)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("factors: {a: []}", "x.yaml:2:14: factors.a: expected at least one element, found an empty list"),
        ("factors: {a: {from: 5 h, to: 2 h}}", "x.yaml:2:11: factors.a: the low end 5 h must lie below the high end 2 h"),
        (
            "factors: {a: {from: 5 h, to: 2 d}}",
            "x.yaml:2:11: factors.a: '5 h' and '2 d' differ in their unit; say both in the same",
        ),
        ("factors: {a: {from: 5 h}}", "x.yaml:2:11: factors.a: a range needs 'from' and 'to'"),
        ("factors: {a: {from: 1, to: 9, steps: 12}}", "x.yaml:2:11: factors.a: there are no 12 whole numbers from 1 to 9"),
        ("factors: {a: {from: 1, to: x}}", "x.yaml:2:28: factors.a.to: expected a number, with its unit"),
        ("factors: {a: {form: 1, to: 2}}", "x.yaml:2:15: factors.a: unknown key 'form' (did you mean 'from'?)"),
        (
            "factors: {a: {values: [1], uniform: {low: 1, high: 2}}}",
            "x.yaml:2:11: factors.a: 'values' and 'uniform' exclude each other;",
        ),
        ("factors: {a: {path: b}}", "x.yaml:2:11: factors.a: there are no values; say one of values, from, uniform,"),
        ("factors: {a: [1, 2, 1]}", "factors.a: a value is named twice"),
        (
            "factors: {a: [1, [2]]}",
            "expected a word, a number, a quantity like '4 h', or a rule like {rule: base_stock, level: 2}, found",
        ),
        ("factors: {a: {normal: {mean: 1 h, sd: 0 h}}}", "factors.a.normal: the standard deviation must be above 0, not 0 h"),
        ("factors: {a: {discrete: {values: [1], weights: [1, 2]}}}", "factors.a.discrete: there are 1 values and 2 weights"),
        ("factors: {a: {lognormal: {median: 3 h, p90: 2 h}}}", "factors.a.lognormal: the median must be above 0 and below p90"),
        ("factors: {a..b: [1]}", "x.yaml:2:11: factors.\"a..b\": expected a path like 'technicians.anna.van', found 'a..b'"),
        ("factors: {a: {paths: [b, b], values: [1]}}", "x.yaml:2:26: factors.a.paths.1: the path 'b' stands twice here"),
        ("factors: {a: {path: b, values: [1]}, b: [2]}", "x.yaml:2:38: factors.b: the path 'b' stands in 'a' too"),
        ("factors: {a: {from: 1 h, to: 2 h}}", "x.yaml:2:11: factors.a: can be any number in its range, so that not every value"),
        ("factors: {a: {uniform: {low: 1, high: 3}}}", "x.yaml:2:11: factors.a: is a distribution, so that not every value"),
        ("factors: {a: {from: 1, to: 200}, b: {from: 1, to: 200}}", "x.yaml:2:1: factors: the full factorial has 40,000 points"),
        ("factors: {a: [1]}\ndesign: latin_hypercub", "x.yaml:3:9: design: expected one of full_factorial, one_at_a_time,"),
        ("factors: {a: [1]}\ndesign: sobol", "x.yaml:3:9: design: 'sobol' wants a number of points: {sobol: {points: 64}}"),
        (
            "factors: {a: [1]}\ndesign: {sobol: {points: 50}}",
            "design: the points of 'sobol' are a power of 2, such as 32 or 64, not 50",
        ),
        (
            "design: full_factorial",
            "x.yaml:2:9: design: a design says which combinations of the factors are run, but there are no",
        ),
    ],
)
def test_wrong_words_are_told_with_their_place(line: str, said: str) -> None:
    found = problems_in(f"scenario: y.yaml\n{line}\n", problems_of_factors)
    assert len(found) == 1, [str(each) for each in found]
    assert said in str(found[0])


def test_right_words_pass() -> None:
    text = "factors: {a: {from: 1 h, to: 2 h}, wages: {paths: [b, c], uniform: {low: 1, high: 3}}}\ndesign: {latin_hypercube: {points: 20}}"
    assert problems_in(f"scenario: y.yaml\n{text}\n", problems_of_factors) == []
