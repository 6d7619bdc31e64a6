"""A customer books a call with the keys, the agent works it, and what came of it stands in the request."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product
from tests.journeys.test_keyboard import follow, reach
from tests.journeys.test_pages import check_here
from tests.journeys.ways import deal

SAID = "Nu pot intra în cont."


def fill(page: Page, number: str) -> None:
    """Everything the form asks for, at the first free time."""
    page.locator("select[name=topic]").select_option("account")
    page.locator("textarea[name=text]").fill(SAID)
    page.locator("input[name=number]").fill(number)


def test_a_call_is_booked_and_worked(product: Product, meet: Meet, name: str) -> None:
    customer, agent = meet("ro"), meet("ro")
    customer.enter(deal(product, name, "ro").buyer, "/ro/help/contact-us?country=RO")
    page = customer.page
    follow(page, page.locator('a.btn[href*="/help/call-back/ro_call_back"]'))
    page.wait_for_url("**/help/call-back/**")
    check_here(customer)
    fill(page, "0264 555 010")
    reach(page, page.get_by_role("button", name="Programează apelul"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Te sunăm", level=1)).to_be_visible()
    check_here(customer)
    agent.enter_staff("raluca", "/desk/agent/callbacks/")
    check_here(agent)
    row = agent.page.locator("tr", has_text="+40 264 555 010")
    row.locator("summary").click()
    row.locator("textarea").fill("Contul tău merge din nou.")
    row.get_by_role("button", name="Păstrează").click()
    expect(agent.page.locator("tr", has_text="+40 264 555 010")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Te-am sunat", level=1)).to_be_visible()
    follow(page, page.get_by_role("link", name="La cerere"))
    expect(page.get_by_text("Contul tău merge din nou.")).to_be_visible()
