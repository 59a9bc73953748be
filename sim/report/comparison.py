"""The rows of comparison.csv as the report thinks of them: a figure of a policy, its interval, its difference, its verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.charts.scale import Scale, scale_for

NONE_DETECTABLE = "no detectable difference"
_LEAST_OF_A_MILLION = 0.01
"""Differences below 10,000 are not said in millions."""

DETECTABLE = ("better", "worse", "higher", "lower")


@dataclass(frozen=True)
class Cell:
    """One figure of one policy over all replications; numbers that do not exist are NaN."""

    figure: str
    policy: str
    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    verdict: str
    unit: str = ""
    replications: int = 0

    @property
    def detectable(self) -> bool:
        """The difference to the baseline is more than chance explains."""
        return self.verdict in DETECTABLE


@dataclass
class Comparison:
    """All cells, by figure and policy, in the order of the policies."""

    policies: tuple[str, ...]
    baseline: str
    currency: str
    replications: int
    """Finished ones that the means rest on."""
    cells: dict[tuple[str, str], Cell] = field(repr=False)

    @property
    def others(self) -> tuple[str, ...]:
        """The policies compared with the baseline."""
        return tuple(policy for policy in self.policies if policy != self.baseline)

    @property
    def figures(self) -> tuple[str, ...]:
        """All figures, in the order of the file."""
        return tuple(dict.fromkeys(figure for figure, _ in self.cells))

    def cell(self, figure: str, policy: str) -> Cell | None:
        """The cell, or nothing where there is none or it holds no data."""
        cell = self.cells.get((figure, policy))
        return cell if cell is not None and math.isfinite(cell.mean) else None

    def row(self, figure: str) -> Iterator[Cell]:
        """The cells with data of a figure, in the order of the policies."""
        for policy in self.policies:
            cell = self.cell(figure, policy)
            if cell is not None:
                yield cell

    def judged(self, figures: Sequence[str], policy: str, *verdicts: str) -> list[Cell]:
        """A policy's cells with one of the verdicts."""
        cells = (self.cell(figure, policy) for figure in figures)
        return [cell for cell in cells if cell is not None and cell.verdict in verdicts]

    def has(self, figure: str) -> bool:
        """Some policy has data for the figure."""
        return any(True for _ in self.row(figure))

    def scale(self, figure: str) -> Scale:
        """How the figure's means and their intervals are printed, the same for all policies."""
        cells = list(self.row(figure))
        scale = scale_for(cells[0].unit if cells else "", (cell.mean for cell in cells), self.currency)
        widths = [width for cell in cells if math.isfinite(width := (cell.high - cell.low) / 2)]
        return scale.finer([max(widths, default=0.0)])

    def difference_scale(self, cell: Cell) -> Scale:
        """How a difference and its interval are printed: in the unit of the means unless all differences are too small for it.

        Fine enough to show the interval's width, and never zero where zero is excluded.
        """
        scale = self.short_scale(cell).resolving((cell.difference_high - cell.difference_low) / 2)
        return scale.finer((cell.difference_low, cell.difference_high)) if cell.detectable else scale

    def short_scale(self, cell: Cell) -> Scale:
        """How a difference is printed alone: never as zero unless it is zero."""
        differences = [other.difference for other in self.row(cell.figure) if math.isfinite(other.difference)]
        scale = scale_for(cell.unit, (other.mean for other in self.row(cell.figure)), self.currency)
        if max(map(abs, differences), default=0.0) * scale.factor < _LEAST_OF_A_MILLION and scale.factor < 1.0:
            scale = scale_for(cell.unit, differences, self.currency)
        return scale.finer([cell.difference]) if cell.detectable or not math.isfinite(cell.difference_low) else scale

    def parts(self, family: str) -> list[str]:
        """Figures 'family.part' that have data."""
        return [figure for figure in self.figures if figure.startswith(family + ".") and self.has(figure)]


def read_comparison(rows: Iterable[Mapping[str, Any]], run: Mapping[str, Any]) -> Comparison:
    """Make the comparison of the rows of comparison.csv and what run.json says of policies and money."""
    cells = {}
    for row in rows:
        numbers = {name: _number(row.get(name)) for name in _NUMBERS}
        replications = _number(row.get("replications"))
        figure, policy = str(row["figure"]), str(row["policy"])
        cells[figure, policy] = Cell(
            figure, policy, **numbers, verdict=str(row.get("verdict") or ""), unit=str(row.get("unit") or ""),
            replications=int(replications) if math.isfinite(replications) else 0,
        )  # fmt: skip
    named: Sequence[str] = run.get("policies") or []
    policies = tuple(dict.fromkeys([*map(str, named), *(policy for _, policy in cells)]))
    baseline = str(run.get("baseline") or (policies[0] if policies else ""))
    finished = max((cell.replications for cell in cells.values()), default=0)
    return Comparison(policies, baseline, str(run.get("currency") or "EUR"), finished or int(run.get("replications") or 0), cells)


_NUMBERS = ("mean", "low", "high", "difference", "difference_low", "difference_high")


def _number(value: Any) -> float:
    """A number of a CSV cell; empty is NaN."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
