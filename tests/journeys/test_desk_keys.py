"""A desk by single keys: they step, open and lead, are silent while somebody types, and can be turned off."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Meet
from tests.journeys.visitor import Visitor

SHEET = "dialog[data-keys]"


def lines(page: Page) -> list[str]:
    """The addresses of the cases of a list."""
    return [str(one.get_attribute("href")) for one in page.locator("[data-keys-list] a.main").all()]


def has_focus(page: Page, address: str) -> bool:
    found: bool = page.locator(f'[data-keys-list] a.main[href="{address}"]').evaluate(
        "one => one === document.activeElement"
    )
    return found


def open_case(visitor: Visitor, show: str) -> bool:
    """Open the first case of a part of the mediator's list with the keys; False where the part is empty."""
    visitor.goto(f"/desk/mediator/{show}")
    if not lines(visitor.page):
        return False
    visitor.page.keyboard.press("j")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(re.compile("/cases/"))
    return True


def test_the_list_and_the_cases_are_walked_with_j_and_k(meet: Meet, language: str) -> None:
    agent = meet(language)
    agent.enter_staff("raluca", "/desk/agent/cases/")
    page = agent.page
    first, second, *_ = lines(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert has_focus(page, second)
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert has_focus(page, first), "k does not leave the list"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")
    page.keyboard.press("j")
    page.wait_for_url(f"**{second}")
    page.keyboard.press("r")
    expect(page.locator("#field-text")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#field-text")).to_have_value("jk?")
    expect(page.locator(f"{SHEET}[open]")).to_have_count(0)
    page.locator("#field-text").fill("")


def test_the_sheet_names_what_is_possible_here_and_turns_the_keys_off(meet: Meet, language: str) -> None:
    mediator = meet(language)
    mediator.enter_staff("tudor", "/desk/mediator/")
    page = mediator.page
    page.keyboard.press("?")
    expect(page.locator(f"{SHEET} .dialog-title")).to_be_focused()
    expect(page.locator(f"{SHEET} [data-key=d]")).to_be_hidden()
    page.keyboard.press("Escape")
    assert open_case(mediator, "") or open_case(mediator, "?show=waiting")
    page.keyboard.press("?")
    expect(page.locator(f"{SHEET} [data-key=d]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#sheet-title")).to_be_focused()
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.locator(f"{SHEET} [data-keep]").click()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator(f"{SHEET}[open]")).to_have_count(0)
    page.locator("details.me > summary").click()
    page.locator("[data-keys-open]").click()
    expect(page.locator("[data-keys-on]")).not_to_be_checked()
