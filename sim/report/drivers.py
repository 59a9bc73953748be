"""The page of an experiment: a picture and a sentence for each driver, what its lever costs, and the staircase; from the files of its directory."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.axes import Axes

from sim.charts.change import plot_change
from sim.charts.scale import Scale, scale_for
from sim.charts.steps import plot_steps
from sim.charts.theme import figure_of, save
from sim.errors import UsageError
from sim.report.page import tied
from sim.report.words import figure_title, listed, noun, show

PAGE = "drivers.html"
_TEMPLATES = Path(__file__).parent / "templates"
_DETECTABLE = {"better", "worse", "higher", "lower"}
_HUNDREDS = 1000.0
"""Money from which on a difference is said in hundreds."""
_NUMBERS = "The numbers are in the table below."
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Change:
    """A figure before and after a lever, as printed."""

    title: str
    before: str
    after: str
    size: str
    """The difference with its sign and unit."""
    spread: str
    """Its interval."""
    percent: str
    verdict: str
    style: str
    """better | worse | moved | none: the look of the verdict."""
    per: str
    """'a year' and the like."""
    unit: str
    """Of the difference."""

    @property
    def line(self) -> str:
        """'service cost −8,500 EUR a year (−13,000 to −4,000)'."""
        per = f" {self.per}" if self.per else ""
        return f"{self.size}{per} ({self.spread})" if self.spread else f"{self.size}{per}"


@dataclass(frozen=True)
class Card:
    """A driver on the page."""

    name: str
    lever: str
    said: str
    effects: list[Change]
    price: list[Change]
    picture: str
    """data: URI."""
    alt: str
    file: str
    """Name of its scenario."""


@dataclass(frozen=True)
class Flight:
    """One figure of the staircase on the page."""

    heading: str
    title: str
    picture: str
    rows: list[tuple[str, ...]]
    said: list[str]


def write(folder: Path) -> Path:
    """Draw the pictures and the page of an experiment's directory; return the page's path."""
    content = read(folder)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["tied"] = tied
    page = folder / PAGE
    try:
        page.write_text(environment.get_template("drivers.html.j2").render(**content), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"cannot write to '{folder}': {fault.strerror}") from fault
    return page


def read(folder: Path) -> dict[str, Any]:
    """What the page shows; the pictures are drawn on the way."""
    run, effects, stairs = files(folder)
    cards = [_card(name, run, effects, folder) for name in run["drivers"]]
    flights = [_flight(figure, run, stairs, folder) for figure in dict.fromkeys(stairs["figure"])] if len(stairs) else []
    failed = len(run["failures"])
    return {
        "title": run["name"],
        "description": run["description"],
        "cards": cards,
        "flights": flights,
        "stairs": run["staircase"],
        "finding": finding(cards, flights),
        "incomplete": ""
        if run["complete"]
        else f"Not everything was simulated ({failed} failed{', interrupted' if run['interrupted'] else ''}); the figures are of what was finished.",
        "looks": run["looks"],
        "replications": run["replications"],
        "prices": [figure_title(figure) for figure in run["price"]],
        "definitions": [(figure_title(name), name, about) for name, about in run["figures"].items()],
        "show": show,
    }


def files(folder: Path) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """(experiment.json, effects.csv, staircase.csv); the tables empty where there are none."""
    try:
        run = json.loads((folder / "experiment.json").read_text(encoding="utf-8"))
        tables = [
            pd.read_csv(folder / name, keep_default_na=False, na_values=dict.fromkeys(_NUMERIC, ""))
            if (folder / name).exists()
            else pd.DataFrame()
            for name in ("effects.csv", "staircase.csv")
        ]
    except (OSError, ValueError) as fault:
        raise UsageError(f"{folder} is not the directory of an experiment: {fault}") from fault
    return run, *tables


_NUMERIC = (
    "before", "after", "difference", "difference_low", "difference_high", "mean", "low", "high", "added", "added_low", "added_high", "removed",
    "removed_low", "removed_high", "interaction", "interaction_low", "interaction_high",
)  # fmt: skip


# ---------------------------------------------------------------------- drivers
def sentences(folder: Path) -> list[tuple[str, str]]:
    """(driver, its sentence) without drawing anything."""
    run, effects, _ = files(folder)
    return [(name, said(about, change_of(row, run["currency"]), row)) for name, about, row in _firsts(run, effects)]


def printed(folder: Path) -> tuple[list[tuple[str, ...]], list[str], list[tuple[str, list[tuple[str, ...]]]]]:
    """(rows of effects and prices, sentences, (title, rows) of each staircase) for a terminal."""
    run, effects, stairs = files(folder)
    rows: list[tuple[str, ...]] = []
    for name in run["drivers"]:
        own = effects[effects["driver"] == name].to_dict("records")
        for at, (row, each) in enumerate((row, change_of(row, run["currency"])) for row in own):
            words = (str(row["figure"]), each.before, each.after, f"{each.size} {each.per}".strip(), each.spread, each.verdict)
            rows.append(("" if at else name, *words))
    flights = [_steps_of(figure, run, stairs) for figure in dict.fromkeys(stairs["figure"])] if len(stairs) else []
    return rows, [line for _, line in sentences(folder)], [(each.title, each.rows) for each in flights]


def _firsts(run: Mapping[str, Any], effects: pd.DataFrame) -> list[tuple[str, Mapping[str, str], Row]]:
    rows = (
        effects[effects["role"] == "effect"].drop_duplicates("driver").set_index("driver").to_dict("index")
        if len(effects)
        else {}
    )
    return [(name, about, rows[name]) for name, about in run["drivers"].items()]


def _card(name: str, run: Mapping[str, Any], effects: pd.DataFrame, folder: Path) -> Card:
    about, currency = run["drivers"][name], str(run["currency"])
    own: dict[str, Sequence[Row]] = {
        role: effects[(effects["driver"] == name) & (effects["role"] == role)].to_dict("records") for role in ("effect", "price")
    }
    first = own["effect"][0]
    changes = [change_of(row, currency) for row in own["effect"]]
    scale, _ = scales(first, currency)
    title = headline(changes[0], first)
    ax = plot_change(
        float(first["before"]),
        (float(first["difference"]), float(first["difference_low"]), float(first["difference_high"])),
        scale=scale,
        verdict=str(first["verdict"]),
        labels=("as is", show(about["policy"])),
        axis=axis_of(changes[0].title, scale),
        title=title,
    )
    slug = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
    return Card(
        name,
        about["lever"],
        said(about, changes[0], first),
        changes,
        [change_of(row, currency) for row in own["price"]],
        _picture(ax, folder, slug),
        f"{name}. {title}. {_NUMBERS}",
        about["scenario"],
    )


def axis_of(title: str, scale: Scale) -> str:
    """A figure as an axis names it: 'service cost (M EUR a year)'."""
    name = f"{title[:1].lower()}{title[1:]}"
    return f"{name} ({scale.axis})" if scale.axis else name


def scales(row: Row, currency: str) -> tuple[Scale, Scale]:
    """How a figure and its difference are printed, fine enough that a detectable difference shows."""
    unit = str(row["unit"])
    numbers = [float(row[name]) for name in ("difference", "difference_low", "difference_high")]
    scale = scale_for(unit, [float(row["before"]), float(row["after"])], currency)
    gap = scale_for(unit, numbers, currency) if unit.startswith("money") else scale
    if unit.startswith("money") and max(map(abs, numbers)) >= _HUNDREDS:
        gap = replace(gap, decimals=min(gap.decimals, -2))
    if not unit.startswith("money") and unit != "share" and numbers[0]:
        scale = replace(scale, decimals=max(0, -math.floor(math.log10(abs(numbers[0]) * scale.factor))))
        gap = replace(scale, decimals=scale.decimals + 1)
    return scale, gap.finer(numbers) if str(row["verdict"]) in _DETECTABLE else gap


def change_of(row: Row, currency: str) -> Change:
    """A row of effects.csv as printed."""
    scale, gap = scales(row, currency)
    verdict = str(row["verdict"])
    style = {"better": "better", "worse": "worse", "higher": "moved", "lower": "moved"}.get(verdict, "none")
    before, difference = float(row["before"]), float(row["difference"])
    percent = f"{abs(difference / before):.0%}".replace("%", " %") if before and math.isfinite(difference) else ""
    spread = gap.interval(float(row["difference_low"]), float(row["difference_high"]), signed=True)
    return Change(
        figure_title(str(row["figure"])).removesuffix(" per year"),
        scale.amount(before),
        scale.amount(float(row["after"])),
        gap.difference(difference),
        spread,
        percent,
        verdict,
        style,
        gap.per,
        gap.difference_unit,
    )


def headline(change: Change, row: Row) -> str:
    """The finding of one picture: 'Stock value: −42,000 EUR (27 %)'."""
    if change.verdict not in _DETECTABLE:
        return f"{change.title}: no detectable difference"
    share = f" ({change.percent})" if change.percent and str(row["unit"]) != "share" else ""
    return f"{change.title}: {change.size}{share}"


def said(about: Mapping[str, str], change: Change, row: Row) -> str:
    """The sentence of a driver, with its numbers; another one where the lever does not do what it is there for."""
    lever = about["lever"][:1].lower() + about["lever"][1:]
    if change.verdict not in _DETECTABLE:
        spread = f" ({change.spread} {change.unit})".replace(" )", ")") if change.spread else ""
        return f"No detectable difference: to {lever} does not change {noun(str(row['figure']))} beyond chance{spread}."
    if change.verdict == "worse":
        return f"The wrong way: to {lever} makes {noun(str(row['figure']))} worse, by {change.size.lstrip('+−')}."
    return about["say"].format(
        change=change.size.lstrip("+−"), percent=change.percent, before=change.before, after=change.after, interval=change.spread
    )


def _picture(ax: Axes, folder: Path, name: str) -> str:
    svg, _ = save(figure_of(ax), folder / "charts", name)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.read_bytes()).decode("ascii")


def finding(cards: Sequence[Card], flights: Sequence[Flight]) -> list[str]:
    """The page in a sentence or two."""
    lines = []
    if cards:
        kept = [card for card in cards if card.effects[0].style in {"better", "moved"}]
        missed = [card.name.lower() for card in cards if card not in kept]
        count = f"All {len(cards)} levers do" if not missed else f"{len(kept)} of {len(cards)} levers do"
        lines.append(f"{count} what they are there for.{f' Not so: {listed(missed)}.' if missed else ''}")
    return lines + [flight.title + "." for flight in flights[:1]]


# ---------------------------------------------------------------------- staircase
def _steps_of(figure: str, run: Mapping[str, Any], stairs: pd.DataFrame) -> Flight:
    """The words of one figure's staircase."""
    rows: Sequence[Row] = stairs[stairs["figure"] == figure].to_dict("records")  # where it begins, the levers, all of them
    scale, change = stair_scales(rows, str(run["currency"]))
    return Flight(
        figure_title(figure),
        stair_title(rows, scale, run["staircase"]),
        "",
        [
            (
                show(str(row["lever"])),
                scale.amount(float(row["mean"])),
                *(_with_interval(row, kind, change) for kind in _DIRECTIONS),
            )
            for row in rows[1:-1]
        ],
        stair_said(rows, change),
    )


_DIRECTIONS = ("added", "removed", "interaction")


def _with_interval(row: Row, kind: str, change: Scale) -> str:
    spread = change.interval(float(row[f"{kind}_low"]), float(row[f"{kind}_high"]), signed=True)
    return f"{change.difference(float(row[kind]))} ({spread})" if spread else change.difference(float(row[kind]))


def _flight(figure: str, run: Mapping[str, Any], stairs: pd.DataFrame, folder: Path) -> Flight:
    """The same with its picture."""
    words, frame, about = _steps_of(figure, run, stairs), stairs[stairs["figure"] == figure], run["staircase"]
    scale, change = stair_scales(frame.to_dict("records"), str(run["currency"]))
    ax = plot_steps(
        frame,
        scale=scale,
        change=change,
        names=(show(about["from"]), show(about["to"])),
        label=axis_of(figure_title(figure).removesuffix(" per year"), scale),
        title=words.title,
    )
    return replace(words, picture=_picture(ax, folder, f"staircase_{figure.replace('.', '_')}"))


def stair_scales(rows: Sequence[Row], currency: str) -> tuple[Scale, Scale]:
    """How the figure, and how its steps are printed."""
    unit, levels = str(rows[0]["unit"]), [float(row["mean"]) for row in rows]
    sizes = [float(row[f"{kind}{side}"]) for row in rows[1:-1] for kind in ("added", "removed") for side in ("", "_low", "_high")]
    scale = scale_for(unit, levels, currency)
    return scale.resolving((max(levels) - min(levels)) / 10), scale_for(unit, sizes, currency)


def stair_title(rows: Sequence[Row], scale: Scale, about: Mapping[str, Any]) -> str:
    """'Five levers take first-time fix from 76.9 % (average) to 88.1 % (best in class)'."""
    count, verdict = len(rows) - 2, str(rows[-1]["added_verdict"])
    words = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}
    levers, figure = f"{words.get(count, str(count))} levers", noun(str(rows[0]["figure"])).removesuffix(" per year")
    begin, end = (
        f"{scale.amount(float(row['mean']))} ({show(about[key])})" for row, key in ((rows[0], "from"), (rows[-1], "to"))
    )
    if verdict not in _DETECTABLE:
        return f"All {levers} together make no detectable difference to {figure}: {begin}, {end}"
    return f"{levers[:1].upper()}{levers[1:]} take {figure} from {begin} to {end}"


def stair_said(rows: Sequence[Row], change: Scale) -> list[str]:
    """That order matters, where it does: the lever whose steps differ most, and those whose steps cannot be told apart."""
    told = [row for row in rows[1:-2] if float(row["interaction_low"]) > 0 or float(row["interaction_high"]) < 0]
    unsure = [show(str(row["lever"])) for row in rows[1:-1] if row["added_verdict"] not in _DETECTABLE]
    total = rows[-1]
    spread = change.interval(float(total["added_low"]), float(total["added_high"]), signed=True)
    lines = [f"All of them together: {change.difference(float(total['added']))} ({spread})."]
    if told:
        top = max(told, key=lambda row: abs(float(row["interaction"])))
        added, removed = float(top["added"]), float(top["removed"])
        why = "others do part of its work" if abs(added) > abs(removed) else "others make it worth more"
        lines.append(
            f"Order matters: {show(str(top['lever']))} brings {change.difference(added)} in this order, but {change.difference(removed)} as the last of "
            f"all levers; {why}."
        )
    else:
        lines.append("Whether order matters cannot be told: no lever brings detectably more or less as the last of all.")
    if unsure:
        lines.append(f"No detectable difference in this order: {listed(unsure)}.")
    return lines
