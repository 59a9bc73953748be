"""Two truths of enablement: skill and stock are complements, and training pays later than stock."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.build import simulate
from sim.results import Array, Tables
from sim.scenario.load import from_mapping

REPLICATIONS = 14
SURE = 3.0
"""Standard errors."""
LEAK = {"law": {"exponential": "30 d"}, "skill": "water", "parts": ["seal"], "diagnosis": "1 h", "repair": "1 h"}
VAN = {"seal": {"rule": "base_stock", "level": 1}}
BASE: dict[str, Any] = {
    "horizon": "1 y",
    "parts": {"seal": {}},
    "locations": {
        "factory": {"supplier": True},
        "depot": {"source": "factory", "stock": {"seal": {"rule": "base_stock", "level": 9}}},
    },
    "asset_types": {"pump": {"failures": {"leak": LEAK}}},
    "sites": {"plant": {"assets": {"pump": 30}}},
    "skill_levels": {1: {"diagnosis": "50 %"}, 2: {"diagnosis": "100 %"}},
    "technicians": {"anna": {"home": "depot", "skills": ["water"], "hours": "mon-fri 07:00-17:00", "van": VAN, "refill": "19 h"}},
    "sourcing": {"steps": [{"from": "depot", "time": "1 d"}]},
}
STOCK = {"technicians.anna.van.seal.level": 2}
SKILL = {"technicians.anna.skills": {"water": 2}}
COURSE = {
    "courses": {
        "leaks": {"skill": "water", "who": ["anna"], "level": 2, "lasts": "30 h", "hours": "mon-fri 07:00-09:00", "delay": "30 d"}
    }
}


@cache
def fixed(policy: str) -> tuple[Array, Array]:
    """Share of first visits that fixed the fault, in the first two months and in the last six, a row for each replication."""
    overlay = {"": {}, "stock": STOCK, "skill": SKILL, "both": {**STOCK, **SKILL}, "course": COURSE}[policy]
    file = from_mapping({**BASE, "policies": {"this": overlay} if overlay else {}})
    early, late = [], []
    for number in range(REPLICATIONS):
        calls = Tables(simulate(file.scenario("this") if overlay else file.scenario(), number)).raw("calls")
        calls = calls[~np.isnan(calls["restored"])]
        early.append(calls["fixed_first_visit"][calls["fault"] < 1460].mean())
        late.append(calls["fixed_first_visit"][calls["fault"] >= 4380].mean())
    return np.array(early), np.array(late)


def sure(gains: Array) -> bool:
    """The mean gain over replications is above zero beyond doubt."""
    return bool(gains.mean() > SURE * gains.std(ddof=1) / len(gains) ** 0.5)


def test_skill_and_stock_gain_more_together_than_each_alone() -> None:
    """A visit fixes if he finds the fault and has the part: the chances multiply, so that each is worth more beside the other."""
    none, stock, skill, both = (fixed(each)[1] for each in ("", "stock", "skill", "both"))
    assert sure(stock - none)
    assert sure(skill - none)
    assert sure((both - none) - (stock - none) - (skill - none))


def test_training_pays_later_than_stock() -> None:
    """Stock helps from the first week; a course takes hours first, and overtakes it once it shows."""
    (none, _), (stock, stock_late), (course, course_late) = (fixed(each) for each in ("", "stock", "course"))
    assert sure(stock - none)
    assert sure(stock - course)
    assert sure(course_late - stock_late)
