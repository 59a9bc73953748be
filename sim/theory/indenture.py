"""Units made of modules (LRU and SRU): a failed unit waits for the module that failed in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive
from sim.theory.stock import Shelf, shelf


@dataclass(frozen=True, slots=True)
class Assembly:
    """A shelf of units (LRU) and the shelves of the modules (SRU) they are mended with."""

    unit: Shelf
    modules: tuple[Shelf, ...]

    @property
    def module_backorders(self) -> tuple[float, ...]:
        """Mean backorders of each module: units that wait for it."""
        return tuple(module.mean_backorders for module in self.modules)

    @property
    def mean_in_repair(self) -> float:
        """Mean number of units waiting for a module or in assembly."""
        return self.unit.mean_on_order

    @property
    def mean_backorders(self) -> float:
        """Mean backorders of units, exact."""
        return self.unit.mean_backorders

    @property
    def fill_rate(self) -> float:
        """Share of unit demands met at once."""
        return self.unit.fill_rate

    @property
    def mod_metric_backorders(self) -> float:
        """Unit backorders by MOD-METRIC (Muckstadt 1973): units in repair Poisson with the right mean; an approximation."""
        return self.unit.metric_backorders

    @property
    def vari_metric_backorders(self) -> float:
        """Unit backorders by VARI-METRIC (Sherbrooke 1986): negative binomial with the right moments; an approximation."""
        return self.unit.vari_metric_backorders


def assembly(
    *,
    failure_rate: float,
    unit_stock: int,
    assembly_time: float,
    module_shares: Sequence[float],
    module_repair_times: Sequence[float],
    module_stocks: Sequence[int],
) -> Assembly:
    """Two indenture levels at one site, exact.

    Units (LRU) fail as a Poisson process. In a failed unit module (SRU) i has failed with probability `module_shares[i]`, or
    none with the rest. The failed module goes to ample repair (mean time, any law), a good one comes from the module's base
    stock, first come first served; then assembly and test take exactly `assembly_time` and the unit goes back to its stock.
    Units in repair are the units waiting for each module (its backorders an assembly time ago) plus the failures since:
    independent. Lists name the modules in the same order; rates per time, times in the same unit.

    Source: Muckstadt (1973), Management Science 20; Sherbrooke (1986), Operations Research 34. Raises ValueError for lists of
    unequal length, values out of range, or shares that sum to more than 1.
    """
    need_positive(failure_rate=failure_rate)
    need_not_negative(assembly_time=assembly_time)
    need_not_negative(**{f"module_shares[{i}]": share for i, share in enumerate(module_shares)})
    need_not_negative(**{f"module_repair_times[{i}]": time for i, time in enumerate(module_repair_times)})
    need_count(0, unit_stock=unit_stock, **{f"module_stocks[{i}]": stock for i, stock in enumerate(module_stocks)})
    if not len(module_shares) == len(module_repair_times) == len(module_stocks):
        raise ValueError("module_shares, module_repair_times and module_stocks must name the same modules")
    if math.fsum(module_shares) > 1 + 1e-9:
        raise ValueError(f"module_shares must sum to at most 1, not to {math.fsum(module_shares):.9g}")
    in_repair = pipelines.poisson(mean=failure_rate * assembly_time)
    modules = []
    for share, time, stock in zip(module_shares, module_repair_times, module_stocks, strict=True):
        on_order = pipelines.poisson(mean=failure_rate * share * time)
        modules.append(shelf(on_order, base_stock=stock, demand_rate=failure_rate * share))
        in_repair = pipelines.joined(in_repair, pipelines.backordered(on_order, stock))
    return Assembly(unit=shelf(in_repair, base_stock=unit_stock, demand_rate=failure_rate), modules=tuple(modules))
