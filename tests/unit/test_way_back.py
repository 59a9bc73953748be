"""The way back in steps: who never returns a unit, what the company does about it, and how cores travel together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from returned_boards import run

from sim import kpi
from sim.ledger import lines
from sim.results import Tables
from sim.theory.queues import many_servers

LONG = {"horizon": "40000 h", "warm_up": "2000 h"}
AMPLE = {"level": 60}
"""So much stock that no machine waits for a board: requests are a Poisson stream, and so are cores."""
SHOP = {"location": "depot", "benches": 99, "repair": "4 h"}


def bought(tables: Tables) -> float:
    """Units bought for each unit that jobs asked for, in the long run."""
    orders = tables.orders
    return float(orders[orders["source"] == "factory"]["quantity"].sum() / tables.demands["quantity"].sum())


def test_what_neither_comes_back_nor_comes_out_good_is_bought() -> None:
    returns = {"given_up_after": "90 h", "transit": "30 h", "shop": {**SHOP, "repair_success": "80 %"}}
    tables = run({"missing": "30 %"}, returns, **LONG)
    assert bought(tables) == pytest.approx(1 - 0.7 * 0.8, abs=0.025)
    figures = kpi.figures(tables)
    assert figures["core_return_rate"] == pytest.approx(0.7, abs=0.02)
    assert figures["core_given_up_rate"] == pytest.approx(0.3, abs=0.02)
    assert tables.journeys["kept"].mean() == pytest.approx(0.3, abs=0.02)


def test_a_core_that_comes_after_it_was_given_up_is_expected_again() -> None:
    tables = run({}, {"late": "25 %", "late_by": "400 h", "given_up_after": "100 h", "transit": "10 h"}, **LONG)
    journeys = tables.journeys.merge(tables.cores[["core", "received", "ended"]], on="core")
    late = journeys[journeys["handed_in"] > journeys["removed"]].dropna(subset="ended")
    assert (late["handed_in"] - late["removed"]).to_numpy() == pytest.approx(400.0)
    assert (late["given_up"] - late["removed"]).to_numpy() == pytest.approx(100.0)
    moved = tables.movements
    given_up, again = (moved[moved["movement"] == each] for each in ("core given up", "core due"))
    assert len(given_up) == journeys["given_up"].notna().sum() > 100
    assert again["quantity"].sum() == tables.demands["quantity"].sum() + (journeys["given_up"] < journeys["received"]).sum()
    assert set(late["received"]) <= set(again["time"]), "from its receipt, not only when it is repaired"
    assert kpi.figures(tables)["core_return_rate"] > 0.98, "late is not missing"


@pytest.mark.slow
def test_a_deposit_brings_cores_back_by_halves() -> None:
    """Missing falls to a half, a quarter, an eighth; and whoever returns the unit anyway does so at any deposit."""
    kept: list[set[int]] = []
    for deposit in (0, 100, 200, 300):
        part = {"missing": "64 %", "deposit": f"{deposit} EUR"}
        journeys = run(part, {"given_up_after": "90 h", "deposit_halves": "100 EUR"}, **AMPLE, **LONG).journeys
        assert journeys["kept"].mean() == pytest.approx(0.64 * 0.5 ** (deposit / 100), abs=0.025)
        kept.append(set(journeys[journeys["kept"]]["core"]))
    assert kept[3] < kept[2] < kept[1] < kept[0]
    unmoved = run({"missing": "64 %", "deposit": "300 EUR"}, {"given_up_after": "90 h"}, **LONG).journeys
    assert unmoved["kept"].mean() == pytest.approx(0.64, abs=0.025), "a deposit alone changes nobody's mind"


def test_deposits_are_refunded_in_time_or_lost() -> None:
    part = {"missing": "20 %", "deposit": "70 EUR"}
    returns = {"given_up_after": "500 h", "deposit_window": "48 h", "transit": {"exponential": "24 h"}}
    tables = run(part, returns, horizon="9000 h")
    journeys = tables.journeys.merge(tables.cores[["core", "received"]], on="core")
    in_time = journeys["received"] - journeys["removed"] <= 48.0
    assert journeys["refunded"].notna().equals(in_time)
    assert (journeys[in_time]["refunded"] == journeys[in_time]["received"]).all()
    settled = journeys[~in_time & (journeys["removed"] < 9000.0 - 48.0)]
    assert (settled["forfeited"] - settled["removed"]).to_numpy() == pytest.approx(48.0)
    assert tables.once(lines).by_category()["forfeited_deposits"] == -70.0 * len(settled)
    figures = kpi.figures(tables)
    assert figures["deposit_forfeit_rate"] == len(settled) / (len(settled) + in_time.sum())
    assert figures["revenue"] == pytest.approx(70.0 * len(settled) * 8760 / 9000)
    held = np.minimum(journeys["received"].fillna(9e9), np.minimum(journeys["removed"] + 48.0, 9000.0)) - journeys["removed"]
    assert figures["deposits_held"] == pytest.approx(70.0 * held.sum() / 9000)
    freely = run(part, {**returns, "deposit_window": None}, horizon="9000 h").journeys
    assert freely["forfeited"].isna().all()
    assert freely["refunded"].notna().sum() > in_time.sum(), "without a window whoever comes gets it back"


def test_cores_leave_together_at_set_times() -> None:
    """A shipment every T: cores that come at random wait T/2 on average, and none longer than T."""
    returns = {"ship_every": "60 h", "transit": {"exponential": "9 h"}, "freight": "20 EUR"}
    tables = run({}, returns, **AMPLE, **LONG)
    wait = tables.journeys["sent"] - tables.journeys["handed_in"]
    assert wait.mean() == pytest.approx(30.0, rel=0.05)
    assert 0 < wait.min() <= wait.max() <= 60.0
    shipments = tables.core_shipments
    assert (shipments["left"] % 60.0 == 0).all()
    arrived = tables.journeys.groupby("shipment")["arrived"].nunique()
    assert (arrived.drop(-1, errors="ignore") <= 1).all(), "one shipment, one way"
    assert arrived.loc[:9].sum() == 10
    assert tables.once(lines).by_category()["core_freight"] == 20.0 * len(shipments)
    assert kpi.figures(tables)["cores_per_shipment"] == pytest.approx(60 * 0.05 / (1 - np.exp(-60 * 0.05)), rel=0.05)


def test_cores_leave_together_in_lots() -> None:
    """Lots of n from a Poisson stream of rate r: a core waits (n - 1) / 2r on average."""
    tables = run({}, {"ship_units": 5}, **AMPLE, **LONG)
    assert set(tables.core_shipments["units"]) == {5}
    wait = (tables.journeys["sent"] - tables.journeys["handed_in"]).dropna()
    assert wait.mean() == pytest.approx(4 / 2 / 0.05, rel=0.08)
    either = run({}, {"ship_units": 5, "ship_every": "100 h"}, **AMPLE, **LONG)
    full = either.core_shipments["units"] == 5
    assert 0 < full.sum() < len(full)
    assert (either.core_shipments[~full]["left"] % 100.0 == 0).all(), "what is no full lot leaves at the set time"


def test_cores_come_home_with_the_van() -> None:
    technician = {"hours": "mon-fri 08:00-16:00", "on_call": "daily 16:00-22:00", "on_call_priority": 9, "count": 1}
    tables = run({}, {"handed_in": "shift_end"}, technician, horizon="4000 h")
    removed, handed_in = tables.journeys["removed"], tables.journeys["handed_in"]
    assert len(removed) > 100
    at_work = removed[(removed % 168 < 120) & (removed % 24 >= 8) & (removed % 24 < 16)]
    assert (handed_in[at_work.index] == at_work // 24 * 24 + 16.0).all()
    on_call = removed[(removed % 24 >= 16) & (removed % 24 < 22)]
    assert (handed_in[on_call.index] == on_call // 24 * 24 + 22.0).all()
    others = removed.index.difference([*at_work.index, *on_call.index])
    assert min(len(at_work), len(on_call), len(others)) > 3
    assert (handed_in[others] == removed[others]).all(), "in overtime he goes home with it at once"
    always = run({}, {"handed_in": "shift_end", "receiving": "1 h"}).journeys
    assert always["handed_in"].equals(always["removed"]), "who is never off duty hands in at once"


@pytest.mark.slow
@pytest.mark.parametrize(("receivers", "mean"), [(1, 15.0), (2, 30.0)])
def test_cores_queue_to_be_received(receivers: int, mean: float) -> None:
    """Poisson cores and exponential times: the queue of M/M/c."""
    receiving: dict[str, Any] = {"receiving": {"exponential": f"{mean} h"}, "receivers": receivers}
    tables = run({}, receiving, **AMPLE, horizon="200000 h", warm_up="5000 h")
    journeys = tables.journeys[tables.journeys["removed"] > 5000.0]
    wait = (journeys["receiving_start"] - journeys["arrived"]).mean()
    expected = many_servers(arrival_rate=0.05, mean_service=mean, servers=receivers).mean_wait
    assert wait == pytest.approx(expected, rel=0.12)
