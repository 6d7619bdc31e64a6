"""One product for the run, a browser for each file of tests, and people who are checked when they leave."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import installed_chromium
from tests.journeys.product import Product, running
from tests.journeys.visitor import Visitor

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
Meet = Callable[..., Visitor]
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The product with its demonstration, started once for all journeys."""
    with running() as product:
        yield product


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed_chromium(), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def meet(product: Product, browser: Browser) -> Iterator[Meet]:
    """Makes people at browsers of their own; what a browser complained about fails the test at its end."""
    met: list[Visitor] = []

    def somebody(language: str, **how: Any) -> Visitor:
        met.append(Visitor(browser, product, language, **how))
        return met[-1]

    yield somebody
    while met:
        met.pop().close()


@pytest.fixture
def name() -> str:
    """A name nobody else in this run has, for orders and people."""
    return secrets.token_hex(4)


@pytest.fixture
def in_turn(request: pytest.FixtureRequest) -> str:
    """One language for each journey, as many in either: for the rarer ways. Every page is read in both (test_pages)."""
    return ("ro", "en")[crc32(request.function.__name__.encode()) % 2]


@pytest.fixture(params=["ro", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Each journey is made in both languages."""
    chosen: str = request.param
    return chosen
