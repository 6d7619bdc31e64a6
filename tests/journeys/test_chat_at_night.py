"""A chat in which a person is asked for while nobody is there: a request with a promised time."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.chatting import INSTANT, PERSON, ask, open_window, signs_in
from tests.journeys.conftest import Meet


def test_by_night_the_chat_becomes_a_request_with_a_time(meet: Meet, name: str) -> None:
    customer = meet("ro")
    page = customer.page
    signs_in(customer, "b-vlad")
    open_window(page)
    ask(page, f"salut {name}")
    told = ask(page, PERSON)
    assert "cerere" in told
    assert INSTANT.search(told), "by when it is answered"
    page.get_by_role("link", name="Deschide cererea").last.click()
    page.wait_for_url("**/ro/tickets/T-*")
    expect(page.locator("main")).to_contain_text(name)
