"""The scripts of the pages in a real browser, against a real push process that is killed under them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from amiabil.foundation.grants import UploadGrant, case_channel, upload_token
from amiabil.gateways.files import FileKey, FileKind, FolderFiles
from tests.browser import installed_chromium
from tests.channels.stream.pages import Site
from tests.channels.stream.processes import PushProcess

CHANNEL = case_channel(uuid4(), "buyer")
PART = 1_000_000

STREAM_PAGE = """<!doctype html><html lang="en"><title>live</title>
<main data-stream-token-url="/token" data-poll-url="/poll" data-version="1">
<p role="status" data-stream-status data-text-away="News come late" data-text-ended="Sign in again"></p></main>
<script>
window.heard = [];
document.body.addEventListener("amiabil:event", (event) => window.heard.push(event.detail));
</script><script type="module" src="/js/stream.js"></script>"""

BACK_ONLINE = """() => {
  window.dispatchEvent(new Event("online"));
  return document.querySelector("[role=status]").textContent === "";
}"""
"""Calls the page back as a network that returns does, instead of waiting for its next try."""

UPLOAD_PAGE = """<!doctype html><html lang="en"><title>files</title>
<form action="/" method="get"><input type="hidden" name="csrfmiddlewaretoken" value="x">
<div data-upload data-start-url="/start" data-name="files" data-limit-bytes="5000000" data-text-sending="Sending"
  data-text-waiting="Trying again" data-text-done="Arrived" data-text-failed="Not sent"
  data-text-too-large="Larger than 5 MB" data-text-hold="Sent as soon as the files are there">
<input type="file" name="files" multiple data-upload-input aria-label="Files">
<ul data-upload-list></ul><p role="status" data-upload-status></p>
<template data-upload-row><li><span data-upload-name></span><progress data-upload-progress max="1"></progress>
<span data-upload-state></span><button type="button" data-upload-cancel>Remove</button>
<button type="button" data-upload-retry hidden>Try again</button></li></template>
</div><button>Send</button></form>
<script type="module" src="/js/upload.js"></script>"""


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def push(tmp_path: Path, bus_url: str, site: Site) -> Iterator[PushProcess]:
    process = PushProcess(tmp_path, bus_url, origin=site.origin)
    yield process
    process.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        yield page
        browser.close()


def heard(page: Page, count: int) -> list[dict[str, Any]]:
    page.wait_for_function(f"window.heard.length >= {count}", timeout=20_000)
    found: list[dict[str, Any]] = page.evaluate("window.heard")
    return found


def test_a_page_hears_everything_although_push_is_killed(page: Page, push: PushProcess, site: Site) -> None:
    stream = f"http://127.0.0.1:{push.port}/stream/v1"
    version = {"version": 1}
    site.routes["/token"] = lambda: (200, {"token": push.token(CHANNEL), "url": stream})
    site.routes["/poll"] = lambda: (200, version)
    site.page = STREAM_PAGE
    push.say(1, 1, CHANNEL)
    page.goto(site.origin)
    while push.metric("streams") < 1:
        page.wait_for_timeout(20)
    push.say(2, 3, CHANNEL)
    assert [event["stream_seq"] for event in heard(page, 2)] == [2, 3]

    push.kill()
    version["version"] = 2  # something happens, and only a poll can tell
    expect(page.get_by_role("status")).to_have_text("News come late", timeout=20_000)
    assert heard(page, 3)[2] == {"type": "changed", "version": "2"}

    push.start()
    page.wait_for_function(BACK_ONLINE, timeout=30_000)
    assert heard(page, 4)[3]["type"] == "changed"  # the new process does not remember: fetch
    push.say(9, 9, CHANNEL)
    assert heard(page, 5)[4]["stream_seq"] == 9


def test_a_reader_without_the_right_is_told_and_asks_no_more(
    page: Page, push: PushProcess, site: Site
) -> None:
    asked: list[int] = []

    def refused() -> tuple[int, dict[str, Any]]:
        asked.append(1)
        return 403, {}

    site.routes["/token"], site.page = refused, STREAM_PAGE
    page.goto(site.origin)
    expect(page.get_by_role("status")).to_have_text("Sign in again")
    assert len(asked) == 1


class Web:
    """The addresses of ``ui/uploads.py`` for one test: uploads announced by their order."""

    def __init__(self, push: PushProcess, site: Site, sizes: list[int]) -> None:
        self.push, self.site = push, site
        self.grants = [
            UploadGrant(uuid4(), uuid4(), size, min(PART, size), -(-size // PART)) for size in sizes
        ]
        self._begun = iter(self.grants)
        site.routes["/start"] = lambda: (201, self._way(next(self._begun)))
        for grant in self.grants:
            site.routes[f"/{grant.upload}/renew"] = lambda g=grant: (200, self._way(g))
            site.routes[f"/{grant.upload}/finish"] = lambda g=grant: (200, {"file": {"id": str(g.upload)}})
            site.routes[f"/{grant.upload}/discard"] = lambda: (200, {})

    def _way(self, grant: UploadGrant) -> dict[str, Any]:
        return {
            "push": f"http://127.0.0.1:{self.push.port}/upload/v1/{grant.upload}",
            "token": upload_token(grant, key=self.push.key, now=datetime.now(UTC)),
            "part_size": grant.part_size,
            "parts": grant.parts,
            **{step: f"/{grant.upload}/{step}" for step in ("finish", "renew", "discard")},
        }

    def arrived(self, number: int) -> bytes:
        """SHA-256 of what push has of an upload."""
        grant = self.grants[number]
        key = FileKey(FileKind.EVIDENCE, uuid4(), grant.upload)
        return FolderFiles(self.push.home / "files").assemble(grant.upload, key, parts=grant.parts).sha256


def test_files_arrive_although_push_is_killed_under_them(
    page: Page, push: PushProcess, site: Site, tmp_path: Path
) -> None:
    first, second = tmp_path / "dent.jpg", tmp_path / "box.jpg"
    first.write_bytes(os.urandom(3_500_000))
    second.write_bytes(os.urandom(10))
    web = Web(push, site, [3_500_000, 10])
    site.page = UPLOAD_PAGE
    page.goto(site.origin)
    push.kill()
    page.get_by_label("Files").set_input_files([first, second])
    expect(page.locator("[data-upload-state]").first).to_have_text("Trying again")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text("Sent as soon as the files are there")
    push.start()
    page.wait_for_url("**/?*files=*", timeout=30_000)
    assert page.url.count("files=") == 2
    for number, path in enumerate((first, second)):
        assert web.arrived(number) == hashlib.sha256(path.read_bytes()).digest()


def test_a_file_that_is_too_large_is_told_and_a_file_can_be_taken_back(
    page: Page, push: PushProcess, site: Site, tmp_path: Path
) -> None:
    large, small = tmp_path / "film.mp4", tmp_path / "dent.jpg"
    large.write_bytes(b"x" * 5_000_001)
    small.write_bytes(b"x")
    Web(push, site, [1])
    site.page = UPLOAD_PAGE
    page.goto(site.origin)
    page.get_by_label("Files").set_input_files([large, small])
    states = page.locator("[data-upload-state]")
    expect(states).to_have_text(["Larger than 5 MB", "Arrived"])
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("button", name="Remove").nth(1).click()
    expect(page.locator("input[name=files]")).to_have_count(0)
    expect(states).to_have_count(1)
