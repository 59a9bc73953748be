"""Two lines of support in tandem: what leaves an M/M/c queue is a Poisson stream again (Burke 1956), so that each line is Erlang's C by itself."""

from __future__ import annotations

from typing import Any

import pytest
from stationary import agree, observe, seen

from sim.results import Tables
from sim.theory.queues import many_servers


def test_the_second_line_is_a_queue_of_its_own() -> None:
    """60 calls an hour at five agents of 3 minutes, 40 % of them handed on to four specialists of 6 minutes."""
    tree: dict[str, Any] = {
        "horizon": 110.0,
        "warm_up": 10.0,
        "locations": {"depot": {}},
        "asset_types": {"caller": {"failures": {"question": {"law": {"poisson": {"rate": 0.1}}, "remote": 1}}}},
        "sites": {"town": {"assets": {"caller": 600}}},
        "technicians": {"nobody": {"home": "depot"}},
        "desk": {
            "agents": 5,
            "handling": {"exponential": {"mean": 0.05}},
            "remote_success": 0.6,
            "second_line": {"agents": 4, "handling": {"exponential": {"mean": 0.1}}},
        },
    }

    def figures(tables: Tables) -> dict[str, float]:
        first, second = seen(tables, "contacts", "at"), seen(tables, "escalations", "handed_on")
        return {
            "first at once": float((first["answered"] == first["at"]).mean()),
            "second at once": float((second["begun"] == second["handed_on"]).mean()),
            "second soon": float((second["begun"] - second["handed_on"] <= 0.05).mean()),
        }

    first = many_servers(arrival_rate=60.0, mean_service=0.05, servers=5)
    second = many_servers(arrival_rate=24.0, mean_service=0.1, servers=4)
    expected = {
        "first at once": 1 - first.wait_probability,
        "second at once": 1 - second.wait_probability,
        "second soon": 1 - second.wait_beyond(0.05),
    }
    agree(observe(tree, figures, 10), expected, budget=0.15)
    assert second.utilisation == pytest.approx(0.6)
