"""The report as Markdown and as a page, with the overview diagram beside it."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.charts.flow import plot_flow
from sim.charts.theme import figure_of, save
from sim.errors import UsageError
from sim.report.page import tied
from sim.report.stress.blocks import Blank, Block, Bullets, Code, Heading, Picture, Section, Table
from sim.report.stress.content import Content
from sim.report.stress.method import access, data, experimentation, implementation
from sim.report.stress.objectives import logic_section, objectives
from sim.report.stress.overview import overview

BLANK = "TO BE FILLED IN BY THE AUTHOR"
PICTURE = "stress_overview"
_TEMPLATES = Path(__file__).parents[1] / "templates"
ABOUT = (
    "This report follows the STRESS-DES guideline (Monks, Currie, Onggo, Robinson, Kunc and Taylor 2019, Journal of Simulation 13(1)). It was "
    "generated from the scenario and, where there is one, from the study; what only a person can know is marked as a blank."
)


def sections(content: Content) -> list[Section]:
    """The six sections of the guideline."""
    make = (objectives, logic_section, data, experimentation, implementation, access)
    return [each(content) for each in make]


def blanks(report: list[Section]) -> list[tuple[str, str]]:
    """(number of the item, what is to be filled in)."""
    return [
        (item.number, each.text)
        for section in report
        for item in section.items
        for each in item.blocks
        if isinstance(each, Blank)
    ]


def write(content: Content, folder: Path) -> tuple[Path, Path]:
    """Write stress.md, stress.html and the diagram into a directory; return both pages' paths. Raises :class:`UsageError` where it cannot."""
    text, page = folder / "stress.md", folder / "stress.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        picture = draw(content, folder)
        text.write_text(markdown(content), encoding="utf-8", newline="\n")
        page.write_text(html(content, picture), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(f"cannot write to '{folder}': {fault.strerror}") from fault
    return text, page


def draw(content: Content, folder: Path) -> str:
    """Draw the overview into charts/; return it as a data: URI."""
    found = overview(content)
    svg, _ = save(figure_of(plot_flow(found.boxes, found.arrows)), folder / "charts", PICTURE)
    return f"data:image/svg+xml;base64,{b64encode(svg.read_bytes()).decode()}"


def markdown(content: Content) -> str:
    """The report as Markdown."""
    report = sections(content)
    lines = [
        f"# STRESS-DES report: {_line(title(content))}",
        "",
        ABOUT,
        "",
        f"Blanks: {len(blanks(report))}, marked **{BLANK}**.",
        "",
    ]
    for section in report:
        lines += [f"## {section.number} {section.title}", ""]
        for item in section.items:
            lines += [f"### {item.number} {item.title}", ""]
            for block in item.blocks:
                lines += [*_markdown(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def title(content: Content) -> str:
    """Name of the study, else of the scenario."""
    return str((content.study or {}).get("name") or content.name)


def _markdown(block: Block) -> list[str]:  # noqa: PLR0911 — one kind of block after the other
    """One block in lines."""
    match block:
        case Blank():
            return [f"> **{BLANK}:** {block.text}"]
        case Bullets():
            return [f"- {_line(each)}" for each in block.lines]
        case Heading():
            return [f"#### {_line(block.text)}"]
        case Code():
            fence = "```" if "```" not in block.text else "~~~~~~"
            return [f"{fence}{block.language}", *block.text.rstrip().splitlines(), fence]
        case Picture():
            return [f"![{_line(block.words)}](charts/{PICTURE}.png)", "", _line(block.words)]
        case Table():
            head = "| " + " | ".join(block.columns) + " |"
            rows = ["| " + " | ".join(_cell(each) for each in row) + " |" for row in block.rows]
            return [*([f"**{_line(block.title)}**", ""] if block.title else []), head, "|" + " --- |" * len(block.columns), *rows]
        case _:
            return [_line(block.text)]


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|").replace("*", "\\*")


def _said(text: str) -> Markup:
    """Prose for a page: numbers tied to their units, names of files between backticks as code."""
    parts = _line(tied(text)).split("`")
    if len(parts) % 2 == 0:
        return escape("`".join(parts))
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def html(content: Content, picture: str) -> str:
    """The report as a page that stands alone."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["said"] = _said
    report = sections(content)
    return environment.get_template("stress.html.j2").render(
        title=title(content), about=ABOUT, sections=report, blanks=blanks(report), blank=BLANK, picture=picture
    )
