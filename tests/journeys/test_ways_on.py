"""What comes after an agreement, a recommendation or a decision, and cases that are taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Meet
from tests.journeys.hearing import mediator_does
from tests.journeys.product import Product, eventually
from tests.journeys.test_pages import check
from tests.journeys.visitor import DESK, PHONE, photo
from tests.journeys.ways import Deal, accept, case_at, case_in_shop, deal, opened, step

SUM = {"ro": "249,90", "en": "249.90"}
ADDRESS = {"ro": "Str. Lungă 5, Brașov", "en": "5 Long Street, Brașov"}


@pytest.fixture
def language(in_turn: str) -> str:
    """Each of these ways is gone in one language."""
    return in_turn


def _state(product: Product, reference: str) -> str:
    return str(product.marketplace.dispute(reference)["state"])


def _at_the_mediator(product: Product, of: Deal) -> str:
    reference = opened(product, of)
    step(product, reference, "seller", "propose", remedy="refund_keep", amount="50.00")
    with product.ahead(days=4):
        step(product, reference, "buyer", "escalate")
    return reference


def test_a_return_that_is_in_order(
    product: Product, meet: Meet, name: str, language: str, tmp_path: Path
) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    seller, buyer = meet(language), meet(language, viewport=PHONE if language == "en" else DESK)
    seller.enter(of.seller, case_in_shop(seller, reference))
    seller.act("propose")
    seller.page.locator("input[name=remedy][value=return_refund]").check()
    seller.page.locator("input[name=amount]").fill(SUM[language])
    seller.press()
    expect(seller.turn).to_be_visible()

    buyer.enter(of.buyer, case_at(buyer, reference))
    accept(buyer)
    expect(buyer.page.locator("#way-return")).to_be_visible()
    seller.goto(case_in_shop(seller, reference))
    check(
        seller, [f"{case_in_shop(seller, reference)}/do/{act}" for act in ("provide_label", "waive_return")]
    )
    seller.goto(case_in_shop(seller, reference))
    seller.act("provide_label")
    seller.page.locator("textarea[name=text]").fill(ADDRESS[language])
    seller.page.locator("input[name=tracking]").fill("FAN 123")
    seller.press()
    expect(seller.turn).to_be_visible()

    expect(buyer.page.locator("#way-return")).to_contain_text(ADDRESS[language])
    check(buyer, [f"{case_at(buyer, reference)}/do/{act}" for act in ("record_return_shipment", "extend")])
    buyer.goto(case_at(buyer, reference))
    buyer.act("record_return_shipment")
    buyer.page.locator("input[name=proof][value=receipt]").check()
    place = buyer.page.locator("[data-upload][data-kind=proof_of_dispatch]")
    place.locator("input[type=file][id]").set_input_files(photo(tmp_path, "chitanta.jpg"))
    expect(place.locator("input[type=hidden][name=files-proof_of_dispatch]")).to_have_count(1, timeout=30_000)
    buyer.press()
    expect(buyer.turn).to_be_visible()
    assert _state(product, reference) == "return_in_transit"

    step(product, reference, "carrier", "scan", status="delivered", direction="return")
    seller.goto(case_in_shop(seller, reference))
    check(seller, [f"{case_in_shop(seller, reference)}/do/inspect"])
    seller.goto(case_in_shop(seller, reference))
    seller.act("inspect")
    seller.page.locator("input[name=ok][value=yes]").check()
    seller.press()
    eventually(lambda: _state(product, reference) == "closed", 40)
    (refund,) = product.refunds_of(reference)
    assert (refund["amount"], refund["state"]) == ("249.90", "confirmed")
    buyer.goto(case_at(buyer, reference))
    expect(buyer.page.locator("#way-closed")).to_contain_text(SUM[language])
    expect(buyer.page.locator("#way-outside")).to_contain_text("ANPC")
    assert product.verified(reference)


def test_a_replacement_that_is_not_sent_pays_the_buyer(
    product: Product, meet: Meet, name: str, language: str
) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    step(product, reference, "seller", "propose", remedy="replacement")
    buyer = meet(language)
    buyer.enter(of.buyer, case_at(buyer, reference))
    check(buyer, [f"{case_at(buyer, reference)}/do/accept"])
    buyer.goto(case_at(buyer, reference))
    accept(buyer)
    expect(buyer.page.locator("#way-promise")).to_be_visible()
    seller = meet(language)
    seller.enter(of.seller, case_in_shop(seller, reference))
    check(seller, [f"{case_in_shop(seller, reference)}/do/perform"])
    seller.goto(case_in_shop(seller, reference))
    seller.act("perform")
    seller.page.locator("input[name=tracking]").fill("FAN 9")
    seller.press()
    expect(seller.page.locator("#way-promise")).to_contain_text("FAN 9")
    check(buyer, [f"{case_at(buyer, reference)}/do/perform_confirmed"])
    with product.ahead(days=17):
        ended = eventually(lambda: _closed(product, reference), 60)
        assert ended["outcome"] == "settled_by_agreement"
        assert "promise_broken" in ended["flags"]
        buyer.goto(case_at(buyer, reference))
        expect(buyer.page.locator("#way-closed")).to_be_visible()
    refunds = product.refunds_of(reference)
    assert [one["state"] for one in refunds] == ["confirmed"]


def _closed(product: Product, reference: str) -> dict | None:  # type: ignore[type-arg]
    found = product.marketplace.dispute(reference)
    return found if found["state"] == "closed" else None


def test_a_recommendation_is_accepted(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    reference = _at_the_mediator(product, of)
    mediator_does(product, reference, "recommend", remedy="refund_keep", amount="150.00", text="Half each.")
    buyer, seller = meet(language), meet(language, viewport=PHONE)
    buyer.enter(of.buyer, case_at(buyer, reference))
    expect(buyer.page.locator("#way-recommendation")).to_contain_text("Half each.")
    answers = ("accept_recommendation", "decline_recommendation", "challenge")
    check(buyer, [f"{case_at(buyer, reference)}/do/{act}" for act in answers])
    buyer.goto(case_at(buyer, reference))
    accept(buyer, "accept_recommendation")
    seller.enter(of.seller, case_in_shop(seller, reference))
    accept(seller, "accept_recommendation")
    eventually(lambda: _state(product, reference) == "closed", 40)
    (refund,) = product.refunds_of(reference)
    assert refund["amount"] == "150.00"


def test_a_decision_is_appealed(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    reference = _at_the_mediator(product, of)
    with product.ahead(days=12):
        decision = {"remedy": "refund_keep", "amount": "100.00", "grounds": "G", "rule": "OUG 140/2021"}
        mediator_does(product, reference, "decide", **decision)
        buyer = meet(language)
        buyer.enter(of.buyer, case_at(buyer, reference))
        expect(buyer.page.locator("#way-decision")).to_be_visible()
        check(buyer, [f"{case_at(buyer, reference)}/do/{act}" for act in ("appeal", "waive_appeal")])
        buyer.goto(case_at(buyer, reference))
        buyer.act("appeal")
        buyer.page.locator("input[name=ground][value=fact_error]").check()
        buyer.page.locator("input[name=ask]").fill("50")
        buyer.page.locator("textarea[name=text]").fill("…")
        buyer.complaints.expected.add(422)
        buyer.press()
        expect(buyer.page.locator("#error-ask")).to_be_visible()
        buyer.page.locator("input[name=ask]").fill("200")
        buyer.press()
        expect(buyer.turn).to_be_visible()
        assert _state(product, reference) == "in_appeal"


def test_late_evidence_is_marked(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    reference = _at_the_mediator(product, of)
    with product.ahead(days=12):
        buyer = meet(language)
        buyer.enter(of.buyer, case_at(buyer, reference))
        buyer.act("add_evidence")
        buyer.page.locator("textarea[name=text]").fill("…")
        buyer.press()
        expect(buyer.page.locator("[data-notices]")).to_contain_text(
            "întârziată" if language == "ro" else "marked as late"
        )
        mediator_does(product, reference, "request_info", of="buyer", text="Which lamp?")
        buyer.goto(case_at(buyer, reference))
        check(buyer, [f"{case_at(buyer, reference)}/do/answer_info"])
        buyer.goto(case_at(buyer, reference))
        expect(buyer.page.locator("#way-question")).to_contain_text("Which lamp?")
        buyer.act("answer_info")
        buyer.page.locator("textarea[name=text]").fill("…")
        buyer.press()
        expect(buyer.page.locator("#way-question")).to_have_count(0)


def test_a_case_is_taken_up_again(product: Product, meet: Meet, name: str, language: str) -> None:
    of = deal(product, name, language)
    reference = opened(product, of)
    buyer = meet(language)
    buyer.enter(of.buyer, case_at(buyer, reference))
    check(buyer, [f"{case_at(buyer, reference)}/do/convert"])
    step(product, reference, "buyer", "withdraw")
    with product.ahead(days=3):
        eventually(lambda: _state(product, reference) == "closed", 60)
        check(buyer, [case_at(buyer, reference), f"{case_at(buyer, reference)}/do/reopen"])
        buyer.goto(case_at(buyer, reference))
        expect(buyer.page.locator("#way-outside")).to_be_visible()
        buyer.act("reopen")
        buyer.page.locator("input[name=ground][value=new_defect]").check()
        buyer.press()
        expect(buyer.turn).to_be_visible()
        assert _state(product, reference) == "negotiating"
