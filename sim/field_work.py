"""Visits of our own people and of partners', as one table. A function of tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.results import Array, Tables


@dataclass(frozen=True)
class FieldWork:
    """Columns of all visits: ours first, then those of partners."""

    call: Array
    number: Array
    """1 for the first visit of the call"""
    asked: Array
    begin: Array
    """a technician was sent; a partner's people have arrived, since their way is no business of ours (empty until then)"""
    end: Array
    travel: Array
    waiting: Array
    work: Array
    outcome: Array
    partner: Array
    """code; −1 for our own"""


def field_work(tables: Tables) -> FieldWork:
    """Every visit of the run; use `tables.once(field_work)`."""
    own, theirs = tables.raw("visits"), tables.raw("partner_visits")
    left = np.where(np.isnan(theirs["left"]), tables.horizon, theirs["left"])
    nothing = np.zeros(len(theirs))
    columns = {name: np.concatenate([own[name], theirs[name]]) for name in ("call", "number", "asked", "outcome")}
    return FieldWork(
        **columns,
        begin=np.concatenate([own["dispatched"], theirs["arrived"]]),
        end=np.concatenate([own["left"], theirs["left"]]),
        travel=np.concatenate([own["travel"], nothing]),
        waiting=np.concatenate([own["waiting"], nothing]),
        work=np.concatenate([own["work"], np.nan_to_num(left - theirs["arrived"])]),
        partner=np.concatenate([np.full(len(own), -1), theirs["partner"]]),
    )
