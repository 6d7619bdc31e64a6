"""Every page of the help centre and the contact directory: read by axe in every look, and used with the keys alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product
from tests.journeys.test_keyboard import follow, reach
from tests.journeys.test_pages import check, check_here
from tests.journeys.ways import deal

PAGES = (
    "help/",
    "help/search",
    "help/search?q=banii+inapoi",
    "help/search?q=zzzqqq",
    "help/search?q=" + "Neconformitateneremediată" * 8,
    "help/no-phone",
    "help/your-rights-ro",
    "help/sections/rights",
    "rights/?country=RO",
    "help/disputes-and-reports",
    "help/contact-us?country=DE",
    "help/contact-us?country=RO&about=refund",
    "help/contact-us?country=RO&about=person",
    "help/call-back/ro_call_back",
    "help/call-back/ro_call_back?topic=account",
)
OPERATOR = (
    "/desk/admin/articles/",
    "/desk/admin/articles/?show=behind",
    "/desk/admin/articles/?show=review_due&q=zzz",
    "/desk/admin/articles/new",
    "/desk/admin/articles/no-phone/ro/1/",
    *(f"/desk/admin/help-search/{part}" for part in ("", "articles", "words", "synonyms/")),
)
TYPED = {"ro": "banii inapio", "en": "where is my refnd"}


def test_the_public_pages(meet: Meet, language: str) -> None:
    check(meet(language), [f"/{language}/{page}" for page in PAGES])


def test_the_pages_of_somebody_signed_in(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    visitor = meet(language)
    visitor.enter(of.buyer, f"/{language}/help/")
    own = ("help/", "rights/", "help/disputes-and-reports", "help/call-back/ro_call_back")
    check(visitor, [f"/{language}/{page}" for page in own])


def test_the_desks_of_the_help_centre(meet: Meet, in_turn: str) -> None:
    operator, agent = meet(in_turn), meet(in_turn)
    operator.enter_staff("vlad", OPERATOR[0])
    check(operator, list(OPERATOR))
    agent.enter_staff("raluca", "/desk/agent/callbacks/")
    check(agent, ["/desk/agent/callbacks/", "/desk/agent/callbacks/?show=over"])


def test_an_answer_and_a_person_with_the_keys_alone(meet: Meet, language: str) -> None:
    page = (visitor := meet(language)).page
    page.goto(f"/{language}/help/")
    reach(page, page.locator(".find input[name=q]"))
    page.keyboard.type(TYPED[language])
    expect(page.locator(".find-list > li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/help/(refund-not-received|cod-refund)$"))
    follow(page, page.locator('button[name="helpful"][value="no"]'))
    page.wait_for_url("**/answer?kept=no")
    check_here(visitor)
    follow(page, page.locator(".reach a").first)
    page.wait_for_url(f"**/{language}/help/contact-us")
    follow(page, page.locator('a[href*="about=person"]'))
    page.wait_for_url(re.compile("about=person"))
    follow(page, page.locator('main a.btn[href*="/help/chat"], main a.btn[href*="/request/"]').first)
    page.wait_for_url(re.compile("/help/chat|/request/"))
