"""First-time fix, times, promises, availability: figures worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_run import SmallRun

from sim.kpi import figures
from sim.records import MISS_CAUSES, STAGES
from sim.results import Tables

near = pytest.approx


def first_time_fix_run(**facts: float) -> Tables:
    """Window 48 h, horizon 240 h."""
    run = SmallRun(**facts)
    one = {"visits": 1, "fixed_first_visit": True}
    run.call(10.0, 20.0, asset=0, **one)  # undone by the next call: 60 <= 20 + 48
    run.call(60.0, 70.0, asset=0, **one)  # fixed
    run.call(30.0, 40.0, asset=1, visits=2, miss="part not on hand")  # missed
    run.call(50.0, 55.0, asset=1, mode="pump.jam", **one)  # fixed: the leak of the same asset is another mode
    run.call(200.0, 205.0, asset=2, **one)  # window ends after the horizon
    run.call(90.0, asset=2, mode="pump.jam", visits=2, miss="repair failed")  # open, though it has missed already
    run.call(20.0, 21.0, asset=3, remote=True)  # solved remotely: not in the denominator
    run.call(25.0, 26.0, asset=3, mode="pump.maintenance", reason="maintenance", **one)
    run.call(100.0, 110.0, asset=3, mode="pump.jam", **one)  # undone: 158 is just within 110 + 48
    run.call(158.0, 160.0, asset=3, mode="pump.jam", **one)  # fixed
    return run.tables()


def test_first_time_fix() -> None:
    found = figures(first_time_fix_run())
    assert found["first_time_fix_rate"] == near(3 / 6)
    assert found["first_time_fix_open_windows"] == 2
    assert found["first_time_fix_misses.repeat fault"] == near(2 / 6)
    assert found["first_time_fix_misses.part not on hand"] == near(1 / 6)
    assert found["first_time_fix_rate"] + sum(found[f"first_time_fix_misses.{cause}"] for cause in MISS_CAUSES) == near(1.0)


def test_first_time_fix_counts_calls_of_the_window_only() -> None:
    found = figures(first_time_fix_run(warm_up=55.0))  # the calls of 60, 100 and 158 are judged; those of 200 and 90 open
    assert found["first_time_fix_rate"] == near(2 / 3)
    assert found["first_time_fix_open_windows"] == 2


def test_a_longer_window_leaves_more_open_and_finds_more_repeats() -> None:
    found = figures(first_time_fix_run(first_time_fix_window=170.0))  # judged: 20 + 170, 40 + 170, 55 + 170, 70 + 170
    assert found["first_time_fix_rate"] == near(2 / 4)
    assert found["first_time_fix_open_windows"] == 4


def test_a_repeat_one_tick_after_the_window_does_not_count() -> None:
    run = SmallRun()
    run.call(10.0, 20.0, visits=1, fixed_first_visit=True)
    run.call(60.0, 70.0, reported=68.0 + 2**-20, visits=1, fixed_first_visit=True)
    assert figures(run.tables())["first_time_fix_rate"] == 1.0


def test_a_repeat_counts_even_if_it_is_solved_remotely() -> None:
    run = SmallRun()
    run.call(10.0, 20.0, visits=1, fixed_first_visit=True)
    run.call(60.0, 61.0, remote=True)
    assert figures(run.tables())["first_time_fix_rate"] == 0.0


def test_visits_and_remote_resolution() -> None:
    found = figures(first_time_fix_run())
    assert found["visits_per_call"] == near(10 / 8)
    assert found["repeat_visit_rate"] == near(2 / 8)
    assert found["remote_resolution_rate"] == near(1 / 9)
    assert math.isnan(figures(first_time_fix_run(has_desk=False))["remote_resolution_rate"])


def test_times_and_their_split() -> None:
    run = SmallRun()
    run.call(10.0, 20.0, visits=1, arrived=14.0, travel=2.0, repair=8.0)
    run.call(30.0, 36.0, visits=2, arrived=31.0, travel=1.0, parts=5.0)
    run.call(50.0, 52.0, remote=True, answered=50.5, desk=2.0)
    run.call(200.0, visits=1, arrived=205.0)
    for call, work in ((0, 3.0), (1, 1.0), (1, 2.5), (3, 9.0)):
        run.add("visits", call=call, work=work, dispatched=10.0)
    found = figures(run.tables())
    assert found["mean_time_to_restoration"] == near((10 + 6 + 2) / 3)
    assert found["time_to_restoration.p50"] == near(6.0)
    assert found["time_to_restoration.p90"] == near(6 + 0.8 * 4)
    assert found["restoration_stages.parts"] == near(5 / 3)
    assert sum(found[f"restoration_stages.{stage}"] for stage in STAGES) == near(found["mean_time_to_restoration"])
    assert found["mean_active_repair_time"] == near((3 + 3.5) / 2)
    assert found["response_time"] == near((4 + 1 + 0.5 + 5) / 4)
    assert found["response_time_quantiles.p50"] == near(2.5)


def test_compliance_counts_calls_due_and_leaves_running_promises_out() -> None:
    run = SmallRun()
    run.call(9.0, 17.0, arrived=12.0)
    run.call(9.0, 35.5, arrived=14.0)
    run.call(233.5)
    run.call(9.0)
    found = figures(run.tables())
    assert found["response_compliance"] == near(1 / 3)
    assert found["restoration_compliance"] == near(1 / 3)
    assert found["response_compliance_by_offer.gold"] == near(1 / 3)
    assert "response_compliance_by_offer.basic" not in found
    run.facts["warm_up"] = 100.0
    assert math.isnan(figures(run.tables())["response_compliance"])


def test_availability_clips_joins_and_ignores_what_does_not_stop_the_asset() -> None:
    run = SmallRun(warm_up=40.0)
    run.call(30.0, 50.0, asset=0)  # 10 h in the window
    run.call(100.0, 120.0, asset=1)
    run.call(110.0, 130.0, asset=1, mode="pump.jam")  # overlaps: 30 h in all
    run.call(235.0, asset=2)  # open: 5 h
    run.call(60.0, 90.0, asset=3, effect="degraded")
    run.call(60.0, 90.0, asset=3, mode="pump.maintenance", reason="maintenance")
    found = figures(run.tables())
    assert found["availability"] == near(1 - 45 / (4 * 200))
    assert found["availability_undegraded"] == near(1 - 75 / (4 * 200))  # and 30 h degraded
    # failures whose fault lies in the window: 100, 110, 235, 60
    assert found["mean_operating_time_between_failures"] == near((4 * 200 - 45) / 4)
    assert found["calls_per_asset_year"] == near(4 / (4 * 200 / 8760))
    assert found["open_calls"] == 1


def test_availability_in_coverage_hours() -> None:
    run = SmallRun()
    run.call(16.0, 34.0, asset=0)  # 16-18 and 8-10 on the next day: 4 coverage hours
    run.call(16.0, 34.0, asset=3, site="mill", offer=None)  # no offer: all 18 h
    found = figures(run.tables())
    assert found["availability_in_coverage"] == near(1 - 22 / (3 * 100 + 240))
    assert found["availability"] == near(1 - 36 / 960)


def test_maintenance_compliance_counts_tasks_that_are_due() -> None:
    run = SmallRun()
    task = {"reason": "maintenance", "mode": "pump.maintenance"}
    run.call(10.0, 34.0, **task)  # just in time
    run.call(10.0, 34.5, **task)  # late
    run.call(100.0, **task)  # never done
    run.call(220.0, **task)  # still has time
    assert figures(run.tables())["maintenance_compliance"] == near(1 / 3)


def test_without_cases_there_is_no_data() -> None:
    found = figures(SmallRun().tables())
    for name in (
        "first_time_fix_rate",
        "visits_per_call",
        "mean_time_to_restoration",
        "response_compliance",
        "maintenance_compliance",
    ):
        assert math.isnan(found[name]), name
    assert found["availability"] == 1.0
    assert found["first_time_fix_open_windows"] == 0


def random_run(seed: int) -> SmallRun:
    """Sixty calls at random, on three assets and two modes; calls of one mode and asset do not overlap, those of two modes do."""
    rng = np.random.default_rng(seed)
    run = SmallRun(warm_up=20.0)
    for asset in range(3):
        for mode in ("pump.leak", "pump.jam"):
            time = 0.0
            for _ in range(10):
                fault = time + float(rng.exponential(12.0))
                time = fault + float(rng.exponential(8.0))
                visits = int(rng.integers(0, 3))
                if fault < 240.0:
                    miss = "repair failed" if visits > 1 else None
                    restored = time if time < 240.0 else math.nan
                    run.call(
                        fault,
                        restored,
                        asset=asset,
                        mode=mode,
                        visits=visits,
                        fixed_first_visit=visits == 1,
                        miss=miss,
                        remote=visits == 0,
                    )
    return run


@pytest.mark.parametrize("seed", range(5))
def test_first_time_fix_and_downtime_against_a_plain_count(seed: int) -> None:
    run = random_run(seed)
    calls = run.rows["calls"]
    window, horizon, begin = 48.0, 240.0, 20.0
    judged = fixed = 0
    for call in calls:
        if call["fault"] < begin or not call["visits"] or not call["restored"] + window <= horizon:
            continue
        judged += 1
        again = [
            other
            for other in calls
            if (other["asset"], other["mode"]) == (call["asset"], call["mode"])
            and call["restored"] <= other["reported"] <= call["restored"] + window
        ]
        fixed += call["fixed_first_visit"] and not again
    moments = np.arange(begin, horizon, 0.01)
    down = 0
    for asset in range(3):
        own = [
            (call["fault"], call["restored"] if call["restored"] == call["restored"] else horizon)
            for call in calls
            if call["asset"] == asset
        ]
        down += np.any([(start <= moments) & (moments < end) for start, end in own], axis=0).sum()
    found = figures(run.tables())
    assert judged > 5
    assert found["first_time_fix_rate"] == near(fixed / judged)
    assert found["availability"] == near(1 - down * 0.01 / (4 * (horizon - begin)), abs=1e-4)
