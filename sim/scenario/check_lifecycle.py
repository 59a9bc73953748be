"""Do the ends of parts make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario


def check_lifecycle(scenario: Scenario) -> Iterator[Finding]:
    """Faults of what is said about parts that come to their end."""
    known = all(each.source in (None, *scenario.locations) for each in scenario.locations.values())
    for name, part in scenario.parts.items():
        if part.discontinued is not None and known:
            buyers = [place for place, each in scenario.locations.items() if not each.supplier and scenario.sellers(place, name)]
            if not buyers:
                yield Finding(("parts", name, "discontinued"), f"no location buys '{name}' from a supplier, so nothing ends")
