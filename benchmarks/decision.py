"""How soon two policies are told apart: a study here, against independent seeds and a fixed number of replications as one would do by hand.

Both make the same promise: the better policy is chosen with 95 % if it is at least `by` better. Here that is `firstfix study` with `select` (common
luck, and an end as soon as one policy has fallen behind): its wall time with start-up and page. By hand it is a loop of `sim.run` in one process, each
run with a seed of its own, and as many runs of each policy as the promise asks for: n = (1.645 s / by)² with s² the sum of both variances (Bechhofer
1954), s taken from a pilot for which nothing is charged. That loop is not run to its end: its time is n times that of a run, which is measured.
Run by bench.py; on its own: python benchmarks/decision.py.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import sim  # noqa: E402

DEVIATES = statistics.NormalDist().inv_cdf(0.95)
PILOT, TIMED = 16, 3


@dataclass(frozen=True)
class Choice:
    """Two policies of a shipped scenario, the figure that they are judged by, and the difference that one would act upon."""

    scenario: str
    policy: str
    figure: str
    aim: str
    by: str
    in_unit: float


CHOICES = (
    Choice("tiny.yaml", "roomy_van", "cost", "minimise", "20 EUR/y", 20.0),
    Choice("drivers/average.yaml", "scheduling", "cost", "minimise", "4000 EUR/y", 4_000.0),
    Choice("station_lifts.yaml", "kanban depots", "cost", "minimise", "30000 EUR/y", 30_000.0),
)
"""Of the difference that there is about half, but for the first. Where a difference is large against luck, ten runs by hand tell it as soon."""


def measure(choices: tuple[Choice, ...] = CHOICES) -> list[dict[str, Any]]:
    """Seconds and replications of both ways, for each choice."""
    return [_measured(each) for each in choices]


def told(found: list[dict[str, Any]]) -> str:
    """The same in words."""
    lines = [
        "time until two policies are told apart with 95 %: here, and by hand (independent seeds, a fixed number of runs, same promise)"
    ]
    lines += [
        f"{each['scenario']:>20}, {each['figure']} by {each['by']}: {each['here']:.1f} s ({each['runs_here']} runs), by hand {each['by_hand']:,.0f} s "
        f"({each['runs_by_hand']:,} runs): {each['times']:.0f} times"
        for each in found
    ]
    return "\n".join(lines)


def _measured(choice: Choice) -> dict[str, Any]:
    file = HERE.parent / "scenarios" / choice.scenario
    baseline = sim.load(file).policies[0]
    here, study = _here(choice, file, baseline)
    each, spread = _by_hand(choice, file, baseline)
    runs = 2 * max(2, math.ceil((DEVIATES * spread / choice.in_unit) ** 2))
    return {
        "scenario": choice.scenario,
        "figure": choice.figure,
        "by": choice.by,
        "here": here,
        "runs_here": study["runs"],
        "answer": study["says"][0],
        "by_hand": runs * each,
        "runs_by_hand": runs,
        "seconds_a_run": each,
        "times": runs * each / here,
    }


def _here(choice: Choice, file: Path, baseline: str) -> tuple[float, dict[str, Any]]:
    """(seconds, study.json) of a study that chooses."""
    with tempfile.TemporaryDirectory() as folder:
        experiment = Path(folder) / "decision.yaml"
        words = {
            "scenario": str(file),
            "policies": [baseline, choice.policy],
            "figures": [choice.figure],
            "goals": {choice.aim: choice.figure},
            "select": {"by": choice.by, "method": "kn"},
        }
        experiment.write_text(json.dumps(words), encoding="utf-8")  # JSON is YAML
        begin = time.perf_counter()
        command = [sys.executable, "-m", "sim", "study", str(experiment), "--out", str(Path(folder) / "out")]
        subprocess.run(command, cwd=HERE.parent, check=True, capture_output=True)
        seconds = time.perf_counter() - begin
        about: dict[str, Any] = json.loads((Path(folder) / "out" / "study.json").read_text(encoding="utf-8"))
        return seconds, about


def _by_hand(choice: Choice, file: Path, baseline: str) -> tuple[float, float]:
    """(seconds of a run, root of the sum of both variances between runs with independent seeds)."""
    table = sim.replicate(sim.load(file), PILOT, policies=[baseline, choice.policy], jobs=2)
    variances = table[choice.figure].groupby(level="policy").var()
    begin = time.perf_counter()
    for seed in range(TIMED):
        results = sim.run(sim.load(file, overrides=[f"seed={seed + 1000}"]), policy=choice.policy)
        assert choice.figure in results.figures
    return (time.perf_counter() - begin) / TIMED, math.sqrt(float(variances.sum()))


if __name__ == "__main__":
    print(told(measure()))
