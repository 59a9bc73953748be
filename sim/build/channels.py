"""Who signs up during a run: drawn and laid out before it begins, so that the run meets new customers as sites whose machines come later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.build.names import Names, sampler
from sim.nature.durations import Constant
from sim.records import NEVER, NONE, Log
from sim.scenario.spec import Scenario
from sim.streams import FIRST_COVERED, GAP, PROSPECT, WILLING, Luck, name_key, unit


@dataclass(frozen=True, slots=True)
class Prospect:
    """Somebody who is asked whether he signs."""

    channel: str
    number: int
    asked: float
    threshold: float
    """his own luck: he signs where the share of those who do is above it, so that whom a higher price wins a lower one wins, too"""
    signs: bool
    begins: float
    """when his machines are installed, if he signs"""

    @property
    def site(self) -> str:
        """His site, if he signs."""
        return f"{self.channel}-{self.number}"


def prospects(scenario: Scenario, luck: Luck) -> Iterator[Prospect]:
    """All who are asked within the run, channel by channel; neither the price nor the acceptance moves who they are, or when."""
    for name, channel in scenario.channels.items():
        key, until_next, wait = name_key("channel", name), channel.prospects.sampler_from(scenario.start), sampler(channel.delay)
        share = channel.share(scenario.offers[channel.customer.offer].price if channel.customer.offer is not None else 0.0)
        now, number = 0.0, 0
        while True:
            number += 1
            fate = luck.fate(key, number, PROSPECT)
            now = until_next(now, unit(fate, GAP), 0.5)
            if now >= scenario.horizon:
                break
            threshold = unit(fate, WILLING)
            begins = now if wait is None else now + wait(unit(fate, FIRST_COVERED))
            yield Prospect(name, number, now, threshold, threshold < share, begins)


def with_customers(scenario: Scenario, asked: list[Prospect]) -> Scenario:
    """The same scenario with a site for everybody who signs and whose machines come within the run."""
    won = {
        each.site: scenario.channels[each.channel].customer.model_copy(update={"enters": Constant(time=each.begins)})
        for each in asked
        if each.signs and each.begins < scenario.horizon
    }
    return scenario.model_copy(update={"sites": {**scenario.sites, **won}})


def write_prospects(scenario: Scenario, names: Names, log: Log, asked: list[Prospect]) -> None:
    """A row for each, signed or not."""
    for each in asked:
        offer = scenario.channels[each.channel].customer.offer
        log.sign_ups.write(
            names.channel[each.channel],
            each.number,
            each.asked,
            NONE if offer is None else names.offer[offer],
            each.threshold,
            each.signs,
            names.site.get(each.site, NONE) if each.signs else NONE,
            each.begins if each.signs else NEVER,
        )
