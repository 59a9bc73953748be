"""What is wrong with the precision, the warm-up or the batches of an experiment as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.checks.places import problem_of
from sim.experiment.factors import paths_of
from sim.kpi.batches import can_batch, what_can
from sim.kpi.courses import course_of
from sim.scenario.tree import Node
from sim.study.goals import in_unit, unit_of

if TYPE_CHECKING:
    from sim.errors import Problem
    from sim.experiment.spec import Experiment, Precision


def problems_of_precision(says: Experiment, root: Node) -> Iterator[Problem]:
    """What is wrong with precision, warm-up and batches."""
    yield from _precision(says, root)
    yield from _steady(says, root)


def _precision(says: Experiment, root: Node) -> Iterator[Problem]:
    """Unknown figures, amounts in a wrong unit, widths of nothing, and precision wanted of nothing."""
    precision, at = says.precision, "precision"
    if precision is None:
        return
    if not precision.half_widths and not precision.relative:
        yield problem_of(root, (at,), "nothing is wanted: state 'half_widths' or 'relative'")
    yield from _widths(precision, root)
    if precision.most < precision.pilot:
        yield problem_of(root, (at, "most"), f"expected no less than the pilot of {precision.pilot}, found {precision.most}")
    if precision.of == "differences" and says.policies is not None and len(says.policies) == 1 and not says.factors:
        yield problem_of(root, (at, "of"), "one policy has no differences; name others, or ask for 'means'")
    if says.replications is not None:
        yield problem_of(
            root, ("replications",), "either 'replications' or 'precision' says how many there are; state one of them"
        )


def _widths(precision: Precision, root: Node) -> Iterator[Problem]:
    """Half-widths and shares, one by one."""
    at = "precision"
    for figure, amount in precision.half_widths.items():
        path = (at, "half_widths", figure)
        try:
            width = in_unit("precision.half_widths", figure, amount)
        except UsageError as error:
            yield problem_of(root, path, str(error).partition(": ")[2])
            continue
        if width <= 0:
            yield problem_of(root, path, f"expected a half-width above 0, found '{amount.text}'")
    for figure, share in precision.relative.items():
        path = (at, "relative", figure)
        try:
            unit_of("precision.relative", figure)
        except UsageError as error:
            yield problem_of(root, path, str(error).partition(": ")[2])
        if share == 0:
            yield problem_of(root, path, "expected a share above 0")
        if figure in precision.half_widths:
            yield problem_of(root, path, f"'{figure}' is in 'half_widths' too; state one of them")


def _steady(says: Experiment, root: Node) -> Iterator[Problem]:
    """A course that is not there, a warm-up that is stated and looked for, batches beside replications."""
    if says.warm_up is not None:
        try:
            course_of(says.warm_up.figure)
        except UsageError as error:
            yield problem_of(root, ("warm_up", "figure"), str(error))
        for section, factors in (("factors", says.factors), ("decisions", says.decisions)):
            for name, factor in factors.items():
                if "warm_up" in paths_of(name, factor):
                    yield problem_of(
                        root, (section, name), "the section 'warm_up' finds the warm-up for all; it cannot be varied as well"
                    )
    if says.batches is None:
        return
    for section in ("replications", "precision", "select", "search", "sensitivity"):
        if getattr(says, section) is not None:
            yield problem_of(
                root, ("batches",), f"batches are of one long run instead of replications; they do not go with '{section}'"
            )
    for at, figure in enumerate(says.figures or ()):
        try:
            told = can_batch(figure)
        except UsageError:
            continue  # it is not there, which is said of the figure itself
        if not told:
            yield problem_of(root, ("figures", at), f"'{figure}' cannot be told by batch; {what_can()}")
