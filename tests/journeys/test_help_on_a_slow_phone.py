"""Public pages of help on a slow phone: the largest part is there within 1.5 s, nothing jumps, no script is needed.

The profile is that of a cheap telephone on a poor mobile network: four times slower, 1.6 Mbit/s, 150 ms there and back.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Meet
from tests.journeys.visitor import PHONE

PAGES = (
    "help/",
    "help/refund-not-received",
    "help/sections/disputes",
    "help/search?q=banii",
    "help/disputes-and-reports",
    "help/contact-us",
    "help/call-back/ro_call_back",
    "rights/",
)

MOST_LCP_MS = 1500
MOST_CLS = 0.05
TRIES = 3
"""A machine that is busy with other tests is no telephone; the best of some looks is what the page can do."""

_WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.seen.lcp = one.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.cls += one.value;
}).observe({type: "layout-shift", buffered: true});
"""


def _slow(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 150,
            "downloadThroughput": 1.6e6 / 8,
            "uploadThroughput": 750e3 / 8,
        },
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_and_stays(meet: Meet, language: str, path: str) -> None:
    visitor = meet(language, viewport=PHONE)
    visitor.page.goto(f"/{language}/{path}")  # the first look makes the page
    _slow(visitor.page)
    visitor.page.add_init_script(_WATCH)
    looks = []
    for _try in range(TRIES):
        visitor.page.goto(f"/{language}/{path}", wait_until="networkidle")
        looks.append(visitor.page.evaluate("window.seen"))
        assert looks[-1]["cls"] <= MOST_CLS, looks
        if looks[-1]["lcp"] <= MOST_LCP_MS:
            break
    assert 0 < min(one["lcp"] for one in looks) <= MOST_LCP_MS, looks


def test_a_person_is_two_clicks_from_an_article_without_script(meet: Meet, language: str) -> None:
    visitor = meet(language, viewport=PHONE, java_script_enabled=False)
    page = visitor.page
    page.goto(f"/{language}/help/")
    page.locator(".shelves a[href*='/help/refund-not-received']").click()
    page.locator(".reach a").nth(1).click()
    page.wait_for_url(f"**/{language}/request/")
    page.go_back()
    page.locator('button[name="helpful"][value="no"]').click()
    page.locator('input[name="reason"]').first.check()
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/answer?kept=all")
    assert page.locator(".reach a").count() == 3
