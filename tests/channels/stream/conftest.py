"""Push processes for the tests of this folder, on the PostgreSQL server of the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from amiabil.server.bus import as_url
from tests import database
from tests.channels.stream.processes import PushProcess


@pytest.fixture(scope="session")
def bus_url(pytestconfig: pytest.Config) -> str:
    """The PostgreSQL server of this run as a bus; any of its databases will do."""
    if "DATABASE_URL" in os.environ:
        return os.environ["DATABASE_URL"]
    if os.environ.get("TESTS_STATE_OF") == str(os.getpid()):
        database.start()
    return as_url({"USER": "", "PASSWORD": "", "OPTIONS": {}, **database.address(), "NAME": "postgres"})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, bus_url: str) -> Iterator[PushProcess]:
    """A push process for the tests of one file that neither end it nor count its events."""
    process = PushProcess(tmp_path_factory.mktemp("push"), bus_url)
    try:
        yield process
    finally:
        process.stop()


@pytest.fixture
def push(tmp_path: Path, bus_url: str) -> Iterator[PushProcess]:
    """A push process of this test alone."""
    process = PushProcess(tmp_path, bus_url)
    try:
        yield process
    finally:
        process.stop()
