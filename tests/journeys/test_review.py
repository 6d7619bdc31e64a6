"""A reviewer decides an appeal and sets a default aside, in cases that the demonstration has prepared."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.marketplace import LAMP
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import Visitor

_REFERENCE = re.compile(r"D-[0-9A-Z]{4}-[0-9A-Z]{4}")


def _open(reviewer: Visitor, command: str) -> str:
    """Open the demonstration's first case in which this act is offered, none of another journey; its reference."""
    page = reviewer.page
    addresses = [link.get_attribute("href") for link in page.locator("table.list a.main").all()]
    for address in addresses:
        page.goto(str(address))
        if any(lamp in page.content() for lamp in LAMP.values()):
            continue
        if page.locator(f'a[href$="/do/{command}"]').count():
            found = _REFERENCE.search(page.url)
            assert found
            return found[0]
    raise AssertionError(f"no case offers {command}")


def _is_accessible(reviewer: Visitor) -> None:
    assert not Axe().run(reviewer.page).response["violations"]


def test_an_appeal_ends_with_a_part_of_the_money(product: Product, meet: Meet) -> None:
    reviewer = meet("en")
    reviewer.enter_staff("radu", "/desk/reviewer/")
    reference = _open(reviewer, "decide_appeal")
    _is_accessible(reviewer)
    expect(reviewer.page.locator("#review-title")).to_be_visible()
    reviewer.act("decide_appeal")
    _is_accessible(reviewer)
    reviewer.page.locator("input[name=amount]").fill("55.00")
    reviewer.page.locator("textarea[name=grounds]").fill("It keeps warm for one hour only.")
    reviewer.press()
    expect(reviewer.page.locator("[data-case-history]")).to_contain_text("It keeps warm for one hour only.")
    eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 40)
    paid = [one for one in product.refunds_of(reference) if one["state"] == "confirmed"]
    assert sum(round(float(one["amount"]) * 100) for one in paid) == 5500
    assert product.verified(reference)


def test_a_default_is_set_aside_and_a_mediator_can_take_it(product: Product, meet: Meet) -> None:
    reviewer = meet("en")
    reviewer.enter_staff("radu", "/desk/reviewer/")
    reference = _open(reviewer, "grant_set_aside")
    _is_accessible(reviewer)
    reviewer.act("grant_set_aside")
    reviewer.page.locator("textarea[name=text]").fill("The letter of the insurer shows the flood.")
    reviewer.press()
    expect(reviewer.page.locator("[data-case-history]")).to_contain_text("The letter of the insurer shows")
    assert product.marketplace.dispute(reference)["state"] == "in_mediation"
