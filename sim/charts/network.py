"""Where it happens: sites coloured by first-time fix and sized by their assets, on their country, with the stocking locations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from sim.charts.labels import place_labels
from sim.charts.outlines import View, into, polygons_in, view_of
from sim.charts.theme import BORDER, INK, LAND, MUTED, WATER, WIDTH, axes_or_new, figure_of, look, plain, write_title

FEWEST_VISITED = 20.0
"""Visited calls over all replications below which a site's fix rate is not shown: it would be chance."""

_VAN = "van"
_DEPOT: dict[str, Any] = {
    "marker": "s",
    "markersize": 7.5,
    "markerfacecolor": "none",
    "markeredgecolor": INK,
    "markeredgewidth": 1.5,
}
"""A hollow square, so that a site in the same place is seen."""


def plot_map(
    sites: pd.DataFrame,
    ax: Axes | None = None,
    *,
    network: pd.DataFrame | None = None,
    policies: Sequence[str] = (),
    replications: int = 1,
    title: str = "",
) -> Axes:
    """Draw a map per policy (one or two), all sites in the same colours.

    `sites` has the columns policy, site, latitude, longitude, assets, visited, fixed_first (calls, means over replications); `network` has
    location, kind, source, latitude, longitude. Sites without coordinates are left out. The axes given (or made) are the area for the maps.
    """
    with look():
        own = ax is None
        placed = sites[sites["latitude"].notna() & sites["longitude"].notna()]
        shown = list(policies) or list(dict.fromkeys(placed["policy"]))[:1]
        depots = _stocking(network)
        view = view_of([*placed["latitude"], *depots["latitude"]], [*placed["longitude"], *depots["longitude"]])
        side = len(shown) > 1 and view.shape < 1.25
        across, down = (len(shown), 1) if side else (1, len(shown))
        wide, high = 1.0 / across, 1.0 / down
        ax = axes_or_new(ax, min(down * (WIDTH * wide * 0.98 / view.shape + 0.3) + 1.35, 9.6), WIDTH)
        ax.set_axis_off()
        write_title(ax, title, own=own)
        norm = _norm(placed, replications)
        for at, policy in enumerate(shown):
            column, row = at % across, at // across
            panel = ax.inset_axes((column * wide, 1.0 - (row + 1) * high + 0.02 * high, wide * 0.98, high * 0.9))
            draw_country(panel, view)
            panel.set_title(plain(policy.replace("_", " ")), loc="left", fontsize=9.5, fontweight="bold")
            _sites(panel, placed[placed["policy"] == policy], view, norm, replications)
            _depots(panel, depots, view, labelled=True)
        _keys(ax, norm, placed, depots)
        return ax


def draw_country(ax: Axes, view: View) -> None:
    """Draw land, borders and water of a window with the right aspect, without ticks."""
    ax.set_facecolor(WATER)
    for polygon in polygons_in(view):
        closed = [np.vstack([ring, ring[:1]]) for ring in polygon]
        codes = np.concatenate([[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in closed])
        ax.add_patch(PathPatch(Path(np.vstack(closed), codes), facecolor=LAND, edgecolor=BORDER, linewidth=0.6, zorder=1))
    ax.set(xlim=(view.west, view.east), ylim=(view.south, view.north), xticks=[], yticks=[])
    ax.set_aspect(view.aspect)
    for spine in ax.spines.values():
        spine.set_visible(True)
        spine.set_edgecolor(BORDER)


def _stocking(network: pd.DataFrame | None) -> pd.DataFrame:
    """Stocking locations with coordinates, without the vans, which move."""
    if network is None or network.empty:
        return pd.DataFrame({"location": [], "kind": [], "source": [], "latitude": [], "longitude": []})
    return network[network["latitude"].notna() & network["longitude"].notna() & (network["kind"] != _VAN)]


def _norm(sites: pd.DataFrame, replications: int) -> Normalize:
    """Colour scale over the middle 96 % of the rates that are shown."""
    known = sites[sites["visited"] * replications >= FEWEST_VISITED]
    rates = (known["fixed_first"] / known["visited"]).to_numpy(dtype=float)
    low, high = (np.quantile(rates, [0.02, 0.98]) * 100) if len(rates) else (0.0, 100.0)
    return Normalize(np.floor(low), max(np.ceil(high), np.floor(low) + 1.0), clip=True)


def _sites(panel: Axes, block: pd.DataFrame, view: View, norm: Normalize, replications: int) -> None:
    """Circles of the sites, the small ones on top."""
    block = block.sort_values("assets", ascending=False, kind="stable")
    enough = (block["visited"] * replications >= FEWEST_VISITED).to_numpy()
    x, y, size = into(view, block["longitude"]), block["latitude"].to_numpy(), _area(block["assets"])
    rates = 100.0 * block["fixed_first"].to_numpy(dtype=float) / np.maximum(block["visited"].to_numpy(dtype=float), 1e-12)
    for area in np.unique(size)[::-1]:  # one size at a time keeps the file small
        few, many = (size == area) & ~enough, (size == area) & enough
        panel.scatter(x[few], y[few], s=area, facecolors="white", edgecolors=MUTED, linewidths=0.6, zorder=3)
        style: dict[str, Any] = {"cmap": "cividis", "norm": norm, "edgecolors": "white", "linewidths": 0.4, "zorder": 4}
        panel.scatter(x[many], y[many], s=area, c=rates[many], **style)


def _area(assets: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Marker area in square points: proportional to the assets from a smallest size on, in steps of a tenth (few shapes, small files)."""
    steps = np.round(np.log(np.maximum(assets.to_numpy(dtype=float), 1.0)) / np.log(1.1))
    return np.asarray(np.clip(3.2 * 1.1**steps, 9.0, 420.0))


def _depots(panel: Axes, depots: pd.DataFrame, view: View, *, labelled: bool) -> None:
    """Squares of the stocking locations, thin lines to their sources, names where there is room."""
    if depots.empty:
        return
    x, y = into(view, depots["longitude"]), depots["latitude"].to_numpy(dtype=float)
    at = dict(zip(depots["location"], zip(x, y, strict=True), strict=True))
    for name, source in zip(depots["location"], depots["source"], strict=True):
        if source in at:
            panel.plot(*zip(at[source], at[name], strict=True), color=INK, linewidth=0.8, alpha=0.55, zorder=2)
    panel.plot(x, y, linestyle="none", zorder=5, **{**_DEPOT, "markeredgecolor": "white", "markeredgewidth": 3.5})
    panel.plot(x, y, linestyle="none", zorder=5, **_DEPOT)
    if labelled:
        place_labels(
            panel,
            list(zip(x, y, strict=True)),
            [str(name).replace("_", " ") for name in depots["location"]],
            size=7.5,
            optional=True,
        )


def _keys(ax: Axes, norm: Normalize, sites: pd.DataFrame, depots: pd.DataFrame) -> None:
    """Colour bar and legend of sizes below the maps."""
    bar = figure_of(ax).colorbar(
        ScalarMappable(norm=norm, cmap="cividis"), ax=ax, orientation="horizontal", location="bottom", shrink=0.42, aspect=26, anchor=(0.0, 0.5),
        pad=0.01, extend="both",
    )  # fmt: skip
    bar.set_label("First-time fix of the site (% of visited calls)", fontsize=8.5)
    bar.ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    bar.ax.tick_params(labelsize=8)
    bar.outline.set_visible(False)
    sizes = sorted({1, max(1, round(float(sites["assets"].max()) / 4)), int(sites["assets"].max())}) if len(sites) else []
    handles = [
        Line2D(
            [],
            [],
            marker="o",
            linestyle="none",
            color=MUTED,
            markersize=float(np.sqrt(_area(pd.Series([size]))[0])),
            label=_count(size),
        )
        for size in sizes
    ]
    handles.append(
        Line2D([], [], marker="o", linestyle="none", markerfacecolor="white", color=MUTED, markersize=5, label="too few calls")
    )
    if len(depots):
        handles.append(Line2D([], [], linestyle="none", label="stocking location", **_DEPOT))
    bar.ax.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(1.12, 0.2),
        ncols=3,
        fontsize=8,
        columnspacing=1.6,
        handletextpad=0.9,
        labelspacing=1.5,
    )


def _count(assets: int) -> str:
    return f"{assets:,} asset" if assets == 1 else f"{assets:,} assets"
