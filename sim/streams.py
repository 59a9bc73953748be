"""Luck with names: every draw is keyed by what it is about, never by the order in which it is made.

A *fate* is one keyed BLAKE2b digest of (seed, replication | name, number, group): eight independent 64-bit words, each the luck of one purpose. Two
policies therefore meet the same luck wherever they ask the same question, however differently they behave in between; a machine
added to a scenario moves nobody else's luck; and the words are the same on every platform. One digest costs half a microsecond
and is of cryptographic quality, so no stream can be correlated with another.

Source of the function: RFC 7693, 'The BLAKE2 Cryptographic Hash and Message Authentication Code'.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable

# Slots of the fate of a fault (group FAULT) and of a later visit to it (group = number of the visit).
GAP, REPORTING, REMOTE, TRIAGE, REPAIR, DIAGNOSIS, TRAVEL, ACCURACY = range(8)
SUCCESS = 0
"""Slot, in the group of a visit, of whether the repair passes its test (a visit needs no GAP)."""
CORE_TRANSIT, CORE_INSPECTION, CORE_GOOD, CORE_DETECTED, CORE_REPAIR, CORE_YIELD, CORE_CONDEMNED, CORE_LOCAL = range(8)
PASS_REPAIR, PASS_TEST, PASS_REWORK, PASS_YIELD, PASS_COST, PASS_TRANSIT = range(6)
"""Slots of a core's n-th pass through a shop; the time of its first repair is CORE_REPAIR, and the first shop's yield CORE_YIELD. What a shop
quotes for it and its way there are luck of pass 0."""
CORE_MISSING, CORE_LATE, CORE_LATE_BY, CORE_RECEIVING, CORE_MISSED, CORE_GRADE, CORE_HARVEST = range(7)
"""Slots of a core on its way back, in the group RETURN."""
HARVEST = 0
"""Slot, in the same group of a fault and a part, of whether that part of a core is fit for use."""
REMOTE_TEST_TIME, REMOTE_TEST_SAYS = range(2)
"""Slots in the group TEST of a fault."""
HANDLING, PATIENCE, REDIAL, REMOTE_TIME, PERSISTENCE, CALL_BACK = range(6)
"""Slots of the n-th contact of a call."""
ESCALATION, TRIES_PORTAL, HELPS_HIMSELF, PORTAL_TIME = range(4, 8)
"""Slots in the group CONTACT itself, which is about a call as a whole; HANDLING and REMOTE_TIME are the second line's there."""
ACTS_ON_IT, WRONG_REPAIR = range(2)
"""Slots in the group TEST of a fault of its n-th visit, TEST + n."""
LEAD_TIME, TRANSIT, PICKING = range(3)
"""Slots of the n-th order of a shelf; the second is for what comes on top of a supplier's time in work."""
AFTER, LASTS, RECOVERY = range(3)
"""Slots of a technician's absence, and of a location's disruption."""
SHRINKAGE, CARD = range(2)
"""Slots of the n-th unit that goes missing from a shelf, and of the n-th trip of a card."""
FRAILTY, ENTERS, LEAVES, SOLD, AGE = range(5)
"""Slots in the group of an asset: whether it is a good or a bad machine, when it is installed, taken away, how long ago it was sold, and how long
it has run before the start."""
LAG, PAID_LATE, DISPUTED, DISPUTE_LASTS, UNPAID, LEAKS = range(6)
"""Slots of an invoice, in the group INVOICE of the fault that its work order is about."""
NOBODY_THERE = 0
"""Slot of a visit, in the group ACCESS of its fault: whether nobody lets the technician in."""
COVERED, SELF_SERVICE, SELF_SERVICE_TIME = range(3)
"""Slots, in the group DOCUMENT of a fault, of whether a document answers it and whether the customer solves it by the answer."""
ON_HAND, DELAY = range(2)
"""Slots of a part that a partner needs for a job, in the group PARTNER: whether it has it, and how long it takes otherwise."""
GOES, CHANGES_TO, SIGNED = range(3)
"""Slots of a customer's n-th contract, in the group RENEWAL: whether he leaves at its end, whether he changes to another offer, and (of contract
0) how long before the start he signed."""
WANTS, PATIENT, GIVES_UP = range(1, 4)
"""Slots of the n-th order of a stream of customers' orders, beside GAP: when he wants it, how late a promise may be, when he cancels."""
ASKS_FOR, UNITS = range(2)
"""Slots of the same order and a part: whether it is for that part, and for how many units."""
WILLING, FIRST_COVERED = 1, 2
"""Slots of a channel's n-th prospect, in the group PROSPECT: how willing he is, and how long his machines take to come; the time since the one
before is GAP of the same fate."""
COMPLAINS, AVOIDED = 0, 2
"""Slots of a fault, in the group INSIGHT: whether its customer complains, and whether a corrective action has done away with it; how long an answer
takes is LASTS of the same fate."""
REVISION, KNOWN, AUDITED = range(3)
"""Slots of an asset, in the group CONFIGURATION: which revision it has, whether that is registered, and whether an audit finds it out."""
DETECTED, ALARM_DELAY = range(2)
"""Slots of a life, in the group ALARM: whether sensors can tell its defect, and how long after it can be seen."""
FILING, VALIDATION, VERDICT, PAYMENT = range(4)
"""Slots of a claim, in the group CLAIM of the fault that it is about, and of the part if it is about one."""

# Groups: which set of eight words of one (name, number).
FAULT = 0
CONTACT = 1 << 16
PARTS = 1 << 17
TEST = 3 << 16
CORE = 1 << 18
GOOD_CORE = 1 << 15
"""First number, among the cores of a call, of those that were taken out by mistake."""
SOURCING = 1 << 19
ASSET = 1 << 20
BACKLOG = 5 << 18
"""How old a work order is that is open at the start (slot 0)."""
ACCESS = 3 << 19
"""First of the groups of a fault's visits, in respect of who opens the door."""
DOCUMENT = 7 << 18
RENEWAL = 9 << 18
INSIGHT = 11 << 18
PROSPECT = 13 << 18
BEFORE = 15 << 18
"""Faults of a machine before the start, by number (slot GAP), where it is not new then."""
CONFIGURATION = 17 << 18
RENEWED = 19 << 18
"""First of the groups, of a socket and its number of faults, of lives that begin because the machine has been changed (slot GAP), by how often it was."""
CONDITION = 14 << 18
"""Of a life of a socket, how long its defect stays in each stage; of a task, whether it sees each of the defects that it looks for."""
ALARM = 10 << 18
"""Of a life, what sensors tell of its defect; one further on, of the n-th stretch without a false alarm, how long it is (slot 0)."""
END_OF_LIFE = 21 << 18
"""How long it takes until a machine can be replaced (slot 0), by how often it has been."""
HELP = 1 << 21
"""Group, of a fault and a part, of which steps of the cascade can help; a slot for each."""
QUANTITY = 1 << 22
INVOICE = 5 << 20
"""First of the groups, of a fault and perhaps a part, of its invoice; with a part, of which of those used are not written down."""
PARTNER = 3 << 20
"""First of the groups of a fault at a partner's, one for each part; the fates of the visits there are those of ours."""
CLAIM = 3 << 21
"""First of the groups, of a fault and perhaps a part, of the claims about it: one for each unit."""
REPORT = 7 << 20
"""First of the groups of the reports of a fault's visits, one for each."""
RETURN = 1 << 23
"""First of the groups of a call's cores on their way back."""
PASS = 1 << 24
"""First of the groups of a call's cores in the shops: 65,536 for each, up to the end of all groups."""
MODULES = 0xF000
"""First of the groups, among those of a core in the shops, of which modules have failed in it: eight to each."""
PASSES = 1 << 12
"""Groups of each shop on the way of a core: its passes there from 1 on, and 0 for the shop as a whole; 15 shops."""

Fate = bytes
"""Eight 64-bit words, packed: a fate is kept for as long as its call is open, and thousands may be."""

_SCALE = 2.0**-52
_word_at = struct.Struct("<Q").unpack_from


def name_key(*names: str) -> int:
    """Return a stable 64-bit key of a name, such as ('plant/pump/3', 'leak')."""
    text = "\x1f".join(names).encode("utf-8")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def unit(fate: Fate, slot: int) -> float:
    """Turn the word in a slot of a fate into a number strictly between 0 and 1, on a grid of 2**-53."""
    return ((_word_at(fate, slot * 8)[0] >> 12) + 0.5) * _SCALE  # type: ignore[no-any-return]


class Luck:
    """The luck of one replication."""

    __slots__ = ("fate",)

    fate: Callable[[int, int, int], Fate]
    """`fate(key, number, group)`: eight 64-bit words for a name key, a number under that name, and a group."""

    def __init__(self, seed: int, replication: int) -> None:
        copy = hashlib.blake2b(key=struct.pack("<QQ", seed, replication), digest_size=64).copy
        pack = struct.Struct("<QII").pack

        def fate(key: int, number: int, group: int) -> Fate:
            state = copy()
            state.update(pack(key, number, group))
            return state.digest()

        self.fate = fate

    def draw(self, key: int, number: int, group: int, slot: int) -> float:
        """Return one number strictly between 0 and 1."""
        return unit(self.fate(key, number, group), slot)
