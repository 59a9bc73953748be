"""Sections 1 and 2 of the report: objectives and logic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.kpi.words import listed
from sim.report.stress import logic
from sim.report.stress.blocks import Blank, Block, Code, Heading, Item, Picture, Section, Table, Text
from sim.report.stress.components import components
from sim.report.stress.content import Content, FigureFacts, Policy, Rule
from sim.report.stress.overview import overview
from sim.report.words import figure_title, show

_CHANGES = 20
"""Lines of a policy that are printed."""

PROCEDURES = {
    "comparison": "compare ways to run the service, with replications of each",
    "sample": "see how figures vary over a sample of what the factors may be",
    "precision": "know figures, or their differences, to a wanted half-width, with replications added until they are",
    "selection": "choose the best way to run the service with a stated confidence",
    "search": "search decisions for the best way to run the service, and choose among the finalists",
    "tornado": "find which inputs move the figures, one at a time",
    "morris": "find which inputs move the figures, by elementary effects (Morris)",
    "sobol": "find which inputs move the figures, by shares of the variance (Sobol)",
    "uncertainty": "tell what everything that is not known does to the figures together, beside chance",
    "batches": "estimate figures of the long run by batch means",
}


def objectives(content: Content) -> Section:
    """Why the model was built, what it tells, and what the experiment is for."""
    return Section(
        1,
        "Objectives",
        [
            Item("1.1", "Purpose of the model", _purpose(content)),
            Item("1.2", "Model outputs", _outputs(content.figures)),
            Item("1.3", "Aims of experimentation", _aims(content)),
        ],
    )


def _purpose(content: Content) -> list[Block]:
    question = (content.study or {}).get("question", "")
    blocks: list[Block] = []
    if question:
        blocks.append(Text(f"The study asks: {question}"))
    else:
        blocks.append(Blank("the question that the study answers."))
    if content.description:
        blocks.append(Text(f"The scenario describes itself: {content.description}"))
    blocks.append(Blank("why this is asked: the background, who decides with the answer, and what is decided."))
    return blocks


def _outputs(figures: Mapping[str, FigureFacts]) -> list[Block]:
    if not figures:
        return [Blank("the figures that are reported; neither the scenario's headline nor a study names them.")]
    rows = [
        (
            f"{figure_title(name)} ({name})",
            each.get("unit") or "–",
            each.get("formula") or "–",
            each.get("clock") or "–",
            each.get("denominator") or "–",
        )
        for name, each in figures.items()
    ]
    return [
        Text("Figures are computed from the records of each replication, over the time after the warm-up:"),
        Table("Figures that are reported", ("Figure", "Unit", "Formula", "Clock", "Denominator"), rows),
        Text("A figure's mean is the mean over replications; for a ratio this is not the ratio of the means."),
    ]


def _aims(content: Content) -> list[Block]:
    study = content.study
    if study is None:
        blocks: list[Block] = [
            Blank("the aims of the experiment; this report was made from a scenario alone, no study has been run.")
        ]
        if content.policies:
            names = [show(name) for name in content.policies]
            blocks.append(Text(f"The scenario names these policies to be held against '{content.baseline}': {listed(names)}."))
        return blocks
    kind = study.get("kind", "")
    aim = PROCEDURES.get(kind, f"follow the procedure '{kind}'" if kind else "run replications of the scenario")
    points = study.get("points", [])
    blocks = [Text(f"The study '{study.get('name', content.name)}' is meant to {aim}. {_ways(len(points))} simulated (2.3).")]
    if content.experiment:
        blocks += [Text("The experiment as it was stated:"), Code(content.experiment, "yaml")]
    return blocks


def _ways(count: int) -> str:
    return "One way to run the service was" if count == 1 else f"{count:,} ways to run the service were"


def logic_section(content: Content) -> Section:
    """What the model does."""
    return Section(
        2,
        "Logic",
        [
            Item("2.1", "Base model overview diagram", [Picture(overview(content).words)]),
            Item("2.2", "Base model logic", _base_logic(content)),
            Item("2.3", "Scenario logic", _scenario_logic(content)),
            Item("2.4", "Algorithms", _algorithms(content)),
            Item("2.5", "Components", components(content)),
        ],
    )


def _base_logic(content: Content) -> list[Block]:
    blocks: list[Block] = []
    for topic, says in logic.topics(content.facts):
        blocks += [Heading(topic), Text(" ".join(says))]
    return blocks or [Blank("the logic; the scenario states nothing that happens.")]


def _scenario_logic(content: Content) -> list[Block]:
    points = (content.study or {}).get("points", [])
    blocks: list[Block] = []
    if points:
        rows = [
            (each["name"], show(each.get("policy", content.baseline)), _values(each.get("factors", {})))
            for each in points[:_MOST_POINTS]
        ]
        blocks.append(Table("Ways to run the service that were simulated", ("Name", "Policy", "Values laid over it"), rows))
        if len(points) > _MOST_POINTS:
            blocks.append(Text(f"... and {len(points) - _MOST_POINTS:,} more; study.json has all {len(points):,}."))
    used = {each.get("policy", "") for each in points}
    for name, members in content.strategies.items():
        if not points or name in used:
            used |= set(members)
            blocks.append(
                Text(
                    f"The strategy '{show(name)}' lays these policies over one another: {listed([show(each) for each in members])}."
                )
            )
    for name, policy in content.policies.items():
        if not points or name in used:
            blocks += _policy(name, policy, content)
    return blocks or [Text("The base model alone has been stated; there are no other scenarios.")]


_MOST_POINTS = 40


def _values(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name} = {value}" for name, value in values.items()) or "–"


def _policy(name: str, policy: Policy, content: Content) -> list[Block]:
    changes = [(path, _value(value)) for path, value in policy.overlay.items()]
    blocks: list[Block] = [
        Heading(f"Policy: {show(name)}"),
        Table("", ("What it changes", "To"), changes[:_CHANGES]),
    ]
    if len(changes) > _CHANGES:
        blocks.append(Text(f"... and {len(changes) - _CHANGES:,} more changes; the scenario file has all {len(changes):,}."))
    facts = frozenset(fact for each in policy.entries for fact in each.facts())
    base = set(logic.sentences(content.facts))
    added = [each for each in logic.sentences(facts) if each not in base]
    if added:
        blocks.append(Text("With it the following rules come into force: " + " ".join(added)))
    kept = set(logic.sentences(facts))
    dropped = [each for each in logic.sentences(content.facts) if each not in kept]
    if dropped:
        blocks.append(Text("These no longer apply: " + " ".join(dropped)))
    return blocks


def _value(value: Any) -> str:
    """A value of an overlay on one line."""
    if value is None:
        return "taken away"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_within(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(_within(each) for each in value)
    return str(value)


def _within(value: Any) -> str:
    """A value below another one."""
    return f"({_value(value).replace('; ', ', ')})" if isinstance(value, (Mapping, list)) else _value(value)


def _algorithms(content: Content) -> list[Block]:
    used: dict[Rule, list[str]] = {}
    everywhere = [*content.entries, *(each for policy in content.policies.values() for each in policy.entries)]
    for each in everywhere:
        for key in each.members:
            rule = content.rules.get(key)
            if rule is not None and (rule.decides or key[0] in {"travel", "forecast"}):
                used.setdefault(rule, []).append(each.pattern)
    rows = [
        (rule.title, rule.word.replace("_", " "), rule.meaning, ", ".join(dict.fromkeys(places))) for rule, places in used.items()
    ]
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Table("Rules that are used, in the base model or in a policy", ("Kind", "Word", "What it does", "Where"), rows)
        )
    blocks.append(Text("Rules never draw random numbers, and ties are broken by order, never by chance."))
    strange = sorted({show(rule.word) for rule in used if not rule.ours})
    if strange:
        blocks.append(Blank(f"the algorithm of {listed(strange)}, which the author has added to the software."))
    return blocks
