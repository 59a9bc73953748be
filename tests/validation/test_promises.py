"""What broken promises cost, against exact results within four standard errors over independent replications."""

from __future__ import annotations

from stationary import agree, observe, seen

from sim.kpi.promises import response_compliance, restoration_compliance, uptime_compliance
from sim.ledger import lines
from sim.results import Tables


def test_late_tickets_cost_a_sum_and_so_much_per_hour() -> None:
    """M/M/13: case K07, tickets that wait beyond 2 h or stay beyond 8 h (Gross et al. 2008, ch. 2.3)."""
    terms = {f"{promise}_penalty": 90.0 for promise in ("response", "restoration")}
    terms |= {f"{promise}_penalty_per_hour": 25.0 for promise in ("response", "restoration")}
    ticket = {"law": {"poisson": 3.4}, "repair": {"exponential": {"mean": 1 / 0.31}}}
    tree = {
        "locations": {"depot": {}},
        "asset_types": {"customers": {"failures": {"ticket": ticket}}},
        "sites": {"town": {"offer": "gold", "assets": {"customers": 1}}},
        "offers": {"gold": {"response": 2.0, "restoration": 8.0, **terms}},
        "technicians": {"crew": {"home": "depot", "count": 13}},
        "horizon": 12_200.0,
        "warm_up": 200.0,
    }

    def figures(tables: Tables) -> dict[str, float]:
        tickets = len(seen(tables, "calls", "fault"))
        paid = tables.once(lines).by_category(tables.warm_up)
        return {
            "late responses": 1 - response_compliance(tables),
            "late restorations": 1 - restoration_compliance(tables),
            "for responses": paid["response_penalty"] / tickets,
            "for restorations": paid["restoration_penalty"] / tickets,
        }

    exact = {
        "late responses": 0.1303785138,
        "late restorations": 0.1181494298,
        "for responses": 16.90781679,
        "for restorations": 20.27970743,
    }
    agree(observe(tree, figures, 16), exact, budget=0.25)


def test_downtime_beyond_the_guarantee() -> None:
    """A year of exponential lives and repairs: case K09, 98 % guaranteed, 220 an hour beyond (Takács 1957)."""
    failure = {"law": {"exponential": {"mtbf": 620.0}}, "repair": {"exponential": {"mean": 9.5}}}
    tree = {
        "locations": {"depot": {}},
        "asset_types": {"machine": {"failures": {"stop": failure}}},
        "sites": {"town": {"offer": "gold", "assets": {"machine": 1000}}},
        "offers": {"gold": {"uptime": 0.98, "uptime_penalty": 220.0}},
        "technicians": {"crew": {"home": "depot", "count": 100}},
        "horizon": 8760.0,
    }

    def figures(tables: Tables) -> dict[str, float]:
        return {
            "broken": 1 - uptime_compliance(tables),
            "paid": tables.once(lines).by_category()["uptime_penalty"] / 1000,
        }

    agree(observe(tree, figures, 16), {"broken": 0.1841458909, "paid": 1355.468343}, budget=0.20)
