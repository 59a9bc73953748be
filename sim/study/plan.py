"""What a study simulates: one scenario per policy, the baseline first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING

from sim.errors import UsageError, nearest

if TYPE_CHECKING:
    from sim.scenario.load import ScenarioFile
    from sim.scenario.spec import Scenario
    from sim.study.outcome import Outcome, Results

    Source = str | PathLike[str] | ScenarioFile | Scenario | Mapping[str, Scenario]
    """What can be simulated: a path, a loaded file, a scenario, or scenarios by policy name (the first is the baseline)."""


@dataclass(frozen=True)
class Plan:
    """Scenarios by policy, and what identifies them."""

    scenarios: dict[str, Scenario] = field(repr=False)
    resolved: str = field(repr=False)
    """The scenario as YAML, tables and overrides worked in, policies as overlays."""
    hash: str = ""
    strategies: dict[str, list[str]] = field(default_factory=dict)
    """The policies of each strategy among the scenarios, later ones winning."""
    conflicts: tuple[str, ...] = ()
    """Where policies of one strategy want different things, in words."""
    keep: Callable[[Results, Outcome], None] | None = field(default=None, repr=False)
    """Fills an outcome with what is wanted of a replication; figures, profiles and digest when None. Travels to worker processes."""

    @property
    def baseline(self) -> str:
        """The policy that the others are compared with."""
        return next(iter(self.scenarios))

    @property
    def policies(self) -> list[str]:
        """All policies, the baseline first."""
        return list(self.scenarios)

    @property
    def first(self) -> Scenario:
        """The baseline's scenario, whose name, horizon and seed stand for all."""
        return self.scenarios[self.baseline]


def make_plan(
    source: Source,
    policies: Iterable[str] | None = None,
    *,
    strategies: bool = False,
    everything: bool = False,
    overrides: Sequence[str] = (),
    alone: bool = False,
) -> Plan:
    """Read and check every scenario that a study needs.

    Takes the policies named (all of them when None; the name of a strategy will do as well), and with `strategies` all strategies (only those
    when no policy is named); `everything` takes all policies and strategies. The baseline always comes along unless they stand `alone`. Raises
    :class:`ScenarioError` for a wrong scenario and :class:`UsageError` for a policy that is not there.
    """
    from sim.scenario.load import ScenarioFile, load
    from sim.scenario.spec import Scenario

    if isinstance(source, (str, PathLike)):
        read = load(source, overrides=overrides)
    elif overrides:
        raise UsageError("overrides belong to a scenario that is loaded from a path")
    elif isinstance(source, ScenarioFile):
        read = source
    else:
        given = {source.baseline: source} if isinstance(source, Scenario) else dict(source)
        if strategies:
            raise UsageError("strategies belong to a scenario file; name the scenarios themselves")
        chosen = choose(list(given), policies, alone=alone)
        return check_headlines(Plan({name: given[name] for name in chosen}, *_described(given)))
    known = [*read.policies, *read.strategies]
    if strategies and not read.strategies:
        raise UsageError(
            "the scenario has no strategies; name some under 'strategies:', such as {lean: [two_bin_vans, joint_assignment]}"
        )
    if everything:
        policies = known
    elif strategies:
        policies = [*read.strategies, *(policies or ())]
    chosen = choose(known, read.policies if policies is None else policies, alone=alone)
    bundles = {name: read.strategies[name] for name in chosen if name in read.strategies}
    told = tuple(str(each) for each in read.conflicts if each.strategy in bundles)
    scenarios = {name: read.scenario(name) for name in chosen}
    return check_headlines(Plan(scenarios, read.resolved_text(), read.hash, bundles, told))


def check_headlines(plan: Plan) -> Plan:
    """The plan, if all figures that its scenarios want in the report's first table, or are judged by, exist; raises :class:`UsageError`."""
    from sim.kpi import member_of
    from sim.study.goals import read_goals

    for figure in dict.fromkeys(name for scenario in plan.scenarios.values() for name in scenario.headline):
        try:
            member_of(figure)
        except UsageError as error:
            raise UsageError(f"headline: {error}") from None
    if plan.first.goals is not None:
        read_goals(plan.first.goals)
    return plan


def choose(known: list[str], wanted: Iterable[str] | None, *, alone: bool) -> list[str]:
    """The policies to simulate in the scenario's order, the baseline (the first known) in front."""
    if not known:
        raise UsageError("there is no scenario to simulate")
    if wanted is None:
        return known
    names = set(wanted)
    for name in sorted(names):
        if name not in known:
            hint = nearest(name, known)
            more = f" (did you mean '{hint}'?)" if hint else ""
            raise UsageError(f"there is no policy '{name}'; known: {', '.join(known)}{more}")
    return [name for name in known if name in names or (name == known[0] and not alone)]


def _described(scenarios: Mapping[str, Scenario]) -> tuple[str, str]:
    """Text and hash of scenarios that were built in Python: each as it describes itself."""
    shown = "\n".join(f"# {name}: {scenario!r}" for name, scenario in scenarios.items())
    return shown + "\n", hashlib.sha256(shown.encode()).hexdigest()
