"""`firstfix staff`: what the command reads, plans, proves and leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.app.cli import answer
from sim.errors import UsageError
from sim.scenario.load import ScenarioFile, from_mapping
from sim.staffing.staff import Staffing, staff
from sim.staffing.target import Target, read_target
from sim.theory.queues import many_servers, with_patience


def hotline(**desk: Any) -> ScenarioFile:
    """Six hundred tills whose users ring 0.1 times an hour each, for two minutes."""
    question = {"law": {"poisson": {"rate": "0.1/h"}}, "remote": 1}
    return from_mapping(
        {
            "horizon": "50 h",
            "warm_up": "10 h",
            "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
            "asset_types": {"till": {"failures": {"question": question}}},
            "sites": {"shops": {"assets": {"till": 600}}},
            "technicians": {"anna": {"home": "depot"}},
            "desk": {"agents": 3, "handling": {"exponential": "2 min"}, "cost": "30 EUR/h", **desk},
        }
    )


PATIENT: dict[str, Any] = {}
IMPATIENT: dict[str, Any] = {"patience": {"exponential": "1 min"}, "redial_share": 0}


@pytest.mark.parametrize("desk", [PATIENT, IMPATIENT], ids=["Erlang C", "Erlang A"])
def test_the_least_number_that_theory_allows(desk: dict[str, Any]) -> None:
    found = staff(hotline(**desk), target="80 % in 20 s", replications=0)
    (row,) = found.rows()
    assert (row.when, row.present) == ("daily 00:00-24:00", 3)

    def in_time(servers: int) -> float:
        if desk:
            lossy = with_patience(arrival_rate=1.0, mean_service=2.0, servers=servers, mean_patience=1.0)
            return lossy.answered_within(1 / 3)
        return 1 - many_servers(arrival_rate=1.0, mean_service=2.0, servers=servers).wait_beyond(1 / 3)

    assert in_time(row.agents) >= 0.8 > in_time(row.agents - 1)
    assert row.value == pytest.approx(in_time(row.agents))
    assert row.present_value == pytest.approx(in_time(3))


@pytest.mark.slow
@pytest.mark.parametrize("desk", [PATIENT, IMPATIENT], ids=["Erlang C", "Erlang A"])
def test_simulation_finds_what_theory_says(desk: dict[str, Any]) -> None:
    """Service level of the planned and of the present staff lie in the interval of ten runs (widened by half: four intervals are looked at)."""
    found = staff(hotline(**desk), target="80 % in 20 s", replications=10)
    assert found.proof is not None
    cells = found.proof.cells()
    for policy, theory in zip(found.proof.comparison.plan.policies, found.theory, strict=True):
        row = cells["target", policy]
        assert abs(row["mean"] - theory) <= 1.5 * (row["high"] - row["mean"])
        assert row["high"] - row["low"] < 0.1
    assert found.target.met(cells["target", "staffed"]["mean"])


def test_few_who_give_up_and_those_who_ring_again() -> None:
    """With everybody ringing again the agents see more calls than with nobody doing so, and all the same few give up."""
    lost, back = (
        staff(hotline(**{**IMPATIENT, "redial_share": each}), target="abandonment <= 15 %", replications=0) for each in (0, 1)
    )
    for found in (lost, back):
        (interval, *_) = found.intervals
        lossy = with_patience(arrival_rate=interval.attempts / 60, mean_service=2.0, servers=interval.agents, mean_patience=1.0)
        assert interval.value == pytest.approx(lossy.abandoned, rel=1e-6)
        assert interval.value <= 0.15
    assert lost.intervals[0].attempts == pytest.approx(60.0)
    assert back.intervals[0].attempts == pytest.approx(60.0 / (1 - back.intervals[0].value), rel=1e-6)


DAY = {"hourly": {"rate": "0.1/h", "hours": [0] * 8 + [1, 2, 4, 4, 3, 2, 1, 1] + [0] * 8, "weekdays": [2, 1, 1, 1, 1, 1, 0]}}


def test_the_overlay_puts_on_duty_what_was_planned() -> None:
    """Read back, agents and shifts of the overlay are those of the plan in every interval."""
    file = hotline(hours="mon-sat 08:00-16:00")
    tree = {**file.resolved(), "asset_types": {"till": {"failures": {"question": {"law": DAY, "remote": 1}}}}}
    busy = from_mapping(tree)
    found = staff(busy, target="80 % in 20 s", replications=0, interval=60)
    assert len({each.agents for each in found.intervals}) > 3
    again = staff(
        from_mapping({**tree, "policies": {"staffed": found.overlay}}),
        "staffed",
        target="80 % in 20 s",
        replications=0,
        interval=60,
    )
    assert [each.present for each in again.intervals] == [each.agents for each in found.intervals]
    assert again.rows()[0].when == "mon 08:00-09:00"
    assert again.hours[0] == found.hours[1]


def test_who_finds_the_desk_closed_rings_when_it_opens() -> None:
    found = staff(hotline(hours="daily 12:00-24:00"), target="80 % in 20 s", replications=0)
    assert sum(each.rate for each in found.intervals) == pytest.approx(60 * 48 * 7)
    assert found.intervals[0].rate == pytest.approx(60 * 25)


def test_lines_are_at_least_as_many_as_agents() -> None:
    assert staff(hotline(lines=3), target="80 % in 20 s", replications=0).overlay["desk.lines"] > 3


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("80 % in 20 s", Target(0.8, 20 / 3600)),
        ("90% within 1 min", Target(0.9, 1 / 60)),
        ("abandonment <= 3 %", Target(0.03)),
        ("Abandonment=0.05", Target(0.05)),
    ],
)
def test_a_target_is_read(text: str, target: Target) -> None:
    found = read_target(text)
    assert (found.share, found.within) == (pytest.approx(target.share), pytest.approx(target.within) if target.within else None)


@pytest.mark.parametrize(
    "text", ["fast", "80 % in 20", "180 % in 20 s", "0 % in 20 s", "abandonment <= 100 %", "8.0.0 in 20 s", "80 % in -1 s"]
)
def test_a_wrong_target_is_told(text: str) -> None:
    with pytest.raises(UsageError, match=r"expected a"):
        read_target(text)


@pytest.mark.parametrize(
    ("changes", "target", "words"),
    [
        ({}, "abandonment <= 3 %", "nobody ever gives up"),
        ({"handling": "0 h"}, "80 % in 20 s", "takes no time"),
    ],
)
def test_a_target_without_sense_is_told(changes: dict[str, Any], target: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        staff(hotline(**changes), target=target, replications=0)


def test_no_desk_and_no_callers_are_told() -> None:
    tree = hotline().resolved()
    with pytest.raises(UsageError, match="has no 'desk'"):
        staff(from_mapping({key: value for key, value in tree.items() if key != "desk"}), target="80 % in 20 s")
    silent = {**tree, "desk": {**tree["desk"], "portal": {"share": 1}}}
    silent["asset_types"]["till"]["failures"]["question"]["self_service"] = 1
    with pytest.raises(UsageError, match="nobody ever rings"):
        staff(from_mapping(silent), target="80 % in 20 s")


@pytest.mark.slow
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Prints a table, leaves an overlay that loads, JSON for machines, and exit code 2 for a wrong target."""
    story = str(Path(__file__).parents[2] / "scenarios" / "stories" / "staffing.yaml")
    assert (
        answer(["staff", story, "--target", "80 % in 20 s", "--replications", "2", "--jobs", "1", "--out", str(tmp_path / "out")])
        == 0
    )
    told = capsys.readouterr().out
    assert "the gap to theory is" in told
    assert "mon 10:00-11:00" in told
    kept = json.loads((tmp_path / "out" / "staffing.json").read_text(encoding="utf-8"))
    assert kept["complete"]
    assert kept["law"] == "Erlang A"
    assert answer(["check", str(tmp_path / "out" / "overlay.yaml")]) == 0
    assert answer(["staff", story, "--target", "80 % in 20 s", "--replications", "0", "--json"]) == 0
    capsys.readouterr()
    assert answer(["staff", story, "--target", "soon"]) == 2
    assert "expected a target like '80 % in 20 s'" in capsys.readouterr().err


def test_the_story_has_the_staff_that_the_command_says() -> None:
    story = Path(__file__).parents[2] / "scenarios" / "stories" / "staffing.yaml"
    found: Staffing = staff(story, "by_the_hour", target="80 % in 20 s", replications=0)
    assert all(each.agents == each.present for each in found.intervals)
