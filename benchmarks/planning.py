"""Planning speed: stock levels of thousands of parts at a warehouse and fifty bases, by sim.theory.marginal, and the whole command on a scenario.

Run by bench.py; on its own: python benchmarks/planning.py [PARTS].
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parent)]

import planned_scenario  # noqa: E402

from sim.planning.plan import plan  # noqa: E402
from sim.scenario.load import from_mapping  # noqa: E402
from sim.theory import marginal  # noqa: E402
from sim.theory.stocking import Network  # noqa: E402

PARTS, BASES = 5_000, 50
LEFT = 0.02
"""Backorders to come down to, as a share of those without any stock."""


def catalogue(parts: int, bases: int) -> Network:
    """A warehouse and its bases: prices from 3 to 10,000, demands of a part at a base from 0.04 to 37 a year, times in days."""
    luck = np.random.default_rng(1)
    demand = np.zeros((parts, bases + 1))
    demand[:, 1:] = 10 ** luck.uniform(-4, -1, (parts, 1)) * luck.gamma(2, 0.5, (parts, bases))
    lead_time = np.concatenate(
        [luck.uniform(10, 120, (parts, 1)), np.broadcast_to(luck.uniform(1, 4, bases), (parts, bases))], axis=1
    )
    return Network(
        parent=np.array([-1] + [0] * bases), price=10 ** luck.uniform(0.5, 4, parts), demand=demand, lead_time=lead_time
    )


def measure(parts: int = PARTS, bases: int = BASES) -> dict[str, float]:
    """Seconds (of the processor) for the whole curve and for the levels of one of its points, and whether they keep its word."""
    network = catalogue(parts, bases)
    begin = time.process_time()
    curve = marginal.system_curve(network)
    planned = time.process_time()
    step = curve.first_with(LEFT * float(curve.backorders[0]))
    if step is None:
        raise RuntimeError("the curve ends before its target")
    system = curve.levels_at(step)
    levelled = time.process_time()
    return {
        "parts": parts,
        "places": bases + 1,
        "curve_seconds": planned - begin,
        "levels_seconds": levelled - planned,
        "steps": len(curve.cost) - 1,
        "distance_from_curve": abs(system.total_backorders / float(curve.backorders[step]) - 1),
    }


def measure_command(parts: int = PARTS, locations: int = BASES) -> dict[str, float]:
    """Seconds (of the processor) that `firstfix plan --replications 0 --out DIR` takes: reading the scenario, planning it, writing all it leaves."""
    begin = time.process_time()
    file = from_mapping(planned_scenario.scenario(parts, locations))
    file.scenario()
    read = time.process_time()
    found = plan(file, target="availability=98%", replications=0)
    planned = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        found.write(folder)
    return {
        "command_parts": parts,
        "command_locations": locations,
        "reading_seconds": read - begin,
        "planning_seconds": planned - read,
        "writing_seconds": time.process_time() - planned,
    }


def told_of_command(found: dict[str, float]) -> str:
    """The measurement of the command in a sentence."""
    return (
        f"firstfix plan on {found['command_parts']:,.0f} parts at {found['command_locations']:.0f} locations: {found['planning_seconds']:.0f} s on one core "
        f"(besides {found['reading_seconds']:.0f} s to read the scenario, {found['writing_seconds']:.0f} s to write page, tables and overlay)"
    )


def told(found: dict[str, float]) -> str:
    """The measurement in a sentence or two."""
    return (
        f"stock of {found['parts']:,.0f} parts at {found['places']:.0f} places planned in {found['curve_seconds']:.1f} s on one core "
        f"(the whole curve, {found['steps']:,.0f} steps; the levels of one of them in {found['levels_seconds']:.1f} s)"
    )


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else PARTS
    print(told(measure(wanted)))
    print(told_of_command(measure_command(wanted)))
