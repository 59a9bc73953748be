"""Travel laws: distances against geometry, matrices, and what they say is missing."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from sim.nature.durations import Constant, Exponential
from sim.nature.travel import EARTH_RADIUS, Instant, Matrix, Spot, StraightLine, Timed, great_circle
from sim.units import TICK

FRANKFURT, BERLIN = Spot("Frankfurt", (50.11, 8.68)), Spot("Berlin", (52.52, 13.405))
NOWHERE = Spot("nowhere")
ROWS = [
    {"from": "depot", "to": "plant", "time": 1.5, "km": 80.0},
    {"from": "plant", "to": "port", "time": 1.0, "km": 40.0},
    {"from": "port", "to": "plant", "time": 2.0, "km": 45.0},
]
DEPOT, PLANT, PORT = Spot("depot"), Spot("plant"), Spot("port")


def test_great_circles_match_geometry() -> None:
    quarter = EARTH_RADIUS * math.pi / 2
    assert great_circle((90.0, 0.0), (0.0, 77.0)) == pytest.approx(quarter)
    assert great_circle((0.0, -90.0), (0.0, 90.0)) == pytest.approx(2 * quarter)
    assert great_circle((0.0, 179.5), (0.0, -179.5)) == pytest.approx(math.radians(1) * EARTH_RADIUS)
    assert great_circle((50.0, 8.0), (50.0, 8.0)) == 0.0


def test_great_circles_match_the_law_of_cosines() -> None:
    (a, b), (c, d) = [tuple(map(math.radians, spot.at or ())) for spot in (FRANKFURT, BERLIN)]
    angle = math.acos(math.sin(a) * math.sin(c) + math.cos(a) * math.cos(c) * math.cos(d - b))
    assert great_circle((50.11, 8.68), (52.52, 13.405)) == pytest.approx(EARTH_RADIUS * angle, rel=1e-9)


def test_straight_line_stretches_the_distance_and_adds_the_fixed_time() -> None:
    trip = StraightLine(speed=80.0, road_factor=1.25, fixed=0.25).plan()
    hours, km = trip(FRANKFURT, BERLIN, 0.5)
    assert km == pytest.approx(1.25 * great_circle((50.11, 8.68), (52.52, 13.405)))
    assert hours == pytest.approx(0.25 + km / 80.0, abs=TICK)
    assert (hours / TICK).is_integer()
    assert trip(FRANKFURT, BERLIN, 0.9) == trip(BERLIN, FRANKFURT, 0.1) == (hours, km)


def test_a_trip_to_where_one_is_takes_nothing_but_a_neighbour_takes_the_fixed_time() -> None:
    trip = StraightLine(fixed=0.25).plan()
    assert trip(BERLIN, BERLIN, 0.5) == (0.0, 0.0)
    assert trip(NOWHERE, NOWHERE, 0.5) == (0.0, 0.0)
    assert trip(BERLIN, Spot("next door", BERLIN.at), 0.5) == (0.25, 0.0)


def test_straight_line_remembers_more_places_than_its_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    spots = [Spot(str(number), (50.0 + number, 8.0)) for number in range(6)]
    wide = StraightLine().plan()
    monkeypatch.setattr("sim.nature.travel._KNOWN_PAIRS", 4)
    narrow = StraightLine().plan()
    pairs = [(a, b) for a in spots for b in spots] * 2
    assert [narrow(a, b, 0.5) for a, b in pairs] == [wide(a, b, 0.5) for a, b in pairs]


def test_straight_line_needs_coordinates() -> None:
    law = StraightLine()
    assert law.missing([BERLIN, NOWHERE], [NOWHERE, FRANKFURT]) == ["'nowhere' has no coordinates"]
    assert law.missing([BERLIN], [FRANKFURT]) == []
    with pytest.raises(ValueError, match="no coordinates for the trip from 'Berlin' to 'nowhere'"):
        law.plan()(BERLIN, NOWHERE, 0.5)


def test_matrix_takes_the_way_back_from_the_way_there_unless_it_has_its_own_row() -> None:
    trip = Matrix(rows=ROWS).plan()
    assert trip(DEPOT, PLANT, 0.5) == trip(PLANT, DEPOT, 0.5) == (1.5, 80.0)
    assert (trip(PLANT, PORT, 0.5), trip(PORT, PLANT, 0.5)) == ((1.0, 40.0), (2.0, 45.0))
    assert trip(PORT, PORT, 0.5) == (0.0, 0.0)


def test_matrix_says_which_pairs_are_missing() -> None:
    law = Matrix(rows=ROWS, symmetric=False)
    assert law.missing([DEPOT, PLANT], [PLANT, PORT, DEPOT]) == [
        "no row from 'depot' to 'port'",
        "no row from 'plant' to 'depot'",
    ]
    assert Matrix(rows=ROWS).missing([DEPOT, PLANT], [PLANT, PORT]) == ["no row from 'depot' to 'port'"]
    with pytest.raises(ValueError, match="no row in the travel matrix from 'plant' to 'depot'"):
        law.plan()(PLANT, DEPOT, 0.5)


def test_matrix_may_give_a_time_on_the_spot() -> None:
    assert Matrix(rows=[{"from": "plant", "to": "plant", "time": 0.25}]).plan()(PLANT, PLANT, 0.5) == (0.25, 0.0)


def test_matrix_rejects_a_pair_given_twice() -> None:
    with pytest.raises(ValidationError, match="two rows from 'depot' to 'plant'"):
        Matrix(rows=[ROWS[0], ROWS[0]])


def test_timed_trips_are_drawn_wherever_they_lead() -> None:
    law = Timed(time=Exponential(mean=2.0), km=30.0)
    trip = law.plan()
    assert trip(DEPOT, DEPOT, 0.5) == (Exponential(mean=2.0).sampler()(0.5), 30.0)
    assert trip(DEPOT, PLANT, 0.1) < trip(DEPOT, PLANT, 0.9)


def test_laws_say_whether_they_need_luck() -> None:
    assert Timed(time=Exponential(mean=2.0)).uses_luck
    for law in (Timed(time=Constant(time=2.0)), Instant(), StraightLine(), Matrix(rows=ROWS)):
        assert not law.uses_luck
        trip = law.plan()
        assert trip(BERLIN._replace(name="depot"), FRANKFURT._replace(name="plant"), 0.1) == trip(
            BERLIN._replace(name="depot"), FRANKFURT._replace(name="plant"), 0.9
        )


def test_instant_is_there_at_once() -> None:
    assert Instant().plan()(FRANKFURT, BERLIN, 0.5) == (0.0, 0.0)
    assert Instant().missing([NOWHERE], [BERLIN]) == []
