"""Figures of demand on runs written by hand."""

from __future__ import annotations

import math

import pytest
from small_run import SmallRun

from sim.kpi import figures

NAN = math.nan


def reviewed(**facts: float) -> SmallRun:
    """Two shelves of seals: forecasts of 2, 2, 3 meet demands of 4, 2, 0; a forecast of 1 meets 1, and its rule begins anew."""
    run = SmallRun(**facts)
    rows = (
        ("depot", NAN, 0.0, 9, 2.0, 3),
        ("depot", 0.0, 10.0, 4, 2.0, 3),
        ("depot", 10.0, 20.0, 2, 3.0, 5),
        ("depot", 20.0, 30.0, 0, 1.0, 2),
        ("van", NAN, 0.0, 0, 1.0, 1),
        ("van", 0.0, 10.0, 1, 5.0, 9),
        ("van", NAN, 15.0, 0, 7.0, 9),
    )
    for place, since, time, demand, forecast, most in rows:
        run.add(
            "reviews",
            location=place,
            part="seal",
            since=since,
            time=time,
            demand=demand,
            forecast=forecast,
            most=most,
            service=0.8,
            level=4,
        )
    return run


def test_each_period_is_judged_by_the_forecast_at_its_beginning() -> None:
    found = figures(reviewed().tables(), ["forecast_mase", "forecast_bias", "forecast_pinball_loss"])
    assert found["forecast_bias"] == pytest.approx(((2 + 2 + 3 + 1) - (4 + 2 + 0 + 1)) / 7)
    assert found["forecast_mase"] == pytest.approx(((0 + 3) / 2) / ((2 + 2) / 2)), "against 4 and 2, the demands before"
    assert found["forecast_pinball_loss"] == pytest.approx((0.8 * 1 + 0.2 * (1 + 5 + 0)) / 7)


def test_periods_that_end_in_the_warm_up_do_not_count() -> None:
    found = figures(reviewed(warm_up=15.0).tables(), ["forecast_bias"])
    assert found["forecast_bias"] == pytest.approx((2 + 3 - 2) / 2)


def test_without_reviews_there_is_no_data() -> None:
    found = figures(SmallRun().tables(), ["forecast_mase", "forecast_bias", "forecast_pinball_loss", "excess_value"])
    assert all(math.isnan(value) for value in found.values())


def classed() -> SmallRun:
    """Seals are A for 100 h of 240 and B then; bolts are C; of five seals on hand one goes at 50 h."""
    run = SmallRun()
    run.dimensions["parts"] |= {"class": [None, "small"], "criticality": ["vital", None]}
    for time, seal in ((0.0, "A"), (100.0, "B")):
        run.add("classes", time=time, part="seal", value=9.0, variation=0.4, abc=seal, xyz="X")
        run.add("classes", time=time, part="bolt", value=1.0, variation=NAN, abc="C", xyz="Z")
    run.add("movements", time=0.0, location="depot", part="seal", movement="initial", quantity=5, on_hand=5)
    run.add("movements", time=50.0, location="depot", part="seal", movement="issue", quantity=-1, on_hand=4)
    run.add("movements", time=0.0, location="depot", part="bolt", movement="initial", quantity=2, on_hand=2)
    for call, (part, asked, given) in enumerate((("seal", 50.0, 1), ("seal", 120.0, 0), ("seal", 130.0, 1), ("bolt", 9.0, 0))):
        run.add(
            "demands", call=call, part=part, quantity=1, asked=asked, at_once=bool(given), units_at_once=given, supply="depot"
        )
    return run


def test_a_part_counts_in_the_class_that_it_is_in_at_the_time() -> None:
    found = figures(classed().tables(), ["parts_by_class", "inventory_value_by_class", "fill_rate_by_class"])
    assert {word: found[f"parts_by_class.{word}"] for word in ("A", "B", "C", "X", "Y", "Z", "vital", "small")} == pytest.approx(
        {"A": 100 / 240, "B": 140 / 240, "C": 1, "X": 1, "Y": 0, "Z": 1, "vital": 1, "small": 1}
    )
    assert found["inventory_value_by_class.A"] == pytest.approx((50 * 500 + 50 * 400) / 240)
    assert found["inventory_value_by_class.B"] == pytest.approx(140 * 400 / 240)
    assert (
        found["inventory_value_by_class.X"]
        == found["inventory_value_by_class.vital"]
        == pytest.approx((50 * 500 + 190 * 400) / 240)
    )
    assert found["inventory_value_by_class.small"] == found["inventory_value_by_class.C"] == pytest.approx(20.0)
    assert [found[f"fill_rate_by_class.{word}"] for word in ("A", "B", "C", "vital")] == [1.0, 0.5, 0.0, pytest.approx(2 / 3)]
    assert math.isnan(found["fill_rate_by_class.Y"])


def test_forecasts_by_class_go_by_the_end_of_the_period() -> None:
    run = classed()
    for since, time, demand, forecast in ((NAN, 0.0, 0, 3.0), (0.0, 90.0, 2, 1.0), (90.0, 180.0, 4, 9.0)):
        run.add(
            "reviews",
            location="depot",
            part="seal",
            since=since,
            time=time,
            demand=demand,
            forecast=forecast,
            most=5,
            service=0.9,
            level=4,
        )
    found = figures(run.tables(), ["forecast_bias_by_class", "forecast_mase_by_class"])
    assert [found[f"forecast_bias_by_class.{word}"] for word in ("A", "B", "X")] == pytest.approx([0.5, -0.75, -1 / 3])
    assert found["forecast_mase_by_class.B"] == pytest.approx(1.5)
    assert math.isnan(found["forecast_mase_by_class.C"])


def test_without_classes_there_are_no_such_figures() -> None:
    assert figures(SmallRun().tables(), ["parts_by_class", "inventory_value_by_class", "fill_rate_by_class"]) == {}


def test_written_off_and_excess_value() -> None:
    """At the end four seals lie there; two were asked for in the last 100 h, so one is enough for 50 h."""
    run = SmallRun(warm_up=10.0)
    run.dimensions["locations"] |= {"keep": [None, None, 50.0, None], "over": [None, None, 100.0, None]}
    for place in ("depot", "van"):
        run.add("movements", time=0.0, location=place, part="seal", movement="initial", quantity=12, on_hand=12)
        run.add("movements", time=5.0, location=place, part="seal", movement="written off", quantity=-1, on_hand=11)
        run.add("movements", time=20.0, location=place, part="seal", movement="written off", quantity=-2, on_hand=9)
        run.add("movements", time=100.0, location=place, part="seal", movement="issue", quantity=-3, on_hand=6)
        run.add("movements", time=150.0, location=place, part="seal", movement="issue", quantity=-2, on_hand=4)
    found = figures(run.tables(), ["obsolete_value", "excess_value"])
    assert found["obsolete_value"] == pytest.approx(2 * 2 * 100 / 230 * 8760)
    assert found["excess_value"] == pytest.approx((4 - 1) * 100)
