"""The commands around a study: study, status, replay, export, merge."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.app.runs import INCOMPLETE, command_line, draw, json_option, plugin_option, print_figures
from sim.app.screen import print_json, print_table, progress_bar, warn

if TYPE_CHECKING:
    from sim.experiment.study import Finished

_FEW = 12
"""Failures or points that are told one by one."""


class Span(click.ParamType):  # type: ignore[type-arg]
    """A time such as '90 s', '15 min' or '1h'."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> float:
        """Seconds."""
        from pydantic import TypeAdapter, ValidationError

        from sim.units import PositiveHours

        if isinstance(value, float):
            return value
        try:
            return float(TypeAdapter(PositiveHours).validate_python(str(value))) * 3600
        except ValidationError:
            self.fail(f"expected a time such as '90 s', '15 min' or '1 h', found {value!r}", param, context)


class Part(click.ParamType):  # type: ignore[type-arg]
    """K/N, the K-th of N parts."""

    name = "K/N"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[int, int]:
        """(K, N)."""
        if isinstance(value, tuple):
            return value
        first, _, last = str(value).partition("/")
        if not (first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last)):
            self.fail(f"expected a part such as 1/4, found {value!r}", param, context)
        return int(first), int(last)


@click.command()
@click.argument("experiment")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Directory of the study; results/NAME if left out.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; one per core if left out. Results do not depend on it."
)
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Scheduler of a Dask cluster that computes instead of this machine.")
@click.option(
    "--max-time", type=Span(), metavar="TIME", help="Begin nothing more after this time, such as 1h; start again to go on."
)
@click.option(
    "--part", type=Part(), default=(1, 1), help="Compute only the K-th of N parts; bring them together with firstfix merge."
)
@plugin_option
@json_option
def study(
    experiment: str,
    out: Path | None,
    jobs: int | None,
    scheduler: str | None,
    max_time: float | None,
    part: tuple[int, int],
    as_json: bool,
) -> int:
    """Conduct the study of an EXPERIMENT file, or go on with it where it was broken off."""
    from sim.experiment.read import read_study
    from sim.experiment.study import carry_out

    read = read_study(experiment)
    folder = out or Path("results") / read.path.stem
    with progress_bar(quiet=as_json and not sys.stderr.isatty()) as progress:
        finished = carry_out(
            read,
            folder,
            jobs=jobs,
            scheduler=scheduler,
            max_seconds=max_time,
            part=part,
            progress=progress,
            command=command_line(),
            apart=True,
        )
    page = draw(folder)
    if as_json:
        print_json({"out": str(folder), "report": str(page)} | finished.about)
    else:
        _tell(finished, folder)
        click.echo(f"The report is {page}")
    for failure in finished.about["failures"][:_FEW]:
        warn(
            f"run {failure['run']} (replication {failure['replication']} of '{failure['point']}', seed {failure['seed']}) failed: {failure['error']}; "
            f"traceback in {folder / 'study.json'}"
        )
    return 0 if finished.about["complete"] else INCOMPLETE


def _tell(finished: Finished, folder: Path) -> None:
    """The answer, and how far it is complete."""
    about = finished.about
    click.echo(f"{about['name']}: {about['finished']:,} runs of {len(about['points']):,} ways to run '{about['scenario_name']}'")
    for sentence in about["says"]:
        click.echo(f"  {sentence}")
    if about["interrupted"]:
        click.echo("interrupted; the same command goes on from here")
    elif about["out_of_time"]:
        click.echo("the time is over; the same command goes on from here")
    elif not about["kind"]:
        click.echo("not finished; the same command goes on from here")
    click.echo(f"\nThe study is in {folder}")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@json_option
def status(directory: Path, as_json: bool) -> int:
    """Say how far the study in DIR has come, also while it runs."""
    from sim.experiment.journal import Journal
    from sim.experiment.status import status_of

    with Journal(directory, reading=True) as journal:
        found = status_of(journal)
    if as_json:
        print_json(found)
        return 0
    click.echo(
        f"{found['name'] or directory}: {found['finished']:,} of {found['runs']:,} runs asked for so far are finished, {found['failed']:,} failed; "
        f"{found['state']}"
    )
    columns = ("point", "runs", *found["figures"])
    rows = [
        [each["name"], str(each["replications"]), *(each["shown"][name] for name in found["figures"])] for each in found["points"]
    ]
    if rows:
        print_table(columns, rows[:200], right=columns[1:])
    for failure in found["failures"][:_FEW]:
        click.echo(f"run {failure['run']} failed: {failure['error']}")
    return 0


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--run", "number", type=click.IntRange(min=0), required=True, metavar="NUMBER", help="Number of the run, as in runs.csv."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Directory for the records; DIR/replay/NUMBER if left out."
)
@click.option("--records", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="Form of the records.")
@plugin_option
@json_option
def replay(directory: Path, number: int, out: Path | None, records: str, as_json: bool) -> int:
    """Run one replication of the study in DIR again, with all its records."""
    from sim.experiment.replay import replay_run
    from sim.study.write import write_records

    begin = time.perf_counter()
    found = replay_run(directory, number)
    folder = out or directory / "replay" / str(number)
    write_records(found.results.tables, folder, records)
    (folder / "scenario.yaml").write_text(found.scenario_text, encoding="utf-8", newline="\n")
    if as_json:
        print_json(
            {
                "out": str(folder),
                "run": number,
                "point": found.point,
                "replication": found.replication,
                "digest": found.results.digest,
                "same": found.same,
                "figures": found.results.figures,
            }
        )
    else:
        print_figures(found.results, found.results.record.facts["currency"])
        click.echo(
            f"\nRun {number}: replication {found.replication} of '{found.point}', {time.perf_counter() - begin:.1f} s; {found.word}"
        )
        click.echo(f"Records are in {folder}")
    return INCOMPLETE if found.same is False else 0


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE")
def export(directory: Path, target: Path) -> int:
    """Write one row for each run of the study in DIR, with factors and figures, to a FILE that ends in .csv or .parquet."""
    from sim.experiment.journal import Journal
    from sim.experiment.write import export as export_runs

    with Journal(directory, reading=True) as journal:
        export_runs(journal, target)
        asked, finished, _ = journal.counts()
    click.echo(f"{finished:,} of {asked:,} runs are in {target}")
    return 0


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("shards", type=click.Path(path_type=Path), metavar="SHARD...", nargs=-1, required=True)
def merge(directory: Path, shards: tuple[Path, ...]) -> int:
    """Bring what other directories have computed of the same study into DIR; start the study there again to finish it."""
    from sim.experiment.journal import NAME, Journal
    from sim.experiment.write import claim_for_study

    for shard in shards:
        with Journal(shard, reading=True):
            pass
    with Journal(claim_for_study(directory)) as journal:
        for shard in shards:
            click.echo(f"{journal.merge(shard / NAME):,} runs came from {shard}")
    return 0


def commands() -> tuple[click.Command, ...]:
    """All of them."""
    return study, status, replay, export, merge
