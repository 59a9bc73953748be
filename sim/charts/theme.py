"""How every picture looks: one typeface, quiet axes, colours that colour-blind readers can tell apart, files equal to the byte.

Colours are Okabe and Ito's (2008), less black and the yellow that vanishes on paper where lines are drawn. No meaning is carried by
colour alone: policies also have their own marker and a label, verdicts their word.
"""

from __future__ import annotations

import re
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.text import Text

INK = "#1b2733"
MUTED = "#55616d"
GRID = "#dde3e8"
WATER = "#e4edf3"
LAND = "#f7f8f6"
BORDER = "#aab4bd"
BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, YELLOW = "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"
SLATE, PALE = "#6b7783", "#c3cad0"

LINE_COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
FILL_COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, YELLOW, SLATE, PALE)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
BETTER, WORSE, NEUTRAL = "#00684b", "#a33c00", MUTED
"""Dark enough to be read as text on white (contrast above 5.5 to 1)."""

WIDTH = 7.2
"""Inches of a picture as wide as the page's column."""
_PAD = 0.08
"""Inches of air around what stands in a picture."""

_LOOK: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "firstfix",
    "path.simplify": True,
}


@contextmanager
def look() -> Iterator[None]:
    """Draw within this theme; glyphs that the typeface lacks are drawn as boxes without a warning each."""
    with mpl.rc_context(_LOOK), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def axes_or_new(ax: Axes | None, height: float, width: float = WIDTH) -> Axes:
    """The axes given, or those of a new figure of that size in inches."""
    if ax is not None:
        return ax
    figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(w_pad=_PAD, h_pad=_PAD))
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def figure_of(ax: Axes) -> Figure:
    """The whole figure that the axes stand in."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def write_title(ax: Axes, title: str, *, own: bool) -> None:
    """Put the finding on top: over the whole figure when the figure is ours, over the axes otherwise."""
    if not title:
        return
    if not own:
        ax.set_title(textwrap.fill(plain(title, 240), 60), loc="left", fontsize=10.5, fontweight="bold")
        return
    figure = figure_of(ax)
    top = _free_top(figure)
    lines = figure.text(0.012, top, textwrap.fill(plain(title, 240), 74), va="top", fontsize=11.5, fontweight="bold")
    _reserve(figure, lines)


def write_legend(ax: Axes, keys: Sequence[Artist], names: Sequence[str], *, own: bool, columns: int, handle: float = 1.1) -> None:
    """Put the legend above the picture, below the title that was written before."""
    if not own:
        ax.legend(keys, names, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, fontsize=8, handlelength=handle)
        return
    figure = figure_of(ax)
    legend = figure.legend(
        keys, names, loc="upper left", bbox_to_anchor=(0.012, _free_top(figure)), borderaxespad=0.0, borderpad=0.0, ncols=columns, fontsize=8.5,
        handlelength=handle, handleheight=1.0, columnspacing=1.4,
    )  # fmt: skip
    _reserve(figure, legend)


def _free_top(figure: Figure) -> float:
    """Height, as a share of the figure's, below which nothing is reserved yet."""
    engine = figure.get_layout_engine()
    assert isinstance(engine, ConstrainedLayoutEngine)
    return float(engine.get()["rect"][3]) - _PAD / float(figure.get_size_inches()[1])


def _reserve(figure: Figure, artist: Text | Legend) -> None:
    """Keep the plot below what was written on top of the figure."""
    artist.set_in_layout(False)
    engine = figure.get_layout_engine()
    assert isinstance(engine, ConstrainedLayoutEngine)
    engine.set(rect=(0.0, 0.0, 1.0, _free_top(figure) - artist.get_window_extent().height / figure.bbox.height))


def plain(text: str, most: int = 34) -> str:
    """A name as one short line without control characters, fit for a label."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def ending(text: str, most: int = 34) -> str:
    """The same, but a long name loses its beginning: the end of a path says what it is."""
    line = plain(text, len(text) + 1)
    return line if len(line) <= most else "…" + line[len(line) - most + 1 :].lstrip()


def text_colour(colour: str) -> str:
    """The colour of a mark, dark enough to read text in it on white."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    darker = min(1.0, 300 / max(red + green + blue, 1))
    return "#" + "".join(f"{int(part * darker):02x}" for part in (red, green, blue))


def policy_styles(policies: Sequence[str], baseline: str) -> dict[str, tuple[str, str]]:
    """Colour and marker of each policy, the same in every picture; the baseline is slate."""
    others = [policy for policy in policies if policy != baseline]
    styles = {
        policy: (LINE_COLOURS[at % len(LINE_COLOURS)], MARKERS[1 + at % (len(MARKERS) - 1)]) for at, policy in enumerate(others)
    }
    return {baseline: (SLATE, MARKERS[0]), **styles}


def save(figure: Figure, folder: Path, name: str) -> tuple[Path, Path]:
    """Write name.svg and name.png (200 dots per inch) without dates or random ids: the same picture is the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    svg, png = folder / f"{name}.svg", folder / f"{name}.png"
    with look():
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # settled; both files take the layout as it is
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
    svg.write_text(slim(svg.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return svg, png


_PLACES = re.compile(r'(?<= )(d|x|y)="([^"]*)"')
_LONG = re.compile(r"-?\d+\.\d{3,}")


def slim(svg: str) -> str:
    """The SVG with coordinates to a hundredth of a point, half the size and to the eye the same."""
    return _PLACES.sub(lambda place: f'{place[1]}="{_LONG.sub(lambda number: f"{float(number[0]):.2f}", place[2])}"', svg)
