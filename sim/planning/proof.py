"""Proof of a plan: its options simulated side by side under the same luck, and what theory said of them held against that.

Like is held against like. Theory's machines that wait for parts are those of `not_operational_for_supply`: down, and in the stage 'parts' of
their call. Theory's fix rate is the share of visits on which the fault was found and nothing had to come from elsewhere than the own van.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.flows.find_part import OWN_VAN
from sim.kpi.parts import demands
from sim.kpi.selections import NO_DATA, breakdowns, ratio
from sim.promises import DOWN
from sim.records import OUTCOMES
from sim.results import asset_hours
from sim.study.compare import Comparison, compare_plan
from sim.study.plan import make_plan
from sim.study.statistics import compare_figures

if TYPE_CHECKING:
    import pandas as pd

    from sim.planning.options import Option
    from sim.results import Tables
    from sim.scenario.load import ScenarioFile
    from sim.study.outcome import Outcome, Results
    from sim.study.replicate import Progress

SUPPLY, ANY_SUPPLY, HELD = "supply_availability", "supply_availability_of_all_jobs", "van_holds_all"
SHOWN = ("availability", "first_time_fix_rate", "fill_rate.unit", "part_wait", "inventory_value", "cost")
"""Ordinary figures that a plan shows beside its own."""
_ABOUT: dict[str, tuple[str, str | None]] = {
    SUPPLY: ("share", "up"),
    ANY_SUPPLY: ("share", "up"),
    HELD: ("share", "up"),
    "availability": ("share", "up"),
    "first_time_fix_rate": ("share", "up"),
    "fill_rate.unit": ("share", "up"),
    "part_wait": ("h", "down"),
    "inventory_value": ("money", "down"),
    "cost": ("money/y", "down"),
}


@dataclass(frozen=True)
class Gap:
    """One figure of one option: by theory, and simulated."""

    option: str
    figure: str
    """'availability' (as far as parts decide it) or 'fix_rate'."""
    theory: float
    simulated: float
    low: float
    high: float
    gain_theory: float
    """Against the present stock; NaN for itself."""
    gain: float
    gain_low: float
    gain_high: float

    @property
    def known(self) -> bool:
        """Some replication has the figure."""
        return self.simulated == self.simulated

    @property
    def agrees(self) -> bool:
        """Theory lies in the interval of the simulation."""
        return self.low <= self.theory <= self.high


@dataclass(frozen=True)
class Proof:
    """The options simulated."""

    comparison: Comparison
    options: list[Option]
    supply_figure: str
    """The figure that is theory's availability here: machines down, or all jobs where no fault takes a machine down."""

    @property
    def frame(self) -> pd.DataFrame:
        """Every figure of every option, with paired differences to the present stock; columns as in comparison.csv."""
        return compare_figures(self.comparison.figures, self.comparison.plan.baseline, self.comparison.plan.policies, _ABOUT)

    def cells(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(figure, option) -> its row."""
        options = dict(zip(self.comparison.plan.policies, [option.name for option in self.options], strict=True))
        rows = [{str(key): value for key, value in row.items()} for row in self.frame.to_dict("records")]
        return {(row["figure"], options[row["policy"]]): row for row in rows}

    def gaps(self) -> list[Gap]:
        """Theory against simulation, two figures per option."""
        cells, present = self.cells(), self.options[0]
        return [
            _gap(figure, option, present, cells[simulated, option.name])
            for figure, simulated in (("availability", self.supply_figure), ("fix_rate", HELD))
            for option in self.options
        ]


def _gap(figure: str, option: Option, present: Option, row: dict[str, Any]) -> Gap:
    theory = option.service.figure(figure)
    return Gap(
        option=option.name,
        figure=figure,
        theory=theory,
        simulated=row["mean"],
        low=row["low"],
        high=row["high"],
        gain_theory=NO_DATA if option is present else theory - present.service.figure(figure),
        gain=row["difference"],
        gain_low=row["difference_low"],
        gain_high=row["difference_high"],
    )


def prove(
    file: ScenarioFile,
    options: list[Option],
    *,
    any_down: bool,
    replications: int,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Proof:
    """Simulate the baseline and every policy of a file that lays the options over it, under the same luck."""
    plan = replace(make_plan(file), keep=observe)
    return Proof(compare_plan(plan, replications, jobs=jobs, progress=progress), options, SUPPLY if any_down else ANY_SUPPLY)


def observe(results: Results, outcome: Outcome) -> None:
    """Keep the figures that theory speaks of, and some ordinary ones."""
    tables = results.tables
    outcome.figures = {name: value for name, value in results.figures.items() if name in SHOWN}
    outcome.figures |= {
        SUPPLY: supply_availability(tables, down_only=True),
        ANY_SUPPLY: supply_availability(tables, down_only=False),
        HELD: van_holds_all(tables),
    }
    outcome.digest = results.digest


def supply_availability(tables: Tables, *, down_only: bool) -> float:
    """1 − calls that wait for parts, at a moment, ÷ machines; of calls whose effect is 'down', or of all."""
    calls = tables.once(breakdowns)
    begin, end = tables.window
    hours = calls["parts"][calls["effect"] == DOWN].sum() if down_only else calls["parts"].sum()
    return max(0.0, 1.0 - ratio(float(hours), asset_hours(tables, begin, end)))


def van_holds_all(tables: Tables) -> float:
    """Share of the calls whose fault was found on site for which nothing had to come from elsewhere than the van.

    What was taken along or set aside before the fault was found counts as with him.
    """
    calls, visits = tables.once(breakdowns), tables.raw("visits")
    misled = (visits["outcome"] == OUTCOMES.index("wrong diagnosis")) | (visits["outcome"] == OUTCOMES.index("wrong skill"))
    backwards = visits[~misled][::-1]  # of several visits of a call the first one counts
    found_at = dict(zip(backwards["call"].tolist(), backwards["diagnosed"].tolist(), strict=True))
    found = np.array([call in found_at and found_at[call] == found_at[call] for call in calls["call"].tolist()], dtype=bool)
    rows = tables.once(demands)
    elsewhere = rows[rows["supply"] != OWN_VAN]
    late = [call for call, asked in zip(elsewhere["call"].tolist(), elsewhere["asked"].tolist(), strict=True)
            if asked >= found_at.get(call, np.inf)]  # fmt: skip
    return ratio(float((~np.isin(calls["call"][found], late)).sum()), int(found.sum()))
