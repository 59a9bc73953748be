"""Pictures of what the procedures of studies leave: searches, sensitivity analyses, warm-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.charts import importance, selection, tornado
from sim.charts.forest import plot_differences
from sim.charts.frontier import frontier_title, plot_frontier
from sim.charts.welch import plot_welch
from sim.report.pictures import Sketch
from sim.report.study_files import StudyFiles
from sim.report.words import figure_title, noun, show
from sim.units import describe_hours

MOST_FIGURES = 4
_MOST_ROWS = 21
_HOLLOW = "Hollow: not told from luck."


def frontier(files: StudyFiles) -> Iterator[Sketch]:
    """What was tried by a search: the figure that is made small or large against the one that it is traded for."""
    tried = files.tables.get("tried")
    if tried is None:
        return
    figures = [column.removesuffix("_difference") for column in map(str, tried.columns) if column.endswith("_difference")]
    if len(figures) < 2 or not tried["chosen"].eq(True).any():
        return
    x, y = figures[:2]
    frame = tried.assign(point=tried["point"].map(files.name))
    title = frontier_title(frame, x=x, y=y, currency=files.currency)
    limit = next((float(each["value"]) for each in files.about.get("limits") or [] if each["figure"] == y), None)
    ax = plot_frontier(
        frame, x=x, y=y, x_label=figure_title(x), y_label=figure_title(y), limit=limit, currency=files.currency, title=title
    )
    caption = (
        "Each point is a way to run that was tried. The line joins those that no other beats in both figures by its means; hollow: it cannot be told whether "
        "another one does. Whiskers: intervals of the differences to the chosen way under the same luck."
    )
    yield Sketch("frontier", f"{figure_title(x).removesuffix(' per year')} against {noun(y)}", title, caption, ax)


def chosen(files: StudyFiles) -> Iterator[Sketch]:
    """Who was chosen, who was dropped and when; then how far the others lie behind."""
    table = files.tables.get("selection")
    if table is None or not 1 < len(table) <= _MOST_ROWS or not table["mean"].notna().all():
        return
    figure, limits = str(table["objective"].iloc[0]), files.tables.get("selection_limits")
    rows = table.assign(point=table["point"].map(files.name))
    kept = None if limits is None else limits.assign(point=limits["point"].map(files.name))
    title = selection.finding(rows, {figure: noun(figure)}, files.currency)
    ax = selection.plot_selection(rows, kept, labels={figure: figure_title(figure)}, currency=files.currency, title=title)
    caption = (
        "Diamond: chosen. Means with their intervals, each by itself; grey: dropped, with the replication at which it had fallen behind. The promise of the "
        "choice is in the answer above."
    )
    yield Sketch("selection", f"The choice by {noun(figure)}", title, caption, ax)
    yield from behind(files)


def behind(files: StudyFiles) -> Iterator[Sketch]:
    """How far the others lie behind the one that was chosen, in what is made small or large."""
    table = files.tables.get("selection")
    if table is None or not 1 < len(table) <= _MOST_ROWS or table["difference"].notna().iloc[0]:
        return
    first, figure = files.name(str(table["point"].iloc[0])), str(table["objective"].iloc[0])
    rows = table[table["difference"].notna()]
    away = (rows["difference_low"] > 0) | (rows["difference_high"] < 0)
    up = (rows["difference"] > 0) == (rows["better"] == "up")
    words = np.where(away, np.where(up, "better", "worse"), "no detectable difference")
    frame = rows.assign(policy=rows["point"].map(files.name), figure=figure, verdict=words)
    title = f"{figure_title(figure)}: {int(away.sum())} of {len(rows)} others differ from “{first}” by more than luck"
    ax = plot_differences(frame, figures=[figure], labels={figure: figure_title(figure)}, currency=files.currency, title=title)
    caption = (
        f"Difference to “{first}” under the same luck, with its interval, each by itself; the promise of the choice is in the answer above and does not rest "
        "on these. Filled: detectable; hollow: the interval contains zero."
    )
    yield Sketch("behind", f"The others against “{first}”", title, caption, ax)


def one_at_a_time(files: StudyFiles) -> Iterator[Sketch]:
    """A tornado per figure."""
    caption = (
        "Each bar is what changes in the figure when one factor alone takes the value beside it and all else stays as it is; the line in it is the interval of "
        f"that change, corrected for the number of bars. {_HOLLOW}"
    )

    def draw(table: pd.DataFrame, rows: pd.DataFrame, figure: str, label: str) -> tuple[str, Axes]:
        title = tornado.finding(rows, label)
        return title, tornado.plot_tornado(table, figure=figure, label=label, currency=files.currency, title=title)

    return _by_factor(files, "tornado", "difference", caption, draw)


def elementary_effects(files: StudyFiles) -> Iterator[Sketch]:
    """Sizes of elementary effects per figure."""
    caption = (
        "Blue: by how much the figure changes on average over a factor's whole range, wherever the others are, with its interval. Orange: how much that "
        f"depends on where the others, or the factor itself, are. Dashed: what luck alone would make of it. {_HOLLOW}"
    )

    def draw(table: pd.DataFrame, rows: pd.DataFrame, figure: str, label: str) -> tuple[str, Axes]:
        title = importance.finding(rows, label, "mu_star")
        return title, importance.plot_effects(table, figure=figure, label=label, currency=files.currency, title=title)

    return _by_factor(files, "morris", "mu_star", caption, draw)


def shares_of_variance(files: StudyFiles) -> Iterator[Sketch]:
    """Shares of the variance per figure."""
    caption = (
        "How much of what varies in the figure, luck aside, would be gone if the factor were known (dark: by itself; light: together with others), with the "
        f"interval of the whole bar. {_HOLLOW}"
    )

    def draw(table: pd.DataFrame, rows: pd.DataFrame, figure: str, label: str) -> tuple[str, Axes]:
        title = importance.finding(rows, label, "total")
        return title, importance.plot_shares(table, figure=figure, noise=files.tables.get("noise"), label=label, title=title)

    return _by_factor(files, "sobol", "total", caption, draw)


Draw = Callable[[pd.DataFrame, pd.DataFrame, str, str], tuple[str, Axes]]
"""(whole table, rows of a figure that have data, the figure, its name in a sentence) -> title and picture."""


def _by_factor(files: StudyFiles, name: str, column: str, caption: str, draw: Draw) -> Iterator[Sketch]:
    """A picture of what moves each of the first figures that have data."""
    table = files.tables[name].assign(factor=lambda frame: frame["factor"].map(files.factor))
    known = table[table[column].notna()]
    for figure in list(dict.fromkeys(known["figure"]))[:MOST_FIGURES]:
        title, ax = draw(table, known[known["figure"] == figure], figure, noun(figure))
        yield Sketch(f"{name}_{figure}".replace(".", "_"), f"What moves {noun(figure)}", title, caption, ax)


def settling(files: StudyFiles) -> Iterator[Sketch]:
    """The course over time in which a warm-up was looked for, and where it was cut."""
    found, courses = files.tables.get("warm_up"), files.tables["courses"]
    if found is None or not len(found) or not len(courses):
        return
    cuts = {files.name(str(row["policy"])): float(row["warm_up"]) for row in found.to_dict("records")}
    warm_up, course = files.warm_up, show(str(found["course"].iloc[0]))
    title = f"{course[:1].upper()}{course[1:]}: " + (
        f"the first {describe_hours(warm_up)} are left out" if warm_up else "nothing is left out"
    )
    ax = plot_welch(
        courses.assign(policy=courses["policy"].map(files.name)), cuts=cuts, warm_up=warm_up, label=course, title=title
    )
    caption = "Mean over the pilot's replications and its moving average (Welch 1983). What is shaded is left out of all figures."
    yield Sketch("warm_up", "When the start is forgotten", title, caption, ax)
