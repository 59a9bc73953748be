"""Set up firstfix in this checkout and run it: python dev.py demo|drivers|test|check|bench|golden|verify|mutants.

Needs Python 3.11 or newer and nothing else. Makes `.venv` beside this file when it is missing, installs firstfix with the versions of
constraints.txt, installs again when pyproject.toml or constraints.txt changed, and runs the task in it. What stands after the task's name
goes to its last command: `python dev.py test -k stock`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "firstfix-installed"


def say(text: str) -> None:
    """Tell the user on stderr what goes on."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def call(*command: str | Path) -> int:
    """Run a command in the checkout and return its exit code; an interrupt is left to the command itself."""
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def python(*words: str) -> int:
    """Run the environment's Python."""
    return call(PYTHON, *words)


def wanted_stamp() -> str:
    """Hash of everything that decides what the environment must hold."""
    total = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        total.update((ROOT / name).read_bytes())
    return total.hexdigest()


def make_environment() -> None:
    """Create `.venv` anew; ends the program with advice when this Python cannot."""
    say("making .venv")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    if call(sys.executable, "-m", "venv", ENVIRONMENT) or not PYTHON.exists():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise SystemExit("dev.py: could not make .venv; on Debian and Ubuntu install the package python3-venv, then try again")


def set_up() -> None:
    """Make the environment ready; does nothing when it is."""
    stamp = wanted_stamp()
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == stamp:
        return
    if not PYTHON.exists() or call(PYTHON, "-c", f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"):
        make_environment()
    say("installing firstfix and its requirements (once, a minute or two)")
    install = (
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-e",
        ".[dev,parquet,cluster,opt]",
        "-c",
        "constraints.txt",
    )
    if python(*install):
        raise SystemExit("dev.py: the installation failed; see the messages above")
    STAMP.write_text(stamp, encoding="utf-8")


def demo(*more: str) -> int:
    """Compare the policies of scenarios/station_lifts.yaml; the report is left in results/station_lifts."""
    return python("-m", "sim", "compare", "scenarios/station_lifts.yaml", "--out", "results/station_lifts", *more)


def drivers(*more: str) -> int:
    """Eight reasons to manage service, and the way from average to best in class: one page in results/drivers, in a few minutes."""
    return python("-m", "sim", "drivers", "experiments/drivers.yaml", "--out", "results/drivers", *more)


def test(*more: str) -> int:
    """Run all tests, on all cores."""
    return python("-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), "--dist", "worksteal", *more)


def check(*more: str) -> int:
    """Check style, types and layers, and run the fast tests: under a minute."""
    cores = str(os.cpu_count() or 1)
    types = subprocess.Popen([str(PYTHON), "-m", "mypy"], cwd=ROOT, stdout=subprocess.PIPE, text=True)  # as long as all the rest
    steps = (
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "pytest", "-q", "tests/test_layers.py", "tests/unit", "-m", "not slow", "-n", cores, *more),
    )
    codes = [python(*step) for step in steps]
    print(types.communicate()[0], end="")
    return int(any([*codes, types.returncode]))


def bench(*more: str) -> int:
    """Measure speed, memory, named luck and planning; written to results/bench.json."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # times are those of one core
    return python("benchmarks/bench.py", *more)


def golden(*more: str) -> int:
    """Renew the golden figures on purpose; look at the difference before committing it."""
    return python("-m", "pytest", "-q", "tests/golden", "--renew-golden", *more)


def verify(*more: str) -> int:
    """Hold the simulator against theory, the full set: under 40 minutes; renews docs/verification.md."""
    return python("-m", "sim", "verify", "--full", "--out", "results/verification", "--page", "docs/verification.md", *more)


def mutants(*more: str) -> int:
    """Break the simulator in a hundred ways, one after the other, and see the tests notice each."""
    return python("tests/mutants.py", *more)


TASKS: dict[str, Callable[..., int]] = {
    task.__name__: task for task in (demo, drivers, test, check, bench, golden, verify, mutants)
}


def main(words: list[str]) -> int:
    """Run one task and return its exit code; 2 for a wrong call."""
    if sys.version_info < (3, 11):  # noqa: UP036 — whoever runs this file may have an older Python
        say(f"firstfix needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")
        return 2
    if not words or words[0] not in TASKS:
        print("usage: python dev.py TASK [ARGUMENT ...]\n")
        for name, task in TASKS.items():
            print(f"  {name:8}{(task.__doc__ or '').strip()}")
        return 0 if words and words[0] in {"-h", "--help"} else 2
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # tests start hundreds of processes, each of which would compile everything anew
    set_up()
    return TASKS[words[0]](*words[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
