"""The page of an experiment: a picture and a sentence for each driver, what its lever costs, and the staircase; from the files of its directory."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.charts.change import plot_change
from sim.charts.scale import Scale, scale_for
from sim.errors import UsageError
from sim.kpi.words import listed
from sim.report.page import tied
from sim.report.staircase import DETECTABLE, Flight, Row, axis_of, flight_of, picture_of, words_of
from sim.report.words import figure_title, noun, show

PAGE = "drivers.html"
_TEMPLATES = Path(__file__).parent / "templates"
_HUNDREDS = 1000.0
"""Money from which on a difference is said in hundreds."""
_NUMBERS = "The numbers are in the table below."


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
    flights = [flight_of(figure, run, stairs, folder) for figure in dict.fromkeys(stairs["figure"])] if len(stairs) else []
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
    flights = [words_of(figure, run, stairs) for figure in dict.fromkeys(stairs["figure"])] if len(stairs) else []
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
        picture_of(ax, folder, slug),
        f"{name}. {title}. {_NUMBERS}",
        about["scenario"],
    )


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
    return scale, gap.finer(numbers) if str(row["verdict"]) in DETECTABLE else gap


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
    if change.verdict not in DETECTABLE:
        return f"{change.title}: {change.verdict}"
    share = f" ({change.percent})" if change.percent and str(row["unit"]) != "share" else ""
    return f"{change.title}: {change.size}{share}"


def said(about: Mapping[str, str], change: Change, row: Row) -> str:
    """The sentence of a driver, with its numbers; another one where the lever does not do what it is there for."""
    lever = about["lever"][:1].lower() + about["lever"][1:]
    if change.verdict == "no data":
        return f"No data: nothing can be said about {noun(str(row['figure']))}."
    if change.verdict not in DETECTABLE:
        spread = f" ({change.spread} {change.unit})".replace(" )", ")") if change.spread else ""
        return f"No detectable difference: to {lever} does not change {noun(str(row['figure']))} beyond chance{spread}."
    if change.verdict == "worse":
        return f"The wrong way: to {lever} makes {noun(str(row['figure']))} worse, by {change.size.lstrip('+−')}."
    return about["say"].format(
        change=change.size.lstrip("+−"), percent=change.percent, before=change.before, after=change.after, interval=change.spread
    )


def finding(cards: Sequence[Card], flights: Sequence[Flight]) -> list[str]:
    """The page in a sentence or two."""
    lines = []
    if cards:
        kept = [card for card in cards if card.effects[0].style in {"better", "moved"}]
        missed = [card.name.lower() for card in cards if card not in kept]
        count = f"All {len(cards)} levers do" if not missed else f"{len(kept)} of {len(cards)} levers do"
        lines.append(f"{count} what they are there for.{f' Not so: {listed(missed)}.' if missed else ''}")
    return lines + [flight.title + "." for flight in flights[:1]]
