"""The command `firstfix drivers`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.app.runs import INCOMPLETE, command_line, json_option, plugin_option
from sim.app.screen import print_json, print_table, progress_bar, warn

if TYPE_CHECKING:
    from sim.study.drivers import Findings

_COLUMNS = ("driver", "figure", "as is", "with the lever", "difference", "its interval", "verdict")
_STEPS = ("lever", "reached", "added in this order", "as the last of all", "first less second")


@click.command()
@click.argument("experiment")
@click.option(
    "--replications", type=click.IntRange(min=2), metavar="N", help="Replications; the experiment's number if left out."
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one per core if left out. Results do not depend on it."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Directory to leave the page in; results/NAME if left out."
)
@plugin_option
@json_option
def drivers(experiment: str, replications: int | None, jobs: int | None, out: Path | None, as_json: bool) -> int:
    """Pull the levers of an EXPERIMENT file, one for each driver, and climb its staircase: one page, with a picture and a sentence each."""
    from sim.report.drivers import write
    from sim.study.drivers import carry_out
    from sim.study.experiment import read_experiment
    from sim.study.replicate import usual_jobs
    from sim.study.write import claim
    from sim.study.write_experiment import MARK

    file = read_experiment(experiment)
    folder = claim(out or Path("results") / file.path.stem, MARK)
    with progress_bar(quiet=as_json and not sys.stderr.isatty()) as progress:
        found = carry_out(file, replications, jobs=jobs or usual_jobs(), progress=progress)
    found.command = command_line()
    found.write(folder)
    page = write(folder)
    if as_json:
        print_json(_content(found, folder, page))
    else:
        _print(folder)
        click.echo(f"\nThe page is {page}")
    for each in found.failures[:5]:
        warn(f"replication {each.replication} of '{each.policy}' failed: {each.error}")
    return 0 if found.complete else INCOMPLETE


def _content(found: Findings, folder: Path, page: Path) -> dict[str, Any]:
    from sim.report.drivers import sentences

    return {
        "out": str(folder),
        "page": str(page),
        "complete": found.complete,
        "sentences": dict(sentences(folder)),
        "effects": found.effects.to_dict("records"),
        "staircase": found.staircase.to_dict("records"),
    }


def _print(folder: Path) -> None:
    """The effects, the sentences and the staircases, as the page has them."""
    from sim.report.drivers import printed

    effects, said, flights = printed(folder)
    if effects:
        print_table(_COLUMNS, effects, right=_COLUMNS[2:6])
        click.echo()
        for line in said:
            click.echo(line)
    for title, rows in flights:
        click.echo()
        print_table(_STEPS, rows, title=title, right=_STEPS[1:])
