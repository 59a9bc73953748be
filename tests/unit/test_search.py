"""Search: it finds a known optimum under noise, is not driven by it, says no more than it knows, and asks the same again."""

from __future__ import annotations

import importlib.util
import itertools
import math
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from studies import drive

import sim
from sim.errors import Problem, ScenarioError, UsageError
from sim.experiment.checks.search import problems_of_search
from sim.experiment.procedure import Findings, Point
from sim.experiment.procedures.search import aims_of, search, stated
from sim.experiment.search.space import Space, decision_of
from sim.experiment.search.theory import theory_seeds
from sim.experiment.search.trials import Trials
from sim.experiment.spec import Experiment
from sim.scenario.read import read_file
from sim.scenario.shape import plain, shape_of

COST, FIX = "cost", "first_time_fix_rate"
TINY = Path(__file__).parents[2] / "scenarios" / "tiny.yaml"


@cache
def base() -> Any:
    return sim.load(TINY)


class Study:
    """What a search needs of a study; it refuses what a test says."""

    def __init__(self, says: dict[str, Any], refuse: Callable[[Mapping[str, Any]], bool] = lambda values: False) -> None:
        self.says = Experiment.model_validate({"scenario": "tiny.yaml", **says}, context={"currency": "EUR"})
        self.base = base()
        self.points = [Point("baseline", "baseline")]
        self._refuse = refuse

    def point(self, values: Mapping[str, Any], policy: str | None = None) -> Point:
        if self._refuse(values):
            raise ScenarioError([Problem("tiny.yaml", 1, 1, "locations", "no such stock")])
        name = ", ".join(f"{factor}={value}" for factor, value in values.items())
        return Point(name, policy or "baseline", tuple(values.items()))


def shelves(**search: Any) -> dict[str, Any]:
    """Three shelves of 0 to 9; cheapest with a fix rate of at least 80 %."""
    return {
        "decisions": {name: {"from": 0, "to": 9} for name in ("van", "depot", "hub")},
        "goals": {"minimise": COST, "at_least": {FIX: "80 %"}},
        "search": {"points": 80, "replications": 5, "seeds": False, **search},
    }


PRICES = {"van": 3.0, "depot": 2.0, "hub": 4.0}


def truth(values: Mapping[str, Any]) -> dict[str, float]:
    """Each unit costs, and each helps less than the one before; a repair that fails costs, too."""
    van, depot, hub = (values.get(name, 9) for name in PRICES)
    miss = 0.5 * 0.6**van + 0.3 * 0.7**depot + 0.2 * 0.8**hub
    money = sum(price * values.get(name, 9) for name, price in PRICES.items())
    return {COST: 1000 + 20 * money + 400 * miss, FIX: 1 - miss}


def noisy(common: float = 30.0, own: float = 4.0, *, seed: int = 1) -> Callable[[Point, int], dict[str, float]]:
    """Years that are good or bad for all, and a little luck of each way's own."""

    def draw(point: Point, replication: int) -> dict[str, float]:
        year = np.random.default_rng([seed, replication]).normal(size=2)
        luck = np.random.default_rng([seed, replication, zlib.crc32(point.name.encode())]).normal(size=2)
        found = truth(dict(point.values))
        return {
            COST: found[COST] + common * year[0] + own * luck[0],
            FIX: found[FIX] + 0.01 * year[1] + 0.001 * luck[1],
        }

    return draw


def best_of_all() -> tuple[float, dict[str, int]]:
    """The optimum by going through all 1,000."""
    ways = [dict(zip(PRICES, levels, strict=True)) for levels in itertools.product(range(10), repeat=3)]
    return min(((truth(way)[COST], way) for way in ways if truth(way)[FIX] >= 0.8), key=lambda pair: pair[0])


def chosen(findings: Findings) -> dict[str, Any]:
    tried = findings.tables["tried"]
    [row] = tried[tried["chosen"] == True].to_dict("records")  # noqa: E712
    return row


def regret(findings: Findings) -> float:
    """How much dearer the chosen way is in truth than the best of all; infinite where it breaks the limit by more than a hair."""
    row = chosen(findings)
    found = truth({name: row[name] for name in PRICES})
    return found[COST] - best_of_all()[0] if found[FIX] >= 0.8 - 0.002 else math.inf


@pytest.mark.parametrize("method", ["local", "nsga2"])
def test_a_known_optimum_is_found_in_a_few_of_a_thousand_ways(method: str) -> None:
    if method == "nsga2":
        pytest.importorskip("optuna")
    findings, asked = drive(search(Study(shelves(method=method, points=120))), noisy())
    assert len(asked) == 121, "today's way comes on top of those that may be tried"
    assert regret(findings) <= (12.0 if method == "local" else 60.0)
    assert "120 of 1,000 possible ways were tried; among the others there may be a better one." in findings.says


def test_what_is_said_of_it_is_bounded_by_what_was_tried() -> None:
    findings, asked = drive(search(Study(shelves(points=60))), noisy())
    tried, frontier = findings.tables["tried"], findings.tables["frontier"]
    assert len(tried) == 61
    assert dict(zip(tried["point"], tried["replications"], strict=True)) == {each.name: count for each, count in asked.items()}
    assert set(frontier["standing"]) == {"on the frontier", "cannot be told"}
    line = frontier[frontier["standing"] == "on the frontier"]
    assert line[COST].is_monotonic_increasing
    assert line[FIX].is_monotonic_increasing, "more money, more fixed: whatever is dearer and no better is not on it"
    assert (frontier[f"{COST}_low"] < frontier[COST]).all()
    assert (frontier[f"{FIX}_high"] > frontier[FIX]).all()
    row = chosen(findings)
    [today] = tried[tried["today"]].to_dict("records")
    assert today[f"{COST}_difference"] == pytest.approx(today[COST] - row[COST], abs=1e-6)
    width = {end: today[f"{COST}{end}_high"] - today[f"{COST}{end}_low"] for end in ("", "_difference")}
    assert width["_difference"] < 0.5 * width[""], "paired"
    assert not any("optimum" in sentence or "optimal" in sentence for sentence in findings.says)


def test_the_price_of_a_point_is_that_of_the_truth() -> None:
    findings, _ = drive(search(Study(shelves(points=80))), noisy(own=0.5))
    [sentence] = [each for each in findings.says if "one point more" in each]
    step = sentence.split("the frontier to ")[1].split(" brings")[0]
    there = truth({name: int(level) for name, _, level in (each.partition("=") for each in step.split(", "))})
    here = truth({name: chosen(findings)[name] for name in PRICES})
    wanted = (there[COST] - here[COST]) / (100 * (there[FIX] - here[FIX]))
    low, high = (float(end) for end in sentence.split("(")[1].split(")")[0].split(" to "))
    assert low - 0.5 <= wanted <= high + 0.5


def test_a_search_that_begins_anew_asks_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is how a study goes on that was broken off: asked for again, found in the journal."""
    methods = ["local", "nsga2"] if _has_optuna() else ["local"]
    for method in methods:
        first, asked = drive(search(Study(shelves(method=method, points=40))), noisy())
        again, told = drive(search(Study(shelves(method=method, points=40))), noisy())
        assert list(asked.items()) == list(told.items())
        assert first.says == again.says
        for name, table in first.tables.items():
            assert table.equals(again.tables[name])
        other, _ = drive(search(Study(shelves(method=method, points=40, seed=2))), noisy())
        assert not other.tables["tried"].equals(first.tables["tried"]), "the seed is there for something"


def _has_optuna() -> bool:
    return importlib.util.find_spec("optuna") is not None


def test_without_optuna_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(UsageError, match=r"pip install 'firstfix\[opt\]'"):
        drive(search(Study(shelves(method="nsga2"))), noisy())


@pytest.mark.parametrize("method", ["local", "nsga2"])
def test_what_the_scenario_refuses_is_listed_with_the_reason(method: str) -> None:
    if method == "nsga2":
        pytest.importorskip("optuna")
    study = Study(shelves(method=method, points=40), refuse=lambda values: values["van"] > 4)
    findings, asked = drive(search(study), noisy())
    tried = findings.tables["tried"]
    refused = tried[tried["standing"] == "refused"]
    assert len(refused) > 0
    assert set(refused["reason"]) == {"no such stock"}
    assert (refused["van"] > 4).all()
    assert len(asked) == 41, "what is refused takes nobody's place"
    assert chosen(findings)["van"] <= 4
    assert f"and {len(refused)} more refused by the scenario" in findings.says[-1]


def test_small_spaces_are_tried_to_the_last_way() -> None:
    says = shelves(points=50)
    says["decisions"] = {"van": [2, 4, 6], "depot": [3, 6], "hub": [2]}
    findings, asked = drive(search(Study(says)), noisy())
    assert len(asked) == 7
    assert findings.says[-1] == "All 6 possible ways were tried."


def test_failed_replications_are_left_out_and_told() -> None:
    def failed(point: Point, replication: int) -> bool:
        return replication == 1 or dict(point.values).get("van") == 5

    findings, _ = drive(search(Study(shelves(points=60))), noisy(), failed)
    row = chosen(findings)
    assert row["van"] != 5
    assert truth({name: row[name] for name in PRICES})[FIX] >= 0.795
    assert any("failed or had no data" in note for note in findings.notes)


def test_where_nothing_keeps_the_limits_the_nearest_is_named() -> None:
    says = shelves(points=60)
    says["goals"]["at_least"][FIX] = "97 %"
    findings, _ = drive(search(Study(says)), noisy())
    row = chosen(findings)
    assert findings.says[0].startswith(f"No way that was tried keeps all limits; the nearest is {row['point']}")
    assert row[FIX] >= truth(dict.fromkeys(PRICES, 9))[FIX] - 0.01


def test_noise_does_not_drive_the_search() -> None:
    """A step is taken because of noise alone in about one of ten cases, one that is worth it in nearly all; means alone would say yes in half."""
    study = Study(
        {"decisions": {"van": {"from": 0, "to": 400}}, "goals": {"minimise": COST}, "search": {"seeds": False, "points": 401}}
    )
    space = Space([decision_of("van", study.says.decisions["van"])])

    def steps(worth: float) -> int:
        def draw(point: Point, replication: int) -> dict[str, float]:
            at = dict(point.values).get("van", 1)
            luck = np.random.default_rng([replication, at]).normal()
            return {COST: 1000 - worth * (at % 2 == 0) + luck, FIX: 0.8}

        trials = Trials(study, space, aims_of(study), study.says.search, {})
        yes = []

        def ask() -> Any:
            yield from trials.run([(at,) for at in range(400)], "test")
            for at in range(0, 400, 2):
                better = yield from trials.surely_better((at,), (at + 1,))
                yes.append(better)
            return Findings("test")

        drive(ask(), draw)
        return sum(yes)

    assert 2 <= steps(0.0) <= 0.15 * 200
    assert steps(2.0) >= 0.95 * 200


def test_long_ranges_are_crossed_in_wide_steps() -> None:
    says = shelves(points=60)
    says["decisions"] = {"van": {"from": 0, "to": 999}, "depot": ["lean", "rich", "none"]}
    says["goals"] = {"minimise": COST}

    def draw(point: Point, replication: int) -> dict[str, float]:
        values = dict(point.values)
        van, depot = values.get("van", 0), values.get("depot", "none")
        year = np.random.default_rng(replication).normal()
        return {COST: abs(van - 637) + {"lean": 50.0, "rich": 0.0, "none": 200.0}[depot] + 100 * year, FIX: van / 1000}

    row = chosen(drive(search(Study(says)), draw)[0])
    assert row["depot"] == "rich"
    assert abs(row["van"] - 637) <= 1


def test_neighbours_and_spreads() -> None:
    space = Space(
        [
            decision_of("van", Experiment(scenario="x", decisions={"a": {"from": 0, "to": 3}}).decisions["a"]),
            decision_of("rule", Experiment(scenario="x", decisions={"a": ["fifo", "nearest", "urgent"]}).decisions["a"]),
            decision_of("lead", Experiment(scenario="x", decisions={"a": ["10 d", "2 d", "4 d"]}).decisions["a"]),
        ]
    )
    assert space.size == 36
    assert space.decisions[2].levels == ("2 d", "4 d", "10 d"), "numbers are put in their order"
    assert space.around((0, 1, 2)) == [(1, 1, 2), (0, 0, 2), (0, 2, 2), (0, 1, 1)]
    assert space.exchanges((0, 1, 2)) == [(1, 1, 1)]
    assert space.ends() == [(0, 0, 0), (3, 0, 2)]
    assert space.nearest({"van": 7, "rule": "urgent", "lead": "5 d"}) == ((3, 2, 1), False)
    assert space.nearest({"van": 2, "rule": "urgent", "lead": "4 d"}) == ((2, 2, 1), True)
    spread = space.spread(12, 3)
    for at, count in enumerate(space.counts):
        assert {way[at] for way in spread} == set(range(count))
    assert spread == space.spread(12, 3) != space.spread(12, 4)


def test_a_range_without_steps_is_tried_at_nine_values() -> None:
    factor = Experiment(scenario="x", decisions={"a": {"from": "2 h", "to": "10 h"}}).decisions["a"]
    found = decision_of("a", factor)
    assert found.levels == ("2 h", "3 h", "4 h", "5 h", "6 h", "7 h", "8 h", "9 h", "10 h")
    assert found.ordered


WRONG = {
    "decisions: {van: [1, 2]}\ngoals: {minimise: cost}": [
        "2:1 decisions: decisions are for a search; state 'search: {}' too, or call them 'factors'"
    ],
    "search: {}\ngoals: {minimise: cost}": [
        "2:1 search: a search needs 'decisions': path in the scenario -> the values to choose from"
    ],
    "search: {}\ndecisions: {van: [1]}\ngoals: {minimise: cost}": [
        "3:1 decisions: there is nothing to decide: every decision has one value only"
    ],
    "search: {}\ndecisions: {van: {uniform: {low: 1, high: 2}}}\ngoals: {minimise: cost}": [
        "3:13 decisions.van: a decision is made, not drawn: give a list or a range, not a distribution"
    ],
    "search: {}\ndecisions: {van: [1, 2]}\nfactors: {depot: [1, 2]}\npolicies: [a, b]": [
        "4:1 factors: factors and a search exclude each other; what is to be chosen is a decision",
        "5:1 policies: a search runs under one policy; name one, or none for the baseline",
        "2:1 search: a search needs something to make small or large: state 'goals: {minimise: cost}' or the like",
    ],
    "search: {against: cost}\ndecisions: {van: [1, 2]}\ngoals: {minimise: cost}": [
        "2:19 search.against: 'cost' is the objective itself; name another figure that it is traded against"
    ],
    "search: {against: availabilty}\ndecisions: {van: [1, 2]}\ngoals: {minimise: cost}": [
        "2:19 search.against: there is no figure 'availabilty'; did you mean 'availability'?"
    ],
    "search: {against: technician_utilisation}\ndecisions: {van: [1, 2]}\ngoals: {minimise: cost}": [
        "2:19 search.against: of 'technician_utilisation' neither more nor less is better; set a limit on it, or name another figure"
    ],
    "search: {against: technician_utilisation}\ndecisions: {van: [1, 2]}\ngoals: {minimise: cost, at_most: {technician_utilisation: 80 %}}": [],
    "search: {method: nsga2}\ndecisions: {van: [1, 2]}\ngoals: {minimise: cost}": ["2:18 search.method: 'nsga2' needs optuna"],
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_does_not_go_together_is_told_with_its_place(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.experiment.checks.search.find_spec", lambda name: None)
    file = tmp_path / "x.yaml"
    file.write_text(f"scenario: tiny.yaml\n{text}\n", encoding="utf-8")
    root, _ = read_file(file, "x.yaml", [])
    says = Experiment.model_validate(plain(root, shape_of(Experiment)), context={"currency": "EUR"})
    found = [f"{each.line}:{each.column} {each.path}: {each.message}" for each in problems_of_search(says, root, says.goals)]
    assert [each[: len(wanted)] for each, wanted in zip(found, WRONG[text], strict=True)] == WRONG[text]


class Shelves(Study):
    """A study of a real scenario, of which the values are laid over it."""

    def scenario(self, point: Point) -> Any:
        return sim.load(TINY, overrides=[f"{factor}={value}" for factor, value in point.values]).scenario()


def test_theory_begins_with_stock_levels_along_its_curve_and_leaves_the_rest_as_it_is() -> None:
    van, depot, speed = "technicians.anna.van.seal", "locations.depot.stock.seal.level", "travel.straight_line.speed"
    says = {
        "decisions": {
            depot: {"from": 0, "to": 8},
            speed: ["50 km/h", "60 km/h", "70 km/h"],
            f"{van}.bin": {"from": 1, "to": 4},
        },
        "goals": {"minimise": COST},
        "search": {},
    }
    study = Shelves(says)
    space = Space([decision_of(name, factor) for name, factor in study.says.decisions.items()])
    today, same = space.nearest(stated(study))
    assert (space.values(today), same) == ({depot: 4, speed: "60 km/h", f"{van}.bin": 1}, True)
    seeds = theory_seeds(study, space, today)
    assert len(seeds) > 2
    assert {seed[1] for seed in seeds} == {1}, "theory of stock says nothing of speed"
    levels = [seed[0] + 2 * seed[2] for seed in seeds]
    assert levels == sorted(levels), "from little money to much"
    assert levels[0] == 0 < levels[-1]
    del says["decisions"][depot], says["decisions"][f"{van}.bin"]
    alone = Shelves(says)
    assert theory_seeds(alone, Space([decision_of(speed, alone.says.decisions[speed])]), (1,)) == []


def test_the_finalists_are_chosen_among_as_the_file_says() -> None:
    """KN with an indifference zone: the promise comes from there, with its table, and the best of the finalists is the one it names."""
    says = shelves(points=40)
    says["goals"] = {"minimise": COST}
    says["select"] = {"by": "5 EUR/y", "pilot": 10}
    findings, asked = drive(search(Study(says)), noisy())
    assert set(findings.tables) >= {"tried", "frontier", "selection"}
    [named] = findings.tables["selection"].query("verdict == 'chosen'")["point"]
    assert chosen(findings)["point"] == named
    assert len(findings.tables["selection"]) == 5
    assert any(sentence.startswith(f"Of the finalists: {named} has the lowest cost") for sentence in findings.says)
    assert "not beyond doubt" not in findings.says[0], "what is sure is for the choice to say"
    assert any("Kim & Nelson" in note for note in findings.notes)
    counts = {each.name: count for each, count in asked.items()}
    tried = findings.tables["tried"]
    assert dict(zip(tried["point"], tried["replications"], strict=True)) == counts
