"""Which sections of an experiment file go together: what a procedure would not look at is refused, not ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.experiment.checks.places import problem_of

if TYPE_CHECKING:
    from sim.errors import Problem
    from sim.experiment.spec import Experiment
    from sim.scenario.tree import Node

_COUNTED = "says itself how many replications there are"
_ALONE = "looks at differences of its own; 'compare' is for comparisons"
UNSEEN = {
    "search": {"replications": f"a search {_COUNTED}", "precision": f"a search {_COUNTED}", "compare": f"a search {_ALONE}"},
    "select": {"compare": f"a choice {_ALONE}"},
    "sensitivity": {
        "precision": "a sensitivity analysis runs 'replications' of each point",
        "compare": f"a sensitivity analysis {_ALONE}",
        "goals": "a sensitivity analysis chooses nothing",
    },
    "batches": {"goals": "goals are judged by replications, not by batches of one long run"},
}
"""Section -> what it does not look at, and why."""


def problems_of_sections(says: Experiment, root: Node) -> Iterator[Problem]:
    """Sections that another one leaves without effect."""
    for section, unseen in UNSEEN.items():
        if getattr(says, section) is not None:
            for key, why in unseen.items():
                if getattr(says, key) is not None:
                    yield problem_of(root, (key,), f"{why}; take it out")
