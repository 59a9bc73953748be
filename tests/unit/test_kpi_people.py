"""Technicians, desk and money, worked out by hand; the other profiles; the register of figures."""

from __future__ import annotations

import math

import pytest
from small_run import SmallRun

import sim.kpi
from sim.errors import FirstfixError, UsageError
from sim.kpi import figures, forget, kpi, member_of, members
from sim.kpi.profiles import PROFILES, profiles
from sim.results import Tables

near = pytest.approx


def working_run() -> SmallRun:
    """Anna on shift 20-60 and on call 60-70; 30 of the shift hours lie in the window from 30."""
    run = SmallRun(warm_up=30.0)
    run.add("attendance", technician="anna", begin=20.0, end=60.0, duty="shift")
    run.add("attendance", technician="anna", begin=60.0, end=70.0, duty="on call")
    run.add("visits", technician="anna", dispatched=25.0, left=29.0, travel=1.0, work=3.0, km=100.0)  # before the window
    run.add("visits", technician="anna", dispatched=40.0, left=50.0, travel=2.0, waiting=1.0, work=7.0, km=60.0)
    run.add("visits", technician="anna", dispatched=58.0, left=66.0, travel=1.0, work=7.0, overtime=6.0, km=30.0)
    run.add("trips", technician="anna", begin=66.0, hours=1.0, km=10.0, trip="home")
    run.add("trips", technician="anna", begin=20.0, hours=1.0, km=999.0, trip="home")
    return run


def test_hours_of_technicians() -> None:
    found = figures(working_run().tables())
    paid = 30 + 6
    assert found["technician_utilisation"] == near((3 + 14) / paid)
    assert found["wrench_share"] == near(14 / paid)
    assert found["travel_share"] == near(3 / paid)
    assert found["overtime_share"] == near(6 / paid)


def test_an_open_visit_counts_until_the_horizon() -> None:
    run = SmallRun()
    run.add("attendance", technician="anna", begin=0.0, end=240.0, duty="shift")
    run.add("visits", technician="anna", dispatched=230.0, travel=4.0, work=100.0)
    run.add("visits", technician="bert", dispatched=238.0, travel=4.0, work=100.0)
    found = figures(run.tables())
    assert found["travel_share"] == near((4 + 2) / 240)
    assert found["wrench_share"] == near(6 / 240)


def test_distance_and_emissions_per_year() -> None:
    found = figures(working_run().tables())
    assert found["distance"] == near(100.0 * 8760 / 210)
    assert found["co2"] == near(20.0 * 8760 / 210)


def test_desk() -> None:
    run = SmallRun()
    run.add("contacts", call=0, at=10.0, answered=10.0, ended=12.0)
    run.add("contacts", call=1, at=10.0, answered=10.0 + 20 / 3600, ended=15.0)
    run.add("contacts", call=2, at=10.0, answered=11.0, ended=12.0)
    run.add("contacts", call=3, at=10.0, ended=10.5, abandoned=True)
    run.add("contacts", call=3, at=239.999, answered=math.nan)  # rang 4 s before the horizon
    run.add("contacts", call=4, at=230.0)  # still waiting
    found = figures(run.tables())
    assert found["desk_wait"] == near((20 / 3600 + 1) / 3)
    assert found["desk_abandonment"] == near(1 / 4)
    assert found["desk_service_level"] == near(2 / 5)
    assert found["desk_utilisation"] == near((2 + 5 - 20 / 3600 + 1) / (2 * 240))
    assert found["desk_wait_quantiles.p50"] == near(20 / 3600)


def test_lost_callers_and_taken_lines() -> None:
    """Two attempts in vain, the second for good; a lost call is no restoration and breaks no promise."""
    run = SmallRun(warm_up=8.0)
    run.add("contacts", call=0, at=10.0, ended=10.0, blocked=True)
    run.add("contacts", call=0, at=11.0, ended=11.5, abandoned=True)
    run.add("contacts", call=1, at=12.0, answered=12.0, ended=13.0)
    run.add("contacts", call=2, at=14.0, answered=14.0, ended=15.0)
    run.call(10.0, 11.5, answered=math.nan, lost=True)
    run.call(12.0, 13.0, asset=1, remote=True)
    run.call(14.0, 34.0, asset=2, arrived=15.0, visits=1, fixed_first_visit=True)
    found = figures(run.tables())
    assert found["desk_blocking"] == near(1 / 4)
    assert found["desk_abandonment"] == near(1 / 3)
    assert found["desk_lost_calls"] == near(1 / 3)
    assert found["desk_service_level"] == near(2 / 3)
    assert found["mean_time_to_restoration"] == near((1 + 20) / 2)
    assert found["remote_resolution_rate"] == near(1 / 2)
    assert found["response_compliance"] == 1.0
    assert found["open_calls"] == 0.0
    assert found["availability"] == near(1 - (1.5 + 1 + 20) / (4 * 232))


def test_money_per_year_asset_and_call() -> None:
    run = SmallRun(warm_up=100.0)  # 140 h of the window
    run.call(50.0, 51.0)
    run.call(110.0, 111.0, arrived=110.5)
    run.add(
        "orders",
        order=0,
        location="central",
        source="factory",
        part="seal",
        quantity=3,
        ordered=110.0,
        shipped=110.0,
        received=120.0,
        unit_price=100.0,
        freight=10.0,
    )
    found = figures(run.tables())
    year = 8760 / 140
    desk = 140 * 60.0
    assert found["cost"] == near((desk + 300 + 3 + 10) * year)
    assert found["cost_by_category.purchase"] == near(300 * year)
    assert found["cost_by_category.desk"] == near(desk * year)
    assert sum(value for name, value in found.items() if name.startswith("cost_by_category.")) == near(found["cost"])
    assert found["cost_per_asset_year"] == near(found["cost"] / 4)
    assert found["cost_per_call"] == near(desk + 313)
    assert found["revenue"] == near(3 * 876)
    assert found["margin"] == near(found["revenue"] - found["cost"])
    assert "cost_by_category.contract" not in found


def test_profiles_of_sites_misses_stages_and_costs() -> None:
    run = SmallRun()
    run.call(10.0, 20.0, visits=1, fixed_first_visit=True)
    run.call(15.0, 40.0, asset=1, visits=2, miss="wrong skill")
    run.call(100.0, asset=3, site="mill", offer=None, visits=1)
    found = profiles(run.tables())
    assert set(found) == set(PROFILES)
    sites = found["sites"].set_index("site")
    assert sites.loc["plant", ["assets", "calls", "visited", "fixed_first", "closed"]].tolist() == [3, 2, 2, 1, 2]
    assert sites.loc["plant", "restoration_hours"] == near(35.0)
    assert sites.loc["mill", "downtime"] == near(140.0)
    assert sites.loc["mill", "visited"] == 0
    misses = found["misses"].set_index("cause")["calls"]
    assert (misses["fixed first time"], misses["wrong skill"], misses.sum()) == (1, 1, 2)
    stages = found["stages"].set_index("stage")
    assert stages.loc["technician", "hours"] == near(35.0)
    assert stages["calls"].unique().tolist() == [2.0]
    assert found["costs"].set_index("category").loc["contract", "amount"] == near(-3 * 876)
    assert found["network"]["echelon"].tolist() == ["", "echelon 1", "echelon 2", "vans"]
    assert found["network"]["source"].tolist()[1:] == ["factory", "central", "depot"]


def test_profiles_name_their_keys() -> None:
    for name, frame in profiles(SmallRun().tables()).items():
        assert set(PROFILES[name][1]) <= set(frame.columns), name
        numbers = [column for column in frame.columns if column not in PROFILES[name][1]]
        assert all(frame[column].dtype == float for column in numbers), name


# ---------------------------------------------------------------- the register
IDENTIFIERS = [
    "first_time_fix_rate",
    "first_time_fix_open_windows",
    "first_time_fix_misses",
    "visits_per_call",
    "repeat_visit_rate",
    "remote_resolution_rate",
    "mean_operating_time_between_failures",
    "mean_time_to_restoration",
    "time_to_restoration",
    "restoration_stages",
    "mean_active_repair_time",
    "availability",
    "availability_in_coverage",
    "response_time",
    "response_time_quantiles",
    "response_compliance",
    "restoration_compliance",
    "fill_rate",
    "ready_rate",
    "expected_backorders",
    "part_wait",
    "part_wait_backordered",
    "not_operational_for_supply",
    "inventory_value",
    "inventory_value_by_echelon",
    "inventory_turns",
    "expedite_rate",
    "technician_utilisation",
    "wrench_share",
    "travel_share",
    "overtime_share",
    "desk_wait",
    "desk_abandonment",
    "desk_service_level",
    "desk_utilisation",
    "maintenance_compliance",
    "no_fault_found_rate",
    "shop_turnaround",
    "shop_yield",
    "core_return_delay",
    "bullwhip",
    "cost",
    "cost_per_asset_year",
    "cost_per_call",
    "cost_by_category",
    "revenue",
    "margin",
    "distance",
    "co2",
    "calls_per_asset_year",
    "open_calls",
]


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_every_figure_says_what_it_means(name: str) -> None:
    figure = members()[name]
    assert figure.unit
    assert figure.meaning
    assert figure.formula
    assert figure.clock
    assert figure.denominator
    assert figure.better in ("up", "down", None)


def test_a_figure_of_ones_own_stands_beside_the_others() -> None:
    @sim.kpi(unit="share", better="up", formula="closed ÷ calls")  # type: ignore[operator]
    def closed_share(tables: Tables) -> float:
        """Share of calls closed.

        And more words.
        """
        return float(tables.calls["restored"].notna().mean())

    try:
        run = SmallRun()
        run.call(1.0, 2.0)
        run.call(1.0)
        assert figures(run.tables())["closed_share"] == 0.5
        assert member_of("closed_share").meaning == "Share of calls closed."
        assert list(members())[-1] == "closed_share"
    finally:
        forget("closed_share")
    assert "closed_share" not in members()


def test_suffixes_belong_to_their_figure_and_chosen_figures_only_are_computed() -> None:
    assert member_of("fill_rate.line").unit == "share"
    assert set(figures(SmallRun().tables(), ["fill_rate", "open_calls"])) == {
        "fill_rate.unit",
        "fill_rate.line",
        "fill_rate.job",
        "open_calls",
    }
    with pytest.raises(UsageError, match="there is no figure 'fil_rate'; did you mean 'fill_rate'"):
        member_of("fil_rate")


def test_a_figure_that_breaks_is_named() -> None:
    @kpi(unit="count")
    def broken_figure(tables: Tables) -> float:
        return 1 / len(tables.calls)

    try:
        with pytest.raises(FirstfixError, match="figure 'broken_figure' could not be computed: ZeroDivisionError"):
            figures(SmallRun().tables())
    finally:
        forget("broken_figure")


def test_a_direction_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="better is 'up', 'down' or None, not 'more'"):
        kpi(unit="count", better="more")  # type: ignore[arg-type]
