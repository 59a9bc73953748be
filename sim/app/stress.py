"""The STRESS-DES report of a scenario, or of the directory of a study; the command `firstfix stress`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from sim.app.runs import plugin_option
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.report.stress import Content, FigureFacts, Rule, StudyFacts
    from sim.scenario.load import ScenarioFile

STUDY = "study.json"
SCENARIO = "scenario.yaml"
EXPERIMENT = "experiment.yaml"


@click.command()
@click.argument("source", metavar="SCENARIO|DIR")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where stress.md and stress.html go; the directory of the study, or else results/NAME-stress if left out.",
)
@plugin_option
def stress(source: str, out: Path | None) -> None:
    """Write the STRESS-DES report of a SCENARIO file, or of the directory that a study left.

    What is known is filled in; what only a person knows is marked 'TO BE FILLED IN BY THE AUTHOR'.
    """
    from sim.report.stress import BLANK, write
    from sim.scenario.load import load

    path = Path(source)
    if path.is_dir():
        text, page = write_stress(path, out)
    else:
        text, page = write(content_of(load(source)), out or Path("results") / f"{path.stem}-stress")
    blanks = text.read_text(encoding="utf-8").count(f"> **{BLANK}:**")
    click.echo(f"{text} and {page}: {blanks} blanks are marked '{BLANK}'")


def write_stress(directory: str | Path, out: Path | None = None) -> tuple[Path, Path]:
    """Write stress.md and stress.html of a study's directory from its study.json and scenario.yaml, there or into `out`; return their paths.

    Raises :class:`UsageError` when it is no such directory.
    """
    from sim.report.stress import write
    from sim.scenario.load import load

    folder = Path(directory)
    try:
        study: StudyFacts = json.loads((folder / STUDY).read_text(encoding="utf-8"))
        experiment = (folder / EXPERIMENT).read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        raise UsageError(f"{directory} is not the directory of a study: {fault}") from fault
    return write(content_of(load(folder / SCENARIO), study, experiment), out or folder)


def content_of(file: ScenarioFile, study: StudyFacts | None = None, experiment: str = "") -> Content:
    """What the report of a scenario, and of a study of it, is made from."""
    from sim.report.stress import Content, Policy
    from sim.scenario.stated import stated
    from sim.study.write import ASSUMPTIONS, versions

    base = file.scenario()
    overlays: Mapping[str, Any] = file.resolved().get("policies", {})
    policies = {name: Policy(overlay, stated(file.scenario(name))) for name, overlay in overlays.items()}
    return Content(
        name=base.name,
        description=base.description,
        file=Path(str((study or {}).get("scenario") or file.name)).name,
        hash=str((study or {}).get("scenario_hash") or file.hash),
        baseline=file.policies[0],
        entries=stated(base),
        rules=rules(),
        policies=policies,
        strategies=file.strategies,
        figures=defined((study or {}).get("figures") or base.headline),
        versions=versions(),
        assumptions=ASSUMPTIONS,
        study=study,
        experiment=experiment,
    )


def rules() -> dict[tuple[str, str], Rule]:
    """Every registered law and rule, by family and word."""
    from sim.registry import families
    from sim.report.stress import Rule

    return {
        (family.name, word): Rule(family.title, word, cls.meaning(), family.rule, cls.__module__.startswith("sim."))
        for family in families()
        for word, cls in family.members.items()
    }


def defined(figures: Iterable[str]) -> dict[str, FigureFacts]:
    """Definitions of figures by name."""
    from sim.study.write import describe

    return cast("dict[str, FigureFacts]", describe(figures))
