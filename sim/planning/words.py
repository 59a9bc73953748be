"""What a plan found, in sentences: figures with their intervals, theory beside simulation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.charts.scale import Scale, scale_for
from sim.planning.goals import TARGETS
from sim.planning.options import PRESENT

if TYPE_CHECKING:
    from sim.planning.options import Option
    from sim.planning.plan import StockPlan
    from sim.planning.proof import Gap

ASSUMPTIONS = (
    (
        "Demand is the long-run rate of each failure mode times the machines at each site, less what the desk solves, times the"
        " chance and the mean units of each part; machines are taken as up all the time, and calls that give up at the desk as "
        "work all the same. What repairs of units need of their modules is added beside the shop."
    ),
    (
        "At locations demands are Poisson and for single units: a job that needs three units is three demands, and waits for several parts of "
        "one job add up. In vans a job finds all units that it needs of a part, or none; that the same visits take several parts is counted in."
    ),
    "Every technician who has the skill and serves the territory does as much of the work as any other.",
    (
        "Lead times are means, longer where orders are many and may not overtake each other. Queues for technicians, repair benches and whatever "
        "else has limited capacity are left out, and so is travel other than fetching a part."
    ),
    "Stock money counts every unit at its part's own price, whatever a supplier asks.",
    "A rule that orders lots is held equal to base stock at its mean inventory position; the plan keeps the lot.",
    "Steps of the sourcing cascade find a shelf as often full as on average; what they take from it is not added to its demand.",
    (
        "Only shelves with a stock rule are planned: a rule with level 0 lets the plan put stock there. The system approach keeps vans at least as well "
        "stocked as they are today, by the share of visits whose van holds all parts, unless the budget is too small for that."
    ),
)
"""What theory takes for granted of any scenario; the simulation does not."""

FAIR = (
    "Availability here is the share of machines that do not wait for a part: in the simulation 1 - not_operational_for_supply / machines, "
    "which leaves out repair, travel and waiting for technicians. Fix rate is the share of visits on which the fault was found and nothing had to "
    "come from elsewhere than the own van. The item approach gives every part the same ready rate at every location (the share of time in which nothing is "
    "owed) and the same number as its fill rate in every van; one fill rate everywhere, which wants a unit of every part at every place, "
    "would take still more money."
)
_FIGURES = {"availability": "availability as far as parts decide it", "fix_rate": "visits whose van holds all parts"}


def money(plan: StockPlan, amount: float) -> str:
    """An amount of stock money as printed."""
    unit = plan.money
    return scale_for("money", [amount], unit).amount(amount) if unit != "units" else f"{amount:,.0f} units"


def share_scale(values: list[float]) -> Scale:
    """Shares read together, with digits enough to tell them apart: 96.2 % beside 96.5 %, 99.93 % beside 99.97 %."""
    known = [value for value in values if math.isfinite(value)]
    closest = min((1.0 - value for value in known if value < 1.0), default=1.0)
    spread = max(known, default=0.0) - min(known, default=0.0)
    return scale_for("share", known).resolving(min(closest, spread or closest) / 2)


def finding(plan: StockPlan) -> str:
    """The finding in a sentence."""
    chosen, present, goal = plan.chosen, plan.present, plan.goal
    figure = "fix_rate" if goal.figure == "fix_rate" else "availability"
    scale = share_scale([chosen.service.figure(figure), present.service.figure(figure)])
    now, then = (scale.amount(each.service.figure(figure)) for each in (present, chosen))
    noun = _FIGURES[figure]
    if chosen is present:
        return f"Theory finds nothing better than today's stock of {money(plan, present.cost)}: {noun} {now}."
    if goal.target is not None:
        return f"{noun[0].upper()}{noun[1:]} of {then} (today {now}) takes {money(plan, chosen.cost)} of stock{_beside(plan, chosen)}."
    paid = money(plan, chosen.cost)
    start = f"A budget of {money(plan, goal.budget)}" if goal.budget is not None else "The money that lies on the shelves today"
    return f"{start} buys {noun} of {then} by theory (today {now}), with {paid} of stock{_beside(plan, chosen)}."


def _beside(plan: StockPlan, option: Option) -> str:
    """How the money of an option lies to today's."""
    change = option.cost - plan.present.cost
    if abs(change) < 0.005 * max(plan.present.cost, 1e-9):
        return ", as much as today"
    return f", {money(plan, abs(change))} {'more' if change > 0 else 'less'} than today"


def headline(plan: StockPlan) -> str:
    """The finding as the picture's title."""
    chosen, present = plan.chosen, plan.present
    figure = plan.goal.figure
    scale = share_scale([chosen.service.figure(figure), present.service.figure(figure)])
    now, then = (scale.amount(each.service.figure(figure)) for each in (present, chosen))
    noun = "of visits find all parts in the van" if figure == "fix_rate" else "of machines do not wait for parts"
    if chosen is present:
        return f"{now} {noun} with {money(plan, present.cost)} of stock; theory finds nothing better for it"
    paid, today = money(plan, chosen.cost), money(plan, present.cost)
    if paid == today:
        return f"{then} {noun} instead of {now}, with the same {paid} of stock"
    return f"{then} {noun} with {paid} of stock (today {now} with {today})"


def findings(plan: StockPlan) -> list[str]:
    """Everything worth a sentence, the finding first."""
    return [finding(plan), *_savings(plan), *_simulated(plan), *_theory(plan), *_left_out(plan)]


def _savings(plan: StockPlan) -> Iterator[str]:
    """Today's availability for less, and one approach against the other."""
    same = plan.option("system same availability")
    if same is not None and same is not plan.chosen and same.cost < 0.995 * plan.present.cost:
        less = 100 * (1 - same.cost / plan.present.cost)
        yield f"Today's availability takes {money(plan, same.cost)} by the system approach, {less:.0f} % less than lies on the shelves."
    for word in ("target", "same availability"):
        system, item = plan.option(f"system {word}"), plan.option(f"item {word}")
        if system is not None and item is not None and item.cost > system.cost:
            less = 100 * (1 - system.cost / item.cost)
            goal = "the target" if word == "target" else "the same availability"
            yield (
                f"For {goal} the item approach (one ready rate for every part everywhere) takes {money(plan, item.cost)}"
                f"{_by_fill_rate(plan, word)}; the system approach takes {less:.0f} % less."
            )
            break


def _by_fill_rate(plan: StockPlan, word: str) -> str:
    """What the other item approach takes."""
    cost = plan.by_fill_rate.get(word)
    return f", with one fill rate {money(plan, cost)}" if cost is not None else ""


def _simulated(plan: StockPlan) -> Iterator[str]:
    """The paired differences of the chosen option to the present stock."""
    for gap in plan.gaps:
        if (
            gap.option != plan.chosen.name
            or gap.option == PRESENT
            or not math.isfinite(gap.gain)
            or gap.gain == gap.gain_theory == 0.0
        ):
            continue
        scale = scale_for("share", [gap.gain]).resolving((gap.gain_high - gap.gain_low) / 2)
        verdict = "more" if gap.gain_low > 0 else "less" if gap.gain_high < 0 else "no detectable difference"
        yield (
            f"Simulated under the same luck ({_replications(plan)}), the option '{gap.option}' changes {_FIGURES[gap.figure]} by "
            f"{scale.difference(gap.gain)} ({scale.interval(gap.gain_low, gap.gain_high, signed=True)}): {verdict}; theory says "
            f"{scale.difference(gap.gain_theory)}."
        )


def _replications(plan: StockPlan) -> str:
    assert plan.proof is not None
    count = plan.proof.comparison.finished
    return f"{count} replication{'s' if count > 1 else ''}"


def _theory(plan: StockPlan) -> Iterator[str]:
    """How far theory lies from simulation, over all options."""
    vans = any(place.van for place in plan.supply.places)
    for figure, noun in _FIGURES.items():
        gaps = [gap for gap in plan.gaps if gap.figure == figure and gap.known and (vans or figure != "fix_rate")]
        if not gaps:
            continue
        inside = sum(gap.agrees for gap in gaps)
        worst = max(gaps, key=lambda gap: abs(gap.simulated - gap.theory))
        yield (
            f"Theory against simulation, {noun}: theory lies in the 95 % interval of {inside} of {len(gaps)} options; farthest off is "
            f"'{worst.option}': {gap_in_words(worst)}."
        )


def _left_out(plan: StockPlan) -> Iterator[str]:
    """In one line what theory does not know of this scenario."""
    if plan.left_out:
        short = "; ".join(line.split(":")[0] for line in plan.left_out)
        yield f"Theory leaves out of this scenario, and the simulation does not: {short}."


def gap_in_words(gap: Gap) -> str:
    """One gap: theory, simulation with its interval, and the difference."""
    half = (gap.high - gap.low) / 2
    scale = share_scale([gap.theory, gap.simulated])
    scale = scale.resolving(half) if half > 0 else scale
    spread = scale.interval(gap.low, gap.high)
    shown = f"theory {scale.amount(gap.theory)}, simulated {scale.amount(gap.simulated)}" + (f" ({spread})" if spread else "")
    off = gap.theory - gap.simulated
    if gap.agrees or abs(off) < 1e-9:
        return f"{shown}: they agree"
    return f"{shown}: theory is {scale.difference(abs(off), signed=False)} too {'high' if off > 0 else 'low'}"


def axis(plan: StockPlan) -> str:
    """Label of the axis of service."""
    return (
        "visits whose van holds all parts (%)" if plan.goal.figure == "fix_rate" else "machines that do not wait for a part (%)"
    )


def goal_in_words(plan: StockPlan) -> str:
    """What was asked for."""
    goal = plan.goal
    if goal.target is not None:
        return f"{goal.figure} of {100 * goal.target:g} % ({TARGETS[goal.figure]})"
    if goal.budget is not None:
        return f"a budget of {money(plan, goal.budget)}"
    return f"the money that lies on the shelves today, {money(plan, plan.present.cost)}"
