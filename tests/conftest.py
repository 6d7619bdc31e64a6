"""A real PostgreSQL for every test that asks for one: DATABASE_URL when set, else an embedded server of this run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connections
from pytest_django import Settings

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui import messages
from tests import database, profiles
from tests.gateways.mail_servers import Mailbox, running

profiles.load()

OWNS_RUN = os.environ.get("TESTS_STATE_OF") == str(os.getpid())
"""False in the processes of pytest-xdist: they inherited the state folder."""


def pytest_configure(config: pytest.Config) -> None:
    """With pytest-xdist the server is started before its processes, so that it outlives each of them."""
    if not OWNS_RUN:
        return
    messages.compile_stale()
    if config.getoption("numprocesses", None):
        database.start()


def pytest_collection_finish(session: pytest.Session) -> None:
    """The addresses are put together once and outside the demonstration, whichever test is the first to ask."""
    pure = {"domain", "foundation"}
    if any(not pure & set(item.path.parts) for item in session.items):
        import_module("amiabil.server.urls")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let Django make its test database on the server of this run."""
    if OWNS_RUN:
        database.start()
    connections["default"].settings_dict.update(database.address())


@pytest.fixture(autouse=True)
def _no_stages_measured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is usual is read once in ten minutes: which test meets that statement must not be chance."""
    if request.node.get_closest_marker("django_db") is None and "db" not in request.fixturenames:
        return
    stage_times = import_module("amiabil.records.stage_times")
    stage_times._table.cache_clear()
    with monkeypatch.context() as empty:
        empty.setattr(stage_times.sql, "rows", lambda *_: [])
        stage_times._table(0)
    monkeypatch.setattr(stage_times, "_KEPT_SECONDS", 10**9)


@pytest.fixture(autouse=True)
def _language_of_no_other_test() -> None:
    """A page speaks the language of its reader and leaves it on; the next test must not meet it."""
    if translation := sys.modules.get("django.utils.translation"):
        translation.deactivate()


@pytest.fixture
def raluca() -> Viewer:
    """An agent of the staff."""
    made: Viewer = import_module("tests.factories").make_staff("raluca", Role.AGENT)
    return made


@pytest.fixture
def box(settings: Settings) -> Iterator[Mailbox]:
    """Where the product's mails arrive: a real server, which keeps them."""
    box = Mailbox()
    with running(box) as where:
        settings.AMIABIL_MAIL_URL = f"smtp://{where}"
        yield box


@pytest.fixture
def mails_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails wait for no company; how they are gathered is tested apart."""
    monkeypatch.setattr(import_module("amiabil.jobs.notices"), "GATHER", timedelta())
    monkeypatch.setattr(import_module("amiabil.records.deliveries"), "APART", timedelta())


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that made the state folder ends the server and removes the folder."""
    if OWNS_RUN:
        database.stop()
        shutil.rmtree(os.environ["TESTS_STATE"], ignore_errors=True)
