"""The examples of the tutorial and the how-to print what the pages show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PROGRAM = "import sys, examples; sys.stdin.reconfigure(encoding='utf-8'); sys.stdout.write(examples.renewed(sys.stdin.read()))"


def renewed(page: str) -> str:
    """The page with its output made anew, in a process of its own: examples register members."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(DOCS)]), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=page, capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "name", ["tutorial.md", "how-to.md", "how-to/course-manual-or-stock.md", "how-to/make-or-buy.md", "how-to/strategies.md"]
)
def test_examples_print_what_the_page_shows(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert page.splitlines() == renewed(page).splitlines(), "run: python docs/examples.py"


def test_output_that_has_changed_is_noticed() -> None:
    page = "```console\n$ firstfix check scenarios/tiny.yaml\nall wrong\n```\n```python\nprint(1 + 1)\n```\n```text\n3\n```\n"
    now = renewed(page)
    assert "scenarios/tiny.yaml: fine" in now
    assert "all wrong" not in now
    assert now.endswith("```text\n2\n```\n")
