"""What a figure is made of, policy by policy: stacked bars of miss causes, downtime stages and cost categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.charts.scale import Scale, scale_for
from sim.charts.theme import FILL_COLOURS, INK, PALE, WIDTH, axes_or_new, figure_of, look, plain, write_legend, write_title

REST = "other"


def plot_stack(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    unit: str = "",
    axis_label: str = "",
    currency: str = "EUR",
    order: Sequence[str] = (),
    most: int = 8,
    title: str = "",
) -> Axes:
    """Draw a horizontal bar per policy, stacked from its parts.

    `frame` has the columns policy, part, value. Parts stand in `order`, or else largest first; beyond `most` the smallest are joined as 'other'.
    Only amounts above zero can be stacked; the caller says what it left out.
    """
    with look():
        own = ax is None
        table = frame[frame["value"] > 0].pivot_table(
            index="policy", columns="part", values="value", aggfunc="sum", fill_value=0.0, observed=True
        )
        policies = [policy for policy in dict.fromkeys(frame["policy"]) if policy in table.index]
        table = _arranged(table.loc[policies], order, most)
        ax = axes_or_new(ax, 1.45 + 0.25 * -(-len(table.columns) // 4) + 0.42 * len(policies), WIDTH)
        totals = table.sum(axis=1)
        scale = scale_for(unit, totals, currency)
        ax.set_xlim(0.0, max(float(totals.max()) * scale.factor, 1e-12) * 1.13 if len(totals) else 1.0)
        ax.set_ylim(len(policies) - 0.45, -0.55)
        colours = colours_of(list(table.columns))
        _draw(ax, table, scale, colours)
        ax.set_yticks(range(len(policies)), [plain(policy.replace("_", " "), 26) for policy in policies])
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        ax.xaxis.set_major_locator(MaxNLocator(6))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda tick, _position: f"{tick:,.12g}"))
        ax.set_xlabel(f"{axis_label} ({scale.axis})" if scale.axis else axis_label)
        ax.grid(True, axis="x")
        write_title(ax, title, own=own)
        write_legend(ax, *ax.get_legend_handles_labels(), own=own, columns=4)
        _write_values(ax, table, scale, colours)
        return ax


def _arranged(table: pd.DataFrame, order: Sequence[str], most: int) -> pd.DataFrame:
    """Columns in the order wished, or by size; the smallest joined when there are too many."""
    if order:
        known = [part for part in order if part in table.columns]
        return table[[*known, *[part for part in table.columns if part not in known]]]
    sizes = table.sum().sort_values(ascending=False, kind="stable")
    if len(sizes) <= most:
        return table[list(sizes.index)]
    kept = [part for part in sizes.index if part != REST][: most - 1]
    return table[kept].assign(**{REST: table.drop(columns=kept).sum(axis=1)})


def colours_of(parts: Sequence[str]) -> Mapping[str, str]:
    """A fill colour per part; 'other' is pale."""
    named = [part for part in parts if part != REST]
    colours = {part: FILL_COLOURS[at % len(FILL_COLOURS)] for at, part in enumerate(named)}
    return {**colours, REST: PALE}


def _draw(ax: Axes, table: pd.DataFrame, scale: Scale, colours: Mapping[str, str]) -> None:
    """The bars, a legend entry per part."""
    start = pd.Series(0.0, index=table.index)
    for part in table.columns:
        width = table[part] * scale.factor
        ax.barh(
            range(len(table)), width, left=start, height=0.62, color=colours[part], edgecolor="white", linewidth=0.8,
            label=plain(str(part).replace("_", " ")),
        )  # fmt: skip
        start = start + width


def _write_values(ax: Axes, table: pd.DataFrame, scale: Scale, colours: Mapping[str, str]) -> None:
    """Each part's number where its bar is wide enough, and the total at the end."""
    figure_of(ax).draw_without_rendering()
    low, high = ax.get_xlim()
    pixels = ax.get_window_extent().width / (high - low) if high > low else 0.0
    for at, (_, row) in enumerate(table.iterrows()):
        start = 0.0
        for part, value in row.items():
            width = float(value) * scale.factor
            text = ax.text(start + width / 2, at, scale.digits(float(value)), ha="center", va="center", fontsize=7.8)
            text.set_in_layout(False)
            text.set_color("white" if _luminance(colours[str(part)]) < 0.22 else INK)
            if text.get_window_extent().width * 1.25 > width * pixels:
                text.remove()
            start += width
        ax.text(start, at, f" {scale.digits(float(row.sum()))}", ha="left", va="center", fontsize=8.8, fontweight="bold")


def _luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 black to 1 white."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
