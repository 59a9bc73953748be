"""Pages of what was planned: a template set in the report's style, with its pictures inside."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STYLE = Path(__file__).parents[1] / "report" / "templates"


def set_page(template: Path, **words: Any) -> str:
    """The page that a template makes of these words."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([template.parent, _STYLE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template.name).render(**words)


def keep_picture(ax: Axes, folder: Path, name: str) -> str:
    """Write a picture as SVG and PNG into a folder; returns it as a data: URI for a page."""
    from sim.charts.theme import figure_of, save

    svg, _ = save(figure_of(ax), folder, name)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.read_bytes()).decode("ascii")
