"""Orders for parts: each is there once and ends one way, what leaves together belongs together, and nobody is told less than he was."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import CLOSE, most_at_once, out_of_order, say
from sim.records import NONE, ORDER_ENDS
from sim.results import Array, Rows, Tables, order_of_steps

DELIVERED, LOST, CANCELLED = range(len(ORDER_ENDS))


def check(tables: Tables) -> list[str]:
    """All findings about orders for parts."""
    orders, lines, parcels = (tables.raw(kind) for kind in ("sales_orders", "sales_lines", "sales_shipments"))
    if not tables.dimension("part_orders").get("stream"):
        return ["there are orders for parts, and nobody orders any"] if len(orders) + len(lines) + len(parcels) else []
    orders = np.sort(orders, order="order")
    if not np.array_equal(orders["order"], np.arange(len(orders))):
        return ["orders for parts are missing, or there twice"]
    return [
        *_orders(tables, orders),
        *_ends(orders, lines),
        *_lines(lines),
        *_parcels(tables, lines, parcels),
        *_way(tables, parcels),
    ]


def _orders(tables: Tables, orders: Rows) -> list[str]:
    """Nobody is promised more than he wants, and who is lost or stays is what his stream lets happen."""
    stream, end = orders["stream"], orders["end"]
    lost, cancelled = end == LOST, end == CANCELLED
    promised = orders["promised"]

    def show(row: int) -> str:
        return f"order {orders['order'][row]}"

    return [
        *say(
            (orders["wanted"] < orders["received"]) | (promised < orders["wanted"]), "a date lies before the one before it", show
        ),
        *say(np.isnan(promised) & ~lost, "an order without a promise was placed", show),
        *say(lost & (orders["ended"] != orders["received"]), "a lost order was open", show),
        *say(
            lost & ~np.isnan(promised) & ~tables.holds("stream", "may_be_lost")[stream], "an order was lost to no patience", show
        ),
        *say(cancelled & ~tables.holds("stream", "may_cancel")[stream], "an order was cancelled that nobody cancels", show),
        *say(cancelled & (orders["ended"] < promised), "an order was cancelled before its promised date", show),
        *say((end == NONE) != np.isnan(orders["ended"]), "an order ended without a way, or the other way round", show),
        *say(orders["ended"] < orders["received"], "an order ended before it came", show),
    ]


def _ends(orders: Rows, lines: Rows) -> list[str]:
    """An order ends as its lines do: with the last of them."""
    count = len(orders)
    at = lines["order"]
    if ((at < 0) | (at >= count)).any():
        return ["a line belongs to no order"]
    came, gone = ~np.isnan(lines["delivered"]), ~np.isnan(lines["cancelled"])
    asked = np.bincount(at, weights=~np.isnan(lines["asked"]), minlength=count)
    here, off = np.bincount(at, weights=came, minlength=count), np.bincount(at, weights=gone, minlength=count)
    last = np.full(count, -np.inf)
    np.maximum.at(last, at[came | gone], np.where(came, lines["delivered"], lines["cancelled"])[came | gone])
    end, rows = orders["end"], np.bincount(at, minlength=count)
    wrong = ((end == DELIVERED) & (here != rows)) | ((end == CANCELLED) & ((off == 0) | (here + off != rows)))
    wrong |= ((end == NONE) & (here + off == rows)) | ((end == LOST) & (asked + here + off > 0))

    def show(row: int) -> str:
        return f"order {orders['order'][row]}"

    return [
        *say(rows != orders["lines"], "lines of an order are missing", show),
        *say(wrong, "an order did not end as its lines did", show),
        *say(np.isin(end, (DELIVERED, CANCELLED)) & (last != orders["ended"]), "an order did not end with its last line", show),
    ]


def _lines(lines: Rows) -> list[str]:
    """The moments of a line follow one another, and what was there at once was set aside at once."""
    gone = ~np.isnan(lines["cancelled"])
    at_once = lines["units_at_once"] == lines["quantity"]

    def show(row: int) -> str:
        return f"order {lines['order'][row]}"

    return [
        *say(
            out_of_order(*(lines[each] for each in ("asked", "set_aside", "shipped", "delivered"))),
            "moments of a line are not in order",
            show,
        ),
        *say(gone & (lines["shipment"] != NONE), "a cancelled line was sent", show),
        *say(np.isnan(lines["set_aside"]) & (lines["shipment"] != NONE), "a line was sent that was not there", show),
        *say(
            (lines["units_at_once"] < 0) | (lines["units_at_once"] > lines["quantity"]),
            "more units at once than were asked for",
            show,
        ),
        *say(at_once & (lines["set_aside"] != lines["asked"]), "units at once that had to wait", show),
    ]


def _parcels(tables: Tables, lines: Rows, parcels: Rows) -> list[str]:
    """Each parcel has its lines, of one order and one moment; an order that leaves complete is one parcel."""
    sent = lines[lines["shipment"] != NONE]
    order = np.argsort(parcels["shipment"])
    numbers = parcels["shipment"][order]
    if not np.array_equal(numbers, np.arange(len(parcels))) or not np.isin(sent["shipment"], numbers).all():
        return ["parcels are missing, or there twice"]
    behind = parcels[order][sent["shipment"]]
    count = np.bincount(sent["shipment"], minlength=len(parcels))
    differs = (behind["order"] != sent["order"]) | (behind["location"] != sent["location"])
    for moment in ("shipped", "delivered"):
        differs |= ~((behind[moment] == sent[moment]) | (np.isnan(behind[moment]) & np.isnan(sent[moment])))
    ships = [str(each) for each in tables.labels_by_code("stream", "ships")]
    complete = np.array([each == "complete" for each in ships])
    _, first = np.unique(sent["order"], return_index=True)
    of_order = np.full(int(sent["order"].max(initial=-1)) + 1, NONE)
    of_order[sent["order"][first]] = sent["shipment"][first]
    torn = complete[sent["stream"]] & (of_order[sent["order"]] != sent["shipment"])
    return [
        *say(differs, "a line and its parcel disagree", lambda row: f"order {sent['order'][row]}"),
        *say(count != parcels["lines"][order], "a parcel has not the lines that it had", lambda row: f"parcel {row}"),
        *say(torn, "an order that leaves complete left in parts", lambda row: f"order {sent['order'][row]}"),
        *say(sent["set_aside"] > behind["ready"], "a line left before it was there", lambda row: f"order {sent['order'][row]}"),
    ]


def _way(tables: Tables, parcels: Rows) -> list[str]:
    """Parcels are picked by the pickers that there are, in opening hours, leave by plan, and cost what their carrier asks."""
    moments = [parcels[each] for each in ("ready", "pick_start", "picked", "shipped", "delivered")]

    def show(row: int) -> str:
        return f"parcel {parcels['shipment'][row]}"

    findings = say(out_of_order(*moments), "moments of a parcel are not in order", show)
    plan = tables.dimension("departures")
    for name in dict.fromkeys(plan.get("carrier", [])):
        times = [time for each, time in zip(plan["carrier"], plan["time"], strict=True) if each == name]
        free = ~tables.holds("location", "disruptions")[parcels["location"]]
        left = (parcels["carrier"] == tables.code("carrier", name)) & ~np.isnan(parcels["shipped"]) & free
        findings += say(left & ~np.isin(parcels["shipped"], times), f"a parcel did not leave with a departure of {name}", show)
    by = parcels["carrier"]
    known = (by != NONE) & ~np.isnan(parcels["picked"])
    least = tables.by_code("carrier", "freight", 0.0)[by]
    findings += say(known & (parcels["freight"] < least - CLOSE), "a parcel cost less than its carrier asks", show)
    return [*findings, *_pickers(tables, parcels)]


def _pickers(tables: Tables, parcels: Rows) -> list[str]:
    """Of parcels and replenishment orders together no more are picked at once than there are pickers."""
    steps, sources = tables.raw("fulfilment"), tables.raw("orders")["source"][order_of_steps(tables)]
    pickers = tables.by_code("location", "pickers")
    findings = []
    for code in np.flatnonzero(~np.isnan(pickers)).tolist():
        own = steps[sources == code], parcels[parcels["location"] == code]
        begin: Array = np.concatenate([each["pick_start"] for each in own])
        end: Array = np.concatenate([each["picked"] for each in own])
        busy = most_at_once(begin, np.where(np.isnan(end), np.inf, end))
        if busy > pickers[code]:
            findings.append(
                f"{busy} orders and parcels were picked at once by {pickers[code]:.0f} pickers at {tables.names('location')[code]}"
            )
    return findings
