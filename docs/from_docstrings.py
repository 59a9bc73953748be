# ruff: noqa: INP001 — part of a script beside its pages
"""Pages made from docstrings: the theory as a library, and the names that `import sim` offers."""

from __future__ import annotations

import ast
import dataclasses
import functools
import importlib
import inspect
import itertools
import pkgutil
import re
import textwrap
import typing
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import sim
from sim import theory


def prose(text: str) -> str:
    """A paragraph in lines of house length."""
    return textwrap.fill(text, 130, break_on_hyphens=False, break_long_words=False)


def theory_page() -> Iterator[str]:
    """Every public function of sim.theory, with what it returns."""
    yield "# Theory"
    yield prose(
        "Closed forms and exact solutions, as a library: `from sim.theory import queues`. Parameters are keywords; times are in any one unit, "
        "rates per that unit; bad arguments raise ValueError. Most functions return a small object whose figures are listed. These are the "
        "answers that `firstfix verify` holds the simulator against; the [verification report](../verification.md) says which."
    )
    yield ""
    for found in pkgutil.iter_modules(theory.__path__):
        module = importlib.import_module(f"sim.theory.{found.name}")
        functions = [each for _, each in inspect.getmembers(module, inspect.isfunction) if public(each, module)]
        if not functions or found.name == "arguments":
            continue
        yield f"## `{found.name}`"
        yield plain(module.__doc__ or "")
        yield ""
        for _, each in inspect.getmembers(module, inspect.isclass):
            if (
                public(each, module)
                and dataclasses.is_dataclass(each)
                and any(field.kw_only for field in dataclasses.fields(each))
            ):
                yield from theory_input(each)
        for function in sorted(functions, key=lambda each: each.__code__.co_firstlineno):
            yield from theory_function(function)


def public(thing: Any, module: ModuleType) -> bool:
    """Stands in this module, under a name for others."""
    return bool(thing.__module__ == module.__name__ and not thing.__name__.startswith("_"))


def theory_function(function: Callable[..., Any]) -> Iterator[str]:
    """A function with its parameters, meaning and figures."""
    yield f"### `{function.__name__}({', '.join(inspect.signature(function).parameters)})`"
    yield plain(function.__doc__ or "")
    yield ""
    result = typing.get_type_hints(function).get("return")
    if dataclasses.is_dataclass(result) and isinstance(result, type):
        names = ", ".join(f"`{name}`" for name in figures_of(result))
        yield f"Figures: {names}."
        yield ""


def theory_input(made: type) -> Iterator[str]:
    """What a caller makes to hand to functions (a dataclass with keywords only), with the meaning of each of its fields."""
    wanted = [field for field in dataclasses.fields(made) if field.init]
    yield f"### `{made.__name__}({', '.join(field.name for field in wanted)})`"
    yield plain(made.__doc__ or "")
    yield ""
    body = ast.parse(textwrap.dedent(inspect.getsource(made))).body[0].body
    meanings = {
        line.target.id: inspect.cleandoc(text.value.value)
        for line, text in itertools.pairwise(body)
        if isinstance(line, ast.AnnAssign) and isinstance(text, ast.Expr)
    }
    for field in wanted:
        yield f"- `{field.name}`: {' '.join(plain(meanings[field.name]).split())}"
    yield ""


def figures_of(result: type) -> Iterator[str]:
    """Fields, properties and methods of a result, methods with their parameters."""
    yield from (field.name for field in dataclasses.fields(result) if not field.name.startswith("_"))
    for name, member in inspect.getmembers(result):
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            yield name
        elif inspect.isfunction(member):
            yield f"{name}({', '.join(list(inspect.signature(member).parameters)[1:])})"


def plain(docstring: str) -> str:
    """A docstring as Markdown: paragraphs kept, references to code as code."""
    text = inspect.cleandoc(docstring)
    return (
        re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text).replace("``", "`").replace("*", "\\*").replace("|", "\\|").replace("<", "&lt;")
    )


# ---------------------------------------------------------------- the command line
def python_page() -> Iterator[str]:
    """Every public name of `sim`: functions with their parameters, classes with what they offer."""
    yield "# From Python"
    yield prose(
        "What `import sim` offers; each name is imported when it is first asked for. Whatever a command prints or writes is behind one of these: "
        "`firstfix compare` is `sim.compare`, `firstfix plan` is `sim.plan`, `firstfix staff` is `sim.staff`. A wrong scenario raises `sim.ScenarioError`, "
        "wrong use `sim.UsageError`, both kinds of `sim.FirstfixError`."
    )
    yield ""
    things = {name: getattr(sim, name) for name in sorted(sim.__all__, key=str.lower) if name != "__version__"}
    yield "## Functions"
    yield ""
    for name, thing in things.items():
        if isinstance(thing, ModuleType) or inspect.isfunction(thing):
            yield from python_function(name, thing)
    yield "## Classes"
    yield ""
    for name, thing in things.items():
        if inspect.isclass(thing):
            yield from python_class(name, thing)


def python_function(name: str, thing: Any) -> Iterator[str]:
    """A function, or a package that can be called: then the one in it that bears its name, if there is one."""
    called = getattr(thing, name, type(thing).__call__) if isinstance(thing, ModuleType) else thing
    given = [each for each in inspect.signature(called).parameters.values() if each.name != "self"]
    yield f"### `sim.{name}({', '.join(written(given))})`"
    yield plain(called.__doc__ or thing.__doc__ or "")
    yield ""


def written(parameters: list[inspect.Parameter]) -> Iterator[str]:
    """Parameters as one writes them, with the star before those that need their keyword."""
    keyword_only = False
    for each in parameters:
        if each.kind is each.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            yield "*"
        yield each.name if each.default is each.empty else f"{each.name}={each.default!r}"


def python_class(name: str, thing: type) -> Iterator[str]:
    """A class: what it is, and what its objects offer."""
    yield f"### `sim.{name}`"
    yield plain(thing.__doc__ or "")
    yield ""
    if thing.__module__.partition(".")[2] == "scenario.spec" or issubclass(thing, Exception):
        return
    for member, text in sorted(offered(thing).items()):
        yield f"- `{member}`: {' '.join(plain(text).split())}"
    yield ""


def offered(thing: type) -> dict[str, str]:
    """Own methods and properties that say what they are -> what they say."""
    found = {}
    for name, member in vars(thing).items():
        own = member.func if isinstance(member, functools.cached_property) else member
        text = (own.__doc__ if not isinstance(own, property) else own.fget.__doc__) or ""
        if (
            name.startswith("_")
            or not text
            or not (inspect.isfunction(own) or isinstance(member, property | functools.cached_property))
        ):
            continue
        call = (
            f"({', '.join(written(list(inspect.signature(own).parameters.values())[1:]))})" if inspect.isfunction(member) else ""
        )
        found[name + call] = text
    return found
