"""Break the simulator on purpose, one small fault at a time, and see the tests notice: python dev.py mutants [WORDS].

Each mutant, an entry of tests/faults, replaces one piece of one file in a scratch copy of the project; then the tests run, those first that
should notice. A mutant that no test notices has survived: a test is missing, and the exit code is 1. The golden figures take no part: they
notice every change and know of none whether it is wrong. WORDS choose the mutants whose name or file holds one of them. Exit code 2: the
tests fail without any fault.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[1]
FAULTS = ROOT / "tests" / "faults"
IGNORED = ("--ignore=tests/golden", "--ignore=tests/unit/test_mutants.py")
PATIENCE = (300, 1800)
"""Seconds after which the first tests, and all tests, count as hung, which somebody notices too."""


class Mutant(NamedTuple):
    """A fault: in `file`, the only place of `old` becomes `new`; `first` are the tests to begin with, separated by spaces."""

    name: str
    file: str
    first: str
    old: str
    new: str


def read_mutants(folder: Path = FAULTS) -> tuple[Mutant, ...]:
    """All mutants, one file for each subject."""
    return tuple(
        Mutant(**entry) for path in sorted(folder.glob("*.yaml")) for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    )


MUTANTS = read_mutants()


def mutated(mutant: Mutant, text: str) -> str:
    """The file's text with the fault in it; ValueError unless the old text stands there exactly once and the new one differs."""
    found = text.count(mutant.old)
    if found != 1:
        raise ValueError(f"'{mutant.name}': the text to replace stands {found} times in {mutant.file}, not once: {mutant.old!r}")
    if mutant.old == mutant.new:
        raise ValueError(f"'{mutant.name}' changes nothing")
    return text.replace(mutant.old, mutant.new)


@dataclass(frozen=True)
class Verdict:
    """What the tests said: whether they noticed, and who or what did."""

    killed: bool
    by: str


def left_out(folder: str, names: Sequence[str]) -> set[str]:
    """What a scratch copy does without: caches, environments, the project's history and the results of runs."""
    mess = {"__pycache__"} if Path(folder) != ROOT else {name for name in names if name.startswith(".") and name != ".ci"}
    return mess if Path(folder) != ROOT / "results" else {name for name in names if name != "README.md"}


class Scratch:
    """A copy of the project in which things may be broken."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        shutil.copytree(ROOT, self.root, ignore=left_out)
        self._environment = os.environ | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        """Compiled files are known by the second and the length of the text: a fault put in quickly would not be seen."""
        where = [sys.executable, "-c", "import sim; print(sim.__file__)"]
        found = subprocess.run(where, cwd=self.root, env=self._environment, capture_output=True, text=True, check=True).stdout
        if not Path(found.strip()).is_relative_to(self.root):
            raise RuntimeError(f"the tests would run on {found.strip()}, not on the scratch copy")

    def tests(self, *words: str, patience: int = PATIENCE[1]) -> Verdict:
        """Run tests until the first fails."""
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            "--hypothesis-seed=0",
            *IGNORED,
            *words,
        ]
        try:
            done = subprocess.run(
                command, cwd=self.root, env=self._environment, capture_output=True, text=True, timeout=patience, check=False
            )
        except subprocess.TimeoutExpired:
            return Verdict(True, f"no end within {patience} s")
        if done.returncode == 0:
            return Verdict(False, "")
        first = re.search(r"^(?:FAILED|ERROR) (\S+?::.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
        if done.returncode > 2 or first is None:  # a test file that cannot be read has noticed nothing
            raise RuntimeError(f"pytest could not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return Verdict(True, first.group(1))

    def tried(self, mutant: Mutant, workers: int) -> Verdict:
        """Put one fault in, run the tests that should notice, then all, and take it out."""
        path = self.root / mutant.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutated(mutant, whole), encoding="utf-8")
        try:
            verdict = self.tests(*mutant.first.split(), patience=PATIENCE[0])
            return verdict if verdict.killed else self.tests("tests", "-n", str(workers))
        finally:
            path.write_text(whole, encoding="utf-8")


def chosen(words: Sequence[str]) -> Iterator[Mutant]:
    """The mutants asked for; all without words."""
    return (each for each in MUTANTS if not words or any(word.lower() in f"{each.name} {each.file}".lower() for word in words))


def main(words: Sequence[str]) -> int:
    """Try the chosen mutants one after the other and print a line for each."""
    mutants, workers, survivors = list(chosen(words)), os.cpu_count() or 1, []
    if not mutants:
        print(f"no mutant has {' or '.join(words)} in its name or file; they are:", *(each.name for each in MUTANTS), sep="\n  ")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(Path(folder))
        first = sorted({word for mutant in mutants for word in mutant.first.split()})
        sound = scratch.tests(*(first if words else ["tests"]), "-n", str(workers))
        if sound.killed:
            print(f"the tests fail without any fault: {sound.by}")
            return 2
        for number, mutant in enumerate(mutants, 1):
            begun = time.monotonic()
            verdict = scratch.tried(mutant, workers)
            survivors += [] if verdict.killed else [mutant]
            outcome = f"killed    {mutant.name}  ({verdict.by}" if verdict.killed else f"SURVIVED  {mutant.name}  ({mutant.file}"
            print(f"{number:3}/{len(mutants)}  {outcome}; {time.monotonic() - begun:.0f} s)", flush=True)
    print(
        f"{len(mutants) - len(survivors)} of {len(mutants)} mutants killed"
        + "".join(f"\n  survived: {each.name}" for each in survivors)
    )
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
