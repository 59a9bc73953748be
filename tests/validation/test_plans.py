"""Plans against simulation where theory fits the scenario: Poisson requests, base stocks, ample technicians who are on site at once.

Two echelons, one-for-one: VARI-METRIC has the first two moments of every pipeline right, so that simulation must show what it says; and the
system approach, which every textbook since Sherbrooke (1968) finds far cheaper than equal fill rates, must keep its promise when simulated.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.planning.plan import StockPlan, plan
from sim.scenario.load import from_mapping
from sim.study.statistics import Interval, interval

PARTS = {
    # price, requests a day at each of the four depots, days from the factory
    "drive": (20000, (0.02, 0.05, 0.03, 0.02), 40),
    "screen": (4000, (0.05, 0.04, 0.06, 0.06), 30),
    "board": (800, (0.20, 0.15, 0.30, 0.10), 20),
    "cable": (60, (0.40, 0.50, 0.60, 0.30), 10),
    "seal": (5, (0.80, 0.60, 0.90, 0.70), 7),
}
DEPOTS = ("north", "east", "south", "west")
MACHINES = 60


def tree(levels: dict[str, tuple[int, int]] | None = None) -> dict[str, Any]:
    """A central warehouse and four depots; each depot's own crew serves the machines of its territory, which ask for parts at random."""
    held = levels or dict.fromkeys(PARTS, (4, 1))

    def stock(place: int) -> dict[str, Any]:
        return {part: {"rule": "base_stock", "level": held[part][place]} for part in PARTS}

    def kind(depot: int) -> dict[str, Any]:
        laws = {part: {"poisson": f"{rates[depot] / MACHINES} /day"} for part, (_, rates, _) in PARTS.items()}
        return {"failures": {f"{part} gone": {"law": law, "parts": [part]} for part, law in laws.items()}}

    return {
        "name": "Four depots",
        "horizon": "700 d",
        "warm_up": "150 d",
        "parts": {part: {"price": f"{price} EUR", "lead_time": f"{days} d"} for part, (price, _, days) in PARTS.items()},
        "locations": {
            "factory": {"supplier": True},
            "central": {"source": "factory", "lead_time": "3 d", "stock": stock(0)},
            **{depot: {"source": "central", "stock": stock(1)} for depot in DEPOTS},
        },
        "asset_types": {f"machine {depot}": kind(at) for at, depot in enumerate(DEPOTS)},
        "sites": {f"at {depot}": {"region": depot, "assets": {f"machine {depot}": MACHINES}} for depot in DEPOTS},
        "technicians": {depot: {"home": depot, "count": 40, "regions": [depot]} for depot in DEPOTS},
    }


@pytest.fixture(scope="module")
def found() -> StockPlan:
    """A plan for 98 %, simulated."""
    return plan(from_mapping(tree()), target="availability=98%", replications=8)


def simulated(found: StockPlan, option: str, confidence: float = 0.999) -> Interval:
    """The simulated share of machines that do not wait."""
    assert found.proof is not None
    figures = found.proof.comparison.figures
    policy = "baseline" if option == "present" else option
    rows = figures[(figures["policy"] == policy) & (figures["figure"] == found.proof.supply_figure)]
    return interval(rows["value"].to_numpy(), confidence)


def test_theory_says_what_simulation_shows(found: StockPlan) -> None:
    """Theory lies in the 99.9 % interval of every option, which is a small share of what waits (1 % is for calls cut by the window's edges)."""
    assert len(found.options) >= 7
    for option in found.options:
        spread, waiting = simulated(found, option.name), 1 - option.service.availability
        assert spread.half_width <= 0.35 * waiting + 0.001, option.name
        assert spread.low - 0.01 * waiting <= option.service.availability <= spread.high + 0.01 * waiting, option.name


def test_the_system_approach_needs_clearly_less_money_also_in_simulation(found: StockPlan) -> None:
    """Both approaches reach the target; the system approach for less than half of the money."""
    system, item = found.option("system target"), found.option("item target")
    assert system is not None
    assert item is not None
    assert system.cost < 0.5 * item.cost
    for option in (system, item):
        spread = simulated(found, option.name, 0.95)
        assert spread.high >= 0.98, option.name
        assert spread.half_width < 0.004


def test_expected_backorders_of_the_records_are_theorys() -> None:
    """Units owed at the depots, from the ordinary figure: theory's, those of the central warehouse added."""
    from sim.planning.overlay import file_with
    from sim.study.replicate import replicate

    found = plan(from_mapping(tree()), target="availability=98%", replications=0)
    option = found.chosen
    scenario = file_with(found.tree, found.policies).scenario(option.name)
    observed = replicate(scenario, 8)["expected_backorders"].to_numpy()
    spread = interval(observed, 0.999)
    theory = float(option.service.backorders.sum())
    assert spread.half_width < 0.3 * theory
    assert spread.low <= theory * 1.01
    assert spread.high >= theory * 0.99
