"""Partners, by hand: who is sent when, how long it takes, what is paid, and what comes back to our own people."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.ledger import lines
from sim.results import Tables
from sim.scenario.load import from_mapping

YEAR = 8760.0


def failing(at: float, **mode: Any) -> dict[str, Any]:
    """A machine that fails at this hour, and takes an hour to repair."""
    law = {"empirical": {"times": [f"{at} h"], "clock": "calendar"}}
    return {"failures": {"stop": {"law": law, "repair": "1 h", **mode}}}


def run(failures: dict[str, float], aid: dict[str, Any], mode: dict[str, Any] | None = None, **others: Any) -> Tables:
    """One machine per site, failing at the hour stated for it; Anna is at each of them at once. The run ends before any fails again."""
    tree: dict[str, Any] = {
        "horizon": "59 h",
        "parts": {"seal": {"price": "100 EUR"}},
        "locations": {
            "factory": {"supplier": True},
            "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 5}}},
        },
        "asset_types": {f"pump {name}": failing(at, **(mode or {})) for name, at in failures.items()},
        "sites": {name: {"region": name, "assets": {f"pump {name}": 1}} for name in failures},
        "technicians": {"anna": {"home": "depot"}},
        "partners": {"aid": aid},
    }
    tables = Tables(simulate(from_mapping({**tree, **others}).scenario()))
    assert audit(tables) == []
    return tables


def restored(tables: Tables) -> dict[str, float]:
    """Hour of restoration by site."""
    return {site: float(at) for site, at in tables.calls.groupby("site", observed=True)["restored"].first().items()}


def theirs(tables: Tables) -> list[tuple[str, float, float]]:
    """(site, taken over, arrived) of the partner's visits."""
    return list(tables.partner_visits[["site", "dispatched", "arrived"]].itertuples(index=False, name=None))


def test_a_region_is_the_partners_alone() -> None:
    """Anna is free, and stays so: the partner is there three hours after the fault, and has it repaired an hour later."""
    tables = run({"north": 30.0, "south": 30.0}, {"regions": ["north"], "response": "3 h"})
    assert theirs(tables) == [("north", 30.0, 33.0)]
    assert restored(tables) == {"north": 34.0, "south": 31.0}
    call = tables.calls.set_index("site").loc["north"]
    assert (call["technician"], call["repair"], call["arrived"], call["visits"]) == (3.0, 1.0, 33.0, 1)


def test_what_finds_nobody_free_goes_to_the_partner_at_once() -> None:
    tables = run({"north": 30.0, "south": 30.5}, {"takes": "waiting", "response": "2 h"})
    assert theirs(tables) == [("south", 30.5, 32.5)]
    assert list(tables.visits["site"]) == ["north"]


@pytest.mark.parametrize(("after", "taken"), [("15 min", [("south", 30.5, 30.5)]), ("45 min", [])])
def test_ours_have_first_call_for_a_while(after: str, taken: list[Any]) -> None:
    """Anna is free at 31 h, which is before 31.25 h, and after 30.75 h."""
    tables = run({"north": 30.0, "south": 30.25}, {"takes": "waiting", "after": after})
    assert theirs(tables) == taken
    assert restored(tables)["south"] == (31.5 if taken else 32.0)


@pytest.mark.parametrize(("takes", "taken"), [("busy", ["north"]), ("off_duty", ["south"]), ("waiting", ["north", "south"])])
def test_partners_for_busy_hours_and_for_nights(takes: str, taken: list[str]) -> None:
    """Both machines fail at ten in the morning, a third one at ten at night; Anna works from eight to five."""
    tables = run(
        {"east": 34.0, "north": 34.0, "south": 46.0},
        {"takes": takes},
        technicians={"anna": {"home": "depot", "hours": "daily 08:00-17:00"}},
    )
    assert [site for site, *_ in theirs(tables)] == taken
    south = 47.0 if "south" in taken else 57.0
    assert restored(tables) == {"east": 35.0, "north": 35.0 if "north" in taken else 36.0, "south": south}


def test_capacity_is_jobs_at_a_time() -> None:
    """The second job waits for the first, and Anna is sent to neither: it is the partner's region."""
    tables = run({"north": 30.0, "south": 30.5}, {"capacity": 1, "response": "1 h"})
    assert theirs(tables) == [("north", 30.0, 31.0), ("south", 32.0, 33.0)]
    assert tables.calls.set_index("site").loc["south"]["technician"] == 2.5


def test_who_has_done_his_jobs_takes_others() -> None:
    tables = run({"north": 30.0, "south": 40.0}, {"capacity": 1, "response": "1 h"})
    assert theirs(tables) == [("north", 30.0, 31.0), ("south", 40.0, 41.0)]


def test_when_our_people_go_home_what_waits_is_looked_at_again() -> None:
    """Two machines fail a quarter of an hour before five; Anna stays with the first, and at five the other one is the partner's."""
    tables = run(
        {"north": 40.75, "south": 40.75},
        {"takes": "off_duty"},
        technicians={"anna": {"home": "depot", "hours": "daily 08:00-17:00"}},
    )
    assert theirs(tables) == [("south", 41.0, 41.0)]


def test_whose_hands_were_full_does_not_take_later_what_is_not_its_own_any_more() -> None:
    """Aid is there for when Anna is busy; it is done with the one in the north at six, when she has gone home after the one in the east."""
    tables = run(
        {"east": 40.5, "north": 40.5, "south": 40.75},
        {"takes": "busy", "capacity": 1, "response": "30 min"},
        technicians={"anna": {"home": "depot", "hours": "daily 08:00-17:00"}},
    )
    assert theirs(tables) == [("north", 40.5, 41.0)]
    assert restored(tables) == {"east": 41.5, "north": 42.0, "south": 57.0}


def test_a_partner_for_busy_hours_comes_while_all_scarce_tools_are_out() -> None:
    """Bert is on shift, but Anna has the only gauge; in the night nobody is busy."""
    two = {"home": "depot", "hours": "daily 08:00-17:00"}
    tables = run(
        {"east": 34.0, "north": 34.5, "south": 46.0},
        {"takes": "busy"},
        {"tool": "gauge"},
        tools={"gauge": {"at": {"depot": 1}}},
        technicians={"anna": two, "bert": two},
    )
    assert theirs(tables) == [("north", 34.5, 34.5)]
    assert restored(tables) == {"east": 35.0, "north": 35.5, "south": 57.0}


def test_a_region_of_one_partner_is_not_offered_to_another() -> None:
    """Help would come at once, when nobody of ours is free; but the region in the north is Aid's."""
    aid = {"regions": ["north"], "capacity": 1, "response": "9 h"}
    tables = run({"north": 30.0, "south": 30.0}, {}, partners={"help": {"takes": "waiting"}, "aid": aid})
    assert theirs(tables) == [("north", 30.0, 39.0)]
    assert list(tables.partner_visits["partner"]) == ["aid"]
    assert list(tables.visits["site"]) == ["south"]


def test_what_waits_for_a_partner_goes_to_ours_who_are_free_first() -> None:
    tables = run({"east": 30.0, "north": 30.25, "south": 30.5}, {"takes": "waiting", "capacity": 1, "response": "5 h"})
    assert theirs(tables) == [("north", 30.25, 35.25)]
    assert list(tables.visits["site"]) == ["east", "south"]


@pytest.mark.parametrize("hands_back", [False, True])
def test_a_repair_that_fails_is_done_again_by_them_or_by_ours(hands_back: bool) -> None:
    tables = run({"north": 30.0}, {"repair_success": 1e-9, "response": "9 h", "hands_back": hands_back})
    visits = [at for _, at, _ in theirs(tables)]
    assert visits == ([30.0] if hands_back else [30.0, 40.0, 50.0])
    assert len(tables.visits) == hands_back
    call = tables.calls.iloc[0]
    assert call["miss"] == "repair failed"
    assert call["restored"] == 41.0 if hands_back else call["restored"] != call["restored"]


def test_a_fault_that_is_not_found_takes_another_visit() -> None:
    tables = run({"north": 30.0}, {"diagnosis": 1e-9, "response": "9 h"})
    assert [at for _, at, _ in theirs(tables)] == [30.0, 39.0, 48.0, 57.0]
    assert list(tables.partner_visits["outcome"])[:3] == ["wrong diagnosis"] * 3
    assert tables.calls.iloc[0]["miss"] == "wrong diagnosis"


def test_what_turns_out_to_want_a_skill_comes_back_to_ours() -> None:
    """The desk takes the jam for noise, which anybody may see to; the partner is there in two hours, and finds out."""
    jam = failing(30.0, skill="water")["failures"]["stop"]
    noise = failing(9000.0)["failures"]["stop"]
    tables = run(
        {"north": 30.0},
        {"skills": {}, "response": "2 h"},
        asset_types={"pump north": {"failures": {"jam": jam, "noise": noise}}},
        desk={"agents": 1, "triage_accuracy": 0},
        technicians={"anna": {"home": "depot", "skills": ["water"]}},
    )
    assert list(tables.partner_visits["outcome"]) == ["wrong skill"]
    assert restored(tables) == {"north": 33.0}
    assert (tables.calls.iloc[0]["miss"], tables.calls.iloc[0]["visits"]) == ("wrong skill", 2)


def test_a_part_that_they_do_not_bring_takes_another_visit() -> None:
    """There at 32 h, with the part at 36 h, there again at 38 h, done at 39 h."""
    aid = {"response": "2 h", "parts_on_hand": 0, "parts_delay": "4 h", "parts_price": 1.5, "visit_cost": "80 EUR"}
    tables = run({"north": 30.0}, {**aid, "hourly_cost": "60 EUR/h", "retainer": "8760 EUR/y"}, mode={"parts": ["seal"]})
    assert theirs(tables) == [("north", 30.0, 32.0), ("north", 36.0, 38.0)]
    call = tables.calls.iloc[0]
    assert (call["technician"], call["parts"], call["repair"], call["restored"]) == (4.0, 4.0, 1.0, 39.0)
    assert call["miss"] == "part not on hand"
    assert not len(tables.demands)
    assert tables.once(lines).total(0.0, "partners") == pytest.approx(2 * 80 + 60 + 150 + 59)


def test_work_of_their_own_and_only_what_they_may_do() -> None:
    """They have no skill, and the jam wants one: it waits for Anna. Their repairs take two hours, whatever the machine says."""
    tables = run(
        {"north": 30.0, "south": 30.0},
        {"skills": {}, "work": "2 h"},
        asset_types={"pump north": failing(30.0), "pump south": failing(30.0, skill="water")},
        technicians={"anna": {"home": "depot", "skills": ["water"]}},
    )
    assert theirs(tables) == [("north", 30.0, 30.0)]
    assert restored(tables) == {"north": 32.0, "south": 31.0}


def test_figures_of_both_sides() -> None:
    """Two calls, one each: the partner is there in two hours and fixes at once, for 90 a visit."""
    tables = run({"north": 30.0, "south": 30.0}, {"takes": "waiting", "response": "2 h", "visit_cost": "90 EUR"})
    found = figures(tables)
    assert found["partner_share"] == found["partner_share_by_partner.aid"] == 0.5
    assert found["partner_response_time"] == found["partner_response_time_quantiles.p95"] == 2.0
    assert found["response_time_by_provider.own people"] == 0.0
    assert found["response_time_by_provider.aid"] == 2.0
    assert found["partner_cost_per_call"] == 90.0
    assert found["cost_by_category.partners"] == pytest.approx(90 * YEAR / 59)


def test_a_bill_to_the_customer_does_not_ask_who_came() -> None:
    """An hour of labour, a call-out and a seal, billed the same from ours and from a partner's."""
    offers = {
        "basic": {
            "includes": dict.fromkeys(("labour", "travel", "parts"), 0),
            "labour_price": "95 EUR/h",
            "call_out": "80 EUR",
        }
    }
    bills = []
    for takes in ("all", "waiting"):
        sites = {"north": {"assets": {"pump north": 1}, "offer": "basic"}}
        tables = run({"north": 30.0}, {"takes": takes}, mode={"parts": ["seal"]}, offers=offers, sites=sites)
        assert len(tables.partner_visits) == (takes == "all")
        bills.append(figures(tables, ["revenue"])["revenue"])
    assert bills[0] == bills[1] == pytest.approx((95 + 80 + 100) * YEAR / 59)


def test_who_is_on_the_way_is_turned_round_before_a_partner_is_asked() -> None:
    """Anna drives north for two hours; half an hour later the urgent pump in the south fails. What she drops, nobody takes from her."""
    tree = {
        "horizon": "19 h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": {"fan": failing(10.0, priority=3), "pump": failing(10.5, priority=1), "press": failing(10.75, priority=3)},
        "sites": {
            "north": {"at": [51.0, 8.0], "assets": {"fan": 1}},
            "south": {"at": [49.0, 8.0], "assets": {"pump": 1}},
            "east": {"at": [50.0, 8.0], "assets": {"press": 1}},
        },
        "technicians": {"anna": {"home": "depot"}},
        "travel": {"straight_line": {"speed": "55.5974633 km/h", "road_factor": 1}},
        "partners": {"aid": {"takes": "waiting", "response": "1 h"}},
    }
    for mobility, ours, partners in (({}, ["north"], ["south", "east"]), ({"reroute": 1}, ["south", "north"], ["east"])):
        tables = Tables(simulate(from_mapping({**tree, "mobility": mobility}).scenario()))
        assert audit(tables) == []
        assert list(tables.visits["site"]) == ours
        assert list(tables.partner_visits["site"]) == partners
