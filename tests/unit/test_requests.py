"""Laws of requests: the intensity between two requests is an exponential draw, counts are Poisson, and calls may overlap."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
from test_failures import assert_mean, assert_variance, counts
from test_fleet import faults, run

from sim import kpi
from sim.audit import audit
from sim.nature.failures import FailureLaw
from sim.nature.requests import HourlyRequests, MonthlyRequests, PoissonRequests, SeasonalRequests
from sim.results import Tables
from sim.units import FOREVER, TICK

DAY = (2, 1, 1, 1, 1, 2, 6, 14, 26, 34, 36, 33, 28, 30, 32, 30, 26, 18, 12, 9, 7, 5, 4, 3)
QUIET_NIGHT = (0,) * 7 + (1, 3) * 6 + (0,) * 5
OFFICE = HourlyRequests(rate=0.5, hours=QUIET_NIGHT, weekdays=(1, 1, 1, 1, 0.5, 0, 0))


def seasonal_intensity(law: SeasonalRequests) -> Callable[[float], float]:
    """Requests expected by a time: the integral of rate x (1 + swing cos(2 pi (t - peak) / period))."""
    circle = 2 * math.pi / law.period
    return lambda t: law.rate * (t + law.swing / circle * (math.sin(circle * (t - law.peak)) + math.sin(circle * law.peak)))


def hourly_intensity(law: HourlyRequests, weekday: int = 0) -> Callable[[float], float]:
    """Requests expected by a time: one stretch for each hour."""
    days = law.weekdays or (1,) * 7
    mean = sum(law.hours) / 24 * sum(days) / 7
    week = [law.rate * days[(weekday + day) % 7] * hour / mean for day in range(7) for hour in law.hours]
    passed = [0.0, *accumulate(week)]

    def expected(t: float) -> float:
        weeks, hour = divmod(t, 168)
        return float(weeks * passed[-1] + np.interp(hour, range(169), passed))

    return expected


SUMMER = MonthlyRequests(rate=0.5, months=(0, 0, 1, 2, 3, 5, 5, 4, 2, 1, 1, 0))


def monthly_intensity(law: MonthlyRequests) -> Callable[[float], float]:
    """Requests expected by a time after New Year: one stretch for each month of a year of 365 days."""
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    mean = sum(weight * length for weight, length in zip(law.months, days, strict=True)) / 365
    passed = [0.0, *accumulate(law.rate * 24 * length * weight / mean for weight, length in zip(law.months, days, strict=True))]
    begins = [24.0 * each for each in (0, *accumulate(days))]

    def expected(t: float) -> float:
        years, hour = divmod(t, 8760)
        return float(years * passed[-1] + np.interp(hour, begins, passed))

    return expected


CASES: list[tuple[FailureLaw, Callable[[float], float]]] = [
    (law, seasonal_intensity(law))
    for law in (
        SeasonalRequests(rate=6.0, swing=0.6, period=24.0, peak=6.0),
        SeasonalRequests(rate=0.01, swing=0.85, period=168.0, peak=42.0),
        SeasonalRequests(rate=3.0, swing=1.0, period=24.0),
        SeasonalRequests(rate=3.0, swing=0.0, period=24.0, peak=5.0),
        SeasonalRequests(rate=2.0, swing=1.0, period=0.5, peak=100.0),
    )
]
CASES += [(law, hourly_intensity(law)) for law in (OFFICE, HourlyRequests(rate=16.0, hours=DAY))]
CASES += [(law, monthly_intensity(law)) for law in (SUMMER, MonthlyRequests(rate=0.01, months=(1,) * 12))]


@pytest.mark.parametrize(("law", "expected"), CASES, ids=lambda each: getattr(each, "word", ""))
def test_what_is_expected_between_two_requests_is_exponential(law: FailureLaw, expected: Callable[[float], float]) -> None:
    """Exactly the draw, but for the rounding of the time to a tick."""
    next_request, luck = law.sampler(), np.random.default_rng(4)
    now, fastest = 0.0, 2.5 * float(law.mean_rate or 0) * (8 if law is OFFICE else 2)
    for u in [*luck.random(2000).tolist(), 1e-300, 1 - 2.0**-53]:
        then = next_request(now, u, 0.5)
        assert expected(then) - expected(now) == pytest.approx(-math.log1p(-u), abs=TICK * fastest, rel=1e-9)
        now = then


def test_a_constant_stream_has_exponential_gaps() -> None:
    next_request = PoissonRequests(rate=42.0).sampler()
    for u in (0.01, 0.5, 0.99):
        assert next_request(1000.0, u, 0.5) - 1000.0 == pytest.approx(-math.log1p(-u) / 42, abs=TICK)


@pytest.mark.slow
@pytest.mark.parametrize(
    "law", [PoissonRequests(rate=0.02), OFFICE, SeasonalRequests(rate=0.02, swing=0.9, period=24.0, peak=7.0)]
)
def test_counts_of_whole_weeks_are_poisson(law: FailureLaw) -> None:
    sample = counts(law, 168.0, assets=3000)
    assert law.mean_rate is not None
    assert_mean(sample, 168.0 * law.mean_rate)
    assert_variance(sample, 168.0 * law.mean_rate)


def test_a_week_begins_on_the_weekday_of_the_start() -> None:
    """2026-01-08 is a Thursday: after its working day the half-busy Friday, and then nothing until Monday at seven."""
    thursday = OFFICE.sampler_from(dt.date(2026, 1, 8))
    expected = hourly_intensity(OFFICE, 3)
    for u in (0.1, 0.5, 0.9, 0.9999):
        assert expected(thursday(0.0, u, 0.5)) == pytest.approx(-math.log1p(-u), abs=1e-5)
    assert thursday(24 + 18.999, 0.5, 0.5) > 4 * 24 + 7
    assert OFFICE.sampler()(0.0, 0.3, 0.5) == OFFICE.sampler_from(dt.date(2026, 1, 12))(0.0, 0.3, 0.5)


def test_a_year_begins_on_the_day_of_the_start() -> None:
    """A run that begins on the first of November is 61 days before New Year; nothing comes from December to February."""
    november, expected = SUMMER.sampler_from(dt.date(2026, 11, 1)), monthly_intensity(SUMMER)
    before = (365 - 61) * 24.0
    for u in (0.1, 0.5, 0.9, 1 - 1e-9):
        assert expected(before + november(0.0, u, 0.5)) - expected(before) == pytest.approx(-math.log1p(-u), abs=1e-5)
    assert november(30 * 24 - 0.001, 0.5, 0.5) > 120 * 24


def test_the_rate_stays_what_it_is_whatever_the_profile() -> None:
    for law in (OFFICE, HourlyRequests(rate=0.5, hours=DAY), SUMMER, SeasonalRequests(rate=0.5, swing=1.0, period=9.0)):
        assert law.mean_rate == 0.5


@pytest.mark.parametrize(
    "law",
    [
        PoissonRequests(rate=1e5),
        PoissonRequests(rate=1e-12),
        SeasonalRequests(rate=1e-12, swing=1.0, period=1e-12),
        SeasonalRequests(rate=1e5, swing=1.0, period=8.76e6, peak=8.76e6),
        HourlyRequests(rate=1e-12, hours=(0,) * 23 + (1e12,)),
        HourlyRequests(rate=1e5, hours=(1e12, *(1e-9,) * 23), weekdays=(0, 0, 0, 0, 0, 0, 1)),
    ],
    ids=lambda law: law.word,
)
def test_extreme_streams_stay_within_time(law: FailureLaw) -> None:
    next_request = law.sampler()
    for age in (0.0, 1.0, 1e6 + 0.5, FOREVER - TICK):
        for u in (5e-324, 0.5, 1 - 2.0**-53):
            assert age < next_request(age, u, 0.5) <= FOREVER


# ---------------------------------------------------------------- in a run
QUESTION: dict[str, Any] = {"law": {"poisson": 2.0}, "repair": 10.0}


def test_several_requests_of_one_asset_are_open_at_once() -> None:
    """A queue without limit of servers: by Palm's theorem as many are open as come in a service, 2 an hour x 10 h."""
    tables = Tables(run({"question": QUESTION}, horizon=4000.0, crew=60))
    assert audit(tables) == []
    calls = tables.calls
    at = np.arange(500.0, 4000.0, 100.0)
    present = ((calls.fault.to_numpy() <= at[:, None]) & ~(calls.restored.to_numpy() <= at[:, None])).sum(axis=1)
    assert abs(present.mean() - 20.0) < 4 * (20.0 / len(at)) ** 0.5
    assert present.max() > 25


def test_requests_come_while_the_asset_is_down_and_take_it_nowhere() -> None:
    """What is asked is the same whether the machine runs or not, and it fails as if nobody asked."""
    stop = {"law": {"empirical": {"times": [100.0]}}, "repair": 300.0}
    alone, broken = run({"question": QUESTION}), run({"question": QUESTION, "stop": stop})
    assert faults(alone, "question") == faults(broken, "question")
    assert faults(broken, "stop") == [100.0]
    assert kpi.figures(Tables(alone))["availability"] == 1.0
    assert set(Tables(alone).calls.effect) == {"cosmetic"}


def test_a_further_request_is_no_callback() -> None:
    figures = kpi.figures(Tables(run({"question": QUESTION})))
    assert figures["first_time_fix_rate"] == 1.0
    assert 0 < figures["first_time_fix_open_windows"] < 50, "those still open"
    assert math.isnan(figures["mean_operating_time_between_failures"]), "nothing failed"
    assert figures["calls_per_asset_year"] > 10_000


@pytest.mark.slow
def test_a_swinging_stream_is_as_high_as_theory_says() -> None:
    """Case A21: 6 an hour on average, swing 0.6 with the sun, 5 h each; open at the peak 40.927, at the bottom 19.073.

    Eick, Massey & Whitt (1993), M(t)/M/inf: the mean lags behind the rate by the phase arctan(2 pi / 24 x 5).
    """
    law = {"seasonal": {"rate": 6.0, "swing": 0.6, "period": 24.0, "peak": 6.0}}
    lag = math.atan(2 * math.pi / 24 * 5) / (2 * math.pi) * 24
    days = 300
    calls = Tables(run({"ticket": {"law": law, "repair": {"exponential": {"mean": 5.0}}}}, horizon=24.0 * days, crew=90)).calls
    begin, end = calls.fault.to_numpy(), calls.restored.fillna(np.inf).to_numpy()
    for moment, exact in ((6.0 + lag, 40.92722169), (18.0 + lag, 19.07277831)):
        at = 24.0 * np.arange(5, days - 1) + moment
        present = np.searchsorted(np.sort(begin), at, side="right") - np.searchsorted(np.sort(end), at, side="right")
        assert abs(present.mean() - exact) < 4 * (exact / len(at)) ** 0.5
