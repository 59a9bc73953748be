# ruff: noqa: INP001 — a script beside its pages, not a package
"""Write docs/reference/ and scenarios/schema.json from what is registered: python docs/generate.py [DIR]. A test keeps the committed pages current."""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from from_docstrings import prose, python_page, theory_page
from pydantic import BaseModel

from sim.app.catalogue import Entry, Parameter, figure_entries, member_entries, parameters, section_entries
from sim.app.cli import EPILOG, cli
from sim.experiment import spec as study
from sim.experiment.design import Design, Sample
from sim.experiment.factors import Factor
from sim.experiment.laws import Discrete, Lognormal, Normal, Triangular, Uniform
from sim.ledger import CATEGORIES
from sim.records import SCHEMA, VOCABULARIES
from sim.registry import Family, families
from sim.scenario import load
from sim.scenario.describe import describe
from sim.scenario.goals import Goals
from sim.scenario.schema import json_schema
from sim.study.experiment import Driver, Experiment, Staircase

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path(__file__).resolve().parent / "reference"
SCHEMA_FILE = ROOT / "scenarios" / "schema.json"
MADE = "<!-- made by docs/generate.py; change the docstrings and descriptions in sim/ instead -->"

KINDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "list of any": "[latitude, longitude]",
    "string or list of string": "hours of the week",
    "list of string": "list of names",
    "name: object": "name: {path: value}",
    "name: integer": "name: whole number",
    "name: list of string": "name: list of names",
    "name: number or string": "name: amount",
    "h": "time",
    "list of h": "list of times",
    "list of number": "list of numbers",
    "list of integer": "list of whole numbers",
    "km": "distance",
    "km/h": "speed",
    "1/y": "%/y",
    "/h": "rate",
}
"""Words of the JSON Schema -> words for people."""

BARE = {"units": "whole number such as `2`", "amount": "amount such as `300 EUR`"}
"""Parameter that a bare quantity stands for -> how to say it; else it is a time."""

KINDS_OF_COLUMNS = {
    "time": "h since the start",
    "hours": "h",
    "km": "km",
    "money": "money",
    "number": "number",
    "count": "number",
    "id": "number",
    "flag": "true or false",
}

KINDS_BY_NAME = {"start": "date", "holidays": "list of dates"}

EXPERIMENT = (Experiment, Driver, Staircase)
STUDY = (
    study.Experiment,
    Factor,
    Uniform,
    Triangular,
    Normal,
    Lognormal,
    Discrete,
    Design,
    Sample,
    study.Precision,
    study.Selection,
    study.Search,
    study.Sensitivity,
    study.WarmUp,
    Goals,
)

LOADER_KEYS = (
    Parameter(
        "extends", "text", "none", False, "another scenario file that this one is laid over; sections and named entries merge"
    ),
    Parameter(
        "levels",
        "file.csv",
        "none",
        False,
        "stock rules from a table: `location`, `part`, and `level` or `rule` and its parameters",
    ),
)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table; bars inside cells are escaped."""
    for row in (list(header), None, *rows):
        cells = ["---"] * len(list(header)) if row is None else [str(cell).replace("|", "\\|") or " " for cell in row]
        yield f"| {' | '.join(cells)} |"


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# ---------------------------------------------------------------- scenario files
def scenario_page() -> Iterator[str]:
    """Every section of a scenario file, from the whole to its pieces."""
    entries = {entry.name: entry for entry in section_entries()}
    yield "# The scenario file"
    yield prose(
        "Every key with its kind, default and meaning. A required key has no default. A quantity carries its unit: `4 h`, `3 d`, `450 EUR`, `20 %/y`, "
        "`60 km/h`, `120 km`; a bare number there is an error. Times: `s`, `min`, `h`, `d`, `w`, `mo` (730 h), `y` (8,760 h). Hours of the week: `always`, "
        "`never`, or `mon-fri 08:00-12:00 13:00-17:00, sat 09:00-12:00`. Wherever named entries stand, `{table: file.csv, key: '{column}', row: {...}}` makes "
        "one of each row; `{column?}` may be empty. The same from the command line: `firstfix list sections`."
    )
    yield ""
    for name in in_order(entries, "Scenario"):
        entry = entries[name]
        keys = [*(LOADER_KEYS if name == "Scenario" else ()), *entry.parameters]
        yield f"## {name}"
        yield entry.meaning
        yield ""
        yield from table(
            ("key", "kind", "default", "meaning"),
            ((f"`{key.name}`", KINDS_BY_NAME.get(key.name) or kind(key.unit), default(key), key.meaning) for key in keys),
        )
        yield ""


def experiment_page() -> Iterator[str]:
    """Every key of an experiment file."""
    yield "# The experiment file"
    yield prose(
        "What `firstfix drivers` carries out: reasons to manage service with their levers, and a staircase of levers. Scenarios are named from where the "
        "file lies. The sentence `say` leaves blanks, which are filled in from the results; where a lever shows no detectable difference, or the wrong "
        "one, another sentence says so. How to use it: [which lever for which reason](../how-to/drivers.md)."
    )
    yield ""
    yield from clauses(EXPERIMENT)


def study_page() -> Iterator[str]:
    """Every key of an experiment file of `firstfix study`."""
    yield "# The experiment file of a study"
    yield prose(
        "What `firstfix study` conducts: a question about one scenario. Two lines are enough, `scenario:` and `replications:`. The scenario is named from "
        "where the file lies. Factors and decisions are named by the path in the scenario that they vary. How to use it: "
        "[from a question to an answer](../how-to/studies.md); what the answers rest on: [statistics](../explanation/statistics.md)."
    )
    yield ""
    yield from clauses(STUDY)


def clauses(models: Iterable[type[BaseModel]]) -> Iterator[str]:
    """A table of keys for each section of an experiment file."""
    for model in models:
        yield f"## {model.__name__}"
        yield prose((model.__doc__ or "").strip())
        yield ""
        keys = parameters(model.model_json_schema(), model)
        yield from table(
            ("key", "kind", "default", "meaning"), ((f"`{key.name}`", kind(key.unit), default(key), key.meaning) for key in keys)
        )
        yield ""


def in_order(entries: dict[str, Entry], first: str) -> list[str]:
    """Section names, each followed by the sections that its keys hold."""
    found = [first]
    for key in entries[first].parameters:
        inner = key.unit.rpartition(" ")[2]
        if inner in entries:
            found += [name for name in in_order(entries, inner) if name not in found]
    return found


@functools.cache
def section_names() -> frozenset[str]:
    """Names of the sections that a scenario or experiment file may have."""
    return frozenset([*(entry.name for entry in section_entries()), *(model.__name__ for model in (*EXPERIMENT, *STUDY))])


def kind(unit: str) -> str:
    """What stands at a key, with a link where it is a section, a law or a rule."""
    if unit in KINDS:
        return KINDS[unit]
    many, _, inner = unit.rpartition(" ")
    named = {each.name: each for each in families()}
    if inner in named:
        page = "policies" if named[inner].rule else "laws"
        return f"{many} [{named[inner].title}]({page}.md#{anchor(plural(named[inner]))})".strip()
    if inner in section_names():
        return f"{many} [{inner}](#{anchor(inner)})".strip()
    return unit


def default(parameter: Parameter) -> str:
    """The default, or that there is none."""
    return "**required**" if parameter.required else f"`{parameter.default}`" if parameter.default else "empty"


# ---------------------------------------------------------------- laws and policies
def plural(family: Family) -> str:
    """'Stock rules'."""
    return f"{family.title}s".capitalize()


def members_page(title: str, text: str, *, rules: bool) -> Iterator[str]:
    """Every member of the families of laws, or of rules."""
    yield f"# {title}"
    yield prose(text)
    yield ""
    for family in families():
        if family.rule != rules:
            continue
        yield f"## {plural(family)}"
        if family.shorthand:
            bare = BARE.get(family.shorthand[1]) or f"{family.shorthand[1]} such as `4 h`"
            yield f"A bare {bare} means `{family.shorthand[0]}`."
        yield ""
        for entry in member_entries(family):
            yield f"### `{entry.name}`"
            yield f"{entry.meaning} Written `{entry.facts['written']}`."
            yield ""
            if entry.parameters:
                rows = ((f"`{each.name}`", kind(each.unit), default(each), each.meaning) for each in entry.parameters)
                yield from table(("parameter", "kind", "default", "meaning"), rows)
                yield ""


def laws_page() -> Iterator[str]:
    """How the world behaves."""
    return members_page(
        "Laws",
        "How the world behaves. A law is written `{word: {parameters}}`, one whose parameters all have defaults as the bare word. Where a law can be said "
        "in several ways (mean and cv, or median and p90) say one of them whole.",
        rules=False,
    )


def policies_page() -> Iterator[str]:
    """What the company decides."""
    return members_page(
        "Policies",
        "What the company decides. A rule is written `{rule: word, parameters...}`, one whose parameters all have defaults as the bare word. What each sees "
        "and decides is in [the model](../explanation/model.md); how to write your own is in the [how-to](../how-to.md).",
        rules=True,
    )


# ---------------------------------------------------------------- figures and records
def figures_page() -> Iterator[str]:
    """Every figure with formula, clock and denominator."""
    yield "# Figures"
    yield prose(
        "All are computed from the records of one replication; *no data* (NaN) where the denominator is empty. The *window* is from the end of the warm-up to "
        "the horizon. A name with a dot is one of several that a figure gives."
    )
    yield ""
    for entry in figure_entries():
        yield f"## `{entry.name}`"
        yield entry.meaning
        yield ""
        rows = (
            (label, entry.facts[label]) for label in ("unit", "better", "formula", "clock", "denominator") if entry.facts[label]
        )
        yield from table(("", ""), rows)
        yield ""


def records_page() -> Iterator[str]:
    """Every table that a run leaves, and the words in its coded columns."""
    yield "# Records"
    yield prose(
        "One row per fact, never averages. Times are hours since the start of the scenario (day one, 00:00); a time that is empty has not happened. In pandas: "
        "`sim.run(...).tables.calls`; as files: `firstfix run --records csv`."
    )
    yield ""
    for name, columns in SCHEMA.items():
        yield f"## `{name}`"
        yield from table(
            ("column", "kind", "meaning"),
            ((f"`{each.name}`", KINDS_OF_COLUMNS.get(each.kind, f"name of {each.vocabulary}"), each.meaning) for each in columns),
        )
        yield ""
    yield "## Words"
    yield "Columns whose words the model fixes; all other names are the scenario's."
    yield ""
    yield from table(("column", "words"), ((name, ", ".join(words)) for name, words in VOCABULARIES.items()))
    yield ""
    yield "## Things"
    yield "What the facts are about, from the scenario; one table each, beside the records."
    yield ""
    tiny = load.load(ROOT / "scenarios" / "tiny.yaml").scenario()
    things, _ = describe(tiny, {}, "baseline", 0, ((), (), ()))
    yield from table(
        ("table", "columns"), ((f"`{name}`", ", ".join(f"`{each}`" for each in columns)) for name, columns in things.items())
    )
    yield ""
    yield "## Ledger"
    yield prose(
        "Every line has `time`, `category`, `amount` (revenue below zero), and the `table` and `row` of the record behind it: `sim.ledger.ledger(tables)`."
    )
    yield ""
    yield from table(("category", "what it counts"), ((f"`{name}`", meaning) for name, meaning in CATEGORIES.items()))
    yield ""


# ---------------------------------------------------------------- theory
def command_page() -> Iterator[str]:
    """Every command with its options, and the exit codes."""
    yield "# The command line"
    yield "`firstfix COMMAND`, or `python -m sim COMMAND` in a checkout."
    yield ""
    context = click.Context(cli)
    for name, command in cli.commands.items():
        yield f"## `firstfix {name}`"
        yield command.get_short_help_str(200)
        yield ""
        yield from table(("argument or option", "meaning"), options(command, context))
        yield ""
    yield "## Exit codes"
    codes = re.findall(r"^\s+(\d)\s+(.+)$", EPILOG, re.MULTILINE)
    yield from table(("code", "meaning"), codes)
    yield ""


def options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """(how it is written, what it means) of every argument and option."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            value = "" if parameter.is_flag else f" {parameter.make_metavar(context).replace('INTEGER RANGE', 'N')}"
            yield f"`{parameter.opts[-1]}{value}`", parameter.help or ""
        else:
            yield f"`{parameter.make_metavar(context)}`", "required" if parameter.required else "may be left out"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "scenario.md": scenario_page,
    "experiment.md": experiment_page,
    "study.md": study_page,
    "laws.md": laws_page,
    "policies.md": policies_page,
    "figures.md": figures_page,
    "records.md": records_page,
    "theory.md": theory_page,
    "python.md": python_page,
    "command-line.md": command_page,
}


def pages() -> dict[str, str]:
    """Text of every page by file name."""
    return {name: "\n".join([MADE, "", *make()]).rstrip() + "\n" for name, make in PAGES.items()}


def write(folder: Path, schema: Path) -> None:
    """Write all pages into a folder, and the JSON Schema that the shipped scenarios name in their first line."""
    folder.mkdir(exist_ok=True)
    for file, content in pages().items():
        (folder / file).write_text(content, encoding="utf-8")
    schema.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(Path(sys.argv[1]), Path(sys.argv[1]) / SCHEMA_FILE.name)
    else:
        write(REFERENCE, SCHEMA_FILE)
