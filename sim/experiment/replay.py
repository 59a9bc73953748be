"""Any replication of a study once more, with all that it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.experiment.journal import Journal
from sim.scenario.load import from_text
from sim.study.outcome import Results

if TYPE_CHECKING:
    from sim.experiment.journal import Kept


@dataclass
class Replayed:
    """A replication that was run again."""

    results: Results
    point: str
    replication: int
    scenario_text: str
    kept: Kept | None
    """What the journal has of it."""

    @property
    def same(self) -> bool | None:
        """Whether its records are those of the first time; None where that one has not been run, or failed."""
        return None if self.kept is None or not self.kept.digest else self.kept.digest == self.results.digest

    @property
    def word(self) -> str:
        """The same in words."""
        if self.same is None:
            return "there is nothing to hold it against"
        return (
            "the records are the same as in the study"
            if self.same
            else "the records differ from those of the study: another version, or a plugin is missing"
        )


def replay_run(directory: Path, number: int) -> Replayed:
    """Run replication `number` of the study in a directory again; raises :class:`UsageError` for a number that the study has not."""
    from sim.build import simulate

    with Journal(directory, reading=True) as journal:
        run = journal.run(number)
        if run is None:
            asked, _, _ = journal.counts()
            raise UsageError(f"there is no run {number} in {directory}; runs are numbered 0 to {asked - 1}")
        point = next(each for each in journal.points() if each.point == run.point)
        text = journal.scenario_text(run.point)
        kept = journal.result(run.point, run.replication)
    scenario = from_text(text, f"{directory}: {point.name}").scenario()
    results = Results(simulate(scenario, run.replication, point.policy))
    return Replayed(results, point.name, run.replication, text, kept)
