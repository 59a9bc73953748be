"""Mobile reporting cuts days sales outstanding by what the batch delays reports, and takes nothing else away."""

from __future__ import annotations

from typing import Any

import pytest

from sim.audit import audit
from sim.build import simulate
from sim.kpi import figures
from sim.results import Tables
from sim.scenario.load import from_mapping


def run(**mobility: Any) -> Tables:
    """A year of 60 machines whose repairs take half an hour in two shifts of eight hours, each billed at a flat rate."""
    tree = {
        "horizon": "1 y",
        "locations": {"factory": {"supplier": True}, "depot": {"source": "factory"}},
        "asset_types": {"pump": {"failures": {"leak": {"law": {"exponential": "9 d"}, "repair": {"exponential": "30 min"}}}}},
        "offers": {"gold": {"includes": {"labour": 0}, "flat_rate": "200 EUR"}},
        "sites": {"plant": {"assets": {"pump": 60}, "offer": "gold"}},
        "technicians": {
            "early": {"home": "depot", "count": 2, "hours": "daily 06:00-14:00"},
            "late": {"home": "depot", "count": 2, "hours": "daily 14:00-22:00"},
        },
        "billing": {"lag": {"exponential": "2 d"}, "terms": "14 d", "late": {"exponential": "5 d"}},
        "mobility": mobility,
    }
    tables = Tables(simulate(from_mapping(tree).scenario()))
    assert audit(tables) == []
    return tables


@pytest.mark.parametrize(
    "paper", [{"report": "shift_end"}, {"report": "shift_end", "delay": {"uniform": {"low": "1 d", "high": "5 d"}}}]
)
def test_days_sales_outstanding_fall_by_the_mean_batch_delay(paper: dict[str, Any]) -> None:
    """Every visit closes its call at the same price: the mean delay of reports is that of money, but for the last weeks' calls."""
    late, mobile = run(**paper), run()
    assert list(late.calls["restored"].dropna()) == list(mobile.calls["restored"].dropna())
    found, before = (figures(each, ["days_sales_outstanding", "report_delay", "billed_revenue"]) for each in (mobile, late))
    cut = before["days_sales_outstanding"] - found["days_sales_outstanding"]
    count = mobile.invoices["paid"].isna().mean()  # not paid at the horizon: for these the delay may not show
    assert cut == pytest.approx(before["report_delay"] / 24, rel=2 * count)
    assert found["billed_revenue"] >= before["billed_revenue"]


def test_a_batch_at_the_end_of_the_shift_waits_half_a_shift_on_average() -> None:
    """Visits end evenly over two shifts of eight hours, but for those that begin at six with what the night has left: between 4 and 5 hours."""
    assert 4.0 < figures(run(report="shift_end"))["report_delay"] < 5.0
