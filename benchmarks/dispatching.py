"""Speed of dispatch: one decision among thousands of free technicians, or of waiting orders, by each rule; and the joint assignment.

Run by bench.py; on its own: python benchmarks/dispatching.py [SIZE].
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from sim.kernel import Kernel  # noqa: E402
from sim.nature.calendars import Calendar  # noqa: E402
from sim.nature.travel import Spot, StraightLine  # noqa: E402
from sim.policies import dispatch  # noqa: E402
from sim.registry import get_family  # noqa: E402
from sim.system.dispatcher import Dispatcher  # noqa: E402
from sim.system.work_orders import WorkOrder  # noqa: E402
from sim.system.workforce import SHIFT, Technician  # noqa: E402

RULES: Any = get_family(dispatch.Nearest.family).members
SIZE, DECISIONS = 10_000, 300
SIMPLE = (
    "first_come_first_served", "earliest_due", "least_slack", "priority_class", "preferred", "nearest", "parts_aware", "skill_best",
)  # fmt: skip
JOINT = 1_000
"""Orders and technicians of the joint assignment that is timed."""
DEGREES = 5.0
"""Side of the country, in which places are drawn evenly."""
MODES = [
    SimpleNamespace(code=code, skill="service", level=1, tool=None, expected_work=1.0 + code, predicted_parts=((code, 1),))
    for code in range(4)
]


class Field:
    """Technicians with vans, customers, and a dispatcher under one rule."""

    def __init__(self, rule: str, size: int, seed: int = 1) -> None:
        self.luck = random.Random(seed)  # noqa: S311
        law = StraightLine()
        trip, always = law.plan(), Calendar([(0.0, math.inf)], True, math.inf)
        self.size = size
        self.crew = [
            Technician(
                code=code,
                name=f"t{code}",
                home=self.spot(f"home{code}"),
                home_code=code,
                levels={"service": 1 + code % 3},
                regions=frozenset(),
                shift=always,
                on_call=None,
                on_call_priority=1,
                stops=False,
                trip=trip,
                trip_by_chance=False,
                goes_home=False,
                absences=[],
                known_until=math.inf,
            )
            for code in range(size)
        ]
        for technician in self.crew:
            technician.shelves = {
                part: SimpleNamespace(shown=SimpleNamespace(on_hand=1))  # type: ignore[misc]
                for part in range(len(MODES))
                if self.luck.random() < 0.7
            }
        self.kernel = Kernel()
        chosen = RULES[rule]()
        self.dispatcher = Dispatcher(self.kernel, chosen, self.crew, law.least_hours())

    def spot(self, name: str) -> Spot:
        """Somewhere in the country."""
        return Spot(name, (48.0 + self.luck.uniform(0, DEGREES), 8.0 + self.luck.uniform(0, DEGREES)))

    def order(self) -> WorkOrder:
        """A work order of some kind from somewhere."""
        listed = {self.luck.randrange(self.size): place for place in range(3)}
        site: Any = SimpleNamespace(spot=self.spot("site"), preference=listed, region=None, lanes={})
        self.kernel._now += 0.001
        now = self.kernel._now
        return self.dispatcher.write_order(now, now + self.luck.uniform(2, 60), 3, site, self.luck.choice(MODES))  # type: ignore[arg-type]

    def everybody_free(self) -> None:
        """All technicians are on duty and wait for work."""
        for technician in self.crew:
            self.dispatcher.enter(technician, SHIFT)

    def all_wait(self) -> None:
        """Everybody is busy, and as many orders as technicians wait."""
        busy: Any = SimpleNamespace()
        for technician in self.crew:
            technician.begin_duty(SHIFT)
            technician.order = busy
        for _ in self.crew:
            self.queue()

    def queue(self) -> None:
        """One more order waits."""
        order = self.order()
        if self.dispatcher.request(order) is not None:
            raise RuntimeError("somebody was free")
        order.granted.walk = SimpleNamespace(send=_nothing_more)  # type: ignore[assignment]


def _nothing_more(_: object) -> None:
    raise StopIteration


def decisions(rule: str, size: int = SIZE, number: int = DECISIONS) -> dict[str, float]:
    """Median milliseconds to find a technician for an order among all free, and an order for a technician among all that wait."""
    field = Field(rule, size)
    field.everybody_free()
    orders = [field.order() for _ in range(number)]
    finding = []
    for order in orders:
        finding.append(timed(field.dispatcher.request, order))
        technician = next(each for each in field.crew if each.order is order)
        field.dispatcher.release(technician)
    field = Field(rule, size)
    field.all_wait()
    taking = []
    for technician in field.luck.sample(field.crew, number):
        taking.append(timed(field.dispatcher.release, technician))
        field.queue()
    return {"technician_ms": statistics.median(finding), "order_ms": statistics.median(taking)}


def joint(size: int = JOINT) -> float:
    """Seconds of one matching of as many orders as technicians."""
    field = Field("joint_assignment", size)
    orders, allowed = [field.order() for _ in field.crew], [[True] * size] * size
    rule: Any = RULES["joint_assignment"]()
    return timed(rule.match, orders, field.crew, allowed, field.kernel._now) / 1e3


def timed(function: Callable[..., Any], *arguments: Any) -> float:
    """Milliseconds of a call."""
    begin = time.perf_counter()
    function(*arguments)
    return (time.perf_counter() - begin) * 1e3


def measure(size: int = SIZE) -> dict[str, Any]:
    """Every simple rule, and the joint assignment."""
    return {"size": size, "rules": {rule: decisions(rule, size) for rule in SIMPLE}, "joint": {"size": JOINT, "seconds": joint()}}


def told(found: dict[str, Any]) -> str:
    """What `measure` found, in words."""
    lines = [f"a dispatch decision among {found['size']:,} free technicians, or waiting orders (median):"]
    for rule, each in found["rules"].items():
        lines.append(f"{rule:>26}  {each['technician_ms']:6.3f} ms  {each['order_ms']:6.3f} ms")
    size, seconds = found["joint"]["size"], found["joint"]["seconds"]
    lines.append(f"{'joint_assignment':>26}  {seconds:.2f} s to match {size:,} with {size:,}, {seconds / size * 1e3:.2f} ms each")
    return "\n".join(lines)


if __name__ == "__main__":
    print(told(measure(int(sys.argv[1]) if sys.argv[1:] else SIZE)))
