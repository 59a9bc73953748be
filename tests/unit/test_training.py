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
