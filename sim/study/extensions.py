"""Rules, laws and figures of a user's own: loaded from a plugin file, and sent along to worker processes.

A class from a notebook, from a script or from a `--plugin` file cannot be imported by a worker, so it travels by value (cloudpickle).
A scenario file can name what is registered, but never load code.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cloudpickle

from sim.errors import UsageError
from sim.registry import Member, families, get_family

if TYPE_CHECKING:
    from sim.kpi import Figure


def load_plugin(path: str | Path) -> None:
    """Run a Python file that registers rules, laws or figures; raises :class:`UsageError` with its own fault."""
    file = Path(path).resolve()
    if not file.is_file():
        raise UsageError(f"plugin {path} is not a file")
    name = f"firstfix_plugin_{file.stem}_{hashlib.sha256(str(file).encode()).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise UsageError(f"plugin {path} is not a Python file (its name must end in .py)")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
        line = error.lineno if isinstance(error, SyntaxError) else (lines[-1] if lines else 0)
        raise UsageError(f"plugin {path}:{line}: {type(error).__name__}: {error}") from error
    cloudpickle.register_pickle_by_value(module)


def is_own(thing: Any) -> bool:
    """True for a class or function that does not come with firstfix."""
    return not (thing.__module__ == "sim" or thing.__module__.startswith("sim."))


def own_members() -> list[tuple[str, str, type[Member]]]:
    """(family, word, class) of every rule and law that the user registered."""
    return [(family.name, word, cls) for family in families() for word, cls in family.members.items() if is_own(cls)]


def own_figures() -> list[Figure]:
    """Every figure that the user registered."""
    from sim.kpi import members

    return [figure for figure in members().values() if is_own(figure.compute)]


def adopt_figures(figures: list[Figure]) -> None:
    """Register figures that came from another process."""
    from sim.kpi import kpi

    for each in figures:
        keep = kpi(unit=each.unit, better=each.better, formula=each.formula, clock=each.clock, denominator=each.denominator)
        keep(each.compute)


def adopt_members(members: list[tuple[str, str, type[Member]]]) -> None:
    """Register members that came from another process."""
    for family, word, cls in members:
        get_family(family).members[word] = cls


def fingerprint() -> str:
    """Hash of all that the user has registered and of the files that it stands in: what else moves figures beside scenario and version.

    What these files read or import from elsewhere is not in it.
    """
    own = [(f"{family}.{word}", cls) for family, word, cls in own_members()] + [
        (each.name, each.compute) for each in own_figures()
    ]
    total = hashlib.sha256()
    for name, what in sorted(own, key=lambda each: each[0]):
        total.update(name.encode() + b"\0" + _source_of(what))
    return total.hexdigest() if own else ""


def _source_of(what: Any) -> bytes:
    """The text of the whole file, since what it calls there moves figures, too; of itself in a notebook, else as it would travel."""
    for each in (sys.modules.get(what.__module__), what):
        with suppress(OSError, TypeError):
            return inspect.getsource(each).encode()  # type: ignore[arg-type]
    packed: bytes = cloudpickle.dumps(what)
    return packed
