# ruff: noqa: INP001, S102, S603 — a script beside its pages, which runs the pages' own examples
"""Run the examples of a page and renew their output: python docs/examples.py (all pages with examples). A test keeps them true.

Blocks of a page run in order in one empty directory that holds a copy of scenarios/. A `console` block holds commands after `$ ` and what they
print (`| head -5` and `| tail -5` work everywhere). A block whose first line is a comment that names a file, such as `# my_rules.py`, is written to that
file; any other `python` block is run in one session, and what it prints is the `text` block that follows it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PAGES = ("tutorial.md", "how-to.md", "how-to/course-manual-or-stock.md", "how-to/make-or-buy.md", "how-to/strategies.md")

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# ([\w./-]+\.(?:py|yaml|csv))\n")
_CUT = re.compile(r"(.*?)\s*\|\s*(head|tail) -(\d+)$")


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """An empty directory with a copy of the scenarios, in which examples may leave what they like."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "scenarios", Path(folder) / "scenarios")
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def renewed(page: str) -> str:
    """The page with the output of every example as it is now."""
    session: dict[str, Any] = {"__name__": "__main__"}
    said = ""

    def run(match: re.Match[str]) -> str:
        nonlocal said
        language, body = match.groups()
        file = _FILE.match(body)
        if language == "console":
            body = "".join(answer(line) for line in body.splitlines() if line.startswith("$ "))
        elif file:
            Path(file[1]).write_text(body.removeprefix(file[0]) if file[1].endswith(".csv") else body, encoding="utf-8")
        elif language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(body, "<example>", "exec"), session)
            said = out.getvalue()
        elif language == "text":
            body, said = said, ""
        return f"```{language}\n{body}```"

    with workspace():
        return _BLOCK.sub(run, page)


def answer(line: str) -> str:
    """A command line and what it prints; what it says on stderr only when it fails."""
    cut = _CUT.fullmatch(line)
    words = shlex.split((cut[1] if cut else line).removeprefix("$ "))
    if words[0] != "firstfix":
        raise ValueError(f"examples run firstfix, not {words[0]}")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "150", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "sim", *words[1:]], capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    lines = (done.stdout if done.returncode == 0 else done.stdout + done.stderr).splitlines()
    if cut:
        lines = lines[: int(cut[3])] if cut[2] == "head" else lines[-int(cut[3]) :]
    return "\n".join([line, *(each.rstrip() for each in lines)]) + "\n"


if __name__ == "__main__":
    for name in PAGES:
        text = (DOCS / name).read_text(encoding="utf-8")
        (DOCS / name).write_text(renewed(text), encoding="utf-8")
