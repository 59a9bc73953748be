"""The page: complete, self-contained, strict, and the same from the same files."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import sample_out

import sim.report
from sim.errors import UsageError
from sim.report.page import tied

pytestmark = pytest.mark.slow

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, the text, and whether every element is closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).replace("\u00a0", " ").split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def report(path: Path) -> Page:
    return Page(sim.report.write(path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_out.write_out(tmp_path_factory.mktemp("out"))


@pytest.fixture(scope="module")
def page(out: Path) -> Page:
    return report(out)


def test_the_page_fetches_and_runs_nothing(page: Page) -> None:
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in page.all("meta")
    names = {tag for tag, _ in page.elements}
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "a", "base", "video", "audio"}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in {"href", "srcset", "action"}]
        assert (attributes.get("src") or "data:").startswith("data:image/svg+xml;base64,") or "src" not in attributes


def test_the_page_is_built_for_reading(page: Page, out: Path) -> None:
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(following <= level + 1 for level, following in pairwise(levels))
    images = page.all("img")
    assert len(images) == 7
    assert all(len(image["alt"] or "") > 40 for image in images)
    assert any(meta.get("name") == "viewport" for meta in page.all("meta"))
    assert (out / "report.html").stat().st_size < 2_000_000


def test_pictures_are_sound_svg_and_also_files(page: Page, out: Path) -> None:
    for image in page.all("img"):
        svg = base64.b64decode((image["src"] or "").partition(",")[2])
        assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    names = {"cost_and_fix", "misses", "downtime", "costs", "stock", "map", "differences"}
    assert (
        {path.stem for path in (out / "charts").glob("*.svg")} == {path.stem for path in (out / "charts").glob("*.png")} == names
    )


def test_the_page_says_what_matters(page: Page) -> None:
    text = page.text
    assert re.search(
        r"With kanban depots instead of “lean vans”, the yearly service cost falls by 0\.\d+ M EUR \(95 % interval", text
    )
    for words in (
        "Station lifts, Germany", "439", "Bonferroni", "c0ffee", "55 % of outages need nobody on site.", "Warm-up",
        "30 d: a repeat of the same fault", "how first_time_fix_rate is computed", "visited calls whose window has closed",
        "the mean over replications of that figure", "no detectable difference", "Country outlines: Natural Earth",
    ):  # fmt: skip
        assert words in text, words


def test_every_figure_stands_in_the_full_table(page: Page, out: Path) -> None:
    frame = pd.read_csv(out / "comparison.csv")
    assert all(figure in page.text for figure in frame["figure"].unique())
    assert f"Show all {frame['figure'].nunique()} figures" in page.text
    details = [at for at, (tag, _) in enumerate(page.elements) if tag == "details"]
    assert len(details) == 1
    assert "open" not in page.elements[details[0]][1]


def test_coloured_verdicts_are_those_of_the_comparison(out: Path, page: Page) -> None:
    frame = pd.read_csv(out / "comparison.csv")
    shown = [(each.get("class") or "").split()[1] for each in page.all("span") if (each.get("class") or "").startswith("verdict")]
    headline = frame[frame["figure"].isin(["cost", "first_time_fix_rate", "availability", "response_compliance"])]
    for word in ("better", "worse"):
        assert shown.count(word) == (frame["verdict"] == word).sum() + (headline["verdict"] == word).sum()


def test_the_same_files_make_the_same_page(out: Path, page: Page) -> None:
    written = [out / "report.html", *sorted((out / "charts").iterdir())]
    before = [path.read_bytes() for path in written]
    assert sim.report(str(out)) == out / "report.html"
    assert [path.read_bytes() for path in written] == before


HOSTILE = {
    "lean_vans": "<script>alert(1)</script>",
    "two_bin_vans": '"><img src=x onerror=alert(1)>',
    "kanban_depots": "{{ 7 * 7 }} $x^{$ " + "y" * 150,
    "parts_aware": "NA",
}


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    sample_out.write_out(
        tmp_path, policies=sample_out.POLICIES[:4], replications=4, rename=HOSTILE,
        run={"name": "</title><script>alert(2)</script>", "description": "<b onclick=x>", "assumptions": ["<img src=http://x.example/>"]},
    )  # fmt: skip
    page = report(tmp_path)
    assert not page.all("script")
    assert not page.all("b")
    assert len(page.all("img")) == 7
    assert "<script>alert(1)</script>" in page.text
    assert "49" not in re.findall(r"\b49\b(?= \$x)", page.text)
    assert "NA" in page.text.split()
    for svg in (tmp_path / "charts").glob("*.svg"):
        root = ET.fromstring(svg.read_bytes())
        assert not [
            each for each in root.iter() if each.tag.endswith("}script") or any("onerror" in name for name in each.attrib)
        ]


def test_one_policy(tmp_path: Path) -> None:
    page = report(sample_out.write_out(tmp_path, policies=["lean_vans"], replications=5))
    assert "Only one policy was simulated, so nothing is compared." in page.text
    assert "better" not in page.text.split("The small print")[0]
    assert not (tmp_path / "charts" / "differences.svg").exists()


def test_one_replication_gives_no_verdict_and_no_interval(tmp_path: Path) -> None:
    page = report(sample_out.write_out(tmp_path, policies=sample_out.POLICIES[:2], replications=1))
    first = page.text.split("Cost against first-time fix")[0]
    assert "One replication cannot tell policies from chance" in first
    assert "not judged" in first
    assert not re.search(r"\(\S+ to \S+\)", first)


def test_the_first_picture_follows_the_headline(tmp_path: Path) -> None:
    run = {"headline": ["cost", "mean_time_to_restoration", "availability"]}
    page = report(sample_out.write_out(tmp_path, policies=sample_out.POLICIES[:2], replications=3, run=run))
    assert "Cost against availability" in page.text
    assert "Cost against first-time fix" not in page.text


def test_without_coordinates_the_map_is_left_out_in_a_sentence(tmp_path: Path) -> None:
    page = report(sample_out.write_out(tmp_path, policies=sample_out.POLICIES[:2], replications=3, places=False))
    assert "There is no map: the scenario gives its sites no coordinates." in page.text
    assert not (tmp_path / "charts" / "map.svg").exists()


def test_a_map_of_two_sites_is_left_out(tmp_path: Path) -> None:
    page = report(sample_out.write_out(tmp_path, policies=["lean_vans"], replications=2, towns=sample_out.TOWNS[:2]))
    assert "There is no map: fewer than 3 sites have coordinates." in page.text


def test_without_profiles_definitions_and_money_the_page_still_stands(tmp_path: Path) -> None:
    sample_out.write_out(tmp_path, policies=sample_out.POLICIES[:2], replications=3)
    for path in [*(tmp_path / "profiles").iterdir(), tmp_path / "figures.json"]:
        path.unlink()
    frame = pd.read_csv(tmp_path / "comparison.csv")
    frame[~frame["figure"].str.startswith("cost")].to_csv(tmp_path / "comparison.csv", index=False)
    text = report(tmp_path).text
    assert "There is no picture of cost against first-time fix" in text
    assert "There is no picture of stock" in text
    assert "Mean time to restoration" in text.split("Cost against")[0]


def test_an_incomplete_comparison_says_so(tmp_path: Path) -> None:
    run = {"complete": False, "failures": [{"policy": "lean_vans"}], "interrupted": True}
    page = report(sample_out.write_out(tmp_path, policies=sample_out.POLICIES[:2], replications=3, run=run))
    assert "This comparison is not complete: 1 of its runs failed and it was interrupted." in page.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.json", None, "it has no run.json"),
        ("comparison.csv", None, "it has no comparison.csv"),
        ("run.json", "{", "cannot be read as JSON"),
        ("run.json", "[1]", "holds no table of names and values"),
        ("comparison.csv", "a,b\n1,2\n", "lacks the columns figure, policy"),
        ("comparison.csv", "", "cannot be read as CSV"),
        ("figures.json", "[" * 20_000, "cannot be read as JSON"),
    ],
)
def test_a_directory_that_is_no_out_directory_is_refused(tmp_path: Path, name: str, content: str | None, words: str) -> None:
    sample_out.write_out(tmp_path, policies=["lean_vans"], replications=2)
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(words)):
        sim.report.write(tmp_path)
    assert not (tmp_path / "report.html").exists()


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no directory"):
        sim.report.write(tmp_path / "nowhere")


def test_numbers_are_tied_to_their_units() -> None:
    assert tied("95 % of 1.2 M EUR in 3 h") == "95\u00a0% of 1.2\u00a0M\u00a0EUR in 3\u00a0h"
    assert tied("12 depots in 3 hamlets") == "12 depots in 3 hamlets"


def test_null_in_run_json_is_a_gap(tmp_path: Path) -> None:
    sample_out.write_out(tmp_path, policies=["lean_vans"], replications=2)
    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    (tmp_path / "run.json").write_text(json.dumps(dict.fromkeys(run) | {"policies": run["policies"]}), encoding="utf-8")
    assert "firstfix report" in report(tmp_path).text
