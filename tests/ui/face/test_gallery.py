"""The gallery in a browser: without findings of axe, without sideways scroll, and what the modules promise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

VIEWS = [
    ("wide", 1440, "ro", "light", ""),
    ("phone", 390, "ro", "light", ""),
    ("dark", 1440, "ro", "dark", ""),
    ("phone dark", 390, "en", "dark", ""),
    ("mirrored", 1440, "ar-xb", "light", ""),
    ("mirrored phone", 390, "ar-xb", "dark", ""),
    ("long", 390, "en-xa", "light", ""),
    ("desk", 1440, "en", "light", "?frame=desk"),
    ("desk dark", 1440, "ro", "dark", "?frame=desk"),
    ("desk on a phone", 390, "ro", "light", "?frame=desk"),
    ("question", 390, "ro", "light", "?dialog=1"),
    ("smallest", 320, "ro", "light", ""),
    ("smallest long", 320, "en-xa", "light", "?frame=desk"),
]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    # Waiting for a condition evaluates it; the policy itself is tried in test_no_findings.
    opened = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    context.add_cookies([{"name": "amiabil_language", "value": "en", "url": address}])
    opened = context.new_page()
    opened.goto(f"{address}/look/gallery/")
    opened.wait_for_load_state("networkidle")
    return opened


@pytest.mark.parametrize("view", VIEWS, ids=[view[0] for view in VIEWS])
def test_no_findings(browser: Browser, address: str, view: tuple[str, int, str, str, str]) -> None:
    _, width, language, scheme, query = view
    opened = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    opened.add_cookies([{"name": "amiabil_language", "value": language, "url": address}])
    page = opened.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/look/gallery/{query}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        "sideways"
    )
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert complaints == [], "the policy of content and the modules are content"
    opened.close()


def test_the_page_works_without_scripts(browser: Browser, address: str) -> None:
    opened = browser.new_context(java_script_enabled=False)
    page = opened.new_page()
    page.goto(f"{address}/look/gallery/")
    assert page.locator(".deadline .left").first.is_visible()
    page.locator(".topbar details.menu summary").click()
    assert page.locator(".topbar .menu-body").is_visible()
    page.locator(".topbar [data-theme-form] button[value=dark]").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    opened.close()


def test_the_dialog_asks_and_esc_keeps(page: Page) -> None:
    opener = page.locator("[data-opens=gallery-dialog]")
    opener.click()
    dialog = page.locator("#gallery-dialog")
    assert dialog.is_visible()
    assert page.evaluate("document.activeElement.className") == "dialog-title"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.dataset.opens") == "gallery-dialog"
    opener.click()
    page.locator("#gallery-dialog [data-keep]").click()
    assert not dialog.is_visible()


def test_the_theme_changes_without_a_reload(page: Page) -> None:
    page.locator(".topbar details.menu summary").click()
    page.evaluate("window.stayed = true")
    page.locator(".topbar [data-theme-form] button[value=dark]").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.evaluate("window.stayed") is True
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark", "the server knows it now"


def test_a_menu_closes_on_escape(page: Page) -> None:
    page.locator(".topbar details.menu summary").click()
    page.keyboard.press("Escape")
    assert not page.locator(".topbar .menu-body").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_draft_is_kept_and_restored_with_its_id(page: Page) -> None:
    box = page.locator("[data-composer] textarea")
    first = page.locator("[data-composer] [name=message_id]").input_value()
    box.fill("Half a thought")
    page.wait_for_function("localStorage.getItem('amiabil:draft:gallery') !== null")
    page.reload()
    page.wait_for_function("document.querySelector('[data-composer] textarea').value === 'Half a thought'")
    assert page.locator("[data-composer] [name=message_id]").input_value() == first


def test_a_message_written_offline_waits_and_goes(page: Page, context: BrowserContext) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    context.set_offline(True)
    page.wait_for_function("!document.querySelector('[data-offline]').hidden")
    page.locator("[data-composer] textarea").fill("Written in a tunnel")
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "JSON.parse(localStorage.getItem('amiabil:draft:gallery') ?? '{}').waiting === true"
    )
    assert sent == []
    # Waited for to its end: a browser closed in the middle of a change of page may never say that it closed.
    with (
        page.expect_navigation(wait_until="load"),
        page.expect_request(lambda request: request.method == "POST") as request,
    ):
        context.set_offline(False)
    assert "Written" in (request.value.post_data or "")


def test_a_closed_audience_changes_the_ground(page: Page) -> None:
    form = page.locator("[data-composer]")
    assert "composer-closed" not in (form.get_attribute("class") or "")
    page.locator("[data-audience]").select_option(index=1)
    assert "composer-closed" in (form.get_attribute("class") or "")


def test_a_form_is_sent_once_by_two_presses_and_never_dead(page: Page) -> None:
    refused = page.evaluate(
        """() => {
          const seen = [];
          document.addEventListener("submit", (event) => {
            seen.push(event.defaultPrevented);
            event.preventDefault();
          });
          const form = document.createElement("form");
          form.method = "post";
          document.body.append(form);
          form.requestSubmit();
          form.requestSubmit();
          dispatchEvent(new Event("pageshow"));
          form.requestSubmit();
          return seen;
        }"""
    )
    assert refused == [False, True, False], "the second press is stopped; back on the page it goes again"


def test_the_viewer_shows_two_side_by_side(page: Page) -> None:
    page.locator("a[data-tile=image]").first.click()
    viewer = page.locator("#evidence dialog[data-viewer]")
    assert viewer.is_visible()
    assert viewer.locator("figure").count() == 1
    page.keyboard.press("ArrowRight")
    assert "Lamp on the table" in viewer.locator("figcaption").inner_text()
    viewer.locator("[data-do=beside]").click()
    assert viewer.locator("figure").count() == 2
    viewer.locator("[data-do=closer]").click()
    assert viewer.locator(".zoom-1").count() == 2
    page.keyboard.press("Escape")
    assert not viewer.is_visible()
    assert page.evaluate("document.activeElement.dataset.tile") == "image"


def test_the_countdown_counts_and_speaks_twice(browser: Browser, address: str) -> None:
    opened = browser.new_context()
    opened.add_cookies([{"name": "amiabil_language", "value": "ro", "url": address}])
    page = opened.new_page()
    page.clock.install(time=datetime(2026, 11, 17, 21, 58, 30, tzinfo=UTC))
    page.goto(f"{address}/look/gallery/")
    page.evaluate(
        """() => document.querySelectorAll("[data-countdown]").forEach((card) => {
             if (!card.closest("[data-turn]")) card.remove();
           })"""
    )
    card = page.locator("[data-turn] [data-countdown]")
    assert card.get_attribute("data-due") == "2026-11-19T22:00:00Z"
    page.clock.run_for(60_000)
    assert card.locator("[data-left]").inner_text().split() == ["2", "zile"]
    page.clock.run_for((24 * 60 + 1) * 60_000)
    said = page.locator("[data-live-region]")
    assert said.inner_text() == "Mai sunt 24 de ore."
    assert "last" in (card.get_attribute("class") or "")
    page.clock.run_for(60 * 60 * 1000)
    assert card.locator("[data-left]").inner_text().split() == ["22", "de", "ore", "59", "min"]
    opened.close()
