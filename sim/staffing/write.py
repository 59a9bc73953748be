"""What a staffing leaves: the overlay that `firstfix compare` takes, tables of the week, a picture and a page."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.charts.scale import Scale, scale_for
from sim.errors import UsageError
from sim.nature.calendars import name_days
from sim.planning.pages import keep_picture, set_page
from sim.scenario.write import to_yaml
from sim.staffing import words
from sim.staffing.calls import DAY_MINUTES, HOTLINE
from sim.staffing.proof import TARGET
from sim.staffing.staff import UNKNOWN
from sim.staffing.target import duration
from sim.staffing.theory import days_alike

if TYPE_CHECKING:
    from sim.staffing.proof import Estimate
    from sim.staffing.staff import Staffing

MARK = "staffing.json"
_TEMPLATE = Path(__file__).parent / "templates" / "staffing.html.j2"
_WHOM = {HOTLINE: "the agents of the hotline", "second_line": "the specialists of the second line"}


def write_staffing(staffing: Staffing, directory: str | Path) -> Path:
    """Leave scenario.yaml, overlay.yaml, week.csv, staffing.csv, simulated.csv, staffing.json, the picture and staffing.html; return the page's path."""
    from sim.study.write import as_json, claim, put

    folder = claim(directory, MARK)
    week = staffing.week()
    frames = {"week.csv": week, "staffing.csv": rows_frame(staffing)}
    if staffing.proof is not None and staffing.proved:
        frames["simulated.csv"] = pd.DataFrame(list(staffing.proof.cells().values()))
    head = f"# Agents planned by firstfix: {staffing.target.words}. Try: firstfix compare overlay.yaml\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "simulated.csv").unlink(missing_ok=True)
        put(folder / MARK, as_json({"complete": False}))
        put(folder / "scenario.yaml", to_yaml(staffing.tree))
        put(folder / "overlay.yaml", head + to_yaml({"extends": "scenario.yaml", "policies": staffing.policies}))
        for name, frame in frames.items():
            put(folder / name, frame.to_csv(index=False, lineterminator="\n"))
        page = folder / "staffing.html"
        put(page, render(staffing, draw(staffing, week, folder)))
        put(folder / MARK, as_json(summary(staffing)))
    except OSError as error:
        raise UsageError(f"cannot write to {directory}: {error.strerror}") from error
    return page


def week_frame(staffing: Staffing) -> pd.DataFrame:
    """The week interval by interval; what was simulated is of days alike together."""
    interval = staffing.calls.interval
    per_day = DAY_MINUTES // interval
    simulated: dict[int, Estimate] = {}
    if staffing.proof is not None and staffing.proved:
        for days, own in days_alike(staffing.intervals, interval):
            for each in own:
                slots = [day * per_day + each.slot % per_day for day in days]
                simulated |= dict.fromkeys(slots, staffing.proof.within(staffing.name, slots))
    rows = []
    for each, wanted in zip(staffing.intervals, staffing.by_theory, strict=True):
        day, minute = divmod(each.slot * interval, DAY_MINUTES)
        found = simulated.get(each.slot, UNKNOWN)
        rows.append(
            {
                "when": f"{name_days([day])} {minute // 60:02d}:{minute % 60:02d}",
                "hour": each.slot * interval / 60,
                "calls": each.rate,
                "calls_with_those_who_ring_again": each.attempts,
                "today": each.present,
                "by_theory": wanted.agents,
                "planned": each.agents,
                "theory_today": each.present_value,
                "theory": each.value,
                "mean": found.mean,
                "low": found.low,
                "high": found.high,
            }
        )
    return pd.DataFrame(rows)


def rows_frame(staffing: Staffing) -> pd.DataFrame:
    """The week in as few rows as it takes."""
    return pd.DataFrame(
        [
            {**vars(row), "simulated": row.simulated.mean, "low": row.simulated.low, "high": row.simulated.high}
            for row in staffing.rows()
        ]
    )


def draw(staffing: Staffing, week: pd.DataFrame, folder: Path) -> str:
    """Draw the picture into the folder; returns it as a data: URI."""
    from sim.charts.week import plot_week

    target = staffing.target
    ax = plot_week(
        week,
        interval=staffing.calls.interval / 60,
        target=target.share,
        at_most=target.within is None,
        service=f"{_service(staffing)} (%)",
        title=words.headline(staffing),
    )
    return keep_picture(ax, folder, "week")


def _service(staffing: Staffing) -> str:
    """What the target is about, as an axis says it."""
    within = staffing.target.within
    if within is None:
        return "callers who give up"
    return f"{'answered' if staffing.calls.name == HOTLINE else 'taken up'} within {duration(within)}"


def render(staffing: Staffing, picture: str) -> str:
    """Set the staffing into the page."""
    names, ordinary = ordinary_rows(staffing)
    return set_page(
        _TEMPLATE,
        title=staffing.title,
        policy=staffing.policy,
        whom=_WHOM[staffing.calls.name],
        target=staffing.target.words,
        service=_service(staffing),
        findings=words.findings(staffing),
        incomplete="" if staffing.complete else "Not every replication was finished; the figures are of those that were.",
        simulated=staffing.proved,
        picture=picture,
        rows=words.table(staffing),
        names=names,
        ordinary=ordinary,
        left_out=staffing.calls.left_out,
        assumptions=words.ASSUMPTIONS,
    )


def ordinary_rows(staffing: Staffing) -> tuple[list[str], list[list[list[str]]]]:
    """(staffs, rows of figure and what it is under each): the target's figure and ordinary ones, with paired differences."""
    if staffing.proof is None or not staffing.proved:
        return [], []
    cells, plan = staffing.proof.cells(), staffing.proof.comparison.plan
    rows = []
    same = "desk_abandonment" if staffing.target.within is None else ""
    for figure in dict.fromkeys(name for name, _ in cells if name != same):
        block = [cells[figure, policy] for policy in plan.policies]
        currency = plan.first.currency
        scale = _scale(block[0]["unit"], [cell["mean"] for cell in block], currency)
        name = _service(staffing) if figure == TARGET else figure.replace("_", " ").replace(".", ", ")
        row = [[f"{name}{f' ({scale.axis})' if scale.axis else ''}"]]
        for cell in block:
            spread = scale.interval(cell["low"], cell["high"])
            pieces = [scale.digits(cell["mean"]) + (f" ({spread})" if spread else "")]
            if math.isfinite(cell["difference"]):
                gap = _scale(cell["unit"], [cell["difference"]], currency)
                pieces.append(f"{gap.difference(cell['difference'])}: {cell['verdict']}")
            row.append(pieces)
        rows.append(row)
    return ["today", *staffing.policies], rows


def _scale(unit: str, numbers: list[float], currency: str) -> Scale:
    """As other pages have it; short waits in seconds."""
    scale = scale_for(unit, numbers, currency)
    short = unit == "h" and max((abs(number) for number in numbers if math.isfinite(number)), default=0.0) < 0.1
    return Scale(3600.0, "s", "s", 1) if short else scale


def summary(staffing: Staffing) -> dict[str, Any]:
    """All of it for machines."""
    before, after = staffing.theory
    had, takes = staffing.hours
    found: dict[str, Any] = {
        "name": staffing.title,
        "policy": staffing.policy,
        "line": staffing.calls.name,
        "target": {"share": staffing.target.share, "within_hours": staffing.target.within},
        "law": staffing.calls.law,
        "interval_minutes": staffing.calls.interval,
        "handling_hours": staffing.calls.handling,
        "patience_hours": None if staffing.calls.patience is None else float(staffing.calls.patience.mean),
        "agent_hours_a_week": {
            "present": had,
            "by_theory": staffing.calls.interval / 60 * sum(each.agents for each in staffing.by_theory),
            "planned": takes,
        },
        "theory": {"present": before, "planned": after},
        "findings": words.findings(staffing),
        "left_out": staffing.calls.left_out,
        "assumptions": list(words.ASSUMPTIONS),
        "planned": staffing.name,
        "policies": staffing.policies,
        "rounds": staffing.rounds,
        "rows": [{**vars(row), "simulated": vars(row.simulated)} for row in staffing.rows()],
        "replications": staffing.replications,
        "complete": staffing.complete,
    }
    if staffing.proof is not None and staffing.proved:
        found["simulated"] = {
            policy: {
                figure: {key: cell[key] for key in ("mean", "low", "high", "difference", "verdict")}
                for (figure, name), cell in staffing.proof.cells().items()
                if name == policy
            }
            for policy in staffing.proof.comparison.plan.policies
        }
    return found
