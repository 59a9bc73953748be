"""Hidden defects: when they arise, who finds them, what an alarm leads to, and what the audit says of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim import kpi
from sim.audit import audit
from sim.audit.condition import check
from sim.build import simulate
from sim.ledger import ledger
from sim.results import Tables, has_defect
from sim.scenario.load import from_mapping
from sim.theory.inspection import control_limit, delay_time, monitoring


def run(
    law: Any,
    stages: list[Any],
    tasks: dict[str, Any] | None = None,
    machines: int = 1,
    horizon: str = "1000 h",
    crew: dict[str, Any] | None = None,
    top: dict[str, Any] | None = None,
    **mode: Any,
) -> Tables:
    """Machines in one place that fail after a defect; technicians are there at once unless the crew is smaller."""
    tree = {
        "horizon": horizon,
        "parts": {"seal": {"price": "7 EUR"}},
        "locations": {"factory": {"supplier": True, "lead_time": "30 h"}, "depot": {"source": "factory"}},
        "asset_types": {
            "machine": {"failures": {"wear": {"law": law, "condition": {"stages": stages}, **mode}}, "tasks": tasks or {}}
        },
        "sites": {"town": {"assets": {"machine": machines}}},
        "technicians": {"crew": {"home": "depot", "count": 4, **(crew or {})}},
        **(top or {}),
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def lives(*times: str) -> dict[str, Any]:
    """A law that draws one of these lives."""
    return {"empirical": {"times": list(times)}}


def looking(every: str, **more: Any) -> dict[str, Any]:
    """A task that looks for wear."""
    return {"look": {"every": every, "by": "age", "duration": "0 h", "inspects": {"wear": {}}, **more}}


def endings(tables: Tables) -> list[tuple[float, float, str]]:
    """(arose, ended, how) of all defects in order."""
    rows = tables.defects.sort_values(["ended", "arose"])
    return [(row.arose, row.ended, str(row.ending)) for row in rows.itertuples()]


# ---------------------------------------------------------------- defects and failures
def test_what_nobody_looks_for_fails_after_its_last_stage() -> None:
    """Sound for 50 h, three stages of 10, 20 and 30 h, and then a failure that is repaired at once."""
    tables = run(lives("50 h"), ["10 h", "20 h", "30 h"], horizon="300 h")
    assert endings(tables)[:2] == [(50.0, 110.0, "failed"), (160.0, 220.0, "failed")]
    assert sorted(tables.calls.fault) == [110.0, 220.0]
    assert tables.defects.stage.tolist() == [3, 3, 2]


def test_a_defect_grows_only_while_the_machine_runs() -> None:
    """It stands still for 40 h from 60 h on, in the middle of the defect's 20 h."""
    stop = {"stop": {"every": "60 h", "by": "use", "duration": "40 h", "down": True}}
    tables = run(lives("50 h"), ["20 h"], stop, horizon="200 h")
    still = tables.raw("standstills")["begin"]
    (arose, ended, how) = endings(tables)[0]
    begun = still[(still > arose) & (still < ended)]
    assert how == "failed"
    assert ended - arose == 20.0 + 40.0 * len(begun)


def test_by_the_calendar_a_defect_grows_while_the_machine_stands_still_and_fails_when_it_runs() -> None:
    """The audit knows that nothing fails at a standstill; failures that would have come then come at its end."""
    stop = {"stop": {"every": "30 h", "by": "use", "duration": "25 h", "down": True}}
    law = {"empirical": {"times": ["50 h"], "clock": "calendar"}}
    tables = run(law, ["20 h"], stop, machines=10, horizon="300 h", crew={"count": 20})
    first = tables.defects[tables.defects.life == 1]
    assert (first.arose == 50.0).all()
    assert (first.ended >= 70.0).all()
    assert (first.ended > 70.0).any()


def test_who_looks_in_time_prevents_every_failure() -> None:
    """A look every 30 h of age finds at 60 h what can be seen from 50 h on and fails at 75 h; the next life begins at 60 h."""
    tables = run(lives("50 h"), ["25 h"], looking("30 h"), horizon="200 h")
    assert endings(tables)[:3] == [(50.0, 60.0, "removed"), (110.0, 120.0, "removed"), (170.0, 180.0, "removed")]
    assert set(tables.calls.reason) == {"maintenance"}
    looks = tables.condition_checks
    assert looks["at"].tolist() == [30.0, 60.0, 90.0, 120.0, 150.0, 180.0]
    assert looks.acted.tolist() == [False, True] * 3
    assert kpi.figures(tables)["inspection_yield"] == 0.5


def test_a_look_by_age_is_put_off_by_a_repair() -> None:
    """The failure comes at 40 h, before the first look at 50 h, which is then due 50 h after the repair: never."""
    tables = run(lives("35 h"), ["5 h"], looking("50 h"), horizon="390 h")
    assert {how for _, _, how in endings(tables)} == {"failed"}
    assert len(tables.condition_checks) == 0


def test_a_control_limit_leaves_what_is_young() -> None:
    """Stages of 20 h each from 50 h on: looks at 60 h (stage 1) and 90 h (stage 3); only what is in stage 2 is acted on."""
    tables = run(lives("50 h"), ["20 h", "20 h", "20 h"], looking("30 h", inspects={"wear": {"act_from": 2}}), horizon="100 h")
    assert tables.condition_checks.stage.tolist() == [0, 1, 3]
    assert tables.condition_checks.acted.tolist() == [False, False, True]
    assert endings(tables) == [(50.0, 90.0, "removed")]


def test_machines_that_nobody_has_looked_at_yet_are_the_same_for_everybody() -> None:
    law, stages = {"weibull": {"mean": "200 h", "shape": 2}}, [{"exponential": "60 h"}]
    first = []
    for tasks in ({}, looking("100 h"), looking("20 h")):
        rows = run(law, stages, tasks, machines=40).raw("defects")
        first.append({row["asset"]: row["arose"] for row in rows if row["life"] == 1})
    for asset in first[0]:
        assert first[0][asset] == first[1][asset] == first[2][asset]


@pytest.mark.slow
def test_more_looks_with_perfect_sight_never_see_more_failures() -> None:
    """One defect at most to a machine: every look of the lazier company is also one of the busier."""
    law, stages = {"empirical": {"times": [f"{100 + i} h" for i in range(0, 90, 7)]}}, [{"exponential": "50 h"}]
    failed = []
    for every in ("160 h", "80 h", "40 h", "20 h", "10 h"):
        rows = run(law, stages, looking(every), machines=150, horizon="199 h", crew={"count": 300}).defects
        failed.append(set(rows[rows.ending == "failed"].asset))
    for lazy, busy in pairwise(failed):
        assert busy <= lazy
    assert len(failed[-1]) < len(failed[0])


# ---------------------------------------------------------------- removing them
def test_what_is_found_is_removed_on_the_same_visit_with_its_own_time_and_parts() -> None:
    mode = {"repair": "9 h", "preventive": {"repair": "2 h", "look": "1 h", "cost": "5 EUR", "parts": ["seal"], "down": True}}
    van = {"seal": {"rule": "base_stock", "level": 3}}
    tables = run(lives("50 h"), ["400 h"], looking("60 h"), horizon="100 h", crew={"van": van}, **mode)
    assert endings(tables) == [(50.0, 63.0, "removed")]
    assert tables.same_visits["at"].tolist() == [60.0]
    assert tables.raw("standstills")["begin"].tolist() == [61.0]
    assert ledger(tables).groupby("category").amount.sum()["maintenance"] == 5.0
    assert kpi.figures(tables)["journeys_per_asset_year"] == pytest.approx(1 / 100 * 8760)


def test_without_the_part_it_is_removed_later_or_fails_before() -> None:
    """Nobody has a seal for 30 h: the defect of 20 h is a failure by then, and the job goes on all the same."""
    for delay, how in (("45 h", "removed"), ("20 h", "failed")):
        tables = run(lives("50 h"), [delay], looking("60 h"), horizon="95 h", preventive={"parts": ["seal"]})
        assert endings(tables)[0][2] == how
        assert tables.prevention.result.tolist() == [{"removed": "defect removed", "failed": "failed already"}[how]]


def test_a_work_order_that_waits_is_withdrawn_when_the_machine_fails() -> None:
    """The only technician has the night off; the machine fails before he comes."""
    crew = {"count": 1, "hours": "daily 08:00-16:00"}
    top = {"technicians": {"crew": {"home": "depot", **crew}}}
    watched = {"monitoring": {}}
    tables = run(lives("20 h"), ["5 h"], horizon="30 h", top=top, **watched)
    assert tables.prevention.result.tolist() == ["withdrawn"]
    assert tables.alarms.handled.tolist() == ["work order"]
    assert endings(tables)[0] == (20.0, 25.0, "failed")


def test_no_machine_fails_under_the_hands_of_who_removes_its_defect() -> None:
    tables = run(lives("50 h"), ["20 h"], looking("60 h"), horizon="100 h", preventive={"repair": "30 h"})
    assert endings(tables) == [(50.0, 90.0, "removed")]


def test_what_is_found_can_wait_for_an_order_of_its_own() -> None:
    tables = run(lives("50 h"), ["40 h"], looking("60 h"), horizon="80 h", preventive={"same_visit": False})
    assert len(tables.same_visits) == 0
    assert endings(tables) == [(50.0, 60.0, "removed")]


# ---------------------------------------------------------------- sensors and alarms
def test_an_alarm_is_acted_on_in_its_time() -> None:
    """Seen by the sensor 5 h after it arises, acted on 10 h later: what takes 14 h to fail is lost, what takes 16 h is not."""
    for delay, ending, handled in (("14 h", "failed", "failed first"), ("16 h", "removed", "work order")):
        tables = run(lives("50 h"), [delay], horizon="66 h", top={"events": {"act_after": "10 h"}}, monitoring={"delay": "5 h"})
        assert endings(tables)[0][2] == ending
        assert tables.alarms.handled.tolist() == [handled]


def test_a_false_alarm_costs_a_visit_and_changes_nothing() -> None:
    law, watched = lives("2000 h"), {"monitoring": {"false_alarms": 300, "cost": "365 EUR"}, "preventive": {"look": "30 min"}}
    tables = run(law, ["20 h"], machines=5, repair="3 h", **watched)
    assert set(tables.prevention.result) == {"no fault found"}
    assert len(tables.visits) == (tables.alarms.handled == "work order").sum()
    assert len(tables.alarms) == pytest.approx(5 * 300 * 1000 / 8760, rel=0.3)
    assert len(tables.defects) == 0
    assert tables.visits.work.sum() == pytest.approx(0.5 * len(tables.visits), rel=0.02)
    assert ledger(tables).groupby("category").amount.sum()["monitoring"] == pytest.approx(5 * 1000 / 24)
    assert kpi.figures(tables)["false_alarm_share"] == 1.0


def test_who_believes_only_what_repeats_goes_for_defects_alone() -> None:
    watched = {"monitoring": {"false_alarms": 100, "repeats": "2 h"}}
    law, top = {"exponential": "300 h"}, {"events": {"filter": {"count": 2, "within": "3 h"}}}
    plain, careful = (run(law, ["60 h"], machines=20, top=each, **watched) for each in ({}, top))
    one, other = kpi.figures(plain), kpi.figures(careful)
    assert one["defect_failure_share"] == other["defect_failure_share"] == 0.0
    assert other["vain_visits_per_asset_year"] < 0.2 * one["vain_visits_per_asset_year"]


def test_alarms_wait_for_planned_work_that_is_near() -> None:
    """The alarm comes at 50 h; oil is changed at some time before 100 h, and the defect goes with it."""
    oil = {"oil": {"every": "100 h", "by": "use", "duration": "1 h"}}
    plain, bundled = (
        run(lives("150 h"), ["300 h"], oil, horizon="400 h", top=each, monitoring={})
        for each in ({}, {"events": {"bundle": "101 h"}})
    )
    assert plain.alarms["at"].tolist() == plain.alarms.raised.tolist()
    assert (bundled.alarms["at"] > bundled.alarms.raised).all()
    assert len(bundled.same_visits) == len(bundled.alarms)


# ---------------------------------------------------------------- work on the same visit
def test_planned_work_that_is_near_is_done_with_other_work() -> None:
    """By the calendar a date that was forestalled is passed over; the next one holds again."""
    tasks = {"look": {"every": "100 h", "duration": "1 h"}, "oil": {"every": "100 h", "duration": "1 h", "with_visit": "99 h"}}
    tables = run("never", ["1 h"], tasks, horizon="1000 h")
    calls = tables.calls
    oil, look = (np.sort(calls[calls["mode"] == f"machine.{name}"].fault) for name in ("oil", "look"))
    assert abs(len(oil) - len(look)) <= 1
    assert len(tables.same_visits) >= len(look) - 1
    assert set(oil[1:-1]) <= set(look + 1.0) | set(oil[:1])


def test_who_stays_needs_no_journey_however_journeys_are_drawn() -> None:
    top = {"travel": {"timed": {"time": "3 h"}}}
    tables = run(lives("50 h"), ["40 h"], looking("60 h"), horizon="80 h", top=top)
    assert tables.visits.sort_values("dispatched").travel.tolist() == [3.0, 0.0]


# ---------------------------------------------------------------- theory
@pytest.mark.slow
def test_a_control_limit_costs_what_theory_says() -> None:
    theory = control_limit(rates=[1 / 40, 1 / 30, 1 / 25, 1 / 15], interval=10, limit=2)
    stages = [{"exponential": f"{mean} d"} for mean in (30, 25, 15)]
    look = looking("10 d", inspects={"wear": {"act_from": 2}})
    rows = run({"exponential": "40 d"}, stages, look, machines=60, horizon="2500 d").defects
    rows = rows[rows.ended > 24 * 400]
    assert (rows.ending == "failed").mean() == pytest.approx(theory.failure_share, abs=0.015)
    assert 60 * 2100 / len(rows) == pytest.approx(theory.mean_cycle, rel=0.05)


def test_monitoring_prevents_what_theory_says() -> None:
    theory = monitoring(defect_rate=1 / 200, failure_rate=1 / 20, detection_rate=1 / 6, false_alarm_rate=0.002, response_time=2)
    watched = {"monitoring": {"delay": {"exponential": "6 d"}, "false_alarms": 0.73}}
    top = {"events": {"act_after": "2 d"}}
    tables = run({"exponential": "200 d"}, [{"exponential": "20 d"}], machines=200, horizon="1500 d", top=top, **watched)
    found = kpi.figures(tables)
    assert 1 - found["defect_failure_share"] == pytest.approx(theory.removed_share, abs=0.04)
    assert found["vain_visits_per_asset_year"] / 365 == pytest.approx(theory.false_visits, rel=0.12)


@pytest.mark.slow
def test_inspections_prevent_what_theory_says() -> None:
    theory = delay_time(defect_rate=0.08, delay={"exponential": {"mean": 25}}, interval=14, detection_probability=0.7)
    look = looking("14 d", by="calendar", inspects={"wear": {"sees": "70 %"}})
    tables = run({"exponential": "1500 d"}, [{"exponential": "25 d"}], look, machines=60, horizon="4000 d")
    assert kpi.figures(tables)["defect_failure_share"] == pytest.approx(theory.failure_share, abs=0.1)
    looks = tables.condition_checks
    assert looks[looks.stage > 0].seen.mean() == pytest.approx(0.7, abs=0.1)


# ---------------------------------------------------------------- the audit
def wrong(tables: Tables, name: str, column: str, value: Any, row: int = 0) -> list[str]:
    """What the audit says when one entry of a table is another."""
    rows = tables.raw(name)
    rows[column][row], kept = value, rows[column][row]
    found = check(tables)
    rows[column][row] = kept
    return found


def test_the_audit_notices() -> None:
    watched = {"monitoring": {"false_alarms": 30, "delay": "4 h"}}
    look = looking("70 h", by="calendar")
    tables = run(
        {"exponential": "90 h"}, ["30 h"], look, machines=6, horizon="2000 h", crew={"count": 1}, repair="5 h", **watched
    )
    names = ("defects", "condition_checks", "prevention", "alarms", "same_visits", "calls", "visits")
    tables._rows.update({name: tables.raw(name).copy() for name in names})
    assert check(tables) == []
    defects, looks, alarms = tables.raw("defects"), tables.raw("condition_checks"), tables.raw("alarms")
    over = int(np.flatnonzero(defects["ending"] == 0)[0])
    assert any("before it arose" in each for each in wrong(tables, "defects", "arose", 3000.0, over))
    assert any("in no way" in each for each in wrong(tables, "defects", "ending", -1, over))
    assert any("a stage that there is not" in each for each in wrong(tables, "defects", "stage", 2, over))
    assert any("work orders that did" in each for each in wrong(tables, "defects", "call", 999_999, over))
    assert any("what came of them" in each for each in wrong(tables, "prevention", "at", 0.25))
    second = int(np.flatnonzero(defects["life"] == 2)[0])
    assert any("two defects" in each for each in wrong(tables, "defects", "life", 1, second))
    sound, sick = (int(np.flatnonzero(chosen)[0]) for chosen in (looks["stage"] == 0, looks["stage"] > 0))
    assert any("not there" in each for each in wrong(tables, "condition_checks", "stage", 1, sound))
    assert any(
        "machine sound" in each or "sound machine" in each for each in wrong(tables, "condition_checks", "seen", True, sound)
    )
    assert any("nobody had seen" in each for each in wrong(tables, "condition_checks", "seen", False, sick))
    assert any("true alarm" in each for each in wrong(tables, "alarms", "true", not alarms["true"][0]))
    assert any(
        "no work order" in each for each in wrong(tables, "alarms", "call", -1, int(np.flatnonzero(alarms["call"] >= 0)[0]))
    )
    assert any("took a journey" in each for each in wrong(tables, "same_visits", "at", 0.125))
    tables.facts["conditions"] = {}
    assert len(check(tables)) == 4


def test_whether_there_is_a_defect() -> None:
    tables = run(lives("50 h"), ["25 h"], looking("30 h"), horizon="200 h")
    mode = tables.code("mode", "machine.wear")

    def there(at: float, end: bool = False) -> bool:
        return bool(has_defect(tables, np.array([0]), np.array([mode]), np.array([at]), end)[0])

    assert [there(at) for at in (49.0, 50.0, 59.0, 60.0, 109.0, 110.0)] == [False, True, True, False, False, True]
    assert there(60.0, True)
