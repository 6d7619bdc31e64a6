"""From an order that another system put in to the money back: a complaint on which both sides agree."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually, links_in
from tests.journeys.visitor import DESK, PHONE, Visitor, photo
from tests.journeys.ways import (
    accept,
    case_in_shop,
    deal,
    propose,
    say_what_is_wanted,
    say_why,
    send,
    show,
    to_the_form,
)

AMOUNT = {"ro": "150,00", "en": "150.00"}

_RECORD_PROGRESS = """() => {
  window.seenProgress = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (target.matches?.("progress")) window.seenProgress.push(target.value);
  })).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["value"] });
}"""


def test_a_complaint_is_agreed_and_paid(
    product: Product, meet: Meet, name: str, language: str, tmp_path: Path
) -> None:
    of = deal(product, name, language)
    buyer = meet(language, viewport=PHONE if language == "ro" else DESK)
    reference = _open_with_photos(buyer, of, tmp_path)
    expect(buyer.turn).to_be_visible()
    expect(buyer.page.locator("[data-case-evidence] .tile")).to_have_count(2)

    seller = meet(language)
    seller.enter(of.seller, f"/{language}/seller/")
    seller.reads_own_language()
    seller.page.locator(f'a[href$="{reference}"]').first.click()
    expect(seller.turn).to_be_visible()
    propose(seller, AMOUNT[language])

    # The buyer's page is open all the while; nobody loads it again.
    expect(buyer.page.locator('a[href$="/do/accept"]').first).to_be_visible()
    expect(buyer.page.locator("[data-case-history]")).to_contain_text(AMOUNT[language])
    accept(buyer)
    _both_see_it_closed(buyer, seller, reference, product)

    (refund,) = product.refunds_of(reference)
    assert (refund["amount"], refund["currency"], refund["state"]) == ("150.00", "RON", "confirmed")
    assert refund["paid_at"]
    assert product.verified(reference)
    _mails_came(product, of.buyer_mail, reference, buyer)
    _mails_came(product, of.seller_mail, reference, seller)


def _open_with_photos(buyer: Visitor, of, tmp_path: Path) -> str:  # type: ignore[no-untyped-def]
    sent: list[str] = []
    buyer.page.on("request", lambda request: request.method == "PUT" and sent.append(request.url))
    to_the_form(buyer, of)
    say_why(buyer)
    say_what_is_wanted(buyer)
    buyer.page.evaluate(_RECORD_PROGRESS)
    item = photo(tmp_path, "lampă spartă.jpg", size=1800, seed=1)
    parcel = photo(tmp_path, "coletul.jpg", seed=2)
    show(buyer, {"photo_item": item, "photo_parcel": parcel})
    assert len(sent) >= 3, sent
    assert all(f":{buyer.product.installation.port + 1}/upload/v1/" in url for url in sent)
    assert any(value > 0 for value in buyer.page.evaluate("window.seenProgress"))
    return send(buyer)


def _both_see_it_closed(buyer: Visitor, seller: Visitor, reference: str, product: Product) -> None:
    eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 30)
    seller.goto(case_in_shop(seller, reference))
    for one in (buyer, seller):
        expect(one.page.locator("[data-case-history] a[href*='/do/']")).to_have_count(0)
        expect(one.page.locator("[data-case-history]")).to_contain_text(AMOUNT[one.language])


def _mails_came(product: Product, address: str, reference: str, reader: Visitor) -> None:
    letters = eventually(lambda: product.mails_to(address))
    for letter in letters:
        assert letter["Subject"]
        links = [link for link in links_in(letter) if reference in link]
        assert links, letter.get_content()
    # The closing mail leads to the final letter, which leads on to the case.
    reader.page.goto(links[-1])
    reader.reads_own_language()
    expect(reader.page.locator("main")).to_contain_text(reference)
    reader.page.locator(f'main a[href$="/disputes/{reference}"]').first.click()
    expect(reader.turn).to_be_visible()
