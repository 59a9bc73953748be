"""Stock that lives on returns: units condemned, no fault found, and goods remade beside new ones.

Units: rates in units per time, times in the same unit of time, stock in parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.theory import pipelines
from sim.theory.arguments import need_count, need_not_negative, need_positive, need_share
from sim.theory.chains import average, stationary
from sim.theory.stock import Shelf, shelf


def condemnation(
    *,
    failure_rate: float,
    repairable: float,
    mean_repair: float,
    procurement_time: float,
    base_stock: int,
    repairers: int | None = None,
) -> Shelf:
    """Base stock of a repairable of which some are condemned: the share `repairable` goes to repair, the rest is bought anew.

    Poisson failures, backorders, position kept at S by ordering at once. Repair is ample with any law of the given mean, or
    by `repairers` exponential ones, first come first served; procurement is ample with any law. Poisson splitting makes the
    two pipelines independent; the shelf is read off their sum.

    Source: Sherbrooke (2004), Optimal Inventory Modeling of Systems, chapter 4. Raises ValueError for arguments out of range
    or a shop that cannot keep up.
    """
    need_positive(failure_rate=failure_rate)
    need_share(repairable=repairable)
    need_not_negative(mean_repair=mean_repair, procurement_time=procurement_time)
    repairs = pipelines.supply(arrival_rate=failure_rate * repairable, mean_time=mean_repair, servers=repairers)
    bought = pipelines.poisson(mean=failure_rate * (1 - repairable) * procurement_time)
    return shelf(pipelines.joined(repairs, bought), base_stock=base_stock, demand_rate=failure_rate)


@dataclass(frozen=True, slots=True)
class TestedReturns:
    """A shelf whose removed units are tested first."""

    mean_turnaround: float
    """Mean time from removal until the unit or its replacement is back on the shelf."""
    shelf: Shelf

    @property
    def mean_backorders(self) -> float:
        """Mean backorders."""
        return self.shelf.mean_backorders

    @property
    def mean_on_hand(self) -> float:
        """Mean units on hand."""
        return self.shelf.mean_on_hand

    @property
    def fill_rate(self) -> float:
        """Share of demands met at once."""
        return self.shelf.fill_rate


def no_fault_found(
    *,
    removal_rate: float,
    no_fault: float,
    mean_test: float,
    repairable: float,
    mean_repair: float,
    procurement_time: float,
    base_stock: int,
) -> TestedReturns:
    """Base stock of units that are tested on return: no fault found and back to the shelf, repaired, or scrapped and bought anew.

    Turnaround = test + (1 - no_fault) (repairable x repair + (1 - repairable) x procurement) on average; all stages ample,
    any laws, so that the units on their way are Poisson.

    Source: Palm (1938) with a mixture of times; Sherbrooke (2004), chapter 4. Raises ValueError for arguments out of range.
    """
    need_positive(removal_rate=removal_rate)
    need_share(no_fault=no_fault, repairable=repairable)
    need_not_negative(mean_test=mean_test, mean_repair=mean_repair, procurement_time=procurement_time)
    turnaround = mean_test + (1 - no_fault) * (repairable * mean_repair + (1 - repairable) * procurement_time)
    on_order = pipelines.poisson(mean=removal_rate * turnaround)
    return TestedReturns(mean_turnaround=turnaround, shelf=shelf(on_order, base_stock=base_stock, demand_rate=removal_rate))


@dataclass(frozen=True, slots=True)
class Hybrid:
    """Manufacturing and remanufacturing side by side: long-run averages."""

    lost_share: float
    """Share of demand that finds no serviceable unit."""
    lost_rate: float
    disposal_rate: float
    remade_rate: float
    made_rate: float
    mean_serviceable: float
    mean_returned: float
    """Mean number of returned units that wait to be remade."""

    def cost_rate(
        self,
        *,
        holding_serviceable: float = 0.0,
        holding_returned: float = 0.0,
        lost: float = 0.0,
        remade: float = 0.0,
        made: float = 0.0,
        disposed: float = 0.0,
    ) -> float:
        """Money per time: holding per unit and time, the rest per unit; a disposal that earns something has a negative cost."""
        stocks = holding_serviceable * self.mean_serviceable + holding_returned * self.mean_returned
        flows = remade * self.remade_rate + made * self.made_rate + disposed * self.disposal_rate
        return stocks + flows + lost * self.lost_rate


def hybrid(
    *,
    demand_rate: float,
    return_rate: float,
    remake_rate: float,
    make_rate: float,
    remake_up_to: int,
    make_up_to: int,
    most_returned: int,
) -> Hybrid:
    """Demand met from one serviceable stock that is fed by remade returns and by new production.

    Poisson demands (lost when nothing is serviceable) and returns (disposed of when `most_returned` wait). One exponential
    server remakes while a return waits and serviceable stock is below `remake_up_to`; another makes new units while it is
    below `make_up_to`; work whose condition ends is put aside. A continuous-time Markov chain of both stocks, solved exactly.

    Source: the push control of van der Laan, Salomon & Dekker (1999), European Journal of Operational Research 115. Raises
    ValueError for arguments out of range.
    """
    need_positive(demand_rate=demand_rate)
    need_not_negative(return_rate=return_rate, remake_rate=remake_rate, make_rate=make_rate)
    need_count(0, remake_up_to=remake_up_to, make_up_to=make_up_to, most_returned=most_returned)

    def remakes(state: tuple[int, int]) -> float:
        return remake_rate * (state[1] > 0 and state[0] < remake_up_to)

    def makes(state: tuple[int, int]) -> float:
        return make_rate * (state[0] < make_up_to)

    def moves(state: tuple[int, int]) -> Iterator[tuple[tuple[int, int], float]]:
        serviceable, returned = state
        yield (max(0, serviceable - 1), returned), demand_rate
        yield (serviceable, min(most_returned, returned + 1)), return_rate
        yield (serviceable + 1, returned - 1), remakes(state)
        yield (serviceable + 1, returned), makes(state)

    shares = stationary((0, 0), moves)
    lost = average(shares, lambda state: float(state[0] == 0))
    return Hybrid(
        lost_share=lost,
        lost_rate=demand_rate * lost,
        disposal_rate=return_rate * average(shares, lambda state: float(state[1] == most_returned)),
        remade_rate=average(shares, remakes),
        made_rate=average(shares, makes),
        mean_serviceable=average(shares, lambda state: float(state[0])),
        mean_returned=average(shares, lambda state: float(state[1])),
    )
