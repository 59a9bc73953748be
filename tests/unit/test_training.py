"""Courses, certificates and people who leave: small runs, hour by hour."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import lines
from sim.records import DUTIES, QUALIFIED_BY
from sim.results import Tables
from sim.scenario.load import from_mapping

near = pytest.approx
DAY = {"hours": "daily 08:00-16:00", "cost": "10 EUR/h", "skills": ["water"]}
LATE = {"skills": ["water"], "hours": "daily 06:00-22:00"}


def run(courses: dict[str, Any], technicians: dict[str, Any], days: int = 4, every: float = 10.0, **more: Any) -> Tables:
    """A machine that fails so many hours after each repair, which takes an hour; the run must pass the audit."""
    leak = {"law": {"empirical": {"times": [f"{every} h"]}}, "skill": "water", "repair": "1 h", **more.pop("mode", {})}
    tree = {
        "horizon": f"{days} d",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": {"leak": leak}}},
        "sites": {"town": {"assets": {"pump": 1}}},
        "technicians": {name: {"home": "depot", **spec} for name, spec in technicians.items()},
        "courses": courses,
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def duty(tables: Tables, word: str, technician: int = 0) -> list[tuple[float, float]]:
    """Stretches of a technician's attendance."""
    rows = tables.raw("attendance")
    rows = rows[(rows["technician"] == technician) & (rows["duty"] == DUTIES.index(word))]
    return sorted(zip(rows["begin"].tolist(), rows["end"].tolist(), strict=True))


def sent(tables: Tables) -> list[tuple[float, str]]:
    """(when, who) of the visits."""
    rows = sorted(tables.raw("visits"), key=lambda row: row["visit"])
    return [(row["dispatched"], tables.names("technician")[row["technician"]]) for row in rows]


def can(tables: Tables) -> list[tuple[float, int, bool, str]]:
    """(when, level, certified, why) of every change."""
    return [(row["time"], row["level"], row["certified"], QUALIFIED_BY[row["by"]]) for row in tables.raw("qualifications")]


def money(tables: Tables) -> float:
    return tables.once(lines).total(category="training")


# ---------------------------------------------------------------- courses
def test_a_course_takes_paid_hours_of_the_shift_and_shows_later() -> None:
    course = {"skill": "water", "who": ["anna"], "level": 2, "lasts": "11 h", "at": "9 h", "cost": "300 EUR", "delay": "20 h"}
    tables = run({"pumps": course}, {"anna": DAY})
    assert duty(tables, "training") == [(9.0, 16.0), (32.0, 36.0)]
    assert duty(tables, "shift") == [(8.0, 9.0), (36.0, 40.0), (56.0, 64.0), (80.0, 88.0)]
    assert sent(tables)[0] == (36.0, "anna")
    assert can(tables) == [(0.0, 1, True, "start"), (56.0, 2, True, "course")]
    assert money(tables) == near(300 + 110)
    assert figures(tables)["training_share"] == near(11 / 32)
    assert figures(tables)["skill_level.water"] == near((56 + 2 * 40) / 96)


def test_e_learning_takes_stated_hours_and_people_one_after_the_other() -> None:
    course = {"skill": "water", "who": ["crew"], "level": 2, "lasts": "3 h", "hours": "daily 14:00-16:00", "apart": "1 d"}
    tables = run({"pumps": course}, {"crew": {**DAY, "count": 2}})
    assert duty(tables, "training") == [(14.0, 16.0), (38.0, 39.0)]
    assert duty(tables, "training", 1) == [(38.0, 40.0), (62.0, 63.0)]


def test_who_is_ill_or_in_another_course_makes_up_for_it() -> None:
    first = {"skill": "water", "who": ["anna"], "level": 2, "lasts": "8 h", "at": "8 h"}
    second = {"skill": "water", "who": ["anna"], "level": 3, "lasts": "2 h", "at": "9 h"}
    ill = {"after": "11 h", "lasts": "3 h"}
    tables = run({"first": first, "second": second}, {"anna": {**DAY, "absence": ill}})
    assert duty(tables, "training") == [(8.0, 11.0), (14.0, 16.0), (32.0, 35.0), (35.0, 37.0)]
    assert [level for _, level, _, _ in can(tables)] == [1, 2, 3]


def test_a_job_begun_before_a_course_is_finished_or_broken_off_as_at_the_end_of_a_shift() -> None:
    course = {"skill": "water", "who": ["anna"], "level": 2, "lasts": "2 h", "at": "11 h"}
    finishes, stops = (
        run({"pumps": course}, {"anna": {"skills": ["water"], "cost": "1 EUR/h", "at_shift_end": each}}, mode={"repair": "3 h"})
        for each in ("finish", "stop")
    )
    assert [row["left"] for row in finishes.raw("visits")][:1] == [13.0]
    assert [row["overtime"] for row in finishes.raw("visits")][:1] == [2.0]
    assert [row["left"] for row in stops.raw("visits")][:2] == [11.0, 15.0]


def test_a_course_that_brings_the_first_level_lets_work_begin() -> None:
    course = {"skill": "water", "who": ["anna"], "level": 1, "lasts": "2 h", "at": "30 h"}
    tables = run({"pumps": course}, {"anna": {}})
    assert sent(tables)[0] == (32.0, "anna")
    assert can(tables) == [(32.0, 1, True, "course")]


def test_a_course_may_give_experience() -> None:
    course = {"skill": "water", "who": ["anna"], "experience": 15, "lasts": "1 h", "delay": "30 h"}
    rows = run({"pumps": course}, {"anna": {"skills": ["water"]}}, skills={"water": {"learning": {"rate": "80 %"}}}).raw(
        "practice"
    )
    assert rows["job"][:5] == near([1, 2, 18, 19, 20])


# ---------------------------------------------------------------- levels by experience
def test_levels_come_with_experience() -> None:
    tables = run({}, {"anna": {"skills": ["water"]}}, skills={"water": {"level_after": {2: 2, 4: 3}}})
    assert can(tables) == [(0.0, 1, True, "start"), (22.0, 2, True, "experience"), (33.0, 4, True, "experience")]
    begun = run({}, {"anna": {"skills": ["water"], "experience": {"water": 2}}}, skills={"water": {"level_after": {2: 2}}})
    assert can(begun) == [(0.0, 2, True, "start")]


# ---------------------------------------------------------------- certificates
def test_nobody_is_sent_without_a_valid_certificate() -> None:
    """Faults 10 h after each repair: the second one waits from 21 h until the certificate is renewed at 51 h."""
    course = {"skill": "water", "who": ["anna"], "lasts": "1 h", "at": "50 h"}
    tables = run(
        {"renewal": course},
        {"anna": {"skills": ["water"], "certificates": {"water": "15 h"}}},
        skills={"water": {"certificate": "30 h"}},
    )
    assert sent(tables)[:3] == [(10.0, "anna"), (51.0, "anna"), (62.0, "anna")]
    assert can(tables) == [
        (0.0, 1, True, "start"),
        (15.0, 1, False, "expired"),
        (51.0, 1, True, "course"),
        (81.0, 1, False, "expired"),
    ]
    assert figures(tables)["certificate_gaps"] == near((36 + 15) / 96)


def test_others_do_the_work_of_who_may_not() -> None:
    crew = {"anna": {"skills": ["water"], "certificates": {"water": "15 h"}}, "bert": {"skills": ["water"]}}
    tables = run({}, crew, skills={"water": {"certificate": "2 y"}})
    assert [who for _, who in sent(tables)] == ["anna"] + ["bert"] * (len(sent(tables)) - 1)


def test_a_renewed_certificate_does_not_expire_at_the_old_date() -> None:
    course = {"skill": "water", "who": ["anna"], "lasts": "1 h", "at": "9 h", "every": "30 h"}
    tables = run({"renewal": course}, {"anna": {"skills": ["water"]}}, skills={"water": {"certificate": "40 h"}})
    assert all(certified for _, _, certified, _ in can(tables))


# ---------------------------------------------------------------- turnover
def test_a_post_is_vacant_until_somebody_comes_who_can_less() -> None:
    anna = {
        **DAY,
        "hours": "always",
        "skills": {"water": 3},
        "leaves": "30 h",
        "replaced": {"after": "20 h", "skills": ["water"]},
    }
    tables = run({}, {"anna": anna})
    assert duty(tables, "vacant") == [(30.0, 50.0), (80.0, 96.0)]
    assert [tuple(row) for row in tables.raw("turnover")] == [(0, 30.0, 50.0), (0, 80.0, near(float("nan"), nan_ok=True))]
    assert sent(tables)[:3] == [(10.0, "anna"), (21.0, "anna"), (50.0, "anna")]
    assert can(tables) == [(0.0, 3, True, "start"), (50.0, 1, True, "joined")]
    assert figures(tables)["vacancy_share"] == near(36 / 96)
    assert tables.once(lines).total(category="labour") == near(600)


def test_experience_leaves_with_people_and_so_does_what_they_learnt() -> None:
    course = {"skill": "water", "who": ["anna"], "level": 2, "lasts": "1 h", "at": "5 h", "delay": "40 h"}
    anna = {"skills": ["water"], "leaves": "30 h", "replaced": {"experience": {"water": 3}}}
    tables = run({"pumps": course}, {"anna": anna}, skills={"water": {"learning": {"rate": "80 %"}}})
    assert tables.raw("practice")["job"][:4] == near([1, 2, 4, 5])
    assert {level for _, level, _, _ in can(tables)} == {1}


def test_nobody_comes_unless_stated() -> None:
    tables = run({}, {"anna": {"skills": ["water"], "leaves": "30 h"}, "bert": LATE}, days=9)
    assert {who for when, who in sent(tables) if when > 30} == {"bert"}
    assert len(tables.raw("turnover")) == 1


def test_a_newcomer_has_not_the_skills_that_only_the_leaver_had() -> None:
    anna = {"skills": {"water": 1, "oil": 2}, "leaves": "30 h", "replaced": {"skills": ["water"]}}
    tables = run({}, {"anna": anna})
    joined = tables.qualifications[tables.qualifications["by"] == "joined"]
    assert dict(zip(joined["skill"], joined["level"], strict=True)) == {"water": 1, "oil": 0}


# ---------------------------------------------------------------- e-learning
ONLINE = {"skill": "water", "who": ["anna"], "level": 2, "lasts": "11 h", "kind": "e_learning"}


def test_e_learning_takes_the_hours_of_a_shift_between_orders() -> None:
    """Anna has 16 h of shifts before the course is done: three hours of them are repairs, and one is before it is due."""
    tables = run({"pumps": {**ONLINE, "at": "9 h", "cost": "300 EUR", "delay": "20 h"}}, {"anna": DAY})
    assert sent(tables)[:2] == [(10.0, "anna"), (32.0, "anna")]
    assert duty(tables, "e-learning") == [(9.0, 10.0), (11.0, 16.0), (33.0, 38.0)]
    assert duty(tables, "shift")[:4] == [(8.0, 9.0), (10.0, 11.0), (32.0, 33.0), (38.0, 40.0)]
    assert [tuple(row) for row in tables.raw("training")] == [(0, 0, 9.0, 38.0, 58.0, 11.0, 300.0)]
    assert can(tables) == [(0.0, 1, True, "start"), (58.0, 2, True, "course")]
    assert money(tables) == near(300 + 110)
    assert figures(tables)["training_share"] == near(11 / 32)
    assert tables.once(lines).total(category="labour") == near(210)


def test_e_learning_keeps_nobody_from_his_work_as_a_course_does() -> None:
    nothing, online, room = (
        run(courses, {"anna": DAY}, days=9) for courses in ({}, {"pumps": ONLINE}, {"pumps": {**ONLINE, "kind": "course"}})
    )
    assert sent(online) == sent(nothing)
    assert figures(online)["response_time"] == figures(nothing)["response_time"] < figures(room)["response_time"]
    assert figures(online)["training_share"] == figures(room)["training_share"]


def test_e_learning_has_hours_of_its_own_and_one_course_follows_the_other() -> None:
    first = {**ONLINE, "hours": "daily 12:00-14:00", "lasts": "3 h"}
    tables = run({"first": first, "second": {**ONLINE, "lasts": "1 h", "level": 3}}, {"anna": DAY}, every=12)
    assert duty(tables, "e-learning") == [(13.0, 14.0), (36.0, 38.0), (38.0, 39.0)]
    assert [row["end"] for row in tables.raw("training")] == [38.0, 39.0]


def test_e_learning_that_is_not_done_at_the_end_is_there_as_far_as_it_goes() -> None:
    tables = run({"pumps": {**ONLINE, "lasts": "90 h"}}, {"anna": DAY}, days=1)
    assert duty(tables, "e-learning") == [(8.0, 10.0), (11.0, 16.0)]
    row = tables.raw("training")[0]
    assert (row["hours"], row["end"] == row["end"], row["shows"] == row["shows"]) == (7.0, False, False)


def test_e_learning_renews_certificates_and_is_lost_with_who_leaves() -> None:
    anna = {**DAY, "hours": "always", "leaves": "30 h", "replaced": {"after": "0 h"}}
    courses = {
        "renewal": {**ONLINE, "lasts": "2 h", "at": "18 h", "level": 1},
        "pumps": {**ONLINE, "lasts": "15 h", "at": "20 h"},
    }
    tables = run(courses, {"anna": anna}, skills={"water": {"certificate": "25 h"}})
    assert [(row["begin"], row["hours"]) for row in tables.raw("training")] == [(18.0, 2.0), (20.0, 9.0)]
    assert (25.0, 1, False, "expired") not in can(tables)
    assert {level for _, level, _, _ in can(tables)} == {1}


# ---------------------------------------------------------------- inductions
@pytest.mark.parametrize("kind", ["course", "e_learning"])
def test_who_comes_begins_with_the_courses_of_the_induction(kind: str) -> None:
    """Anna leaves at 30 h, and again after each 30 h; who comes at 50 h learns for 14 h, and who comes at 90 h is not through at the end."""
    replaced = {"after": "10 h", "skills": ["water"], "induction": ["second", "first"]}
    anna = {**DAY, "hours": "always", "leaves": "30 h", "replaced": replaced}
    courses = {
        name: {**ONLINE, "who": [], "kind": kind, "lasts": "7 h", "level": 3 if name == "second" else 2}
        for name in ("first", "second")
    }
    tables = run(courses, {"anna": anna}, every=200)
    learnt = duty(tables, "training" if kind == "course" else "e-learning")
    assert [(tables.names("course")[row["course"]], row["begin"]) for row in tables.raw("training")] == [
        ("second", 40.0),
        ("first", 47.0),
        ("second", 80.0),
        ("first", 87.0),
    ]
    assert sum(end - begin for begin, end in learnt) == 28.0
    assert [(when, level) for when, level, _, _ in can(tables)] == [(0.0, 1), (40.0, 1), (47.0, 3), (80.0, 1), (87.0, 3)]


def test_an_induction_ends_with_who_leaves_before_it_does() -> None:
    anna = {**DAY, "hours": "always", "leaves": "30 h", "replaced": {"after": "10 h", "induction": ["pumps"]}}
    for kind, word in (("course", "training"), ("e_learning", "e-learning")):
        tables = run({"pumps": {**ONLINE, "who": [], "kind": kind, "lasts": "40 h"}}, {"anna": anna}, every=200)
        assert duty(tables, word) == [(40.0, 70.0), (80.0, 96.0)]
        assert {level for _, level, _, _ in can(tables)} == {1}
        assert [row["hours"] for row in tables.raw("training")] == [30.0, 16.0]
