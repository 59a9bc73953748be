"""`firstfix staff`: what simulation says of theory's agents, those it adds, the second line, and the page."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_staff_command import hotline

import sim
from sim.app.cli import answer
from sim.charts.week import plot_week
from sim.errors import UsageError
from sim.scenario.load import ScenarioFile, from_mapping
from sim.staffing.calls import calls_of
from sim.staffing.proof import Proof, Question
from sim.staffing.staff import Staffing, staff
from sim.staffing.target import Target, read_target
from sim.staffing.words import findings, headline, verdict
from sim.study.compare import Comparison
from sim.study.outcome import Outcome
from sim.study.plan import Plan
from sim.theory.queues import many_servers, with_patience

STORY = Path(__file__).parents[2] / "scenarios" / "stories" / "staffing.yaml"
OPENS_TO_A_QUEUE = {"hours": "daily 06:00-24:00"}
"""Six hours of calls ring at the moment of opening."""


@pytest.fixture(scope="module")
def raised() -> Staffing:
    return staff(hotline(**OPENS_TO_A_QUEUE), target="80 % in 20 s", interval=60, replications=4)


@pytest.mark.slow
def test_constant_patience_is_not_erlangs_a() -> None:
    """Theory for callers who all wait one minute lies in the interval of the simulation; theory for an exponential minute does not."""
    found = staff(hotline(patience="1 min", redial_share=0), target="abandonment <= 10 %", replications=6)
    assert found.calls.law == "M/M/n+G"
    assert found.proof is not None
    simulated = found.simulated_today
    exponential = with_patience(arrival_rate=1.0, mean_service=2.0, servers=3, mean_patience=1.0).abandoned
    assert abs(found.theory[0] - simulated.mean) <= 1.5 * (simulated.high - simulated.mean)
    assert abs(exponential - simulated.mean) > 3 * (simulated.high - simulated.mean)


@pytest.mark.slow
def test_agents_are_added_where_theory_is_too_low(raised: Staffing) -> None:
    """Theory spreads the queue at the door over an hour; the simulation adds agents in that hour until the target is kept."""
    assert raised.rounds > 0
    assert raised.proof is not None
    assert list(raised.policies) == ["staffed", "raised"]
    added = {now.slot % 24 for now, then in zip(raised.intervals, raised.by_theory, strict=True) if now.agents > then.agents}
    assert 6 in added
    assert added <= {6, 7, 8}
    assert not raised.target.met(raised.proof.week("staffed").high)
    assert raised.target.met(raised.simulated.mean)
    assert "the target is kept" in findings(raised)[0]
    assert any("where the simulation missed the target they were raised" in line for line in findings(raised))
    assert headline(raised).startswith(f"{100 * raised.simulated.mean:.1f} % of calls are answered within 20 s")


@pytest.mark.slow
def test_without_rounds_what_is_missed_is_told() -> None:
    found = staff(hotline(**OPENS_TO_A_QUEUE), target="80 % in 20 s", interval=60, replications=3, rounds=0)
    assert list(found.policies) == ["staffed"]
    assert verdict(found) == "the target is missed"
    assert any(line.startswith("Still off target: daily 06:00-07:00") for line in findings(found))
    assert any("callers who all come when the line opens" in line for line in found.calls.left_out)


def test_a_staff_that_does_with_less_is_named(raised: Staffing) -> None:
    """For one call in a hundred the three agents of today would do; for 80 % they would not."""
    words = "Today's staff keeps the target over the week already"
    assert any(line.startswith(words) for line in findings(replace(raised, target=Target(0.01, 20 / 3600))))
    assert not any(line.startswith(words) for line in findings(raised))


def specialists() -> ScenarioFile:
    """Nothing is solved by the hotline, 60 calls an hour, a quarter of which are handed on for 12 minutes each."""
    line = {"agents": 4, "handling": {"exponential": "12 min"}, "escalation": 0.25}
    return hotline(agents=9, handling={"exponential": "3 min"}, remote_success=0, second_line=line)


@pytest.mark.slow
def test_the_second_line_is_staffed_for_what_is_handed_on() -> None:
    found = staff(specialists(), target="90 % in 5 min", line="second_line", replications=6)
    assert [each.rate for each in found.intervals[:2]] == [pytest.approx(15.0)] * 2
    wanted = found.intervals[0].agents

    def in_time(servers: int) -> float:
        return 1 - many_servers(arrival_rate=15.0, mean_service=0.2, servers=servers).wait_beyond(5 / 60)

    assert in_time(wanted) >= 0.9 > in_time(wanted - 1)
    assert found.overlay == {"desk.second_line.agents": wanted, "desk.second_line.shifts": {}}
    for simulated, theory in zip((found.simulated_today, found.simulated), found.theory, strict=True):
        assert abs(simulated.mean - theory) <= 1.5 * (simulated.high - simulated.mean)
    assert "of tickets are taken up within 5 min" in headline(found)


def test_tickets_at_night_wait_for_the_second_line_to_open() -> None:
    """Who is handed on while the specialists are closed asks for them when they open: nobody waits the night for an answer in time."""
    tree = specialists().resolved()
    tree["desk"]["second_line"] |= {"hours": "daily 12:00-24:00", "agents": 300}
    found = staff(from_mapping(tree), target="90 % in 1 min", line="second_line", replications=1, rounds=0, interval=60)
    assert found.intervals[0].rate == pytest.approx(15.0 * 13)
    assert found.simulated_today.mean == 1.0


def test_a_remote_test_lasts_as_long_as_the_conversation() -> None:
    tree = hotline(remote_success=0.5).resolved()
    tree["asset_types"]["till"]["remote_test"] = {"time": "10 min"}
    assert calls_of(from_mapping(tree).scenario(), 30).handling == pytest.approx((2 + 0.5 * 10) / 60)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"line": "second_line"}, "no 'second_line'"),
        ({"line": "second"}, "did you mean 'second_line'"),
        ({"interval": 20}, "15, 30 or 60"),
        ({"rounds": -1}, "rounds must be at least 0"),
        ({"replications": -1}, "replications must be at least 0"),
        ({"overrides": ["horizon=9 h"]}, "overrides belong"),
    ],
)
def test_wrong_use_is_told(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        staff(hotline(), target="80 % in 20 s", **wrong)


def test_it_is_public() -> None:
    assert sim.staff is staff
    assert sim.Staffing is Staffing
    with pytest.raises(UsageError, match="needs a scenario file"):
        sim.staff(42, target="80 % in 20 s")  # type: ignore[arg-type]


def counted(*runs: tuple[float, float], target: str = "80 % in 20 s") -> Proof:
    """Runs with so many calls of which the target is kept, and so many in all, in the first interval of the week."""
    outcomes = []
    for number, (kept, settled) in enumerate(runs):
        table = pd.DataFrame({"kept": np.zeros(336), "settled": np.zeros(336)})
        table.iloc[0] = [kept, settled]
        outcomes.append(Outcome("staffed", number, 1, profiles={"intervals": table}))
    return Proof(Comparison(Plan({}, ""), outcomes, len(runs)), Question("hotline", read_target(target), 30))


def test_the_interval_of_a_share_of_all_calls() -> None:
    """30 of 40 and 50 of 60: a share of 0.8 with residuals -2 and 2, so a standard error of sqrt(8 / 2) / 50 and t = 12.706."""
    found = counted((30, 40), (50, 60)).within("staffed", [0])
    assert found.mean == pytest.approx(0.8)
    assert found.low == pytest.approx(0.8 - 12.7062 * 2 / 50, abs=1e-5)
    assert found.high == 1.0
    assert counted((30, 30), (30, 30)).within("staffed", [0]).low == 1.0


def test_nothing_is_said_of_a_handful_of_calls() -> None:
    assert math.isnan(counted((3, 9), (4, 10)).within("staffed", [0]).mean)
    alone = counted((40, 60)).within("staffed", [0])
    assert alone.mean == pytest.approx(2 / 3)
    assert math.isnan(alone.low)


@pytest.mark.parametrize(
    ("target", "value", "more"),
    [(Target(0.8, 0.1), 0.4, 1.0), (Target(0.8, 0.1), 0.75, 1 / 15), (Target(0.8, 0.1), 0.0, 1.0), (Target(0.05), 0.15, 0.1)],
)
def test_as_many_agents_are_added_as_are_lacking(target: Target, value: float, more: float) -> None:
    assert target.shortfall(value) == pytest.approx(more)


@pytest.mark.slow
def test_the_page(raised: Staffing, tmp_path: Path) -> None:
    page = raised.write(tmp_path / "out")
    text = page.read_text(encoding="utf-8")
    assert {path.name for path in page.parent.iterdir()} == {
        "overlay.yaml", "scenario.yaml", "simulated.csv", "staffing.csv", "staffing.html", "staffing.json", "week.csv", "week.png", "week.svg",
    }  # fmt: skip
    assert findings(raised)[0] in text
    assert "daily 06:00-07:00" in text
    week = pd.read_csv(page.parent / "week.csv")
    assert len(week) == 7 * 18
    assert week["when"][0] == "mon 06:00"
    opening = week[week["hour"] % 24 == 6]
    assert (opening["planned"] > opening["by_theory"]).all()
    assert opening["mean"].nunique() == 1, "days alike are looked at together"
    assert sim.load(page.parent / "overlay.yaml").policies == ["baseline", "staffed", "raised"]


def test_the_picture_of_the_week(raised: Staffing) -> None:
    """Three panels without the hours in which nobody answers; intervals beside the target are marked."""
    week = raised.week()
    ax = plot_week(week, interval=1.0, target=0.8, at_most=False, service="answered (%)", title="t")
    calls, agents, share = ax.child_axes
    assert share.get_xlim()[1] == 7 * 18 + 6
    assert [tick.get_text() for tick in share.get_xticklabels()][:2] == ["Mon\n6–24", "Tue\n6–24"]
    assert agents.get_ylim()[1] > week["planned"].max()
    assert calls.get_ylabel() == "calls an hour"
    marked = [line for line in share.lines if line.get_marker() == "X"]
    assert sum(len(line.get_xdata()) for line in marked) == (week["high"] < 0.8).sum()
    week.loc[week.index[:3], "calls"] = 0.0
    week["high"] = 0.7
    worse = plot_week(week, interval=1.0, target=0.8, at_most=False, service="answered (%)").child_axes[2]
    assert sum(len(line.get_xdata()) for line in worse.lines if line.get_marker() == "X") == len(week)
    assert np.isnan(worse.patches[-1].get_data().values[:3]).all(), "theory says nothing where nobody calls"


def test_the_command_refuses_what_nobody_can_mean(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["staff", str(STORY), "--target", "80 % in 20 s"]
    assert answer([*asked, "--line", "second_line"]) == 2
    assert "the desk has no 'second_line'" in capsys.readouterr().err
    assert answer([*asked, "--policy", "by_the_our"]) == 2
    assert "did you mean 'by_the_hour'" in capsys.readouterr().err
    assert answer(["staff", str(STORY.with_name("stafing.yaml")), "--target", "80 % in 20 s"]) == 2
    assert answer(["staff", str(STORY)]) == 2
