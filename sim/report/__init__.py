"""The page a manager reads, built from the files of an out directory.

The package is called: `sim.report("results/tiny")` writes charts/ and report.html into the directory and returns the page's path.
"""

from __future__ import annotations

import sys
from os import PathLike
from pathlib import Path
from types import ModuleType

__all__ = ["write"]


def write(out_dir: str | PathLike[str]) -> Path:
    """Write charts/*.svg, charts/*.png and report.html into an out directory of a comparison or a study, from its files alone; return the page's path.

    Raises :class:`sim.errors.UsageError` when the directory lacks what a report needs or cannot be written to.
    """
    from sim.report import page, study
    from sim.report.study_files import MARK

    path = Path(out_dir)
    return study.write(path) if (path / MARK).is_file() else page.write(path)


class _Writer(ModuleType):
    """Lets the package be called: `sim.report(directory)`."""

    def __call__(self, out_dir: str | PathLike[str]) -> Path:
        return write(out_dir)


sys.modules[__name__].__class__ = _Writer
