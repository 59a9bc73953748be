"""What the audit says of runs whose invoices do not come to what was done."""

from __future__ import annotations

from typing import Any

import pytest
from small_run import SmallRun

from sim.audit import billing


def invoiced_run() -> SmallRun:
    """Two calls of one machine: the first is disputed and paid, the second written off."""
    run = SmallRun()
    run.call(50.0, 60.0)
    run.call(150.0, 155.0)
    run.add("settlements", call=0, item="labour", customer=1.0, billed=50.0, at=60.0)
    run.add("settlements", call=0, item="parts", part="seal", customer=1.0, billed=30.0, at=60.0)
    run.add("settlements", call=1, item="labour", customer=1.0, billed=70.0, at=155.0)
    first = {"invoice": 0, "call": 0, "closed": 60.0, "sent": 62.0, "disputed": 70.0, "paid": 75.0, "credited": 5.0}
    run.add("invoices", labour=50.0, amount=50.0, leaked=30.0, **first)
    run.add("invoices", invoice=1, call=1, closed=155.0, sent=160.0, written_off=200.0, labour=60.0, flat=10.0, amount=70.0)
    return run


def test_a_sound_run_passes() -> None:
    assert billing.check(invoiced_run().tables()) == []
    assert billing.check(SmallRun().tables()) == []


@pytest.mark.parametrize(
    ("row", "values", "finding"),
    [
        (0, {"call": 9}, "an invoice is about no call: invoice 0"),
        (1, {"call": 0}, "a work order is invoiced twice: invoice 1"),
        (0, {"closed": 59.0}, "a work order is invoiced that was not closed, or at another time: invoice 0"),
        (0, {"travel": 9.0}, "an invoice does not add up: invoice 0"),
        (0, {"leaked": 20.0}, "what is invoiced or leaks is not what is settled: invoice 0"),
        (1, {"labour": 0.0, "flat": 0.0, "amount": 0.0}, "an invoice about no money was sent: invoice 1"),
        (0, {"sent": 71.0}, "moments of an invoice are not in order: invoice 0"),
        (1, {"written_off": 241.0}, "an invoice went on after the horizon: invoice 1"),
        (1, {"sent": float("nan")}, "an invoice came to something before it was sent: invoice 1"),
        (1, {"paid": 201.0}, "an invoice is both paid and written off: invoice 1"),
        (0, {"disputed": float("nan")}, "an invoice is credited that nobody disputed: invoice 0"),
    ],
)
def test_every_fault_is_found(row: int, values: dict[str, Any], finding: str) -> None:
    run = invoiced_run()
    run.rows["invoices"][row].update(values)
    assert finding in billing.check(run.tables())
