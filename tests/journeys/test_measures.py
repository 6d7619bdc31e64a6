"""A measure is told of, read and contested on a phone, decided at a desk, carried out: in both languages, with axe."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.marketplace import Json
from tests.journeys.product import Product, eventually
from tests.journeys.test_pages import faults
from tests.journeys.visitor import PHONE, Visitor

STATEMENT: Json = {
    "what": "Reviews are switched off.",
    "scope": "For three months.",
    "facts": "Four reviews with the same words.",
    "ground": "Rules of reviews, 3",
    "redress": "Complain on this page.",
    "automated": True,
}
DECISION = {
    "what": "Reviews are switched on again.",
    "scope": "From today.",
    "facts": "Four pieces were bought, and four reviews were true.",
    "ground": "Rules of reviews, 1",
    "redress": "A court.",
}
TEXT = "I bought four of them and wrote what is so."


def told(product: Product, person: str, against: str) -> Json:
    """A measure of the marketplace against somebody."""
    return product.marketplace.tell_of_measure(
        {
            "ref": f"J-{person}",
            "kind": "service",
            "against": against,
            "person": person,
            "title": f"Reviews of {person}",
            "statement": STATEMENT,
            "decided_by": ["review-filter"],
        }
    )


def complain(visitor: Visitor, reference: str) -> None:
    """From the list to the complaint that is sent, with one press too early."""
    page, address = visitor.page, f"/{visitor.language}/measures/{reference}"
    page.goto(f"/{visitor.language}/measures/")
    page.locator(f'a[href="{address}"]').click()
    expect(page.locator("main")).to_contain_text(STATEMENT["facts"])
    page.locator(f'a[href="{address}/complaint"]').click()
    visitor.complaints.expected.add(422)
    visitor.press()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.locator("textarea[name=text]").fill(TEXT)
    visitor.press()
    page.wait_for_url(re.compile(f"{re.escape(address)}$"))
    expect(page.locator("#complaint-title")).to_be_visible()
    expect(page.locator("[data-countdown]")).to_be_visible()


def decide(reviewer: Visitor, reference: str) -> None:
    """The reviewer finds it in the list and writes the whole statement of reasons."""
    page = reviewer.page
    page.goto("/desk/reviewer/complaints/")
    reviewer.find_in_list(f'a[href="/desk/reviewer/complaints/{reference}"]')
    expect(page.locator("main")).to_contain_text(TEXT)
    page.locator("input[name=verdict][value=lifted]").check()
    for name, text in DECISION.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("input[name=automated][value=no]").check()
    reviewer.press()
    page.wait_for_url(re.compile(r"/desk/reviewer/complaints/$"))


def test_a_buyer_contests_a_measure_and_is_right(
    product: Product, meet: Meet, name: str, language: str
) -> None:
    buyer = meet(language, viewport=dict(PHONE))
    buyer.enter({"sub": name, "name": "Grace Miller", "locale": language}, f"/{language}/measures/")
    assert faults(buyer, f"/{language}/measures/") == []
    reference = str(told(product, name, "buyer")["reference"])
    for path in ("", reference, f"{reference}/complaint"):
        assert faults(buyer, f"/{language}/measures/{path}") == []
    buyer.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict of the right keys
    complain(buyer, reference)
    reviewer = meet(language)
    reviewer.enter_staff("radu", "/desk/reviewer/complaints/")
    assert faults(reviewer, f"/desk/reviewer/complaints/{reference}") == []
    assert faults(reviewer, "/desk/reviewer/complaints/") == []
    decide(reviewer, reference)
    buyer.page.goto(f"/{language}/measures/{reference}")
    expect(buyer.page.locator("#decision-title")).to_be_visible()
    expect(buyer.page.locator("main")).to_contain_text(DECISION["facts"])
    assert product.marketplace.measure(f"J-{name}")["to_carry_out"] == "lifted"
    done = product.marketplace.undo_measure(f"J-{name}", "lifted")
    assert (done["complaint"]["state"], done["complaint"]["outcome"]) == ("closed", "decided_buyer")
    assert faults(buyer, f"/{language}/measures/{reference}") == []
    link = f'a[href="/{language}/measures/{reference}"]'

    def is_told() -> Any:
        buyer.page.goto(f"/{language}/notices/")
        return buyer.page.locator(link).count() >= 3

    eventually(is_told, 40)
    assert product.verified(reference)


def test_an_operator_records_a_measure_and_the_shop_reads_it(product: Product, meet: Meet, name: str) -> None:
    shop = f"s-{name}"
    seller = meet("en", viewport=dict(PHONE))
    seller.enter({"sub": f"m-{name}", "name": "Luca Marin", "shop": shop, "locale": "en"}, "/en/measures/")
    operator = meet("en")
    operator.enter_staff("vlad", "/desk/operator/measures/")
    assert faults(operator, "/desk/operator/measures/") == []
    assert faults(operator, "/desk/operator/measures/new") == []
    page = operator.page
    page.locator("input[name=against][value=seller]").check()
    page.locator("input[name=person]").fill(shop)
    page.locator("input[name=kind][value=content]").check()
    page.locator("input[name=title]").fill("Listing: bedside lamp")
    for field, text in DECISION.items():
        page.locator(f"[name={field}]").fill(text)
    page.locator("input[name=automated][value=no]").check()
    operator.press()
    page.wait_for_url(re.compile(r"/desk/operator/measures/T-"))
    reference = page.url.rpartition("/")[2]
    assert faults(operator, f"/desk/operator/measures/{reference}") == []
    assert faults(seller, f"/en/measures/{reference}") == []
    seller.page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a dict of the right keys
    seller.page.goto("/en/measures/")
    seller.page.locator(f'a[href="/en/measures/{reference}"]').click()
    expect(seller.page.locator("main")).to_contain_text(DECISION["facts"])
    assert product.verified(reference)
