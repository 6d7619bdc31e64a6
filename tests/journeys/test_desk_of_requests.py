"""An agent's morning: twenty requests, one after the other, without a mouse; and the list that follows by itself."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product
from tests.journeys.visitor import Visitor
from tests.journeys.ways import deal

INBOX = "/desk/agent/tickets/"
MANY = 20

_ASK = """async ([address, subjects]) => {
  for (const subject of subjects) {
    const read = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const form = [...read.querySelectorAll("form[method=post]")].find((one) => one.querySelector("[name=subject]"));
    const typed = new URLSearchParams(new FormData(form));
    typed.set("subject", subject);
    typed.set("text", "Nu merge nimic de azi-dimineață.");
    const answer = await fetch(address, { method: "POST", body: typed });
    if (!answer.ok) throw new Error(String(answer.status));
  }
}"""


def ask(visitor: Visitor, *subjects: str) -> None:
    """Make requests, as the form of the portal sends them."""
    visitor.page.evaluate(_ASK, [f"/{visitor.language}/tickets/new/technical", list(subjects)])


def opened(page: Page) -> str:
    found = re.search(r"T-\w{4}-\w{4}", page.url)
    assert found is not None, page.url
    return found[0]


def test_twenty_requests_are_answered_by_keys_alone(product: Product, meet: Meet, name: str) -> None:
    customer, agent = meet("ro"), meet("ro")
    customer.enter(deal(product, name, "ro").buyer, "/ro/tickets/")
    agent.enter_staff("raluca", INBOX)
    page, keys = agent.page, agent.page.keyboard
    waiting = page.locator("a.conv:has(.when)[href*=tickets]").count()
    ask(customer, *(f"Cererea {name} {n}" for n in range(max(0, MANY + 1 - waiting))))
    page.goto(INBOX)
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url(re.compile(INBOX + "T-"))
    seen = []
    for n in range(MANY):
        seen.append(opened(page))
        keys.press("n" if n == 3 else "r")
        keys.type("Ne uităm imediat.")
        with page.expect_navigation():
            keys.press("Control+Enter")
    assert len({*seen, opened(page)}) == MANY + 1, "one was opened twice"
    page.goto(f"{INBOX}{seen[0]}")
    expect(page.locator(".msg-own .txt").last).to_contain_text("Ne uităm imediat.")
    page.goto(f"{INBOX}{seen[3]}")
    expect(page.locator("article.note")).to_contain_text("Ne uităm imediat.")
    keys.press("Control+k")
    keys.type("rezolvata")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator("#talk-now .chip").first).to_contain_text("Rezolvată")

    page.goto(INBOX)
    ask(customer, f"Încă una {name}")
    expect(page.locator("a.conv", has_text=f"Încă una {name}")).to_be_visible()


def test_a_slip_is_taken_back_and_a_saved_reply_found_by_keys(
    product: Product, meet: Meet, name: str
) -> None:
    customer, agent = meet("ro"), meet("ro")
    customer.enter(deal(product, name, "ro").buyer, "/ro/tickets/")
    ask(customer, f"Greșeala {name}")
    agent.enter_staff("raluca", INBOX)
    page, keys = agent.page, agent.page.keyboard
    page.locator("a.conv", has_text=f"Greșeala {name}").focus()
    keys.press("Enter")
    page.wait_for_url(re.compile(INBOX + "T-"))
    chip = page.locator("#talk-now .chip").first
    with page.expect_navigation():
        keys.press("e")
    expect(chip).to_contain_text("Rezolvată")
    with page.expect_navigation():
        keys.press("u")
    expect(chip).to_contain_text("Nouă")
    keys.press("r")
    keys.press("/")
    expect(page.locator("#field-reply")).to_be_focused()
    keys.press("Shift+Tab")
    page.locator("#field-text").focus()
    keys.type("1/2")
    expect(page.locator("#field-text")).to_have_value("1/2")
    page.locator("#field-text").fill("")
