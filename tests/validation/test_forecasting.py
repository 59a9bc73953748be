"""Forecasts made inside a run against exact results and against each other, on demand that is steady and on demand that fades."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from stationary import agree, observe

from sim.results import Tables
from sim.theory.forecasting import croston_bias

DAY, YEAR = 24.0, 8760.0
PROBABILITY, SMOOTHING, MEAN_REQUEST = 0.25, 0.2, 2.0
REQUESTS = -np.log(1 - PROBABILITY)
"""Per period: at random moments, so that a period has demand with the probability above, independently."""
MEAN_SIZE = MEAN_REQUEST * REQUESTS / PROBABILITY


def asked(forecast: dict[str, Any], years: float, law: dict[str, Any], machines: int = 1, **more: Any) -> dict[str, Any]:
    """A shelf that is reviewed every ten days under a forecast; each request takes a few units."""
    rule = {"rule": "forecast", "every": 10 * DAY, "forecast": forecast, "service": 0.98}
    need = {"seal": {"quantity": {"geometric": {"mean": MEAN_REQUEST}}}}
    return {
        "horizon": years * YEAR,
        "parts": {"seal": {"price": 1.0}},
        "locations": {
            "factory": {"supplier": True, "lead_time": 30 * DAY},
            "depot": {"source": "factory", "stock": {"seal": {**rule, "start": more.pop("start", None)}}, **more},
        },
        "asset_types": {"pump": {"failures": {"request": {"law": law, "parts": need}}}},
        "sites": {"plant": {"assets": {"pump": machines}}},
        "technicians": {"crew": {"home": "depot", "count": 9}},
    }


def steady(forecast: dict[str, Any]) -> dict[str, Any]:
    """Demand that does not change in the long run."""
    return asked(forecast, 150, {"poisson": {"rate": REQUESTS / (10 * DAY)}})


def after_demand(tables: Tables) -> dict[str, float]:
    """Mean forecast of the reviews at which there was demand, the first few aside."""
    rows = tables.raw("reviews")
    rows = rows[rows["demand"] > 0]
    return {"forecast": float(rows["forecast"][30:].mean()), "size": float(rows["demand"].mean())}


def test_croston_is_as_biased_as_theory_says() -> None:
    """Syntetos & Boylan (2001), IJPE 71: looked at just after each demand the forecast is too high, by an amount known exactly."""
    exact = croston_bias(probability=PROBABILITY, mean_size=MEAN_SIZE, smoothing=SMOOTHING)
    found = observe(steady({"croston": {"smoothing": SMOOTHING}}), after_demand, 16)
    agree(found, {"forecast": exact.croston_mean, "size": MEAN_SIZE}, budget=0.04)
    assert exact.croston > 0.08, "so that the allowance tells it from no bias"


def test_sba_is_less_biased_by_its_factor() -> None:
    """On the same demand: 0.9 of Croston's forecast."""
    croston, sba = (observe(steady({word: {"smoothing": SMOOTHING}}), after_demand, 2)["forecast"] for word in ("croston", "sba"))
    assert sba == pytest.approx(0.9 * croston, rel=1e-12)


def test_what_is_known_of_the_machines_is_right_on_average() -> None:
    """The long-run demand per period equals the forecast of the installed base."""
    found = observe(steady({"installed_base": {}}), lambda tables: {"units": tables.raw("reviews")["demand"][1:].mean()}, 16)
    rows = observe(steady({"installed_base": {}}), lambda tables: {"units": tables.raw("reviews")["forecast"].mean()}, 1)
    assert rows["units"][0] == pytest.approx(REQUESTS * MEAN_REQUEST)
    agree(found, {"units": REQUESTS * MEAN_REQUEST}, budget=0.05)


@pytest.mark.parametrize("law", ["poisson", "negative_binomial", "normal"])
def test_a_level_keeps_the_service_that_was_wanted(law: str) -> None:
    """With single units asked for at random and the rate known, a Poisson level is exceeded as rarely as stated, or less."""
    tree = steady({"installed_base": {}})
    tree["asset_types"]["pump"]["failures"]["request"]["parts"] = ["seal"]
    tree["asset_types"]["pump"]["failures"]["request"]["law"] = {"poisson": {"rate": 4 / (10 * DAY)}}
    tree["locations"]["depot"]["stock"]["seal"] |= {"service": 0.9, "demand": law}

    def exceeded(tables: Tables) -> dict[str, float]:
        rows = tables.raw("reviews")
        return {"share": float((rows["demand"][1:] > rows["most"][:-1]).mean())}

    share = observe(tree, exceeded, 3)["share"].mean()
    assert 0.03 < share < 0.105


def fading(forecast: dict[str, Any]) -> dict[str, Any]:
    """Requests that sink from twice their mean rate to none within nine years, and what is too much is written off each year."""
    law = {"seasonal": {"rate": 3 / YEAR, "swing": 1.0, "period": 18 * YEAR}}
    write_off = {"every": YEAR, "keep": YEAR, "over": YEAR}
    tree = asked(forecast, 11, law, machines=12, start=72 / YEAR, write_off=write_off)
    tree["asset_types"]["pump"]["failures"]["request"]["parts"] = ["seal"]
    tree["locations"]["depot"]["stock"]["seal"]["every"] = 30 * DAY
    tree["locations"]["factory"]["lead_time"] = 90 * DAY
    return tree


def test_who_never_forgets_writes_off_more() -> None:
    """On demand that fades, Croston's level stays up when nothing is asked for any more; TSB's sinks."""

    def scrapped(tables: Tables) -> dict[str, float]:
        rows = tables["movements"]
        return {"units": float(rows["quantity"][rows["movement"] == "written off"].abs().sum())}

    never, forgets = (
        observe(fading(forecast), scrapped, 10)["units"]
        for forecast in (
            {"croston": {"smoothing": 0.1}},
            {"tsb": {"size_smoothing": 0.1, "probability_smoothing": 0.1}},
        )
    )
    saved = never - forgets
    assert saved.mean() > 4 * saved.std(ddof=1) / len(saved) ** 0.5
    assert saved.mean() > 0.15 * never.mean()
