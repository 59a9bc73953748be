"""What an experiment file of `firstfix study` says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.experiment.clause import Clause
from sim.experiment.design import FULL_FACTORIAL, Design
from sim.experiment.factors import Factor
from sim.scenario.goals import Bound, Goals
from sim.units import PositiveHours, Share

MOST_REPLICATIONS = 10_000_000
Confidence = Annotated[Share, Field(gt=0.5, lt=1)]


class Precision(Clause):
    """Replications are added until every chosen figure is known well enough."""

    half_widths: dict[str, Bound] = Field(
        default_factory=dict,
        description="figure -> half-width wanted of its confidence interval, in the unit of the figure: `0.5 %`, `2 h`",
    )
    relative: dict[str, Share] = Field(
        default_factory=dict,
        description="figure -> half-width wanted as a share of the figure itself; of a difference, as a share of the figure at what it is held against",
    )
    of: Literal["means", "differences"] = Field(
        "means",
        description="what the half-widths are of: each way to run by itself, or its difference to what it is held against, see `compare`",
    )
    pilot: int = Field(20, ge=10, le=MOST_REPLICATIONS, description="replications before anybody looks at the spread")
    most: int = Field(1000, ge=10, le=MOST_REPLICATIONS, description="replications after which it ends, known well enough or not")


class Selection(Clause):
    """Which way to run is best: by the objective of the goals, among those that keep their limits."""

    by: Bound | None = Field(
        None,
        description=(
            "least difference of the objective that matters, in its unit: `5000 EUR/y` (the indifference zone); "
            "wanted by 'kn' and 'two_stages', and not minded in the probability that 'ocba' estimates; none if left out"
        ),
    )
    method: Literal["kn", "two_stages", "ocba"] = Field(
        "kn",
        description=(
            "kn: fully sequential, drops who falls behind; two_stages: a pilot, then one number for all that its spreads ask for; "
            "ocba: spends a number of replications where they tell most, and promises nothing"
        ),
    )
    pilot: int = Field(10, ge=5, le=MOST_REPLICATIONS, description="replications of each before anybody is dropped")
    budget: int | None = Field(
        None,
        ge=10,
        le=MOST_REPLICATIONS,
        description="replications in all, wanted by 'ocba'; the most of 'kn' and 'two_stages', any number if left out",
    )
    tolerance: dict[str, Bound] = Field(
        default_factory=dict,
        description=(
            "figure of a limit -> how far from the limit nobody minds which side a way to run is put on, in its unit: `0.2 %`; "
            "wanted for every limit by 'kn' and 'two_stages'"
        ),
    )


class Search(Clause):
    """Search the decisions for the best way to run."""

    method: Literal["local", "nsga2"] = Field(
        "local", description="local: steps from the best seeds; nsga2: a genetic search, needs optuna"
    )
    points: int = Field(60, ge=2, le=100_000, description="ways to run that are tried")
    replications: int = Field(5, ge=2, le=MOST_REPLICATIONS, description="replications of each while searching")
    seed: int = Field(1, ge=0, description="luck of the search itself; that of the simulation is the scenario's")
    seeds: bool = Field(
        True, description="begin with what theory proposes, as `firstfix plan` does, where stock levels are decided on"
    )
    finalists: int = Field(5, ge=1, le=100, description="best ways that are chosen among in the end")
    against: str | None = Field(
        None, description="figure that the objective is traded against on the frontier, such as first_time_fix_rate"
    )


class Sensitivity(Clause):
    """Which factors move the figures."""

    method: Literal["tornado", "morris", "sobol", "uncertainty"] = Field(
        "tornado",
        description="tornado: one at a time; morris: elementary effects; sobol: shares of the variance, interactions among them; "
        "uncertainty: what all that is not known does together, beside luck",
    )
    samples: int | None = Field(
        None,
        ge=2,
        le=1 << 20,
        description="trajectories of morris (10 if left out), base samples of sobol (a power of 2; 128), points of uncertainty (50); "
        "tornado needs none",
    )
    seed: int = Field(1, ge=0, description="luck of the sample; that of the simulation is the scenario's")


class WarmUp(Clause):
    """How long the start is left out of the figures."""

    find: Literal["mser5"] = Field(
        "mser5", description="cut where the standard error of what remains is least, in a pilot (MSER-5)"
    )
    figure: str = Field(
        "open_calls", description="course over time that is looked at: open_calls, assets_down, units_on_hand or backorders"
    )
    every: PositiveHours = Field(24.0, description="time between two looks")
    pilot: int = Field(10, ge=2, le=10_000, description="replications of the pilot")


class Experiment(Clause):
    """What an experiment file says."""

    scenario: str = Field(description="scenario file, from where the experiment's file lies")
    name: str = Field("", description="title of the page; the file's name if left out")
    question: str = Field("", description="what is asked, printed on top of the page")
    policies: list[str] | None = Field(
        None,
        min_length=1,
        description="policies or strategies of the scenario, the first one is what others are held against; "
        "all policies if left out, the baseline alone where there are factors or decisions",
    )
    factors: dict[str, Factor] = Field(
        default_factory=dict,
        description="path in the scenario -> values, range or distribution; several paths may share one factor",
    )
    compare: str | None = Field(
        None,
        description="factor (or `policy`) whose values are held against its first one, all else being equal, or `first`: everything is held against the "
        "first of all ways to run; `policy` if left out where there are policies and factors, else `first`",
    )
    design: Design = Field(FULL_FACTORIAL, description="which combinations of the factors are run; full_factorial if left out")
    figures: list[str] | None = Field(
        None,
        min_length=1,
        description="figures that page and tables show; if left out, the scenario's headline on the page, and all in the tables",
    )
    replications: int | None = Field(
        None, ge=1, le=MOST_REPLICATIONS, description="replications of everything; the scenario's if left out"
    )
    confidence: Confidence = Field(0.95, description="confidence of intervals and choices")
    goals: Goals | None = Field(None, description="objective and limits, said as in a scenario; the scenario's if left out")
    precision: Precision | None = Field(
        None, description="how well figures are to be known; a fixed number of replications if left out"
    )
    select: Selection | None = Field(None, description="choose the best by the goals, with a stated guarantee")
    decisions: dict[str, Factor] = Field(default_factory=dict, description="what a search may decide on, said as factors are")
    search: Search | None = Field(None, description="how the decisions are searched")
    sensitivity: Sensitivity | None = Field(None, description="which of the factors move the figures")
    warm_up: WarmUp | None = Field(None, description="find how long the start is to be left out; the scenario's if left out")
    batches: int | None = Field(
        None,
        ge=5,
        le=1000,
        description="steady state from one long run: batches of which the means are taken, instead of replications",
    )
    time_limit: PositiveHours | None = Field(
        None, description="longest time that one replication may compute, such as '10 min'; none if left out"
    )
