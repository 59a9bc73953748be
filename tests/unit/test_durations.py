"""Duration laws: what their parameters mean, and what they refuse."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from sim.nature.durations import (
    Constant,
    DurationLaw,
    Empirical,
    Erlang,
    Exponential,
    Gamma,
    Law,
    Lognormal,
    Mixture,
    Triangular,
    Uniform,
    Weibull,
)
from sim.registry import register, unregister
from sim.units import FOREVER, TICK, to_tick

LAW: TypeAdapter[DurationLaw] = TypeAdapter(Law)
CENTURY = 100 * 8760.0


def read(value: Any) -> DurationLaw:
    """Read a law as a scenario says it."""
    return LAW.validate_python(value, context={"currency": "EUR"})


def refusal(value: Any) -> str:
    """The message with which a law is refused."""
    with pytest.raises(ValidationError) as caught:
        read(value)
    error = caught.value.errors()[0]
    while "inner" in error.get("ctx", {}):
        error = error["ctx"]["inner"][0]
    return error["msg"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("4 h", Constant(time=4.0)),
        ("90 min", Constant(time=1.5)),
        ({"constant": "2 d"}, Constant(time=48.0)),
        ({"exponential": "3 h"}, Exponential(mean=3.0)),
        ({"exponential": {"mean": "3 h"}}, Exponential(mean=3.0)),
        ({"empirical": {"times": ["1 h", "30 min"]}}, Empirical(times=(1.0, 0.5))),
    ],
)
def test_laws_are_read_as_said(said: Any, meant: DurationLaw) -> None:
    assert read(said) == meant


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (4, "expected a time like '4 h' or '3 days', found 4"),
        ("-1 h", "expected a time like '4 h' or '3 days', found '-1 h'"),
        ({"exponential": {}}, "Field required"),
        ({"exponentail": "3 h"}, "there is no duration law 'exponentail'; known: "),
        ({"lognormal": {"mean": "2 h"}}, "expected mean and cv, or mean and sd, or median and p90; found mean"),
        ({"lognormal": {}}, "expected mean and cv, or mean and sd, or median and p90; found none of them"),
        (
            {"lognormal": {"mean": "2 h", "cv": 1, "sd": "1 h"}},
            "expected mean and cv, or mean and sd, or median and p90; found mean and",
        ),
        ({"lognormal": {"median": "2 h", "p90": "1 h"}}, "expected p90 between the median and 1000 times the median"),
        ({"lognormal": {"mean": "2 h", "cv": -0.1}}, "Input should be greater than or equal to 0"),
        ({"lognormal": {"mean": "2 h", "cv": math.nan}}, "Input should be a finite number"),
        ({"gamma": {"mean": "0 h", "sd": "1 h"}}, "expected a standard deviation of at most 100 times the mean"),
        ({"gamma": {"cv": 1, "sd": "1 h"}}, "expected mean and cv, or mean and sd; found cv and sd"),
        ({"weibull": {"shape": 2}}, "expected mean or scale; found none of them"),
        ({"weibull": {"shape": 2, "mean": "1 h", "scale": "1 h"}}, "expected mean or scale; found mean and scale"),
        ({"weibull": {"shape": 0, "mean": "1 h"}}, "Input should be greater than or equal to 0.05"),
        ({"uniform": {"low": "2 h", "high": "1 h"}}, "expected low not above high"),
        ({"triangular": {"low": "1 h", "mode": "5 h", "high": "3 h"}}, "expected low, mode and high in rising order"),
        ({"erlang": {"mean": "1 h", "phases": 0}}, "Input should be greater than or equal to 1"),
        ({"empirical": {"times": []}}, "Tuple should have at least 1 item after validation, not 0"),
        ({"empirical": {"times": ["1 h"], "weights": [1, 2]}}, "expected as many weights as times (1), found 2"),
        ({"empirical": {"times": ["1 h"], "weights": [0]}}, "expected at least one weight above zero"),
        ({"mixture": {"of": [{"share": "90 %", "law": "1 h"}]}}, "expected shares that add up to 100 %, found 90 %"),
        ({"mixture": {"of": [{"share": 1, "law": {"uniform": {"low": "2 h", "high": "1 h"}}}]}}, "expected low not above high"),
    ],
)
def test_faults_are_named(said: Any, message: str) -> None:
    assert refusal(said).startswith(message)


def test_lognormal_means_the_same_however_it_is_said() -> None:
    law = Lognormal(mean=2.0, cv=0.75)
    for same in (Lognormal(mean=2.0, sd=law.sd), Lognormal(median=law.median, p90=law.p90)):
        assert [same.mean, same.cv, same.sd, same.median, same.p90] == pytest.approx([2.0, 0.75, 1.5, law.median, law.p90])
        assert same.quantile(0.5) == pytest.approx(law.median)
        assert same.quantile(0.9) == pytest.approx(law.p90)


def test_given_parameters_are_kept_exactly_and_alone_count_as_said() -> None:
    law = Lognormal(median=2.0, p90=5.0)
    assert (law.median, law.p90) == (2.0, 5.0)
    assert law.model_dump(exclude_unset=True) == {"median": 2.0, "p90": 5.0}


REFERENCE = [
    (Exponential(mean=2.0), stats.expon(scale=2.0)),
    (Lognormal(mean=2.0, cv=0.5), stats.lognorm(math.sqrt(math.log(1.25)), scale=2.0 / math.sqrt(1.25))),
    (Gamma(mean=2.0, cv=0.5), stats.gamma(4.0, scale=0.5)),
    (Gamma(mean=2.0, sd=3.0), stats.gamma(4 / 9, scale=4.5)),
    (Weibull(scale=2.0, shape=1.7), stats.weibull_min(1.7, scale=2.0)),
    (Weibull(mean=2.0, shape=0.6), stats.weibull_min(0.6, scale=2.0 / math.gamma(1 + 1 / 0.6))),
    (Uniform(low=1.0, high=4.0), stats.uniform(1.0, 3.0)),
    (Triangular(low=1.0, mode=2.0, high=5.0), stats.triang(0.25, 1.0, 4.0)),
    (Erlang(mean=2.0, phases=3), stats.gamma(3, scale=2 / 3)),
    (Erlang(mean=2.0, phases=1), stats.expon(scale=2.0)),
]


@pytest.mark.parametrize(("law", "reference"), REFERENCE, ids=lambda each: getattr(each, "word", ""))
def test_quantiles_are_those_of_scipy(law: DurationLaw, reference: Any) -> None:
    for u in (1e-9, 0.01, 0.3, 0.5, 0.9, 0.999, 1 - 1e-9):
        assert law.quantile(u) == pytest.approx(reference.ppf(u), rel=1e-9)
    assert law.mean == pytest.approx(reference.mean())


def test_observed_times_are_drawn_by_weight() -> None:
    law = Empirical(times=(5.0, 1.0, 3.0), weights=(1.0, 0.0, 3.0))
    assert [law.quantile(u) for u in (1e-12, 0.7499, 0.75, 0.7501, 1 - 1e-12)] == [3.0, 3.0, 3.0, 5.0, 5.0]
    assert law.mean == 3.5


def test_mixture_spreads_the_draw_over_its_laws() -> None:
    law = Mixture(
        of=[
            {"share": 0.25, "law": Constant(time=9.0)},
            {"share": 0.0, "law": 7.0},
            {"share": 0.75, "law": Uniform(low=0.0, high=4.0)},
        ]
    )
    assert law.mean == pytest.approx(0.25 * 9 + 0.75 * 2)
    assert [law.quantile(u) for u in (0.1, 0.2, 0.25)] == [9.0] * 3
    assert [law.quantile(u) for u in (0.25 + 1e-12, 0.625, 1 - 1e-12)] == pytest.approx([0.0, 2.0, 4.0], abs=1e-9)


@pytest.mark.parametrize(
    "law",
    [
        Constant(time=0.0),
        Exponential(mean=0.0),
        Lognormal(mean=0.0, cv=2.0),
        Lognormal(mean=0.0, sd=0.0),
        Gamma(mean=0.0, cv=0.5),
        Weibull(mean=0.0, shape=2.0),
        Uniform(low=0.0, high=0.0),
        Triangular(low=0.0, mode=0.0, high=0.0),
        Erlang(mean=0.0, phases=4),
        Empirical(times=(0.0,)),
    ],
    ids=lambda law: law.word,
)
def test_no_time_at_all_is_a_duration(law: DurationLaw) -> None:
    draw = law.sampler()
    assert law.mean == 0.0
    assert [draw(u) for u in (5e-324, 0.5, 1 - 2.0**-53)] == [0.0] * 3


@pytest.mark.parametrize("law", [Lognormal(mean=800.0, cv=0.0), Gamma(mean=800.0, sd=0.0), Gamma(mean=800.0, cv=1e-200)])
def test_without_spread_a_law_is_constant(law: DurationLaw) -> None:
    draw = law.sampler()
    assert [draw(u) for u in (1e-300, 0.5, 1 - 2.0**-53)] == [800.0] * 3


@pytest.mark.parametrize(
    "law",
    [
        Exponential(mean=10 * CENTURY),
        Lognormal(mean=10 * CENTURY, cv=100.0),
        Lognormal(median=CENTURY / 100, p90=10 * CENTURY),
        Gamma(mean=10 * CENTURY, cv=100.0),
        Gamma(mean=1e-12, cv=100.0),
        Weibull(mean=10 * CENTURY, shape=0.05),
        Weibull(scale=10 * CENTURY, shape=0.05),
        Weibull(scale=10 * CENTURY, shape=1000.0),
        Erlang(mean=10 * CENTURY, phases=1000),
    ],
    ids=lambda law: law.word,
)
def test_extreme_laws_stay_within_time(law: DurationLaw) -> None:
    draw = law.sampler()
    for u in (5e-324, 1e-9, 0.5, 1 - 1e-9, 1 - 2.0**-53):
        assert 0.0 <= draw(u) <= FOREVER
        assert (draw(u) / TICK).is_integer()
    assert math.isfinite(law.mean)


def test_a_tail_beyond_all_time_is_cut() -> None:
    assert Weibull(scale=CENTURY, shape=0.05).sampler()(0.999999) == FOREVER


def test_a_law_of_ones_own_needs_a_mean_and_a_quantile() -> None:
    @register("duration", "halves")
    class Halves(DurationLaw):
        """Half an hour or one hour."""

        @property
        def mean(self) -> float:
            return 0.75

        def quantile(self, u: float) -> float:
            return 0.5 if u < 0.5 else 1.0

    try:
        law = read("halves")
        assert [law.sampler()(u) for u in (0.2, 0.7)] == [0.5, 1.0]
        assert read({"mixture": {"of": [{"share": 1, "law": "halves"}]}}).mean == 0.75
    finally:
        unregister("duration", "halves")
    assert refusal("halves").startswith("there is no duration law 'halves'")


def test_draws_are_whole_ticks() -> None:
    assert Constant(time=1 / 3).sampler()(0.5) == to_tick(1 / 3) != 1 / 3
