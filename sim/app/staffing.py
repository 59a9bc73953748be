"""The command `firstfix staff`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sim.app.runs import INCOMPLETE, mourn_replications, scenario_options
from sim.app.screen import print_json, print_table, progress_bar


@click.command()
@scenario_options
@click.option("--policy", metavar="NAME", help="Policy whose desk is staffed; the baseline if left out.")
@click.option(
    "--target",
    required=True,
    metavar="TARGET",
    help="What the agents must reach: '80 % in 20 s' (calls answered in that time) or 'abandonment <= 3 %'.",
)
@click.option(
    "--interval",
    type=click.Choice(["15", "30", "60"]),
    default="30",
    show_default=True,
    help="Minutes between two changes of staff.",
)
@click.option(
    "--replications",
    type=click.IntRange(min=0),
    metavar="N",
    help="Replications of the proof; 0: theory alone; the scenario's number if left out.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one per core if left out. Results do not depend on it."
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Leave the overlay and tables here.")
def staff(
    scenario: str,
    overrides: tuple[str, ...],
    as_json: bool,
    policy: str | None,
    target: str,
    interval: str,
    replications: int | None,
    jobs: int | None,
    out: Path | None,
) -> int:
    """Staff the hotline of a SCENARIO by the hour of the week: Erlang's theory, proved by simulation."""
    from sim.staffing.staff import MARK
    from sim.staffing.staff import staff as staff_desk
    from sim.staffing.write import COLUMNS, findings, summary, table
    from sim.study.replicate import usual_jobs
    from sim.study.write import claim

    if out is not None:
        claim(out, MARK)
    with progress_bar(quiet=as_json and not sys.stderr.isatty()) as progress:
        found = staff_desk(
            scenario,
            policy,
            target=target,
            interval=int(interval),
            replications=replications,
            jobs=jobs or usual_jobs(),
            overrides=overrides,
            progress=progress,
        )
    overlay = found.write(out) if out is not None else None
    if as_json:
        print_json(summary(found) | ({"out": str(out)} if out else {}))
    else:
        for line in findings(found):
            click.echo(line)
        click.echo()
        print_table(COLUMNS, table(found), title="Agents on duty", right=COLUMNS[1:])
        if overlay:
            click.echo(f"\nfirstfix compare {overlay} compares it with the scenario in full")
    if found.proof is not None:
        mourn_replications(found.proof.comparison, "", "were finished")
    return 0 if found.proof is None or found.proof.comparison.complete else INCOMPLETE
