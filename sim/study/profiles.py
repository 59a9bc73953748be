"""Profiles of a study: tables over time or place, averaged over the replications of each policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sim.study.outcome import Outcome


def mean_profiles(outcomes: Iterable[Outcome]) -> dict[str, pd.DataFrame]:
    """Profile name -> one table for all policies, with the column `policy` in front.

    Numbers are averaged over the replications key by key (week, site, cause, ...), missing ones left out.
    """
    import pandas as pd

    from sim.kpi.profiles import PROFILES

    gathered: dict[str, list[pd.DataFrame]] = {}
    for outcome in outcomes:
        for name, profile in outcome.profiles.items():
            labelled = profile.copy()
            labelled.insert(0, "policy", outcome.policy)
            gathered.setdefault(name, []).append(labelled)
    means = {}
    for name, profiles in gathered.items():
        keys = ["policy", *PROFILES[name][1]]
        every = pd.concat(profiles, ignore_index=True)
        groups = every.groupby(keys, sort=False, dropna=False, observed=True)
        means[name] = groups.mean().reset_index() if len(every.columns) > len(keys) else every.drop_duplicates(ignore_index=True)
    return means
