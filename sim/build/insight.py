"""What customers think at the start, and how calls will change it."""

from __future__ import annotations

import math

from sim.build.names import Names, sampler
from sim.flows.insight import reviews
from sim.records import NONE, OPINIONS
from sim.scenario.insight import CorrectiveAction
from sim.scenario.spec import Scenario
from sim.streams import name_key
from sim.system.insight import Action, Insight, Opinion, Scale
from sim.system.world import World
from sim.units import to_tick


def add_insight(scenario: Scenario, names: Names, world: World) -> None:
    """Opinions of all customers, where anybody asks for them."""
    spec = scenario.customers
    if spec is None:
        return
    promises = {names.offer[name]: (offer.response, offer.restoration) for name, offer in scenario.offers.items()}
    world.insight = Insight(
        scale=Scale(
            spec.neutral,
            math.inf if spec.half_life is None else to_tick(spec.half_life),
            spec.late_response,
            spec.late_restoration,
            spec.repeat_visit,
            spec.downtime,
            spec.as_expected,
            spec.dissatisfied_below,
            spec.complaint_share,
        ),
        opinions=[Opinion(spec.start, 0.0) for _ in scenario.sites],
        promises={NONE: (None, None), **promises},
        answer_time=sampler(spec.answer.time),
        answer_cost=spec.answer.cost,
        restores=spec.answer.restores,
        actions=[make_action(names, code, name, each) for code, (name, each) in enumerate(spec.corrective_actions.items())],
    )
    if spec.review_every is not None:
        world.kernel.walk(reviews(world, world.insight, to_tick(spec.review_every)))


def make_action(names: Names, code: int, name: str, spec: CorrectiveAction) -> Action:
    """A corrective action with the modes that it is about."""
    modes = tuple(names.mode[each] for each in spec.failures)
    changes = spec.avoids, spec.diagnosis_accuracy, spec.repair_success
    key = name_key("corrective action", name)
    return Action(code, key, OPINIONS.index(spec.cause), modes, spec.complaints, sampler(spec.lead_time), spec.cost, *changes)
