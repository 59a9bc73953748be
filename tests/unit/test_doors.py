"""Closed doors and promised windows, in a world of fixed times: Monday 5 January is hour 0, and the mill an hour's drive away."""

from __future__ import annotations

from typing import Any

from test_one_call import row, run

from sim.audit import audit
from sim.results import Tables

FRIDAY = "fri 09:00-12:00"
"""105 to 108 h; the pump fails at 100."""


def closed(access: str = FRIDAY, **more: Any) -> Tables:
    tables = run(sites={"mill": {"assets": {"pump": 1}, "access": access}}, sourcing={"wait_limit": 2.0}, **more)
    assert audit(tables) == []
    return tables


def test_nobody_is_sent_to_a_closed_site() -> None:
    """Sent at 105, there at 106; five hours went by because the site was closed."""
    call = row(closed(), "calls")
    assert (call["coverage"], call["dispatched"], call["arrived"]) == (5, 105, 106)


def test_who_sets_out_early_is_there_when_the_door_opens() -> None:
    call = row(closed(scheduling={"set_out": 1.0}), "calls")
    assert (call["coverage"], call["dispatched"], call["arrived"]) == (4, 104, 105)


def test_who_finds_a_closed_door_waits_if_it_opens_soon() -> None:
    """There at 101, in at 105; found at 106, parts until 108, repaired at 110."""
    tables = closed(scheduling={"access_known": False, "wait_at_door": 4.0})
    call, visit, door = row(tables, "calls"), row(tables, "visits"), row(tables, "doors")
    assert (call["arrived"], call["coverage"], call["restored"]) == (101, 4, 110)
    assert (visit["waiting"], visit["diagnosed"]) == (6, 106)
    assert (door["since"], door["waited"], door["let_in"]) == (101, 4, True)


def test_who_finds_a_closed_door_leaves_if_it_stays_closed() -> None:
    """There at 101 and gone at once; tried again after three hours, when the site is open: at 105, from the mill itself."""
    tables = closed(scheduling={"access_known": False, "wait_at_door": 3.0, "try_again": 3.0})
    call, first, second = row(tables, "calls"), row(tables, "visits"), row(tables, "visits", 1)
    assert (first["outcome"], first["left"], first["waiting"], first["work"]) == ("no access", 101, 0, 0)
    assert (second["dispatched"], second["outcome"], call["miss"], call["coverage"]) == (105, "fixed", "no access", 4)


def test_work_is_held_back_when_the_hours_end() -> None:
    """Nobody is on duty on Friday: in the queue from 105 to 108 in vain, and again on Saturday."""
    technicians = {"anna": {"home": "depot", "hours": "sat 00:00-24:00"}}
    tables = closed(f"{FRIDAY}, sat 09:00-12:00", technicians=technicians)
    call, held = row(tables, "calls"), row(tables, "held_back")
    assert (held["asked"], held["withdrawn"], call["dispatched"]) == (105, 108, 129)
    assert (call["technician"], call["coverage"]) == (3, 5 + 21)


def test_the_end_of_a_shift_is_the_end_of_waiting() -> None:
    """There at 101, and off duty at 103, before the site opens at 105."""
    anna = {"home": "depot", "hours": "fri 00:00-07:00", "at_shift_end": "stop"}
    tables = closed(scheduling={"access_known": False, "wait_at_door": 9.0}, technicians={"anna": anna})
    door, visit = row(tables, "doors"), row(tables, "visits")
    assert (door["since"], door["waited"], door["let_in"], visit["left"]) == (101, 2, False, 103)


def test_where_nobody_is_in_patience_is_used_up() -> None:
    """The site is open at 101, but nobody comes to the door."""
    sites = {"mill": {"assets": {"pump": 1}, "no_access": 1.0}}
    tables = run(sites=sites, scheduling={"wait_at_door": 0.5})
    assert audit(tables) == []
    door, visit = row(tables, "doors"), row(tables, "visits")
    assert (door["since"], door["waited"], door["let_in"], visit["left"]) == (101, 0.5, False, 101.5)


def appointed(sites: dict[str, Any] | None = None, **terms: Any) -> Tables:
    appointments = {"windows": ["fri 10:00-11:00", "fri 11:00-12:00"], **terms}
    sites = {name: {"offer": "home", **site} for name, site in (sites or {"mill": {"assets": {"pump": 1}}}).items()}
    offers = {"home": {"appointments": appointments}}
    tables = run(sites=sites, offers=offers, scheduling={"set_out": 1.5}, sourcing={"wait_limit": 2.0})
    assert audit(tables) == []
    return tables


def test_an_appointment_is_kept() -> None:
    """The window from 106 to 107: sent at 104.5, there at 105.5, in at 106."""
    tables = appointed()
    window, visit = row(tables, "appointments"), row(tables, "visits")
    assert (window["booked"], window["begin"], window["end"], window["arrived"]) == (100, 106, 107, 105.5)
    assert (visit["dispatched"], visit["diagnosed"]) == (104.5, 107)


def test_notice_puts_an_appointment_off() -> None:
    assert row(appointed(notice=6.5), "appointments")["begin"] == 107


def test_a_window_is_given_away_as_often_as_stated_in_each_territory() -> None:
    """Two pumps fail together: at one site the second has the next window; in two territories both have the first, if it has room."""
    together = {"mill": {"assets": {"pump": 2}, "region": "up"}}
    apart = {"mill": {"assets": {"pump": 1}, "region": "up"}, "farm": {"assets": {"pump": 1}, "region": "down"}}
    begins = [
        sorted(appointed(sites, most=most).appointments["begin"][:2])
        for sites, most in ((together, 1), (together, 2), (apart, 1))
    ]
    assert begins == [[106, 107], [106, 106], [106, 106]]
