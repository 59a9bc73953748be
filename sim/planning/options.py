"""The options of a plan: what lies on the shelves today, and what could lie there instead, by the goal and by either approach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal, NoReturn

import numpy as np

from sim.errors import UsageError
from sim.planning.goals import Goal
from sim.planning.places import Array
from sim.planning.scan import Score, at_least
from sim.planning.search import Search
from sim.planning.service import Service, Theory

Approach = Literal["system", "item"]
PRESENT = "present"
APPROACHES: tuple[Approach, ...] = ("system", "item")
_POINTS = 40
"""Points of a drawn curve."""
_BEYOND = 1.6
"""How far a curve goes on beyond the dearest option."""
_UNNOTICED, _UNSEEN = 0.002, 1e-5
"""Shares: of the machines that are down for parts, or of visits; and of all machines."""
_AS_MUCH = 0.995
_LESS, _MORE = 0.6, 1.3
"""Money of the two further options, as shares of the chosen one's."""


@dataclass(frozen=True)
class Option:
    """Levels for all parts and places, what they cost and what theory says they do."""

    name: str
    """Of the policy that holds them."""
    approach: str
    """'system', 'item' or 'present'."""
    levels: Array
    """(P, J) base stock levels."""
    cost: float
    """Money of all units on hand or on the way; lots come on top, as they do today."""
    service: Service


class Options:
    """Chooses the options of one goal."""

    def __init__(self, theory: Theory, goal: Goal, approaches: tuple[Approach, ...]) -> None:
        self.theory = theory
        self.supply = theory.supply
        self.goal = goal
        self.approaches = approaches
        self.present = self.option(PRESENT, PRESENT, self.supply.present)
        self.search = Search(theory).tuned(self._wanted, self._vans)
        self.by_fill_rate: dict[str, float] = {}
        """'target' or 'same availability' -> what the item approach with one fill rate takes for it"""

    def option(self, name: str, approach: str, levels: Array) -> Option:
        """An option with its cost and service."""
        return Option(name, approach, levels, self.supply.cost(levels), self.theory.service(levels))

    def all(self) -> list[Option]:
        """The present stock, then the options; those that hold the same as one before are left out."""
        found = [self.present]
        for approach in self.approaches:
            found += [each for each in self._of(approach) if each is not None]
        chosen = next((each for each in found if each.name.endswith(self.goal.word)), None)
        if chosen is None and (self.goal.target is not None or self.goal.budget is not None):
            self._complain(self.search)
        if "item" in self.approaches:
            self._ask_for_fill_rates()
        chosen = chosen or self.present  # nothing is better for the money
        return list(_different([*found, *self._around(chosen)]))

    def _of(self, approach: Approach) -> Iterator[Option | None]:
        """The options of one approach: the goal's, and the same money or the same availability as today."""
        today = self.present
        for word, levels in (
            (self.goal.word, self._chosen(approach)),
            ("same money", self._within(approach, today.cost)),
            ("same availability", self._first(approach, _as_good_as(today.service.availability))),
        ):
            option = None if levels is None else self.option(f"{approach} {word}", approach, levels)
            spent = option is not None and option.cost > _AS_MUCH * today.cost
            worse = option is not None and option.service.availability <= today.service.availability
            in_vain = (word == "same money" and spent and worse) or (
                word == "same availability" and approach == "system" and spent
            )
            yield None if in_vain else option

    def _ask_for_fill_rates(self) -> None:
        """What the other item approach would take for the availability wanted, or for today's."""
        goal, today = self.goal, self.present.service.availability
        asked = goal.target is not None and goal.figure == "availability"
        wanted = at_least("availability", goal.target) if asked and goal.target is not None else _as_good_as(today)
        levels = self.search.item_first(wanted, "fill rate")
        if levels is not None:
            self.by_fill_rate["target" if asked else "same availability"] = self.supply.cost(levels)

    def _vans(self, search: Search, levels: Array | None) -> Array:
        """Vans that hold all parts as often as wanted, for the least money: by the goal, else as often as today."""
        goal, today = self.goal, self.present
        wanted = goal.target if goal.figure == "fix_rate" and goal.target is not None else today.service.fix_rate - _UNNOTICED
        found = search.vans_first(today.levels if levels is None else levels, at_least("fix_rate", wanted), alike=False)
        if found is not None:
            return found
        if levels is None and goal.figure == "fix_rate":
            self._complain(search)
        return search.vans_most(today.levels if levels is None else levels)

    def _chosen(self, approach: Approach) -> Array | None:
        goal = self.goal
        if goal.target is None:
            return self._within(approach, self.present.cost if goal.budget is None else goal.budget)
        good = at_least(goal.figure, goal.target)
        if goal.figure == "availability":
            return self._first(approach, good)
        levels = self._first(approach, _as_good_as(self.present.service.availability))
        if levels is None:
            return None
        found = self.search.vans_first(levels, good, alike=approach == "item")
        return None if found is None else np.maximum(found, levels)

    def _wanted(self, search: Search) -> Array | None:
        """The levels by which the search is tuned."""
        goal = self.goal
        if goal.target is not None and goal.figure == "availability":
            return search.system_first(at_least("availability", goal.target))
        return search.system_within(self.present.cost if goal.budget is None else goal.budget)

    def _within(self, approach: Approach, budget: float) -> Array | None:
        return self.search.system_within(budget) if approach == "system" else self.search.item_within(budget)

    def _first(self, approach: Approach, wanted: Score) -> Array | None:
        return self.search.system_first(wanted) if approach == "system" else self.search.item_first(wanted)

    def _around(self, chosen: Option) -> Iterator[Option]:
        """Two more options on the curve of the chosen one: less money and more."""
        for word, factor in (("less money", _LESS), ("more money", _MORE)):
            approach: Approach = "item" if "item" in (chosen.approach, *self.approaches[:1]) else "system"
            levels = self._within(approach, chosen.cost * factor)
            if levels is not None:
                yield self.option(f"{approach} {word}", approach, levels)

    def curve(self, approach: Approach, dearest: float) -> list[Option]:
        """Options along the whole curve of an approach, from nothing on the shelves to well beyond the dearest option."""
        if approach == "item":
            rates = [0.0, *(1.0 - np.geomspace(1.0, 1e-4, _POINTS)[1:]).tolist()]
            levels = takewhile(lambda each: self.supply.cost(each) <= dearest * _BEYOND, map(self.search.item_at, rates))
            return list(_worth_it(self.option("", "item", each) for each in levels))
        last = len(self.search.offers) - 1
        known = {place: self.option("", "system", self.search.system_at(place)) for place in {0, last}}
        while known[last].cost > dearest * _BEYOND and last > 1:
            middle = last // 2
            known[middle] = self.option("", "system", self.search.system_at(middle))
            if known[middle].cost < dearest:
                break
            last = middle
        known = {place: option for place, option in known.items() if place <= last}
        while len(known) < _POINTS:
            places = sorted(known)
            gaps = [(_gap(known[a], known[b], known[last]), a, b) for a, b in pairwise(places) if b - a > 1]
            if not gaps:
                break
            _, a, b = max(gaps)
            known[(a + b) // 2] = self.option("", "system", self.search.system_at((a + b) // 2))
        return [known[place] for place in sorted(known) if known[place].cost <= dearest * _BEYOND]

    def _complain(self, search: Search) -> NoReturn:
        """Nothing reaches the goal: say what can be reached."""
        goal, supply = self.goal, self.supply
        if goal.budget is not None or goal.target is None:
            raise UsageError("the budget does not pay for any level of the item approach; use the system approach, or more money")
        best = search.system_at(len(search.offers) - 1)
        if goal.figure == "fix_rate":
            best = search.vans_most(best)
        reached = self.theory.service(best).figure(goal.figure)
        told = f"no stock reaches {goal.figure}={100 * goal.target:g}%: theory gives {100 * reached:.4g} % at most"
        asked = {need.part for job in supply.jobs if job.crew for need in job.needs}
        carried = {supply.parts[p] for p, j in supply.rules if supply.places[j].van}
        left = sorted(asked - carried)
        if goal.figure == "fix_rate" and left:
            told += f"; no van may carry {', '.join(left[:3])}{', ...' if len(left) > 3 else ''} (a rule with level 0 lets the plan decide)"
        elif goal.figure == "availability":
            told += "; what is left are the ways of parts that no stock shortens"
        raise UsageError(told)


def _as_good_as(today: float) -> Score:
    """As available as today, but for differences that nobody would notice."""
    return at_least("availability", today - max(_UNNOTICED * (1.0 - today), _UNSEEN))


def _worth_it(options: Iterable[Option]) -> Iterator[Option]:
    """Options by money, without those that do no more than a cheaper one."""
    best = -1.0
    for each in sorted(options, key=lambda option: (option.cost, -option.service.availability)):
        if each.service.availability > best:
            best = each.service.availability
            yield each


def _gap(one: Option, other: Option, whole: Option) -> float:
    """How far two neighbours on a curve lie apart, by money and by service."""
    money = (other.cost - one.cost) / max(whole.cost, 1e-9)
    return money + abs(other.service.availability - one.service.availability)


def _different(options: list[Option]) -> Iterator[Option]:
    """Options whose levels no option before them has; names of the goal come first."""
    seen: set[bytes] = set()
    names: set[str] = set()
    for each in options:
        key = each.levels.tobytes()
        if key not in seen and each.name not in names:
            seen.add(key)
            names.add(each.name)
            yield each
