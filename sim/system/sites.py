"""Sites: where machines stand, what was promised there, and when one is let in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.nature.calendars import Calendar
from sim.nature.travel import Spot
from sim.system.appointments import AppointmentBook


class Site:
    """Where assets stand, and what their owner was promised."""

    __slots__ = (
        "access",
        "book",
        "code",
        "coverage",
        "depot",
        "depot_spot",
        "lanes",
        "no_access",
        "offer",
        "preference",
        "priority",
        "promised",
        "region",
        "spot",
        "takes_refurbished",
    )

    takes_refurbished: bool
    """refurbished units may be put in here"""
    code: int
    spot: Spot
    region: str | None
    preference: Mapping[int, int]
    """technician -> place in the list of who is wanted here; who is not listed comes after all of them"""
    offer: int
    priority: int
    coverage: Any
    access: Calendar | None
    """hours in which one is let in; None: always"""
    book: AppointmentBook | None
    """windows that the customer may be promised; None: people come when they can"""
    no_access: float
    """chance of a visit that nobody is there"""
    depot: int
    """location where parts for jobs here are set aside, if that is the policy; else none"""
    depot_spot: Spot
    promised: float | None
    """hours of coverage until the first promise is due: the response, or where none is promised the restoration"""
    lanes: dict[Any, Any]
    """dispatch lanes already looked up from here"""
