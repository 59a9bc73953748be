"""Diagnostics: what tests said is what the calls and visits went by."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.records import OUTCOMES, TESTS
from sim.results import Array, Rows, Tables


def check(tables: Tables) -> list[str]:
    """All findings about tests."""
    return [*_tests(tables), *_wrong_parts(tables)]


def _wrong_parts(tables: Tables) -> list[str]:
    """Good parts are replaced on visits that believed in another fault, and end with a wrong diagnosis."""
    mistaken = tables.raw("wrong_parts")
    if not len(mistaken):
        return []
    tests, visits = np.sort(tables.raw("tests"), order="visit"), tables.raw("visits")
    if not len(tests):
        return ["parts were replaced by mistake, and nobody took a fault for another one"]
    at = _rows(tests["visit"], mistaken["visit"])
    other = (at < 0) | (tests["named"][at] != mistaken["believed"]) | (tests["ended"][at] != mistaken["at"])

    def show(row: int) -> str:
        return f"call {mistaken['call'][row]}"

    left = visits["visit"][visits["outcome"] == OUTCOMES.index("wrong diagnosis")]
    still = np.isin(mistaken["visit"], visits["visit"][np.isnan(visits["left"])])
    return [
        *say(other, "a part was replaced for another fault than the technician believed in", show),
        *say(~np.isin(mistaken["visit"], left) & ~still, "a wrong part repaired a machine", show),
    ]


def _tests(tables: Tables) -> list[str]:
    """Tests belong to a call, and name a fault that its machine may have."""
    tests = tables.raw("tests")
    if not len(tests):
        return []
    calls = np.sort(tables.raw("calls"), order="call")
    at = _rows(calls["call"], tests["call"])
    lost = at < 0
    if lost.any():
        return say(lost, "a test without its call", lambda row: f"call {tests['call'][row]}")
    afar = tests["test"] == TESTS.index("remote")
    kind = np.unique(tables.labels_by_code("mode", "asset_type"), return_inverse=True)[1]
    of = calls[at]

    def show(row: int) -> str:
        return f"call {tests['call'][row]}"

    strange = (kind[tests["named"]] != kind[of["mode"]]) | (kind[tests["before"]] != kind[of["mode"]])
    return [
        *say(strange, "a test named a fault of another machine", show),
        *_afar(tables, tests[afar], of[afar]),
        *_on_site(tables, tests[~afar], of[~afar]),
    ]


def _rows(numbers: Array, wanted: Array) -> Array:
    """Row of each number among sorted ones; −1 where there is none."""
    at = np.searchsorted(numbers, wanted).clip(max=max(len(numbers) - 1, 0))
    return np.where(numbers[at] == wanted, at, -1) if len(numbers) else np.full(len(wanted), -1)


def _afar(tables: Tables, tests: Rows, calls: Rows) -> list[str]:
    """A remote test ends with its contact, comes once to a call that is not solved remotely, and the work order goes by it."""

    def show(row: int) -> str:
        return f"call {tests['call'][row]}"

    handed_on = np.isin(
        tests["call"], tables.raw("escalations")["call"]
    )  # what the hotline tests the second line may still solve
    late = np.where(handed_on, tests["ended"] > calls["triaged"], tests["ended"] != calls["triaged"])
    twice = np.bincount(tests["call"])[tests["call"]] > 1 if len(tests) else np.zeros(0, dtype=bool)
    return [
        *say(twice, "a call was tested from afar twice", show),
        *say((calls["remote"] & ~handed_on) | calls["lost"], "a call without work order was tested from afar", show),
        *say((tests["begun"] < calls["answered"]) | late, "a remote test is not in a contact", show),
        *say(tests["named"] != calls["named_mode"], "the work order does not say what the remote test named", show),
    ]


def _on_site(tables: Tables, tests: Rows, calls: Rows) -> list[str]:
    """A test on site is the diagnosis of its visit, and a wrong diagnosis just where it takes a fault for another one.

    Only a machine that can fail in one way alone has nothing that its fault could be taken for.
    """
    visits = np.sort(tables.raw("visits"), order="visit")
    at = _rows(visits["visit"], tests["visit"])
    of = visits[at] if len(visits) else visits

    def show(row: int) -> str:
        return f"visit {tests['visit'][row]}"

    if (at < 0).any():
        return say(at < 0, "a test on site without its visit", show)
    wrong = of["outcome"] == OUTCOMES.index("wrong diagnosis")
    elsewhere = (of["call"] != tests["call"]) | (of["arrived"] != tests["begun"]) | (of["diagnosed"] != tests["ended"])
    done = ~np.isnan(of["left"])
    mistaken = tests["named"] != calls["mode"]
    disagree = (wrong != mistaken) & (mistaken | _has_others(tables)[calls["mode"]])
    return [
        *say(elsewhere, "a test on site is not the diagnosis of its visit", show),
        *say(done & disagree, "a test on site and the end of its visit disagree", show),
        *say(tests["before"] != calls["named_mode"], "a technician was told another fault than the call says", show),
    ]


def _has_others(tables: Tables) -> Array:
    """Whether the machine of a failure mode can fail in other ways besides, by code."""
    kinds = np.array(tables.labels_by_code("mode", "asset_type"))
    failures = np.array(tables.labels_by_code("mode", "reason")) == "breakdown"
    return np.array([(failures & (kinds == kind)).sum() > 1 for kind in kinds], dtype=bool)
