"""The command `firstfix staff`."""

from __future__ import annotations

from pathlib import Path

import click

from sim.app.proving import exit_code, policy_option, proof_options, proving
from sim.app.runs import scenario_options
from sim.app.screen import print_json, print_table


@click.command()
@scenario_options
@policy_option("desk is staffed")
@click.option(
    "--target",
    required=True,
    metavar="TARGET",
    help="What the agents must reach: '80 % in 20 s' (calls answered in that time) or 'abandonment <= 3 %'.",
)
@click.option(
    "--line",
    type=click.Choice(["hotline", "second_line"]),
    default="hotline",
    show_default=True,
    help="Whose agents: those who answer, or the specialists behind them.",
)
@click.option(
    "--interval",
    type=click.Choice(["15", "30", "60"]),
    default="30",
    show_default=True,
    help="Minutes between two changes of staff.",
)
@click.option(
    "--rounds",
    type=click.IntRange(min=0),
    default=6,
    show_default=True,
    help="How often agents are added, at most, where the simulation misses the target; 0: theory's agents are only proved.",
)
@proof_options("the proof")
def staff(
    scenario: str,
    overrides: tuple[str, ...],
    as_json: bool,
    policy: str | None,
    target: str,
    line: str,
    interval: str,
    rounds: int,
    replications: int | None,
    jobs: int | None,
    out: Path | None,
) -> int:
    """Staff the support of a SCENARIO by the hour of the week: by Erlang's theory, proved by simulation, raised where that misses the target."""
    from sim.staffing.staff import staff as staff_line
    from sim.staffing.words import COLUMNS, findings, table
    from sim.staffing.write import MARK, summary
    from sim.study.replicate import usual_jobs

    with proving(out, MARK, as_json=as_json) as progress:
        found = staff_line(
            scenario,
            policy,
            target=target,
            line=line,
            interval=int(interval),
            rounds=rounds,
            replications=replications,
            jobs=jobs or usual_jobs(),
            overrides=overrides,
            progress=progress,
        )
    page = found.write(out) if out is not None else None
    if as_json:
        print_json(summary(found) | ({"out": str(out), "page": str(page)} if out else {}))
    else:
        for sentence in findings(found):
            click.echo(sentence)
        click.echo()
        columns = COLUMNS if found.proved else COLUMNS[:-1]
        rows = [row[: len(columns)] for row in table(found)]
        print_table(columns, rows, title="Agents on duty", right=columns[1:])
        if page:
            click.echo(
                f"\nThe page is {page}; firstfix compare {page.parent / 'overlay.yaml'} compares the staff with today's in full"
            )
    return exit_code(found.proof.comparison if found.proof is not None else None)
