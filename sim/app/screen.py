"""What the user sees: tables and progress on a terminal, plain lines in a pipe, JSON for machines."""

from __future__ import annotations

import codecs
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sim.study.outcome import Outcome
    from sim.study.replicate import Progress


_PLAIN = {"−": "-", "–": "-", "—": "-", "₂": "2", "÷": "/", "≥": ">=", "≤": "<=", "→": "->", "×": "x", "µ": "u", "…": "..."}


def prepare_streams() -> None:
    """Make output safe everywhere: UTF-8 for pipes on Windows, plain characters where an encoding lacks the finer ones."""
    codecs.register_error("firstfix", _plainer)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if sys.platform == "win32" and not stream.isatty() and "PYTHONIOENCODING" not in os.environ:
            reconfigure(encoding="utf-8", errors="firstfix")
        else:
            reconfigure(errors="firstfix")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Write what the encoding lacks in plain characters, or as '?'."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in lacking), error.end


def print_json(content: Any) -> None:
    """Print one JSON document in ASCII, which every pipe carries; NaN becomes null."""
    from sim.study.write import finite

    click.echo(json.dumps(finite(content), indent=2, allow_nan=False))


def warn(text: str) -> None:
    """Say something on stderr."""
    click.echo(text, err=True)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "", right: Sequence[str] = ()) -> None:
    """Print a table: ruled on a terminal, aligned columns in a pipe. Columns named in `right` are set flush right."""
    if sys.stdout.isatty():
        _print_ruled(columns, rows, title, right)
        return
    widths = [max(len(row[place]) for row in [columns, *rows]) for place in range(len(columns))]
    if title:
        click.echo(title)
    for row in [columns, *rows]:
        cells = [
            cell.rjust(width) if name in right else cell.ljust(width)
            for name, cell, width in zip(columns, row, widths, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _print_ruled(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str, right: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress_bar(total: int = 0, *, quiet: bool = False) -> Iterator[Progress | None]:
    """A bar on stderr while replications are computed; in a pipe one line when they are done. The total may grow on the way."""
    if quiet:
        yield None
        return
    if sys.stderr.isatty():
        with _rich_bar(total) as report:
            yield report
        return
    begin, finished = time.perf_counter(), [0, total]

    def count(done: int, planned: int, outcome: Outcome) -> None:
        del outcome
        finished[:] = done, planned

    try:
        yield count
    finally:
        if finished[1]:
            warn(f"{finished[0]} of {finished[1]} replications in {time.perf_counter() - begin:.1f} s")


@contextmanager
def _rich_bar(total: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Simulating", total=total or None)

        def advance(done: int, planned: int, outcome: Outcome) -> None:
            del outcome
            bar.update(task, completed=done, total=planned)

        yield advance
