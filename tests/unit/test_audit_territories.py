"""The audit finds technicians who work outside their territories unasked, and help where nobody waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from small_run import SmallRun

from sim.audit.territories import check


def a_visit(*, told: bool = True, waiting: int = 2, at: float = 10, site: str = "plant", who: str = "anna") -> SmallRun:
    """Two calls in the south at 9 h; anna of the north, who helps from two waiting orders on, is sent to one of them at 10."""
    run = SmallRun()
    run.dimensions["technicians"].update(regions=["north", "south"], helps=["", None], helps_from=[2, None])
    run.call(9, 14)
    run.call(9, 20)
    run.add(
        "visits",
        visit=0,
        call=0,
        number=1,
        technician=who,
        site="plant",
        asked=9,
        dispatched=10,
        arrived=11,
        left=14,
        outcome="fixed",
    )
    if told:
        run.add("helped", technician=who, site=site, at=at, waiting=waiting)
    return run


BROKEN: dict[str, Callable[[], SmallRun]] = {
    "a technician worked outside his territories, and nobody sent him to help: visit 0": lambda: a_visit(told=False),
    "a technician was sent to help who never went, or who serves the territory anyway: anna": lambda: a_visit(at=10.5),
    "a technician was sent to help who never went, or who serves the territory anyway: bert": lambda: a_visit(who="bert"),
    "a technician was sent to help where too few orders waited: anna at 10.00 h": lambda: a_visit(waiting=1),
    "more orders waited in a territory than calls were open there: anna at 10.00 h": lambda: a_visit(waiting=3),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_a_fault_is_found(finding: str) -> None:
    assert finding in check(BROKEN[finding]().tables())


def test_help_that_was_wanted_is_fine() -> None:
    assert check(a_visit().tables()) == []
