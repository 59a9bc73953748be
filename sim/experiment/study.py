"""A study from its file to its directory."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import partial
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sim.experiment.conduct import Conducted, Conductor
from sim.experiment.courses import Stretches
from sim.experiment.journal import Journal
from sim.experiment.points import Study
from sim.experiment.read import read_study
from sim.experiment.write import claim_for_study, figure_rows, is_pilot, write_study
from sim.study.executors import open_executor
from sim.study.extensions import fingerprint
from sim.study.outcome import observe
from sim.study.replicate import usual_jobs
from sim.study.write import versions

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.procedure import Procedure
    from sim.study.executors import Executor
    from sim.study.outcome import Outcome, Results
    from sim.study.replicate import Progress


@dataclass
class Finished:
    """A study that has ended, or has been broken off."""

    about: dict[str, Any]
    """What study.json says."""
    conducted: Conducted


def carry_out(
    study: Study,
    directory: str | PathLike[str],
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    max_seconds: float | None = None,
    part: tuple[int, int] = (1, 1),
    progress: Progress | None = None,
    command: str = "",
    apart: bool = False,
) -> Finished:
    """Conduct a study in a directory, or go on with it there; every finished replication is kept at once.

    `jobs` processes, one per core when None, or a Dask cluster at `scheduler`; the results do not depend on it. With
    `apart` even one job computes in a process of its own, which a replication may take along. Raises :class:`UsageError` where the
    directory cannot be used or another process is at work in it.
    """
    path = claim_for_study(Path(directory))
    deadline = float("inf") if max_seconds is None else time.monotonic() + max_seconds
    with Journal(path) as journal, journal.alone(), executor_for(study, jobs or usual_jobs(), scheduler, apart=apart) as executor:
        journal.note(experiment=study.text, name=study.name, command=command, figures=" ".join(study.figures), ended="")
        journal.note(shown=" ".join(shown_figures(study)), versions=json.dumps(versions()))
        conductor = Conductor(study, journal, executor, progress, deadline, fingerprint() + stretches_of(study).key, part)
        conducted = conductor.conduct(procedure_of(study))
        conducted.where = where(jobs or usual_jobs(), scheduler)
        content = write_study(study, conducted, journal, path, command)
        journal.note(ended="complete" if content["complete"] else "")
        return Finished(content, conducted)


def study(
    experiment: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    max_seconds: float | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Conduct the study of an experiment file and return its table: one row per point, replication and figure.

    Columns: policy (the point's name), each factor, replication, figure, value; runs of a pilot are left out. With `out` the directory is
    left as by `firstfix study`, all but its page, which `sim.report(out)` draws, and it goes on from there when called again; without it
    nothing is kept. What was found, and what failed, is in `frame.attrs["study"]`.
    """
    import pandas as pd

    read = read_study(experiment)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "study" if out is None else Path(out)
        finished = carry_out(read, folder, jobs=jobs, scheduler=scheduler, max_seconds=max_seconds, progress=progress)
        with Journal(folder, reading=True) as journal:
            points = [point for point in journal.points() if not is_pilot(point, finished.about["laid_over"])]
            _, *rows = figure_rows(journal, points)
    frame = pd.DataFrame(rows, columns=["policy", "replication", "figure", "value"]).astype({"replication": int})
    frame["value"] = pd.to_numeric(frame["value"])
    factors = {each.name: each.factors for each in points}
    for place, factor in enumerate(finished.about["factors"]):
        frame.insert(1 + place, factor, [factors[name].get(factor) for name in frame["policy"]])
    frame.attrs["study"] = finished.about
    return frame


def procedure_of(study: Study) -> Procedure:
    """The procedure that an experiment asks for."""
    from sim.experiment.procedures.warm import warmed

    return _answer(study) if study.says.warm_up is None else warmed(study, _answer)


def _answer(study: Study) -> Procedure:
    """The procedure, once it is known how long a start is left out."""
    from sim.experiment.procedures.batched import batched
    from sim.experiment.procedures.fixed import fixed
    from sim.experiment.procedures.search import search
    from sim.experiment.procedures.select import select
    from sim.experiment.procedures.sensitivity import sensitivity_of
    from sim.experiment.procedures.until_precise import until_precise

    says = study.says
    if says.batches is not None:
        return batched(study)
    if says.sensitivity is not None:
        return sensitivity_of(study)
    if says.search is not None:
        return search(study)
    if says.select is not None:
        return select(study)
    if says.precision is not None:
        return until_precise(study)
    return fixed(study)


def executor_for(study: Study, jobs: int, scheduler: str | None, *, apart: bool = False) -> Executor:
    """Where the replications of a study are computed, see `open_executor`."""
    watch = partial(observe, keep=partial(keep_figures, stretches=stretches_of(study)))
    limit = study.says.time_limit
    return open_executor(
        jobs, observe=watch, time_limit=None if limit is None else 3600 * limit, scheduler=scheduler, apart=apart
    )


def where(jobs: int, scheduler: str | None) -> str:
    """What computes, in words."""
    if scheduler:
        return "on a Dask cluster"
    return "in one process" if jobs == 1 else f"in {jobs} local processes"


def shown_figures(study: Study) -> list[str]:
    """The figures in the tables of a study that names some, those that it is judged by among them; none: all. The journal keeps all in any case."""
    from sim.experiment.procedures.fixed import chosen_figures
    from sim.experiment.procedures.search import aims_of

    if study.says.figures is None:
        return []
    searched = aims_of(study).figures if study.says.search else []
    return [*chosen_figures(study), *searched]


def stretches_of(study: Study) -> Stretches:
    """What is kept of a replication besides figures."""
    from sim.experiment.procedures.batched import batch_figures

    return Stretches(study.says.warm_up, study.says.batches, batch_figures(study))


def keep_figures(results: Results, outcome: Outcome, stretches: Stretches) -> None:
    """Keep the digest, all figures, and what the study wants of stretches of the run."""
    outcome.digest = results.digest
    outcome.figures = results.figures | stretches.of(results.tables, outcome.replication)
