"""The seller refuses, the buyer asks for a mediator, and a person decides."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import DESK, PHONE, Visitor, photo
from tests.journeys.ways import case_at, case_in_shop, deal, opened

AMOUNT = {"ro": "180,50", "en": "180.50"}
WORDS = {
    "ro": "Pozele arată o crăpătură pe toată înălțimea abajurului.",
    "en": "The pictures show a crack over the whole height of the shade.",
}


def test_a_mediator_decides(product: Product, meet: Meet, name: str, language: str, tmp_path: Path) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    seller = meet(language, viewport=PHONE if language == "en" else DESK)
    seller.enter(of.seller, case_in_shop(seller, reference))
    _refuse(seller, tmp_path)

    buyer = meet(language, viewport=PHONE if language == "en" else DESK)
    buyer.enter(of.buyer, case_at(buyer, reference))
    expect(buyer.page.locator("[data-case-history]")).to_contain_text(WORDS[language])
    buyer.act("escalate")
    buyer.press()
    expect(buyer.turn).to_be_visible()

    mediator = meet(language)
    mediator.enter_staff("mira", "/desk/mediator/")
    take(mediator, reference)
    # Five days of evidence can become eleven by a weekend and the holidays around it.
    with product.ahead(days=14):
        eventually(lambda: "decide" in _open_to_mediator(product, reference), 30)
        mediator.page.goto(f"/desk/mediator/cases/{reference}")
        _decide(mediator)
        eventually(lambda: product.marketplace.dispute(reference)["decision"], 20)
        expect(buyer.page.locator("[data-case-history]")).to_contain_text(WORDS[language])
        expect(buyer.page.locator("[data-case-now]")).to_contain_text(AMOUNT[language])
    with product.ahead(days=40):
        eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 40)
        for one, path in ((buyer, case_at), (seller, case_in_shop)):
            one.goto(path(one, reference))
            expect(one.page.locator("[data-case-history]")).to_contain_text(AMOUNT[language])
    refunds = product.refunds_of(reference)
    assert sum(round(float(one["amount"]) * 100) for one in refunds) == 18050
    assert all(one["state"] == "confirmed" for one in refunds)
    assert product.verified(reference)


def _refuse(seller: Visitor, folder: Path) -> None:
    seller.act("reject_request")
    page = seller.page
    page.locator("input[name=reason]").first.check()
    page.locator("textarea[name=text]").fill(WORDS[seller.language])
    for place in page.locator("[data-upload]").all():
        kind = place.get_attribute("data-kind")
        if kind == "other":
            continue
        place.locator("input[type=file][id]").set_input_files(photo(folder, f"{kind}.jpg"))
        expect(place.locator(f"input[type=hidden][name=files-{kind}]")).to_have_count(1)
    seller.press()
    expect(seller.turn).to_be_visible()


def take(mediator: Visitor, reference: str) -> None:
    """Take a case that nobody hears yet, from the list of the desk."""
    page = mediator.page
    mediator.reads_own_language()
    page.goto("/desk/mediator/?show=to_take")
    mediator.find_in_list(f'a[href*="{reference}"]')
    page.wait_for_url(re.compile(reference))
    page.locator("input[name=independent]").check()
    page.locator(f'form[action$="{reference}/take"] button').first.click()
    expect(page.locator(f'form[action$="{reference}/back"]')).to_be_visible()


def _open_to_mediator(product: Product, reference: str) -> list[str]:
    opened_to: list[str] = product.marketplace.dispute(reference)["available_actions"].get("mediator", [])
    return opened_to


def _decide(mediator: Visitor) -> None:
    page = mediator.page
    page.locator("textarea[name=finding_1]").fill(WORDS[mediator.language])
    page.locator("input[name=finding_1_evidence]").first.check()
    page.locator("input[name=legal_rules][value=L7]").check()
    page.locator("input[name=automated][value=none]").check()
    page.locator("textarea[name=grounds]").fill(WORDS[mediator.language])
    page.locator("input[name=remedy]").first.check()
    page.locator("input[name=amount]").fill(AMOUNT[mediator.language])
    page.locator('form[action$="/do/decide"] button.btn-primary').click()
    expect(page.locator("#statement-title")).to_be_visible()
    expect(page.locator("main")).to_contain_text(WORDS[mediator.language])
    page.locator('button[name=step][value="give"]').click()
    expect(mediator.turn).to_be_visible()
    expect(page.locator('form[action$="/do/decide"]')).to_have_count(0)
