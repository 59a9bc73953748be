"""Facts about customers who order parts."""

from __future__ import annotations

from sim.records.schema.column import Column, columns

PART_ORDERS: dict[str, tuple[Column, ...]] = {
    # One row per order of a customer, written when nothing of it is open any more, or at the horizon as open.
    "sales_orders": columns(
        ("order", "id", "number of the order within the run"),
        ("stream", "code:stream", "stream of orders"),
        ("received", "time", "the customer ordered, and was promised a date"),
        ("wanted", "hours", "when he wants to have everything; may lie beyond the horizon"),
        ("promised", "hours", "when he was told that he will have everything; empty where no date could be promised"),
        ("ended", "time", "the last line was delivered or cancelled, or the order was lost; empty while open"),
        ("end", "code:order_end", "how it ended; 'none' while open"),
        ("lines", "count", "lines of the order"),
    ),
    # One row per line of such an order, written with the order.
    "sales_lines": columns(
        ("order", "id", "order of the customer"),
        ("stream", "code:stream", "stream of orders"),
        ("part", "code:part", "what he gets: the part that he named, or what has taken its place"),
        ("location", "code:location", "from where"),
        ("quantity", "count", "units"),
        ("promised", "hours", "when he was told that he will have it; with the others, if they leave together"),
        ("asked", "time", "the shelf was asked for the units; empty before"),
        ("units_at_once", "count", "units that it had then: all, some (the rest is owed) or none"),
        ("set_aside", "time", "all units were there; empty before"),
        ("cancelled", "time", "the customer would not wait any longer; empty else"),
        ("shipment", "id", "parcel that it leaves in; −1 before"),
        ("shipped", "time", "left the location; empty before"),
        ("delivered", "time", "the customer has it; empty before"),
    ),
    # One row per parcel to a customer, written when it is delivered, or at the horizon as open.
    "sales_shipments": columns(
        ("shipment", "id", "number of the parcel within the run"),
        ("order", "id", "order of the customer"),
        ("location", "code:location", "from where"),
        ("carrier", "code:carrier", "who brings it; 'none' where no carrier is stated"),
        ("lines", "count", "lines of the order in it"),
        ("ready", "time", "the units left the shelf"),
        ("pick_start", "time", "somebody took it up, in opening hours; where nothing is picked the same as ready"),
        ("picked", "time", "ready to leave"),
        ("shipped", "time", "left the location"),
        ("delivered", "time", "the customer has it"),
        ("freight", "money", "cost of the shipment, once it is picked"),
    ),
}
