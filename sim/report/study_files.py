"""The files of a study's directory, read for its page, and names of the ways to run as prose."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sim.errors import UsageError
from sim.kpi.words import listed
from sim.report.comparison import Comparison, read_comparison
from sim.report.directory import read_json
from sim.report.study_names import Names, names_in
from sim.report.words import show

MARK = "study.json"
_TEXT = {"figure", "policy", "point", "against", "behind", "verdict", "unit", "better", "factor", "value", "side", "objective"}


@dataclass(frozen=True)
class StudyFiles:
    """What a study left, as its page needs it."""

    path: Path
    about: Mapping[str, Any]
    """study.json."""
    definitions: Mapping[str, Mapping[str, Any]]
    """Figure -> unit, better, formula, clock, denominator, meaning."""
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    """Tables of the findings by name; 'comparison' compares all points with the first one."""
    comparison: Comparison = field(repr=False)
    """The same comparison as the report thinks of it; empty where nothing has been computed."""
    names: Mapping[str, str] = field(repr=False)
    """Point -> its name as prose."""
    called: Names = field(repr=False)
    """What factors and their levels are called."""

    @property
    def points(self) -> list[Mapping[str, Any]]:
        """name, policy, factors and replications of each point, in the order in which they were asked for; those of a pilot aside."""
        return answering(self.about)

    @property
    def of_pilot(self) -> int:
        """Replications that were run only to find a warm-up."""
        return sum(int(each.get("replications") or 0) for each in self.about.get("points") or [] if each.get("pilot"))

    @property
    def figures(self) -> list[str]:
        """Figures with data: those that the study is about, then those that it looked at besides."""
        wished = [str(figure) for figure in self.about.get("figures") or []]
        return [figure for figure in dict.fromkeys([*wished, *self.comparison.figures]) if self.comparison.has(figure)]

    @property
    def currency(self) -> str:
        """What money is counted in."""
        return self.comparison.currency

    @property
    def warm_up(self) -> float:
        """Hours at the start of each run that no figure looks at: what the study found, else what the scenario says."""
        return float(self.about.get("warm_up_hours") or 0.0)

    @property
    def unit_of_luck(self) -> str:
        """What means are taken over: replications, or batches of one long run."""
        return "batch" if self.about.get("kind") == "batches" else "replication"

    @property
    def held_against(self) -> str:
        """What the differences are to, as prose: 'the baseline', '“stock 1”', or where there are several 'the same with today'."""
        table = self.tables.get("comparison")
        firsts = list(dict.fromkeys(table["against"])) if table is not None and "against" in table else [self.comparison.baseline]
        if len(firsts) > 1:
            there = [each for each in self.points if each["name"] in firsts]
            common = self.called.shared(there)
            return f"the same with {listed(common)}" if common else "what each is held against"
        name = self.name(firsts[0])
        return "the baseline" if name == "baseline" else f"“{name}”"

    def definition(self, figure: str) -> Mapping[str, Any]:
        """What is known of a figure, or of the family it belongs to."""
        return self.definitions.get(figure) or self.definitions.get(figure.partition(".")[0]) or {}

    def name(self, point: str) -> str:
        """A point as prose."""
        return self.names.get(point) or show(point)

    def factor(self, name: str) -> str:
        """A factor as prose."""
        return self.called.factor(name)

    def prose(self, sentence: str) -> str:
        """A sentence with the points, policies and factors that it names as prose; out of quotes only names that cannot be anything else."""
        policies = {str(point["policy"]): show(str(point["policy"])) for point in self.points}
        levels = {level: said for each in self.called.levels.values() for level, said in each.items()}
        names = levels | policies | dict(self.called.factors) | dict(self.names)
        for word, said in sorted(names.items(), key=lambda each: len(each[0]), reverse=True):
            sentence = sentence.replace(f"'{word}'", f"“{said}”")
            if "=" in word or "_" in word:
                sentence = re.sub(rf"(?<![\w.]){re.escape(word)}(?![\w.]*\w)", said.replace("\\", r"\\"), sentence)
        return sentence


def read_study_files(path: Path) -> StudyFiles:
    """Read a study's directory, finished or not; raises :class:`UsageError` where it is none."""
    about = read_json(path / MARK, required=True)
    tables = {str(name): _table(path / f"{name}.csv") for name in about.get("tables") or [] if (path / f"{name}.csv").is_file()}
    rows: list[dict[Any, Any]] = tables["comparison"].to_dict("records") if "comparison" in tables else []
    points = answering(about)
    counts = {each["name"]: each.get("replications") or 0 for each in points}
    compared = [name for name in counts if not rows or name in {row["policy"] for row in rows}]
    run = {"policies": compared, "currency": about.get("currency"), "replications": max(counts.values(), default=0)}
    called = names_in(points, [str(each) for each in about.get("factors") or []])
    return StudyFiles(
        path,
        about,
        read_json(path / "figures.json", required=False),
        tables,
        read_comparison(rows, run),
        called.points(points),
        called,
    )


def answering(about: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The points that the answer is about: all but those of a pilot."""
    return [each for each in about.get("points") or [] if not each.get("pilot")]


def _table(path: Path) -> pd.DataFrame:
    """A CSV where columns that hold nothing but numbers, and none of the names above, are numbers; 'NA' is a name, not a gap."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError, pd.errors.ParserError) as fault:
        raise UsageError(f"'{path}' cannot be read as CSV: {fault}") from None
    for name in frame.columns.difference(list(_TEXT)):
        if set(frame[name]) <= {"True", "False", ""} != {""}:
            frame[name] = frame[name].map({"True": True, "False": False, "": None})
            continue
        numbers = pd.to_numeric(frame[name].where(frame[name] != "", math.nan), errors="coerce")
        if not (numbers.isna() & (frame[name] != "")).any():
            frame[name] = numbers
    return frame
