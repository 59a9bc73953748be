"""The command line `firstfix`. Heavy imports happen inside the commands, so that help answers at once."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from sim import __version__
from sim.app.catalogue import list_members, schema
from sim.app.drivers import drivers
from sim.app.planning import plan
from sim.app.runs import check, compare, report, run
from sim.app.screen import prepare_streams, print_json, warn
from sim.app.staffing import staff
from sim.app.stress import stress
from sim.app.study import commands as study_commands
from sim.app.verification import verify
from sim.errors import FirstfixError, ScenarioError

FINE, UNEXPECTED, BAD_INPUT, INCOMPLETE = 0, 1, 2, 3

EPILOG = """\b
Exit codes:
  0  fine
  1  something unexpected went wrong
  2  wrong scenario, wrong file or wrong use; nothing was written
  3  incomplete: a replication failed or was interrupted, or an audit or a verification found something
"""


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="firstfix")
def cli() -> None:
    """Simulate a service supply chain and compare ways to run it.

    Start with: firstfix compare scenarios/tiny.yaml
    """


for command in (check, run, compare, *study_commands(), stress, drivers, plan, staff, report, list_members, schema, verify):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of `firstfix` and `python -m sim`."""
    prepare_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = answer(words)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # The reader has gone (`firstfix list | head`), which click answers with SystemExit; Python must not complain when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = FINE
    sys.exit(code)


def answer(words: list[str]) -> int:
    """Carry out a command and return its exit code."""
    try:
        code = cli.main(args=words, prog_name="firstfix", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        warn("interrupted")
        return INCOMPLETE
    except BrokenPipeError:
        raise
    except FirstfixError as error:
        tell(error, as_json="--json" in words)
        return BAD_INPUT
    except Exception as error:  # noqa: BLE001 — the last resort: say so, with the traceback for a bug report
        traceback.print_exc()
        warn(f"firstfix met something unexpected: {type(error).__name__}: {error}")
        return UNEXPECTED
    return code if isinstance(code, int) else FINE


def tell(error: FirstfixError, *, as_json: bool) -> None:
    """Report a fault of the input: every problem on stderr, or as JSON on stdout."""
    if not as_json:
        warn(str(error))
        return
    problems = [vars(problem) for problem in error.problems] if isinstance(error, ScenarioError) else [{"message": str(error)}]
    print_json({"ok": False, "problems": problems})
