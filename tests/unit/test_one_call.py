"""One call at a time in a world of fixed times: every hour, kilometre and unit that it leaves is worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sim.build import simulate
from sim.results import Tables
from sim.scenario.spec import Scenario

ROADS = {"matrix": {"rows": [
    {"from": "depot", "to": "mill", "time": 1.0, "km": 40},
    {"from": "depot", "to": "farm", "time": 2.0, "km": 90},
    {"from": "mill", "to": "farm", "time": 0.5, "km": 20},
]}}  # fmt: skip


def run(stock: int | None = 1, **more: Any) -> Tables:
    """A pump at the mill fails after 100 h; an hour to find the fault, two to put in a seal, which the depot keeps (or nobody: None)."""
    tree = {
        "horizon": 190.0,
        "parts": {"seal": {"price": 10.0}},
        "locations": {
            "maker": {"supplier": True, "lead_time": 30.0},
            "depot": {"source": "maker", "stock": {} if stock is None else {"seal": {"rule": "base_stock", "level": stock}}},
        },
        "asset_types": {
            "pump": {
                "failures": {
                    "leak": {
                        "law": {"empirical": {"times": [100.0]}},
                        "diagnosis": 1.0,
                        "repair": 2.0,
                        "parts": ["seal"],
                    }
                }
            }
        },
        "sites": {"mill": {"assets": {"pump": 1}}},
        "technicians": {"anna": {"home": "depot"}},
        "travel": ROADS,
        **more,
    }
    return Tables(simulate(Scenario.model_validate(tree)))


def row(tables: Tables, kind: str, number: int = 0) -> dict[str, Any]:
    return tables[kind].iloc[number].to_dict()


def test_a_part_fetched_from_the_depot() -> None:
    """Out 100-101, diagnosis until 102, to the depot and back until 104, repair until 106; 40 km out and 80 for the part."""
    tables = run(sourcing={"wait_limit": 2.0})
    call, visit, demand = row(tables, "calls"), row(tables, "visits"), row(tables, "demands")
    assert (call["fault"], call["dispatched"], call["arrived"], call["restored"]) == (100, 100, 101, 106)
    assert {stage: call[stage] for stage in ("technician", "travel", "diagnosis", "parts", "repair", "rework")} == {
        "technician": 0, "travel": 1, "diagnosis": 1, "parts": 2, "repair": 2, "rework": 0,
    }  # fmt: skip
    assert (visit["travel"], visit["waiting"], visit["work"], visit["km"]) == (1, 2, 3, 120)
    assert (demand["supply"], demand["asked"], demand["at_once"]) == ("depot", 102, False)
    assert call["fixed_first_visit"]
    assert row(tables, "orders")["ordered"] == 102  # taking the last one orders the next
    assert row(tables, "orders")["received"] == 132


def test_who_goes_off_duty_drives_home_and_who_stays_on_does_not() -> None:
    """The shift of Friday ends at 104 h (08:00), the repair at 106: on the way home until 107, 40 km, and two hours of overtime."""
    hours = {"anna": {"home": "depot", "hours": "mon-thu 00:00-24:00, fri 00:00-08:00"}}
    tables = run(start="2026-01-05", technicians=hours, sourcing={"wait_limit": 2.0})
    assert [(trip["begin"], trip["hours"], trip["km"]) for trip in tables.trips.to_dict("records")] == [(106, 1, 40)]
    assert row(tables, "visits")["overtime"] == 2
    assert len(run().trips) == 0


def test_the_next_trip_begins_where_the_last_one_ended() -> None:
    """At 150 the pump at the farm fails; from the mill it is half an hour, from the depot it would be two."""
    tree = {"farm": {"assets": {"tank": 1}}, "mill": {"assets": {"pump": 1}}}
    kinds = {
        "pump": {"failures": {"leak": {"law": {"empirical": {"times": [100.0]}}, "repair": 2.0}}},
        "tank": {"failures": {"hole": {"law": {"empirical": {"times": [150.0]}}, "repair": 2.0}}},
    }
    visits = run(sites=tree, asset_types=kinds).visits
    assert visits.km.tolist() == [40, 20]
    assert visits.travel.tolist() == [1, 0.5]


def test_an_emergency_supply_takes_its_time_and_its_price() -> None:
    """Asked at 102, there at 107, repaired at 109; the technician waits, and the unit is bought."""
    tables = run(None, sourcing={"wait_limit": 8.0, "steps": [{"source": "emergency", "time": 5.0, "cost": 70.0}]})
    demand = row(tables, "demands")
    assert (demand["supply"], demand["asked"], demand["filled"], demand["freight"], demand["at_once"]) == (
        "emergency", 102, 107, 70, False,
    )  # fmt: skip
    assert row(tables, "visits")["waiting"] == 5
    assert row(tables, "calls")["restored"] == 109
    assert len(tables.orders) == 0


def test_a_part_that_nobody_has_is_owed_and_brings_a_second_visit() -> None:
    """Asked at 102 and ordered then, at the depot at 132; anna leaves without, comes back by way of it and repairs until 136."""
    tables = run(None)
    demand, call = row(tables, "demands"), row(tables, "calls")
    assert (demand["supply"], demand["asked"], demand["filled"], demand["at_once"]) == ("backorder", 102, 132, False)
    assert (call["visits"], call["fixed_first_visit"], call["miss"]) == (2, False, "part not on hand")
    assert row(tables, "visits", 1)["dispatched"] == 132
    assert row(tables, "visits", 1)["km"] == 80
    assert call["restored"] == 136
    assert call["parts"] == 30


@pytest.mark.parametrize(("limit", "visits"), [(4.0, 2), (5.0, 1)])
def test_who_may_wait_so_long_waits(limit: float, visits: int) -> None:
    steps = [{"source": "emergency", "time": 5.0}]
    assert row(run(None, sourcing={"steps": steps, "wait_limit": limit}), "calls")["visits"] == visits


def test_a_call_outside_its_coverage_waits_for_it() -> None:
    """Friday 04:00; covered from 08:00, that is 104 h."""
    offers = {"offers": {"office": {"hours": "mon-fri 08:00-17:00"}}}
    tables = run(start="2026-01-05", sites={"mill": {"assets": {"pump": 1}, "offer": "office"}}, **offers)
    call = row(tables, "calls")
    assert (call["reported"], call["dispatched"], call["coverage"]) == (100, 104, 4)


def test_a_repair_goes_on_where_the_shift_broke_it_off() -> None:
    """Of two hours one is done on Friday until 103 h; the rest follows on Saturday, one hour and no more."""
    crew = {"anna": {"home": "depot", "hours": "mon-thu 00:00-24:00, fri 00:00-07:00, sat 08:00-17:00", "at_shift_end": "stop"}}
    kinds = {"pump": {"failures": {"leak": {"law": {"empirical": {"times": [100.0]}}, "diagnosis": 1.0, "repair": 2.0}}}}
    tables = run(start="2026-01-05", technicians=crew, asset_types=kinds)
    visits, call = tables.visits, row(tables, "calls")
    assert visits.work.tolist() == [2, 1]
    assert visits.outcome.tolist() == ["shift ended", "fixed"]
    assert (call["repair"], call["restored"]) == (2, 130)


def test_nobody_is_sent_at_the_moment_at_which_his_shift_ends() -> None:
    """The pump fails at 100 h, when Anna's Friday ends and Bert's begins; alone she goes on Monday, at 168 h."""
    shifts = {"anna": "mon-wed 00:00-24:00, fri 00:00-04:00", "bert": "fri 04:00-12:00"}
    crew = {name: {"home": "depot", "hours": hours} for name, hours in shifts.items()}
    assert run(start="2026-01-05", technicians=crew).visits.technician.tolist()[:1] == ["bert"]
    assert row(run(start="2026-01-05", technicians={"anna": crew["anna"]}), "visits")["dispatched"] == 168


def test_who_finds_work_above_his_level_leaves_it_to_one_who_may() -> None:
    """Triage always names the other fault, which anna may do; she finds out at 102 h that it takes bert."""
    fault = {"law": {"empirical": {"times": [100.0]}}, "diagnosis": 1.0, "repair": 2.0, "skill": "pumps"}
    tables = run(
        asset_types={"pump": {"failures": {"hard": {**fault, "level": 2}, "easy": {**fault, "law": "never", "level": 1}}}},
        technicians={"anna": {"home": "depot", "skills": {"pumps": 1}}, "bert": {"home": "depot", "skills": {"pumps": 2}}},
        dispatch={"rule": "skill_best", "prefer": "least"},
        desk={"agents": 1, "triage_accuracy": 0.0},
    )
    visits = tables.visits
    assert visits.technician.tolist() == ["anna", "bert"]
    assert visits.outcome.tolist() == ["wrong skill", "fixed"]
    assert row(tables, "calls")["miss"] == "wrong skill"


def test_a_fault_is_reported_when_somebody_sees_it() -> None:
    """Three hours late; nobody sets off before."""
    kinds = {"pump": {"failures": {"leak": {"law": {"empirical": {"times": [100.0]}}, "reporting_delay": 3.0, "repair": 2.0}}}}
    call = row(run(asset_types=kinds), "calls")
    assert (call["fault"], call["reported"], call["dispatched"], call["restored"]) == (100, 103, 103, 106)


def test_the_promise_that_runs_out_first_in_coverage_hours_is_served_first() -> None:
    """Friday 16:00, one technician, busy: four hours round the clock end at 20:00, two office hours on Monday at 09:00."""

    def machine(time: float, repair: float) -> dict[str, Any]:
        return {"failures": {"stop": {"law": {"empirical": {"times": [time]}}, "repair": repair}}}

    tables = run(
        start="2026-01-05",
        asset_types={"first": machine(110.0, 5.0), "office": machine(112.0, 1.0), "always": machine(112.0, 1.0)},
        offers={"office": {"hours": "mon-fri 08:00-17:00", "response": 2.0}, "always": {"hours": "always", "response": 4.0}},
        sites={
            "here": {"assets": {"first": 1}},
            "firm": {"assets": {"office": 1}, "offer": "office"},
            "clinic": {"assets": {"always": 1}, "offer": "always"},
        },
        dispatch="earliest_due",
        travel="0 h",
    )
    assert tables.visits.site.tolist() == ["here", "clinic", "firm"]


def test_an_agent_finishes_after_hours_but_answers_nobody_any_more() -> None:
    """One agent, an hour a contact, until 17:00: the caller of 16:30 is served until 17:30, that of 16:45 on Tuesday at 08:00."""
    kinds = {
        name: {"failures": {"stop": {"law": {"empirical": {"times": [time]}}, "repair": 1.0}}}
        for name, time in (("first", 16.5), ("second", 16.75))
    }
    tables = run(
        start="2026-01-05",
        horizon=35.0,
        asset_types=kinds,
        sites={"mill": {"assets": {"first": 1, "second": 1}}},
        desk={"agents": 1, "hours": "mon-fri 08:00-17:00", "handling": 1.0},
    )
    assert tables.calls.sort_values("fault").answered.tolist() == [16.5, 32.0]
    assert tables.calls.sort_values("fault").triaged.tolist() == [17.5, 33.0]


def test_who_gives_up_rings_again() -> None:
    """The agent is busy until 17.5 h: the caller of 16.75 gives up at 17, rings again at 17.75 and is answered."""
    kinds = {
        name: {"failures": {"stop": {"law": {"empirical": {"times": [time]}}, "repair": 1.0}}}
        for name, time in (("first", 16.5), ("second", 16.75))
    }
    desk = {"agents": 1, "handling": 1.0, "patience": 0.25, "redial": 0.75}
    tables = run(horizon=30.0, asset_types=kinds, sites={"mill": {"assets": {"first": 1, "second": 1}}}, desk=desk)
    patient = row(tables, "calls", int(tables.calls.fault.argmax()))
    assert (patient["answered"], patient["contacts"]) == (17.75, 2)
    contacts = tables.contacts[tables.contacts.call == patient["call"]]
    assert contacts["at"].tolist() == [16.75, 17.75]
    assert contacts.abandoned.tolist() == [True, False]
