"""The desks at a fixed day: three days into the stories of ``tests.desks.stories``."""

from __future__ import annotations

import pytest

from amiabil.records import clock
from tests.factories import World, later, make_world


@pytest.fixture(autouse=True)
def at_three_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read on Saturday, 10 October 2026, at 10:15 in Bucharest."""
    monkeypatch.setattr(clock, "now", lambda: later(days=3))


@pytest.fixture
def world() -> World:
    """A buyer, a shop with one member who may do everything, and an order with a lamp."""
    return make_world()
