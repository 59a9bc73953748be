"""The plan of a carrier: at which times of the week it leaves."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.nature.calendars import DAYS, MARGIN, name_days, read_days
from sim.units import HOURS_PER_DAY, to_tick

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_EXPECTED = "departures like 'mon-fri 17:00, sat 12:00'"


def _fault(message: str, **context: Any) -> PydanticCustomError:
    return PydanticCustomError("departures", message, context)


@dataclass(frozen=True)
class Departures:
    """The times of a week at which a carrier leaves; equal when they mean the same."""

    times: tuple[tuple[int, int], ...]
    """(weekday, minutes from midnight), sorted"""

    @classmethod
    def read(cls, value: Any) -> Departures:
        """Read 'mon-fri 17:00', 'daily 06:00 14:00, sat 22:00' or a list of such; raises in plain words."""
        if isinstance(value, Departures):
            return value
        texts = list(value) if isinstance(value, (list, tuple)) else [value]
        if not texts or not all(isinstance(text, str) for text in texts):
            raise _fault("expected {expected}, found {found}", expected=_EXPECTED, found=str(value)[:40])
        pieces = [piece for text in texts for piece in text.lower().split(",")]
        return cls(tuple(sorted({time for piece in pieces for time in _read_piece(piece)})))

    @property
    def text(self) -> str:
        """The departures as one would write them; reads back as the same."""
        days = {
            day: " ".join(f"{minute // 60:02d}:{minute % 60:02d}" for _, minute in times)
            for day, times in groupby(self.times, key=lambda each: each[0])
        }
        return ", ".join(
            f"{name_days([day for day in days if days[day] == times])} {times}" for times in dict.fromkeys(days.values())
        )

    def plan(self, start: dt.date, horizon: float, holidays: frozenset[dt.date] = frozenset()) -> list[float]:
        """Simulated hours of all departures from `start` to eight weeks beyond the horizon; none on holidays."""
        closed = {(holiday - start).days for holiday in holidays}
        last = horizon + MARGIN
        days = (number for number in range(math.ceil(last / HOURS_PER_DAY)) if number not in closed)
        plan = (
            number * HOURS_PER_DAY + to_tick(minute / 60)
            for number in days
            for day, minute in self.times
            if day == (start.weekday() + number) % len(DAYS)
        )
        return [time for time in plan if time <= last]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        text = core_schema.plain_serializer_function_ser_schema(lambda departures: departures.text)
        return core_schema.no_info_plain_validator_function(cls.read, serialization=text)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        del schema, handler
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}], "description": _EXPECTED}


def _read_piece(piece: str) -> list[tuple[int, int]]:
    """Departures of one comma-free piece such as 'mon-fri 06:00 17:00'."""
    words = piece.split()
    cut = next((i for i, word in enumerate(words) if word[0].isdigit()), len(words))
    if not 0 < cut < len(words):
        raise _fault("expected {expected}, found '{found}'", expected=_EXPECTED, found=piece.strip()[:40])
    minutes = [_read_clock(word) for word in words[cut:]]
    return [(day, minute) for word in words[:cut] for day in read_days(word) for minute in minutes]


def _read_clock(word: str) -> int:
    match = _CLOCK.fullmatch(word)
    if not match or int(match.group(1)) > 23 or int(match.group(2)) > 59:
        raise _fault("expected a time from 00:00 to 23:59, found '{found}'", found=word[:40])
    return 60 * int(match.group(1)) + int(match.group(2))
