"""Territories: who works outside his own was sent there to help, and only where enough orders waited."""

from __future__ import annotations

import numpy as np

from sim.audit.findings import say
from sim.records import TRIPS
from sim.results import Array, Tables

TURNED_ROUND = TRIPS.index("turned round")


def check(tables: Tables) -> list[str]:
    """All findings about territories."""
    return [*_sent(tables), *_wanted(tables)]


def _sent(tables: Tables) -> list[str]:
    """Each visit outside the territories of a technician has its row in `helped`, and the other way round."""
    visits, helped, trips = tables.raw("visits"), tables.raw("helped"), tables.raw("trips")
    foreign = ~_serves(tables, visits["technician"], visits["site"])
    told = set(zip(helped["technician"].tolist(), helped["site"].tolist(), helped["at"].tolist(), strict=True))
    untold = np.array(
        [row not in told for row in zip(*(visits[each].tolist() for each in ("technician", "site", "dispatched")), strict=True)],
        dtype=bool,
    )
    turned = trips["trip"] == TURNED_ROUND
    made = {*zip(visits["technician"].tolist(), visits["dispatched"].tolist(), strict=True)}
    made |= {*zip(trips["technician"][turned].tolist(), trips["begin"][turned].tolist(), strict=True)}
    never = np.array(
        [row not in made for row in zip(helped["technician"].tolist(), helped["at"].tolist(), strict=True)], dtype=bool
    )
    return [
        *say(
            foreign & untold,
            "a technician worked outside his territories, and nobody sent him to help",
            lambda row: f"visit {visits['visit'][row]}",
        ),
        *say(
            never | _serves(tables, helped["technician"], helped["site"]),
            "a technician was sent to help who never went, or who serves the territory anyway",
            lambda row: tables.names("technician")[helped["technician"][row]],
        ),
    ]


def _wanted(tables: Tables) -> list[str]:
    """Helpers come from so many waiting orders on as is stated, and no more orders wait than calls are open."""
    helped, calls = tables.raw("helped"), tables.raw("calls")
    if not len(helped):
        return []
    least = tables.by_code("technician", "helps_from")[helped["technician"]]
    region = np.array(tables.labels_by_code("site", "region"), dtype=object)
    restored = np.where(np.isnan(calls["restored"]), np.inf, calls["restored"])
    open_then = np.array(
        [
            np.sum((region[calls["site"]] == region[site]) & (calls["fault"] <= at) & (restored >= at))
            for site, at in zip(helped["site"].tolist(), helped["at"].tolist(), strict=True)
        ]
    )

    def show(row: int) -> str:
        return f"{tables.names('technician')[helped['technician'][row]]} at {helped['at'][row]:.2f} h"

    return [
        *say(~(helped["waiting"] >= least), "a technician was sent to help where too few orders waited", show),
        *say(helped["waiting"] > open_then, "more orders waited in a territory than calls were open there", show),
    ]


def _serves(tables: Tables, technician: Array, site: Array) -> Array:
    """Whether each site lies in a territory that the technician serves."""
    served = [set(filter(None, names.split(", "))) for names in tables.labels_by_code("technician", "regions")]
    regions = tables.labels_by_code("site", "region")
    found: Array = np.array(
        [not served[who] or regions[where] in served[who] for who, where in zip(technician.tolist(), site.tolist(), strict=True)],
        dtype=bool,
    )
    return found
