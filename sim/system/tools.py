"""Scarce tools and vehicles: each home lends what it has, and work that wants one waits until one is there.

A technician is in the lanes of such work only while his home has a tool of the kind, so that no dispatch rule has to know about tools.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.records import NEVER, Log
from sim.system.dispatcher import Dispatcher
from sim.system.work_orders import Kind, Lane, WorkOrder
from sim.system.workforce import OFF, SHIFT, Technician


@dataclass(slots=True)
class Loan:
    """A tool that is out."""

    tool: int
    home: int
    visit: int
    asked: float
    """when the order asked for somebody"""
    begin: float


class ToolDispatcher(Dispatcher):
    """A dispatcher who lends tools to those he sends."""

    def __init__(self, *known: Any) -> None:
        super().__init__(*known)
        self.free: dict[tuple[int, int], int] = {}
        """(tool, home) -> how many are there"""
        self.out: dict[Technician, Loan] = {}
        self._turns: dict[Technician, int] = {}
        """turns of those who were free when the last tool left their home"""

    def stock(self, kept: Mapping[tuple[int, int], int], log: Log) -> None:
        """So many of each tool are at each home; loans go into the log."""
        self.free = dict(kept)
        self._log = log

    def _may_work(self, technician: Technician, kind: Kind) -> bool:
        there = kind.tool is None or self.free.get((kind.tool, technician.home_code), 0) > 0
        return there and super()._may_work(technician, kind)

    def _somebody_on_duty(self, lane: Lane) -> bool:
        """Who lacks the tool is on duty all the same, so that partners who are there for when nobody is are not called."""
        kind = next(kind for kind, each in self._lanes.items() if each is lane)
        crew = (each for each in self._technicians if super(ToolDispatcher, self)._may_work(each, kind))
        return any(each.duty == SHIFT or (each.duty != OFF and kind.priority <= each.on_call_priority) for each in crew)

    def lend(self, technician: Technician, order: WorkOrder, visit: int) -> None:
        """Who is sent takes a tool of his home; when it was the last, nobody else of that home can be sent to such work."""
        tool = order.wanted.tool
        assert tool is not None
        key = (tool, technician.home_code)
        assert self.free[key] > 0
        self.free[key] -= 1
        technician.tool = tool
        self._turns.pop(technician, None)
        self.out[technician] = Loan(*key, visit, order.asked, self._kernel._now)
        if not self.free[key]:
            for kind, lane in self._lanes.items():
                if kind.tool == tool:
                    for each in self._at_home(technician.home_code):
                        self._shut(lane, each)

    def release(self, technician: Technician) -> None:
        """Who comes back with a tool hands it in, for those first who have waited longer for work."""
        if technician.tool is not None:
            self._hand_in(technician, technician.tool)
        super().release(technician)

    def _hand_in(self, technician: Technician, tool: int) -> None:
        technician.tool = None
        loan = self.out.pop(technician)
        self._write(technician, loan, self._kernel._now)
        key = (tool, loan.home)
        self.free[key] += 1
        if self.free[key] > 1:
            return
        opened = [self._open(kind, lane, loan.home) for kind, lane in self._lanes.items() if kind.tool == tool]
        idle = {each: turn for lane in opened for each, turn in lane.idle.items() if each.home_code == loan.home}
        for each in sorted(idle, key=lambda one: idle[one]):
            if not self.free[key] or not any(lane.waiting or lane.pool for lane in opened):
                break
            if each.order is None:
                self._give_up_turn(each)
                self._offer(each)

    def write_open(self) -> None:
        """At the horizon: the tools that are out."""
        for technician, loan in self.out.items():
            self._write(technician, loan, NEVER)

    def _write(self, technician: Technician, loan: Loan, end: float) -> None:
        self._log.loans.write(loan.visit, loan.tool, loan.home, technician.code, loan.asked, loan.begin, end)

    def _at_home(self, home: int) -> list[Technician]:
        return [each for each in self._technicians if each.home_code == home]

    def _shut(self, lane: Lane, technician: Technician) -> None:
        """He can be sent to this work no longer."""
        for lanes in (technician.lanes, technician.calls_lanes):
            if lane in lanes:
                lanes.remove(lane)
        turn = lane.idle.pop(technician, None)
        if turn is not None:
            self._turns[technician] = turn
            if lane.near_idle is not None:
                lane.near_idle.discard(technician)

    def _open(self, kind: Kind, lane: Lane, home: int) -> Lane:
        """People of this home can be sent to this work again; who is free keeps his turn."""
        for technician in self._at_home(home):
            if not self._may_work(technician, kind):
                continue
            technician.lanes.append(lane)
            if kind.priority <= technician.on_call_priority:
                technician.calls_lanes.append(lane)
            if technician.order is None and lane in technician.open_lanes:
                lane.idle[technician] = turn = self._turn_of(technician)
                if lane.near_idle is not None:
                    self._place_technician(lane.near_idle, lane, technician, turn)
        lane.idle = OrderedDict(sorted(lane.idle.items(), key=lambda entry: entry[1]))
        return lane

    def _turn_of(self, technician: Technician) -> int:
        others = (lane.idle[technician] for lane in technician.open_lanes if technician in lane.idle)
        turn = next(others, self._turns.get(technician))
        if turn is None:
            self._turn += 1
            turn = self._turn
        return turn
