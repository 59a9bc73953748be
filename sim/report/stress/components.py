"""Item 2.5 of the report: the components of the model."""

from __future__ import annotations

from sim.kpi.words import listed
from sim.report.stress import logic
from sim.report.stress.blocks import Block, Bullets, Heading, Text
from sim.report.stress.content import Content
from sim.report.words import show


def components(content: Content) -> list[Block]:
    """Entities, activities, resources, queues, and where things come in and go out."""
    facts, blocks = content.facts, list[Block]()
    kinds = (
        ("2.5.1 Entities", [*_assets(content), *logic.components("entities", facts)]),
        ("2.5.2 Activities", [*logic.components("activities", facts)]),
        ("2.5.3 Resources", [*_resources(content), *logic.components("resources", facts)]),
        ("2.5.4 Queues", logic.components("queues", facts)),
        ("2.5.5 Entry and exit points", logic.components("entry", facts)),
    )
    for title, lines in kinds:
        blocks += [Heading(title), Bullets(lines) if lines else Text("None.")]
    if "Scenario.technicians" in facts or "Scenario.locations" in facts:
        blocks.append(Text("The times of the activities are among the input parameters (3.3)."))
    return blocks


def _assets(content: Content) -> list[str]:
    kinds: dict[str, float] = {}
    for each in content.entries:
        if each.pattern == "sites.*.assets.*":
            kinds[each.steps[-1]] = kinds.get(each.steps[-1], 0.0) + (each.amount or 0.0)
    if not kinds:
        return []
    counts = listed([f"{count:,.0f} {show(kind)}" for kind, count in kinds.items()])
    return [f"Assets: {sum(kinds.values()):,.0f} ({counts}) at {content.count('sites.*'):,} site{_s(content.count('sites.*'))}."]


def _resources(content: Content) -> list[str]:
    groups, counted = content.count("technicians.*"), content.count("technicians.*.count")
    people = groups - counted + content.total("technicians.*.count")
    suppliers = content.count("locations.*.supplier")
    places = content.count("locations.*") - suppliers
    vans = len({each.steps[1] for each in content.entries if each.pattern == "technicians.*.van.*"})
    found = []
    if groups:
        stocked = f"; {vans} of these with stock in the van" if vans else ""
        found.append(f"Technicians: {people:,.0f}, in {groups:,} group{_s(groups)} of the scenario{stocked}.")
    if "Scenario.desk" in content.facts:
        agents = content.value("desk.agents") or "as stated by shifts"
        found.append(f"Agents of the service desk at all opening hours: {agents}.")
    if places > 0:
        found.append(f"Stocking locations: {places:,}, supplied by {suppliers:,} supplier{_s(suppliers)}.")
    if "Scenario.tools" in content.facts:
        found.append(
            f"Scarce tools: {content.total('tools.*.at.*'):,.0f} of {content.count('tools.*'):,} kind{_s(content.count('tools.*'))}."
        )
    if "Scenario.returns" in content.facts:
        shops = 1 + content.count("returns.shops.*")
        found.append(f"Repair shops: {shops}, with the benches stated (one where none is stated).")
    return found


def _s(count: int) -> str:
    return "" if count == 1 else "s"
