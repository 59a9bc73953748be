"""Scarce tools are servers: with people enough and no travel, orders queue at the tool as Pollaczek, Khinchine and Erlang say."""

from __future__ import annotations

from typing import Any

import pytest
from stationary import agree, observe

from sim.kpi import figures
from sim.results import Tables
from sim.theory.general_service import single_server
from sim.theory.queues import many_servers


def observed(tools: int, repair: dict[str, Any], hours: float) -> Any:
    """Jobs at 0.6 an hour for each of the tools, which thirty people share."""
    tree: dict[str, Any] = {
        "horizon": hours,
        "warm_up": hours / 20,
        "locations": {"depot": {}},
        "tools": {"crane": {"at": {"depot": tools}}},
        "asset_types": {"pump": {"failures": {"job": {"law": {"poisson": {"rate": 0.6}}, "tool": "crane", "repair": repair}}}},
        "sites": {"town": {"assets": {"pump": tools}}},
        "technicians": {"crew": {"home": "depot", "count": 30}},
    }

    def measure(tables: Tables) -> dict[str, float]:
        found = figures(tables)
        names = {"wait": "tool_wait.crane", "waits": "tool_wait_share.crane", "busy": "tool_utilisation.crane"}
        return {name: found[figure] for name, figure in names.items()}

    return observe(tree, measure, 24)


def test_one_tool_is_a_queue_with_one_server() -> None:
    """M/G/1 with a lognormal service of 1 h and a coefficient of variation of 0.5."""
    theory = single_server(arrival_rate=0.6, mean_service=1.0, service_cv=0.5)
    expected = {"wait": theory.mean_wait, "waits": 0.6, "busy": 0.6}
    agree(observed(1, {"lognormal": {"mean": 1.0, "cv": 0.5}}, 3000.0), expected, budget=0.2)


def test_three_tools_are_three_servers() -> None:
    theory = many_servers(arrival_rate=1.8, mean_service=1.0, servers=3)
    expected = {"wait": theory.mean_wait, "waits": theory.wait_probability, "busy": 0.6}
    agree(observed(3, {"exponential": {"mean": 1.0}}, 2000.0), expected, budget=0.2)
    assert theory.utilisation == pytest.approx(0.6)
