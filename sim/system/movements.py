"""What may happen to the stock of a shelf."""

from __future__ import annotations

from sim.records import MOVEMENTS

(
    INITIAL,
    ISSUE,
    RECEIPT,
    FILLED,
    OWED,
    ORDERED,
    CORE_DUE,
    CORE_REPAIRED,
    CORE_SCRAPPED,
    TAKEN_BACK,
    CORE_GIVEN_UP,
    WRITTEN_OFF,
    HARVESTED,
    LOST,
    CORRECTED,
    CARD_LOST,
    CARD_FOUND,
    WITHDRAWN,
    KIT_OPENED,
    FROM_KIT,
    SOLD,
) = range(len(MOVEMENTS))
