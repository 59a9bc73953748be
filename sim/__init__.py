"""firstfix: simulate a service supply chain and compare ways to run it.

    import sim
    scenario = sim.load("scenarios/tiny.yaml")
    results = sim.run(scenario)                      # one replication: results.tables, results.figures
    comparison = sim.compare(scenario, replications=20)
    comparison.write("results/tiny")                 # the report and everything behind it
    table = sim.study("experiments/x.yaml")           # a question with its answer: experiment files, kept in a journal
    stock = sim.plan("scenarios/tiny.yaml")          # stock levels from theory, proved by simulation
    agents = sim.staff("scenarios/stories/staffing.yaml", target="80 % in 20 s")   # agents by the hour, likewise

Whatever is named here is public and imported when first asked for, so that `import sim` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import FirstfixError as FirstfixError
    from sim.errors import ScenarioError as ScenarioError
    from sim.errors import UsageError as UsageError
    from sim.kpi import kpi as kpi
    from sim.nature.durations import DurationLaw as DurationLaw
    from sim.nature.failures import FailureLaw as FailureLaw
    from sim.nature.travel import TravelLaw as TravelLaw
    from sim.planning.plan import StockPlan as StockPlan
    from sim.planning.plan import plan as plan
    from sim.policies.dispatch import DispatchRule as DispatchRule
    from sim.policies.disposition import DispositionRule as DispositionRule
    from sim.policies.replenishment import StockRule as StockRule
    from sim.registry import register as register
    from sim.registry import unregister as unregister
    from sim.report import write as _write
    from sim.scenario.load import load as load
    from sim.scenario.spec import Scenario as Scenario
    from sim.staffing.staff import Staffing as Staffing
    from sim.staffing.staff import staff as staff
    from sim.study.compare import Comparison as Comparison
    from sim.study.compare import compare as compare
    from sim.study.outcome import Results as Results
    from sim.study.outcome import run as run
    from sim.study.replicate import replicate as replicate

    report = _write

__version__ = "0.1.0"

_HOMES = {
    "Comparison": "sim.study.compare:Comparison",
    "DispatchRule": "sim.policies.dispatch:DispatchRule",
    "DispositionRule": "sim.policies.disposition:DispositionRule",
    "DurationLaw": "sim.nature.durations:DurationLaw",
    "FailureLaw": "sim.nature.failures:FailureLaw",
    "FirstfixError": "sim.errors:FirstfixError",
    "Results": "sim.study.outcome:Results",
    "Scenario": "sim.scenario.spec:Scenario",
    "ScenarioError": "sim.errors:ScenarioError",
    "Staffing": "sim.staffing.staff:Staffing",
    "StockPlan": "sim.planning.plan:StockPlan",
    "StockRule": "sim.policies.replenishment:StockRule",
    "TravelLaw": "sim.nature.travel:TravelLaw",
    "UsageError": "sim.errors:UsageError",
    "audit": "sim.audit",
    "compare": "sim.study.compare:compare",
    "kpi": "sim.kpi",
    "load": "sim.scenario.load:load",
    "plan": "sim.planning.plan:plan",
    "register": "sim.registry:register",
    "replicate": "sim.study.replicate:replicate",
    "report": "sim.report",
    "run": "sim.study.outcome:run",
    "staff": "sim.staffing.staff:staff",
    "study": "sim.study",
    "unregister": "sim.registry:unregister",
}
"""Public name -> 'module:name' of its home; `kpi`, `report` and `study` are packages that can be called."""

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 — all of them are strings


def __getattr__(name: str) -> Any:
    """Import a public name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    module, _, attribute = _HOMES[name].partition(":")
    home = importlib.import_module(module)
    return getattr(home, attribute) if attribute else home


def __dir__() -> list[str]:
    """Public names, for completion."""
    return sorted(__all__)
