"""The command `firstfix plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.app.proving import exit_code, policy_option, proof_options, proving
from sim.app.runs import scenario_options
from sim.app.screen import print_json, print_table

if TYPE_CHECKING:
    from sim.planning.plan import StockPlan

_SHOWN = 15
"""Levels printed."""


@click.command()
@scenario_options
@policy_option("stock is planned")
@click.option(
    "--target", metavar="FIGURE=SHARE", help="What the plan must reach: availability=97% (machines that do not wait for a part) or fix_rate=85% "
    "(visits whose van holds all parts).",
)  # fmt: skip
@click.option("--budget", metavar="MONEY", help="What all stock may cost, such as '50000 EUR'; today's stock money if left out.")
@click.option(
    "--method",
    type=click.Choice(["vari-metric", "metric"]),
    default="vari-metric",
    show_default=True,
    help="How theory spreads backorders over the network.",
)
@click.option(
    "--approach",
    type=click.Choice(["system", "item", "both"]),
    default="both",
    show_default=True,
    help="Stock where a unit of money does most, or one fill rate for all parts.",
)
@proof_options("each option")
def plan(
    scenario: str,
    overrides: tuple[str, ...],
    as_json: bool,
    policy: str | None,
    target: str | None,
    budget: str | None,
    method: str,
    approach: str,
    replications: int | None,
    jobs: int | None,
    out: Path | None,
) -> int:
    """Plan the stock levels of a SCENARIO from theory, and prove them by simulation.

    Without a target or budget: what the money that lies on the shelves today could do, and what today's availability would take.
    """
    from sim.planning.plan import plan as plan_stock
    from sim.planning.write import MARK, summary
    from sim.study.replicate import usual_jobs

    with proving(out, MARK, as_json=as_json) as progress:
        found = plan_stock(
            scenario,
            policy,
            target=target,
            budget=budget,
            method=method,
            approach=approach,
            replications=replications,
            jobs=jobs or usual_jobs(),
            overrides=overrides,
            progress=progress,
        )
    page = found.write(out) if out is not None else None
    if as_json:
        print_json(summary(found) | ({"out": str(out), "page": str(page)} if out else {}))
    else:
        print_plan(found)
        if page:
            click.echo(f"\nThe page is {page}; firstfix compare {page.parent / 'overlay.yaml'} compares the options in full")
    return exit_code(found.proof.comparison if found.proof is not None else None)


def print_plan(found: StockPlan) -> None:
    """Print findings, options and the dearest changes of levels."""
    from sim.planning import rows, words

    for line in words.findings(found):
        click.echo(line)
    click.echo()
    print_table(rows.OPTION_COLUMNS, rows.option_rows(found), title="The options", right=rows.OPTION_COLUMNS[1:])
    levels = found.levels
    changed = levels[levels["present"] != levels["planned"]]
    if len(changed):
        title = f"Levels of '{found.chosen.name}' that change, dearest first"
        if len(changed) > _SHOWN:
            title += f" ({_SHOWN} of {len(changed)}; --out DIR leaves them all)"
        click.echo()
        print_table(rows.LEVEL_COLUMNS, rows.level_rows(found, changed.head(_SHOWN)), title=title, right=rows.LEVEL_COLUMNS[2:])
