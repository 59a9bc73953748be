"""Territories that help each other: who is sent where, worked out by hand; there is no travel, and every job takes 5 hours."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping

NORTH = {"bert": {"home": "depot", "regions": ["north"]}}


def run(north: list[float], south: tuple[float, ...] = (), **more: Any) -> Tables:
    """Machines in the north fail at these hours, and in the south; anna serves the south, and helps in the north."""

    def failing(times: list[float]) -> dict[str, Any]:
        return {
            f"pump{i}": {
                "failures": {"stop": {"law": {"empirical": {"times": [f"{at} h"], "clock": "calendar"}}, "repair": "5 h"}}
            }
            for i, at in enumerate(times)
        }

    anna = {
        "home": "depot",
        "regions": ["south"],
        "helps": {"regions": ["north"], **more.pop("helps", {})},
        **more.pop("anna", {}),
    }
    kinds = {**failing(north), **{f"south {name}": kind for name, kind in failing(list(south)).items()}}
    assets = {kind: {name: 1 for name in kinds if name.startswith("south") == (kind == "south")} for kind in ("north", "south")}
    tree = {
        "horizon": "22 h",
        "locations": {"factory": {"supplier": True}, "depot": {"at": [50.0, 8.0], "source": "factory"}},
        "asset_types": kinds,
        "sites": {region: {"at": [50.0, 8.0], "region": region, "assets": assets[region]} for region in ("north", "south")},
        "technicians": {"anna": anna, **NORTH},
        **more,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


def visits(tables: Tables) -> list[tuple[str, str, float]]:
    return list(tables.visits[["technician", "site", "dispatched"]].itertuples(index=False, name=None))


def test_help_comes_when_so_many_wait() -> None:
    """Bert has the first; the second waits, the third brings anna, who takes the second. Then only one waits, which bert takes at 15."""
    tables = run([10, 11, 12], helps={"at_least": 2})
    assert visits(tables) == [("bert", "north", 10), ("anna", "north", 12), ("bert", "north", 15)]
    helped = tables.helped.iloc[0]
    assert (helped["technician"], helped["site"], helped["at"], helped["waiting"]) == ("anna", "north", 12, 2)
    assert figures(tables, ["help_share"])["help_share"] == pytest.approx(1 / 3)


def test_help_from_one_on_comes_at_once_and_goes_on() -> None:
    """Two more wait when she is free again at 16."""
    tables = run([10, 11, 12, 13])
    assert visits(tables) == [("bert", "north", 10), ("anna", "north", 11), ("bert", "north", 15), ("anna", "north", 16)]


def test_her_own_territory_comes_first() -> None:
    """A job in the south at 12 keeps her until 17; one that comes there at 13 goes before the one of the north that has waited since 11."""
    tables = run([10, 11, 11], (9, 13), helps={"at_least": 2})
    assert visits(tables) == [
        ("anna", "south", 9), ("bert", "north", 10), ("anna", "south", 14), ("bert", "north", 15), ("bert", "north", 20),
    ]  # fmt: skip


@pytest.mark.parametrize("hours", [{"hours": "mon 20:00-24:00"}, {"hours": "mon 20:00-24:00", "on_call": "mon 00:00-20:00"}])
def test_help_comes_on_shift_only(hours: dict[str, str]) -> None:
    """She begins at 20, when three wait."""
    tables = run([10, 11, 12, 13, 14], anna=hours, helps={"at_least": 3})
    assert visits(tables)[:3] == [("bert", "north", 10), ("bert", "north", 15), ("anna", "north", 20)]


def test_who_cannot_arrive_before_his_shift_ends_does_not_help() -> None:
    """It takes two hours to get anywhere, and she stops at 13: she helps at 10, but not at 12."""
    ways = ("depot", "north"), ("depot", "south"), ("north", "south")
    roads = {"travel": {"matrix": {"rows": [{"from": begin, "to": end, "time": "2 h"} for begin, end in ways]}}}
    anna = {"hours": "mon 08:00-13:00", "at_shift_end": "stop"}
    assert sorted(visits(run([10, 10], anna=anna, **roads)))[:2] == [("anna", "north", 10), ("bert", "north", 10)]
    assert visits(run([10, 12], anna=anna, **roads)) == [("bert", "north", 10), ("bert", "north", 17)]


def test_skill_is_asked_for() -> None:
    """Nobody in the south can do what waits."""
    kinds = {"asset_types": {f"pump{i}": {
        "failures": {"stop": {"law": {"empirical": {"times": [f"{10 + i} h"], "clock": "calendar"}}, "repair": "5 h", "skill": "water"}}
    } for i in range(3)}}  # fmt: skip
    crew = {"anna": {"home": "depot", "regions": ["south"], "helps": {}}, "bert": {**NORTH["bert"], "skills": {"water": 1}}}
    tables = run([10, 11, 12], **kinds, technicians=crew)
    assert {who for who, *_ in visits(tables)} == {"bert"}


@pytest.mark.parametrize("dispatch", ["nearest", "parts_aware", "earliest_due", {"rule": "joint_assignment", "every": "1 h"}])
def test_every_rule_that_sends_people_sends_them_to_help(dispatch: Any) -> None:
    """Orders that are not urgent wait up to an hour for the next matching under joint assignment."""
    tables = run([10, 11, 11.5], dispatch=dispatch, helps={"at_least": 2})
    assert {who for who, *_ in visits(tables)} == {"anna", "bert"}
    assert len(tables.helped) == 1


def test_an_urgent_order_is_helped_though_nobody_can_be_turned_round() -> None:
    tables = run([10, 11], mobility={"reroute": 1})
    assert visits(tables) == [("bert", "north", 10), ("anna", "north", 11)]


def test_tools_stay_with_the_people_of_their_home() -> None:
    """Work that wants the crane is bert's alone, though anna is free and as near."""
    law = {"empirical": {"times": ["10 h"], "clock": "calendar"}}
    kinds = {f"pump{i}": {"failures": {"stop": {"law": law, "repair": "5 h", "tool": "crane"}}} for i in range(2)}
    tables = run([10, 10], asset_types=kinds, tools={"crane": {"at": {"depot": 2}}})
    assert {who for who, *_ in visits(tables)} == {"bert"}
