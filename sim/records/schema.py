"""Which columns each kind of fact has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.records.vocabularies import STAGES


@dataclass(frozen=True)
class Column:
    """One column of a kind of record."""

    name: str
    kind: str
    """time | hours | km | money | number | count | id | flag | code:<vocabulary>"""
    meaning: str

    _LAYOUT: ClassVar[dict[str, tuple[str, str]]] = {
        "time": ("d", "<f8"),
        "hours": ("d", "<f8"),
        "km": ("d", "<f8"),
        "money": ("d", "<f8"),
        "number": ("d", "<f8"),
        "count": ("i", "<i4"),
        "id": ("q", "<i8"),
        "flag": ("?", "?"),
        "code": ("i", "<i4"),
    }

    @property
    def vocabulary(self) -> str:
        """The vocabulary of a coded column, else an empty string."""
        return self.kind.partition(":")[2]

    @property
    def layout(self) -> tuple[str, str]:
        """(struct character, NumPy type)."""
        return self._LAYOUT[self.kind.partition(":")[0]]


def _columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


SCHEMA: dict[str, tuple[Column, ...]] = {
    # One row per service call (a breakdown) or maintenance task, written when it closes, or at the horizon as open.
    "calls": _columns(
        ("call", "id", "number of the call within the run"),
        ("reason", "code:reason", "breakdown or maintenance"),
        ("asset", "id", "row of the asset in the assets table"),
        ("site", "code:site", "where the asset stands"),
        ("mode", "code:mode", "true failure mode, written 'asset_type.mode' (or 'asset_type.maintenance')"),
        ("named_mode", "code:mode", "failure mode that triage named"),
        (
            "fault_number",
            "count",
            "number of the fault (or task) of this mode in the asset's luck; faults that fell into downtime count, too",
        ),
        ("effect", "code:effect", "what the fault does to the asset"),
        ("offer", "code:offer", "offer that covers the site"),
        ("priority", "count", "1 is the most urgent"),
        ("fault", "time", "the asset failed, or the task fell due"),
        ("reported", "time", "first contact with the desk, or with dispatch where there is no desk"),
        ("answered", "time", "an agent answered, or the portal had solved it"),
        ("triaged", "time", "the agent ended, of the second line where it was handed on: work order written, or solved remotely"),
        ("dispatched", "time", "first technician sent"),
        ("arrived", "time", "first arrival at the site"),
        ("restored", "time", "the asset is up again and the call closed; empty while open"),
        ("remote", "flag", "solved without a visit"),
        ("lost", "flag", "the caller rang in vain and did not ring again: he helped himself"),
        ("contacts", "count", "times the customer called in (abandoned attempts included)"),
        ("visits", "count", "visits begun"),
        ("fixed_first_visit", "flag", "the first visit closed the call"),
        ("miss", "code:miss", "why the first visit did not close it; 'none' if it did, or none was made"),
        ("parts_needed", "count", "units of parts that the true fault needs"),
        ("parts_at_hand", "flag", "the first diagnosed visit had all needed parts at once"),
        *((stage, "hours", f"{stage}, as part of fault -> restored") for stage in STAGES),
    ),
    # One row per trip of a technician to a job, written when he leaves the site, or at the horizon as open.
    "visits": _columns(
        ("visit", "id", "number of the visit within the run"),
        ("call", "id", "call it belongs to"),
        ("number", "count", "1 for the first visit of the call"),
        ("technician", "code:technician", "who went"),
        ("site", "code:site", "where to"),
        ("asked", "time", "the work order (re)joined the dispatch queue"),
        ("dispatched", "time", "the technician was sent"),
        ("arrived", "time", "arrival at the site"),
        ("diagnosed", "time", "fault found, or believed found"),
        ("parts_ready", "time", "all parts in hand; empty when he left without"),
        ("left", "time", "the technician is free again; empty while open"),
        ("travel", "hours", "time on the road to the site"),
        ("waiting", "hours", "time waited on site for parts, or fetched them"),
        ("work", "hours", "hands on: diagnosis and repair"),
        ("overtime", "hours", "part of dispatched -> left outside shift hours"),
        ("km", "km", "distance to the site and for parts fetched"),
        ("duty", "code:duty", "shift or on call when sent"),
        ("outcome", "code:outcome", "how it ended"),
    ),
    # One row per visit that is over, where its report takes time to reach the office.
    "reports": _columns(
        ("visit", "id", "visit it is about"),
        ("call", "id", "call that the visit was for"),
        ("technician", "code:technician", "who reports"),
        ("written", "time", "he left the site"),
        ("received", "time", "it is in the office; empty before"),
    ),
    # One row per part that a job asked for.
    "demands": _columns(
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
    "movements": _columns(
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
    "orders": _columns(
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
    "fulfilment": _columns(
        ("order", "id", "replenishment order"),
        ("ready", "time", "its units were set aside at the source, or made there"),
        ("pick_start", "time", "somebody took it up, in opening hours; where nothing is picked the same as ready"),
        ("picked", "time", "ready to leave; shipped is when it left"),
        ("arrived", "time", "at the door of who ordered it; on the shelf as soon as that is open"),
    ),
    # One row per disruption of a location, written when it has recovered, or at the horizon as open.
    "disruptions": _columns(
        ("location", "code:location", "where nothing left"),
        ("begin", "time", "from"),
        ("end", "time", "orders held up began to leave again; empty while it lasts"),
        ("recovered", "time", "all of them had left, and orders leave as they come; empty before"),
    ),
    # One row per order that a disruption held up, written when that begins.
    "held_orders": _columns(
        ("order", "id", "replenishment order; it left when the orders table says 'shipped'"),
        ("location", "code:location", "where it could not leave"),
        ("since", "time", "it was ready to leave"),
    ),
    # One row per defective part on its way back, written when its way ends, or at the horizon as open.
    "cores": _columns(
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
    "repairs": _columns(
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
    "journeys": _columns(
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
    "inspections": _columns(
        ("core", "id", "number of the core within the run"),
        ("inspected", "time", "when"),
        ("grade", "code:grade", "condition it is in; 'none' where it was found without fault, or there are no grades"),
        ("defective", "flag", "the truth: it has a fault"),
        ("repair_cost", "money", "what one repair of it costs"),
        ("earned", "money", "what was paid for it, by a buyer or by the supplier"),
    ),
    # One row per part that a repair, at a site or in a shop, put in, and that turned out to be defective itself.
    "dead_on_arrival": _columns(
        ("call", "id", "call whose repair failed by it; for a module in a shop, the call that the unit came from"),
        ("part", "code:part", "what"),
        ("at", "time", "the test of the repair found it out"),
        ("quantity", "count", "defective units"),
        ("source", "code:location", "location that gave it"),
    ),
    # One row per part taken out of a core that was taken apart.
    "harvests": _columns(
        ("core", "id", "number of the core within the run"),
        ("part", "code:part", "what came out of it"),
        ("at", "time", "on the shelf"),
        ("location", "code:location", "shelf it went to"),
    ),
    # One row per shipment of cores that left a technician's home together.
    "core_shipments": _columns(
        ("shipment", "id", "number of the shipment within the run"),
        ("home", "code:location", "home they left"),
        ("left", "time", "when"),
        ("units", "count", "cores in it"),
    ),
    # One row per part that replaces a failed module of a core in a shop, written when it is filled, or at the horizon as open.
    "replacements": _columns(
        ("core", "id", "core in the cores table that needs it"),
        ("part", "code:part", "module"),
        ("quantity", "count", "units"),
        ("location", "code:location", "where: beside the shop"),
        ("asked", "time", "when"),
        ("filled", "time", "all of it set aside for the core; empty while open"),
    ),
    # One row per contact with the service desk.
    "contacts": _columns(
        ("call", "id", "call it is about"),
        ("at", "time", "the customer rang"),
        ("answered", "time", "an agent answered; empty when abandoned or still waiting"),
        ("ended", "time", "the contact ended; empty while open"),
        ("abandoned", "flag", "the customer lost patience"),
        ("blocked", "flag", "all lines were taken"),
    ),
    # One row per test that has named a fault: from afar, or on site where there is a table of what is taken for what.
    "tests": _columns(
        ("call", "id", "call whose fault was tested for"),
        ("visit", "id", "visit whose technician looked; −1 for a remote test"),
        ("test", "code:test", "remote, or on site"),
        ("begun", "time", "from"),
        ("ended", "time", "it named a fault"),
        ("before", "code:mode", "failure mode named before: by triage, or by the remote test"),
        ("named", "code:mode", "failure mode that it named"),
        ("cost", "money", "what it cost"),
    ),
    # One row per caller who hung up to be rung back, written when he is, or at the horizon as open.
    "call_backs": _columns(
        ("call", "id", "call it is about"),
        ("asked", "time", "the customer hung up: he had waited long enough, or the desk was closed"),
        ("rung_back", "time", "an agent rang him; empty while open"),
    ),
    # One row per call that the hotline handed on to its second line, written when that ends, or at the horizon as open.
    "escalations": _columns(
        ("call", "id", "call it is about"),
        ("handed_on", "time", "the hotline ended"),
        ("begun", "time", "a specialist took it up; empty while it waits"),
        ("ended", "time", "he ended: work order written, or solved remotely; empty while open"),
        ("solved", "flag", "solved remotely"),
    ),
    # One row per customer who tried the portal.
    "portal_visits": _columns(
        ("call", "id", "call it is about"),
        ("began", "time", "when"),
        ("ended", "time", "he left the portal; empty while open"),
        ("solved", "flag", "the portal solved it; else he rang"),
    ),
    # One row per part that a technician replaced by mistake, because he took the fault for another one.
    "wrong_parts": _columns(
        ("call", "id", "call that he was at"),
        ("visit", "id", "visit on which he did"),
        ("believed", "code:mode", "failure mode that he took the fault for"),
        ("part", "code:part", "what he put in; a unit of it came out that was good"),
        ("quantity", "count", "units"),
        ("at", "time", "when he began"),
        ("source", "code:location", "his van, or the location where it was taken along from"),
    ),
    # One row per stretch of presence, and per stretch of a shift that was missed.
    "attendance": _columns(
        ("technician", "code:technician", "who"),
        ("begin", "time", "from"),
        ("end", "time", "until"),
        (
            "duty",
            "code:duty",
            "shift or on call; absent: shift hours missed, not paid; training: in a course; vacant: nobody has the post",
        ),
    ),
    # One row per visit to a job whose skill is learnt by doing, written when it ends.
    "practice": _columns(
        ("visit", "id", "visit in the visits table"),
        ("at", "time", "the visit ended"),
        ("technician", "code:technician", "who"),
        ("skill", "code:skill", "what the job wants"),
        (
            "job",
            "number",
            "which job of the skill it is to him: the experience that he had left when he was sent, in jobs, and one",
        ),
        ("factor", "number", "hands-on time over that of a first job"),
        ("done", "flag", "the visit completed the job, which counts from now on"),
    ),
    # One row per course that a technician begins.
    "training": _columns(
        ("technician", "code:technician", "who"),
        ("course", "code:course", "which"),
        ("begin", "time", "his first hour of it"),
        ("end", "time", "his last hour of it; empty where that lies beyond the run"),
        ("shows", "time", "level and experience are there from now on; empty while they are not"),
        ("hours", "hours", "shift hours that it took, as far as the run goes"),
        ("cost", "money", "fee"),
    ),
    # One row per technician and skill at the start, and whenever what he may do changes.
    "qualifications": _columns(
        ("time", "time", "from"),
        ("technician", "code:technician", "who"),
        ("skill", "code:skill", "of what"),
        ("level", "count", "level; 0: he has not the skill"),
        ("certified", "flag", "he may be sent to such work: his certificate is valid, or none is wanted"),
        ("by", "code:qualified_by", "why"),
    ),
    # One row per technician who leaves.
    "turnover": _columns(
        ("technician", "code:technician", "whose post, and van"),
        ("left", "time", "when"),
        ("joined", "time", "somebody else took over; empty where nobody has"),
    ),
    # One row per drive that is not a visit.
    "trips": _columns(
        ("technician", "code:technician", "who"),
        ("begin", "time", "set off"),
        ("hours", "hours", "duration"),
        ("km", "km", "distance"),
        (
            "trip",
            "code:trip",
            "home, home between jobs (on shift, by who takes each order from home), or to a job until he was turned round (on shift)",
        ),
    ),
    # One row per review of a shelf whose level follows a forecast.
    "reviews": _columns(
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
    "last_time_buys": _columns(
        ("time", "time", "when"),
        ("location", "code:location", "who bought"),
        ("part", "code:part", "what"),
        ("position", "count", "on hand + on order − backorders before"),
        ("units", "count", "units wanted"),
        ("order", "id", "the order placed for them; −1 where none was"),
    ),
    # One row per part at each classification.
    "classes": _columns(
        ("time", "time", "when"),
        ("part", "code:part", "what"),
        ("value", "money", "usage per year x price, as seen (at the start: as the machines in the field are expected to ask)"),
        ("variation", "number", "coefficient of variation of the demand per period; empty where there was none"),
        ("abc", "code:abc", "class by usage value"),
        ("xyz", "code:xyz", "class by variation"),
    ),
    # One row per thing paid for at a closed call, where there is a warranty or an offer that does not include everything.
    "settlements": _columns(
        ("call", "id", "closed call"),
        ("item", "code:item", "labour and travel of the call, each of its parts, or a refund"),
        ("part", "code:part", "part, of a row for parts"),
        ("at", "time", "the call was closed, and what is billed is billed"),
        ("age", "hours", "age of the warranty at the fault; empty where the asset type has none"),
        (
            "cost",
            "money",
            "what it costs us: technicians' hours of all visits, their kilometres, the part at its price with the freight of its supply",
        ),
        ("value", "money", "what the customer would pay for it if nothing were covered, by the prices of the offer"),
        ("warranty", "number", "share that the warranty bears"),
        ("contract", "number", "share that the offer includes"),
        ("customer", "number", "share that the customer bears; the three add up to one"),
        ("billed", "money", "the customer's share of the value"),
    ),
    # One row per closed work order of which anything was settled, where billing is stated, as far as its invoice has come by the horizon.
    "invoices": _columns(
        ("invoice", "id", "number of the invoice within the run"),
        ("call", "id", "closed call"),
        ("closed", "time", "the call was closed"),
        ("labour", "money", "billed for hours"),
        ("travel", "money", "billed for the call-out"),
        ("parts", "money", "billed for parts"),
        ("flat", "money", "billed as a flat rate"),
        ("amount", "money", "what the customer is asked for: the four together"),
        ("included", "money", "what the rest would cost him, which warranty and offer bear"),
        ("leaked", "money", "what he would have been asked for besides if it had been written down"),
        ("sent", "time", "it left; empty before, and where there is nothing to ask for"),
        ("disputed", "time", "the customer disputed it; empty where he does not"),
        ("credited", "money", "taken back of the amount when he paid"),
        ("paid", "time", "when; empty while it is not"),
        ("written_off", "time", "nobody expects it to be paid any more"),
    ),
    # One row per claim on the maker or on a supplier, as far as it has come by the horizon.
    "claims": _columns(
        ("claim", "id", "number of the claim within the run"),
        ("call", "id", "call it is about"),
        ("core", "id", "core it is about, in the cores table; −1 where it is about a call, or a part that does not come back"),
        ("part", "code:part", "part that failed; 'none' in a claim on the maker, which is about the whole call"),
        ("payer", "code:payer", "whom it is made on"),
        ("amount", "money", "what is claimed"),
        ("arose", "time", "the call was closed, or the unit taken out"),
        ("filed", "time", "when; empty where it has not been, or has lapsed"),
        ("decided", "time", "accepted or denied, or lapsed for want of proof; empty while open"),
        ("accepted", "flag", "it is or will be paid in full"),
        ("denial", "code:denial", "why it was denied"),
        ("paid", "time", "when; empty while it is not"),
        ("cost", "money", "what filing it costs us"),
    ),
    # One row per fault of a failure mode that a document is about, when the customer would ring.
    "lookups": _columns(
        ("call", "id", "call it is about"),
        ("document", "code:document", "where the answer may stand"),
        ("at", "time", "when"),
        ("coverage", "number", "share of the mode's faults that the document answered then"),
        ("covered", "flag", "it answers this one"),
        ("self_service", "flag", "the customer solves it himself and never rings"),
    ),
    # One row per rise of what a document covers of a failure mode; in between answers go out of date.
    "answers": _columns(
        ("at", "time", "when"),
        ("document", "code:document", "which"),
        ("mode", "code:mode", "failure mode"),
        ("edit", "code:edit", "why"),
        ("coverage", "number", "share of the mode's faults that it answers from then on"),
    ),
    # One row per piece of authors' work.
    "writing": _columns(
        ("document", "code:document", "what is written"),
        ("call", "id", "call that is written up; −1 for a revision of the whole document"),
        ("begun", "time", "when"),
        ("published", "time", "readers have it; empty while they have not"),
        ("hours", "hours", "authors' hours"),
    ),
    # One row per stock count of a location.
    "counts": _columns(
        ("time", "time", "when"),
        ("location", "code:location", "where"),
        ("parts", "count", "parts counted"),
        ("missing", "count", "units on the books that were not there"),
    ),
    # One row per visit on which the technician waited at a door, or left without being let in.
    "doors": _columns(
        ("visit", "id", "visit in the visits table"),
        ("call", "id", "call it belongs to"),
        ("since", "time", "he stood at the door"),
        ("waited", "hours", "how long, as part of the visit's waiting; the rest of that is for parts"),
        ("let_in", "flag", "somebody let him in; else he left, or his shift ended"),
    ),
    # One row per window that a customer was promised, written when somebody arrives, another one is promised, or at the horizon.
    "appointments": _columns(
        ("call", "id", "call that it is for"),
        ("booked", "time", "it was promised"),
        ("begin", "hours", "beginning of the window; may lie beyond the horizon"),
        ("end", "hours", "its end; may lie beyond the horizon"),
        ("arrived", "time", "somebody came; empty where nobody did"),
    ),
    # One row per stretch in which a work order stood in the dispatch queue in vain: the hours for it ended, and nobody had been sent.
    "held_back": _columns(
        ("call", "id", "call that waits"),
        ("asked", "time", "its work order (re)joined the dispatch queue"),
        ("withdrawn", "time", "it was taken out again, until the next hours for it"),
    ),
}
