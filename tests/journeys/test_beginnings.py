"""How a buyer begins: a withdrawal without a script, a return, and the legal guarantee after the protection."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually, links_in
from tests.journeys.test_pages import check
from tests.journeys.visitor import DESK, PHONE, Visitor, photo
from tests.journeys.ways import Deal, deal, say_why, send, show, to_the_form

RECEIVED = re.compile(r"/disputes/(D-[0-9A-Z]{4}-[0-9A-Z]{4})/withdrawal")
LABEL = {"ro": "Retragere din contract", "en": "Withdraw from the contract"}
DEFECT = {"ro": "Nu mai pornește deloc.", "en": "It does not start at all."}


def test_a_withdrawal_without_a_script(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    buyer = meet(language, java_script_enabled=False, viewport=PHONE if language == "ro" else DESK)
    buyer.enter(of.buyer, f"/{language}/orders/")
    page = buyer.page
    page.get_by_role("link", name=LABEL[language]).first.click()
    expect(page.locator("h1")).to_have_text(LABEL[language])
    expect(page.locator("textarea")).to_have_count(0)
    page.locator("select[name=units-1]").select_option("0")
    page.locator("select[name=units-2]").select_option("1")
    buyer.press()
    expect(page.locator("#follows")).to_be_visible()
    assert not product.marketplace.disputes_of(of.ref)
    buyer.press()
    page.wait_for_url(RECEIVED)
    found = RECEIVED.search(page.url)
    assert found
    kept = product.marketplace.dispute(found[1])
    assert (kept["lane"], kept["state"]) == ("statutory_withdrawal", "return_shipment_due")
    _acknowledged(product, of, found[1], buyer)


def _acknowledged(product: Product, of: Deal, reference: str, buyer: Visitor) -> None:
    """The mail names the goods and leads to the page that can be kept."""
    bulb = "Bec cald E27" if buyer.language == "ro" else "Warm bulb E27"
    (letter,) = eventually(lambda: product.mails_to(of.buyer_mail), 60)
    plain = letter.get_body(preferencelist=("plain",))
    assert plain is not None
    assert bulb in plain.get_content()
    assert reference in letter["Subject"]
    (link,) = [one for one in links_in(letter) if RECEIVED.search(one)]
    buyer.page.goto(link)
    buyer.reads_own_language()
    expect(buyer.page.locator("article")).to_contain_text(bulb)
    with buyer.page.expect_download() as saved:
        buyer.page.locator("a[href$='save=1']").click()
    assert bulb in Path(saved.value.path()).read_text("utf-8")


def test_goods_go_back_for_the_money(
    product: Product, meet: Meet, name: str, language: str, tmp_path: Path
) -> None:
    of = deal(product, name, language)
    buyer = meet(language)
    to_the_form(buyer, of)
    say_why(buyer)
    buyer.page.locator("input[name=remedy][value=return_refund]").check()
    buyer.press()
    show(
        buyer,
        {"photo_item": photo(tmp_path, "lampa.jpg"), "photo_parcel": photo(tmp_path, "colet.jpg", seed=2)},
    )
    reference = send(buyer)
    terms = product.marketplace.dispute(reference)["proposals"]["buyer"]
    assert (terms["remedy"], terms["return_cost"]) == ("return_refund", "seller")


@pytest.mark.parametrize("days_ago", [60])
def test_the_legal_guarantee_goes_on(
    product: Product, meet: Meet, name: str, language: str, days_ago: int
) -> None:
    of = deal(product, name, language, days_ago=days_ago)
    buyer = meet(language)
    to_the_form(buyer, of)
    page = buyer.page
    page.locator("input[name=reason][value=nc_defective]").check()
    buyer.press()
    page.locator("[name=steps_to_see_defect]").fill(DEFECT[language])
    buyer.press()
    expect(page.locator("#locked")).to_be_visible()
    expect(page.locator("input[name=remedy][value=refund_keep]")).to_have_count(0)
    page.locator("input[name=remedy][value=repair]").check()
    buyer.press()
    page.locator("textarea[name=shown-defect_description]").fill(DEFECT[language])
    reference = send(buyer)
    assert product.marketplace.dispute(reference)["lane"] == "statutory_conformity"


def test_the_pages_of_a_beginning(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    body = {"order": of.ref, "units": {"2": 1}, "reason": "wd_statutory"}
    reference = product.marketplace.open_dispute(body)["reference"]
    late = deal(product, f"{name}-late", language, days_ago=60)
    visitor = meet(language)
    visitor.enter(of.buyer, f"/{language}/orders/")
    order = f"/{language}/orders/{of.ref}"
    step = f"{order}/withdraw?check=1&units-1=1"
    form = f"{order}/dispute?step=why&pick=1"
    check(visitor, [order, f"{order}/withdraw", step, f"/{language}/disputes/{reference}/withdrawal", form])
    other = meet(language)
    other.enter(late.buyer, f"/{language}/orders/")
    check(other, [f"/{language}/orders/{late.ref}/withdraw"])
