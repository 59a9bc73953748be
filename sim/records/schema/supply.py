"""Facts about parts: who asked for them, how they moved, who ordered them, and what was decided about them."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

SUPPLY: dict[str, tuple[Column, ...]] = {
    # One row per part that a job asked for.
    "demands": columns(
        ("call", "id", "call that needs the part"),
        ("visit", "id", "visit that asked; −1 where it was set aside before any visit"),
        ("part", "code:part", "part"),
        ("quantity", "count", "units"),
        ("location", "code:location", "stocking location asked first"),
        ("asked", "time", "when"),
        ("at_once", "flag", "the location asked first gave it without wait"),
        ("units_at_once", "count", "units that it gave without wait: all, some (the rest is owed) or none"),
        (
            "supply",
            "code:supply",
            "step of the sourcing cascade that gave it; group: owed, given by a lateral; cannibalise: out of a machine; 'not needed': goes back",
        ),
        ("source", "code:location", "location that gave it; 'none' for emergency, unless from a supplier of name"),
        ("filled", "time", "the technician can have it; empty while open"),
        ("freight", "money", "cost of that supply, such as a courier"),
    ),
    # One row per change of stock at a (location, part).
    "movements": columns(
        ("time", "time", "when"),
        ("location", "code:location", "where"),
        ("part", "code:part", "what"),
        ("movement", "code:movement", "why"),
        (
            "quantity",
            "count",
            "units: change of on hand; for other movements the units ordered, backordered, due, scrapped or taken off the books, or cards",
        ),
        ("on_hand", "count", "units on the shelf afterwards"),
        ("on_order", "count", "units ordered and not yet received, afterwards"),
        ("backorders", "count", "units owed, afterwards"),
    ),
    # One row per replenishment order, written when received, or at the horizon as open.
    "orders": columns(
        ("order", "id", "number of the order within the run"),
        ("location", "code:location", "who ordered"),
        ("source", "code:location", "from whom"),
        ("part", "code:part", "what"),
        ("quantity", "count", "units"),
        ("unit_price", "money", "what the supplier asks for one; 0 between our own locations"),
        ("ordered", "time", "when"),
        ("shipped", "time", "left the source; later than ordered when the source was short"),
        ("received", "time", "on the shelf; empty while open"),
        ("freight", "money", "its share of the cost of the shipment, once shipped"),
        ("shipment", "id", "number of the first order in the same shipment; −1 before it is known"),
        ("carrier", "code:carrier", "who brings it; 'none' where no carrier is stated"),
    ),
    # One row per replenishment order that passed a dock or was given to a carrier, written with the order.
    "fulfilment": columns(
        ("order", "id", "replenishment order"),
        ("ready", "time", "its units were set aside at the source, or made there"),
        ("pick_start", "time", "somebody took it up, in opening hours; where nothing is picked the same as ready"),
        ("picked", "time", "ready to leave; shipped is when it left"),
        ("arrived", "time", "at the door of who ordered it; on the shelf as soon as that is open"),
    ),
    # One row per disruption of a location, written when it has recovered, or at the horizon as open.
    "disruptions": columns(
        ("location", "code:location", "where nothing left"),
        ("begin", "time", "from"),
        ("end", "time", "orders held up began to leave again; empty while it lasts"),
        ("recovered", "time", "all of them had left, and orders leave as they come; empty before"),
    ),
    # One row per order that a disruption held up, written when that begins.
    "held_orders": columns(
        ("order", "id", "replenishment order; it left when the orders table says 'shipped'"),
        ("location", "code:location", "where it could not leave"),
        ("since", "time", "it was ready to leave"),
    ),
    # One row per review of a shelf whose level follows a forecast.
    "reviews": columns(
        ("time", "time", "when"),
        ("location", "code:location", "where"),
        ("part", "code:part", "what"),
        ("since", "time", "the review before, where the period began that has ended now; empty at the first under a rule"),
        ("demand", "count", "units asked for in that period"),
        ("forecast", "number", "units per period expected from now on"),
        ("most", "count", "units that the demand of the next period is forecast to exceed only with the probability 1 - service"),
        ("service", "number", "wanted probability of no stock-out"),
        ("level", "count", "order-up-to level from now on"),
    ),
    # One row per location that buys from suppliers, when these stop making a part.
    "last_time_buys": columns(
        ("time", "time", "when"),
        ("location", "code:location", "who bought"),
        ("part", "code:part", "what"),
        ("position", "count", "on hand + on order − backorders before"),
        ("units", "count", "units wanted"),
        ("order", "id", "the order placed for them; −1 where none was"),
    ),
    # One row per part at each classification.
    "classes": columns(
        ("time", "time", "when"),
        ("part", "code:part", "what"),
        ("value", "money", "usage per year x price, as seen (at the start: as the machines in the field are expected to ask)"),
        ("variation", "number", "coefficient of variation of the demand per period; empty where there was none"),
        ("abc", "code:abc", "class by usage value"),
        ("xyz", "code:xyz", "class by variation"),
    ),
    # One row per stock count of a location.
    "counts": columns(
        ("time", "time", "when"),
        ("location", "code:location", "where"),
        ("parts", "count", "parts counted"),
        ("missing", "count", "units on the books that were not there"),
    ),
}
