"""Can customers be dissatisfied with what they are said to be, and can anything be done about it?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.insight import CorrectiveAction
from sim.scenario.spec import Scenario


def check_insight(scenario: Scenario) -> Iterator[Finding]:
    """Faults of satisfaction: chances that nobody asks for, actions that no review decides, or that change nothing."""
    spec = scenario.customers
    if spec is None:
        for name, offer in scenario.offers.items():
            if offer.renewal.dissatisfied is not None:
                path = ("offers", name, "renewal", "dissatisfied")
                yield Finding(path, "nobody knows who is dissatisfied: add a section 'customers'")
        return
    if spec.corrective_actions and spec.review_every is None:
        yield Finding(("customers", "corrective_actions"), "no review ever decides on them; add 'review_every'")
    known = [f"{kind}.{mode}" for kind, each in scenario.asset_types.items() for mode in each.failures]
    for name, action in spec.corrective_actions.items():
        place = ("customers", "corrective_actions", name)
        for index, mode in enumerate(action.failures):
            fault = dangling((*place, "failures", index), "failure mode", mode, known)
            if fault:
                yield fault
            elif action.diagnosis_accuracy is not None and scenario.asset_types[mode.partition(".")[0]].on_site.confusion:
                yield Finding(
                    (*place, "diagnosis_accuracy"),
                    f"what '{mode}' is taken for on site is stated in 'confusion'; its accuracy cannot change",
                )
        for key, ends in (("diagnosis_accuracy", "found"), ("repair_success", "repaired")):
            if getattr(action, key) == 0:
                yield Finding((*place, key), f"no such fault would ever be {ends} from then on; expected more than 0 %")
        if not changes_anything(action):
            yield Finding(place, "it changes nothing; add 'avoids', 'diagnosis_accuracy' or 'repair_success'")


def changes_anything(action: CorrectiveAction) -> bool:
    """Whether an action does anything when it takes effect."""
    return action.avoids > 0 or action.diagnosis_accuracy is not None or action.repair_success is not None
