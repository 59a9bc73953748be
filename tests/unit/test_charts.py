"""Pictures: they hold what the table holds, stay legible, look the same each time, and the map is where it should be."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import sample_out
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.text import Annotation

from sim.charts import outlines
from sim.charts.forest import plot_differences
from sim.charts.labels import place_labels
from sim.charts.network import plot_map
from sim.charts.outlines import View
from sim.charts.scores import plot_scores
from sim.charts.stacks import plot_stack
from sim.charts.stock import plot_stock
from sim.charts.theme import BETTER, FILL_COLOURS, LINE_COLOURS, WORSE, axes_or_new, figure_of, plain, policy_styles, save
from sim.charts.tradeoff import plot_tradeoff

HEADLINE = ("cost", "first_time_fix_rate", "availability", "response_compliance")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_out.write_out(tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def frame(out: Path) -> pd.DataFrame:
    return pd.read_csv(out / "comparison.csv")


def profile(out: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(out / "profiles" / f"{name}.csv", keep_default_na=False, na_values={"latitude": "", "longitude": ""})


def stack(out: Path) -> pd.DataFrame:
    del out
    return pd.DataFrame(
        [("a", "travel", 2.0), ("a", "repair", 1.0), ("b", "travel", 1.5), ("b", "repair", 3.0), ("b", "refund", -1.0)],
        columns=["policy", "part", "value"],
    )


PLOTS: dict[str, Callable[[Path, pd.DataFrame, Axes | None], Axes]] = {
    "tradeoff": lambda out, frame, ax: plot_tradeoff(frame, ax, title="a finding"),
    "differences": lambda out, frame, ax: plot_differences(frame, ax, figures=HEADLINE, title="a finding"),
    "stack": lambda out, frame, ax: plot_stack(stack(out), ax, unit="h", axis_label="hours", title="a finding"),
    "stock": lambda out, frame, ax: plot_stock(profile(out, "stock"), ax, warm_up=2190.0, title="a finding"),
    "map": lambda out, frame, ax: plot_map(profile(out, "sites"), ax, network=profile(out, "network"), title="a finding"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_draws_into_the_axes_given(name: str, out: Path, frame: pd.DataFrame) -> None:
    ax = Figure(figsize=(8, 5)).add_subplot()
    assert PLOTS[name](out, frame, ax) is ax
    assert ax.get_title(loc="left") == "a finding"


@pytest.mark.slow
def test_the_same_picture_is_the_same_bytes(frame: pd.DataFrame, tmp_path: Path) -> None:
    files = [save(figure_of(plot_tradeoff(frame)), tmp_path / place, "x") for place in ("one", "two")]
    for first, second in zip(*files, strict=True):
        assert first.read_bytes() == second.read_bytes()
    assert "<dc:date>" not in files[0][0].read_text(encoding="utf-8")


def test_drawing_leaves_the_users_settings_alone(frame: pd.DataFrame) -> None:
    before = dict(mpl.rcParams)
    plot_tradeoff(frame)
    assert dict(mpl.rcParams) == before


def test_labels_neither_overlap_nor_leave_the_picture() -> None:
    ax = axes_or_new(None, 4.0)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    points = [(0.5 + 0.012 * at, 0.5 + 0.01 * (at % 3)) for at in range(9)]
    assert place_labels(ax, points, [f"policy number {at}" for at in range(9)]) == 9
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    frame = ax.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1 for box in boxes)


def test_optional_labels_without_room_are_left_out() -> None:
    ax = axes_or_new(None, 1.6, 2.0)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    written = place_labels(ax, [(0.5, 0.5)] * 40, ["a rather long label"] * 40, optional=True)
    assert 0 < written < 40


def test_tradeoff_stands_at_the_means_with_the_intervals_of_differences(frame: pd.DataFrame) -> None:
    ax = plot_tradeoff(frame)
    cost = frame[frame["figure"] == "cost"].set_index("policy")
    points = {(round(line.get_xdata()[0], 9), line.get_marker()) for line in ax.lines if line.get_linestyle() == "None"}
    assert {x for x, _ in points} == {round(mean * 1e-6, 9) for mean in cost["mean"]}
    assert len({marker for _, marker in points}) == len(cost)
    widths = sorted({round(patch.width, 9) for patch in ax.patches if isinstance(patch, Ellipse)})
    compared = cost[cost["difference"].notna()]
    assert widths == pytest.approx(sorted((compared["difference_high"] - compared["difference_low"]) * 1e-6), abs=1e-8)
    assert ax.get_xlabel() == "Service cost (M EUR a year)"
    assert any(text.get_text() == "lean vans (baseline)" for text in ax.texts)


def test_labels_of_the_tradeoff_keep_clear_of_the_crosses(tmp_path: Path) -> None:
    frame = pd.read_csv(sample_out.write_out(tmp_path, policies=sample_out.POLICIES[:3], replications=3) / "comparison.csv")
    ax = plot_tradeoff(frame)
    arms = [line.get_window_extent() for line in ax.lines if line.get_linestyle() == "-"]
    assert len(arms) == 4
    labels = [text.get_window_extent() for text in ax.texts if text.get_text()]
    assert not [
        1
        for label in labels
        for arm in arms
        if label.x0 < arm.x1 and arm.x0 < label.x1 and label.y0 < arm.y1 and arm.y0 < label.y1
    ]


def test_tradeoff_of_one_replication_has_no_intervals(tmp_path: Path) -> None:
    frame = pd.read_csv(sample_out.write_out(tmp_path, replications=1) / "comparison.csv")
    assert not [patch for patch in plot_tradeoff(frame).patches if isinstance(patch, Ellipse)]


def test_differences_are_coloured_by_verdict_only(frame: pd.DataFrame) -> None:
    ax = plot_differences(frame, figures=HEADLINE)
    panels = ax.child_axes
    assert len(panels) == 4
    words = [(text.get_text(), text.get_color()) for panel in panels for text in panel.texts]
    expected = frame[frame["figure"].isin(HEADLINE) & frame["difference"].notna()]["verdict"]
    assert sorted(word for word, _ in words) == sorted(expected.replace("no detectable difference", "not detectable"))
    assert {colour for word, colour in words if word == "better"} == {BETTER}
    assert {colour for word, colour in words if word == "worse"} == {WORSE}
    assert not {colour for word, colour in words if word == "not detectable"} & {BETTER, WORSE}


def test_stack_adds_up_and_leaves_out_income(out: Path) -> None:
    ax = plot_stack(stack(out), unit="h")
    bars = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    ends = {row: max(bar.get_x() + bar.get_width() for bar in bars if round(bar.get_y() + 0.31) == row) for row in (0, 1)}
    assert ends == pytest.approx({0: 3.0, 1: 4.5})
    assert {" 3.0", " 4.5"} <= {text.get_text() for text in ax.texts}


def test_a_million_is_written_out() -> None:
    ax = plot_stack(pd.DataFrame([("a", "purchase", 950_000.0)], columns=["policy", "part", "value"]))
    figure_of(ax).draw_without_rendering()
    ticks = [label.get_text() for label in ax.get_xticklabels()]
    assert "1,000,000" in ticks
    assert not [tick for tick in ticks if "e" in tick]


def test_many_parts_are_joined_as_other() -> None:
    rows = [("a", f"part {at}", 10.0 - at) for at in range(10)]
    ax = plot_stack(pd.DataFrame(rows, columns=["policy", "part", "value"]), most=4)
    names = [text.get_text() for text in figure_of(ax).legends[0].get_texts()]
    assert names == ["part 0", "part 1", "part 2", "other"]


def test_title_legend_and_plot_do_not_overlap() -> None:
    rows = [(policy, f"part {at}", 10.0 - at) for policy in ("a", "b") for at in range(9)]
    frame = pd.DataFrame(rows, columns=["policy", "part", "value"])
    ax = plot_stack(
        frame, most=9, title="a finding that is long enough to be written on two lines of the picture, as many findings are"
    )
    figure = figure_of(ax)
    figure.draw_without_rendering()
    title, legend, plot = figure.texts[0].get_window_extent(), figure.legends[0].get_window_extent(), ax.get_window_extent()
    assert figure.bbox.y1 >= title.y1 > title.y0 >= legend.y1 > legend.y0 >= plot.y1


def test_stock_has_a_panel_per_policy_on_common_axes(out: Path) -> None:
    panels = plot_stock(profile(out, "stock")).child_axes
    assert [panel.get_title(loc="left") for panel in panels] == [name.replace("_", " ") for name in sample_out.POLICIES]
    assert len({panel.get_ylim() for panel in panels}) == 1
    assert panels[0].lines[0].get_xdata()[-1] == 64  # weeks, from hours


def test_map_shows_sites_with_coordinates_and_hides_rates_of_few_calls(out: Path) -> None:
    sites = profile(out, "sites")
    sites.loc[sites["site"] == "Kiel", ["latitude", "longitude"]] = math.nan
    panel = plot_map(sites, policies=["lean_vans"], replications=2).child_axes[0]
    drawn = [each for each in panel.collections if isinstance(each, PathCollection)]
    assert sum(len(each.get_offsets()) for each in drawn) == len(sample_out.TOWNS) - 1
    hollow = [place for each in drawn for place in each.get_offsets() if each.get_array() is None]
    assert [tuple(place) for place in hollow] == [(13.46, 48.57)]  # Passau: 6.5 calls in each of 2 replications
    assert panel.get_aspect() == pytest.approx(1 / math.cos(math.radians(sum(panel.get_ylim()) / 2)))


def test_names_are_drawn_as_they_stand_and_short() -> None:
    assert plain("a\nb\x00c") == "a b c"
    assert plain("x" * 50) == "x" * 33 + "…"
    ax = axes_or_new(None, 3.0)
    place_labels(ax, [(0.5, 0.5)], [r"$\frac{1}{$"])
    assert [text.get_text() for text in ax.texts if isinstance(text, Annotation) and text.get_text()] == [r"$\frac{1}{$"]


def test_colours_can_be_told_apart() -> None:
    for colours in (FILL_COLOURS, LINE_COLOURS):
        assert len(set(colours)) == len(colours)
    styles = policy_styles([f"p{at}" for at in range(9)], "p0")
    assert len({marker for _, marker in styles.values()}) == 9


# ---------------------------------------------------------------- outlines
def test_germany_is_where_it_should_be() -> None:
    view = outlines.view_of([47.6, 54.8], [6.1, 14.9])
    inside = np.vstack([ring for polygon in outlines.polygons_in(view) for ring in polygon])
    wide, high = 0.05 * (view.east - view.west), 0.05 * (view.north - view.south)
    assert view.west - wide - 1e-9 <= inside[:, 0].min()
    assert inside[:, 1].max() <= view.north + high + 1e-9
    covering = [polygon for polygon in outlines.polygons_in(view) if contains(polygon[0], 9.0, 51.0)]
    assert len(covering) == 1
    assert not contains(covering[0][0], 2.35, 48.85)  # Paris
    assert contains(covering[0][0], 13.4, 52.5)  # Berlin


def contains(ring: outlines.Ring, x: float, y: float) -> bool:
    """Ray casting."""
    following = np.roll(ring, -1, axis=0)
    crosses = (ring[:, 1] > y) != (following[:, 1] > y)
    step = following[crosses] - ring[crosses]
    return bool(np.sum(ring[crosses, 0] + (y - ring[crosses, 1]) / step[:, 1] * step[:, 0] > x) % 2)


def test_a_window_across_the_antimeridian_is_the_short_way_round() -> None:
    view = outlines.view_of([-17.0, -18.5], [179.0, -179.5])
    assert view.east - view.west < 10
    assert view.west < 179.0 < 180.5 < view.east
    assert outlines.into(view, [179.0, -179.5]).tolist() == [179.0, 180.5]
    assert any(ring[:, 0].min() < 180 for polygon in outlines.polygons_in(view) for ring in polygon)
    assert all(ring[:, 0].max() > view.west - 2 for polygon in outlines.polygons_in(view) for ring in polygon)


def test_unwrapping_and_clipping() -> None:
    square = np.array([[179.0, 0.0], [-179.0, 0.0], [-179.0, 2.0], [179.0, 2.0]])
    assert outlines.unwrap(square)[:, 0].tolist() == [179.0, 181.0, 181.0, 179.0]
    big = np.array([[-10.0, -10.0], [10.0, -10.0], [10.0, 10.0], [-10.0, 10.0]])
    clipped = outlines.clip(big, View(-1.0, -2.0, 3.0, 4.0))
    assert {tuple(point) for point in clipped} == {(-1.0, -2.0), (3.0, -2.0), (3.0, 4.0), (-1.0, 4.0)}
    assert len(outlines.clip(big, View(20.0, 20.0, 30.0, 30.0))) == 0


@pytest.mark.parametrize("places", [([50.1], [8.7]), ([59.9, 69.6], [10.7, 18.9]), ([40.7, 34.0], [-74.0, -118.0])])
def test_a_window_has_a_shape_fit_for_a_page(places: tuple[list[float], list[float]]) -> None:
    view = outlines.view_of(*places)
    assert 0.6 <= view.shape <= 2.0
    assert all(view.south < latitude < view.north for latitude in places[0])
    assert all(view.west < longitude < view.east for longitude in places[1])


def test_scores_name_what_lies_outside_once_per_side() -> None:
    frame = pd.DataFrame(
        {
            "area": ["A queueing"] * 4 + ["B machines"] * 2,
            "case": ["A01", "A02", "A02", "A02", "B01", "B01"],
            "z": [0.3, 3.1, 2.8, -3.0, 9.0, float("-inf")],
        }
    )
    ax = plot_scores(frame, limit=2.58, budget=4.0)
    named = [(text.get_text(), text.xy[0] > 0) for text in ax.texts]
    assert named == [("A02", True), ("A02", False), ("B01", True), ("B01", False)]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["A queueing", "B machines"]
    assert all(abs(x) <= 5 for line in ax.lines for x in line.get_xdata())
