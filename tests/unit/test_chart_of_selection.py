"""The picture of a choice holds what its table holds, and says the finding."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.charts.selection import finding, plot_selection
from sim.charts.theme import figure_of


def selection(**verdicts: str) -> pd.DataFrame:
    rows = []
    for at, (name, verdict) in enumerate(verdicts.items()):
        mean = np.nan if verdict == "no data" else 1.2e6 + 1e5 * at
        dropped = pd.NA if verdict in {"chosen", "undecided"} else 20 + at
        rows.append((name, verdict, dropped, mean, mean - 2e4, mean + 2e4, "cost", "money/y", "down", 40))
    columns = ["point", "verdict", "dropped_at", "mean", "low", "high", "objective", "unit", "better", "replications"]
    return pd.DataFrame(rows, columns=columns)


LIMITS = pd.DataFrame(
    [("two_vans", "availability", "does not meet"), ("two_vans", "cost", "meets")], columns=["point", "figure", "verdict"]
)
DECIDED = selection(four_vans="chosen", five_vans="dropped", two_vans="limit not kept", broken="no data")


def test_every_point_has_its_mean_its_interval_and_its_word() -> None:
    ax = plot_selection(DECIDED, LIMITS, labels={"availability": "machines up"})
    figure_of(ax).draw_without_rendering()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["four vans", "five vans", "two vans", "broken"]
    assert [text.get_text() for text in ax.texts] == [
        "best (40 replications)",
        "dropped at 21",
        "machines up not kept, at 22",
        "no data",
    ]
    markers = {line.get_marker(): line.get_xdata()[0] for line in ax.lines if line.get_marker() not in {"None", ""}}  # type: ignore[index]
    assert markers == {"D": 1.2, "o": 1.3, "X": 1.4}
    bars = [tuple(line.get_xdata()) for line in ax.lines if line.get_marker() in {"None", ""}]  # type: ignore[arg-type]
    assert (1.18, 1.22) in [tuple(round(float(x), 6) for x in ends) for ends in bars]
    assert ax.get_xlabel() == "cost, M EUR a year"


def test_the_title_says_what_was_found() -> None:
    assert finding(DECIDED) == "four vans has the lowest cost, 1.20 M EUR, of those that keep the limits; 1 of 4 does not"
    assert finding(selection(a="chosen", b="dropped")) == "a has the lowest cost, 1.20 M EUR, of 2 ways to run"
    assert finding(selection(a="undecided", b="undecided", c="dropped")) == "2 of 3 ways to run could not be told apart"
    assert finding(selection(a="limit not kept", b="limit not kept")) == "None of 2 ways to run keeps the limits"
    assert finding(selection(a="no data")) == "None of 1 ways to run has data enough"
