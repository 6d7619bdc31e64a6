"""One chat from a visitor's question to the transcript by mail: assistant, sign-in, own dates, a person, and back."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.chatting import (
    INSTANT,
    PERSON,
    accept,
    answer,
    ask,
    hand_back,
    on_shift,
    open_window,
    say,
)
from tests.journeys.conftest import Meet
from tests.journeys.marketplace import order
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import PHONE, Visitor

WAITS = "/desk/supervisor/chats/"
ASKED = "cat dureaza pana primesc banii inapoi pe card"
RIGHT = "Când îți ajunge rambursarea"
MAIL = "ioana.muresan@posta.example"
IOANA = {"sub": "b-ioana", "name": "Ioana Mureșan", "email": MAIL}
WHEN_AWAY = 60_000
"""While push is gone, what is new is asked for now and then, and it may take its time to come back."""


def _order_of_ioana(product: Product, name: str) -> str:
    sent = order("b-ioana", f"s-{name}")
    sent["buyer"].update(name=IOANA["name"], email=MAIL)
    product.marketplace.put_order(f"J-{name}", sent)
    return f"J-{name}"


def _reference(page: Page) -> list[str]:
    """The chat this page talks in, as soon as it has asked for it."""
    found: list[str] = []

    def hear(url: str) -> None:
        named = re.search(r"/chat/v1/chats/(C-[0-9A-Z-]+)", url)
        if named:
            found[:] = [named[1]]

    page.on("request", lambda one: hear(one.url))
    return found


def _asks_as_a_visitor(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/ro/help/")
    open_window(page)
    told = ask(page, ASKED)
    assert "un program, nu un om" in told
    assert RIGHT in told


def _takes_it_along(visitor: Visitor) -> None:
    page = visitor.page
    visitor.enter({**IOANA, "role": "buyer", "locale": "ro"}, "/ro/orders/")
    open_window(page)
    page.get_by_role("button", name="Continuă aici").click()
    expect(page.locator("amiabil-chat .msg.own")).to_contain_text(ASKED)
    expect(page.locator("amiabil-chat .msg.program")).to_have_count(1)


def _asks_for_dates(visitor: Visitor, ref: str) -> None:
    page = visitor.page
    told = ask(page, f"unde e comanda {ref}")
    assert f"Comanda {ref}" in told
    assert "livrată pe" in told
    told = ask(page, "si pana cand pot deschide o disputa?")
    assert "livrată pe" not in told
    day = re.search(rf"Pentru comanda {ref} poți deschide o dispută până \w+, (\d+ \w+) \d+, 23:59", told)
    assert day, told
    visitor.goto(f"/ro/orders/{ref}")
    expect(page.locator("main")).to_contain_text(day[1])
    open_window(page)


def _ends_and_rates(page: Page) -> None:
    page.get_by_role("button", name="Ce poți face cu acest chat").click()
    page.get_by_role("menuitem", name="Încheie chatul").click()
    well = page.get_by_role("button", name="Bine", exact=True)
    well.click()
    expect(well).to_have_attribute("aria-pressed", "true")
    page.locator("amiabil-chat .ended").get_by_role("button", name="Trimite prin e-mail").click()
    expect(page.locator("amiabil-chat .ended [role=status]")).to_contain_text(MAIL)


def _transcript(product: Product, ref: str) -> str:
    """The mail of what was said in the chat about this order; there is one."""

    def mailed() -> list[str]:
        letters = product.mails_to(MAIL)
        files = (file.get_payload(decode=True) for one in letters for file in one.iter_attachments())
        texts = [file.decode("utf-8") for file in files if isinstance(file, bytes)]
        return [one for one in texts if f"unde e comanda {ref}" in one]

    (transcript,) = eventually(mailed, 120)
    return transcript


def test_from_a_question_without_marks_to_the_mail_of_what_was_said(
    product: Product, meet: Meet, name: str
) -> None:
    ref = _order_of_ioana(product, name)
    visitor, carmen = meet("ro", viewport=PHONE), meet("ro")
    page = visitor.page
    chat = _reference(page)
    _asks_as_a_visitor(visitor)
    _takes_it_along(visitor)
    _asks_for_dates(visitor, ref)
    carmen.enter_staff("carmen", WAITS)
    with on_shift(meet("ro")) as raluca:
        desk = raluca.page
        say(page, PERSON)
        waiting = carmen.page.locator("#now-waiting tr", has_text=chat[0])
        expect(waiting).to_contain_text("Ioana Mureșan", timeout=WHEN_AWAY)
        expect(waiting.locator("td.end")).to_contain_text("minut")
        for one in (visitor, raluca, carmen):
            one.complaints.is_away = True
        product.kill("push")
        accept(desk, reference=chat[0])
        expect(desk.locator(".handed")).to_contain_text(ASKED)
        history = desk.locator("[data-case-history]")
        expect(history).to_contain_text(f"unde e comanda {ref}")
        answer(desk, "Bună, Ioana! Lampa e la tine de trei zile.")
        said = page.locator("amiabil-chat .msg.staff")
        expect(said.first).to_contain_text("Lampa e la tine", timeout=WHEN_AWAY)
        say(page, "Mulțumesc, Raluca!")
        expect(history).to_contain_text("Mulțumesc, Raluca!", timeout=WHEN_AWAY)
        expect(waiting).to_have_count(0, timeout=WHEN_AWAY)
        answer(desk, "Cu drag, Ioana.")  # nothing waits any more when the assistant comes back
        expect(said).to_have_count(2, timeout=WHEN_AWAY)
        hand_back(desk)
        expect(page.locator("amiabil-chat .head h2")).to_have_text(re.compile("Asistent"), timeout=WHEN_AWAY)
    assert "Cu plăcere" in ask(page, "multumesc")
    _ends_and_rates(page)
    transcript = _transcript(product, ref)
    for line in (ASKED, PERSON, "Lampa e la tine", "Mulțumesc, Raluca!", "Cu plăcere"):
        assert line in transcript
    assert INSTANT.search(transcript)
