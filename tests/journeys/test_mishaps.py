"""What goes wrong in real life: second thoughts, stale pages, double clicks, wrong files, lost sessions, lost push."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Meet
from tests.journeys.product import Product, eventually
from tests.journeys.visitor import PHONE, photo
from tests.journeys.ways import (
    case_at,
    case_in_shop,
    deal,
    opened,
    propose,
    say_what_is_wanted,
    say_why,
    send,
    show,
    step,
    to_the_form,
)


def test_withdrawn_and_taken_up_again(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    buyer = meet(language, viewport=PHONE)
    buyer.enter(of.buyer, case_at(buyer, reference))
    buyer.act("withdraw")
    buyer.press()
    buyer.act("undo_withdraw")
    buyer.press()
    expect(buyer.page.locator('a[href$="/do/withdraw"]').first).to_be_visible()
    assert product.marketplace.dispute(reference)["state"] == "awaiting_seller"
    assert product.verified(reference)


def test_an_offer_that_was_replaced_is_not_accepted(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "en")
    reference = opened(product, of)
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="120.00")
    buyer = meet("en")
    buyer.complaints.expected.add(409)
    buyer.enter(of.buyer, case_at(buyer, reference))
    buyer.act("accept")
    expect(buyer.page.locator("main")).to_contain_text("120.00")
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="90.00")
    buyer.press()
    expect(buyer.page.locator("main")).to_contain_text("90.00")
    expect(buyer.page.locator(".notice-bad, .error-summary").first).to_be_visible()
    now = product.marketplace.dispute(reference)
    assert (now["state"], now["settlement"]) == ("negotiating", None)


def test_a_double_click_sends_once(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro")
    reference = opened(product, of)
    seller = meet("ro")
    seller.enter(of.seller, case_in_shop(seller, reference))
    seller.act("propose")
    seller.page.locator("input[name=amount]").fill("100")
    seller.page.locator("form.page-form button.btn-primary").dblclick()
    expect(seller.turn).to_be_visible()
    kinds = [event["type"] for event in product.marketplace.events(reference)]
    assert kinds.count("dispute.propose") == 1, kinds


def test_what_was_typed_when_time_ran_out_is_shown_again(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro")
    reference = opened(product, of)
    seller = meet("ro")
    seller.complaints.expected.add(409)
    seller.enter(of.seller, case_in_shop(seller, reference))
    seller.act("propose")
    seller.page.locator("input[name=amount]").fill("77,50")
    seller.page.locator("textarea[name=text]").fill("Îmi pare rău de întâmplare.")
    with product.ahead(days=30):
        eventually(lambda: product.marketplace.dispute(reference)["state"] != "awaiting_seller", 30)
        seller.press()
        main = seller.page.locator("main")
        expect(seller.page.locator(".notice-bad, .error-summary").first).to_be_visible()
        seller.page.wait_for_load_state()  # what is wrong stands at the top, what was typed far below
        shown = main.inner_text() + " ".join(
            box.input_value() for box in seller.page.locator("main input[type=text], main textarea").all()
        )
        assert "Îmi pare rău de întâmplare." in shown


def test_a_session_that_ended_in_the_middle_of_the_form(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "ro")
    buyer = meet("ro", viewport=PHONE)
    to_the_form(buyer, of)
    say_why(buyer)
    buyer.page.locator("input[name=amount]").fill("123,40")
    buyer.context.clear_cookies(name="amiabil_customer")
    buyer.complaints.expected.add(401)
    buyer.press()
    expect(buyer.page.locator("main")).to_contain_text("123,40")  # what was typed is still there
    tab = buyer.page
    buyer.page = buyer.context.new_page()
    buyer.enter(of.buyer, "/ro/orders/")
    buyer.page.close()
    buyer.page = tab
    tab.locator("main form button").last.click()
    expect(tab.locator("[data-upload]").first).to_be_visible()
    buyer.goto(f"/ro/orders/{of.ref}/dispute?step=want")
    expect(tab.locator("input[name=amount]")).to_have_value("123,40")


def test_a_file_that_is_not_what_it_says(product: Product, meet: Meet, name: str, tmp_path: Path) -> None:
    of = deal(product, name, "en")
    wrong = tmp_path / "photo.jpg"
    wrong.write_bytes(b"MZ\x90\x00" + b"\x00" * 5000)
    buyer = meet("en")
    buyer.complaints.expected.update({415, 422})
    to_the_form(buyer, of)
    say_why(buyer)
    say_what_is_wanted(buyer)
    place = buyer.page.locator("[data-upload][data-kind=photo_item]")
    place.locator("input[type=file][id]").set_input_files(wrong)
    told = place.locator("[data-upload-state]").first
    expect(told).not_to_have_text(re.compile(r"^\s*$|On its way"))
    expect(place.locator("input[type=hidden]")).to_have_count(0)
    assert re.search(r"\w+ \w+ \w+", told.inner_text()), told.inner_text()
    place.locator("[data-upload-cancel]").first.click()
    show(buyer, {k: photo(tmp_path, f"{k}.jpg") for k in ("photo_item", "photo_parcel")})
    send(buyer)


def test_the_whole_way_without_a_script(product: Product, meet: Meet, name: str, tmp_path: Path) -> None:
    of = deal(product, name, "ro")
    buyer = meet("ro", viewport=PHONE, java_script_enabled=False)
    to_the_form(buyer, of)
    say_why(buyer)
    say_what_is_wanted(buyer)
    for kind in ("photo_item", "photo_parcel"):
        place = buyer.page.locator(f"[data-upload][data-kind={kind}]")
        place.locator("input[type=file][id]").set_input_files(photo(tmp_path, f"{kind}.jpg"))
    reference = send(buyer)
    expect(buyer.page.locator("[data-case-evidence] .tile")).to_have_count(2)
    seller = meet("ro", java_script_enabled=False)
    seller.enter(of.seller, case_in_shop(seller, reference))
    propose(seller, "150,00")
    buyer.goto(case_at(buyer, reference))
    buyer.act("accept")
    buyer.press()
    eventually(lambda: product.marketplace.dispute(reference)["state"] == "closed", 30)
    (refund,) = product.refunds_of(reference)
    assert refund["amount"] == "150.00"


def test_news_come_while_push_is_gone_and_after_it_is_back(product: Product, meet: Meet, name: str) -> None:
    of = deal(product, name, "en")
    reference = opened(product, of)
    buyer = meet("en")
    streams: list[int] = []
    buyer.page.on("response", lambda one: "/stream/v1" in one.url and streams.append(one.status))
    buyer.enter(of.buyer, case_at(buyer, reference))
    history = buyer.page.locator("[data-case-history]")
    _until(buyer.page, lambda: streams == [200])
    buyer.complaints.is_away = True
    product.kill("push")
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="111.00")
    expect(history).to_contain_text("111.00", timeout=40_000)
    _until(buyer.page, lambda: len(streams) == 2)
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="112.00")
    expect(history).to_contain_text("112.00")


def _until(page: Page, condition: Callable[[], bool]) -> None:
    """Let the browser go on until something is so; its events only come while Playwright runs."""

    def happened() -> bool:
        page.evaluate("0")
        return condition()

    eventually(happened, 60)
