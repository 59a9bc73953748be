"""What an experiment leaves: its tables, what was asked, and how the intervals are meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.study.staircase import looks
from sim.study.statistics import CONFIDENCE
from sim.study.write import as_json, claim, clear_of, describe, put, versions

if TYPE_CHECKING:
    from sim.study.drivers import Findings

MARK = "experiment.json"
OURS = ("effects.csv", "staircase.csv", "drivers.html", "charts")


def looks_said(findings: Findings) -> str:
    """How the intervals allow for what is looked at, in words."""
    says, parts = findings.file.says, []
    judged = sum(len(driver.figures) for driver in says.drivers.values())
    if judged:
        share = 100 * (1 - (1 - CONFIDENCE) / judged)
        parts.append(
            f"Differences are paired by replication: with and without the lever, the same faults happen at the same moments. As {judged} effects are looked "
            f"at, each interval has a confidence of {share:.4g} %, so that all {judged} hold together with at least 95 % (Bonferroni); the prices of the "
            f"levers are corrected in the same way."
            if judged > 1
            else "The difference is paired by replication, with a confidence of 95 %."
        )
    if says.staircase is not None:
        count = looks(len(says.staircase.levers))
        share = 100 * (1 - (1 - CONFIDENCE) / count)
        parts.append(
            f"On the staircase each figure has {count} intervals (the whole way, the steps in both directions, their differences), each with a confidence of "
            f"{share:.4g} %."
        )
    return " ".join(parts)


def write_findings(findings: Findings, directory: str | Path) -> Path:
    """Leave the tables and experiment.json in a directory; an earlier run's files in it go."""
    folder = claim(directory, MARK)
    frames = {"effects.csv": findings.effects, "staircase.csv": findings.staircase}  # computed before anything is written
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear_of(folder, MARK, OURS)
        for name, frame in frames.items():
            if len(frame):
                put(folder / name, frame.to_csv(index=False, lineterminator="\n"))
        put(folder / MARK, as_json(about(findings)))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return folder


def about(findings: Findings) -> dict[str, Any]:
    """What was done, for machines and for the page."""
    says, stairs = findings.file.says, findings.file.says.staircase
    figures = [*(figure for driver in says.drivers.values() for figure in driver.figures), *says.price]
    return {
        "name": says.name,
        "description": says.description,
        "drivers": {
            name: {
                "scenario": Path(driver.scenario).name,
                "policy": driver.policy,
                "lever": driver.lever or driver.policy,
                "say": driver.say,
            }
            for name, driver in says.drivers.items()
        },
        "price": says.price,
        "staircase": {
            "scenario": Path(stairs.scenario).name,
            "from": stairs.origin or findings.file.scenarios[stairs.scenario].policies[0],
            "to": stairs.to,
            "levers": stairs.levers,
            "conflicts": findings.stairs.conflicts if findings.stairs else [],
        }
        if stairs is not None
        else None,
        "replications": findings.replications,
        "scenarios_simulated": findings.simulated,
        "complete": findings.complete,
        "interrupted": findings.interrupted,
        "failures": [
            {"scenario": each.policy, "replication": each.replication, "error": each.error} for each in findings.failures
        ],
        "currency": findings.currency,
        "looks": looks_said(findings),
        "figures": describe(dict.fromkeys([*figures, *(stairs.figures if stairs else ())])),
        "elapsed": round(findings.elapsed, 3),
        "command": findings.command,
        "versions": versions(),
    }
