"""Fixed vocabularies: what the codes in records stand for. A word keeps its place for ever; new ones come at the end."""

from __future__ import annotations

NONE = -1
"""The code of 'no such thing' in any coded column."""

NEVER = float("nan")
"""The time of what has not happened (yet)."""

REASONS = ("breakdown", "maintenance")
EFFECTS = ("down", "degraded", "cosmetic")
STAGES = ("reporting", "desk", "coverage", "technician", "travel", "diagnosis", "parts", "repair", "rework")
"""The waterfall of a call; the stages add up to fault -> restored."""
MISS_CAUSES = (
    "wrong diagnosis",
    "wrong skill",
    "part not on hand",
    "repair failed",
    "shift ended",
    "no access",
    "repeat fault",
)
OUTCOMES = ("fixed", "wrong diagnosis", "wrong skill", "part not on hand", "repair failed", "shift ended", "no access")
"""How a visit ends; after 'fixed' in the order of MISS_CAUSES, so that a first visit's outcome names the cause of the miss."""
SUPPLY_SOURCES = (
    "own van",
    "depot",
    "lateral",
    "upstream",
    "emergency",
    "backorder",
    "not needed",
    "vans",
    "group",
    "cannibalise",
)
MOVEMENTS = (
    "initial",
    "issue",
    "receipt",
    "backorder filled",
    "demand backordered",
    "order placed",
    "core due",
    "core repaired",
    "core scrapped",
    "taken back",
    "core given up",
    "written off",
    "harvested",
    "lost",
    "books corrected",
    "card lost",
    "card found",
    "demand withdrawn",
    "kit opened",
    "from kit",
    "sold",
)
"""What changes a shelf. A row shows the state after the change and after any order that it set off. `on_order` counts units
ordered and not received, and cores due back that will land on this shelf once repaired. A unit that is lost is no longer on hand, though
the books have it until they are corrected."""
DISPOSITIONS = (
    "repair",
    "restock",
    "scrap",
    "condemn",
    "local repair",
    "surplus",
    "harvest",
    "supplier return",
    "sell",
    "module",
)
"""'condemn' is the verdict of the inspection, before any rule is asked; a 'local repair' is never sent back, let alone inspected; 'surplus' is
a core that a shop sent away because it has enough of the part; a 'module' was taken out of a unit in a shop, and is repaired without having been
sent or inspected, condemned or sent away as surplus; the others are what a disposition rule decides."""
NOT_SENT = ("local repair", "module")
"""Dispositions of cores that are neither sent back nor inspected."""
ITEMS = ("labour", "travel", "parts", "refund")
"""What is paid for at a call; a refund goes to the customer."""
PAYERS = ("maker", "supplier")
"""Whom we may claim from."""
DENIALS = ("out of warranty", "excluded", "no fault found", "no proof", "filed late", "rejected")
"""Why a claim is denied; one for 'no proof' is never filed: it lapses."""
TESTS = ("remote", "on site")
"""Where a fault is tested for."""
DUTIES = ("shift", "on call", "absent", "training", "vacant", "e-learning")
QUALIFIED_BY = ("start", "course", "experience", "expired", "joined")
"""Why somebody's level or certificate of a skill is what it is from now on."""
TRIPS = ("home", "between jobs", "turned round")
EDITS = ("initial", "revision", "feedback")
"""Why a document covers more than it did: it begins so, authors revised it, or a fault that it did not answer was written up."""
CONTRACT_ENDS = ("renewed", "changed", "left", "machines gone")
"""What became of a contract: the same again, another offer, the customer left, or his last machine was taken away."""
ORDER_ENDS = ("delivered", "lost", "cancelled")
"""How an order for parts ended: all of it delivered, not placed because the date promised was too late (or none), or cancelled in whole or part."""
OPINIONS = ("as expected", "late response", "late restoration", "repeat visit", "downtime", "complaint answered")
"""Why a customer's score moved: a call that cost no points, the largest loss of one that did, or the answer to his complaint."""
KNOWN_BY = ("not known", "register", "audit", "visit", "retrofit")
"""How the office knows which revision a machine has, if it does."""
DEFECT_ENDS = ("removed", "failed", "avoided")
"""What became of a defect: somebody removed it, the machine failed, or it would have, had not a corrective action done away with that."""
PREVENTION_RESULTS = ("defect removed", "no fault found", "failed already", "withdrawn")
"""What came of a work order to remove a defect; a withdrawn one saw no visit, because the failure came first."""
ALARM_ENDS = ("work order", "known already", "not believed", "failed first", "seen to already", "asset gone")
"""What became of an alarm."""
RENEWED_FOR = ("age", "cost of faults", "faults", "availability")
"""Why a machine was replaced or refurbished."""
ABC = ("A", "B", "C")
XYZ = ("X", "Y", "Z")

VOCABULARIES: dict[str, tuple[str, ...]] = {
    "reason": REASONS,
    "effect": EFFECTS,
    "miss": MISS_CAUSES,
    "outcome": OUTCOMES,
    "supply": SUPPLY_SOURCES,
    "movement": MOVEMENTS,
    "disposition": DISPOSITIONS,
    "item": ITEMS,
    "payer": PAYERS,
    "denial": DENIALS,
    "test": TESTS,
    "duty": DUTIES,
    "qualified_by": QUALIFIED_BY,
    "trip": TRIPS,
    "edit": EDITS,
    "contract_end": CONTRACT_ENDS,
    "opinion": OPINIONS,
    "order_end": ORDER_ENDS,
    "known_by": KNOWN_BY,
    "defect_end": DEFECT_ENDS,
    "prevention_result": PREVENTION_RESULTS,
    "alarm_end": ALARM_ENDS,
    "renewed_for": RENEWED_FOR,
    "abc": ABC,
    "xyz": XYZ,
}
"""Vocabularies fixed by the model; the rest (asset, mode, site, part, location, carrier, technician, offer) are named by the scenario."""
