"""Opening hours as written, and calendars against a grid of minutes."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from hunting import examples
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from sim.nature.calendars import ALWAYS, MARGIN, Calendar, OpeningHours
from sim.units import TICK

MONDAY = dt.date(2026, 1, 5)
WEEK = 168.0
OFFICE = OpeningHours.read("mon-fri 08:00-17:00")


def calendar(text: str, weeks: float = 4.0, start: dt.date = MONDAY, holidays: tuple[dt.date, ...] = ()) -> Calendar:
    """The calendar of hours as written."""
    return OpeningHours.read(text).calendar(start, weeks * WEEK, frozenset(holidays))


# ---------------------------------------------------------------- as written
@pytest.mark.parametrize(
    ("written", "text", "weekly"),
    [
        ("always", "always", 168.0),
        ("never", "never", 0.0),
        (" Mon-Fri 8:00-17:00 ", "mon-fri 08:00-17:00", 45.0),
        ("mon-fri 08:00-17:00, sat 09:00-12:00", "mon-fri 08:00-17:00, sat 09:00-12:00", 48.0),
        (["mon-fri 08:00-17:00", "sat 09:00-12:00"], "mon-fri 08:00-17:00, sat 09:00-12:00", 48.0),
        ("mon-fri 08:00-12:00 13:00-17:00", "mon-fri 08:00-12:00 13:00-17:00", 40.0),
        ("mon wed fri 08:00-12:00", "mon wed fri 08:00-12:00", 12.0),
        ("fri-mon 10:00-11:00", "mon fri-sun 10:00-11:00", 4.0),
        ("daily 06:00-22:00", "daily 06:00-22:00", 112.0),
        ("daily 00:00-24:00", "daily 00:00-24:00", 168.0),
        ("mon-fri 22:00-06:00", "mon-fri 22:00-06:00", 40.0),
        ("mon 08:00-12:00, mon 11:00-14:00", "mon 08:00-14:00", 6.0),
        ("mon 08:00-20:00 19:00-09:00", "mon 08:00-24:00 23:59-09:00", 25.0),
    ],
)
def test_hours_are_read_and_written(written: Any, text: str, weekly: float) -> None:
    hours = OpeningHours.read(written)
    assert (hours.text, hours.weekly_hours) == (text, weekly)
    assert OpeningHours.read(hours.text) == OpeningHours.read(hours) == hours


def test_hours_are_equal_when_they_mean_the_same() -> None:
    single = OpeningHours.read("tue 13:00-17:00, mon 08:00-12:00, mon 12:00-17:00, tue 08:00-13:00")
    assert single == OpeningHours.read("mon-tue 08:00-17:00")
    assert hash(single) == hash(OpeningHours.read("mon-tue 08:00-17:00"))
    assert OpeningHours.read("always") is ALWAYS != OpeningHours.read("daily 00:00-24:00")  # holidays close the second


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (7, "expected 'always', 'never' or hours like 'mon-fri 08:00-17:00, sat 09:00-12:00', found 7"),
        ([], "expected 'always', 'never' or hours like"),
        ([7], "expected 'always', 'never' or hours like"),
        ("", "expected 'always', 'never' or hours like"),
        ("mon-fri", "expected 'always', 'never' or hours like"),
        ("08:00-17:00", "expected 'always', 'never' or hours like"),
        ("mon-fri 08:00-17:00,", "expected 'always', 'never' or hours like"),
        ("mon-fry 08:00-17:00", "expected a day such as 'mon', 'mon-fri' or 'daily', found 'mon-fry'"),
        ("mon- 08:00-17:00", "expected a day such as 'mon', 'mon-fri' or 'daily', found 'mon-'"),
        ("mon 8-17", "expected a span like '08:00-17:00', found '8-17'"),
        ("mon 08:00-17:00 tue", "expected a span like '08:00-17:00', found 'tue'"),
        ("mon 08:60-17:00", "expected times from 00:00 to 24:00, found '08:60-17:00'"),
        ("mon 08:00-24:01", "expected times from 00:00 to 24:00, found '08:00-24:01'"),
        ("mon 24:00-06:00", "expected times from 00:00 to 24:00, found '24:00-06:00'"),
        ("mon 08:00-08:00", "expected a span that begins and ends at different times"),
        (["always", "mon 08:00-17:00"], "expected 'always', 'never' or hours like"),
        ("mon " + "9" * 5000, "expected a span like '08:00-17:00', found '9999"),
    ],
)
def test_faults_are_named(written: Any, message: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        OpeningHours.read(written)
    assert caught.value.message().startswith(message)
    assert len(caught.value.message()) < 200


def test_a_misspelt_day_comes_with_the_nearest_one() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        OpeningHours.read("mon-wde 08:00-17:00")
    assert caught.value.context is not None
    assert caught.value.context["suggestion"] == "wed"


def test_hours_can_be_a_field_of_a_model() -> None:
    field: TypeAdapter[OpeningHours] = TypeAdapter(OpeningHours)
    assert field.validate_python("mon-fri 08:00-17:00") == OFFICE
    assert field.dump_python(OFFICE) == "mon-fri 08:00-17:00"
    assert field.json_schema()["anyOf"][0] == {"type": "string"}
    with pytest.raises(ValidationError, match="found 7"):
        field.validate_python(7)


# ---------------------------------------------------------------- worked examples
def test_a_week_at_the_office() -> None:
    office = calendar("mon-fri 08:00-17:00")
    assert [office.is_open(t) for t in (0.0, 8.0 - TICK, 8.0, 17.0 - TICK, 17.0, 5 * 24 + 10.0)] == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]
    assert office.next_open(0.0) == 8.0
    assert office.next_open(9.0) == 9.0
    assert office.next_open(4 * 24 + 17.0) == WEEK + 8.0
    assert office.open_until(9.0) == 17.0
    assert office.open_until(17.0) == 17.0
    assert office.hours_between(16.0, 24 + 9.0) == 2.0
    assert office.hours_between(24 + 9.0, 16.0) == -2.0
    assert office.hours_between(0.0, 3 * WEEK) == 135.0
    assert office.after(16.0, 2.0) == 24 + 9.0
    assert office.after(16.0, 1.0) == 17.0
    assert office.after(20.0, 0.0) == 20.0
    assert office.after(0.0, 1e6) == math.inf


def test_always_and_never() -> None:
    always, never = calendar("always"), calendar("never")
    assert (always.always, never.always) == (True, False)
    assert always.is_open(0.0)
    assert always.open_until(3.0) == math.inf
    assert (always.next_open(1e7), always.hours_between(3.0, 1e7), always.after(3.0, 1e7)) == (1e7, 1e7 - 3, 1e7 + 3)
    assert always.spans == [(0.0, 4 * WEEK + MARGIN)]
    assert not never.is_open(0.0)
    assert (never.open_until(3.0), never.next_open(3.0), never.hours_between(0.0, 1e7)) == (3.0, math.inf, 0.0)
    assert (never.after(3.0, 1.0), never.spans) == (math.inf, [])


def test_holidays_close_what_begins_on_them_but_not_always() -> None:
    tuesday = MONDAY + dt.timedelta(days=1)
    nights = calendar("daily 22:00-06:00", holidays=(tuesday,))
    assert nights.is_open(24 + 5.0), "Monday's night runs into the holiday"
    assert not nights.is_open(24 + 23.0)
    assert not nights.is_open(48 + 5.0), "the holiday's own night is off"
    assert calendar("always", holidays=(tuesday,)).is_open(24 + 12.0)
    assert not calendar("daily 00:00-24:00", holidays=(tuesday,)).is_open(24 + 12.0)


def test_the_night_before_the_start_reaches_in_unless_it_was_a_holiday() -> None:
    sunday = MONDAY - dt.timedelta(days=1)
    assert calendar("sun 22:00-06:00").spans[0] == (0.0, 6.0)
    assert calendar("sun 22:00-06:00", holidays=(sunday,)).spans[0] == (6 * 24 + 22.0, WEEK + 6.0)


def test_days_count_from_the_start_date() -> None:
    friday = dt.date(2026, 1, 9)
    office = calendar("mon-fri 08:00-17:00", start=friday)
    assert (office.next_open(0.0), office.next_open(17.0)) == (8.0, 3 * 24 + 8.0)


def test_touching_stretches_are_one() -> None:
    assert calendar("daily 00:00-24:00").spans == [(0.0, 4 * WEEK + MARGIN)]
    assert calendar("mon 22:00-06:00, tue 06:00-14:00").spans[0] == (22.0, 38.0)


def test_the_same_question_gives_the_same_calendar() -> None:
    assert calendar("mon-fri 08:00-17:00") is calendar("mon-tue 08:00-17:00, wed-fri 08:00-17:00")


# ---------------------------------------------------------------- against a grid of minutes
DAY = 24 * 60


@st.composite
def written_hours(draw: st.DrawFn) -> str:
    """Any hours that one can write with up to five spans."""
    pieces = []
    for _ in range(draw(st.integers(1, 5))):
        days = draw(st.sampled_from(["mon", "tue", "sun", "mon-fri", "sat-mon", "daily", "wed sun"]))
        begin = draw(st.integers(0, DAY - 1))
        end = draw(st.integers(0, DAY).filter(lambda minute, begin=begin: minute != begin))
        pieces.append(f"{days} {begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}")
    return ", ".join(pieces)


def minutes(hours: OpeningHours, start: dt.date, days: int, holidays: frozenset[dt.date]) -> np.ndarray:
    """Open or not, for each minute from the start, by filling in day after day."""
    grid = np.zeros((days + 3) * DAY, dtype=bool)
    for number in range(-1, days):
        date = start + dt.timedelta(days=number)
        for day, begin, end in hours.spans:
            if day == date.weekday() and date not in holidays:
                grid[max(0, (number + 1) * DAY + begin) : (number + 1) * DAY + end] = True
    return grid[DAY : (days + 1) * DAY]


@pytest.mark.slow
@examples(80)
@given(
    text=written_hours(),
    start=st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1)),
    weeks=st.integers(1, 3),
    off=st.sets(st.integers(-2, 40), max_size=6),
    probes=st.lists(st.integers(0, 9 * 7 * DAY - 1), min_size=4, max_size=12),
)
def test_calendars_agree_with_a_grid_of_minutes(text: str, start: dt.date, weeks: int, off: set[int], probes: list[int]) -> None:
    hours = OpeningHours.read(text)
    assert OpeningHours.read(hours.text) == hours
    holidays = frozenset(start + dt.timedelta(days=day) for day in off)
    compiled = hours.calendar(start, weeks * WEEK, holidays)
    grid = minutes(hours, start, (weeks + 8) * 7, holidays)
    elapsed = np.concatenate([[0], np.cumsum(grid)]) / 60
    about = 3 * len(grid) / 60 * TICK  # spans begin and end on the nearest tick
    for minute in probes:
        t = (minute + 0.5) / 60
        assert compiled.is_open(t) == grid[minute]
        later = np.flatnonzero(grid[minute:])
        opening = (minute + later[0]) / 60 if len(later) else math.inf
        assert compiled.next_open(t) == (t if grid[minute] else pytest.approx(opening, abs=TICK))
        shut = np.flatnonzero(~grid[minute:])
        closing = (minute + shut[0]) / 60 if len(shut) else len(grid) / 60
        assert compiled.open_until(t) == (pytest.approx(closing, abs=TICK) if grid[minute] else t)
    first, last = min(probes), max(probes)
    passed = elapsed[last] - elapsed[first]
    assert compiled.hours_between(first / 60, last / 60) == pytest.approx(passed, abs=about)
    assert compiled.hours_between(0.0, compiled.after(0.0, elapsed[last])) == pytest.approx(elapsed[last], abs=about)
    assert sum(end - begin for begin, end in compiled.spans) == pytest.approx(elapsed[-1], abs=about)
    assert all(end < begin for (_, end), (begin, _) in zip(compiled.spans, compiled.spans[1:], strict=False))


@examples(80)
@given(text=written_hours(), t=st.floats(0, 4 * WEEK), hours=st.floats(1e-3, 100))
def test_after_is_the_inverse_of_hours_between(text: str, t: float, hours: float) -> None:
    compiled = OpeningHours.read(text).calendar(MONDAY, 4 * WEEK)
    when = compiled.after(t, hours)
    if math.isinf(when):
        assert compiled.hours_between(t, 4 * WEEK + MARGIN) < hours
    else:
        assert compiled.hours_between(t, when) == pytest.approx(hours, abs=1e-9)
        assert compiled.hours_between(t, when - 1e-6) < hours, "not a moment later than needed"


# ---------------------------------------------------------------- hours taken out
@examples(100)
@given(
    st.sampled_from(["always", "never", "daily 08:00-17:00", "mon-fri 22:00-06:00"]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 60)), max_size=8),
    st.lists(st.integers(0, 600), min_size=1, max_size=20),
)
def test_hours_without_gaps(text: str, drawn: list[tuple[int, int]], moments: list[int]) -> None:
    gaps: list[tuple[float, float]] = []
    for begin, length in sorted(drawn):
        if not gaps or begin > gaps[-1][1]:
            gaps.append((float(begin), float(begin + length)))
    whole = calendar(text)
    less = whole.without(gaps, 4 * WEEK + MARGIN)
    for moment in moments:
        absent = any(begin <= moment < end for begin, end in gaps)
        assert less.is_open(moment) == (whole.is_open(moment) and not absent)
    missed = sum(whole.hours_between(begin, end) for begin, end in gaps)
    assert less.hours_between(0.0, 600.0) == pytest.approx(whole.hours_between(0.0, 600.0) - missed)
