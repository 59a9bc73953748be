"""Can channels win the customers that they are to win?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sim.nature.travel import Matrix
from sim.scenario.assets import Site
from sim.scenario.channels import Channel
from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario
from sim.scenario.tree import Path

MOST_PROSPECTS = 100_000
_WHEN = ("signed_before", "age", "enters", "leaves")


def check_channels(scenario: Scenario) -> Iterator[Finding]:
    """Faults of channels; what is wrong with their customers as sites is found by the checks of sites."""
    for name, channel in scenario.channels.items():
        path = ("channels", name)
        if not channel.prospects.overlapping:
            yield Finding(
                (*path, "prospects"),
                f"prospects come as a stream, such as 'poisson: 12 /y'; '{channel.prospects.word}' is a law of faults",
            )
        if channel.customer.offer is None:
            yield Finding((*path, "customer"), "what does he sign? Add 'offer'")
        expected = (channel.prospects.mean_rate or 0.0) * scenario.horizon
        if expected > MOST_PROSPECTS:
            yield Finding(
                (*path, "prospects"), f"about {expected:,.0f} prospects in one run are too many; at most {MOST_PROSPECTS:,}"
            )
        yield from _customer(scenario, name, channel)
        taken = [site for site in scenario.sites if re.fullmatch(re.escape(name) + r"-[1-9]\d*", site)]
        if taken or scenario.sites.get(name, Site(assets={})).customers > 1:
            yield Finding(path, f"its customers are called '{name}-1' and so on, and so are sites that are there already")


def _customer(scenario: Scenario, name: str, channel: Channel) -> Iterator[Finding]:
    customer, path = channel.customer, ("channels", name, "customer")
    for key in _WHEN:
        if key in customer.model_fields_set and getattr(customer, key) != Site.model_fields[key].default:
            yield Finding((*path, key), "his machines are new, and come when he has signed: state 'delay' of the channel")
    if customer.customers > 1:
        yield Finding((*path, "customers"), "each prospect is one customer; state how many come by 'prospects'")
    if not sum(customer.assets.values()):
        yield Finding((*path, "assets"), "who has no machines is nobody's customer; expected at least one")
    for kind in customer.assets:
        if kind in scenario.asset_types and scenario.asset_types[kind].leaves is not None:
            yield Finding(
                (*path, "assets", kind),
                f"'{kind}' is taken away at a time that counts from the start of the run; machines that are sold later want a type without 'leaves'",
            )
    if isinstance(scenario.travel, Matrix):
        yield Finding(
            path, "a matrix says how far it is to known sites, not to new customers; state their place and another law of travel"
        )


def with_examples(scenario: Scenario, check: Callable[[Scenario], Iterable[Finding]]) -> list[Finding]:
    """What a check of sites finds where each channel has won one customer."""
    if not scenario.channels or isinstance(scenario.travel, Matrix):
        return list(check(scenario))
    channel_of = {f"{name}-1": name for name in scenario.channels if f"{name}-1" not in scenario.sites}
    won = {site: scenario.channels[name].customer for site, name in channel_of.items()}

    def stated(path: Path) -> Path:
        if len(path) > 1 and path[0] == "sites" and path[1] in channel_of:
            return ("channels", channel_of[str(path[1])], "customer", *path[2:])
        return path

    larger = scenario.model_copy(update={"sites": {**scenario.sites, **won}})
    return [Finding(stated(path), message, suggestion) for path, message, suggestion in check(larger)]
