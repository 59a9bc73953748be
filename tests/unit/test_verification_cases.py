"""Reference cases: what a case file may say, and that theory gives every figure of those that ship."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.verification.cases import EXACT, Case, choose, read_cases
from sim.verification.judgement import same
from sim.verification.measures import as_list, check
from sim.verification.trial import scenario_of
from sim.verification.verify import verify
from sim.verification.write import render

CASES = read_cases()
ENTRY = """
X01:
  title: A test
  model: One server.
  source: Erlang (1917)
  theory: {desk: {queues.many_servers: {arrival_rate: 1, mean_service: 0.5, servers: 1}}}
  scenario: {horizon: 10 d}
  set: {seed: 3}
  outputs:
    load: {value: 0.5, theory: desk.utilisation, measure: {number: desk contact}}
    wait: {value: 30, unit: min, times: 60, theory: desk.mean_wait, measure: {mean: desk wait}}
"""


def read(tmp_path: Path, text: str) -> dict[str, Case]:
    (tmp_path / "X_test.yaml").write_text(text, encoding="utf-8")
    return read_cases(tmp_path)


def test_a_case_is_read_and_answered(tmp_path: Path) -> None:
    case = read(tmp_path, ENTRY)["X01"]
    assert case.area == "X test"
    assert [output.name for output in case.measured] == ["load", "wait"]
    assert case.answer(case.outputs[0]) == (0.5,)
    assert case.answer(case.outputs[1]) == pytest.approx((30.0,))


def test_a_case_like_another_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    more = (
        ENTRY
        + """
X02:
  title: Another
  model: One server.
  source: Erlang (1917)
  theory: {desk: {queues.many_servers: {arrival_rate: 1, mean_service: 0.25, servers: 1}}}
  like: X01
  set: {warm_up: 1 d}
  outputs:
    load: {value: 0.25, theory: desk.utilisation}
"""
    )
    case = read(tmp_path, more)["X02"]
    assert case.scenario == {"horizon": "10 d"}
    assert case.changes == {"seed": 3, "warm_up": "1 d"}
    assert case.outputs[0].measure == {"number": "desk contact"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  title: A test\n", "", "case X01: 'title' is missing"),
        ("title: A test", "titel: A test", "unknown key 'titel'; did you mean 'title'?"),
        ("value: 0.5, ", "", "case X01, load: 'value' is missing"),
        ("value: 0.5, ", "valeu: 0.5, ", "unknown key 'valeu'; did you mean 'value'?"),
        ("X01:", "Y01:", "case Y01 belongs to another area"),
        ("scenario: {horizon: 10 d}", "like: X07", "'like' names another case"),
        ("measure: {number: desk contact}", "measure: {nomber: desk contact}", "there is no measure 'nomber'"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ENTRY
    with pytest.raises(UsageError, match=r"X_test|case X01|measure") as refused:
        read(tmp_path, ENTRY.replace(old, new))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("queues.many_servers", "queues.many_serverz", "many_serverz"),
        ("arrival_rate: 1,", "arrival_rate: 3,", "queues.many_servers"),
        ("theory: desk.utilisation", "theory: dusk.utilisation", "no theory is named 'dusk'; did you mean 'desk'?"),
        ("theory: desk.utilisation", "theory: desk.utilization", "utilization"),
    ],
)
def test_theory_that_cannot_answer_says_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    case = read(tmp_path, ENTRY.replace(old, new))["X01"]
    with pytest.raises(UsageError, match="X01") as refused:
        case.answer(case.outputs[0])
    assert said in str(refused.value)


def test_cases_are_chosen_by_id_and_area() -> None:
    assert [case.id for case in choose(CASES, ["c01"])] == ["C01"]
    assert {case.id[0] for case in choose(CASES, [], ["c"])} == {"C"}
    assert len(choose(CASES)) == len(CASES)
    with pytest.raises(UsageError, match="there is no case 'C0X'; did you mean"):
        choose(CASES, ["C0X"])
    with pytest.raises(UsageError, match="there is no area 'Z'"):
        choose(CASES, [], ["Z"])


@pytest.mark.parametrize("key", [pytest.param(key, marks=pytest.mark.slow if key == "A17" else ()) for key in CASES])
def test_theory_gives_every_reference_figure(key: str) -> None:
    case = CASES[key]
    for output in case.outputs:
        found = case.answer(output)
        assert len(found) == len(output.values), output.name
        for theory, value in zip(found, output.values, strict=True):
            assert same(theory, value, EXACT), f"{output.name}: theory gives {theory}, the reference is {value}"
            assert output.rounds_to_print(theory), f"{output.name}: theory gives {theory}, the source prints {output.published}"


@pytest.mark.parametrize("key", [key for key, case in CASES.items() if case.simulated])
def test_a_simulated_case_is_an_ordinary_scenario(key: str) -> None:
    case = CASES[key]
    assert scenario_of(case, 1).scenario().horizon > 0
    assert case.measured, "a scenario without a measure"
    for output in case.measured:
        assert not output.approximation, f"{output.name}: no simulation is expected to meet an approximation"
        assert len(as_list(output.measure)) == len(output.values), output.name
        for spec in as_list(output.measure):
            check(spec)


def test_every_case_is_simulated_or_says_why_not() -> None:
    silent = [key for key, case in CASES.items() if sum([case.simulated, bool(case.waits_for), bool(case.outside)]) > 1]
    assert not silent, "either a scenario, or what it waits for, or why it is outside the purpose"


def test_a_page_names_what_is_not_simulated_and_why(tmp_path: Path) -> None:
    case = dataclasses.replace(read(tmp_path, ENTRY)["X01"], scenario=None)
    assert "waits for" not in render(verify([case]), "report.md.j2")
    waiting, outside = dataclasses.replace(case, waits_for="a way to fly"), dataclasses.replace(case, outside="nobody flies")
    assert "| X01 | A test | a way to fly |" in render(verify([waiting]), "report.md.j2")
    assert "nobody flies" in render(verify([outside]), "report.md.j2")


@pytest.mark.parametrize(("printed", "computed"), [(0.5, "exact"), (0.501, "differs"), (1, "exact"), (2, "differs")])
def test_theory_must_round_to_what_the_source_prints(tmp_path: Path, printed: float, computed: str) -> None:
    case = read(tmp_path, ENTRY.replace("value: 0.5, ", f"value: 0.5, published: {printed}, "))["X01"]
    found = verify([dataclasses.replace(case, scenario=None)])
    assert found.rows[0].computed == computed
    assert found.overall.holds == (computed == "exact")
