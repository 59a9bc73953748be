"""How random tests draw: the same examples every time, unless one hunts.

`FIRSTFIX_EXAMPLES=2000 pytest tests/property` hunts with fresh luck, and makes what it finds small. Without it a failure is shown as it
was met: making a whole scenario small takes minutes.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_HUNT = os.environ.get("FIRSTFIX_EXAMPLES")


def examples(usual: int) -> settings:
    """So many examples, or as many as the hunt asks for."""
    return settings(
        max_examples=int(_HUNT or usual),
        derandomize=not _HUNT,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=list(Phase) if _HUNT else [Phase.explicit, Phase.generate],
    )
