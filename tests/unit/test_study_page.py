"""The page of a study: the answer first, from the files alone, whatever was found and however far it came."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import study_out
from study_out import grid, point, write_study_out
from test_report import POLICY, Page

import sim.report
from sim.charts.levels import places_of
from sim.errors import UsageError
from sim.report import study_findings
from sim.report.study import duration, incomplete
from sim.report.study_files import read_study_files
from sim.report.study_names import short_levels, short_names
from sim.report.study_pictures import is_grid, roles, varied_in

pytestmark = pytest.mark.slow

POLICIES = [point("today"), point("roomy_vans"), point("lean_vans")]
CHAIN = [point("today"), *(point("today", stock=str(level)) for level in (1, 2, 3))]
KINDS: Mapping[str, tuple[list[dict[str, Any]], dict[str, pd.DataFrame], str]] = {
    "comparison": (POLICIES, {}, "differences"),
    "precision": (POLICIES, {"precision": study_out.precision_table()}, "precision"),
    "selection": (POLICIES, {"selection": study_out.selection_table()}, "selection"),
    "search": (CHAIN, {"frontier": study_out.tried_table(CHAIN), "tried": study_out.tried_table(CHAIN)}, "frontier"),
    "tornado": (CHAIN, {"tornado": study_out.tornado_table()}, "tornado_cost"),
    "morris": (CHAIN, {"morris": study_out.morris_table()}, "morris_cost"),
    "sobol": (CHAIN, {"sobol": study_out.sobol_table()}, "sobol_cost"),
    "uncertainty": (CHAIN, {}, "samples"),
    "sample": (CHAIN, {}, "samples"),
}


def page_of(path: Path) -> Page:
    return Page(sim.report.write(path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_picture_with_words_for_those_who_cannot_see_it(kind: str, tmp_path: Path) -> None:
    points, tables, name = KINDS[kind]
    page = page_of(write_study_out(tmp_path, points, tables=tables, kind=kind))
    first = page.all("img")[0]
    assert (first["src"] or "").startswith("data:image/svg+xml;base64,")
    assert len((first["alt"] or "").split()) > 5
    assert ET.parse(tmp_path / f"charts/{name}.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert (tmp_path / f"charts/{name}.png").stat().st_size > 1000


def test_the_answer_comes_first_and_ways_to_run_are_named_as_prose(tmp_path: Path) -> None:
    page = page_of(write_study_out(tmp_path, [point("today", stock="1"), point("today", stock="2", lead_time="5 d")]))
    order = [
        "Vans or depot?",
        "Does it pay?",
        "Cost: “stock 2, lead time 5 d” is better than “stock 1”.",
        "All else is the same.",
    ]
    order += ["The ways to run", "How this was found", "Differences are paired.", "firstfix replay . --run 0", "formula of cost"]
    places = [page.text.rindex(words) if at > 1 else page.text.index(words) for at, words in enumerate(order)]
    assert places == sorted(places)
    assert "stock=2" not in page.text
    for words in ("4.2 min of one core", "firstfix study vans.yaml", "40: 20 of each of 2 ways to run", "Seed 7"):
        assert words in page.text


def test_the_page_fetches_and_runs_nothing_and_needs_nothing_but_the_files(tmp_path: Path) -> None:
    path = write_study_out(tmp_path / "first", grid())
    page = page_of(path)
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in page.all("meta")
    assert not {tag for tag, _ in page.elements} & {"script", "link", "iframe", "object", "embed", "form", "a", "base"}
    again = tmp_path / "again"
    shutil.copytree(path, again, ignore=shutil.ignore_patterns("report.html", "charts"))
    assert sim.report.write(again).read_bytes() == (path / "report.html").read_bytes()


def test_the_frontier_shows_the_limit_on_what_is_traded(tmp_path: Path) -> None:
    limits = [{"figure": "cost", "side": "at most", "value": 2e6}, {"figure": "availability", "side": "at least", "value": 0.965}]
    points, tables, _ = KINDS["search"]
    for known, shown in ((limits, [96.5]), (limits[:1], [])):
        files = read_study_files(write_study_out(tmp_path / str(len(known)), points, tables=tables, kind="search", limits=known))
        [sketch] = study_findings.frontier(files)
        assert [text.xy[1] for text in sketch.ax.texts if text.get_text() == "limit"] == pytest.approx(shown)  # type: ignore[attr-defined]


def test_a_path_is_called_by_as_much_of_its_end_as_tells_it_from_others(tmp_path: Path) -> None:
    paths = ["technicians.*.van.seal.level", "locations.depot.stock.seal.level", "locations.factory.lead_time", "wages of all"]
    said = ["van seal level", "stock seal level", "factory lead time", "wages of all"]
    assert list(short_names(paths).values()) == said
    points = [point("today", **dict.fromkeys(paths, value)) for value in ("1", "2")]
    says = [f"'{paths[2]}' moves it.", f"{points[1]['name']} is best, not 'first_come_first_served'."]
    points.append(point("today", **{paths[0]: "first_come_first_served"}))
    page = page_of(write_study_out(tmp_path, points, says=says))
    assert "“factory lead time” moves it." in page.text
    assert (
        "van seal level 2, stock seal level 2, factory lead time 2, wages of all 2 is best, not “first come first served”."
        in page.text
    )


def test_a_rule_is_called_by_its_word_and_by_what_tells_it_from_others() -> None:
    cards = [f'{{"rule": "kanban", "cards": {count}, "container": 3}}' for count in (1, 2)]
    levels = ['{"rule": "base_stock", "level": 10}', *cards, "5 d", "none"]
    assert list(short_levels(levels).values()) == ["base stock", "kanban cards 1", "kanban cards 2", "5 d", "none"]
    assert short_levels(['{"exponential": {"mtbf": "90 d"}}']) == {'{"exponential": {"mtbf": "90 d"}}': "exponential mtbf 90 d"}
    assert short_levels(cards[:1]) == {cards[0]: "kanban"}
    assert short_levels(["{broken"]) == {"{broken": "{broken"}


def test_pictures_of_an_earlier_question_do_not_stay(tmp_path: Path) -> None:
    points, tables, name = KINDS["precision"]
    page_of(write_study_out(tmp_path, points, tables=tables, kind="precision"))
    (tmp_path / "charts/mine.png").write_bytes(b"of somebody else")
    (tmp_path / "charts/stress_overview.svg").write_text("of another report", encoding="utf-8")
    page_of(write_study_out(tmp_path, POLICIES))
    left = {path.name for path in (tmp_path / "charts").iterdir()}
    assert left == {"differences.svg", "differences.png", "mine.png", "stress_overview.svg"}
    assert f"{name}.png" not in left


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>"
    points = [point("today"), {"name": bad, "policy": bad, "factors": {}, "replications": 20}]
    tables = {"odd": pd.DataFrame({"point": [bad], "<b>": ["<img src=x>"]})}
    page = page_of(write_study_out(tmp_path, points, tables=tables, name=bad, question=bad, notes=[bad], command=bad))
    assert not page.all("script")
    assert not [each for each in page.all("img") if each["src"] == "x"]
    assert page.text.count("<script>alert(1)</script>") >= 5


def test_an_unknown_kind_has_tables_only(tmp_path: Path) -> None:
    tables = {"levels": pd.DataFrame({"point": ["roomy_vans"], "mean": [1.25e6], "unit": ["money/y"], "share_of": [0.123456]})}
    page = page_of(write_study_out(tmp_path, POLICIES, tables=tables, kind="something new"))
    assert not page.all("img")
    assert "roomy vans 1.25 M EUR 0.1235" in page.text
    assert "levels.csv" in page.text


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"failed": 2}, "2 of 60 replications failed"),
        ({"interrupted": True, "kind": "", "says": []}, "it was interrupted"),
        (
            {"out_of_time": True, "kind": "", "says": [], "finished": 12},
            "12 of the 60 replications asked for so far are finished",
        ),
    ],
)
def test_what_is_not_complete_says_so_and_shows_what_is_known(about: dict[str, Any], words: str, tmp_path: Path) -> None:
    page = page_of(write_study_out(tmp_path, POLICIES, complete=False, **about))
    assert f"This study is not complete: {words}" in page.text or words in page.text
    assert "roomy vans" in page.text
    assert ("There is no answer yet" in page.text) == (about.get("says") == [])


def test_a_warm_up_that_was_found_is_shown_in_any_study(tmp_path: Path) -> None:
    hours = [24.0 * at for at in range(1, 31)]
    courses = pd.DataFrame(
        {"policy": "today", "hour": hours, "mean": [30 / hour for hour in hours], "smooth": [30 / hour for hour in hours]}
    )
    cut = pd.DataFrame(
        {"policy": ["today"], "course": ["open_calls"], "every": [24.0], "warm_up": [240.0], "mean": [1.0], "replications": [5]}
    )
    page = page_of(write_study_out(tmp_path, POLICIES, tables={"warm_up": cut, "courses": courses}, warm_up_hours=240.0))
    assert "the first 10 d are left out" in (page.all("img")[1]["alt"] or "")
    assert "the first 10 d cut off as warm-up" in page.text
    assert (tmp_path / "charts/warm_up.svg").is_file()


def test_a_study_that_has_only_begun_has_a_page(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text('{"complete": false}', encoding="utf-8")
    page = page_of(tmp_path)
    assert "nothing has been computed" in page.text
    assert not page.all("img")


def test_failures_are_listed_with_their_seeds(tmp_path: Path) -> None:
    failure = {"run": 17, "point": "roomy_vans", "replication": 8, "seed": 99, "error": "it <broke>", "traceback": ""}
    page = page_of(write_study_out(tmp_path, POLICIES, complete=False, failed=1, failures=[failure]))
    assert "17 roomy vans 8 99 it <broke>" in page.text


def test_of_many_ways_to_run_the_first_thirty_stand_on_the_page(tmp_path: Path) -> None:
    points = [point("today", 3, stock=str(level)) for level in range(40)]
    page = page_of(write_study_out(tmp_path, points))
    assert "The first 30 of 40 ways to run" in page.text
    assert "stock 29 3 runs" in page.text
    assert "stock 30 3 runs" not in page.text


def test_points_of_a_sample_are_not_held_against_the_first_of_them(tmp_path: Path) -> None:
    points = [point("today", stock=str(level)) for level in range(1, 13)]
    tables = {"sobol": study_out.sobol_table()}
    page = page_of(write_study_out(tmp_path, points, tables=tables, kind="sobol"))
    assert "The first 10 of 12 ways to run" in page.text
    assert not [each for each in page.all("span") if "verdict" in (each.get("class") or "")]


def test_a_grid_has_its_factors_on_the_axis_as_lines_and_as_panels(tmp_path: Path) -> None:
    files = read_study_files(write_study_out(tmp_path, grid()))
    varied = varied_in(files)
    assert varied == {"stock": ["1", "2", "4"], "lead_time": ["5 d", "10 d"], "policy": ["today", "roomy_vans"]}
    assert is_grid(files, varied)
    assert roles(varied) == ("stock", "policy", ["lead_time"])
    page = page_of(tmp_path)
    assert {each.name for each in (tmp_path / "charts").glob("*.svg")} == {
        "levels.svg", "levels_first_time_fix_rate.svg", "levels_availability.svg",
    }  # fmt: skip
    assert "Service cost per year by stock, lead time and policy" in (page.all("img")[0]["alt"] or "")
    files = read_study_files(write_study_out(tmp_path / "holes", grid()[:-1]))
    assert not is_grid(files, varied_in(files))


def test_levels_stand_where_their_numbers_are() -> None:
    assert places_of(["20 d", "5 d", "10 d"]) == ({"20 d": 20.0, "5 d": 5.0, "10 d": 10.0}, ["5 d", "10 d", "20 d"])
    assert places_of(["5 d", "10 h"])[0] == {"5 d": 0.0, "10 h": 1.0}
    assert places_of(["kanban", "two bin"])[0] == {"kanban": 0.0, "two bin": 1.0}
    assert places_of(["40 d", "13 d", "10 d"])[0] == {"10 d": 0.0, "13 d": 1.0, "40 d": 2.0}, "names would touch"
    assert places_of(["1000", "2", "1"])[0] == {"1": 0.0, "2": 1.0, "1000": 2.0}  # too close to be named where they are


def test_a_directory_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match=r"study\.json"):
        sim.report.write(tmp_path)
    (tmp_path / "study.json").unlink()
    with pytest.raises(UsageError, match="not an out directory"):
        sim.report.write(tmp_path)


def test_words() -> None:
    assert [duration(seconds) for seconds in (0.31, 42.2, 250, 7600)] == ["0.3 s", "42 s", "4.2 min", "2.1 h"]
    assert incomplete({"complete": True}) == ""
    assert incomplete({}).startswith("This study is not complete: 0 of the 0 replications")
