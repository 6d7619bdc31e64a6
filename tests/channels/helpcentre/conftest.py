"""A help centre with the sample articles, and nothing kept from another test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from amiabil.channels.helpcentre import kept, reads
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock
from tests.factories import make_staff
from tests.help_samples import publish_samples


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What pages are made of is asked anew for each look, so that no test waits for a second to pass."""
    monkeypatch.setattr(kept, "FRESH_FOR", 0.0)
    kept.forget()
    yield
    kept.forget()
    reads.forget()


@pytest.fixture
def articles(db: None) -> None:
    publish_samples(clock.now() - timedelta(days=1))


@pytest.fixture
def reader(articles: None) -> Client:
    """Somebody of whom nothing is known."""
    return Client()


@pytest.fixture
def two_operators(db: None) -> tuple[Viewer, Viewer]:
    return make_staff("olga", Role.OPERATOR), make_staff("radu", Role.OPERATOR)
