"""Talking in the chat's window as a customer does in Romanian, and answering chats as an agent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.journeys.visitor import Visitor

DESK = "/desk/agent/chats/"
PERSON = "vreau un om"
INSTANT = re.compile(r"\d{1,2} \w+( \d{4})?(,| la)? \d{2}:\d{2}")


def open_window(page: Page) -> None:
    """Open the window where it is not open."""
    if page.locator("amiabil-chat .panel").is_hidden():
        page.locator("amiabil-chat .launcher").click()
    expect(page.locator("#message")).to_be_visible()


def say(page: Page, text: str) -> None:
    """Write and send."""
    page.locator("#message").fill(text)
    page.keyboard.press("Enter")


def ask(page: Page, text: str) -> str:
    """What the assistant answers, with its cards."""
    answers = page.locator("amiabil-chat .msg.program")
    before = answers.count()
    say(page, text)
    expect(answers).to_have_count(before + 1, timeout=60_000)
    return answers.last.inner_text()


def signs_in(visitor: Visitor, subject: str) -> None:
    """Come in from the marketplace, to one's orders."""
    visitor.enter({"sub": subject, "role": "buyer", "locale": "ro"}, "/ro/orders/")


# ---- at the desk ------------------------------------------------------------------------------


@contextmanager
def on_shift(raluca: Visitor) -> Iterator[Visitor]:
    """Raluca comes to the desk and takes chats while the body runs; a chat that is still open then is ended."""
    raluca.enter_staff("raluca", DESK)
    _shift(raluca.page, "on")
    yield raluca
    ending = raluca.page.locator('form[action$="/end"]')
    if ending.count():
        with raluca.page.expect_navigation():
            ending.evaluate("form => form.submit()")
    _shift(raluca.page, "off")


def _shift(desk: Page, state: str) -> None:
    desk.goto(DESK)
    radio = desk.locator(f"input[type=radio][name=state][value={state}]")
    with desk.expect_navigation():
        radio.evaluate("one => { one.checked = true; one.form.submit(); }")
    expect(radio).to_be_checked()


def accept(desk: Page, text: str = "", *, reference: str = "C-") -> None:
    """Take the chat that says so or has this reference, and no other."""
    desk.goto(DESK)
    desk.locator(f'a[href*="{DESK}{reference}"]', has_text=text).first.click()
    desk.locator('form[action$="/accept"] button').click()
    expect(desk.locator("#answer")).to_be_visible()


def answer(desk: Page, text: str) -> None:
    """Write to the customer."""
    desk.locator("#answer textarea[name=text]").fill(text)
    desk.locator("#answer textarea[name=text]").press("Control+Enter")
    expect(desk.locator("[data-case-history]")).to_contain_text(text)


def hand_back(desk: Page) -> None:
    """Give the chat back to the assistant."""
    desk.locator("#act-give").click()
    with desk.expect_navigation():
        desk.locator('button[formaction$="/assistant"]').click()
