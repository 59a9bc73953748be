"""The pages are current: generated ones as the code makes them, and links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.verification.cases import read_cases
from sim.verification.words import number

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def page_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.slow
def test_reference_is_current(tmp_path: Path) -> None:
    """In a process of its own, so that members which other tests register stay out."""
    command = [sys.executable, str(DOCS / "generate.py"), str(tmp_path)]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    pages = [*(DOCS / "reference").iterdir(), ROOT / "scenarios" / "schema.json"]
    kept = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert kept == made, "run: python docs/generate.py"


def anchors(path: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(path: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    dead = []
    for link in LINK.findall(CODE.sub("", path.read_text(encoding="utf-8"))):
        target, _, anchor = link.partition("#")
        if "://" in link:
            continue
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_links_lead_somewhere(path: Path) -> None:
    assert dead_links(path) == []


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](#one) [b](#two) [c](nowhere.md) [d](page.md#one) [e](https://example.org)\n", encoding="utf-8")
    assert dead_links(page) == ["#two", "nowhere.md"]


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    named = {(DOCS / link.partition("#")[0]).resolve() for link in LINK.findall(index)}
    assert {path.resolve() for path in DOCS.rglob("*.md")} - named == {(DOCS / "README.md").resolve()}


def test_the_verification_report_is_about_the_cases_as_they_are() -> None:
    """It takes half an hour to make, so only what was verified is compared, not the figures that the simulation found."""
    page = (DOCS / "verification.md").read_text(encoding="utf-8")
    assert "Verdict: **holds**" in page
    for case in read_cases().values():
        whole = page.partition(f"**{case.id} {case.title}.** {case.model}")[2].partition("\n\n**")[0].partition("\n### ")[0]
        assert whole, f"{case.id} has changed since; run: python dev.py verify"
        rows = [line.split(" | ") for line in whole.splitlines() if line.startswith("| ")][2:]
        kept = [(row[0].removeprefix("| "), row[2]) for row in rows]
        assert kept == [
            (output.label(index), number(value, 7)) for output in case.outputs for index, value in enumerate(output.values)
        ], case.id
        simulated = {row[0].removeprefix("| ") for row in rows if row[4].strip()}
        assert simulated == {output.label(i) for output in case.measured for i in range(len(output.values))}, case.id
