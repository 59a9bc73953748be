"""Facts about defective parts on their way back, in inspection and in the shop."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

RETURNS: dict[str, tuple[Column, ...]] = {
    # One row per defective part on its way back, written when its way ends, or at the horizon as open.
    "cores": columns(
        ("core", "id", "number of the core within the run"),
        ("call", "id", "call it came from"),
        ("part", "code:part", "what"),
        ("removed", "time", "taken out of the asset"),
        ("received", "time", "arrived for inspection; like all that follows there and in the shop empty for a local repair"),
        ("inspection_start", "time", "an inspector took it up"),
        ("inspected", "time", "inspection ended"),
        ("no_fault_found", "flag", "inspection found nothing wrong"),
        ("disposition", "code:disposition", "what inspection or the disposition rule decided, or a local repair"),
        ("shop_start", "time", "on a bench for the first time"),
        ("shop_end", "time", "the shop ended: the last repair, or its test where there is one"),
        ("repairs", "count", "times on a bench: more than one when a test sent it back"),
        ("testing", "hours", "waiting for a test and in it, all tests that have ended"),
        ("good", "flag", "came out good"),
        ("ended", "time", "back on the shelf or scrapped; empty while on its way"),
        ("location", "code:location", "shelf it went to; 'none' when scrapped"),
    ),
    # One row per stay of a core in a repair shop, where several shops are stated, one that pulls, or one that quotes for each core.
    "repairs": columns(
        ("core", "id", "core in the cores table"),
        ("shop", "code:shop", "which shop"),
        ("step", "count", "1 for the first shop on its way, 2 for the next, ..."),
        ("came", "time", "arrived there"),
        ("begun", "time", "on a bench for the first time"),
        ("ended", "time", "left the shop; empty while there"),
        ("repairs", "count", "times on a bench"),
        ("on_bench", "hours", "on a bench, all repairs, as far as they have come"),
        ("testing", "hours", "waiting for a test and in it, all tests that have ended"),
        ("good", "flag", "came out good"),
        ("cost", "money", "cost of the repairs"),
    ),
    # One row per defective part whose way back is told in steps, written when it is received, or at the horizon as open.
    "journeys": columns(
        ("core", "id", "number of the core within the run"),
        ("home", "code:location", "home of the technician who took it out"),
        ("removed", "time", "taken out of the asset, and the deposit paid"),
        ("kept", "flag", "it never comes back"),
        ("handed_in", "time", "reached the technician's home; empty while at the customer's or in a van"),
        ("sent", "time", "left for where cores are received"),
        ("shipment", "id", "shipment it left with; −1 where it went alone"),
        ("arrived", "time", "arrived there"),
        ("receiving_start", "time", "somebody took it up to receive it"),
        ("given_up", "time", "the shelf expected it no longer; it may have come later all the same"),
        ("deposit", "money", "what the customer paid"),
        ("refunded", "time", "the customer got his deposit back"),
        ("forfeited", "time", "it had not been received when the deposit's window closed"),
    ),
    # One row per inspected core, where inspections say more than whether a fault was found.
    "inspections": columns(
        ("core", "id", "number of the core within the run"),
        ("inspected", "time", "when"),
        ("grade", "code:grade", "condition it is in; 'none' where it was found without fault, or there are no grades"),
        ("defective", "flag", "the truth: it has a fault"),
        ("repair_cost", "money", "what one repair of it costs"),
        ("earned", "money", "what was paid for it, by a buyer or by the supplier"),
    ),
    # One row per part that a repair, at a site or in a shop, put in, and that turned out to be defective itself.
    "dead_on_arrival": columns(
        ("call", "id", "call whose repair failed by it; for a module in a shop, the call that the unit came from"),
        ("part", "code:part", "what"),
        ("at", "time", "the test of the repair found it out"),
        ("quantity", "count", "defective units"),
        ("source", "code:location", "location that gave it"),
    ),
    # One row per part taken out of a core that was taken apart.
    "harvests": columns(
        ("core", "id", "number of the core within the run"),
        ("part", "code:part", "what came out of it"),
        ("at", "time", "on the shelf"),
        ("location", "code:location", "shelf it went to"),
    ),
    # One row per shipment of cores that left a technician's home together.
    "core_shipments": columns(
        ("shipment", "id", "number of the shipment within the run"),
        ("home", "code:location", "home they left"),
        ("left", "time", "when"),
        ("units", "count", "cores in it"),
    ),
    # One row per part that replaces a failed module of a core in a shop, written when it is filled, or at the horizon as open.
    "replacements": columns(
        ("core", "id", "core in the cores table that needs it"),
        ("part", "code:part", "module"),
        ("quantity", "count", "units"),
        ("location", "code:location", "where: beside the shop"),
        ("asked", "time", "when"),
        ("filled", "time", "all of it set aside for the core; empty while open"),
    ),
}
