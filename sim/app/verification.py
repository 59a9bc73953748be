"""The command `firstfix verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.app.runs import INCOMPLETE, json_option
from sim.app.screen import print_json, print_table, progress_bar, warn

if TYPE_CHECKING:
    from sim.verification.verify import Verification

_COLUMNS = ("case", "figure", "unit", "reference", "theory", "simulated", "interval", "z", "verdict")
_RIGHT = ("reference", "simulated", "interval", "z")


@click.command()
@click.option(
    "--area", "areas", multiple=True, metavar="LETTER", help="Only the cases of an area, A to L; may be given several times."
)
@click.option("--case", "ids", multiple=True, metavar="ID", help="Only this case, such as A01; may be given several times.")
@click.option(
    "--quick/--full", default=True, help="Minutes, or up to forty of them with four times the precision.", show_default=True
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one per core if left out. Results do not depend on it."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Names the luck of the simulations.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Leave page, table, picture and scenarios here.")
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the verification report as Markdown here.",
)
@json_option
def verify(
    areas: tuple[str, ...],
    ids: tuple[str, ...],
    quick: bool,
    jobs: int | None,
    seed: int,
    out: Path | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """Hold the simulator against theory: cases with known answers, computed and simulated.

    Exit code 0 only when the overall verdict holds.
    """
    from sim.study.replicate import usual_jobs
    from sim.study.write import claim
    from sim.verification.cases import choose, read_cases
    from sim.verification.trial import FULL, QUICK
    from sim.verification.verify import verify as verify_cases
    from sim.verification.write import MARK, summary, write, write_report

    cases = choose(read_cases(), ids, areas)
    if out is not None:
        claim(out, MARK)
    with progress_bar(quiet=as_json and not sys.stderr.isatty()) as progress:
        found = verify_cases(cases, QUICK if quick else FULL, seed=seed, jobs=jobs or usual_jobs(), progress=progress)
    written = write(found, out) if out is not None else None
    if page is not None:
        write_report(found, page)
    if as_json:
        print_json(summary(found) | ({"out": str(out)} if out else {}))
    else:
        print_verification(found)
        if written:
            click.echo(f"\nThe page is {written}")
    return 0 if found.overall.holds else INCOMPLETE


def print_verification(found: Verification) -> None:
    """Print every figure, then the verdict."""
    from sim.verification import words

    shown = [words.cells(row) for row in found.rows]
    print_table(_COLUMNS, [[cell[column] for column in _COLUMNS] for cell in shown], right=_RIGHT)
    for case in found.cases:
        if case.waits_for:
            click.echo(f"{case.id} is not simulated yet; it waits for: {case.waits_for}")
        elif case.outside:
            click.echo(f"{case.id} is not simulated: {case.outside}")
    for key, reason in found.failures.items():
        warn(f"{key}: {reason}")
    click.echo(f"\n{words.finding(found.overall)}")
    for line in words.tests(found.overall):
        click.echo(f"  {line}")
    click.echo(f"Verdict: {found.overall.verdict} ({words.basis(found)})")
