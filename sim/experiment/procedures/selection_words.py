"""What a choice found, in sentences: who it is, what it took, and what is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiment.procedures.question import LEFT, STARVED, Choice, Question
from sim.experiment.words import Said, said
from sim.kpi.words import listed, prose
from sim.study.statistics import interval
from sim.units import percent

if TYPE_CHECKING:
    from sim.experiment.procedure import Seen

MOST_NAMES = 6
"""More points than these are counted rather than named."""


def answer(question: Question, choice: Choice) -> str:
    """Who it is, or why it is nobody."""
    among = f"the {len(question.points)} ways to run"
    if choice.chosen is not None:
        return _winner(question, choice, choice.chosen, among)
    if choice.ahead is not None:
        return _not_yet(question, choice, choice.ahead)
    if all(fate.word == STARVED for fate in choice.fates):
        return f"None of {among} has data enough to be chosen."
    certain = f", with {percent(question.confidence)}" if choice.promised else ", as far as the replications show"
    return f"None of {among} keeps {_limits(question)}{certain}: nobody is chosen."


def _winner(question: Question, choice: Choice, chosen: int, among: str) -> str:
    name, limits = question.points[chosen].name, bool(question.limits)
    if len(question.points) == 1:
        return f"{name} is the only way to run that was looked at{f', and it keeps {_limits(question)}' if limits else ''}."
    extreme = "lowest" if question.objective.better == "down" else "highest"
    kept = f", of those that keep {_limits(question)}" if limits else ""
    first = f"{name} has the {extreme} {prose(question.objective.figure)} of {among}{kept}"
    if choice.probability is not None:
        return f"{first}, as far as the budget shows: estimated probability {_share(choice.probability)}, which is no guarantee."
    return f"{first}, with {percent(question.confidence)}; another may be better by less than {_by(question)}."


def _not_yet(question: Question, choice: Choice, ahead: int) -> str:
    """A budget that ended it."""
    left = [question.points[i].name for i, fate in enumerate(choice.fates) if fate.word == LEFT]
    name, budget = question.points[ahead].name, f"The budget of {question.says.budget:,} replications"
    if len(left) == 1:
        return f"{budget} ended the choice with {name} alone, before it could be said for sure."
    so_far = f"{name} has the best mean so far{f' of those whose means keep {_limits(question)}' if question.limits else ''}"
    return f"{budget} does not tell {_named(left)} apart; {so_far}, which may be luck."


def amount(question: Question, choice: Choice, seen: Seen) -> list[str]:
    """The objective of the chosen one."""
    if choice.chosen is None:
        return []
    own = interval(seen.values(question.points[choice.chosen], question.objective.figure), question.confidence)
    how, resolution = _said(question, question.objective.figure), question.by or own.half_width
    between = f" ({how.between(own.low, own.high, signed=False)}, from {own.count:,} replications)" if own.count > 1 else ""
    return [f"Its {prose(question.objective.figure)} is {how.amount(own.mean, resolution)}{between}."]


def left_out(question: Question, choice: Choice) -> list[str]:
    """Who breaks which limit, and who has no data."""
    says = []
    for at, limit in enumerate(question.limits):
        names = [question.points[i].name for i, fate in enumerate(choice.fates) if fate.sides and fate.sides[at] == -1]
        if names and len(names) < len(question.points):
            verb = "does" if len(names) == 1 else "do"
            so_far = "" if choice.promised else ", as their means stand"
            says.append(f"{_named(names)} {verb} not keep {_limit(question, at)}, {limit.side} {_value(question, at)}{so_far}.")
    starved = [question.points[i].name for i, fate in enumerate(choice.fates) if fate.word == STARVED]
    if starved:
        says.append(f"{_named(starved)} had no data in more than a third of the replications and could not be chosen.")
    return says


def effort(question: Question, choice: Choice) -> str:
    """What it took, against the same number for each."""
    vain = f", {choice.in_vain:,} of them in vain after their way to run had been dropped" if choice.in_vain else ""
    took = f"It took {choice.total:,} replications{vain}"
    if choice.equal is None or question.says.method == "two_stages":
        return f"{took}."
    each = choice.equal // len(question.points)
    same = f"the same number for each, {each:,} and {choice.equal:,} in all, would make the same promise"
    if not choice.promised:
        return f"{took}; {same}."
    if choice.total >= choice.equal:
        return f"{took}; {same}: nothing was saved here."
    return f"{took}; {same}: {_share(1 - choice.total / choice.equal)} were saved."


def method(question: Question, choice: Choice) -> list[str]:
    """The procedure, its promise and its source."""
    sure, limits = percent(question.confidence), bool(question.limits)
    pilot = f"a pilot of {question.says.pilot:,} replications each"
    if question.says.method == "ocba":
        allocation = "OCBA (Chen, Lin, Yücesan & Chick 2000; with limits OCBA-CO, Lee et al. 2012)"
        how = f"{allocation} divides {choice.total:,} replications, {pilot} first. It promises nothing: the probability is an estimate from"
        return [f"{how} the means and spreads that were seen, after Bonferroni, and a leader by luck looks better than it is."]
    promise = (
        f"With a probability of at least {sure} the best is chosen where it is better than every other by {_by(question)} or more;"
        " where others are nearer, one of these is chosen instead, as good but for that difference as a rule."
    )
    if limits:
        promise = (
            f"With a probability of at least {sure}, no way to run is chosen that breaks a limit by its tolerance or more, and of those that keep"
            f" each limit by its tolerance the best is not passed over for one that is worse by {_by(question)} or more, provided that it is better by"
            f" that than every other that might be chosen. Who is nearer to a limit than its tolerance may be put on either side:"
            f" {_tolerances(question)}."
        )
    split = (
        f" Half of the risk of {percent(1 - question.confidence)} is for the {len(question.points) * len(question.limits)} verdicts on limits, half for"
        f" the {len(question.points) - 1} rivals of the best, in equal parts (Bonferroni)."
        if limits and len(question.points) > 1
        else ""
    )
    if question.says.method == "kn":
        source = "Kim & Nelson (2001), KN" + (
            ", with limits by Andradóttir & Kim (2010), AK+, for several by Healey, Andradóttir & Kim (2014)" if limits else ""
        )
        how = f"Fully sequential, replication by replication, after {pilot} ({source}). {promise}{split}"
        equal = (
            "The same number for each that would make the same promise is that of two stages with the same pilot and the same division of the risk"
            " (Clark & Yang 1986; limits by Stein 1945)."
        )
        return [how, equal]
    source = "Clark & Yang (1986)" + ("; limits by Stein (1945)" if limits else "")
    each = (choice.equal or 0) // len(question.points)
    return [f"Two stages, {pilot}, then {each:,} of each as their spreads ask ({source}). {promise}{split}"]


def conditions(question: Question, choice: Choice) -> list[str]:
    """What the promise rests on."""
    notes = []
    if question.says.method != "ocba":
        notes.append(
            "Replications are taken as independent of each other and their figures as normal; ways to run may share their luck, which makes the choice"
            " faster. The intervals are those of fixed numbers: of means that were stopped at by their own figures they hold a little less often."
        )
    if not choice.promised and question.says.method != "ocba":
        notes.append("The budget ended it before the promise could be made.")
    missing = sum(fate.word == STARVED for fate in choice.fates)
    if missing:
        notes.append(
            "Replications that failed or have no data are left out as if by chance; where a way to run fails because of what it is, that is wrong."
        )
    return notes


def _limit(question: Question, at: int) -> str:
    return f"the limit on {prose(question.limits[at].figure)}"


def _limits(question: Question) -> str:
    """'availability at least 97 % and ...'."""
    if not question.limits:
        return "its limits"
    return listed([f"{prose(limit.figure)} {limit.side} {_value(question, at)}" for at, limit in enumerate(question.limits)])


def _value(question: Question, at: int) -> str:
    limit = question.limits[at]
    return _said(question, limit.figure).stated(limit.value)


def _by(question: Question) -> str:
    return _said(question, question.objective.figure).stated(question.by, difference=True)


def _tolerances(question: Question) -> str:
    return listed(
        [
            f"{_said(question, limit.figure).stated(tolerance, difference=True)} of {prose(limit.figure)}"
            for limit, tolerance in zip(question.limits, question.tolerances, strict=True)
        ]
    )


def _said(question: Question, figure: str) -> Said:
    return said(figure, question.currency)


def _share(share: float) -> str:
    return f"{100 * share:.0f} %" if share < 0.995 else f"{100 * min(share, 0.999):.1f} %"


def _named(names: list[str]) -> str:
    """Some names, or how many where they are too many to be read."""
    return listed(names) if len(names) <= MOST_NAMES else f"{len(names)} ways to run"
