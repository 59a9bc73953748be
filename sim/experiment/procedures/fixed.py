"""A fixed number of replications of everything, and which differences to the first way to run can be told from luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.experiment.procedure import Ask, Findings
from sim.experiment.procedures.groups import compared, groups_of, told_by_group
from sim.experiment.procedures.judged import judged
from sim.experiment.words import Said, said, span
from sim.kpi.words import begin, prose
from sim.study.statistics import NO_DATA, UNDETECTED, compare_figures
from sim.units import percent

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.points import Study
    from sim.experiment.procedure import Procedure, Seen

Row = Mapping[Any, Any]

FEW = 4
"""As many ways to run are told one by one; of more only how many differ, and the best."""


def fixed(study: Study) -> Procedure:
    """Run every point as often as the study says, and compare them all with the first one; points of a sample are not compared."""
    says = study.says
    replications = says.replications or study.baseline.replications
    seen = yield [Ask(point, replications) for point in study.points]
    table, goals, sample = compare(study, seen, chosen_figures(study)), judged(study, seen, study.points), is_sample(study)
    tell, note = (spread, _sampled) if sample else (told, _notes)
    return Findings(
        "sample" if sample else "comparison",
        [*goals.says, *tell(study, table)],
        {"comparison": table, **goals.tables},
        [*note(study, seen, replications, table), *goals.notes],
    )


def chosen_figures(study: Study) -> list[str]:
    """Figures that the page shows: those the study names, else the scenario's headline; those that something is wanted of in any case."""
    says = study.says
    wanted = [*says.precision.half_widths, *says.precision.relative] if says.precision else []
    goals = says.goals or study.baseline.goals
    if goals is not None:
        wanted += [*(figure for figure in (goals.minimise, goals.maximise) if figure), *goals.at_least, *goals.at_most]
    return list(dict.fromkeys([*study.figures, *wanted]))


def compare(study: Study, seen: Seen, figures: Sequence[str]) -> pd.DataFrame:
    """Every figure of every point, and its paired difference to the one it is held `against`; columns as in `sim.study.statistics.COLUMNS`."""
    import pandas as pd

    tables = []
    for group in groups_of(study):
        columns = [(point.name, figure, seen.values(point, figure)) for figure in figures for point in group.points]
        long = pd.DataFrame(
            [(name, number, figure, value) for name, figure, values in columns for number, value in enumerate(values.tolist())],
            columns=["policy", "replication", "figure", "value"],
        )
        names = [point.name for point in group.points]
        table = compare_figures(long, names[0], names, confidence=study.says.confidence)
        table["against"] = names[0]
        tables.append(table)
    places = {figure: place for place, figure in enumerate(figures)}
    return pd.concat(tables, ignore_index=True).sort_values(
        "figure", key=lambda names: names.map(places), kind="stable", ignore_index=True
    )


def told(study: Study, table: pd.DataFrame) -> Iterator[str]:
    """The comparison in sentences, figure by figure; figures without data say nothing."""
    groups = groups_of(study)
    if len(groups) > 1:
        yield from told_by_group(study, groups, table)
        return
    first, *others = (point.name for point in study.points)
    for figure in dict.fromkeys(table["figure"]):
        rows: dict[str, Row] = {str(row["policy"]): row for row in table[table["figure"] == figure].to_dict("records")}
        how = said(figure, study.baseline.currency)
        if not rows[first]["replications"]:
            continue
        if not others:
            half = (rows[first]["high"] - rows[first]["low"]) / 2
            yield f"{begin(prose(figure))}: {how.give_or_take(rows[first]['mean'], half)}."
        elif len(others) <= FEW:
            yield from (_difference(figure, rows[name], first, how) for name in others)
        else:
            yield _differences(figure, [rows[name] for name in others], first, how)


def is_sample(study: Study) -> bool:
    """Whether the points were drawn from what the factors may be, so that none of them is what others are held against."""
    says = study.says
    drawn = says.design.latin_hypercube is not None or says.design.sobol is not None
    return bool(drawn and says.factors and says.compare is None and not compared(study) and len(study.points) > 1)


def spread(study: Study, table: pd.DataFrame) -> Iterator[str]:
    """Between which means a figure lies over all points, and between which half of them do."""
    for figure, rows in table.groupby("figure", sort=False):
        known = rows[rows["mean"].notna()].sort_values("mean", kind="stable")
        if known.empty:
            continue
        how, every = said(str(figure), study.baseline.currency), known.to_dict("records")
        ends = [f"{how.amount(row['mean'], (row['high'] - row['low']) / 2)} ('{row['policy']}')" for row in (every[0], every[-1])]
        first, third = known["mean"].quantile([0.25, 0.75])
        yield (
            f"{begin(prose(str(figure)))}: means from {ends[0]} to {ends[1]} over {len(known)} ways to run, "
            f"half of them within {how.range(first, third)}."
        )


def _difference(figure: str, row: Row, first: str, how: Said) -> str:
    """One way to run beside the first one."""
    name, verdict = row["policy"], row["verdict"]
    if verdict == NO_DATA:
        return f"{begin(prose(figure))}: no data at '{name}' where '{first}' has some."
    span = how.between(row["difference_low"], row["difference_high"])
    if row["difference_low"] == row["difference_high"] == 0.0:
        return f"{begin(prose(figure))}: the same at '{name}' as at '{first}' in every replication."
    if verdict == UNDETECTED:
        span = how.between(row["difference_low"], row["difference_high"], unit=True)
        return f"{begin(prose(figure))}: no detectable difference between '{name}' and '{first}'" + (
            f" ({span})." if span else "."
        )
    half = (row["difference_high"] - row["difference_low"]) / 2
    amount = how.difference(row["difference"], half)
    return f"{begin(prose(figure))}: '{name}' is {verdict} than '{first}': {amount} ({span})."


def _differences(figure: str, rows: Sequence[Row], first: str, how: Said) -> str:
    """Many ways to run beside the first one."""
    apart = [row for row in rows if row["verdict"] not in {NO_DATA, UNDETECTED}]
    if not apart:
        return f"{begin(prose(figure))}: none of {len(rows)} ways to run differs detectably from '{first}'."
    text = f"{begin(prose(figure))}: {len(apart)} of {len(rows)} ways to run differ{'s' if len(apart) == 1 else ''} detectably from '{first}'"
    gains = [row for row in apart if row["verdict"] == "better"] or apart
    most = max(gains, key=lambda row: abs(row["difference"]))
    half = (most["difference_high"] - most["difference_low"]) / 2
    amount = f"{how.difference(most['difference'], half)} ({how.between(most['difference_low'], most['difference_high'])})"
    if len(apart) == 1:
        return f"{text}: '{most['policy']}' is {most['verdict']}, {amount}."
    return f"{text}; the {most['verdict']} ones go furthest at '{most['policy']}': {amount}."


def _notes(study: Study, seen: Seen, replications: int, table: pd.DataFrame) -> Iterator[str]:
    """How it was found, and what was missing."""
    groups = groups_of(study)
    confidence, others = study.says.confidence, max(len(group.points) for group in groups) - 1
    yield (
        f"{replications} replications of each way to run. Means have t intervals of {percent(confidence)} (Student 1908)"
        + ("; one replication has none." if replications == 1 else ".")
    )
    if others:
        each = percent(1 - (1 - confidence) / others)
        yield (
            "Differences are paired, replication by replication, since all ways to run met the same luck"
            + (
                f"; with {each} each the {others} of a figure hold together with {percent(confidence)} (Bonferroni)"
                if others > 1
                else ""
            )
            + ". There is no correction for the number of figures"
            + (f", nor for the {len(groups)} groups" if len(groups) > 1 else "")
            + " that are looked at."
        )
    yield declared(study)
    yield from missing(study, seen, table)


def _sampled(study: Study, seen: Seen, replications: int, table: pd.DataFrame) -> Iterator[str]:
    """How a sample was run, and what it does not say."""
    yield (
        f"{replications} replications of each way to run. The ways to run are a sample of what the factors may be: none of them is what others are held "
        f"against. Means have t intervals of {percent(study.says.confidence)} each (Student 1908); the least and the greatest of many means "
        "lie a little further out than in truth, since luck is among what made them so."
    )
    yield "Which factors matter, and how much of what differs is luck, is for a section 'sensitivity' to tell."
    yield declared(study)
    yield from missing(study, seen, table)


def declared(study: Study) -> str:
    """Whether a run is looked at from its start or in its steady state."""
    scenario = study.scenario(study.points[0])
    if scenario.warm_up > 0:
        return f"Declared steady state: of runs of {span(scenario.horizon)} the first {span(scenario.warm_up)} are left out of the figures."
    return f"Terminating: runs of {span(scenario.horizon)} are looked at from their start, and nothing is left out."


def missing(study: Study, seen: Seen, table: pd.DataFrame) -> Iterator[str]:
    """Figures that no way to run has, or that some replications lack."""
    asked = {point.name: seen.count(point) for point in study.points}
    for figure, rows in table.groupby("figure", sort=False):
        gaps = [(asked[row["policy"]] - row["replications"], row) for row in rows.to_dict("records")]
        lacking, least = max(gaps, key=lambda gap: gap[0])
        if not rows["replications"].any():
            yield f"'{figure}' has no data anywhere; where it is a family of figures, one of them is named like 'time_to_restoration.p95'."
        elif lacking:
            yield (
                f"'{figure}' has data in {least['replications']} of {asked[least['policy']]} replications at '{least['policy']}'; "
                "the others are left out."
            )
