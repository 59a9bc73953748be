"""Days of public technician routing (Solomon's VRPTW instances) worked off by every dispatch rule, against the best distance known.

Run by bench.py; on its own: python benchmarks/vrptw.py [INSTANCE.txt ...].

The best routes were planned by those who knew every order beforehand and could be nowhere late. A dispatch rule learns of an order when its
window opens, sends somebody from where he is then, and may come late; so the gap is the price of knowing nothing beforehand, and belongs
together with the share of windows kept.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

import sim  # noqa: E402

INSTANCES = Path(__file__).resolve().parent / "vrptw"
BEST_KNOWN = {"c101": (10, 828.94), "r101": (19, 1650.80), "rc101": (14, 1696.94)}
"""Vehicles and distance of the best solutions known that need the fewest vehicles; where from is told in vrptw/README.md."""


def replay(path: Path) -> dict[str, dict[str, float]]:
    """Every rule's distance over the best known, share of windows kept, and technicians that drove."""
    scenario = sim.load(path)
    vehicles, best = BEST_KNOWN.get(path.stem.lower(), (0, 0.0))
    found = {}
    for rule in scenario.policies:
        results = sim.run(scenario, 0, policy=rule)
        visits, trips = results.tables.visits, results.tables.trips
        km = float(visits.km.sum() + trips.km.sum())
        found[rule] = {
            "km": km,
            "best_km": best,
            "gap": km / best - 1 if best else float("nan"),
            "windows_kept": float(results.figures["response_compliance"]),
            "technicians": int(visits.technician.nunique()),
            "best_technicians": vehicles,
        }
    return found


def measure() -> dict[str, dict[str, dict[str, float]]]:
    """All instances."""
    return {path.stem: replay(path) for path in sorted(INSTANCES.glob("*.txt"))}


def told(found: dict[str, Any]) -> str:
    """What `measure` found, as a table."""
    lines = []
    for name, rules in found.items():
        first = next(iter(rules.values()))
        best = f"best known {first['best_km']:,.2f} km with {first['best_technicians']}" if first["best_km"] else "no best known"
        lines.append(f"{name:>6}: {best}; km driven, gap, windows kept, technicians")
        for rule, each in rules.items():
            lines.append(
                f"{rule:>26}  {each['km']:8,.1f}  {each['gap']:+8.1%}  {each['windows_kept']:6.1%}  {each['technicians']:3.0f}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]]
    print(told({path.stem: replay(path) for path in chosen} if chosen else measure()))
