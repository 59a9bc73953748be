"""The page a manager reads, built from the files of an out directory: `sim.report.write(directory)`."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write"]


def write(out_dir: Path) -> Path:
    """Write charts/*.svg, charts/*.png and report.html into an out directory, from its files alone; return the page's path.

    Raises :class:`sim.errors.UsageError` when the directory lacks what a report needs.
    """
    from sim.report.page import write as write_page

    return write_page(Path(out_dir))
