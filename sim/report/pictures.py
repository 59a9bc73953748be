"""The report's pictures: which there are, what their titles say, and the words for those who cannot see them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from sim.charts.forest import plot_differences
from sim.charts.network import FEWEST_VISITED, plot_map
from sim.charts.quadrants import plot_offers
from sim.charts.scale import scale_for
from sim.charts.sieve import plot_sieve
from sim.charts.stacks import plot_stack
from sim.charts.stock import plot_stock
from sim.charts.theme import figure_of, save
from sim.charts.tradeoff import plot_tradeoff
from sim.records import MISS_CAUSES, STAGES
from sim.report import titles, words
from sim.report.directory import Directory
from sim.report.finding import leaders
from sim.report.goals import Judged, chosen_title

_FEWEST_ON_A_MAP = 3
_NUMBERS = "The numbers are in the table of all figures at the end of the page."


@dataclass(frozen=True)
class Picture:
    """A picture of the page, or the sentence that stands where it would."""

    name: str
    heading: str
    caption: str
    alt: str = ""
    source: str = ""
    """data: URI of the SVG; empty when there is nothing to draw."""


def draw_pictures(directory: Directory, figures: Sequence[str], judged: Judged | None = None) -> dict[str, Picture]:
    """Draw every picture, write it to charts/ as SVG and PNG, and return them by name."""
    sketches = [
        *([_sieve(judged)] if judged is not None else []),
        _tradeoff(directory, figures),
        _misses(directory),
        _downtime(directory),
        _costs(directory),
        *([_offers(directory)] if len(directory.offers) else []),
        _stock(directory),
        _map(directory, figures),
        _differences(directory, figures),
    ]
    pictures = [sketch if isinstance(sketch, Picture) else _finish(sketch, directory.path / "charts") for sketch in sketches]
    return {picture.name: picture for picture in pictures}


@dataclass(frozen=True)
class Sketch:
    """Axes drawn, with the words around them."""

    name: str
    heading: str
    title: str
    caption: str
    ax: Axes


def _finish(sketch: Sketch, folder: Path) -> Picture:
    svg, _ = save(figure_of(sketch.ax), folder, sketch.name)
    source = "data:image/svg+xml;base64," + base64.b64encode(svg.read_bytes()).decode("ascii")
    return Picture(sketch.name, sketch.heading, sketch.caption, f"{sketch.heading}. {sketch.title}. {_NUMBERS}", source)


def _sieve(judged: Judged) -> Sketch:
    title = chosen_title(judged)
    figures = {judged.objective, *(figure for figure, _ in judged.columns)} - {""}
    ax = plot_sieve(
        judged.strategies,
        judged.limits,
        labels={figure: words.figure_title(figure) for figure in figures},
        unit=judged.unit,
        better=judged.better,
        currency=judged.currency,
        title=title,
    )
    caption = (
        "\u2713 the limit is met for sure, \u2717 it is not, ? it cannot be told; the number is the mean over the replications."
    )
    if judged.objective:
        caption += (
            " Filled: all limits are met. The bar spans the paired difference to the one ahead, corrected for the number of pairs: where it does not reach "
            "the dashed line, the difference is more than chance."
        )
    return Sketch(
        "strategies", "Who keeps the limits, and at what price" if judged.columns else "At what price", title, caption, ax
    )


def _gained(directory: Directory, figures: Sequence[str]) -> str:
    """What is held against the cost: first-time fix, or where the headline leaves it out its first share that should be large."""
    frame = directory.frame
    shares = set(frame.loc[(frame["unit"] == "share") & (frame["better"] == "up"), "figure"])
    return next(
        (figure for figure in ("first_time_fix_rate", *figures) if figure in figures and figure in shares), "first_time_fix_rate"
    )


def _tradeoff(directory: Directory, figures: Sequence[str]) -> Sketch | Picture:
    comparison, name, gained = directory.comparison, "cost_and_fix", _gained(directory, figures)
    heading = f"Cost against {words.noun(gained)}"
    if not (comparison.has("cost") and comparison.has(gained)):
        return Picture(name, heading, f"There is no picture of c{heading[1:]}: one of the two has no data in this run.")
    title = titles.tradeoff_title(comparison, y=gained)
    ax = plot_tradeoff(
        directory.frame,
        y=gained,
        x_label="Service cost",
        y_label="First-time fix, share of visited calls" if gained == "first_time_fix_rate" else words.figure_title(gained),
        currency=comparison.currency,
        title=title,
    )
    if comparison.replications < 2:
        caption = "One point per policy, from one replication."
    elif not comparison.others:
        caption = "The mean over the replications; ellipse and cross span the 95 % intervals of both means."
    else:
        caption = (
            "One point per policy: mean over the replications. Ellipse and cross span the 95 % intervals of the paired differences to the baseline: "
            "where they reach a dashed line through the baseline, no difference is detectable in that direction. Up and to the left is better. The "
            "intervals of the means themselves are wider, since luck is common to all policies; the table has them."
        )
    return Sketch(name, heading, title, caption, ax)


def _parts(directory: Directory, family: str) -> pd.DataFrame:
    """Means of the figures 'family.part' as policy, part, value."""
    comparison = directory.comparison
    rows = [
        (cell.policy, cell.figure.partition(".")[2], cell.mean)
        for figure in comparison.parts(family)
        for cell in comparison.row(figure)
    ]
    return pd.DataFrame(rows, columns=["policy", "part", "value"]).sort_values(
        "policy", key=lambda column: column.map({policy: at for at, policy in enumerate(comparison.policies)}), kind="stable"
    )


def _misses(directory: Directory) -> Sketch | Picture:
    name, heading, family = "misses", "Why calls were not fixed first time", "first_time_fix_misses"
    frame = _parts(directory, family)
    if not (frame["value"] > 0).any():
        return Picture(name, heading, "No visited call missed its first-time fix, or none was visited.")
    title = titles.largest_part_title(directory.comparison, family, "Main cause of first-time-fix misses", " of visited calls")
    ax = plot_stack(frame, unit="share", axis_label="visited calls not fixed first time", order=MISS_CAUSES, title=title)
    window = float(directory.run.get("first_time_fix_window_hours") or 720.0) / 24.0
    caption = (
        "Every miss has exactly one cause, the first that applied. “Repeat fault” is a call closed at its first visit whose asset had the same "
        f"fault again within {window:g} days. The bar’s length is the share of misses."
    )
    return Sketch(name, heading, title, caption, ax)


def _downtime(directory: Directory) -> Sketch | Picture:
    name, heading, family = "downtime", "Where the downtime of a call goes", "restoration_stages"
    frame = _parts(directory, family)
    if not (frame["value"] > 0).any():
        return Picture(name, heading, "There is no split of downtime: no call was restored after the warm-up.")
    title = titles.largest_part_title(directory.comparison, family, "Longest stage of downtime", " per call")
    frame["part"] = frame["part"].map(lambda part: words.STAGE_TITLES.get(part, part))
    ax = plot_stack(
        frame,
        unit="h",
        axis_label="mean time from fault to restoration, per call",
        order=[words.STAGE_TITLES[stage] for stage in STAGES],
        title=title,
    )
    return Sketch(
        name,
        heading,
        title,
        "Mean hours per call, from the fault until the asset runs again; the stages add up to the whole.",
        ax,
    )


def _costs(directory: Directory) -> Sketch | Picture:
    name, heading, family = "costs", "What the cost is made of", "cost_by_category"
    frame = _parts(directory, family)
    if not (frame["value"] > 0).any():
        return Picture(name, heading, "There is no split of cost: the scenario gives no prices.")
    title = titles.largest_part_title(directory.comparison, family, "Largest cost", " a year")
    ax = plot_stack(frame, unit="money/y", axis_label="service cost", currency=directory.comparison.currency, title=title)
    caption = "Ledger lines after the warm-up, per year of 365 days; every line comes from a record."
    if (frame["value"] < 0).any():
        caption += " Categories that brought money in are left out."
    return Sketch(name, heading, title, caption, ax)


def _offers(directory: Directory) -> Sketch:
    comparison = directory.comparison
    frame = directory.offers[directory.offers["policy"] == comparison.baseline]
    best = max(frame.to_dict("records"), key=lambda row: float(row["contribution"]))
    scale = scale_for("money/y", [float(best["contribution"])], comparison.currency)
    title = f"Under {words.base_name(comparison)}, {words.quoted(best['offer'])} contributes most: {scale.amount(best['contribution'])} a year"
    ax = plot_offers(frame, currency=comparison.currency, title=title)
    caption = (
        "The place of each offer is what the scenario states; quadrants after the service process matrix of Schmenner (1986). A bubble's area is the offer's "
        "revenue a year; hollow: it contributes less than nothing. Beside it what it contributes a year of its revenue, after what can be traced to its calls "
        "and contracts, and the share of revenue that goes into hours of technicians for it, as the records show, without shifts spent waiting."
    )
    return Sketch("offers", "Where the offers stand", title, caption, ax)


def _stock(directory: Directory) -> Sketch | Picture:
    name, heading, frame = "stock", "Stock value by echelon over time", directory.stock
    if frame.empty or not (frame["value"] > 0).any():
        return Picture(name, heading, "There is no picture of stock: no location held parts with a price.")
    comparison, warm_up = directory.comparison, float(directory.run.get("warm_up_hours") or 0.0)
    echelons = dict(_echelon_names(directory.network))
    base = frame[(frame["policy"] == comparison.baseline) & (frame["week"] >= warm_up)]
    means = base.groupby("echelon")["value"].mean().sort_values(ascending=False, kind="stable")
    title = heading
    if len(means):
        scale = scale_for("money", [float(means.sum())], comparison.currency)
        place = echelons.get(str(means.index[0]), words.show(str(means.index[0])))
        title = (
            f"Most stock under {words.base_name(comparison)}: {place}, {scale.digits(float(means.iloc[0]))} of "
            f"{scale.amount(float(means.sum()))}"
        )
    ax = plot_stock(frame, echelons=echelons, warm_up=warm_up, currency=comparison.currency, title=title)
    caption = "On-hand units at their price, mean over the replications, week by week." + (
        " Shaded: warm-up, cut off from all figures." if warm_up else ""
    )
    return Sketch(name, heading, title, caption, ax)


def _echelon_names(network: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """What stands on an echelon, in words: 'frankfurt', 'echelon 2 (12 warehouses)', 'vans'."""
    for label, block in network[network["kind"] != "van"].groupby("echelon", sort=True):
        kinds = sorted(set(block["kind"]))
        kind = kinds[0] if len(kinds) == 1 else "location"
        yield str(label), words.show(str(block["location"].iloc[0])) if len(block) == 1 else f"{label} ({len(block)} {kind}s)"


def _map(directory: Directory, figures: Sequence[str]) -> Sketch | Picture:
    name, heading, sites = "map", "The network and first-time fix by site", directory.sites
    placed = sites[sites["latitude"].notna() & sites["longitude"].notna()]
    if placed.empty:
        return Picture(name, heading, "There is no map: the scenario gives its sites no coordinates.")
    if placed["site"].nunique() < _FEWEST_ON_A_MAP:
        return Picture(name, heading, f"There is no map: fewer than {_FEWEST_ON_A_MAP} sites have coordinates.")
    comparison = directory.comparison
    told = leaders(comparison, figures)[:1] if comparison.replications > 1 else []
    shown = [policy for policy in dict.fromkeys([comparison.baseline, *told]) if policy in set(placed["policy"])]
    replications = max(comparison.replications, 1)
    title = _map_title(placed[placed["policy"] == shown[0]], replications, shown[0]) if shown else heading
    ax = plot_map(placed, network=directory.network, policies=shown, replications=replications, title=title)
    left_out = sites["site"].nunique() - placed["site"].nunique()
    caption = (
        "Each circle is a site, its area the number of assets, its colour the share of visited calls fixed first time. Hollow: fewer than "
        f"{FEWEST_VISITED:.0f} visited calls in all replications together, too few for a rate; sites with few calls also differ by chance. "
        "Squares: stocking locations, with lines to their source. Country outlines: Natural Earth."
    )
    if left_out:
        caption += f" {left_out} sites without coordinates are not on the map."
    return Sketch(name, heading, title, caption, ax)


def _map_title(block: pd.DataFrame, replications: int, policy: str) -> str:
    """How far the rates of sites lie apart, weighted by nothing: the middle half of the sites with calls enough."""
    known = block[block["visited"] * replications >= FEWEST_VISITED]
    if len(known) < 4:
        return f"First-time fix by site under {words.quoted(policy)}"
    rates = known["fixed_first"] / known["visited"]
    low, high = rates.quantile(0.25), rates.quantile(0.75)
    return f"Under {words.quoted(policy)}, half of the sites see a first-time fix of {100 * low:.0f} % to {100 * high:.0f} %"


def _differences(directory: Directory, figures: Sequence[str]) -> Sketch | Picture:
    comparison, name, heading = directory.comparison, "differences", "How sure the differences are"
    if not comparison.others:
        return Picture(name, heading, "There are no differences to show: only one policy was simulated.")
    if comparison.replications < 2:
        return Picture(name, heading, "There are no intervals to show: one replication says nothing about chance.")
    title = titles.differences_title(comparison, figures)
    ax = plot_differences(
        directory.frame,
        figures=figures,
        labels={figure: words.figure_title(figure) for figure in figures},
        currency=comparison.currency,
        title=title,
    )
    caption = (
        "Paired difference to the baseline with its 95 % interval, corrected for the number of policies. Filled: detectable; hollow: the interval "
        "contains zero."
    )
    return Sketch(name, heading, title, caption, ax)
