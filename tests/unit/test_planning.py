"""Planning: demand and supply read off small scenarios by hand, rules and levels, goals, options, and what is left on disk."""

from __future__ import annotations

import copy
import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import UsageError
from sim.nature.failures import PowerLaw
from sim.planning.cores import way_back
from sim.planning.demand import faults_per_hour, jobs_of
from sim.planning.goals import read_goal
from sim.planning.plan import plan
from sim.planning.rules import held, planned
from sim.planning.scan import at_least, first_good
from sim.planning.search import Search
from sim.planning.service import Theory
from sim.planning.supply import supply_of
from sim.policies.replenishment import StockRule
from sim.registry import get_family
from sim.scenario.load import from_mapping
from sim.scenario.spec import Scenario
from sim.study.plan import make_plan
from sim.theory.queues import blocking

ROOT = Path(__file__).parents[2]
DAY = 24.0
PASS = {"rule": "base_stock", "level": 0}

TREE: dict[str, Any] = {
    "horizon": "200 d",
    "replications": 2,
    "parts": {"seal": {"price": "100 EUR"}, "board": {"price": "900 EUR", "lead_time": "20 d"}, "bolt": {"price": "1 EUR"}},
    "locations": {
        "factory": {"supplier": True, "lead_time": "10 d"},
        "central": {
            "source": "factory",
            "lead_time": "1 d",
            "stock": {
                "seal": {"rule": "reorder", "point": 4, "quantity": 6},
                "board": {"rule": "base_stock", "level": 3},
                "bolt": {"rule": "base_stock", "level": 5},
            },
        },
        "north": {"source": "central", "stock": {"seal": {"rule": "base_stock", "level": 2}, "board": PASS}},
        "south": {"source": "central", "transit": "2 d", "stock": {"seal": PASS, "board": PASS}},
    },
    "asset_types": {
        "pump": {
            "failures": {
                "leak": {
                    "law": {"exponential": {"mtbf": "50 d"}},
                    "remote": 0.5,
                    "skill": "water",
                    "parts": {"seal": {"quantity": 2}, "board": {"probability": 0.25}},
                }
            }
        }
    },
    "sites": {
        "Hill": {"region": "up", "assets": {"pump": 10}},
        "Dale": {"region": "down", "assets": {"pump": 20}},
    },
    "desk": {"agents": 1, "remote_success": 0.8},
    "technicians": {
        "anna": {"home": "north", "count": 3, "skills": ["water"], "van": {"seal": {"rule": "base_stock", "level": 1}}},
        "bert": {"home": "south", "skills": ["water"], "regions": ["down"]},
        "cleo": {"home": "south"},
    },
}


def scenario(**changes: Any) -> Scenario:
    return from_mapping(copy.deepcopy(TREE) | changes).scenario()


# ---------------------------------------------------------------- demand
def test_jobs_are_shared_by_heads_among_those_who_may_be_sent() -> None:
    jobs = {job.crew: job for job in jobs_of(scenario())}
    visits = 0.6 / (50 * DAY)  # of one pump: half can be solved remotely, four fifths of them are
    assert set(jobs) == {"anna", "bert"}  # cleo lacks the skill
    assert jobs["anna"].rate == pytest.approx(10 * visits + 20 * visits * 3 / 4)
    assert jobs["bert"].rate == pytest.approx(20 * visits / 4)
    assert [(need.part, need.probability, need.units) for need in jobs["anna"].needs] == [
        ("seal", 1.0, 2.0),
        ("board", 0.25, 1.0),
    ]


def test_a_law_without_a_long_run_rate_has_its_mean_over_the_horizon() -> None:
    law = PowerLaw(scale=1000.0, shape=1.7)
    horizon = 8000.0
    rate = faults_per_hour(law, scenario().start, horizon)
    assert rate == pytest.approx((horizon / 1000.0) ** 1.7 / horizon, rel=0.01)
    assert rate == faults_per_hour(law, scenario().start, horizon)


def test_parts_set_aside_at_the_depot_are_asked_there() -> None:
    tree = copy.deepcopy(TREE)
    for site in tree["sites"].values():
        site["depot"] = "north"
    tree["locations"]["north"]["stock"]["board"] = {"rule": "base_stock", "level": 1}
    tree["sourcing"] = {"predicted_parts": "wait_for"}
    jobs = jobs_of(from_mapping(tree).scenario())
    assert {(job.crew, job.home) for job in jobs} == {(None, "north")}
    assert sum(job.rate for job in jobs) == pytest.approx(30 * 0.6 / (50 * DAY))


# ---------------------------------------------------------------- supply
def test_the_supply_tree_has_rates_and_lead_times_of_every_place() -> None:
    supply = supply_of(scenario())
    at = {place.title: number for number, place in enumerate(supply.places)}
    part = {name: number for number, name in enumerate(supply.parts)}
    visits = 0.6 / (50 * DAY)
    anna, bert = 10 * visits + 15 * visits, 5 * visits
    assert [place.title for place in supply.places] == ["central", "north", "south", "van:anna"]
    assert supply.places[at["van:anna"]].count == 3
    assert supply.asked[part["seal"], at["van:anna"]] == pytest.approx(2 * anna / 3)  # of one van
    assert supply.asked[part["board"], at["north"]] == pytest.approx(anna / 4)  # no van carries boards
    assert supply.asked[part["seal"], at["south"]] == pytest.approx(2 * bert)
    assert supply.through[part["seal"], at["central"]] == pytest.approx(2 * anna + 2 * bert)
    assert supply.lead_time[part["seal"]] == pytest.approx([10 * DAY, DAY, 2 * DAY, DAY])
    assert supply.lead_time[part["board"], at["central"]] == pytest.approx(20 * DAY)
    assert supply.through[part["bolt"]] == pytest.approx(0)  # stocked, never needed
    assert supply.cost(supply.present) == pytest.approx(100 * (7 + 2 + 3) + 900 * 3 + 5)


def test_a_carrier_with_departures_waits_half_its_interval() -> None:
    tree = copy.deepcopy(TREE)
    tree["carriers"] = {"truck": {"time": "6 h", "departures": "daily 18:00", "cut_off": "1 h"}}
    tree["locations"]["north"]["carrier"] = "truck"
    supply = supply_of(from_mapping(tree).scenario())
    assert supply.lead_time[0, 1] == pytest.approx(6 + 12 + 1)


def test_repair_is_mixed_into_the_lead_time_of_the_shop() -> None:
    tree = copy.deepcopy(TREE)
    tree["parts"]["board"] |= {"repairable": True, "no_fault_found": 0.2, "condemned": 0.1}
    tree["returns"] = {
        "transit": "2 d",
        "inspection": "1 d",
        "detection": 0.5,
        "shop": {"location": "central", "repair": "4 d", "test": "1 d", "rework": 0.5, "repair_success": 0.75},
    }
    ready = from_mapping(tree).scenario()
    assert ready.returns is not None
    back = way_back(ready.returns, ready.parts["board"])
    healthy, sick = 0.9 * 0.9 / 9, 0.9 * 0.9 * 8 / 9  # of those inspected as defective and not condemned
    assert back.good == pytest.approx(0.1 + healthy + 0.75 * sick)
    assert back.hours_good == pytest.approx(DAY * (0.1 * 3 + healthy * 8 + 0.75 * sick * 13) / back.good)
    assert back.hours_lost == pytest.approx(DAY * (0.09 * 3 + 0.25 * sick * 13) / (1 - back.good))
    supply = supply_of(ready)
    expected = back.good * back.hours_good + (1 - back.good) * (back.hours_lost + 20 * DAY)
    assert supply.lead_time[supply.parts.index("board"), 0] == pytest.approx(expected)


def test_repair_at_home_is_not_ordered_from_above() -> None:
    tree = copy.deepcopy(TREE)
    tree["parts"]["seal"] |= {"repairable": True, "repaired_locally": 0.4}
    tree["returns"] = {"local_repair": "3 d", "shop": {"location": "central", "repair": "1 d"}}
    supply = supply_of(from_mapping(tree).scenario())
    seal = supply.parts.index("seal")
    at = {place.title: number for number, place in enumerate(supply.places)}
    assert supply.repaired[seal] == pytest.approx([0, 0.4, 0.4, 0])
    taken = supply.asked[seal, at["van:anna"]] * 3 + supply.asked[seal, at["south"]]
    assert supply.through[seal, at["central"]] == pytest.approx(0.6 * taken)


# ---------------------------------------------------------------- rules and service
RULES: list[dict[str, Any]] = [
    {"rule": "base_stock", "level": 7},
    {"rule": "min_max", "min": 5, "max": 10},
    {"rule": "reorder", "point": 5, "quantity": 6},
    {"rule": "reorder_multiple", "point": 5, "quantity": 3},
    {"rule": "periodic", "every": 48.0, "level": 7},
    {"rule": "periodic_min_max", "every": 48.0, "min": 5, "max": 9},
    {"rule": "two_bin", "bin": 4},
    {"rule": "kanban", "cards": 3, "container": 4},
    {"rule": "kanban", "cards": 3, "container": 4, "release": "emptied"},
]


def read_rule(said: dict[str, Any]) -> StockRule:
    rule = get_family("stock").members[said["rule"]]
    hours = {key: float(str(value).removesuffix(" h")) for key, value in said.items() if key == "every"}
    found = rule(**{key: value for key, value in said.items() if key != "rule"} | hours)
    assert isinstance(found, StockRule)
    return found


@pytest.mark.parametrize("said", RULES, ids=lambda said: said["rule"])
@pytest.mark.parametrize("level", [3, 4, 12])
def test_a_planned_rule_holds_the_level_in_the_same_lots(said: dict[str, Any], level: int) -> None:
    rule = read_rule(said)
    again = held(read_rule(planned(rule, level)))
    assert (again.level, again.lot, again.wait) == (level, held(rule).lot, held(rule).wait)
    empty = held(read_rule(planned(rule, 0, van=True)))
    assert empty.level == 0


def test_the_mean_position_of_a_lot_rule_is_its_level() -> None:
    assert held(read_rule({"rule": "reorder", "point": 10, "quantity": 5})).level == 13  # 11 to 15, each as often


def vans_of(needs: dict[str, Any], stock: dict[str, int], refill: str = "30 d", rate: str = "0.4 /day") -> Theory:
    """One technician with a van, who is sent for these parts; his home always has them."""
    tree = copy.deepcopy(TREE)
    held = {part: {"rule": "base_stock", "level": 400} for part in tree["parts"]}
    tree["locations"] = {"factory": {"supplier": True}, "central": {"source": "factory", "stock": held}}
    tree["asset_types"] = {"pump": {"failures": {"leak": {"law": {"poisson": rate}, "parts": needs}}}}
    tree["sites"] = {"Hill": {"assets": {"pump": 1}}}
    van = {part: {"rule": "base_stock", "level": level} for part, level in stock.items()}
    tree["technicians"] = {"anna": {"home": "central", "refill": refill, "van": van}}
    del tree["desk"]
    ready = from_mapping(tree).scenario()
    return Theory(ready, supply_of(ready), "vari-metric")


def test_a_van_is_a_loss_system() -> None:
    for stock, days in ((1, 1), (3, 5.5), (8, 12.5)):
        theory = vans_of({"seal": {}}, {"seal": stock}, f"{days} d")
        lost = blocking(arrival_rate=0.4 * days, mean_service=1.0, servers=stock)
        assert theory.service(theory.supply.present).fix_rate == pytest.approx(1 - lost)


def test_a_visit_that_needs_two_units_finds_two_or_none() -> None:
    """Kaufman and Roberts by hand: levels 0, 1, 2, 3, visits for two units leave 0 or 2 on the way."""
    load = 0.4 * 2
    theory = vans_of({"seal": {"quantity": 2}}, {"seal": 3}, "2 d")
    assert theory.service(theory.supply.present).fix_rate == pytest.approx(1 / (1 + load))
    assert vans_of({"seal": {"quantity": 2}}, {"seal": 1}, "2 d").service(
        theory.supply.present * 0 + 1
    ).fix_rate == pytest.approx(0)
    mixed = vans_of({"seal": {"quantity": {"empirical": {"units": [1, 2]}}}}, {"seal": 2}, "2 d")
    one, two = load / 2, load / 2
    states = [1.0, one, one**2 / 2 + two]
    lost_one, lost_two = states[2] / sum(states), (states[1] + states[2]) / sum(states)
    assert mixed.service(mixed.supply.present).fix_rate == pytest.approx(1 - (lost_one + lost_two) / 2)


def test_parts_that_the_same_visits_take_are_there_together() -> None:
    """One of each in the van, both taken by every visit: both are there or neither, so that the share is that of one part."""
    for stock in (1, 2, 5):
        theory = vans_of({"seal": {}, "bolt": {}}, {"seal": stock, "bolt": stock}, "2 d")
        single = vans_of({"seal": {}}, {"seal": stock}, "2 d")
        alone = single.service(single.supply.present).fix_rate
        assert theory.service(theory.supply.present).fix_rate == pytest.approx(alone, rel=1e-6)
    sometimes = vans_of({"seal": {"probability": 0.5}, "bolt": {"probability": 0.5}}, {"seal": 1, "bolt": 1}, "2 d")
    lost = blocking(arrival_rate=0.4, mean_service=1.0, servers=1)
    found = sometimes.service(sometimes.supply.present).fix_rate
    assert (1 - 0.5 * lost) ** 2 < found < 1 - 0.5 * lost


def test_the_vans_of_a_fix_rate_cost_hardly_more_than_the_best() -> None:
    """Against every combination of levels, some of whose parts are of no use without others."""
    theory = vans_of(
        {"seal": {}, "board": {"probability": 0.6}, "bolt": {"quantity": 2}}, {"seal": 0, "board": 0, "bolt": 0}, "2 d"
    )
    search, levels = Search(theory), theory.supply.present
    every = []
    for units in itertools.product(range(7), range(6), range(12)):
        tried = levels.copy()
        theory.vans.spread(
            tried, [units[theory.supply.parts.index(name)] for name in np.array(theory.supply.parts)[theory.vans.part]]
        )
        every.append((theory.service(tried).fix_rate, theory.supply.cost(tried)))
    for wanted in (0.5, 0.8, 0.9, 0.97):
        found = search.vans_first(levels, at_least("fix_rate", wanted), alike=False)
        assert found is not None
        assert theory.service(found).fix_rate >= wanted
        best = min(cost for rate, cost in every if rate >= wanted)
        assert best <= theory.supply.cost(found) <= best + max(theory.supply.price), (
            wanted
        )  # marginal analysis is off by one unit


def test_the_first_good_levels_are_found_with_few_looks() -> None:
    for crossing, shape in itertools.product((1, 2, 77, 5_000, 99_999), (0.001, 1.0, 9.0)):
        looks = []

        def tried(place: int, crossing: int = crossing, shape: float = shape) -> tuple[Any, float]:
            looks.append(place)  # noqa: B023
            return np.array([place]), ((place / 100_000) ** shape - ((crossing - 0.5) / 100_000) ** shape)

        before, found = first_good(100_000, tried)
        assert before is not None
        assert found is not None
        assert (before[0], found[0]) == (crossing - 1, crossing)
        assert len(looks) < 45
    assert first_good(9, lambda _: (np.zeros(1), -1.0))[1] is None
    assert first_good(9, lambda _: (np.zeros(1), 1.0))[0] is None


def test_service_of_one_part_at_one_depot_is_palms() -> None:
    tree = copy.deepcopy(TREE)
    tree["technicians"] = {"anna": {"home": "central", "count": 9, "skills": ["water"]}}
    tree["locations"] = {key: tree["locations"][key] for key in ("factory", "central")}
    tree["asset_types"]["pump"]["failures"]["leak"]["parts"] = ["board"]
    tree["locations"]["central"]["stock"] = {"board": {"rule": "base_stock", "level": 3}}
    ready = from_mapping(tree).scenario()
    theory = Theory(ready, supply_of(ready), "metric")
    load = 30 * 0.6 / 50 * 20
    waiting = load - sum(min(n, 3) * math.exp(-load) * load**n / math.factorial(n) for n in range(60))
    found = theory.service(theory.supply.present)
    assert found.waiting == pytest.approx(waiting, rel=1e-6)
    assert found.availability == pytest.approx(1 - waiting / 30)


# ---------------------------------------------------------------- goals
@pytest.mark.parametrize(
    ("target", "budget", "told"),
    [
        ("availability", None, "expected a target like 'availability=97%'"),
        ("availabilty=97%", None, "did you mean 'availability'"),
        ("availability=97", None, "expected a share like '97%'"),
        ("fix_rate=100%", None, "below 100 %"),
        ("fix_rate=0", None, "above 0 %"),
        (None, "50000", "expected a budget like '50000 EUR'"),
        (None, "-3 EUR", "expected a budget like '50000 EUR'"),
        (None, "50000 USD", "expected a budget like '50000 EUR'"),
        ("fix_rate=90%", "5 EUR", "not both"),
    ],
)
def test_a_wrong_goal_says_what_was_expected(target: str | None, budget: str | None, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_goal(target, budget, "EUR")


def test_goals_are_read() -> None:
    assert read_goal("fix-rate = 85 %", None, "EUR").target == pytest.approx(0.85)
    assert read_goal("availability=0.97", None, "EUR").figure == "availability"
    assert read_goal(None, "50000 CHF", "CHF").budget == pytest.approx(50000)
    assert read_goal(None, 12.5, "EUR").budget == pytest.approx(12.5)


# ---------------------------------------------------------------- whole plans
def test_a_plan_reaches_its_target_for_no_more_than_needed() -> None:
    file = from_mapping(TREE)
    found = plan(file, target="availability=98%", replications=0)
    less = plan(file, target="availability=96%", replications=0)
    assert found.chosen.name == "system target"
    assert found.chosen.service.availability >= 0.98
    assert less.chosen.cost < found.chosen.cost
    assert not found.chosen.levels[found.supply.parts.index("bolt")].any()  # nobody needs bolts
    assert not found.chosen.levels[~found.supply.stocked].any()  # only shelves with a rule are planned


def test_a_plan_spends_no_more_than_its_budget() -> None:
    found = plan(from_mapping(TREE), budget="2500 EUR", replications=0)
    assert found.chosen.cost <= 2500
    assert (
        found.chosen.service.availability
        < plan(from_mapping(TREE), budget="5000 EUR", replications=0).chosen.service.availability
    )


def test_a_plan_fills_vans_for_a_fix_rate() -> None:
    found = plan(from_mapping(TREE), target="fix_rate=60%", replications=0)
    assert found.present.service.fix_rate < 0.6 <= found.chosen.service.fix_rate
    with pytest.raises(UsageError, match="no van may carry board"):
        plan(from_mapping(TREE), target="fix_rate=99%", replications=0)


def test_a_goal_out_of_reach_says_what_can_be_reached() -> None:
    tree = copy.deepcopy(TREE)
    del tree["locations"]["central"]["stock"]["board"]
    tree["sourcing"] = {"steps": [{"from": "depot"}, {"from": "upstream", "time": "5 h"}]}
    for depot in ("north", "south"):
        del tree["locations"][depot]["stock"]["board"]
    with pytest.raises(UsageError, match=r"theory gives .* % at most"):
        plan(from_mapping(tree), target="availability=99.99%", replications=0)


def test_nothing_to_plan_is_said() -> None:
    bare = {key: value for key, value in TREE.items() if key != "parts"}
    bare["locations"] = {"factory": {"supplier": True}, "home": {"source": "factory"}}
    bare["asset_types"] = {"pump": {"failures": {"leak": {"law": {"exponential": {"mtbf": "5 d"}}}}}}
    bare["technicians"] = {"anna": {"home": "home"}}
    with pytest.raises(UsageError, match="no location or van has a stock rule"):
        plan(from_mapping(bare))
    never = copy.deepcopy(TREE)
    never["asset_types"]["pump"]["failures"]["leak"]["law"] = "never"
    with pytest.raises(UsageError, match="ever needs a part"):
        plan(from_mapping(never))


def test_parts_without_prices_are_planned_by_units() -> None:
    tree = copy.deepcopy(TREE)
    tree["parts"] = {name: {} for name in tree["parts"]}
    found = plan(from_mapping(tree), replications=0)
    assert found.money == "units"
    assert found.chosen.cost == found.chosen.levels @ found.supply.counts @ np.ones(3)
    with pytest.raises(UsageError, match="no part has a price"):
        plan(from_mapping(tree), budget="5 EUR", replications=0)


SHIPPED = sorted(path.relative_to(ROOT / "scenarios") for path in (ROOT / "scenarios").rglob("*.yaml"))
SHIPPED.remove(Path("copier_vans.yaml"))  # 300 crews with 60 parts each: a minute
SHIPPED.remove(Path("stories/routes.yaml"))  # asks for no part
SHIPPED = [path for path in SHIPPED if path.parent.name != "drivers" or path.name == "company.yaml"]  # the others have its stock


@pytest.mark.slow
@pytest.mark.parametrize("path", SHIPPED, ids=str)
def test_any_shipped_scenario_can_be_planned(path: Path) -> None:
    found = plan(ROOT / "scenarios" / path, replications=0)
    assert found.chosen.cost <= found.present.cost * (1 + 1e-9)
    assert found.chosen.service.availability >= found.present.service.availability - 1e-9
    for curve in found.curves.values():
        assert [option.cost for option in curve] == sorted(option.cost for option in curve)
    for option in found.options:
        if option.name.endswith("same availability"):
            assert option.service.availability >= found.present.service.availability - 0.003


@pytest.mark.slow
def test_what_a_plan_writes_loads_and_holds_its_levels(tmp_path: Path) -> None:
    found = sim.plan(from_mapping(TREE), target="availability=98%", replications=1)
    page = found.write(tmp_path / "plan")
    names = {each.name for each in page.parent.iterdir()}
    assert {"plan.html", "plan.json", "plan.svg", "plan.png", "levels.csv", "curve.csv", "scenario.yaml", "overlay.yaml"} <= names
    again = make_plan(page.parent / "overlay.yaml")
    assert again.policies == ["baseline", *(option.name for option in found.options[1:])]
    for option in found.options:
        name = "baseline" if option is found.present else option.name
        assert (supply_of(again.scenarios[name]).present == option.levels).all(), name
    text = page.read_text(encoding="utf-8")
    assert "98" in text
    assert "<script" not in text


@pytest.mark.slow
def test_theory_and_simulation_stand_side_by_side() -> None:
    found = plan(from_mapping(TREE), replications=2)
    assert {gap.figure for gap in found.gaps} == {"availability", "fix_rate"}
    assert {gap.option for gap in found.gaps} == {option.name for option in found.options}
    assert all(0 <= gap.simulated <= 1 for gap in found.gaps)


def test_a_plan_of_a_policy_has_it_worked_in() -> None:
    tree = copy.deepcopy(TREE) | {"policies": {"roomy": {"technicians.anna.van.seal": {"rule": "base_stock", "level": 5}}}}
    found = plan(from_mapping(tree), "roomy", replications=0)
    assert found.present.levels[:, -1].tolist() == [5, 0, 0]
    assert found.tree["baseline"] == "roomy"
    with pytest.raises(UsageError, match="did you mean 'roomy'"):
        plan(from_mapping(tree), "romy", replications=0)
