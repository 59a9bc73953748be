"""How long technicians are on the road, and how far they drive."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.nature.durations import Constant, Law
from sim.registry import Member, family, register
from sim.units import Hours, Km, Speed, to_tick

EARTH_RADIUS = 6371.0088
"""Mean radius, km (IUGG)."""
_KNOWN_PAIRS = 65536
"""How many pairs of places a travel plan remembers (about 15 MB)."""

family("travel", "travel law", rule=False, shorthand=("timed", "time"))


class Spot(NamedTuple):
    """A place that somebody travels from or to."""

    name: str
    at: tuple[float, float] | None = None
    """(latitude, longitude) in degrees."""


Trip = Callable[[Spot, Spot, float], tuple[float, float]]
"""(from, to, u) -> (hours on the tick, km)."""


class TravelLaw(Member):
    """A law of trips. A new one needs `plan`."""

    @property
    def uses_luck(self) -> bool:
        """False when trips do not depend on the draw, so that none need be made."""
        return False

    def plan(self) -> Trip:
        """A fast function from two places and a uniform draw to (hours, km)."""
        raise NotImplementedError

    def least_hours(self) -> tuple[float, float] | None:
        """(a, b) where no trip to another place takes less than a + b x (km as the crow flies) on average; None where the map does not tell.

        With b = 0 every trip takes just a, to where one is also.
        """
        return None

    def missing(self, origins: Iterable[Spot], targets: Iterable[Spot]) -> list[str]:
        """What this law would have to know, and does not, to go from any of `origins` to any of `targets`."""
        del origins, targets
        return []


@register("travel", "instant")
class Instant(TravelLaw):
    """No travel: technicians are on site at once."""

    def least_hours(self) -> tuple[float, float]:
        """Nothing."""
        return 0.0, 0.0

    def plan(self) -> Trip:
        """Nothing, from anywhere to anywhere."""
        return lambda _origin, _target, _u: (0.0, 0.0)


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Shortest distance, km, between two (latitude, longitude) in degrees on a spherical Earth, by the haversine formula."""
    north_a, north_b = math.radians(a[0]), math.radians(b[0])
    half = math.sin((north_b - north_a) / 2) ** 2
    half += math.cos(north_a) * math.cos(north_b) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))


@register("travel", "straight_line")
class StraightLine(TravelLaw):
    """As the crow flies, times a factor for the bends of roads, at a constant speed."""

    speed: Speed = Field(60.0, description="average speed on the road")
    road_factor: float = Field(
        1.3, ge=1, le=10, allow_inf_nan=False, description="length of the road divided by the straight line"
    )
    fixed: Hours = Field(0.0, description="time on top of each trip to another place, such as parking")

    def plan(self) -> Trip:
        """Distance over speed, remembered per pair of places."""
        speed, factor, fixed = float(self.speed), float(self.road_factor), float(self.fixed)
        known: dict[object, tuple[float, float]] = {}
        stay = (0.0, 0.0)

        def measure(origin: Spot, target: Spot) -> tuple[float, float]:
            if origin.at is None or target.at is None:
                raise ValueError(f"no coordinates for the trip from '{origin.name}' to '{target.name}'")
            if len(known) >= _KNOWN_PAIRS:
                known.clear()
            km = factor * great_circle(origin.at, target.at)
            trip = known[origin.at, target.at] = (to_tick(fixed + km / speed), km)
            return trip

        def trip(origin: Spot, target: Spot, _u: float) -> tuple[float, float]:
            if origin == target:
                return stay
            return known.get((origin[1], target[1])) or measure(origin, target)

        return trip

    def least_hours(self) -> tuple[float, float]:
        """The straight line itself, before it is rounded to the tick."""
        return float(self.fixed), float(self.road_factor) / float(self.speed)

    def missing(self, origins: Iterable[Spot], targets: Iterable[Spot]) -> list[str]:
        """Places without coordinates."""
        lost = dict.fromkeys(spot.name for spot in (*origins, *targets) if spot.at is None)
        return [f"'{name}' has no coordinates" for name in lost]


@register("travel", "timed")
class Timed(TravelLaw):
    """Every trip is drawn from one duration law, wherever it leads. A bare time such as `30 min` means this law."""

    time: Law = Field(description="time of a trip")
    km: Km = Field(0.0, description="distance of a trip")

    @property
    def uses_luck(self) -> bool:
        """Unless each trip takes the same time."""
        return not isinstance(self.time, Constant)

    def plan(self) -> Trip:
        """A time from the law."""
        draw, km = self.time.sampler(), float(self.km)
        return lambda _origin, _target, u: (draw(u), km)

    def least_hours(self) -> tuple[float, float]:
        """The time, wherever it leads; nobody can tell it beforehand where it is drawn by chance."""
        return (0.0 if self.uses_luck else self.time.sampler()(0.5)), 0.0


class Leg(BaseModel):
    """One row of a travel matrix."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    origin: str = Field(alias="from", description="site or location where the trip begins")
    target: str = Field(alias="to", description="site or location where it ends")
    time: Hours = Field(description="time on the road")
    km: Km = Field(0.0, description="distance")


@register("travel", "matrix")
class Matrix(TravelLaw):
    """Times and distances from a table of pairs of sites and locations; a trip to where one is takes no time unless the table says so."""

    rows: tuple[Leg, ...] = Field(description="one row per pair: from, to, time, km")
    symmetric: bool = Field(True, description="a row also holds for the way back, unless that has a row of its own")

    @model_validator(mode="after")
    def _once(self) -> Self:
        seen: set[tuple[str, str]] = set()
        for leg in self.rows:
            if (leg.origin, leg.target) in seen:
                raise PydanticCustomError(
                    "parameters", "two rows from '{origin}' to '{target}'", {"origin": leg.origin, "target": leg.target}
                )
            seen.add((leg.origin, leg.target))
        return self

    def _legs(self) -> dict[tuple[str, str], tuple[float, float]]:
        legs: dict[tuple[str, str], tuple[float, float]] = {}
        if self.symmetric:
            legs = {(leg.target, leg.origin): (to_tick(leg.time), float(leg.km)) for leg in self.rows}
        legs.update({(leg.origin, leg.target): (to_tick(leg.time), float(leg.km)) for leg in self.rows})
        return legs

    def plan(self) -> Trip:
        """The row of the pair."""
        legs, stay = self._legs(), (0.0, 0.0)

        def trip(origin: Spot, target: Spot, _u: float) -> tuple[float, float]:
            leg = legs.get((origin[0], target[0]))
            if leg is not None:
                return leg
            if origin[0] == target[0]:
                return stay
            raise ValueError(f"no row in the travel matrix from '{origin.name}' to '{target.name}'")

        return trip

    def missing(self, origins: Iterable[Spot], targets: Iterable[Spot]) -> list[str]:
        """Pairs without a row."""
        legs, ends = self._legs(), dict.fromkeys(spot.name for spot in targets)
        starts = dict.fromkeys(spot.name for spot in origins)
        pairs = ((start, end) for start in starts for end in ends)
        return [f"no row from '{a}' to '{b}'" for a, b in pairs if a != b and (a, b) not in legs]
