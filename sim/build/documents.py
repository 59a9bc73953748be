"""Technical documentation, and who revises it."""

from __future__ import annotations

from sim.build.names import Names
from sim.flows.look_up import INITIAL, revisions
from sim.scenario.documents import Document as Spec
from sim.scenario.spec import Scenario
from sim.system.documents import Document, Pages
from sim.system.modes import Mode
from sim.system.world import World
from sim.units import to_tick


def add_documents(scenario: Scenario, names: Names, world: World) -> None:
    """Every document at its coverage of the start; its failure modes know where their answers are."""
    modes: dict[int, list[Mode]] = {}
    for mode in world.fleet.modes:
        modes.setdefault(mode.code, []).append(mode)
    for name, spec in scenario.documents.items():
        document = make_document(names.document[name], spec)
        world.documents.append(document)
        for each, coverage in spec.coverage.items():
            code = names.mode[f"{spec.asset_type}.{each}"]
            pages = Pages(document, code, coverage, spec.decay)
            for mode in modes[code]:
                mode.pages = pages
            document.pages.append(pages)
            world.log.answers.write(0.0, document.code, code, INITIAL, coverage)
        plan = spec.authoring
        if plan is not None:
            every = None if plan.every is None else to_tick(plan.every)
            world.kernel.walk(revisions(world, document, to_tick(plan.at), every, to_tick(plan.lasts), plan.coverage))


def make_document(code: int, spec: Spec) -> Document:
    """A document without pages yet."""
    return Document(
        code=code,
        triage_accuracy=spec.triage_accuracy,
        remote_success=spec.remote_success,
        diagnosis_time=spec.diagnosis_time,
        diagnosis_accuracy=spec.diagnosis_accuracy,
        self_service=spec.self_service,
        feedback=spec.feedback,
        feedback_hours=spec.feedback_hours,
        hours=0.0 if spec.authoring is None else spec.authoring.hours,
    )
