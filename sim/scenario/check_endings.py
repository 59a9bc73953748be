"""Does every call end? Work that can never succeed is begun again for ever; where it takes no time, the clock stands still meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.finding import Finding
from sim.scenario.spec import Scenario

_CLOSE = 1e-9
_EXPECTED = "so no call of it would end; expected more than 0 %"


def check_endings(scenario: Scenario) -> Iterator[Finding]:
    """Faults that nobody would ever find, and repairs that would always fail."""
    for name, kind in scenario.asset_types.items():
        path = ("asset_types", name)
        for fault, mode in kind.failures.items():
            where = (*path, "failures", fault)
            if mode.diagnosis_accuracy == 0:
                yield Finding((*where, "diagnosis_accuracy"), f"nobody would ever find '{fault}', {_EXPECTED}")
            if mode.repair_success == 0:
                yield Finding((*where, "repair_success"), f"no repair of '{fault}' would ever pass its test, {_EXPECTED}")
        for fault, row in kind.on_site.confusion.items():
            total = sum(row.values())
            if 1 - _CLOSE <= total <= 1 + _CLOSE:
                yield Finding(
                    (*path, "on_site", "confusion", fault),
                    f"nobody would ever find '{fault}', so no call of it would end; expected shares of less than 100 % together",
                )
    for number, level in scenario.skill_levels.items():
        if level.diagnosis == 0:
            yield Finding(
                ("skill_levels", number, "diagnosis"), "nobody of this level would ever find a fault; expected more than 0 %"
            )
    for name, partner in scenario.partners.items():
        for share, never in (("diagnosis", "find a fault"), ("repair_success", "repair anything")):
            if getattr(partner, share) == 0 and not partner.hands_back:
                yield Finding(
                    ("partners", name, share),
                    f"'{name}' would never {never}, and keep every call; expected more than 0 %, or 'hands_back: true'",
                )
