"""Break the simulator on purpose, one small fault at a time, and see the tests notice: python dev.py mutants [WORDS].

Each mutant replaces one piece of one file in a scratch copy of the project; then the tests run, those first that should notice. A mutant that no
test notices has survived: a test is missing, and the exit code is 1. The golden figures take no part: they notice every change and know
of none whether it is wrong. WORDS choose the mutants whose name or file holds one of them. Exit code 2: the tests fail without any fault.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
IGNORED = ("--ignore=tests/golden", "--ignore=tests/unit/test_mutants.py")
PATIENCE = (300, 1800)
"""Seconds after which the first tests, and all tests, count as hung, which somebody notices too."""


class Mutant(NamedTuple):
    """A fault: in `file`, the only place of `old` becomes `new`; `first` are the tests to begin with, separated by spaces."""

    name: str
    file: str
    first: str
    old: str
    new: str


LEVEL = "sim/system/stock_level.py"
RULES, DISPATCH = "sim/policies/replenishment.py", "sim/policies/dispatch.py"
STOCK, SHOP, DESK, CREW, CALLS, DISPATCHER, FLEET = (
    f"sim/system/{name}.py" for name in ("stock", "shop", "desk", "workforce", "calls", "dispatcher", "fleet")
)
REPLENISH, FIND, VISIT, CALL, INTAKE, CONTACT, CORES, BENCHES, WRITE = (
    f"sim/flows/{name}.py"
    for name in ("replenish", "find_part", "visit", "service_call", "intake", "contact", "core_return", "shop", "write")
)
FAILURES, CALENDAR, LUCK, TABLES, PROMISES = (
    f"sim/{name}.py" for name in ("nature/failures", "nature/calendars", "streams", "results/tables", "promises")
)
BOOK, PAY, SPEND, BREACH = (f"sim/ledger/{name}.py" for name in ("book", "people", "supply", "promises"))
SELECT, PARTS, SERVICE, PEOPLE, RETURNS, HOTLINE = (
    f"sim/kpi/{name}.py" for name in ("selections", "parts", "service", "people", "returns", "desk")
)
NAMING, T_NAMING = "sim/system/diagnostics.py", "tests/unit/test_diagnostics.py"
WAY, INSPECTION = "sim/flows/way_back.py", "sim/flows/inspection.py"
STATISTICS, PRECISION, SELECTION, LIMITS = (f"sim/study/{name}.py" for name in ("statistics", "precision", "selection", "limits"))
BUNDLES = "sim/scenario/bundles.py"

UNIT = "tests/unit/"
T_RULES, T_RETURNS, T_FLEET, T_LUCK, T_LEDGER, T_STATISTICS = (
    f"{UNIT}test_{name}.py" for name in ("replenishment", "disposition", "fleet", "common_luck", "ledger", "statistics")
)
T_PARTS, T_SERVICE, T_PEOPLE, T_CALENDARS, T_SHELF, T_CALL = (
    f"{UNIT}test_{name}.py" for name in ("kpi_parts", "kpi_service", "kpi_people", "calendars", "shelf", "one_call")
)
T_CORES = f"{UNIT}test_core_return.py"
SUPERSEDE, REFURBISH = "sim/flows/supersede.py", "sim/flows/refurbish.py"
T_MODULES, T_USED = f"{UNIT}test_modules.py", f"{UNIT}test_refurbish.py"
T_QUOTES = f"{UNIT}test_repair_limit.py"
T_WAY, T_INSPECTION = f"{UNIT}test_way_back.py", f"{UNIT}test_inspection.py"
FULFIL, T_FULFIL = "sim/flows/fulfil.py", f"{UNIT}test_fulfilment.py"
T_MEMBERS, T_DISPATCH, T_KEYS = (f"tests/contract/test_{name}.py" for name in ("members", "dispatch", "scenario_keys"))
COVER, T_WARRANTY, T_CLAIMS = "sim/settlement/cover.py", f"{UNIT}test_warranty.py", f"{UNIT}test_claims.py"
SKILLS, QUALIFY, OFFICE, SCHEDULE, LOOK_UP, INVOICES, ROUTES, ROUTE_PLAN = (
    f"sim/{name}.py"
    for name in (
        "system/skills", "flows/qualify", "system/office", "flows/schedule", "flows/look_up", "settlement/invoices", "system/routes",
        "policies/route_plan",
    )
)  # fmt: skip
T_PRACTICE, T_TRAINING, T_MOBILITY, T_DOORS, T_DOCUMENTS, T_BILLING, T_SUPPORT, T_TURNED = (
    f"{UNIT}test_{name}.py"
    for name in ("learning_by_doing", "training", "mobility", "doors", "documents", "billing", "support", "rerouting")
)
STUDY = "sim/flows/study.py"
OVERFLOW, PARTNER, PARTNER_BOOK = (f"sim/{name}/partner{s}.py" for name, s in (("system", "s"), ("flows", ""), ("ledger", "s")))
T_PARTNERS = f"{UNIT}test_partners.py"
T_REVIEW, T_HOTLINE, T_LOOP = (
    f"tests/validation/test_cases.py::test_simulation_agrees_with_theory[{case}]" for case in ("C11", "A01", "G03")
)

MUTANTS = (
    # stock rules
    Mutant("base stock orders one too many", RULES, T_RULES,
           "self.level - view.position\n        return wanted if wanted > 0 else 0\n\n\nclass _M",
           "self.level + 1 - view.position\n        return wanted if wanted > 0 else 0\n\n\nclass _M"),
    Mutant("two bins allow two on order", RULES, T_RULES,
           "view.on_order == 0",
           "view.on_order <= self.bin"),
    Mutant("Kanban loses a card", RULES, T_RULES,
           "self.cards - resting",
           "self.cards - 1 - resting"),
    Mutant("Kanban loses a card while units are owed", RULES, T_RULES,
           "self.cards - resting",
           "self.cards - (view.backorders > 0) - resting"),
    Mutant("min-max waits until below the minimum", RULES, T_RULES,
           "position <= self.min",
           "position < self.min"),
    Mutant("reorder point waits until below the point", RULES, T_RULES,
           "self.quantity if view.position <= self.point",
           "self.quantity if view.position < self.point"),
    Mutant("reorder point looks at the shelf alone", RULES, T_RULES,
           "self.quantity if view.position <= self.point",
           "self.quantity if view.on_hand <= self.point"),
    Mutant("multiples order one lot too few", RULES, T_RULES,
           "// self.quantity + 1) *",
           "// self.quantity) *"),
    Mutant("periodic review looks all the time", STOCK, T_REVIEW,
           "rule.order if rule.continuous and not self.waits_for_reports else None",
           "rule.order if not self.waits_for_reports else None"),
    # stock and supply
    Mutant("issue leaves the inventory position", STOCK, T_SHELF,
           "self.position -= quantity\n        self.changed(ISSUE",
           "self.changed(ISSUE"),
    Mutant("backorder leaves the inventory position", STOCK, T_SHELF,
           "self.position -= quantity\n        self.changed(OWED",
           "self.changed(OWED"),
    Mutant("priority ignored at stock", STOCK, T_SHELF,
           "(priority, self._sequence, claim)",
           "(0, self._sequence, claim)"),
    Mutant("stock owed to others is given away", STOCK, T_SHELF,
           "elif self.on_hand < quantity or self.claims:",
           "elif self.on_hand < quantity:"),
    Mutant("kits never opened for who waits", STOCK, "tests/unit/test_kits.py",
           "if self.packs is not None and claim.missing:",
           "if False:"),
    Mutant("machines that are gone go on failing", "sim/system/fleet.py", "tests/unit/test_phases.py",
           "if self.comes_and_goes and now >= self.left[asset]:\n            self._due[socket] = NEVER\n            return",
           "if False:\n            return"),
    Mutant("a last-time buy that forgets what is there", "sim/policies/last_time_buy.py", "tests/unit/test_lifecycle.py",
           "level - view.position",
           "level"),
    Mutant("the machine gives back what the fault names", "sim/flows/supersede.py", "tests/unit/test_supersession.py",
           "world.fitted.get((call.socket, wanted), wanted)",
           "wanted"),
    Mutant("a machine gives what it needs itself", "sim/flows/cannibalise.py", "tests/unit/test_cannibalise.py",
           " and all(row.wanted != part for row in call.parts)",
           ""),
    Mutant("reserve given to anybody", STOCK, T_SHELF,
           "if not self.has(quantity, priority):",
           "if self.on_hand < quantity or self.claims:"),
    Mutant("reserve given to those who wait", STOCK, T_SHELF,
           "free -= self.reserve\n",
           "free -= 0\n"),
    Mutant("reserve out of reach of the urgent", STOCK, T_SHELF,
           "priority > self.reserved_for:\n            return",
           "True:\n            return"),
    Mutant("units that come back leave the inventory position", LEVEL, T_SHELF,
           "self.position += units\n        self.changed(movement",
           "self.changed(movement"),
    Mutant("cores due leave the inventory position", LEVEL, T_SHELF,
           "self.position += quantity\n        self.changed(CORE_DUE",
           "self.changed(CORE_DUE"),
    Mutant("lead time counted from the order, not the shipment", REPLENISH, T_SHELF,
           "due = now + (lane",
           "due = order.ordered + (lane"),
    Mutant("orders overtake each other unasked", REPLENISH, T_SHELF,
           "if due < lane.last_due:",
           "if False:"),
    Mutant("warehouse ships what it lacks", REPLENISH, T_SHELF,
           "if source is None or source.take(quantity):",
           "if source is None or source.take(quantity) or True:"),
    Mutant("lead times depend on the order of the run", REPLENISH, T_SHELF,
           "lane.transit(order.nth)",
           "lane.transit(order.number)"),
    Mutant("a closed door lets orders in", REPLENISH, T_FULFIL,
           "if opens > now:",
           "if False:"),
    Mutant("picking goes on after closing time", FULFIL, T_FULFIL,
           "dock.hours.after(now, order.lane.hours_to_pick(dock.picking, order.nth))",
           "now + order.lane.hours_to_pick(dock.picking, order.nth)"),
    Mutant("every order pays the whole truck", FULFIL, T_FULFIL,
           "truck.carrier.freight / len(truck.orders)",
           "truck.carrier.freight"),
    Mutant("trucks of all destinations are one", FULFIL, T_FULFIL,
           "place = (lane.source_code, order.shelf.location, carrier.code, leaves)",
           "place = (lane.source_code, 0, carrier.code, leaves)"),
    Mutant("all orders hurry while one call waits", FULFIL, T_FULFIL,
           "order.shelf.owed_to_calls() > order.shelf.units_hurried",
           "order.shelf.owed_to_calls() > 0"),
    Mutant("express for what nobody waits for any more", FULFIL, T_FULFIL,
           "steps.hurried = is_waited_for(order)\n        if",
           "steps.hurried = True\n        if"),
    Mutant("no cut-off", "sim/system/dock.py", T_FULFIL,
           "bisect_left(self.departures, now + self.cut_off)",
           "0"),
    Mutant("orders leave while the source is disrupted", REPLENISH, "tests/unit/test_purchase.py",
           "if disruption is not None and disruption.on:",
           "if False and disruption is not None:"),
    Mutant("price breaks one unit late", "sim/system/suppliers.py", "tests/unit/test_purchase.py",
           "if self.quantity >= least:",
           "if self.quantity > least:"),
    Mutant("the multiple before the minimum", "sim/system/suppliers.py", "tests/unit/test_purchase.py",
           "-(-max(wanted, self._minimum) // self._multiple) * self._multiple",
           "max(-(-wanted // self._multiple) * self._multiple, self._minimum)"),
    Mutant("shares forget what was bought", "sim/system/suppliers.py", "tests/validation/test_suppliers.py",
           "chosen.bought += chosen.quantity",
           "chosen.bought += 0"),
    Mutant("lateral supply takes without asking the shelf", FIND, T_KEYS,
           "not shelf.take(needed.quantity, call.priority)",
           "shelf.on_hand < needed.quantity"),
    Mutant("emergency supply free of charge", FIND, T_CALL,
           "needed.freight = step.cost if step.carrier is None else cost_of(world, step.carrier, needed)\n            needed.repair_factor",
           "needed.freight = 0.0\n            needed.repair_factor"),
    Mutant("emergency supply takes no time", FIND, T_CALL,
           "needed.filled = ready_at = now + hours",
           "needed.filled = ready_at = now"),
    Mutant("backorder counts as given at once", FIND, T_CALL,
           "needed.supply, needed.fetched = BACKORDER, True",
           "needed.supply, needed.fetched, needed.at_once = BACKORDER, True, True"),
    Mutant("fetched parts cost no kilometres", FIND, T_CALL,
           "trip.km_fetching += 2 * km",
           "trip.km_fetching += km"),
    Mutant("wait limit ignored", VISIT, T_CALL,
           "not wait <= world.wait_limit or",
           ""),
    Mutant("part probabilities ignored", CALLS, T_KEYS,
           "i % 8) < probability",
           "i % 8) < 1.0"),
    # visits
    Mutant("repair draws from the wrong law", VISIT, T_CALL,
           "hours = mode.repair(unit(fate, REPAIR))",
           "hours = (mode.diagnosis or mode.repair)(unit(fate, REPAIR))"),
    Mutant("travel counted twice in the stages", VISIT, T_CALL,
           "stages[TRAVEL_STAGE] += travel",
           "stages[TRAVEL_STAGE] += 2 * travel"),
    Mutant("travel counted twice in the visit", VISIT, T_CALL,
           "trip.travel = travel",
           "trip.travel = 2 * travel"),
    Mutant("travel takes twice its time", VISIT, T_CALL,
           "travel, trip.km = technician.trip(technician.place, spot, unit(luck, TRAVEL))",
           "travel, trip.km = (2 * leg for leg in technician.trip(technician.place, spot, unit(luck, TRAVEL)))"),
    Mutant("technicians never leave home", VISIT, T_CALL,
           "technician.place = spot",
           "technician.place = technician.home"),
    Mutant("way home forgotten", VISIT, T_CALL,
           "world.log.trips.write(technician.code, world.kernel._now, hours, km, HOME)",
           "pass"),
    Mutant("level does not slow the work", VISIT, T_KEYS,
           "return hours if factor == 1.0 else to_tick(hours * factor)",
           "return hours"),
    Mutant("diagnosis always right", VISIT, T_KEYS,
           "unit(trip.luck, ACCURACY) >= accuracy",
           "unit(trip.luck, ACCURACY) >= 1.0"),
    Mutant("repair always holds", VISIT, T_KEYS,
           "if mode.success < 1.0 and",
           "if mode.success < 0.0 and"),
    Mutant("second repair repeats the first one's luck", VISIT, T_LUCK,
           "fate = call.fate if attempt == 1 else",
           "fate = call.fate if attempt else"),
    Mutant("work under a lower level", VISIT, T_CALL,
           "trip.technician.masters(mode.skill, mode.level) if mode.tool is None",
           "trip.technician.masters(mode.skill, 0) if mode.tool is None"),
    Mutant("the tool is forgotten", VISIT, "tests/unit/test_tools.py",
           "technician.tool == mode.tool and",
           "True and"),
    Mutant("tools without end", "sim/system/tools.py", "tests/unit/test_tools.py",
           "self.free[key] -= 1",
           "self.free[key] -= 0"),
    Mutant("interrupted repair begins anew", VISIT, T_CALL,
           "call.repair_left = hours - done",
           "call.repair_left = hours"),
    # luck
    Mutant("luck of travel in the order of visits", VISIT, T_LUCK,
           "luck = call.fate if trip.nth == 1 else world.luck.fate(call.key, call.nth, trip.nth)",
           "luck = world.luck.fate(call.key, trip.number, trip.nth)"),
    Mutant("luck of repairs in the order of dispatch", VISIT, T_LUCK,
           "fate = call.fate if attempt == 1 else world.luck.fate(call.key, call.nth, attempt)",
           "fate = world.luck.fate(0, world.visits_begun, attempt)"),
    Mutant("luck of part needs in the order of calls", CALLS, T_LUCK,
           "luck.fate(self.key, self.nth, PARTS",
           "luck.fate(self.key, self.number, PARTS"),
    Mutant("every replication has the same luck", LUCK, f"{UNIT}test_streams.py {T_LUCK}",
           'struct.pack("<QQ", seed, replication)',
           'struct.pack("<QQ", seed, 0)'),
    Mutant("faults of all machines alike", FLEET, T_FLEET,
           'socket_keys = array("Q", (each ^ mode_key for each in keys))',
           'socket_keys = array("Q", (mode_key for each in keys))'),
    # calls, the desk
    Mutant("coverage ignored", INTAKE, T_CALL,
           "if not coverage.always and not coverage.is_open(kernel._now):",
           "if False:"),
    Mutant("promise runs around the clock", CALL, T_CALL,
           "call.site.coverage.after(call.reported, call.site.promised)",
           "call.reported + call.site.promised"),
    Mutant("reporting takes no time", INTAKE, T_CALL,
           "yield delay\n",
           "yield 0.0\n"),
    Mutant("patience ignored", CONTACT, T_KEYS,
           "if desk.patience is not None else NEVER_GIVES_UP",
           "if desk.patience is None else NEVER_GIVES_UP"),
    Mutant("redial ignored", CONTACT, T_CALL,
           "desk.redial_share < 1.0 and unit(luck, PERSISTENCE) >= desk.redial_share",
           "True"),
    Mutant("triage always right", NAMING, T_CALL,
           "if luck < accuracy or not mode.siblings:",
           "if True:"),
    Mutant("errors of a confusion table all alike", NAMING, T_NAMING,
           "    if errors:\n",
           "    if errors and luck < 0:\n"),
    Mutant("to be safe by the share of errors alone", "sim/build/diagnostics.py", T_NAMING,
           "key=lambda true: -likelihood(true, named)",
           "key=lambda true: -likelihood(named, true)"),
    Mutant("cores of good parts defective", INSPECTION, T_NAMING,
           "not core.sound and (",
           "("),
    Mutant("the same wrong part again and again", "sim/flows/wrong_parts.py", T_NAMING,
           "if believed in call.tried or (",
           "if ("),
    Mutant("a remote test costs nothing", PAY, T_NAMING,
           'tests["cost"].astype(float)',
           'tests["cost"] * 0.0'),
    Mutant("a level of skill does not scale the table on site", "sim/flows/diagnostics.py", T_NAMING,
           "unit(trip.luck, ACCURACY), accuracy,",
           "unit(trip.luck, ACCURACY), mode.on_site.accuracy,"),
    Mutant("remote success ignored", CONTACT, T_KEYS,
           "call.mode.remote * success",
           "call.mode.remote"),
    Mutant("desk answers without end", DESK, T_HOTLINE,
           "if self._free > 0 and not self._queue:",
           "if True:"),
    Mutant("agents answer when their shift is over", "sim/flows/roster.py", "tests/unit/test_desk.py",
           "world.kernel.first_at(time, desk.staff, more)",
           "world.kernel.at(time + 1e-6, desk.staff, more)"),
    Mutant("desk answers when closed", DESK, T_CALL,
           "if self.hours.always or self.hours.is_open(self._kernel._now):",
           "if True:"),
    # people and dispatch
    Mutant("shift end ignored", CREW, T_CALL,
           "self.planned.open_until(now) if self.stops",
           "NEVER if self.stops"),
    Mutant("skill asked for one level too high", CREW, T_CALL,
           "self.level(skill) >= level",
           "self.level(skill) > level"),
    Mutant("territory ignored", CREW, T_KEYS,
           "return skilled and (not self.regions or region in self.regions)",
           "return skilled"),
    Mutant("on call for everything", DISPATCHER, T_KEYS,
           "if kind.priority <= technician.on_call_priority:",
           "if True:"),
    Mutant("first come first served turned around", DISPATCH, T_DISPATCH,
           "return order.queued",
           "return -order.queued"),
    Mutant("priority classes ignored", DISPATCH, T_DISPATCH,
           "return (order.priority, order.created)",
           "return (0, order.created)"),
    Mutant("nearest sends the farthest", DISPATCH, T_DISPATCH,
           '"""Hours of travel."""\n        return technician',
           '"""Hours of travel."""\n        return -technician'),
    Mutant("technician stays idle while sent", DISPATCHER, T_CALL,
           "        self._give_up_turn(technician)\n        technician.order = order",
           "        technician.order = order"),
    Mutant("holiday ignored", CALENDAR, T_CALENDARS,
           "if number in closed:",
           "if False:"),
    # faults
    Mutant("faults while the machine is down", FLEET, T_FLEET,
           "if not (busy or self._down_calls[asset]) or",
           "if not busy or"),
    Mutant("operating clock runs on in downtime", FLEET, T_FLEET,
           "if not mode.operating_clock:",
           "if True:"),
    Mutant("downtime not added up", FLEET, T_FLEET,
           "self._downtime[asset] += now - self._down_since[asset]",
           "self._downtime[asset] = now - self._down_since[asset]"),
    Mutant("power law repairs as good as new", FAILURES, T_MEMBERS,
           "((age / scale) ** shape - log1p(-u))",
           "(-log1p(-u))"),
    Mutant("all machines equal", FAILURES, T_MEMBERS,
           "life = lives.get(own) or own_life(own)",
           "life = mtbf"),
    # the way back of cores
    Mutant("yield ignored", BENCHES, f"{T_KEYS} {T_LOOP}",
           "core.good = healthy or draw < shop.repair_success",
           "core.good = True"),
    Mutant("condemnation ignored", BENCHES, T_KEYS,
           "unit(luck, CORE_CONDEMNED) < part.condemned",
           "unit(luck, CORE_CONDEMNED) < 0.0"),
    Mutant("any repair is paid for", BENCHES, T_QUOTES,
           "core.repair_cost > part.dearest_repair",
           "False"),
    Mutant("a repair is paid at the average of all quotes", BENCHES, T_QUOTES,
           "if shop.quote is None else",
           "if True else"),
    Mutant("a bad module does no harm", BENCHES, T_MODULES,
           "if core.bad_inside or (core.disposition == RESTOCK and core.defective):",
           "if core.disposition == RESTOCK and core.defective:"),
    Mutant("a test finds no bad module", BENCHES, T_MODULES,
           "if core.bad_inside and stay.step == 0",
           "if False and stay.step == 0"),
    Mutant("new units first, whatever is said", SUPERSEDE, T_USED,
           "[stand_in, part] if world.parts[part].stand_in_first else",
           "[part, stand_in] if world.parts[part].stand_in_first else"),
    Mutant("who waits for a new unit gets no used one", REFURBISH, T_USED,
           "if shelf.can_give(row.quantity, call.priority):",
           "if False:"),
    Mutant("any offer takes used units", SUPERSEDE, T_USED,
           "if stand_in is None or not call.site.takes_refurbished:",
           "if stand_in is None:"),
    Mutant("all is sold", REFURBISH, T_USED,
           "shelf.move(above - shelf.on_hand, SOLD)",
           "shelf.move(-shelf.on_hand, SOLD)"),
    Mutant("detection ignored", INSPECTION, T_KEYS,
           "unit(luck, CORE_DETECTED) < loop.detection",
           "True"),
    Mutant("a core given up is waited for", WAY, T_WAY,
           "            core.shelf.give_up_core(CORE_GIVEN_UP)\n",
           ""),
    Mutant("a late core is not expected again", WAY, T_WAY,
           "journey.given_up == journey.given_up and loop",
           "False and loop"),
    Mutant("deposits are refunded after their window", WAY, T_WAY,
           "if journey.deposit and journey.forfeited != journey.forfeited:",
           "if journey.deposit:"),
    Mutant("a full lot waits for the truck", WAY, T_WAY,
           "len(dock.waiting) + 1 >= way.ship_units",
           "False"),
    Mutant("bad units turn good on the way down", REPLENISH, T_INSPECTION,
           "    shelf.put_bad(order.bad)\n",
           ""),
    Mutant("a unit found out may be sound after all", INSPECTION, T_INSPECTION,
           "core.found_out or ",
           ""),
    Mutant("grades cost the same", INSPECTION, T_INSPECTION,
           "core.repair_cost *= core.grade.cost",
           "pass"),
    Mutant("worn cores are as good as others", BENCHES, T_INSPECTION,
           "(1.0 if core.grade is None else core.grade.repair_success)",
           "1.0"),
    Mutant("everything in a core is fit for use", INSPECTION, T_INSPECTION,
           "HARVEST) < chance",
           "HARVEST) < 1.0"),
    Mutant("shop draws from the law of inspection", BENCHES, T_KEYS,
           "work = shop.repair(draw)",
           "work = (loop.inspection or shop.repair)(draw)"),
    Mutant("inspectors without end", INSPECTION, T_CORES,
           "turn = loop.inspectors.request()",
           "turn = None"),
    Mutant("nothing is reworked", BENCHES, T_CORES,
           "unit(fate, PASS_REWORK) < shop.rework",
           "False"),
    Mutant("rework keeps its bench", BENCHES, T_CORES,
           "    (shop.line or shop.benches).release()\n",
           "    if shop.rework == 0.0:\n        (shop.line or shop.benches).release()\n"),
    Mutant("each rework has the luck of the first", BENCHES, T_CORES,
           "step * PASSES + nth",
           "step * PASSES"),
    Mutant("units repaired at home are not due there", FIND, T_CORES,
           "world.shelves[home, needed.old].expect_core(here)",
           "world.shelves[part.cores_to, needed.old].expect_core(here)"),
    Mutant("units repaired at home travel back as well", CORES, T_CORES,
           "unit(luck, CORE_LOCAL) < part.repaired_locally",
           "False"),
    Mutant("benches without end", SHOP, T_KEYS,
           "if self._free:",
           "if True:"),
    Mutant("scrapped core stays on order", LEVEL, T_SHELF,
           "self.on_order -= 1\n        self.position -= 1\n        self.changed(movement, 1",
           "self.changed(movement, 1"),
    # figures
    Mutant("fill rate counts backorders as filled", PARTS, T_PARTS,
           'lines["units_at_once"].sum()',
           '(lines["quantity"] * ~np.isnan(lines["filled"])).sum()'),
    Mutant("line fill rate counts backorders as filled", PARTS, T_PARTS,
           'ratio(lines["at_once"].sum(), len(lines))',
           'ratio((~np.isnan(lines["filled"])).sum(), len(lines))'),
    Mutant("ready rate of all shelves, stocked or not", PARTS, T_PARTS,
           "int(ever.sum())",
           "len(ever)"),
    Mutant("part wait leaves out what is met at once", PARTS, T_PARTS,
           '[~np.isnan(lines["filled"])]',
           '[~np.isnan(lines["filled"]) & ~lines["at_once"]]'),
    Mutant("warm-up not cut from calls", SELECT, T_SERVICE,
           'calls["fault"] >= tables.warm_up',
           'calls["fault"] >= 0.0'),
    Mutant("warm-up not cut from records", SELECT, T_PARTS,
           "rows[rows[moment] >= begin]",
           "rows[rows[moment] >= 0.0]"),
    Mutant("warm-up not cut from stretches", TABLES, T_PARTS,
           "return (self.warm_up, self.horizon)",
           "return (0.0, self.horizon)"),
    Mutant("warm-up not cut from money", BOOK, T_LEDGER,
           "chosen = self.time >= begin\n        sums",
           "chosen = self.time >= 0.0\n        sums"),
    Mutant("warm-up not cut from downtime", PROMISES, T_SERVICE,
           "begin = np.maximum(begin, since)",
           "pass"),
    Mutant("warm-up not cut from the length of the window", SELECT, T_SERVICE,
           "tables.horizon - tables.warm_up",
           "tables.horizon"),
    Mutant("overlapping downtime counted twice", PROMISES, T_SERVICE,
           "reached = max(reached, end[i])",
           "reached = 0.0"),
    Mutant("first-time fix window ignored", SERVICE, T_SERVICE,
           "(again <= ended + window)",
           "(again <= ended)"),
    Mutant("first-time fix judged before its window ends", SERVICE, T_SERVICE,
           "+ window <= tables.horizon",
           "<= tables.horizon"),
    Mutant("repeat fault counts as first-time fix", SERVICE, T_SERVICE,
           "judged & first & ~again",
           "judged & first"),
    Mutant("paid hours without overtime", PEOPLE, T_PEOPLE,
           "return self.shift + self.overtime",
           "return self.shift"),
    Mutant("overtime without waiting for parts", WRITE, T_CALL,
           "overtime = left - trip.dispatched -",
           "overtime = left - trip.dispatched - trip.waiting -"),
    Mutant("kilometres home not counted", PEOPLE, T_PEOPLE,
           'visits["km"].sum() + trips["km"].sum()',
           'visits["km"].sum()'),
    Mutant("shop yield counts every repair", RETURNS, T_PARTS,
           'ratio(cores["good"].sum(), len(cores))',
           'ratio((cores["shop_end"] > 0).sum(), len(cores))'),
    Mutant("abandoned callers left out", HOTLINE, T_PEOPLE,
           'settled = contacts["abandoned"] | ',
           "settled = "),
    # money
    Mutant("holding cost on inventory position", SPEND, T_LEDGER,
           "shelf.on_hand * yearly",
           "(shelf.on_hand + shelf.on_order - shelf.backorders) * yearly"),
    Mutant("overtime at the normal rate", PAY, T_LEDGER,
           "np.where(np.isnan(extra), cost, extra)",
           "cost"),
    Mutant("emergency units not paid", SPEND, T_LEDGER,
           'outside[demands["source"]] | (demands["supply"] == SUPPLY_SOURCES.index("emergency"))',
           'outside[demands["source"]]'),
    Mutant("expediting not paid", SPEND, T_LEDGER,
           'demands["freight"].astype(float)',
           '0.0 * demands["freight"].astype(float)'),
    Mutant("penalty for every promise", BREACH, T_LEDGER,
           "(column[judged.late] for column in (judged.row, judged.due, judged.until))",
           "(judged.row, judged.due, judged.until)"),
    Mutant("promises judged around the clock", PROMISES, T_LEDGER,
           "late = used > target",
           'late = until - calls["reported"][row] > target'),
    Mutant("parts bought at the list price whatever the supplier asks", SPEND, T_LEDGER,
           'orders["quantity"] * orders["unit_price"]',
           'orders["quantity"] * price[orders["part"]] * (orders["unit_price"] > 0)'),
    Mutant("accrual not cut at the warm-up", BOOK, T_LEDGER,
           "clock(end) - clock(np.maximum(begin, self.warm_up))",
           "clock(end) - clock(begin)"),
    # statistics
    Mutant("confidence without Bonferroni", STATISTICS, T_STATISTICS,
           "stricter = 1.0 - (1.0 - confidence) / max(len(names) - 1, 1)",
           "stricter = confidence"),
    Mutant("normal instead of Student", STATISTICS, T_STATISTICS,
           "stdtrit(degrees, probability)",
           "stdtrit(1e9, probability)"),
    Mutant("spread of the whole population", STATISTICS, T_STATISTICS,
           "std(ddof=1)",
           "std()"),
    Mutant("one-sided intervals", STATISTICS, T_STATISTICS,
           "0.5 + confidence / 2",
           "confidence"),
    Mutant("policies not compared in pairs", STATISTICS, T_STATISTICS,
           "found = interval(values - baseline, confidence)",
           "found = interval(values - np.sort(baseline), confidence)"),
    Mutant("Welch pools the spreads", PRECISION, UNIT + "test_precision.py",
           "variance**2 / freedom if freedom else",
           "0.0 if not freedom else"),
    Mutant("screening without continuation", SELECTION, UNIT + "test_selection.py",
           "- stage) * difference",
           "- stage) * 0.0 * difference"),
    Mutant("Rinott's constant without the number of systems", SELECTION, UNIT + "test_selection.py",
           "(ndtr(h * scale) @ density) ** (systems - 1)",
           "(ndtr(h * scale) @ density)"),
    # strategies and goals
    Mutant("verdicts on limits uncorrected for the number of strategies", LIMITS, UNIT + "test_limits.py",
           "tail = risk / max(len(strategies) * len(limits), 1)",
           "tail = risk / max(len(limits), 1)"),
    Mutant("a limit met by the mean alone", LIMITS, UNIT + "test_limits.py",
           "limit.kept(np.array([found.low, found.high]))",
           "limit.kept(np.array([found.mean, found.mean]))"),
    Mutant("the best chosen without correction for pairs", LIMITS, UNIT + "test_limits.py",
           "gap_confidence = 1 - risk / max(pairs, 1)",
           "gap_confidence = 1 - risk"),
    Mutant("a strategy that cannot be told is ahead", LIMITS, UNIT + "test_limits.py",
           "if word == MEETS and interval(values[strategy]).count]",
           "if word != FAILS and interval(values[strategy]).count]"),
    Mutant("one of two limits is enough", LIMITS, UNIT + "test_strategies.py",
           "return MEETS if all(word == MEETS for word in words) else UNTOLD",
           "return MEETS if not words or MEETS in words else UNTOLD"),
    Mutant("of two policies that disagree the earlier one wins", BUNDLES, UNIT + "test_strategies.py",
           "(assignment for name in names for assignment in overlays[name])",
           "(assignment for name in reversed(names) for assignment in overlays[name])"),
    Mutant("what a later policy sweeps away is no conflict", BUNDLES, UNIT + "test_strategies.py",
           "return upper is later and lower.value.value is not None",
           "return False"),
    # who pays
    Mutant("a warranty covers the moment of its end", COVER, T_WARRANTY,
           "~self.over & (self.age < length)",
           "~self.over & (self.age <= length)"),
    Mutant("a refund leaves the warranty in force", COVER, T_WARRANTY,
           "self.may & ~self.over",
           "self.may"),
    Mutant("a renewing warranty starts again at the fault", COVER, T_WARRANTY,
           "renewals.append(restored[row])",
           "renewals.append(fault[row])"),
    Mutant("the customer pays for what the offer includes", "sim/settlement/payers.py", T_WARRANTY,
           '"billed": (1.0 - warranty) * (1.0 - included) * value',
           '"billed": (1.0 - warranty) * value'),
    Mutant("what a machine gave away is paid for twice", "sim/settlement/payers.py", T_WARRANTY,
           "found[place] = True",
           "found[place] = False"),
    Mutant("the maker pays for the offer's extension", "sim/settlement/maker.py", T_CLAIMS,
           "share = cover.within(cover.own)",
           "share = cover.within(cover.length)"),
    Mutant("claims filed at the deadline are late", "sim/settlement/verdicts.py", T_CLAIMS,
           "filed > deadline",
           "filed >= deadline"),
    Mutant("claims lapse though their proof has come", "sim/settlement/verdicts.py", T_CLAIMS,
           "lapses = min(deadline, claim.hopeless)",
           "lapses = claim.arose"),
    Mutant("suppliers count from the sale of the machine", "sim/settlement/fittings.py", T_CLAIMS,
           "(times[before - 1] if before else sold)",
           "sold"),
    Mutant("what was put in is claimed", "sim/settlement/fittings.py", T_CLAIMS,
           "line[before - 1][1] if before else wanted",
           "line[-1][1] if line else wanted"),
    # people, documents, invoices and the desk
    Mutant("who fails learns, too", "sim/flows/practise.py", T_PRACTICE,
           "if outcome == FIXED:\n        practice.add",
           "if True:\n        practice.add"),
    Mutant("learning without a floor", SKILLS, T_PRACTICE,
           "max(self.floor, job**self.exponent)",
           "max(0.0, job**self.exponent)"),
    Mutant("everything is forgotten in the end", SKILLS, T_PRACTICE,
           "max(faded, curve.keeps * self.most)",
           "max(faded, 0.0)"),
    Mutant("an expired certificate bars nobody", QUALIFY, T_TRAINING,
           "technician.barred.add(skill)\n        changed(world, technician, skill, EXPIRED)",
           "changed(world, technician, skill, EXPIRED)"),
    Mutant("a renewed certificate expires at the old date", QUALIFY, T_TRAINING,
           " and technician.certified_until[skill] <= world.kernel._now",
           ""),
    Mutant("newcomers can what the leaver could", QUALIFY, T_TRAINING,
           "{**dict.fromkeys(before, 0), **who.skills}",
           "{**who.skills}"),
    Mutant("what a leaver learnt shows at his post", QUALIFY, T_TRAINING,
           "technician, skill = lesson.technician, lesson.skill\n    if lesson.begin < technician.came:",
           "technician, skill = lesson.technician, lesson.skill\n    if False:"),
    Mutant("an order does not interrupt e-learning", STUDY, T_TRAINING,
           "    else:\n        stop(world, learner)\n",
           ""),
    Mutant("e-learning beyond its hours", STUDY, T_TRAINING,
           "until = min(course.hours.open_until(now), now + course.left)",
           "until = now + course.left"),
    Mutant("an interrupted course begins anew", STUDY, T_TRAINING,
           "course.left -= now - since",
           "course.left -= 0.0"),
    Mutant("who comes goes on where the leaver stopped", STUDY, T_TRAINING,
           "        if course.spent:\n            learner.attended.append(course)\n        elif",
           "        if"),
    Mutant("the office knows what no report tells", OFFICE, T_MOBILITY,
           "return self.known.position + self.unreported",
           "return self.known.position"),
    Mutant("dispatch knows what no report tells", OFFICE, T_MOBILITY,
           "return self.known.on_hand + self.unreported",
           "return self.known.on_hand"),
    Mutant("paper comes in at once", "sim/flows/report.py", T_MOBILITY,
           "end_of_duty(technician, now) if office.at_shift_end else now",
           "now"),
    Mutant("a report tells of the next visit, too", OFFICE, T_MOBILITY,
           "units, self.used = self.used, 0",
           "units, self.used = self.used, self.used"),
    Mutant("who is turned round is there already", "sim/system/rerouting.py", T_TURNED,
           "share = (now - self.begun) / (self.arrives - self.begun)",
           "share = 1.0"),
    Mutant("the first on the road is turned round, near or far", "sim/system/rerouting.py", T_TURNED,
           "if hours < best_hours and (",
           "if best is None and ("),
    Mutant("the whole drive of who was turned round counts", "sim/flows/reroute.py", T_TURNED,
           "trip.km * hours / trip.travel, TURNED_ROUND",
           "trip.km, TURNED_ROUND"),
    Mutant("a window is given away once too often", "sim/system/appointments.py", T_DOORS,
           "self._given[region, at] >= self.most",
           "self._given[region, at] > self.most"),
    Mutant("one territory takes the windows of another", "sim/system/appointments.py", T_DOORS,
           "self._given[region, at] += 1",
           "self._given[None, at] += 1"),
    Mutant("windows without notice", "sim/system/appointments.py", T_DOORS,
           "now + self.notice",
           "now"),
    Mutant("set out for an appointment when it begins", "sim/system/scheduling.py", T_DOORS,
           "max(call.appointment.begin - self.set_out, now)",
           "max(call.appointment.begin, now)"),
    Mutant("endless patience at a door", SCHEDULE, T_DOORS,
           "if wait > scheduling.patience:",
           "if False:"),
    Mutant("the end of a shift is no reason to leave a door", SCHEDULE, T_DOORS,
           "if now + wait > trip.stop:",
           "if False:"),
    Mutant("nobody there waits no longer than a door", SCHEDULE, T_DOORS,
           "max(wait, scheduling.patience), REFUSED",
           "wait, REFUSED"),
    Mutant("routes are not mended for who is late", ROUTES, T_DISPATCH,
           "self._mends and (late or idle)",
           "self._mends and idle"),
    Mutant("routes are not mended for who is idle", ROUTES, T_DISPATCH,
           "self._mends and (late or idle)",
           "self._mends and late"),
    Mutant("new stops always last", ROUTE_PLAN, T_DISPATCH,
           "range(first, last + 1)",
           "range(last, last + 1)"),
    Mutant("no piece of a route is turned", ROUTE_PLAN, T_DISPATCH,
           "if least < cost - _BETTER:",
           "if False:"),
    Mutant("urgent stops lose their place ahead", ROUTE_PLAN, T_DISPATCH,
           "(0, urgent) if order.priority <= URGENT else (urgent, len(route.stops))",
           "(0, len(route.stops))"),
    Mutant("answers never go out of date", "sim/system/documents.py", T_DOCUMENTS,
           "self._coverage if self._rate == 0.0 else",
           "self._coverage if self._rate >= 0.0 else"),
    Mutant("what is covered is written up again", LOOK_UP, T_DOCUMENTS,
           "call.document is not None or not call.visits",
           "not call.visits"),
    Mutant("a revision takes answers away", LOOK_UP, T_DOCUMENTS,
           "if pages.coverage(now) < goal:",
           "if pages.coverage(now) != goal:"),
    Mutant("what leaks is billed all the same", INVOICES, T_BILLING,
           "invoice.leaked += money\n        else:",
           "invoice.leaked += money\n        if True:"),
    Mutant("a flat rate on top of hours", INVOICES, T_BILLING,
           "money -= invoice.flat",
           "money -= 0.0"),
    Mutant("terms count from the end of the work", INVOICES, T_BILLING,
           "due = sent + to_tick",
           "due = reported + to_tick"),
    Mutant("a run of invoices takes what is closed after it", INVOICES, T_BILLING,
           "-(-sent // self.every) * self.every",
           "sent // self.every * self.every"),
    Mutant("credit for disputes that are not over", INVOICES, T_BILLING,
           "billing.conceded * amount if paid <= self.horizon else 0.0",
           "billing.conceded * amount"),
    Mutant("who is to be rung back keeps his line", "sim/flows/call_back.py", T_SUPPORT,
           "offer.asked[call.number] = world.kernel._now\n        desk.leave_line()",
           "offer.asked[call.number] = world.kernel._now"),
    Mutant("who leaves his number at night takes a line", "sim/flows/call_back.py", T_SUPPORT,
           "waiting = desk.ring(NEVER_GIVES_UP)\n        desk.leave_line()",
           "waiting = desk.ring(NEVER_GIVES_UP)"),
    Mutant("the second line works at all hours", CONTACT, T_SUPPORT,
           "closed = line.hours.next_open(handed_on) - handed_on",
           "closed = 0.0"),
    Mutant("the portal helps everybody", "sim/flows/self_service.py", T_SUPPORT,
           "unit(luck, HELPS_HIMSELF) < call.mode.self_service",
           "unit(luck, HELPS_HIMSELF) < 1.0"),
    Mutant("agents of a shift never leave", DESK, UNIT + "test_desk.py",
           "self._free += more\n",
           "self._free += max(more, 0)\n"),
    # theory
    Mutant("Erlang's B loses a server", "sim/theory/queues.py", UNIT + "theory/test_queues.py",
           "range(1, servers + 1)",
           "range(1, servers)"),
    Mutant("Ishigami without its interaction", "sim/theory/sobol.py", UNIT + "theory/test_sobol.py",
           "self.b**2 * (eighth - fourth**2) / 2",
           "0.0"),
    # partners
    Mutant("a partner takes one job too many", OVERFLOW, T_PARTNERS,
           "partner.jobs >= partner.capacity",
           "partner.jobs > partner.capacity"),
    Mutant("a partner's jobs are never done", OVERFLOW, T_PARTNERS,
           "partner.jobs -= 1",
           "partner.jobs -= 0"),
    Mutant("ours have no time before a partner is asked", OVERFLOW, T_PARTNERS,
           "offer.order.asked + offer.partner.after",
           "offer.order.asked"),
    Mutant("partners for busy hours come at night, and the reverse", OVERFLOW, T_PARTNERS,
           "(partner.takes == BUSY) != self._somebody_on_duty",
           "(partner.takes == BUSY) == self._somebody_on_duty"),
    Mutant("nobody looks again when duties change", OVERFLOW, T_PARTNERS,
           "if self._standing_by and not self._looks_again:",
           "if False:"),
    Mutant("a region of a partner's is ours as well", OVERFLOW, T_PARTNERS,
           "tuple(each for each in able if each.takes == ALL) or tuple(able)",
           "tuple(each for each in able if each.takes != ALL) or tuple(able)"),
    Mutant("an order taken over stays in our queue", OVERFLOW, T_PARTNERS,
           "            super()._take_out(order)",
           "            pass"),
    Mutant("partners take what ours have begun", PARTNER, T_PARTNERS,
           "    order.partners = ()\n",
           ""),
    Mutant("partners never hand back", PARTNER, T_PARTNERS,
           " or partner.hands_back",
           ""),
    Mutant("a partner does not wait for the part", PARTNER, T_PARTNERS,
           "call.parts_ready - kernel._now)",
           "0.0)"),
    Mutant("partners always have their parts", PARTNER, T_PARTNERS,
           "unit(luck, ON_HAND) >= partner.parts_on_hand",
           "unit(luck, ON_HAND) > 1"),
    Mutant("partners work at the pace of the fault", PARTNER, T_PARTNERS,
           "mode.repair if partner.work is None else partner.work",
           "mode.repair"),
    Mutant("partners' repairs never fail", PARTNER, T_PARTNERS,
           "mode.success * partner.repair_success",
           "1.0"),
    Mutant("partners find every fault that ours would find", PARTNER, T_PARTNERS,
           "mode.accuracy * partner.diagnosis",
           "mode.accuracy"),
    Mutant("partners do what they have no skill for", PARTNER, T_PARTNERS,
           "if not partner.can_do(mode.skill, mode.level, call.site.region):",
           "if False:"),
    Mutant("a retainer is paid by the hour", PARTNER_BOOK, T_PARTNERS,
           "retainer[:-1] / HOURS_PER_YEAR",
           "retainer[:-1]"),
    Mutant("partners' parts cost what ours do", PARTNER_BOOK, T_PARTNERS,
           '[parts["part"]] * factor[who]',
           '[parts["part"]]'),
    Mutant("partners' hours are free", PARTNER_BOOK, T_PARTNERS,
           "per_visit[who] + hours * per_hour[who]",
           "per_visit[who]"),
)  # fmt: skip


def mutated(mutant: Mutant, text: str) -> str:
    """The file's text with the fault in it; ValueError unless the old text stands there exactly once and the new one differs."""
    found = text.count(mutant.old)
    if found != 1:
        raise ValueError(f"'{mutant.name}': the text to replace stands {found} times in {mutant.file}, not once: {mutant.old!r}")
    if mutant.old == mutant.new:
        raise ValueError(f"'{mutant.name}' changes nothing")
    return text.replace(mutant.old, mutant.new)


@dataclass(frozen=True)
class Verdict:
    """What the tests said: whether they noticed, and who or what did."""

    killed: bool
    by: str


def left_out(folder: str, names: Sequence[str]) -> set[str]:
    """What a scratch copy does without: caches, environments, the project's history and the results of runs."""
    mess = {"__pycache__"} if Path(folder) != ROOT else {name for name in names if name.startswith(".") and name != ".ci"}
    return mess if Path(folder) != ROOT / "results" else {name for name in names if name != "README.md"}


class Scratch:
    """A copy of the project in which things may be broken."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        shutil.copytree(ROOT, self.root, ignore=left_out)
        self._environment = os.environ | {"PYTHONPATH": str(self.root)}
        where = [sys.executable, "-c", "import sim; print(sim.__file__)"]
        found = subprocess.run(where, cwd=self.root, env=self._environment, capture_output=True, text=True, check=True).stdout
        if not Path(found.strip()).is_relative_to(self.root):
            raise RuntimeError(f"the tests would run on {found.strip()}, not on the scratch copy")

    def tests(self, *words: str, patience: int = PATIENCE[1]) -> Verdict:
        """Run tests until the first fails."""
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            "--hypothesis-seed=0",
            *IGNORED,
            *words,
        ]
        try:
            done = subprocess.run(
                command, cwd=self.root, env=self._environment, capture_output=True, text=True, timeout=patience, check=False
            )
        except subprocess.TimeoutExpired:
            return Verdict(True, f"no end within {patience} s")
        if done.returncode == 0:
            return Verdict(False, "")
        first = re.search(r"^(?:FAILED|ERROR) (\S+?::.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
        if done.returncode > 2 or first is None:  # a test file that cannot be read has noticed nothing
            raise RuntimeError(f"pytest could not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return Verdict(True, first.group(1))

    def tried(self, mutant: Mutant, workers: int) -> Verdict:
        """Put one fault in, run the tests that should notice, then all, and take it out."""
        path = self.root / mutant.file
        whole = path.read_text(encoding="utf-8")
        path.write_text(mutated(mutant, whole), encoding="utf-8")
        try:
            verdict = self.tests(*mutant.first.split(), patience=PATIENCE[0])
            return verdict if verdict.killed else self.tests("tests", "-n", str(workers))
        finally:
            path.write_text(whole, encoding="utf-8")


def chosen(words: Sequence[str]) -> Iterator[Mutant]:
    """The mutants asked for; all without words."""
    return (each for each in MUTANTS if not words or any(word.lower() in f"{each.name} {each.file}".lower() for word in words))


def main(words: Sequence[str]) -> int:
    """Try the chosen mutants one after the other and print a line for each."""
    mutants, workers, survivors = list(chosen(words)), os.cpu_count() or 1, []
    if not mutants:
        print(f"no mutant has {' or '.join(words)} in its name or file; they are:", *(each.name for each in MUTANTS), sep="\n  ")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(Path(folder))
        first = sorted({word for mutant in mutants for word in mutant.first.split()})
        sound = scratch.tests(*(first if words else ["tests"]), "-n", str(workers))
        if sound.killed:
            print(f"the tests fail without any fault: {sound.by}")
            return 2
        for number, mutant in enumerate(mutants, 1):
            begun = time.monotonic()
            verdict = scratch.tried(mutant, workers)
            survivors += [] if verdict.killed else [mutant]
            outcome = f"killed    {mutant.name}  ({verdict.by}" if verdict.killed else f"SURVIVED  {mutant.name}  ({mutant.file}"
            print(f"{number:3}/{len(mutants)}  {outcome}; {time.monotonic() - begun:.0f} s)", flush=True)
    print(
        f"{len(mutants) - len(survivors)} of {len(mutants)} mutants killed"
        + "".join(f"\n  survived: {each.name}" for each in survivors)
    )
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
