"""The seller says nothing: the time passes, and the buyer is paid what was asked for."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import DESK, PHONE
from tests.journeys.ways import case_at, case_in_shop, deal, opened

SUM = {"ro": "249,90", "en": "249.90"}


def test_silence_pays_the_buyer(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    shop = meet(language)
    shop.enter(of.seller, f"/{language}/seller/")  # so the shop has an address, and can be told
    reference = opened(product, of)
    eventually(lambda: product.mails_to(of.seller_mail))
    buyer = meet(language, viewport=PHONE if language == "en" else DESK)
    buyer.enter(of.buyer, case_at(buyer, reference))
    due = buyer.turn.locator("time[datetime]").first
    expect(due).to_be_visible()
    with product.ahead(days=10):
        # Nobody loads the page again: the sweep tells of the deadline, the worker of the money.
        expect(buyer.page.locator("[data-case-now]")).not_to_contain_text(due.inner_text(), timeout=30_000)
        ended = eventually(lambda: _closed(product, reference), 40)
        assert ended["settlement"]["outcome"] == "default_seller_silent", ended["settlement"]
        buyer.goto(case_at(buyer, reference))
        expect(buyer.page.locator("[data-case-history]")).to_contain_text(SUM[language])
        (refund,) = product.refunds_of(reference)
        assert (refund["amount"], refund["state"]) == ("249.90", "confirmed")
        assert product.verified(reference)
        eventually(lambda: len(product.mails_to(of.buyer_mail)) >= 2)
        shop.goto(case_in_shop(shop, reference))
        expect(shop.page.locator("[data-case-history]")).to_contain_text(SUM[language])


def _closed(product: Product, reference: str) -> dict | None:  # type: ignore[type-arg]
    found = product.marketplace.dispute(reference)
    return found if found["state"] == "closed" else None
