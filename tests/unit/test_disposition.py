"""Disposition rules: what becomes of a core, by its fault and its costs."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from sim.policies.disposition import DispositionRule, RepairAll, RepairIfCheaper, ScrapAll
from sim.records import DISPOSITIONS


@dataclass(frozen=True)
class Core:
    """An inspected core."""

    price: float = 100.0
    repair_cost: float = 50.0
    no_fault_found: bool = False


@pytest.mark.parametrize(
    ("rule", "core", "decision"),
    [
        (RepairAll(), Core(repair_cost=500.0), "repair"),
        (RepairAll(), Core(no_fault_found=True), "restock"),
        (ScrapAll(), Core(repair_cost=0.0), "scrap"),
        (ScrapAll(), Core(no_fault_found=True), "scrap"),
        (RepairIfCheaper(), Core(repair_cost=64.0), "repair"),
        (RepairIfCheaper(share=0.5), Core(repair_cost=50.0), "repair"),
        (RepairIfCheaper(share=0.5), Core(repair_cost=50.01), "scrap"),
        (RepairIfCheaper(), Core(repair_cost=66.0), "scrap"),
        (RepairIfCheaper(), Core(repair_cost=500.0, no_fault_found=True), "restock"),
        (RepairIfCheaper(share=0.0), Core(price=0.0, repair_cost=0.0), "repair"),
        (RepairIfCheaper(share=0.0), Core(repair_cost=1.0), "scrap"),
    ],
)
def test_decisions(rule: DispositionRule, core: Core, decision: str) -> None:
    assert rule.decide(core) == decision
    assert decision in DISPOSITIONS
