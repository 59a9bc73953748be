"""Do partners make sense: is there work for them, and does somebody do what they do not?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding, dangling
from sim.scenario.partners import Partner
from sim.scenario.spec import Scenario


def check_partners(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about partners."""
    regions = {site.region for site in scenario.sites.values() if site.region is not None}
    skills = scenario.every_skill()
    for name, partner in scenario.partners.items():
        path = ("partners", name)
        for index, region in enumerate(partner.regions):
            fault = dangling((*path, "regions", index), "site in region", region, regions)
            if fault:
                yield fault
        for skill in partner.skills or ():
            fault = dangling((*path, "skills", skill), "skill", skill, skills)
            if fault:
                yield fault
        if partner.takes == "all" and partner.after > 0:
            yield Finding(
                (*path, "after"), "it is given its calls at once; to wait for our own people first, add 'takes: waiting'"
            )
        if not any(_serves(scenario, partner, each.region) for each in scenario.sites.values()):
            if partner.hands_back:
                yield Finding((*path, "hands_back"), f"nobody of ours serves the regions of '{name}', so nothing can come back")
            if partner.takes == "busy":
                yield Finding((*path, "takes"), f"nobody of ours serves the regions of '{name}', so nobody is busy; use 'all'")
    if scenario.partners and scenario.sourcing.predicted_parts == "wait_for":
        yield Finding(
            ("sourcing", "predicted_parts"),
            "'wait_for' sets our own parts aside before anybody is sent, and partners bring theirs; use 'take_along' or leave it out",
        )


def _serves(scenario: Scenario, partner: Partner, region: str | None) -> bool:
    """Whether somebody of ours serves a territory of the partner's."""
    if partner.regions and region not in partner.regions:
        return False
    return any(not each.regions or region in each.regions for each in scenario.technicians.values())
