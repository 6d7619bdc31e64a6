"""The forms for whoever has no account, a request and a report: read by axe, refused and sent with the keys alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from amiabil.ui.public_forms import LEAST
from tests.journeys.conftest import Meet
from tests.journeys.test_keyboard import follow, reach
from tests.journeys.test_pages import check, check_here
from tests.journeys.visitor import Visitor

WORDS = {
    "ro": ("O întrebare despre lampă", "Ce bec se potrivește?", "Nu are dovada siguranței."),
    "en": ("A question about the lamp", "Which bulb fits?", "There is no proof that it is safe."),
}


def write(page: Page, name: str, words: str) -> None:
    """Reach a field with the keys and write into it."""
    reach(page, page.locator(f'form[data-guard] [name="{name}"]').first)
    page.keyboard.type(words)


def send(page: Page) -> None:
    """Reach the one main button with the keys and press it."""
    follow(page, page.locator("form[data-guard] .phone-full > button.btn-primary"))


def shown_long_enough(page: Page) -> None:
    """Wait until the form is as old as one that a person sends."""
    while page.evaluate("performance.now()") < LEAST.total_seconds() * 1000 + 100:
        expect(page.locator("form[data-guard]").first).to_be_visible()


def refused(visitor: Visitor) -> None:
    """Sent empty, each fault is named at the top and leads to its field; the page is as good as before.

    What comes faster than anybody writes is not read at all.
    """
    visitor.complaints.expected.add(422)
    shown_long_enough(visitor.page)
    send(visitor.page)
    summary = visitor.page.locator(".error-summary, [data-error-summary]").first
    expect(summary).to_be_visible()
    assert summary.locator("a[href^='#']").count() > 1
    check_here(visitor)


def test_a_request_without_an_account(meet: Meet, name: str, language: str) -> None:
    subject, text, _report = WORDS[language]
    visitor = meet(language)
    check(visitor, [f"/{language}/request/"])
    page = visitor.page
    visitor.goto(f"/{language}/request/")
    follow(page, page.locator(f'main a[href^="/{language}/request/"]').last)
    page.wait_for_url(re.compile(f"/{language}/request/\\w+"))
    check(visitor, [page.url])
    refused(visitor)
    write(page, "subject", subject)
    write(page, "text", text)
    write(page, "name", "Ana")
    write(page, "email", f"{name}@example.org")
    send(page)
    expect(page.locator("main")).to_contain_text(f"{name}@example.org")
    check_here(visitor)


def test_a_report_without_an_account(meet: Meet, name: str, language: str) -> None:
    visitor = meet(language)
    check(visitor, [f"/{language}/report/"])
    page = visitor.page
    refused(visitor)
    for choice in ("target", "category"):
        reach(page, page.locator(f"input[name={choice}]").first)
        page.keyboard.press("Space")
        if choice == "target":
            write(page, "place", f"https://shop.example/{name}")
    write(page, "text", WORDS[language][2])
    write(page, "name", "Ana")
    write(page, "email", f"{name}@example.org")
    reach(page, page.locator("input[name=good_faith]"))
    page.keyboard.press("Space")
    send(page)
    expect(page.locator("main")).to_contain_text("T-")
    check_here(visitor)
