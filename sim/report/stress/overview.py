"""The overview diagram: the way of a call, of a part and of a core, as far as the scenario has them; and the same in words."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from sim.charts.flow import Place
from sim.kpi.words import listed
from sim.report.stress.content import Content
from sim.report.stress.logic import holds

_CALLS, _PARTS, _CORES = 2.0, 1.0, 0.0


class Overview(NamedTuple):
    """Boxes at (column, row), arrows (from, to, kind), and a caption."""

    boxes: dict[str, Place]
    arrows: list[tuple[str, str, str]]
    words: str


_CALL = (
    ("AssetType.failures|Scenario.channels", "Machines of customers"),
    ("Desk.portal", "Portal"),
    ("Scenario.desk", "Service desk"),
    ("Desk.second_line", "Second line"),
    ("Scenario.technicians|Scenario.partners", "Dispatch queue"),
    ("Scenario.technicians", "Visit by technician"),
)
_BY_PARTNER = ("Scenario.partners !Scenario.technicians", "Visit by partner")
_DIRECT = (
    ("AssetType.maintenance|AssetType.tasks", "planned work"),
    ("FailureMode.monitoring", "alarms"),
    ("Scenario.backlog", "backlog at the start"),
    ("AssetType.replacement", "exchange of machines"),
    ("Retrofit.when=campaign", "retrofits"),
)


def overview(content: Content) -> Overview:
    """Lay the diagram out."""
    facts = content.facts
    boxes: dict[str, Place] = {}
    arrows: list[tuple[str, str, str]] = []
    ways: list[str] = []
    call = [name for when, name in (*_CALL, _BY_PARTNER) if holds(when, facts)]
    closed = "Call closed"
    if call:
        _chain([*call, closed], _CALLS, 0.0, "call", boxes, arrows)
        ways.append("Calls: " + " → ".join([*call, closed]) + ".")
    if holds("Scenario.desk FailureMode.remote", facts):
        ways.append("What the desk solves from afar is closed without a visit.")
    visit = call[-1] if call and call[-1].startswith("Visit") else ""
    if visit == "Visit by technician" and "Scenario.partners" in facts:
        boxes["Visit by partner"] = (boxes[visit][0], _CALLS + 1)
        arrows += [("Dispatch queue", "Visit by partner", "call"), ("Visit by partner", closed, "call")]
        ways.append("Some orders go to partners.")
    direct = [name for when, name in _DIRECT if holds(when, facts)]
    if direct and "Dispatch queue" in boxes:
        name = listed(direct).capitalize()
        boxes[name] = (boxes["Dispatch queue"][0], _CALLS + 1)
        arrows.append((name, "Dispatch queue", "call"))
        ways.append(f"{name}: straight to the dispatch queue.")
    part = _places(content)
    if part:
        end = boxes[visit][0] if visit else float(len(part) - 1)
        _chain(part, _PARTS, end - len(part) + 1, "part", boxes, arrows)
        if visit:
            arrows.append((part[-1], visit, "part"))
        ways.append("Parts: " + " → ".join([*part, *([visit] if visit else [])]) + ".")
    shelf = _echelon(content, "part_orders.*.at", part)
    if "Scenario.part_orders" in facts and shelf:
        boxes["Customers who order parts"] = (boxes[shelf][0], _CORES if "Scenario.returns" not in facts else _CORES - 1)
        arrows.append((shelf, "Customers who order parts", "part"))
        ways.append(f"Customers who order parts are served from {shelf.lower()}.")
    shelf = _echelon(content, "returns.shop.location", part)
    if "Scenario.returns" in facts and visit and shelf:
        _way_back(visit, shelf, boxes, arrows)
        ways.append(f"Cores: {visit} → transit and inspection → repair shop → {shelf.lower()}, or scrap.")
    return Overview(boxes, arrows, " ".join(ways) or "Nothing flows in this scenario.")


def _chain(
    names: list[str], row: float, first: float, kind: str, boxes: dict[str, Place], arrows: list[tuple[str, str, str]]
) -> None:
    for at, name in enumerate(names):
        boxes[name] = (first + at, row)
    arrows += [(start, end, kind) for start, end in pairwise(names)]


def _places(content: Content) -> list[str]:
    """Echelons from supplier to van."""
    suppliers = {each.steps[1] for each in content.entries if each.pattern == "locations.*.supplier"}
    sources = {each.value for each in content.entries if each.pattern == "locations.*.source"} - suppliers
    places = {each.steps[1] for each in content.entries if each.pattern == "locations.*"} - suppliers
    vans = any(each.pattern == "technicians.*.van.*" for each in content.entries)
    found = ["Suppliers"] if suppliers else []
    found += ["Warehouses"] if sources & places else []
    found += ["Depots"] if places - sources else []
    return [*found, "Vans"] if vans else found


def _echelon(content: Content, pattern: str, part: list[str]) -> str:
    """The box of the location that stands at a pattern."""
    inner = {each.value for each in content.entries if each.pattern == "locations.*.source"}
    box = "Warehouses" if content.value(pattern) in inner else "Depots"
    return box if box in part else ""


def _way_back(visit: str, shelf: str, boxes: dict[str, Place], arrows: list[tuple[str, str, str]]) -> None:
    column = boxes[visit][0] + 1
    inspection, shop = "Transit and inspection of cores", "Repair shop"
    boxes[inspection], boxes[shop] = (column, _PARTS), (column, _CORES)
    arrows += [(visit, inspection, "core"), (inspection, shop, "core"), (shop, shelf, "core")]
