"""Opening hours of a week, and the calendar that they make from a start date on.

Hours are local and the clock is never changed: there is no daylight-saving time. The start date at 00:00 is time 0.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.errors import nearest
from sim.units import HOURS_PER_DAY, to_tick

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MARGIN = 8 * 168.0
"""Hours beyond the horizon that a calendar still knows; after that nothing opens any more."""

_DAY = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_EXPECTED = "'always', 'never' or hours like 'mon-fri 08:00-17:00, sat 09:00-12:00'"


def _fault(message: str, **context: Any) -> PydanticCustomError:
    return PydanticCustomError("opening_hours", message, context)


@dataclass(frozen=True)
class OpeningHours:
    """The hours of a week in which somebody works, answers or is covered; equal when they mean the same."""

    spans: tuple[tuple[int, int, int], ...] = ()
    """(weekday, begin, end) in minutes from that day's midnight, sorted; end is above 24 h when the span runs over midnight."""
    always: bool = False
    """Never closed, not even on holidays."""

    @classmethod
    def read(cls, value: Any) -> OpeningHours:
        """Read 'always', 'never', 'mon-fri 08:00-12:00 13:00-17:00, sat 09:00-12:00' or a list of such; raises in plain words."""
        if isinstance(value, OpeningHours):
            return value
        texts = list(value) if isinstance(value, (list, tuple)) else [value]
        if not texts or not all(isinstance(text, str) for text in texts):
            raise _fault("expected {expected}, found {found}", expected=_EXPECTED, found=str(value)[:40])
        words = [text.strip().lower() for text in texts]
        if words == ["always"]:
            return ALWAYS
        if words == ["never"]:
            return NEVER
        pieces = [piece for text in words for piece in text.split(",")]
        return cls(_merged([span for piece in pieces for span in _read_piece(piece)]))

    @property
    def text(self) -> str:
        """The hours as one would write them; reads back as the same hours."""
        if self.always:
            return "always"
        days = {
            day: " ".join(_clock(*span[1:]) for span in spans) for day, spans in groupby(self.spans, key=lambda each: each[0])
        }
        pieces = []
        for times in dict.fromkeys(days.values()):
            alike = [day for day in days if days[day] == times]
            pieces.append(f"{name_days(alike)} {times}")
        return ", ".join(pieces) or "never"

    @property
    def weekly_hours(self) -> float:
        """Open hours in a week without holidays."""
        if self.always:
            return 168.0
        minutes = {(day * _DAY + minute) % (7 * _DAY) for day, begin, end in self.spans for minute in range(begin, end)}
        return len(minutes) / 60

    def includes(self, day: int, minute: int) -> bool:
        """Whether a minute of the week (day 0 is Monday) is in these hours."""
        moment = day * _DAY + minute
        return self.always or any((moment - on * _DAY - begin) % (7 * _DAY) < end - begin for on, begin, end in self.spans)

    def calendar(self, start: dt.date, horizon_hours: float, holidays: frozenset[dt.date] = frozenset()) -> Calendar:
        """The calendar from `start` on; spans that begin on a holiday are left out."""
        return _calendar(self, start, horizon_hours, holidays)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        text = core_schema.plain_serializer_function_ser_schema(lambda hours: hours.text)
        return core_schema.no_info_plain_validator_function(cls.read, serialization=text)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        del schema, handler
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}], "description": _EXPECTED}


ALWAYS = OpeningHours(always=True)
NEVER = OpeningHours()


def _read_piece(piece: str) -> Iterator[tuple[int, int, int]]:
    """Spans of one comma-free piece such as 'mon-fri 08:00-12:00 13:00-17:00'."""
    words = piece.split()
    cut = next((i for i, word in enumerate(words) if word[0].isdigit()), len(words))
    if not 0 < cut < len(words):
        raise _fault("expected {expected}, found '{found}'", expected=_EXPECTED, found=piece.strip()[:40])
    days = [day for word in words[:cut] for day in read_days(word)]
    for word in words[cut:]:
        begin, end = _read_span(word)
        yield from ((day, begin, end) for day in days)


def read_days(word: str) -> list[int]:
    """The days (0 is Monday) of a word such as 'mon', 'mon-fri' or 'daily'; raises in plain words."""
    if word == "daily":
        return list(range(7))
    first, dash, last = word.partition("-")
    for name in (first, last) if dash else (first,):
        if name not in DAYS:
            raise _fault(
                "expected a day such as 'mon', 'mon-fri' or 'daily', found '{found}'",
                found=word[:40],
                suggestion=nearest(name, (*DAYS, "daily")),
            )
    begin = DAYS.index(first)
    length = (DAYS.index(last) - begin) % 7 if dash else 0
    return [(begin + i) % 7 for i in range(length + 1)]


def _read_span(word: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(word)
    if not match:
        raise _fault("expected a span like '08:00-17:00', found '{found}'", found=word[:40])
    h1, m1, h2, m2 = (int(each) for each in match.groups())
    begin, end = 60 * h1 + m1, 60 * h2 + m2
    if max(m1, m2) > 59 or begin >= _DAY or end > _DAY:
        raise _fault("expected times from 00:00 to 24:00, found '{found}'", found=word)
    if begin == end:
        raise _fault(
            "expected a span that begins and ends at different times ('00:00-24:00' is a whole day), found '{found}'", found=word
        )
    return begin, end if end > begin else end + _DAY


def _merged(spans: list[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Sorted, with touching or overlapping spans of the same day made one."""
    merged: list[tuple[int, int, int]] = []
    for day, begin, end in sorted(spans):
        if merged and merged[-1][0] == day and begin <= merged[-1][2]:
            merged[-1] = (day, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((day, begin, end))
    return tuple(merged)


def _clock(begin: int, end: int) -> str:
    """One span as written; a day or more over midnight takes two spans that overlap."""
    if end > _DAY:
        if end - begin >= _DAY:
            return f"{_clock(begin, _DAY)} {_clock(_DAY - 1, end)}"
        end -= _DAY
    return f"{begin // 60:02d}:{begin % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def name_days(days: list[int]) -> str:
    """'daily', or runs of days such as 'mon-wed fri'."""
    if len(days) == 7:
        return "daily"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return " ".join(DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs)


class Calendar:
    """Open stretches in simulated hours; all answers take a bisection."""

    __slots__ = ("_before", "_begins", "_ends", "always", "spans")

    def __init__(self, stretches: list[tuple[float, float]], always: bool, limit: float) -> None:
        self.always = always
        self.spans = [(begin, min(end, limit)) for begin, end in stretches]
        """Open stretches (begin, end) within the horizon and eight weeks more; touching ones are merged."""
        # An empty stretch before all time spares every question the case 'nothing yet'.
        self._begins = [-1.0] + [begin for begin, _ in stretches]
        self._ends = [-1.0] + [end for _, end in stretches]
        self._before = [0.0]
        for begin, end in zip(self._begins, self._ends, strict=True):
            self._before.append(self._before[-1] + (end - begin))

    def is_open(self, t: float) -> bool:
        """Whether the moment `t` lies in an open stretch; its end does not."""
        return t < self._ends[bisect_right(self._begins, t) - 1]

    def open_until(self, t: float) -> float:
        """End of the stretch that is open at `t` (infinite if always open); `t` itself when closed."""
        end = self._ends[bisect_right(self._begins, t) - 1]
        return max(end, t)

    def next_open(self, t: float) -> float:
        """The first open moment from `t` on; infinite if there is none."""
        i = bisect_right(self._begins, t)
        if t < self._ends[i - 1]:
            return t
        return self._begins[i] if i < len(self._begins) else math.inf

    def without(self, gaps: list[tuple[float, float]], limit: float) -> Calendar:
        """The same hours less some stretches of time, which run forward; `limit` is the end of what is known."""
        stretches: list[tuple[float, float]] = []
        for begin, end in zip(self._begins[1:], self._ends[1:], strict=True):
            first = bisect_right(gaps, begin, key=lambda gap: gap[1])
            for gap_begin, gap_end in gaps[first:]:
                if gap_begin >= end:
                    break
                if gap_begin > begin:
                    stretches.append((begin, gap_begin))
                begin = gap_end  # noqa: PLW2901 (what is left of the stretch)
            if begin < end:
                stretches.append((begin, end))
        return Calendar(stretches, False, limit)

    def hours_between(self, a: float, b: float) -> float:
        """Open hours from `a` to `b`; negative when `b` is before `a`."""
        return self._elapsed(b) - self._elapsed(a)

    def after(self, t: float, hours: float) -> float:
        """The moment when `hours` open hours have passed since `t`; infinite if beyond the calendar."""
        wanted = self._elapsed(t) + hours
        if hours <= 0:
            return t
        i = bisect_left(self._before, wanted) - 1
        return self._begins[i] + (wanted - self._before[i]) if i < len(self._begins) else math.inf

    def _elapsed(self, t: float) -> float:
        """Open hours from 0 to `t`."""
        i = bisect_right(self._begins, t) - 1
        end = self._ends[i]
        return self._before[i] + (min(t, end) - self._begins[i])


def changes(shifts: Iterable[tuple[Calendar, int]]) -> list[tuple[float, int]]:
    """The times at which the number on duty changes, and by how much, for shifts of so many people each."""
    by: dict[float, int] = {}
    for calendar, people in shifts:
        for begin, end in calendar.spans:
            by[begin] = by.get(begin, 0) + people
            by[end] = by.get(end, 0) - people
    return [(time, by[time]) for time in sorted(by) if by[time]]


@lru_cache(maxsize=256)
def _calendar(hours: OpeningHours, start: dt.date, horizon: float, holidays: frozenset[dt.date]) -> Calendar:
    limit = horizon + MARGIN
    if hours.always:
        return Calendar([(0.0, math.inf)], True, limit)
    stretches: list[tuple[float, float]] = []
    for begin, end in _occurrences(hours, start, limit, holidays):
        if stretches and begin <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((begin, end))
    return Calendar(stretches, False, limit)


def _occurrences(
    hours: OpeningHours, start: dt.date, limit: float, holidays: frozenset[dt.date]
) -> Iterator[tuple[float, float]]:
    """Every span of the calendar within [0, limit], by its beginning; the day before the start may still reach in."""
    week: list[list[tuple[float, float]]] = [[] for _ in DAYS]
    for day, *minutes in hours.spans:
        week[day].append((to_tick(minutes[0] / 60), to_tick(minutes[1] / 60)))
    closed = {(holiday - start).days for holiday in holidays}
    for number in range(-1, math.ceil(limit / HOURS_PER_DAY)):
        if number in closed:
            continue
        midnight = number * HOURS_PER_DAY
        for begin, end in week[(start.weekday() + number) % 7]:
            if midnight + end > 0 and midnight + begin < limit:
                yield max(0.0, midnight + begin), min(limit, midnight + end)
