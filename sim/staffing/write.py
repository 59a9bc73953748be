"""A staffing as words, tables and files."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.scenario.write import to_yaml
from sim.staffing.proof import TARGET

if TYPE_CHECKING:
    from sim.staffing.staff import Staffing

COLUMNS = ("when", "calls/h", "agents", "today", "by theory", "today by theory")


def table(staffing: Staffing) -> list[tuple[str, ...]]:
    """Rows of the table of agents."""
    return [
        (row.when, f"{row.rate:.1f}", str(row.agents), str(row.present), _percent(row.value), _percent(row.present_value))
        for row in staffing.rows()
    ]


def findings(staffing: Staffing) -> list[str]:
    """What came out, in sentences."""
    target, (before, after), (had, takes) = staffing.target, staffing.theory, staffing.hours
    law = "Erlang A" if staffing.calls.patience is not None else "Erlang C"
    told = [
        f"Target: {target.words}. {law} wants {takes:,.1f} agent hours a week; the scenario has {had:,.1f}.",
        f"By theory {_words(staffing, after)} (with the agents of '{staffing.policy}' {_percent(before)}).",
    ]
    if staffing.proof is not None and staffing.proof.comparison.finished:
        cells, plan = staffing.proof.cells(), staffing.proof.comparison.plan
        now, then = (cells[TARGET, name] for name in plan.policies[:2])
        kept = "the target is kept" if target.met(then["mean"]) else "the target is missed"
        told.append(
            f"Simulated {_percent(then['mean'])} ({_percent(then['low'])} to {_percent(then['high'])}): {kept}; "
            f"the gap to theory is {100 * (then['mean'] - after):+.1f} points. Today {_percent(now['mean'])}."
        )
    if staffing.calls.left_out:
        told.append(f"Theory leaves out: {'; '.join(staffing.calls.left_out)}.")
    return told


def _words(staffing: Staffing, value: float) -> str:
    within = staffing.target.within
    return f"{_percent(value)} " + ("give up" if within is None else f"are answered within {3600 * within:g} s")


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %" if not math.isnan(value) else "–"


def summary(staffing: Staffing) -> dict[str, Any]:
    """All of it for machines."""
    before, after = staffing.theory
    had, takes = staffing.hours
    found: dict[str, Any] = {
        "policy": staffing.policy,
        "target": {"share": staffing.target.share, "within_hours": staffing.target.within},
        "law": "Erlang A" if staffing.calls.patience is not None else "Erlang C",
        "interval_minutes": staffing.calls.interval,
        "handling_hours": staffing.calls.handling,
        "patience_hours": staffing.calls.patience,
        "agent_hours_a_week": {"present": had, "planned": takes},
        "theory": {"present": before, "planned": after},
        "left_out": staffing.calls.left_out,
        "overlay": staffing.overlay,
        "rows": [vars(row) for row in staffing.rows()],
        "complete": staffing.proof is None or staffing.proof.comparison.complete,
    }
    if staffing.proof is not None and staffing.proof.comparison.finished:
        found["simulated"] = {
            policy: {
                figure: {key: cell[key] for key in ("mean", "low", "high", "difference", "verdict")}
                for (figure, name), cell in staffing.proof.cells().items()
                if name == policy
            }
            for policy in staffing.proof.comparison.plan.policies
        }
    return found


def write_staffing(staffing: Staffing, directory: str | Path) -> Path:
    """Leave scenario.yaml, overlay.yaml, staffing.csv and staffing.json; return the overlay's path."""
    import pandas as pd

    from sim.staffing.staff import MARK
    from sim.study.write import as_json, claim, put

    folder = claim(directory, MARK)
    frame = pd.DataFrame([vars(row) for row in staffing.rows()])
    head = f"# Agents planned by firstfix: {staffing.target.words}. Try: firstfix compare overlay.yaml\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put(folder / MARK, as_json({"complete": False}))
        put(folder / "scenario.yaml", to_yaml(staffing.tree))
        put(folder / "overlay.yaml", head + to_yaml({"extends": "scenario.yaml", "policies": {staffing.name: staffing.overlay}}))
        put(folder / "staffing.csv", frame.to_csv(index=False, lineterminator="\n"))
        put(folder / MARK, as_json(summary(staffing)))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return folder / "overlay.yaml"
