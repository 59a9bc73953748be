"""Sections 3 to 6 of the report: data, experimentation, implementation, code access."""

from __future__ import annotations

import re

from sim.kpi.words import listed
from sim.report.stress import logic
from sim.report.stress.blocks import Blank, Block, Bullets, Code, Item, Section, Table, Text
from sim.report.stress.content import Content, StudyFacts
from sim.report.stress.parameters import parameter_tables
from sim.report.words import show
from sim.units import describe_hours

_MOST_POINTS = 40


def data(content: Content) -> Section:
    """What the model was fed with."""
    return Section(
        3,
        "Data",
        [
            Item("3.1", "Data sources", _sources(content)),
            Item("3.2", "Pre-processing", _processing()),
            Item("3.3", "Input parameters", _parameters(content)),
            Item("3.4", "Assumptions", _assumptions(content)),
        ],
    )


def _sources(content: Content) -> list[Block]:
    return [
        Text(f"All input is in the scenario file `{content.file}` and the tables that it names; 3.3 lists it."),
        Blank(
            "where the figures of the scenario come from: systems of the company, periods, interviews, literature; and which of them are estimates."
        ),
    ]


def _processing() -> list[Block]:
    return [
        Text(
            "The software converts units to hours, kilometres, kilograms, shares and one currency, and rounds times to a tick of 2⁻²⁰ h."
        ),
        Blank(
            "what was done to the data before: outliers, missing records, distributions that were fitted and how well, aggregation."
        ),
    ]


def _parameters(content: Content) -> list[Block]:
    tables = parameter_tables(content.entries)
    laws = {
        content.rules[key]: None
        for each in content.entries
        for key in each.members
        if key in content.rules and not content.rules[key].decides and key[1] not in _BARE
    }
    blocks: list[Block] = [
        Text(
            "Every parameter that differs from the neutral default of the software, for the base model; the version stated in 5.1 documents the "
            "defaults. Names in the table stand for entries of the scenario; where a parameter has many values, "
            f"they are counted, and `{content.file}` has them all."
        ),
        *tables,
    ]
    if laws:
        rows = [(law.title, law.word.replace("_", " "), _without_spelling(law.meaning)) for law in laws]
        blocks.append(Table("Laws that are used", ("Kind", "Word", "Meaning"), rows))
    return blocks


_BARE = {"constant", "fixed"}
"""Laws that are no laws: a bare amount."""


def _without_spelling(meaning: str) -> str:
    """The meaning of a law without what it says about how a scenario writes it."""
    return " ".join(each for each in re.split(r"(?<=\.) ", meaning) if not each.startswith("Say "))


def _assumptions(content: Content) -> list[Block]:
    lines = [*logic.assumptions(content.facts), *_general(content)]
    return [
        Text("What the base model takes for granted, as far as it matters to this scenario; policies may lift some of it (2.3):"),
        Bullets(lines),
        Blank("which of these assumptions matter for the question, and what else was assumed about the company."),
    ]


def _general(content: Content) -> list[str]:
    """Assumptions of every run that say something else than the ones of the scenario."""
    return [each for each in content.assumptions if not each.startswith(_SAID_ELSEWHERE)]


_SAID_ELSEWHERE = ("A year has", "At the start", "A figure's mean")
"""Beginnings of assumptions that other items of the report tell in more detail."""


def experimentation(content: Content) -> Section:
    """How the experiment was run."""
    return Section(
        4,
        "Experimentation",
        [
            Item("4.1", "Initialisation", _initialisation(content)),
            Item("4.2", "Run length", _run_length(content)),
            Item("4.3", "Estimation approach", _estimation(content)),
        ],
    )


def _hours(content: Content, key: str, field: str) -> str:
    """A time of the study, else of the scenario, in words; empty where it is none."""
    said = (content.study or {}).get(key)
    if isinstance(said, (int, float)):
        return describe_hours(float(said)) if said > 0 else ""
    return content.value(field)


def _initialisation(content: Content) -> list[Block]:
    facts = content.facts
    lines = ["At the start nobody is busy, and every shelf holds the opening stock that its rule states or implies."]
    if "Scenario.backlog" in facts:
        lines.append("Machines of the backlog are down or degraded from the start; all others are up.")
    else:
        lines.append("All assets are up, and no work order is open.")
    if "AssetType.age" in facts or "Site.age" in facts:
        lines.append("Assets begin at the ages stated.")
    if "Site.signed_before" in facts:
        lines.append("Contracts have run for some time at the start, drawn for each customer.")
    if "AssetType.sold_before" in facts:
        lines.append("Warranties have run for some time at the start.")
    warm_up = _hours(content, "warm_up_hours", "warm_up")
    blocks: list[Block] = [Bullets(lines)]
    found = (content.study or {}).get("warm_up", "")
    if not warm_up:
        kind = "" if found else " (terminating simulation)"
        blocks.append(Text(f"There is no warm-up time: all of the run counts{kind}."))
        return [*blocks, Text(found)] if found else blocks
    blocks.append(Text(f"Warm-up: the first {warm_up} of each run, cut off before figures are computed."))
    blocks.append(Text(found) if found else Blank("how the length of the warm-up was found."))
    return blocks


def _run_length(content: Content) -> list[Block]:
    start = (content.study or {}).get("start") or content.value("start")
    horizon, warm_up = _hours(content, "horizon_hours", "horizon"), _hours(content, "warm_up_hours", "warm_up")
    cut = f", with {warm_up} of warm-up in it" if warm_up else ""
    return [Text(f"Each replication simulates {horizon} from {start} on{cut}.")]


def _estimation(content: Content) -> list[Block]:
    study = content.study
    if study is None:
        return [
            Blank("how many replications are made, and how figures and their intervals are estimated; no study has been run.")
        ]
    blocks: list[Block] = [
        Text(
            "A replication number names the luck: replication n of every way to run the service meets the same faults, durations and fates (common "
            "random numbers), so that differences are taken replication by replication."
        )
    ]
    points = study.get("points", [])
    if points:
        rows = [(each["name"], f"{each.get('replications', 0):,}") for each in points[:_MOST_POINTS]]
        blocks.append(Table("Replications", ("Way to run the service", "Replications"), rows))
    if len(points) > _MOST_POINTS:
        total = sum(each.get("replications", 0) for each in points)
        blocks.append(Text(f"... and {len(points) - _MOST_POINTS:,} more; {total:,} replications in all."))
    if "confidence" in study:
        blocks.append(Text(f"Intervals have confidence {100 * study['confidence']:.4g} %."))
    if study.get("notes"):
        blocks += [Text("Method, and what it guarantees:"), Bullets(study["notes"])]
    blocks += _shortfalls(study)
    if study.get("says"):
        blocks += [Text("What the study found, in short:"), Bullets(study["says"])]
    return blocks


def _shortfalls(study: StudyFacts) -> list[Block]:
    failures = study.get("failures", [])
    if failures:
        shown = [
            f"{each.get('point', '')}, replication {each.get('replication', '')}: {each.get('error', '')}"
            for each in failures[:10]
        ]
        count = study.get("failed", len(failures))
        return [Text(f"Replications that failed, and are left out of all figures: {count:,}, among them"), Bullets(shown)]
    return (
        []
        if study.get("complete", True)
        else [Text("The study is not complete: figures rest on the replications that were finished.")]
    )


def implementation(content: Content) -> Section:
    """With what, and on what, it was computed."""
    return Section(
        5,
        "Implementation",
        [
            Item("5.1", "Software", _software(content)),
            Item("5.2", "Random sampling", _sampling(content)),
            Item("5.3", "Model execution", _execution(content)),
            Item("5.4", "System specification", _system(content)),
        ],
    )


def _versions(content: Content) -> dict[str, str]:
    return dict((content.study or {}).get("versions") or content.versions)


def _software(content: Content) -> list[Block]:
    versions = {name: version for name, version in _versions(content).items() if name != "system"}
    said = ", ".join(f"{name} {version}" for name, version in versions.items()) or "not recorded"
    return [
        Text(
            "The model is written in firstfix, a simulator of service supply chains in Python; its discrete-event kernel is SimPy's."
        ),
        Text(f"Versions: {said}."),
    ]


def _sampling(content: Content) -> list[Block]:
    seed = (content.study or {}).get("seed", content.value("seed"))
    return [
        Text(
            "Each draw has a name (seed, replication, thing, number and purpose), and a keyed BLAKE2b digest of the name is its uniform number; laws are "
            f"sampled from it by inversion of their distribution functions. No draw depends on the order of events. The seed is {seed}."
        ),
        Text("Replications, things and purposes have independent streams; ways to run the service share them."),
    ]


def _execution(content: Content) -> list[Block]:
    study = content.study
    blocks: list[Block] = [
        Text(
            "Process interaction: processes wait for times and events on SimPy's event list; events at the same time come in the order in which they were "
            "scheduled. Simulated time is counted in ticks of 2⁻²⁰ h, so that sums of times are exact."
        )
    ]
    if study is None:
        return [*blocks, Blank("how, and how long, the model was run; no study has been run.")]
    if study.get("command"):
        blocks += [Text("Command:"), Code(study["command"])]
    if study.get("executor"):
        blocks.append(Text(f"Replications ran {study['executor']}; results do not depend on that."))
    if study.get("elapsed"):
        took = f"The study took {study['elapsed']:,.0f} s"
        blocks.append(Text(f"{took}, {study['computing']:,.0f} s of computing." if study.get("computing") else f"{took}."))
    return blocks


def _system(content: Content) -> list[Block]:
    system = _versions(content).get("system", "")
    cores = (content.study or {}).get("processors", 0)
    known = [each for each in (system, f"{cores} processor cores" if cores else "") if each]
    return [
        *([Text(f"Operating system and hardware: {listed(known)}.")] if known else []),
        Blank("model of the processor and size of the memory of the machines that were used."),
    ]


def access(content: Content) -> Section:
    """Where the model can be had."""
    own = sorted({show(rule.word) for rule in content.rules.values() if not rule.ours})
    blocks: list[Block] = [
        Text("firstfix is open-source software under the MIT licence."),
        Text(f"The scenario is `{content.file}`; SHA-256 of what it says: `{content.hash}`."),
    ]
    if content.study:
        blocks.append(Text("The directory of the study has the scenario, the experiment, and a journal of all replications."))
    if own:
        blocks.append(Blank(f"where the code of the author's own {listed(own)} can be had."))
    blocks.append(
        Blank("where the scenario, its data and the results can be had, under what licence, and who answers questions.")
    )
    return Section(6, "Code access", [Item("6.1", "Computer model sharing statement", blocks)])
