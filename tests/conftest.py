"""Options and fixtures that all tests share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden figures anew instead of comparing with them")


@pytest.fixture
def renew_golden(request: pytest.FixtureRequest) -> bool:
    """True when golden figures are renewed on purpose (make golden)."""
    return bool(request.config.getoption("--renew-golden"))
