"""The commands that work on a scenario: check, run, compare, report."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.app.screen import print_json, print_table, progress_bar, warn

if TYPE_CHECKING:
    from sim.report.comparison import Comparison as Reported
    from sim.study.compare import Comparison
    from sim.study.outcome import Results

F = TypeVar("F", bound=Callable[..., Any])
INCOMPLETE = 3
VERDICT_COLUMNS = ("figure", "policy", "mean", "95 % interval", "difference", "its interval", "verdict")


def load_plugins(context: click.Context, option: click.Parameter, paths: tuple[str, ...]) -> None:
    """Register what plugin files bring, before anything else is read."""
    del context, option
    if paths:
        from sim.study.extensions import load_plugin

        for path in paths:
            load_plugin(path)


plugin_option = click.option(
    "--plugin",
    multiple=True,
    metavar="FILE.py",
    callback=load_plugins,
    is_eager=True,
    expose_value=False,
    help="Python file that registers rules, laws or figures of your own; may be given several times.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def scenario_options(command: F) -> F:
    """Options of every command that reads a scenario."""
    for option in (
        json_option,
        plugin_option,
        click.option(
            "--set",
            "overrides",
            multiple=True,
            metavar="PATH=VALUE",
            help="Change one value of the scenario; may be given several times.",
        ),
        click.argument("scenario"),
    ):
        command = option(command)
    return command


@click.command()
@scenario_options
def check(scenario: str, overrides: tuple[str, ...], as_json: bool) -> None:
    """Check a SCENARIO file and report all problems at once."""
    from sim.study.plan import make_plan

    plan = make_plan(scenario, everything=True, overrides=overrides)
    if as_json:
        print_json(
            {
                "ok": True,
                "problems": [],
                "name": plan.first.name,
                "policies": [name for name in plan.policies if name not in plan.strategies],
            }
            | ({"strategies": plan.strategies, "conflicts": list(plan.conflicts)} if plan.strategies else {})
            | {"scenario_hash": plan.hash}
        )
    else:
        policies = ", ".join(name for name in plan.policies if name not in plan.strategies)
        strategies = f"; strategies: {', '.join(plan.strategies)}" if plan.strategies else ""
        click.echo(f"{scenario}: fine ({plan.first.name}; policies: {policies}{strategies})")
        for conflict in plan.conflicts:
            click.echo(f"  {conflict}")


@click.command()
@scenario_options
@click.option("--policy", metavar="NAME", help="Policy to simulate; the baseline if left out.")
@click.option("--replication", type=click.IntRange(min=0), default=0, show_default=True, help="Number of the replication.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Leave figures, profiles, report and resolved scenario here."
)
@click.option(
    "--records", type=click.Choice(["csv", "parquet"]), help="Also leave every record, under --out (results/NAME if left out)."
)
@click.option("--audit", is_flag=True, help="Check the run's invariants; exit 3 if one does not hold.")
def run(
    scenario: str,
    overrides: tuple[str, ...],
    as_json: bool,
    policy: str | None,
    replication: int,
    out: Path | None,
    records: str | None,
    audit: bool,
) -> int:
    """Simulate one replication of one policy of a SCENARIO and print its figures."""
    from sim.study.compare import single
    from sim.study.plan import make_plan
    from sim.study.write import claim, write_records

    plan = make_plan(scenario, [] if policy is None else [policy], overrides=overrides, alone=policy is not None)
    folder = claim(out or default_directory(scenario)) if out or records else None
    results, comparison = single(plan, replication)
    comparison.command = command_line()
    if folder:
        comparison.write(folder)
        if records:
            write_records(results.tables, folder, records)
        draw(folder)
    findings = audit_findings(results) if audit else []
    if as_json:
        content = {"policy": plan.baseline, "replication": replication, "digest": results.digest, "figures": results.figures}
        print_json(content | ({"out": str(folder)} if folder else {}) | ({"findings": findings} if audit else {}))
        return INCOMPLETE if findings else 0
    print_figures(results, plan.first.currency)
    if folder:
        click.echo(f"\nResults are in {folder}")
    if audit:
        click.echo("\nAudit: " + ("every invariant holds" if not findings else f"{len(findings)} findings"))
        for finding in findings:
            click.echo(f"  {finding}")
    return INCOMPLETE if findings else 0


@click.command()
@scenario_options
@click.option(
    "--policies", metavar="A,B", help="Policies (or strategies) to compare with the baseline; all policies if left out."
)
@click.option("--strategies", is_flag=True, help="Compare the scenario's strategies, which are bundles of its policies.")
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    metavar="N",
    help="Replications of each policy; the scenario's number if left out.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one per core if left out. Results do not depend on it."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Directory to leave the report in; results/NAME if left out."
)
def compare(
    scenario: str,
    overrides: tuple[str, ...],
    as_json: bool,
    policies: str | None,
    strategies: bool,
    replications: int | None,
    jobs: int | None,
    out: Path | None,
) -> int:
    """Compare the policies or strategies of a SCENARIO, judge them by its goals, and write the report."""
    from sim.study.compare import compare_plan
    from sim.study.plan import make_plan
    from sim.study.replicate import usual_jobs
    from sim.study.write import claim

    wanted = None if policies is None else [name.strip() for name in policies.split(",") if name.strip()]
    plan = make_plan(scenario, wanted, strategies=strategies, overrides=overrides)
    folder = claim(out or default_directory(scenario))
    total = len(plan.policies) * (replications or plan.first.replications)
    with progress_bar(total, quiet=as_json and not sys.stderr.isatty()) as progress:
        comparison = compare_plan(plan, replications, jobs=jobs or usual_jobs(), progress=progress)
    comparison.command = command_line()
    comparison.write(folder)
    page = draw(folder) if len(comparison.figures) else None
    if as_json:
        print_json(
            {"out": str(folder), "report": str(page) if page else None, "complete": comparison.complete}
            | {"failures": [f"{each.policy}/{each.replication}: {each.error}" for each in comparison.failures]}
            | {"verdict": headline_rows(comparison)}
            | judgement_rows(comparison)
        )
    else:
        print_verdict(comparison)
        print_judgement(comparison)
        if page:
            click.echo(f"\nThe report is {page}")
    mourn(comparison, folder)
    return 0 if comparison.complete else INCOMPLETE


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@json_option
def report(directory: Path, as_json: bool) -> None:
    """Draw the report of an out directory DIR anew from its files."""
    from sim.errors import UsageError
    from sim.experiment.write import MARK as STUDY
    from sim.study.write import MARK, is_ours
    from sim.study.write_experiment import MARK as EXPERIMENT

    if is_ours(directory, EXPERIMENT):
        from sim.report.drivers import write

        page = write(directory)
    elif is_ours(directory) or is_ours(directory, STUDY):
        page = draw(directory)
    else:
        raise UsageError(f"{directory} has no {MARK}; it is not a directory that firstfix compare, run, study or drivers left")
    if as_json:
        print_json({"report": str(page)})
    else:
        click.echo(f"The report is {page}")


def draw(folder: Path) -> Path:
    """Write report.html and charts/ from the files in a directory."""
    from sim.report import write

    write(folder)
    return folder / "report.html"


def audit_findings(results: Results) -> list[str]:
    """What an audit of the run finds; empty when every invariant holds."""
    from sim.audit import audit

    return list(audit(results.tables))


def print_figures(results: Results, currency: str) -> None:
    """Print every figure that has a value, with its unit."""
    from sim.charts.scale import scale_for
    from sim.study.write import describe

    about = describe(results.figures)
    known = {name: value for name, value in results.figures.items() if not math.isnan(value)}  # NaN is no data
    rows = [[name, scale_for(about[name]["unit"], [value], currency).amount(value)] for name, value in known.items()]
    print_table(("figure", "value"), rows, right=("value",))


def for_report(comparison: Comparison) -> Reported:
    """The comparison as the report words it."""
    from sim.report.comparison import read_comparison
    from sim.study.write import about

    rows = [{str(key): value for key, value in row.items()} for row in comparison.frame.to_dict("records")]
    return read_comparison(rows, about(comparison))


def headline_rows(comparison: Comparison) -> list[dict[Any, Any]]:
    """Rows of comparison.csv for the headline figures."""
    from sim.report.words import headline_figures

    frame = comparison.frame
    chosen = headline_figures(for_report(comparison), comparison.plan.first.headline)
    return [row for figure in chosen for row in frame[frame["figure"] == figure].to_dict("records")]


def print_verdict(comparison: Comparison) -> None:
    """Print the verdict table, and how its intervals are meant."""
    from sim.report.words import headline_figures
    from sim.study.write import multiplicity

    plan, reported = comparison.plan, for_report(comparison)
    if not comparison.finished:
        click.echo("no replication was finished: there is nothing to compare")
        return
    rows = []
    for figure in headline_figures(reported, plan.first.headline):
        scale = reported.scale(figure)
        for place, cell in enumerate(reported.row(figure)):
            own = [scale.amount(cell.mean), scale.interval(cell.low, cell.high)]
            change = reported.difference_scale(cell)
            gap = [change.difference(cell.difference), change.interval(cell.difference_low, cell.difference_high, signed=True)]
            gap = ["", ""] if math.isnan(cell.difference) else gap
            rows.append(["" if place else figure, cell.policy, *own, *gap, cell.verdict])
    title = f"{plan.first.name}: {comparison.finished} replications of {len(plan.policies)} policies, baseline '{plan.baseline}'"
    if sys.stdout.isatty():
        print_table(("policy", "mean", "difference", "verdict"), list(stacked(rows)), title=title, right=("mean", "difference"))
    else:
        print_table(VERDICT_COLUMNS, rows, title=title, right=VERDICT_COLUMNS[2:6])
    if len(plan.policies) > 1:
        click.echo(multiplicity(len(plan.policies) - 1))


def judgement_rows(comparison: Comparison) -> dict[str, Any]:
    """Rows of strategies.csv and limits.csv, where the scenario has goals."""
    if comparison.strategies is None or comparison.limits is None:
        return {}
    limits = comparison.limits.astype({"needed": float})
    return {"strategies": comparison.strategies.to_dict("records"), "limits": limits.to_dict("records")}


def print_judgement(comparison: Comparison) -> None:
    """Print which strategies meet the goals, at what price, and which is best; nothing without goals."""
    from sim.report import goals
    from sim.report.finding import plain_text
    from sim.report.words import figure_title
    from sim.study.goals import unit_of
    from sim.study.write import judged_by

    if comparison.strategies is None or comparison.limits is None:
        return
    objective = comparison.judgement.objective if comparison.judgement else None
    unit = unit_of("goals", objective.figure) if objective else ""
    run = {"currency": comparison.plan.first.currency, **judged_by(comparison)}
    judged = goals.read_judged(comparison.strategies, comparison.limits, run, unit)
    assert judged is not None
    price = figure_title(judged.objective) if judged.objective else "objective"
    columns = [judged.noun, *goals.headings(judged), price, "to the one ahead", "its interval", "place", "runs kept"]
    rows = [
        [
            each.name,
            *(f"{amount}  {word}" for _, amount, _, word, _ in each.cells),
            each.amount,
            each.gap,
            each.gap_interval,
            each.place,
            each.kept,
        ]
        for each in goals.table(judged)
    ]
    kept = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    click.echo()
    shown = [columns[at] for at in kept]
    print_table(
        shown, [[row[at] for at in kept] for row in rows], right=[name for name in shown if name in {price, *columns[-4:-2]}]
    )
    for sentence in (*map(plain_text, goals.choice(judged)), judged.said, *judged.conflicts):
        if sentence:
            click.echo(sentence)


def stacked(rows: list[list[str]]) -> Iterator[list[str]]:
    """The verdict table for a narrow terminal: the figure on a line of its own, intervals below their numbers."""
    for figure, policy, mean, spread, gap, gap_spread, verdict in rows:
        if figure:
            yield [figure, "", "", ""]
        yield [f"  {policy}", f"{mean}\n{spread}".rstrip(), f"{gap}\n{gap_spread}".rstrip(), verdict]


def mourn(comparison: Comparison, folder: Path) -> None:
    """Say on stderr what is missing and how to get it."""
    mourn_replications(comparison, f"; traceback in {folder / 'run.json'}", f"are in {folder}")


def mourn_replications(comparison: Comparison, traceback: str, kept: str) -> None:
    """Say on stderr which replications are missing."""
    for each in comparison.failures:
        warn(f"replication {each.replication} of '{each.policy}' failed (seed {each.seed}): {each.error}{traceback}")
    if comparison.interrupted:
        total = comparison.replications * len(comparison.plan.policies)
        warn(f"interrupted: {len(comparison.outcomes)} of {total} replications {kept}")


def default_directory(scenario: str) -> Path:
    """results/NAME, NAME being the scenario file's."""
    return Path("results") / Path(scenario).stem


def command_line() -> str:
    """The command as typed, for run.json."""
    import shlex

    return "firstfix " + shlex.join(sys.argv[1:])
