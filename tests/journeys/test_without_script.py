"""The guarantee from the order to the money, in English, without JavaScript: forms, files, messages and links."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import PHONE, Visitor, photo
from tests.journeys.ways import (
    accept,
    case_at,
    case_in_shop,
    deal,
    say_what_is_wanted,
    say_why,
    send,
    to_the_form,
)

ADDRESS = "5 Long Street, Brașov"
ASKED, ANSWERED = "Did the lamp light before it fell?", "It was cracked in the box; I never lit it."


def _say(visitor: Visitor, words: str) -> None:
    visitor.page.locator("form.composer textarea").fill(words)
    visitor.page.locator("form.composer button.btn-primary").click()
    expect(visitor.page.locator("[data-case-history]")).to_contain_text(words)


def _hand_in(visitor: Visitor, kind: str, folder: Path, *, seed: int) -> None:
    place = visitor.page.locator(f"[data-upload][data-kind={kind}]")
    place.locator("input[type=file][id]").set_input_files(photo(folder, f"{kind}.jpg", seed=seed))


def _opened(buyer: Visitor, folder: Path) -> str:
    """The photos are sent one after the other; each is shown before the next."""
    say_why(buyer)
    say_what_is_wanted(buyer)
    for seed, kind in enumerate(("photo_item", "photo_parcel", "other"), 1):
        _hand_in(buyer, kind, folder, seed=seed)
        buyer.page.locator("button[name=stay]").click()
        expect(buyer.page.locator(f"[data-kind={kind}] .file")).to_have_count(1)
    reference = send(buyer)
    expect(buyer.page.locator("[data-case-evidence] .tile")).to_have_count(3)
    return reference


def test_the_guarantee_with_a_return(product: Product, meet: Meet, name: str, tmp_path: Path) -> None:
    of = deal(product, name, "en")
    buyer = meet("en", viewport=PHONE, java_script_enabled=False)
    to_the_form(buyer, of)
    reference = _opened(buyer, tmp_path)
    seller = meet("en", java_script_enabled=False)
    seller.enter(of.seller, "/en/seller/")
    seller.page.locator(f'a[href$="{reference}"]').first.click()
    _say(seller, ASKED)
    seller.act("propose")
    seller.page.locator("input[name=remedy][value=return_refund]").check()
    seller.page.locator("input[name=amount]").fill("249.90")
    seller.press()
    expect(seller.turn).to_be_visible()

    buyer.goto(case_at(buyer, reference))
    expect(buyer.page.locator("[data-case-history]")).to_contain_text(ASKED)
    _say(buyer, ANSWERED)
    accept(buyer)
    _given_back(product, buyer, seller, reference, tmp_path)

    eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 40)
    (refund,) = product.refunds_of(reference)
    assert (refund["amount"], refund["state"]) == ("249.90", "confirmed")
    buyer.goto(case_at(buyer, reference))
    buyer.page.locator('a[href$="/letter"]').first.click()
    expect(buyer.page.locator("main")).to_contain_text("249.90")
    assert product.verified(reference)


def _given_back(product: Product, buyer: Visitor, seller: Visitor, reference: str, folder: Path) -> None:
    """The label, the parcel with its receipt, the courier's word, and what the seller finds."""
    seller.goto(case_in_shop(seller, reference))
    seller.act("provide_label")
    seller.page.locator("textarea[name=text]").fill(ADDRESS)
    seller.press()
    buyer.goto(case_at(buyer, reference))
    expect(buyer.page.locator("#way-return")).to_contain_text(ADDRESS)
    buyer.act("record_return_shipment")
    buyer.page.locator("input[name=proof][value=receipt]").check()
    _hand_in(buyer, "proof_of_dispatch", folder, seed=7)
    buyer.press()
    expect(buyer.turn).to_be_visible()
    assert product.marketplace.dispute(reference)["state"] == "return_in_transit"
    scanned = {"as": "carrier", "arguments": {"status": "delivered", "direction": "return"}}
    assert product.marketplace.step(reference, "scan", scanned).is_success
    seller.goto(case_in_shop(seller, reference))
    seller.act("inspect")
    seller.page.locator("input[name=ok][value=yes]").check()
    seller.press()
    expect(seller.turn).to_be_visible()
