"""The hotline, contact by contact."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(faults: list[float], desk: dict[str, Any]) -> Tables:
    """Callers who ring at these hours and need an agent for two hours, over one day; the run must pass the audit."""
    kinds = {
        f"machine {i}": {
            "failures": {
                "fault": {"law": {"empirical": {"times": [f"{at} h"], "clock": "calendar"}}, "remote": 1, "effect": "cosmetic"}
            }
        }
        for i, at in enumerate(faults)
    }
    tree = {
        "horizon": "14 h",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": kinds,
        "sites": {"town": {"assets": dict.fromkeys(kinds, 1)}},
        "technicians": {"anna": {"home": "depot"}},
        "desk": {"handling": "2 h", **desk},
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def answered(tables: Tables) -> list[float]:
    """When each caller was answered, in the order in which they rang; infinite for who still waits."""
    rows = sorted(tables.raw("contacts"), key=lambda row: row["at"])
    return [float(row["answered"]) if not math.isnan(row["answered"]) else math.inf for row in rows]


def test_agents_come_by_the_hour_and_finish_what_they_began() -> None:
    """One agent always, a second from 8 to 10: at 10 both are talking, so that the first to end leaves no one for the next caller."""
    desk = {"agents": 1, "shifts": {"daily 08:00-10:00": 1}, "cost": "30 EUR/h"}
    tables = run([7.0, 7.5, 9.5, 10.5], desk)
    assert answered(tables) == [7.0, 8.0, 9.5, 11.5]
    assert tables.dimension("desk_hours")["agents"] == [1, 2, 1]
    assert tables.dimension("desk_hours")["end"] == [8.0, 10.0, 14.0]
    assert tables.once(lines).total(category="desk") == pytest.approx(30 * (14 + 2))
    assert figures(tables)["desk_utilisation"] == pytest.approx((2 + 2 + 2 + 2) / 16)


def test_two_who_talk_on_are_waited_for_when_one_stays() -> None:
    """Two agents until 8: who rings at 8.5 waits for the second of the two conversations to end."""
    desk = {"agents": 1, "shifts": {"daily 00:00-08:00": 1}}
    assert answered(run([7.0, 7.5, 8.5], desk)) == [7.0, 7.5, 9.5]


def test_who_goes_home_at_eight_does_not_answer_at_eight() -> None:
    """Two callers ring as the doors open and the night shift ends: the one agent who stays answers one after the other."""
    desk = {"agents": 1, "shifts": {"daily 04:00-08:00": 1}, "hours": "daily 08:00-14:00"}
    assert answered(run([6.0, 8.0], desk)) == [8.0, 10.0]


def test_nobody_on_duty_is_a_queue_and_a_closed_desk_is_not() -> None:
    """At night callers wait for the morning shift: in the queue of a desk that is open, outside one that is closed."""
    desk = {"agents": 0, "shifts": {"daily 08:00-14:00": 1}}
    open_desk, closed = run([3.0], desk), run([3.0], {**desk, "hours": "daily 08:00-14:00"})
    assert answered(open_desk)[0] == answered(closed)[0] == 8.0
    assert [float(each.raw("contacts")["at"][0]) for each in (open_desk, closed)] == [3.0, 8.0]
    assert open_desk.dimension("desk_hours")["agents"] == [0, 1]
    assert closed.dimension("desk_hours")["agents"] == [1]
