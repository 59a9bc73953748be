"""Pictures of a sensitivity analysis hold what its tables hold, and their titles say it."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.charts.importance import plot_effects, plot_shares
from sim.charts.theme import ending
from sim.charts.tornado import plot_tornado, ranked

UNDETECTED = "no detectable difference"


def tornado() -> pd.DataFrame:
    rows = [
        ("small", "1", -1000.0, -1500.0, -500.0, "better"),
        ("small", "2", 500.0, 100.0, 900.0, "worse"),
        ("noisy", "a", 9000.0, -2000.0, 20000.0, UNDETECTED),
        ("large", "x", 4000.0, 3000.0, 5000.0, "worse"),
    ]
    frame = pd.DataFrame(rows, columns=["factor", "value", "difference", "low", "high", "verdict"])
    return frame.assign(figure="cost", unit="money/y")


def bars(ax: Axes) -> list[tuple[float, float]]:
    """Left end and width of every bar, from top to bottom."""
    return [(patch.get_x(), patch.get_width()) for patch in ax.patches if isinstance(patch, Rectangle)]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def words(ax: Axes) -> set[str]:
    return {each.get_text() for each in ax.texts}


def test_a_tornado_has_the_widest_detectable_swing_on_top() -> None:
    assert ranked(tornado()) == ["large", "small", "noisy"]
    ax = plot_tornado(tornado(), Figure().add_subplot(), figure="cost")
    assert bars(ax) == [(0, 4000), (0, -1000), (0, 500), (0, 9000)]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["large", "small", "noisy"]
    assert {"1", "2", "a", "x"} <= words(ax)
    assert title(ax) == "Cost moves most with large; of 1 factor no effect is detectable"
    assert ax.get_xlabel() == "change of cost (EUR a year)"
    left, right = ax.get_xlim()
    assert left < -1500
    assert right > 20000


def test_a_tornado_says_what_it_leaves_out() -> None:
    ax = plot_tornado(tornado(), Figure().add_subplot(), figure="cost", most=2)
    assert len(bars(ax)) == 3
    assert ax.get_xlabel().endswith("; 1 with less swing not shown")


def test_shares_are_cut_where_no_share_can_be() -> None:
    frame = pd.DataFrame(
        [("cost", "a", 0.3, 1.1, 0.8, 1.4, "moves it"), ("cost", "b", -0.1, 0.2, -0.1, 0.5, UNDETECTED)],
        columns=["figure", "factor", "first_order", "total", "total_low", "total_high", "verdict"],
    )
    noise = pd.DataFrame({"figure": ["cost"], "input_share": [0.25]})
    ax = plot_shares(frame, Figure().add_subplot(), figure="cost", noise=noise)
    assert bars(ax) == [(0, 100), (0, 30), (0, pytest.approx(20))]
    assert words(ax) == {"100 %", "not told from luck"}
    assert title(ax) == "Cost hangs most on a (100 % of its variance); 1 factor cannot be told from luck"
    assert ax.get_xlabel().endswith("of a single run 75 % is luck, beside them")


def test_effects_stand_beside_what_luck_makes() -> None:
    frame = pd.DataFrame(
        [("availability", "share", "a", 0.02, 0.01, 0.03, 0.005, 0.004, UNDETECTED)],
        columns=["figure", "unit", "factor", "mu_star", "mu_star_low", "mu_star_high", "sigma", "noise", "verdict"],
    )
    ax = plot_effects(frame, Figure().add_subplot(), figure="availability")
    assert [width for _, width in bars(ax)] == pytest.approx([2, 0.5])
    assert any(list(line.get_xdata()) == pytest.approx([0.4, 0.4]) for line in ax.lines)
    assert title(ax) == "No factor has a detectable effect on availability"
    assert ax.get_xlabel() == "change of availability over a factor's whole range (points)"


def test_a_long_path_keeps_its_end() -> None:
    assert ending("a.b", 9) == "a.b"
    assert ending("asset_types.pump.failures.leak.diagnosis_accuracy", 19) == "…diagnosis_accuracy"
