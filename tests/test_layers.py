"""The house has floors: every module imports from its own room or from below, never upwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SIM = Path(__file__).parents[1] / "sim"
BASE = {"registry", "streams", "kernel", "records", "units", "errors"}
NATURE = BASE | {"nature"}
POLICIES = BASE | {"policies", "theory"}
SCENARIO = {"scenario", "nature", "policies", "registry", "units", "errors"}
SYSTEM = NATURE | POLICIES | SCENARIO | {"system"}
RESULTS = BASE | {"results"}
KPI = RESULTS | {"field_work", "promises", "ledger", "kpi"}
SETTLEMENT = BASE | SCENARIO | {"settlement"}
BUILD = SYSTEM | {"flows", "settlement", "build"}
STUDY = BUILD | KPI | {"study", "theory"}
MAY_IMPORT: dict[str, set[str]] = {
    **dict.fromkeys(BASE, BASE),
    "nature": NATURE,
    "policies": POLICIES,
    "scenario": SCENARIO,
    "system": SYSTEM,
    "flows": SYSTEM | {"flows"},
    "settlement": SETTLEMENT,
    "build": BUILD,
    "results": RESULTS,
    "audit": RESULTS | {"field_work", "ledger", "audit"},
    "field_work": RESULTS | {"field_work"},
    "promises": RESULTS | {"promises"},
    "ledger": RESULTS | {"promises", "ledger"},
    "kpi": KPI,
    "theory": {"theory", "units", "errors"},
    "study": STUDY | {"audit"},
    "experiment": STUDY | {"planning", "experiment"},
    "planning": STUDY | {"charts", "planning"},
    "staffing": STUDY | {"charts", "planning", "staffing"},
    "verification": STUDY | {"charts", "verification"},
    "charts": KPI | {"charts"},
    "report": KPI | {"charts", "report"},
    "app": STUDY | {"audit", "charts", "experiment", "planning", "report", "staffing", "verification", "app"},
}
"""Room -> rooms of sim that it may import."""

SIMPY = {"kernel", "system", "flows", "build"}
NO_LUCK = {"policies", "kpi", "promises", "ledger", "charts", "report"}
MODULES = sorted(path.relative_to(SIM) for path in SIM.rglob("*.py") if path.parent != SIM or not path.name.startswith("__"))


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, wherever the import stands; relative imports written out."""
    package = ["sim", *path.relative_to(SIM).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            full = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{full}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in {"np.random", "numpy.random"}:
            yield "numpy.random"


def offences(path: Path) -> list[str]:
    """Every import of a module that its room forbids."""
    room = path.relative_to(SIM).parts[0].removesuffix(".py")
    found = []
    for name in imports(path):
        head, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if head == "sim" and target not in MAY_IMPORT[room] and target != "__version__":
            found.append(f"{room} imports {name}")
        if head == "simpy" and room not in SIMPY:
            found.append(f"{room} imports {name}")
        if room in NO_LUCK and (head in {"random", "secrets"} or name.startswith("numpy.random")):
            found.append(f"{room} draws: {name}")
    return found


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_only_from_below(module: Path) -> None:
    assert offences(SIM / module) == []


def test_every_room_is_known() -> None:
    assert {module.parts[0].removesuffix(".py") for module in MODULES} <= set(MAY_IMPORT)


def test_an_upward_import_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_layers.SIM", tmp_path)
    (tmp_path / "policies").mkdir()
    rule = tmp_path / "policies" / "rule.py"
    lines = [
        "import random",
        "from sim.flows import visit",
        "from simpy import Environment",
        "from ..units import to_tick",
        "np.random.rand()",
    ]
    rule.write_text(chr(10).join(lines), encoding="utf-8")
    assert offences(rule) == [
        "policies draws: random",
        "policies imports sim.flows.visit",
        "policies imports simpy.Environment",
        "policies draws: numpy.random",
    ]


def test_no_two_test_files_share_a_name() -> None:
    names = [path.name for path in Path(__file__).parent.rglob("*.py")]
    assert sorted(names) == sorted(set(names)), "pytest would refuse to collect both"
