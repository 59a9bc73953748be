"""The faults of tests/mutants.py still fit the code, so that the list does not rot; `make mutants` tries them."""

from __future__ import annotations

import ast

import mutants
import pytest
from mutants import MUTANTS, ROOT, Mutant, chosen, mutated


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_fault_can_be_put_in(mutant: Mutant) -> None:
    """Its text stands in the file exactly once, what comes out is Python, and the tests to begin with exist."""
    whole = (ROOT / mutant.file).read_text(encoding="utf-8")
    broken = mutated(mutant, whole)
    assert ast.dump(ast.parse(broken)) != ast.dump(ast.parse(whole)), "the fault changes nothing but the looks"
    assert all((ROOT / path.partition("::")[0]).is_file() for path in mutant.first.split())


def test_names_are_told_apart() -> None:
    names = [each.name for each in MUTANTS]
    assert len(set(names)) == len(names)
    assert [each.name for each in chosen(["TWO BINS"])] == ["two bins allow two on order"]
    assert tuple(chosen([])) == MUTANTS


@pytest.mark.parametrize(("old", "times"), [("zzz", 0), ("a", 2)])
def test_a_text_that_is_not_there_once_is_refused(old: str, times: int) -> None:
    with pytest.raises(ValueError, match=f"stands {times} times in here.py"):
        mutated(Mutant("wrong", "here.py", "", old, "b"), "a = a")


@pytest.mark.slow
def test_a_fault_is_noticed_and_its_absence_too(tmp_path, monkeypatch) -> None:
    """On a project of one function and one test: killed by that test, survived when the test looks elsewhere, whole again after."""
    project = tmp_path / "toy"
    (project / "sim").mkdir(parents=True)
    (project / "tests").mkdir()
    (project / "sim" / "__init__.py").write_text("def one():\n    return 1\n\n\ndef two():\n    return 2\n", encoding="utf-8")
    (project / "tests" / "test_toy.py").write_text(
        "from sim import one\n\n\ndef test_one():\n    assert one() == 1\n", encoding="utf-8"
    )
    monkeypatch.setattr(mutants, "ROOT", project)
    scratch = mutants.Scratch(tmp_path)
    assert not scratch.tests("tests").killed
    fault = Mutant("one is two", "sim/__init__.py", "tests/test_toy.py", "return 1", "return 2")
    assert scratch.tried(fault, 1) == mutants.Verdict(True, "tests/test_toy.py::test_one")
    assert not scratch.tried(fault._replace(old="return 2", new="return 3"), 1).killed
    assert not scratch.tests("tests").killed
