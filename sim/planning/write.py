"""What a plan leaves: the overlay that `firstfix compare` takes, tables of levels and curves, a picture and a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.errors import UsageError
from sim.planning import rows, words
from sim.planning.pages import keep_picture, set_page
from sim.planning.rules import planned
from sim.scenario.write import to_yaml

if TYPE_CHECKING:
    from sim.planning.plan import StockPlan

MARK = "plan.json"
_TEMPLATE = Path(__file__).parent / "templates" / "plan.html.j2"
_SHOWN = 40
"""Rows of the page's table of levels; levels.csv has them all."""


def write_plan(plan: StockPlan, directory: str | Path) -> Path:
    """Leave scenario.yaml, overlay.yaml, levels.csv, curve.csv, simulated.csv, plan.json, the picture and plan.html; return the page's path."""
    from sim.study.write import as_json, claim, put

    folder = claim(directory, MARK)
    curve, points = curve_frame(plan), points_frame(plan)
    texts = {"scenario.yaml": scenario_text(plan), "overlay.yaml": overlay_text(plan)}
    frames = {"levels.csv": plan.levels, "curve.csv": curve}
    if plan.gaps and plan.proof is not None:
        frames["simulated.csv"] = plan.proof.frame
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "simulated.csv").unlink(missing_ok=True)
        put(folder / MARK, as_json({"complete": False}))
        for name, frame in frames.items():
            put(folder / name, frame.to_csv(index=False, lineterminator="\n"))
        for name, text in texts.items():
            put(folder / name, text)
        page = folder / "plan.html"
        put(page, render(plan, draw(plan, curve, points, folder)))
        put(folder / MARK, as_json(summary(plan)))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return page


def scenario_text(plan: StockPlan) -> str:
    """The scenario planned for, standing alone."""
    head = "# The scenario that was planned for: tables, extended files, overrides and the policy are worked in.\n"
    return head + to_yaml(plan.tree)


def overlay_text(plan: StockPlan) -> str:
    """The options as policies over it."""
    head = f"# Stock levels planned by firstfix for {words.goal_in_words(plan)}. Try: firstfix compare overlay.yaml\n"
    return head + to_yaml({"extends": "scenario.yaml", "policies": plan.policies})


def levels_frame(plan: StockPlan) -> pd.DataFrame:
    """The levels of a plan, shelf by shelf."""
    supply, present, chosen = plan.supply, plan.present, plan.chosen
    p, j = np.array(list(supply.rules), dtype=int).reshape(-1, 2).T
    shelves = (p, j)
    now, then, counts = present.levels[shelves], chosen.levels[shelves], supply.counts[j]
    asked = supply.through[shelves]
    known: dict[tuple[int, int, bool], str] = {}  # many shelves have the same rule
    told = []
    for rule, level, van, changed in zip(
        supply.rules.values(), then.tolist(), [supply.places[at].van for at in j.tolist()], (then != now).tolist(), strict=True
    ):
        key = id(rule), level, van
        if changed and key not in known:
            known[key] = " ".join(f"{name}={value}" for name, value in planned(rule, level, van=van).items())
        told.append(known[key] if changed else "")
    frame = pd.DataFrame(
        {
            "place": [supply.places[at].title for at in j.tolist()],
            "count": counts,
            "part": [supply.parts[at] for at in p.tolist()],
            "present": now,
            "planned": then,
            "price": supply.price[p],
            "money": (then - now) * counts * supply.price[p],
            "demand_per_year": asked * 8760.0,
            "lead_time_hours": supply.lead_time[shelves],
            "fill_rate_present": np.where(asked > 0.0, present.service.fill_rates[shelves], np.nan),
            "fill_rate_planned": np.where(asked > 0.0, chosen.service.fill_rates[shelves], np.nan),
            "backorders_planned": chosen.service.backorders[shelves],
            "rule": told,
        }
    )
    return frame.sort_values("money", key=lambda money: -money.abs(), kind="stable", ignore_index=True)


def curve_frame(plan: StockPlan) -> pd.DataFrame:
    """Points of the curves by theory, approach by approach."""
    rows = [
        {
            "approach": approach,
            "cost": option.cost,
            "availability": option.service.availability,
            "fix_rate": option.service.fix_rate,
            "machines_waiting": option.service.waiting,
        }
        for approach, curve in plan.curves.items()
        for option in curve
    ]
    return pd.DataFrame(rows)


def points_frame(plan: StockPlan) -> pd.DataFrame:
    """The options as the picture shows them."""
    figure = plan.goal.figure
    gaps = {gap.option: gap for gap in plan.gaps if gap.figure == figure}
    nothing = float("nan")
    rows = []
    for option in plan.options:
        gap = gaps.get(option.name)
        rows.append(
            {
                "name": option.name.removeprefix("system ").removeprefix("item "),
                "approach": option.approach,
                "cost": option.cost,
                "theory": option.service.figure(figure),
                "mean": gap.simulated if gap else nothing,
                "low": gap.low if gap else nothing,
                "high": gap.high if gap else nothing,
            }
        )
    return pd.DataFrame(rows)


def draw(plan: StockPlan, curve: pd.DataFrame, points: pd.DataFrame, folder: Path) -> str:
    """Draw the picture into the folder; returns it as a data: URI."""
    from sim.charts.plan import plot_plan

    lines = curve.rename(columns={plan.goal.figure: "value"})[["approach", "cost", "value"]]
    ax = plot_plan(lines, points, y_label=words.axis(plan), currency=plan.money, title=words.headline(plan))
    return keep_picture(ax, folder, "plan")


def summary(plan: StockPlan) -> dict[str, Any]:
    """The plan as one JSON object."""
    gaps = {(gap.option, gap.figure): gap for gap in plan.gaps}
    return {
        "name": plan.scenario.name,
        "policy": plan.policy,
        "goal": {"figure": plan.goal.figure, "target": plan.goal.target, "budget": plan.goal.budget},
        "method": plan.method,
        "money": plan.money,
        "chosen": plan.chosen.name,
        "findings": words.findings(plan),
        "replications": plan.replications,
        "complete": plan.complete,
        "options": [
            {
                "name": option.name,
                "approach": option.approach,
                "cost": option.cost,
                "theory": {
                    "availability": option.service.availability,
                    "fix_rate": option.service.fix_rate,
                    "machines_waiting": option.service.waiting,
                },
                "simulated": {
                    figure: {
                        "mean": gap.simulated,
                        "low": gap.low,
                        "high": gap.high,
                        "gain": gap.gain,
                        "gain_low": gap.gain_low,
                        "gain_high": gap.gain_high,
                    }
                    for figure in ("availability", "fix_rate")
                    if (gap := gaps.get((option.name, figure))) is not None
                },
            }
            for option in plan.options
        ],
        "assumptions": list(words.ASSUMPTIONS),
        "left_out": plan.left_out,
    }


def render(plan: StockPlan, picture: str) -> str:
    """Set the plan into the page."""
    levels = plan.levels
    changed = levels[levels["present"] != levels["planned"]]
    return set_page(
        _TEMPLATE,
        title=plan.scenario.name,
        policy=plan.policy,
        goal=words.goal_in_words(plan),
        chosen=plan.chosen.name,
        findings=words.findings(plan),
        incomplete="" if plan.complete else "Not every replication was finished; the figures are of those that were.",
        picture=picture,
        axis=words.axis(plan),
        options=rows.option_rows(plan),
        ordinary=rows.ordinary_rows(plan),
        levels=rows.level_rows(plan, changed.head(_SHOWN)),
        more=max(0, len(changed) - _SHOWN),
        unchanged=len(levels) - len(changed),
        fair=words.FAIR,
        assumptions=words.ASSUMPTIONS,
        left_out=plan.left_out,
    )
