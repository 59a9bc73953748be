"""What the commands that plan by theory and prove by simulation have in common: `firstfix plan` and `firstfix staff`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.app.runs import INCOMPLETE, mourn_replications
from sim.app.screen import progress_bar

if TYPE_CHECKING:
    from sim.study.compare import Comparison
    from sim.study.replicate import Progress

F = TypeVar("F", bound=Callable[..., Any])


def policy_option(whose: str) -> Callable[[F], F]:
    """The policy to plan for."""
    return click.option("--policy", metavar="NAME", help=f"Policy whose {whose}; the baseline if left out.")


def proof_options(proved: str) -> Callable[[F], F]:
    """How much is simulated, on how many processes, and where everything is left."""

    def add(command: F) -> F:
        for option in (
            click.option(
                "--out", type=click.Path(path_type=Path), metavar="DIR", help="Leave the overlay, tables, picture and page here."
            ),
            click.option(
                "--jobs",
                type=click.IntRange(min=1),
                metavar="N",
                help="Processes; one per core if left out. Results do not depend on it.",
            ),
            click.option(
                "--replications",
                type=click.IntRange(min=0),
                metavar="N",
                help=f"Replications of {proved}; 0: theory alone; the scenario's number if left out.",
            ),
        ):
            command = option(command)
        return command

    return add


@contextmanager
def proving(out: Path | None, mark: str, *, as_json: bool) -> Iterator[Progress | None]:
    """Make sure of the directory before the work begins, and show how it goes on."""
    from sim.study.write import claim

    if out is not None:
        claim(out, mark)
    with progress_bar(quiet=as_json and not sys.stderr.isatty()) as progress:
        yield progress


def exit_code(proof: Comparison | None) -> int:
    """Name the replications that are missing, if any; 0 when all are there, or none were asked for."""
    if proof is None:
        return 0
    mourn_replications(proof, "", "were finished")
    return 0 if proof.complete else INCOMPLETE
